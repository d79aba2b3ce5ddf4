"""How far raters agree: the usual measures, pure functions of plain numbers.

Computed exactly and handed over as floats. What is not defined is NaN: nothing here raises for what it is given to
measure. `None`, NaN and infinite values are missing values; where a measure needs a complete table, one that misses
a value, or whose rows differ in length, has no value.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from numbers import Integral, Real
from typing import Final, Literal

Number = int | float | Fraction | Decimal
Value = Number | None
Level = Literal["nominal", "ordinal", "interval"]

NAN: Final = math.nan
PAIR: Final = 2  # fewer values than this can neither agree nor disagree


@dataclass(frozen=True, slots=True)
class ICC:
    """Intraclass correlations of a table: of one rater (`icc1`, `icc2`, `icc3`), of the mean of all k raters (`icc1k` …).

    1: every target has raters of its own; 2: the same raters, drawn from many; 3: these raters and no others.
    """

    icc1: float = NAN
    icc2: float = NAN
    icc3: float = NAN
    icc1k: float = NAN
    icc2k: float = NAN
    icc3k: float = NAN


def rwg(values: Sequence[Value], options: int = 7) -> float:
    """Agreement of raters on one item: 1 − s² / σ², from 0 to 1 (James, Demaree & Wolf 1984, 1993).

    s² is the variance with n − 1, σ² = (A² − 1) / 12 that of raters who tick any of the A `options` alike (the uniform
    null). More variance than that is no agreement either: 0 (LeBreton & Senter 2008). NaN with fewer than two
    values, or fewer than two options; all values equal: 1.
    """
    found = rwg_exact(values, options)
    return NAN if found is None else float(found)


def rwg_exact(values: Sequence[Value], options: int = 7) -> Fraction | None:
    """`rwg` as an exact number, None where it is not defined."""
    known, null = _present(values), _null_variance(options)
    if len(known) < PAIR or not null:
        return None
    return max(Fraction(0), 1 - _variance(known) / null)


def rwg_j(matrix: Sequence[Sequence[Value]], options: int = 7) -> float:
    """Agreement of raters (rows) on J items (columns): J(1 − v) / (J(1 − v) + v), v the items' mean variance over that
    of the uniform null (James, Demaree & Wolf 1984).

    From 0 to 1; 0 where v is above 1 (LeBreton & Senter 2008). An item with fewer than two values is left out and not
    counted in J; NaN when none is left, or with fewer than two options.
    """
    null = _null_variance(options)
    items = [known for column in zip_longest(*matrix) if len(known := _present(column)) >= PAIR]
    if not items or not null:
        return NAN
    share = sum(map(_variance, items), Fraction(0)) / len(items) / null
    agreed = len(items) * max(Fraction(0), 1 - share)
    return float(agreed / (agreed + share)) if agreed else 0.0


def average_deviation(values: Sequence[Value]) -> float:
    """Mean distance from the mean, in points of the scale: 0 is full agreement (Burke, Finkelstein & Dusig 1999).

    NaN with fewer than two values: one rater agrees with nobody. See `deviation_limit` for how much is little.
    """
    known = _present(values)
    if len(known) < PAIR:
        return NAN
    mean = _mean(known)
    return float(_mean([abs(value - mean) for value in known]))


def deviation_limit(options: int = 7) -> Fraction:
    """The average deviation up to which raters agree for practical purposes: A / 6 (Burke & Dunlap 2002)."""
    return Fraction(options, 6)


def agree(ratings: Sequence[int], options: int) -> bool:
    """Whether ratings agree for practical purposes: their average deviation, taken exactly, is at most `deviation_limit`.

    One rating agrees with itself: whether there are enough to say so is for others to ask.
    """
    n, total = len(ratings), sum(ratings)
    deviations = sum(abs(n * rating - total) for rating in ratings)  # n² times the average deviation
    return deviations <= deviation_limit(options) * n * n


def icc(table: Sequence[Sequence[Value]]) -> ICC:
    """Intraclass correlations of targets (rows) × raters (columns) (Shrout & Fleiss 1979; McGraw & Wong 1996).

    All NaN for fewer than two targets or two raters and for a table that is not complete. One that would divide by
    nothing or by less (all values equal, for instance) is NaN. Negative ones are handed over as they are: raters agree
    less than chance would have it.
    """
    lines = [_present(row) for row in table]
    n, k = len(lines), len(lines[0]) if lines else 0
    if n < PAIR or k < PAIR or any(len(line) != k or len(row) != k for line, row in zip(lines, table, strict=True)):
        return ICC()
    grand = _mean([value for line in lines for value in line])
    rows = k * sum(((_mean(line) - grand) ** 2 for line in lines), Fraction(0))
    columns = n * sum(((_mean(column) - grand) ** 2 for column in zip(*lines, strict=True)), Fraction(0))
    total = sum(((value - grand) ** 2 for line in lines for value in line), Fraction(0))
    between, raters = rows / (n - 1), columns / (k - 1)
    within, error = (total - rows) / (n * (k - 1)), (total - rows - columns) / ((n - 1) * (k - 1))
    return ICC(
        icc1=_ratio(between - within, between + (k - 1) * within),
        icc2=_ratio(between - error, between + (k - 1) * error + k * (raters - error) / n),
        icc3=_ratio(between - error, between + (k - 1) * error),
        icc1k=_ratio(between - within, between),
        icc2k=_ratio(between - error, between + (raters - error) / n),
        icc3k=_ratio(between - error, between),
    )


def icc_groups(
    values: Sequence[Value], groups: Sequence[Hashable], size: Literal["n0", "mean"] = "n0"
) -> tuple[float, float]:
    """ICC(1) and ICC(2) of values in groups of unequal size, from the one-way analysis of variance (Bliese 2000).

    The size of a group is n0 = (N − Σnᵢ² / N) / (g − 1), or the `mean` size. (NaN, NaN) for fewer than two groups, for
    groups of one value only, and where there are not as many groups as values; a value that is missing is left out.
    NaN where it would divide by nothing; negative ones are handed over as they are.
    """
    if len(values) != len(groups):
        return NAN, NAN
    members: defaultdict[Hashable, list[Fraction]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        members[group] += _present([value])
    sets = [known for known in members.values() if known]
    g, n = len(sets), sum(map(len, sets))
    if g < PAIR or n == g:
        return NAN, NAN
    grand = _mean([value for known in sets for value in known])
    between = sum((len(known) * (_mean(known) - grand) ** 2 for known in sets), Fraction(0)) / (g - 1)
    within = sum(((value - _mean(known)) ** 2 for known in sets for value in known), Fraction(0)) / (n - g)
    n0 = (n - Fraction(sum(len(known) ** 2 for known in sets), n)) / (g - 1)
    k = n0 if size == "n0" else Fraction(n, g)
    return _ratio(between - within, between + (k - 1) * within), _ratio(between - within, between)


def krippendorff_alpha(table: Sequence[Sequence[Hashable]], level: Level) -> float:
    """Krippendorff's alpha of raters (rows) × units (columns), missing values allowed: 1 − observed / expected
    disagreement (Krippendorff 2004, 2011; Hayes & Krippendorff 2007).

    1 is full agreement, 0 what chance gives, below 0 systematic disagreement. Units with fewer than two values do not
    count. Values of level `nominal` may be words; at the others what is no number is missing. NaN when no unit
    has two values, and when all values that count are equal: nothing shows then that raters tell units apart.
    """
    units = [known for column in zip_longest(*table) if len(known := _pairable(column, level)) >= PAIR]
    totals = Counter(value for unit in units for value in unit)
    order = _ordered(totals, level)
    n = totals.total()
    expected = sum((totals[a] * totals[b] * d for (a, b), d in order.items()), Fraction(0))
    if not expected:
        return NAN
    observed = Fraction(0)
    for unit in units:
        counts = Counter(unit)
        pairs = sum((counts[a] * counts[b] * d for (a, b), d in order.items() if a in counts and b in counts), Fraction(0))  # fmt: skip
        observed += pairs / (len(unit) - 1)
    return float(1 - (n - 1) * observed / expected)


def _ordered(totals: Counter[Hashable], level: Level) -> dict[tuple[Hashable, Hashable], Fraction]:
    """Every pair of different values once, with how much they differ."""
    if level == "nominal":
        known = list(totals)
        return {(a, b): Fraction(1) for i, a in enumerate(known) for b in known[i + 1 :]}
    numbers = sorted(value for value in totals if isinstance(value, Fraction))
    place: dict[Fraction, Fraction] = {}
    below = Fraction(0)
    for value in numbers:  # a value's rank in the middle of those that are equal; the value itself at level interval
        place[value] = below + Fraction(totals[value], 2) if level == "ordinal" else value
        below += totals[value]
    return {(a, b): (place[b] - place[a]) ** 2 for i, a in enumerate(numbers) for b in numbers[i + 1 :]}


def _pairable(column: Sequence[object], level: Level) -> list[Hashable]:
    if level == "nominal":
        return [v for v in column if v is not None and v == v and isinstance(v, Hashable)]  # noqa: PLR0124 (NaN alone differs from itself)
    return [number for value in column if (number := _number(value)) is not None]


def _present(values: Sequence[Value]) -> list[Fraction]:
    """The values that are there, exact."""
    return [number for value in values if (number := _number(value)) is not None]


def _number(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Integral):
        return Fraction(int(value))
    if isinstance(value, Real | Decimal) and math.isfinite(value):
        return Fraction(value if isinstance(value, Decimal) else float(value))
    return None


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _variance(values: Sequence[Fraction]) -> Fraction:
    """With n − 1."""
    mean = _mean(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def _null_variance(options: int) -> Fraction:
    return Fraction(max(options, 1) ** 2 - 1, 12)


def _ratio(part: Fraction, whole: Fraction) -> float:
    return float(part / whole) if whole > 0 else NAN
