"""Random rating data in a random layout, and what must be read from it.

`write_layout(seed, folder)` writes workbooks that an HR person reads without doubt; the answer lists every rating with
its file, sheet and cell. The seed decides about content and layout, `order` about the order of rows, columns and sheets
only. To look at one: `python -m tests.layout_writer SEED FOLDER`.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import openpyxl

from tests import layout_words as words
from tests.layout_data import DEPARTMENTS, GIVEN, GRADES, SURNAMES, Layout, Person, Rater
from tests.layout_page import Label, Table
from tests.layout_tables import across, items_down, long_list, people_across, people_down

EXTRA_PEOPLE = 5
ROSTER = "人员名单.xlsx"


class Read(NamedTuple):
    """A rating as it must be read."""

    person_id: str
    competency: str
    rater: str
    relation: str
    rating: int
    file: str
    sheet: str
    cell: str


def _sheet(layout: Layout, file: str, title: str, top: list[Label], blocks: list[tuple[list[Label], Table]]) -> None:
    """Place labels and tables on a sheet, with what stands around them."""
    page = layout.page(file, title)
    style = layout.pick("labels", ["pair", "pair", "colon", "inline", "inline", "inline merged", "merged"])
    per_row = layout.dice("labels per row").choice([1, 2, 2, 3, 4])
    fields = layout.dice("wide").choice([1, 1, 1, 1, 2])
    spans = [fields] * max(table.width for _, table in blocks)
    if fields > 1:
        layout.traits.add("fields over two columns")
    page.above(layout.traits, sum(spans))
    if top:
        page.labels(top, style, per_row)
        page.row += page.dice.choice([0, 1])
    start = page.row
    for number, (labels, table) in enumerate(blocks):
        page.row += page.dice.choice([0, 1, 2]) if number else 0
        if labels:
            page.labels(labels, style, per_row)
            page.row += page.dice.choice([0, 0, 1])
        start = page.row
        page.table(table, spans)
    page.below(layout.traits, sum(spans))
    if layout.has("beside", 0.12):
        page.beside(start)


def _form(layout: Layout) -> None:
    """A form per person, each in a file or on a sheet of its own: items down or across."""
    rater = layout.raters[0]
    apart = layout.has("file per person", 0.4)
    for number, person in enumerate(layout.shuffled(layout.people, "forms"), 1):
        dice = layout.dice(f"form/{person.id}")
        by = Rater(person.name, person.id, "self") if rater.relation == "self" else rater
        file = f"评分/{person.id}.xlsx" if apart else "评分表.xlsx"
        title = "评分" if apart else layout.pick("sheets", ["name", "number"])
        title = {"name": f"{person.name}{number}", "number": f"Sheet{number}"}.get(title, title)
        labels = layout.person_labels(person, dice) + layout.rater_labels(by, dice)
        table = across(layout, person, by) if layout.kind == "form across" else items_down(layout, person, by)
        _sheet(layout, file, title, layout.shuffled(labels, "labels"), [([], table)])


def _stacked(layout: Layout) -> None:
    """A rater's forms, one block per person below each other; a sheet per rater."""
    rater_on_top = layout.has("rater once on top", 0.5)
    for number, rater in enumerate(layout.shuffled(layout.raters, "sheets"), 1):
        blocks = []
        dice = layout.dice(f"stacked/{rater.name}")
        top = layout.rater_labels(rater, dice)
        for person in layout.shuffled(layout.people, "blocks"):
            labels = layout.person_labels(person, layout.dice("block labels"))
            table = items_down(layout, person, rater)
            blocks.append((labels if rater_on_top else labels + top, table))
        title = rater.name if layout.has("sheets named after raters", 0.5) else f"Sheet{number}"
        _sheet(layout, "评分表.xlsx", title, top if rater_on_top else [], blocks)


def _matrix(layout: Layout) -> None:
    """Persons × competencies, a sheet per rater."""
    for number, rater in enumerate(layout.shuffled(layout.raters, "sheets"), 1):
        dice = layout.dice(f"matrix/{rater.name}")
        table = (people_across if layout.kind == "persons across" else people_down)(layout, [rater])
        title = rater.name if layout.has("sheets named after raters", 0.5) else f"Sheet{number}"
        _sheet(layout, "评分矩阵.xlsx", title, layout.rater_labels(rater, dice), [([], table)])


def _rater_columns(layout: Layout) -> None:
    """Rater and relation in columns: a matrix with a row per person and rater, or a list."""
    table = (long_list if layout.kind == "list" else people_down)(layout, layout.raters)
    _sheet(layout, "评分.xlsx", "评分", [], [([], table)])


