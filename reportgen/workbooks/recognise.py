"""What a sheet is: finds header rows and tells, for each, the kind of table, its columns, rows and labels.

A sheet is recognised by its headers only, never by a file's name. Each header row starts a block; the label cells of a
block stand between the table before it and its header row.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from reportgen.model.words import Lexicon, clean, key
from reportgen.workbooks.grid import Cell, Grid

BlockKind = Literal[
    "roster",
    "form",
    "scores",
    "matrix",
    "matrix-across",
    "list",
    "marks",
    "marks-list",
    "weights",
    "votes",
    "standards",
]

MAX_LABEL_DISTANCE = 4
LABEL_FIELDS = frozenset(
    {"person_id", "name", "grade", "rater", "rater_id", "relation", "date", "expert", "effective", "department"}
)
BLOCK_LABELS = frozenset({"person_id", "name", "rater", "rater_id"})
_INLINE = re.compile(r"^([^:]{1,16}?)\s*:\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """A label with its value. `cell` is where the value stands or should stand."""

    text: str
    cell: Cell

    @property
    def blank(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    `columns` maps header fields to columns, `items` columns to what their header names: competency id, subject id,
    grade id, scale point, expert; `strangers` are header cells that name nothing known.
    """

    kind: BlockKind
    grid: Grid
    header: int
    columns: Mapping[str, int]
    items: Mapping[int, str | int] = field(default_factory=dict)
    strangers: tuple[Cell, ...] = ()
    first: int = 0
    last: int = 0
    label_rows: tuple[tuple[int, int], ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)
    title: str = ""

    def rows(self) -> Iterator[int]:
        """Numbers of the table's non-empty rows."""
        for row in self.grid.rows:
            if self.first <= row <= self.last:
                yield row

    def cell(self, row: int, name: str) -> Cell | None:
        """The cell of a row in the column of a header field; merged label cells count for all their rows."""
        column = self.columns.get(name)
        return self.grid.spread(row, column) if column else None

    def header_cell(self, name: str | None = None) -> Cell:
        """The header cell of a field, or the first cell of the header row."""
        if name is not None and name in self.columns:
            return self.grid.at(self.header, self.columns[name])
        return self.grid.rows[self.header][0]

    def label_place(self) -> Cell:
        """Where a missing label is looked for: the first cell above the table, else the header."""
        for first, last in self.label_rows:
            for cells in self.grid.between(first, last):
                return cells[0]
        return self.header_cell()


def blocks(grid: Grid, lexicon: Lexicon) -> list[Block]:
    """The tables of a sheet from top to bottom; empty when its headers fit nothing."""
    heads: list[Block] = []
    for row in grid.rows:
        if heads and heads[-1].header == row - 1 and heads[-1].kind == "matrix-across":
            continue  # the row of ids under the names belongs to the header above it
        head = _head(grid, row, lexicon)
        if head is not None:
            heads.append(head)
    return [_complete(heads, i, lexicon) for i in range(len(heads))]


def labels_in(grid: Grid, first: int, last: int, lexicon: Lexicon) -> dict[str, Label]:
    """Labels and values in neighbouring cells (`姓名 | 张三`) or in one (`姓名：张三`); the first of a kind holds."""
    found: dict[str, Label] = {}
    for cells in grid.between(first, last):
        after_rater = False
        for cell in cells:
            read = _label(grid, cell, lexicon)
            if read is None:
                continue
            name, label = read
            after_rater = after_rater or name == "rater"
            found.setdefault("rater_id" if name == "person_id" and after_rater else name, label)
    return found


def _label(grid: Grid, cell: Cell, lexicon: Lexicon) -> tuple[str, Label] | None:
    """The field that a label cell names, and its value."""
    if cell.kind != "text":
        return None
    name = lexicon.field(cell.text)
    if name in LABEL_FIELDS:
        value = _value_beside(grid, cell, lexicon)
        return name, Label(value.text, value)
    match = _INLINE.match(clean(cell.text))
    name = lexicon.field(match.group(1)) if match else None
    if match is None or name not in LABEL_FIELDS:
        return None
    text = match.group(2).strip()
    value = cell if text else _value_beside(grid, cell, lexicon)
    return name, Label(text or value.text, value)


def _value_beside(grid: Grid, label: Cell, lexicon: Lexicon) -> Cell:
    """The next filled cell to the right of a label, unless another label comes first; else the empty cell beside it."""
    start = grid.right_of(label)
    for column in range(start, start + MAX_LABEL_DISTANCE):
        cell = grid.at(label.row, column)
        if cell.blank:
            continue
        if cell.kind == "text" and (lexicon.field(cell.text) or _is_inline_label(cell, lexicon)):
            break
        return cell
    return grid.at(label.row, start)


