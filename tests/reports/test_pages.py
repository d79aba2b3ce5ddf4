"""Pages of the shortest and the longest reports: how many, how full, in two faces, and clean."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from reportgen.language import Language, language
from reportgen.model.types import Model
from reportgen.reports.documents import Press
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import GradeView, grade_view
from reportgen.reports.person_view import PersonView
from tests.reports.cases import texts
from tests.reports.extremes import GRADES, PEOPLE, person_views, worded

FOOT = 50.0  # pt from the lower edge: the foot's line stands below this
HALF = 842 / 2


def press(lang: Language) -> Press:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    return Press(lang, font)


@pytest.fixture(scope="module")
def views(model: Model) -> Mapping[str, Mapping[str, PersonView]]:
    return {code: person_views(model, worded(texts(model, language(code)))) for code in ("zh", "en")}


def lowest(page: PageObject) -> float:
    """Height [pt] above the lower edge at which the lowest text of a page stands, its foot left out."""
    heights: list[float] = []

    def visit(text: str, _: Any, matrix: list[float], *__: Any) -> None:
        if text.strip() and matrix[5] > FOOT:
            heights.append(matrix[5])

    page.extract_text(visitor_text=visit)
    return min(heights)


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("case", PEOPLE)
def test_a_persons_report_has_four_to_six_pages_none_half_empty(
    case: str, code: str, views: Mapping[str, Mapping[str, PersonView]]
) -> None:
    pages = PdfReader(io.BytesIO(press(language(code)).person(views[code][case]))).pages
    assert len(pages) == 2 if case == "nothing" else 4 <= len(pages) <= 6
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


@pytest.mark.parametrize("case", [case for case in GRADES if case != "five-hundred"])
def test_a_grades_report_is_clean_and_full(case: str, model: Model, zh: Language) -> None:
    pages = PdfReader(io.BytesIO(press(zh).grade(view_of(case, model, zh)))).pages
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


def test_five_hundred_people_are_all_readable(model: Model, zh: Language) -> None:
    view = view_of("five-hundred", model, zh)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(press(zh).grade(view))).pages)
    for row in view.people.rows:
        assert text.count(row.id) >= 2, "in the heat map and in the list"


def view_of(case: str, model: Model, lang: Language) -> GradeView:
    done = GRADES[case](model)
    return grade_view(done.grades[0], done, worded(texts(model, lang)))
