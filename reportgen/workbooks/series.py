"""Series of ratings: what one rater says about one person in one form, row or column. Every table of ratings is read as
series; what they share is here: whose they are, who rated, on which scale, what is missing, and what was left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportgen.language import N_
from reportgen.model.inputs import Rated
from reportgen.model.raters import SELF
from reportgen.problems import Problem, concerning
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract, check_grade, read_date, spot
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.labels import Label
from reportgen.workbooks.people import split_person
from reportgen.workbooks.raters import Rater, RaterLabels, rater_of, relation_of_title
from reportgen.workbooks.ratings import add_rating, rating_value, warn_unanswered
from reportgen.workbooks.scales import Scale, off_scale, other_scale, scale_of
from reportgen.workbooks.stated import stated_levels
from reportgen.workbooks.stored import compare_stored

# competency, where it was rated, the rating, the heading of a tick
Answer = tuple[str, Cell, int | Problem | None, Cell | None]


@dataclass(frozen=True)
class Series:
    """Competencies with the cells in which they are rated. `fallback` is where missing answers are said, when no cell
    of theirs exists; an incomplete series (a line of a list) misses none. `answers` are given where they are ticks.
    """

    person_id: Label | None
    name: Label | None
    grade: Label | None
    rater: RaterLabels
    date: Label | None
    cells: Sequence[tuple[str, Cell]]
    fallback: Cell
    complete: bool = True
    answers: Sequence[Answer] | None = None
    places: Mapping[str, Cell] | None = None
    comments: Sequence[tuple[str, Cell]] = field(default_factory=tuple)


def read_series(series: Iterable[Series], block: Block, context: Context) -> Extract:
    """The ratings of a table; a table on another scale is refused as a whole."""
    listed = list(series)
    scale = scale_of(block, context.lexicon)
    values: dict[tuple[int, int], int | Problem | None] = {
        (cell.row, cell.column): rating_value(cell, block.grid, context, scale.signs)
        for one in listed
        if one.answers is None
        for _, cell in one.cells
    }
    given = [(cell, values[cell.row, cell.column]) for one in listed if one.answers is None for _, cell in one.cells]
    other = scale.other or off_scale(given, context.model.scale_max)
    if other is not None:
        out = Extract(problems=[other_scale(block.grid, other, context.lexicon)])
        out.leave_out(block.grid, (cell for one in listed for _, cell in one.cells))
        return out
    out = Extract()
    for one in listed:
        said = len(out.problems)
        person_id, rater = _read_one(one, block, values, scale, context, out)
        name = rater.name if rater else _written_rater(one)
        only = one.cells[0][0] if len(one.cells) == 1 else ""  # a line of a list
        out.problems[said:] = [concerning(found, person_id, name, only) for found in out.problems[said:]]
    compare_stored(block, values, context, out)
    out.stated.extend(stated_levels(block, [row[-1] for row in out.ratings], context))
    return out


def _read_one(
    one: Series,
    block: Block,
    values: Mapping[tuple[int, int], int | Problem | None],
    scale: Scale,
    context: Context,
    out: Extract,
) -> tuple[str | None, Rater | None]:
    """Read one series; returns whom it rates and who rated, as far as that is known."""
    grid = block.grid
    person_id = _person(one, block, context, out)
    if person_id is not None and one.grade is not None:
        check_grade(one.grade, person_id, grid, context, out)
    rater = rater_of(block, one.rater, person_id, context, out) if person_id is not None else None
    when, current = (None, True)
    if person_id is not None and one.date is not None:
        when, current = read_date(one.date.text, one.date.cell, grid, context, out)
    if person_id is None or rater is None or not current:
        out.leave_out(grid, (cell for _, cell in one.cells))
        out.leave_out(grid, (cell for _, cell in one.comments))
        return person_id, rater
    asked = () if one.complete else tuple(competency for competency, _ in one.cells if competency)
    out.rated.append(Rated(person_id, rater.name, rater.key, rater.relation, asked))
    answers = one.answers
    if answers is None:
        answers = [
            (competency, cell, values[cell.row, cell.column], _legend_of(cell, scale, context))
            for competency, cell in one.cells
        ]
    for competency, cell, value, heading in answers:
        if isinstance(value, Problem):
            out.problems.append(replace(value, relation=rater.relation, competency=competency))
        elif value is not None:
            add_rating(out, grid, (cell, heading), person_id, competency, rater, value, when)
    _comments(one, block, person_id, rater, out)
    if one.complete:
        answered = {competency for competency, _, value, _ in answers if value is not None}
        places = dict(reversed(one.cells)) if one.places is None else one.places
        warn_unanswered(out, grid, places, answered, one.fallback, context)
    return person_id, rater


def _written_rater(one: Series) -> str:
    """The rater's name as it stands beside ratings that were left out."""
    name = one.rater.name
    return "" if name is None or name.cell.not_given or name.cell.kind in ("error", "formula") else name.text


