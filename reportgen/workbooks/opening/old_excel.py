"""Workbooks of Excel 97 to 2003 (.xls), through xlrd."""

import io
from typing import Any, Final

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.xldate import xldate_as_datetime

from reportgen.workbooks.opening.raw import RawBook, RawCell, RawSheet, UnreadableWorkbookError, raw_sheet  # fmt: skip

DAYS: Final = 2_958_466  # up to the year 9999, where days end
LAST_ROW: Final = 65_536  # where .xls ends: data that reaches it was probably cut off


def read_old_excel(content: bytes) -> RawBook:
    """The sheets of a workbook; raises `UnreadableWorkbookError`."""
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True)
        sheets = [_sheet(book, sheet) for sheet in book.sheets()]
    except (UnreadableWorkbookError, MemoryError):
        raise
    except Exception as error:  # xlrd raises many kinds on broken files
        locked = isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)
        raise UnreadableWorkbookError("password" if locked else "old-or-damaged-xls") from error
    if not sheets:
        raise UnreadableWorkbookError("no-sheets")
    return RawBook(sheets, [])


def _sheet(book: Any, sheet: Any) -> RawSheet:  # noqa: ANN401 (xlrd has no types)
    cells = [
        cell
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if (cell := _cell(book, sheet, row, column)) is not None
    ]
    if cells and cells[-1][0] == LAST_ROW:
        raise UnreadableWorkbookError("extent.xls")
    return raw_sheet(
        sheet.name,
        cells,
        merges=[(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        hidden_rows={row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden},
        hidden_columns={column + 1 for column, info in sheet.colinfo_map.items() if info.hidden},
        hidden=bool(sheet.visibility),
    )


def _cell(book: Any, sheet: Any, row: int, column: int) -> RawCell | None:  # noqa: ANN401 (likewise)
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    place = row + 1, column + 1
    if kind == xlrd.XL_CELL_TEXT:
        return (*place, "text", value, "General") if value.strip() else None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return (*place, "bool", bool(value), "General")
    if kind == xlrd.XL_CELL_ERROR:
        return (*place, "error", error_text_from_code.get(value, "#N/A"), "General")
    if kind not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return None
    pattern = _number_format(book, sheet.cell_xf_index(row, column))
    if kind == xlrd.XL_CELL_NUMBER:
        return (*place, "number", int(value) if value == int(value) else value, pattern)
    if not 0 <= value < DAYS:
        return (*place, "error", "#VALUE!", "General")
    moment = xldate_as_datetime(value, book.datemode)
    return (*place, "date", moment.time() if 0 <= value < 1 else moment, pattern)


def _number_format(book: Any, index: int) -> str:  # noqa: ANN401 (likewise)
    found = book.format_map.get(book.xf_list[index].format_key)
    return str(found.format_str) if found else "General"
