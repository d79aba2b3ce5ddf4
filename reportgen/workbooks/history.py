"""The history of required levels (级别调整历史): a line for each level that an adoption looked at.

A line is used whole or not at all: a level without its date, or a date without its adoption, would put something into
the past that was not there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, TypeVar

from reportgen.language import N_
from reportgen.model.words import Lexicon
from reportgen.problems import Problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract, spot, unknown_competency
from reportgen.workbooks.grid import Cell, is_note
from reportgen.workbooks.levels import ADOPTION_NUMBER, adoption_number, level_value, whole_number
from reportgen.workbooks.nearest import nearest_date, nearest_grade, nearest_level

_LEFT_OUT: Final = N_("this line of the history was left out")
_NEEDED = ("period", "effective", "before")  # beside the columns by which a history is known
_T = TypeVar("_T")
_TELLING = ("adoption", "grade", "competency", "adopted")


def is_line(block: Block, row: int) -> bool:
    """Whether a row below the header of a history is a line of it, as a number in front tells: it starts no other table,
    whatever its reasons say.
    """
    return block.kind == "history" and block.grid.at(row, block.columns["adoption"]).number() is not None


def last_line(block: Block, limit: int, lexicon: Lexicon) -> int:
    """The last row of a history before row `limit`, empty rows between its lines or not."""
    end = block.first - 1
    for cells in block.grid.between(block.first, limit - 1):
        row = cells[0].row
        grade, competency = (block.grid.at(row, block.columns[name]) for name in ("grade", "competency"))
        known = lexicon.grade(grade.text) is not None or lexicon.competency(competency.text) is not None
        if is_line(block, row) or (known and len(cells) > 1) or (row == end + 1 and len(cells) > 1):
            end = row
    return end


def read_history(block: Block, context: Context) -> Extract:
    """The lines of a history. One with a fault is left out with an error at each cell that has one."""
    out = Extract()
    lacking = any(name not in block.columns for name in _NEEDED)
    if lacking:
        out.problems.append(block.grid.problem("unrecognised-form", None))
    for row in block.rows():
        cells = block.grid.rows[row]
        if is_note(cells) or all(block.grid.at(row, block.columns[name]).blank for name in _TELLING):
            continue
        line = _Line(block, row, context)
        values = None if lacking else line.values()
        place = line.place()
        if values is None:
            out.left_out.add(block.grid.source(place))
            out.problems += line.faults
        else:
            out.history.append((*values, *spot(block.grid, place)))
    return out


@dataclass
class _Line:
    """A line while it is read; `faults` are those found so far."""

    block: Block
    row: int
    context: Context
    faults: list[Problem] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """The cell in a column; where there is no such column, an empty one in front."""
        return self.block.cell(self.row, name) or Cell(self.row, self.block.columns["adoption"])

    def place(self) -> Cell:
        """Where the line stands for whoever looks it up: at the level adopted, else at the number."""
        level = self.block.grid.at(self.row, self.block.columns["adopted"])
        return self.block.grid.at(self.row, self.block.columns["adoption"]) if level.blank else level

    def values(self) -> tuple[Any, ...] | None:
        """The columns of the frame, without the source; None where there is a fault."""
        number = self._read("adoption", adoption_number, ADOPTION_NUMBER)
        cycle = self._read("period", lambda cell: cell.text or None, N_("the name of a cycle"))
        effective = self._read(
            "effective", Cell.date, N_("a date like 2026-10-15"), near=lambda cell: nearest_date(cell.text)
        )
        grade, competency, before, after = self._change()
        levels = [level.value for level in self.context.model.levels]
        votes = self._given("votes", lambda cell: whole_number(cell, 0), N_("a number of votes"))
        mean = self._given("mean", _number(min(levels), max(levels)), N_("a mean of levels"))
        agreement = self._given("agreement", _number(0, 1), N_("an agreement from 0 to 1"))
        voted = self._level("voted", blank=None)
        reason, note = self._text("deviation"), self._text("adoption_note")
        if self.faults:
            return None
        return number, cycle, effective, grade, competency, before, after, votes, mean, agreement, voted, reason, note

    def _change(self) -> tuple[str | None, str | None, int | None, int | None]:
        """Grade, competency, level before and after; "", "", 0, 0 of an adoption that changed nothing."""
        cells = [self.cell(name) for name in ("grade", "competency", "before", "adopted")]
        if all(cell.not_given for cell in cells[:2]) and all(
            cell.not_given or cell.number() == 0 for cell in cells[2:]
        ):
            return "", "", 0, 0
        return self._grade(), self._competency(), self._level("before"), self._level("adopted")

    def _broken(self, cell: Cell) -> bool:
        found = self.block.grid.broken(cell)
        if found is not None:
            self.faults.append(found)
        return found is not None

    def _read(
        self, name: str, read: Callable[[Cell], _T | None], what: str, *, near: Callable[[Cell], str] = lambda _: ""
    ) -> _T | None:
        """What a cell holds; None with a fault where it is not `what`."""
        cell = self.cell(name)
        if self._broken(cell):
            return None
        value = read(cell)
        if value is None:
            self.faults.append(
                self.block.grid.problem(
                    "unreadable-adoption", cell, what=what, consequence=_LEFT_OUT, nearest=near(cell)
                )
            )
        return value

    def _given(self, name: str, read: Callable[[Cell], _T | None], what: str) -> _T | None:
        """The same for a cell that may be empty."""
        return None if self.cell(name).not_given or name not in self.block.columns else self._read(name, read, what)

    def _text(self, name: str) -> str:
        cell = self.cell(name)
        return "" if name not in self.block.columns or self._broken(cell) else cell.text

    def _grade(self) -> str | None:
        cell, model = self.cell("grade"), self.context.model
        if self._broken(cell):
            return None
        found = self.context.lexicon.grade(cell.text)
        if found is None:
            near = nearest_grade(cell.text, model)
            self.faults.append(
                self.block.grid.problem("unknown-grade", cell, consequence=_LEFT_OUT, grades=model.grades, nearest=near)
            )
        return found

    def _competency(self) -> str | None:
        cell = self.cell("competency")
        found = None if self.block.grid.broken(cell) else self.context.lexicon.competency(cell.text)
        if found is None:
            self.faults.append(unknown_competency(self.block.grid, cell, self.context))
        return found

    def _level(self, name: str, *, blank: int | None = -1) -> int | None:
        """A level as number or name; an empty cell is a fault unless it may be `blank`."""
        cell, context = self.cell(name), self.context
        if (blank is None and (cell.not_given or name not in self.block.columns)) or self._broken(cell):
            return None
        found = level_value(cell, context)
        if found is None:
            self.faults.append(
                self.block.grid.problem(
                    "level-out-of-range", cell, consequence=_LEFT_OUT, levels=context.model.levels,
                    nearest=nearest_level(cell, context.lexicon),
                )
            )  # fmt: skip
        return found


def _number(low: int, high: int) -> Callable[[Cell], Fraction | None]:
    """Reads a number within bounds."""

    def read(cell: Cell) -> Fraction | None:
        number = cell.number()
        return number if number is not None and low <= number <= high else None

    return read
