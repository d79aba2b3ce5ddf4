"""Matrices and lists: many ratings in one table."""

from collections.abc import Sequence
from datetime import date

from reportgen.problems import Problem
from reportgen.workbooks.extract import (
    Context,
    Extract,
    is_no_line,
    person_of_cells,
    person_of_row,
    read_date,
    unknown_competency,
)
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.headers import Block
from reportgen.workbooks.labels import Label
from reportgen.workbooks.ratings import (
    Rater,
    add_rating,
    competency_rows,
    rater_of,
    rating_value,
    unknown_names,
    warn_unanswered,
)


def read_matrix(block: Block, context: Context) -> Extract:
    """Persons in rows, competencies in columns; rater and relation in labels or columns."""
    out = Extract()
    grid = block.grid
    out.problems += [unknown_competency(grid, cell, context) for cell in block.strangers]
    for row in block.rows():
        cells = [(str(competency), grid.at(row, column)) for column, competency in sorted(block.items.items())]
        if is_no_line(block, row, [cell for _, cell in cells], context):
            continue
        person_id = person_of_row(block, row, context, out)
        if person_id is None:
            continue
        rater = _rater_of_row(block, row, person_id, context, out)
        when, current = _date_of_row(block, row, context, out)
        if rater is not None and current:
            fallback = block.cell(row, "person_id") or block.cell(row, "name") or grid.rows[row][0]
            _rate_cells(out, grid, cells, person_id, rater, when, fallback, context)
    return out


def read_matrix_across(block: Block, context: Context) -> Extract:
    """Competencies in rows, persons in columns: names across, ids under them."""
    out = Extract()
    grid = block.grid
    rows = competency_rows(block, context)
    out.problems.extend(unknown_names(block, context))
    for column in sorted(block.items):
        id_cell, name_cell = _line_cell(block, "person_id", column), _line_cell(block, "name", column)
        person_id = person_of_cells(grid, id_cell, name_cell, context, out)
        if person_id is None:
            continue
        name, number, relation, day = (
            _label_of_column(block, field, column) for field in ("rater", "rater_id", "relation", "date")
        )
        rater = rater_of(grid, name, number, relation, block.label_place(), person_id, context, out)
        when, current = read_date(day.text, day.cell, grid, context, out) if day else (None, True)
        if rater is not None and current:
            cells = [(competency, grid.at(row, column)) for row, competency in rows]
            _rate_cells(
                out, grid, cells, person_id, rater, when, id_cell or name_cell or grid.rows[block.header][0], context
            )
    return out


def _line_cell(block: Block, name: str, column: int) -> Cell | None:
    """The cell of a line of ids, names, raters … above the competencies."""
    row = block.columns.get(f"{name}_row")
    return block.grid.spread(row, column) if row else None


def _label_of_column(block: Block, name: str, column: int) -> Label | None:
    """A field from its line above the competencies, else from the labels above the table."""
    cell = _line_cell(block, name, column)
    return Label("" if cell.blank else cell.text, cell) if cell is not None else block.labels.get(name)


def _rate_cells(
    out: Extract,
    grid: Grid,
    cells: Sequence[tuple[str, Cell]],
    person_id: str,
    rater: Rater,
    when: date | None,
    fallback: Cell,
    context: Context,
) -> None:
    answered = set()
    for competency, cell in cells:
        value = rating_value(cell, grid, context)
        if isinstance(value, Problem):
            out.problems.append(value)
        elif value is not None:
            add_rating(out, grid, cell, person_id, competency, rater, value, when)
        if value is not None:
            answered.add(competency)
    warn_unanswered(out, grid, dict(reversed(cells)), answered, fallback, context)


def read_list(block: Block, context: Context) -> Extract:
    """One rating per row: person, competency, rater, relation, rating."""
    out = Extract()
    grid = block.grid
    for row in block.rows():
        competency_cell, ratings = block.cell(row, "competency"), block.cells(row, "rating")
        if competency_cell is None or (competency_cell.blank and all(cell.blank for cell in ratings)):
            continue
        person_id = person_of_row(block, row, context, out)
        if person_id is None:
            continue
        competency = context.lexicon.competency(competency_cell.text)
        if competency is None:
            out.problems.append(unknown_competency(grid, competency_cell, context))
            continue
        rater = _rater_of_row(block, row, person_id, context, out)
        when, current = _date_of_row(block, row, context, out)
        for cell in ratings:
            value = rating_value(cell, grid, context)
            if isinstance(value, Problem):
                out.problems.append(value)
            elif value is not None and rater is not None and current:
                add_rating(out, grid, cell, person_id, competency, rater, value, when)
    return out


def _label_of_row(block: Block, row: int, name: str) -> Label | None:
    """A field from its column, else from the labels above the table."""
    cell = block.cell(row, name)
    return Label("" if cell.blank else cell.text, cell) if cell is not None else block.labels.get(name)


def _rater_of_row(block: Block, row: int, person_id: str, context: Context, out: Extract) -> Rater | None:
    name, number, relation = (_label_of_row(block, row, field) for field in ("rater", "rater_id", "relation"))
    return rater_of(block.grid, name, number, relation, block.grid.rows[row][0], person_id, context, out)


def _date_of_row(block: Block, row: int, context: Context, out: Extract) -> tuple[date | None, bool]:
    label = _label_of_row(block, row, "date")
    return read_date(label.text, label.cell, block.grid, context, out) if label else (None, True)
