"""Recalibration: experts' votes become a level table; what is doubtful is told at the competency's name."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.recalibration import recalibrate, recalibration, spread, too_soon
from reportgen.model.history import Adopted
from reportgen.model.inputs import Cycle, StoredResult
from reportgen.model.results import Recalibrated, Standards
from reportgen.model.types import Model
from reportgen.problems import Problem
from tests.assessment import frames
from tests.assessment.frames import adopted, fields, found, stored

VoteLine = tuple[str, str, str, int]


def cast(*levels: int, grade: str = "3", competency: str = "writing") -> list[VoteLine]:
    """A vote per expert; the first of a competency stands in the row of its name."""
    return [(grade, competency, f"expert {n}", level) for n, level in enumerate(levels)]


def recalibrated(
    votes: list[VoteLine],
    model: Model,
    *,
    results: tuple[StoredResult, ...] = (),
    cycle: Cycle | None = None,
    history: tuple[Adopted, ...] = (),
) -> tuple[dict[tuple[str, str], Recalibrated], list[Problem]]:
    inputs = frames.inputs(votes=frames.votes(*votes), stored=results)
    table, problems = recalibration(inputs, Standards(model.standards()), model, cycle=cycle, history=history)
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


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 4), max_size=12))
def test_the_spread_is_half_the_mean_square_of_the_differences_of_all_pairs(votes: list[int]) -> None:
    pairs = [(a, b) for i, a in enumerate(votes) for b in votes[i + 1 :]]
    expected = Fraction(sum((a - b) ** 2 for a, b in pairs), 2 * len(pairs)) if pairs else None
    assert spread(Counter(votes)) == expected


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


def test_a_line_says_how_far_the_experts_agree(model: Model) -> None:
    table, _ = recalibrated(
        [*cast(2, 3, 3), *cast(1, 4, 4, 1, competency="execution"), *cast(2, competency="resilience")], model
    )
    assert fields(table["3", "writing"], "variance", "agreement") == (Fraction(1, 3), Fraction(11, 15))
    assert fields(table["3", "execution"], "variance", "agreement") == (3, 0)
    assert fields(table["3", "resilience"], "variance", "agreement") == (None, None)


# ---- what was adopted before

YEAR, END = Cycle("2026"), date(2026, 12, 31)
UP = adopted(1, END, ("3", "writing", 2, 3), reason="试行")


def test_adopted_votes_carry_what_was_decided_and_why(model: Model) -> None:
    table, problems = recalibrated(
        [*cast(4, 4, 4), *cast(3, 3, 3, competency="execution")], model, cycle=YEAR, history=(UP,)
    )
    assert fields(table["3", "writing"], "before", "after", "adopted", "level", "reason") == (2, 4, 3, 3, "试行")
    assert fields(table["3", "execution"], "before", "after", "adopted", "level", "reason") == (2, 3, 2, 2, "")
    assert "recalibrated-too-soon" not in [p.code for p in problems], "its own adoption is no earlier one"


def test_votes_that_were_taken_back_or_of_another_cycle_are_undecided(model: Model) -> None:
    back = adopted(2, END, ("3", "writing", 3, 2), of_votes=False)
    for cycle, history in ((YEAR, (UP, back)), (Cycle("2027"), (UP,)), (Cycle(""), (UP,))):
        table, _ = recalibrated(cast(3, 3, 3), model, cycle=cycle, history=history)
        assert (table["3", "writing"].adopted, table["3", "writing"].level) == (None, 3)


@pytest.mark.parametrize(
    ("last", "day", "soon"),
    [
        (date(2025, 12, 31), date(2026, 12, 31), False),
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 2, 27), True),
        (date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2027, 1, 1), date(2026, 12, 31), False),  # an old cycle is computed again
    ],
)
def test_a_business_year_lies_between_two_recalibrations(last: date, day: date, soon: bool, model: Model) -> None:
    line = adopted(1, last, ("3", "writing", 2, 3), cycle="earlier")
    assert too_soon((line,), "3", YEAR, day, model) == (line if soon else None)
    assert too_soon((line,), "2", YEAR, day, model) is None
    assert too_soon((line,), "3", Cycle("earlier"), day, model) is None


def test_a_change_that_was_taken_back_on_its_day_is_no_recalibration(model: Model) -> None:
    day = date(2026, 6, 30)
    kept = adopted(1, day, ("3", "execution", 2, 2), cycle="H1")
    up, back = (adopted(n, day, ("3", "writing", *change), cycle="H1") for n, change in ((1, (2, 3)), (2, (3, 2))))
    assert too_soon((kept, up, back), "3", YEAR, END, model) is None
    assert too_soon((kept, up), "3", YEAR, END, model) == up


def test_a_level_that_the_vote_would_change_too_soon_is_told_at_its_name(model: Model) -> None:
    last = adopted(1, date(2026, 3, 1), ("3", "resilience", 2, 3), cycle="2025")
    votes = [*cast(3, 3, 3), *cast(2, 2, 2, competency="execution")]
    _, problems = recalibrated(votes, model, cycle=YEAR, history=(last,))
    assert [(p.code, p.source.cell, p.params["date"]) for p in problems] == [
        ("recalibrated-too-soon", "A2", "2026-03-01")
    ]
    assert recalibrated(votes, model, cycle=Cycle("试点"), history=(last,))[1] == [], "it is not known when it ends"


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


@pytest.mark.parametrize(("vote", "told"), [(1, []), (2, []), (3, []), (4, [("A2", 2)])])
def test_a_change_of_more_than_one_level_is_told(vote: int, told: list[tuple[str, int]], model: Model) -> None:
    _, problems = recalibrated(cast(*3 * [vote]), model)
    assert [(p.source.cell, p.params["n"]) for p in problems if p.code == "large-change"] == told


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
