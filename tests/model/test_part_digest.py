"""Digests of contents."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest

from reportgen.language import N_, Said
from reportgen.model.part_digest import part_digest


@dataclass(frozen=True, slots=True)
class One:
    value: object


class Line(NamedTuple):
    name: str
    day: date | None


def test_neither_the_order_of_sets_and_mappings_nor_what_is_shared_says_anything() -> None:
    half = Fraction(1, 2)
    assert part_digest(One((half, half))) == part_digest(One((Fraction(2, 4), Fraction(1, 2))))
    assert part_digest(One({"a": 1, ("b", "c"): 2})) == part_digest(One({("b", "c"): 2, "a": 1}))
    assert part_digest(One(frozenset({"a", "b", "c"}))) == part_digest(One(frozenset({"c", "b", "a"})))


def test_every_value_says_something() -> None:
    values = [
        None, True, 1, "1", 1.0, Decimal(1), Fraction(1), (), (1,), ((1,),), date(2026, 1, 1), Line("1", None), Line("1", date(2026, 1, 1)),
        frozenset({1}), {1: 1}, One(1), Said(N_("{n} people"), n=1), Said(N_("{n} people"), n=2), "1 people", "\ud800",
    ]  # fmt: skip
    assert len({part_digest(One(value)) for value in values}) == len(values)


def test_the_digest_is_the_same_in_every_run() -> None:
    assert part_digest(One((Fraction(7, 2), {"乙": frozenset({"b", "a"})}, None)))[:16] == "a3a1d31a1f34a5c0"


def test_what_has_no_lasting_contents_has_no_digest() -> None:
    with pytest.raises(TypeError, match="object"):
        part_digest(One(object()))
