"""Scores from ratings: plain mean over raters but self, or weighted mean of the relations' means."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.scoring import NO_RATINGS, rating_scores, score_of
from tests.assessment import frames
from tests.assessment.frames import fields

RELATIONS = ("self", "supervisor", "peer", "subordinate", "customer")
Lines = list[tuple[str, int]]
Weights = dict[str, Fraction]

some_ratings = st.lists(st.tuples(st.sampled_from(RELATIONS), st.integers(0, 6)), max_size=15)
some_weights: st.SearchStrategy[Weights] = st.one_of(
    st.just({}),
    st.dictionaries(
        st.sampled_from(RELATIONS),
        st.one_of(st.just(Fraction(0)), st.fractions(min_value=0, max_value=10, max_denominator=7)),
        min_size=1,
    ).filter(lambda weights: any(weights.values())),
)


def mean(values: Sequence[Fraction | int]) -> Fraction:
    return Fraction(sum(values)) / len(values)


def oracle(ratings: Lines, weights: Mapping[str, Fraction]) -> Fraction | None:
    """The score as the rules say it in words."""
    if not weights:
        others = [value for relation, value in ratings if relation != "self"]
        return mean(others) if others else None
    means = {r: mean([v for relation, v in ratings if relation == r]) for r in {relation for relation, _ in ratings}}
    rated = {r: w for r, w in weights.items() if w > 0 and r in means}
    if not rated:
        return None
    return sum((w * means[r] for r, w in rated.items()), Fraction(0)) / sum(rated.values())


def sums(ratings: Lines) -> dict[str, tuple[int, int]]:
    by_relation: dict[str, tuple[int, int]] = {}
    for relation, value in ratings:
        total, n = by_relation.get(relation, (0, 0))
        by_relation[relation] = total + value, n + 1
    return by_relation


def score(ratings: Lines, weights: Mapping[str, Fraction] | None = None) -> Fraction | None:
    return score_of(sums(ratings), weights or {}).score


# ---- examples worked by hand


def test_without_weights_every_rater_but_self_counts_the_same() -> None:
    assert score([("self", 6), ("supervisor", 2), ("peer", 3), ("peer", 4), ("customer", 5)]) == Fraction(14, 4)


def test_a_rating_of_0_is_a_rating() -> None:
    assert score([("peer", 0)]) == 0
    assert score([("peer", 0), ("supervisor", 5)]) == Fraction(5, 2)


def test_nothing_but_a_self_rating_is_no_score() -> None:
    result = score_of(sums([("self", 4)]), {})
    assert fields(result, "score", "n", "self_rating", "shares") == (None, 0, 4, ())


def test_no_rating_is_no_score() -> None:
    assert score([]) is None
    assert (NO_RATINGS.score, NO_RATINGS.n, NO_RATINGS.self_rating) == (None, 0, None)


def test_with_weights_the_means_of_relations_are_weighted() -> None:
    weights = {"supervisor": Fraction(3), "peer": Fraction(1)}
    assert score([("supervisor", 4), ("peer", 2), ("peer", 3)], weights) == Fraction(3 * 4 * 2 + 5, 8)


def test_relations_without_ratings_lose_their_weight_and_the_rest_is_rescaled() -> None:
    weights = {"supervisor": Fraction(1, 2), "peer": Fraction(3, 10), "customer": Fraction(1, 5)}
    result = score_of(sums([("supervisor", 4), ("customer", 1)]), weights)
    assert result.score == Fraction(5, 7) * 4 + Fraction(2, 7) * 1
    assert {s.relation: s.share for s in result.shares} == {"supervisor": Fraction(5, 7), "customer": Fraction(2, 7)}


def test_a_relation_of_weight_0_or_without_weight_does_not_enter() -> None:
    weights = {"supervisor": Fraction(1), "peer": Fraction(0)}
    result = score_of(sums([("supervisor", 4), ("peer", 1), ("customer", 0)]), weights)
    assert fields(result, "score", "n") == (4, 1)


def test_if_only_relations_of_weight_0_rated_there_is_no_score() -> None:
    assert score([("peer", 5)], {"supervisor": Fraction(1), "peer": Fraction(0)}) is None


def test_self_ratings_enter_with_a_weight_of_their_own() -> None:
    result = score_of(sums([("self", 6), ("peer", 3)]), {"self": Fraction(1), "peer": Fraction(2)})
    assert fields(result, "score", "n", "self_rating") == (4, 2, 6)


def test_the_self_rating_beside_the_score_is_a_mean() -> None:
    assert score_of(sums([("self", 6), ("self", 3), ("peer", 1)]), {}).self_rating == Fraction(9, 2)


def test_a_mean_of_exactly_a_half_is_exact() -> None:
    assert score([("peer", value) for value in (2, 3, 2, 3)]) == Fraction(5, 2)


# ---- against the oracle


@settings(max_examples=150, deadline=None)
@given(some_ratings, some_weights)
def test_the_score_is_what_the_rules_say(ratings: Lines, weights: Weights) -> None:
    result = score_of(sums(ratings), weights)
    assert result.score == oracle(ratings, weights)
    own = [value for relation, value in ratings if relation == "self"]
    assert result.self_rating == (mean(own) if own else None)
    entered = [r for r, _ in ratings if (weights.get(r, Fraction(0)) > 0 if weights else r != "self")]
    assert result.n == len(entered)
    assert {s.relation: s.n for s in result.shares} == {r: entered.count(r) for r in entered}
    assert sum((s.share for s in result.shares), Fraction(0)) == (1 if entered else 0)
    assert sum((s.share * (s.mean or 0) for s in result.shares), Fraction(0)) == (result.score or 0)


@settings(max_examples=100, deadline=None)
@given(some_ratings, some_weights.filter(bool), st.fractions(min_value="1/9", max_value=9))
def test_only_the_ratio_of_weights_matters(ratings: Lines, weights: Weights, factor: Fraction) -> None:
    assert score(ratings, {r: w * factor for r, w in weights.items()}) == score(ratings, weights)


@settings(max_examples=100, deadline=None)
@given(st.lists(some_ratings, min_size=1, max_size=4), some_weights)
def test_a_table_gives_every_person_and_competency_its_own_score(people: list[Lines], weights: Weights) -> None:
    table = frames.ratings(
        *(
            (f"P{i}", competency, None, relation, value)
            for competency in ("resilience", "writing")
            for i, lines in enumerate(people)
            for relation, value in lines
        )
    )
    scores = rating_scores(table, weights)
    assert set(scores) == {(f"P{i}", c) for i, lines in enumerate(people) if lines for c in ("resilience", "writing")}
    for (person, _), result in scores.items():
        assert result.score == oracle(people[int(person[1:])], weights)


def test_an_empty_table_has_no_scores() -> None:
    assert rating_scores(frames.ratings(), {}) == {}


@pytest.mark.parametrize("relation", RELATIONS[1:])
def test_every_relation_but_self_enters_without_weights(relation: str) -> None:
    assert score([(relation, 3)]) == 3
