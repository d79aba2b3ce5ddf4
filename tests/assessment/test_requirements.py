"""Ratings given against another required level than the one in force."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from reportgen.assessment.assess import assess
from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.problems import Problem
from tests.assessment import frames
from tests.assessment.frames import ABSENT, Person, adopted, dated, stated

PERSON, NEIGHBOUR = Person("P", "3"), Person("Q", "2")
A = ("3", "writing")  # the model requires level 2
YEAR, BEFORE, DAY, AFTER = Cycle("2026"), date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 1)
NEW = frames.standards(("new.xlsx", DAY, {A: 3}))
BY_LI, OWN = ("P", "writing", "Li", "supervisor", 4), ("P", "writing", "P", "self", 6)


def assessed(
    model: Model, inputs: Inputs, cycle: Cycle = YEAR, weights: Mapping[str, Fraction] | None = None
) -> Assessment:
    return assess(inputs, model, weights=weights or {}, cycle=cycle)


def told(found: Assessment) -> list[Problem]:
    return [p for p in found.problems if p.code == "requirement-changed"]


def against(found: Assessment, person: str = "P", competency: str = "writing") -> tuple[int, ...]:
    return next(r.against for r in found.person(person).competencies if r.competency == competency)


def rated(*days: date | None, lines: tuple[Any, ...] = (BY_LI,)) -> pd.DataFrame:
    return dated(frames.ratings(*lines), *days)


@pytest.mark.parametrize(
    ("day", "levels"),
    [(BEFORE, (2,)), (DAY, ()), (AFTER, ()), (None, (2,))],  # undated: it may be as old as the cycle
)
def test_a_rating_from_before_the_level_in_force_is_told(
    day: date | None, levels: tuple[int, ...], model: Model
) -> None:
    found = assessed(model, frames.inputs(PERSON, ratings=rated(day), standards=NEW))
    assert against(found) == levels
    assert len(told(found)) == len(levels)


def test_the_warning_names_person_rater_and_levels_at_the_first_rating(model: Model) -> None:
    lines = (BY_LI, ("P", "execution", "Li", "supervisor", 4), ("P", "resilience", "Li", "supervisor", 4))
    table = frames.standards(("new.xlsx", DAY, {A: 3, ("3", "resilience"): 1}))
    (problem,) = told(
        assessed(model, frames.inputs(PERSON, ratings=rated(*3 * [BEFORE], lines=lines), standards=table))
    )
    assert (problem.person, problem.rater, problem.source.cell, problem.value) == ("P", "Li", "E2", "2026-03-31")
    changes = problem.params["changes"]
    assert isinstance(changes, tuple)
    assert [problem.params["n"], *(change.name_en for change in changes)] == [
        2,
        "Written expression (Intermediate → Advanced)",
        "Resilience (Intermediate → Basic)",
    ]


def test_each_form_is_told_by_itself(model: Model) -> None:
    lines = (BY_LI, ("P", "writing", "Wu", "peer", 4))
    found = assessed(model, frames.inputs(PERSON, ratings=rated(BEFORE, BEFORE, lines=lines), standards=NEW))
    assert [(p.rater, p.source.cell) for p in told(found)] == [("Li", "E2"), ("Wu", "E3")]


@pytest.mark.parametrize(
    ("cycle", "levels"),
    [
        (Cycle("试点"), ()),  # not known when it began
        (Cycle("试点", start=BEFORE), (2,)),
        (Cycle("2026", start=DAY), ()),
        (Cycle("2027"), ()),
    ],
)
def test_an_undated_rating_is_as_old_as_the_cycle(cycle: Cycle, levels: tuple[int, ...], model: Model) -> None:
    found = assessed(model, frames.inputs(PERSON, ratings=rated(None), standards=NEW), cycle)
    assert (against(found), len(told(found))) == (levels, len(levels))


@pytest.mark.parametrize(("level", "levels"), [(3, ()), (4, (4,)), (2, (2,))])
def test_the_level_that_a_form_states_counts_whatever_its_date(
    level: int, levels: tuple[int, ...], model: Model
) -> None:
    for day in (BEFORE, AFTER, None):
        inputs = frames.inputs(PERSON, ratings=rated(day), standards=NEW, stated=(stated("E2", level),))
        found = assessed(model, inputs)
        assert against(found) == levels
        assert [p.source.cell for p in told(found)] == ["D2"] * len(levels)


def test_a_stated_level_is_compared_also_where_no_table_was_handed_in(model: Model) -> None:
    lines = (BY_LI, ("P", "execution", "Li", "supervisor", 4))
    inputs = frames.inputs(PERSON, ratings=rated(None, None, lines=lines), stated=(stated("E2", 4),))
    found = assessed(model, inputs, Cycle(""))
    assert (against(found), against(found, competency="execution")) == ((4,), ())


def test_where_the_cycle_has_no_dates_only_dated_ratings_are_known_to_be_older(model: Model) -> None:
    lines = (BY_LI, ("P", "writing", "Wu", "peer", 4))
    inputs = frames.inputs(PERSON, ratings=rated(None, BEFORE, lines=lines), standards=NEW)
    assert [p.rater for p in told(assessed(model, inputs, Cycle("试点")))] == ["Wu"]


def test_a_level_stated_for_somebody_of_an_unknown_grade_is_passed_over(model: Model) -> None:
    inputs = frames.inputs(Person("P", ""), ratings=rated(BEFORE), stated=(stated("E2", 4),))
    assert told(assessed(model, inputs)) == []


def test_several_levels_are_told_lowest_first_and_a_self_rating_is_not_behind_the_score(model: Model) -> None:
    lines = (BY_LI, ("P", "writing", "Wu", "peer", 4), OWN)
    inputs = frames.inputs(
        PERSON, ratings=rated(AFTER, BEFORE, BEFORE, lines=lines), standards=NEW, stated=(stated("E2", 4), stated("E4", 1))
    )  # fmt: skip
    assert against(assessed(model, inputs)) == (2, 4)
    assert len(told(assessed(model, inputs))) == 3
    assert against(assessed(model, inputs, weights={"self": Fraction(1)})) == (1,)


def test_what_does_not_stand_or_is_examined_or_has_no_required_level_is_not_told(model: Model) -> None:
    subject = model.competency("general_knowledge").subjects[0].id
    knowledge = ("3", "general_knowledge")
    lines = (
        BY_LI, ("P", "writing", "Li", "supervisor", 5),  # contradict each other
        ("P", "general_knowledge", "Li", "supervisor", 5),  # examined
        ("X", "writing", "Li", "supervisor", 5),  # of an unknown grade
        ("Y", "writing", "Li", "supervisor", 5),  # of nobody on the roster
    )  # fmt: skip
    table = frames.standards(("new.xlsx", DAY, {A: 3, knowledge: 4}))
    marks = frames.marks(("P", subject, ABSENT))
    inputs = frames.inputs(
        PERSON, Person("X", ""), ratings=rated(*5 * [BEFORE], lines=lines), standards=table, marks=marks
    )
    assert told(assessed(model, inputs)) == []


def test_a_rating_twice_is_told_once_and_other_grades_are_left_alone(model: Model) -> None:
    lines = (BY_LI, BY_LI, ("Q", "writing", "Li", "supervisor", 4))
    found = assessed(model, frames.inputs(PERSON, NEIGHBOUR, ratings=rated(*3 * [BEFORE], lines=lines), standards=NEW))
    assert [(p.person, p.params["n"]) for p in told(found)] == [("P", 1)]
    assert against(found, "Q") == ()


def test_a_level_adopted_and_taken_back_again_makes_only_ratings_in_between_doubtful(model: Model) -> None:
    history = frames.history(adopted(1, DAY, (*A, 2, 3)), adopted(2, date(2026, 6, 1), (*A, 3, 2), of_votes=False))
    lines = tuple(("P", "writing", f"rater {n}", "peer", 4) for n in range(3))
    inputs = frames.inputs(
        PERSON,
        ratings=rated(BEFORE, AFTER, date(2026, 6, 1), lines=lines),
        standards=frames.adoption(2, date(2026, 6, 1), model.standards()),
        history=history,
    )
    assert [p.rater for p in told(assessed(model, inputs))] == ["rater 1"]


def test_a_history_without_its_standards_table_changes_no_rating(model: Model) -> None:
    inputs = frames.inputs(PERSON, ratings=rated(BEFORE), history=frames.history(adopted(1, DAY, (*A, 2, 3))))
    found = assessed(model, inputs)
    assert ([p.code for p in found.problems], against(found)) == ([], ())  # it is this cycle's own adoption
    assert [p.code for p in assessed(model, inputs, Cycle("2027")).problems] == ["adopted-not-in-force"]


def test_without_ratings_nothing_is_told(model: Model) -> None:
    assert told(assessed(model, frames.inputs(PERSON, standards=NEW))) == []
    assert told(assessed(model, frames.inputs(PERSON, standards=NEW), Cycle("试点"))) == []
