"""What the charts show, computed apart from drawing: frozen numbers, labels and shapes.

Shapes stand on a unit circle around (0, 0), x to the right, y down; the first axis points up, the others follow
clockwise in the model's order. The lowest point of the scale lies on a small hub, not in the centre: it is a rating.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.model.results import CompetencyGroup, GroupResult, PersonResult, Recalibrated
from reportgen.model.rounding import decimal_text, shown_score
from reportgen.model.types import Model, Named

HUB = 0.09

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
    """A radar: values against a standard on a scale from `low` to `high`."""

    axes: tuple[Axis, ...]
    arcs: tuple[Arc, ...]
    low: int
    high: int
    standard: int


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
class BandRow:
    """A competency's people per band, lowest band first, and those not assessed."""

    name: str
    counts: tuple[int, ...]
    missing: int


@dataclass(frozen=True)
class BandsData:
    """Distribution over the bands per competency; aligned at `attained` (index of the first band that attains)."""

    rows: tuple[BandRow, ...]
    band_names: tuple[str, ...]
    attained: int
    missing_label: str


@dataclass(frozen=True)
class HeatmapData:
    """People × competencies: the band's value per cell, None where not assessed."""

    people: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[int, ...]
    cells: tuple[tuple[int | None, ...], ...]
    low: int
    high: int
    standard: int


# ---- shapes


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


# ---- from results


def score_text(score: Fraction | None, model: Model, missing: str) -> str:
    return missing if score is None else decimal_text(shown_score(score, model))


def person_radar(
    person: PersonResult, badges: Sequence[str], model: Model, lang: str, missing: str, mean: str
) -> RadarData:
    """All competencies of a person; `badges` are the competencies that get numbers 1, 2, …"""
    axes = tuple(_axis(r.competency, r.score, badges, model, lang, missing) for r in person.competencies)
    return RadarData(
        axes, _arcs(person.categories, model, lang, missing, mean), model.scale_min, model.scale_max, model.standard
    )


def group_radar(
    group: GroupResult, badges: Sequence[str], model: Model, lang: str, missing: str, mean: str
) -> RadarData:
    """The means of a group of people."""
    axes = tuple(_axis(c.competency, c.mean, badges, model, lang, missing) for c in group.competencies)
    arcs = _arcs(group.categories, model, lang, missing, mean)
    return RadarData(axes, arcs, model.scale_min, model.scale_max, model.standard)


def _axis(
    competency: str, score: Fraction | None, badges: Sequence[str], model: Model, lang: str, missing: str
) -> Axis:  # fmt: skip
    badge = badges.index(competency) + 1 if competency in badges else 0
    return Axis(model.competency(competency).name(lang), score, score_text(score, model, missing), badge)


def _arcs(scores: Mapping[str, Fraction | None], model: Model, lang: str, missing: str, mean: str) -> tuple[Arc, ...]:
    return tuple(
        Arc(c.name(lang), len(model.in_category(c.id)), f"{mean} {score_text(scores[c.id], model, missing)}")
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


def bands(competencies: Sequence[CompetencyGroup], people: int, model: Model, lang: str, missing: str) -> BandsData:
    """People per band and competency, the competencies with most people below the standard first."""
    rows = sorted(competencies, key=lambda c: -c.in_need)
    return BandsData(
        tuple(BandRow(model.competency(c.competency).name(lang), c.per_band, people - c.n) for c in rows),
        tuple(p.name(lang) for p in model.scale),
        model.scale_values.index(model.thresholds.attained_band),
        missing,
    )


def heatmap(people: Sequence[PersonResult], labels: Sequence[str], model: Model, lang: str) -> HeatmapData:
    """Bands of people (in the given order) by competency in the model's order."""
    competencies: list[Named] = list(model.competencies)
    return HeatmapData(
        people=tuple(labels),
        names=tuple(c.name(lang) for c in competencies),
        groups=tuple(len(model.in_category(c.id)) for c in model.categories),
        cells=tuple(tuple(r.band for r in person.competencies) for person in people),
        low=model.scale_min,
        high=model.scale_max,
        standard=model.standard,
    )
