"""Workbooks as files, made by openpyxl and changed by hand: shared by the tests of this folder."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.workbooks.opening.book import read_book
from reportgen.workbooks.opening.raw import RawBook, RawSheet, UnreadableWorkbookError, letters

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"

Change = Callable[[bytes], bytes]


def book(*rows: Sequence[Any], prepare: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    """A workbook of one sheet with these rows, as a file."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    prepare(sheet)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def rewritten(content: bytes, part: str, change: Change) -> bytes:
    """The workbook with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            changed = change(data) if name == part else data
            assert name != part or changed != data, "the change must change something"
            new.writestr(name, changed)
    return buffer.getvalue()


def with_parts(content: bytes, *parts: tuple[str, bytes]) -> bytes:
    """The workbook with more parts, which may bear the name of one that it has."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def with_cells(cells: str, *, after: str = "") -> bytes:
    """A workbook whose sheet is this XML of rows, with more XML behind them."""
    return rewritten(
        book(["工号", "评分"]),
        SHEET,
        lambda data: re.sub(
            rb"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>{after}".encode(), data, flags=re.DOTALL
        ),
    )


def with_cell(cell: str) -> bytes:
    """A workbook with a cell A1, given as XML, and 5 in B1."""
    return with_cells(f'<row r="1">{cell}<c r="B1"><v>5</v></c></row>')


def with_strings(cells: str, *texts: str) -> bytes:
    """Likewise, with a table of texts that cells refer to by number."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'
    content = rewritten(
        with_cells(cells), "[Content_Types].xml", lambda data: data.replace(b"</Types>", override.encode())
    )
    return with_parts(content, (STRINGS, f'<sst xmlns="{main}">{table}</sst>'.encode()))


def opened(content: bytes, suffix: str = ".xlsx") -> RawSheet:
    """The only sheet of a file."""
    (sheet,) = read(content, suffix).sheets
    return sheet


def read(content: bytes, suffix: str = ".xlsx") -> RawBook:
    return read_book(content, suffix)


def shown(sheet: RawSheet) -> dict[str, object]:
    """Address -> value of all cells."""
    return {f"{letters(column)}{row}": value for row, column, _, value, _ in sheet.cells}


def kinds(sheet: RawSheet) -> dict[str, tuple[str, object]]:
    """Address -> kind and value of all cells."""
    return {f"{letters(column)}{row}": (kind, value) for row, column, kind, value, _ in sheet.cells}


def key(content: bytes, suffix: str = ".xlsx") -> str:
    """Why a file is refused: the cause, with the case of it behind a dot."""
    with pytest.raises(UnreadableWorkbookError) as caught:
        read_book(content, suffix)
    return caught.value.key


def cause(content: bytes, suffix: str = ".xlsx") -> str:
    return key(content, suffix).partition(".")[0]
