"""The values of the input as leaves of derivations: whose they are, where they stand, and which of them do not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reportgen.assessment.assess import RATING_KEYS
from reportgen.assessment.claims import settle
from reportgen.assessment.exams import Mark, line_of, settled_marks, weight_lines
from reportgen.assessment.scoring import counts
from reportgen.model.derivation import Step, fact
from reportgen.model.inputs import ExamColumnMissing, Inputs, rows, source_of
from reportgen.model.raters import SELF
from reportgen.model.types import Subject
from reportgen.problems import Source

_CODES = ("duplicate-value", "conflicting-value")
Place = tuple[str, str]  # person and competency, person and subject, grade and competency


@dataclass(frozen=True)
class Leaves:
    """Leaves by what they are about. Each has a note when it does not count: `duplicate`, `conflict`, `weight-0`."""

    ratings: Mapping[Place, tuple[Step, ...]]
    marks: Mapping[str, Mapping[str, Mark]]
    other_marks: Mapping[Place, tuple[Step, ...]]
    votes: Mapping[Place, tuple[Step, ...]]
    weights: Mapping[tuple[str, str, str], Any]
    columns: Mapping[Place, ExamColumnMissing]

    def mark(self, person: str, subject: str) -> Step:
        """A subject's mark; without a value its note says why: `absent`, `blank`, `bad`, `conflict`, `no-column`, `no-line`."""
        own = self.marks[person]
        if (mark := own.get(subject)) is not None:
            note = "" if mark.value is not None else mark.state
            return _leaf("mark", mark.value, "mark", subject, mark.source, person=person, note=note)
        if (column := self.columns.get((person, subject))) is not None:
            return _leaf("mark", None, "mark", subject, column.source, person=person, note="no-column")
        first = min(own.values(), key=lambda mark: mark.order)
        return _leaf("mark", None, "mark", subject, first.id_source, person=person, note="no-line")

    def subject_weight(self, grade: str, competency: str, subject: Subject) -> Step:
        """A subject's weight: a cell, or the model's own."""
        line = line_of(self.weights, competency, subject.id, grade)
        if line is None:
            return fact("weight", subject.weight, "weight", f"competencies.{competency}.subjects.{subject.id}.weight")
        return _leaf("weight", line.weight, "weight", subject.id, source_of(line))


def input_leaves(inputs: Inputs, relations: Sequence[str], relation_weights: Mapping[str, Fraction]) -> Leaves:
    """The leaves of all inputs, in the order of the `relations` and of reading."""
    marks, _ = settled_marks(inputs.marks)
    lines, _ = weight_lines(inputs.weights)
    return Leaves(
        ratings=_ratings(inputs, relations, relation_weights),
        marks=marks,
        other_marks=_other_marks(inputs, marks),
        votes=_votes(inputs),
        weights=lines,
        columns={(person, c.subject): c for c in inputs.missing_columns for person in c.people},
    )


def _ratings(
    inputs: Inputs, relations: Sequence[str], weights: Mapping[str, Fraction]
) -> dict[Place, tuple[Step, ...]]:
    order = {relation: i for i, relation in enumerate(relations)}
    states, _ = settle(inputs.ratings, RATING_KEYS, "rating", _CODES)
    found: dict[Place, list[Step]] = {}
    for row, state in zip(rows(inputs.ratings), states, strict=True):
        note = state or ("" if row.relation == SELF or counts(row.relation, weights) else "weight-0")
        source = source_of(row)
        heading = Source(source.file, source.sheet, row.heading) if row.heading else None
        step = _leaf(
            "rating", Fraction(row.rating), "rating", row.competency, source, person=row.person_id, by=row.rater,
            rater=row.rater_key,
            relation=row.relation, heading=heading, note=note,
        )  # fmt: skip
        found.setdefault((row.person_id, row.competency), []).append(step)
    return {place: tuple(sorted(steps, key=lambda s: order[s.relation])) for place, steps in found.items()}


def _other_marks(inputs: Inputs, marks: Mapping[str, Mapping[str, Mark]]) -> dict[Place, tuple[Step, ...]]:
    """Marks that stand elsewhere too: they repeat or contradict the one that holds, or could not be used."""
    found: dict[Place, list[Step]] = {}
    for row in rows(inputs.marks):
        holding = marks[row.person_id][row.subject]
        source = source_of(row)
        if row.state == "blank" or source == holding.source:
            continue
        repeated = row.state == "absent" or row.mark == holding.value
        note = row.state if row.state == "bad" else "duplicate" if repeated else "conflict"
        step = _leaf("mark", row.mark, "mark", row.subject, source, person=row.person_id, note=note)
        found.setdefault((row.person_id, row.subject), []).append(step)
    return {place: tuple(steps) for place, steps in found.items()}


def _votes(inputs: Inputs) -> dict[Place, tuple[Step, ...]]:
    states, _ = settle(inputs.votes, ("grade", "competency", "expert"), "level", _CODES)
    found: dict[Place, list[Step]] = {}
    for row, state in zip(rows(inputs.votes), states, strict=True):
        step = _leaf("vote", Fraction(row.level), "level", row.competency, source_of(row), by=row.expert, note=state)
        found.setdefault((row.grade, row.competency), []).append(step)
    return {place: tuple(steps) for place, steps in found.items()}


def _leaf(what: str, value: Fraction | None, unit: Any, of: str, source: Source, **fields: Any) -> Step:  # noqa: ANN401 (fields of a step)
    return Step(what, value, unit, of=of, origin="cell", source=source, **fields)


def standing(steps: Sequence[Step]) -> list[Step]:
    """The leaves that count."""
    return [step for step in steps if not step.note]
