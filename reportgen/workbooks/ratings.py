"""Ratings: what the readers of forms, matrices and lists share: one cell, one rater, one row of the frame."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from reportgen.model.types import Competency
from reportgen.model.words import clean, words
from reportgen.problems import Problem, problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract, spot, unknown_competency
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.nearest import nearest_point
from reportgen.workbooks.raters import Rater


def rating_value(
    cell: Cell, grid: Grid, context: Context, signs: Mapping[str, int] = MappingProxyType({})
) -> int | Problem | None:
    """The rating in a cell: a point of the scale, None when not rated, or what is wrong. `signs` are those of the
    sheet's own legend.
    """
    broken = grid.broken(cell)
    if broken is not None:
        return broken
    if cell.not_given and context.lexicon.sign(cell.text) not in signs:
        return None
    text = clean(cell.text)
    near = partial(nearest_point, cell, context.lexicon)
    if cell.kind == "number" and "%" in cell.number_format:
        return grid.problem("unreadable-rating", cell, scale=context.scale_text)
    number = _number(cell, text)
    if number is not None:
        if number in context.model.scale_values:
            return int(number)
        return grid.problem("rating-out-of-range", cell, scale=context.scale_text, nearest=near())
    point = context.lexicon.point(text) if cell.kind == "text" else None
    if point is None and signs and cell.kind == "text":
        point = signs.get(context.lexicon.sign(text))
    if point is None:
        return grid.problem("unreadable-rating", cell, scale=context.scale_text, nearest=near())
    return point


def _number(cell: Cell, text: str) -> Fraction | None:
    """The number in a cell, also with 分 behind it."""
    number = cell.number()
    if number is None and cell.kind == "text":
        for suffix in words().rating_suffixes:
            if text.endswith(suffix):
                number = Cell(cell.row, cell.column, "text", text.removesuffix(suffix)).number()
    return number


def ticked_value(
    cells: Sequence[tuple[int, Cell]], grid: Grid, *, open_marks: bool, competency: Competency, scale: str
) -> tuple[int, Cell] | Problem | None:
    """The point that a row of a tick table marks, with its cell; `cells` are (point, cell) from left to right.

    A row filled with 0s and one tick has one tick; a number that is neither 1 nor its column's own point is unreadable.
    """
    filled = [(point, cell) for point, cell in cells if not cell.not_given]
    zeros = [(point, cell) for point, cell in filled if cell.number() == 0]
    rest = [(point, cell) for point, cell in filled if cell.number() != 0]
    if any(point != 0 for point, _ in zeros) and (
        (len(rest) == 1 and len(filled) == len(cells))
        or (all(cell.number() == 1 for _, cell in rest) and len(filled) > 1)
    ):
        filled = rest  # the 0s say "not this one"
    ticks: list[tuple[int, Cell]] = []
    for point, cell in filled:
        broken = grid.broken(cell)
        if broken is not None:
            return broken
        empty_box = cell.kind == "text" and cell.key in words().open_ticks
        if is_full_tick(cell) or cell.number() == point or (empty_box and open_marks):
            ticks.append((point, cell))
        elif not empty_box:
            return grid.problem("unreadable-rating", cell, scale=scale)
    if len(ticks) > 1:
        ticked = tuple(cell.address for _, cell in ticks)
        return grid.problem("two-ticks", ticks[1][1], competency=competency, cells=ticked)
    return ticks[0] if ticks else None


def is_full_tick(cell: Cell) -> bool:
    return cell.kind in ("text", "number") and cell.key in words().full_ticks


def open_signs_are_ticks(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether ○ and □ are ticks in a table: where no full mark is used, and no row has nothing but them (printed boxes)."""
    if any(is_full_tick(cell) for row in rows for cell in row):
        return False
    return not any(all(cell.key in words().open_ticks for cell in row) for row in rows)


def counts(cell: Cell, grid: Grid, context: Context) -> bool:
    """Whether a cell holds something that was meant as a rating: a whole number, a band, a fault; not a remark."""
    value = rating_value(cell, grid, context)
    if in_legend(cell, grid, context):
        return False
    if isinstance(value, Problem):
        number = cell.number()
        return cell.kind in ("error", "formula", "bool") or (number is not None and number.denominator == 1)
    return value is not None


def strange_columns(block: Block, context: Context) -> list[Problem]:
    """Headers of a matrix that name nothing known, where ratings seem to stand below them or a name is meant."""
    grid = block.grid
    found = []
    for head in (head for head in (*block.strangers, *_numbered(block)) if not context.lexicon.is_total(head.text)):
        rated = rated_column(block, head, context)
        meant = head.kind in ("text", "error", "formula") and context.lexicon.nearest_competency(head.text)
        if rated or meant or grid.broken(head):
            found.append(unknown_competency(grid, head, context, map(str, block.items.values())))
    return found


def _numbered(block: Block) -> list[Cell]:
    """Headers that are a bare number, where competencies are meant."""
    cells = [c for c in block.grid.rows.get(block.header, []) if c.column <= max(block.items) + 1]
    return [c for c in cells if c.kind == "number" and c.column not in block.value_columns and c not in block.strangers]


def unnamed_columns(block: Block) -> list[Cell]:
    """Places in the header of a matrix without a word: between the people and the competencies, between these, and
    right behind.
    """
    grid, taken = block.grid, {*block.columns.values(), *block.comments, *(c for _, c in block.again)}
    rows = range(block.header, block.first)
    return [
        Cell(block.header, column)
        for column in range(_behind_people(block), max(block.items) + 2)
        if column not in taken and all(grid.spread(row, column).blank for row in rows)
    ]


