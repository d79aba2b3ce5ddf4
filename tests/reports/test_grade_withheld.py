"""A grade's report where readers do not see some of the scores: nothing is claimed about them, and nothing is missing."""

import io
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from pypdf import PageObject, PdfReader

from reportgen.language import Language, language
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.types import Model
from reportgen.reports.chart_data import RadarData
from reportgen.reports.css import tokens
from reportgen.reports.documents import Press
from reportgen.reports.exports import exports
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import GradeView, grade_view
from reportgen.reports.html import render
from reportgen.reports.page_heatmap import heatmap, overview
from reportgen.reports.typography import JOINER
from reportgen.settings import INTRODUCTION_LIMIT
from tests.reports.cases import assessment, person, texts
from tests.reports.earlier import moved, with_earlier
from tests.reports.extremes import many, worded
from tests.reports.test_documents import same_as_golden
from tests.reports.test_pages import HALF, WORDS, lowest
from tests.reports.withheld import rated, withheld

FOURS, FIVES = [[4, 4, 4]] * 18, [[5, 5, 5]] * 18
WRITING = ("writing",)


def seen(done: Assessment, model: Model, lang: Language) -> GradeView:
    return grade_view(done.grades[0], done, worded(texts(model, lang)))


def of(model: Model, lang: Language, *people: PersonResult) -> GradeView:
    return seen(assessment(model, people), model, lang)


def trio(model: Model, hidden: Collection[str], *, means: bool = False) -> list[PersonResult]:
    """Three people at 4; of the first one some scores are not shown."""
    people = [person(model, FOURS, name, number) for name, number in (("甲", "1"), ("乙", "2"), ("丙", "3"))]
    return [withheld(model, people[0], hidden, means=means), *people[1:]]


def halves(done: Assessment, model: Model) -> Assessment:
    """Every third person of a grade without a third of the scores, one in nine without any."""
    ids = model.competency_ids
    people = [
        withheld(model, p, ids if i % 9 == 0 else ids[:6]) if i % 3 == 0 and p.assessed else p
        for i, p in enumerate(done.people)
    ]
    agreement = {c: (i, i + i % 3) for i, c in enumerate(ids, start=3)}
    new = rated(model, people, agreement, doubtful=4)
    return replace(done, people=new.people, grades=new.grades)


# ---- what the first page says


def test_means_say_over_how_many_of_the_assessed_they_are_made(model: Model, zh: Language) -> None:
    view = of(model, zh, *trio(model, WRITING))
    assert view.result.replace(JOINER, "").startswith("已评估 3 人，按可显示的 2 人计算，平均得分 4.00；已显示的得分中")


def test_somebody_whose_mean_is_shown_counts_although_scores_are_not(model: Model, zh: Language) -> None:
    assert of(model, zh, *trio(model, WRITING, means=True)).result.startswith("3 人平均得分 4.00；已显示的得分中")


def test_scores_not_shown_are_no_values_not_assessed(model: Model, zh: Language) -> None:
    figure = of(model, zh, *trio(model, ("writing", "execution"))).figures[3]
    assert (figure.value, figure.unit, figure.label) == ("0", "/ 54", "项次未评估，未显示 2")


def test_nobody_with_hidden_scores_is_said_to_meet_the_standard_everywhere(model: Model, zh: Language) -> None:
    people = [person(model, FIVES, "甲", "1"), withheld(model, person(model, FIVES, "乙", "2"), WRITING)]
    figure = of(model, zh, *people).figures[2]
    assert (figure.value, figure.unit, figure.label) == ("1", "/ 1", "人全部达标（得分全显示者）")


def test_all_at_the_standard_is_said_of_what_is_shown_only(model: Model, zh: Language) -> None:
    people = [person(model, FIVES, "甲", "1"), withheld(model, person(model, FIVES, "乙", "2"), WRITING)]
    view = of(model, zh, *people)
    assert view.result == "已显示的得分全部达标；另有 1 个得分未显示。"
    assert view.needs_empty == "已显示的得分中没有未达标的。"
    assert view.bands_say == "已显示的得分全部达标。"


def test_why_scores_are_not_shown_is_said_once_with_what_the_means_rest_on(model: Model, zh: Language) -> None:
    notes = of(model, zh, *trio(model, WRITING)).notes
    (note,) = (note for note in notes if "保护评估人" in note)
    assert note == (
        "为保护评估人，有 1 个得分不显示：除本人和上级外，评估人不足 3 人，或可由此推算出这样的得分。"
        "各项平均、人数和排序只按显示的得分计算；个人平均得分仍含全部得分。达标率按得分全部显示的 2 人计算。"
    )


