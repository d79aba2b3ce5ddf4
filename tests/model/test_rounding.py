"""Rounding half up, bands, and shown numbers that contradict neither a band nor a decision."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.rounding import (
    band,
    decimal_text,
    exam_band,
    half_up,
    shown_gap,
    shown_mark,
    shown_percent,
    shown_score,
    shown_up_to,
    weighted_mean,
)
from reportgen.model.types import Model

MANY = settings(max_examples=150, deadline=None)
CENT = Fraction(1, 100)

anything = st.fractions(min_value=-(10**18), max_value=10**18, max_denominator=10**6)
scores = st.one_of(
    st.fractions(min_value=0, max_value=6, max_denominator=1000),
    st.builds(lambda n, d: Fraction(n, 1000) + Fraction(d, 10**9), st.integers(0, 5999), st.integers(-1, 1)).filter(
        lambda score: score >= 0
    ),
)
marks = st.fractions(min_value=0, max_value=100, max_denominator=1000)
shares = st.fractions(min_value=0, max_value=1, max_denominator=100_000)


def nearest(value: Fraction) -> int:
    """Oracle: the nearest whole number in whole-number arithmetic, halves upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def band_oracle(score: Fraction) -> int:
    return min(nearest(score), 6)


def exam_band_oracle(score: Fraction) -> int:
    bands = {1: range(41), 2: range(41, 61), 3: range(61, 71), 4: range(71, 81), 5: range(81, 91), 6: range(91, 101)}
    return next(value for value, whole in bands.items() if nearest(score) in whole)


# ---- half up


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("5/2", 0, "3"),
        ("7/2", 0, "4"),
        ("1/2", 0, "1"),
        ("0", 0, "0"),
        ("24999999999999999/10000000000000000", 0, "2"),  # as a binary float this is 2.5
        ("-5/2", 0, "-2"),
        ("-51/20", 1, "-2.5"),
        ("2.675", 2, "2.68"),  # as a binary float it is less
        ("1.005", 2, "1.01"),
        ("1/3", 4, "0.3333"),
        ("2/3", 4, "0.6667"),
        ("123456789012345678901234567890.5", 0, "123456789012345678901234567891"),
    ],
)
def test_halves_go_up(value: str, decimals: int, rounded: str) -> None:
    assert half_up(Fraction(value), decimals) == Fraction(rounded)


@MANY
@given(anything, st.integers(0, 6))
def test_rounding_is_the_nearest_value_with_so_many_decimals_and_the_upper_one_of_two(value: Fraction, d: int) -> None:
    assert half_up(value, d) == Fraction(nearest(value * 10**d), 10**d)


@MANY
@given(st.integers(-(10**30), 10**30), st.integers(0, 6))
def test_an_exact_half_is_rounded_up_however_large(whole: int, d: int) -> None:
    half = (whole + Fraction(1, 2)) / 10**d
    assert half_up(half, d) == Fraction(whole + 1, 10**d)
    assert half_up(half - Fraction(1, 10**40), d) == Fraction(whole, 10**d)


# ---- bands


@MANY
@given(score=scores)
def test_a_band_is_the_score_rounded_half_up(score: Fraction, model: Model) -> None:
    assert band(score, model) == band_oracle(score)


def test_a_band_stays_on_the_scale_of_its_model(tiny: Model) -> None:
    assert [band(Fraction(score), tiny) for score in ("1", "3/2", "5/2", "7/2", "4")] == [1, 2, 3, 4, 4]
    assert (band(Fraction(0), tiny), band(Fraction(9, 2), tiny)) == (1, 4)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("0", 1), ("40", 1), ("40.49", 1), ("40.5", 2), ("41", 2),
        ("60", 2), ("60.4999999999", 2), ("60.5", 3), ("61", 3),
        ("70", 3), ("70.49", 3), ("70.5", 4), ("80.49", 4), ("80.5", 5),
        ("90", 5), ("90.49", 5), ("90.5", 6), ("91", 6), ("100", 6),
    ],
)  # fmt: skip
def test_an_exam_score_is_rounded_to_a_whole_mark_before_its_band_is_looked_up(
    score: str, expected: int, model: Model
) -> None:
    assert exam_band(Fraction(score), model) == expected


@MANY
@given(score=marks)
def test_every_exam_score_has_its_band(score: Fraction, model: Model) -> None:
    assert exam_band(score, model) == exam_band_oracle(score)


@pytest.mark.parametrize("score", ["-1", "100.5", "101"])
def test_an_exam_score_outside_the_marks_has_no_band(score: str, model: Model) -> None:
    with pytest.raises(ValueError, match="outside the marks"):
        exam_band(Fraction(score), model)


# ---- means


def test_the_mean_of_nothing_is_missing() -> None:
    assert weighted_mean([]) is None
    assert weighted_mean([(Fraction(3), Fraction(0))]) is None


@MANY
@given(st.lists(st.tuples(scores, st.integers(0, 5)), min_size=1, max_size=12))
def test_a_weighted_mean_counts_each_value_as_often_as_its_weight_says(pairs: list[tuple[Fraction, int]]) -> None:
    repeated = [value for value, weight in pairs for _ in range(weight)]
    expected = sum(repeated, Fraction(0)) / len(repeated) if repeated else None
    assert weighted_mean([(value, Fraction(weight)) for value, weight in pairs]) == expected


@MANY
@given(st.lists(st.tuples(scores, st.integers(1, 5)), min_size=1, max_size=12), st.fractions("1/100", 100))
def test_only_the_ratio_of_weights_matters(pairs: list[tuple[Fraction, int]], factor: Fraction) -> None:
    assert weighted_mean([(v, w * factor) for v, w in pairs]) == weighted_mean([(v, Fraction(w)) for v, w in pairs])


