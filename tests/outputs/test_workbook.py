"""`results.xlsx`: shown scores, no formula, no rater, the same bytes from the same data."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.inputs import Cycle
from reportgen.model.results import Assessment, Standards
from reportgen.model.rounding import exam_band
from reportgen.model.types import Model
from reportgen.outputs.workbook import results_workbook
from reportgen.problems import Source
from tests.assessment import frames
from tests.assessment.frames import Person

SKILLS = ("计算机操作知识", "应用文写作知识", "电信业务英语词汇及营销常用英语")
WEIGHTS = {"supervisor": Fraction(504), "peer": Fraction(496)}


def book_of(assessment: Assessment, lang: Language) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(results_workbook(assessment, lang)))


def table(book: Workbook, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings; a heading that stands twice keeps its first value."""
    header, *rest = book[title].iter_rows(values_only=True)
    lines = []
    for row in rest:
        line: dict[str, Any] = {}
        for heading, value in zip(header, row, strict=True):
            line.setdefault(str(heading), value)
        lines.append(line)
    return lines


def cells(book: Workbook) -> list[Any]:
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


def assessment(model: Model, *, name: str = "安", weights: Mapping[str, Fraction] = WEIGHTS) -> Assessment:
    """Ann has a score of 3.496 in resilience and an exam score of 90.666… in job skills."""
    inputs = frames.inputs(
        Person("00017", "3", name, "东区"),
        Person("00024", "1", "柏"),
        ratings=frames.ratings(
            ("00017", "resilience", "Rater Li", "supervisor", 3),
            ("00017", "resilience", "Rater Wu", "peer", 4),
            ("00017", "resilience", name, "self", 1),
        ),
        marks=frames.marks(*(("00017", s, m) for s, m in zip(SKILLS, (90, 91, 91), strict=True))),
        votes=frames.votes(*(("3", "writing", expert, level) for expert, level in zip("abc", (1, 1, 2), strict=True))),
    )
    return assess(inputs, model, weights=weights, cycle=None)


# ---- what people read


def test_a_score_is_shown_so_that_it_agrees_with_its_band(model: Model, zh: Language) -> None:
    scores = {
        line["能力素质"]: line for line in table(book_of(assessment(model), zh), "得分") if line["工号"] == "00017"
    }
    resilience, skills = scores["抗挫能力"], scores["岗位基本技能"]
    assert [resilience[k] for k in ("得分", "状况", "差距", "标准分")] == [3.49, "大部分达标", 1.51, None]
    assert [skills[k] for k in ("得分", "状况", "差距", "标准分")] == [6, "超标", 0, 90.67]
    assert exam_band(Fraction("90.67"), model) == 6


def test_what_was_not_assessed_is_empty(model: Model, zh: Language) -> None:
    writing = next(line for line in table(book_of(assessment(model), zh), "得分") if line["能力素质"] == "书面表达能力")
    assert [writing[k] for k in ("得分", "状况", "差距", "标准分")] == [None] * 4


def test_a_person_is_summed_up_in_shown_numbers(model: Model, en: Language) -> None:
    ann = table(book_of(assessment(model), en), "People")[0]
    assert (ann["Id"], ann["Name"], ann["Grade"], ann["Department"]) == (
        "00017",
        "安",
        "Account manager, grade 3",
        "东区",
    )
    assert (ann["Assessed"], ann["Competencies"]) == (2, 18)
    assert (ann["Basic competencies"], ann["Functional competencies"]) == (3.49, None)
    assert (ann["At standard"], ann["Coverage"]) == (50, 85.0)  # (3.496 + 5) / 10 = 84.96 %
    assert (ann["Resilience"], ann["Basic job skills"], ann["Written expression"]) == (3.49, 6, None)


@pytest.mark.parametrize(("rated", "overall", "band"), [(8, None, None), (9, 4, "基本达标"), (18, 4, "基本达标")])
def test_readers_see_an_overall_when_at_least_half_was_assessed(
    rated: int, overall: int | None, band: str | None, model: Model, zh: Language
) -> None:
    ratings = frames.ratings(*(("P", c, "Li", "peer", 4) for c in model.competency_ids[:rated]))
    found = assess(frames.inputs(Person("P", "3"), ratings=ratings), model, weights={}, cycle=None)
    person = table(book_of(found, zh), "人员")[0]
    assert (person["平均得分"], person["状况"]) == (overall, band)
    assert person["达标率"] == 0
    assert person["抗挫能力"] == 4


def test_grades_and_departments_are_summed_up(model: Model, zh: Language) -> None:
    book = book_of(assessment(model), zh)
    grades = table(book, "级别")
    assert [(g["级别"], g["人数"], g["抗挫能力"]) for g in grades] == [
        ("客户经理3级", 1, 3.49),
        ("客户经理1级", 1, None),
    ]
    assert [(d["部门"], d["人数"]) for d in table(book, "部门")] == [("东区", 1)]


