"""One value, one place (spec §2.9): what stands twice is counted once, what contradicts itself is left out."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import pandas as pd

from reportgen.model.inputs import rows, source_of
from reportgen.problems import Problem, Source, concerning, problem

KEPT, DUPLICATE, CONFLICT = "", "duplicate", "conflict"


def settle(
    frame: pd.DataFrame,
    keys: Sequence[str],
    value: str,
    codes: tuple[str, str],
    params: Callable[[Any], dict[str, object]] = lambda _: {},
) -> tuple[pd.Series, list[Problem]]:
    """State of each row of a frame: kept, duplicate of an earlier row, or in conflict with another row.

    Rows agree in `keys` when they claim the same thing; a key of None claims something of its own. `codes` are the
    problem codes of a duplicate (at the later cell) and of a conflict (at every cell); `params` adds to their values.
    """
    states = pd.Series(KEPT, index=frame.index, dtype=object)
    problems: list[Problem] = []
    named = frame[list(keys)].notna().all(axis=1)
    repeated = frame[named & frame.duplicated(list(keys), keep=False)]
    for _, group in repeated.groupby(list(keys), sort=False):
        lines = list(rows(group))
        if len({getattr(row, value) for row in lines}) == 1:
            for row in lines[1:]:
                states[row.Index] = DUPLICATE
                other = place(source_of(lines[0]), source_of(row))
                found = problem(codes[0], source_of(row), getattr(row, value), other=other, **params(row))
                problems.append(_of(row, found))
            continue
        for row in lines:
            states[row.Index] = CONFLICT
            here = source_of(row)
            others = tuple(
                f"{getattr(o, value)} ({place(source_of(o), here)})"
                for o in lines
                if getattr(o, value) != getattr(row, value)
            )
            problems.append(_of(row, problem(codes[1], here, getattr(row, value), others=others, **params(row))))
    return states, problems


def states_of(lines: Sequence[Any], keys: Sequence[str], value: str) -> list[str]:
    """The states that `settle` gives to a few lines, which are all there are about what they claim; two keys or more."""
    claims: dict[tuple[object, ...], list[int]] = {}
    claim = attrgetter(*keys)
    for i, line in enumerate(lines):
        claims.setdefault(claim(line), []).append(i)
    states = [KEPT] * len(lines)
    for key, (first, *others) in claims.items():
        if others and None not in key:
            alike = len({getattr(lines[i], value) for i in (first, *others)}) == 1
            for i in others if alike else (first, *others):
                states[i] = DUPLICATE if alike else CONFLICT
    return states


def _of(row: Any, found: Problem) -> Problem:  # noqa: ANN401 (a row of a frame)
    """The problem with the person and the rater of its row, where it has them."""
    return concerning(found, getattr(row, "person_id", ""), getattr(row, "rater", ""))


def place(source: Source, seen_from: Source) -> str:
    """A source as short as it is clear from another one."""
    if source.file != seen_from.file:
        return f"{source.file} {source.sheet} {source.cell}"
    return source.cell if source.sheet == seen_from.sheet else f"{source.sheet} {source.cell}"
