"""Header rows read column by column. A header may stand on several rows: groups over items, items over 评分 and 备注."""

import re
from dataclasses import dataclass, field
from typing import Literal

from reportgen.model.words import Lexicon, clean
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.people import looks_like_name

MAX_DEPTH = 4  # rows of one header

Sub = Literal["rating", "comment", "skip"]
_NAMED_RELATION = re.compile(r"^(.+?)\s*[(\[]\s*([^()\[\]\d]+?)\s*[)\]]$")
_VALUE_FIELDS = frozenset({"rating", "mark"})
_WHO = frozenset({"person_id", "name"})
#: Fields that may stand under a competency and hold no rating.
_BESIDE = frozenset({
    "weight", "ignored", "mean", "number", "total", "gap", "required", "maximum", "explanation", "category", "votes",
})  # fmt: skip


@dataclass
class HeaderRow:
    """What each column of a header names. `relations` are columns whose ratings are those of a relation (自评 | 上级),
    `raters` the names that stand with a relation (`同级（何敏）`), `comments` columns of remarks on a competency, `others`
    cells that name nothing known.
    """

    top: int
    bottom: int
    fields: dict[str, int] = field(default_factory=dict)
    again: list[tuple[str, int]] = field(default_factory=list)
    competencies: dict[int, str | int] = field(default_factory=dict)
    relations: dict[int, str] = field(default_factory=dict)
    raters: dict[int, Cell] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    subjects: dict[int, str | int] = field(default_factory=dict)
    grades: dict[int, str | int] = field(default_factory=dict)
    points: dict[int, str | int] = field(default_factory=dict)
    others: list[Cell] = field(default_factory=list)
    groups: dict[int, Cell] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[Cell, ...]:
        """Cells that should name something and do not."""
        return tuple(self.others)

    @property
    def columns(self) -> set[int]:
        return {*self.fields.values(), *self.competencies, *self.relations, *self.subjects, *self.grades, *self.points}

    def take(self, cell: Cell, lexicon: Lexicon) -> None:
        """Note what a cell of a header of one row names."""
        text = cell.text if cell.kind in ("text", "number") else ""
        column = cell.column
        name = lexicon.field(text)
        if name is not None:
            if name in self.fields:
                self.again.append((name, column))
            self.fields.setdefault(name, column)
        elif (competency := lexicon.competency(text)) is not None:
            self.competencies[column] = competency
        elif (subject := lexicon.subject(text)) is not None:
            self.subjects[column] = subject
        elif (point := lexicon.scale_point(text)) is not None:
            self.points[column] = point
        elif cell.number() is None and (grade := lexicon.grade(text)) is not None:
            self.grades[column] = grade
        elif cell.kind == "text" and (relation := lexicon.relation_heading(text)) is not None:
            self.relations[column] = relation
        elif (
            (match := _NAMED_RELATION.match(clean(text)))
            and looks_like_name(match.group(2))
            and (relation := lexicon.relation_heading(match.group(1)))
        ):
            self.relations[column] = relation
            self.raters[column] = Cell(cell.row, column, "text", match.group(2))
        else:
            self.others.append(cell)


def header_row(grid: Grid, number: int, lexicon: Lexicon) -> HeaderRow:
    """A row read as if it were a header, together with the rows below that belong to it."""
    bottom = _bottom(grid, number, lexicon)
    composed = _compose(grid, number, bottom, lexicon) if bottom > number else None
    return composed or single_row(grid, number, lexicon)


def single_row(grid: Grid, number: int, lexicon: Lexicon) -> HeaderRow:
    """A row read as a header of its own."""
    single = HeaderRow(number, number)
    for cell in grid.rows[number]:
        single.take(cell, lexicon)
    return single


def sub_meaning(text: str, lexicon: Lexicon) -> Sub | tuple[str] | None:
    """What a word under a competency or person says about its column: a kind, a relation (in a tuple), or nothing."""
    name = lexicon.field(text)
    if name in _VALUE_FIELDS or lexicon.is_rating_heading(text):
        return "rating"
    if name == "comment":
        return "comment"
    if name in _BESIDE:
        return "skip"
    relation = lexicon.relation_heading(text)
    return (relation,) if relation else None


def is_sub_row(grid: Grid, row: int, lexicon: Lexicon) -> bool:
    """Whether a row holds nothing but words such as 评分 | 备注 or 自评 | 上级 under what stands above."""
    cells = grid.rows.get(row, [])
    return bool(cells) and all(c.kind == "text" and sub_meaning(c.text, lexicon) for c in cells)


def _bottom(grid: Grid, number: int, lexicon: Lexicon) -> int:
    """The last row of the header that starts at a row, as its merges and words tell."""
    cells = grid.rows[number]
    if not any(cell.kind == "text" for cell in cells):
        return number
    bottom = number
    for top, left, last, _ in grid.merges:
        if top == number and last < number + MAX_DEPTH and grid.at(top, left).kind == "text":
            bottom = max(bottom, last)
    if bottom == number and _who_over_groups(grid, number, lexicon):
        bottom = number + 1
    if bottom + 1 in grid.rows and _is_last_row(grid, number, bottom + 1, lexicon):
        named = [c for row in range(number, bottom + 1) for c in grid.rows.get(row, []) if lexicon.competency(c.text)]
        if len(named) > 1:
            bottom += 1
    return bottom


