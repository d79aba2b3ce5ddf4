"""Levels: experts' votes that recalibrate what a grade requires, and tables of the standards themselves."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from reportgen.language import N_
from reportgen.model.inputs import STORED_RESULTS, StoredResult
from reportgen.model.words import key
from reportgen.problems import problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract, spot, unknown_competency
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.nearest import nearest_date, nearest_grade, nearest_level, typed

ADOPTION_NUMBER: Final = N_("the number of an adoption (1, 2, 3 …)")
_GENERIC_SHEETS = tuple(map(key, ("sheet", "工作表", "级别调整", "调整", "投票", "能力素质")))


def level_value(cell: Cell, context: Context) -> int | None:
    """A level as number or name; None when the cell holds no level."""
    number = cell.number()
    if number is not None:
        return int(number) if number.denominator == 1 and context.model.has_level(int(number)) else None
    return context.lexicon.level(cell.text) if cell.kind == "text" else None


def adoption_number(cell: Cell) -> int | None:
    """The number of an adoption, counted from 1; None for anything else."""
    return whole_number(cell, 1)


def whole_number(cell: Cell, least: int) -> int | None:
    """A whole number that is not below `least`; None for anything else."""
    number = cell.number()
    return int(number) if number is not None and number.denominator == 1 and number >= least else None


def read_votes(block: Block, context: Context) -> Extract:
    """Votes of several experts (a column each) or of one (`调整值`, the expert named elsewhere) about one grade."""
    out = Extract()
    grid = block.grid
    grade = _grade(block, context, out)
    if grade is None:
        out.leave_out(grid, (grid.at(row, column) for row in block.rows() for column in block.value_columns))
        return out
    out.problems += [found for cell in block.strangers if (found := grid.broken(cell)) is not None]
    columns = _expert_columns(block, context)
    for row, name, competency in _lines(block, context, out):
        out.vote_labels.setdefault((grade, competency), grid.source(name))
        for column, expert in columns.items():
            _vote(out, grid, grid.at(row, column), grade, competency, expert, context)
        for field in STORED_RESULTS:
            if field in block.columns:
                _stored(out, grid, grid.at(row, block.columns[field]), field, grade, competency, context)
    return out


def _lines(block: Block, context: Context, out: Extract) -> Iterator[tuple[int, Cell, str]]:
    """Row, name cell and competency of each line that names one; unknown names become problems."""
    for row in block.rows():
        name = block.cell(row, "competency")
        if name is None or name.blank:
            continue
        competency = context.lexicon.competency(name.text)
        if competency is not None:
            yield row, name, competency
        elif not context.lexicon.is_total(name.text):
            out.problems.append(unknown_competency(block.grid, name, context))
            out.leave_out(block.grid, (block.grid.at(row, column) for column in block.value_columns))


def _grade(block: Block, context: Context, out: Extract) -> str | None:
    """The grade that the votes are about: from a label, else from the title."""
    label = block.labels.get("grade")
    if label is not None and (broken := block.grid.broken(label.cell)) is not None:
        out.problems.append(broken)
        return None
    if label is not None and not label.blank:
        grade = context.lexicon.grade(label.text)
        cell, text = label.cell, label.text
    else:
        mentioned = context.lexicon.grades_in(block.title)
        grade = next(iter(mentioned)) if len(mentioned) == 1 else None
        cell, text = block.label_place(), "、".join(sorted(mentioned))
    if grade is None:
        source = block.grid.source(cell)
        left_out = N_("the votes were left out")
        out.problems.append(
            problem(
                "unknown-grade",
                source,
                text,
                consequence=left_out,
                grades=context.model.grades,
                nearest=typed(nearest_grade(text, context.model), text, cell),
            )
        )
    return grade


def _expert_columns(block: Block, context: Context) -> dict[int, str]:
    """Column -> expert. A single column of votes belongs to the expert of the label, the sheet or the file."""
    if block.items:
        return {column: str(expert) for column, expert in sorted(block.items.items())}
    label = block.labels.get("expert") or block.labels.get("rater") or block.labels.get("name")
    if label is not None and not label.blank:
        expert = label.text
    elif not _own_words(block.grid.sheet, context):
        expert = block.grid.stem
    else:
        expert = block.grid.sheet
    return {block.columns["vote"]: expert} if "vote" in block.columns else {}


def _own_words(sheet: str, context: Context) -> str:
    """What a sheet's name says besides grades, numbers and words like Sheet or 级别调整."""
    rest = context.lexicon.without_grades(sheet)
    for word in _GENERIC_SHEETS:
        rest = rest.replace(word, "")
    return rest.strip("0123456789-_()· ")


