"""One sheet: its tables read, the rest of it looked at, and every answer accounted for."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen.language import N_
from reportgen.model.inputs import SheetLedger, TableLedger
from reportgen.model.words import Lexicon, clean
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.exams import MARK_READERS
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.forms import read_form, read_form_across, read_off_scale, read_scores
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.history import read_history
from reportgen.workbooks.ledger import named_problems, table_ledger
from reportgen.workbooks.levels import read_standards, read_votes
from reportgen.workbooks.matrices import read_list, read_matrix, read_matrix_across
from reportgen.workbooks.mutual import read_ambiguous, read_mutual
from reportgen.workbooks.people import Registry
from reportgen.workbooks.ratings import is_full_tick, rated_column, unnamed_columns

READERS: dict[str, Callable[[Block, Context], Extract]] = {
    "form": read_form,
    "scores": read_scores,
    "form-across": read_form_across,
    "off-scale": read_off_scale,
    "matrix": read_matrix,
    "matrix-across": read_matrix_across,
    "mutual": read_mutual,
    "ambiguous": read_ambiguous,
    "assignment": lambda block, _: Extract(problems=[block.grid.problem("not-ratings", None)]),
    "list": read_list,
    "votes": read_votes,
    "standards": read_standards,
    "history": read_history,
    **MARK_READERS,
}

TELLING_NAMES = 3  # competency or subject names that make an unreadable sheet look like an evaluation
DESCRIPTION = 7  # characters of a text that describes rather than names
NAMED_CELLS = 5  # cells that a message names
_SOURCE = slice(-3, None)  # file, sheet, cell of a row of a frame
_RANGE = re.compile(
    r"^\d{1,3}(?:\.\d+)?\s*(?:[-–—~～至到]|to)\s*\d{1,3}(?:\.\d+)?\s*分?$|^[≥≤<>]\s*\d|\d\s*分?(?:以上|以下)$"
)


@dataclass(frozen=True)
class Sheet:
    """A sheet with the tables that were recognised in it."""

    grid: Grid
    blocks: tuple[Block, ...]


def read_sheet(sheet: Sheet, context: Context) -> tuple[Extract, SheetLedger]:
    """Everything a sheet holds; a fault of ours in one sheet refuses that sheet and holds nobody else up."""
    extract = Extract()
    kinds = tuple(block.kind for block in sheet.blocks)
    try:
        extract.problems.extend(_unread_parts(sheet, context))
        parts = []
        for block in sheet.blocks:
            part = READERS[block.kind](block, context) if block.kind in READERS else Extract()
            part.problems = named_problems(block, part)
            parts.append(part)
            extract.add(part)
        ledger, loose = _account(sheet, extract, parts, context)
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}"
        remedy = N_("Please pass this message on; all other sheets are read.")
        found = problem("unreadable-workbook", sheet.grid.source(), reason=reason, remedy=remedy)
        return Extract(problems=[found]), SheetLedger(sheet.grid.file, sheet.grid.sheet, kinds)
    if loose:
        named = ", ".join(cell.address for cell in loose[:NAMED_CELLS]) + (" …" if len(loose) > NAMED_CELLS else "")
        found = sheet.grid.problem("unaccounted-cells", None, cells=named)
        refused = [replace(t, used=0, left_out=t.used + t.left_out + t.blank, blank=0) for t in ledger.tables]
        return Extract(problems=[found]), replace(ledger, used=0, left_out=ledger.read, blank=0, tables=tuple(refused))
    return extract, ledger


def _account(
    sheet: Sheet, extract: Extract, parts: Sequence[Extract], context: Context
) -> tuple[SheetLedger, list[Cell]]:
    """The ledger of a sheet: answers read = used + left out + blank; and the answers that are none of them."""
    grid = sheet.grid
    frames = (extract.ratings, extract.marks, extract.weights, extract.votes, extract.standards, extract.history)
    used = {Source(*row[_SOURCE]) for rows in frames for row in rows}
    bad = {found.source for found in extract.problems if found.severity == "error"}
    used -= bad
    left_out, said = extract.left_out | bad, {found.source for found in extract.problems}
    counted: Counter[str] = Counter()
    loose: list[Cell] = []
    tables: list[TableLedger] = []
    for block, part in zip(sheet.blocks, parts, strict=True):
        own: Counter[str] = Counter()
        for row in block.rows() if block.kind in READERS else ():
            for cell in (grid.cells.get((row, column)) for column in block.value_columns):
                fate = "blank" if cell is None else _fate(block, cell, (used, left_out, said), context)
                if fate is not None:
                    own[fate] += 1
                elif cell is not None:
                    loose.append(cell)
        counted += own
        tables.append(table_ledger(block, part, context, own))
    for block in sheet.blocks:
        loose += _unheaded(block, used, context) if block.kind == "scores" else ()
        loose += _shifted(block, context) if block.kind == "matrix" else ()
    if not any(found.code == "unrecognised-form" for found in extract.problems) and any(_beyond(sheet, context)):
        extract.problems.append(grid.problem("unrecognised-form", None))
    kinds = tuple(block.kind for block in sheet.blocks)
    sums = (counted["used"], counted["left_out"], counted["blank"])
    return SheetLedger(grid.file, grid.sheet, kinds, *sums, tuple(tables)), loose


def _unheaded(block: Block, used: set[Source], context: Context) -> Iterator[Cell]:
    """Ratings of a form that stand beside the column of ratings, where that is empty and no header stands."""
    grid = block.grid
    for row in block.rows():
        named = block.cell(row, "competency")
        rated = any(not grid.at(row, column).blank for column in block.value_columns)
        if rated or named is None or context.lexicon.competency(named.text) is None:
            continue
        for column in {c + 1 for c in block.value_columns} - block.value_columns - set(block.columns.values()):
            cell = grid.at(row, column)
            heads = (grid.spread(line, column) for line in range(block.header, block.first))
            if grid.source(cell) not in used and cell.number() is not None and all(h.blank for h in heads):
                yield cell


def _shifted(block: Block, context: Context) -> Iterator[Cell]:
    """Ratings of a matrix in columns without any header: the others may stand under the wrong one."""
    for head in unnamed_columns(block):
        if rated_column(block, head, context):
            yield from (cell for row in block.rows() if not (cell := block.grid.at(row, head.column)).blank)


def _fate(
    block: Block, cell: Cell, fates: tuple[set[Source], set[Source], set[Source]], context: Context
) -> str | None:
    """What became of a cell in the place of an answer (`fates`: used, left out, with a problem of its own); None when
    nothing did that can be told. A word for "no answer" at which missing answers are said is blank.
    """
    used, left_out, said = fates
    source = block.grid.source(cell)
    if source in used:
        return "used"
    if source in left_out or block.is_sum_line(cell.row, context.lexicon):
        return "left_out"
    if cell.not_given:
        return "blank"
    if source in said:
        return "left_out"
    return None if _may_count(cell, context) else "left_out"  # words in a line that names nobody


def _beyond(sheet: Sheet, context: Context) -> Iterator[Cell]:
    """Answers in lines that look like those of a table and stand outside it."""
    grid = sheet.grid
    inside = {row for block in sheet.blocks for row in range(block.header, block.last + 1)}
    rated = [block for block in sheet.blocks if block.kind in ("form", "scores", "matrix", "matrix-across", "list")]
    for i, block in enumerate(rated):
        limit = rated[i + 1].header if i + 1 < len(rated) else grid.last_row + 1
        for row in grid.rows:
            if not block.last < row < limit or row in inside:
                continue
            who = [cell for name in ("person_id", "name") if (cell := block.cell(row, name)) is not None]
            named = block.cell(row, "competency")
            meant = named is not None and named.kind == "text" and context.lexicon.competency(named.text)
            if meant or any(context.registry.known(cell.text) for cell in who):
                cells = (grid.at(row, column) for column in block.value_columns)
                yield from (cell for cell in cells if cell.number() is not None or is_full_tick(cell))


def _may_count(cell: Cell, context: Context) -> bool:
    """Whether a cell could have been meant as an answer."""
    return (
        cell.kind in ("error", "formula") or cell.number() is not None or context.lexicon.point(cell.text) is not None
    )


def _unread_parts(sheet: Sheet, context: Context) -> Iterator[Problem]:
    """Sheets that fit nothing, and parts of sheets outside every table that look like an evaluation."""
    grid = sheet.grid
    used = {row for block in sheet.blocks for row in range(block.header, block.last + 1)}
    labels = {row for block in sheet.blocks for first, last in block.label_rows for row in range(first, last + 1)}
    rest = [cell for row, cells in grid.rows.items() if row not in used | labels for cell in cells]
    if sheet.blocks:
        if _looks_like_evaluation([c for c in rest if c.column <= _leftmost(sheet)], context.lexicon, Registry({})):
            yield grid.problem("unrecognised-form", None)
    elif _holds_no_answers(grid, context):
        yield grid.problem("not-ratings", None)
    elif _looks_like_evaluation(rest, context.lexicon, context.registry):
        yield grid.problem("unrecognised-form", None)
    else:
        yield grid.problem("unknown-sheet", None)


def _leftmost(sheet: Sheet) -> int:
    """The column of competencies of the sheet's tables: names further right are words of notes."""
    return max((block.columns.get("competency", 0) for block in sheet.blocks), default=0)


