"""What follows from a number, computed once for every number: few different ones stand in hundreds of thousands of cells."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

Found = TypeVar("Found")


def by_value(of: Callable[[Fraction], Found]) -> Callable[[Fraction], Found]:
    """The function `of`, which remembers what it gave. Equal numbers are found by numerator and denominator: the hash of
    a `Fraction` takes longer than most of what would be computed.
    """
    known: dict[tuple[int, int], Found] = {}

    def found(value: Fraction) -> Found:
        key = value.as_integer_ratio()
        try:
            return known[key]
        except KeyError:
            return known.setdefault(key, of(value))

    return found
