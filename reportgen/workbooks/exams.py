"""Exams: marks (a column per subject, or one mark per row) and the weights of subjects."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from reportgen.language import N_
from reportgen.model.inputs import ExamColumnMissing
from reportgen.model.words import key, words
from reportgen.problems import Problem, concerning
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import (
    Context,
    Extract,
    is_no_line,
    person_of_row,
    read_date,
    spot,
    unknown_competency,
    unknown_subject,
)
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.labels import Label
from reportgen.workbooks.nearest import nearest_grade, nearest_mark, nearest_weight
from reportgen.workbooks.scales import other_marks


def mark_value(cell: Cell, grid: Grid, context: Context) -> tuple[str, Fraction | None, Problem | None]:
    """State of a mark (`mark`, `absent`, `blank`, `bad`), the mark itself, and what is wrong with it."""
    broken = grid.broken(cell)
    if broken is not None:
        return "bad", None, broken
    if cell.kind == "text" and cell.key in words().absent:
        return "absent", None, None
    if cell.not_given:
        return "blank", None, None
    mark = cell.number()
    low, high = context.model.mark_range
    if mark is None or "%" in cell.number_format or not low <= mark <= high:
        return (
            "bad",
            None,
            grid.problem("mark-out-of-range", cell, low=low, high=high, nearest=nearest_mark(cell, context.model)),
        )
    return "mark", mark, None


def _counts(cell: Cell) -> bool:
    """Whether a cell holds something that was meant as a mark."""
    return not cell.blank and not (cell.kind == "text" and cell.number() is None and cell.key not in words().absent)


def read_marks(block: Block, context: Context) -> Extract:
    """Marks with a column per subject."""
    out = Extract()
    grid = block.grid
    out.problems += _strange_columns(block, context)
    if other := _other_scale(block, context):
        return other
    people: list[str] = []
    for row in block.rows():
        cells = [(str(subject), grid.at(row, column)) for column, subject in sorted(block.items.items())]
        if is_no_line(block, row, [cell for _, cell in cells], context, _counts):
            continue
        person_id = person_of_row(block, row, context, out)
        when, current = _date(block, row, context, out) if person_id is not None else (None, False)
        if person_id is None or not current:
            out.leave_out(grid, (cell for _, cell in cells))
            continue
        people.append(person_id)
        for subject, cell in cells:
            _take(out, grid, cell, _id_cell(block, row), person_id, subject, when, context)
    for competency in context.model.competencies:
        for examined in competency.subjects:
            if examined.id not in block.items.values() and people:
                source = grid.source(block.header_cell("person_id" if "person_id" in block.columns else "name"))
                out.missing_columns.append(ExamColumnMissing(examined.id, tuple(people), source))
    return out


def _other_scale(block: Block, context: Context) -> Extract | None:
    """The refusal of a table of marks that are out of another maximum than ours."""
    grid = block.grid
    low, high = context.model.mark_range
    cells = [grid.at(row, column) for row in block.rows() for column in sorted(block.value_columns)]
    marks = [(cell, mark_value(cell, grid, context)[1]) for cell in cells]
    label = {row for row in block.rows() if any(context.lexicon.field(c.text) == "maximum" for c in grid.rows[row])}
    stated = next((cell for cell in cells if cell.row in label and cell.number() not in (None, high)), None)
    at = stated or other_marks(block, marks, low, high)
    if at is None:
        return None
    out = Extract(problems=[grid.problem("other-scale", at, scale=f"{low}–{high}")])
    out.leave_out(grid, cells)
    return out


def _strange_columns(block: Block, context: Context) -> list[Problem]:
    """Headers among the subjects that name none, where marks seem to stand below them or a subject is meant."""
    grid, found = block.grid, []
    for head in block.strangers:
        below = (grid.at(row, head.column) for row in block.rows())
        marked = any(mark_value(cell, grid, context)[0] in ("mark", "absent") for cell in below)
        meant = head.kind in ("text", "error", "formula") and context.lexicon.nearest_subject(head.text)
        if marked or meant or grid.broken(head):
            found.append(unknown_subject(grid, head, context))
    return found


def read_marks_list(block: Block, context: Context) -> Extract:
    """Marks with one mark per row: person, subject, mark."""
    out = Extract()
    grid = block.grid
    if other := _other_scale(block, context):
        return other
    for row in block.rows():
        subject_cell, marks = block.cell(row, "subject"), block.cells(row, "mark")
        if subject_cell is None or (subject_cell.blank and all(cell.blank for cell in marks)):
            continue
        person_id = person_of_row(block, row, context, out)
        if person_id is None:
            out.leave_out(grid, marks)
            continue
        subject = context.lexicon.subject(subject_cell.text)
        if subject is None:
            out.problems.append(unknown_subject(grid, subject_cell, context))
            out.leave_out(grid, marks)
            continue
        when, current = _date(block, row, context, out)
        out.leave_out(grid, marks if not current else ())
        for cell in marks if current else ():
            _take(out, grid, cell, _id_cell(block, row), person_id, subject, when, context)
    return out


def _take(
    out: Extract,
    grid: Grid,
    cell: Cell,
    id_cell: Cell,
    person_id: str,
    subject: str,
    when: Any,  # noqa: ANN401 (a date or None)
    context: Context,
) -> None:
    state, mark, found = mark_value(cell, grid, context)
    if found is not None:
        out.problems.append(concerning(found, person_id))
    out.marks.append((person_id, subject, mark, state, when, id_cell.address, *spot(grid, cell)))


def _id_cell(block: Block, row: int) -> Cell:
    return block.cell(row, "person_id") or block.cell(row, "name") or block.grid.rows[row][0]


def _date(block: Block, row: int, context: Context, out: Extract) -> tuple[Any, bool]:
    """The date of a row, else the one above the table."""
    cell = block.cell(row, "date")
    label = Label("" if cell.blank else cell.text, cell) if cell is not None else block.labels.get("date")
    return read_date(label.text, label.cell, block.grid, context, out) if label else (None, True)


def read_weights(block: Block, context: Context) -> Extract:
    """Weights of subjects: competency, subject, grade (blank: all grades), weight."""
    out = Extract()
    grid = block.grid
    stated = _stated_grade(block, context)
    for row in block.rows():
        competency_cell = block.cell(row, "competency")
        subject_cell = block.cell(row, "subject")
        weights = block.cells(row, "weight") if "weight" in block.columns else _by_grade(block, row)
        if (
            competency_cell is None
            or subject_cell is None
            or (subject_cell.blank and all(cell.blank for cell in weights))
        ):
            continue
        for weight_cell in weights:
            grade = str(block.items[weight_cell.column]) if weight_cell.column in block.items else stated
            grade_cell = block.cell(row, "grade")
            problem, line = _weight_line(grid, competency_cell, subject_cell, grade_cell, weight_cell, context)
            if line is not None and grade and not line[2]:
                line = (line[0], line[1], grade, line[3])
            if problem is not None:
                out.problems.append(problem)
                out.leave_out(grid, [weight_cell])
            elif line is not None:
                out.weights.append((*line, *spot(grid, weight_cell)))
    return out


def _by_grade(block: Block, row: int) -> list[Cell]:
    """The weights of a line with a column for each grade."""
    return [block.grid.at(row, column) for column in sorted(block.items)]


def _stated_grade(block: Block, context: Context) -> str:
    """The one grade that a label or the title of a sheet of weights states; "" for none."""
    label = block.labels.get("grade")
    stated = context.lexicon.grade(label.text) if label is not None else None
    mentioned = context.lexicon.grades_in(block.title)
    return stated or (mentioned.pop() if len(mentioned) == 1 else "")


def _weight_line(
    grid: Grid, competency_cell: Cell, subject_cell: Cell, grade_cell: Cell | None, weight_cell: Cell, context: Context
) -> tuple[Problem | None, tuple[str, str, str, Fraction] | None]:
    """A line of a weight sheet, or what is wrong with it; both None for a line without a weight."""
    lexicon = context.lexicon
    for cell in (competency_cell, subject_cell, weight_cell, grade_cell):
        if cell is not None and (broken := grid.broken(cell)) is not None:
            return broken, None
    competency = lexicon.competency(competency_cell.text)
    if competency is None:
        return unknown_competency(grid, competency_cell, context), None
    subject = lexicon.subject(subject_cell.text)
    known = context.model.competency(competency)
    if subject is None or subject not in {s.id for s in known.subjects}:
        return unknown_subject(grid, subject_cell, context, known), None
    grade: str | None = ""
    if grade_cell is not None and not grade_cell.not_given and grade_cell.key not in ALL_GRADES:
        grade = lexicon.grade(grade_cell.text)
        if grade is None:
            left_out = grid.problem(
                "unknown-grade", grade_cell, consequence=N_("the line was left out"), grades=context.model.grades,
                nearest=nearest_grade(grade_cell.text, context.model),
            )  # fmt: skip
            return left_out, None
    if weight_cell.not_given:
        return None, None
    weight = weight_cell.number()
    if weight is None:
        weight = _percentage(weight_cell)
    if weight is None or weight < 0:
        return grid.problem("weight-out-of-range", weight_cell, nearest=nearest_weight(weight_cell)), None
    return None, (competency, subject, grade or "", weight)


ALL_GRADES = frozenset(map(key, ("全部", "所有", "所有级别", "全部级别", "all")))


def _percentage(cell: Cell) -> Fraction | None:
    """A weight typed as text such as `20%`."""
    if cell.kind == "text" and cell.key.endswith("%"):
        share = Cell(cell.row, cell.column, "text", cell.key[:-1]).number()
        return share / 100 if share is not None else None
    return None


MARK_READERS: dict[str, Callable[[Block, Context], Extract]] = {
    "marks": read_marks,
    "marks-list": read_marks_list,
    "weights": read_weights,
}
