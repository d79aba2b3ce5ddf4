"""What the report on a recalibration says: what changes, whom it hits, what is newly asked."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from reportgen.language import Language
from reportgen.model.history import Adopted
from reportgen.model.recalibration import GradeEffect, Recalibration, decided
from reportgen.model.results import Recalibrated, Standards
from reportgen.model.types import Model
from reportgen.problems import Source
from reportgen.reports.recalibration_view import recalibrations_view
from tests.reports.cases import assessment, person, texts
from tests.reports.recalibrations import (
    RATED,
    VOTED,
    adoption,
    but,
    people,
    shown,
    view_of,
    voted,
    whole,
    worded,
)


def test_the_first_sentence_and_the_figures_say_what_changes_and_whom_it_hits(model: Model, zh: Language) -> None:
    members = people(model, 3)
    seen = shown(whole(voted(model, VOTED), members), assessment(model, members), texts(model, zh))
    assert seen.result == "5 位专家投票：2 项上调、1 项下调、15 项不变。"
    assert [(f.value, f.unit, f.label) for f in seen.figures] == [
        ("3", "/ 18 项", "级别变动"),
        ("1", "/ 18 项", "专家未达成一致"),
        ("3", "/ 3 人", "须重新评分的人"),
        ("9", "项", "须重新评定的得分"),
    ]


def test_a_row_has_the_vote_the_agreement_and_the_adopted_level_apart(model: Model, zh: Language) -> None:
    lines = but(voted(model, VOTED), "interpersonal", 2, "分歧大，明年再议。")
    recalibration = whole(lines, people(model, 1), adoption=adoption())
    rows = {r.name: r for r in shown(recalibration, assessment(model, people(model, 1)), texts(model, zh)).votes.rows}
    row = rows["人际交往能力"]
    assert (row.before, row.n, row.mean, row.spread) == ("中级", "5", "2.80", "1.10")  # votes 2 2 2 4 4
    assert (row.agreement, row.verdict) == ("0.04", "未达成一致")  # 1 − 1.2 / 1.25
    assert (row.voted, row.adopted, row.change, row.apart) == ("高级", "中级", "", True)
    assert (rows["沟通倾听能力"].adopted, rows["沟通倾听能力"].change) == ("高级", "↑ 1")
    assert (rows["定制策略能力"].voted, rows["定制策略能力"].change) == ("初级", "↓ 1")


@pytest.mark.parametrize(
    ("mean", "variance", "agreement", "expected"),
    [
        (Fraction("2.4999"), Fraction(1, 5), Fraction("0.4999"), ("2.49", "0.45", "0.49", "未达成一致")),
        (Fraction(5, 2), Fraction(1, 4), Fraction(1, 2), ("2.50", "0.50", "0.50", "")),
        (Fraction(3), None, None, ("3.00", "—", "—", "")),
    ],
)
def test_a_shown_number_never_contradicts_the_word_beside_it(
    mean: Fraction, variance: Fraction | None, agreement: Fraction | None, expected: tuple[str, ...], model: Model, zh: Language
) -> None:  # fmt: skip
    grade = model.grades[1].id
    line = Recalibrated(grade, "writing", 2, 5, mean, 2, (0, 3, 2, 0), variance, agreement)
    row = shown(Recalibration((line,), (GradeEffect(grade, ()),)), assessment(model, []), texts(model, zh)).votes.rows[
        0
    ]
    assert (row.mean, row.spread, row.agreement, row.verdict) == expected


def test_no_vote_is_no_number(model: Model, zh: Language) -> None:
    lines = voted(model, {"writing": ()})
    seen = shown(whole(lines, people(model, 1)), assessment(model, people(model, 1)), texts(model, zh)).votes
    row = next(r for r in seen.rows if r.name == "书面表达能力")
    assert (row.n, row.mean, row.spread, row.agreement, row.voted, row.votes_text) == (
        "0",
        "—",
        "—",
        "—",
        "—",
        "没有投票",
    )
    assert seen.checks == ("没有投票，级别不变：书\u2060面\u2060表\u2060达\u2060能\u2060力。",)


def test_what_needs_a_second_look_is_named(model: Model, en: Language) -> None:
    lines = voted(model, VOTED | {"writing": (4, 4, 4, 4, 4), "execution": (2, 2)})
    seen = shown(whole(lines, people(model, 1)), assessment(model, people(model, 1)), texts(model, en)).votes
    assert seen.checks == (
        "The level changes although the experts do not agree: Interpersonal skills.",
        "Changes by more than 1 level: Written expression.",
        "Fewer than 3 votes: Execution.",
    )


# ---- where the decision stands


def test_a_vote_alone_decides_nothing(model: Model, zh: Language) -> None:
    seen = shown(whole(voted(model, VOTED), people(model, 1)), assessment(model, people(model, 1)), texts(model, zh))
    assert seen.state is not None
    assert (seen.state.word, seen.state.decided) == ("尚未采用", False)
    assert {row.adopted for row in seen.votes.rows} == {"待定"}
    assert seen.votes.after_title == "调整后（投票结果）"


def test_what_is_proposed_instead_is_told_with_its_reason(model: Model, zh: Language) -> None:
    lines = but(voted(model, VOTED), "interpersonal", 2, "分歧大，明年再议。")
    recalibration = whole(lines, people(model, 1), proposed=True)
    seen = shown(recalibration, assessment(model, people(model, 1)), texts(model, zh))
    assert seen.state is not None
    assert (seen.state.word, seen.state.decided) == ("拟采用，尚未采用", False)
    assert seen.votes.adopted_title == "拟采用"
    assert [(r.name, r.voted, r.adopted, r.reason) for r in seen.reasons] == [
        ("人际交往能力", "高级", "中级", "分歧大，明年再议。")
    ]
    assert seen.reasons_title == "为什么拟采用的级别与投票结果不同"
    assert seen.result == "5 位专家投票，拟采用：1 项上调、1 项下调、16 项不变。"


def test_an_adoption_has_its_number_its_day_and_what_was_noted(model: Model, zh: Language) -> None:
    lines = [decided(line, line.after) for line in voted(model, VOTED)]
    recalibration = whole(lines, people(model, 1), adoption=adoption(note="不满一年，经批准。"))
    seen = shown(recalibration, assessment(model, people(model, 1)), texts(model, zh))
    assert seen.state is not None
    assert (seen.state.word, seen.state.decided) == ("已采用", True)
    assert seen.state.text == "第 2 次采用，自 2027-01-01 起施行。说明：不满一年，经批准。"
    assert seen.reasons == ()


def test_what_was_proposed_and_is_adopted_is_no_proposal_any_more(model: Model, zh: Language) -> None:
    lines = but(voted(model, VOTED), "interpersonal", 2, "分歧大，明年再议。")
    recalibration = whole(lines, people(model, 1), proposed=True, adoption=adoption())
    seen = shown(recalibration, assessment(model, people(model, 1)), texts(model, zh))
    assert seen.result == "5 位专家投票，已采用：1 项上调、1 项下调、16 项不变。"
    assert (seen.votes.adopted_title, seen.votes.after_title) == ("采用级别", "调整后（已采用）")
    assert seen.reasons_title == "为什么采用的级别与投票结果不同"


def test_an_earlier_adoption_of_the_cycle_is_found_in_the_history(model: Model, zh: Language) -> None:
    lines = [decided(line, line.after) for line in voted(model, VOTED)]
    history = (Adopted(3, "2026", date(2026, 7, 1), "3", "communication", 2, 3),)
    standards = Standards(model.standards(), Source("标准级别.xlsx"), date(2026, 7, 1), adoption=3)
    done = replace(assessment(model, people(model, 1)), history=history, standards=standards)
    view = view_of(whole(lines, people(model, 1)), done, texts(model, zh))
    assert view.grades[0].state is not None
    assert view.grades[0].state.text == "第 3 次采用，自 2026-07-01 起施行。"
    assert view.method.items[0] == ("调整前", "专家投票时的现行要求，即本周期采用之前的级别。")


def test_earlier_levels_put_in_force_again_are_no_vote_and_no_deviation(model: Model, zh: Language) -> None:
    lines = [
        decided(line, 3 if line.competency == "writing" else line.before)
        for line in voted(model, dict.fromkeys(model.competency_ids, ()))
    ]
    recalibration = whole(lines, people(model, 2), adoption=adoption(again="2024"))
    seen = shown(recalibration, assessment(model, people(model, 2)), texts(model, zh))
    assert seen.result == "恢复以前的级别：1 项上调、17 项不变。"
    assert seen.state is not None
    assert seen.state.text == "第 2 次采用，自 2027-01-01 起施行。恢复2024。"
    assert (seen.reasons, seen.votes.checks, seen.votes.legend) == ((), (), {})
    assert [figure.label for figure in seen.figures] == ["级别变动", "须重新评分的人", "须重新评定的得分"]


@pytest.mark.parametrize(
    ("standards", "before"),
    [
        ({}, "现行级别：按模型规定的级别。"),
        ({"source": Source("a.xlsx")}, "现行级别：本次评估提交的标准级别表。"),
        ({"source": Source("a.xlsx"), "effective": date(2026, 1, 1)}, "现行级别：自 2026-01-01 起施行的标准级别表。"),
        ({"source": Source("a.xlsx"), "effective": date(2026, 1, 1), "adoption": 4}, "现行级别：动态调整采用的标准级别（第 4 次采用），自 2026-01-01 起施行。"),
    ],
)  # fmt: skip
def test_the_method_says_which_levels_were_in_force(
    standards: dict[str, object], before: str, model: Model, zh: Language
) -> None:
    done = replace(assessment(model, people(model, 1)), standards=replace(Standards(model.standards()), **standards))  # type: ignore[arg-type]
    view = view_of(whole(voted(model, VOTED), people(model, 1)), done, texts(model, zh))
    assert view.method.items[0] == ("调整前", before)
    assert "低于 0.50 算未达成一致" in dict(view.method.items)["一致性系数"]
    assert "恰好 1.5 时进位" in dict(view.method.items)["平均与投票结果"]


# ---- whom it hits


def test_everybody_of_the_grade_is_in_one_column_of_the_effect(model: Model, zh: Language) -> None:
    """Four people: one rated, one whose rating was given against the new level already, one examined, one not assessed."""
    rated, holds = person(model, RATED, "人员0", "E0"), person(model, RATED, "人员1", "E1")
    examined, nothing = person(model, [88] * 18, "人员2", "E2"), person(model, [None] * 18, "人员3", "E3")
    lines = voted(model, {"writing": (3, 3, 3, 3, 3)})
    grade = lines[0].grade
    effect = GradeEffect(
        grade, ("E0", "E1", "E2", "E3"), {"E0": ("writing",)}, {"E2": ("writing",)}, {"E1": ("writing",)}
    )
    done = assessment(model, [rated, holds, examined, nothing])
    seen = shown(Recalibration(tuple(lines), (effect,)), done, texts(model, zh)).effect
    (row,) = seen.rows
    assert (row.name, row.change) == ("书面表达能力", "中级 → 高级 ↑")
    assert (row.anew, row.holds, row.examined, row.missing) == ("1", "1", "1", "1")
    assert seen.say == "4 人中有 1 人须重新评分，涉及 1 项得分。"
    assert [item.people.replace("\u2060", "") for item in seen.lists] == ["人员0（E0）"]
    assert seen.notes == ("有 1 人参加了考试：成绩不变；试卷是否适合新的级别，由考试部门说明。",)
    assert seen.why.startswith("评分说明的是")


def test_names_stand_in_a_table_from_three_competencies_on_one_picture_for_the_same_marks(
    model: Model, zh: Language
) -> None:
    members = people(model, 3)
    recalibration = whole(voted(model, VOTED), members)
    outdated = dict(recalibration.effects[0].outdated) | {"E0002": ("solution_design",)}
    recalibration = replace(recalibration, effects=(replace(recalibration.effects[0], outdated=outdated),))
    seen = shown(recalibration, assessment(model, members), texts(model, zh)).effect
    assert seen.columns == ("沟通倾听能力", "人际交往能力", "定制策略能力")
    assert seen.patterns == ((True, True, True), (False, False, True))
    assert [(p.id, p.name, p.n, p.pattern) for p in seen.people] == [
        ("E0000", "人员0", "3", 0), ("E0001", "人员1", "3", 0), ("E0002", "人员2", "1", 1),
    ]  # fmt: skip
    assert seen.people[2].names == "定制策略能力"
    assert seen.lists == ()


def test_a_grade_without_people_and_one_without_changes_say_so(model: Model, zh: Language) -> None:
    nobody = shown(whole(voted(model, VOTED), []), assessment(model, []), texts(model, zh))
    assert nobody.effect.say == "人员名单中没有这一级别的人，不影响任何评分。"
    assert (nobody.effect.rows, nobody.effect.people, nobody.effect.lists, nobody.effect.why) == ((), (), (), "")
    assert [f.value for f in nobody.figures[2:]] == ["—", "—"]
    same = shown(
        whole(voted(model, {}), people(model, 2)), assessment(model, people(model, 2)), worded(texts(model, zh))
    )
    assert same.effect.say == "没有级别变动，所有评分继续有效。"
    assert same.texts is None
    assert same.votes.radar_say == "没有级别变动。"


def test_examined_people_alone_leave_every_rating_as_it_is(model: Model, zh: Language) -> None:
    lines = voted(model, {"job_skills": (3, 3, 3, 3, 3)})
    recalibration = whole(lines, people(model, 2), examined=["job_skills"])
    seen = shown(recalibration, assessment(model, people(model, 2)), texts(model, zh)).effect
    assert seen.say == "本级别 2 人的评分都不受影响。"
    assert (seen.rows[0].anew, seen.rows[0].examined) == ("—", "2")


def test_ratings_that_no_longer_hold_are_shown_where_the_level_stays_too(model: Model, zh: Language) -> None:
    """Somebody was rated against a level that was in force earlier still."""
    lines = voted(model, {})
    effect = GradeEffect(lines[0].grade, ("E0000",), {"E0000": ("writing",)})
    seen = shown(Recalibration(tuple(lines), (effect,)), assessment(model, people(model, 1)), texts(model, zh)).effect
    assert [(r.name, r.change, r.anew) for r in seen.rows] == [("书面表达能力", "中级", "1")]


# ---- the texts of the levels


def test_a_rise_shows_what_is_newly_asked_and_a_fall_what_no_longer(model: Model, en: Language) -> None:
    seen = shown(
        whole(voted(model, VOTED), people(model, 1)), assessment(model, people(model, 1)), worded(texts(model, en))
    )
    assert seen.texts is not None
    rise, _, fall = seen.texts.items
    assert [b.title for b in (*rise.was, *rise.will)] == [
        "Required until now: Intermediate",
        "Newly required: Advanced",
    ]
    assert [b.title for b in (*fall.was, *fall.will)] == [
        "No longer required: Intermediate",
        "Required from now on: Basic",
    ]
    level = worded(texts(model, en)).wording.level("communication", 3)
    assert level is not None
    assert rise.will[0].lines == tuple(line.en for line in level.indicators)


def test_a_rise_of_two_levels_shows_the_one_in_between(model: Model, en: Language) -> None:
    lines = voted(model, {"writing": (4, 4, 4, 4, 4)})
    seen = shown(whole(lines, people(model, 1)), assessment(model, people(model, 1)), worded(texts(model, en))).texts
    assert seen is not None
    assert [b.title for b in seen.items[0].will] == ["Newly required: Expert", "On the way there: Advanced"]


def test_a_model_without_texts_has_no_section_of_them(tiny: Model, zh: Language) -> None:
    lines = voted(tiny, {"greeting": (1, 1, 1)}, n=3)
    assert lines[0].change == -1
    assert shown(whole(lines, []), assessment(tiny, []), texts(tiny, zh)).texts is None


# ---- all grades


def test_the_overview_has_all_grades_and_marks_those_out_of_order(model: Model, zh: Language) -> None:
    lines = voted(model, {"writing": (4, 4, 4, 4, 4)})
    view = recalibrations_view(whole(lines, people(model, 2)), assessment(model, people(model, 2)), texts(model, zh))
    assert view.overview is not None
    cells = dict(view.overview.rows)["书面表达能力"]
    assert [c.text for c in cells] == ["初级", "中级 → 资深 ↑", "高级", "资深"]
    assert [c.voted for c in cells] == [False, True, False, False]
    assert [c.out for c in cells] == [False, True, True, False]
    assert [text.replace("\u2060", "") for text in view.overview.order] == [
        "书面表达能力：客户经理3级要求资深，高于客户经理2级的高级。"
    ]
    (row,) = view.overview.grades
    assert (row.rises, row.falls, row.same, row.people, row.results) == ("1", "0", "17", "2 / 2", "2")
    assert view.grades[0].state is None, "said for all grades on the first page"


def test_figures_of_all_grades_are_sums(model: Model, zh: Language) -> None:
    two = [voted(model, VOTED, 1), voted(model, {"writing": (4, 4, 4)}, 2)]
    effects = [whole(lines, people(model, n)).effects[0] for lines, n in zip(two, (3, 2), strict=True)]
    recalibration = Recalibration((*two[0], *two[1]), tuple(effects))
    view = recalibrations_view(recalibration, assessment(model, people(model, 3)), texts(model, zh))
    assert view.overview is not None
    assert [f.value for f in view.overview.figures] == ["4", "1", "5", "11"]  # 3 × 3 and 2 × 1 results
    assert view.overview.result == "3 到 5 位专家投票：3 项上调、1 项下调、32 项不变。"
    assert [g.name for g in view.grades] == ["客户经理3级", "客户经理2级"]


def test_earlier_levels_that_are_only_proposed_are_not_called_adopted(model: Model, zh: Language) -> None:
    lines = [
        decided(line, 3 if line.competency == "writing" else line.before)
        for line in voted(model, dict.fromkeys(model.competency_ids, ()))
    ]
    recalibration = replace(whole(lines, people(model, 2), proposed=True), earlier="第一次采用之前的级别")
    seen = shown(recalibration, assessment(model, people(model, 2)), texts(model, zh))
    assert seen.result == "恢复以前的级别：1 项上调、17 项不变。"
    assert seen.state is not None
    assert (seen.state.word, seen.state.decided) == ("拟采用，尚未采用", False)
    assert seen.state.text == "拟恢复第一次采用之前的级别。采用之前，仍按现行要求。"
    assert (seen.votes.adopted_title, seen.votes.after_title) == ("拟采用", "调整后（拟采用）")


def test_where_nobody_voted_the_method_explains_no_votes(model: Model, zh: Language) -> None:
    lines = [decided(line, line.before) for line in voted(model, dict.fromkeys(model.competency_ids, ()))]
    view = view_of(whole(lines, people(model, 1), adoption=adoption(again="2024")),
                   assessment(model, people(model, 1)), texts(model, zh))  # fmt: skip
    assert view.method.items[0] == ("调整前", "最近一次决定的级别。")
    assert [name for name, _ in view.method.items] == ["调整前", "采用"]


def test_a_proposal_fills_in_the_level_of_every_competency(model: Model, zh: Language) -> None:
    lines = voted(model, dict.fromkeys(model.competency_ids, (2, 2, 3)))
    some = [decided(line, 3, "先观察一年") if line.competency == "writing" else line for line in lines]
    seen = shown(whole(some, people(model, 1), proposed=True), assessment(model, people(model, 1)), texts(model, zh))
    assert "待定" not in {row.adopted for row in seen.votes.rows}
    only_voted = shown(whole(lines, people(model, 1)), assessment(model, people(model, 1)), texts(model, zh))
    assert {row.adopted for row in only_voted.votes.rows} == {"待定"}
