"""What may be shown of ratings so that nobody is found out (spec: people's raters stay anonymous).

A number that readers see is a linear combination of ratings. Ratings of the person and of supervisors count as known:
the supervisor reads the report, and knows what he or she gave. From several numbers others follow by adding and
subtracting; the numbers expose somebody when one of those that follow rests on fewer anonymous raters than the minimum.
That question is answered exactly, by linear algebra: it is counted how many independent combinations of the numbers rest
on some few raters alone (cf. the audits of statistical databases: Chin & Özsoyoğlu, IEEE TSE 8,
1982; Hundepool et al., Statistical Disclosure Control, 2012).
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from reportgen.assessment.scoring import counts
from reportgen.model.issued import Answer
from reportgen.model.raters import SELF, SUPERVISOR
from reportgen.model.rounding import SHOWN_DECIMALS

KNOWN = frozenset({SELF, SUPERVISOR})

GUESSABLE = 0.05  # a group that is found out more often than this is not hidden in a weighted sum
ENOUGH = 2000  # different values of a weighted sum: far more than differ when shown

Variable = tuple[str, Answer]  # competency, answer
Row = Mapping[Variable, Fraction | int]  # a number that readers see: what each rating adds to it, known ones left out
Whole = Mapping[Variable, int]  # the same in whole parts (see `whole`)
Basis = dict[Variable, Whole]  # pivot -> row; a row's pivot is in no other row
Groups = tuple[tuple[str, ...], ...]


def anonymous(answers: Sequence[Answer]) -> list[Answer]:
    """The answers of those who stay anonymous: neither the person nor a supervisor, in whatever relation they rated."""
    known = {rater for rater, relation, _ in answers if relation in KNOWN}
    return [a for a in answers if a[1] not in KNOWN and a[0] not in known]


def raters_behind(answers: Sequence[Answer], weights: Mapping[str, Fraction]) -> frozenset[str]:
    """The anonymous raters whose answers enter the score."""
    return frozenset(rater for rater, relation, _ in anonymous(answers) if counts(relation, weights))


def score_row(competency: str, answers: Sequence[Answer], weights: Mapping[str, Fraction]) -> Row:
    """What each anonymous answer adds to the score (as `reportgen.assessment.scoring.score_of` computes it)."""
    return _score_row(competency, tuple(answers), tuple(weights.items()))


@lru_cache(maxsize=2048)  # a person's rows are asked for again and again
def _score_row(competency: str, answers: tuple[Answer, ...], relations: tuple[tuple[str, Fraction], ...]) -> Row:
    weights = dict(relations)
    entering = [a for a in answers if counts(a[1], weights)]
    sizes = Counter(relation for _, relation, _ in entering)
    parts = {r: weights[r] if weights else Fraction(n) for r, n in sizes.items()}
    total = sum(parts.values(), Fraction(0))
    each = {r: parts[r] / total / n for r, n in sizes.items()}
    return {(competency, a): each[a[1]] for a in anonymous(answers) if a[1] in each}


def group_row(competency: str, answers: Sequence[Answer], relations: Sequence[str]) -> Whole:
    """What each anonymous answer adds to the mean of some relations."""
    return {(competency, a): 1 for a in anonymous(answers) if a[1] in relations}


def exposes(rows: Sequence[Row], minimum: int, *, beside: Sequence[Whole] = (), known: Sequence[Whole] = ()) -> bool:
    """Whether from these numbers one follows that rests on fewer than `minimum` anonymous raters (but on some).

    `beside` are further numbers shown with them, which by themselves expose nobody. What follows from `known` alone, the
    numbers shown in earlier issues, is lost already and does not count.
    """
    fresh = [whole(row) for row in rows if row]
    told = _linked(fresh, [*known, *beside])
    before = [row for row in told if row in known]
    every = [*told, *(row for row in fresh if row not in told)]
    if len(every) == len(before):
        return False
    if len(every) == 1:
        return len({rater for _, (rater, _, _) in every[0]}) < minimum
    alike = _alike(every)
    raters = {v: frozenset(rater for _, (rater, _, _) in members) for v, members in alike.items()}
    rank = {v: len(raters[v]) for v in raters}
    basis = _few_only(_reduced(every, rank), rank, minimum)
    if not basis:
        return False
    lost = _few_only(_reduced(before, rank), rank, minimum)
    few = sorted({rater for row in basis.values() for v in row for rater in raters[v]})
    for chosen in combinations(few, min(minimum - 1, len(few))):
        inside = {v for v in rank if raters[v] <= set(chosen)}
        found = _within(basis, inside)
        if found and found > _within(lost, inside):
            return True
    return False


def independent(rows: Iterable[Row]) -> list[Whole]:
    """The numbers, in whole parts, without those that follow from the ones before them."""
    basis: Basis = {}
    return [row for row in map(whole, rows) if _add(basis, row, {})]


def whole(row: Row) -> Whole:
    """The same number times what makes all its parts the smallest whole ones."""
    if all(part == 1 for part in row.values()):
        return dict.fromkeys(row, 1)
    scale = math.lcm(*(part.denominator for part in row.values()))
    parts = {v: part.numerator * (scale // part.denominator) for v, part in row.items()}
    common = math.gcd(*parts.values())
    return {v: part // common for v, part in parts.items()}


def _linked(rows: Sequence[Whole], others: Sequence[Whole]) -> list[Whole]:
    """Those of the others that have a rating in common with the rows, or with others that have."""
    found: list[Whole] = []
    rest, reached = list(others), {variable for row in rows for variable in row}
    while near := [row for row in rest if not reached.isdisjoint(row)]:
        found += near
        rest = [row for row in rest if reached.isdisjoint(row)]
        reached.update(variable for row in near for variable in row)
    return found


def _alike(rows: Sequence[Whole]) -> dict[Variable, list[Variable]]:
    """Ratings that enter every number in the same way stay together: the first of them -> all of them."""
    ways: dict[Variable, list[tuple[int, int]]] = {}
    for i, row in enumerate(rows):
        for variable, part in row.items():
            ways.setdefault(variable, []).append((i, part))
    together: dict[tuple[tuple[int, int], ...], list[Variable]] = {}
    for variable, way in ways.items():
        together.setdefault(tuple(way), []).append(variable)
    return {members[0]: members for members in together.values()}


def _reduced(rows: Sequence[Whole], rank: Mapping[Variable, int]) -> Basis:
    """The reduced echelon form of the rows over the variables of `rank`; of each row the highest-ranking is the pivot."""
    basis: Basis = {}
    for row in rows:
        _add(basis, {v: part for v, part in row.items() if v in rank}, rank)
    return basis


def _add(basis: Basis, row: Whole, rank: Mapping[Variable, int]) -> bool:
    """Put a row into a reduced echelon form; False if it follows from what is there."""
    rest = dict(row)
    for pivot in [v for v in row if v in basis]:
        rest = _without(rest, pivot, basis[pivot])
    if not rest:
        return False
    pivot = max(rest, key=lambda v: rank.get(v, 0))
    for at, other in basis.items():
        if pivot in other:
            basis[at] = _without(other, pivot, rest)
    basis[pivot] = rest
    return True


def _without(row: Whole, pivot: Variable, other: Whole) -> dict[Variable, int]:
    """A row less the multiple of another that takes the pivot out of it, in the smallest whole parts."""
    times, less = other[pivot], row[pivot]
    left = {v: part * times for v, part in row.items()}
    for v, part in other.items():
        left[v] = left.get(v, 0) - less * part
    common = math.gcd(*left.values()) or 1
    return {v: part // common for v, part in left.items() if part}


def _few_only(basis: Basis, rank: Mapping[Variable, int], minimum: int) -> Basis:
    """The rows of the form in which only small sets of raters are. As pivots are the largest, no other row can be part of
    a combination that rests on few: its pivot stays.
    """
    return {pivot: row for pivot, row in basis.items() if rank[pivot] < minimum}


def _within(basis: Basis, inside: Collection[Variable]) -> int:
    """How many independent combinations of the rows rest on the variables `inside` alone: rows whose pivot is outside can
    have no part in them, the others must cancel each other outside.
    """
    taken = [row for pivot, row in basis.items() if pivot in inside]
    outside: Basis = {}
    for row in taken:
        _add(outside, {v: part for v, part in row.items() if v not in inside}, {})
    return len(taken) - len(outside)


def guessable(row: Row, minimum: int, points: int) -> bool:
    """Whether a number with unequal weights gives small groups away although it mixes them with others.

    Ratings are whole numbers, so a weighted sum can often be taken apart again. That is counted: over all sums that the
    groups of equal weight can have, how likely is one in which the sum of a small group follows from the shown number?
    """
    raters: dict[Fraction | int, set[str]] = {}
    for (_, (rater, _, _)), part in row.items():
        raters.setdefault(part, set()).add(rater)
    sizes = Counter(row.values())
    small = frozenset(part for part, them in raters.items() if len(them) < minimum)
    return bool(small) and len(raters) > 1 and _guessable(frozenset(sizes.items()), small, points)


@lru_cache(maxsize=4096)
def _guessable(sizes: frozenset[tuple[Fraction | int, int]], small: frozenset[Fraction | int], points: int) -> bool:
    """`sizes` are weights and the number of ratings that have them, `small` the weights of small groups."""
    scale = math.lcm(10**SHOWN_DECIMALS, *(part.denominator for part, _ in sizes))
    groups = {int(part * scale): n for part, n in sizes}
    step = scale // 10**SHOWN_DECIMALS
    return any(_told_apart(int(part * scale), groups, step, points) > GUESSABLE for part in small)


def _told_apart(small: int, sizes: Mapping[int, int], step: int, points: int) -> float:
    """How likely the sum of the group weighted `small` follows from the shown number, which is rounded to `step`.

    Half of all ratings are taken to lie anywhere on the scale, half in its upper half: people rate kindly, and sums near
    the end of the scale can be taken apart most often.
    """
    rest = _distribution([(part, n) for part, n in sizes.items() if part != small], points)
    by_shown: dict[int, dict[int, float]] = {}
    for total, likely in enumerate(_sums(sizes[small], points)):
        for value, how_likely in rest.items():
            found = by_shown.setdefault((2 * (small * total + value) + step) // (2 * step), {})
            found[total] = found.get(total, 0.0) + likely * how_likely
    return sum(sum(found.values()) for found in by_shown.values() if len(found) == 1)


def _distribution(groups: Sequence[tuple[int, int]], points: int) -> dict[int, float]:
    """The values that the weighted sums of some groups can have together, and how likely each is.

    Large panels have more values than matter: from `ENOUGH` on further raters are taken as known. That makes guessing
    easier, never harder.
    """
    values = {0: 1.0}
    for part, n in sorted(groups, key=lambda group: (-group[0] * group[1], group)):
        for _ in range(n):
            if len(values) >= ENOUGH:
                return values
            following: dict[int, float] = {}
            for value, likely in values.items():
                for rating in range(points):
                    at = value + part * rating
                    following[at] = following.get(at, 0.0) + likely * _likely(rating, points)
            values = following
    return values


def _likely(rating: int, points: int) -> float:
    """How likely a rating is, counted from the lowest."""
    upper = points - points // 2
    return 0.5 / points + (0.5 / upper if rating >= points - upper else 0.0)


@lru_cache(maxsize=64)
def _sums(n: int, points: int) -> tuple[float, ...]:
    """How likely each sum of `n` ratings is, counted from the lowest, on a scale of so many points."""
    return tuple(_distribution([(1, n)], points).values())


def allowed(rows: Sequence[Row], minimum: int, beside: Sequence[Whole], known: Sequence[Whole]) -> bool:
    """Whether numbers can be shown `beside` others: neither these together give somebody away, nor do they with what is
    `known` from earlier issues more than that does.
    """
    if not exposes(rows, minimum, beside=[*beside, *known]):
        return True
    return not exposes(rows, minimum, beside=beside) and not exposes(rows, minimum, beside=beside, known=known)


def groups_shown(
    competency: str,
    answers: Sequence[Answer],
    minimum: int,
    order: Sequence[str],
    beside: Sequence[Whole],
    known: Sequence[Whole] = (),
) -> Groups:
    """Which relations' means can be shown `beside` other numbers: those with enough raters; the smaller ones merged with
    the smallest others, as far as that gives nothing away. `order` is that of the vocabulary.
    """
    sizes = {r: len({a[0] for a in anonymous(answers) if a[1] == r}) for r in order if r not in KNOWN}
    present = [r for r in sizes if sizes[r]]
    found: list[tuple[str, ...]] = []
    told = list(beside)
    for group in [*_merged(present, sizes, minimum), *((r,) for r in present)]:  # what cannot be merged: each by itself
        row = group_row(competency, answers, group)
        taken = any(set(group) & set(other) for other in found)
        if not taken and len({a[0] for _, a in row}) >= minimum and allowed([row], minimum, told, known):
            found.append(group)
            told.append(row)
    return tuple(found)


def _merged(present: Sequence[str], sizes: Mapping[str, int], minimum: int) -> list[tuple[str, ...]]:
    """The relations with those below the minimum merged, smallest first, into one; the merged ones last."""
    rest = sorted(present, key=lambda r: (sizes[r], present.index(r)))
    pool: list[str] = []
    while rest and (sizes[rest[0]] < minimum or 0 < sum(sizes[r] for r in pool) < minimum):
        pool.append(rest.pop(0))
    alone: list[tuple[str, ...]] = [(r,) for r in present if r in rest]
    return [*alone, tuple(r for r in present if r in pool)] if pool else alone


def plan(
    answers: Sequence[Answer], weights: Mapping[str, Fraction], minimum: int, order: Sequence[str], points: int
) -> tuple[bool, Groups]:
    """Whether the score of a competency is shown, and which relations' means beside it, when nothing was shown before."""
    relations: dict[str, list[str]] = {}
    for rater, relation, _ in answers:
        relations.setdefault(rater, []).append(relation)
    alike = enumerate(sorted(map(tuple, relations.values())))
    shape = tuple(
        (str(i), relation, 0) for i, those in alike for relation in those
    )  # values never decide what is shown
    return _plan(shape, tuple(sorted(weights.items())), minimum, tuple(order), points)


@lru_cache(maxsize=4096)
def _plan(
    answers: tuple[Answer, ...],
    weights: tuple[tuple[str, Fraction], ...],
    minimum: int,
    order: tuple[str, ...],
    points: int,
) -> tuple[bool, Groups]:
    row = score_row("", answers, dict(weights))
    if exposes([row], minimum) or guessable(row, minimum, points):
        return False, ()
    return True, groups_shown("", answers, minimum, order, [whole(row)])
