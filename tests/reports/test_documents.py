"""Documents: quiet or failed, nothing fetched, the same bytes, golden HTML per section."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports.documents import Press
from reportgen.reports.errors import RenderError
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import grade_view
from reportgen.reports.html import render
from reportgen.reports.pdf import pdf
from reportgen.reports.person_view import person_view
from tests.program import alternatives
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import many, with_self, worded

GOLDEN = Path(__file__).parent / "golden"
ACTUAL = Path(__file__).parent.parent / "actual"
RATINGS: list[list[int] | int | None] = [[4, 5], [0], None, [3, 4, 4], *([[5, 6]] * 4), 76, 91, 40, None, *([[4]] * 6)]


def same_as_golden(name: str, text: str) -> bool:
    """Compare with the accepted text; ACCEPT=1 accepts what came out, otherwise it is kept in tests/actual."""
    golden = GOLDEN / name
    if os.environ.get("ACCEPT"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    if golden.exists() and golden.read_text(encoding="utf-8") == text:
        return True
    (ACTUAL / name).parent.mkdir(parents=True, exist_ok=True)
    (ACTUAL / name).write_text(text, encoding="utf-8")
    return False


@pytest.mark.parametrize("section", ["summary", "profile", "categories", "growth", "others", "notes"])
def test_sections_of_a_persons_report(section: str, model: Model, zh: Language) -> None:
    one = with_self(person(model, RATINGS))
    view = person_view(one, assessment(model, [one]), worded(texts(model, zh)))
    assert same_as_golden(f"person-{section}.html", render(f"person/{section}.html", view, zh))


@pytest.mark.parametrize("section", ["summary", "bands", "needs", "heatmap", "people", "levels"])
def test_sections_of_a_grades_report(section: str, model: Model, en: Language) -> None:
    done = many(model, 9)
    view = grade_view(done.grades[0], done, worded(texts(model, en)))
    assert same_as_golden(f"grade-{section}.html", render(f"grade/{section}.html", view, en))


@pytest.fixture(scope="module")
def press(zh: Language) -> Press:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    return Press(zh, font)


def test_the_same_view_gives_the_same_bytes(press: Press, model: Model, zh: Language) -> None:
    one = person(model, RATINGS)
    view = person_view(one, assessment(model, [one]), texts(model, zh))
    assert press.person(view) == press.person(view)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://example.com/x.png">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img src="chart:another">',
        '<style>@import url("http://example.com/x.css")</style>',
        '<p style="background: url(http://example.com/x.png)">x',
    ],
)
def test_nothing_but_the_documents_own_charts_is_ever_fetched(html: str) -> None:
    with pytest.raises(RenderError, match="asked for"):
        pdf(html, {}, "")


def test_what_weasyprint_complains_about_fails_the_document() -> None:
    with pytest.raises(RenderError, match="colour"):
        pdf("<p>x", {}, "p { colour: red }")


def test_names_are_text_never_markup(press: Press, model: Model, zh: Language) -> None:
    one = person(model, RATINGS, '<img src="file:///etc/passwd"><b>')
    view = person_view(one, assessment(model, [one]), texts(model, zh))
    assert press.person(view).startswith(b"%PDF")
    assert '<img src="file' not in render("person.html", view, zh)
    assert "&lt;img src=" in render("person.html", view, zh)


def test_a_report_is_tagged_named_and_says_what_its_chart_shows(press: Press, model: Model, zh: Language) -> None:
    one = person(model, RATINGS)
    reader = PdfReader(io.BytesIO(press.person(person_view(one, assessment(model, [one]), texts(model, zh)))))
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert "毛小满" in str(reader.metadata.title)
    assert any("成就导向 4.50" in text for text in alternatives(reader))
