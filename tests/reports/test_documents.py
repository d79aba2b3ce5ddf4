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
from reportgen.reports.fonts import characters, find_font, printable, unknown_characters
from reportgen.reports.grade_view import grade_view
from reportgen.reports.html import render
from reportgen.reports.pdf import RenderError, pdf
from reportgen.reports.person_view import person_view
from tests.reports.cases import assessment, person, texts

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


@pytest.mark.parametrize("section", ["summary", "gaps", "competencies", "notes"])
def test_sections_of_a_persons_report(section: str, model: Model, zh: Language) -> None:
    one = person(model, RATINGS)
    view = person_view(one, assessment(model, [one]), texts(model, zh))
    assert same_as_golden(f"person-{section}.html", render(f"person/{section}.html", view, zh))


@pytest.mark.parametrize("section", ["summary", "people", "heatmap", "bands"])
def test_sections_of_a_grades_report(section: str, model: Model, en: Language) -> None:
    people = [person(model, RATINGS), person(model, [[5]] * 18, "费长风", "0012")]
    done = assessment(model, people)
    view = grade_view(done.grades[0], done, texts(model, en))
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


@pytest.mark.parametrize("ratings", [[None] * 18, [[0]] * 18, [[6]] * 18, [None] * 17 + [[3]], [[3], None] * 9])
def test_extreme_people_get_a_clean_report(
    ratings: list[list[int] | None], press: Press, model: Model, zh: Language
) -> None:
    one = person(model, ratings, "欧阳司徒上官夏侯诸葛", "x" * 40)
    done = assessment(model, [one])
    assert press.person(person_view(one, done, texts(model, zh))).startswith(b"%PDF")
    assert press.grade(grade_view(done.grades[0], done, texts(model, zh))).startswith(b"%PDF")


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


def test_a_character_without_a_glyph_becomes_its_code() -> None:
    known = frozenset(map(ord, "毛 [U+2AED0]"))
    assert printable("毛\U0002aed0\n", known) == "毛[U+2AED0] "
    assert unknown_characters("毛\U0002aed0\U0002aed0\n", known) == ["\U0002aed0"]


def test_the_font_of_this_machine_has_common_and_rare_names() -> None:
    font = find_font()
    assert font is not None
    assert not unknown_characters("张伟欧阳镕喆堃㛃能力素质0123456789", characters(font))


def test_a_report_is_tagged_named_and_says_what_its_chart_shows(press: Press, model: Model, zh: Language) -> None:
    one = person(model, RATINGS)
    reader = PdfReader(io.BytesIO(press.person(person_view(one, assessment(model, [one]), texts(model, zh)))))
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert "毛小满" in str(reader.metadata.title)
    assert any("成就导向 4.50" in text for text in alternatives(root["/StructTreeRoot"].get_object()))


def alternatives(element: Any) -> list[str]:
    """Alternative texts of a structure tree."""
    found = [str(element["/Alt"])] if "/Alt" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        below = child.get_object()
        if isinstance(below, dict):
            found += alternatives(below)
    return found
