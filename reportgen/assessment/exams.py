"""Scores from exams (spec §2.3): weighted mean of the subjects' marks, rounded half up, looked up in the bands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from reportgen.assessment.claims import CONFLICT, KEPT, settle, states_of
from reportgen.language import N_
from reportgen.model.inputs import ExamColumnMissing, Inputs, rows
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, concerning, problem

_LEFT_OUT = frozenset({"bad", CONFLICT})  # states of marks that are there and were not used
_FIX = N_("Correct the mark in this cell; the exam score is then computed.")
_FIX_AND_ENTER = N_(
    "Correct the mark in this cell, and enter or correct the others that are missing; the exam score is then computed."
)
_CLAIMS = ("mark", "absent")  # states of marks that say something
ABSENT_VALUE = "缺考"  # as a mark that stands against another mark in a conflict


@dataclass(frozen=True, slots=True)
class Mark:
    """A subject's mark of a person. `value` is None when the exam was not taken or the mark was left out; `state` is that
    of the frame, or `conflict`.
    """

    subject: str
    value: Fraction | None
    examined: bool
    source: Source
    id_source: Source
    order: int = 0
    state: str = "mark"


@dataclass(frozen=True, slots=True)
class ExamScore:
    """The exam score [marks] of a person in a competency; None with the `missing` subjects when it is incomplete."""

    score: Fraction | None
    missing: tuple[str, ...] = ()


def exam_score(marks: Mapping[str, Fraction | None], weights: Mapping[str, Fraction]) -> ExamScore | None:
    """Σ(weight × mark) / Σ weight over the subjects of weight > 0.

    `marks` holds the subjects that count as examined (None: not taken). None when no weighted subject was examined.
    """
    weighted = {subject: weight for subject, weight in weights.items() if weight > 0}
    if not any(subject in marks for subject in weighted):
        return None
    missing = tuple(subject for subject in weighted if marks.get(subject) is None)
    if missing:
        return ExamScore(None, missing)
    total = sum(weighted.values(), Fraction(0))
    return ExamScore(sum((w * (marks[s] or Fraction(0)) for s, w in weighted.items()), Fraction(0)) / total)


def subject_weights(
    weights: pd.DataFrame, model: Model
) -> tuple[dict[tuple[str, str], dict[str, Fraction]], list[Problem]]:
    """(grade id, competency id) -> weight of each subject: the model's, overlaid by the lines of weight sheets.

    A line for the grade beats one for all grades; lines that contradict each other leave what was there before.
    """
    lines, problems = weight_lines(weights)
    table = {
        (g.id, c.id): {
            s.id: s.weight if (line := line_of(lines, c.id, s.id, g.id)) is None else line.weight for s in c.subjects
        }
        for g in model.grades
        for c in model.competencies
        if c.subjects
    }
    return table, problems


def weight_lines(weights: pd.DataFrame) -> tuple[Mapping[tuple[str, str, str], Any], list[Problem]]:
    """(competency id, subject id, grade id or "") -> the row of the frame of weights that holds."""
    states, problems = settle(
        weights, ("competency", "subject", "grade"), "weight", ("duplicate-value", "conflicting-value")
    )
    return {(row.competency, row.subject, row.grade): row for row in rows(weights[states == KEPT])}, problems


def line_of(lines: Mapping[tuple[str, str, str], Any], competency: str, subject: str, grade: str) -> Any | None:  # noqa: ANN401 (a row of a frame)
    """The line that gives a subject's weight in a grade; None when the model's own holds."""
    own = lines.get((competency, subject, grade))
    return lines.get((competency, subject, "")) if own is None else own


def settled_marks(marks: pd.DataFrame) -> tuple[dict[str, dict[str, Mark]], list[Problem]]:
    """Person id -> subject -> mark, with what stands twice or contradicts itself settled.

    A blank cell claims nothing. A mark that was left out, or contradicts another, still counts as examined.
    """
    claims = marks[marks["state"].isin(_CLAIMS)]
    claims = claims.assign(claim=pd.Series([_claimed(row) for row in rows(claims)], index=claims.index, dtype=object))
    states, problems = settle(claims, ("person_id", "subject"), "claim", ("duplicate-value", "conflicting-value"))
    conflicts = set(states[states == CONFLICT].index)
    settled: dict[str, dict[str, Mark]] = {}
    for row in rows(marks):
        _hold(row, row.Index, settled.setdefault(row.person_id, {}), conflict=row.Index in conflicts)
    return settled, problems


def marks_of(lines: Sequence[Any]) -> dict[str, Mark]:
    """Subject -> mark, settled, from all the lines of one person."""
    claims = [
        (i, _Claim(line.person_id, line.subject, _claimed(line)))
        for i, line in enumerate(lines)
        if line.state in _CLAIMS
    ]
    states = states_of([claim for _, claim in claims], ("person_id", "subject"), "claim")
    conflicts = {i for (i, _), state in zip(claims, states, strict=True) if state == CONFLICT}
    settled: dict[str, Mark] = {}
    for i, line in enumerate(lines):
        _hold(line, i, settled, conflict=i in conflicts)
    return settled


class _Claim(NamedTuple):
    person_id: str
    subject: str
    claim: str


def _hold(row: Any, order: int, settled: dict[str, Mark], *, conflict: bool) -> None:  # noqa: ANN401 (a row of the frame)
    """Take a line for a person's mark, unless one that beats it was there before."""
    mark = Mark(
        row.subject,
        row.mark if row.state == "mark" and not conflict else None,
        row.state != "blank",
        Source(row.file, row.sheet, row.cell),
        Source(row.file, row.sheet, row.id_cell),
        order,
        "conflict" if conflict else row.state,
    )
    before = settled.get(row.subject)
    if before is None or _rank(mark) > _rank(before):
        settled[row.subject] = mark


