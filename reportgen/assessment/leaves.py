"""The values of the input as leaves of derivations: whose they are, where they stand, and which of them do not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reportgen.assessment.assess import RATING_KEYS
from reportgen.assessment.behind import Behind, MarkLine, RatingLine, VoteLine, Weighed
from reportgen.assessment.claims import states_of
from reportgen.assessment.exams import Mark, marks_of
from reportgen.assessment.scoring import counts
from reportgen.model.derivation import Step, fact
from reportgen.model.inputs import ExamColumnMissing, source_of
from reportgen.model.raters import SELF
from reportgen.model.types import Subject
from reportgen.problems import Source


@dataclass(frozen=True)
class Leaves:
    """The leaves of a person: ratings and votes by competency, marks by subject. Each has a note when it does not count:
    `duplicate`, `conflict`, `weight-0`.
    """

    ratings: Mapping[str, Sequence[Step]]
    marks: Mapping[str, Mark]
    other_marks: Mapping[str, Sequence[Step]]
    votes: Mapping[str, Sequence[Step]]
    weights: Mapping[tuple[str, str], Weighed]
    columns: Mapping[str, ExamColumnMissing]

    def mark(self, person: str, subject: str) -> Step:
        """A subject's mark; without a value its note says why: `absent`, `blank`, `bad`, `conflict`, `no-column`, `no-line`."""
        if (mark := self.marks.get(subject)) is not None:
            note = "" if mark.value is not None else mark.state
            return _leaf("mark", mark.value, "mark", subject, mark.source, person=person, note=note)
        if (column := self.columns.get(subject)) is not None:
            return _leaf("mark", None, "mark", subject, column.source, person=person, note="no-column")
        first = min(self.marks.values(), key=lambda mark: mark.order)
        return _leaf("mark", None, "mark", subject, first.id_source, person=person, note="no-line")

    def subject_weight(self, competency: str, subject: Subject) -> Step:
        """A subject's weight: a cell, or the model's own."""
        line = self.weights.get((competency, subject.id))
        if line is None:
            return fact("weight", subject.weight, "weight", f"competencies.{competency}.subjects.{subject.id}.weight")
        return _leaf("weight", line.weight, "weight", subject.id, line.source)


def leaves_of(behind: Behind, relations: Sequence[str], weights: Mapping[str, Fraction]) -> Leaves:
    """The leaves of a person, in the order of the `relations` and of reading; `weights` are those of relations."""
    marks = marks_of(behind.marks)
    return Leaves(
        ratings=_ratings(behind.ratings, relations, weights),
        marks=marks,
        other_marks=_other_marks(behind.marks, marks),
        votes=_votes(behind.grade.votes),
        weights=behind.grade.weights,
        columns={column.subject: column for column in behind.columns},
    )


def _ratings(
    lines: Sequence[RatingLine], relations: Sequence[str], weights: Mapping[str, Fraction]
) -> dict[str, list[Step]]:
    order = {relation: i for i, relation in enumerate(relations)}
    found: dict[str, list[Step]] = {}
    for row, state in zip(lines, states_of(lines, RATING_KEYS, "rating"), strict=True):
        note = state or ("" if row.relation == SELF or counts(row.relation, weights) else "weight-0")
        heading = Source(row.file, row.sheet, row.heading) if row.heading else None
        step = _leaf(
            "rating", Fraction(row.rating), "rating", row.competency, source_of(row), person=row.person_id, by=row.rater,
            rater=row.rater_key, relation=row.relation, heading=heading, note=note,
        )  # fmt: skip
        found.setdefault(row.competency, []).append(step)
    return {competency: sorted(steps, key=lambda s: order[s.relation]) for competency, steps in found.items()}


def _other_marks(lines: Sequence[MarkLine], marks: Mapping[str, Mark]) -> dict[str, list[Step]]:
    """Marks that stand elsewhere too: they repeat or contradict the one that holds, or could not be used."""
    found: dict[str, list[Step]] = {}
    for row in lines:
        holding = marks[row.subject]
        source = source_of(row)
        if row.state == "blank" or source == holding.source:
            continue
        repeated = row.state == "absent" or row.mark == holding.value
        note = row.state if row.state == "bad" else "duplicate" if repeated else "conflict"
        step = _leaf("mark", row.mark, "mark", row.subject, source, person=row.person_id, note=note)
        found.setdefault(row.subject, []).append(step)
    return found


def _votes(lines: Sequence[VoteLine]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for row, state in zip(lines, states_of(lines, ("grade", "competency", "expert"), "level"), strict=True):
        step = _leaf("vote", Fraction(row.level), "level", row.competency, source_of(row), by=row.expert, note=state)
        found.setdefault(row.competency, []).append(step)
    return found


def _leaf(what: str, value: Fraction | None, unit: Any, of: str, source: Source, **fields: Any) -> Step:  # noqa: ANN401 (fields of a step)
    return Step(what, value, unit, of=of, origin="cell", source=source, **fields)


def standing(steps: Sequence[Step]) -> list[Step]:
    """The leaves that count."""
    return [step for step in steps if not step.note]
