"""What our workbooks share: text that is never a formula, sheets to print on A4, the same bytes from the same data."""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
_END_OF_ROW, _END_OF_ROWS = b"</row>", b"</sheetData>"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 (the same workbook from the same data)
FONT = "Calibri"
LINE = 16.5  # points of a line of text: fonts that take the place of Calibri are taller
_PAGE_WIDTH = 170  # characters across an A4 page that are still read without effort
FORMULA_START: Final = ("=", "+", "-", "@")
HEADER_FILL = PatternFill("solid", fgColor="E8EDF3")

NO_ROWS: Final[Mapping[str, Iterable[bytes]]] = MappingProxyType({})

Value = str | int | Fraction | date | None


def new_book() -> Workbook:
    """A workbook without a sheet yet, with fixed properties."""
    book = Workbook()
    book.properties.created = book.properties.modified = _FIXED
    book.properties.creator = "reportgen"
    book.remove(book.worksheets[0])
    return book


def book_bytes(book: Workbook, rows: Mapping[str, Iterable[bytes]] = NO_ROWS) -> bytes:
    """The workbook as bytes, the same for the same content.

    `rows` are further rows of sheets, by title, as XML in pieces: they take the place of all rows but the first.
    """
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_dates(
        buffer.getvalue(), {sheet.path[1:]: rows[sheet.title] for sheet in book if sheet.title in rows}
    )


def put_headings(sheet: Worksheet, row: int, headings: Sequence[str]) -> None:
    """A row of headings."""
    for c, heading in enumerate(headings, start=1):
        cell = sheet.cell(row, c)
        put(cell, heading, "")
        cell.font = Font(name=FONT, bold=True)
        cell.fill = HEADER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Widths of the columns in characters."""
    for c, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(c)].width = width


def align_columns(sheet: Worksheet, numeric: Sequence[bool]) -> None:
    """Headings of numbers stand right, as the numbers do; text after a column of numbers keeps away from it."""
    for c, (right, apart) in enumerate(zip(numeric, after_numbers(numeric), strict=True), start=1):
        if right:
            sheet.cell(1, c).alignment = Alignment(horizontal="right", vertical="top", wrap_text=True)
        elif apart:
            for (cell,) in sheet.iter_rows(min_col=c, max_col=c):
                cell.alignment = Alignment(
                    horizontal="left", vertical="top" if cell.row == 1 else None, wrap_text=cell.row == 1, indent=1
                )


def after_numbers(numeric: Sequence[bool]) -> list[bool]:
    """Which columns of text stand after a column of numbers."""
    return [before and not right for before, right in pairwise([False, *numeric])]


def pages_wide(widths: Sequence[float], repeated: int) -> int:
    """Pages that columns of these widths [characters] need beside each other to be readable, the first `repeated`
    columns on each.
    """
    kept = sum(widths[:repeated])
    return max(1, math.ceil((sum(widths) - kept) / max(_PAGE_WIDTH - kept, _PAGE_WIDTH / 2)))


def print_on_a4(sheet: Worksheet, repeated: str, *, wide: int = 1, columns: str = "") -> None:
    """A4 across, fitted to `wide` pages; the rows `repeated` (`1:1`) stand on every page, and of several pages beside
    each other the `columns` (`A:B`) too.
    """
    sheet.page_setup.fitToWidth = wide
    if wide > 1 and columns:
        sheet.print_title_cols = columns
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeated:
        sheet.print_title_rows = repeated


def put(cell: Cell | MergedCell, value: Value, number_format: str) -> None:
    """Text stays text, whatever it starts with; numbers and dates get their format."""
    if value is None:
        return
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.number_format = "@"
        if value.startswith(FORMULA_START):
            cell.quotePrefix = True
        return
    cell.value = float(value) if isinstance(value, Fraction) else value
    if number_format:
        cell.number_format = number_format


def clean(text: str) -> str:
    """A text with blanks for what a workbook cannot hold."""
    return _CONTROL.sub(" ", text)


def text_width(text: str) -> int:
    """Width of a text in characters of a column."""
    return sum(2 if ord(ch) > 0x2E7F else 1 for ch in text)  # noqa: PLR2004 (Chinese is twice as wide)


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """The height [points] that wrapped texts take in columns of these widths [characters]."""
    return max(_lines(text, width) for text, width in zip(texts, widths, strict=True)) * LINE + 4


def _lines(text: str, width: float) -> int:
    """How many lines a text takes at most: Chinese is wider than two digits, and lines end early at marks and words."""
    room = max(width - 3, 4) / 1.15
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))


def _without_dates(content: bytes, rows: Mapping[str, Iterable[bytes]]) -> bytes:
    """The same workbook with a fixed time in it, and with the `rows` of its parts: openpyxl writes the present time into
    properties and zip entries.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + _FIXED.isoformat().encode() + rb"Z\g<2>", data)
            fixed = zipfile.ZipInfo(entry.filename, _FIXED.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            if entry.filename in rows:
                _write_rows(new, fixed, data, rows[entry.filename])
            else:
                new.writestr(fixed, data)
    return buffer.getvalue()


def _write_rows(book: zipfile.ZipFile, entry: zipfile.ZipInfo, mould: bytes, rows: Iterable[bytes]) -> None:
    """A sheet with its first row, these rows, and what stands behind the rows."""
    first = mould.index(_END_OF_ROW) + len(_END_OF_ROW)
    with book.open(entry, "w") as part:
        part.write(mould[:first])
        for piece in rows:
            part.write(piece)
        part.write(mould[mould.index(_END_OF_ROWS) :])
