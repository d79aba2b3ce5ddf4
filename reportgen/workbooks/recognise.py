"""What a sheet is: its tables from top to bottom, each with its rows and its labels.

Each header row starts a block; the label cells of a block stand between the table before it and its header row.
"""

import re
from dataclasses import replace

from reportgen.model.words import Lexicon, key
from reportgen.workbooks.blocks import Block, Known, nobody
from reportgen.workbooks.doubts import FORMS, UNDER, doubt, labels_below
from reportgen.workbooks.grid import Cell, Grid, is_note
from reportgen.workbooks.headers import head
from reportgen.workbooks.history import is_line, last_line
from reportgen.workbooks.labels import Label, is_label, labels_in, labels_of, starts_labels

PERSON = frozenset({"person_id", "name"})
RATER = frozenset({"rater", "rater_id", "relation"})
PEOPLE_INSIDE = frozenset({"matrix", "matrix-across", "list", "mutual"})
RATED = frozenset({"form", "scores", "form-across", "matrix", "matrix-across", "list"})
BY_COMPETENCY = frozenset({"form", "scores", "matrix-across", "votes", "standards", "off-scale"})


def blocks(grid: Grid, lexicon: Lexicon, known: Known = nobody) -> list[Block]:
    """The tables of a sheet; empty when its headers fit nothing. `known` tells people of the roster, if it is read."""
    heads: list[Block] = []
    for row in grid.rows:
        if heads and (row < heads[-1].first or is_line(heads[-1], row)):
            continue  # a further header line of the same table, or a line of the history, whatever it says
        found = head(grid, row, lexicon, known)
        if found is not None:
            heads.append(found)
    found_blocks = _share_labels([_complete(heads, i, lexicon) for i in range(len(heads))], lexicon)
    if labels_below(found_blocks, lexicon):
        found_blocks = [_ambiguous(block, UNDER) if block.kind in FORMS else block for block in found_blocks]
    doubts = [(block, doubt(block, known)) for block in found_blocks]
    return _apart([_ambiguous(block, readings) if readings else block for block, readings in doubts])


def _ambiguous(block: Block, readings: tuple[str, str]) -> Block:
    return replace(block, kind="ambiguous", readings=readings)


def _share_labels(found: list[Block], lexicon: Lexicon) -> list[Block]:
    """The blocks with the labels that hold for several: those of a table that goes on with other competencies under a
    header of its own, and the rater's, which stands once above the people of a stack.
    """
    shared: list[Block] = []
    wide = _sheet_wide(found)
    for block in found:
        labels = dict(block.labels)
        before = shared[-1] if shared else None
        if before is not None and {block.kind, before.kind} <= RATED:
            names, others = _competencies(block, lexicon), _competencies(before, lexicon)
            goes_on = names and others and not names & others and _only_title(block, lexicon)
            if not labels and goes_on:
                labels = dict(before.labels)
            elif (labels or block.kind in PEOPLE_INSIDE) and not labels.keys() & RATER:
                labels = wide | labels
        shared.append(replace(block, labels=labels))
    return shared


def _only_title(block: Block, lexicon: Lexicon) -> bool:
    """Whether nothing but the title of a section stands between a table and the one before."""
    rows = [cells for first, last in block.label_rows for cells in block.grid.between(first, last)]
    categories = [c.name_zh for c in lexicon.model.categories] + [c.name_en for c in lexicon.model.categories]
    return all(
        lexicon.is_total(cells[0].text) or (len(cells) == 1 and any(key(n) in key(cells[0].text) for n in categories))
        for cells in rows
    )


def _sheet_wide(found: list[Block]) -> dict[str, Label]:
    """The rater's labels above the first person of a stack, where no further form of the stack has labels of a rater."""
    rated = [block for block in found if block.kind in RATED]
    if not rated or any(block.labels.keys() & RATER for block in rated[1:]):
        return {}
    people = [rated[0].labels[name].cell.row for name in PERSON if name in rated[0].labels]
    top = min(people, default=rated[0].header)
    return {n: label for n, label in rated[0].labels.items() if n in {*RATER, "date"} and label.cell.row < top}


def _competencies(block: Block, lexicon: Lexicon) -> set[str]:
    """The competencies that a table rates."""
    if "competency" in block.columns:
        cells = (block.cell(row, "competency") for row in block.rows())
        return {found for cell in cells if cell and (found := lexicon.competency(cell.text))}
    return {str(item) for item in block.items.values()}


def _apart(found: list[Block]) -> list[Block]:
    """The blocks, each knowing the rows of the others."""
    rows = [(block.label_rows[0][0] if i else block.header, block.last) for i, block in enumerate(found)]
    return [replace(block, outside=tuple(rows[:i] + rows[i + 1 :])) for i, block in enumerate(found)]


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
    under = [c for cells in grid.between(*after) for c in cells if c.kind == "text"]
    if len(heads) == 1 and not any(lexicon.competency(c.text) for c in under):  # else they could be those of the next
        for name, label in labels_in(grid, *after, lexicon).items():
            labels.setdefault(name, label)
    if block.kind in PEOPLE_INSIDE and "rater_id" not in labels and _is_raters(labels):
        labels["rater_id"] = labels.pop("person_id")
    several = _several_people(grid, above + 1, block.header - 1, lexicon) if block.kind in FORMS else None
    if several:
        block = _ambiguous(block, several)
    texts = [cell.text for cells in grid.between(*own) for cell in cells if cell.kind == "text"]
    return replace(block, last=last, label_rows=(own,), labels=labels, title="\n".join(texts))


def _is_raters(labels: dict[str, Label]) -> bool:
    """Whether an id above a table of people stands behind the rater's name: then it is the rater's."""
    rater, number = labels.get("rater"), labels.get("person_id")
    return bool(rater and number and rater.cell.row == number.cell.row and rater.cell.column < number.cell.column)


