"""Recalibration: experts' votes become a level table; what is doubtful is told at the competency's name."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.recalibration import recalibrate, recalibration
from reportgen.model.inputs import StoredResult
from reportgen.model.results import Recalibrated, Standards
from reportgen.model.types import Model
from reportgen.problems import Problem
from tests.assessment import frames
from tests.assessment.frames import fields, found, stored

VoteLine = tuple[str, str, str, int]


def cast(*levels: int, grade: str = "3", competency: str = "writing") -> list[VoteLine]:
    """A vote per expert; the first of a competency stands in the row of its name."""
    return [(grade, competency, f"expert {n}", level) for n, level in enumerate(levels)]


def recalibrated(
    votes: list[VoteLine], model: Model, *, results: tuple[StoredResult, ...] = ()
) -> tuple[dict[tuple[str, str], Recalibrated], list[Problem]]:
    inputs = frames.inputs(votes=frames.votes(*votes), stored=results)
    table, problems = recalibration(inputs, Standards(model.standards()), model)
    return {(line.grade, line.competency): line for line in table}, problems


# ---- one competency


@pytest.mark.parametrize(
    ("votes", "mean", "after"),
    [
        ((2, 2, 2), "2", 2),
        ((2, 3), "5/2", 3),  # exactly a half goes up
        ((1, 2, 2, 2, 2, 3, 3, 3, 3, 3), "12/5", 2),
        ((2, 2, 3, 3, 3), "13/5", 3),
        ((1, 1, 1, 2), "5/4", 1),
        ((4,), "4", 4),
    ],
)
def test_the_level_after_is_the_mean_of_the_votes_rounded_half_up(
    votes: tuple[int, ...], mean: str, after: int
) -> None:
    assert recalibrate(Counter(votes), 1) == (Fraction(mean), after)


def test_without_votes_the_level_stays() -> None:
    assert recalibrate({}, 3) == (None, 3)
    assert recalibrate({1: 0, 2: 0}, 3) == (None, 3)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=40), st.integers(1, 4))
def test_recalibrating_is_what_the_rules_say(votes: list[int], before: int) -> None:
    mean, after = recalibrate(Counter(votes), before)
    assert mean == Fraction(sum(votes), len(votes))
    assert after == (2 * sum(votes) + len(votes)) // (2 * len(votes))


# ---- a table


def test_a_grade_that_is_voted_on_has_a_line_per_competency_in_the_models_order(model: Model) -> None:
    table, _ = recalibrated([*cast(2, 3, 3), *cast(3, 3, 3, grade="2")], model)
    assert list(table) == [(grade, c) for grade in ("3", "2") for c in model.competency_ids]


def test_a_line_has_votes_mean_levels_and_change(model: Model) -> None:
    table, _ = recalibrated([*cast(2, 3, 3, 4), *cast(1, 1, 1, competency="execution")], model)
    up, down, kept = table["3", "writing"], table["3", "execution"], table["3", "resilience"]
    assert fields(up, "before", "votes", "mean", "after", "change", "per_level") == (2, 4, 3, 3, 1, (0, 1, 2, 1))
    assert fields(down, "before", "votes", "mean", "after", "change") == (2, 3, 1, 1, -1)
    assert (kept.before, kept.votes, kept.mean, kept.after, kept.change) == (2, 0, None, 2, 0)


def test_without_votes_there_is_no_table(model: Model) -> None:
    assert recalibrated([], model) == ({}, [])


def test_before_is_the_level_in_force(model: Model) -> None:
    inputs = frames.inputs(votes=frames.votes(*cast(2, 2, 2)))
    standards = Standards(model.standards() | {("3", "writing"): 4})
    table, _ = recalibration(inputs, standards, model)
    line = next(line for line in table if line.competency == "writing")
    assert (line.before, line.after, line.change) == (4, 2, -2)


def test_a_vote_twice_is_counted_once_and_votes_that_differ_are_left_out(model: Model) -> None:
    votes = [*cast(2, 2, 2), ("3", "writing", "expert 0", 2), ("3", "writing", "expert 1", 4)]
    table, problems = recalibrated(votes, model)
    assert table["3", "writing"].votes == 2
    assert found(problems) == [
        ("duplicate-value", "D5"),
        ("conflicting-value", "D3"),
        ("conflicting-value", "D6"),
        ("few-votes", "A2"),
    ]


# ---- warnings at the competency's name


@pytest.mark.parametrize(("votes", "told"), [((2,), True), ((2, 2), True), ((2, 2, 2), False)])
def test_fewer_than_3_votes_are_told(votes: tuple[int, ...], told: bool, model: Model) -> None:
    _, problems = recalibrated(cast(*votes), model)
    assert found(problems) == ([("few-votes", "A2")] if told else [])


def test_a_competency_on_the_sheet_that_nobody_voted_on_has_too_few_votes(model: Model) -> None:
    labels = {("3", "writing"): frames.missing_column("", "B7").source}
    inputs = frames.inputs(vote_labels=labels)
    _, problems = recalibration(inputs, Standards(model.standards()), model)
    assert [(p.code, p.source.cell, p.params["n"]) for p in problems] == [("few-votes", "B7", 0)]


def test_a_lower_grade_that_would_require_more_than_a_higher_one_is_told(model: Model) -> None:
    _, problems = recalibrated(cast(4, 4, 4), model)  # grade 2 requires 3
    assert found(problems) == [("large-change", "A2"), ("grades-out-of-order", "A2")]
    params = problems[1].params
    assert (params["lower"], params["lower_level"]) == (model.grade("3"), 4)
    assert (params["higher"], params["higher_level"]) == (model.grade("2"), 3)


def test_it_is_told_in_the_sheets_of_both_grades(model: Model) -> None:
    _, problems = recalibrated([*cast(3, 3, 3), *cast(2, 2, 2, grade="2")], model)
    assert found(problems) == [("grades-out-of-order", "A2"), ("grades-out-of-order", "A5")]


def test_grades_that_would_require_the_same_are_in_order(model: Model) -> None:
    _, problems = recalibrated(cast(3, 3, 3), model)
    assert problems == []


# ---- results that a sheet stores


@pytest.mark.parametrize(
    ("what", "value", "decimals"),
    [
        ("before", 2, 0),
        ("votes", 3, 0),
        ("mean", Fraction("2.33"), 2),
        ("mean", Fraction("2.3"), 1),
        ("mean", Fraction("2.3333"), 4),
        ("mean", 2, 0),
        ("mean", Fraction("2.3333333333"), 2),  # more digits in the cell than it shows
        ("after", 2, 0),
    ],
)
def test_a_stored_result_that_agrees_at_the_decimals_it_shows_is_silent(
    what: str, value: Fraction | int, decimals: int, model: Model
) -> None:
    result = stored("3", "writing", what, value, decimals=decimals)
    assert recalibrated(cast(2, 2, 3), model, results=(result,))[1] == []


@pytest.mark.parametrize(
    ("what", "value", "decimals", "computed"),
    [
        ("before", 3, 0, "2"),
        ("votes", 4, 0, "3"),
        ("mean", Fraction("2.34"), 2, "2.33"),
        ("mean", Fraction("2.4"), 1, "2.33"),
        ("mean", 3, 0, "2.33"),
        ("after", 3, 0, "2"),
        ("after", None, 0, "2"),  # something that is no level
    ],
)
def test_a_stored_result_that_differs_is_told_at_its_cell(
    what: str, value: Fraction | int | None, decimals: int, computed: str, model: Model
) -> None:
    result = stored("3", "writing", what, value, decimals=decimals, cell="K7")
    _, problems = recalibrated(cast(2, 2, 3), model, results=(result,))
    assert found(problems) == [("stored-result-differs", "K7")]
    assert problems[0].params["computed"] == computed


def test_a_stored_mean_is_rounded_half_up_not_to_even(model: Model) -> None:
    votes = cast(2, 2, 2, 3)  # mean 2.25
    assert recalibrated(votes, model, results=(stored("3", "writing", "mean", Fraction("2.3"), decimals=1),))[1] == []
    told = recalibrated(votes, model, results=(stored("3", "writing", "mean", Fraction("2.2"), decimals=1),))[1]
    assert found(told) == [("stored-result-differs", "K2")]


def test_a_stored_mean_of_no_votes_differs_and_none_agrees(model: Model) -> None:
    some, none = stored("3", "execution", "mean", 2, cell="K3"), stored("3", "execution", "mean", None, cell="K4")
    _, problems = recalibrated(cast(2, 2, 2), model, results=(some, none))
    assert found(problems) == [("stored-result-differs", "K3")]
    assert problems[0].params["computed"] == "—"