def test_recalibration_is_listed_when_there_were_votes(model: Model, zh: Language) -> None:
    lines = {line["能力素质"]: line for line in table(book_of(assessment(model), zh), "级别调整")}
    assert list(lines["书面表达能力"].values()) == [
        "客户经理3级",
        "书面表达能力",
        "中级",
        3,
        1.33,
        "初级",
        -1,
        0.73,
        "待定",
        None,
    ]
    assert list(lines["执行能力"].values()) == [
        "客户经理3级",
        "执行能力",
        "中级",
        0,
        None,
        "中级",
        0,
        None,
        "待定",
        None,
    ]


def test_an_adopted_level_stands_beside_the_voted_one_with_its_reason(model: Model, zh: Language) -> None:
    done = assessment(model)
    table_ = tuple(
        replace(line, adopted=2, reason="先行一年") if line.competency == "writing" else line
        for line in done.recalibration
    )
    lines = {line["能力素质"]: line for line in table(book_of(replace(done, recalibration=table_), zh), "级别调整")}
    own = lines["书面表达能力"]
    assert (own["投票结果"], own["采用级别"], own["偏离原因"]) == ("初级", "中级", "先行一年")


def test_scores_say_what_was_required_when_they_were_given(model: Model, zh: Language) -> None:
    done = assessment(model)
    people = [
        replace(p, competencies=tuple(
            replace(r, against=(1,), mixed=r.competency == "writing") if r.competency in ("writing", "resilience") else r
            for r in p.competencies
        )) for p in done.people
    ]  # fmt: skip
    lines = table(book_of(replace(done, people=tuple(people)), zh), "得分")
    said = {(line["工号"], line["能力素质"]): line["评分时的要求水平"] for line in lines}
    shown = {(p.id, r.competency) for p in people for r in p.competencies if r.score is not None}
    expected = {
        (p.id, model.competency(c).name_zh): text if (p.id, c) in shown else None
        for p in people
        for c, text in (
            ("writing", f"初级、{model.level(p.competencies[0].required_level).name_zh}"),
            ("resilience", "初级"),
        )
    }
    assert {place: said[place] for place in expected} == expected
    assert sum(1 for text in said.values() if text) == sum(1 for text in expected.values() if text) > 0
    assert "评分时的要求水平" not in table(book_of(done, zh), "得分")[0]


def test_without_votes_there_is_no_sheet_of_them(model: Model, zh: Language, en: Language) -> None:
    found = assess(frames.inputs(Person("P", "3")), model, weights={}, cycle=None)
    assert book_of(found, zh).sheetnames == ["人员", "得分", "级别", "部门", "说明"]
    assert book_of(found, en).sheetnames == ["People", "Scores", "Grades", "Departments", "About"]


# ---- what nobody may read there


def test_no_rater_no_rating_and_no_source_stands_anywhere(model: Model, zh: Language) -> None:
    content = results_workbook(assessment(model), zh)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = "\n".join(archive.read(entry).decode("utf-8") for entry in archive.infolist())
    for hidden in ("Rater Li", "Rater Wu", "ratings.xlsx", "marks.xlsx", "roster.xlsx", "自评"):
        assert hidden not in everything


def test_a_self_rating_changes_nothing(model: Model, zh: Language) -> None:
    """Nor does it matter who rated: only scores enter the workbook."""
    found = assessment(model)
    silent = [
        replace(p, competencies=tuple(replace(c, self_rating=None, shares=(), n_raters=0) for c in p.competencies))
        for p in found.people
    ]
    without = replace(found, people=tuple(silent), ratings=found.ratings.iloc[:0])
    assert results_workbook(found, zh) == results_workbook(without, zh)


# ---- cells


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@x", "-1+2", '=HYPERLINK("http://x","y")', "-", "=", "#N/A", "TRUE", "1e5", "00017"]
)
def test_text_is_never_a_formula_nor_anything_but_itself(text: str, model: Model, zh: Language) -> None:
    found = assessment(model)
    people = tuple(replace(p, id=text, name=text, department=text, manager=text) for p in found.people)
    departments = tuple(replace(d, name=text) for d in found.departments)
    book = book_of(replace(found, people=people, departments=departments), zh)
    same = [cell for cell in cells(book) if cell.value == text]
    assert len(same) == 2 * 4 + 2 * 18 * 2 + 1  # four texts per person, two per score, a department
    assert {cell.data_type for cell in same} == {"s"}
    assert {cell.number_format for cell in same} == {"@"}
    assert all(cell.quotePrefix for cell in same) == (text[0] in "=+-@")


