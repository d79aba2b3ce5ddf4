"""Header rows: which kind of table a row starts, decided by its words alone, never by a file's name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from reportgen.model.words import Lexicon
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.labels import Label, is_label

BlockKind = Literal[
    "roster", "form", "scores", "matrix", "matrix-across", "list", "marks", "marks-list", "weights", "votes", "standards"
]  # fmt: skip

Known = Callable[[str], str | None]  # "person_id" or "name" for the text of somebody in the roster


def nobody(_: str) -> str | None:
    """What is known of people before the roster is read."""
    return None


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    `columns` maps header fields to columns (of a field that stands there twice to the first; `again` has the others),
    `items` columns to what their header names: competency id, subject id, grade id, scale point, expert; `strangers`
    are header cells that name nothing known.
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

    def rows(self) -> Iterator[int]:
        """Numbers of the table's non-empty rows."""
        for row in self.grid.rows:
            if self.first <= row <= self.last:
                yield row

    def cell(self, row: int, name: str) -> Cell | None:
        """The cell of a row in the column of a header field; merged label cells count for all their rows."""
        column = self.columns.get(name)
        return self.grid.spread(row, column) if column else None

    def cells(self, row: int, name: str) -> list[Cell]:
        """The cells of a row in every column of a header field: what stands twice must not contradict itself."""
        columns = [self.columns[name], *(column for again, column in self.again if again == name)]
        return [self.grid.at(row, column) for column in columns]

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


@dataclass(frozen=True)
class _Row:
    """A row read as if it were a header."""

    fields: dict[str, int]
    again: list[tuple[str, int]]
    competencies: dict[int, str | int]
    subjects: dict[int, str | int]
    grades: dict[int, str | int]
    points: dict[int, str | int]
    others: list[Cell]

    @property
    def unknown(self) -> tuple[Cell, ...]:
        """Cells that should name something and do not."""
        return tuple(cell for cell in self.others if cell.kind in ("text", "error", "formula"))


def _read_row(cells: list[Cell], lexicon: Lexicon) -> _Row:
    row = _Row({}, [], {}, {}, {}, {}, [])
    for cell in cells:
        text = cell.text if cell.kind in ("text", "number") else ""
        name = lexicon.field(text)
        point = lexicon.scale_point(text)
        if name is not None:
            if name in row.fields:
                row.again.append((name, cell.column))
            row.fields.setdefault(name, cell.column)
        elif (competency := lexicon.competency(text)) is not None:
            row.competencies[cell.column] = competency
        elif (subject := lexicon.subject(text)) is not None:
            row.subjects[cell.column] = subject
        elif point is not None:
            row.points[cell.column] = point
        elif cell.number() is None and (grade := lexicon.grade(text)) is not None:
            row.grades[cell.column] = grade
        else:
            row.others.append(cell)
    return row


def head(grid: Grid, number: int, lexicon: Lexicon, known: Known) -> Block | None:
    """The block that a row would start, if it is a header row."""
    cells = grid.rows[number]
    if len(cells) < 2:  # noqa: PLR2004 (a header names at least two columns)
        return None
    row = _read_row(cells, lexicon)
    across = _matrix_across(grid, number, lexicon, known)
    if across is not None:
        return across
    has = row.fields.keys()
    who = "person_id" in has or "name" in has

    def block(
        kind: BlockKind, items: Mapping[int, str | int] | None = None, strangers: tuple[Cell, ...] = ()
    ) -> Block:  # fmt: skip
        return Block(kind, grid, number, row.fields, items or {}, strangers, tuple(row.again))

    if "competency" in has:
        return _competency_table(row, block, lexicon, who=who)
    if who and {"subject", "mark"} <= has:
        return block("marks-list")
    if who and len(row.competencies) > len(row.subjects):
        return block("matrix", row.competencies, row.unknown)
    if who and row.subjects:
        return block("marks", row.subjects, row.unknown)
    if {"person_id", "name", "grade"} <= has and _has_lines(grid, number, row, lexicon):
        return block("roster", strangers=tuple(row.others))
    return None


def _competency_table(row: _Row, block: Callable[..., Block], lexicon: Lexicon, *, who: bool) -> Block | None:
    """Tables with a column of competencies."""
    has = row.fields.keys()
    if {"subject", "weight"} <= has:
        return block("weights")
    if who and "rating" in has:
        return block("list")
    experts = _experts(row, lexicon)
    if has & {"before", "vote", "after"} or (experts and not row.points and not row.grades and "rating" not in has):
        return block("votes", {} if "vote" in has else experts, row.unknown)
    if row.grades:
        return block("standards", row.grades, row.unknown)
    if set(row.points.values()) == set(lexicon.model.scale_values):
        return block("form", row.points)
    return block("scores") if "rating" in has else None


