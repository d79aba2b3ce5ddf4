"""Recalibration (动态调整, spec §2.7): experts' votes become a level table; applying it is a separate step."""

from collections.abc import Mapping
from fractions import Fraction

from reportgen.assessment.claims import KEPT, settle
from reportgen.assessment.standards import out_of_order
from reportgen.model.inputs import STORED_RESULTS, Inputs, StoredResult, rows
from reportgen.model.results import Recalibrated, Standards
from reportgen.model.rounding import half_up
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, problem


def recalibrate(votes: Mapping[int, int], before: int) -> tuple[Fraction | None, int]:
    """Mean of the votes (level -> number of votes) and the level after: the mean rounded half up, or `before` without votes."""
    n = sum(votes.values())
    if n == 0:
        return None, before
    mean = Fraction(sum(level * count for level, count in votes.items()), n)
    return mean, int(half_up(mean))


def recalibration(inputs: Inputs, standards: Standards, model: Model) -> tuple[tuple[Recalibrated, ...], list[Problem]]:
    """The recalibrated table of every grade that was voted on, grades and competencies in the model's order."""
    states, problems = settle(
        inputs.votes, ("grade", "competency", "expert"), "level", ("duplicate-value", "conflicting-value")
    )
    counts: dict[tuple[str, str], dict[int, int]] = {}
    for row in rows(inputs.votes[states == KEPT]):
        cast = counts.setdefault((row.grade, row.competency), {})
        cast[row.level] = cast.get(row.level, 0) + 1
    voted = [g.id for g in model.grades if any(grade == g.id for grade, _ in inputs.vote_labels)]
    table = []
    for grade in voted:
        for competency in model.competency_ids:
            cast = counts.get((grade, competency), {})
            before = standards.level(grade, competency)
            mean, after = recalibrate(cast, before)
            per_level = tuple(cast.get(level.value, 0) for level in model.levels)
            table.append(Recalibrated(grade, competency, before, sum(per_level), mean, after, per_level))
    problems += _few_votes(table, inputs.vote_labels, model)
    problems += _order(table, standards, inputs.vote_labels, model)
    lines = {(line.grade, line.competency): line for line in table}
    problems += [p for stored in inputs.stored if (p := _compare(stored, lines[stored.grade, stored.competency]))]
    return tuple(table), problems


def _few_votes(table: list[Recalibrated], labels: Mapping[tuple[str, str], Source], model: Model) -> list[Problem]:
    least = model.thresholds.few_votes
    return [
        problem("few-votes", source, "", competency=model.competency(line.competency), n=line.votes, least=least)
        for line in table
        if line.votes < least and (source := labels.get((line.grade, line.competency)))
    ]


def _order(
    table: list[Recalibrated], standards: Standards, labels: Mapping[tuple[str, str], Source], model: Model
) -> list[Problem]:
    """A warning at the competency's name in the vote sheets of two grades that would no longer be in order."""
    levels = dict(standards.levels) | {(line.grade, line.competency): line.after for line in table}
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