def _is_inline_label(cell: Cell, lexicon: Lexicon) -> bool:
    match = _INLINE.match(clean(cell.text))
    return bool(match and lexicon.field(match.group(1)) in LABEL_FIELDS)


# ---- header rows


@dataclass(frozen=True)
class _Row:
    """A row read as if it were a header."""

    fields: dict[str, int]
    competencies: dict[int, str | int]
    subjects: dict[int, str | int]
    grades: dict[int, str | int]
    points: dict[int, str | int]
    others: tuple[Cell, ...]


def _read_row(cells: list[Cell], lexicon: Lexicon) -> _Row:
    row = _Row({}, {}, {}, {}, {}, ())
    others = []
    scale = set(lexicon.model.scale_values)
    for cell in cells:
        name = lexicon.field(cell.text) if cell.kind == "text" else None
        competency = lexicon.competency(cell.text) if cell.kind == "text" else None
        subject = lexicon.subject(cell.text) if cell.kind == "text" else None
        number = cell.number()
        if name is not None:
            row.fields.setdefault(name, cell.column)
        elif competency is not None:
            row.competencies[cell.column] = competency
        elif subject is not None:
            row.subjects[cell.column] = subject
        elif number is not None:
            if number.denominator == 1 and int(number) in scale:
                row.points[cell.column] = int(number)
            else:
                others.append(cell)
        elif (grade := lexicon.grade(cell.text)) is not None:
            row.grades[cell.column] = grade
        else:
            others.append(cell)
    return _Row(row.fields, row.competencies, row.subjects, row.grades, row.points, tuple(others))


def _head(grid: Grid, number: int, lexicon: Lexicon) -> Block | None:
    """The block that a row would start, if it is a header row."""
    cells = grid.rows[number]
    if len(cells) < 2:  # noqa: PLR2004 (a header names at least two columns)
        return None
    row = _read_row(cells, lexicon)
    across = _matrix_across(grid, number, row, lexicon)
    if across is not None:
        return across
    has = row.fields.keys()
    who = "person_id" in has or "name" in has
    if "competency" in has:
        return _competency_table(grid, number, row, lexicon, who=who)
    if who and {"subject", "mark"} <= has:
        return Block("marks-list", grid, number, row.fields, strangers=row.others)
    if who and len(row.competencies) > len(row.subjects):
        return Block("matrix", grid, number, row.fields, row.competencies, _unknown(row))
    if who and row.subjects:
        return Block("marks", grid, number, row.fields, row.subjects, _unknown(row))
    if {"person_id", "name", "grade"} <= has and _has_lines(grid, number, row, lexicon):
        return Block("roster", grid, number, row.fields, strangers=row.others)
    return None


def _unknown(row: _Row) -> tuple[Cell, ...]:
    return tuple(cell for cell in row.others if cell.kind in ("text", "error", "formula"))


def _competency_table(grid: Grid, number: int, row: _Row, lexicon: Lexicon, *, who: bool) -> Block | None:
    """Tables with a column of competencies; their rows must name some, so that a mere heading starts nothing."""
    has = row.fields.keys()
    if {"subject", "weight"} <= has:
        return Block("weights", grid, number, row.fields, strangers=row.others)
    if who and "rating" in has:
        return Block("list", grid, number, row.fields, strangers=row.others)
    experts = _experts(row, lexicon)
    if has & {"before", "vote", "after"} or (experts and not row.points and not row.grades and "rating" not in has):
        return Block("votes", grid, number, row.fields, {} if "vote" in has else experts, _unknown(row))
    if row.grades:
        return Block("standards", grid, number, row.fields, row.grades, _unknown(row))
    if set(row.points.values()) == set(lexicon.model.scale_values):
        return Block("form", grid, number, row.fields, row.points, row.others)
    if "rating" in has:
        return Block("scores", grid, number, row.fields, strangers=row.others)
    return None


def _experts(row: _Row, lexicon: Lexicon) -> dict[int, str | int]:
    """Columns of votes: beside the known columns of a vote sheet every further header names an expert."""
    named = {cell.column: cell.text for cell in row.others if cell.kind == "text"}
    if row.fields.keys() & {"before", "after"}:
        return dict(named)
    return {
        column: text
        for column, text in named.items()
        if lexicon.field(text.rstrip("0123456789０１２３４５６７８９ 一二三四五六七八九十ABCDEFGabcdefg甲乙丙丁戊己庚"))
        == "expert"
    }


def _has_lines(grid: Grid, header: int, row: _Row, lexicon: Lexicon) -> bool:
    """Whether people stand under the headers of a roster: under a form's labels there are other labels, or nothing."""
    below = [grid.at(header + 1, row.fields[name]) for name in ("person_id", "name", "grade")]
    labels = [cell for cell in below if lexicon.field(cell.text) or _is_inline_label(cell, lexicon)]
    return not labels and any(not cell.blank for cell in below)