def _rank(mark: Mark) -> int:
    """A mark beats a cell without one, which beats a blank."""
    return 2 if mark.value is not None else int(mark.examined)


def _claimed(row: Any) -> str:  # noqa: ANN401 (a row of the frame)
    """What a line says, as Excel shows it."""
    return f"{float(row.mark):.15g}" if row.state == "mark" else ABSENT_VALUE


def exam_scores(
    inputs: Inputs, grades: Mapping[str, str], model: Model
) -> tuple[dict[tuple[str, str], ExamScore], list[Problem]]:
    """(person id, competency id) -> exam score, for everybody examined; `grades` maps person ids to grade ids."""
    weights, problems = subject_weights(inputs.weights, model)
    marks, found = settled_marks(inputs.marks)
    problems.extend(found)
    columns = {(person, column.subject): column for column in inputs.missing_columns for person in column.people}
    scores: dict[tuple[str, str], ExamScore] = {}
    told: set[Source] = set()
    for person, own in marks.items():
        if person not in grades:
            continue
        for competency in model.competencies:
            subjects = weights.get((grades[person], competency.id), {})
            examined = {s: own[s].value for s in subjects if s in own and own[s].examined}
            result = exam_score(examined, subjects)
            if result is None:
                continue
            scores[person, competency.id] = result
            if result.missing:
                found = _incomplete(person, competency.id, result.missing, own, columns, told, model)
                problems.extend(concerning(one, person) for one in found)
    return scores, problems


def _incomplete(
    person: str,
    competency: str,
    missing: Sequence[str],
    own: Mapping[str, Mark],
    columns: Mapping[tuple[str, str], ExamColumnMissing],
    told: set[Source],
    model: Model,
) -> list[Problem]:
    """The warning for an incomplete exam: at the first missing mark, else at the id; a missing column is told once."""
    named = model.competency(competency)
    subjects = tuple(s for s in named.subjects if s.id in missing)
    in_cells = sorted((own[s] for s in missing if s in own), key=lambda mark: mark.order)
    if in_cells:
        found = problem("exam-incomplete", in_cells[0].source, "", competency=named, subjects=subjects)
        if in_cells[0].state in _LEFT_OUT:
            instead = _FIX if len(missing) == 1 else _FIX_AND_ENTER
            found = replace(found, params={**found.params, "instead": instead})
        return [found]
    in_columns = [columns[person, s] for s in missing if (person, s) in columns]
    if in_columns:
        source = in_columns[0].source
        key = Source(source.file, source.sheet, f"{source.cell} {competency}")
        if key in told:
            return []
        told.add(key)
        return [problem("exam-incomplete", source, "", competency=named, subjects=subjects)]
    first = min((own[s.id] for s in named.subjects if s.id in own), key=lambda mark: mark.order)
    return [problem("exam-incomplete", first.id_source, "", competency=named, subjects=subjects)]