def _experts(row: _Row, lexicon: Lexicon) -> dict[int, str | int]:
    """Columns of votes: beside the known columns of a vote sheet every further header names an expert."""
    named = {cell.column: cell.text for cell in row.others if cell.kind == "text"}
    if row.fields.keys() & {"before", "after"}:
        return dict(named)
    numbering = "0123456789０１２３４５６７８９ 一二三四五六七八九十ABCDEFGabcdefg甲乙丙丁戊己庚"
    return {column: text for column, text in named.items() if lexicon.field(text.rstrip(numbering)) == "expert"}


def _has_lines(grid: Grid, header: int, row: _Row, lexicon: Lexicon) -> bool:
    """Whether people stand under the headers of a roster: under a form's labels there are other labels, or nothing."""
    below = [grid.at(header + 1, row.fields[name]) for name in ("person_id", "name", "grade")]
    return not any(is_label(cell, lexicon) for cell in below) and sum(not cell.blank for cell in below) > 1


# ---- matrices with the persons across

CORNERS = frozenset({"competency", "name", "person_id"})
LINES = frozenset({"person_id", "name", "rater", "rater_id", "relation", "date", "grade", "department"})


def _matrix_across(grid: Grid, number: int, lexicon: Lexicon, known: Known) -> Block | None:
    """Competencies in rows, persons in columns: lines of names and ids across, perhaps of raters, then competencies.

    Lines are known by the word in their corner; where it says nothing, by the people of the roster in them.
    """
    corner = grid.rows[number][0]
    column, first_body = _first_competency(grid, number, corner, lexicon)
    if first_body is None or column is None:
        return None
    lines: dict[str, int] = {}
    for line in range(number, first_body):
        cells = [c for c in grid.rows.get(line, []) if c.column > column]
        name = _line_of(grid.at(line, column), cells, lexicon, known, first=line == number)
        if name is None or name in lines or _is_header(_read_row(grid.rows[line], lexicon), lexicon):
            return None
        lines[name] = line
    if not lines.keys() & {"person_id", "name"}:
        return None
    if len(lines.keys() & {"person_id", "name"}) == 1 and not _known_line(grid, lines, column, known):
        return None
    people = {
        cell.column: cell.text
        for name in ("name", "person_id")
        if name in lines
        for cell in grid.rows[lines[name]]
        if cell.column > column and (cell.kind == "number" or lexicon.field(cell.text) is None)
    }
    if not people:
        return None
    columns = {"competency": column, **{f"{name}_row": line for name, line in lines.items()}}
    return Block("matrix-across", grid, number, columns, dict(people), first=first_body)


def _first_competency(grid: Grid, number: int, corner: Cell, lexicon: Lexicon) -> tuple[int | None, int | None]:
    """Column and row of the first competency below a possible header, at most a few lines down."""
    for line in range(number + 1, number + 1 + len(LINES)):
        for cell in grid.rows.get(line, []):
            if cell.column > corner.column + 2:
                break
            if cell.kind == "text" and lexicon.field(cell.text) is None and lexicon.competency(cell.text):
                return cell.column, line
    return None, None


def _line_of(corner: Cell, cells: list[Cell], lexicon: Lexicon, known: Known, *, first: bool) -> str | None:
    """What a line above the competencies holds: names, ids, raters, …; None when it belongs to no such matrix."""
    if not cells or any(is_label(cell, lexicon) and not lexicon.is_total(cell.text) for cell in cells):
        return None
    word = lexicon.field(corner.text) if corner.kind == "text" else None
    people = [found for cell in cells if (found := known(cell.text)) is not None]
    if people and len(people) * 2 >= len(cells):
        return max(set(people), key=people.count)
    if word == "competency":
        return "name" if first or all(cell.kind == "text" for cell in cells) else None
    return word if word in LINES else None


def _known_line(grid: Grid, lines: Mapping[str, int], column: int, known: Known) -> bool:
    """Whether the one line of people names some of the roster: names alone could also be those of experts."""
    line = lines.get("person_id", lines.get("name", 0))
    return any(known(cell.text) for cell in grid.rows.get(line, []) if cell.column > column)


def _is_header(row: _Row, lexicon: Lexicon) -> bool:
    """Whether a row is the header of a form or another table rather than a line of people."""
    if "competency" in row.fields and set(row.points.values()) == set(lexicon.model.scale_values):
        return True
    other = {"rating", "before", "after", "vote", "subject", "mark", "weight"}
    return bool(row.competencies or row.subjects or row.fields.keys() & other)
