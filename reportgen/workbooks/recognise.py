"""What a sheet is: its tables from top to bottom, each with its rows and its labels.

Each header row starts a block; the label cells of a block stand between the table before it and its header row.
"""

from dataclasses import replace

from reportgen.model.words import Lexicon, key
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.headers import Block, Known, head, nobody
from reportgen.workbooks.labels import labels_in, starts_labels

PERSON = frozenset({"person_id", "name"})
BY_COMPETENCY = frozenset({"form", "scores", "matrix-across", "votes", "standards"})


def blocks(grid: Grid, lexicon: Lexicon, known: Known = nobody) -> list[Block]:
    """The tables of a sheet; empty when its headers fit nothing. `known` tells people of the roster, if it is read."""
    heads: list[Block] = []
    for row in grid.rows:
        if heads and row < heads[-1].first:
            continue  # a further header line of the same table
        found = head(grid, row, lexicon, known)
        if found is not None:
            heads.append(replace(found, first=found.first or row + 1))
    return [_complete(heads, i, lexicon) for i in range(len(heads))]


def _complete(heads: list[Block], index: int, lexicon: Lexicon) -> Block:
    """The block with its rows and labels, between its neighbours."""
    block = heads[index]
    grid = block.grid
    above = _table_end(heads[index - 1], block.header, lexicon) if index else 0
    limit = heads[index + 1].header if index + 1 < len(heads) else grid.last_row + 1
    last = _table_end(block, limit, lexicon)
    own = (_labels_start(grid, above + 1, block.header, lexicon), block.header - 1)
    after = (last + 1, (_labels_start(grid, last + 1, limit, lexicon) if index + 1 < len(heads) else limit) - 1)
    labels = labels_in(grid, *own, lexicon, nearest=index > 0)
    for name, label in labels_in(grid, *after, lexicon).items():
        labels.setdefault(name, label)
    texts = [cell.text for cells in grid.between(*own) for cell in cells if cell.kind == "text"]
    return replace(block, last=last, label_rows=(own,), labels=labels, title="\n".join(texts))


def _labels_start(grid: Grid, first: int, header: int, lexicon: Lexicon) -> int:
    """Where the labels of a block begin: below everything that is the content of another table whose header is gone,
    at the last line that names a person, if several are named, and below what closes the table above (signatures).
    """
    named: set[str] = set()
    for row in range(header - 1, first - 1, -1):
        cells = grid.rows.get(row, [])
        if any(c.kind == "text" and (lexicon.competency(c.text) or lexicon.subject(c.text)) for c in cells):
            return row + 1
        name = labels_in(grid, row, row, lexicon).get("name")
        if name is not None and not name.blank:
            named.add(key(name.text))
            if len(named) > 1:
                return row + 1
    if first == 1:
        return first
    own = next((row for row in range(first, header) if starts_labels(grid.rows.get(row, []), lexicon, PERSON)), first)
    while own > first and own - 1 in grid.rows:
        own -= 1
    return own


def _table_end(block: Block, limit: int, lexicon: Lexicon) -> int:
    """The last row of a table before row `limit`: what follows are notes, or the labels of the next block."""
    grid = block.grid
    end = block.first - 1
    for cells in grid.between(block.first, limit - 1):
        if block.kind in BY_COMPETENCY:
            named = grid.spread(cells[0].row, block.columns["competency"])
            if named.kind == "text" and lexicon.competency(named.text):
                end = cells[0].row
            elif starts_labels(cells, lexicon):
                break
            elif not named.blank and _answers(block, cells):
                end = cells[0].row  # an unknown name with an answer beside it
        elif starts_labels(cells, lexicon):
            break
        else:
            end = cells[0].row
    return end


def _answers(block: Block, cells: list[Cell]) -> bool:
    columns = {*block.items, block.columns.get("rating")}
    return any(cell.column in columns for cell in cells)
