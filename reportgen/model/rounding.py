"""Rounding half up (四舍五入) on exact values, and the bands that follow from it (spec §2.1).

Binary floats never take part: 2.5 is 3, 2.4999… is 2, and no decision hangs on a representation error.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt, lcm

from reportgen.model.types import Model


def half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """Round to `decimals` places, halves away from zero for positive values and towards it for negative ones.

    That is ⌊value × 10^d + ½⌋ / 10^d: a mean of exactly .5 goes up.
    """
    return Fraction(_units(value, decimals), 10**decimals)


def _units(value: Fraction, decimals: int) -> int:
    """A value rounded half up, counted in units of its last place; in whole numbers, as it is asked very often."""
    numerator, denominator = value.as_integer_ratio()
    scale: int = 10**decimals
    return (2 * numerator * scale + denominator) // (2 * denominator)


def band(score: Fraction, model: Model) -> int:
    """The scale point nearest to a score [scale], halves upwards, within the scale."""
    return min(max(_units(score, 0), model.scale_min), model.scale_max)


def exam_band(exam_score: Fraction, model: Model) -> int:
    """The scale point for an exam score [marks]: rounded half up to a whole mark, then looked up in the model's bands.

    Raises `ValueError` for a score outside the marks.
    """
    whole = _units(exam_score, 0)
    for point in model.exam_points:
        if point.exam_from is not None and point.exam_to is not None and point.exam_from <= whole <= point.exam_to:
            return point.value
    raise ValueError(f"exam score {exam_score} is outside the marks")


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum; made over one denominator, which is much faster than adding one by one."""
    ratios = [value.as_integer_ratio() for value in values]
    common = lcm(*(denominator for _, denominator in ratios))
    return Fraction(sum(numerator * (common // denominator) for numerator, denominator in ratios), common)


def weighted_mean(pairs: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Mean of (value, weight) pairs; None when there are none or all weights are 0."""
    first = pairs[0][1] if pairs else Fraction(0)
    if first and all(weight is first or weight == first for _, weight in pairs):
        return total(value for value, _ in pairs) / len(pairs)
    whole = total(weight for _, weight in pairs)
    return total(value * weight for value, weight in pairs) / whole if whole else None


# ---- shown numbers: a shown number never contradicts a shown word or decision (spec §2.8)

SHOWN_DECIMALS = 2
_HUNDRED = 10**SHOWN_DECIMALS  # units of a shown score in a point of the scale


def shown_score(score: Fraction, model: Model) -> Fraction:
    """A score as people read it [scale, 2 decimals]: half up, unless that would lift it over the edge of a band or to
    the standard: 3.496 is shown as 3.49, because its band is 3.
    """
    numerator, denominator = score.as_integer_ratio()
    units = (2 * _HUNDRED * numerator + denominator) // (2 * denominator)
    # Between a score and the shown number above it no edge can lie but that number itself.
    if _HUNDRED * numerator < units * denominator and _is_edge(units, model):
        units -= 1
    return Fraction(units, _HUNDRED)


def _is_edge(units: int, model: Model) -> bool:
    """Whether a number of hundredths is the standard, or where a band begins."""
    point, rest = divmod(units, _HUNDRED)
    return (rest == _HUNDRED // 2 and point in model.points) or (rest == 0 and point == model.standard)


def shown_gap(score: Fraction, model: Model) -> Fraction:
    """The gap as people read it: the standard less the shown score, so that columns add up on paper."""
    return max(Fraction(0), model.standard - shown_score(score, model))


def shown_mark(mark: Fraction) -> Fraction:
    """A value that is decided by rounding to a whole (exam score, mean of votes) as people read it: 2 decimals, never
    lifted over the half that decides.
    """
    shown = half_up(mark, SHOWN_DECIMALS)
    return shown if half_up(shown) == half_up(mark) else _down(mark, SHOWN_DECIMALS)


def shown_percent(share: Fraction) -> Fraction:
    """A share [0–1] in percent with one decimal: 0 and 100 are shown only when they are true."""
    percent = half_up(share * 100, 1)
    least = Fraction(1, 10)
    if percent >= 100 > share * 100:  # noqa: PLR2004 (percent)
        return 100 - least
    return least if percent == 0 < share else percent


def decimal_text(value: Fraction, decimals: int = SHOWN_DECIMALS) -> str:
    """A number with fixed decimals, half up, in ASCII digits: `-0.50`, `3`."""
    whole = _units(value, decimals)
    sign, digits = ("-" if whole < 0 else ""), str(abs(whole)).zfill(decimals + 1)
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def shown_agreement(agreement: Fraction, threshold: Fraction) -> Fraction:
    """An agreement [0–1] as people read it, 2 decimals: half up, unless that would lift it to the `threshold` below which
    it counts as none, or to 1 that only votes which are all the same reach.
    """
    shown = half_up(agreement, SHOWN_DECIMALS)
    if any(agreement < edge <= shown for edge in (threshold, Fraction(1))):
        return _down(agreement, SHOWN_DECIMALS)
    return shown


def shown_spread(variance: Fraction) -> Fraction:
    """The standard deviation of a variance, 2 decimals, half up on the exact root; 0 is shown only where it is true."""
    scale = 10**SHOWN_DECIMALS
    doubled = isqrt((4 * scale * scale * variance).__floor__())  # whole part of twice the deviation at that scale
    shown = Fraction((doubled + 1) // 2, scale)
    return shown or (Fraction(1, scale) if variance else shown)


def _down(value: Fraction, decimals: int) -> Fraction:
    scale = 10**decimals
    return Fraction((value * scale).__floor__(), scale)