def _looks_like_evaluation(cells: Sequence[Cell], lexicon: Lexicon, registry: Registry) -> bool:
    names = set()
    for cell in cells:
        if cell.text in registry.people:
            return True
        named = (lexicon.competency(cell.text) or lexicon.subject(cell.text)) if cell.kind == "text" else None
        if named:
            names.add(named)
    return len(names) >= TELLING_NAMES


def _holds_no_answers(grid: Grid, context: Context) -> bool:
    """Whether a sheet that fits nothing is a framework of competencies, a conversion table, or judges' label and value
    pairs: things that belong to an evaluation and are no ratings.
    """
    lexicon = context.lexicon
    texts = [cell for cell in grid.cells.values() if cell.kind == "text"]
    named = [cell for cell in texts if lexicon.competency(cell.text)]
    if len({lexicon.competency(cell.text) for cell in named}) >= TELLING_NAMES:
        rows, columns = {c.row for c in named}, {c.column for c in named}
        beside = [c for c in grid.cells.values() if (c.row in rows) != (c.column in columns) or c.row in rows]
        described = sum(1 for c in beside if c.kind == "text" and len(c.text) >= DESCRIPTION)
        return described >= TELLING_NAMES and not any(_could_answer(cell, grid, context) for cell in beside)
    if any(cell.text in context.registry.people for cell in texts):
        return False
    ranges: dict[int, int] = {}
    for cell in texts:
        if _RANGE.match(clean(cell.text)):
            ranges[cell.column] = ranges.get(cell.column, 0) + 1
    judges = [cell for cell in texts if lexicon.field(cell.text) in ("expert", "rater")]
    return max(ranges.values(), default=0) >= TELLING_NAMES or (len(judges) > 1 and not named)


def _could_answer(cell: Cell, grid: Grid, context: Context) -> bool:
    """Whether a cell beside the names of competencies could be a rating; numbering and shares are none."""
    if cell.kind in ("error", "formula", "bool", "date"):
        return True
    number = cell.number()
    if number is None:
        return is_full_tick(cell) or (cell.kind == "text" and context.lexicon.point(cell.text) is not None)
    if number.denominator != 1 or "%" in cell.number_format:
        return False
    column = [c.number() for (_, at), c in sorted(grid.cells.items()) if at == cell.column and c.number() is not None]
    return column != [i + 1 for i in range(len(column))]
