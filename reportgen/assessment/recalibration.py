"""Recalibration (动态调整, spec §2.7): experts' votes become a level table; applying it is a separate step."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from reportgen.assessment.agreement import rwg_exact
from reportgen.assessment.claims import KEPT, settle
from reportgen.assessment.cycles import end_of, months_after
from reportgen.assessment.history import before_adoption, standing
from reportgen.model.history import Adopted
from reportgen.model.inputs import STORED_RESULTS, Cycle, Inputs, StoredResult, rows
from reportgen.model.recalibration import decided, out_of_order
from reportgen.model.results import Recalibrated, Standards
from reportgen.model.rounding import half_up
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, problem

Labels = Mapping[tuple[str, str], Source]


def recalibrate(votes: Mapping[int, int], before: int) -> tuple[Fraction | None, int]:
    """Mean of the votes (level -> number of votes) and the level after: the mean rounded half up, or `before` without votes."""
    n = sum(votes.values())
    if n == 0:
        return None, before
    mean = Fraction(sum(level * count for level, count in votes.items()), n)
    return mean, int(half_up(mean))


def spread(votes: Mapping[int, int]) -> Fraction | None:
    """The variance (n − 1) of the votes [levels²]; None for fewer than two."""
    n = sum(votes.values())
    if n < 2:  # noqa: PLR2004 (one vote has no spread)
        return None
    mean = Fraction(sum(level * count for level, count in votes.items()), n)
    return sum((count * (level - mean) ** 2 for level, count in votes.items()), Fraction(0)) / (n - 1)


def recalibration(
    inputs: Inputs, standards: Standards, model: Model, *, cycle: Cycle | None = None, history: Sequence[Adopted] = ()
) -> tuple[tuple[Recalibrated, ...], list[Problem]]:
    """The recalibrated table of every grade that was voted on, grades and competencies in the model's order.

    "Before" is what was in force when the experts voted: what this cycle's own adoption has changed since is not.
    """
    cycle = cycle or Cycle("")
    states, problems = settle(
        inputs.votes, ("grade", "competency", "expert"), "level", ("duplicate-value", "conflicting-value")
    )
    counts: dict[tuple[str, str], dict[int, int]] = {}
    for row in rows(inputs.votes[states == KEPT]):
        cast = counts.setdefault((row.grade, row.competency), {})
        cast[row.level] = cast.get(row.level, 0) + 1
    levels = before_adoption(history, standards, cycle)
    voted = [g.id for g in model.grades if any(grade == g.id for grade, _ in inputs.vote_labels)]
    table = [
        line_of(grade, competency, counts.get((grade, competency), {}), levels[grade, competency], model)
        for grade in voted
        for competency in model.competency_ids
    ]
    problems += _few_votes(table, inputs.vote_labels, model)
    problems += _large_changes(table, inputs.vote_labels, model)
    problems += _order(table, levels, inputs.vote_labels, model)
    problems += _too_soon(table, history, cycle, end_of(cycle), inputs.vote_labels, model)
    lines = {(line.grade, line.competency): line for line in table}
    problems += [p for stored in inputs.stored if (p := _compare(stored, lines[stored.grade, stored.competency]))]
    return tuple(_adopted(table, standing(history, cycle))), problems


def line_of(grade: str, competency: str, votes: Mapping[int, int], before: int, model: Model) -> Recalibrated:
    """The line of a competency from its votes (level -> number of votes)."""
    mean, after = recalibrate(votes, before)
    per_level = tuple(votes.get(level.value, 0) for level in model.levels)
    each = [level for level, count in votes.items() for _ in range(count)]
    return Recalibrated(
        grade, competency, before, sum(per_level), mean, after, per_level,
        variance=spread(votes), agreement=rwg_exact(each, len(model.levels)),
    )  # fmt: skip


def _adopted(table: Sequence[Recalibrated], own: Sequence[Adopted]) -> list[Recalibrated]:
    """The lines with what this cycle has adopted, if it has."""
    if not own:
        return list(table)
    last = {(line.grade, line.competency): line for line in own}
    found = []
    for line in table:
        adoption = last.get((line.grade, line.competency))
        found.append(decided(line, adoption.after, adoption.reason) if adoption else decided(line, line.before))
    return found


def _few_votes(table: list[Recalibrated], labels: Labels, model: Model) -> list[Problem]:
    least = model.thresholds.few_votes
    return [
        problem("few-votes", source, "", competency=model.competency(line.competency), n=line.votes, least=least)
        for line in table
        if line.votes < least and (source := labels.get((line.grade, line.competency)))
    ]


def _large_changes(table: list[Recalibrated], labels: Labels, model: Model) -> list[Problem]:
    return [
        problem(
            "large-change", source, "", competency=model.competency(line.competency),
            before=model.level(line.before), after=model.level(line.after), n=abs(line.change),
        )
        for line in table
        if abs(line.change) > model.thresholds.large_change and (source := labels.get((line.grade, line.competency)))
    ]  # fmt: skip


def _order(
    table: list[Recalibrated], before: Mapping[tuple[str, str], int], labels: Labels, model: Model
) -> list[Problem]:
    """A warning at the competency's name in the vote sheets of two grades that would no longer be in order."""
    levels = dict(before) | {(line.grade, line.competency): line.after for line in table}
    problems = []
    for competency in model.competencies:
        for lower, higher in out_of_order(levels, competency.id, model):
            problems += [
                problem(
                    "grades-out-of-order",
                    labels[grade, competency.id],
                    "",
                    competency=competency,
                    lower=model.grade(lower),
                    higher=model.grade(higher),
                    lower_level=levels[lower, competency.id],
                    higher_level=levels[higher, competency.id],
                )
                for grade in (lower, higher)
                if (grade, competency.id) in labels
            ]
    return problems


