"""What readers of file formats hand over: sheets of plain cells, or the cause why a file was refused.

Plain tuples, so that a process of its own may read a file; nothing here needs a library.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal, NamedTuple

from reportgen.language import N_
from reportgen.workbooks.opening.causes import CAUSES

RawKind = Literal["text", "number", "date", "bool", "error", "formula"]
Area = tuple[int, int, int, int]  # top, left, bottom, right; all 1-based and inclusive

#: Row, column (1-based), kind, value, number format ("General" where it does not matter). Text of spaces is no cell;
#: a `formula` has no value: it was never calculated; the value of an `error` is what the cell shows.
RawCell = tuple[int, int, RawKind, Any, str]

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 1_000
MAX_MERGED: Final = 5_000_000  # cells that all merged areas of a sheet may cover
NAMED_PARTS: Final = 5  # hidden rows and columns that a message names

#: Errors as spreadsheet programs show them.
ERROR_NAMES: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
    | {"#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"}
)


class UnreadableWorkbookError(Exception):
    """A file that cannot be read. `cause` is one of `causes.CAUSES` (before the dot), reason and remedy are texts that
    can be translated.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
        self.cause = key.partition(".")[0]
        self.reason, self.remedy = CAUSES[key]


class RawSheet(NamedTuple):
    """A sheet: its cells in order, merged areas within the used ones, and which hidden parts hold data (`3:3, C:C`)."""

    title: str
    cells: list[RawCell]
    merges: list[Area]
    hidden: str


class RawBook(NamedTuple):
    """The sheets of a file that are made of cells, and the other workbooks that its formulas refer to."""

    sheets: list[RawSheet]
    links: list[str]


def raw_sheet(
    title: str,
    cells: list[RawCell],
    *,
    merges: Iterable[Area] = (),
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    hidden: bool = False,
) -> RawSheet:
    """A sheet with its merged areas cut to the used one; `hidden` is the sheet as a whole."""
    refuse_far(cells)
    rows = {cell[0] for cell in cells}
    columns = {cell[1] for cell in cells}
    return RawSheet(
        title,
        cells,
        _within(merges, max(rows, default=0), max(columns, default=0)),
        _hidden(sorted(rows.intersection(hidden_rows)), sorted(columns.intersection(hidden_columns)))
        if not hidden or not cells
        else N_("the whole sheet"),
    )


def refuse_far(cells: Iterable[RawCell]) -> None:
    """Refuse cells far out: no sheet of ratings is that large."""
    if any(cell[0] > MAX_ROWS or cell[1] > MAX_COLUMNS for cell in cells):
        raise UnreadableWorkbookError("extent")


def _within(merges: Iterable[Area], last_row: int, last_column: int) -> list[Area]:
    areas: list[Area] = []
    covered = 0
    for top, left, bottom, right in merges:
        if bottom - top >= MAX_ROWS and right - left >= MAX_COLUMNS:
            raise UnreadableWorkbookError("merge")
        height, width = min(bottom, last_row) - top + 1, min(right, last_column) - left + 1
        if height > 0 and width > 0 and height * width > 1:
            areas.append((top, left, top + height - 1, left + width - 1))
            covered += height * width
    if covered > MAX_MERGED:
        raise UnreadableWorkbookError("merge")
    return areas


def _hidden(rows: list[int], columns: list[int]) -> str:
    """Rows and columns as Excel writes them; the first few of each."""
    return ", ".join([*_named(rows, str), *_named(columns, letters)])


def _named(numbers: list[int], name: Callable[[int], str]) -> Iterator[str]:
    yield from (f"{name(number)}:{name(number)}" for number in numbers[:NAMED_PARTS])
    if len(numbers) > NAMED_PARTS:
        yield "…"


def letters(column: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def column_number(name: str) -> int:
    """The number of a column: A is 1, AA is 27; capital letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def kind_of(value: object) -> RawKind:
    """The kind of a value that is no error."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, datetime | date | time | timedelta):
        return "date"
    return "text"