def _several_people(grid: Grid, first: int, last: int, lexicon: Lexicon) -> tuple[str, str] | None:
    """Two labels above one table that name different people."""
    named: dict[str, dict[str, str]] = {name: {} for name in PERSON}
    for cells in grid.between(first, last):
        if any(c.kind == "text" and lexicon.competency(c.text) for c in cells):
            return None  # another table stands between, whose header is gone
        after_rater = False
        for cell in cells:
            for name, label in labels_of(grid, cell, lexicon):
                after_rater = after_rater or name == "rater"
                if name == "person_id" and after_rater:
                    continue  # perhaps the rater's
                if name in PERSON and not label.blank:
                    named[name].setdefault(key(label.text), f"{label.text} ({label.cell.address})")
    for found in named.values():
        if len(found) > 1:
            one, other, *_ = found.values()
            return one, other
    return None


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
    if block.kind == "history":
        return last_line(block, limit, lexicon)
    ends = _end_of_competencies if block.kind in BY_COMPETENCY else _end_of_lines
    return ends(block, limit, lexicon)


def _end_of_competencies(block: Block, limit: int, lexicon: Lexicon) -> int:
    """The last row of a table that names a competency in each line."""
    grid = block.grid
    end = block.first - 1
    closed = False  # after a total or a gap a table has ended, unless a known name goes on
    for cells in grid.between(block.first, limit - 1):
        row = cells[0].row
        named = grid.spread(row, block.columns["competency"])
        if _ends(cells, lexicon):
            break
        total = lexicon.is_total(named.text) or any(lexicon.is_sum(c.text) for c in cells)
        closed = closed or row > end + 1 or total
        if named.kind == "text" and lexicon.competency(named.text):
            end, closed = row, False
        elif starts_labels(cells, lexicon):
            break
        elif block.is_sum_line(row, lexicon):
            closed = True
        elif not named.blank and _answers(block, cells, lexicon, strictly=closed):
            end = row  # an unknown name with an answer beside it
    return end


def _end_of_lines(block: Block, limit: int, lexicon: Lexicon) -> int:
    """The last row of a table of people, or of one rating a line."""
    end = block.first - 1
    seen: set[str] = set()  # people named so far
    titled = False  # a title stands between
    for cells in block.grid.between(block.first, limit - 1):
        row = cells[0].row
        if starts_labels(cells, lexicon) and not _is_line(block, cells, lexicon):
            break
        if (block.kind == "form-across" and row > end + 1) or (titled and _person(block, row) in seen - {""}):
            break  # people again, under the title of something else
        if len(cells) > 1 or cells[0].column in {*block.value_columns, *block.columns.values()} - _remarks(
            block, cells[0]
        ):
            end = row
            seen.add(_person(block, row))
        else:
            titled = True
    return end


def _person(block: Block, row: int) -> str:
    cell = block.cell(row, "person_id") or block.cell(row, "name")
    return cell.key if cell is not None and block.kind == "matrix" else ""


def _remarks(block: Block, cell: Cell) -> set[int]:
    """The column of a cell that holds a remark or section title rather than an entry."""
    title = cell.kind == "text" and cell.column == block.columns.get("person_id") and not _DIGIT.search(cell.text)
    return {cell.column} if title or is_note([cell]) or cell.text.endswith((")", "）")) else set()


def _is_line(block: Block, cells: list[Cell], lexicon: Lexicon) -> bool:
    """Whether a row in which a label stands is a line of the table all the same: somebody, and an answer."""
    who = [c for name in PERSON if (c := block.cell(cells[0].row, name)) is not None and not c.blank]
    named = any(not lexicon.field(c.text) and not is_label(c, lexicon) for c in who)
    return named and any(c.column in block.value_columns and c.number() is not None for c in cells)


def _answers(block: Block, cells: list[Cell], lexicon: Lexicon, *, strictly: bool = False) -> bool:
    """Whether a row has an answer; strictly: one that can only be an answer, beside a name that is no word of a legend."""
    found = [cell for cell in cells if cell.column in block.value_columns and not _is_remark(cell)]
    if not strictly:
        return bool(found) and block.grid.spread(cells[0].row, block.columns["competency"]).number() is None
    named = block.grid.spread(cells[0].row, block.columns["competency"])
    words = lexicon.knows(named.text) or named.number() is not None or len(named.text) > MAX_NAME
    points = set(lexicon.model.scale_values)
    return not words and any(c.number() in points or lexicon.point(c.text) is not None for c in found)


def _ends(cells: list[Cell], lexicon: Lexicon) -> bool:
    """Whether a row ends a table of competencies: the title of something else, or a header that is none of ours."""
    first = cells[0]
    if any(lexicon.field(c.text) == "competency" for c in cells):
        return True
    if len(cells) > 1 or first.kind != "text" or lexicon.competency(first.text) or lexicon.is_total(first.text):
        return False
    categories = [key(name) for c in lexicon.model.categories for name in (c.name_zh, c.name_en)]
    return not any(name in key(first.text) for name in categories)


def _is_remark(cell: Cell) -> bool:
    """Whether a cell holds words of a remark or signature rather than an answer."""
    return cell.kind == "text" and (
        len(cell.text) > MAX_ANSWER or is_note([cell]) or bool(_SIGNATURE.search(cell.text))
    )


_DIGIT = re.compile(r"\d")
_SIGNATURE = re.compile(r"签字|签名|签章|盖章|日期|signature", re.IGNORECASE)
MAX_NAME = 20
MAX_ANSWER = 25  # characters of an answer; band names in English are the longest
