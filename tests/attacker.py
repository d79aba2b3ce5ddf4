"""Somebody who wants to know who gave which rating, and reads what the reports say.

He knows who rated whom, in which relation and on what, everybody's relation weights, the rules, which forms each issue was
made from, self ratings and supervisors' ratings; not the others' ratings. Every published number is an exact equation
over these. What he finds out is asked without any help of the program: which raters' ratings alone does some combination
of the equations consist of?

A rater who attacks knows his own ratings besides. He is one of those who stand behind a number then: behind what he
computes there stand at least the minimum with him, one less without him. (Of a relation of three, which is shown, one of
the three can compute the mean of the two others. No rule that shows relations of three can prevent that.)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise

from reportgen.model.results import Assessment, CompetencyResult, GroupResult, PersonResult
from tests.organisations import PLACES, Organisation

PRIME = 2**61 - 1  # equations are solved modulo this: a combination that vanishes by chance does not occur

FEWEST_OF_A_RANGE = 6

Unknown = tuple[
    str, str, str, str, int
]  # person, competency, rater, relation, and the value: another answer is another unknown
Given = tuple[str, str, int]  # the rater, relation, rating
Behind = Mapping[str, Mapping[str, Sequence[Given]]]  # person -> competency -> the answers that an issue was made from
Number = Fraction | int | float


class UnexplainedError(AssertionError):
    """A published number is not what the rules say: then the attacker would know something else from it."""


@dataclass
class Equation:
    """A published number: how every unknown enters it, and what is known of it; `label` says where it stands."""

    label: str = ""
    parts: dict[Unknown, Fraction] = field(default_factory=dict)
    known: Fraction = Fraction(0)

    def __add__(self, other: "Equation") -> "Equation":
        parts = dict(self.parts)
        for unknown, part in other.parts.items():
            parts[unknown] = parts.get(unknown, Fraction(0)) + part
        return Equation(self.label, parts, self.known + other.known)

    def times(self, factor: Fraction) -> "Equation":
        return Equation(self.label, {u: part * factor for u, part in self.parts.items()}, self.known * factor)

    @property
    def value(self) -> Fraction:
        """What the number is, in truth."""
        return self.known + sum((part * unknown[-1] for unknown, part in self.parts.items()), Fraction(0))


def mean_of(equations: Sequence[Equation], factors: Sequence[Fraction | int] = ()) -> Equation | None:
    """The weighted mean of numbers; None when nothing of weight is there."""
    weights = [Fraction(f) for f in factors] if factors else [Fraction(1)] * len(equations)
    whole = sum(weights, Fraction(0))
    if not whole:
        return None
    total = Equation()
    for equation, weight in zip(equations, weights, strict=True):
        total += equation.times(weight / whole)
    return total


def answers_mean(person: str, competency: str, answers: Sequence[Given], of: Callable[[str], bool]) -> Equation | None:
    """The mean of the ratings in some relations."""
    chosen = [a for a in answers if of(a[1])]
    open_ = {rater for rater, relation, _ in answers if relation in ("self", "supervisor")}
    found = Equation()
    for rater, relation, rating in chosen:
        if rater in open_:
            found.known += Fraction(rating, len(chosen))
        else:
            unknown = person, competency, rater, relation, rating
            found.parts[unknown] = found.parts.get(unknown, Fraction(0)) + Fraction(1, len(chosen))
    return found if chosen else None


def score(person: str, competency: str, answers: Sequence[Given], weights: Mapping[str, Fraction]) -> Equation | None:
    """A score by the rules: the mean of all but self; with weights the weighted mean of the relations' means."""
    if not weights:
        return answers_mean(person, competency, answers, lambda relation: relation != "self")
    relations = sorted({relation for _, relation, _ in answers if weights.get(relation, 0)})
    parts = [answers_mean(person, competency, answers, lambda r, one=relation: r == one) for relation in relations]  # type: ignore[misc]
    return mean_of([p for p in parts if p is not None], [weights[r] for r in relations])


