"""Forms: one person rated by one rater (or by self and superior side by side): ticks, columns or rows of ratings."""

from collections.abc import Iterator
from dataclasses import replace

from reportgen.workbooks.blocks import Block
from reportgen.workbooks.doubts import explains
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.header_row import sub_meaning
from reportgen.workbooks.nearest import nearest_relation
from reportgen.workbooks.raters import is_somebody
from reportgen.workbooks.ratings import (
    competency_rows,
    counts,
    in_legend,
    open_signs_are_ticks,
    rated_column,
    strange_columns,
    ticked_value,
    unknown_names,
)
from reportgen.workbooks.scales import other_scale, scale_of
from reportgen.workbooks.series import Answer, Series, by_rater, label_of, rater_labels, read_series


def read_form(block: Block, context: Context) -> Extract:
    """A table of ticks, a column for each point of the scale."""
    grid = block.grid
    columns = sorted((column, int(point)) for column, point in block.items.items())
    named_rows = competency_rows(block, context)
    rows = [(c, row, [(p, grid.at(row, column)) for column, p in columns]) for row, c in named_rows]
    open_marks = open_signs_are_ticks([[cell for _, cell in cells] for _, _, cells in rows])
    answers: list[Answer] = []
    unticked: list[Cell] = []
    for competency, row, cells in rows:
        named = context.model.competency(competency)
        answer = ticked_value(cells, grid, open_marks=open_marks, competency=named, scale=context.scale_text)
        if isinstance(answer, tuple) and grid.right_of(answer[1]) > answer[1].column + 1:
            beside = {c for c in range(answer[1].column + 1, grid.right_of(answer[1])) if c in block.items}
            answer = (
                grid.problem("two-ticks", answer[1], competency=named, cells=answer[1].address) if beside else answer
            )
        if isinstance(answer, tuple):
            answers.append((competency, answer[1], answer[0], _heading(block, answer, context)))
            unticked += [cell for _, cell in cells if cell is not answer[1]]
        else:
            answers.append((competency, grid.at(row, block.columns["competency"]), answer, None))
            unticked += [cell for _, cell in cells]
    every = [(competency, cell) for competency, _, ticks in rows for _, cell in ticks]
    out = Extract()
    unknown_names(block, context, out)
    out.leave_out(grid, unticked)
    out.add(read_series([_form(block, named_rows, every, answers=answers)], block, context))
    return out


def _heading(block: Block, tick: tuple[int, Cell], context: Context) -> Cell | None:
    """The heading that gives a tick its number; None for a tick that is the number itself."""
    point, cell = tick
    if cell.number() == point:
        return None
    above = (block.grid.spread(row, cell.column) for row in range(block.header, cell.row))
    return next((head for head in above if context.lexicon.scale_point(head.text) == point), None)


def read_scores(block: Block, context: Context) -> Extract:
    """A column of ratings, or one for each relation (自评 | 上级评分)."""
    rows = competency_rows(block, context)
    out = Extract()
    unknown_names(block, context, out)
    relations = context.model.relations
    named = replace(block, last=max((row for row, _ in rows), default=0))
    for head in block.strangers:
        if not context.lexicon.is_total(head.text) and rated_column(named, head, context):
            out.problems.append(
                block.grid.problem(
                    "unknown-relation", head, relations=relations, nearest=nearest_relation(head.text, context.lexicon)
                )
            )
    columns = {*([block.columns["rating"]] if "rating" in block.columns else [])}
    columns |= {c for name, c in block.again if name == "rating" and not _is_legend(block, c, rows, context)}
    columns = {_filled(block, column, rows, context) for column in columns}
    series = []
    for relation, group in by_rater(block, columns | set(block.relations)):
        cells = [(competency, block.grid.at(row, column)) for row, competency in rows for column in group]
        if relation is None or any(not cell.blank for _, cell in cells):
            series.append(_form(block, rows, cells, columns=group))
    out.add(read_series(series, block, context))
    return out


