"""Tables in which people rate each other on one competency, and tables that can be read in two ways."""

from collections.abc import Iterator

from reportgen.language import N_
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract, unknown_competency
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.labels import Label
from reportgen.workbooks.people import name_keys, split_person
from reportgen.workbooks.raters import RaterLabels
from reportgen.workbooks.series import Series, label_of, read_series


def read_mutual(block: Block, context: Context) -> Extract:
    """Raters down, the people rated across; the competency stands in the title or in the sheet's name."""
    grid = block.grid
    competency = _competency(block, context)
    if competency is None:
        out = Extract(problems=[unknown_competency(grid, block.label_place(), context)])
        out.leave_out(grid, (grid.at(row, column) for row in block.rows() for column in block.items))
        return out
    return read_series(_pairs(block, competency), block, context)


def _competency(block: Block, context: Context) -> str | None:
    """The one competency that the title or the sheet's name mentions."""
    texts = [*block.title.replace("：", ":").split("\n"), block.grid.sheet]
    parts = [part for text in texts for part in (text, *text.split(":"))]
    found = {known for part in parts if (known := context.lexicon.competency(part))}
    return found.pop() if len(found) == 1 else None


def _pairs(block: Block, competency: str) -> Iterator[Series]:
    grid = block.grid
    for column in sorted(block.items):
        person = grid.spread(block.columns["name_row"], column)
        for row in block.rows():
            rater, cell = grid.spread(row, block.columns["rater"]), grid.at(row, column)
            if cell.not_given:
                continue
            own = _same(rater, person)
            said = RaterLabels(label_of(rater), None, block.labels.get("relation"), rater, "self" if own else None)
            yield Series(
                None, Label(person.text, person), None, said, block.labels.get("date"), [(competency, cell)], person,
                complete=False,
            )  # fmt: skip


def _same(rater: Cell, person: Cell) -> bool:
    (one_id, one), (other_id, other) = split_person(rater.text), split_person(person.text)
    if one_id and other_id:
        return one_id == other_id
    return (
        rater.key == person.key or rater.text.strip() == other_id or bool(set(name_keys(one)) & set(name_keys(other)))
    )


def read_ambiguous(block: Block, _: Context) -> Extract:
    """A table that can be read in two ways is not read."""
    grid = block.grid
    if block.readings:
        one, other = block.readings
        found = grid.problem("ambiguous-sheet", None, one=one, other=other)
    elif block.items:
        one, other = (
            N_("the people in the rows rate those in the columns"),
            N_("those in the columns rate the people in the rows"),
        )
        found = grid.problem("ambiguous-sheet", None, one=one, other=other)
    else:
        first, second = block.strangers[:2]
        found = grid.problem("ambiguous-sheet", None, one=first.text, other=second.text)
    out = Extract(problems=[found])
    out.leave_out(grid, (cell for row in block.rows() for cell in grid.rows[row]))
    return out