def read(shown: Assessment, behind: Behind, org: Organisation) -> list[Equation]:
    """Every number that an assessment for readers holds, as an equation: nothing that is printed has another origin.

    Where several ways to compute a number are thinkable (over all people, or over those whose score is shown), it is
    the one that gives the published value. Raises `UnexplainedError` when none does.
    """
    reading = _Reading(behind, org)
    for person in shown.people:
        for result in person.competencies:
            reading.result(person.id, result)
        reading.means_of(person)
    for group in (*shown.grades, *shown.departments):
        reading.group(group)
    return reading.found


class _Reading:
    """Equations so far; of every person the scores and means by the rules, and which of them are shown."""

    def __init__(self, behind: Behind, org: Organisation) -> None:
        self.behind, self.org = behind, org
        self.factors = {c.id: c.weight for c in org.model.competencies}
        self.found: list[Equation] = []
        self.scores: dict[tuple[str, str], Equation] = {}
        self.means: dict[tuple[str, str], Equation] = {}
        self.shown: set[tuple[str, str]] = set()  # person and competency, category, or "" for the overall

    def told(self, label: str, value: Number | None, *ways: Equation | None) -> None:
        """A number is published; by the rules it is computed in one of some ways."""
        if value is None:
            return
        fitting = next((way for way in ways if way is not None and way.value == value), None)
        if fitting is None:
            raise UnexplainedError(f"{label} is {value}, by the rules {[str(way and way.value) for way in ways]}")
        self.found.append(Equation(label, fitting.parts, fitting.known))

    def result(self, person: str, result: CompetencyResult) -> None:
        place = person, result.competency
        answers = self.behind.get(person, {}).get(result.competency, ())
        by_rule = (
            Equation(known=result.score)
            if result.method == "exam" and result.score is not None
            else score(*place, answers, self.org.weights)
        )
        if by_rule is not None:
            self.scores[place] = by_rule
        self.told(" ".join(place), result.score, by_rule)
        if result.score is not None:
            self.shown.add(place)
        _fits(result, answers)
        for seen in result.seen:
            relations = set(seen.relations)
            ways = _without_open(*place, answers, relations), answers_mean(*place, answers, relations.__contains__)
            self.told(f"{' '.join(place)} {sorted(relations)}", seen.mean, *ways)

    def means_of(self, person: PersonResult) -> None:
        for category, members in {**PLACES, "": tuple(self.factors)}.items():
            place, value = (person.id, category), person.categories[category] if category else person.overall
            assessed = [c for c in members if (person.id, c) in self.scores]
            whole, part = (
                mean_of([self.scores[person.id, c] for c in some], [self.factors[c] for c in some]) if some else None
                for some in (assessed, [c for c in assessed if (person.id, c) in self.shown])
            )
            if whole is not None:
                self.means[place] = whole
            if value is not None:
                self.shown.add(place)
            self.told(f"{person.id} mean {category or 'overall'}", value, whole, part)
        everything = [e for (who, _), e in self.scores.items() if who == person.id]
        if person.coverage is not None and all(e.value <= self.org.model.standard for e in everything):
            self.told(f"{person.id} coverage", person.coverage * self.org.model.standard, mean_of(everything))

    def group(self, group: GroupResult) -> None:
        for line in group.competencies:
            self.told(f"{group.id} {line.competency}", line.mean, *self._over(group, line.competency, self.scores))
        for category in (*PLACES, ""):
            value = group.categories[category] if category else group.overall
            self.told(f"{group.id} mean {category or 'overall'}", value, *self._over(group, category, self.means))

    def _over(
        self, group: GroupResult, what: str, of: Mapping[tuple[str, str], Equation]
    ) -> tuple[Equation | None, Equation | None]:
        """The mean over those of whom something is shown, and over everybody."""
        everybody = [p for p in group.people if (p, what) in of]
        some = [p for p in everybody if (p, what) in self.shown]
        return mean_of([of[p, what] for p in some]), mean_of([of[p, what] for p in everybody])