def _filled(block: Block, column: int, rows: list[tuple[int, str]], context: Context) -> int:
    """The column of ratings under a header that is merged over several: the one that is filled in."""
    grid = block.grid
    span = range(column, grid.right_of(grid.at(block.header, column)))
    filled = [c for c in span if any(counts(grid.at(row, c), grid, context) for row, _ in rows)]
    return filled[0] if len(filled) == 1 else column


def _is_legend(block: Block, column: int, rows: list[tuple[int, str]], context: Context) -> bool:
    """Whether a further column headed 评分 is that of a legend beside: every number has its band next to it."""
    cells = [cell for row, _ in rows if not (cell := block.grid.at(row, column)).blank]
    return explains(block, column) or (bool(cells) and all(in_legend(cell, block.grid, context) for cell in cells))


def _form(
    block: Block,
    rows: list[tuple[int, str]],
    cells: list[tuple[str, Cell]],
    *,
    columns: list[int] | None = None,
    answers: list[Answer] | None = None,
) -> Series:
    names = {c: block.grid.spread(row, block.columns["competency"]) for row, c in rows}
    first = min((column for column in block.relations if block.relations[column] != "self"), default=None)
    mine = first is None or not columns or first in columns or columns[0] not in block.relations
    comments = [
        (competency, cell) for row, competency in rows if mine and (cell := block.cell(row, "comment")) is not None
    ]
    labels = block.labels
    return Series(
        labels.get("person_id"), labels.get("name"), labels.get("grade"),
        rater_labels(block, block.label_place(), columns=columns or ()), labels.get("date"), cells,
        fallback=block.header_cell("competency"), answers=answers, places=names, comments=comments,
    )  # fmt: skip


def read_form_across(block: Block, context: Context) -> Extract:
    """Competencies in columns, a row of ratings, or one for each relation or rater."""
    strangers = [cell for cell in block.strangers if cell.column > min(block.items)]
    out = Extract(problems=strange_columns(replace(block, strangers=tuple(strangers)), context))
    out.add(read_series(_rows(block, context, out), block, context))
    return out


def _rows(block: Block, context: Context, out: Extract) -> Iterator[Series]:
    grid, labels = block.grid, block.labels
    for row in block.rows():
        cells = [(str(competency), grid.at(row, column)) for column, competency in sorted(block.items.items())]
        named = next((c for c in reversed(grid.rows[row]) if c.column < min(block.items)), None)
        kind = sub_meaning(named.text, context.lexicon) if named is not None else "rating"
        if block.is_sum_line(row, context.lexicon):
            kind = "skip"
        strange = kind is None and named is not None and not is_somebody(named.text, context)
        if strange and named is not None and any(counts(cell, grid, context) for _, cell in cells):
            relations, near = context.model.relations, nearest_relation(named.text, context.lexicon)
            out.problems.append(grid.problem("unknown-relation", named, relations=relations, nearest=near))
        if strange or kind in ("skip", "comment") or all(cell.blank for _, cell in cells):
            out.leave_out(grid, (cell for _, cell in cells))
            continue
        said = rater_labels(block, block.label_place())
        if isinstance(kind, tuple):
            said = replace(said, fixed=kind[0])
        if kind is None and named is not None:
            said = replace(said, name=label_of(named), number=None)
        yield Series(
            labels.get("person_id"), labels.get("name"), labels.get("grade"), said, labels.get("date"), cells,
            fallback=grid.rows[block.header][0],
        )  # fmt: skip


def read_off_scale(block: Block, context: Context) -> Extract:
    """A table of ticks whose columns are not the points of our scale."""
    stated = scale_of(block, context.lexicon).other
    first = block.grid.at(block.header, min(block.items))
    out = Extract(problems=[other_scale(block.grid, stated or first, context.lexicon)])
    out.leave_out(block.grid, (block.grid.at(row, column) for row in block.rows() for column in block.items))
    return out
