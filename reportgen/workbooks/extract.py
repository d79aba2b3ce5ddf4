"""What the readers of the kinds of sheet share: the surroundings they read in, and what they bring back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reportgen.language import N_
from reportgen.model.inputs import Cycle, ExamColumnMissing, Rated, StatedLevel, StoredResult
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.grid import Cell, Grid, is_note
from reportgen.workbooks.labels import Label
from reportgen.workbooks.nearest import nearest_competency, nearest_date, typed
from reportgen.workbooks.people import LEAST_ID, Registry


@dataclass(frozen=True)
class Context:
    """The surroundings of reading: the model's words, the roster, and the cycle if one is set."""

    lexicon: Lexicon
    registry: Registry
    cycle: Cycle | None = None

    @property
    def model(self) -> Model:
        return self.lexicon.model

    @property
    def scale_text(self) -> str:
        return f"{self.model.scale_min}–{self.model.scale_max}"


@dataclass
class Extract:
    """Rows of the frames of `reportgen.model.inputs`, in their column order, and problems."""

    ratings: list[tuple[Any, ...]] = field(default_factory=list)
    marks: list[tuple[Any, ...]] = field(default_factory=list)
    weights: list[tuple[Any, ...]] = field(default_factory=list)
    votes: list[tuple[Any, ...]] = field(default_factory=list)
    standards: list[tuple[Any, ...]] = field(default_factory=list)
    history: list[tuple[Any, ...]] = field(default_factory=list)
    comments: list[tuple[Any, ...]] = field(default_factory=list)
    stored: list[StoredResult] = field(default_factory=list)
    stated: list[StatedLevel] = field(default_factory=list)
    missing_columns: list[ExamColumnMissing] = field(default_factory=list)
    vote_labels: dict[tuple[str, str], Source] = field(default_factory=dict)
    dates: list[tuple[date, Source]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: set[Source] = field(default_factory=set)
    rated: list[Rated] = field(default_factory=list)

    def leave_out(self, grid: Grid, cells: Iterable[Cell]) -> None:
        """Note answers that were left out with their form, row or column, for the ledger of cells."""
        self.left_out.update(grid.source(cell) for cell in cells if not cell.blank)

    def add(self, other: "Extract") -> None:
        """Append what another sheet brought."""
        for name in (
            "ratings",
            "marks",
            "weights",
            "votes",
            "standards",
            "history",
            "comments",
            "stored",
            "stated",
            "missing_columns",
            "rated",
        ):
            getattr(self, name).extend(getattr(other, name))
        for place, source in other.vote_labels.items():
            self.vote_labels.setdefault(place, source)
        self.dates.extend(other.dates)
        self.left_out |= other.left_out
        self.problems.extend(other.problems)


def spot(grid: Grid, cell: Cell) -> tuple[str, str, str]:
    """Source columns of a frame row."""
    return grid.file, grid.sheet, cell.address


def nearest_hint(name: str | None) -> str:
    """Tail of a remedy that offers the most similar known name; empty when nothing is similar."""
    return f" → {name}?" if name else ""


def unknown_competency(grid: Grid, cell: Cell, context: Context, taken: Iterable[str] = ()) -> Problem:
    """The problem of a cell that should name a competency and does not; `taken` are those that its table names."""
    near = nearest_competency(cell.text, context.lexicon, taken)
    return grid.broken(cell) or grid.problem("unknown-competency", cell, hint=nearest_hint(near), nearest=near)


def unknown_subject(grid: Grid, cell: Cell, context: Context, of: object = N_("the model")) -> Problem:
    """The problem of a cell that should name an exam subject (of a competency) and does not."""
    near = context.lexicon.nearest_subject(cell.text)
    return grid.broken(cell) or grid.problem("unknown-subject", cell, of=of, hint=nearest_hint(near), nearest=near)


def person_of_cells(
    grid: Grid, id_cell: Cell | None, name_cell: Cell | None, context: Context, out: Extract
) -> str | None:
    """The person that an id cell and a name cell mean; None with one error when it is nobody."""
    for cell in (id_cell, name_cell):
        if cell is not None and (broken := grid.broken(cell)) is not None:
            out.problems.append(broken)
            return None
    person_id, problems = context.registry.resolve(
        grid, id_cell.text if id_cell else "", id_cell, name_cell.text if name_cell else "", name_cell
    )
    out.problems.extend(problems)
    return person_id


def person_of_row(block: Block, row: int, context: Context, out: Extract) -> str | None:
    """The person that a row names by id or name, whose grade it may state; None with one error when it is nobody."""
    person_id = person_of_cells(block.grid, block.cell(row, "person_id"), block.cell(row, "name"), context, out)
    grade = block.cell(row, "grade")
    if person_id is not None and grade is not None:
        check_grade(Label(grade.text, grade), person_id, block.grid, context, out)
    return person_id


def is_no_line(
    block: Block, row: int, values: Sequence[Cell], context: Context, counts: Callable[[Cell], bool]
) -> bool:
    """Whether a row of a table is nobody's line: a total, a threshold, a prompt or note: without anything that `counts`
    as an answer and without anybody known.
    """
    named = [cell for name in ("person_id", "name") if (cell := block.cell(row, name)) is not None and not cell.blank]
    if any(context.lexicon.is_total(cell.text) for cell in named):
        return True
    cells = block.grid.rows[row]
    if not named and is_note(cells):
        return True
    known = any(context.registry.known(cell.text) for cell in named)
    person = len(named) > 1 and len(named[0].text) >= LEAST_ID and any(ch.isdigit() for ch in named[0].text)
    if person and not all(cell.blank for cell in values) and not block.is_sum_line(row, context.lexicon):
        return False  # somebody who is not in the roster
    if not known and block.is_sum_line(row, context.lexicon):
        return True
    return not known and not any(counts(cell) for cell in values)


def read_date(text: str, cell: Cell, grid: Grid, context: Context, out: Extract) -> tuple[date | None, bool]:
    """The date of a form or row and whether it lies in the cycle; what is wrong with it goes to `out`."""
    broken = grid.broken(cell)
    if broken is not None:
        out.problems.append(broken)
        return None, True
    if not text.strip("年月日_-/. ") or cell.not_given:
        return None, True
    when = cell.date() if text == cell.text else Cell(cell.row, cell.column, "text", text).date()
    if when is None:
        out.problems.append(
            problem("unreadable-date", grid.source(cell), text, nearest=typed(nearest_date(text), text, cell))
        )
        return None, True
    cycle = context.cycle
    if cycle and ((cycle.start and when < cycle.start) or (cycle.end and when > cycle.end)):
        out.problems.append(
            problem(
                "other-cycle",
                grid.source(cell),
                when.isoformat(),
                cycle=cycle.name,
                start=cycle.start or "…",
                end=cycle.end or "…",
            )
        )
        return when, False
    out.dates.append((when, grid.source(cell)))
    return when, True


def check_grade(label: Label | None, person_id: str, grid: Grid, context: Context, out: Extract) -> None:
    """Compare the grade that a form or row states with the roster's, which holds."""
    if label is not None and (broken := grid.broken(label.cell)) is not None:
        out.problems.append(broken)
        return
    if label is None or label.blank or label.cell.not_given:
        return
    stated = context.lexicon.grade(label.text)
    person = context.registry.people[person_id]
    source = grid.source(label.cell)
    if stated is None:
        holds, near = N_("the roster holds"), context.model.grade(person.grade).name_zh if person.grade else ""
        near = typed(near, label.text, label.cell)
        found = problem(
            "unknown-grade", source, label.text, consequence=holds, grades=context.model.grades, nearest=near
        )
        out.problems.append(found)
    elif stated != person.grade and person.grade:
        grade = context.model.grade(person.grade)
        out.problems.append(
            problem(
                "level-mismatch", source, label.text, grade=grade, nearest=typed(grade.name_zh, label.text, label.cell)
            )
        )