# ---- shown scores


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        ("3.496", "3.49"),  # band 3, so not 3.50
        ("3.5", "3.50"),
        ("3.494", "3.49"),
        ("2.4999", "2.49"),
        ("4.996", "4.99"),  # below the standard, so not 5.00
        ("5", "5"),
        ("5.004", "5"),
        ("11/3", "3.67"),
        ("3.996", "4"),  # a whole number that nothing is decided by
        ("0", "0"),
        ("6", "6"),
    ],
)
def test_a_score_is_shown_half_up_unless_that_would_lift_it_over_an_edge(score: str, shown: str, model: Model) -> None:
    assert shown_score(Fraction(score), model) == Fraction(shown)


def assert_shown_agrees(score: Fraction, model: Model) -> None:
    shown = shown_score(score, model)
    assert (shown * 100).denominator == 1
    assert abs(shown - score) < CENT
    assert band_oracle(shown) == band_oracle(score)
    assert (shown >= 5) == (score >= 5)
    rounded = Fraction(nearest(score * 100), 100)
    if band_oracle(rounded) == band_oracle(score) and (rounded >= 5) == (score >= 5):
        assert shown == rounded


@MANY
@given(score=scores)
def test_a_shown_score_agrees_with_band_and_standard(score: Fraction, model: Model) -> None:
    assert_shown_agrees(score, model)


def test_every_mean_of_up_to_30_ratings_has_its_band_and_a_shown_score_that_agrees(model: Model) -> None:
    for n in range(1, 31):
        for total in range(6 * n + 1):
            score = Fraction(total, n)
            assert band(score, model) == band_oracle(score)
            assert_shown_agrees(score, model)


@MANY
@given(one=scores, other=scores)
def test_shown_scores_keep_the_order_of_scores(one: Fraction, other: Fraction, model: Model) -> None:
    low, high = sorted((one, other))
    assert shown_score(low, model) <= shown_score(high, model)


def test_the_edges_of_shown_scores_are_those_of_the_model(tiny: Model) -> None:
    assert shown_score(Fraction("2.996"), tiny) == Fraction("2.99")  # its standard is 3
    assert shown_score(Fraction("4.996") - 1, tiny) == Fraction(4)
    assert shown_gap(Fraction("2.996"), tiny) == Fraction("0.01")


@MANY
@given(score=scores)
def test_a_shown_gap_is_the_standard_less_the_shown_score(score: Fraction, model: Model) -> None:
    gap = shown_gap(score, model)
    assert gap == max(0, 5 - shown_score(score, model))
    assert (gap == 0) == (score >= 5)


# ---- shown marks, shares, texts


@pytest.mark.parametrize(
    ("mark", "shown"), [("80.496", "80.49"), ("80.5", "80.5"), ("80.494", "80.49"), ("270/7", "38.57"), ("100", "100")]
)
def test_a_mark_is_shown_half_up_unless_that_would_lift_it_over_a_half(mark: str, shown: str) -> None:
    assert shown_mark(Fraction(mark)) == Fraction(shown)


@MANY
@given(st.one_of(marks, st.builds(lambda n: Fraction(n, 10_000), st.integers(0, 1_000_000))))
def test_a_shown_mark_agrees_with_its_band(mark: Fraction) -> None:
    shown = shown_mark(mark)
    assert (shown * 100).denominator == 1
    assert abs(shown - mark) < CENT
    assert nearest(shown) == nearest(mark)
    assert exam_band_oracle(shown) == exam_band_oracle(mark)


@pytest.mark.parametrize(
    ("share", "percent"),
    [("0", "0"), ("1/3000", "0.1"), ("1/3", "33.3"), ("2/3", "66.7"), ("1999/2000", "99.9"), ("2999/3000", "99.9"), ("1", "100")],
)  # fmt: skip
def test_none_and_all_are_shown_only_when_true(share: str, percent: str) -> None:
    assert shown_percent(Fraction(share)) == Fraction(percent)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1/2", "0.5"), ("4999/10000", "0.49"), ("0.494", "0.49"), ("0.496", "0.49"), ("0.505", "0.51")],
)
def test_what_lies_below_a_limit_is_not_shown_as_reaching_it(value: str, shown: str) -> None:
    assert shown_up_to(Fraction(value), Fraction(1, 2)) == Fraction(shown)


@MANY
@given(shares)
def test_a_shown_percentage_is_near_and_never_falsely_none_or_all(share: Fraction) -> None:
    shown = shown_percent(share)
    assert (shown * 10).denominator == 1
    assert abs(shown - share * 100) < Fraction(1, 10)
    assert (shown == 0) == (share == 0)
    assert (shown == 100) == (share == 1)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("3.5", 2, "3.50"),
        ("-1/2", 2, "-0.50"),
        ("0", 2, "0.00"),
        ("-1/1000", 2, "0.00"),
        ("2.675", 2, "2.68"),
        ("1/20000", 4, "0.0001"),
        ("7/2", 0, "4"),
        ("-3", 0, "-3"),
        ("1234567.891", 1, "1234567.9"),
    ],
)
def test_a_number_is_written_with_fixed_decimals(value: str, decimals: int, text: str) -> None:
    assert decimal_text(Fraction(value), decimals) == text


@MANY
@given(anything, st.integers(0, 6))
def test_a_written_number_is_the_rounded_one(value: Fraction, decimals: int) -> None:
    assert Fraction(Decimal(decimal_text(value, decimals))) == half_up(value, decimals)
