"""Forms: one person rated by one rater, in a table of ticks or a column of ratings."""

from reportgen.problems import Problem
from reportgen.workbooks.extract import Context, Extract, check_grade, spot
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.headers import Block
from reportgen.workbooks.ratings import (
    Rater,
    add_rating,
    competency_rows,
    date_of_labels,
    open_signs_are_ticks,
    rater_of_labels,
    rating_value,
    ticked_value,
    unknown_names,
    warn_unanswered,
)

Answer = tuple[str, Cell, int | Problem | None]  # competency, where it was rated, the rating


def read_form(block: Block, context: Context) -> Extract:
    """One form about one person by one rater: a table of ticks, or a column of ratings."""
    out = Extract()
    grid = block.grid
    person_id = _person_of_labels(block, context, out)
    if person_id is None:
        return out
    check_grade(block.labels.get("grade"), person_id, grid, context, out)
    rater = rater_of_labels(block, person_id, context, out)
    when, current = date_of_labels(block, context, out)
    if rater is None or not current:
        return out
    values = _ticks(block, context, out) if block.kind == "form" else _scores(block, context, out)
    for competency, cell, value in values:
        if isinstance(value, Problem):
            out.problems.append(value)
        elif value is not None:
            add_rating(out, grid, cell, person_id, competency, rater, value, when)
    _comments(block, person_id, rater, context, out)
    names = {c: grid.spread(row, block.columns["competency"]) for row, c in competency_rows(block, context)}
    answered = {competency for competency, _, value in values if value is not None}
    warn_unanswered(out, grid, names, answered, block.header_cell("competency"), context)
    return out


def _ticks(block: Block, context: Context, out: Extract) -> list[Answer]:
    grid = block.grid
    columns = sorted((column, int(point)) for column, point in block.items.items())
    out.problems.extend(unknown_names(block, context))
    rows = [
        (c, row, [(p, grid.at(row, column)) for column, p in columns]) for row, c in competency_rows(block, context)
    ]
    open_marks = open_signs_are_ticks([[cell for _, cell in cells] for _, _, cells in rows])
    answers: list[Answer] = []
    for competency, row, cells in rows:
        named = context.model.competency(competency)
        answer = ticked_value(cells, grid, open_marks=open_marks, competency=named, scale=context.scale_text)
        if isinstance(answer, tuple):
            answers.append((competency, answer[1], answer[0]))
        else:
            answers.append((competency, grid.at(row, block.columns["competency"]), answer))
    return answers


def _scores(block: Block, context: Context, out: Extract) -> list[Answer]:
    out.problems.extend(unknown_names(block, context))
    return [
        (competency, cell, rating_value(cell, block.grid, context))
        for row, competency in competency_rows(block, context)
        for cell in block.cells(row, "rating")
    ]


def _person_of_labels(block: Block, context: Context, out: Extract) -> str | None:
    person_id, name = block.labels.get("person_id"), block.labels.get("name")
    for label in (person_id, name):
        if label is not None and (broken := block.grid.broken(label.cell)) is not None:
            out.problems.append(broken)
            return None
    found, problems = context.registry.resolve(
        block.grid,
        person_id.text if person_id else "",
        person_id.cell if person_id else None,
        name.text if name else "",
        name.cell if name else (None if person_id else block.label_place()),
    )
    out.problems.extend(problems)
    return found


def _comments(block: Block, person_id: str, rater: Rater, context: Context, out: Extract) -> None:
    if "comment" not in block.columns:
        return
    for row, competency in competency_rows(block, context):
        cell = block.cell(row, "comment")
        if cell is not None and cell.kind == "text" and not cell.not_given:
            line = (person_id, competency, rater.key, rater.relation, cell.text)
            out.comments.append((*line, *spot(block.grid, cell)))