def _legend_of(cell: Cell, scale: Scale, context: Context) -> Cell | None:
    """The cell of the sheet's own legend that gives a sign its number."""
    return scale.places.get(context.lexicon.sign(cell.text)) if scale.places and cell.kind == "text" else None


def _person(one: Series, block: Block, context: Context, out: Extract) -> str | None:
    """The person meant; None with one error when it is nobody."""
    grid = block.grid
    for label in (one.person_id, one.name):
        if label is not None and (broken := grid.broken(label.cell)) is not None:
            out.problems.append(broken)
            return None
    number, name = one.person_id, one.name
    at = name.cell if name else (None if number else block.label_place())
    in_labels = not {"person_id", "name", "person_id_row", "name_row"} & block.columns.keys()
    if in_labels and (number is None or number.blank) and (name is None or name.blank):
        named = _person_of_name(one, block, context, out)
        if named is not None:
            return named or None
    found, problems = context.registry.resolve(
        grid, number.text if number else "", number.cell if number else None, name.text if name else "", at
    )
    out.problems.extend(problems)
    return found


def _person_of_name(one: Series, block: Block, context: Context, out: Extract) -> str | None:
    """The person whose form has no name in it, from the sheet's or the file's name: said, when a rater is named in the
    form; "" with an error when the name could as well be the rater's; None when no name tells.
    """
    grid, rater = block.grid, one.rater
    for text in (grid.sheet, grid.stem):
        number, name = split_person(text)
        people = (
            [context.registry.people[number]] if number in context.registry.people else context.registry.named(name)
        )
        if len(people) != 1:
            continue
        titled = {relation_of_title(line, context.lexicon) for line in block.title.split("\n")}
        if rater.name or rater.number or rater.fixed == SELF or titled == {SELF}:
            out.problems.append(grid.problem("person-from-name", None, name=people[0].name, id=people[0].id))
            return people[0].id
        one_way, other = N_("the name of the sheet is the person rated"), N_("it is the rater")
        out.problems.append(grid.problem("ambiguous-sheet", None, one=one_way, other=other))
        return ""
    return None


def _comments(one: Series, block: Block, person_id: str, rater: Rater, out: Extract) -> None:
    for competency, cell in one.comments:
        if cell.kind == "text" and not cell.not_given:
            out.comments.append((person_id, competency, rater.key, rater.relation, cell.text, *spot(block.grid, cell)))


def label_of(cell: Cell | None) -> Label | None:
    """A cell of a column or line as a label."""
    return None if cell is None else Label("" if cell.blank else cell.text, cell)


def by_rater(block: Block, columns: Iterable[int]) -> list[tuple[str | None, list[int]]]:
    """Columns in groups of one rater each, with the relation that they are for; None for those that say none."""
    groups: dict[tuple[str | None, str], list[int]] = {}
    for column in sorted(columns):
        rater = block.raters.get(column)
        groups.setdefault((block.relations.get(column), rater.text if rater else ""), []).append(column)
    return [(relation, group) for (relation, _), group in groups.items()]


def rater_labels(
    block: Block, place: Cell, *, row: int = 0, column: int = 0, columns: Sequence[int] = ()
) -> RaterLabels:
    """What the columns of the ratings, a row's columns, a column's lines, else the labels above say about the rater."""
    fixed = block.relations.get(columns[0]) if columns else None

    def of(name: str) -> Label | None:
        cell = (block.cell(row, name) if row else None) or (block.line_cell(name, column) if column else None)
        return label_of(cell) if cell is not None else block.labels.get(name)

    if columns and columns[0] in block.raters:
        return RaterLabels(label_of(block.raters[columns[0]]), None, None, place, fixed)
    return RaterLabels(of("rater"), of("rater_id"), of("relation"), place, fixed)