KINDS: dict[str, tuple[Callable[[Layout], None], int, int]] = {
    # layout, most people, most raters
    "form with one column": (_form, 3, 1),
    "form with two columns": (_form, 3, 1),
    "form with ticks": (_form, 3, 1),
    "form across": (_form, 3, 1),
    "persons down": (_matrix, 8, 1),
    "persons across": (_matrix, 8, 1),
    "persons and raters down": (_rater_columns, 5, 3),
    "list": (_rater_columns, 4, 3),
    "stacked forms": (_stacked, 4, 1),
    "stacked ticks": (_stacked, 4, 1),
    "sheet per rater": (_matrix, 6, 4),
}


def _people(layout: Layout, count: int) -> list[Person]:
    """Different ids; different names, but for two of one name now and then."""
    dice = layout.dice("people")
    style = layout.pick("ids", ["zeros", "zeros", "long", "letters"])
    numbers = dice.sample(range(1, 9000), count)
    names = dice.sample([a + b for a in SURNAMES for b in GIVEN], count)
    if count > 1 and layout.has("two of one name", 0.15) and "names only" not in layout.traits:
        names[1] = names[0]
    return [
        Person(
            {"zeros": f"{n:05d}", "long": f"2023{n:05d}", "letters": f"KH{n:04d}"}[style],
            name,
            dice.choice(GRADES),
            dice.choice(DEPARTMENTS),
        )
        for n, name in zip(numbers, names, strict=True)
    ]


def plan(seed: int, order: int = 0) -> Layout:
    """A layout with its sheets laid out, not yet written."""
    layout = Layout(seed, order)
    dice = layout.dice("plan")
    layout.kind = dice.choice(sorted(KINDS))
    make, most_people, most_raters = KINDS[layout.kind]
    layout.has("names only", 0.06 if layout.kind != "list" else 0)
    count = dice.randint(1, most_people)
    everyone = _people(layout, count + EXTRA_PEOPLE + 4)
    layout.people, layout.others, bosses = everyone[:count], everyone[count:-4], everyone[-4:]
    relations = ["supervisor", "peer", "subordinate", "customer"]
    if layout.kind in {"form with one column", "form with ticks", "form across"}:
        relations.append("self")
    if layout.kind == "form with two columns":
        relations = ["supervisor"]
    layout.raters = [
        Rater(boss.name, boss.id, dice.choice(relations))
        for boss in bosses[: dice.randint(min(2, most_raters), most_raters)]
    ]
    layout.competencies = sorted(dice.sample(words.COMPETENCIES, dice.randint(4, 18)), key=lambda c: c.number)
    for trait, share in TRAITS.items():
        layout.has(trait, share)
    make(layout)
    return layout


TRAITS = {
    "title": 0.6,
    "blank rows above": 0.15,
    "instructions": 0.35,
    "legend above": 0.25,
    "header far down": 0.06,
    "directly below": 0.4,
    "notes below": 0.4,
    "legend below": 0.2,
    "signatures": 0.3,
    "shares below": 0.12,
    "formatted rows": 0.15,
}


@dataclass(frozen=True)
class Written:
    """What stands in a folder."""

    kind: str
    traits: tuple[str, ...]
    ratings: frozenset[Read]


def write_layout(
    seed: int, folder: Path, *, order: int = 0, neutral_names: bool = False, unrelated: bool = False
) -> Written:
    """Write the layout of a seed with its roster.

    `order` permutes rows, columns and sheets, `neutral_names` gives the sheets names without meaning, `unrelated` adds
    people to the roster and a lunch list to every file.
    """
    layout = plan(seed, order)
    expected = set()
    for file, pages in layout.files.items():
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for number, page in enumerate(layout.shuffled(pages, "pages"), 1):
            title = f"Tabelle{number}" if neutral_names else page.title
            page.save(book.create_sheet(title))
            expected |= {Read(*fact, file, title, address) for fact, address in page.facts()}
        if unrelated:
            lunch = book.create_sheet("午餐")
            for row in (["午餐登记"], ["日期", "菜", "份数"], ["周一", "牛肉面", 3], ["周二", "饺子", 5]):
                lunch.append(row)
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    _write_roster(layout, folder / ROSTER, unrelated=unrelated)
    return Written(layout.kind, tuple(sorted(layout.traits)), frozenset(expected))


def _write_roster(layout: Layout, path: Path, *, unrelated: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "人员名单"
    sheet.append(["工号", "姓名", "级别", "部门"])
    for person in layout.shuffled(layout.people + (layout.others if unrelated else layout.others[:1]), "roster"):
        sheet.append(list(person))
    book.save(path)


if __name__ == "__main__":
    written = write_layout(int(sys.argv[1]), Path(sys.argv[2]))
    print(written.kind, *written.traits, sep="\n  ")  # noqa: T201
    print(*sorted(written.ratings), sep="\n")  # noqa: T201
