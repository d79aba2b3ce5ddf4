"""Rules of derivations: every step's value follows from those of its parts."""

from fractions import Fraction

import pytest

from reportgen.model.derivation import Step, derived, fact, value_of
from reportgen.model.types import Model

Number = Fraction | float | None


def leaves(*values: Number, weights: tuple[Number, ...] = ()) -> list[Step]:
    given = [None if v is None else Fraction(v) for v in values]
    weighed = [Step("weight", None if w is None else Fraction(w), "weight") for w in weights or [None] * len(values)]
    return [Step("rating", v, "score", weight=w) for v, w in zip(given, weighed, strict=True)]


@pytest.mark.parametrize(
    ("rule", "values", "value"),
    [
        ("mean", (4, None, 5), Fraction(9, 2)),
        ("mean", (None,), None),
        ("sum", (1, None, 2), 3),
        ("sum", (), 0),
        ("difference", (3, 5), -2),
        ("difference", (3, None), None),
        ("shortfall", (5, 3), 2),
        ("shortfall", (5, 6), 0),
        ("product", (5, 4), 20),
        ("quotient", (1, 4), Fraction(1, 4)),
        ("quotient", (1, 0), None),
        ("quotient", (None, 2), None),
        ("share", (50, 50, 30), Fraction(5, 8)),
        ("smaller", (6, 5), 5),
        ("least", (4, None, 2), 2),
        ("most", (4, None, 2), 4),
        ("largest-difference", (1, -3), 3),
        ("middle", (5, 1, 2, 4), 4),
        ("middle", (), None),
        ("count", (0, None, 2), 2),
        ("count-above-0", (1, 0, -1, None), 1),
        ("count-below-0", (1, 0, -1, None), 1),
        ("count-0", (1, 0, -1, None), 1),
        ("count-missing", (0, None), 1),
        ("count-from", (5, 5, 6, 4, None), 2),
        ("count-up-to", (4, 4, 3, 5, None), 2),
        ("whole", (Fraction(5, 2),), 3),
        ("two-decimals", (Fraction(1, 3),), Fraction(33, 100)),
        ("band", (Fraction(9, 2),), 5),
        ("exam-band", (81,), 5),
        ("as-shown", (Fraction(4999, 1000),), Fraction(499, 100)),
        ("band", (None,), None),
    ],
)
def test_a_rule_gives_the_value_of_a_step(rule: str, values: tuple[Number, ...], value: Number, model: Model) -> None:
    step = derived("score", rule, leaves(*values), "score", model)
    assert step.value == value
    assert value_of(step, model) == value


@pytest.mark.parametrize(
    ("rule", "marks", "value"),
    [
        ("weighted-mean", (80, 95), 85),
        ("complete-weighted-mean", (80, 95), 85),
        ("weighted-mean", (80, None), 80),
        ("complete-weighted-mean", (80, None), None),
        ("weighted-mean", (None, None), None),
    ],
)
def test_parts_weigh_what_their_weights_say(rule: str, marks: tuple[Number, ...], value: Number, model: Model) -> None:
    assert derived("exam-score", rule, leaves(*marks, weights=(2, 1)), "mark", model).value == value


def test_a_leaf_has_its_own_value_and_a_walk_meets_every_part_and_weight(model: Model) -> None:
    standard = fact("standard", 5, "score", "thresholds.standard")
    assert value_of(standard, model) == Fraction(5)
    step = derived("score", "weighted-mean", leaves(4, 5, weights=(1, 2)), "score", model)
    assert [s.what for s in step.walk()] == ["score", "rating", "weight", "rating", "weight"]