def too_soon(history: Sequence[Adopted], grade: str, cycle: Cycle, effective: date, model: Model) -> Adopted | None:
    """The last change of a grade's levels by another cycle that is less than a business year before a day, if there is one."""
    last = None
    earlier = [
        line for line in history if line.grade == grade and line.cycle != cycle.name and line.effective <= effective
    ]
    for _, day in groupby(earlier, key=lambda line: line.effective):
        lines = list(day)  # what was taken back on the same day changed nothing
        before = {line.competency: line.before for line in reversed(lines)}
        after = {line.competency: line.after for line in lines}
        last = lines[-1] if before != after else last
    soon = last is not None and months_after(last.effective, model.thresholds.recalibration_months) > effective
    return last if soon else None


def _too_soon(
    table: Sequence[Recalibrated], history: Sequence[Adopted], cycle: Cycle, end: date | None, labels: Labels, model: Model
) -> list[Problem]:  # fmt: skip
    """A warning at every level that the vote would change so soon; the new level holds from the cycle's end on."""
    if end is None:
        return []
    problems = []
    for line in table:
        source = labels.get((line.grade, line.competency))
        if line.change and source and (last := too_soon(history, line.grade, cycle, end, model)):
            months, grade = model.thresholds.recalibration_months, model.grade(line.grade)
            problems.append(
                problem(
                    "recalibrated-too-soon", source, "", months=months, grade=grade, date=last.effective.isoformat()
                )
            )
    return problems


def _compare(stored: StoredResult, line: Recalibrated) -> Problem | None:
    """A stored result against the computed one, at the decimals that the cell shows."""
    computed = {
        "before": Fraction(line.before),
        "votes": Fraction(line.votes),
        "mean": line.mean,
        "after": Fraction(line.after),
    }[stored.what]
    if computed is not None and stored.value is not None:
        if half_up(stored.value, stored.decimals) == half_up(computed, stored.decimals):
            return None
    elif computed is None and stored.value is None:
        return None
    shown = "—" if computed is None else _plain(half_up(computed, max(stored.decimals, 2)))
    return problem(
        "stored-result-differs", stored.source, stored.text, what=STORED_RESULTS[stored.what], computed=shown,
        nearest="" if computed is None else shown,
    )  # fmt: skip


def _plain(value: Fraction) -> str:
    return f"{float(value):.15g}"
