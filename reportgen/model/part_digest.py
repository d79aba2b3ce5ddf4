"""A digest of a value's contents: the same in every process and run, whatever is shared in memory or in which order sets
and mappings were filled.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter
from typing import Any

from reportgen.language import Said

_AS_IS = frozenset({str, int, bool, float, date, Decimal, type(None)})  # what their `repr` says is all there is


def part_digest(part: object) -> str:
    """The SHA-256 of a dataclass of plain values, numbers, dates, tuples, sets, mappings and such dataclasses. The order
    within sets and mappings says nothing. Raises `TypeError` for anything else.
    """
    return hashlib.sha256(repr(_plain(part)).encode()).hexdigest()


class Digests:
    """Digests of many parts, in which fields of some names hold the very same values: these are taken apart once."""

    def __init__(self, shared: Collection[str], nested: Collection[str] = ()) -> None:
        """`shared` are names of fields, `nested` those of fields that hold such a part themselves."""
        self._shared, self._nested = frozenset(shared), frozenset(nested)
        self._known: dict[int, tuple[object, str]] = {}  # with the value itself: else its number may come again

    def of(self, part: object) -> str:
        """What `part_digest` is for, by other bytes. Raises `TypeError` as that does."""
        return hashlib.sha256(repr(self._told(part)).encode()).hexdigest()

    def _told(self, part: Any) -> tuple[Any, ...]:  # noqa: ANN401 (any dataclass)
        return (type(part).__name__, *(self._field(one.name, getattr(part, one.name)) for one in fields(part)))

    def _field(self, name: str, value: object) -> Any:  # noqa: ANN401 (plain values)
        if name in self._nested:
            return self._told(value)
        if name not in self._shared:
            return _plain(value)
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = (value, part_digest(value))
        return known[1]


def _plain(value: Any) -> Any:  # noqa: ANN401 (any value of a part)
    """The value as nested tuples of texts and numbers, whose `repr` says everything about them."""
    kind: Any = type(value)
    return value if kind in _AS_IS else _way(kind)(value)


def _all(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Several values; those that are plain already, as most are, stay as they are."""
    return (name, *[value if type(value) in _AS_IS else _plain(value) for value in values])


@cache
def _way(kind: Any) -> Callable[[Any], tuple[Any, ...]]:  # noqa: ANN401 (a class)
    """How values of a kind are made plain."""
    name = kind.__name__
    if kind is Fraction:
        return Fraction.as_integer_ratio  # no other pair of whole numbers stands where a fraction may
    if issubclass(kind, tuple | list):
        return lambda value: _all(name, value)
    if is_dataclass(kind):
        names = [one.name for one in fields(kind)]
        if len(names) == 1:
            return lambda value: _all(name, [getattr(value, names[0])])
        values = attrgetter(*names)
        return lambda value: _all(name, values(value))
    if issubclass(kind, Mapping):
        return lambda value: ("mapping", *sorted([(_plain(k), _plain(v)) for k, v in value.items()], key=repr))
    if issubclass(kind, frozenset | set):
        return lambda value: ("set", *sorted(map(_plain, value), key=repr))
    if kind is Said:
        return lambda value: ("said", value.text, _plain(value.values))
    raise TypeError(f"no part of a digest: {name}")
