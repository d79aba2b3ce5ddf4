"""Required levels that a form or list states beside its ratings: what those were given against."""

from collections.abc import Iterator, Sequence

from openpyxl.utils.cell import coordinate_from_string

from reportgen.model.inputs import StatedLevel
from reportgen.model.words import key
from reportgen.problems import Source
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.levels import level_value

FORMS = frozenset({"form", "scores", "list"})  # a competency on each line
_LEVEL_WORDS = ("级别", "等级", "level")  # words of a header under which numbers are levels


def stated_levels(block: Block, ratings: Sequence[str], context: Context) -> Iterator[StatedLevel]:
    """The levels stated on the lines of `ratings` (addresses of cells) in the columns of required levels.

    Names of levels are levels; numbers only under a header that says so, and only if every number of the column is a
    level and the standard is none: a required level and a required rating look alike. A line that states two levels
    states none.
    """
    if block.kind not in FORMS or "required" not in block.columns:
        return
    columns = [block.columns["required"], *(column for name, column in block.again if name == "required")]
    numbered = {column for column in columns if _numbers_are_levels(block, column, context)}
    for address in ratings:
        row = coordinate_from_string(address)[1]
        found = [
            (level, cell)
            for column in columns
            if (level := _level(cell := block.grid.spread(row, column), context, numbers=column in numbered))
            is not None
        ]
        if len({level for level, _ in found}) == 1:
            level, cell = found[0]
            yield StatedLevel(level, block.grid.source(cell), Source(block.grid.file, block.grid.sheet, address))


def _level(cell: Cell, context: Context, *, numbers: bool) -> int | None:
    return level_value(cell, context) if numbers or cell.number() is None else None


def _numbers_are_levels(block: Block, column: int, context: Context) -> bool:
    """Whether the numbers in a column can be nothing but levels."""
    heads = "".join(key(block.grid.spread(row, column).text) for row in range(block.header, block.first))
    if not any(word in heads for word in _LEVEL_WORDS) or context.model.has_level(context.model.standard):
        return False
    cells = [cell for row in block.rows() if (cell := block.grid.spread(row, column)).number() is not None]
    return all(level_value(cell, context) is not None for cell in cells)
