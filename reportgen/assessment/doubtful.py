"""Ratings that look doubtful: hints for the administrator, whose reasons `docs/raters.md` tells. Nothing is ever dropped.

A rater is compared with the others of the same people and competencies; self-ratings are compared, but neither a
measure for others nor flagged by one. Every reason is weighed against what honest raters do by chance.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import NormalDist, median
from typing import Final

import pandas as pd

from reportgen.model.check import RaterCoverage
from reportgen.model.raters import FLAGS, SELF, Flag, RaterResult, RaterResults, RatingKey
from reportgen.model.types import Model, Thresholds

NOBODY: Final = (0, 0)
Identity = tuple[str, str]  # relation, rater key (in a self-rating the person)

# Of honest raters, measured on simulated ones (docs/raters.md): the share of ratings that are far off, how much raters
# differ in that (correlation of two ratings of one rater), the share of a rater's most usual value among his ratings of a
# person; how many ratings that share is worth; raters from which on a folder says itself how far raters differ.
FAR_SHARE: Final = 0.04
FAR_TOGETHER: Final = 0.08
USUAL_SHARE: Final = 0.6
USUAL_WORTH: Final = 20
ENOUGH_RATERS: Final = 20
LEAST_SPREAD: Final = 0.75  # of what is assumed
MEDIAN_OF_NORMAL: Final = NormalDist().inv_cdf(0.75)


@dataclass(slots=True)
class _Rater:
    """A rater's ratings, and what is counted over them."""

    name: str
    lines: list[tuple[str, str, int]] = field(default_factory=list)  # person, competency, rating
    people: set[str] = field(default_factory=set)
    sums: dict[int, int] = field(default_factory=dict)  # number of others -> sum of (n · rating − their sum)
    shared: int = 0
    error: float | None = None
    spread: float = math.inf
    compared: int = 0
    far: list[tuple[str, str]] = field(default_factory=list)

    @property
    def given(self) -> Mapping[str, Counter[int]]:
        """How often each rating was given, by person."""
        found: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for person, _, rating in self.lines:
            found[person][rating] += 1
        return found

    @property
    def difference(self) -> Fraction | None:
        if not self.shared:
            return None
        return sum((Fraction(total, n) for n, total in self.sums.items()), Fraction(0)) / self.shared


def rater_results(ratings: pd.DataFrame, asked: Mapping[Identity, RaterCoverage], model: Model) -> RaterResults:
    """Every rater who rated, with flags, and the ratings by others that look doubtful: of a rater with many that are far
    off, those; of one flagged otherwise, all. `ratings` are those that stand, `asked` what raters were asked for.
    """
    thresholds = model.thresholds
    raters = _by_rater(ratings)
    others = {who: one for who, one in raters.items() if who[0] != SELF}
    panels = _panels(others.values())
    for who, one in raters.items():
        _compare(one, int(who in others), panels, thresholds)
    flags: dict[Identity, set[Flag]] = {who: set() for who in raters}
    for found in (
        _alike(others, model),
        _mild_or_severe(others, thresholds),
        _far_off(others, thresholds),
        _few_answers(raters, asked, thresholds),
    ):
        for who, flag in found.items():
            flags[who].add(flag)
    doubtful: set[RatingKey] = set()
    for (relation, key), rater in others.items():
        own = flags[relation, key]
        if own == {"far-off"}:
            doubtful |= {(person, competency, key, relation) for person, competency in rater.far}
        elif own:
            doubtful |= {(person, competency, key, relation) for person, competency, _ in rater.lines}
    return RaterResults(
        tuple(_result(who, one, flags[who], asked.get(who)) for who, one in raters.items()), frozenset(doubtful)
    )


def _by_rater(ratings: pd.DataFrame) -> dict[Identity, _Rater]:
    raters: dict[Identity, _Rater] = {}
    columns = ("person_id", "competency", "rater", "rater_key", "relation", "rating")
    for person, competency, name, rater_key, relation, rating in zip(*(ratings[c].tolist() for c in columns), strict=True):  # fmt: skip
        who = relation, person if relation == SELF else rater_key
        one = raters.get(who)
        if one is None:
            one = raters[who] = _Rater(name)
        one.lines.append((person, competency, rating))
        one.people.add(person)
    return raters


