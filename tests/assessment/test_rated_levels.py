"""Which ratings were given against another level than the one in force, and how that is known."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from reportgen.assessment.assess import assess
from reportgen.assessment.explanation import derivations, explanation
from reportgen.model.derivation import CompetencyExplanation, Explanation, Step
from reportgen.model.history import Adopted
from reportgen.model.inputs import HISTORY, Cycle, StatedLevel, frame
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.problems import Source
from tests.assessment.frames import Person, inputs, ratings, standards, votes

P = Person("P", "3")
YEAR = Cycle("2026", date(2026, 1, 1), date(2026, 12, 31))
SUMMER, SPRING, AUTUMN = date(2026, 6, 30), date(2026, 5, 5), date(2026, 9, 9)
LEVELS = standards(("levels.xlsx", SUMMER, {("3", "writing"): 3}))  # the model requires 2


def done(*days: date | None, model: Model, **others: Any) -> Assessment:
    """Ratings of writing in lines 2, 3, … of a sheet, each with its day; from summer on level 3 is required."""
    lines = ratings(*(("P", "writing", f"rater {n}", "peer", 4) for n, _ in enumerate(days)))
    given = inputs(
        P,
        ratings=lines.assign(date=pd.Series(days, index=lines.index, dtype=object)),
        **{"standards": LEVELS, **others},
    )
    return assess(given, model, weights={}, cycle=YEAR)


def told(assessment: Assessment) -> Explanation:
    return explanation(assessment.people[0], derivations(assessment), 3)


def writing(one: Explanation) -> CompetencyExplanation:
    return next(c for c in one.competencies if c.competency == "writing")


def levels(assessment: Assessment) -> list[tuple[str, Step | None]]:
    return [
        (str(part.source and part.source.cell), part.level) for part in writing(told(assessment)).steps["score"].parts
    ]


@pytest.mark.parametrize(
    ("days", "against", "mixed", "all_levels"),
    [
        ((AUTUMN, AUTUMN), (), False, (3,)),
        ((SPRING, SPRING), (2,), False, (2,)),
        ((SPRING, AUTUMN), (2,), True, (2, 3)),
    ],
)
def test_a_score_knows_against_which_levels_its_ratings_were_given(
    days: tuple[date, ...], against: tuple[int, ...], mixed: bool, all_levels: tuple[int, ...], model: Model
) -> None:
    result = next(r for r in done(*days, model=model).people[0].competencies if r.competency == "writing")
    assert (result.against, result.mixed, result.rated_levels) == (against, mixed, all_levels)


def test_a_rating_from_before_the_change_has_the_level_of_then_with_the_forms_date(model: Model) -> None:
    assert levels(done(SPRING, AUTUMN, model=model)) == [
        ("E2", Step("rated-level", Fraction(2), "level", of="writing", note="2026-05-05")),
        ("E3", None),
    ]


def test_a_level_that_the_form_states_is_told_with_its_cell(model: Model) -> None:
    said, rating = Source("ratings.xlsx", "S", "C2"), Source("ratings.xlsx", "S", "E2")
    found = levels(done(AUTUMN, AUTUMN, model=model, stated=(StatedLevel(1, said, rating),)))
    assert found == [
        ("E2", Step("rated-level", Fraction(1), "level", of="writing", origin="cell", source=said)),
        ("E3", None),
    ]


def test_a_rating_without_a_date_may_be_as_old_as_the_cycle(model: Model) -> None:
    ((_, level),) = levels(done(None, model=model))
    assert level is not None
    assert level == Step("rated-level", Fraction(2), "level", of="writing")


def test_the_numbers_stay_the_same_whatever_was_required(model: Model) -> None:
    early, late = (writing(told(done(day, day, model=model))).steps["score"] for day in (SPRING, AUTUMN))
    assert (early.value, early.rule) == (late.value, late.rule)


# ---- adoptions


def adopted(model: Model, *lines: Adopted, number: int = 1) -> Assessment:
    """The levels of summer come from the first adoption, whose history is `lines`."""
    history = frame([(*(getattr(x, name) for name in HISTORY[:13]), "h.xlsx", "S", f"A{n}") for n, x in enumerate(lines, 2)], HISTORY)  # fmt: skip
    return done(AUTUMN, model=model, standards=LEVELS.assign(adoption=number), history=history)


LINE = Adopted(1, "2025", SUMMER, "3", "writing", 2, 3)


def test_a_required_level_names_the_adoption_that_made_it(model: Model) -> None:
    found = writing(told(adopted(model, LINE))).steps["required"].adopted
    assert found is not None
    assert (found.number, found.cycle, found.before, found.after) == (1, "2025", 2, 3)


def test_a_level_that_the_adoption_left_names_it_without_a_change(model: Model) -> None:
    found = writing(told(adopted(model, replace(LINE, competency="resilience")))).steps["required"].adopted
    assert found is not None
    assert (found.number, found.grade, found.before) == (1, "", 0)


@pytest.mark.parametrize(("number", "lines"), [(0, (LINE,)), (1, ()), (2, (LINE,))])
def test_a_level_of_no_adoption_or_an_unknown_one_names_none(
    number: int, lines: tuple[Adopted, ...], model: Model
) -> None:
    assert writing(told(adopted(model, *lines, number=number))).steps["required"].adopted is None


# ---- what became of the votes


@pytest.mark.parametrize(
    ("history", "note"),
    [
        ((), "not-adopted"),
        ((replace(LINE, cycle="2026", effective=date(2027, 1, 1), before=2, after=4, votes=1),), "adopted-later"),
        ((replace(LINE, cycle="2026", effective=date(2027, 1, 1), before=2, after=1, votes=1),), "decided-otherwise"),
    ],
)
def test_votes_that_are_not_in_force_say_what_became_of_them(
    history: tuple[Adopted, ...], note: str, model: Model
) -> None:
    lines = frame([(*(getattr(x, name) for name in HISTORY[:13]), "h.xlsx", "S", "A2") for x in history], HISTORY)
    found = done(AUTUMN, model=model, votes=votes(("3", "writing", "e", 4)), history=lines)
    assert writing(told(found)).steps["recalibrated"].note == note
