"""The tables of random layouts: forms with items down or across, persons × competencies both ways, lists.

Used by `layout_writer`.
"""

from collections.abc import Sequence
from typing import Any

from tests import layout_words as words
from tests.layout_columns import (
    EMPTY,
    Column,
    Lines,
    answer_column,
    arrange,
    behind,
    build,
    item_columns,
    items_of,
    pairs_of,
    person_columns,
    rater_columns,
    remark_columns,
    spelled_names,
    total_words,
)
from tests.layout_data import Layout, Person, Rater
from tests.layout_page import Cell, Table

SELF_HEADERS = ("自评", "自评", "自我评价", "自评(0-6分)", "自 评", "自评分")
BOSS_HEADERS = ("上级评分", "上级评分", "上级评价", "直接上级评分", "主管评分", "上级评分（0-6分）", "上級評分")
CORNERS = ("能力素质", "能力项", "能力素质项目", "项目", "Competency")


def items_down(layout: Layout, person: Person, rater: Rater) -> Table:
    """Competencies in rows with one or two rating columns, or a column per point of the scale."""
    merged = layout.has("category column", 0.4) and layout.has("categories merged", 0.7)
    items = items_of(layout, by_category=merged)
    corner = words.field(layout.dice("corner"), "competency")
    groups = item_columns(layout, items, corner)
    if layout.has("explanations", 0.2):
        groups.append(
            [
                Column(
                    words.field(layout.dice("explain"), "explanation"),
                    lambda k: Cell(f"{k.name_zh}的定义：能做好{k.number}件事"),
                )
            ]
        )
    if layout.has("weights", 0.2):
        weight = layout.dice("weight").choice(["10%", 0.1, 5])
        groups.append([Column(words.field(layout.dice("weights"), "weight"), lambda _: Cell(weight))])
    answers: list[Column[words.Competency]] = []
    if layout.kind in {"form with ticks", "stacked ticks"}:
        answers = _ticks(layout, person, rater)
    elif layout.kind == "form with two columns":
        oneself = Rater(person.name, person.id, "self")
        for by, headers in ((oneself, SELF_HEADERS), (rater, BOSS_HEADERS)):
            header = layout.dice(f"header/{by.relation}").choice(headers)
            answers.append(answer_column(layout, person, by, header, "评分"))
    else:
        answers = [answer_column(layout, person, rater, words.field(layout.dice("rating"), "rating"))]
    groups += [answers, *remark_columns(layout)]
    columns = arrange(layout, groups)
    lines: Lines[words.Competency] = Lines(totals=total_words(layout))
    lines.two_headers = len(answers) > 1 and layout.has("header on two rows", 0.25)
    if layout.has("blank row inside", 0.05):
        lines.gap = len(items) // 2
    return build(columns, items, behind(columns), lines)


def _ticks(layout: Layout, person: Person, rater: Rater) -> list[Column[words.Competency]]:
    """A column per point of the scale with one tick in each answered row."""
    marks = layout.pick("ticks", ["full", "full", "full", "boxes", "open", "numbers", "binary"])
    style = layout.pick("points", words.COLUMN_STYLES)
    tick = layout.dice("tick").choice(words.OPEN_TICKS if marks == "open" else words.FULL_TICKS)
    points = sorted(words.SCALE, reverse=layout.has("points reversed", 0.2))

    def column(point: int) -> Column[words.Competency]:
        ticked = {"numbers": point, "binary": 1}.get(marks, tick)
        other = {"boxes": "□", "binary": 0}.get(marks)

        def cell(item: words.Competency) -> Cell:
            fact = layout.fact(person, item, rater)
            if fact and fact.rating == point:
                return Cell(ticked, fact)
            return Cell(other if fact or marks != "binary" else None)

        return Column(words.column_number(point, style), cell, group="评分", sums="count")

    return [column(point) for point in points]


def across(layout: Layout, person: Person, rater: Rater) -> Table:
    """One person's form with the competencies in columns, the ratings in a row."""
    items = items_of(layout, by_category=False)
    names = spelled_names(layout, items)
    dice = layout.dice("across")
    total = layout.has("total column", 0.3)
    answers = {item: layout.answer(person, item, rater) for item in items}
    values = [cell.fact.rating for cell in answers.values() if cell.fact]
    header = [Cell(dice.choice(CORNERS)), *(Cell(names[item.id]) for item in items)]
    rating = [Cell(words.field(dice, "rating")), *answers.values()]
    if total:
        header.append(Cell(dice.choice(words.TOTAL)))
        rating.append(Cell(sum(values)))
    rows = [rating]
    blank = [EMPTY] * total
    if layout.has("weights", 0.2):
        rows.append([Cell("权重"), *[Cell("10%")] * len(items), *blank])
    if layout.has("remarks", 0.35):
        rows.append([Cell(dice.choice(["理由", "备注"])), Cell("见附件"), *[EMPTY] * (len(items) - 1), *blank])
    return Table([header, *layout.shuffled(rows, "across rows")])


