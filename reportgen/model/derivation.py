"""Derivations: how a number came about, as a tree. A leaf is a cell of the input, a setting or a fact of the model; every
other step has a rule that gives its value from the values of its parts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from reportgen.model.history import Adopted
from reportgen.model.results import PersonResult
from reportgen.model.rounding import band, exam_band, half_up, shown_score, total, weighted_mean
from reportgen.model.types import Model
from reportgen.problems import Problem, Source

Unit = Literal["score", "rating", "mark", "weight", "share", "level", "band", "count", "points", "direction"]
Origin = Literal["", "cell", "settings", "model", "issued"]
Values = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class Step:
    """A number with its parts.

    `what` says which number it is, `of` the id of what it is about (competency, relation, subject, category, grade or
    person), `rule` how it follows from `parts` (a key of `RULES`; empty for a leaf), `weight` how much it weighs in the
    step above. A leaf says by `origin` where it comes from: a `cell` of the input has its `source`, and `heading` where
    a tick gets its number from its column's heading; the model and the settings have the name of the entry in `of`; `issued` is what readers were shown in the last issue.
    `by` is the name of the rater or expert, `rater` the key of a rater, `relation` theirs to the person, `note` a word on why a value is missing or did not
    count. `value` is exact; None when there is none. `level` is there on a rating given against another level than the one
    in force: that level, with the cell that states it or else with the date of the form as its note. `adopted` is there on
    a required level that an adoption put in force: its line of the history; without grade where the level stayed.
    """

    what: str
    value: Fraction | None
    unit: Unit
    rule: str = ""
    parts: tuple["Step", ...] = ()
    weight: "Step | None" = None
    of: str = ""
    person: str = ""
    by: str = ""
    rater: str = ""
    relation: str = ""
    origin: Origin = ""
    source: Source | None = None
    heading: Source | None = None
    note: str = ""
    level: "Step | None" = None
    adopted: Adopted | None = None

    def below(self) -> Iterator["Step"]:
        """The parts and their weights."""
        for part in self.parts:
            yield part
            if part.weight is not None:
                yield part.weight

    def walk(self) -> Iterator["Step"]:
        """The step itself and everything that it follows from."""
        yield self
        for part in self.below():
            yield from part.walk()


@dataclass(frozen=True)
class CompetencyExplanation:
    """The numbers of a person's competency by name, and the leaves that did not count, each with a note why.

    Names: `score`, `band`, `gap`, `surplus`, `gap-shown` (as pages show it), `exam-score`, `raters` (how many ratings
    entered), `self`, `self-shown`, `difference` (of shown self rating and score), `required`, `next-required`,
    `recalibrated` (by this cycle's votes; not in force), `grade-mean`; beside an earlier cycle `change` (without a
    value where nothing can be compared; its note says why), `previous` (the score as shown then), `direction`,
    `previous-required`; what readers see beside the score: `seen-<relation>`, `others`, `lowest`, `highest`, and
    `shown` where they still see the score of the last issue. Numbers that do not exist are left out, but `score` and `required` always stand there.
    `left_out` are ratings that could not be used; `withheld` says that readers do not see the score.
    """

    competency: str
    method: str
    reason: str
    steps: Mapping[str, Step]
    left: tuple[Step, ...] = ()
    left_out: tuple[Problem, ...] = ()
    withheld: bool = False


@dataclass(frozen=True)
class Explanation:
    """All numbers of a person: by competency, in the model's order, and those over several competencies. `previous` is
    the name of the earlier cycle compared with, None without one; `left_out` is what could not be used and belongs to
    no one competency.
    """

    person: PersonResult
    competencies: tuple[CompetencyExplanation, ...]
    totals: tuple[Step, ...]
    previous: str | None = None
    left_out: tuple[Problem, ...] = ()


def given(values: Values) -> list[Fraction]:
    """The values that are not missing."""
    return [value for value in values if value is not None]


def _mean(values: Values, _weights: Values, _model: Model) -> Fraction | None:
    known = given(values)
    return total(known) / len(known) if known else None


def _weighted_mean(values: Values, weights: Values, _model: Model) -> Fraction | None:
    pairs = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None and w is not None]
    return weighted_mean(pairs)


def _complete_mean(values: Values, weights: Values, model: Model) -> Fraction | None:
    return None if None in values else _weighted_mean(values, weights, model)


def _count(test: Callable[[Fraction], bool]) -> "Rule":
    return lambda values, _weights, _model: Fraction(sum(1 for value in given(values) if test(value)))


def _count_to(test: Callable[[Fraction, Fraction], bool]) -> "Rule":
    """Counts the values after the first that hold against the first."""
    return lambda values, _weights, _model: Fraction(
        sum(1 for v in given(values[1:]) if test(v, values[0] or Fraction(0)))
    )


def _each(rule: Callable[[list[Fraction], Model], Fraction | int]) -> "Rule":
    """A rule that needs every value: None as soon as one is missing."""

    def apply(values: Values, _weights: Values, model: Model) -> Fraction | None:
        known = given(values)
        return Fraction(rule(known, model)) if known and len(known) == len(values) else None

    return apply


def _direction(values: list[Fraction], _model: Model) -> int:
    """1 or −1 for a change of at least as much as the second value; 0 for less."""
    by, little = values
    return 0 if not by or abs(by) < little else 1 if by > 0 else -1


def _over_some(rule: Callable[[list[Fraction]], Fraction]) -> "Rule":
    return lambda values, _weights, _model: rule(known) if (known := given(values)) else None


Rule = Callable[[Values, Values, Model], Fraction | None]

# Every rule: (values of the parts, their weights, the model) -> value.
RULES: Mapping[str, Rule] = {
    "mean": _mean,  # of the parts that have a value
    "weighted-mean": _weighted_mean,  # likewise
    "complete-weighted-mean": _complete_mean,  # no value as soon as one part has none
    "sum": lambda values, _weights, _model: sum(given(values), Fraction(0)),
    "difference": _each(lambda v, _: v[0] - v[1]),
    "shortfall": _each(lambda v, _: max(Fraction(0), v[0] - v[1])),  # max(0, first − second)
    "direction": _each(_direction),  # 1, −1, or 0 for less than the second
    "product": _each(lambda v, _: v[0] * v[1]),
    "quotient": lambda values, _weights, _model: (
        values[0] / values[1] if values[0] is not None and values[1] else None
    ),
    "share": _each(lambda v, _: v[0] / sum(v[1:], Fraction(0))),  # the first in the sum of all others
    "smaller": _each(lambda v, _: min(v)),
    "least": _over_some(min),
    "most": _over_some(max),
    "largest-difference": _over_some(lambda v: max(map(abs, v))),
    "middle": _over_some(lambda v: sorted(v)[len(v) // 2]),
    "count": _count(lambda _: True),
    "count-above-0": _count(lambda v: v > 0),
    "count-below-0": _count(lambda v: v < 0),
    "count-0": _count(lambda v: v == 0),
    "count-missing": lambda values, _weights, _model: Fraction(sum(1 for value in values if value is None)),
    "count-from": _count_to(lambda v, limit: v >= limit),
    "count-up-to": _count_to(lambda v, limit: v <= limit),
    "whole": _each(lambda v, _: half_up(v[0])),  # rounded half up to a whole number
    "two-decimals": _each(lambda v, _: half_up(v[0], 2)),
    "band": _each(lambda v, model: band(v[0], model)),  # the nearest point of the scale
    "exam-band": _each(lambda v, model: exam_band(v[0], model)),  # looked up in the bands of exam scores
    "as-shown": _each(lambda v, model: shown_score(v[0], model)),  # a score as pages show it
}  # fmt: skip


def value_of(step: Step, model: Model) -> Fraction | None:
    """The value that a step's rule gives from its parts; a leaf's own value."""
    if not step.rule:
        return step.value
    weights = [part.weight.value if part.weight is not None else None for part in step.parts]
    return RULES[step.rule]([part.value for part in step.parts], weights, model)


def derived(
    what: str, rule: str, parts: Sequence[Step], unit: Unit, model: Model, *, of: str = "", person: str = "", note: str = ""
) -> Step:  # fmt: skip
    """A step whose value is what its rule gives."""
    weights = [part.weight.value if part.weight is not None else None for part in parts]
    value = RULES[rule]([part.value for part in parts], weights, model)
    return Step(what, value, unit, rule, tuple(parts), of=of, person=person, note=note)


def fact(what: str, value: Fraction | int, unit: Unit, entry: str) -> Step:
    """A leaf that the model says; `entry` is where: `thresholds.standard`."""
    return Step(what, Fraction(value), unit, of=entry, origin="model")
