"""What the charts show, computed apart from drawing: frozen numbers, labels and shapes.

Shapes stand on a unit circle around (0, 0), x to the right, y down; the first axis points up, the others follow
clockwise in the model's order. The lowest point of the scale lies on a small hub, not in the centre: it is a rating.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.model.results import CompetencyResult, GroupResult, PersonResult, Recalibrated
from reportgen.model.rounding import decimal_text, shown_score
from reportgen.model.types import Model

HUB = 0.09
FEWEST_AXES = 3  # fewer make no web

# The palette has one tone for the standard, one above it, and five below, darker with the distance.
TONE_STANDARD, TONE_HIGHEST, FIRST_PALE_TONE = 5, 6, 3

Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """An axis of a radar: label, exact value (None: a break), the value as text, a number in a badge (0: none)."""

    name: str
    value: Fraction | None
    shown: str
    badge: int = 0


@dataclass(frozen=True)
class Arc:
    """A run of neighbouring axes that belong together, with a note on them."""

    name: str
    count: int
    note: str


@dataclass(frozen=True)
class RadarData:
    """A radar: values against a standard on a scale from `low` to `high`; `before` are values of an earlier cycle per
    axis (None: not comparable), empty without one.
    """

    axes: tuple[Axis, ...]
    arcs: tuple[Arc, ...]
    low: int
    high: int
    standard: int
    before: tuple[Fraction | None, ...] = ()


@dataclass(frozen=True)
class Run:
    """Neighbouring axes with values; closed when it goes all the way round."""

    points: tuple[Point, ...]
    closed: bool


@dataclass(frozen=True)
class RadarShape:
    """Polygons of a radar on the unit circle."""

    rings: dict[int, tuple[Point, ...]]
    spokes: tuple[Point, ...]
    runs: tuple[Run, ...]
    breaks: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class LevelRadarData:
    """Required levels of a grade; `before` is drawn under them where it differs."""

    names: tuple[str, ...]
    levels: tuple[int, ...]
    before: tuple[int, ...]
    level_names: tuple[str, ...]
    low: int
    high: int


@dataclass(frozen=True)
class BarRow:
    """A competency as a bar: exact value (None: not assessed), the group's mean (None: not shown), why there is none,
    the value of an earlier cycle (None: none to compare with).
    """

    value: Fraction | None
    mean: Fraction | None
    why: str = ""
    before: Fraction | None = None


@dataclass(frozen=True)
class ViewsRow:
    """How a competency is seen: by the person (None: no self-rating), by all others, by relations (name of the mark,
    mean), and between which ratings those of the others lie (None: not shown).
    """

    own: Fraction | None
    score: Fraction
    seen: tuple[tuple[str, Fraction], ...] = ()
    spread: tuple[int, int] | None = None


@dataclass(frozen=True)
class ScaleRange:
    """The scale that bars and dots stand on."""

    low: int
    high: int
    standard: int


# ---- shapes


def tone(value: int, standard: int) -> int:
    """The palette's tone for a point of the scale."""
    return min(max(TONE_STANDARD + value - standard, 0), TONE_HIGHEST)


def place(index: int, n: int, value: float, low: int, high: int) -> Point:
    """Where a value lies on its axis."""
    radius = HUB + (1 - HUB) * (value - low) / (high - low)
    return on_circle(index, n, radius)


def on_circle(index: float, n: int, radius: float) -> Point:
    angle = -math.pi / 2 + index * 2 * math.pi / n
    return radius * math.cos(angle), radius * math.sin(angle)


def radar_shape(data: RadarData) -> RadarShape:
    """Rings, spokes, filled runs and hatched breaks of a radar."""
    n = len(data.axes)
    rings = {
        value: tuple(place(i, n, value, data.low, data.high) for i in range(n))
        for value in range(data.low, data.high + 1)
    }
    points = [
        None if axis.value is None else place(i, n, float(axis.value), data.low, data.high)
        for i, axis in enumerate(data.axes)
    ]
    standard = rings[data.standard]
    breaks = tuple(
        (standard[i - 1], standard[i], standard[(i + 1) % n], (0.0, 0.0)) for i in range(n) if points[i] is None
    )
    return RadarShape(rings, rings[data.high], tuple(_runs(points)), breaks)


