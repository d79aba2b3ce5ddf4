"""Who rated a person on a competency, as a whole: how many others, their mean, how far they agree."""

import math
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from reportgen.assessment.agreement import average_deviation, rwg
from reportgen.model.inputs import exact, rows
from reportgen.model.raters import SELF, Panel
from reportgen.model.results import Assessment

DECIMALS = 8  # of a standard deviation, which is seldom a fraction


def panels(assessment: Assessment) -> Iterator[Panel]:
    """A panel per person of the roster and competency that somebody else rated, in the order of roster and model.

    Of all ratings that stand but self-ratings, whatever their relation weighs in the score.
    """
    ratings, model = assessment.ratings, assessment.model
    given: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    standing = ratings[ratings["stands"].astype(bool) & (ratings["relation"] != SELF)]
    for person, competency, rating in zip(standing["person_id"], standing["competency"], standing["rating"], strict=True):  # fmt: skip
        given[person, competency].append(rating)
    known: dict[tuple[int, ...], partial[Panel]] = {}  # the same few ratings come again and again
    for row in rows(assessment.inputs.roster):
        for competency in model.competency_ids:
            values = tuple(sorted(given.get((row.person_id, competency), ())))
            if values and values not in known:
                known[values] = _panel(values, len(model.scale))
            if values:
                yield known[values](row.person_id, competency)


def _panel(values: tuple[int, ...], options: int) -> partial[Panel]:
    n, mean = len(values), Fraction(sum(values), len(values))
    return partial(
        Panel,
        n=n,
        mean=mean,
        sd=_root(sum(((v - mean) ** 2 for v in values), Fraction(0)) / (n - 1)) if n > 1 else None,
        lowest=values[0],
        highest=values[-1],
        rwg=_defined(rwg(values, options)),
        deviation=_defined(average_deviation(values)),
    )


def _root(value: Fraction) -> Fraction:
    """The square root, cut off behind more decimals than are shown: that does not change how it is rounded."""
    return Fraction(math.isqrt(math.floor(value * 10 ** (2 * DECIMALS))), 10**DECIMALS)


def _defined(value: float) -> Fraction | None:
    return None if math.isnan(value) else exact(value)
