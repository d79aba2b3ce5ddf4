"""Shortcuts through WeasyPrint come to what it would come to itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pydyf
import pytest
import weasyprint

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports import pdf_shortcuts
from reportgen.reports.documents import Press
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import grade_view
from reportgen.reports.pdf_shortcuts import KNOWN, SHORTCUTS, take
from reportgen.reports.person_view import person_view
from tests.reports.cases import texts
from tests.reports.extremes import many, with_self

STYLES = """
@page { size: 120mm 100mm; margin: 5mm; @bottom-right { content: counter(page) "/" counter(pages) } }
p { inline-size: 60%; margin-inline-start: 7px; padding-block-end: 3px; border-inline-end: 2px solid }
.rtl { direction: rtl } .rtl p { float: inline-end }
.calc { width: calc(50% - 3px); min-width: max(10px, 5%); text-indent: calc(1em + 2%); height: calc(2em + 1px) }
.boxed { box-sizing: border-box; width: 40%; padding: 4%; border: 3px solid; max-height: 50%; border-radius: 20% 3px }
.padded { box-sizing: padding-box; height: 30px; padding: 2px; min-height: 10% }
.left { float: left; width: 30% } .right { float: right; border-radius: 4px; background: silver }
.vars { --wide: 20px; padding-left: var(--wide); margin: var(--none, 2px) }
table { border-collapse: collapse } td { border: 1px solid currentcolor; border-top: 2px dotted red; padding: 1% }
.inherit * { padding: inherit; color: inherit; border-top-width: initial }
.fixed { position: absolute; right: 2%; bottom: 10px } u b { text-decoration: line-through; font-size: 150% }
"""
PAGES = {
    "logical lengths": "<p>one<p>two <u>three <b>four</b></u>",
    "from right to left": "<div class=rtl><p>one<p>two<div>three</div></div>",
    "calculated lengths": "<div class=calc>one <div class=calc>two</div></div>",
    "sizes of boxes": "<div style='height: 200px'><div class=boxed>one</div><div class=padded>two</div></div>",
    "floating boxes": "<div class=left>one</div><div class=right>two</div>" + "three and four " * 60,
    "variables": "<div class=vars>one<div class=vars>two</div></div>",
    "collapsed borders": "<table style='width: 80%'><tr><td>1<td>2<tr><td class=boxed>3<td class=calc>4</table>",
    "inherited": "<div class='inherit boxed'><p>one <i>two</i><p>three</div>",
    "out of flow": "<div style='position: relative; left: 5%'>one<div class=fixed>two</div></div>",
    "several pages": "<h1>one</h1>" + "<p>two and three and four</p>" * 40,
    "columns and lists": "<div style='columns: 2'><ol><li>one<li>two</ol><ul><li>three</ul></div>",
    "flexible and in a grid": "<div style='display: flex'><p>one<p>two</div><div style='display: grid'><b>1</b><b>2</b></div>",
}


@contextmanager
def theirs() -> Iterator[None]:
    """WeasyPrint as it is."""
    take(theirs=True)
    try:
        yield
    finally:
        take()


def page(name: str) -> bytes:
    html = f"<html lang=zh><style>{STYLES}</style><title>-</title><body>{PAGES[name]}"
    content: bytes = weasyprint.HTML(string=html).write_pdf(pdf_identifier=b"-", pdf_variant="pdf/ua-1")
    return content


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_the_same_to_the_byte(name: str) -> None:
    with theirs():
        expected = page(name)
    assert page(name) == expected


@pytest.mark.parametrize("kind", ["person", "grade"])
def test_reports_are_the_same_to_the_byte(kind: str, model: Model, zh: Language) -> None:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    press, done = Press(zh, font), many(model, 9)

    def made() -> bytes:
        if kind == "grade":
            return press.grade(grade_view(done.grades[0], done, texts(model, zh)))
        return press.person(person_view(with_self(done.people[0]), done, texts(model, zh)))

    with theirs():
        expected = made()
    assert made() == expected


def test_all_shortcuts_are_taken() -> None:
    assert (weasyprint.__version__, pydyf.__version__) in KNOWN, (
        "see whether they still hold, and whether they still help"
    )
    from weasyprint.layout import table

    assert table.resolve_percentages is pdf_shortcuts._used
    for way in SHORTCUTS:
        assert way.owner is None or getattr(way.owner, way.name) is way.ours
    with theirs():
        assert table.resolve_percentages.__module__ == "weasyprint.layout.percent"
    assert table.resolve_percentages is pdf_shortcuts._used


def test_another_weasyprint_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with theirs():
        monkeypatch.setattr(weasyprint, "__version__", "71.0")
        take()
        assert all(way.owner is None or getattr(way.owner, way.name) is way.theirs for way in SHORTCUTS)
        monkeypatch.undo()