def _fits(result: CompetencyResult, answers: Sequence[Given]) -> None:
    """Whether nothing but numbers that are shown stands in a result."""
    if result.score is None:
        assert (result.band, result.gap, result.surplus, result.others, result.spread, result.agreed) == (None,) * 6
        assert not result.seen
        assert not result.shares
    if result.spread is not None:
        open_ = {rater for rater, relation, _ in answers if relation in ("self", "supervisor")}
        assert len({rater for rater, _, _ in answers} - open_) >= FEWEST_OF_A_RANGE


def _without_open(person: str, competency: str, answers: Sequence[Given], relations: set[str]) -> Equation | None:
    """The mean of the anonymous raters of some relations."""
    open_ = {rater for rater, relation, _ in answers if relation in ("self", "supervisor")} - (
        {rater for rater, relation, _ in answers if relation in relations} if "supervisor" in relations else set()
    )
    kept = [a for a in answers if a[0] not in open_]
    return answers_mean(person, competency, kept, relations.__contains__)


def forms_behind(
    recorded: Mapping[str, Mapping[str, Sequence[Given]]], issues: Sequence[Organisation], before: Behind | None = None
) -> Behind:
    """Whose answers in truth the numbers of the last of some issues are made from. `recorded` are the answers by the
    program's keys of raters: person -> competency -> answers.

    The program may take one rater for another; but what it made a number from are the answers of this issue or of one
    before it. An answer that went while another rater gave the same one is still the same answer to the attacker: where
    a number stays as it was, or changes as the supervisor's rating does, he could tell that the two agree (not what they
    gave). That much can be seen, and is not counted here. Likewise where the answers are those that stood `before`.
    """
    found: dict[str, dict[str, Sequence[Given]]] = {}
    for person, cells in recorded.items():
        for competency, answers in cells.items():
            last = (before or {}).get(person, {}).get(competency, ())
            if last and sorted(answer[1:] for answer in last) == sorted(answer[1:] for answer in answers):
                found.setdefault(person, {})[competency] = last
                continue
            versions = [_given(org, person, competency) for org in reversed(issues)]
            alike = sorted(answer[1:] for answer in answers)
            fitting = [i for i, one in enumerate(versions) if sorted(answer[1:] for answer in one) == alike]
            if not fitting:
                raise UnexplainedError(f"{person} {competency}: nobody ever gave {alike}")
            chosen = list(versions[fitting[0]])
            for now, earlier in pairwise(versions[fitting[0] :]):
                for new, gone in _replaced(now, earlier):
                    if new in chosen:
                        chosen[chosen.index(new)] = gone
            found.setdefault(person, {})[competency] = chosen
    return found


def _replaced(now: Sequence[Given], earlier: Sequence[Given]) -> list[tuple[Given, Given]]:
    """Answers that came when an equal one of another rater went, each with that one."""
    new = [a for a in now if a[0] not in {rater for rater, _, _ in earlier}]
    gone = [a for a in earlier if a[0] not in {rater for rater, _, _ in now}]
    found = []
    for one in new:
        other = next((a for a in gone if a[1:] == one[1:]), None)
        if other is not None:
            gone.remove(other)
            found.append((one, other))
    return found


def _given(org: Organisation, person: str, competency: str) -> list[Given]:
    return [
        (r, relation, value) for (p, c, r, relation), value in org.ratings.items() if (p, c) == (person, competency)
    ]


# ---- algebra


