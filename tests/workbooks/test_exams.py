"""Marks, wide and long, and the weights of subjects."""

from datetime import date

import pytest

from reportgen.model.inputs import Cycle
from tests.workbooks.sheets import MODEL, PEOPLE, grid, read

LI, WANG, OTHER_WANG, ZHANG = (person.id for person in PEOPLE)
CYCLE_2026 = Cycle("2026", date(2026, 1, 1), date(2026, 12, 31))
INDUSTRY, COMPANY, LAW, RULES = (s.id for s in MODEL.competency("general_knowledge").subjects)

# Heads of sheets of marks: one row.
WIDE = "工号 | 姓名 | 电信行业概况 | 企业概况 | 法律法规 | 企业规章制度"
LONG = "工号 | 科目 | 成绩"


# ---- a column per subject


def test_marks_may_stand_in_a_column_per_subject() -> None:
    marks = read(f"""
{WIDE}
00017 | 李明 | 51    | 93.25 | 0 | 100
00045 | 张伟 | '95.5 | ９０  | 8 | 90.5
""")
    assert marks.marks == {
        "C2": (LI, INDUSTRY, "51"),
        "D2": (LI, COMPANY, "373/4"),
        "E2": (LI, LAW, "0"),
        "F2": (LI, RULES, "100"),
        "C3": (ZHANG, INDUSTRY, "191/2"),
        "D3": (ZHANG, COMPANY, "90"),
        "E3": (ZHANG, LAW, "8"),
        "F3": (ZHANG, RULES, "181/2"),
    }
    assert marks.problems == []


def test_subjects_may_stand_in_any_order_in_both_languages_with_other_columns_between() -> None:
    marks = read("""
2026年度考试成绩

序号 | 企业 概况 | 部门 | Laws and regulations | 姓名 | 总分 | 电信行业概况 | 企业规章制度（100分） | 员工工号 | 备注
1    | 80        | 一部 | 70                   | 李明 | 300  | 60           | 90                    | 00017    | 补考
""")
    assert marks.marks == {
        "B4": (LI, COMPANY, "80"),
        "D4": (LI, LAW, "70"),
        "G4": (LI, INDUSTRY, "60"),
        "H4": (LI, RULES, "90"),
    }
    assert marks.problems == []


def test_a_mark_is_exact_at_15_digits() -> None:
    marks = read(f"{WIDE}\n00017 | 李明 | 90.30000000000001 | 0.30000000000000004 | 90.4999999999999999 | 90.49")
    assert [mark for _, _, mark in marks.marks.values()] == ["903/10", "3/10", "181/2", "9049/100"]


@pytest.mark.parametrize("word", ["缺考", " 缺 考 ", "缺席", "Absent"])
def test_not_taken_is_no_mark_and_not_blank(word: str) -> None:
    marks = read(f"{WIDE}\n00017 | 李明 | {word} | 80 | | 90")
    assert [mark for _, _, mark in marks.marks.values()] == ["absent", "80", "blank", "90"]
    assert marks.problems == []


@pytest.mark.parametrize("entry", ["-1", "101", "100.5", "-0.01", "'101", "优", "TRUE", "@2026-03-04", "<60", "九十"])
def test_what_is_no_mark_is_an_error_and_the_others_are_read(entry: str) -> None:
    marks = read(f"{WIDE}\n00017 | 李明 | 70 | {entry} | 80 | 90")
    assert [mark for _, _, mark in marks.marks.values()] == ["70", "bad", "80", "90"]
    assert marks.problems == [("mark-out-of-range", "D2")]


@pytest.mark.parametrize(("entry", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
def test_a_mark_without_usable_value_is_an_error_and_the_others_are_read(entry: str, code: str) -> None:
    marks = read(f"{WIDE}\n00017 | 李明 | 70 | {entry} | 80 | 90")
    assert [mark for _, _, mark in marks.marks.values()] == ["70", "bad", "80", "90"]
    assert marks.problems == [(code, "D2")]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("00099 | 李明", ("unknown-person", "A2")),
        ("00017 | 王芳", ("name-mismatch", "B2")),
        ("      | 王芳", ("ambiguous-name", "B2")),
        ("=     | 李明", ("no-cached-value", "A2")),
        ("00017 | #N/A", ("error-cell", "B2")),
    ],
)
def test_marks_of_nobody_known_are_left_out_with_one_error(row: str, problem: tuple[str, str]) -> None:
    marks = read(f"{WIDE}\n{row} | 101 | 好 | 80 | 90\n00045 | 张伟 | 60 | 60 | 60 | 60")
    assert {person for person, _, _ in marks.marks.values()} == {ZHANG}
    assert marks.problems == [problem]


@pytest.mark.parametrize(("row", "problem"), [("17 | 李明", ("id-as-number", "A2")), ("| 李明", ("name-only", "B2"))])
def test_marks_may_be_read_with_a_warning_at_id_or_name(row: str, problem: tuple[str, str]) -> None:
    marks = read(f"{WIDE}\n{row} | 70 | 80 | 90 | 100")
    assert {person for person, _, _ in marks.marks.values()} == {LI}
    assert marks.problems == [problem]