def _is_last_row(grid: Grid, top: int, row: int, lexicon: Lexicon) -> bool:
    """Whether a row says what is entered under the competencies above; 工号 and 姓名 may stand in it too."""
    cells = grid.rows[row]
    rest = [c for c in cells if not (lexicon.field(c.text) in _WHO and grid.at(top, c.column).blank)]
    return bool(rest) and all(c.kind == "text" and sub_meaning(c.text, lexicon) for c in rest)


def _who_over_groups(grid: Grid, number: int, lexicon: Lexicon) -> bool:
    """Whether 工号 and 姓名 stand in the row of the categories, and the competencies in the next one."""
    below = grid.rows.get(number + 1, [])
    if sum(1 for c in below if c.kind == "text" and lexicon.competency(c.text)) < 2:  # noqa: PLR2004
        return False
    fields = [c for c in grid.rows[number] if lexicon.field(c.text)]
    if not any(lexicon.field(c.text) in _WHO for c in fields):
        return False
    rest = [c for c in grid.rows[number] if c not in fields]
    return all(grid.at(number + 1, c.column).blank for c in fields) and all(
        lexicon.is_category(c.text) or grid.right_of(c) > c.column + 1 for c in rest
    )


def _compose(grid: Grid, top: int, bottom: int, lexicon: Lexicon) -> HeaderRow | None:
    """The header of several rows; None when they are none: then the first row stands for itself."""
    rows = range(top, bottom + 1)
    own = {c.column for row in rows for c in grid.rows.get(row, [])}
    if any(
        c.kind != "text" and not _only_numbers(grid, c, bottom, lexicon) for r in rows for c in grid.rows.get(r, [])
    ):
        return None
    header = HeaderRow(top, bottom)
    group: tuple[str, set[str]] | None = None  # a competency that stands over several columns, and what stood under it
    for column in sorted(own):
        parts = _parts(grid, rows, column)
        named = {found for c in parts if (found := lexicon.competency(c.text))}
        if len(named) > 1:
            return None
        below = parts[-1].text
        if not named and group and len(parts) == 1 and parts[0].row > top and below not in group[1]:
            if sub_meaning(below, lexicon) is None:
                header.others.append(parts[0])
            else:
                _take_part(header, column, group[0], parts, lexicon)
                group[1].add(below)
            continue
        if named:
            competency = named.pop()
            _take_part(header, column, competency, parts, lexicon)
            group = (competency, {below})
            continue
        group = None
        relation = lexicon.relation_heading(parts[0].text)
        if relation and len(parts) == 2 and looks_like_name(below) and not lexicon.knows(below):  # noqa: PLR2004
            header.relations[column] = relation
            header.raters[column] = parts[-1]
            continue
        _take_plain(header, column, parts, lexicon)
    return header


def _take_plain(header: HeaderRow, column: int, parts: list[Cell], lexicon: Lexicon) -> None:
    """Note a column without a competency over it: the ratings of a relation (评分 over 自评, 自评 over 评分), or a field."""
    kinds = [sub_meaning(c.text, lexicon) for c in parts]
    if len(parts) > 1 and any(isinstance(kind, tuple) for kind in kinds):
        if not {"comment", "skip"} & {kind for kind in kinds if isinstance(kind, str)}:
            header.relations[column] = next(kind[0] for kind in kinds if isinstance(kind, tuple))
        return
    known = [c for c in parts if lexicon.field(c.text) or lexicon.scale_point(c.text) is not None] or parts
    if len({point for c in parts if (point := lexicon.scale_point(c.text)) is not None}) > 1:
        header.others.extend(parts)  # two lines that contradict each other
        return
    if kinds[-1] == "rating" and kinds[0] is None and len(parts) > 1:
        header.groups[column] = parts[0]  # 本期 over 评分
    header.take(Cell(known[-1].row, column, known[-1].kind, known[-1].value), lexicon)


def _only_numbers(grid: Grid, cell: Cell, bottom: int, lexicon: Lexicon) -> bool:
    """Whether what is no text in a header is a point of the scale, or the number of the competency below it."""
    if lexicon.scale_point(cell.text) is not None and cell.kind == "number":
        return True
    below = [grid.at(row, cell.column) for row in range(cell.row + 1, bottom + 1)]
    return any(c.kind == "text" and lexicon.competency(c.text) for c in below)


def _parts(grid: Grid, rows: range, column: int) -> list[Cell]:
    """The cells that stand over a column in some rows, from top to bottom, each merged one once."""
    parts: list[Cell] = []
    for row in rows:
        cell = grid.spread(row, column)
        if not cell.blank and cell not in parts:
            parts.append(cell)
    return parts


def _take_part(header: HeaderRow, column: int, competency: str, parts: list[Cell], lexicon: Lexicon) -> None:
    """Note a column under a competency: its ratings, those of a relation, remarks, or nothing to compute with."""
    names = [i for i, c in enumerate(parts) if lexicon.competency(c.text)]
    below = parts[names[-1] + 1 :] if names else parts[-1:]
    kinds = [sub_meaning(c.text, lexicon) for c in below]
    if None in kinds:
        header.others.extend(c for c, kind in zip(below, kinds, strict=True) if kind is None)
    elif "comment" in kinds:
        header.comments[column] = competency
    elif "skip" not in kinds:
        header.competencies[column] = competency
        above = [sub_meaning(c.text, lexicon) for c in parts[: names[0]]] if names else []
        for kind in (*above, *kinds):
            if isinstance(kind, tuple):
                header.relations[column] = kind[0]
