"""Workbooks of Excel and WPS (.xlsx, .xlsm): openpyxl reads the cells, and the sheet's XML must agree with it.

In read-only mode with `reset_dimensions` openpyxl neither drops cells outside a wrong <dimension> nor turns error
cells into blanks. It passes over cells out of order, and it breaks off at values that are none: the XML tells of both.
"""

import io
import warnings
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from openpyxl.utils.datetime import from_excel

from reportgen.workbooks.opening.guard import Package
from reportgen.workbooks.opening.outline import SheetPart, linked_workbooks, outline_of
from reportgen.workbooks.opening.plain import plain_workbook
from reportgen.workbooks.opening.raw import (
    MAX_COLUMNS,
    RawBook,
    RawCell,
    RawKind,
    RawSheet,
    UnreadableWorkbookError,
    kind_of,
    raw_sheet,
)  # fmt: skip
from reportgen.workbooks.opening.sheet_xml import SheetXml, place_number, strings_in
from reportgen.workbooks.opening.styles import load_read_only

_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})  # numbers of formats that depend on Excel's language


def read_ooxml(content: bytes, package: Package) -> RawBook:
    """The sheets of a workbook; raises `UnreadableWorkbookError`."""
    outline = outline_of(package)
    n_strings = strings_in(package.xml(outline.strings)) if outline.strings else 0
    parts = {sheet.part: package.xml(sheet.part) for sheet in outline.sheets if sheet.cells}
    seen = {part: SheetXml(xml, n_strings) for part, xml in parts.items()}
    mended = {part: xml.mended for part, xml in seen.items() if xml.mended is not None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of drop-downs and the like, which carry no values
        sheets = None if mended else _read(content, outline.sheets, seen)
        if sheets is None:
            sheets = _read(
                plain_workbook(package, outline, parts | mended), [s for s in outline.sheets if s.cells], seen
            )
    if sheets is None:
        raise UnreadableWorkbookError("incomplete")
    return RawBook(sheets, linked_workbooks(package))


def _read(content: bytes, sheets: list[SheetPart], seen: Mapping[str, SheetXml]) -> list[RawSheet] | None:
    """The sheets of a workbook; None where openpyxl stumbles, over whatever part."""
    try:
        book = load_read_only(io.BytesIO(content))
        try:
            if book.sheetnames != [sheet.title for sheet in sheets]:  # it passes over parts named in another case
                return None
            return [_sheet(book[sheet.title], sheet, seen[sheet.part]) for sheet in sheets if sheet.cells]
        finally:
            book.close()
    except (UnreadableWorkbookError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (it raises many kinds)
        return None


def _sheet(
    source: Any,  # noqa: ANN401 (openpyxl's read-only sheet has no public type)
    sheet: SheetPart,
    xml: SheetXml,
) -> RawSheet:
    cells, blank = _cells(source, xml)
    found = sum(1 for cell in cells if place_number(cell[0], cell[1]) in xml.values)
    if found < len(cells) or found + len(blank & xml.values) < len(xml.values):
        raise UnreadableWorkbookError("order" if cells else "incomplete")
    cells += [(row, column, "formula", None, "General") for row, column in xml.formulas]
    cells += [(row, column, "error", text, "General") for (row, column), text in xml.odd.items()]
    if xml.formulas or xml.odd:
        cells.sort(key=lambda cell: cell[:2])
    return raw_sheet(
        sheet.title,
        cells,
        merges=xml.merges,
        hidden_rows=xml.hidden_rows,
        hidden_columns=xml.hidden_columns,
        hidden=sheet.hidden,
    )


def _cells(
    source: Any,  # noqa: ANN401 (likewise)
    xml: SheetXml,
) -> tuple[list[RawCell], set[int]]:
    """The cells with a value, and the numbers of the places whose text is blank."""
    source.reset_dimensions()
    widest = MAX_COLUMNS if xml.widest > MAX_COLUMNS else None
    cells: list[RawCell] = []
    blank: set[int] = set()
    for row in islice(source.iter_rows(max_col=widest), xml.last_row):
        for cell in row:
            value = cell.value
            if value is None:
                continue
            if isinstance(value, str) and not value.strip():
                blank.add(place_number(cell.row, cell.column))
            elif cell.data_type == "e":
                cells.append((cell.row, cell.column, "error", value, "General"))
            elif isinstance(value, str):
                cells.append((cell.row, cell.column, "text", value, "General"))
            else:
                cells.append((cell.row, cell.column, *_with_format(cell, value, source.parent.epoch)))
    return cells, blank


def _with_format(cell: Any, value: object, epoch: datetime) -> tuple[RawKind, Any, str]:  # noqa: ANN401 (likewise)
    """Kind, value and number format; the dates of a Chinese Excel (2026年10月15日) have numbers and no pattern."""
    kind = kind_of(value)
    try:
        pattern, number = cell.number_format, cell.style_array.numFmtId
    except IndexError:  # a style that the workbook does not have
        return kind, value, "General"
    if kind == "number" and number in _CHINESE_DATES:
        return "date", from_excel(value, epoch), pattern
    return kind, value, pattern
