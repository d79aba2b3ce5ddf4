"""What may be shown of ratings so that nobody is found out (spec: people's raters stay anonymous).

A number that readers see is a linear combination of ratings. Ratings of the person and of supervisors count as known:
the supervisor reads the report, and knows what he or she gave. From several numbers others follow by adding and
subtracting; the numbers expose somebody when one of those that follow rests on fewer anonymous raters than the minimum.
That question is answered exactly, by comparing ranks: columns of raters are taken away, and the rank drops just when
some combination had nothing but those columns (cf. the audits of statistical databases: Chin & Özsoyoğlu, IEEE TSE 8,
1982; Hundepool et al., Statistical Disclosure Control, 2012).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from reportgen.assessment.scoring import SELF, counts
from reportgen.model.issued import Answer
from reportgen.model.rounding import SHOWN_DECIMALS, half_up

SUPERVISOR = "supervisor"
KNOWN = frozenset({SELF, SUPERVISOR})

GUESSABLE = 0.05  # a group that is found out more often than this is not hidden in a weighted sum

Variable = tuple[str, Answer]  # competency, answer
Row = Mapping[Variable, Fraction]  # a number that readers see: what each rating adds to it, known ones left out
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
    entering = [a for a in answers if counts(a[1], weights)]
    sizes = Counter(relation for _, relation, _ in entering)
    parts = {r: weights[r] if weights else Fraction(n) for r, n in sizes.items()}
    whole = sum(parts.values(), Fraction(0))
    hidden = set(anonymous(answers))
    return {(competency, a): parts[a[1]] / whole / sizes[a[1]] for a in entering if a in hidden}


def group_row(competency: str, answers: Sequence[Answer], relations: Sequence[str]) -> Row:
    """What each anonymous answer adds to the mean of some relations."""
    return {(competency, a): Fraction(1) for a in anonymous(answers) if a[1] in relations}


def exposes(rows: Sequence[Row], minimum: int, known: Sequence[Row] = ()) -> bool:
    """Whether from these numbers one follows that rests on fewer than `minimum` anonymous raters (but on some).

    `known` are numbers that readers have seen before: what follows from those alone is not counted again.
    """
    columns: dict[Variable, list[Fraction]] = {}
    for i, row in enumerate([*known, *rows]):
        for variable, part in row.items():
            columns.setdefault(variable, [Fraction(0)] * (len(known) + len(rows)))[i] = part
    alike: dict[tuple[Fraction, ...], set[str]] = {}  # ratings that enter every number in the same way stay together
    for (_, (rater, _, _)), column in columns.items():
        alike.setdefault(tuple(column), set()).add(rater)
    few = sorted({rater for raters in alike.values() if len(raters) < minimum for rater in raters})
    if not few:
        return False
    whole, before = _rank(list(alike)), _rank([column[: len(known)] for column in alike])
    for chosen in combinations(few, min(minimum - 1, len(few))):
        left = [column for column, raters in alike.items() if not raters <= set(chosen)]
        if len(left) < len(alike) and whole - _rank(left) > before - _rank([column[: len(known)] for column in left]):
            return True
    return False


def _rank(vectors: Sequence[Sequence[Fraction]]) -> int:
    """The rank of some vectors, by elimination in exact fractions."""
    rest = [list(v) for v in vectors]
    rank = 0
    for at in range(len(rest[0]) if rest else 0):
        pivot = next((v for v in rest if v[at]), None)
        if pivot is None:
            continue
        rank += 1
        rest = [
            [x - v[at] / pivot[at] * y for x, y in zip(v, pivot, strict=True)] if v[at] else v
            for v in rest
            if v is not pivot
        ]
    return rank


def guessable(row: Row, minimum: int, points: int) -> bool:
    """Whether a number with unequal weights gives small groups away although it mixes them with others.

    Ratings are whole numbers, so a weighted sum can often be taken apart again. That is counted: over all sums that the
    groups of equal weight can have, how likely is one in which the sum of a small group follows from the shown number?
    """
    groups: dict[Fraction, set[str]] = {}
    sizes: Counter[Fraction] = Counter()
    for (_, (rater, _, _)), part in row.items():
        groups.setdefault(part, set()).add(rater)
        sizes[part] += 1
    small = [part for part, raters in groups.items() if len(raters) < minimum]
    if not small or len(groups) == 1:
        return False
    return any(_told_apart(part, sizes, points) > GUESSABLE for part in small)


def _told_apart(small: Fraction, sizes: Mapping[Fraction, int], points: int) -> float:
    """How likely the sum of the group weighted `small` follows from the shown number, all ratings being equally likely."""
    rest = _distribution([(part, n) for part, n in sizes.items() if part != small], points)
    own = _sums(sizes[small], points)
    by_shown: dict[int, dict[int, float]] = {}
    for total, likely in enumerate(own):
        for value, how_likely in rest.items():
            place = int(half_up((small * total + value) * 10**SHOWN_DECIMALS))
            found = by_shown.setdefault(place, {})
            found[total] = found.get(total, 0.0) + likely * how_likely
    return sum(sum(found.values()) for found in by_shown.values() if len(found) == 1)


def _distribution(groups: Sequence[tuple[Fraction, int]], points: int) -> dict[Fraction, float]:
    """Every value that the weighted sums of some groups can have together, and how likely it is."""
    values = {Fraction(0): 1.0}
    for part, n in groups:
        following: dict[Fraction, float] = {}
        for total, likely in enumerate(_sums(n, points)):
            for value, how_likely in values.items():
                following[value + part * total] = following.get(value + part * total, 0.0) + likely * how_likely
        values = following
    return values


@lru_cache(maxsize=64)
def _sums(n: int, points: int) -> tuple[float, ...]:
    """How likely each sum of `n` ratings is, counted from the lowest, on a scale of so many points."""
    likely = [1.0]
    for _ in range(n):
        likely = [
            sum(likely[max(0, total - points + 1) : total + 1]) / points for total in range(len(likely) + points - 1)
        ]
    return tuple(likely)


def groups_shown(
    competency: str,
    answers: Sequence[Answer],
    minimum: int,
    order: Sequence[str],
    tells: Callable[[Sequence[Row]], bool],
) -> Groups:
    """Which relations' means can be shown beside the score: those with enough raters; the smaller ones merged with the
    smallest others, as far as that gives nothing away. `order` is that of the vocabulary; `tells` whether some numbers of
    the competency, shown beside its score, give somebody away.
    """
    sizes = {r: len({a[0] for a in anonymous(answers) if a[1] == r}) for r in order if r not in KNOWN}
    present = [r for r in sizes if sizes[r]]
    found: list[tuple[str, ...]] = []
    rows: list[Row] = []
    groups = _merged(present, sizes, minimum)
    for group in [*groups, *((r,) for r in present)]:  # those of a merged group that cannot be shown: each by itself
        row = group_row(competency, answers, group)
        taken = any(set(group) & set(other) for other in found)
        if not taken and len({a[0] for _, a in row}) >= minimum and not tells([*rows, row]):
            found.append(group)
            rows.append(row)
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
    keys = {rater: str(i) for i, rater in enumerate(dict.fromkeys(a[0] for a in answers))}
    shape = tuple((keys[rater], relation, 0) for rater, relation, _ in answers)  # values never decide what is shown
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
    return True, groups_shown("", answers, minimum, order, lambda beside: exposes([row, *beside], minimum))
