"""The history of required levels: its lines, whatever else stands on the sheet, and what is wrong in them."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import HISTORY
from reportgen.workbooks.inbox import read_file
from tests.conftest import WriteBook
from tests.workbooks.sheets import MODEL, Read, grid, kinds, read

HEAD = "采用编号 | 周期 | 生效日期 | 级别 | 能力素质 | 调整前 | 票数 | 平均 | 一致性系数 | 表决级别 | 采用级别 | 偏离原因 | 采用说明"
ENGLISH = (
    "Adoption no. | Cycle | Effective date | Grade | Competency | Before | Votes | Mean | Agreement | Voted level | "
    "Adopted level | Reason for deviation | Adoption note"
)
FIRST = "1 | 2025 | @2025-09-01 | 客户经理3级 | 成就导向 | 中级 | 7 | 2.71 | 0.64 | 高级 | 高级"
SECOND = "2 | 2026 | @2026-09-01 | 3级 | 抗挫能力 | 2 | 5 | 2.4 | 0.5 | 2 | 3 | 战略需要 | 办公会"


def lines(found: Read) -> list[tuple[Any, ...]]:
    """The lines without their source, as (number, cycle, effective, grade, competency, before, after, …)."""
    return [row[: len(HISTORY) - 3] for row in found.extract.history]


def cells(found: Read) -> list[str]:
    return [row[-1] for row in found.extract.history]


# ---- what is read


def test_a_line_is_read_with_its_vote_and_reason_levels_by_name_or_number() -> None:
    found = read(f"{HEAD}\n{FIRST}\n{SECOND}")
    assert lines(found) == [
        (1, "2025", date(2025, 9, 1), "3", "achievement", 2, 3, 7, Fraction("2.71"), Fraction("0.64"), 3, "", ""),
        (2, "2026", date(2026, 9, 1), "3", "resilience", 2, 3, 5, Fraction("2.4"), Fraction("0.5"), 2, "战略需要", "办公会"),
    ]  # fmt: skip
    assert cells(found) == ["K2", "K3"]
    assert found.problems == []


def test_english_headers_grades_and_levels_are_read_and_numbers_and_dates_that_are_text() -> None:
    text = "'1 | '2025 | 2025-09-01 | Account manager, grade 3 | Achievement orientation | Intermediate | '7 | '2.5 | '1 | '3 | Advanced"
    assert lines(read(f"{ENGLISH}\n{text}")) == [
        (1, "2025", date(2025, 9, 1), "3", "achievement", 2, 3, 7, Fraction(5, 2), Fraction(1), 3, "", "")
    ]


def test_an_adoption_that_changed_nothing_is_a_line_without_grade_and_competency() -> None:
    found = read(f"{HEAD}\n3 | 2027 | @2027-09-01 | | | | | | | | | | 维持不变")
    assert lines(found) == [(3, "2027", date(2027, 9, 1), "", "", 0, 0, None, None, None, None, "", "维持不变")]
    assert (cells(found), found.problems) == (["A2"], [])


def test_columns_of_the_vote_may_be_missing_and_stand_in_any_order() -> None:
    found = read(
        "级别调整历史\n\n采用级别 | 调整前 | 能力素质 | 级别 | 生效日期 | 周期 | 采用编号\n高级 | 中级 | 成就导向 | 3级 | @2025-09-01 | 2025 | 1"
    )
    assert lines(found) == [(1, "2025", date(2025, 9, 1), "3", "achievement", 2, 3, None, None, None, None, "", "")]
    assert found.problems == []


def test_lines_go_on_below_empty_rows_and_notes_below_them_are_no_lines() -> None:
    found = read(f"{HEAD}\n{FIRST}\n\n\n{SECOND}\n注：由人力资源部保存。")
    assert cells(found) == ["K2", "K5"]
    assert found.problems == []


@pytest.mark.parametrize("reason", ["能力素质", "评分", "姓名：王芳", "工号 00017", "合计", "要求级别", "采用编号"])
def test_a_reason_is_a_reason_whatever_word_it_is(reason: str) -> None:
    found = read(f"{HEAD}\n{FIRST} | {reason}\n{SECOND}")
    assert [line[-2] for line in lines(found)] == [reason, "战略需要"]
    assert found.problems == []


def test_it_is_known_by_its_own_columns_beside_other_tables_of_the_sheet() -> None:
    standards = "生效日期 | @2026-09-01\n能力素质 | 4级 | 3级\n成就导向 | 1 | 2"
    votes = "级别 | 3级\n能力素质 | 调整前 | 专家1 | 专家2 | 人数 | 平均 | 调整后\n成就导向 | 2 | 3 | 3 | 2 | 3 | 3"
    assert kinds(f"{HEAD}\n{FIRST}\n\n{standards}\n\n{votes}") == [("history", 1), ("standards", 5), ("votes", 9)]
    assert kinds(f"{votes}\n\n{HEAD}\n{FIRST}") == [("votes", 2), ("history", 5)]


@pytest.mark.parametrize("column", ["周期", "生效日期", "调整前"])
def test_a_history_without_a_column_that_it_needs_is_no_history(column: str) -> None:
    found = read(f"{HEAD.replace(column, '内部备考')}\n{FIRST}")
    assert lines(found) == []
    assert found.problems == [("unrecognised-form", "")]


# ---- what is wrong


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        ("一 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "A2"),
        ("0 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "A2"),
        ("1.5 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "A2"),
        (" | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "A2"),
        ("= | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3", "no-cached-value", "A2"),
        ("1 | | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "B2"),
        ("1 | 2025 | 下月 | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "C2"),
        ("1 | 2025 | | 3级 | 成就导向 | 2 | | | | | 3", "unreadable-adoption", "C2"),
        ("1 | 2025 | @2025-09-01 | 9级 | 成就导向 | 2 | | | | | 3", "unknown-grade", "D2"),
        ("1 | 2025 | @2025-09-01 | | 成就导向 | 2 | | | | | 3", "unknown-grade", "D2"),
        ("1 | 2025 | @2025-09-01 | #N/A | 成就导向 | 2 | | | | | 3", "error-cell", "D2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就取向 | 2 | | | | | 3", "unknown-competency", "E2"),
        ("1 | 2025 | @2025-09-01 | 3级 | | 2 | | | | | 3", "unknown-competency", "E2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | | | | | | 3", "level-out-of-range", "F2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | 几票 | | | | 3", "unreadable-adoption", "G2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | -1 | | | | 3", "unreadable-adoption", "G2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | 7 | 4.5 | | | 3", "unreadable-adoption", "H2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | 7 | 2.7 | 64 | | 3", "unreadable-adoption", "I2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | 7 | 2.7 | # | 专家 | 3", "error-cell", "I2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | 2.7 | 3", "level-out-of-range", "J2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 5", "level-out-of-range", "K2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | ", "level-out-of-range", "K2"),
        ("1 | 2025 | @2025-09-01 | 3级 | 成就导向 | 2 | | | | | 3 | #REF!", "error-cell", "L2"),
    ],
)  # fmt: skip
def test_a_line_with_a_fault_is_left_out_with_an_error_at_the_cell_and_the_others_are_read(
    line: str, code: str, cell: str
) -> None:
    found = read(f"{HEAD}\n{line}\n{SECOND}")
    assert cells(found) == ["K3"]
    assert (code, cell) in found.problems
    assert all(problem.severity == "error" for problem in found.extract.problems)


def test_levels_without_grade_and_competency_are_a_fault_and_not_an_adoption_that_changed_nothing() -> None:
    found = read(f"{HEAD}\n1 | 2025 | @2025-09-01 | | | 2 | | | | | 3")
    assert lines(found) == []
    assert found.problems == [("unknown-grade", "D2"), ("unknown-competency", "E2")]


def test_every_fault_of_a_line_is_said() -> None:
    found = read(f"{HEAD}\n一 | 2025 | 下月 | 9级 | 成就导向 | 专家 | | | | | 9")
    assert [place for _, place in found.problems] == ["A2", "C2", "D2", "F2", "K2"]


# ---- the number above a standards table

TABLE = "能力素质 | 4级 | 3级\n成就导向 | 1 | 2"


@pytest.mark.parametrize(
    "head",
    [
        "采用编号 | 3", "采用编号 | '3", "采用编号：3", "周期 | 2026 | 生效日期 | 2026-09-01 | 采用编号 | 3", "采用编号 | | 3\n周期 | | 2026",
        "Adoption cycle | 2026\nAdoption no. | 3", "Cycle | 2026\nAdoption no.: 3",
    ],
)  # fmt: skip
def test_the_number_of_the_adoption_stands_in_a_label_of_the_standards_table(head: str) -> None:
    found = read(f"{head}\n{TABLE}")
    assert {row["adoption"] for row in found.rows("standards")} == {3}
    assert len(found.standards) == 2
    assert found.problems == []


@pytest.mark.parametrize("head", ["", "生效日期 | 2026-09-01", "采用编号 | ", "采用编号："])
def test_a_table_that_names_no_adoption_has_the_number_0(head: str) -> None:
    found = read(f"{head}\n{TABLE}" if head else TABLE)
    assert {row["adoption"] for row in found.rows("standards")} == {0}
    assert found.problems == []


@pytest.mark.parametrize(
    ("number", "code"),
    [("第三次", "unreadable-adoption"), ("2.5", "unreadable-adoption"), ("-1", "unreadable-adoption"), ("#N/A", "error-cell")],
)  # fmt: skip
def test_a_number_that_is_none_is_an_error_and_the_table_counts_as_one_without(number: str, code: str) -> None:
    found = read(f"生效日期 | 2026-09-01\n采用编号 | {number}\n{TABLE}")
    assert {(row["adoption"], row["effective"]) for row in found.rows("standards")} == {(0, date(2026, 9, 1))}
    assert found.problems == [(code, "B2")]


# ---- one workbook by itself


def test_a_workbook_outside_the_input_folder_is_read_by_itself(write_book: WriteBook) -> None:
    rows = [[cell.strip() or None for cell in line.replace("@", "").split("|")] for line in (HEAD, FIRST, SECOND)]
    path = write_book("级别调整历史.xlsx", {"历史": rows})
    write_book("别的.xlsx", {"历史": rows})
    found = read_file(path, MODEL)
    assert set(found.history["file"]) == {"级别调整历史.xlsx"}
    assert list(found.history["cell"]) == ["K2", "K3"]
    assert (found.files_read, found.problems) == (1, ())
    assert found.ledgers[0].kinds == ("history",)
    assert (found.ledgers[0].tables[0].used, found.ledgers[0].tables[0].grades) == (2, ("3",))


def test_a_workbook_that_is_not_there_is_said_by_an_exception_and_a_damaged_one_by_a_problem(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "级别调整历史.xlsx", MODEL)
    damaged = tmp_path / "级别调整历史.xlsx"
    damaged.write_bytes(b"PK\x03\x04")
    found = read_file(damaged, MODEL)
    assert [(p.code, p.source.file) for p in found.problems] == [("unreadable-workbook", "级别调整历史.xlsx")]
    assert found.history.empty


def test_aliases_hold_for_it_too(write_book: WriteBook) -> None:
    rows = [[cell.strip() for cell in line.replace("@", "").split("|")] for line in (HEAD, FIRST)]
    rows[1][4] = "进取心"
    path = write_book("历史.xlsx", {"历史": rows})
    assert list(read_file(path, MODEL, aliases={"进取心": "成就导向"}).history["competency"]) == ["achievement"]
    assert [p.code for p in read_file(path, MODEL).problems] == ["unknown-competency"]


def test_merged_cells_of_a_hand_made_history_count_for_all_their_lines() -> None:
    found = read(grid(f"{HEAD}\n{FIRST}\n | | | 3级 | 抗挫能力 | 2 | | | | | 3", ["A2:A3", "B2:B3", "C2:C3"]))
    assert [line[:5] for line in lines(found)] == [
        (1, "2025", date(2025, 9, 1), "3", "achievement"), (1, "2025", date(2025, 9, 1), "3", "resilience"),
    ]  # fmt: skip
