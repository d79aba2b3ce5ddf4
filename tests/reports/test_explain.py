"""The page of an explanation, and what the command prints of it."""

import re
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.assess import assess
from reportgen.assessment.explanation import derivations, explanation
from reportgen.language import Language
from reportgen.model.comparison import PreviousScore
from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.results import CompetencyResult
from reportgen.model.types import Model
from reportgen.problems import Source, concerning, problem
from reportgen.reports.explain_text import competency_lines, explain_lines, padded, width
from reportgen.reports.explain_view import ExplainView, explain_html, explain_view, grade_view
from reportgen.reports.views import Texts
from tests.assessment.frames import ABSENT, Person, inputs, marks, ratings, votes
from tests.reports.earlier import same, with_earlier

P = Person("P", "3", "毛小满", "一部")
KNOWLEDGE = ("电信行业概况", "企业概况", "法律法规", "企业规章制度")


def texts(model: Model, lang: Language) -> Texts:
    return Texts(lang, model, Cycle("2026"))


def view_of(given: Inputs, model: Model, lang: Language, weights: dict[str, Fraction] | None = None) -> ExplainView:
    assessment = assess(given, model, weights=weights or {}, cycle=None)
    one = explanation(assessment.people[0], derivations(assessment), 3)
    return explain_view(one, {p.id: p.name for p in assessment.people}, {}, texts(model, lang))


def printed(view: ExplainView, competency: str, model: Model, lang: Language) -> list[str]:
    """The lines of a competency behind its head, columns closed up."""
    return [re.sub(" {2,}", "  ", s) for s in competency_lines(view, competency, texts(model, lang))[3:]]


def test_a_score_from_ratings_reads_from_the_result_to_the_cells(model: Model, zh: Language) -> None:
    given = ratings(("P", "writing", "甲", "peer", 4), ("P", "writing", "甲", "peer", 4), ("P", "writing", "乙", "supervisor", 3), ("P", "writing", "P", "self", 5))  # fmt: skip
    view = view_of(inputs(P, ratings=given.assign(heading=["E1", "H9", "", ""])), model, zh)
    assert printed(view, "writing", model, zh) == [
        "3.50  得分  2 份评分的平均：7 ÷ 2",
        "  3  上级 乙  ratings.xlsx · S · E4",
        "  4  同级 甲  ratings.xlsx · S · E2（勾在“4”栏 E1）",
        "4 基本达标  状况  离 3.50 最近的一档",
        "1.50  差距  5.00 - 3.50",
        "中级  要求水平  模型自带的值",
        "高级  上一级别的要求  模型自带的值",
        "5.00  自评  只有这一个值；自评只作对照，不计入得分",
        "  5  自评 P  ratings.xlsx · S · E5",
        "+1.50  自评减得分  5.00 - 3.50",
        "",
        "没有计入得分：",
        "  4  同级 甲  ratings.xlsx · S · E3（表示“4”，见 H9）　同一来源的相同值在别处已计入",
    ]


def test_a_score_that_the_reports_do_not_show_says_so_in_its_head(model: Model, zh: Language) -> None:
    assessment = assess(
        inputs(P, ratings=ratings(("P", "writing", "甲", "peer", 4), ("P", "resilience", "甲", "peer", 4))),
        model, weights={}, cycle=None,
    )  # fmt: skip
    one = explanation(assessment.people[0], derivations(assessment), 3)
    one = replace(one, competencies=tuple(replace(c, withheld=c.competency == "writing") for c in one.competencies))
    shown = explain_view(one, {}, {}, texts(model, zh)).sections
    assert {s.id: s.short for s in shown if s.id in ("writing", "resilience")} == {
        "resilience": "1 份评分",
        "writing": "1 份评分，报告中未显示",
    }


def test_nothing_in_a_name_steers_the_terminal(model: Model, zh: Language) -> None:
    view = view_of(inputs(P, ratings=ratings(("P", "writing", "甲\x1b[2J", "peer", 4))), model, zh)
    assert printed(view, "writing", model, zh)[1] == "  4  同级 甲 [2J  ratings.xlsx · S · E2"


def test_weights_stand_beside_the_relations_with_their_entry_in_the_settings(model: Model, en: Language) -> None:
    given = inputs(P, ratings=ratings(("P", "writing", "甲", "peer", 4), ("P", "writing", "乙", "peer", 5)))
    view = view_of(given, model, en, {"supervisor": Fraction(60), "peer": Fraction(40)})
    assert printed(view, "writing", model, en)[:4] == [
        "4.50  Score  4.50 × 100.0%; a relation gave no rating, so the other weights were scaled up",
        "  4.50  Peer · Mean of the relation  mean of 2 ratings: 9 ÷ 2; share 100.0% = 40 ÷ 40 (reportgen.toml · [weights] peer)",
        "  4  Peer 甲  ratings.xlsx · S · E2",
        "  5  Peer 乙  ratings.xlsx · S · E3",
    ]


