"""What a changed copy of a workbook of `mutations` logically holds, read in the simplest way: an oracle for the reader.

Plain openpyxl gives the values; headers, ids and labels are found by their text. Where openpyxl is lax about the XML
(addresses that occur twice or lie in another row, odd numbers, formulas without a value, unknown elements) the XML itself
is looked at. Nothing of the program's reader is used.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.layout_words import FULL_TICKS, OPEN_TICKS, RELATIONS, SCALE
from tests.mutation_values import (
    ITEMS,
    NAMES,
    SUBJECTS,
    Value,
    field_of,
    id_in,
    item_in,
    key,
    mark_in,
    number_in,
    opened,
    person_in,
    rating_in,
    without_bad_cells,
)
from tests.mutation_xml import Answer, Held, look_at_xml
from tests.mutations import Template

At = tuple[int, int]

_RELATIONS = {key(word.replace("_", " ")) for listed in RELATIONS.values() for word in listed.split()}


@dataclass
class _Sheet:
    """The cells of a sheet, and the cells whose value a merge hides, with the merge's first cell."""

    title: str
    cells: dict[At, Cell]
    covered: dict[At, At]

    @classmethod
    def of(cls, sheet: Worksheet) -> "_Sheet":
        cells = {
            at: cell
            for at, cell in sheet._cells.items()  # iter_rows would walk to a row number gone wild
            if not isinstance(cell, MergedCell) and cell.value is not None
        }
        covered = {
            (row, column): (merge.min_row, merge.min_col)
            for merge in sheet.merged_cells.ranges
            if merge.size["rows"] * merge.size["columns"] < 10_000
            for row in range(merge.min_row, merge.max_row + 1)
            for column in range(merge.min_col, merge.max_col + 1)
        }
        return cls(sheet.title, cells, covered)

    def value(self, at: At) -> Any:
        cell = self.cells.get(at)
        return None if cell is None else cell.value

    def label(self, at: At) -> tuple[Cell | None, bool]:
        """A label's cell, or that of a merge reaching down to here; whether there is no doubt."""
        if at in self.cells:
            return self.cells[at], True
        above = self.covered.get(at)
        return (self.cells.get(above), False) if above and above[1] == at[1] else (None, True)

    def rows(self) -> dict[int, dict[int, Any]]:
        found: dict[int, dict[int, Any]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell.value
        return found


def _address(at: At) -> str:
    return f"{get_column_letter(at[1])}{at[0]}"


class _Reader:
    """Reads one sheet as a template's kind asks for it."""

    def __init__(self, held: Held, sheet: _Sheet) -> None:
        self.held = held
        self.sheet = sheet

    def add(
        self, at: At, people: frozenset[str], item: str, value: Value | None, sure: bool, labels: Iterable[At]
    ) -> None:
        """Note an answer cell with the labels at which its loss may be reported."""
        place = (self.sheet.title, _address(at))
        if not people or not item:
            return
        around = {self.sheet.covered.get(label, label) for label in labels} | set(labels)
        self.held.slots[place] = frozenset(map(_address, around))
        if value is not None:
            self.held.answers[place] = Answer(people, item, value, sure, self.held.slots[place])

    def matrix(self, known: dict[str, str], read: Any) -> None:
        """Ids (and names) in rows, competencies or subjects in columns."""
        rows = self.sheet.rows()
        heads = [r for r, cells in rows.items() if sum(bool(item_in(v, known)) for v in cells.values()) > 1]
        if not heads:
            return
        again = [
            r for r, cells in rows.items() if r > heads[0] and any(field_of(v) == "person_id" for v in cells.values())
        ]
        for row in [row for row in range(heads[0] + 1, max(rows) + 1) if row not in heads]:
            head = max([r for r in [heads[0], *again] if r < row and any(item_in(v, known) for v in rows[r].values())])
            people, sure, labels = self.person_of_row(head, row)
            items = {column: item for column, value in rows[head].items() if (item := item_in(value, known))}
            for column, item in items.items():
                value, certain = read(self.sheet.cells.get((row, column)))
                around = [*labels, (head, column), *self.above(head)]
                self.add((row, column), people, item, value, sure and certain and head == heads[0], around)

    def person_of_row(self, head: int, row: int) -> tuple[frozenset[str], bool, list[At]]:
        """Whom a row of a table is about, and the labels that say so."""
        columns = {c: field_of(self.sheet.value((head, c))) for r, c in self.sheet.cells if r == head}
        ids = Counter(c for (_, c), cell in self.sheet.cells.items() if id_in(cell)[0])
        with_ids = [c for c, name in columns.items() if name == "person_id"]
        doubled = len(with_ids) > 1
        if doubled:  # a second column of that name counts if it holds ids
            columns |= {c: "no ids" for c in with_ids if c not in ids and any(other in ids for other in with_ids)}
        cells: dict[str, list[Cell]] = {"person_id": [], "name": []}
        labels: list[At] = []
        sure = not doubled
        if "person_id" not in columns.values():
            sure = False
            columns |= {ids.most_common(1)[0][0]: "person_id"} if ids else {}
        for column, name in columns.items():
            labels += [(row, column), (head, column)] if name else []
            if name in cells:
                cell, certain = self.sheet.label((row, column))
                cells[name] += [cell] if cell else []
                sure &= certain
        people, certain = person_in(cells["person_id"], cells["name"])
        return people, sure and certain, labels

    def above(self, head: int) -> list[At]:
        """Where labels above a table may stand, filled or blank."""
        return [(row, column) for row in range(1, head) for column in range(1, 15)]

    def list(self) -> None:
        """A row per rating."""
        rows = self.sheet.rows()
        heads = [
            r
            for r, cells in rows.items()
            if "rating" in (found := {field_of(v) for v in cells.values()}) and len(found) > 2
        ]
        if not heads:
            return
        fields = {column: field_of(value) for column, value in rows[heads[0]].items()}
        usual = "competency" in fields.values()
        fields |= {} if usual else {self.side(): "competency"}
        for row in range(heads[0] + 1, max(rows) + 1):
            people, sure, labels = self.person_of_row(heads[0], row)
            named = [self.sheet.label((row, c)) for c, name in fields.items() if name == "competency"]
            items = {item_in(cell.value if cell else None, ITEMS) for cell, _ in named}
            if len(items) != 1:
                continue
            sure &= usual and all(certain for _, certain in named)
            for column in [c for c, name in fields.items() if name == "rating"]:
                value, certain = rating_in(self.sheet.cells.get((row, column)))
                around = [*labels, *self.above(heads[0]), (heads[0], column)]
                self.add((row, column), people, next(iter(items)), value, sure and certain, around)

    def across(self) -> None:
        """Competencies in rows, persons in columns with their ids under the names."""
        rows = self.sheet.rows()
        ids = [r for r, cells in rows.items() if sum(id_in(self.sheet.cells[r, c])[0] != "" for c in cells) > 1]
        names = [r for r, cells in rows.items() if sum(key(v) in NAMES for v in cells.values()) > 1]
        side = self.side()
        if not side or not ids:
            return
        items = {r: item for r in rows if (item := self.item_at((r, side))[0])}
        for row in rows.keys() - items.keys():  # a name beside its column still tells what the row is about
            found = {item for value in rows[row].values() if (item := item_in(value, ITEMS))}
            items |= {row: found.pop()} if len(found) == 1 else {}
        usual = (
            names == [ids[0] - 1]
            and len(ids) == 1
            and ids[0] < min(items)
            and field_of(self.sheet.value((ids[0], side))) == "person_id"
            and field_of(self.sheet.value((names[0], side))) == "competency"
        )
        for column in {c for r in rows for c in rows[r] if c != side}:
            stated = [cell for r in ids if (cell := self.sheet.cells.get((r, column)))]
            called = [cell for r in names if (cell := self.sheet.cells.get((r, column)))]
            people, sure = person_in(stated, called)
            if not any(field_of(self.sheet.value((r, c))) == "person_id" for r in ids for c in rows[r]):
                people |= person_in([], called)[0]  # ids without their label may be overlooked
            heads = [*self.above(ids[0]), *((r, c) for r in ids + names for c in (column, side))]
            for row, item in items.items():
                value, certain = rating_in(self.sheet.cells.get((row, column)))
                certain &= sure and usual and column > side and item == item_in(self.sheet.value((row, side)), ITEMS)
                self.add((row, column), people, item, value, certain, [*heads, (row, side)])

    def forms(self, *, one: bool) -> None:
        """Forms below each other: labels, a header, a row per competency with a rating or a tick."""
        block = _Block()
        if one:  # its labels may stand below
            everywhere = [label for row, cells in self.sheet.rows().items() for label in self.labels(row, cells)]
            spoken = {name: [v for n, v, _ in everywhere if n == name and v] for name in ("person_id", "name")}
            block.before = person_in(spoken["person_id"], spoken["name"])[0]
        for row, cells in self.sheet.rows().items():
            fields = [field_of(value) for value in cells.values()]
            points = {c: v for c in cells if (v := self.point((row, c))) is not None}
            relations = {c for c, v in cells.items() if key(v) in _RELATIONS} if "competency" in fields else set()
            usual = "competency" in fields and not relations
            about = {name for name, *_ in self.labels(row, cells)} & {"person_id", "name", "rater", "relation"}
            named = usual or not (about or any(item_in(v, ITEMS) for v in cells.values()))
            if (named or "competency" in fields) and ("rating" in fields or relations or len(set(points.values())) > 4):
                columns = {c: "rating" if c in relations else field_of(v) for c, v in cells.items()}
                block.start(
                    row,
                    columns if "competency" in fields else columns | {self.side(): "competency"},
                    points,
                    usual=usual,
                )
                continue
            labels = list(self.labels(row, cells))
            side = [c for c, name in block.columns.items() if name == "competency"]
            item, plain = self.item_at((row, side[0])) if len(side) == 1 else ("", True)
            if labels and not item:
                block.label(labels)
            elif item:
                self.form_row(block, row, item, side[0], plain=plain)
            elif any(item_in(value, ITEMS) for value in cells.values()):
                block.lines = True

    def item_at(self, at: At) -> tuple[str, bool]:
        """The competency named in a cell, or by a merge that reaches down to it."""
        cell, sure = self.sheet.label(at)
        return item_in(cell.value if cell else None, ITEMS), sure

    def side(self) -> int:
        """The column with most names of competencies."""
        columns = Counter(c for (_, c), cell in self.sheet.cells.items() if item_in(cell.value, ITEMS))
        return columns.most_common(1)[0][0] if columns else 0

    def point(self, at: At) -> int | None:
        number, _ = number_in(self.sheet.cells.get(at))
        return int(number) if number in SCALE and number is not None else None

    def labels(self, row: int, cells: dict[int, Any]) -> Iterator[tuple[str, Cell | None, At]]:
        """Labels in a row with the cells of their values; a value in the label's own cell comes as a copy of that cell."""
        columns = sorted(cells)
        for number, column in enumerate(columns):
            text = unicodedata.normalize("NFKC", cells[column]) if isinstance(cells[column], str) else ""
            label, colon, rest = text.partition(":")
            name = field_of(label)
            if not name:
                continue
            if colon and rest.strip():
                yield name, Cell(self.sheet.cells[row, column].parent, row, column, rest.strip()), (row, column)
            else:
                beside = columns[number + 1] if number + 1 < len(columns) else 0
                value = None if field_of(cells.get(beside)) else self.sheet.cells.get((row, beside))
                yield name, value, (row, column)

    def form_row(self, block: "_Block", row: int, item: str, side: int, *, plain: bool) -> None:
        block.lines = True
        people, sure, labels = block.person()
        sure &= plain
        head = [(block.head, c) for c in block.columns]
        around = [*labels, (row, side), *head, *((row, c) for c in block.columns)]
        for column in [c for c, name in block.columns.items() if name == "rating"]:
            value, certain = rating_in(self.sheet.cells.get((row, column)))
            self.add((row, column), people, item, value, sure and certain, around)
        filled = {c: self.sheet.cells[row, c] for c in block.points if (row, c) in self.sheet.cells}
        ticks = {c: self.tick(cell, block.points[c]) for c, cell in filled.items()}
        sure &= len(set(block.points.values())) == len(SCALE) == len(block.points) and len(ticks) == 1
        for column, tick in ticks.items():
            if tick:
                self.add((row, column), people, item, block.points[column], sure and tick == "sure", around)
            elif len(ticks) == 1:
                self.add((row, column), people, item, None, False, around)

    def tick(self, cell: Cell, point: int) -> str:
        """Whether a cell is a tick: "sure", "maybe" or ""."""
        if cell.data_type == "e" or isinstance(cell.value, bool):
            return ""
        if key(cell.value) in map(key, FULL_TICKS):
            return "sure"
        return "maybe" if key(cell.value) in map(key, OPEN_TICKS) or self.own_number(cell, point) else ""

    def own_number(self, cell: Cell, point: int) -> bool:
        number, _ = number_in(cell)
        return number in {1, point}


@dataclass
class _Block:
    """The form that is being read: its labels and the columns of its header."""

    cells: dict[str, list[Cell]] = field(default_factory=lambda: {"person_id": [], "name": []})
    before: frozenset[str] = frozenset()
    at: list[At] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    points: dict[int, int] = field(default_factory=dict)
    head: int = 0
    labels_follow: bool = True  # no header has come since the labels
    lines: bool = False  # lines have come since the labels
    stray: bool = False

    def label(self, labels: list[tuple[str, Cell | None, At]]) -> None:
        """Note a row of labels; the first one after a table begins another form."""
        if self.lines or not self.labels_follow:
            stray = len(labels) == 1 or self.stray
            before = self.person()[0] if stray else frozenset()
            self.__init__(columns=self.columns, points=self.points, head=self.head, before=before, stray=stray)  # type: ignore[misc]
        for name, value, at in labels:
            self.at += [(at[0], column) for column in range(1, 15)]
            if name in self.cells and value:
                self.cells[name].append(value)

    def start(self, row: int, columns: dict[int, str], points: dict[int, int], *, usual: bool) -> None:
        """A header row: what follows are its lines. A header that does not name the competencies is not `usual`."""
        if not self.labels_follow:  # a second header without labels: whose?
            self.__init__()  # type: ignore[misc]
        self.columns, self.points, self.head, self.labels_follow = columns, points, row, False
        self.stray |= not usual

    def person(self) -> tuple[frozenset[str], bool, list[At]]:
        people, sure = person_in(self.cells["person_id"], self.cells["name"])
        return people | self.before, sure and not self.labels_follow and not self.stray, self.at


def held_by(template: Template, data: bytes) -> Held | None:
    """What the workbook holds; None when it cannot be opened, even with its bad cells made error cells."""
    bad, mended = without_bad_cells(template, data)
    book = None if bad else opened(data)
    if book is None or not book.worksheets:
        data = mended
        book = opened(mended) if mended else None
    if book is None:
        return None
    held = Held(damage="" if book.worksheets else "no sheet")
    for sheet in book.worksheets:
        reader = _Reader(held, _Sheet.of(sheet))
        if template.kind == "matrix":
            reader.matrix(ITEMS, rating_in)
        elif template.kind == "marks":
            reader.matrix(SUBJECTS, mark_in)
        elif template.kind == "list":
            reader.list()
        elif template.kind == "across":
            reader.across()
        else:
            reader.forms(one=template.kind == "ticks")
        held.bad |= {(sheet.title, address) for address in bad}
        look_at_xml(held, sheet.title, data)
    return held
