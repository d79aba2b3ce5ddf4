"""What the workbooks hand over: tidy frames, one value a row, every row with its source (file, sheet, cell).

Columns of the frames (all present, also when a frame is empty):

- `roster`: person_id, name, grade (id of the model), department, manager, manager_email, more (heading -> text of the
  further columns), manager_id (id of the superior), email (the person's own address), cells (manager, manager_id,
  manager_email, email -> the address of the cell, of those columns that there are), file, sheet, cell
- `ratings`: person_id, competency, rater, rater_key, relation, rating (whole number of the scale), date, heading (cell that
  gives a tick or sign its number: a column's heading, a legend; "" when the value stands in the cell itself), source columns
- `marks`: person_id, subject, mark (Fraction; None when there is none), state, date, id_cell (where the person's id
  stands in that row), source columns;
  state: `mark`, `absent` (not taken), `blank`, `bad` (left out with an error)
- `weights`: competency, subject, grade ("" = all grades), weight (Fraction), source columns
- `votes`: grade, competency, expert, level, source columns
- `standards`: table (number of the table), effective (date or None), competency, grade, level, adoption (number of the
  adoption that made the table, 0: none), source columns
- `history`: the lines of earlier adoptions: number, cycle, effective, grade and competency ("" in the line of an adoption
  that changed nothing), before, after, votes, mean, agreement, voted (None where nobody voted), reason, note, source columns
- `comments`: person_id, competency, rater_key, relation, text, source columns

`rater_key` identifies a rater: equal keys are the same rater; one who is not named has a key of the form or row alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # processes that read workbooks make no frames, and pandas takes long to load
    import pandas as pd

from reportgen.language import N_
from reportgen.problems import Problem, Source

# Where an output folder keeps the list of its files; a folder that has one is no input.
MANIFEST = "data/manifest.json"

# Workbooks and tables that we write are no input: what stands in the first column of one of the workbook's sheets; what
# stands in the first row of a sheet (any of them); columns of our tables.
OWN_WORKBOOK = N_("Digest of the model")
OWN_SHEET = N_("Nearest valid value (confirm with whoever entered it)")
OWN_PASSWORDS = N_("Passwords of the recipients: keep this file apart from the mails, and never attach or forward it.")
OUTBOX_MAIL = N_("File in the outbox")
OUTBOX_PERSON = N_("Which mail, or why in none")
OUTBOX_STOP = N_("Why it is not sent")
OWN_SHEETS = (OWN_SHEET, OWN_PASSWORDS, OUTBOX_MAIL, OUTBOX_PERSON, OUTBOX_STOP)
OWN_COLUMNS = tuple(
    frozenset(columns.split())
    for columns in (
        "person_id competency counted file sheet cell", "person_id competency method required_level band_name",
        "person_id manager_email attainment coverage", "grade competency before votes after change",
        "severity code file sheet cell message", "person_id competency_name what before after because",
        "person_id competency previous direction comparable", "person_id part detail counted file",
        "person_id competency relation mean shown", "person_id competency withheld",
        "person_id competency mean sd rwg ad", "person_id competency against required",
        "person_id competency required_level rated_levels", "rater relation people items difference flags",
    )
)  # fmt: skip

SOURCE = ("file", "sheet", "cell")
ROSTER = (
    "person_id", "name", "grade", "department", "manager", "manager_email", "more", "manager_id", "email", "cells", *SOURCE,
)  # fmt: skip
RATINGS = ("person_id", "competency", "rater", "rater_key", "relation", "rating", "date", "heading", *SOURCE)
MARKS = ("person_id", "subject", "mark", "state", "date", "id_cell", *SOURCE)
WEIGHTS = ("competency", "subject", "grade", "weight", *SOURCE)
VOTES = ("grade", "competency", "expert", "level", *SOURCE)
STANDARDS = ("table", "effective", "competency", "grade", "level", "adoption", *SOURCE)
HISTORY = (
    "number", "cycle", "effective", "grade", "competency", "before", "after", "votes", "mean", "agreement", "voted", "reason",
    "note", *SOURCE,
)  # fmt: skip
COMMENTS = ("person_id", "competency", "rater_key", "relation", "text", *SOURCE)


# Results that a vote sheet may carry beside the votes.
STORED_RESULTS = {
    "before": N_("The level before"),
    "votes": N_("The number of votes"),
    "mean": N_("The mean"),
    "after": N_("The level after"),
}


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result that a vote sheet carries (count, mean, level before or after), to be compared with ours.

    `decimals` is the number of decimals that the cell shows; `value` is None when the cell holds no number or level.
    """

    grade: str
    competency: str
    what: str
    value: Fraction | None
    decimals: int
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class ExamColumnMissing:
    """A wide sheet of marks has no column for a subject; `people` stand in that sheet."""

    subject: str
    people: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class StatedLevel:
    """A required level that a rating form states beside a rating: what the rating was given against.

    `source` is the cell of the level, `rating` that of the rating.
    """

    level: int
    source: Source
    rating: Source


