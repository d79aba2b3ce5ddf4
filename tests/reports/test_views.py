"""What the reports say: sentences, order, numbers, missing values."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from reportgen.language import Language
from reportgen.model.results import Recalibrated
from reportgen.model.types import Model
from reportgen.reports.grade_view import PEOPLE_PER_PICTURE, grade_view
from reportgen.reports.person_view import PersonView, person_view
from tests.reports.cases import assessment, person, texts

MEETS, MIXED = [5, 5, 5], [3, 4, 4]


def view(model: Model, lang: Language, ratings: Sequence[list[int] | int | None]) -> PersonView:
    one = person(model, ratings)
    return person_view(one, assessment(model, [one]), texts(model, lang))


@pytest.mark.parametrize(
    ("ratings", "sentence"),
    [
        ([MEETS] * 18, "18 项能力全部达标。"),
        ([None] * 18, "本期还没有可用的评估数据，暂不下结论。"),
        ([MEETS] * 10 + [None] * 8, "已评估的 10 项能力全部达标。"),
        ([MIXED] + [MEETS] * 17, "18 项能力中 17 项达标，1 项还有差距；差距最大的是成就导向。"),
        ([[0], MIXED, *([MEETS] * 15), None], "已评估的 17 项能力中 15 项达标，2 项还有差距；差距最大的是成就导向、抗挫能力。"),
        ([MIXED] * 18, "已评估的 18 项能力目前都还没有达标，差距最大的是成就导向、抗挫能力、沟通倾听能力。"),
    ],
)  # fmt: skip
def test_the_result_in_one_sentence(
    model: Model, zh: Language, ratings: list[list[int] | int | None], sentence: str
) -> None:
    assert view(model, zh, ratings).result == sentence


def test_a_score_between_band_and_standard_is_neither_need_nor_strength(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[4, 5], *([MEETS] * 17)])  # 4.5: 达标, with a distance of 0.5
    row = seen.categories[0].rows[0]
    assert (row.score, row.band.word, row.gap) == ("4.50", "达标", "0.50")
    assert [n.name for n in seen.needs] == []
    assert "成就导向" not in [s.name for s in seen.strengths]


def test_needs_come_by_gap_and_ties_in_the_models_order(model: Model, zh: Language) -> None:
    seen = view(model, zh, [[4], [2], [4], [1], *([MEETS] * 14)])
    assert [(g.rank, g.name, g.gap) for g in seen.gaps] == [
        (1, "书面表达能力", "4.00"), (2, "抗挫能力", "3.00"), (3, "成就导向", "1.00"), (4, "沟通倾听能力", "1.00"),
    ]  # fmt: skip
    assert [n.name for n in seen.needs] == ["书面表达能力", "抗挫能力", "成就导向"]
    assert [a.badge for a in seen.radar.axes][:4] == [3, 2, 0, 1]


def test_a_shown_score_never_reaches_a_band_that_it_has_not(model: Model, zh: Language) -> None:
    almost = [3] * 126 + [4] * 124  # 3.496: band 3
    row = view(model, zh, [almost, *([MEETS] * 17)]).categories[0].rows[0]
    assert (row.score, row.band.word, row.gap) == ("3.49", "大部分达标", "1.51")


def test_exams_show_the_exam_score_and_never_lift_it_into_another_band(model: Model, zh: Language) -> None:
    one = person(model, [MEETS] * 18)
    results = list(one.competencies)
    from reportgen.assessment.assess import competency_result
    from reportgen.assessment.exams import ExamScore
    from reportgen.assessment.scoring import NO_RATINGS

    results[8] = competency_result("general_knowledge", 2, NO_RATINGS, ExamScore(Fraction(90499, 1000)), model)
    from dataclasses import replace

    one = replace(one, competencies=tuple(results))
    row = person_view(one, assessment(model, [one]), texts(model, zh)).categories[1].rows[0]
    assert (row.score, row.band.word, row.method, row.basis) == ("5.00", "达标", "考试", "标准分 90.49")


def test_an_overall_is_shown_from_half_of_the_competencies_on(model: Model, zh: Language) -> None:
    enough, too_few = view(model, zh, [MEETS] * 9 + [None] * 9), view(model, zh, [MEETS] * 8 + [None] * 10)
    assert enough.figures[1].value == "5.00"
    assert too_few.figures[1].value == "—"
    assert "已评估的能力太少，因此不给总分。" in too_few.notes


def test_zero_is_a_score_and_missing_is_a_word(model: Model, zh: Language) -> None:
    rows = view(model, zh, [[0], None, *([MEETS] * 16)]).categories[0].rows
    assert (rows[0].score, rows[0].band.word) == ("0.00", "尚不具备")
    assert (rows[1].score, rows[1].band.word) == ("", "未评估")


def test_english_says_the_same(model: Model, en: Language) -> None:
    seen = view(model, en, [MIXED] + [MEETS] * 17)
    assert (
        seen.result == "17 of 18 competencies meet the standard, 1 not yet; the largest gaps: Achievement orientation."
    )
    assert seen.grade == "Account manager, grade 3"


def test_a_grade_weighs_everybody_the_same(model: Model, zh: Language) -> None:
    people = [person(model, [[6]] * 18, "毛小满", "1"), person(model, [[3]] * 9 + [None] * 9, "费长风", "2")]
    done = assessment(model, people)
    seen = grade_view(done.grades[0], done, texts(model, zh))
    assert seen.figures[0].value == "4.50"  # (6 + 3) / 2
    assert any("两者不同" in note for note in seen.notes)  # over competencies: 9 × 4.5 and 9 × 6 make 5.25
    assert [p.assessed for p in seen.people] == ["18 / 18", "9 / 18"]


def test_a_large_grade_is_split_into_heat_maps_that_fit_a_page(model: Model, zh: Language) -> None:
    people = [person(model, [[i % 7]] * 18, f"人{i}", f"{i:04}") for i in range(PEOPLE_PER_PICTURE * 2 + 1)]
    done = assessment(model, people)
    parts = grade_view(done.grades[0], done, texts(model, zh)).heatmaps
    assert [len(part.people) for part in parts] == [22, 22, 21]


def test_recalibration_shows_votes_levels_and_changes(model: Model, zh: Language) -> None:
    one = person(model, [MEETS] * 18)
    table = [
        Recalibrated("3", c, 2, 5, Fraction(13, 5), 3, (0, 2, 3, 0)) if c == "communication"
        else Recalibrated("3", c, 2, 0, None, 2, (0, 0, 0, 0))
        for c in model.competency_ids
    ]  # fmt: skip
    done = assessment(model, [one], table)
    seen = grade_view(done.grades[0], done, texts(model, zh)).recalibration
    assert seen is not None
    changed = [row for row in seen.rows if row.changed]
    assert [(r.name, r.before, r.distribution, r.mean, r.after, r.change) for r in changed] == [
        ("沟通倾听能力", "中级", ("", "2", "3", ""), "2.60", "高级", "提高 1 级")
    ]
    assert {row.mean for row in seen.rows if not row.changed} == {"—"}