def before_runs(data: RadarData) -> tuple[Run, ...]:
    """Lines through the values of an earlier cycle, broken where there are none."""
    if not data.before:
        return ()
    n = len(data.axes)
    return tuple(
        _runs([None if v is None else place(i, n, float(v), data.low, data.high) for i, v in enumerate(data.before)])
    )


def _runs(points: Sequence[Point | None]) -> list[Run]:
    n = len(points)
    present = [point for point in points if point is not None]
    if len(present) == n:
        return [Run(tuple(present), closed=True)]
    if not present:
        return []
    start = next(i for i, point in enumerate(points) if point is None)
    runs: list[list[Point]] = [[]]
    for i in range(1, n + 1):
        point = points[(start + i) % n]
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [Run(tuple(run), closed=False) for run in runs if run]


def only_spokes(scores: Sequence[Fraction | None]) -> bool:
    """Whether no two neighbours of a radar have a score: then it has bars and no area."""
    return any(s is not None for s in scores) and not any(
        scores[i - 1] is not None and scores[i] is not None for i in range(len(scores))
    )


# ---- from results


def score_text(score: Fraction | None, model: Model, missing: str) -> str:
    return missing if score is None else decimal_text(shown_score(score, model))


def person_radar(
    person: PersonResult, badges: Sequence[str], model: Model, lang: str, missing: str, mean: str, hidden: str = ""
) -> RadarData:
    """All competencies of a person; `badges` are the competencies that get numbers 1, 2, …; `hidden` stands where
    there is a score that is not shown.
    """
    axes = tuple(_person_axis(r, badges, model, lang, missing, hidden) for r in person.competencies)
    there = {model.competency(r.competency).category for r in person.competencies if r.withheld or r.score is not None}
    without = {c.id: hidden if c.id in there else missing for c in model.categories}
    arcs = _arcs(person.categories, model, lang, without, mean)
    return RadarData(axes, arcs, model.scale_min, model.scale_max, model.standard)


def category_radar(
    person: PersonResult, category: str, badges: Sequence[str], model: Model, lang: str, missing: str, hidden: str = ""
) -> RadarData | None:
    """The competencies of one category; None when there are too few axes for a web."""
    members = {c.id for c in model.in_category(category)}
    results = [r for r in person.competencies if r.competency in members]
    if len(results) < FEWEST_AXES:
        return None
    axes = tuple(_person_axis(r, badges, model, lang, missing, hidden) for r in results)
    return RadarData(axes, (), model.scale_min, model.scale_max, model.standard)


def group_radar(
    group: GroupResult, badges: Sequence[str], model: Model, lang: str, missing: str, mean: str
) -> RadarData:
    """The means of a group of people."""
    axes = tuple(_axis(c.competency, c.mean, badges, model, lang, missing) for c in group.competencies)
    arcs = _arcs(group.categories, model, lang, {c.id: missing for c in model.categories}, mean)
    return RadarData(axes, arcs, model.scale_min, model.scale_max, model.standard)


def _person_axis(
    result: CompetencyResult, badges: Sequence[str], model: Model, lang: str, missing: str, hidden: str
) -> Axis:  # fmt: skip
    return _axis(result.competency, result.score, badges, model, lang, hidden if result.withheld else missing)


def _axis(
    competency: str, score: Fraction | None, badges: Sequence[str], model: Model, lang: str, missing: str
) -> Axis:  # fmt: skip
    badge = badges.index(competency) + 1 if competency in badges else 0
    return Axis(model.competency(competency).name(lang), score, score_text(score, model, missing), badge)


def _arcs(
    scores: Mapping[str, Fraction | None], model: Model, lang: str, without: Mapping[str, str], mean: str
) -> tuple[Arc, ...]:
    """`without` says per category what stands where there is no mean."""
    return tuple(
        Arc(
            c.name(lang),
            len(model.in_category(c.id)),
            without[c.id] if scores[c.id] is None else f"{mean} {score_text(scores[c.id], model, '')}",
        )
        for c in model.categories
    )


def level_radar(table: Sequence[Recalibrated], model: Model, lang: str, *, after: bool) -> LevelRadarData:
    """Required levels before, or after with the ones before under them."""
    return LevelRadarData(
        names=tuple(model.competency(line.competency).name(lang) for line in table),
        levels=tuple(line.after if after else line.before for line in table),
        before=tuple(line.before for line in table),
        level_names=tuple(level.name(lang) for level in model.levels),
        low=model.levels[0].value,
        high=model.levels[-1].value,
    )
