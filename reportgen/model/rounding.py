"""Rounding half up (四舍五入) on exact values, and the bands that follow from it (spec §2.1).

Binary floats never take part: 2.5 is 3, 2.4999… is 2, and no decision hangs on a representation error.
"""

from fractions import Fraction

from reportgen.model.types import Model


def half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """Round to `decimals` places, halves away from zero for positive values and towards it for negative ones.

    That is ⌊value × 10^d + ½⌋ / 10^d: a mean of exactly .5 goes up.
    """
    scale = 10**decimals
    return Fraction((value * scale + Fraction(1, 2)).__floor__(), scale)


def band(score: Fraction, model: Model) -> int:
    """The scale point nearest to a score [scale], halves upwards, within the scale."""
    return min(max(int(half_up(score)), model.scale_min), model.scale_max)


def exam_band(exam_score: Fraction, model: Model) -> int:
    """The scale point for an exam score [marks]: rounded half up to a whole mark, then looked up in the model's bands.

    Raises `ValueError` for a score outside the marks.
    """
    whole = int(half_up(exam_score))
    for point in model.exam_points:
        if point.exam_from is not None and point.exam_to is not None and point.exam_from <= whole <= point.exam_to:
            return point.value
    raise ValueError(f"exam score {exam_score} is outside the marks")


def weighted_mean(pairs: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Mean of (value, weight) pairs; None when there are none or all weights are 0."""
    total = sum((weight for _, weight in pairs), Fraction(0))
    return sum((value * weight for value, weight in pairs), Fraction(0)) / total if total else None


# ---- shown numbers: a shown number never contradicts a shown word or decision (spec §2.8)

SHOWN_DECIMALS = 2


def shown_score(score: Fraction, model: Model) -> Fraction:
    """A score as people read it [scale, 2 decimals]: half up, unless that would lift it over the edge of a band or to
    the standard: 3.496 is shown as 3.49, because its band is 3.
    """
    shown = half_up(score, SHOWN_DECIMALS)
    edges = [*(value + Fraction(1, 2) for value in model.scale_values), Fraction(model.standard)]
    if any(score < edge <= shown for edge in edges):
        return _down(score, SHOWN_DECIMALS)
    return shown


def shown_gap(score: Fraction, model: Model) -> Fraction:
    """The gap as people read it: the standard less the shown score, so that columns add up on paper."""
    return max(Fraction(0), model.standard - shown_score(score, model))


def shown_mark(mark: Fraction) -> Fraction:
    """A value that is decided by rounding to a whole (exam score, mean of votes) as people read it: 2 decimals, never
    lifted over the half that decides.
    """
    shown = half_up(mark, SHOWN_DECIMALS)
    return shown if half_up(shown) == half_up(mark) else _down(mark, SHOWN_DECIMALS)


def shown_up_to(value: Fraction, limit: Fraction) -> Fraction:
    """A value that is decided by whether it reaches a limit (agreement of votes) as people read it: 2 decimals, never
    lifted onto a limit that it lies below.
    """
    shown = half_up(value, SHOWN_DECIMALS)
    return _down(value, SHOWN_DECIMALS) if value < limit <= shown else shown


def shown_percent(share: Fraction) -> Fraction:
    """A share [0–1] in percent with one decimal: 0 and 100 are shown only when they are true."""
    percent = half_up(share * 100, 1)
    least = Fraction(1, 10)
    if percent >= 100 > share * 100:  # noqa: PLR2004 (percent)
        return 100 - least
    return least if percent == 0 < share else percent


def decimal_text(value: Fraction, decimals: int = SHOWN_DECIMALS) -> str:
    """A number with fixed decimals, half up, in ASCII digits: `-0.50`, `3`."""
    whole = int(half_up(value, decimals) * 10**decimals)
    sign, digits = ("-" if whole < 0 else ""), str(abs(whole)).zfill(decimals + 1)
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _down(value: Fraction, decimals: int) -> Fraction:
    scale = 10**decimals
    return Fraction((value * scale).__floor__(), scale)
