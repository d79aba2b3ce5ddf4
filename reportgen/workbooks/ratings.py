"""Ratings: forms with ticks, forms with a column of ratings, matrices both ways, lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reportgen.model.types import Competency
from reportgen.model.words import clean, key, words
from reportgen.problems import Problem, problem
from reportgen.workbooks.extract import Context, Extract, check_grade, nearest_hint, read_date, spot, strangers
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.recognise import Block, Label

SELF = "self"


@dataclass(frozen=True)
class Rater:
    """Who rated, how related. `key` is None for a rater who is not named."""

    name: str
    key: str | None
    relation: str


# ---- one cell


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
    cells: Mapping[int, Cell], grid: Grid, *, open_marks: bool, competency: Competency, scale: str
) -> int | Problem | None:
    """The point that a row of a tick table marks; `cells` maps points to cells, in the order of the columns.

    A row filled with 0s and one 1 has one tick; a number that is neither 1 nor its column's own point is unreadable.
    """
    filled = {point: cell for point, cell in cells.items() if not cell.not_given}
    numbers = {point: cell.number() for point, cell in filled.items()}
    if (
        len(filled) > 1
        and all(n in (0, 1) for n in numbers.values())
        and any(n == 0 and point != 0 for point, n in numbers.items())
    ):
        filled = {point: cell for point, cell in filled.items() if numbers[point] == 1}
    ticks: list[tuple[int, Cell]] = []
    for point, cell in filled.items():
        broken = grid.broken(cell)
        if broken is not None:
            return broken
        full = cell.kind in ("text", "number") and cell.key in words().full_ticks
        empty_box = cell.kind == "text" and cell.key in words().open_ticks
        if full or numbers[point] == point or (empty_box and open_marks):
            ticks.append((point, cell))
        elif not empty_box:
            return grid.problem("unreadable-rating", cell, scale=scale)
    if len(ticks) > 1:
        return grid.problem("two-ticks", ticks[1][1], competency=competency)
    return ticks[0][0] if ticks else None


# ---- forms


def read_form(block: Block, context: Context) -> Extract:
    """One form about one person by one rater: a table of ticks, or a column of ratings."""
    out = Extract()
    grid = block.grid
    person_id = _person_of_labels(block, context, out)
    if person_id is None:
        return out
    check_grade(block.labels.get("grade"), person_id, grid, context, out)
    rater = _rater_of_labels(block, person_id, context, out)
    when, current = _date_of_labels(block, context, out)
    if rater is None or not current:
        return out
    values = _ticks(block, context, out) if block.kind == "form" else _scores(block, context, out)
    for competency, (cell, value) in values.items():
        if isinstance(value, Problem):
            out.problems.append(value)
        elif value is not None:
            _rated(out, grid, cell, person_id, competency, rater, value, when)
    _comments(block, person_id, rater, context, out)
    names = {c: grid.spread(row, block.columns["competency"]) for row, c in _competency_rows(block, context)}
    answered = {competency for competency, (_, value) in values.items() if value is not None}
    _unanswered(out, grid, names, answered, block.header_cell("competency"), context)
    return out


def _competency_rows(block: Block, context: Context) -> list[tuple[int, str]]:
    rows = []
    for row in block.rows():
        cell = block.cell(row, "competency")
        competency = context.lexicon.competency(cell.text) if cell and cell.kind == "text" else None
        if competency is not None:
            rows.append((row, competency))
    return rows


def _unknown_names(block: Block, context: Context) -> Iterable[Problem]:
    for row in block.rows():
        cell = block.cell(row, "competency")
        if cell and not cell.blank and context.lexicon.competency(cell.text) is None:
            near = context.lexicon.nearest_competency(cell.text)
            yield block.grid.broken(cell) or block.grid.problem("unknown-competency", cell, hint=nearest_hint(near))


def _ticks(block: Block, context: Context, out: Extract) -> dict[str, tuple[Cell, int | Problem | None]]:
    grid = block.grid
    columns = {int(point): column for column, point in block.items.items()}
    rows = _competency_rows(block, context)
    out.problems.extend(_unknown_names(block, context))
    open_marks = not any(
        cell.kind in ("text", "number") and cell.key in words().full_ticks and cell.number() is None
        for row, _ in rows
        for cell in (grid.at(row, column) for column in columns.values())
    )
    values: dict[str, tuple[Cell, int | Problem | None]] = {}
    for row, competency in rows:
        cells = {point: grid.at(row, column) for point, column in sorted(columns.items(), key=lambda pc: pc[1])}
        named = context.model.competency(competency)
        value = ticked_value(cells, grid, open_marks=open_marks, competency=named, scale=context.scale_text)
        cell = cells[value] if isinstance(value, int) else grid.at(row, block.columns["competency"])
        _once(values, competency, cell, value, context, grid, out)
    return values


def _scores(block: Block, context: Context, out: Extract) -> dict[str, tuple[Cell, int | Problem | None]]:
    out.problems.extend(_unknown_names(block, context))
    values: dict[str, tuple[Cell, int | Problem | None]] = {}
    for row, competency in _competency_rows(block, context):
        cell = block.grid.at(row, block.columns["rating"])
        _once(values, competency, cell, rating_value(cell, block.grid, context), context, block.grid, out)
    return values


def _once(
    values: dict[str, tuple[Cell, int | Problem | None]],
    competency: str,
    cell: Cell,
    value: int | Problem | None,
    context: Context,
    grid: Grid,
    out: Extract,
) -> None:
    """Take a form's rating of a competency; a competency that stands twice in one form must say the same twice."""
    before = values.get(competency)
    if before is None or before[1] is None:
        values[competency] = (cell, value)
    elif isinstance(value, Problem):
        out.problems.append(value)
    elif value is not None and isinstance(before[1], int):
        here, there = grid.source(cell), grid.source(before[0])
        if value == before[1]:
            out.problems.append(problem("duplicate-rating", here, value, other=there.cell))
            return
        named = context.model.competency(competency)
        first = problem("conflicting-rating", there, before[1], competency=named, others=f"{value} ({here.cell})")
        conflict = problem("conflicting-rating", here, value, competency=named, others=f"{before[1]} ({there.cell})")
        out.problems.append(first)
        values[competency] = (cell, conflict)