def test_a_grade_beside_marks_is_compared_with_the_roster() -> None:
    marks = read("工号 | 级别 | 法律法规\n00017 | 三级 | 80\n00024 | 2级 | 80")
    assert len(marks.marks) == 2
    assert marks.problems == [("level-mismatch", "B3")]


@pytest.mark.parametrize("header", ["法律常识", "加试"])
def test_an_unknown_subject_is_an_error_at_its_header(header: str) -> None:
    marks = read(f"工号 | 法律法规 | {header} | 企业概况\n00017 | 80 | 70 | 90")
    assert marks.marks == {"B2": (LI, LAW, "80"), "D2": (LI, COMPANY, "90")}
    assert marks.problems == [("unknown-subject", "C1")]


@pytest.mark.parametrize(("header", "code"), [("#REF!", "error-cell"), ("=", "no-cached-value")])
def test_a_header_without_usable_value_is_said_and_the_other_columns_are_read(header: str, code: str) -> None:
    marks = read(f"工号 | 法律法规 | {header} | 企业概况\n00017 | 80 | 70 | 90")
    assert marks.marks == {"B2": (LI, LAW, "80"), "D2": (LI, COMPANY, "90")}
    assert marks.problems == [(code, "C1")]


def test_a_subject_without_column_is_handed_on_once_with_the_people_of_the_sheet() -> None:
    marks = read(
        "\n工号 | 姓名 | 法律法规 | 企业概况 | 电信行业概况\n00017 | 李明 | 80 | 70 | 60\n00045 | 张伟 | 90 | 90 | 90"
    )
    (missing,) = marks.extract.missing_columns
    assert (missing.subject, missing.people, missing.source.cell[1:]) == (RULES, (LI, ZHANG), "1")


def test_a_person_without_any_mark_is_not_left_out() -> None:
    marks = read(f"{WIDE}\n00017 | 李明 | | | |\n00045 | 张伟 | 60 | 60 | 60 | 60")
    assert [mark for person, _, mark in marks.marks.values() if person == LI] in ([], ["blank"] * 4)
    assert marks.problems == []


@pytest.mark.parametrize("note", ["", "1", "注：满分100分"])
def test_notes_and_empty_numbered_rows_are_nobody(note: str) -> None:
    marks = read(f"序号 | {WIDE}\n1 | 00017 | 李明 | 70 | 80 | 90 | 100\n{note}")
    assert len(marks.marks) == 4
    assert marks.problems == []


def test_marks_of_another_cycle_are_left_out_by_the_date_of_their_row() -> None:
    marks = read(
        "工号 | 日期 | 法律法规\n00017 | 2026-03-04 | 80\n00045 | 2025-03-04 | 101\n00024 | 下周 | 70", cycle=CYCLE_2026
    )
    assert marks.marks == {"C2": (LI, LAW, "80"), "C4": (WANG, LAW, "70")}
    assert marks.problems == [("other-cycle", "B3"), ("unreadable-date", "B4")]


@pytest.mark.parametrize("first", ["00017", "00099"])
@pytest.mark.parametrize(
    "table", ["工号 | 法律法规\n{} | 80\n00045 | 90", "工号 | 科目 | 成绩\n{} | 法律法规 | 80\n00045 | 法律法规 | 90"]
)
def test_marks_of_another_cycle_are_left_out_by_the_date_above_the_table(table: str, first: str) -> None:
    marks = read(f"考试日期 | 2025-03-04\n{table.format(first)}", cycle=CYCLE_2026)
    assert marks.marks == {}
    assert ("other-cycle", "B1") in marks.problems


# ---- one mark per row


def test_marks_may_stand_one_per_row() -> None:
    marks = read(
        f"{LONG}\n00017 | 法律法规 | 80\n00017 | 企业概况 | 缺考\n00045 | 法律法规 | ９５．５\n00045 | 企业概况 |"
    )
    assert marks.marks == {
        "C2": (LI, LAW, "80"),
        "C3": (LI, COMPANY, "absent"),
        "C4": (ZHANG, LAW, "191/2"),
        "C5": (ZHANG, COMPANY, "blank"),
    }
    assert marks.problems == []


def test_a_list_of_marks_may_be_in_english() -> None:
    marks = read("Subject | Mark | Name | Employee ID\nLaws and regulations | 80 | 李明 | 00017")
    assert marks.marks == {"B2": (LI, LAW, "80")}
    assert marks.problems == []