def people_down(layout: Layout, raters: Sequence[Rater]) -> Table:
    """Persons in rows, competencies in columns; with several raters a row for each of them."""
    grouped = layout.has("categories above", 0.15)
    items = items_of(layout, by_category=grouped)
    names = spelled_names(layout, items)
    keys = pairs_of(layout, raters)
    groups: list[list[Column[tuple[Person, Rater]]]] = []
    order = {pair: number for number, pair in enumerate(keys, 1)}
    if layout.has("number column", 0.45):
        groups.append([Column(words.field(layout.dice("number"), "number"), lambda k: Cell(order[k]))])
    groups += [[column] for column in person_columns(layout)]
    if len(raters) > 1 or layout.kind == "persons and raters down":
        groups += [[column] for column in rater_columns(layout)]

    def answers(item: words.Competency) -> Column[tuple[Person, Rater]]:
        return Column(names[item.id], lambda k: layout.answer(k[0], item, k[1]), item.category, "sum")

    columns = [answers(item) for item in items]
    groups.append(columns)

    def ratings(pair: tuple[Person, Rater]) -> list[int]:
        return [cell.fact.rating for column in columns if (cell := column.cell(pair)).fact]

    if layout.has("total column", 0.25):
        header = layout.dice("total").choice(words.TOTAL)
        groups.append([Column(header, lambda k: Cell(sum(ratings(k))))])
    if layout.has("mean column", 0.25):
        header = layout.dice("mean").choice(words.MEAN)
        groups.append([Column(header, lambda k: Cell(round(sum(v) / len(v), 2) if (v := ratings(k)) else None))])
    groups += remark_columns(layout)
    arranged = arrange(layout, groups)
    lines = _lines(layout, arranged, columns, grouped=grouped)
    lines.gap = len(keys) // 2 if layout.has("blank row inside", 0.05) else -1
    return build(arranged, keys, behind(arranged), lines)


def _lines(
    layout: Layout,
    arranged: Sequence[Column[tuple[Person, Rater]]],
    columns: Sequence[Column[tuple[Person, Rater]]],
    *,
    grouped: bool,
) -> Lines[tuple[Person, Rater]]:
    """What stands between header and data of a matrix, and under it. `columns` are those of the ratings."""
    lines: Lines[tuple[Person, Rater]] = Lines(two_headers=grouped, totals=total_words(layout))
    label = next(i for i, column in enumerate(arranged) if column.sums == "label")
    if layout.has("threshold row", 0.05):
        lines.first = {i: 5 for i, c in enumerate(arranged) if c in columns} | {label: "达标线"}
    elif layout.has("prompt row", 0.05):
        lines.first = {i: "0-6" for i, c in enumerate(arranged) if c in columns}
    if "number column" in layout.traits and "columns shuffled" not in layout.traits:
        lines.numbered = 4 if layout.has("empty numbered rows", 0.2) else 0
    return lines


def people_across(layout: Layout, raters: Sequence[Rater]) -> Table:
    """Competencies in rows, persons in columns, their ids under the names or in the same cell."""
    rater = raters[0]
    merged = layout.has("category column", 0.4) and layout.has("categories merged", 0.7)
    items = items_of(layout, by_category=merged)
    ids = (
        "none" if "names only" in layout.traits else layout.pick("ids at", ["below", "below", "brackets", "next line"])
    )
    dice = layout.dice("persons across")
    corner = words.field(dice, "competency") if ids != "below" or dice.random() < 0.6 else words.field(dice, "name")
    groups = item_columns(layout, items, corner)
    columns = [column for group in groups for column in group]
    label = len(columns) - 1
    second: dict[int, Any] = {label: words.field(dice, "person_id")} if ids == "below" else {}
    formats: dict[int, str] = {}
    for person in layout.shuffled(layout.people, "people"):
        name = str(layout.name_cell(person).value)
        brackets = dice.choice([f"({person.id})", f"（{person.id}）"])
        header = {"brackets": name + brackets, "next line": f"{name}\n{brackets}"}.get(ids, name)
        if ids == "below":
            cell = layout.id_cell(person)
            second[len(columns)], formats[len(columns)] = cell.value, cell.number_format
        columns.append(answer_column(layout, person, rater, header))
    answers = columns[label + 1 :]
    if layout.has("required column", 0.15):
        columns.append(Column("要求", lambda _: Cell(5)))

    def mean(item: words.Competency) -> Cell:
        values = [cell.fact.rating for column in answers if (cell := column.cell(item)).fact]
        return Cell(round(sum(values) / len(values), 2)) if values else EMPTY

    if layout.has("mean column", 0.25):
        columns.append(Column(layout.dice("mean").choice(words.MEAN), mean))
    columns += [column for group in remark_columns(layout) for column in group]
    lines: Lines[words.Competency] = Lines(second=second, totals=total_words(layout))
    table = build(columns, items, behind(columns), lines)
    for i, number_format in formats.items():
        table.rows[1][i] = Cell(table.rows[1][i].value, None, number_format)
    return table


def long_list(layout: Layout, raters: Sequence[Rater]) -> Table:
    """A row per rating."""
    names = spelled_names(layout, layout.competencies)
    dice = layout.dice("list")
    pairs = pairs_of(layout, raters)
    Key = tuple[tuple[Person, Rater], words.Competency]  # noqa: N806 (a type)
    keys: list[Key] = [(pair, item) for pair in pairs for item in items_of(layout, by_category=False)]
    merged = layout.has("persons merged", 0.06)
    if not merged:
        keys = layout.shuffled(keys, "lines")

    def of_pair(column: Column[tuple[Person, Rater]]) -> list[Column[Key]]:
        return [Column(column.header, lambda k: column.cell(k[0]), sums=column.sums)]

    groups = [of_pair(column) for column in person_columns(layout)]
    if merged:
        for group in groups:
            group[0].merged = True
    groups.append([Column(words.field(dice, "competency"), lambda k: Cell(names[k[1].id]))])
    groups += [of_pair(column) for column in rater_columns(layout)]
    groups.append([Column(words.field(dice, "rating"), lambda k: layout.answer(k[0][0], k[1], k[0][1]), sums="sum")])
    columns = arrange(layout, groups + remark_columns(layout))
    return build(columns, keys, behind(columns), Lines())