def _panels(others: Iterable[_Rater]) -> dict[tuple[str, str], list[int]]:
    """(person, competency) -> number of ratings by others and their sum."""
    panels: dict[tuple[str, str], list[int]] = {}
    for one in others:
        for person, competency, rating in one.lines:
            panel = panels.get((person, competency))
            if panel is None:
                panels[person, competency] = [1, rating]
            else:
                panel[0] += 1
                panel[1] += rating
    return panels


def _compare(one: _Rater, own: int, panels: Mapping[tuple[str, str], Sequence[int]], thresholds: Thresholds) -> None:
    """Count how a rater's ratings differ from the mean of the others; `own`: the rater's is among the panels' (1 or 0)."""
    limit, least = thresholds.far_off, thresholds.far_off_others
    far, of = limit.numerator, limit.denominator
    differences: dict[str, list[float]] = {}
    inverse = 0.0
    for person, competency, rating in one.lines:
        n, total = panels.get((person, competency), NOBODY)
        n, total = n - own, total - rating * own
        if not n:
            continue
        more = n * rating - total
        one.sums[n] = one.sums.get(n, 0) + more
        differences.setdefault(person, []).append(more / n)
        inverse += 1 / n
        if n >= least:
            one.compared += 1
            if abs(more) * of > far * n:
                one.far.append((person, competency))
    one.shared = sum(map(len, differences.values()))
    if one.shared:
        one.error, one.spread = _errors(list(differences.values()), inverse / one.shared, thresholds)


def _errors(differences: Sequence[Sequence[float]], inverse: float, thresholds: Thresholds) -> tuple[float, float]:
    """The standard error of a mean difference, and how far that of an honest rater is from nothing.

    Ratings of one person hang together, so a person counts rather than a rating: by what such a halo is at least
    (`halo_spread`) or by how people differ, whichever is more. `inverse` is the mean of 1 / number of others.
    """
    n, people = sum(map(len, differences)), len(differences)
    mean = sum(map(sum, differences)) / n
    within = sum(_squares(own, sum(own) / len(own)) for own in differences)
    concentration = sum(len(own) ** 2 for own in differences) / n**2
    halo = float(thresholds.halo_spread) ** 2 * (1 + inverse) * concentration
    variance = halo + (within / (n - people) / n if n > people else 0.0)
    if people > 1:
        between = sum((sum(own) - len(own) * mean) ** 2 for own in differences)
        variance = max(variance, between * people / (people - 1) / n**2)
    return math.sqrt(variance), math.sqrt(variance + float(thresholds.rater_spread) ** 2 * (1 + inverse))


def _squares(values: Sequence[float], mean: float) -> float:
    """The sum of the squared distances from a mean."""
    return sum((value - mean) ** 2 for value in values)


def _mild_or_severe(others: Mapping[Identity, _Rater], thresholds: Thresholds) -> dict[Identity, Flag]:
    """Raters whose mean difference is more than honest raters have by chance. Where there are many raters, how far they
    differ says itself how much that is: more than is assumed of honest ones, or somewhat less.
    """
    enough = {
        who: float(one.difference or 0) / one.spread
        for who, one in others.items()
        if one.shared >= thresholds.shared_items
    }
    usual = median(map(abs, enough.values())) / MEDIAN_OF_NORMAL if len(enough) >= ENOUGH_RATERS else 1.0
    limit = NormalDist().inv_cdf(1 - float(thresholds.rater_chance) / 2) * max(LEAST_SPREAD, usual)
    return {who: "mild" if size > 0 else "severe" for who, size in enough.items() if abs(size) > limit}