def test_a_mean_over_few_of_the_people_says_over_how_many(model: Model, en: Language) -> None:
    best = [[6] * 3 if c == "writing" else [4] * 3 for c in model.competency_ids]
    people = [person(model, best, "甲", "1"), withheld(model, person(model, best, "乙", "2"), WRITING)]
    first = of(model, en, *people).strengths[0]
    assert (first.name, first.value, first.note) == (
        "Written expression",
        "6.00",
        "Exceeds the standard, of 1 person shown",
    )


def test_what_to_do_counts_those_shown_and_says_that_there_are_more(model: Model, zh: Language) -> None:
    one = [[2] * 3 if c == "writing" else [5] * 3 for c in model.competency_ids]
    people = [person(model, one, f"人{i}", str(i)) for i in range(3)]
    (step,) = of(model, zh, withheld(model, people[0], WRITING), *people[1:]).first
    assert step.step == "重点攻关：2 人中 2 人未达标。另有 1 人未显示。"


# ---- nothing shown, and next to nothing


def test_where_nothing_is_shown_people_are_assessed_all_the_same(model: Model, zh: Language) -> None:
    view = of(
        model, zh, *(withheld(model, person(model, FOURS, f"人{i}", str(i)), model.competency_ids) for i in range(2))
    )
    assert view.result == "已评估 2 人，但评估人太少，得分都不显示。"
    assert [f.value for f in view.figures] == ["未显示", "未显示", "未显示", "0"]
    assert (view.strengths_empty, view.needs_empty) == ("没有可显示的得分。",) * 2
    assert not view.assessed
    assert view.reading == "红色粗线是达标线。斜纹是未显示或未评估，不是零分。"
    assert {axis.shown for axis in view.radar.axes} == {"未显示"}
    assert {arc.note for arc in view.radar.arcs} == {"未显示"}
    assert [(r.overall, r.band.word, r.attainment, r.hidden) for r in view.people.rows] == [
        ("未显示", "未显示", "未显示", "18")
    ] * 2


def test_a_mean_may_be_shown_where_no_single_score_is(model: Model, zh: Language) -> None:
    one = withheld(model, person(model, FOURS), model.competency_ids, means=True)
    assert of(model, zh, one).result == "1 人平均得分 4.00；各项能力的得分不显示。"


def test_without_any_mean_the_largest_gaps_are_still_told(model: Model, zh: Language) -> None:
    one = withheld(model, person(model, FOURS), WRITING)
    assert (
        of(model, zh, one)
        .result.replace(JOINER, "")
        .startswith("已评估 1 人，平均得分不显示；已显示的得分中，差距最大的是")
    )


def test_a_grade_of_nobody_assessed_is_still_said_to_be_so(model: Model, zh: Language) -> None:
    assert "暂不下结论" in of(model, zh, person(model, [None] * 18)).result


# ---- who stands where


def test_people_are_not_said_to_be_without_needs_when_scores_are_not_shown(model: Model, zh: Language) -> None:
    people = [
        person(model, FIVES, "甲", "1"),
        withheld(model, person(model, FIVES, "乙", "2"), WRITING),
        withheld(model, person(model, FIVES, "丙", "3"), model.competency_ids),
    ]
    (part,) = of(model, zh, *people).people.heatmaps
    assert [(c.name, [r.name for r in c.rows]) for c in part.clusters] == [
        ("全部达标：1 人", ["甲"]), ("已显示的全部达标：1 人", ["乙"]), ("得分未显示：1 人", ["丙"]),
    ]  # fmt: skip


def test_the_heat_map_has_a_frame_for_what_is_not_shown_and_a_dash_for_what_is_not_assessed(
    model: Model, zh: Language
) -> None:
    ratings = [None, *FOURS[1:]]
    view = of(model, zh, withheld(model, person(model, ratings), WRITING)).people
    (part,) = view.heatmaps
    assert view.digits == "数字是状况档，粗体未达标，短横是未评估，空框是未显示。"
    (row,) = part.clusters[0].rows
    assert row.hidden == (model.competency_ids.index("writing"),)
    assert part.totals[0] == part.totals[row.hidden[0]] == "—", "of nobody it is known whether they attain"
    kinds = {}
    for name, draw in (("map", heatmap), ("overview", overview)):
        paths = fromstring(draw(part, "t", tokens("x"))).findall("{*}path")
        kinds[name] = sum(1 for p in paths if p.get("fill") == tokens("x")["paper"] and p.get("stroke-width") == "0.22")
    assert kinds == {"map": 1, "overview": 1}


def test_the_digits_do_not_explain_a_dash_that_is_not_there(model: Model, zh: Language) -> None:
    view = of(model, zh, withheld(model, person(model, FOURS), WRITING)).people
    assert view.digits == "数字是状况档，粗体未达标，空框是未显示。"


