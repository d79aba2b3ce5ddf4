"""Scores that readers do not see are never called not assessed, nor zero, and nothing on the page gives them away."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from reportgen.language import Language
from reportgen.model.comparison import Change, Comparison, MeanChange, PersonChange
from reportgen.model.results import PersonResult
from reportgen.model.types import Model
from reportgen.reports.person_view import PersonView, person_view
from reportgen.reports.typography import HARD_SPACE, JOINER
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import with_self, withheld, worded

RATED = [[3, 4, 4, 6]] * 8 + [90] * 4 + [[5, 5, 5, 6]] * 6


def view(one: PersonResult, model: Model, lang: Language) -> PersonView:
    return person_view(one, assessment(model, [one]), worded(texts(model, lang)))


def plain(text: str) -> str:
    return text.replace(JOINER, "").replace(HARD_SPACE, " ")


def words(part: Any) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(part, str):
        yield plain(part)
    elif isinstance(part, tuple | list | dict):
        for item in part.values() if isinstance(part, dict) else part:
            yield from words(item)
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from words(getattr(part, field.name))


@pytest.fixture
def some(model: Model) -> PersonResult:
    """The first competency and the exams are shown, thirteen are not; the category means are."""
    return withheld(with_self(person(model, RATED)), keep=1)


@pytest.fixture
def nothing(model: Model) -> PersonResult:
    return withheld(with_self(person(model, [[4, 4]] * 8 + [None] * 4 + [[4, 4]] * 6)), keep=0)


def test_nothing_shown_is_called_not_assessed(some: PersonResult, model: Model, zh: Language) -> None:
    assert [text for text in words(view(some, model, zh)) if "未评估" in text] == []


def test_the_result_is_about_what_is_shown(some: PersonResult, model: Model, zh: Language) -> None:
    seen = view(some, model, zh)
    assert plain(seen.result) == "显示得分的 5 项能力中 4 项达标，1 项需要提高；先从成就导向做起。"
    assert plain(seen.protected).startswith("有 13 项得分未显示")
    assert [f.value for f in seen.figures] == ["18", texts(model, zh).score(some.overall), "—", "—"]
    assert [f.label for f in seen.figures][::3] == ["项能力已评估，13 项未显示", "达标覆盖率：未显示"]


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (5, "显示得分的 5 项能力全部达标。"),
        (3, "显示得分的 5 项能力目前都还没有达标；先从成就导向做起，其次是通用基础知识和专业基础知识。"),
    ],
)
def test_the_result_where_all_that_is_shown_is_alike(model: Model, zh: Language, score: int, sentence: str) -> None:
    exams = [90 if score == 5 else 65] * 4
    one = withheld(person(model, [[score] * 3] * 8 + exams + [[4]] * 6), keep=1)
    assert plain(view(one, model, zh).result) == sentence


def test_the_table_has_a_group_of_them_with_the_level_the_self_rating_and_the_ratings(
    some: PersonResult, model: Model, zh: Language
) -> None:
    profile = view(some, model, zh).profile
    assert profile is not None
    hidden = profile.groups[-1]
    assert (plain(hidden.name), hidden.note) == ("未显示 13 项", "为保护评估人，见“说明”")
    own = texts(model, zh).score(some.competencies[1].self_rating)
    row = hidden.rows[0]
    assert (row.name, row.level, row.score, row.gap, row.band.word, row.basis) == (
        "抗挫能力", "中级", "", "", "未显示", "4 份评分",
    )  # fmt: skip
    assert row.bar.why == f"未显示　自评 {own}"
    assert profile.legend["missing"] == "未显示"


def test_radars_break_there_and_say_so(some: PersonResult, model: Model, zh: Language) -> None:
    seen = view(some, model, zh)
    assert (seen.radar.axes[1].value, seen.radar.axes[1].shown) == (None, "未显示")
    assert plain(seen.reading).endswith("斜纹（画到相邻项为止）是得分未显示，不是零分。")
    assert "抗挫能力 未显示" in seen.radar_text


def test_a_category_says_what_it_does_not_show_and_its_mean_holds_everything(
    some: PersonResult, model: Model, zh: Language
) -> None:
    seen = view(some, model, zh)
    assert seen.categories is not None
    basic, _, functional = seen.categories.items
    assert plain(basic.reading).startswith("成就导向得分 4.25。得分未显示：抗挫能力、沟通倾听能力")
    assert (functional.mean, plain(functional.reading)) == ("5.25", "这一类的得分未显示，不作判断。")
    notes = [plain(text) for block in seen.notes.blocks for text in block.paragraphs]
    assert "显示的平均分仍按全部得分计算，没有显示的得分也在内。" in notes
    hidden = replace(some, categories={**some.categories, "functional": None})
    assert view(hidden, model, zh).categories.items[2].mean == "未显示"  # type: ignore[union-attr]


def test_too_few_scores_shown_draw_no_conclusion_about_growth(model: Model, zh: Language) -> None:
    one = withheld(with_self(person(model, [[5] * 3] * 8 + [90] * 4 + [[5] * 3] * 6)), keep=0)
    seen = view(one, model, zh)
    assert seen.growth is None
    assert seen.first[0].step.startswith("本人和上级不用为此做什么。")
    assert seen.needs_empty == "显示的得分中没有差距。"


def test_everything_not_shown_is_a_short_report_of_what_remains(
    nothing: PersonResult, model: Model, zh: Language
) -> None:
    seen = view(nothing, model, zh)
    assert seen.result == "评分已收到，但评估人太少，得分暂不显示，也不下结论。"
    assert [f.value for f in seen.figures] == ["14", "—", "—", "—"]
    assert (seen.categories, seen.growth, seen.caution) == (None, None, "")
    assert seen.profile is not None
    assert [plain(g.name) for g in seen.profile.groups] == ["未显示 14 项", "未评估 4 项"]
    assert (seen.strengths_empty, seen.needs_empty) == ("得分未显示。", "得分未显示。")
    assert [bool(step.step) for step in seen.first] == [True, True, True]
    assert plain(seen.first[2].step) == "补齐未评估的项目：通用基础知识、专业基础知识、岗位基础知识和岗位基本技能。"
    assert seen.others is not None
    assert seen.others.rows == ()


def test_in_english_too(nothing: PersonResult, some: PersonResult, model: Model, en: Language) -> None:
    assert view(nothing, model, en).result.startswith("There are ratings, but too few people gave them")
    assert view(some, model, en).radar.axes[1].shown == "hidden"


def test_values_of_the_last_issue_are_said_to_be(model: Model, zh: Language) -> None:
    one = person(model, RATED)
    one = replace(one, competencies=(replace(one.competencies[0], kept=True), *one.competencies[1:]))
    notes = [plain(text) for block in view(one, model, zh).notes.blocks for text in block.paragraphs]
    assert any(note.startswith("部分得分沿用上次报告：") for note in notes)
    assert not any("成就导向" in note for note in notes), "which one would tell that somebody answered"


def test_few_ratings_are_no_caution_where_they_are_not_shown(model: Model, zh: Language) -> None:
    one = withheld(person(model, [[4] * 5] * 3 + [[4]] * 5 + [90] * 4 + [[4]] * 6), keep=3)
    assert view(one, model, zh).caution == ""


def test_a_score_that_is_not_shown_has_no_change_and_no_earlier_value(
    some: PersonResult, model: Model, zh: Language
) -> None:
    then, now = Fraction(123, 100), Fraction(17, 4)
    change = PersonChange(
        some.id, some.grade,
        tuple(
            Change(r.competency, None, None, "withheld-now") if r.withheld else Change(r.competency, then, now, "", "up")
            for r in some.competencies
        ),
        dict.fromkeys(c.id for c in model.categories),
        MeanChange(5, then, now, now - then),
    )  # fmt: skip
    done = replace(assessment(model, [some]), comparison=Comparison("2025", {some.id: change}, {}))
    seen = person_view(some, done, worded(texts(model, zh)))
    assert seen.profile is not None
    assert {(r.sign.text, r.bar.before) for r in seen.profile.groups[-1].rows} == {("", None)}
    assert [v is None for v in seen.radar.before] == [r.withheld for r in some.competencies]
