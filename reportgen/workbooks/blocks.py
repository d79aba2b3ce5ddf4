"""Blocks: the tables of a sheet, each with what its headers name, its rows, and the labels around it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from reportgen.model.words import Lexicon
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.labels import Label

BlockKind = Literal[
    "roster", "form", "scores", "form-across", "matrix", "matrix-across", "list", "marks", "marks-list", "weights", "votes",
    "standards", "history", "off-scale", "assignment", "ambiguous", "mutual",
]  # fmt: skip

Known = Callable[[str], str | None]  # "person_id" or "name" for the text of somebody in the roster


def nobody(_: str) -> str | None:
    """What is known of people before the roster is read."""
    return None


@dataclass
class Unsure:
    """Knows nobody, and remembers whether that mattered."""

    asked: bool = False

    def __call__(self, _: str) -> None:
        self.asked = True


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    `columns` maps header fields to columns (of a field that stands there twice to the first; `again` has the others),
    `items` columns to what their header names: competency id, subject id, grade id, scale point, expert, person;
    `relations` are columns that hold the ratings of one relation, `raters` the raters named with them, `comments` columns of remarks on a competency,
    `strangers` header cells that name nothing known. Data stand in the rows `first` to `last`;
    `outside` are the rows of the sheet's other tables, `readings` the two ways in which an ambiguous table can be read.
    """

    kind: BlockKind
    grid: Grid
    header: int
    columns: Mapping[str, int]
    items: Mapping[int, str | int] = field(default_factory=dict)
    strangers: tuple[Cell, ...] = ()
    again: tuple[tuple[str, int], ...] = ()
    first: int = 0
    last: int = 0
    label_rows: tuple[tuple[int, int], ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)
    title: str = ""
    relations: Mapping[int, str] = field(default_factory=dict)
    raters: Mapping[int, Cell] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)
    outside: tuple[tuple[int, int], ...] = ()
    readings: tuple[str, ...] = ()

    def rows(self) -> Iterator[int]:
        """Numbers of the table's non-empty rows."""
        for cells in self.grid.between(self.first, self.last):
            yield cells[0].row

    def cell(self, row: int, name: str) -> Cell | None:
        """The cell of a row in the column of a header field; merged label cells count for all their rows."""
        column = self.columns.get(name)
        return self.grid.spread(row, column) if column else None

    def cells(self, row: int, name: str) -> list[Cell]:
        """The cells of a row in every column of a header field: what stands twice must not contradict itself."""
        columns = [self.columns[name], *(column for again, column in self.again if again == name)]
        return [self.grid.at(row, column) for column in columns]

    def line_cell(self, name: str, column: int) -> Cell | None:
        """The cell of a line of ids, names, raters … above the competencies (persons across)."""
        row = self.columns.get(f"{name}_row")
        return self.grid.spread(row, column) if row else None

    def header_cell(self, name: str | None = None) -> Cell:
        """The header cell of a field, or the first cell of the header row."""
        if name is not None and name in self.columns:
            for row in range(self.header, max(self.first, self.header + 1)):
                if not (cell := self.grid.at(row, self.columns[name])).blank:
                    return cell
            return self.grid.at(self.header, self.columns[name])
        return self.grid.rows[self.header][0]

    def label_place(self) -> Cell:
        """Where a missing label is looked for: the first cell above the table, else the header."""
        for first, last in self.label_rows:
            for cells in self.grid.between(first, last):
                return cells[0]
        return self.header_cell()

    def is_sum_line(self, row: int, lexicon: Lexicon) -> bool:
        """Whether a row holds totals, thresholds or a legend instead of answers, as a word before the answers says."""
        first = min(self.value_columns, default=1)
        cells = self.grid.rows.get(row, [])
        return any(lexicon.is_total(c.text) for c in cells if c.column < first or c is cells[0])

    @cached_property
    def value_columns(self) -> frozenset[int]:
        """The columns in which the answers of a table of ratings stand."""
        fields = {column for name, column in (*self.columns.items(), *self.again) if name in ("rating", "mark", "vote")}
        return frozenset({*self.items, *self.relations, *fields})
