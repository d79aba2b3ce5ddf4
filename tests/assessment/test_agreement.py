"""Measures of agreement: published tables, cases by hand, laws that hold for any table, and what is not defined."""

import math
import random
from collections.abc import Sequence
from dataclasses import astuple
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from statistics import fmean, variance
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.agreement import (
    ICC,
    Level,
    agree,
    average_deviation,
    deviation_limit,
    icc,
    icc_groups,
    krippendorff_alpha,
    rwg,
    rwg_exact,
    rwg_j,
)
from tests.compare import rows
from tests.conftest import GOLDEN

FOLDER = GOLDEN / "agreement"
SEEDS = range(20)


def table(name: str) -> list[list[int | None]]:
    return [[int(cell) if cell else None for cell in list(row.values())[1:]] for row in rows(FOLDER / f"{name}.csv")]


def measured(data: str, measure: str) -> float:
    """A measure of the golden set, computed."""
    if data == "krippendorff":
        levels: dict[str, Level] = {
            "alpha_nominal": "nominal",
            "alpha_ordinal": "ordinal",
            "alpha_interval": "interval",
        }
        return krippendorff_alpha(table(data), levels[measure])
    if data == "shrout_fleiss_1979":
        value: float = getattr(icc(table(data)), measure)
        return value
    values = [int(value) for value in data.split(",")]
    return rwg(values) if measure == "rwg" else average_deviation(values)


def undefined(*values: float) -> bool:
    return all(map(math.isnan, values))


@pytest.mark.parametrize("line", rows(FOLDER / "expected.csv"), ids=lambda line: f"{line['data']} {line['measure']}")
def test_published_values_come_out_to_six_digits(line: dict[str, str]) -> None:
    assert f"{measured(line['data'], line['measure']):.6f}" == line["value"]


def test_rwg_by_hand() -> None:
    assert rwg([5, 5, 5]) == 1
    assert rwg([3, 4]) == 1 - 0.5 / 4
    assert rwg([1, 2], options=2) == 0, "s² 0.5 is more than the 0.25 of chance"
    assert rwg([3, None, 4, math.nan]) == rwg([3, 4])
    of_numpy: Any = np.array([3, 4, 4.5], dtype=np.float32)
    assert rwg([Decimal(3), 4, Fraction(9, 2)]) == rwg(of_numpy) == rwg([3.0, 4.0, 4.5])