def test_an_exam_reads_from_band_over_marks_to_weights(model: Model, zh: Language) -> None:
    taken = [("P", subject, 80 + n) for n, subject in enumerate(KNOWLEDGE)]
    assert printed(view_of(inputs(P, marks=marks(*taken)), model, zh), "general_knowledge", model, zh)[:4] == [
        "5.00  得分  四舍五入为 82，属于 81–90 一档",
        "  81.50  标准分  (80 × 1 + 81 × 1 + 82 × 1 + 83 × 1) ÷ 4",
        "  80  电信行业概况  marks.xlsx · S · C2　权重 1（模型自带的值）",
        "  81  企业概况  marks.xlsx · S · C3　权重 1（模型自带的值）",
    ]


def test_a_missing_score_says_why_and_where(model: Model, zh: Language) -> None:
    taken = [("P", subject, 80) for subject in KNOWLEDGE[:3]]
    view = view_of(inputs(P, marks=marks(*taken, ("P", KNOWLEDGE[3], ABSENT))), model, zh)
    shown = printed(view, "general_knowledge", model, zh)
    assert shown[0] == "—  得分  有计入的科目没有成绩；不会改用评分"
    assert shown[5] == "  —  企业规章制度  marks.xlsx · S · C5　缺考；权重 1（模型自带的值）"
    assert printed(view, "writing", model, zh)[0] == "未评估  得分  没有可计入的评分，也没有考试成绩"


def test_changes_stand_below_the_gap_with_their_formula_or_why_nothing_is_compared(model: Model, zh: Language) -> None:
    given = ratings(*(("P", c, "甲", "peer", 4) for c in ("writing", "execution", "resilience")))
    assessment = assess(inputs(P, ratings=given), model, weights={}, cycle=None)

    def before(_: int, result: CompetencyResult) -> PreviousScore | None:
        levels = {"writing": result.required_level, "execution": 1, "resilience": result.required_level}
        score = Fraction("3.9") if result.competency == "resilience" else Fraction("3.6")
        place, at_level = (Source("2025.xlsx", "得分", cell) for cell in ("G2", "F2"))
        return PreviousScore("rating", levels.get(result.competency, 1), score, score, place, at_level)

    then = with_earlier(assessment, before)
    view = explain_view(explanation(then.people[0], derivations(then), 3), {}, {}, texts(model, zh))
    told = {c: printed(view, c, model, zh)[4:7] for c in ("writing", "execution", "resilience")}
    assert told["writing"][:2] == ["3.60  2025 得分  2025.xlsx · 得分 · G2", "+0.40  变化  4.00 - 3.60；提高"]
    assert told["execution"] == [
        "3.60  2025 得分  2025.xlsx · 得分 · G2",
        "初级  2025 要求水平  2025.xlsx · 得分 · F2",
        "—  变化  不可比：上次的要求水平不同",
    ]
    assert told["resilience"][1] == "+0.10  变化  4.00 - 3.90；基本持平（不足 0.25）"
    assert view.since is not None
    assert [(line.value, line.what, line.how) for line in view.since.lines][1:3] == [
        ("1", "不可比项数", "上次的要求水平不同：执行能力"),
        ("1", "提高项数", "变化达到 +0.25 的项数"),
    ]
    page = explain_html(view, texts(model, zh), "serif").decode("utf-8")
    assert "<b>与 2025 相比</b>" in page
    assert "变化达到 +0.25 的项数" in page


def test_a_score_of_a_folder_is_told_with_its_four_decimals(model: Model, zh: Language) -> None:
    assessment = assess(inputs(P, ratings=ratings(("P", "writing", "甲", "peer", 4))), model, weights={}, cycle=None)
    place = Source("archive/2025/data/scores.csv", "", "I17")

    def before(_: int, result: CompetencyResult) -> PreviousScore:
        return PreviousScore("rating", result.required_level, Fraction("3.6667"), Fraction("3.67"), place)

    then = with_earlier(assessment, before)
    view = explain_view(explanation(then.people[0], derivations(then), 3), {}, {}, texts(model, zh))
    assert printed(view, "writing", model, zh)[4] == (
        "3.67  2025 得分  archive/2025/data/scores.csv · I17　3.6667 四舍五入"
    )


def test_somebody_who_was_not_there_then_is_told_so_once(model: Model, zh: Language) -> None:
    assessment = assess(inputs(P, ratings=ratings(("P", "writing", "甲", "peer", 4))), model, weights={}, cycle=None)
    then = with_earlier(assessment, same, absent=("P",))
    view = explain_view(explanation(then.people[0], derivations(then), 3), {}, {}, texts(model, zh))
    lines = [re.sub(" {2,}", "  ", line) for line in explain_lines(view, texts(model, zh))]
    assert lines[lines.index("与 2025 相比") + 1] == "—  不作比较  上次没有此人的结果"
    assert not any("变化" in line for line in printed(view, "writing", model, zh))


