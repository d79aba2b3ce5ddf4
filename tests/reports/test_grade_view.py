"""What a grade's report says: means, needs, clusters, levels."""

from fractions import Fraction

from reportgen.language import Language
from reportgen.model.results import Recalibrated
from reportgen.model.types import Model
from reportgen.reports.grade_view import GradeView, grade_view
from reportgen.reports.typography import JOINER
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import many, worded

MEETS = [5, 5, 5]


def view(model: Model, lang: Language, n: int) -> GradeView:
    done = many(model, n)
    return grade_view(done.grades[0], done, worded(texts(model, lang)))


def test_a_grade_weighs_everybody_the_same(model: Model, zh: Language) -> None:
    people = [person(model, [[6]] * 18, "毛小满", "1"), person(model, [[3]] * 9 + [None] * 9, "费长风", "2")]
    done = assessment(model, people)
    seen = grade_view(done.grades[0], done, texts(model, zh))
    assert seen.figures[0].value == "4.50"  # (6 + 3) / 2
    assert any("两者不同" in note for note in seen.notes)  # over competencies: 9 × 4.5 and 9 × 6 make 5.25
    assert [p.assessed for p in seen.people.rows] == ["18 / 18", "9 / 18"]


def test_needs_weigh_people_by_depth(model: Model, zh: Language) -> None:
    people = [
        person(model, [[4], [1], *([MEETS] * 16)], "甲", "1"),
        person(model, [[4], [5], *([MEETS] * 16)], "乙", "2"),
        person(model, [[4], [5], *([MEETS] * 16)], "丙", "3"),
    ]
    done = assessment(model, people)
    seen = grade_view(done.grades[0], done, worded(texts(model, zh)))
    assert [(r.number, r.name, r.people, r.depth, r.total) for r in seen.need_rows] == [
        ("1", "抗挫能力", "1", "4.00", "4.00"), ("2", "成就导向", "3", "1.00", "3.00"),
    ]  # fmt: skip
    assert [step.step for step in seen.first] == ["逐人辅导：3 人中 1 人未达标。", "集中培训：3 人中 3 人未达标。"]


def test_those_furthest_away_begin(model: Model, zh: Language) -> None:
    people = [person(model, [[r], *([MEETS] * 17)], f"人{r}", str(r)) for r in (1, 3, 4, 5)]
    done = assessment(model, people)
    (step,) = grade_view(done.grades[0], done, texts(model, zh)).first
    assert step.step == "重点攻关：4 人中 3 人未达标。先安排状况为“大部分达标”及以下的 2 人。"


def test_people_stand_with_those_who_have_most_to_do_in_the_same_category(model: Model, zh: Language) -> None:
    basic, functional = [[2]] * 8 + [MEETS] * 10, [MEETS] * 12 + [[2]] * 5 + [[1]]
    people = [
        person(model, functional, "甲", "1"), person(model, [None] * 18, "乙", "2"), person(model, basic, "丙", "3"),
        person(model, [MEETS] * 18, "丁", "4"), person(model, [MEETS] * 17 + [[4]], "戊", "5"),
    ]  # fmt: skip
    done = assessment(model, people)
    seen = grade_view(done.grades[0], done, texts(model, zh)).people
    (part,) = seen.heatmaps
    assert [(c.name, [row.name for row in c.rows]) for c in part.clusters] == [
        ("基本能力差距最大：1 人", ["丙"]),
        ("职能行为能力差距最大：2 人", ["甲", "戊"]),
        ("全部达标：1 人", ["丁"]),
        ("未评估：1 人", ["乙"]),
    ]
    assert part.totals[0] == "3", "甲, 丁 and 戊 attain 成就导向"
    assert seen.overview is None


def test_everybody_of_a_large_grade_is_in_the_heat_map_once(model: Model, zh: Language) -> None:
    seen = view(model, zh, 130).people
    assert seen.overview is not None
    assert len(seen.heatmaps) > 1
    shown = [row.id for part in seen.heatmaps for cluster in part.clusters for row in cluster.rows]
    assert sorted(shown) == sorted(row.id for row in seen.rows)
    assert [row.id for c in seen.overview.clusters for row in c.rows] == shown
    assert [bool(part.totals) for part in seen.heatmaps] == [False] * (len(seen.heatmaps) - 1) + [True]


def test_forty_people_fit_on_one_page(model: Model, zh: Language) -> None:
    assert len(view(model, zh, 40).people.heatmaps) == 1


def test_recalibration_in_short_shows_what_changes(model: Model, zh: Language) -> None:
    one = person(model, [MEETS] * 18)
    table = [
        Recalibrated("3", c, 2, 5, Fraction(13, 5), 3, (0, 2, 3, 0)) if c == "communication"
        else Recalibrated("3", c, 2, 0, None, 2, (0, 0, 0, 0))
        for c in model.competency_ids
    ]  # fmt: skip
    done = assessment(model, [one], table)
    seen = grade_view(done.grades[0], done, texts(model, zh)).levels
    assert seen.lines == ()
    assert seen.notes[0].startswith("各项能力都要求中级。")
    assert seen.recalibration is not None
    assert [(r.name, r.before, r.voted, r.adopted, r.up, r.mean, r.votes) for r in seen.recalibration.rows] == [
        ("沟通倾听能力", "中级", "高级", "待定", True, "2.60", "5")
    ]
    assert seen.recalibration.unchanged.replace(JOINER, "").startswith("不变：成就导向、抗挫能力、书面表达能力")


def test_levels_that_differ_are_listed_by_level(model: Model, zh: Language) -> None:
    from dataclasses import replace

    done = assessment(model, [person(model, [MEETS] * 18)])
    levels = {**done.standards.levels, ("3", "communication"): 3}
    done = replace(done, standards=replace(done.standards, levels=levels))
    lines = grade_view(done.grades[0], done, texts(model, zh)).levels.lines
    assert [(line.level, line.n) for line in lines] == [("中级", "17 项"), ("高级", "1 项")]
    assert lines[1].names == "沟通倾听能力"


def test_what_to_do_is_what_the_chart_says(model: Model, zh: Language) -> None:
    seen = view(model, zh, 40)
    corners = {
        (True, True): "重点攻关",
        (True, False): "集中培训",
        (False, True): "逐人辅导",
        (False, False): "日常带教",
    }
    for step, point in zip(seen.first, seen.needs_chart.points, strict=False):
        corner = point.people >= seen.needs_chart.many, point.depth >= seen.needs_chart.deep
        assert step.step.startswith(corners[corner])


def test_only_the_assessed_are_counted_in_the_mean(model: Model, zh: Language) -> None:
    people = [person(model, [[4]] * 18, "甲", "1"), person(model, [None] * 18, "乙", "2")]
    done = assessment(model, people)
    seen = grade_view(done.grades[0], done, texts(model, zh))
    assert seen.result.startswith("2 人中 1 人已评估，平均得分 4.00；")
    assert [row.attainment for row in seen.people.rows] == ["0.0%", "—"]


def test_nobody_assessed_leaves_the_list_and_the_levels(model: Model, zh: Language) -> None:
    done = assessment(model, [person(model, [None] * 18)])
    seen = grade_view(done.grades[0], done, texts(model, zh))
    assert not seen.assessed
    assert seen.reading == "红色粗线是达标线。斜纹（画到相邻项为止）是未评估，不是零分。"
    assert "暂不下结论" in seen.result
