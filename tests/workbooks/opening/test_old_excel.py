"""Workbooks of Excel 97 to 2003: the same cells as in .xlsx, and what the old format hides is said."""

from datetime import datetime, time

import pytest

from reportgen.workbooks.opening.old_excel import LAST_ROW, read_old_excel
from reportgen.workbooks.opening.raw import RawSheet, UnreadableWorkbookError
from tests.workbooks.opening.books import kinds, shown
from tests.workbooks.opening.records import BEGIN_BOOK, END, cell, hidden_column, hidden_row, merged, stream, workbook

PASSWORD = (0x002F, b"\1\0" + bytes(52))


def only(content: bytes) -> RawSheet:
    (sheet,) = read_old_excel(content).sheets
    return sheet


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_old_excel(content)
    return caught.value.key


def test_values_keep_their_kind() -> None:
    row = ["00017", 17, 4.5, True, "#N/A", "  "]
    sheet = only(workbook([cell(1, column, value) for column, value in enumerate(row, 1)]))
    assert kinds(sheet) == {
        "A1": ("text", "00017"),
        "B1": ("number", 17),
        "C1": ("number", 4.5),
        "D1": ("bool", True),
        "E1": ("error", "#N/A"),
    }


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_fault_2_errors_are_not_blanks(error: str) -> None:
    assert kinds(only(workbook([cell(3, 2, error)]))) == {"B3": ("error", error)}


def test_the_format_of_a_number_is_kept() -> None:
    assert only(workbook([cell(1, 1, 17, 1)], formats=["00000"])).cells == [(1, 1, "number", 17, "00000")]


@pytest.mark.parametrize("pattern", ["yyyy\\-mm\\-dd", 'yyyy"年"m"月"d"日"', "m/d/yy h:mm"])
def test_a_number_in_the_format_of_a_date_is_a_date(pattern: str) -> None:
    sheet = only(workbook([cell(1, 1, 46310, 1)], formats=[pattern]))
    assert kinds(sheet) == {"A1": ("date", datetime(2026, 10, 15))}  # noqa: DTZ001 (sheets know no time zones)


def test_days_may_be_counted_from_1904() -> None:
    sheet = only(workbook([cell(1, 1, 44848, 1), cell(1, 2, 0.25, 1)], formats=["yyyy-mm-dd"], from_1904=True))
    assert shown(sheet) == {"A1": datetime(2026, 10, 15), "B1": time(6)}  # noqa: DTZ001 (likewise)


def test_merged_areas_are_known() -> None:
    sheet = only(workbook([cell(1, 1, "李明"), cell(3, 2, 5), merged(1, 1, 2, 1)]))
    assert sheet.merges == [(1, 1, 2, 1)]


def test_hidden_rows_and_columns_that_hold_data_are_named() -> None:
    records = [hidden_column(2), hidden_column(9), hidden_row(2), hidden_row(7), cell(1, 2, 4), cell(2, 1, 5)]
    assert only(workbook(records)).hidden == "2:2, B:B"


@pytest.mark.parametrize("day", [-5, 3_000_000])
def test_a_day_that_is_none_is_an_error(day: int) -> None:
    assert kinds(only(workbook([cell(1, 1, day, 1)], formats=["yyyy-mm-dd"]))) == {"A1": ("error", "#VALUE!")}


@pytest.mark.parametrize("state", [1, 2])
def test_a_hidden_sheet_is_read_and_known_as_hidden(state: int) -> None:
    first, second = read_old_excel(workbook([cell(1, 1, 5)], [cell(1, 1, 4)], hidden=state)).sheets
    assert [(first.title, first.hidden), (second.title, second.hidden)] == [("表1", "the whole sheet"), ("表2", "")]


def test_fault_13_a_sheet_that_is_full_to_the_last_row_is_refused() -> None:
    assert refused(workbook([cell(1, 1, "工号"), cell(LAST_ROW, 1, "00017")])) == "extent.xls"


def test_a_password_is_named() -> None:
    assert refused(workbook([cell(1, 1, 5)], before=[PASSWORD])) == "password"


def test_a_workbook_cut_short_is_refused_wherever_it_ends() -> None:
    whole = workbook([cell(1, 1, "李明"), cell(2, 1, 5)])
    for length in range(len(whole)):
        assert refused(whole[:length]) == "old-or-damaged-xls"


def test_a_workbook_without_sheets_is_refused() -> None:
    assert refused(stream(BEGIN_BOOK, END)) in ("no-sheets", "old-or-damaged-xls")
