"""Twins: organisations in which somebody rated otherwise, and of which the same is published.

Where somebody's ratings can be changed and not a letter of what readers see changes with them, no reader can know them,
whatever he computes, measures or counts. This asks nothing of the way numbers are made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from random import Random

from tests.attacker import PRIME, Equation, Unknown, solved
from tests.organisations import Organisation

Change = Mapping[Unknown, int]  # an answer -> what is added to it
MOST_ALIKE = 8  # answers that enter everything alike and are tried, one after another


def answers(issues: Sequence[Organisation]) -> list[Unknown]:
    """Every answer that an anonymous rater gave, in whatever issue."""
    return sorted(
        {
            (*place, value)
            for org in issues
            for place, value in org.ratings.items()
            if place[3] not in ("self", "supervisor")
        }
    )


def changed(issues: Sequence[Organisation], change: Change) -> list[Organisation]:
    """The organisation, issue by issue, had these answers been others."""
    return [
        replace(org, ratings={place: value + change.get((*place, value), 0) for place, value in org.ratings.items()})
        for org in issues
    ]


def changes(
    issues: Sequence[Organisation], equations: Sequence[Equation], answer: Unknown, of: frozenset[str], draw: Random
) -> Iterator[Change]:
    """Ways to change an answer that leave every equation true, by answers of other raters than those in `of`; ratings
    stay on the scale.
    """
    unknowns, rows = solved(equations)
    columns = {unknown: tuple(row[i] for row in rows) for i, unknown in enumerate(unknowns)}
    nothing = (0,) * len(rows)
    own = columns.get(answer, nothing)
    if own == nothing:
        yield from ({answer: step} for step in (1, -1) if _on_scale({answer: step}))
        return
    alike: dict[tuple[int, ...], list[Unknown]] = {}
    for other in answers(issues):
        column = columns.get(other, nothing)
        if column != nothing and other[0] == answer[0] and not (other[2] in of and other[1] == answer[1]):
            alike.setdefault(column, []).append(other)
    for some in alike.values():
        draw.shuffle(some)
    for other in alike.get(own, ())[:MOST_ALIKE]:
        if other[-1] != answer[-1] and other[:2] == answer[:2]:  # the two could have given what the other gave
            yield {answer: other[-1] - answer[-1], other: answer[-1] - other[-1]}
        yield from (c for step in (1, -1) if _on_scale(c := {answer: step, other: -step}))
    yield from _with_other_weights(answer, own, alike)


def _with_other_weights(
    answer: Unknown, own: tuple[int, ...], alike: Mapping[tuple[int, ...], Sequence[Unknown]]
) -> Iterator[Change]:
    """Changes of answers that enter the numbers with other weights."""
    for first, second in product(alike, repeat=2):
        for a, b, step in product((0, 1, -1, 2, -2, 3, -3), (1, -1, 2, -2, 3, -3), (1, -1, 2, -2, 3, -3)):
            if any((step * x + a * y + b * z) % PRIME for x, y, z in zip(own, first, second, strict=True)):
                continue
            spread = {answer: step}
            if _spread(spread, alike[first], a) and _spread(spread, alike[second], b):
                yield spread


def _spread(change: dict[Unknown, int], over: Sequence[Unknown], total: int) -> bool:
    """Spread a change over answers, as far as the scale lets it; whether all of it had room."""
    for answer in over:
        while total:
            step = 1 if total > 0 else -1
            if change.get(answer, 0) * step < 0 or not _on_scale({answer: change.get(answer, 0) + step}):
                break
            change[answer] = change.get(answer, 0) + step
            total -= step
    return total == 0 and _on_scale(change)


def _on_scale(change: Change) -> bool:
    return all(0 <= answer[-1] + step <= 6 for answer, step in change.items())
