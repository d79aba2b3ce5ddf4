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
from itertools import combinations

from reportgen.model.results import Assessment, CompetencyResult
from tests.organisations import PLACES, Organisation

PRIME = 2**61 - 1  # equations are solved modulo this: a combination that vanishes by chance does not occur

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
    found: list[Equation] = []

    def told(label: str, value: Number | None, *ways: Equation | None) -> None:
        if value is None:
            return
        fitting = next((way for way in ways if way is not None and way.value == value), None)
        if fitting is None:
            raise UnexplainedError(f"{label} is {value}, by the rules {[str(way and way.value) for way in ways]}")
        found.append(Equation(label, fitting.parts, fitting.known))

    factors = {c.id: c.weight for c in org.model.competencies}
    scores: dict[tuple[str, str], Equation] = {}
    visible: set[tuple[str, str]] = set()
    means: dict[tuple[str, str], Equation | None] = {}
    for person in shown.people:
        for result in person.competencies:
            place = person.id, result.competency
            answers = behind.get(person.id, {}).get(result.competency, ())
            by_rule = (
                Equation(known=result.score or Fraction(0))
                if result.method == "exam" and result.score is not None
                else score(*place, answers, org.weights)
            )
            if by_rule is not None:
                scores[place] = by_rule
            if result.score is not None:
                visible.add(place)
            _result(result, f"{person.id} {result.competency}", answers, by_rule, told)
            for seen in result.seen:
                relations = set(seen.relations)
                label = f"{person.id} {result.competency} {sorted(relations)}"
                told(label, seen.mean,
                     _without_open(*place, answers, relations), answers_mean(*place, answers, relations.__contains__))  # fmt: skip
        for category, members in {**PLACES, "": tuple(factors)}.items():
            assessed = [c for c in members if (person.id, c) in scores]
            whole = (
                mean_of([scores[person.id, c] for c in assessed], [factors[c] for c in assessed]) if assessed else None
            )
            means[person.id, category] = whole
            seen_only = [c for c in assessed if (person.id, c) in visible]
            part = (
                mean_of([scores[person.id, c] for c in seen_only], [factors[c] for c in seen_only])
                if seen_only
                else None
            )
            value = person.categories[category] if category else person.overall
            told(f"{person.id} mean {category or 'overall'}", value, whole, part)
        everything = [scores[person.id, c] for c in factors if (person.id, c) in scores]
        if person.coverage is not None and all(e.value <= org.model.standard for e in everything):
            total = mean_of(everything)
            told(f"{person.id} coverage", person.coverage * org.model.standard, total)
    for group in (*shown.grades, *shown.departments):
        for line in group.competencies:
            rated = [p for p in group.people if (p, line.competency) in scores]
            some = [p for p in rated if (p, line.competency) in visible]
            told(f"{group.id} {line.competency}", line.mean, *(
                mean_of([scores[p, line.competency] for p in people]) for people in (some, rated)
            ))  # fmt: skip
        open_means = {
            (p.id, category) for p in shown.people for category, value in (*p.categories.items(), ("", p.overall)) if value is not None
        }  # fmt: skip
        for category in (*PLACES, ""):
            some = [p for p in group.people if (p, category) in open_means]
            ways = [
                mean_of([e for p in people if (e := means[p, category]) is not None]) for people in (some, group.people)
            ]
            told(f"{group.id} mean {category or 'overall'}",
                 group.categories[category] if category else group.overall, *ways)  # fmt: skip
    return found


def _result(
    result: CompetencyResult,
    label: str,
    answers: Sequence[Given],
    by_rule: Equation | None,
    told: Callable[..., None],
) -> None:
    """What a competency's result says: the score, gap and surplus, what the others gave, the range."""
    told(label, result.score, by_rule)
    if result.score is None:
        assert (result.band, result.gap, result.surplus, result.others, result.spread, result.agreed) == (None,) * 6, (
            label
        )
        assert not result.seen, label
        assert not result.shares, label
    for share in result.shares:  # what the pages print of it is the share; the mean is there for the score's sake
        assert any(a[1] == share.relation for a in answers), label
    if result.spread is not None:
        open_ = {rater for rater, relation, _ in answers if relation in ("self", "supervisor")}
        assert len({rater for rater, _, _ in answers} - open_) >= 6, label


def _without_open(person: str, competency: str, answers: Sequence[Given], relations: set[str]) -> Equation | None:
    """The mean of the anonymous raters of some relations."""
    open_ = {rater for rater, relation, _ in answers if relation in ("self", "supervisor")} - (
        {rater for rater, relation, _ in answers if relation in relations} if "supervisor" in relations else set()
    )
    kept = [a for a in answers if a[0] not in open_]
    return answers_mean(person, competency, kept, relations.__contains__)


def forms_behind(recorded: Mapping[str, Mapping[str, Sequence[Given]]], issues: Sequence[Organisation]) -> Behind:
    """Whose answers in truth the numbers of the last of some issues are made from. `recorded` are the answers by the
    program's keys of raters: person -> competency -> answers.

    The program may take one rater for another; but what it made a number from are the answers of this issue or of one
    before it. An answer that went while another rater gave the same one is still the same answer to the attacker: where
    a number stays as it was, or changes as the supervisor's rating does, he could tell that the two agree (not what they
    gave). That much can be seen, and is not counted here.
    """
    found: dict[str, dict[str, Sequence[Given]]] = {}
    for person, cells in recorded.items():
        for competency, answers in cells.items():
            versions = [_given(org, person, competency) for org in reversed(issues)]
            alike = sorted(answer[1:] for answer in answers)
            fitting = [i for i, one in enumerate(versions) if sorted(answer[1:] for answer in one) == alike]
            if not fitting:
                raise UnexplainedError(f"{person} {competency}: nobody ever gave {alike}")
            chosen = list(versions[fitting[0]])
            for earlier in versions[fitting[0] + 1 :]:
                for gone in sorted(set(earlier) - set(chosen)):
                    if gone[0] not in {rater for rater, _, _ in chosen}:
                        new = next(
                            (a for a in chosen if a[1:] == gone[1:] and a[0] not in {r for r, _, _ in earlier}), None
                        )
                        if new is not None:
                            chosen[chosen.index(new)] = gone
            found.setdefault(person, {})[competency] = chosen
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


def gained(before: Mapping[tuple[str, ...], int], now: Mapping[tuple[str, ...], int]) -> list[tuple[str, ...]]:
    """The sets of raters of whom more can be computed than before."""
    return sorted(who for who, n in now.items() if n > before.get(who, 0))
