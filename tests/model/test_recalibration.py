"""What is said of recalibrated levels in several rooms."""

from itertools import product

from reportgen.model.recalibration import out_of_order
from reportgen.model.types import Model


def test_a_lower_grade_that_requires_more_than_the_next_higher_one_is_out_of_order(model: Model) -> None:
    levels = dict(model.standards())
    assert out_of_order(levels, "writing", model) == []
    levels["4", "writing"] = 3  # grade 3 requires 2
    assert out_of_order(levels, "writing", model) == [("4", "3")]
    assert out_of_order(levels, "execution", model) == []


def test_equal_levels_are_in_order(model: Model) -> None:
    levels = dict.fromkeys(product([g.id for g in model.grades], model.competency_ids), 2)
    assert all(out_of_order(levels, c, model) == [] for c in model.competency_ids)
