"""Who rated a person on a competency, as a whole."""

from dataclasses import astuple
from fractions import Fraction

import pytest

from reportgen.assessment.assess import assess
from reportgen.assessment.panels import panels
from reportgen.model.raters import Panel
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import Person


def panels_of(model: Model, *lines: tuple[str, str, str | None, str, int], weights: dict[str, Fraction] | None = None) -> list[Panel]:  # fmt: skip
    given = frames.inputs(Person("a1", "junior"), Person("a2", ""), ratings=frames.ratings(*lines))
    return list(panels(assess(given, model, weights=weights or {}, cycle=None)))


def test_the_ratings_of_others_with_mean_spread_and_agreement(tiny: Model) -> None:
    found = panels_of(
        tiny, ("a2", "packing", "u", "peer", 4), ("a1", "packing", "v", "peer", 3), ("a1", "greeting", "u", "peer", 1),
        ("a1", "greeting", "v", "customer", 2), ("a1", "greeting", "w", "supervisor", 2), ("a1", "greeting", "a1", "self", 4),
    )  # fmt: skip
    mean = Fraction(5, 3)
    variance = Fraction(1, 3)
    assert [(p.person_id, p.competency, p.n) for p in found] == [
        ("a1", "greeting", 3),
        ("a1", "packing", 1),
        ("a2", "packing", 1),
    ]
    three, one, _ = found
    assert (three.mean, three.lowest, three.highest) == (mean, 1, 2)
    assert float(three.sd or 0) == pytest.approx(float(variance) ** 0.5, abs=1e-8)
    assert float(three.rwg or 0) == pytest.approx(1 - float(variance) / ((4**2 - 1) / 12)), "the model has four options"
    assert float(three.deviation or 0) == pytest.approx(4 / 9)
    assert astuple(one)[3:] == (3, None, 3, 3, None, None), "one rater agrees with nobody"


def test_all_that_stand_count_whatever_their_weight_and_none_that_contradict_themselves(tiny: Model) -> None:
    (found,) = panels_of(
        tiny, ("a1", "greeting", "u", "peer", 1), ("a1", "greeting", "u", "peer", 2), ("a1", "greeting", "v", "customer", 3),
        ("a1", "greeting", "w", "peer", 3), ("a1", "greeting", "w", "peer", 3), weights={"peer": Fraction(1)},
    )  # fmt: skip
    assert astuple(found)[2:] == (2, 3, 0, 3, 3, 1, 0)


def test_nobody_else_rated(tiny: Model) -> None:
    assert panels_of(tiny, ("a1", "greeting", "a1", "self", 4)) == []


def test_a_standard_deviation_is_known_to_eight_decimals(tiny: Model) -> None:
    (found,) = panels_of(tiny, ("a1", "greeting", "u", "peer", 1), ("a1", "greeting", "v", "peer", 2))
    assert found.sd == Fraction(70710678, 10**8), "√½ = 0.70710678…"
