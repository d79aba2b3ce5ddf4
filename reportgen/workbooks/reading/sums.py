"""What all workbooks hold, one after another, as frames; equal texts share their memory."""

from collections.abc import Sequence
from typing import Any, Final

from reportgen.model.inputs import (
    COMMENTS,
    HISTORY,
    MARKS,
    RATINGS,
    STANDARDS,
    VOTES,
    WEIGHTS,
    Inputs,
    SheetLedger,
    frame_of_columns,
)
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.extract import Extract
from reportgen.workbooks.opening.files import Files
from reportgen.workbooks.reading.packed import ROWS, Columns

_FRAMES: Final = {
    "ratings": RATINGS,
    "marks": MARKS,
    "weights": WEIGHTS,
    "votes": VOTES,
    "standards": STANDARDS,
    "comments": COMMENTS,
    "history": HISTORY,
}


class Sums:
    """What the workbooks so far hold."""

    def __init__(self) -> None:
        self._files = 0
        self._own: list[Source] = []
        self._covered: list[Problem] = []
        self._ledgers: list[SheetLedger] = []
        self._columns: dict[str, list[list[Any]]] = {name: [[] for _ in _FRAMES[name]] for name in ROWS}
        self._rest = Extract()
        self._texts: dict[str, str] = {}

    def add(self, held: Columns) -> None:
        """Append what the next workbook holds."""
        self._files += 1
        self._own.extend(held.own)
        self._covered.extend(held.covered)
        self._ledgers.extend(held.ledgers)
        share = self._texts.setdefault
        for name, columns in held.rows.items():
            for column, values in zip(self._columns[name], columns, strict=True):
                column.extend([share(v, v) if type(v) is str else v for v in values])
        self._rest.add(Extract(**held.rest))

    def inputs(self, files: Files, roster: Any, found: Sequence[Problem]) -> Inputs:  # noqa: ANN401 (a frame)
        """Everything, with the roster and what is wrong with it (`found`), and with the files."""
        made = [problem("own-output", source) for source in sorted(self._own)]
        problems = [*files.problems(), *made, *self._covered, *found, *self._rest.problems]
        if roster.empty:  # then nobody is known, which is said once
            problems = [one for one in problems if one.code != "unknown-person"]
        frames = {name: frame_of_columns(self._columns.pop(name), _FRAMES[name]) for name in _FRAMES}
        return Inputs(
            roster=roster,
            **frames,
            stored=tuple(self._rest.stored),
            stated=tuple(self._rest.stated),
            missing_columns=tuple(self._rest.missing_columns),
            vote_labels=self._rest.vote_labels,
            dates=tuple(self._rest.dates),
            files_read=self._files,
            problems=tuple(problems),
            ledgers=tuple(self._ledgers),
            digests=files.digests,
        )
