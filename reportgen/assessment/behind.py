"""The lines of the input behind a person's numbers, as plain tuples: what an explanation is made from without the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

import pandas as pd

from reportgen.assessment.exams import weight_lines
from reportgen.assessment.history import Timeline, timeline
from reportgen.model.inputs import ExamColumnMissing, StatedLevel, source_of
from reportgen.model.results import Assessment
from reportgen.problems import Source


class RatingLine(NamedTuple):
    """A row of the frame of ratings (see `reportgen.model.inputs`)."""

    person_id: str
    competency: str
    rater: str
    rater_key: str
    relation: str
    rating: int
    date: date | None
    heading: str
    file: str
    sheet: str
    cell: str


class MarkLine(NamedTuple):
    """A row of the frame of marks."""

    person_id: str
    subject: str
    mark: Fraction | None
    state: str
    id_cell: str
    file: str
    sheet: str
    cell: str


class VoteLine(NamedTuple):
    """A row of the frame of votes."""

    grade: str
    competency: str
    expert: str | None
    level: int
    file: str
    sheet: str
    cell: str


class Weighed(NamedTuple):
    """A subject's weight, as a line of a weight sheet gives it, and its cell."""

    weight: Fraction
    source: Source


_Line = TypeVar("_Line", RatingLine, MarkLine, VoteLine)


@dataclass(frozen=True)
class OfGrade:
    """What stands behind the numbers of a grade's people alike: the votes, the subjects' weights by competency and subject
    as far as sheets give them, and the levels over time (None where no rating was given against another level).
    """

    votes: tuple[VoteLine, ...] = ()
    weights: Mapping[tuple[str, str], Weighed] = field(default_factory=dict)
    since: Timeline | None = None


@dataclass(frozen=True)
class Behind:
    """What stands behind a person's numbers, in the order of reading; `columns` are those that a sheet of marks lacks."""

    ratings: tuple[RatingLine, ...] = ()
    marks: tuple[MarkLine, ...] = ()
    columns: tuple[ExamColumnMissing, ...] = ()
    stated: tuple[StatedLevel, ...] = ()
    grade: OfGrade = OfGrade()


def behind(assessment: Assessment) -> dict[str, Behind]:
    """Person id -> what stands behind the numbers of everybody with a result; read from the frames once."""
    inputs = assessment.inputs
    ratings = _by_first(inputs.ratings, RatingLine)
    marks = _by_first(inputs.marks, MarkLine)
    columns: dict[str, list[ExamColumnMissing]] = {}
    for column in inputs.missing_columns:
        for person in column.people:
            columns.setdefault(person, []).append(replace(column, people=(person,)))
    grades = _of_grades(assessment)
    stated = {one.rating: one for one in inputs.stated}
    found = {}
    for p in assessment.people:
        own = tuple(ratings.get(p.id, ()))
        said = tuple(one for line in own if (one := stated.get(source_of(line)))) if stated else ()
        found[p.id] = Behind(own, tuple(marks.get(p.id, ())), tuple(columns.get(p.id, ())), said, grades[p.grade])
    return found


def _of_grades(assessment: Assessment) -> dict[str, OfGrade]:
    inputs, model = assessment.inputs, assessment.model
    votes = _by_first(inputs.votes, VoteLine)
    lines, _ = weight_lines(inputs.weights)
    late = any(r.against for p in assessment.people for r in p.competencies)
    since = timeline(inputs.standards, assessment.history, assessment.standards, model) if late else None
    return {
        grade: OfGrade(
            tuple(votes.get(grade, ())),
            {
                (competency, subject): Weighed(line.weight, source_of(line))
                for (competency, subject, of), line in lines.items()
                if of == grade or (of == "" and (competency, subject, grade) not in lines)
            },
            None if since is None else _within(since, grade),
        )
        for grade in {p.grade for p in assessment.people}
    }


def _within(since: Timeline, grade: str) -> Timeline:
    """The levels of one grade over time."""
    first, *steps = [
        {place: level for place, level in levels.items() if place[0] == grade}
        for levels in (since.first, *(levels for _, levels in since.steps))
    ]
    return Timeline(first, tuple(zip((key for key, _ in since.steps), steps, strict=True)))


def _by_first(table: pd.DataFrame, kind: type[_Line]) -> dict[str, list[_Line]]:
    """The rows of a frame as tuples of a kind, by their first column."""
    found: dict[str, list[_Line]] = {}
    for row in zip(*(table[name].tolist() for name in kind._fields), strict=True):
        found.setdefault(row[0], []).append(kind._make(row))
    return found
