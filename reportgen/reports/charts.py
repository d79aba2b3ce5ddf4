"""Charts drawn by matplotlib: the radars once more, as files of their own.

One unit is a millimetre, y downwards. What a chart shows was computed in `chart_data`, where a radar's words stand in
`chart_layout`: a file and a page show the same.
"""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reportgen.reports.chart_data import (
    LevelRadarData,
    Point,
    RadarData,
    RadarShape,
    before_runs,
    on_circle,
    place,
    radar_shape,
)
from reportgen.reports.chart_layout import (
    ARC_AT,
    ARC_WIDTH,
    BEFORE_DASHES,
    BEFORE_DOT,
    BEFORE_WIDTH,
    LEVELS,
    OVERVIEW,
    RadarFrame,
    arc_spans,
    arc_words,
    axis_words,
    level_words,
    scale_places,
    separators,
)
from reportgen.reports.surface import Surface

BORDER_BEYOND = 2.6  # of the lines between categories: how far they go beyond the rim


class Pen(Surface):
    """Draws charts: as SVG for a page, or as the content of a file."""

    def radar(self, data: RadarData, title: str, frame: RadarFrame = OVERVIEW) -> str:
        """Actual values as a blue area, the standard as a red ring, the white between them the gap, breaks hatched."""
        return self._svg(self._radar(data, frame), title)

    def level_radar(self, data: LevelRadarData, title: str, frame: RadarFrame = LEVELS) -> str:
        """Required levels as a red line over a ring per level; where they changed, the ones before dashed under it."""
        return self._svg(self._level_radar(data, frame), title)

    def file(self, data: RadarData | LevelRadarData, title: str, frame: RadarFrame, kind: str) -> bytes:
        """A radar as a file (png, svg or pdf) that needs no font."""
        figure = self._radar(data, frame) if isinstance(data, RadarData) else self._level_radar(data, frame)
        return self._file(figure, title, kind)

    def _radar(self, data: RadarData, frame: RadarFrame) -> Figure:
        figure, axes = self._figure(frame.width, frame.height)
        shape, centre = radar_shape(data), (frame.cx, frame.cy)
        rings = {value: [frame.at(p) for p in ring] for value, ring in shape.rings.items()}
        standard = rings[data.standard]
        self._area(axes, rings[data.high], "wash")
        self._area(axes, standard, "paper")
        for value, ring in rings.items():
            if value not in (data.low, data.standard):
                self._outline(axes, ring, "rule", 0.18)
        self._lines(axes, [(centre, frame.at(p)) for p in shape.spokes], "rule", 0.18)
        hub = math.hypot(*shape.rings[data.low][0])
        borders = _borders(data, frame, hub)
        self._lines(axes, borders, "rule-2", 0.3)
        self._hatch(axes, [[frame.at(p) for p in piece] for piece in shape.breaks])
        self._runs(axes, shape, frame, rings, borders)
        self._dot(axes, centre, frame.radius * hub, "paper", edge="rule-2", width=0.18)
        self._before(axes, data, frame)  # under the standard: where both are the same, the standard is seen
        self._outline(axes, standard, "paper", 1.35)  # the casing keeps ring and area apart in grey print
        self._outline(axes, standard, "standard", 0.75)
        for run in shape.runs:
            for point in run.points:
                self._dot(axes, frame.at(point), 0.62, "actual-deep")
        self._before_alone(axes, data, frame)
        self._categories(axes, data, frame)
        self._scale(axes, data, frame)
        self._badges(axes, data, standard)
        self._labels(axes, data, frame)
        if not shape.runs:
            self._box(axes, (frame.cx - 20, frame.cy - 4), 40, 8, "paper")
            self._text(
                axes, frame.cx, frame.cy + 1.3, data.axes[0].shown, size=11, align="center", color="ink-2", bold=True
            )
        return figure

    def _runs(
        self,
        axes: Axes,
        shape: RadarShape,
        frame: RadarFrame,
        rings: Mapping[int, Sequence[Point]],
        borders: Sequence[Sequence[Point]],
    ) -> None:
        """The filled runs, over them the grid again in white."""
        centre = (frame.cx, frame.cy)
        areas, edges = [], []
        for run in shape.runs:
            points = [frame.at(p) for p in run.points]
            if len(points) == 1:
                self._lines(axes, [(centre, points[0])], "actual", 1.6)
                continue
            areas.append(points if run.closed else [*points, centre])
            edges.append([*points, points[0]] if run.closed else points)
        for area in areas:
            self._area(axes, area, "actual")
        if areas:
            grid = [[*ring, ring[0]] for ring in rings.values()]
            self._lines(axes, grid, "paper", 0.2, opacity=0.6, within=areas)
            self._lines(axes, borders, "paper", 0.6, within=areas)
        for edge in edges:
            self._lines(axes, [edge], "actual-deep", 0.35)

    def _before(self, axes: Axes, data: RadarData, frame: RadarFrame) -> None:
        """The earlier cycle as a dashed line on a pale casing."""
        runs = [([frame.at(p) for p in run.points], run.closed) for run in before_runs(data)]
        lines = [[*points, points[0]] if closed else points for points, closed in runs if len(points) > 1]
        if lines:
            self._lines(axes, lines, "paper", 0.7, opacity=0.7)
            self._lines(axes, lines, "ink-2", BEFORE_WIDTH, dashes=BEFORE_DASHES)

    def _before_alone(self, axes: Axes, data: RadarData, frame: RadarFrame) -> None:
        """Scores of the earlier cycle without neighbours, as open dots."""
        for run in before_runs(data):
            if len(run.points) == 1:
                self._dot(axes, frame.at(run.points[0]), BEFORE_DOT, "paper", edge="ink-2", width=BEFORE_WIDTH)

    def _categories(self, axes: Axes, data: RadarData, frame: RadarFrame) -> None:
        """An arc per category, its name and mean in a corner of the picture."""
        if len(data.arcs) < 2:  # noqa: PLR2004 (one category needs no arc)
            return
        n, rim = len(data.axes), 1 + ARC_AT / frame.radius
        for first, last in arc_spans(data):
            steps = max(2, math.ceil((last - first) * 360 / n / 2))  # one for two degrees
            places = [first + (last - first) * k / steps for k in range(steps + 1)]
            self._lines(axes, [[frame.at(on_circle(p, n, rim)) for p in places]], "rule-2", ARC_WIDTH)
        for name, note in arc_words(data, frame):
            self._words(axes, name, color="ink-2", bold=True)
            self._words(axes, note, color="ink-3")

    def _scale(self, axes: Axes, data: RadarData, frame: RadarFrame) -> None:
        """Digits of the scale where no data runs, the standard in a red tab."""
        for value, (x, y) in scale_places(data, frame):
            standard = value == data.standard
            self._box(axes, (x - 1.25, y - 1.35), 2.5, 2.7, "standard" if standard else "paper")
            color = "paper" if standard else "ink-2"
            self._text(axes, x, y + 0.85, str(value), size=6.5, align="center", color=color, bold=standard)

    def _badges(self, axes: Axes, data: RadarData, ring: Sequence[Point]) -> None:
        """Numbers on the ring tie an axis to a line of the page."""
        for axis, (x, y) in zip(data.axes, ring, strict=True):
            if axis.badge:
                self._dot(axes, (x, y), 2.05, "standard", edge="paper", width=0.4)
                self._text(axes, x, y + 0.95, str(axis.badge), size=7.5, align="center", color="paper", bold=True)

    def _labels(self, axes: Axes, data: RadarData, frame: RadarFrame) -> None:
        for axis, (name, value) in zip(data.axes, axis_words(data, frame), strict=True):
            missing = axis.value is None
            for line in name:
                self._words(axes, line, color="ink-3" if missing else "ink", bold=bool(axis.badge))
            self._words(axes, value, color="ink-3" if missing else "ink-2", bold=not missing)

    def _level_radar(self, data: LevelRadarData, frame: RadarFrame) -> Figure:
        figure, axes = self._figure(frame.width, frame.height)
        n = len(data.names)

        def polygon(levels: Sequence[int]) -> list[Point]:
            return [frame.at(place(i, n, v, data.low - 1, data.high)) for i, v in enumerate(levels)]

        for level in range(data.low, data.high + 1):
            self._outline(axes, polygon([level] * n), "rule" if level < data.high else "rule-2", 0.2)
        centre = (frame.cx, frame.cy)
        self._lines(axes, [(centre, frame.at(on_circle(i, n, 1))) for i in range(n)], "rule", 0.18)
        if data.before != data.levels:
            self._outline(axes, polygon(data.before), "ink-2", 0.35, dashes=(1.1, 0.8))
        points = polygon(data.levels)
        self._outline(axes, points, "standard", 0.7)
        changed = [now != before for now, before in zip(data.levels, data.before, strict=True)]
        for point, bold, lines in zip(points, changed, level_words(data, frame), strict=True):
            self._dot(axes, point, 0.9 if bold else 0.5, "standard")
            for line in lines:
                self._words(axes, line, bold=bold)
        return figure


def _borders(data: RadarData, frame: RadarFrame, hub: float) -> list[list[Point]]:
    """Lines between the categories, from the hub to beyond the rim."""
    if len(data.arcs) < 2:  # noqa: PLR2004 (one category needs no border)
        return []
    n, rim = len(data.axes), 1 + BORDER_BEYOND / frame.radius
    return [[frame.at(on_circle(s, n, hub)), frame.at(on_circle(s, n, rim))] for s in separators(data)]