def _vote(out: Extract, grid: Grid, cell: Cell, grade: str, competency: str, expert: str, context: Context) -> None:
    broken = grid.broken(cell)
    if broken is not None:
        out.problems.append(broken)
    elif not cell.not_given:
        level = level_value(cell, context)
        if level is None:
            out.problems.append(
                grid.problem(
                    "vote-out-of-range", cell, levels=context.model.levels, nearest=nearest_level(cell, context.lexicon)
                )
            )
        else:
            out.votes.append((grade, competency, key(expert), level, *spot(grid, cell)))


def _stored(out: Extract, grid: Grid, cell: Cell, field: str, grade: str, competency: str, context: Context) -> None:
    """A result in the sheet, for comparison. A formula never calculated says nothing, so nothing is compared."""
    if cell.not_given or cell.kind == "formula":
        return
    level = level_value(cell, context) if field in ("before", "after") and cell.kind == "text" else None
    value = level if level is not None else cell.number()
    out.stored.append(
        StoredResult(grade, competency, field, value, cell.decimals(), cell.text, grid.source(cell))  # type: ignore[arg-type]
    )


def read_standards(block: Block, context: Context) -> Extract:
    """A table of required levels: competencies in rows, grades in columns."""
    out = Extract()
    grid = block.grid
    effective = _effective(block, out)
    adoption = _adoption(block, out)
    left_out = N_("the column was left out")
    out.problems += [
        grid.broken(cell)
        or grid.problem(
            "unknown-grade",
            cell,
            consequence=left_out,
            grades=context.model.grades,
            nearest=nearest_grade(cell.text, context.model),
        )
        for cell in block.strangers
        if any(level_value(grid.at(row, cell.column), context) is not None for row in block.rows())
    ]
    table = f"{grid.file}\n{grid.sheet}\n{block.header}"
    for row, _, competency in _lines(block, context, out):
        for column, grade in sorted(block.items.items()):
            cell = grid.spread(row, column)
            broken = grid.broken(cell)
            level = level_value(cell, context)
            if broken is not None:
                out.problems.append(broken)
            elif level is not None:
                out.standards.append((table, effective, competency, grade, level, adoption, *spot(grid, cell)))
            elif not cell.not_given:
                out.problems.append(
                    grid.problem(
                        "level-out-of-range",
                        cell,
                        consequence=N_("the model's level holds"),
                        levels=context.model.levels,
                        nearest=nearest_level(cell, context.lexicon),
                    )
                )
    return out


def _effective(block: Block, out: Extract) -> date | None:
    """The day from which a standards table holds; None when it does not say."""
    label = block.labels.get("effective")
    cell = label.cell if label else None
    text = label.text if label else ""
    if label is None and "effective" in block.columns:
        cell = next((c for r in block.rows() if (c := block.cell(r, "effective")) and not c.blank), None)
        text = cell.text if cell else ""
    if cell is not None and (broken := block.grid.broken(cell)) is not None:
        out.problems.append(broken)
        return None
    if cell is None or not text:
        return None
    when = cell.date() if text == cell.text else Cell(cell.row, cell.column, "text", text).date()
    if when is None:
        out.problems.append(
            problem("unreadable-date", block.grid.source(cell), text, nearest=typed(nearest_date(text), text, cell))
        )
    return when


def _adoption(block: Block, out: Extract) -> int:
    """The number of the adoption that made a standards table; 0 when it says none, or with an error none that is one:
    of two tables of the same day the one with a number holds.
    """
    label = block.labels.get("adoption")
    if label is None:
        return 0
    if (broken := block.grid.broken(label.cell)) is not None:
        out.problems.append(broken)
        return 0
    if label.blank or label.cell.not_given:
        return 0
    cell = label.cell if label.text == label.cell.text else Cell(0, 0, "text", label.text)
    number = adoption_number(cell)
    if number is None:
        source, counts_as = block.grid.source(label.cell), N_("the table counts as one without a number")
        out.problems.append(
            problem("unreadable-adoption", source, label.text, what=ADOPTION_NUMBER, consequence=counts_as)
        )
    return number or 0
