"""Workbooks of LibreOffice and others (.ods): a small strict reader of `content.xml`.

Unlike the libraries for this format it tells error cells from blanks, and repeats nothing beyond the cells in use.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import iterparse

from reportgen.workbooks.opening.guard import Package
from reportgen.workbooks.opening.raw import (
    ERROR_NAMES,
    MAX_COLUMNS,
    MAX_ROWS,
    Area,
    RawBook,
    RawCell,
    RawSheet,
    UnreadableWorkbookError,
    raw_sheet,
)  # fmt: skip

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE: Final = _OASIS % "table"
OFFICE: Final = _OASIS % "office"
TEXT: Final = _OASIS % "text"
STYLE: Final = _OASIS % "style"
LINK: Final = "{http://www.w3.org/1999/xlink}href"

_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_ERROR = re.compile(r"Err:[0-9]{3}")
_SHOWN = re.compile(r"0+[0-9]*|[0-9]+\.([0-9]+)")
_EXTERNAL = re.compile(r"'(file:[^']+)'#")


def read_opendocument(package: Package) -> RawBook:
    """The sheets of a document; raises `UnreadableWorkbookError`."""
    reader = _Reader()
    try:
        sheets = list(reader.sheets(package.xml("content.xml")))
    except (ParseError, ValueError, KeyError, OverflowError) as error:
        raise UnreadableWorkbookError("incomplete") from error
    if not sheets:
        raise UnreadableWorkbookError("no-sheets" if reader.is_spreadsheet else "not-a-workbook")
    return RawBook(sheets, reader.links)


class _Reader:
    """Goes through the document once, table by table and row by row."""

    def __init__(self) -> None:
        self.is_spreadsheet = False
        self.links: list[str] = []
        self._hidden_styles: set[str] = set()

    def sheets(self, xml: bytes) -> Iterator[RawSheet]:
        table: _Table | None = None
        depth = 0  # of tables: one may stand within a cell of another
        for event, element in iterparse(io.BytesIO(xml), events=("start", "end")):
            self.is_spreadsheet |= element.tag == f"{OFFICE}spreadsheet"
            if element.tag == f"{TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    table = _Table(element)
                elif event == "end" and depth == 0 and table is not None:
                    if not table.copy_of_another_file:
                        yield table.finished(hidden=element.get(f"{TABLE}style-name") in self._hidden_styles)
                    element.clear()
                    table = None
            elif event == "end" and table is None:
                self._note_style(element)
            elif event == "end" and table is not None and depth == 1:
                self._take(table, element)

    def _take(self, table: "_Table", element: Element) -> None:
        """Take what a table is made of: columns, rows, and where it is a copy from."""
        if element.tag == f"{TABLE}table-source":
            table.copy_of_another_file = True
            self._link(element.get(LINK, ""))
        elif element.tag == f"{TABLE}table-column":
            table.add_columns(element)
        elif element.tag == f"{TABLE}table-row":
            for formula in table.add_row(element):
                for target in _EXTERNAL.findall(formula):
                    self._link(target)
            element.clear()

    def _note_style(self, element: Element) -> None:
        if element.tag == f"{STYLE}style" and element.get(f"{STYLE}family") == "table":
            properties = element.find(f"{STYLE}table-properties")
            if properties is not None and properties.get(f"{TABLE}display") == "false":
                self._hidden_styles.add(element.get(f"{STYLE}name", ""))

    def _link(self, target: str) -> None:
        name = PurePosixPath(unquote(target)).name
        if name and name not in self.links:
            self.links.append(name)


class _Table:
    """A table as it is being read."""

    def __init__(self, element: Element) -> None:
        self.copy_of_another_file = False
        self._title = element.get(f"{TABLE}name", "")
        self._cells: list[RawCell] = []
        self._merges: list[Area] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._row = 0
        self._column = 0

    def finished(self, *, hidden: bool) -> RawSheet:
        return raw_sheet(
            self._title,
            self._cells,
            merges=self._merges,
            hidden_rows=self._hidden_rows,
            hidden_columns=self._hidden_columns,
            hidden=hidden,
        )

    def add_columns(self, element: Element) -> None:
        first, self._column = self._column + 1, self._column + _count(element, "number-columns-repeated")
        if element.get(f"{TABLE}visibility", "visible") != "visible":
            self._hidden_columns.update(range(first, min(self._column, MAX_COLUMNS) + 1))

    def add_row(self, element: Element) -> Iterator[str]:
        """Take in a row, as often as it is repeated; the formulas that stand in it."""
        repeated = _count(element, "number-rows-repeated")
        hidden = element.get(f"{TABLE}visibility", "visible") != "visible"
        cells: list[RawCell] = []
        column = 0
        for child in element:
            if child.tag not in _CELLS:
                continue
            times = _count(child, "number-columns-repeated")
            rows, columns = _count(child, "number-rows-spanned"), _count(child, "number-columns-spanned")
            if rows > 1 or columns > 1:
                self._merges.append((self._row + 1, column + 1, self._row + rows, column + columns))
            if formula := child.get(f"{TABLE}formula"):
                yield formula
            if cell := _cell(child):
                if column + times > MAX_COLUMNS:
                    raise UnreadableWorkbookError("extent")
                cells += [(self._row + 1, column + n, *cell) for n in range(1, times + 1)]
            column += times
        if cells and self._row + repeated > MAX_ROWS:
            raise UnreadableWorkbookError("extent")
        if cells:
            self._cells += [(cell[0] + n, *cell[1:]) for n in range(repeated) for cell in cells]
            if hidden:
                self._hidden_rows.update(range(self._row + 1, self._row + repeated + 1))
        self._row += repeated


def _count(element: Element, name: str) -> int:
    """A number of rows or columns; raises `ValueError` for one that is none."""
    value = element.get(TABLE + name, "1")
    if not value.isdecimal() or not 1 <= int(value) <= 2**31:
        raise ValueError(value)
    return int(value)


def _cell(element: Element) -> tuple | None:  # type: ignore[type-arg]
    """Kind, value and number format of a cell; None for a blank one."""
    shown = "\n".join(_text(p) for p in element if p.tag == f"{TEXT}p")
    kind = element.get(f"{OFFICE}value-type", "")
    formula = element.get(f"{TABLE}formula") is not None
    if _is_error(element, shown.strip(), formula=formula):
        return "error", shown.strip() or "#VALUE!", "General"
    if kind in ("float", "percentage", "currency"):
        return _number(element.get(f"{OFFICE}value", ""), shown.strip(), percent=kind == "percentage")
    if kind == "date":
        return _date(element.get(f"{OFFICE}date-value", ""), shown.strip())
    if kind == "time":
        return "date", shown.strip() or element.get(f"{OFFICE}time-value", ""), "General"
    if kind == "boolean":
        value = element.get(f"{OFFICE}boolean-value", "")
        return ("bool", value == "true", "General") if value in ("true", "false") else ("error", value, "General")
    text = element.get(f"{OFFICE}string-value", shown) or shown
    if text.strip():
        return "text", text, "General"
    return ("formula", None, "General") if formula and not kind else None


def _is_error(element: Element, shown: str, *, formula: bool) -> bool:
    told = any(name.endswith("}value-type") and value == "error" for name, value in element.items())
    return told or shown in ERROR_NAMES or (formula and bool(_ERROR.fullmatch(shown)))


def _number(value: str, shown: str, *, percent: bool) -> tuple:  # type: ignore[type-arg]
    """A number, in the format that its text shows: `00017` and `4.50` matter, thousands and currencies do not."""
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", value):
        return "error", value or shown, "General"
    number = float(value)
    if not isfinite(number):
        return "error", value, "General"
    exact = int(number) if number == int(number) else number
    if percent:
        return "number", exact, "0%"
    match = _SHOWN.fullmatch(shown)
    if match and match.group(1):
        return "number", exact, f"0.{'0' * len(match.group(1))}"
    if match and isinstance(exact, int) and len(shown) > 1 and int(shown) == exact:
        return "number", exact, "0" * len(shown)
    return "number", exact, "General"


def _date(value: str, shown: str) -> tuple:  # type: ignore[type-arg]
    try:
        return "date", datetime.fromisoformat(value).replace(tzinfo=None), "General"
    except ValueError:
        return "error", shown or value or "#VALUE!", "General"


def _text(element: Element) -> str:
    """The text of a paragraph, without notes."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            parts.append(" " * min(int(child.get(f"{TEXT}c", "1")), 100))
        elif child.tag == f"{TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif not child.tag.startswith(OFFICE):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
