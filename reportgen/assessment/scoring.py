"""Scores from ratings (spec §2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from reportgen.model.raters import SELF
from reportgen.model.results import Share


@dataclass(frozen=True, slots=True)
class RatingScore:
    """The score from ratings [scale] with the ratings that entered it; None when none of weight is there."""

    score: Fraction | None
    n: int
    self_rating: Fraction | None
    shares: tuple[Share, ...] = ()


NO_RATINGS = RatingScore(None, 0, None)


def counts(relation: str, weights: Mapping[str, Fraction]) -> bool:
    """Whether ratings of a relation enter scores: without weights all but self, with weights those of weight > 0."""
    return weights.get(relation, Fraction(0)) > 0 if weights else relation != SELF


def rating_scores(ratings: pd.DataFrame, weights: Mapping[str, Fraction]) -> dict[tuple[str, str], RatingScore]:
    """(person id, competency id) -> score from ratings.

    `ratings` holds one row per rating that stands (see `reportgen.model.inputs`); sums and counts are taken in whole
    numbers, ratios formed once.
    """
    sums: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    columns = (ratings[name].tolist() for name in ("person_id", "competency", "relation", "rating"))
    for person, competency, relation, rating in zip(*columns, strict=True):
        by_relation = sums.setdefault((person, competency), {})
        total, n = by_relation.get(relation, (0, 0))
        by_relation[relation] = total + rating, n + 1
    known: dict[tuple[object, ...], RatingScore] = {}  # the same few sums come again and again
    scores = {}
    for place, by_relation in sums.items():
        key = tuple(by_relation.items())
        if key not in known:
            known[key] = score_of(by_relation, weights)
        scores[place] = known[key]
    return scores


def score_of(by_relation: Mapping[str, tuple[int, int]], weights: Mapping[str, Fraction]) -> RatingScore:
    """The score from each relation's sum and number of ratings.

    Without weights: the plain mean over all ratings but self. With weights: the weighted mean of the relations' means;
    relations without ratings lose their weight, the rest is rescaled.
    """
    own = by_relation.get(SELF)
    self_rating = Fraction(*own) if own else None
    entering = {r: (total, n) for r, (total, n) in by_relation.items() if counts(r, weights)}
    if not entering:
        return RatingScore(None, 0, self_rating)
    parts = {r: weights[r] if weights else Fraction(n) for r, (_, n) in entering.items()}
    whole = sum(parts.values(), Fraction(0))
    shares = tuple(Share(r, n, Fraction(total, n), parts[r] / whole) for r, (total, n) in entering.items())
    score = sum((parts[r] / whole * Fraction(total, n) for r, (total, n) in entering.items()), Fraction(0))
    return RatingScore(score, sum(s.n for s in shares), self_rating, shares)
