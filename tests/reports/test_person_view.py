"""What a person's report says: sentences, order, numbers, missing values, steps."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from reportgen.assessment.assess import competency_result
from reportgen.assessment.exams import ExamScore
from reportgen.assessment.scoring import NO_RATINGS
from reportgen.language import Language
from reportgen.model.texts import packaged_texts
from reportgen.model.types import Model
from reportgen.reports.person_profile import ProfileRow
from reportgen.reports.person_view import PersonView, person_view
from reportgen.reports.typography import HARD_SPACE, JOINER
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import with_self, worded

MEETS, MIXED = [5, 5, 5], [3, 4, 4]
Ratings = Sequence[list[int] | int | None]


def view(model: Model, lang: Language, ratings: Ratings) -> PersonView:
    one = person(model, ratings)
    return person_view(one, assessment(model, [one]), worded(texts(model, lang)))


def plain(text: str) -> str:
    """A sentence without the joiners and hard spaces that keep words together."""
    return text.replace(JOINER, "").replace(HARD_SPACE, " ")


def row(seen: PersonView, name: str) -> ProfileRow:
    assert seen.profile is not None
    return next(r for group in seen.profile.groups for r in group.rows if r.name == name)


@pytest.mark.parametrize(
    ("ratings", "sentence"),
    [
        ([MEETS] * 18, "18 项能力全部达标。可以开始了解客户经理2级的要求了。"),
        ([None] * 18, "还没有可用的评估数据，暂不下结论。"),
        ([MEETS] * 10 + [None] * 8, "已评估的 10 项能力全部达标。可以开始了解客户经理2级的要求了。"),
        ([MIXED] + [MEETS] * 17, "18 项能力中 17 项达标，1 项需要提高；先从成就导向做起。"),
        ([[0], MIXED, *([MEETS] * 15), None], "已评估的 17 项能力中 15 项达标，2 项需要提高；先从成就导向做起，其次是抗挫能力。"),
        ([MIXED] * 18, "18 项能力目前都还没有达标；先从成就导向做起，其次是抗挫能力和沟通倾听能力。"),
        ([MIXED] * 17 + [None], "已评估的 17 项能力目前都还没有达标；先从成就导向做起，其次是抗挫能力和沟通倾听能力。"),
    ],
)  # fmt: skip
def test_the_result_in_one_sentence(model: Model, zh: Language, ratings: Ratings, sentence: str) -> None:
    assert plain(view(model, zh, ratings).result) == sentence


def test_names_in_the_result_are_never_broken(model: Model, zh: Language) -> None:
    assert JOINER.join("成就导向") in view(model, zh, [MIXED] + [MEETS] * 17).result


def test_at_the_top_no_grade_is_promised(model: Model, zh: Language) -> None:
    one = replace(person(model, [MEETS] * 18), grade=model.grades[-1].id)
    seen = person_view(one, assessment(model, [one]), worded(texts(model, zh)))
    assert seen.result == "18 项能力全部达标。"
    assert [step.name for step in seen.first] == ["", ""]
    assert "成就导向、抗挫能力、沟通倾听能力" in seen.first[0].step


def test_a_score_between_band_and_standard_is_neither_need_nor_strength(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[4, 5], *([MEETS] * 17)])  # 4.5: 达标, with a distance of 0.5
    line = row(seen, "成就导向")
    assert (line.score, line.band.word, line.gap) == ("4.50", "达标", "0.50")
    assert [n.name for n in seen.needs] == []
    assert "成就导向" not in [s.name for s in seen.strengths]


def test_needs_come_by_gap_and_ties_in_the_models_order(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[4], [2], [4], [1], *([MEETS] * 14)])
    assert seen.profile is not None
    below, above = seen.profile.groups
    assert (below.name, above.name) == ("需要提高 4 项", "达标 14 项")
    assert [(r.rank, r.name, r.gap) for r in below.rows] == [
        (1, "书面表达能力", "4.00"), (2, "抗挫能力", "3.00"), (3, "成就导向", "1.00"), (0, "沟通倾听能力", "1.00"),
    ]  # fmt: skip
    assert [n.name for n in seen.needs] == ["书面表达能力", "抗挫能力", "成就导向"]
    assert [a.badge for a in seen.radar.axes][:4] == [3, 2, 0, 1]
    assert [step.name for step in seen.first] == ["书面表达能力", "抗挫能力", "成就导向"]


@pytest.mark.parametrize(
    ("ratings", "say"),
    [
        ([[4], [3]] + [MEETS] * 16, "2 项需要提高，合计差 3.00 分。"),
        ([[1], [2], [3], [4]] + [MEETS] * 14, "4 项需要提高，合计差 10.00 分。差距最大的三项占 90%。"),
        ([[4]] * 6 + [MEETS] * 12, "6 项需要提高，合计差 6.00 分。"),
        (
            [[4], [4, 5], [4, 5]] + [MEETS] * 15,
            "1 项需要提高，差 1.00 分。另有 2 项已达标但不足 5 分，合计差 1.00 分。",
        ),
        ([MEETS] * 18, "没有需要提高的项目，下面按得分从低到高排列。"),
    ],
)
def test_the_whole_distance_in_one_sentence(model: Model, zh: Language, ratings: Ratings, say: str) -> None:
    seen = view(model, zh, ratings)
    assert seen.profile is not None
    assert plain(seen.profile.say) == say


def test_shown_gaps_add_up_to_the_shown_sum(model: Model, zh: Language) -> None:
    thirds = [4, 4, 5]  # 4.33, a gap of 0.67 on paper
    seen = view(model, zh, [thirds] * 3 + [MEETS] * 15)
    assert seen.profile is not None
    assert [r.gap for r in seen.profile.groups[0].rows] == ["0.67"] * 3
    assert "合计差 2.01 分" in plain(seen.profile.say)


def test_a_shown_score_never_reaches_a_band_that_it_has_not(model: Model, zh: Language) -> None:
    almost = [3] * 126 + [4] * 124  # 3.496: band 3
    line = row(view(model, zh, [almost, *([MEETS] * 17)]), "成就导向")
    assert (line.score, line.band.word, line.gap) == ("3.49", "大部分达标", "1.51")


def test_exams_show_the_exam_score_and_never_lift_it_into_another_band(model: Model, zh: Language) -> None:
    one = person(model, [MEETS] * 18)
    results = list(one.competencies)
    results[8] = competency_result("general_knowledge", 2, NO_RATINGS, ExamScore(Fraction(90499, 1000)), model)
    one = replace(one, competencies=tuple(results))
    line = row(person_view(one, assessment(model, [one]), texts(model, zh)), "通用基础知识")
    assert (line.score, line.band.word, line.basis) == ("5.00", "达标", "考试\u00a090.49")


def test_an_overall_is_shown_from_half_of_the_competencies_on(model: Model, zh: Language) -> None:
    enough, too_few = view(model, zh, [MEETS] * 9 + [None] * 9), view(model, zh, [MEETS] * 8 + [None] * 10)
    assert enough.figures[1].value == "5.00"
    assert too_few.figures[1].value == "—"
    assert [figure.value for figure in too_few.figures] == ["8", "—", "—", "—"]
    assert any("因此不给平均得分和达标率" in text for block in too_few.notes.blocks for text in block.paragraphs)
    assert "先补齐评分和考试" in too_few.first[0].step


def test_zero_is_a_score_and_missing_is_a_word(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[0], None, *([MEETS] * 16)])
    zero, missing = row(seen, "成就导向"), row(seen, "抗挫能力")
    assert (zero.score, zero.band.word, zero.bar.value) == ("0.00", "尚不具备", Fraction(0))
    assert (missing.score, missing.band.word, missing.bar.value, missing.bar.why) == (
        "", "未评估", None, "没有评分也没有成绩",
    )  # fmt: skip


def test_nothing_assessed_leaves_the_first_page_and_the_notes(model: Model, zh: Language) -> None:
    seen = view(model, zh, [None] * 18)
    assert (seen.profile, seen.categories, seen.growth, seen.others) == (None, None, None, None)
    assert [step.name for step in seen.first] == ["", ""]
    assert "不要凭本页作任何评价或决定" in seen.first[1].step


def test_the_grades_mean_is_shown_only_with_enough_people_behind_it(model: Model, zh: Language) -> None:
    one = person(model, [[3]] * 18)
    colleagues = [person(model, [[5]] * 17 + [None], f"同事{i}", str(i)) for i in range(4)]
    five = person_view(one, assessment(model, [one, *colleagues]), texts(model, zh))
    four = person_view(one, assessment(model, [one, *colleagues[:3]]), texts(model, zh))
    assert row(five, "成就导向").bar.mean == Fraction(23, 5)
    assert row(five, "成就导向").alt == "成就导向：3.00，同级别平均 4.60"
    assert row(five, "客户关系能力").bar.mean is None, "one was assessed in it"
    assert row(four, "成就导向").bar.mean is None
    assert four.profile is not None
    assert "mean" not in four.profile.legend


def test_a_category_is_read_out(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[2], [4], [6], [6], [6], [6], [6], None, *([None] * 4), *([MEETS] * 6)])
    assert seen.categories is not None
    basic, professional, functional = seen.categories.items
    assert (
        plain(basic.reading) == "沟通倾听能力等 5 项最高（6.00），成就导向最低（2.00）。未评估，不计入平均：协调能力。"
    )
    assert plain(basic.todo) == "需要提高：成就导向差 3.00、抗挫能力差 1.00。"
    assert professional.radar is None
    assert professional.reading == "这一类没有评估，不作判断。"
    assert functional.reading == "各项都已达标。各项得分都是5.00。"
    assert functional.radar is not None
    assert len(functional.radar.axes) == 6


def test_a_goal_holds_the_levels_own_indicators_and_what_the_next_grade_asks(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[3], *([MEETS] * 17)])
    wording = packaged_texts(model).competency("achievement")
    assert seen.growth is not None
    (goal,) = seen.growth.goals
    assert goal.asked_title == "中级的要求"
    assert goal.asked == tuple(line.zh for line in wording.level(2).indicators)
    assert goal.steps == tuple(line.zh for line in wording.level(2).steps)
    assert (goal.after_title, goal.after) == ("客户经理2级的要求：高级", wording.level(3).summary_zh)
    assert seen.first[0].step == wording.level(2).steps[0].zh
    assert seen.first[0].aim == f"要求：{wording.level(2).summary_zh}"


@pytest.mark.parametrize(
    ("rating", "where"),
    [(0, "目前还看不到"), (1, "刚开始接触"), (2, "有一些基础"), (3, "一般场合"), (4, "多数时候做得到")],
)
def test_where_somebody_stands_is_said_by_band(model: Model, zh: Language, rating: int, where: str) -> None:
    seen = view(model, zh, [[rating], *([MEETS] * 17)])
    assert seen.growth is not None
    assert seen.growth.goals[0].where.startswith(where)


def test_an_exam_is_measured_by_its_marks(model: Model, zh: Language) -> None:
    seen = view(model, zh, [MEETS] * 8 + [72] + [MEETS] * 9)
    assert seen.growth is not None
    assert seen.growth.goals[0].where == "标准分 72.00，达标线从 81 分起。"


def test_at_most_nine_needs_ask_for_something(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[3]] * 18)
    assert seen.growth is not None
    assert (len(seen.growth.goals), len(seen.growth.further)) == (3, 6)
    assert plain(seen.growth.later).count("、") == 18 - 3 - 6 - 1


def test_self_ratings_stand_beside_scores_from_ratings_only(model: Model, zh: Language) -> None:
    one = with_self(person(model, [[3]] * 8 + [70] * 4 + [[3]] * 6))
    seen = person_view(one, assessment(model, [one]), texts(model, zh)).others
    assert seen is not None
    assert len(seen.rows) == 14
    for line in seen.rows:
        assert Fraction(line.own) - Fraction(line.score) == Fraction(line.difference.replace("\u2212", "-"))
    assert view(model, zh, [[3]] * 18).others is None


def test_a_model_without_texts_says_what_it_can(model: Model, zh: Language) -> None:
    one = person(model, [[3]] * 18)
    seen = person_view(one, assessment(model, [one]), texts(model, zh))
    assert {step.step for step in seen.first} == {"与直接上级商定第一步，写明完成日期。"}
    assert seen.growth is not None
    assert seen.growth.goals[0].asked == ()


def test_english_says_the_same(model: Model, en: Language) -> None:
    seen = view(model, en, [MIXED] + [MEETS] * 17)
    assert seen.result == "17 of 18 competencies meet the standard, 1 not yet; begin with Achievement orientation."
    assert seen.grade == "Account manager, grade 3"


def test_far_below_the_required_level_the_first_step_is_one_of_the_level_before(model: Model, zh: Language) -> None:
    wording = packaged_texts(model).competency("achievement")
    far, near = view(model, zh, [[2], *([MEETS] * 17)]), view(model, zh, [[3], *([MEETS] * 17)])
    assert far.growth is not None
    assert far.growth.goals[0].steps == (
        wording.level(1).steps[0].zh, *(line.zh for line in wording.level(2).steps[:-1]),
    )  # fmt: skip
    assert far.first[0].step == far.growth.goals[0].steps[0]
    assert near.first[0].step == wording.level(2).steps[0].zh


@pytest.mark.parametrize(("raters", "caution"), [(1, "只有 1 份评分"), (2, "只有 2 份评分"), (3, "")])
def test_few_ratings_ask_for_caution(model: Model, zh: Language, raters: int, caution: str) -> None:
    seen = view(model, zh, [[5] * raters] * 18)
    assert caution in seen.caution
    assert bool(caution) == bool(seen.caution)


def test_ties_are_named_and_not_decided(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[6], [6], [5], [5], [5], [4], [4], [5], *([MEETS] * 10)])
    assert seen.categories is not None
    assert (
        plain(seen.categories.items[0].reading)
        == "成就导向和抗挫能力最高（6.00），执行能力和情绪控制能力最低（4.00）。"
    )


@pytest.mark.parametrize(
    ("ratings", "said", "unsaid"),
    [
        ([MEETS] * 18, "达标线", "空白"),
        ([[4]] * 18, "空白是差距", "斜纹"),
        ([[6]] * 18, "超出达标线", "空白"),
        ([None] * 18, "斜纹", "蓝色"),
    ],
)
def test_the_radar_is_explained_by_what_is_in_it(
    model: Model, zh: Language, ratings: Ratings, said: str, unsaid: str
) -> None:
    reading = view(model, zh, ratings).reading
    assert said in reading
    assert unsaid not in reading


def test_a_single_assessed_competency_is_called_by_its_name(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[3], *([None] * 17)])
    assert plain(seen.result) == "目前只评估了成就导向一项，还没有达标。"


def test_self_ratings_that_are_all_higher_are_said_to_be(model: Model, zh: Language) -> None:
    one = person(model, [[3]] * 18)
    one = replace(one, competencies=tuple(replace(r, self_rating=Fraction(5)) for r in one.competencies))
    seen = person_view(one, assessment(model, [one]), texts(model, zh)).others
    assert seen is not None
    assert plain(seen.say) == "18 项自评全部高于得分。相差最多的是成就导向等 18 项，差 2.00。"
