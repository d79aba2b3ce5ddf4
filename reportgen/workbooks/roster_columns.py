"""Columns of a roster that mail needs: the superior with id and address, the person's own address.

Those that say nothing about what a table is are looked for only once it is known to be a roster: 邮箱 or E-mail in
another table stays what it is.
"""

from collections.abc import Mapping
from typing import Final

from reportgen.model.words import Lexicon, key
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.header_row import MAX_DEPTH

FOR_MAIL: Final = ("manager", "manager_id", "manager_email", "email")
_ONE_ALONE: Final = frozenset({"manager_id", "manager_email", "email"})
_BETWEEN: Final = " ; "

Columns = Mapping[str, tuple[int, ...]]


def mail_columns(block: Block, lexicon: Lexicon) -> Columns:
    """The columns by the field that they give; of a field that stands there twice, all of them."""
    grid = block.grid
    named = {
        name: {block.columns[name], *(column for again, column in block.again if again == name)}
        for name in FOR_MAIL
        if name in block.columns
    }
    further: dict[str, set[int]] = {}
    rows = range(block.header, min(block.first, block.header + MAX_DEPTH))
    taken = {column for name, column in block.columns.items() if name != "ignored"}
    for column in {c.column for row in rows for c in grid.rows.get(row, [])} - taken:
        heading = _heading(block, rows, column, lexicon)
        name = lexicon.roster_column(heading) or lexicon.field(heading)
        if name in _ONE_ALONE:
            further.setdefault(name, set()).add(column)
    return {name: tuple(sorted(columns)) for name, columns in (further | named).items()}


def _heading(block: Block, rows: range, column: int, lexicon: Lexicon) -> str:
    """What a header says, with the heading over it: 邮箱 under 直接上级 is not the person's own."""
    parts: list[Cell] = []
    for row in rows:
        cell = block.grid.spread(row, column)
        if not cell.blank and cell not in parts:
            parts.append(cell)
    above = block.grid.spread(rows.start - 1, column)
    if above not in parts and _is_superior(above.text, lexicon):
        parts.insert(0, above)
    return "".join(cell.text for cell in parts)


def _is_superior(text: str, lexicon: Lexicon) -> bool:
    return lexicon.field(text) == "manager" or lexicon.relation_heading(text) == "supervisor"


def said(block: Block, columns: Columns, row: int, name: str) -> tuple[str, Cell | None]:
    """What a row says in a field, and the cell that says it: the first one with anything in it; a merged cell counts for
    all its rows. Ids or addresses that differ are given together: nothing passes for the one that is meant.
    """
    cells = [block.grid.spread(row, column) for column in columns.get(name, ())]
    texts = [(text, cell) for cell in cells if (text := text_of(cell))]
    if not texts:
        return "", cells[0] if cells else None
    if name in _ONE_ALONE:
        different = {key(text): text for text, _ in reversed(texts)}
        return _BETWEEN.join(reversed(different.values())), texts[0][1]
    return texts[0]


def text_of(cell: Cell | None) -> str:
    """The text of a cell; "" for an error and for a formula that was never calculated."""
    return "" if cell is None or cell.kind in ("error", "formula") else cell.text
