"""A sheet as a grid of cells with coordinates, independent of the library that read it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Literal

from openpyxl.utils import get_column_letter

from reportgen.model.inputs import exact
from reportgen.model.words import clean, key, number_in, words
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.number_format import shown_whole

Kind = Literal["blank", "text", "number", "date", "bool", "error", "formula"]

_NOTE = re.compile(r"[:：，。,;；]|^(注|说明|备注|制表|审核|填表|填报)|.{9}")
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s|T|$)")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_COMPACT_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_LONGEST_DATE = 60
_SHOWN_DECIMALS = re.compile(r"^#?[#,]*0\.(0+)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read. `formula` is a formula that was never calculated; `error` an error such as #N/A."""

    row: int
    column: int
    kind: Kind = "blank"
    value: object = None
    number_format: str = "General"

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def blank(self) -> bool:
        """Nothing in it, or text of spaces only."""
        return self.kind == "blank"

    @property
    def text(self) -> str:
        """The content as a reader of the sheet sees it, as far as that matters: ids keep the zeros of their format."""
        if self.kind == "text":
            return self.value.strip()  # type: ignore[attr-defined, no-any-return]
        if self.kind == "number":
            return shown_number(self.value, self.number_format)
        if isinstance(self.value, datetime):
            return self.value.date().isoformat()
        return "" if self.value is None else str(self.value).strip()

    @property
    def key(self) -> str:
        return key(self.text)

    @property
    def not_given(self) -> bool:
        """Blank, or one of the words for "no answer" (—, N/A, 不了解)."""
        return self.blank or (self.kind == "text" and self.key in words().blank)

    def number(self) -> Fraction | None:
        """The number in the cell (also as text, in any width), exact at 15 significant digits; None if it is none."""
        if self.kind == "number" and isinstance(self.value, int | float):
            return exact(self.value)
        if self.kind == "text":
            plain = number_in(self.text)
            return Fraction(plain) if plain is not None else None
        return None

    def date(self) -> date | None:
        """The date in the cell, as a date or as text like 2026-10-15, 2026年10月15日, 20261015; 2026年10月 is its first day."""
        if isinstance(self.value, datetime):
            return self.value.date()
        if isinstance(self.value, date):
            return self.value
        plain = clean(self.text[:_LONGEST_DATE])
        match = _DATE.match(plain) or _COMPACT_DATE.match(plain) or _MONTH.match(plain)
        if match is None:
            return None
        year, month, *day = (int(part) for part in match.groups())
        try:
            return date(year, month, day[0] if day else 1)
        except ValueError:
            return None

    def decimals(self) -> int:
        """How many decimals the cell shows."""
        match = _SHOWN_DECIMALS.match(self.number_format)
        if match:
            return len(match.group(1))
        if self.number_format in ("0", "#,##0"):
            return 0
        return len(clean(self.text).partition(".")[2])


def shown_number(value: object, number_format: str) -> str:
    """A number as Excel shows it in an id or name cell: 17 in format 00000 is `00017`, 17.0 is `17`."""
    if not isinstance(value, int | float):
        return str(value)
    if value == int(value):
        if number_format == "General":
            return str(int(value))
        return shown_whole(int(value), number_format) if value >= 0 else str(int(value))
    return f"{value:.15g}"


def is_note(cells: list[Cell]) -> bool:
    """Whether a row is a remark: one cell alone, with a sentence in it rather than an entry."""
    return len(cells) == 1 and cells[0].kind == "text" and bool(_NOTE.search(cells[0].text))


@dataclass(frozen=True)
class Grid:
    """Cells of one sheet. Merged areas and hidden rows/columns come from the XML, which alone shows them."""

    file: str
    sheet: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: str = ""
    stem: str = field(default="", compare=False)

    @cached_property
    def rows(self) -> dict[int, list[Cell]]:
        """Row number -> its non-blank cells from left to right, rows in order."""
        rows: dict[int, list[Cell]] = {}
        for (row, _), cell in sorted(self.cells.items()):
            rows.setdefault(row, []).append(cell)
        return rows

    @cached_property
    def _numbers(self) -> list[int]:
        return list(self.rows)

    @cached_property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merges
            for row in range(top, min(bottom, self.last_row) + 1)
            for column in range(left, right + 1)
        }

    @cached_property
    def covered(self) -> tuple[Cell, ...]:
        """Cells with a value under a merged area, which no spreadsheet program shows."""
        return tuple(cell for place, cell in sorted(self.cells.items()) if self._anchors.get(place, place) != place)

    def anchor(self, cell: Cell) -> Cell:
        """The cell whose merged area covers a cell."""
        return self.at(*self._anchors.get((cell.row, cell.column), (cell.row, cell.column)))

    def at(self, row: int, column: int) -> Cell:
        """The cell itself; blank where nothing is."""
        return self.cells.get((row, column)) or Cell(row, column)

    def spread(self, row: int, column: int) -> Cell:
        """The cell, or the one whose merged area covers it: for labels that stand once for several rows."""
        return self.at(*self._anchors.get((row, column), (row, column)))

    def right_of(self, cell: Cell) -> int:
        """The first column after the cell and its merged area."""
        for top, left, _, right in self.merges:
            if (top, left) == (cell.row, cell.column):
                return right + 1
        return cell.column + 1

    def between(self, first: int, last: int) -> Iterator[list[Cell]]:
        """The non-blank cells of each non-empty row from `first` to `last`."""
        numbers = self._numbers
        for i in range(bisect_left(numbers, first), bisect_right(numbers, last)):
            yield self.rows[numbers[i]]

    def source(self, cell: Cell | None = None) -> Source:
        return Source(self.file, self.sheet, cell.address if cell else "")

    def problem(self, code: str, cell: Cell | None, /, **params: object) -> Problem:
        """A problem at a cell, or at the sheet."""
        return problem(code, self.source(cell), cell.text if cell else "", **params)

    def broken(self, cell: Cell) -> Problem | None:
        """The problem of a cell that holds no usable value at all: an error, or a formula never calculated."""
        if cell.kind == "error":
            return self.problem("error-cell", cell)
        if cell.kind == "formula":
            return self.problem("no-cached-value", cell)
        return None