def test_rwg_is_not_defined_for_one_rater_or_one_option() -> None:
    assert undefined(
        rwg([]), rwg([4]), rwg([4, None]), rwg([4, math.inf]), rwg([1, 1], options=1), rwg([1, 1], options=0)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_rwg_is_the_share_of_chance_variance_that_is_missing_and_does_not_depend_on_order(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    values = [chance.randint(0, 6) for _ in range(chance.randint(2, 9))]
    uniform = fmean((option - 3) ** 2 for option in range(7))
    assert rwg(values) == pytest.approx(max(0, 1 - variance(values) / uniform))
    assert rwg(values) == rwg(sorted(values)) == rwg([6 - value for value in values])


def test_rwg_j_by_hand() -> None:
    assert rwg_j([[4, 2], [4, 2]]) == 1
    assert rwg_j([[3], [4]]) == rwg([3, 4])
    share = 0.5 / 4  # each of three items
    assert rwg_j([[3, 3, 3], [4, 4, 4]]) == pytest.approx(3 * (1 - share) / (3 * (1 - share) + share))
    assert rwg_j([[0, 0], [6, 6]]) == 0
    assert rwg_j([[3, 1, None], [4], [None, None, 5]]) == rwg([3, 4]), "items with one rater do not count"


def test_rwg_j_is_not_defined_without_an_item_that_two_rated() -> None:
    assert undefined(rwg_j([]), rwg_j([[1, 2, 3]]), rwg_j([[1, None], [None, 2]]), rwg_j([[1], [1]], options=1))


def test_average_deviation_by_hand() -> None:
    assert average_deviation([4, 4]) == 0
    assert average_deviation([0, None, 6]) == 3
    assert undefined(average_deviation([]), average_deviation([3]))
    assert deviation_limit() == Fraction(7, 6)


def by_regression(ratings: Sequence[Sequence[int]]) -> tuple[float, float, float, float]:
    """Mean squares between targets, within targets, between raters, of the rest: by least squares on dummies."""
    n, k = len(ratings), len(ratings[0])
    y = np.array(ratings, dtype=float).ravel()
    targets, raters = np.kron(np.eye(n), np.ones((k, 1))), np.kron(np.ones((n, 1)), np.eye(k))

    def left(*parts: np.ndarray) -> float:
        x = np.hstack([np.ones((n * k, 1)), *parts])
        rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        return float(rest @ rest)

    total, within, error = left(), left(targets), left(targets, raters)
    return (
        (total - within) / (n - 1),
        within / (n * (k - 1)),
        (within - error) / (k - 1),
        error / ((n - 1) * (k - 1)),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_icc_is_that_of_the_mean_squares_of_least_squares(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    n, k = chance.randint(3, 8), chance.randint(2, 5)
    ratings = [[target + chance.randint(0, 3) for _ in range(k)] for target in range(n)]
    b, w, j, e = by_regression(ratings)
    expected = ICC(
        (b - w) / (b + (k - 1) * w), (b - e) / (b + (k - 1) * e + k * (j - e) / n), (b - e) / (b + (k - 1) * e),
        (b - w) / b, (b - e) / (b + (j - e) / n), (b - e) / b,
    )  # fmt: skip
    assert astuple(icc(ratings)) == pytest.approx(astuple(expected), abs=1e-9)
    shifted = [[7 + 2 * rating for rating in row] for row in ratings]
    assert astuple(icc(shifted)) == pytest.approx(astuple(icc(ratings)), abs=1e-9)


def test_a_rater_who_is_milder_throughout_lowers_agreement_but_not_consistency() -> None:
    found = icc([[1, 2], [3, 4], [5, 6]])
    assert found.icc3 == found.icc3k == 1
    assert 0 < found.icc1 < found.icc2 < 1


@pytest.mark.parametrize(
    "ratings",
    [[], [[]], [[1, 2]], [[1], [2]], [[1, 2], [3, None]], [[1, 2], [3]], [[1, 2], [3, 4, 5]], [[4, 4], [4, 4]]],
    ids=["nothing", "no rater", "one target", "one rater", "a value missing", "short", "long", "all equal"],
)
def test_icc_is_not_defined_for_tables_that_show_no_agreement(ratings: list[list[int | None]]) -> None:
    assert undefined(*astuple(icc(ratings)))


def test_icc_below_nothing_is_handed_over_and_not_defined_only_where_it_divides_by_nothing_or_less() -> None:
    found = icc([[1, 3], [3, 1]])  # targets equal in the mean: mean squares 0, 2, 0, 4
    assert (found.icc1, found.icc3) == (-1, -1)
    assert undefined(found.icc1k, found.icc2k, found.icc3k)


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_of_one_size_have_the_one_way_icc_of_their_table(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    ratings = [[target + chance.randint(0, 3) for _ in range(3)] for target in range(5)]
    values, groups = [v for row in ratings for v in row], [f"g{n}" for n, row in enumerate(ratings) for _ in row]
    expected = (icc(ratings).icc1, icc(ratings).icc1k)
    assert icc_groups(values, groups) == pytest.approx(expected)
    assert icc_groups(values, groups, size="mean") == pytest.approx(expected)


def test_groups_of_unequal_size_by_hand() -> None:
    values, groups = [1, 3, 5, 5, 8, None], list("aabbbb")
    # means 2 and 6, grand mean 22/5: between 2·5.76 + 3·2.56 = 19.2, within (2 + 6) / 3
    between, within, n0 = 19.2, 8 / 3, 5 - 13 / 5
    assert icc_groups(values, groups) == pytest.approx(
        ((between - within) / (between + (n0 - 1) * within), (between - within) / between)
    )
    assert icc_groups(values, groups, size="mean")[0] == pytest.approx((between - within) / (between + 1.5 * within))


@pytest.mark.parametrize(
    ("values", "groups"),
    [([], ""), ([1, 2], "aa"), ([1, 2], "ab"), ([1, None, 2], "aab"), ([1, 2, 3], "ab"), ([4, 4, 4], "aab")],
)
def test_groups_without_two_values_to_compare_have_no_icc(values: list[int | None], groups: str) -> None:
    assert undefined(*icc_groups(values, list(groups)))


def alpha_by_pairs(ratings: Sequence[Sequence[int | None]], level: Level) -> float:
    """Alpha as the mean difference of pairs within units, over that of all pairs: no coincidences counted."""
    units = [[v for v in column if v is not None] for column in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pool = [value for unit in units for value in unit]

    def differ(a: int, b: int) -> float:
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return float((a - b) ** 2)
        low, high = sorted((a, b))
        between = sum(1 for value in pool if low <= value <= high)
        return float((between - (pool.count(a) + pool.count(b)) / 2) ** 2) if a != b else 0.0

    within = sum(
        len(unit) * fmean(differ(a, b) for a, b in permutations(unit, 2)) for unit in units
    ) / len(pool)  # fmt: skip
    return 1 - within / fmean(differ(a, b) for a, b in combinations(pool, 2))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_compares_pairs_within_units_with_all_pairs(seed: int, level: Level) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    ratings = [[chance.choice([None, unit % 4, chance.randint(0, 6)]) for unit in range(8)] for _ in range(4)]
    assert krippendorff_alpha(ratings, level) == pytest.approx(alpha_by_pairs(ratings, level))
    chance.shuffle(ratings)
    assert krippendorff_alpha(ratings, level) == pytest.approx(alpha_by_pairs(ratings, level))


def test_alpha_of_words_of_short_rows_and_of_full_agreement() -> None:
    assert krippendorff_alpha([["a", "b", "c"], ["a", "b"]], "nominal") == 1
    assert krippendorff_alpha([[1, 2, 3], [1, 2]], "interval") == 1
    assert krippendorff_alpha([[1, 2], [2, 1]], "interval") < 0
    assert krippendorff_alpha([[1, math.nan, 2], [1, 4, 2]], "nominal") == 1


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize(
    "ratings",
    [[], [[]], [[1, 2, 3]], [[1, None], [None, 2]], [[3, 3], [3, 3]]],
    ids=["nothing", "no unit", "one rater", "no pair", "one value only"],
)
def test_alpha_is_not_defined_where_nothing_can_differ(ratings: list[list[int | None]], level: Level) -> None:
    assert undefined(krippendorff_alpha(ratings, level))


def test_at_a_level_of_numbers_words_are_missing() -> None:
    assert undefined(krippendorff_alpha([["a", "b"], ["a", "c"]], "ordinal"))


@pytest.mark.parametrize(
    ("ratings", "options", "agreed"),
    [
        ([3, 3, 3], 4, True),
        ([2, 3, 3], 4, True),
        ([2, 2, 4, 4], 4, False),
        ([1, 1, 4], 4, False),
        ([1, 1, 1, 2, 3, 2], 4, True),  # 0.6667, the limit itself
        ([0, 4], 7, False),
        ([4], 7, True),
    ],
)
def test_ratings_agree_up_to_an_average_deviation_of_a_sixth_of_the_scale(
    ratings: list[int], options: int, agreed: bool
) -> None:
    mean = Fraction(sum(ratings), len(ratings))
    deviation = sum(abs(r - mean) for r in ratings) / len(ratings)
    assert agree(ratings, options) is agreed is (deviation <= deviation_limit(options))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 4), max_size=12), st.integers(0, 7))
def test_the_exact_agreement_is_that_of_all_pairs_over_all_pairs_of_options(values: list[int], options: int) -> None:
    """s² is half the mean square of the differences of all pairs; σ² the variance of options that are all alike likely."""
    found = rwg_exact(values, options)
    if len(values) < 2 or options < 2:
        assert found is None
        return
    pairs = list(combinations(values, 2))
    spread = Fraction(sum((a - b) ** 2 for a, b in pairs), 2 * len(pairs))
    chance = Fraction(sum((a - b) ** 2 for a in range(options) for b in range(options)), 2 * options**2)
    assert found == max(Fraction(0), 1 - spread / chance)
    assert rwg(values, options) == float(found)


def test_the_exact_agreement_of_votes_by_hand() -> None:
    assert rwg_exact([2, 3, 3], 4) == 1 - Fraction(1, 3) / Fraction(15, 12)
    assert rwg_exact([1, 4], 4) == 0
    assert rwg_exact([3, None, 3, math.nan], 4) == 1