def test_the_list_tells_how_many_scores_are_not_shown_of_whom(model: Model, zh: Language) -> None:
    view = of(model, zh, *trio(model, ("writing", "execution"))).people
    assert view.list_say == "所有人的各项能力都已评估。有 1 人的得分没有全部显示。"
    assert [(r.assessed, r.hidden, r.overall, r.attainment) for r in view.rows] == [
        ("18 / 18", "2", "未显示", "未显示"), ("18 / 18", "", "4.00", "0.0%"), ("18 / 18", "", "4.00", "0.0%"),
    ]  # fmt: skip


def test_too_little_assessed_is_no_mean_that_is_not_shown(model: Model, zh: Language) -> None:
    few: Sequence[list[int] | None] = [[4, 4, 4]] * 3 + [None] * 15
    (row,) = of(model, zh, withheld(model, person(model, few), model.competency_ids[:1])).people.rows
    assert (row.overall, row.band.word, row.attainment) == ("—", "评估不足", "—")


def test_the_bars_tell_not_shown_from_not_assessed(model: Model, zh: Language) -> None:
    people = [*trio(model, WRITING), person(model, [None] * 18, "丁", "4")]
    view = of(model, zh, *people)
    notes = {row.name: (row.attained, row.missing_note) for row in view.bands.rows}
    assert notes["书面表达能力"] == ("0 / 2", "未评估 1  未显示 1")
    assert notes["执行能力"] == ("0 / 3", "未评估 1")
    assert view.bands.count_label == "达标 / 已显示"


def test_pictures_of_a_grade_call_nothing_missing_that_is_not_shown(model: Model, zh: Language) -> None:
    done = assessment(model, [withheld(model, person(model, FOURS), WRITING)])
    data = exports(model.grades[1], done, texts(model, zh))[0].data
    assert isinstance(data, RadarData)
    assert data.axes[model.competency_ids.index("writing")].shown == "未显示"


# ---- pages


@pytest.mark.parametrize("section", ["summary", "bands", "heatmap", "people", "raters"])
def test_sections_with_scores_that_are_not_shown(section: str, model: Model, zh: Language) -> None:
    view = seen(halves(many(model, 9), model), model, zh)
    assert same_as_golden(f"withheld-grade-{section}.html", render(f"grade/{section}.html", view, zh))


@pytest.fixture(scope="module", params=["zh", "en"])
def press(request: pytest.FixtureRequest) -> Press:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    return Press(language(request.param), font)


def heights(page: PageObject, of: str) -> list[float]:
    """Heights [pt] above the lower edge at which a text stands on a page."""
    found: list[float] = []

    def visit(text: str, page_matrix: list[float], matrix: list[float], *_: Any) -> None:
        if of in text:
            found.append(page_matrix[5] + page_matrix[3] * matrix[5])

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("people", [1, 12])
def test_pages_with_scores_that_are_not_shown_are_full_and_at_most_one_more(
    people: int, press: Press, model: Model
) -> None:
    done = many(model, people)
    before = len(PdfReader(io.BytesIO(press.grade(seen(done, model, press.lang)))).pages)
    pages = PdfReader(io.BytesIO(press.grade(seen(halves(done, model), model, press.lang)))).pages
    assert len(pages) <= before + 1
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


def test_the_first_page_holds_it_all_with_the_longest_introduction_and_an_earlier_cycle(
    press: Press, model: Model
) -> None:
    words = "字" * INTRODUCTION_LIMIT if press.lang.code == "zh" else WORDS
    done = with_earlier(halves(many(model, 12), model), moved)
    view = grade_view(done.grades[0], done, replace(worded(texts(model, press.lang)), introduction=words))
    first = PdfReader(io.BytesIO(press.grade(view))).pages[0].extract_text()
    assert view.since
    assert "".join(view.first[-1].step.split())[:12] in "".join(first.split())


def test_the_lists_beside_the_radar_end_above_the_notes(press: Press, model: Model) -> None:
    """The longest names of the model have the highest means and the largest gaps, and of each some are not shown."""
    code = press.lang.code
    longest = sorted(model.competencies, key=lambda c: -len(c.name(code)))[:6]
    given = {c.id: [[6] * 3, [2] * 3][i % 2] for i, c in enumerate(longest)}
    ratings = [given.get(c, [5] * 3) for c in model.competency_ids]
    people = [person(model, ratings, f"人{i}", str(i)) for i in range(8)]
    people[0] = withheld(model, people[0], list(given))
    first = PdfReader(io.BytesIO(press.grade(seen(assessment(model, people), model, press.lang)))).pages[0]
    (below,) = heights(first, {"zh": "怎么看图", "en": "How to read it"}[code])
    gaps = heights(first, {"zh": "平均差距", "en": "mean gap"}[code])
    assert len(gaps) == 3
    assert min(gaps) > below + 8