def test_no_cell_of_any_sheet_is_a_formula(model: Model, zh: Language) -> None:
    book = book_of(assessment(model, name="=SUM(A1:A9)"), zh)
    assert {cell.data_type for cell in cells(book)} == {"s", "n"}


def test_ids_stay_text(model: Model, zh: Language) -> None:
    cell = book_of(assessment(model), zh)["人员"]["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("00017", "s", "@")


def test_numbers_have_their_formats(model: Model, en: Language) -> None:
    sheet = book_of(assessment(model), en)["People"]
    formats = {str(head.value): cell.number_format for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (formats["Basic competencies"], formats["Resilience"]) == ("0.00", "0.00")
    assert (formats["At standard"], formats["Coverage"]) == ('0.0"%"', '0.0"%"')
    assert formats["Assessed"] == "General"


def test_headings_stay_in_sight_and_every_sheet_can_be_filtered(model: Model, zh: Language) -> None:
    for sheet in book_of(assessment(model), zh).worksheets:
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])


@pytest.mark.parametrize("name", ["张\x07三", "张\x0b三", "张\x00三", "张\x1f三"])
def test_control_characters_become_spaces(name: str, model: Model, zh: Language) -> None:
    assert table(book_of(assessment(model, name=name), zh), "人员")[0]["姓名"] == "张 三"


def test_a_very_long_text_is_no_obstacle(model: Model, zh: Language) -> None:
    assert str(table(book_of(assessment(model, name="很" * 40_000), zh), "人员")[0]["姓名"]).startswith("很很")


# ---- the same bytes


def test_two_builds_are_the_same_byte_for_byte(model: Model, zh: Language) -> None:
    assert results_workbook(assessment(model), zh) == results_workbook(assessment(model), zh)


def test_no_time_of_making_stands_in_it(model: Model, zh: Language) -> None:
    content = results_workbook(assessment(model), zh)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert {properties.created.year, properties.modified.year} == {2000}


def test_an_empty_assessment_has_sheets_with_headings_only(model: Model, zh: Language) -> None:
    book = book_of(assess(frames.inputs(), model, weights={}, cycle=None), zh)
    assert [sheet.max_row for sheet in book.worksheets[:-1]] == [1, 1, 1, 1]


# ---- what it says about itself


def test_the_last_sheet_tells_the_cycle_the_model_and_the_levels_in_force(model: Model, zh: Language) -> None:
    book = book_of(replace(assessment(model), cycle=Cycle("2026")), zh)
    said = {line["项目"]: line["内容"] for line in table(book, "说明")}
    assert book.sheetnames[-1] == "说明"
    assert said["评估周期"] == "2026"
    assert said["模型"] == "客户经理能力素质模型"
    assert said["要求水平"] == "按模型规定的级别"
    assert said["程序"].startswith("reportgen ")
    assert "对比周期" not in said


@pytest.mark.parametrize(
    ("standards", "says"),
    [
        (Standards({}, Source("s.xlsx", "S", "A1")), "handed in for this cycle"),
        (Standards({}, Source("s.xlsx", "S", "A1"), date(2026, 1, 1)), "in force from 2026-01-01"),
    ],
)
def test_a_standards_table_is_named_by_its_date(standards: Standards, says: str, model: Model, en: Language) -> None:
    book = book_of(replace(assessment(model), standards=standards), en)
    assert says in {line["What it is"]: line["What it says"] for line in table(book, "About")}["Required levels"]


# ---- on paper


def test_a_sheet_with_many_columns_is_printed_on_several_pages_with_id_and_name_on_each(
    model: Model, zh: Language
) -> None:
    book = book_of(assessment(model), zh)
    people, about = book["人员"], book["说明"]
    assert (people.page_setup.fitToWidth or 0) > 1
    assert people.print_title_cols == "$A:$B"
    assert about.page_setup.fitToWidth == 1
    assert about.print_title_cols is None


def test_headings_of_numbers_stand_right_and_words_after_them_keep_away(model: Model, zh: Language) -> None:
    sheet = book_of(assessment(model), zh)["得分"]
    score, band = (next(cell for cell in sheet[1] if cell.value == heading) for heading in ("得分", "状况"))
    assert score.alignment.horizontal == "right"
    assert {sheet.cell(r, band.column).alignment.indent for r in (1, 2)} == {1}


def test_the_digests_stand_below_a_line_that_says_what_they_are_for(model: Model, zh: Language) -> None:
    lines = table(book_of(assessment(model, weights={}), zh), "说明")
    labels = [line["项目"] for line in lines]
    assert labels.index("以下为核对码，供程序比较不同周期时使用") == labels.index("模型编号") - 1
    assert lines[-1]["内容"] == "不加权"