def _matrix_across(grid: Grid, number: int, row: _Row, lexicon: Lexicon) -> Block | None:
    """Competencies in rows, persons in columns: names across, a row of ids under (or above) them."""
    if row.points or row.competencies or row.subjects:
        return None
    for corner_field in ("competency", "name", "person_id"):
        column = row.fields.get(corner_field)
        if column is None or len(row.fields) > 2:  # noqa: PLR2004 (the corner, perhaps a category)
            continue
        below = grid.at(number + 1, column)
        second = lexicon.field(below.text) if below.kind == "text" else None
        names_first = corner_field in ("competency", "name") and second == "person_id"
        ids_first = corner_field == "person_id" and second in ("name", "competency")
        if not (names_first or ids_first):
            continue
        if ids_first and _starts_form(grid, number + 1, lexicon):
            continue  # a label 工号 right above the header of a form
        ids, names = (number + 1, number) if names_first else (number, number + 1)
        people = {
            cell.column: cell.text
            for line in (names, ids)
            for cell in grid.rows.get(line, [])
            if cell.column > column and lexicon.field(cell.text) is None
        }
        under = [grid.at(number + 2 + i, column) for i in range(3)]
        if people and any(cell.kind == "text" and lexicon.competency(cell.text) for cell in under):
            columns = {**row.fields, "competency": column, "ids_row": ids, "names_row": names}
            return Block("matrix-across", grid, number, columns, dict(people))
    return None


def _starts_form(grid: Grid, number: int, lexicon: Lexicon) -> bool:
    row = _read_row(grid.rows[number], lexicon)
    return bool(row.points) or "rating" in row.fields


# ---- extent and labels


def _complete(heads: list[Block], index: int, lexicon: Lexicon) -> Block:
    """The block with its rows and labels, between its neighbours."""
    head = heads[index]
    grid = head.grid
    above = _table_end(heads[index - 1], head.header, lexicon) if index else 0
    first = _body_start(head)
    limit = heads[index + 1].header if index + 1 < len(heads) else grid.last_row + 1
    last = _table_end(head, limit, lexicon)
    own = (_labels_start(grid, above + 1, head.header, lexicon), head.header - 1)
    after = (last + 1, limit - 1) if index + 1 == len(heads) else (0, -1)
    labels = labels_in(grid, *own, lexicon)
    for name, label in labels_in(grid, *after, lexicon).items():
        labels.setdefault(name, label)
    texts = [cell.text for cells in grid.between(*own) for cell in cells if cell.kind == "text"]
    return Block(
        head.kind,
        grid,
        head.header,
        head.columns,
        head.items,
        head.strangers,
        first,
        last,
        (own,),
        labels,
        "\n".join(texts),
    )


def _labels_start(grid: Grid, first: int, header: int, lexicon: Lexicon) -> int:
    """Where the labels of a block begin: below everything that is the content of another table whose header is gone,
    and at the last line that names a person, if several are named.
    """
    named: set[str] = set()
    for row in range(header - 1, first - 1, -1):
        cells = grid.rows.get(row, [])
        if any(c.kind == "text" and (lexicon.competency(c.text) or lexicon.subject(c.text)) for c in cells):
            return row + 1
        name = labels_in(grid, row, row, lexicon).get("name")
        if name is not None and not name.blank:
            named.add(key(name.text))
            if len(named) > 1:
                return row + 1
    return first


def _body_start(head: Block) -> int:
    """The first row under the header; a matrix of persons across has a second header row."""
    return head.header + (2 if head.kind == "matrix-across" else 1)


def _table_end(head: Block, limit: int, lexicon: Lexicon) -> int:
    """The last row of a table before row `limit`: what follows are notes, or the labels of the next block."""
    grid = head.grid
    by_competency = head.kind in ("form", "scores", "matrix-across", "votes", "standards")
    column = head.columns.get("competency", 0)
    end = _body_start(head) - 1
    for cells in grid.between(end + 1, limit - 1):
        row = cells[0].row
        if by_competency:
            named = grid.spread(row, column)
            if named.kind == "text" and lexicon.competency(named.text):
                end = row
            elif _starts_labels(cells, lexicon):
                break
            elif not named.blank and any(cell.column in head.items for cell in cells):
                end = row  # an unknown name with an answer beside it
            elif not named.blank and head.columns.get("rating") in {cell.column for cell in cells}:
                end = row
        elif _starts_labels(cells, lexicon):
            break
        else:
            end = row
    return end


def _starts_labels(cells: list[Cell], lexicon: Lexicon) -> bool:
    """Whether a row holds the labels that open a form."""
    return any(
        cell.kind == "text" and (lexicon.field(cell.text) in BLOCK_LABELS or _is_inline_label(cell, lexicon))
        for cell in cells
    )
