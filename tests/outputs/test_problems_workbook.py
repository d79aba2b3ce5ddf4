"""`problems.xlsx`: by who has to mend it, with links that open the cell, and what to type."""

import io
from urllib.parse import unquote

import openpyxl
from openpyxl.workbook import Workbook

from reportgen.language import Language
from reportgen.model.check import CheckedFile, CheckedPerson, CheckReport, OwnedProblem
from reportgen.model.inputs import Cycle
from reportgen.outputs.problems_workbook import problems_workbook
from reportgen.problems import Source, concerning, problem

MATRIX = Source("评分/同级 1#2.xlsx", "乙's 表", "H5")
TICKS = concerning(
    problem("two-ticks", Source("评分/a.xlsx", "表", "G3"), "√", competency="执行能力", cells=("E3", "G3")),
    "00017",
    "上级甲",
)
LISTED = (
    OwnedProblem("exams", problem("mark-out-of-range", Source("成绩.xlsx", "S", "D2"), "=101", low=0, high=100, nearest="100")),
    OwnedProblem("rater", concerning(problem("rating-out-of-range", MATRIX, "7", scale="0–6", nearest="6"), "00024", "同级乙")),
    OwnedProblem("rater", TICKS),
    OwnedProblem("collector", problem("duplicate-file", Source("b.xlsx"), other="评分/a.xlsx")),
    OwnedProblem("system", problem("report-failed", Source("people/x.pdf"), "某人", reason="?")),
)  # fmt: skip
PERSON = CheckedPerson("00017", "李明", "3", {}, self_rated=False, marks=0, assessed=0, competencies=18)
FILES = tuple(CheckedFile(name, "read") for name in ("b.xlsx", "成绩.xlsx", "评分/a.xlsx", "评分/同级 1#2.xlsx"))


def report(*problems: OwnedProblem) -> CheckReport:
    return CheckReport(Cycle("2026"), FILES, (PERSON,), (), problems, {"00017": "李明"}, 3)


def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def lines(opened: Workbook, title: str) -> list[list[str]]:
    return [["" if value is None else str(value) for value in row] for row in opened[title].iter_rows(values_only=True)]


def test_it_lists_who_what_where_what_is_wrong_what_to_do_and_what_to_type(zh: Language) -> None:
    opened = book(problems_workbook(report(*LISTED), zh, "../input"))
    head, *rows = lines(opened, "全部")
    assert head == [
        "谁来改", "错误/提醒", "文件", "工作表", "单元格", "现在的内容", "哪里不对", "怎么改", "最接近的有效值（请向填写人核实）",
    ]  # fmt: skip
    assert [(row[0], row[1], row[2], row[8]) for row in rows] == [
        ("填表汇总人", "提醒", "b.xlsx", ""),
        ("评估人 上级甲", "错误", "评分/a.xlsx", ""),
        ("评估人 同级乙", "错误", "评分/同级 1#2.xlsx", "6"),
        ("考务", "错误", "成绩.xlsx", "100"),
        ("系统管理员", "错误", "people/x.pdf", ""),
    ]
    assert rows[3][5:8] == ["=101", LISTED[0].problem.what(zh), LISTED[0].problem.remedy(zh)]


def test_a_rater_has_lines_to_be_passed_on_with_the_person_rated(zh: Language) -> None:
    opened = book(problems_workbook(report(*LISTED), zh, "../input"))
    assert opened.sheetnames == ["概览", "全部", "填表汇总人", "评估人", "考务", "系统管理员"]
    head, *rows = lines(opened, "评估人")
    assert head[:3] == ["谁来改", "被评估人", "错误/提醒"]
    assert [row[:2] for row in rows] == [["评估人 上级甲", "00017 李明"], ["评估人 同级乙", "00024"]]


def test_links_lead_from_the_output_folder_to_the_cell(zh: Language) -> None:
    opened = book(problems_workbook(report(*LISTED), zh, "../我的 输入"))
    cells = {cell.value: cell.hyperlink for row in opened["全部"].iter_rows() for cell in row if cell.hyperlink}
    link = cells["H5"]
    assert (link.target, link.location) == (
        "../%E6%88%91%E7%9A%84%20%E8%BE%93%E5%85%A5/%E8%AF%84%E5%88%86/%E5%90%8C%E7%BA%A7%201%232.xlsx", "'乙''s 表'!H5",
    )  # fmt: skip
    assert unquote(str(cells["b.xlsx"].target)) == "../我的 输入/b.xlsx"
    assert "people/x.pdf" not in cells  # no file of the input


def test_the_overview_counts_for_each_who_and_leads_to_their_lines(zh: Language) -> None:
    opened = book(problems_workbook(report(*LISTED), zh, "../input"))
    rows = lines(opened, "概览")
    at = next(r for r, row in enumerate(rows, 1) if row[0] == "评估人 同级乙")
    assert rows[at - 1] == ["评估人 同级乙", "1", "0", "1", "“评估人”第 3 行起"]
    link = opened["概览"].cell(at, 5).hyperlink
    assert link is not None
    assert link.location == "'评估人'!A3"
    assert opened["评估人"]["A3"].value == "评估人 同级乙"
    assert "错误 4 个" in rows[1][0]
    assert rows[3][0].startswith("仅供管理员")


def test_whose_lines_are_the_only_ones_has_them_on_the_sheet_of_all(zh: Language) -> None:
    opened = book(problems_workbook(report(LISTED[0]), zh, "../input"))
    assert opened.sheetnames == ["概览", "全部"]
    assert lines(opened, "概览")[-1] == ["考务", "1", "0", "1", "“全部”第 2 行起"]


def test_rows_are_high_enough_for_texts_that_wrap(zh: Language) -> None:
    sheet = book(problems_workbook(report(LISTED[3]), zh, "../input"))["全部"]
    assert sheet.row_dimensions[2].height is not None
    assert sheet.row_dimensions[2].height >= 2 * 16 + 4  # 40 characters in a column for some 17 of them


def test_without_a_way_to_the_input_there_are_no_links(zh: Language) -> None:
    opened = book(problems_workbook(report(*LISTED), zh, None))
    assert not [cell for row in opened["全部"].iter_rows() for cell in row if cell.hyperlink]
    assert not any("打开工作簿" in row[0] for row in lines(opened, "概览"))


def test_without_problems_it_says_so(zh: Language, en: Language) -> None:
    opened = book(problems_workbook(report(), zh, "../input"))
    assert opened.sheetnames == ["概览"]
    assert lines(opened, "概览")[1][0] == "没有发现问题，不需要改什么。"
    assert "there is nothing to fix" in lines(book(problems_workbook(report(), en, None)), "Overview")[1][0]


def test_without_a_roster_it_says_what_is_needed(zh: Language) -> None:
    opened = book(problems_workbook(CheckReport(Cycle(""), FILES), zh, "../input"))
    assert [row[0] for row in lines(opened, "概览")][1:] == [
        "没有找到人员名单，无法生成报告：需要一张有“工号、姓名、级别”三列的表。"
    ]


def test_no_text_is_a_formula_and_the_same_problems_give_the_same_bytes(zh: Language) -> None:
    content = problems_workbook(report(*LISTED), zh, "../input")
    cells = [cell for sheet in book(content) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert content == problems_workbook(report(*LISTED), zh, "../input")


def test_it_can_be_filtered_and_printed_on_a4(zh: Language) -> None:
    sheet = book(problems_workbook(report(*LISTED), zh, "../input"))["全部"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:I6", "B2")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.print_title_rows) == (
        "landscape",
        0,
        "$1:$1",
    )
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