def frame(rows: Sequence[Mapping[str, Any]] | Sequence[Sequence[Any]], columns: Sequence[str]) -> "pd.DataFrame":
    """A frame of objects: nothing is converted, so ids stay text and fractions exact."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def frame_of_columns(values: Sequence[Sequence[Any]], columns: Sequence[str]) -> "pd.DataFrame":
    """The same frame, of the values of each column."""
    import numpy as np
    import pandas as pd

    table = np.empty((len(columns), len(values[0])), dtype=object)
    for line, column in zip(table, values, strict=True):
        line[:] = column
    return pd.DataFrame(table.T, columns=list(columns), dtype=object, copy=False)


def no_history() -> "pd.DataFrame":
    """The frame of a folder without earlier adoptions."""
    return frame([], HISTORY)


@dataclass(frozen=True)
class Inputs:
    """All values of a folder of workbooks. `digests` are the files that were opened, with the SHA-256 of their bytes."""

    roster: "pd.DataFrame"
    ratings: "pd.DataFrame"
    marks: "pd.DataFrame"
    weights: "pd.DataFrame"
    votes: "pd.DataFrame"
    standards: "pd.DataFrame"
    comments: "pd.DataFrame"
    stored: tuple[StoredResult, ...] = ()
    missing_columns: tuple[ExamColumnMissing, ...] = ()
    vote_labels: Mapping[tuple[str, str], Source] = field(default_factory=dict)
    dates: tuple[tuple[date, Source], ...] = ()
    files_read: int = 0
    problems: tuple[Problem, ...] = ()
    ledgers: tuple["SheetLedger", ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    history: "pd.DataFrame" = field(default_factory=no_history)
    stated: tuple[StatedLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """Somebody was asked to rate somebody: a form, a row or a column, whether or not it is filled in.

    `asked` are the competencies that the lines of a list ask about; "()" means every competency that is rated.
    """

    person_id: str
    rater: str
    rater_key: str
    relation: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableLedger:
    """What a table of a sheet was taken for, and what became of the places for answers in it.

    `header` is its first and last header row; `people` are ids, `rated` who rates whom, `experts` those who vote;
    `first_date` and `last_date` are those that stand with it. `used`, `left_out` and `blank` are numbers of cells; of a
    roster, numbers of lines.
    """

    kind: str
    header: tuple[int, int] = (0, 0)
    people: tuple[str, ...] = ()
    rated: tuple[Rated, ...] = ()
    subjects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
    first_date: date | None = None
    last_date: date | None = None
    used: int = 0
    left_out: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class SheetLedger:
    """What became of the places for answers on a sheet; `kinds` are those of its tables. Numbers of cells."""

    file: str
    sheet: str
    kinds: tuple[str, ...] = ()
    used: int = 0
    left_out: int = 0
    blank: int = 0
    tables: tuple[TableLedger, ...] = ()

    @property
    def read(self) -> int:
        return self.used + self.left_out + self.blank


@dataclass(frozen=True)
class Cycle:
    """One round of assessment. Without `start` and `end` it was named after the newest date."""

    name: str
    start: date | None = None
    end: date | None = None


def rows(table: "pd.DataFrame") -> Iterator[Any]:
    """The rows of a frame as named tuples (with `Index`)."""
    yield from table.itertuples()


def source_of(row: Any) -> Source:  # noqa: ANN401 (a row of itertuples)
    return Source(row.file, row.sheet, row.cell)


def exact(value: float | Decimal) -> Fraction:
    """A cell's number at 15 significant digits, as Excel shows it; exact from there on."""
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(f"{value:.15g}")
