"""Inputs written as the lines that a test shows; cells are numbered as they would stand in a sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from reportgen.model.history import Adopted
from reportgen.model.inputs import (
    COMMENTS,
    HISTORY,
    MARKS,
    RATINGS,
    ROSTER,
    STANDARDS,
    VOTES,
    WEIGHTS,
    ExamColumnMissing,
    Inputs,
    StatedLevel,
    StoredResult,
    frame,
    rows,
)
from reportgen.problems import Problem, Source

ABSENT, BLANK, BAD = "缺考", "", "?"
STATES = {ABSENT: "absent", BLANK: "blank", BAD: "bad"}


@dataclass(frozen=True)
class Person:
    """A line of the roster."""

    id: str
    grade: str
    name: str = "某人"
    department: str = ""


def roster(*people: Person) -> pd.DataFrame:
    return frame(
        [
            (p.id, p.name, p.grade, p.department, "", "", {}, "", "", {}, "roster.xlsx", "S", f"A{n}")
            for n, p in enumerate(people, 2)
        ],
        ROSTER,
    )


def ratings(*lines: tuple[str, str, str | None, str, int]) -> pd.DataFrame:
    """Lines of (person, competency, rater, relation, rating); the rating stands in column E."""
    return frame(
        [(p, c, r or "", r, rel, value, None, "", "ratings.xlsx", "S", f"E{n}") for n, (p, c, r, rel, value) in enumerate(lines, 2)],
        RATINGS,
    )  # fmt: skip


def marks(*lines: tuple[str, str, Fraction | int | str]) -> pd.DataFrame:
    """Lines of (person, subject, mark or ABSENT, BLANK, BAD); the id stands in column A, the mark in column C."""
    return frame(
        [
            (
                p,
                subject,
                None if isinstance(m, str) else Fraction(m),
                STATES[m] if isinstance(m, str) else "mark",
                None,
                f"A{n}",
                "marks.xlsx",
                "S",
                f"C{n}",
            )
            for n, (p, subject, m) in enumerate(lines, 2)
        ],
        MARKS,
    )


def weights(*lines: tuple[str, str, str, Fraction | int]) -> pd.DataFrame:
    """Lines of (competency, subject, grade or "", weight); the weight stands in column D."""
    return frame(
        [(c, s, g, Fraction(w), "weights.xlsx", "S", f"D{n}") for n, (c, s, g, w) in enumerate(lines, 2)], WEIGHTS
    )


def votes(*lines: tuple[str, str, str, int]) -> pd.DataFrame:
    """Lines of (grade, competency, expert, level); the level stands in column D."""
    return frame([(*line, "votes.xlsx", "S", f"D{n}") for n, line in enumerate(lines, 2)], VOTES)


def standards(*tables: tuple[str, date | None, Mapping[tuple[str, str], int]]) -> pd.DataFrame:
    """Tables of (file, effective date, (grade, competency) -> level); levels stand in column C."""
    return frame(
        [
            (file, day, competency, grade, level, 0, file, "S", f"C{n}")
            for file, day, levels in tables
            for n, ((grade, competency), level) in enumerate(levels.items(), 2)
        ],
        STANDARDS,
    )


def adoption(number: int, day: date, levels: Mapping[tuple[str, str], int]) -> pd.DataFrame:
    """The standards table of an adoption; its levels stand in column D."""
    file = f"adoption-{number}.xlsx"
    return frame(
        [
            (file, day, competency, grade, level, number, file, "S", f"D{n}")
            for n, ((grade, competency), level) in enumerate(levels.items(), 2)
        ],
        STANDARDS,
    )


def dated(table: pd.DataFrame, *days: date | None) -> pd.DataFrame:
    """Ratings with the dates of their forms."""
    return table.assign(date=pd.Series(days, index=table.index, dtype=object))


def adopted(
    number: int,
    day: date,
    change: tuple[str, str, int, int],
    *,
    cycle: str = "",
    of_votes: bool = True,
    reason: str = "",
) -> Adopted:
    """A line of the history: (grade, competency, before, after); of three votes, or of an earlier table put in force
    again. The cycle is the year of the day unless it is given.
    """
    return Adopted(number, cycle or str(day.year), day, *change, votes=3 if of_votes else None, reason=reason)


def history(*lines: Adopted, file: str = "history.xlsx") -> pd.DataFrame:
    """Lines of the history as they are read; the level adopted stands in column K."""
    return frame(
        [
            (
                line.number, line.cycle, line.effective, line.grade, line.competency, line.before, line.after, line.votes,
                line.mean, line.agreement, line.voted, line.reason, line.note, file, "S", f"K{n}",
            )
            for n, line in enumerate(lines, 2)
        ],
        HISTORY,
    )  # fmt: skip


def stated(rating: str, level: int) -> StatedLevel:
    """A level that the form states in column D, beside the rating in a cell."""
    return StatedLevel(
        level, Source("ratings.xlsx", "S", rating.replace("E", "D")), Source("ratings.xlsx", "S", rating)
    )


def inputs(
    *people: Person,
    ratings: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    weights: pd.DataFrame | None = None,
    votes: pd.DataFrame | None = None,
    standards: pd.DataFrame | None = None,
    **others: Any,
) -> Inputs:
    """Inputs with the frames given and the others empty. A competency's name stands in column A of its first vote."""
    cast = frame([], VOTES) if votes is None else votes
    labels: dict[tuple[str, str], Source] = {}
    for row in rows(cast):
        labels.setdefault((row.grade, row.competency), Source("votes.xlsx", "S", row.cell.replace("D", "A")))
    return Inputs(
        roster=roster(*people),
        ratings=frame([], RATINGS) if ratings is None else ratings,
        marks=frame([], MARKS) if marks is None else marks,
        weights=frame([], WEIGHTS) if weights is None else weights,
        votes=cast,
        standards=frame([], STANDARDS) if standards is None else standards,
        comments=frame([], COMMENTS),
        **{"vote_labels": labels, **others},
    )


def missing_column(subject: str, cell: str, *people: str) -> ExamColumnMissing:
    return ExamColumnMissing(subject, people, Source("marks.xlsx", "S", cell))


def stored(
    grade: str, competency: str, what: str, value: Fraction | int | None, *, decimals: int = 0, cell: str = "K2"
) -> StoredResult:
    exact = None if value is None else Fraction(value)
    return StoredResult(grade, competency, what, exact, decimals, str(value), Source("votes.xlsx", "S", cell))


def found(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Codes and cells of problems, in order."""
    return [(p.code, p.source.cell) for p in problems]


def fields(of: object, *names: str) -> tuple[object, ...]:
    """Several fields of a result at once."""
    return tuple(getattr(of, name) for name in names)
