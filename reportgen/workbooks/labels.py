"""Labels: cells that name a field, with the value beside them (`姓名 | 张三`) or behind a colon (`姓名：张三`)."""

import re
from dataclasses import dataclass

from reportgen.model.words import Lexicon, clean
from reportgen.workbooks.grid import Cell, Grid

MAX_LABEL_DISTANCE = 4
MAX_LABEL = 300  # characters of a cell that could hold labels
LABEL_FIELDS = frozenset(
    {
        "person_id",
        "name",
        "grade",
        "rater",
        "rater_id",
        "relation",
        "date",
        "expert",
        "effective",
        "adoption",
        "department",
    }
)
BLOCK_LABELS = frozenset({"person_id", "name", "rater", "rater_id"})
_NAMED = re.compile(r"(?:^|[\s;,(\[]+)([^:;,()\[\]]{1,40}?)\s*:")  # words before colons, several in a cell
_UNFILLED = re.compile(r"_{2,}|^\s*年\s*月\s*日")
_OTHER_LABEL = re.compile(r":$|^(?:审核|审批|复核|制表|填报|批准)人$|(?:签字|签名|盖章)")
_INLINE = re.compile(r"^([^:]{1,16}?)\s*:\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """A label with its value. `cell` is where the value stands or should stand."""

    text: str
    cell: Cell

    @property
    def blank(self) -> bool:
        return not self.text


def labels_in(grid: Grid, first: int, last: int, lexicon: Lexicon, *, nearest: bool = False) -> dict[str, Label]:
    """The labels of some rows by field; of several of a field the first holds, or the last when `nearest` (to what
    stands below). Where the person's id stands elsewhere, one behind the rater's name is the rater's.
    """
    read: list[tuple[str, Label, bool]] = []
    for cells in grid.between(first, last):
        after_rater = False
        for cell in cells:
            for name, label in labels_of(grid, cell, lexicon):
                after_rater = after_rater or name == "rater"
                read.append((name, label, after_rater))
    named = any(name == "person_id" and not after_rater for name, _, after_rater in read)
    found: dict[str, Label] = {}
    for name, label, after_rater in reversed(read) if nearest else read:
        found.setdefault("rater_id" if named and after_rater and name == "person_id" else name, label)
    return found


def labels_of(grid: Grid, cell: Cell, lexicon: Lexicon) -> list[tuple[str, Label]]:
    """The fields that a label cell names, with their values: one beside it, or one or several behind colons."""
    if cell.kind != "text" or len(cell.text) > MAX_LABEL:
        return []
    name = lexicon.field(cell.text)
    if name in LABEL_FIELDS:
        value = _value_beside(grid, cell, lexicon)
        if name == "relation":
            value = _ticked_beside(grid, value, lexicon)
        return [(name, Label(value.text.strip("_"), value))]
    text = clean(cell.text)
    named = [found for m in _NAMED.finditer(text) if (found := _word_before_colon(m, lexicon))]
    if not named:
        return []
    pairs: list[tuple[str, Label]] = []
    for (field, _, end), following in zip(named, [*named[1:], None], strict=True):
        given = text[end : following[1] if following else None].strip(" ;,_([")
        given = given[:-1] if given.endswith((")", "]")) and given.count("(") + given.count("[") == 0 else given
        blank = given or _UNFILLED.search(text[end : following[1] if following else None])
        value = cell if blank else _value_beside(grid, cell, lexicon)
        pairs.append((field, Label(given or ("" if value is cell else value.text.strip("_")), value)))
    return pairs


def _ticked_beside(grid: Grid, value: Cell, lexicon: Lexicon) -> Cell:
    """Of several relations behind a label (`关系 | 上级 | | 同级 | √`) the ticked one; all of them, if not one is."""
    row = [c for c in grid.rows.get(value.row, []) if c.column >= value.column and c.kind == "text"]
    listed = [c for c in row if lexicon.relation(c.text) is not None]
    if len(listed) < 2:  # noqa: PLR2004 (several)
        return value
    signs = lexicon.words.full_ticks
    ticked = [c for c in listed if grid.at(c.row, grid.right_of(c)).key in signs]
    if len(ticked) == 1:
        return ticked[0]
    return Cell(value.row, value.column, "text", " ".join(c.text for c in listed))


def _word_before_colon(match: re.Match[str], lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Field, start and end of the label before a colon, behind a title perhaps: `评分表 姓名：`."""
    said = match.group(1)
    starts = [0, *(m.end() for m in re.finditer(r"\s+", said))]
    for start in starts:
        name = lexicon.field(said[start:])
        if name in LABEL_FIELDS:
            return name, match.start(1) + start if start else match.start(), match.end()
    return None


def _value_beside(grid: Grid, label: Cell, lexicon: Lexicon) -> Cell:
    """The next filled cell to the right of a label, unless another label comes first; else the empty cell beside it.

    Where another label follows at once, there is no cell for the value: an empty one in the label's own place.
    """
    start = grid.right_of(label)
    for column in range(start, start + MAX_LABEL_DISTANCE):
        cell = grid.at(label.row, column)
        if cell.blank:
            continue
        other = _field_of(cell, lexicon) is not None and lexicon.relation(cell.text) is None
        if other or _OTHER_LABEL.search(clean(cell.text[:MAX_LABEL])):
            break
        return cell
    beside = grid.at(label.row, start)
    return beside if beside.blank else Cell(label.row, label.column)


def is_label(cell: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell names a field, alone or before a colon."""
    return cell.kind == "text" and (lexicon.field(cell.text) is not None or is_inline_label(cell, lexicon))


def is_inline_label(cell: Cell, lexicon: Lexicon) -> bool:
    match = _INLINE.match(clean(cell.text)) if cell.kind == "text" and len(cell.text) <= MAX_LABEL else None
    return bool(match and lexicon.field(match.group(1)) in LABEL_FIELDS)


def starts_labels(cells: list[Cell], lexicon: Lexicon, fields: frozenset[str] = BLOCK_LABELS) -> bool:
    """Whether a row holds labels that open a form."""
    return any(_field_of(cell, lexicon) in fields for cell in cells)


def _field_of(cell: Cell, lexicon: Lexicon) -> str | None:
    """The field that a label names, alone or before a colon."""
    if cell.kind != "text":
        return None
    match = _INLINE.match(clean(cell.text)) if len(cell.text) <= MAX_LABEL else None
    return lexicon.field(cell.text) or (lexicon.field(match.group(1)) if match else None)


def inline_value(cell: Cell, lexicon: Lexicon) -> tuple[str, str] | None:
    """Field and value of a label that shares its cell with its value: `姓名：张三`."""
    match = _INLINE.match(clean(cell.text)) if cell.kind == "text" and len(cell.text) <= MAX_LABEL else None
    name = lexicon.field(match.group(1)) if match else None
    return (name, match.group(2).strip()) if match and name in LABEL_FIELDS else None
