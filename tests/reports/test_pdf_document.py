"""Pages read as XML: the same tree and the same document as HTML's own parser gives."""

from collections.abc import Callable
from xml.etree.ElementTree import tostring

import pytest
import weasyprint
from weasyprint.urls import URLFetcher

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports.grade_view import grade_view
from reportgen.reports.html import render
from reportgen.reports.pdf_document import Page, _tree
from reportgen.reports.person_view import person_view
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import many, with_self, worded
from tests.reports.pictures import MIXED


def person_page(model: Model, lang: Language) -> str:
    one = with_self(person(model, MIXED))
    return render("person.html", person_view(one, assessment(model, [one]), worded(texts(model, lang))), lang)


def grade_page(model: Model, lang: Language) -> str:
    done = many(model, 9)
    return render("grade.html", grade_view(done.grades[0], done, worded(texts(model, lang))), lang)


@pytest.mark.parametrize("page", [person_page, grade_page])
def test_reports_are_well_formed_and_read_as_a_browser_reads_them(
    page: Callable[[Model, Language], str], model: Model, zh: Language
) -> None:
    html = page(model, zh)
    tree = _tree(html)
    assert tree is not None
    theirs = weasyprint.HTML(string=html).etree_element
    assert [(e.tag, e.attrib, (e.text or "").strip()) for e in tree.iter()] == [
        (e.tag, dict(e.attrib), (e.text or "").strip()) for e in theirs.iter()
    ]


def test_rows_of_a_table_stand_in_a_body() -> None:
    tree = _tree('<html><body><table><colgroup><col class="a"></colgroup><tr><td>1</td></tr></table></body></html>')
    assert tree is not None
    assert b'<table><colgroup><col class="a" /></colgroup><tbody><tr><td>1</td></tr></tbody></table>' in tostring(tree)


@pytest.mark.parametrize(
    "html", ["<p>open", "<p>&nbsp;</p>", "<p>text</p>", "<html><p>a\x0b</p></html>", "<html><p a>b</p></html>"]
)
def test_any_other_page_is_read_as_html(html: str) -> None:
    assert _tree(html) is None
    assert Page(html, URLFetcher()).etree_element.find("body/p") is not None


def test_pages_with_other_elements_get_the_whole_style_sheet_of_their_elements() -> None:
    ours = Page("<html><body><p>x</p></body></html>", URLFetcher())
    others = Page("<html><body><p><em>x</em></p></body></html>", URLFetcher())
    assert ours._ua_stylesheets() != others._ua_stylesheets() == weasyprint.HTML(string="x")._ua_stylesheets()


class _Everything(Page):
    """With WeasyPrint's whole style sheet."""

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        sheets: list[weasyprint.CSS] = weasyprint.HTML._ua_stylesheets(self, forms)
        return sheets


def test_our_short_style_sheet_of_elements_looks_like_the_whole_one() -> None:
    blocks = "".join(f"<{tag}>a <b>b</b> <small>c</small></{tag}>" for tag in ("h1", "h2", "h3", "h4", "p", "section"))
    lists = "<ol><li>one</li></ol><ul><li>two</li></ul>"
    table = "<table><thead><tr><th>h</th></tr></thead><tr><td>a<br>b</td></tr></table>"
    html = f'<html lang="en"><head><title>t</title></head><body>{blocks}{lists}{table}</body></html>'
    assert Page(html, URLFetcher()).write_pdf() == _Everything(html, URLFetcher()).write_pdf()
