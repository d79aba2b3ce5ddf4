"""The columns of which the tables of random layouts are made: a column knows its header, its cells and its totals.

Used by `layout_tables`.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Generic, TypeVar

from tests import layout_words as words
from tests.layout_data import Layout, Person, Rater
from tests.layout_page import Cell, Table

K = TypeVar("K", bound=Hashable)

EMPTY = Cell()


@dataclass
class Column(Generic[K]):
    """A column of a table; `group` is the header above it."""

    header: Any
    cell: Callable[[K], Cell]
    group: str = ""
    sums: str = ""  # what total rows hold here: "sum", "count", "label" or nothing
    merged: bool = False  # equal neighbours are merged


@dataclass
class Lines(Generic[K]):
    """What stands in a table beside its data."""

    two_headers: bool = False
    second: dict[int, Any] = field(default_factory=dict)
    totals: list[str] = field(default_factory=list)
    first: dict[int, Any] = field(default_factory=dict)
    numbered: int = 0
    gap: int = -1


def build(
    columns: Sequence[Column[K]], keys: Sequence[K], facts: Callable[[K, int], int | None], lines: Lines[K]
) -> Table:
    """Put a table together: headers, data, total rows. `facts` gives the rating behind a cell, for the totals."""
    table = Table([])
    if lines.two_headers:
        _group_headers(table, columns)
    else:
        table.rows.append([Cell(column.header) for column in columns])
    for extra in (lines.second, lines.first):
        if extra:
            table.rows.append([Cell(extra.get(i)) for i in range(len(columns))])
    top = len(table.rows)
    for number, key in enumerate(keys):
        if number and number == lines.gap:
            table.rows.append([EMPTY] * len(columns))
        table.rows.append([column.cell(key) for column in columns])
    for i, column in enumerate(columns):
        if column.merged and lines.gap < 0:
            _merge_down(table, i, top)
    for word in lines.totals:
        table.rows.append([_total(column, i, word, keys, facts) for i, column in enumerate(columns)])
    for number in range(lines.numbered):
        table.rows.append([Cell(len(keys) + 1 + number), *[EMPTY] * (len(columns) - 1)])
    return table


def _group_headers(table: Table, columns: Sequence[Column[K]]) -> None:
    """Two header rows: groups merged over their columns, other headers merged over both rows."""
    upper = [Cell(column.group or column.header) for column in columns]
    lower = [Cell(column.header) if column.group else EMPTY for column in columns]
    at = 0
    for group, members in groupby(columns, lambda column: column.group):
        count = len(list(members))
        if group:
            upper[at + 1 : at + count] = [EMPTY] * (count - 1)
            if count > 1:
                table.merges.append((0, at, 0, at + count - 1))
        else:
            table.merges += [(0, i, 1, i) for i in range(at, at + count)]
        at += count
    table.rows += [upper, lower]


def _merge_down(table: Table, column: int, top: int) -> None:
    """Merge equal neighbours of a column."""
    at = top
    for _, members in groupby(table.rows[top:], lambda cells: cells[column].value):
        count = len(list(members))
        if count > 1:
            table.merges.append((at, column, at + count - 1, column))
            for row in table.rows[at + 1 : at + count]:
                row[column] = EMPTY
        at += count


def _total(column: Column[K], i: int, word: str, keys: Sequence[K], facts: Callable[[K, int], int | None]) -> Cell:
    """The cell of a total row: its label, or the sum, the mean or the number of answers above."""
    if column.sums == "label":
        return Cell(word)
    values = [value for value in (facts(key, i) for key in keys) if value is not None]
    if not column.sums or not values:
        return EMPTY
    if column.sums == "count":
        return Cell(len(values))
    return Cell(round(sum(values) / len(values), 2) if word in words.MEAN else sum(values))


def arrange(layout: Layout, groups: list[list[Column[K]]]) -> list[Column[K]]:
    """The columns in their usual order, or in any."""
    if layout.has("columns shuffled", 0.2):
        groups = layout.shuffled(groups, "columns")
    return [column for group in groups for column in group]


def total_words(layout: Layout) -> list[str]:
    dice = layout.dice("totals")
    found = [dice.choice(words.TOTAL)] if layout.has("total row", 0.35) else []
    return found + ([dice.choice(words.MEAN)] if layout.has("mean row", 0.25) else [])


def items_of(layout: Layout, *, by_category: bool) -> list[words.Competency]:
    """The competencies in random order; category by category where the layout shows categories merged."""
    items = layout.shuffled(layout.competencies, "items")
    if not by_category:
        return items
    categories = layout.shuffled(sorted({item.category for item in items}), "categories")
    return sorted(items, key=lambda item: categories.index(item.category))


def spelled_names(layout: Layout, items: Sequence[words.Competency]) -> dict[str, str]:
    """How this layout spells its competencies."""
    style = layout.pick("competencies", words.COMPETENCY_STYLES)
    return {item.id: words.competency(layout.dice(f"item/{item.id}"), item, style) for item in items}


def item_columns(
    layout: Layout, items: Sequence[words.Competency], corner: str
) -> list[list[Column[words.Competency]]]:
    """The columns that describe competencies in rows; the last one holds their names."""
    names = spelled_names(layout, items)
    order = [item.id for item in items]
    found: list[list[Column[words.Competency]]] = []
    if layout.has("number column", 0.45):
        found.append([Column(words.field(layout.dice("number"), "number"), lambda k: Cell(order.index(k.id) + 1))])
    if layout.has("category column", 0.4):
        header = words.field(layout.dice("category"), "category")
        found.append([Column(header, lambda k: Cell(k.category), merged=layout.has("categories merged", 0.7))])
    found.append([Column(corner, lambda k: Cell(names[k.id]), sums="label")])
    return found


def remark_columns(layout: Layout) -> list[list[Column[Any]]]:
    """A column of remarks, mostly empty."""
    if not layout.has("remarks", 0.35):
        return []
    texts = ("很好", "进步明显", "需要多练习", "见附件", "2026年6月入职")

    def remark(key: Hashable) -> Cell:
        dice = layout.dice(f"remark/{key}")
        return Cell(dice.choice(texts)) if dice.random() < 0.3 else EMPTY

    header = layout.dice("remark").choice(["备注", "备 注", "Remarks", "Notes", "评语"])
    return [[Column(header, remark)]]


def behind(columns: Sequence[Column[K]]) -> Callable[[K, int], int | None]:
    """The rating behind a cell, by row and number of the column."""

    def value(key: K, i: int) -> int | None:
        fact = columns[i].cell(key).fact
        return fact.rating if fact else None

    return value


def answer_column(
    layout: Layout, person: Person, rater: Rater, header: str, group: str = ""
) -> Column[words.Competency]:
    return Column(header, lambda k: layout.answer(person, k, rater), group=group, sums="sum")


def pairs_of(layout: Layout, raters: Sequence[Rater]) -> list[tuple[Person, Rater]]:
    """Who is rated by whom, in random order."""
    pairs = [(person, rater) for person in layout.people for rater in raters]
    if layout.kind in {"list", "persons and raters down"} and layout.has("self ratings", 0.4):
        pairs += [(person, Rater(person.name, person.id, "self")) for person in layout.people]
    return layout.shuffled(pairs, "pairs")


def person_columns(layout: Layout) -> list[Column[tuple[Person, Rater]]]:
    """Id and name in columns of their own or in one, and what else is said of a person."""
    dice = layout.dice("person columns")
    found: list[Column[tuple[Person, Rater]]] = []
    name = words.field(dice, "name")
    if "names only" in layout.traits:
        found.append(Column(name, lambda k: layout.name_cell(k[0]), sums="label"))
    elif layout.has("id and name in one cell", 0.08):
        form = dice.choice(["{0} {1}", "{1}({0})", "{1}（{0}）"])
        name = words.field(dice, "id and name")
        found.append(Column(name, lambda k: Cell(form.format(k[0].id, k[0].name)), sums="label"))
    else:
        found.append(Column(words.field(dice, "person_id"), lambda k: layout.id_cell(k[0])))
        if layout.has("ids only", 0.1):
            found[0].sums = "label"
        else:
            found.append(Column(name, lambda k: layout.name_cell(k[0]), sums="label"))
            found = layout.shuffled(found, "id and name")
    if layout.has("department column", 0.35):
        department: Column[tuple[Person, Rater]] = Column("部门", lambda k: Cell(k[0].department))
        found.insert(dice.choice([0, len(found)]), department)
    if layout.has("grade column", 0.2):
        found.append(Column(words.field(dice, "grade"), lambda k: Cell(k[0].grade)))
    return found


def rater_columns(layout: Layout) -> list[Column[tuple[Person, Rater]]]:
    dice = layout.dice("rater columns")
    relation = {id_: words.relation(dice, id_) for id_ in words.RELATIONS}
    found: list[Column[tuple[Person, Rater]]] = [
        Column(words.field(dice, "rater"), lambda k: Cell(k[1].name)),
        Column(words.field(dice, "relation"), lambda k: Cell(relation[k[1].relation])),
    ]
    if layout.has("rater's id", 0.2):
        found.append(Column(words.field(dice, "rater_id"), lambda k: Cell(k[1].id)))
    return found
