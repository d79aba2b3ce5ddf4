"""The input folder as a whole: which files are read, what becomes of sheets that fit nothing, all kinds together."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.model.inputs import Cycle, Inputs
from reportgen.problems import Source
from reportgen.workbooks.inbox import read_folder
from tests.conftest import GOLDEN, Rows, WriteBook
from tests.program import run
from tests.workbooks.sheets import MODEL, SMALL, at

ROSTER: Rows = [["工号", "姓名", "级别"], ["00017", "李明", "3级"], ["00045", "张伟", "2级"]]
TABLE: Rows = [["能力素质", "评分"], ["成就导向", 4], ["抗挫能力", 5], ["沟通倾听能力", 6]]
FORM: Rows = [["工号", "00017", "评估人", "周主任", "关系", "上级"], *TABLE]
SECOND: Rows = [["工号", "00045", "评估人", "周主任", "关系", "上级"], *TABLE]
LUNCH: Rows = [["午餐", "价格"], ["面条", 12]]


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook) -> Path:
    """An input folder with a roster of 00017 and 00045."""
    write_book("人员名单.xlsx", {"人员名单": ROSTER})
    return tmp_path / "input"


def read(folder: Path, **options: Any) -> Inputs:
    return read_folder(folder, SMALL, **options)


def said(inputs: Inputs) -> list[tuple[str, str, str]]:
    """Problems as (code, file, sheet)."""
    return [(p.code, p.source.file, p.source.sheet) for p in inputs.problems]


def rated(inputs: Inputs) -> list[tuple[str, str]]:
    """File and cell of all ratings."""
    return [(row["file"], row["cell"]) for row in inputs.ratings.to_dict("records")]


# ---- sheets


def test_all_sheets_of_a_workbook_are_read(folder: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"一": FORM, "二": SECOND, "三": [["工号", "法律法规"], ["00017", 80]]})
    inputs = read(folder)
    assert set(inputs.ratings["sheet"]) == {"一", "二"}
    assert list(inputs.marks["sheet"]) == ["三"]
    assert inputs.problems == ()


def test_the_roster_may_stand_behind_what_refers_to_it(tmp_path: Path, write_book: WriteBook) -> None:
    write_book("1.xlsx", {"评估": FORM})
    write_book("2.xlsx", {"评估": SECOND, "名单": ROSTER})
    inputs = read(tmp_path / "input")
    assert len(rated(inputs)) == 6
    assert inputs.problems == ()


def test_rosters_of_several_files_are_joined_in_the_order_of_their_paths(folder: Path, write_book: WriteBook) -> None:
    write_book("1/名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["00099", "赵敏", "1级"], ["00017", "李明", "2级"]]})
    inputs = read(folder)
    assert list(inputs.roster["person_id"]) == ["00099", "00017", "00045"]
    assert list(inputs.roster["grade"]) == ["1", "2", "2"]
    assert [(p.code, p.source.file, p.source.cell) for p in inputs.problems] == [
        ("duplicate-person", "人员名单.xlsx", "A2")
    ]


def test_without_a_roster_nobody_is_known_which_is_not_said_of_everybody(tmp_path: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"评估": FORM})
    inputs = read(tmp_path / "input")
    assert inputs.roster.empty
    assert rated(inputs) == []
    assert inputs.problems == ()


UNKNOWN = {
    "no word of ours": LUNCH,
    "one competency": [["成就导向", "说明"], ["…", "…"]],
    "two competencies": [["成就导向"], ["抗挫能力"]],
    "two competencies, often": [["成就导向"], ["抗挫能力"], ["成就导向"], ["抗挫能力"]],
    "a scale": [["评分", "含义"], [5, "达标"], [6, "超标"]],
}
EVALUATIONS = {
    "a roster id": [["00017", "好"]],
    "a roster id among other words": [["电话", "工号"], [110, "00045"]],
    "three competencies": [["成就导向"], ["抗挫能力"], ["沟通倾听能力"]],
    "three subjects": [["企业概况", 80], ["法律法规", 70], ["企业规章制度", 60]],
    "two competencies and a subject": [["成就导向"], ["抗挫能力"], ["法律法规"]],
    "a form without header row": [FORM[0], *FORM[2:]],
    "a matrix without header row": [["00017", "李明", 4, 5, 6], ["00045", "张伟", 3, 2, 1]],
}


@pytest.mark.parametrize("rows", UNKNOWN.values(), ids=UNKNOWN)
def test_a_sheet_that_fits_no_kind_is_reported(rows: Rows, folder: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"评估": FORM, "其他": rows})
    inputs = read(folder)
    assert said(inputs) == [("unknown-sheet", "表.xlsx", "其他")]
    assert len(rated(inputs)) == 3


@pytest.mark.parametrize("rows", EVALUATIONS.values(), ids=EVALUATIONS)
def test_a_sheet_that_fits_no_kind_but_looks_like_an_evaluation_is_an_error(
    rows: Rows, folder: Path, write_book: WriteBook
) -> None:
    write_book("表.xlsx", {"评估": FORM, "其他": rows})
    inputs = read(folder)
    assert said(inputs) == [("unrecognised-form", "表.xlsx", "其他")]
    assert len(rated(inputs)) == 3


def test_a_numeric_roster_id_is_recognised_as_its_format_shows_it(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = 17
    sheet["A1"].number_format = "00000"
    book.save(folder / "表.xlsx")
    assert said(read(folder)) == [("unrecognised-form", "表.xlsx", "Sheet")]


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_form_of_a_stack_whose_header_row_is_gone_is_an_error_of_the_sheet(
    lost: int, folder: Path, write_book: WriteBook
) -> None:
    stack = [
        row
        for number in (1, 2, 3)
        for row in [
            [],
            ["工号", "00017", "评估人", f"吴{number}", "关系", "同级"],
            *(TABLE[1:] if number == lost else TABLE),
        ]
    ]
    write_book("表.xlsx", {"评估": stack})
    inputs = read(folder)
    assert said(inputs) == [("unrecognised-form", "表.xlsx", "评估")]
    assert set(inputs.ratings["rater"]) == {"吴1", "吴2", "吴3"} - {f"吴{lost}"}


def test_an_empty_sheet_is_nothing_to_report(folder: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"评估": FORM, "Sheet2": [], "Sheet3": [["  ", None]]})
    assert read(folder).problems == ()


# ---- cells


def test_a_formula_without_stored_value_is_an_error_at_its_cell(folder: Path, write_book: WriteBook) -> None:
    rows = [*FORM[:2], ["成就导向", "=2+2"], *FORM[3:]]
    write_book("表.xlsx", {"评估": rows})
    inputs = read(folder)
    assert at(inputs.problems) == [("no-cached-value", "B3")]
    assert rated(inputs) == [("表.xlsx", "B4"), ("表.xlsx", "B5")]


def test_an_error_in_a_cell_is_an_error_at_it(folder: Path, write_book: WriteBook) -> None:
    rows = [*FORM[:2], ["成就导向", "#DIV/0!"], *FORM[3:]]
    write_book("表.xlsx", {"评估": rows})
    inputs = read(folder)
    assert at(inputs.problems) == [("error-cell", "B3")]
    assert rated(inputs) == [("表.xlsx", "B4"), ("表.xlsx", "B5")]


def test_a_date_in_a_cell_of_ratings_is_unreadable(folder: Path, write_book: WriteBook) -> None:
    rows = [*FORM[:2], ["成就导向", date(2026, 3, 4)], ["抗挫能力", True], FORM[4]]
    write_book("表.xlsx", {"评估": rows})
    assert at(read(folder).problems) == [("unreadable-rating", "B3"), ("unreadable-rating", "B4")]


def test_merged_labels_count_for_all_their_rows(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["工号", "能力素质", "评估人", "关系", "评分"],
        ["00017", "成就导向", "吴工", "同级", 4],
        [None, "抗挫能力", None, None, 5],
        ["00045", "成就导向", "吴工", "同级", 3],
    ):
        sheet.append(row)
    for area in ("A2:A3", "C2:C3", "D2:D3"):
        sheet.merge_cells(area)
    book.save(folder / "表.xlsx")
    inputs = read(folder)
    assert list(inputs.ratings["person_id"]) == ["00017", "00017", "00045"]
    assert inputs.problems == ()


def test_problems_of_several_sheets_are_all_told_at_once(folder: Path, write_book: WriteBook) -> None:
    def sheet(entry: object) -> Sequence[Sequence[object]]:
        return [*FORM[:2], ["成就导向", entry], *FORM[3:]]

    write_book("1.xlsx", {"甲": sheet(7), "乙": sheet("好")})
    write_book("2.xlsx", {"甲": sheet(4.5)})
    assert [(p.code, p.source.file, p.source.sheet, p.source.cell) for p in read(folder).problems] == [
        ("rating-out-of-range", "1.xlsx", "甲", "B3"),
        ("unreadable-rating", "1.xlsx", "乙", "B3"),
        ("rating-out-of-range", "2.xlsx", "甲", "B3"),
    ]


def test_dates_are_handed_on_with_their_place(folder: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"评估": [["日期", "2026-03-04"], *FORM]})
    ((day, source),) = read(folder).dates
    assert (day, source.file, source.sheet, source.cell) == (date(2026, 3, 4), "表.xlsx", "评估", "B1")


def test_a_form_outside_the_cycle_is_left_out(folder: Path, write_book: WriteBook) -> None:
    write_book("旧.xlsx", {"评估": [["日期", date(2025, 3, 4)], *FORM]})
    write_book("新.xlsx", {"评估": [["日期", date(2026, 3, 4)], *FORM]})
    inputs = read(folder, cycle=Cycle("2026", date(2026, 1, 1), date(2026, 12, 31)))
    assert said(inputs) == [("other-cycle", "旧.xlsx", "评估")]
    assert {file for file, _ in rated(inputs)} == {"新.xlsx"}


# ---- the examples of all kinds


def test_the_golden_folder_is_read_whole() -> None:
    """The counts are those of the workbooks: 9 people, 8 of them with 14 marks, 18 competencies with 5 and 4 votes."""
    inputs = read_folder(GOLDEN / "input", MODEL)
    assert list(inputs.roster["person_id"]) == [f"{n:05}" for n in range(3, 60, 7)]
    assert [p.code for p in inputs.problems if p.severity == "error"] == []
    assert {p.code for p in inputs.problems} <= {"no-tick"}
    assert len(inputs.marks) == 8 * 14
    assert len(inputs.weights) == 15
    assert (len(inputs.votes), inputs.votes["grade"].value_counts().to_dict()) == (18 * 9, {"3": 90, "2": 72})
    assert len(inputs.standards) == 18 * 4


@pytest.mark.parametrize("code", ["zh", "en"])
def test_results_of_ours_are_no_input(folder: Path, write_book: WriteBook, tmp_path: Path, code: str) -> None:
    write_book("评分.xlsx", {"评估": FORM})
    done = run("build", folder, "--output", tmp_path / "out", "--lang", code)
    assert done.returncode == 0
    before = rated(read(folder))
    shutil.copy(tmp_path / "out" / "results.xlsx", folder / "上次.xlsx")
    shutil.copy(tmp_path / "out" / "problems.xlsx", folder / "问题.xlsx")
    after = read(folder)
    assert rated(after) == before
    assert [(p.code, p.source) for p in after.problems if p.source.file == "上次.xlsx"] == [
        ("own-output", Source("上次.xlsx"))
    ]
    assert {p.code for p in after.problems if p.source.file == "问题.xlsx"} <= {"own-output", "unknown-sheet"}


def test_tables_of_ours_are_no_input(folder: Path, write_book: WriteBook, tmp_path: Path) -> None:
    write_book("评分.xlsx", {"评估": FORM})
    assert run("build", folder, "--output", tmp_path / "out").returncode == 0
    before = rated(read(folder))
    tables = sorted((tmp_path / "out" / "data").glob("*.csv"))
    for table in tables:
        shutil.copy(table, folder / f"去年的 {table.name}")
    after = read(folder)
    assert rated(after) == before
    assert len(tables) >= 7
    assert [p.source.file for p in after.problems if p.code == "own-output"] == sorted(
        f"去年的 {t.name}" for t in tables
    )


def test_a_list_of_problems_in_a_form_leaves_the_form(folder: Path, write_book: WriteBook) -> None:
    note = [["单元格", "最接近的有效值（请向填写人核实）"], ["B7", "6"]]
    write_book("评分.xlsx", {"评估": FORM, "要改的": note})
    inputs = read(folder)
    assert len(rated(inputs)) == 3
    assert said(inputs) == [("own-output", "评分.xlsx", "要改的")]


def test_files_of_others_in_an_old_output_folder_are_read(folder: Path, write_book: WriteBook) -> None:
    write_book("评分.xlsx", {"评估": FORM})
    assert run("build", folder, "--output", folder / "报告2025").returncode == 0
    write_book("报告2025/补交.xlsx", {"评估": SECOND})
    assert {file for file, _ in rated(read(folder))} == {"评分.xlsx", "报告2025/补交.xlsx"}


def test_a_manifest_of_another_program_hides_nothing(folder: Path, write_book: WriteBook) -> None:
    write_book("一部/评分.xlsx", {"评估": FORM})
    (folder / "一部" / "data").mkdir()
    (folder / "一部" / "data" / "manifest.json").write_text('{"name": "webapp"}', encoding="utf-8")
    assert {file for file, _ in rated(read(folder))} == {"一部/评分.xlsx"}


def test_links_to_folders_are_followed_once(folder: Path, write_book: WriteBook, tmp_path: Path) -> None:
    write_book("../elsewhere/评分.xlsx", {"评估": FORM})
    (folder / "一部").symlink_to(tmp_path / "elsewhere")
    (folder / "again").symlink_to(tmp_path / "elsewhere")
    (folder / "round").symlink_to(folder)
    assert len(rated(read(folder))) == 3
