"""From tidy input frames to an assessment: pure, exact, complete."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pandas as pd

from reportgen.assessment.check import coverage_by_rater
from reportgen.assessment.claims import KEPT, settle
from reportgen.assessment.cycles import cycle_of, end_of
from reportgen.assessment.doubtful import rater_results
from reportgen.assessment.exams import ExamScore, exam_scores
from reportgen.assessment.history import Timeline, changed_by_hand, history_of, not_in_force, timeline
from reportgen.assessment.recalibration import recalibration
from reportgen.assessment.requirements import (
    given_against,
    outdated,
    perhaps_outdated,
    rated_ones,
    requirement_changed,
)
from reportgen.assessment.scoring import NO_RATINGS, RatingScore, counts, rating_scores
from reportgen.assessment.standards import standards_in_force
from reportgen.assessment.summaries import attainment, category_scores, coverage, group, overall
from reportgen.model.inputs import Cycle, Inputs, rows, source_of
from reportgen.model.results import Assessment, CompetencyResult, GroupResult, PersonResult, Standards
from reportgen.model.rounding import band, exam_band
from reportgen.model.types import Model
from reportgen.problems import Problem

# Other levels that ratings behind a score were given against, and whether others of them were not.
Against = tuple[tuple[int, ...], bool]

RATING_KEYS = ("person_id", "competency", "relation", "rater_key")  # a rating by the same rater


def assess(inputs: Inputs, model: Model, *, weights: Mapping[str, Fraction], cycle: Cycle | None) -> Assessment:
    """Compute everything that reports and tables show.

    `weights` maps relation ids to relative weights (empty: plain mean over raters); `cycle` is the one that is set.
    People whose grade is unknown have no required level and so no result.
    """
    problems: list[Problem] = list(inputs.problems)
    current, found = cycle_of(inputs.dates, cycle, model)
    problems += found
    standards, found = standards_in_force(inputs.standards, current, model)
    problems += found
    history, found = history_of(inputs.history)
    problems += [*found, *not_in_force(history, standards, current, end_of(current))]
    problems += changed_by_hand(history, standards, model)
    ratings, found = standing_ratings(inputs.ratings, weights, model)
    problems += found
    scores = rating_scores(ratings[ratings["stands"]], weights)
    known = inputs.roster[inputs.roster["grade"] != ""]
    exams, found = exam_scores(inputs, dict(zip(known["person_id"], known["grade"], strict=True)), model)
    problems += found
    table, found = recalibration(inputs, standards, model, cycle=current, history=history)
    problems += found
    graded = set(known["person_id"])
    columns = (ratings[name].tolist() for name in ("counted", "person_id", "competency"))
    entered = [
        counted and person in graded and (person, competency) not in exams
        for counted, person, competency in zip(*columns, strict=True)
    ]
    ratings = ratings.assign(counted=pd.Series(entered, index=ratings.index, dtype=bool))
    since = timeline(inputs.standards, history, standards, model)
    against, found = _against(inputs, ratings, exams.keys(), since, standards, current, model)
    problems += found
    people = tuple(
        _person(row, {c: standards.level(row.grade, c) for c in model.competency_ids}, scores, exams, against, model)
        for row in rows(known)
    )
    found_raters = rater_results(ratings[ratings["stands"]], coverage_by_rater(inputs, model), model)
    return Assessment(
        model=model,
        cycle=current,
        people=people,
        grades=_grades(people, model),
        departments=_departments(people, model),
        recalibration=table,
        standards=standards,
        ratings=ratings,
        inputs=inputs,
        weights=dict(weights),
        problems=tuple(problems),
        raters=found_raters.raters,
        doubtful=found_raters.doubtful,
        history=history,
    )


def _against(
    inputs: Inputs,
    ratings: pd.DataFrame,
    examined: Collection[tuple[str, str]],
    since: Timeline,
    standards: Standards,
    cycle: Cycle,
    model: Model,
) -> tuple[dict[tuple[str, str], Against], list[Problem]]:
    """(person id, competency id) -> other levels than the one in force that ratings behind the score were given against."""
    grades = dict(zip(inputs.roster["person_id"], inputs.roster["grade"], strict=True))
    rated = rated_ones(perhaps_outdated(ratings, grades, since, inputs.stated, cycle), examined)
    given = given_against(rated, grades, since, inputs.stated, cycle)
    late = outdated(rated, given, grades, standards.levels)
    counted = ratings["counted"]
    behind_scores = ratings[counted] if late else ratings.iloc[:0]
    entered = Counter(zip(behind_scores["person_id"], behind_scores["competency"], strict=True))
    levels = {}
    for one in late:
        behind = [place for place in one.ratings if counted[place]]
        cell = one.person_id, one.competency
        levels[cell] = tuple(sorted({given[place] for place in behind})), 0 < len(behind) < entered[cell]
    return levels, list(requirement_changed(rated, late, given, inputs.stated, model))


def standing_ratings(
    ratings: pd.DataFrame, weights: Mapping[str, Fraction], model: Model
) -> tuple[pd.DataFrame, list[Problem]]:
    """The ratings with two more columns: `stands` (neither repeated nor contradicted), `counted` (may enter a score)."""
    states, problems = settle(
        ratings,
        RATING_KEYS,
        "rating",
        ("duplicate-rating", "conflicting-rating"),
        lambda row: {"competency": model.competency(row.competency)},
    )
    stands = (states == KEPT).to_numpy(dtype=bool)
    counting = {relation for relation in ratings["relation"].unique() if counts(relation, weights)}
    counted = stands & ratings["relation"].isin(counting).to_numpy(dtype=bool)
    return ratings.assign(stands=stands, counted=counted), problems


def competency_result(
    competency: str, required: int, rated: RatingScore, exam: ExamScore | None, model: Model
) -> CompetencyResult:
    """A person's result on a competency: the exam where there is one, else the ratings (spec §2.3)."""
    if exam is not None:
        if exam.score is None:
            return CompetencyResult(
                competency, "exam", required, None, None, None, None,
                self_rating=rated.self_rating, reason="exam-incomplete",
            )  # fmt: skip
        score = Fraction(exam_band(exam.score, model))
        return _scored(competency, required, score, model, method="exam", exam=exam.score, rated=rated)
    if rated.score is None:
        return CompetencyResult(
            competency, "", required, None, None, None, None, self_rating=rated.self_rating, reason="not-assessed"
        )
    return _scored(competency, required, rated.score, model, method="rating", exam=None, rated=rated)