def _person_of_labels(block: Block, context: Context, out: Extract) -> str | None:
    person_id, name = block.labels.get("person_id"), block.labels.get("name")
    for label in (person_id, name):
        if label is not None and (broken := block.grid.broken(label.cell)) is not None:
            out.problems.append(broken)
            return None
    found, problems = context.registry.resolve(
        block.grid,
        person_id.text if person_id else "",
        person_id.cell if person_id else None,
        name.text if name else "",
        name.cell if name else (None if person_id else block.label_place()),
    )
    out.problems.extend(problems)
    return found


def _rater_of_labels(block: Block, person_id: str, context: Context, out: Extract) -> Rater | None:
    return _rater(
        block.grid, block.labels.get("rater"), block.labels.get("rater_id"), block.labels.get("relation"),
        block.label_place(), person_id, context, out,
    )  # fmt: skip


def _rater(
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
        return Rater("", None, known)
    return Rater(name_text or id_text, f"#{id_text}" if id_text else key(name_text), known)


def _date_of_labels(block: Block, context: Context, out: Extract) -> tuple[date | None, bool]:
    label = block.labels.get("date")
    return read_date(label.text, label.cell, block.grid, context, out) if label else (None, True)


def _comments(block: Block, person_id: str, rater: Rater, context: Context, out: Extract) -> None:
    if "comment" not in block.columns:
        return
    for row, competency in _competency_rows(block, context):
        cell = block.cell(row, "comment")
        if cell is not None and cell.kind == "text" and not cell.not_given:
            line = (person_id, competency, rater.key, rater.relation, cell.text)
            out.comments.append((*line, *spot(block.grid, cell)))


def _rated(
    out: Extract, grid: Grid, cell: Cell, person_id: str, competency: str, rater: Rater, value: int, when: date | None
) -> None:
    line = (person_id, competency, rater.name, rater.key, rater.relation, value, when)
    out.ratings.append((*line, *spot(grid, cell)))


def _unanswered(
    out: Extract, grid: Grid, places: Mapping[str, Cell], answered: set[str], fallback: Cell, context: Context
) -> None:
    """One warning for the rated competencies without an answer: at the first one's place, else at `fallback`."""
    missing = [c for c in context.model.competencies if c.method == "rating" and c.id not in answered]
    if missing:
        present = [places[c.id] for c in missing if c.id in places]
        cell = min(present, key=lambda c: (c.row, c.column)) if present else fallback
        out.problems.append(problem("no-tick", grid.source(cell), "", competencies=tuple(missing)))


# ---- matrices


def read_matrix(block: Block, context: Context) -> Extract:
    """Persons in rows, competencies in columns; rater and relation in labels or columns."""
    out = Extract()
    grid = block.grid
    out.problems += strangers(
        block, "unknown-competency", [context.lexicon.nearest_competency(cell.text) for cell in block.strangers]
    )
    columns = _single_columns(block, out)
    for row in block.rows():
        cells = {competency: grid.at(row, column) for competency, column in columns.items()}
        if all(cell.blank for cell in cells.values()) and not _names_somebody(block, row):
            continue
        person_id = _person_of_row(block, row, context, out)
        if person_id is None:
            continue
        grade = block.cell(row, "grade")
        check_grade(Label(grade.text, grade) if grade else None, person_id, grid, context, out)
        rater = _rater_of_row(block, row, person_id, context, out)
        when, current = _date_of_row(block, row, context, out)
        if rater is not None and current:
            fallback = block.cell(row, "person_id") or block.cell(row, "name") or grid.rows[row][0]
            _rate_cells(out, grid, cells, person_id, rater, when, fallback, context)
    return out


def _single_columns(block: Block, out: Extract) -> dict[str, int]:
    """Competency -> column; a competency that heads two columns is read from neither."""
    columns: dict[str, int] = {}
    twice: set[str] = set()
    for column, competency in sorted(block.items.items()):
        if str(competency) in columns:
            twice.add(str(competency))
            cell = block.grid.at(block.header, column)
            other = block.grid.at(block.header, columns[str(competency)])
            for here, there in ((other, cell), (cell, other)):
                out.problems.append(
                    block.grid.problem("conflicting-value", here, others=f"{there.text} ({there.address})")
                )
        else:
            columns[str(competency)] = column
    return {competency: column for competency, column in columns.items() if competency not in twice}


def read_matrix_across(block: Block, context: Context) -> Extract:
    """Competencies in rows, persons in columns: names across, ids under them."""
    out = Extract()
    grid = block.grid
    rows = _competency_rows(block, context)
    out.problems.extend(_unknown_names(block, context))
    for column in sorted(block.items):
        id_cell = grid.spread(block.columns["ids_row"], column)
        name_cell = grid.spread(block.columns["names_row"], column)
        if context.lexicon.field(name_cell.text) or context.lexicon.field(id_cell.text):
            continue  # 备注, 平均 and the like beside the persons
        person_id, problems = context.registry.resolve(
            grid, "" if id_cell.blank else id_cell.text, id_cell, "" if name_cell.blank else name_cell.text, name_cell
        )
        out.problems.extend(problems)
        if person_id is None:
            continue
        rater = _rater_of_labels(block, person_id, context, out)
        when, current = _date_of_labels(block, context, out)
        if rater is not None and current:
            cells: dict[str, Cell] = {}
            for row, competency in rows:
                cells.setdefault(competency, grid.at(row, column))
            _rate_cells(out, grid, cells, person_id, rater, when, id_cell, context)
    return out


def _rate_cells(
    out: Extract,
    grid: Grid,
    cells: Mapping[str, Cell],
    person_id: str,
    rater: Rater,
    when: date | None,
    fallback: Cell,
    context: Context,
) -> None:
    answered = set()
    for competency, cell in cells.items():
        value = rating_value(cell, grid, context)
        if isinstance(value, Problem):
            out.problems.append(value)
        elif value is not None:
            _rated(out, grid, cell, person_id, competency, rater, value, when)
        if value is not None:
            answered.add(competency)
    _unanswered(out, grid, cells, answered, fallback, context)


# ---- lists


def read_list(block: Block, context: Context) -> Extract:
    """One rating per row: person, competency, rater, relation, rating."""
    out = Extract()
    grid = block.grid
    for row in block.rows():
        competency_cell, rating_cell = block.cell(row, "competency"), grid.at(row, block.columns["rating"])
        if competency_cell is None or (competency_cell.blank and rating_cell.blank):
            continue
        person_id = _person_of_row(block, row, context, out)
        if person_id is None:
            continue
        competency = context.lexicon.competency(competency_cell.text)
        if competency is None:
            near = context.lexicon.nearest_competency(competency_cell.text)
            unknown = grid.problem("unknown-competency", competency_cell, hint=nearest_hint(near))
            out.problems.append(grid.broken(competency_cell) or unknown)
            continue
        rater = _rater_of_row(block, row, person_id, context, out)
        when, current = _date_of_row(block, row, context, out)
        value = rating_value(rating_cell, grid, context)
        if isinstance(value, Problem):
            out.problems.append(value)
        elif value is not None and rater is not None and current:
            _rated(out, grid, rating_cell, person_id, competency, rater, value, when)
    return out


def _names_somebody(block: Block, row: int) -> bool:
    """Whether a row has an id or a name that could be somebody's; totals and empty numbered rows have none."""
    cells = [block.cell(row, name) for name in ("person_id", "name")]
    return sum(1 for cell in cells if cell is not None and not cell.blank) == len([c for c in cells if c is not None])


def _person_of_row(block: Block, row: int, context: Context, out: Extract) -> str | None:
    id_cell, name_cell = block.cell(row, "person_id"), block.cell(row, "name")
    for cell in (id_cell, name_cell):
        if cell is not None and (broken := block.grid.broken(cell)) is not None:
            out.problems.append(broken)
            return None
    person_id, problems = context.registry.resolve(
        block.grid, id_cell.text if id_cell else "", id_cell, name_cell.text if name_cell else "", name_cell
    )
    out.problems.extend(problems)
    return person_id


def _label_of_row(block: Block, row: int, name: str) -> Label | None:
    """A field from its column, else from the labels above the table."""
    cell = block.cell(row, name)
    return Label("" if cell.blank else cell.text, cell) if cell is not None else block.labels.get(name)


def _rater_of_row(block: Block, row: int, person_id: str, context: Context, out: Extract) -> Rater | None:
    name, number, relation = (_label_of_row(block, row, field) for field in ("rater", "rater_id", "relation"))
    return _rater(block.grid, name, number, relation, block.grid.rows[row][0], person_id, context, out)


def _date_of_row(block: Block, row: int, context: Context, out: Extract) -> tuple[date | None, bool]:
    label = _label_of_row(block, row, "date")
    return read_date(label.text, label.cell, block.grid, context, out) if label else (None, True)
