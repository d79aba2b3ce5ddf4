"""Matrices and lists: many ratings in one table."""

from collections.abc import Sequence
from datetime import date

from reportgen.problems import Problem
from reportgen.workbooks.extract import Context, Extract, person_of_row, read_date, unknown_competency
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.ratings import (
    Rater,
    add_rating,
    competency_rows,
    date_of_labels,
    rater_of,
    rater_of_labels,
    rating_value,
    unknown_names,
    warn_unanswered,
)
from reportgen.workbooks.recognise import Block, Label


def read_matrix(block: Block, context: Context) -> Extract:
    """Persons in rows, competencies in columns; rater and relation in labels or columns."""
    out = Extract()
    grid = block.grid
    out.problems += [unknown_competency(grid, cell, context) for cell in block.strangers]
    for row in block.rows():
        cells = [(str(competency), grid.at(row, column)) for column, competency in sorted(block.items.items())]
        if all(cell.blank for _, cell in cells) and not _names_somebody(block, row):
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
        id_cell = grid.spread(block.columns["ids_row"], column)
        name_cell = grid.spread(block.columns["names_row"], column)
        if context.lexicon.field(name_cell.text) or context.lexicon.field(id_cell.text):
            continue  # 备注, 平均 and the like beside the persons
        broken = grid.broken(id_cell) or grid.broken(name_cell)
        if broken is not None:
            out.problems.append(broken)
            continue
        person_id, problems = context.registry.resolve(
            grid, "" if id_cell.blank else id_cell.text, id_cell, "" if name_cell.blank else name_cell.text, name_cell
        )
        out.problems.extend(problems)
        if person_id is None:
            continue
        rater = rater_of_labels(block, person_id, context, out)
        when, current = date_of_labels(block, context, out)
        if rater is not None and current:
            cells = [(competency, grid.at(row, column)) for row, competency in rows]
            _rate_cells(out, grid, cells, person_id, rater, when, id_cell, context)
    return out


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
        competency_cell, rating_cell = block.cell(row, "competency"), grid.at(row, block.columns["rating"])
        if competency_cell is None or (competency_cell.blank and rating_cell.blank):
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
        value = rating_value(rating_cell, grid, context)
        if isinstance(value, Problem):
            out.problems.append(value)
        elif value is not None and rater is not None and current:
            add_rating(out, grid, rating_cell, person_id, competency, rater, value, when)
    return out


def _names_somebody(block: Block, row: int) -> bool:
    """Whether a row has an id or a name that could be somebody's; totals and empty numbered rows have none."""
    cells = [block.cell(row, name) for name in ("person_id", "name")]
    return sum(1 for cell in cells if cell is not None and not cell.blank) == len([c for c in cells if c is not None])


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