def test_merged_ids_of_a_list_count_for_all_their_rows() -> None:
    marks = read(grid(f"{LONG}\n00017 | 法律法规 | 80\n | 企业概况 | 70\n00045 | 法律法规 | 90", merges=["A2:A3"]))
    assert marks.marks == {"C2": (LI, LAW, "80"), "C3": (LI, COMPANY, "70"), "C4": (ZHANG, LAW, "90")}
    assert marks.problems == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("00099 | 法律法规 | 80", ("unknown-person", "A2")),
        ("#N/A | 法律法规 | 80", ("error-cell", "A2")),
        ("00017 | 法律常识 | 80", ("unknown-subject", "B2")),
        ("00017 | = | 80", ("no-cached-value", "B2")),
        ("00017 | 法律法规 | 101", ("mark-out-of-range", "C2")),
        ("00017 | 法律法规 | -1", ("mark-out-of-range", "C2")),
        ("00017 | 法律法规 | 优", ("mark-out-of-range", "C2")),
        ("00017 | 法律法规 | #DIV/0!", ("error-cell", "C2")),
        ("00017 | 法律法规 | =", ("no-cached-value", "C2")),
    ],
)
def test_a_bad_row_of_a_list_is_no_mark_and_the_others_are_read(row: str, problem: tuple[str, str]) -> None:
    marks = read(f"{LONG}\n{row}\n00045 | 法律法规 | 90")
    assert {place: mark for place, mark in marks.marks.items() if mark[2] != "bad"} == {"C3": (ZHANG, LAW, "90")}
    assert marks.problems == [problem]


def test_the_place_of_the_id_is_handed_on_with_a_mark() -> None:
    wide = read("姓名 | 法律法规 | 工号\n李明 | 80 | 00017").rows("marks")
    long = read("成绩 | 科目 | 工号\n80 | 法律法规 | 00017").rows("marks")
    assert [(row["id_cell"], row["cell"]) for row in wide + long] == [("C2", "B2"), ("C2", "A2")]


# ---- weights


WEIGHTS = "能力素质 | 科目 | 级别 | 权重"


def test_weights_hold_for_all_grades_or_for_one() -> None:
    weights = read(f"""
{WEIGHTS}
通用基础知识      | 法律法规         |             | 1
通用基础知识      | 法律法规         | 客户经理3级 | 2
通用基础知识      | 企业概况         | 四级        | 0
General knowledge | Company overview | 1           | '1.5
""")
    assert weights.weights == {
        "D2": ("general_knowledge", LAW, "", "1"),
        "D3": ("general_knowledge", LAW, "3", "2"),
        "D4": ("general_knowledge", COMPANY, "4", "0"),
        "D5": ("general_knowledge", COMPANY, "1", "3/2"),
    }
    assert weights.problems == []


def test_weights_need_no_column_of_grades() -> None:
    weights = read("科目 | 权重 | 能力素质\n法律法规 | 0.1 | 通用基础知识")
    assert weights.weights == {"B2": ("general_knowledge", LAW, "", "1/10")}
    assert weights.problems == []


def test_merged_competencies_of_weights_count_for_all_their_rows() -> None:
    weights = read(
        grid(f"{WEIGHTS}\n通用基础知识 | 法律法规 | | 1\n | 企业概况 | | 2", merges=["A2:A3"]),
    )
    assert weights.weights == {"D2": ("general_knowledge", LAW, "", "1"), "D3": ("general_knowledge", COMPANY, "", "2")}
    assert weights.problems == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("通用常识 | 法律法规 | | 1", ("unknown-competency", "A2")),
        ("通用基础知识 | 法律常识 | | 1", ("unknown-subject", "B2")),
        ("成就导向 | 法律法规 | | 1", ("unknown-subject", "B2")),
        ("通用基础知识 | 法律法规 | 5级 | 1", ("unknown-grade", "C2")),
        ("通用基础知识 | 法律法规 | | -1", ("weight-out-of-range", "D2")),
        ("通用基础知识 | 法律法规 | | -0.5", ("weight-out-of-range", "D2")),
        ("通用基础知识 | 法律法规 | | 高", ("weight-out-of-range", "D2")),
        ("通用基础知识 | 法律法规 | | TRUE", ("weight-out-of-range", "D2")),
        ("通用基础知识 | 法律法规 | | @2026-03-04", ("weight-out-of-range", "D2")),
        ("#N/A | 法律法规 | | 1", ("error-cell", "A2")),
        ("通用基础知识 | = | | 1", ("no-cached-value", "B2")),
        ("通用基础知识 | 法律法规 | #N/A | 1", ("error-cell", "C2")),
        ("通用基础知识 | 法律法规 | | =", ("no-cached-value", "D2")),
    ],
)
def test_a_bad_weight_is_left_out_and_the_others_are_read(row: str, problem: tuple[str, str]) -> None:
    weights = read(f"{WEIGHTS}\n{row}\n通用基础知识 | 企业概况 | | 2")
    assert weights.weights == {"D3": ("general_knowledge", COMPANY, "", "2")}
    assert weights.problems == [problem]


def test_a_line_without_weight_says_nothing() -> None:
    weights = read(f"{WEIGHTS}\n通用基础知识 | 法律法规 | |\n通用基础知识 | 企业概况 | | 2")
    assert weights.weights == {"D3": ("general_knowledge", COMPANY, "", "2")}
    assert weights.problems == []