def solved(equations: Iterable[Equation]) -> tuple[list[Unknown], list[list[int]]]:
    """The equations' unknowns, and the reduced equations (modulo a large prime): independent ones with the same span."""
    rows = [e for e in equations if e.parts]
    unknowns = sorted({unknown for e in rows for unknown in e.parts})
    at = {unknown: i for i, unknown in enumerate(unknowns)}
    reduced: dict[int, dict[int, int]] = {}  # pivot -> row
    for equation in rows:
        row = {
            at[u]: part.numerator * pow(part.denominator, -1, PRIME) % PRIME
            for u, part in equation.parts.items()
            if part
        }
        while row:
            first = min(row)
            if first not in reduced:
                inverse = pow(row[first], -1, PRIME)
                reduced[first] = {i: part * inverse % PRIME for i, part in row.items()}
                break
            factor = row[first]
            for i, part in reduced[first].items():
                rest = (row.get(i, 0) - factor * part) % PRIME
                if rest:
                    row[i] = rest
                else:
                    row.pop(i, None)
    return unknowns, [[row.get(i, 0) for i in range(len(unknowns))] for row in reduced.values()]


def isolated(equations: Sequence[Equation], fewer_than: int) -> dict[tuple[str, ...], int]:
    """Raters -> how many independent numbers can be computed that rest on ratings of nobody but these; raters of whom
    there are fewer than that, and at least one such number.
    """
    found: dict[tuple[str, ...], int] = {}
    for unknowns, rows in _blocks(*solved(equations)):
        columns: dict[tuple[int, ...], set[str]] = {}  # unknowns that enter everything alike stay together
        for i, unknown in enumerate(unknowns):
            columns.setdefault(tuple(row[i] for row in rows), set()).add(unknown[2])
        raters = sorted(set().union(*columns.values()))
        for chosen in combinations(raters, min(fewer_than - 1, len(raters))):
            left = [column for column, who in columns.items() if not who <= set(chosen)]
            n = len(rows) - _rank(left) if len(left) < len(columns) else 0
            if n:
                found[chosen] = found.get(chosen, 0) + n
    return found


def _blocks(unknowns: list[Unknown], rows: list[list[int]]) -> Iterable[tuple[list[Unknown], list[list[int]]]]:
    """Equations that have unknowns in common, apart from the others."""
    left = [({i for i, part in enumerate(row) if part}, [row]) for row in rows]
    while left:
        columns, block = left.pop()
        more = next((k for k, (other, _) in enumerate(left) if other & columns), None)
        if more is None:
            order = sorted(columns)
            yield [unknowns[i] for i in order], [[row[i] for i in order] for row in block]
        else:
            other, others = left.pop(more)
            left.append((columns | other, [*block, *others]))


def _rank(vectors: Sequence[Sequence[int]]) -> int:
    pivots: dict[int, list[int]] = {}
    for vector in vectors:
        rest = list(vector)
        for i in range(len(rest)):
            if not rest[i]:
                continue
            if i not in pivots:
                inverse = pow(rest[i], -1, PRIME)
                pivots[i] = [x * inverse % PRIME for x in rest]
                break
            factor, pivot = rest[i], pivots[i]
            rest = [(x - factor * y) % PRIME for x, y in zip(rest, pivot, strict=True)]
    return len(pivots)


def gained(before: Sequence[Equation], now: Sequence[Equation], fewer_than: int) -> list[tuple[str, ...]]:
    """The sets of raters, fewer than that, of whom more can be computed now than before."""
    known = list(_blocks(*solved(before)))
    blocks = list(_blocks(*solved(now)))
    return sorted(who for who in isolated(now, fewer_than) if _alone(blocks, who) > _alone(known, who))


def _alone(blocks: Iterable[tuple[list[Unknown], list[list[int]]]], who: Sequence[str]) -> int:
    """How many independent numbers rest on ratings of nobody but some raters."""
    total = 0
    for unknowns, rows in blocks:
        left = {tuple(row[i] for row in rows) for i, unknown in enumerate(unknowns) if unknown[2] not in who}
        total += len(rows) - _rank(sorted(left))
    return total