def _far_off(others: Mapping[Identity, _Rater], thresholds: Thresholds) -> dict[Identity, Flag]:
    """Raters with more ratings far off than chance gives: than the share of all the other raters, and the least share
    assumed, make likely.
    """
    far, compared = sum(len(one.far) for one in others.values()), sum(one.compared for one in others.values())
    found: dict[Identity, Flag] = {}
    for who, one in others.items():
        rest = compared - one.compared
        share = max(FAR_SHARE, (far - len(one.far)) / rest if rest else 0.0)
        hits = len(one.far)
        enough = one.compared >= thresholds.shared_items and hits > share * one.compared
        if enough and at_least(hits, one.compared, share, FAR_TOGETHER) < thresholds.rater_chance:
            found[who] = "far-off"
    return found


def at_least(hits: int, of: int, share: float, together: float) -> float:
    """The chance of `hits` or more among `of`, each with the chance `share`, when two of them have the correlation
    `together`: the upper tail of a beta-binomial distribution.
    """
    a, b = share * (1 / together - 1), (1 - share) * (1 / together - 1)
    chance = math.exp(math.lgamma(b + of) + math.lgamma(a + b) - math.lgamma(a + b + of) - math.lgamma(b))
    below = 0.0
    for k in range(hits):
        below += chance
        chance *= (of - k) / (k + 1) * (a + k) / (b + of - k - 1)
    return 1 - below


def _alike(others: Mapping[Identity, _Rater], model: Model) -> dict[Identity, Flag]:
    """Raters who gave the same value throughout, where that is less than likely: an honest rater of these people has a
    most usual value, too, but not always that one. At an end of the scale, where a rater cannot go on, a value next to it
    in what the others gave makes it as likely.
    """
    thresholds, ends = model.thresholds, (model.scale_min, model.scale_max)
    alike = {
        who: one.lines[0][2]
        for who, one in others.items()
        if len(one.lines) >= thresholds.alike_items and len({rating for *_, rating in one.lines}) == 1
    }
    concerned = {person for who in alike for person in others[who].people}
    by_person: Counter[str] = Counter()
    by_rater: defaultdict[str, float] = defaultdict(float)
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in others.values():
        if one.people.isdisjoint(concerned):
            continue
        whole = Counter(rating for *_, rating in one.lines)
        share = max(whole.values()) / len(one.lines)
        for person, values in one.given.items():
            by_person[person] += max(values.values())
            by_rater[person] += share * values.total()
            counts[person].update(values)
    found: dict[Identity, Flag] = {}
    for who, value in alike.items():
        people, n = others[who].given, len(others[who].lines)
        usual = by_person if n >= thresholds.alike_items * len(people) else by_rater  # a person's few say nothing
        most = sum(usual[person] for person in people) - n
        near = sum(counts[p][v] for p in people for v in (value - 1, value, value + 1)) - n if value in ends else 0
        rest = sum(counts[person].total() for person in people) - n
        share = (max(most, near) + USUAL_SHARE * USUAL_WORTH) / (rest + USUAL_WORTH)
        if share**n < thresholds.alike_chance:
            found[who] = "all-alike"
    return found


def _few_answers(
    raters: Iterable[Identity], asked: Mapping[Identity, RaterCoverage], thresholds: Thresholds
) -> dict[Identity, Flag]:
    """Raters who answered few of their questions, unless most others in that relation did so: their form is short then."""
    known = [who for who in raters if who in asked]
    few = [who for who in known if asked[who].answered < thresholds.few_answers * asked[who].asked]
    of, n_few = Counter(relation for relation, _ in known), Counter(relation for relation, _ in few)
    return {who: "few-answers" for who in few if (n_few[who[0]] - 1) * 2 <= of[who[0]] - 1}


def _result(who: Identity, one: _Rater, flags: set[Flag], asked: RaterCoverage | None) -> RaterResult:
    relation, key = who
    return RaterResult(
        rater=one.name,
        key=key,
        relation=relation,
        people=len(one.people),
        items=len(one.lines),
        mean=Fraction(sum(rating for *_, rating in one.lines), len(one.lines)),
        shared=one.shared,
        difference=one.difference,
        error=one.error,
        compared=one.compared,
        far=len(one.far),
        asked=asked.asked if asked is not None else 0,
        answered=asked.answered if asked is not None else 0,
        flags=tuple(flag for flag in FLAGS if flag in flags),
    )