def test_what_was_not_used_and_has_no_competency_stands_once_below_the_summaries(model: Model, zh: Language) -> None:
    fault = problem("other-cycle", Source("表.xlsx", "打分", "B3"), "2024-01-01", cycle="2026", start="a", end="b")
    given = replace(inputs(P), problems=(concerning(fault, "P", "甲"),))
    view = view_of(given, model, zh)
    lines = [re.sub(" {2,}", "  ", line) for line in explain_lines(view, texts(model, zh))]
    at = lines.index("另有未采用的内容：")
    assert lines[at + 1].startswith("  2024-01-01  甲  表.xlsx · 打分 · B3　日期 2024-01-01 不在评估周期 2026")
    assert "另有未采用的内容：" in explain_html(view, texts(model, zh), "serif").decode("utf-8")


def test_votes_that_would_change_the_level_are_not_adopted_yet(model: Model, zh: Language) -> None:
    cast = votes(("3", "writing", "甲", 4), ("3", "writing", "乙", 3))
    assert printed(view_of(inputs(P, votes=cast), model, zh), "writing", model, zh)[3:] == [
        "4 资深  本周期投票结果（尚未采用）  2 票的平均：7 ÷ 2；3.50 四舍五入；现行要求与此不同",
        "  4 资深  甲  votes.xlsx · S · D2",
        "  3 高级  乙  votes.xlsx · S · D3",
    ]


def test_without_a_competency_all_stand_in_one_line_each_with_the_summaries_below(model: Model, zh: Language) -> None:
    view = view_of(inputs(P, ratings=ratings(("P", "writing", "甲", "peer", 4))), model, zh)
    shown = [re.sub(" {2,}", "  ", line) for line in explain_lines(view, texts(model, zh))]
    assert shown[0] == "毛小满　工号 P　客户经理3级　一部"
    assert "书面表达能力  4.00  基本达标  中级  1 份评分" in shown
    assert "通用基础知识  未评估  中级  没有评分也没有成绩" in shown
    assert "4.00  平均得分  只有这一个值" in shown
    assert "1.00  差距合计  1.00" in shown


def test_a_page_folds_out_by_competency_and_shows_names_as_text(model: Model, zh: Language) -> None:
    given = inputs(Person("P", "3", "<b>毛"), ratings=ratings(("P", "writing", "<i>甲", "peer", 4)))
    html = explain_html(view_of(given, model, zh), texts(model, zh), "serif").decode("utf-8")
    assert '<details id="writing">' in html
    assert "&lt;b&gt;毛" in html
    assert "同级 &lt;i&gt;甲" in html
    assert "<b>毛" not in html
    assert "ratings.xlsx · S · E2" in html


def test_a_grades_page_lists_the_scores_behind_each_mean_and_links_them(model: Model, zh: Language) -> None:
    people = [Person(f"P {n}", "3") for n in range(model.thresholds.group_mean_people)]
    lines = ratings(*((p.id, "writing", "甲", "peer", n) for n, p in enumerate(people)))
    assessment = assess(inputs(*people, ratings=lines), model, weights={}, cycle=None)
    found = derivations(assessment)
    means = {competency: step for (_, competency), step in found.means.items()}
    view = grade_view("3", means, dict.fromkeys((p.id for p in people), "某人"), {p.id: f"{p.id}.html" for p in people}, texts(model, zh))  # fmt: skip
    assert [s.id for s in view.sections] == ["writing"]
    assert (view.sections[0].score, view.sections[0].short) == ("2.00", "5 人得分的平均：10 ÷ 5")
    assert [(s.value, s.what, s.href) for s in view.sections[0].lines][:2] == [
        ("0.00", "P 0 某人", "P%200.html#writing"),
        ("1.00", "P 1 某人", "P%201.html#writing"),
    ]
    own = explain_view(explanation(assessment.people[0], found, 3), {}, {"3": "grade-3.html"}, texts(model, zh))
    mean = next(s for s in own.sections if s.id == "writing").lines[-1]
    assert (mean.value, mean.href, mean.lines) == ("2.00", "grade-3.html#writing", ())


def test_chinese_characters_take_two_columns() -> None:
    assert (width("状况 a"), padded("状", 4)) == (6, "状  ")


def test_a_grade_with_too_few_people_says_so(model: Model, zh: Language) -> None:
    assert grade_view("1", {}, {}, {}, texts(model, zh)).say == "有得分的人太少，报告不显示平均值。"
