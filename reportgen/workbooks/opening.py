"""Opening a workbook safely: checks before, openpyxl for the cells, the sheet's XML for what read-only sheets hide.

openpyxl is the reader of record: in read-only mode with `reset_dimensions` it neither drops cells outside a wrong
<dimension> nor turns error cells into blanks.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any, Final
from zlib import error as zlib_error

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

from reportgen.language import N_
from reportgen.workbooks.grid import Cell, Grid, Kind

SUFFIXES: Final = (".xlsx", ".xlsm")

MAX_PARTS = 2_000
MAX_PART_BYTES = 150 * 2**20
MAX_TOTAL_BYTES = 300 * 2**20
MAX_ROWS = 100_000
MAX_COLUMNS = 1_000
NAMED_PARTS = 5  # hidden rows and columns that a message names

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:]+)[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?hidden\s*=\s*[\"'](?:1|true)[\"'][^>]*>")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d+)[\"']")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*?hidden\s*=\s*[\"'](?:1|true)[\"'][^>]*>")
_BOUND = re.compile(rb"\s(min|max)\s*=\s*[\"'](\d+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]+)(\d+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


class UnreadableWorkbookError(Exception):
    """A workbook that cannot be opened; the text is a translatable reason."""


def open_workbook(content: bytes, file: str) -> list[Grid]:
    """The sheets of a workbook, given its bytes and its path for messages; raises `UnreadableWorkbookError`."""
    parts = _checked_parts(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of drop-downs and the like, which carry no values
        return _sheets(content, parts, file)


def _sheets(content: bytes, parts: zipfile.ZipFile, file: str) -> list[Grid]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds on broken files
        raise UnreadableWorkbookError(N_("its parts are damaged or not those of a workbook")) from error
    try:
        if not book.worksheets:
            raise UnreadableWorkbookError(N_("it has no sheets that can be read (saved as “Strict Open XML”?)"))  # noqa: TRY301
        return [_grid(sheet, parts, file) for sheet in book.worksheets]
    except UnreadableWorkbookError:
        raise
    except Exception as error:
        raise UnreadableWorkbookError(N_("its parts are damaged or not those of a workbook")) from error
    finally:
        book.close()


def _checked_parts(content: bytes) -> zipfile.ZipFile:
    """The workbook's zip archive, after the checks that need no parsing."""
    if not content:
        raise UnreadableWorkbookError(N_("the file is empty (0 bytes)"))
    if content.startswith(_OLE):
        raise UnreadableWorkbookError(N_("it is protected with a password, or an old .xls under another name"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if len(set(names)) != len(names):
            raise UnreadableWorkbookError(N_("a part stands in it twice"))
        if (
            len(entries) > MAX_PARTS
            or any(entry.file_size > MAX_PART_BYTES for entry in entries)
            or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES
        ):
            raise UnreadableWorkbookError(N_("it unpacks to more than a workbook of ratings can hold"))
        for name in names:
            if name.endswith((".xml", ".rels")) and _DOCTYPE.search(archive.read(name)):
                raise UnreadableWorkbookError(N_("it contains a DOCTYPE, which no spreadsheet program writes"))
    except (zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UnreadableWorkbookError(
            N_("it is damaged, incomplete (still being copied?) or not a workbook")
        ) from error
    return archive


def _grid(
    sheet: Any,  # noqa: ANN401 (openpyxl's read-only sheet has no public type)
    parts: zipfile.ZipFile,
    file: str,
) -> Grid:
    sheet.reset_dimensions()
    path = str(getattr(sheet, "_worksheet_path", ""))
    xml = parts.read(path.removeprefix("/"))
    _refuse_disorder(xml)
    cells = {(cell.row, cell.column): cell for cell in _cells(sheet)}
    for row, column in _uncalculated(xml):
        cells.setdefault((row, column), Cell(row, column, "formula"))
    hidden = _hidden(xml, cells, hidden_sheet=sheet.sheet_state != "visible")
    merges = tuple(_merges(xml))
    return Grid(file, sheet.title, cells, merges, hidden, PurePosixPath(file).stem)


def _refuse_disorder(xml: bytes) -> None:
    """Cells that do not stand from left to right and top to bottom would be dropped without a word."""
    last = (0, 0, b"")
    for letters, row in _CELL.findall(xml):
        place = (int(row), len(letters), letters)
        if place <= last:
            raise UnreadableWorkbookError(N_("its cells do not stand in order"))
        last = place


def _cells(sheet: Any) -> Iterator[Cell]:  # noqa: ANN401 (likewise)
    for row in sheet.iter_rows():
        for cell in row:
            value: Any = cell.value
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            if cell.row > MAX_ROWS or cell.column > MAX_COLUMNS:
                raise UnreadableWorkbookError(
                    N_("a sheet reaches beyond row 100000 or column 1000; delete the rows and columns after the data")
                )
            yield Cell(cell.row, cell.column, _kind(value, cell.data_type), value, cell.number_format or "General")


def _kind(value: object, data_type: str) -> Kind:
    if data_type == "e":
        return "error"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, datetime | date | time | timedelta):
        return "date"
    return "text"


def _merges(xml: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Merged areas as (top, left, bottom, right)."""
    for match in _MERGE.finditer(xml):
        left, top, right, bottom = range_boundaries(match.group(1).decode("ascii"))
        if left and top and right and bottom and right - left < MAX_COLUMNS:
            yield top, left, bottom, right


def _hidden(xml: bytes, cells: dict[tuple[int, int], Cell], *, hidden_sheet: bool) -> str:
    """Which hidden parts hold data, as Excel writes them: `3:3, C:C`; empty when none."""
    if hidden_sheet:
        return N_("the whole sheet") if cells else ""
    rows = {int(m.group(1)) for tag in _HIDDEN_ROW.findall(xml) if (m := _ROW_NUMBER.search(tag))}
    columns: set[int] = set()
    for tag in _HIDDEN_COLUMN.findall(xml):
        bounds = {name: int(value) for name, value in _BOUND.findall(tag)}
        columns.update(range(bounds.get(b"min", 1), min(bounds.get(b"max", 0), MAX_COLUMNS) + 1))
    used_rows = sorted(rows & {row for row, _ in cells})
    used_columns = sorted(columns & {column for _, column in cells})
    found = [f"{row}:{row}" for row in used_rows[:NAMED_PARTS]] + ["…"] * (len(used_rows) > NAMED_PARTS)
    found += [f"{letter}:{letter}" for letter in map(get_column_letter, used_columns[:NAMED_PARTS])]
    return ", ".join(found)


def _uncalculated(xml: bytes) -> Iterator[tuple[int, int]]:
    """Cells that hold a formula and no stored value: every reader shows them as blank."""
    if not _FORMULA.search(xml):
        return
    for _, element in iterparse(io.BytesIO(xml)):
        if element.tag.rpartition("}")[2] == "c":
            children = {child.tag.rpartition("}")[2]: child for child in element}
            value = children.get("v")
            stored = "is" in children or (value is not None and bool((value.text or "").strip()))
            if "f" in children and not stored and element.get("t") != "str":
                match = re.fullmatch(r"([A-Z]+)(\d+)", element.get("r", ""))
                if match:
                    yield int(match.group(2)), column_index_from_string(match.group(1))
            element.clear()
