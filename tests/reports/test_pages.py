"""Pages of the shortest and the longest reports: how many, how full, in two faces, and clean."""

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from reportgen.language import Language, language
from reportgen.model.types import Model
from reportgen.reports.documents import Press
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import GradeView, grade_view
from reportgen.reports.person_view import PersonView, person_view
from reportgen.reports.typography import JOINER
from reportgen.settings import INTRODUCTION_LIMIT
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import GRADES, LONG_NAME, PEOPLE, many, person_views, worded

WORDS = ("Please read the first page before we talk. " * 9)[:INTRODUCTION_LIMIT]
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

    def visit(text: str, of_page: list[float], of_text: list[float], *_: Any) -> None:
        height = of_page[5] + of_page[3] * of_text[5]  # pages are drawn downwards
        if text.strip() and height > FOOT:
            heights.append(height)

    page.extract_text(visitor_text=visit)
    return min(heights)


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("case", PEOPLE)
def test_a_persons_report_has_four_to_six_pages_none_half_empty(
    case: str, code: str, views: Mapping[str, Mapping[str, PersonView]]
) -> None:
    pages = PdfReader(io.BytesIO(press(language(code)).person(views[code][case]))).pages
    few, most = {"nothing": 2, "nothing-shown": 3}, 7 if (case, code) == ("ordinary", "en") else 6
    assert len(pages) == few[case] if case in few else 4 <= len(pages) <= most
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_fullest_first_page_holds_all_it_has_to(code: str, model: Model) -> None:
    """The longest introduction, few ratings, three needs and competencies that are missing."""
    lang = language(code)
    to = replace(worded(texts(model, lang)), introduction="字" * INTRODUCTION_LIMIT if code == "zh" else WORDS)
    one = person(model, [None, [1, 2], *([[2, 3]] * 5), [1], 50, None, 60, 70, *([[4, 4]] * 6)], LONG_NAME, "E" * 40)
    view = person_view(one, assessment(model, [one]), to)
    first = PdfReader(io.BytesIO(press(lang).person(view))).pages[0].extract_text()
    assert len(view.first) == 4
    assert view.caution
    assert "".join(view.first[-1].step.replace(JOINER, "").split())[:20] in "".join(first.split())


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_fullest_first_page_has_room_for_scores_given_against_other_levels(code: str, model: Model) -> None:
    """As before, and two competencies that were rated against two other levels, named with them; one not shown."""
    lang = language(code)
    to = replace(worded(texts(model, lang)), introduction="字" * INTRODUCTION_LIMIT if code == "zh" else WORDS)
    one = person(model, [None, [1, 2], *([[2, 3]] * 5), [1], 50, None, 60, 70, *([[4, 4]] * 6)], LONG_NAME, "E" * 40)
    *results, last = one.competencies
    results[1:3] = [replace(r, against=(1, 3), mixed=True) for r in results[1:3]]
    hidden = replace(last, score=None, band=None, gap=None, surplus=None, reason="withheld")
    one = replace(one, competencies=(*results, hidden))
    view = person_view(one, assessment(model, [one]), to)
    first = PdfReader(io.BytesIO(press(lang).person(view))).pages[0].extract_text()
    assert view.former.startswith("* ")
    assert view.protected
    assert "".join(view.first[-1].step.replace(JOINER, "").split())[:20] in "".join(first.split())


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_grades_first_page_holds_all_with_the_longest_introduction(code: str, model: Model) -> None:
    lang = language(code)
    introduction = "字" * INTRODUCTION_LIMIT if code == "zh" else WORDS
    done = many(model, 12)
    view = grade_view(done.grades[0], done, replace(worded(texts(model, lang)), introduction=introduction))
    first = PdfReader(io.BytesIO(press(lang).grade(view))).pages[0].extract_text()
    assert "".join(view.first[-1].step.split())[:12] in "".join(first.split())


@pytest.mark.parametrize("case", [case for case in GRADES if case != "five-hundred"])
def test_a_grades_report_is_clean_and_full(case: str, model: Model, zh: Language) -> None:
    pages = PdfReader(io.BytesIO(press(zh).grade(view_of(case, model, zh)))).pages
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


@pytest.mark.parametrize("people", [100, pytest.param(500, marks=pytest.mark.nightly)])
def test_hundreds_of_people_are_all_readable(people: int, model: Model, zh: Language) -> None:
    done = many(model, people)
    view = grade_view(done.grades[0], done, worded(texts(model, zh)))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(press(zh).grade(view))).pages)
    for row in view.people.rows:
        assert text.count(row.id) >= 2, "in the heat map and in the list"


def view_of(case: str, model: Model, lang: Language) -> GradeView:
    done = GRADES[case](model)
    return grade_view(done.grades[0], done, worded(texts(model, lang)))
