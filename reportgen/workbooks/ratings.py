"""Ratings: what the readers of forms, matrices and lists share: one cell, one rater, one row of the frame."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.model.types import Competency
from reportgen.model.words import clean, key, words
from reportgen.problems import Problem, problem
from reportgen.workbooks.extract import Context, Extract, read_date, spot, unknown_competency
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.headers import Block
from reportgen.workbooks.labels import Label

SELF = "self"


@dataclass(frozen=True)
class Rater:
    """Who rated, how related. Equal keys are the same rater; one who is not named has a key of the form or row."""

    name: str
    key: str
    relation: str


def rating_value(cell: Cell, grid: Grid, context: Context) -> int | Problem | None:
    """The rating in a cell: a point of the scale, None when not rated, or what is wrong."""
    broken = grid.broken(cell)
    if broken is not None:
        return broken
    if cell.not_given:
        return None
    number = cell.number()
    text = clean(cell.text)
    if number is None and cell.kind == "text":
        for suffix in words().rating_suffixes:
            if text.endswith(suffix):
                number = Cell(cell.row, cell.column, "text", text.removesuffix(suffix)).number()
    if number is not None:
        if number in context.model.scale_values:
            return int(number)
        return grid.problem("rating-out-of-range", cell, scale=context.scale_text)
    point = context.lexicon.point(text) if cell.kind == "text" else None
    return point if point is not None else grid.problem("unreadable-rating", cell, scale=context.scale_text)


def ticked_value(
    cells: Sequence[tuple[int, Cell]], grid: Grid, *, open_marks: bool, competency: Competency, scale: str
) -> tuple[int, Cell] | Problem | None:
    """The point that a row of a tick table marks, with its cell; `cells` are (point, cell) from left to right.

    A row filled with 0s and one tick has one tick; a number that is neither 1 nor its column's own point is unreadable.
    """
    filled = [(point, cell) for point, cell in cells if not cell.not_given]
    zeros = [(point, cell) for point, cell in filled if cell.number() == 0]
    rest = [(point, cell) for point, cell in filled if cell.number() != 0]
    if any(point != 0 for point, _ in zeros) and (
        (len(rest) == 1 and len(filled) == len(cells))
        or (all(cell.number() == 1 for _, cell in rest) and len(filled) > 1)
    ):
        filled = rest  # the 0s say "not this one"
    ticks: list[tuple[int, Cell]] = []
    for point, cell in filled:
        broken = grid.broken(cell)
        if broken is not None:
            return broken
        empty_box = cell.kind == "text" and cell.key in words().open_ticks
        if is_full_tick(cell) or cell.number() == point or (empty_box and open_marks):
            ticks.append((point, cell))
        elif not empty_box:
            return grid.problem("unreadable-rating", cell, scale=scale)
    if len(ticks) > 1:
        return grid.problem("two-ticks", ticks[1][1], competency=competency)
    return ticks[0] if ticks else None


def is_full_tick(cell: Cell) -> bool:
    return cell.kind in ("text", "number") and cell.key in words().full_ticks


def open_signs_are_ticks(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether ○ and □ are ticks in a table: where no full mark is used, and no row has nothing but them (printed boxes)."""
    if any(is_full_tick(cell) for row in rows for cell in row):
        return False
    return not any(all(cell.key in words().open_ticks for cell in row) for row in rows)


def competency_rows(block: Block, context: Context) -> list[tuple[int, str]]:
    rows = []
    for row in block.rows():
        cell = block.cell(row, "competency")
        competency = context.lexicon.competency(cell.text) if cell and cell.kind == "text" else None
        if competency is not None:
            rows.append((row, competency))
    return rows


def unknown_names(block: Block, context: Context) -> Iterable[Problem]:
    for row in block.rows():
        cell = block.cell(row, "competency")
        if (
            cell
            and not cell.blank
            and context.lexicon.competency(cell.text) is None
            and not context.lexicon.is_total(cell.text)
        ):
            yield unknown_competency(block.grid, cell, context)


def rater_of_labels(block: Block, person_id: str, context: Context, out: Extract) -> Rater | None:
    return rater_of(
        block.grid, block.labels.get("rater"), block.labels.get("rater_id"), block.labels.get("relation"),
        block.label_place(), person_id, context, out,
    )  # fmt: skip


def rater_of(
    grid: Grid,
    name: Label | None,
    number: Label | None,
    relation: Label | None,
    place: Cell,
    person_id: str,
    context: Context,
    out: Extract,
) -> Rater | None:
    """The rater and relation; a relation that is missing or unknown leaves the ratings out."""
    name_text = "" if name is None or name.cell.not_given else clean(name.text)
    id_text = "" if number is None or number.cell.not_given else clean(number.text)
    for label in (name, number, relation):
        if label is not None and (broken := grid.broken(label.cell)) is not None:
            out.problems.append(broken)
            return None
    known = context.lexicon.relation(relation.text) if relation and relation.text else None
    if known is None:
        cell = relation.cell if relation else (name.cell if name else place)
        text = relation.text if relation else ""
        out.problems.append(
            problem("unknown-relation", grid.source(cell), text, relations=context.lexicon.words.relations)
        )
        return None
    if known == SELF:
        return Rater(name_text or context.registry.people[person_id].name, SELF, known)
    if not name_text and not id_text:
        cell = name.cell if name else (number.cell if number else place)
        out.problems.append(grid.problem("blank-rater", cell))
        return Rater("", f"?{grid.file}\n{grid.sheet}\n{place.address}", known)
    if id_text and id_text not in context.registry.people and (colleague := context.registry.by_number(id_text)):
        id_text = colleague.id
    return Rater(name_text or id_text, f"#{id_text}" if id_text else key(name_text), known)


def date_of_labels(block: Block, context: Context, out: Extract) -> tuple[date | None, bool]:
    label = block.labels.get("date")
    return read_date(label.text, label.cell, block.grid, context, out) if label else (None, True)


def add_rating(
    out: Extract, grid: Grid, cell: Cell, person_id: str, competency: str, rater: Rater, value: int, when: date | None
) -> None:
    line = (person_id, competency, rater.name, rater.key, rater.relation, value, when)
    out.ratings.append((*line, *spot(grid, cell)))


def warn_unanswered(
    out: Extract, grid: Grid, places: Mapping[str, Cell], answered: set[str], fallback: Cell, context: Context
) -> None:
    """One warning for the rated competencies without an answer: at the first one's place, else at `fallback`."""
    missing = [c for c in context.model.competencies if c.method == "rating" and c.id not in answered]
    if missing:
        present = [places[c.id] for c in missing if c.id in places]
        cell = min(present, key=lambda c: (c.row, c.column)) if present else fallback
        out.problems.append(problem("no-tick", grid.source(cell), "", competencies=tuple(missing)))