def _behind_people(block: Block) -> int:
    """The first column behind those of people that stand before the competencies."""
    first = min(block.items)
    return max(
        (c + 1 for name, c in block.columns.items() if name in ("person_id", "name") and c < first), default=first
    )


def rated_column(block: Block, head: Cell, context: Context) -> bool:
    """Whether ratings stand below a header."""
    grid = block.grid
    lines = [row for row in block.rows() if not block.is_sum_line(row, context.lexicon)]
    below = [cell for row in lines if not in_legend(cell := grid.at(row, head.column), grid, context)]
    return any(isinstance(rating_value(cell, grid, context), int) for cell in below)


def in_legend(cell: Cell, grid: Grid, context: Context) -> bool:
    """Whether a band stands beside its own point, or a point beside its band: a legend, not a rating."""
    point = context.lexicon.point(cell.text) if cell.kind == "text" else None
    if point is not None:
        return grid.at(cell.row, cell.column - 1).number() == point
    beside = grid.at(cell.row, cell.column + 1)
    number = cell.number()
    return number is not None and beside.kind == "text" and context.lexicon.point(beside.text) == number


def competency_rows(block: Block, context: Context) -> list[tuple[int, str]]:
    """Rows with the competency that each names; a name merged over several rows is that of the first."""
    rows = []
    for row in block.rows():
        cell = block.cell(row, "competency")
        competency = context.lexicon.competency(cell.text) if cell and cell.kind == "text" else None
        if competency is None or cell is None or cell.row != row:
            continue
        if not _has_parts(block, cell, context):
            rows.append((row, competency))
    return rows


def _has_parts(block: Block, name: Cell, context: Context) -> bool:
    """Whether a name is merged over several lines with answers: parts of a competency, none of which is its rating."""
    grid = block.grid
    if not grid.merges:
        return False
    bottom = next((b for top, left, b, _ in grid.merges if (top, left) == (name.row, name.column)), name.row)
    answers = [grid.at(row, column) for row in range(name.row + 1, bottom + 1) for column in block.value_columns]
    return any(counts(cell, grid, context) or is_full_tick(cell) for cell in answers)


def unknown_names(block: Block, context: Context, out: Extract) -> None:
    """Note the names of rows that are no competency's; what stands beside them is left out."""
    after = block.last + 1
    if _unnamed_answer(block, after, context):
        out.problems.append(block.grid.problem("unknown-competency", Cell(after, block.columns["competency"]), hint=""))
    for row in block.rows():
        cell = block.cell(row, "competency")
        if cell and cell.row == row and not block.grid.merges and context.lexicon.competency(cell.text):
            continue
        below = [c for c in (block.grid.at(row, column) for column in block.value_columns) if not c.not_given]
        if cell and cell.row == row and below and _has_parts(block, cell, context):
            out.problems.append(block.grid.problem("unknown-competency", cell, hint=""))
            out.leave_out(block.grid, below)
            continue
        if cell and cell.blank and _unnamed_answer(block, row, context):
            out.problems.append(block.grid.problem("unknown-competency", cell, hint=""))
            out.leave_out(block.grid, below)
            continue
        if cell and cell.row < row and below and context.lexicon.competency(cell.text):
            blank = Cell(row, cell.column)  # the name above is merged over this row and says nothing about it
            out.problems.append(block.grid.problem("unknown-competency", blank, hint=""))
            out.leave_out(block.grid, below)
            continue
        if (
            cell
            and not cell.blank
            and context.lexicon.competency(cell.text) is None
            and not context.lexicon.is_total(cell.text)
            and not block.is_sum_line(row, context.lexicon)
        ):
            taken = [competency for _, competency in competency_rows(block, context)]
            out.problems.append(unknown_competency(block.grid, cell, context, taken))
            out.leave_out(block.grid, (block.grid.at(row, column) for column in block.value_columns))


def _unnamed_answer(block: Block, row: int, context: Context) -> bool:
    """Whether the line right under a table has an answer and no name."""
    cells = block.grid.rows.get(row, [])
    if block.is_sum_line(row, context.lexicon) or not block.grid.spread(row, block.columns["competency"]).blank:
        return False
    if any(c.kind == "text" and c.column not in block.value_columns for c in cells):
        return False
    answers = [c for c in cells if c.column in block.value_columns]
    return any(is_full_tick(c) or counts(c, block.grid, context) for c in answers)


def add_rating(
    out: Extract,
    grid: Grid,
    cells: tuple[Cell, Cell | None],
    person_id: str,
    competency: str,
    rater: Rater,
    value: int,
    when: date | None,
) -> None:
    """A row of the frame; `cells` are the rating's own and the one that gives a tick or sign its number."""
    cell, heading = cells
    line = (
        person_id,
        competency,
        rater.name,
        rater.key,
        rater.relation,
        value,
        when,
        heading.address if heading else "",
    )
    out.ratings.append((*line, *spot(grid, cell)))


def warn_unanswered(
    out: Extract, grid: Grid, places: Mapping[str, Cell], answered: set[str], fallback: Cell, context: Context
) -> None:
    """One warning for the rated competencies without an answer: at the first one's place, else at `fallback`."""
    missing = [c for c in context.model.competencies if c.method == "rating" and c.id not in answered]
    if missing:
        present = [places[c.id] for c in missing if c.id in places]
        cell = min(present, key=lambda c: (c.row, c.column)) if present else fallback
        out.problems.append(problem("no-tick", grid.source(cell), "", competencies=tuple(missing)))
