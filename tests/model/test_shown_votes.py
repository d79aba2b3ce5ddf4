"""Shown means, agreements and spreads of votes never contradict the level or the word beside them."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.rounding import decimal_text, half_up, shown_agreement, shown_mark, shown_spread

MANY = settings(max_examples=150, deadline=None)
CENT, HALF_CENT = Fraction(1, 100), Fraction(1, 200)

shares = st.one_of(
    st.fractions(min_value=0, max_value=1, max_denominator=100_000),
    st.builds(lambda n, d: Fraction(n, 1000) + Fraction(d, 10**9), st.integers(1, 999), st.integers(-1, 1)),
)
thresholds = st.fractions(min_value=0, max_value=1, max_denominator=100)
variances = st.one_of(
    st.fractions(min_value=0, max_value=100, max_denominator=10_000),
    st.builds(lambda n, d: Fraction(n, 200) ** 2 + Fraction(d, 10**12), st.integers(1, 600), st.integers(-1, 1)),
)
votes = st.lists(st.integers(1, 6), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("agreement", "shown"),
    [("1/2", "0.50"), ("0.4999", "0.49"), ("0.496", "0.49"), ("0.5049", "0.50"), ("0.505", "0.51"), ("0.999", "0.99"),
     ("1", "1.00"), ("0", "0.00")],
)  # fmt: skip
def test_an_agreement_is_never_lifted_to_the_threshold_nor_to_one(agreement: str, shown: str) -> None:
    assert decimal_text(shown_agreement(Fraction(agreement), Fraction(1, 2))) == shown


@MANY
@given(shares, thresholds)
def test_a_shown_agreement_is_on_the_side_of_the_threshold_where_the_agreement_is(
    share: Fraction, threshold: Fraction
) -> None:
    shown = shown_agreement(share, threshold)
    assert abs(shown - share) < CENT
    assert (shown * 100).denominator == 1
    assert share >= threshold or shown < threshold
    assert (shown == 1) == (share == 1)


@MANY
@given(shares, thresholds)
def test_a_shown_agreement_is_half_up_wherever_that_contradicts_nothing(share: Fraction, threshold: Fraction) -> None:
    rounded = half_up(share, 2)
    if not share < threshold <= rounded and not share < 1 <= rounded:
        assert shown_agreement(share, threshold) == rounded


@pytest.mark.parametrize(
    ("variance", "shown"), [("0", "0.00"), ("1/5", "0.45"), ("1/4", "0.50"), ("0.000001", "0.01"), ("0.065025", "0.26")]
)
def test_a_spread_is_the_root_of_the_variance_half_up(variance: str, shown: str) -> None:
    """0.065025 is the square of 0.255, which lies exactly between 0.25 and 0.26."""
    assert decimal_text(shown_spread(Fraction(variance))) == shown


@MANY
@given(variances)
def test_a_shown_spread_is_the_nearest_one_without_any_root_being_drawn(variance: Fraction) -> None:
    shown = shown_spread(variance)
    assert (shown == 0) == (variance == 0)
    assert variance < (shown + HALF_CENT) ** 2
    assert shown <= CENT or (shown - HALF_CENT) ** 2 <= variance


@MANY
@given(votes)
def test_a_shown_mean_of_votes_rounds_to_the_level_that_was_voted(cast: list[int]) -> None:
    mean = Fraction(sum(cast), len(cast))
    assert half_up(shown_mark(mean)) == half_up(mean)
    assert abs(shown_mark(mean) - mean) < CENT