def _scored(
    competency: str,
    required: int,
    score: Fraction,
    model: Model,
    *,
    method: Any,  # noqa: ANN401 (a method's name)
    exam: Fraction | None,
    rated: RatingScore,
) -> CompetencyResult:
    by_rating = exam is None
    gap, surplus = _distances(score, model.standard)
    return CompetencyResult(
        competency=competency,
        method=method,
        required_level=required,
        score=score,
        band=band(score, model),
        gap=gap,
        surplus=surplus,
        n_raters=rated.n if by_rating else 0,
        exam_score=exam,
        self_rating=rated.self_rating,
        shares=rated.shares if by_rating else (),
    )


@lru_cache(maxsize=4096)  # scores come again and again
def _distances(score: Fraction, standard: int) -> tuple[Fraction, Fraction]:
    """Gap and surplus of a score."""
    return max(Fraction(0), standard - score), max(Fraction(0), score - standard)


def _person(
    row: Any,  # noqa: ANN401 (a row of the roster)
    required: Mapping[str, int],
    scores: Mapping[tuple[str, str], RatingScore],
    exams: Mapping[tuple[str, str], ExamScore],
    against: Mapping[tuple[str, str], Against],
    model: Model,
) -> PersonResult:
    results = []
    for c in model.competency_ids:
        cell = row.person_id, c
        result = competency_result(c, required[c], scores.get(cell, NO_RATINGS), exams.get(cell), model)
        if cell in against:
            levels, mixed = against[cell]
            result = replace(result, against=levels, mixed=mixed)
        results.append(result)
    return PersonResult(
        id=row.person_id,
        name=row.name,
        grade=row.grade,
        department=row.department,
        manager=row.manager,
        manager_email=row.manager_email,
        competencies=tuple(results),
        categories=category_scores(results, model),
        overall=overall(results, model),
        attainment=attainment(results, model),
        coverage=coverage(results, model),
        source=source_of(row),
    )


def _grades(people: tuple[PersonResult, ...], model: Model) -> tuple[GroupResult, ...]:
    """A summary per grade that has people, in the model's order."""
    return tuple(
        group(g.id, g.name_zh, members, model)
        for g in model.grades
        if (members := [p for p in people if p.grade == g.id])
    )


def _departments(people: tuple[PersonResult, ...], model: Model) -> tuple[GroupResult, ...]:
    """A summary per department, in the roster's order."""
    members: dict[str, list[PersonResult]] = {}
    for person in people:
        if person.department:
            members.setdefault(person.department, []).append(person)
    return tuple(group(name, name, own, model) for name, own in members.items())
