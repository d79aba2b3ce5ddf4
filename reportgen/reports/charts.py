"""Charts drawn by matplotlib as SVG with real text; one unit is a millimetre, so text keeps the page's sizes.

Everything is drawn on bare axes in millimetres, y downwards: what a chart shows was computed in `chart_data`.
"""

import math
from collections.abc import Callable, Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Polygon, Rectangle

from reportgen.reports.chart_data import (
    BandsData,
    HeatmapData,
    LevelRadarData,
    Point,
    RadarData,
    on_circle,
    place,
    radar_shape,
)
from reportgen.reports.chart_text import fitted, text_width
from reportgen.reports.surface import LABEL_SIZE, PT_PER_MM, RC, Surface

Mapper = Callable[[Point], Point]

SMALL_SIZE = 7.0
LINE_MM = 0.41  # from line to line of a label, in mm per pt of its size


# The palette has one tone for the standard, TONE_STANDARD, one above it, and five below, darker with the distance.
TONE_STANDARD, TONE_HIGHEST, FIRST_PALE_TONE = 5, 6, 3


def tone(value: int, standard: int) -> int:
    """The palette's tone for a point of the scale."""
    return min(max(TONE_STANDARD + value - standard, 0), TONE_HIGHEST)


def _between(n: int, radius: float) -> float:
    """Room [mm] of the label at the top or bottom, between its two neighbours."""
    return max(2 * radius * math.sin(2 * math.pi / n) - 1, radius / 2)


def _covered(data: RadarData, value: int) -> bool:
    """Whether the area reaches past a ring half-way between the last axis and the first, where the digits stand."""
    ends = [axis.value for axis in (data.axes[-1], data.axes[0]) if axis.value is not None]
    return len(ends) == 2 and sum(ends) / 2 > value  # noqa: PLR2004 (both neighbours)


class Pen(Surface):
    """Draws charts in the colours of the style sheet's tokens and one font family."""

    # -- radars

    def radar(self, data: RadarData, title: str, *, width: float = 122, height: float = 120, radius: float = 39) -> str:
        """Actual level as a blue area, the standard as a red ring, the white between them the gap, breaks hatched."""
        figure, axes = self._figure(width, height)
        cx, cy, n = width / 2, height / 2 - 1.5, len(data.axes)

        def at(point: Point) -> Point:
            return cx + radius * point[0], cy + radius * point[1]

        shape = radar_shape(data)
        self._area(axes, [at(p) for p in shape.rings[data.high]], "wash")
        standard = [at(p) for p in shape.rings[data.standard]]
        self._area(axes, standard, "paper")
        for value, ring in shape.rings.items():
            if value not in (data.low, data.standard):
                self._outline(axes, [at(p) for p in ring], "rule", 0.18)
        for i in range(n):
            self._line(axes, [at(place(i, n, data.low, data.low, data.high)), at(shape.spokes[i])], "rule", 0.18)
        if shape.breaks:
            self._hatch(axes, [[at(p) for p in piece] for piece in shape.breaks])
        self._runs(axes, data, at)
        hub = radius * math.hypot(*shape.rings[data.low][0])
        self._add(
            axes, Circle((cx, cy), hub, facecolor="white", edgecolor=self.tokens["rule-2"], linewidth=0.18 * PT_PER_MM)
        )
        self._outline(axes, standard, "paper", 1.35)
        self._outline(axes, standard, "standard", 0.75)
        for i, axis in enumerate(data.axes):
            if axis.value is not None:
                x, y = at(place(i, n, float(axis.value), data.low, data.high))
                self._add(axes, Circle((x, y), 0.62, color=self.tokens["actual-deep"], linewidth=0))
        self._arcs(axes, data, (cx, cy), radius)
        self._scale(axes, data, at)
        self._badges(axes, data, standard)
        self._labels(axes, data, (cx, cy), radius)
        if all(axis.value is None for axis in data.axes):
            self._add(axes, Rectangle((cx - 20, cy - 4), 40, 8, facecolor="white", edgecolor="none"))
            self._text(axes, cx, cy + 1.2, data.axes[0].shown, size=11, align="center", color="ink-2", bold=True)
        return self._svg(figure, title)

    def _runs(self, axes: Axes, data: RadarData, at: Mapper) -> None:
        shape = radar_shape(data)
        for run in shape.runs:
            points = [at(p) for p in run.points]
            if len(points) == 1:
                self._add(
                    axes,
                    LineCollection([[at((0, 0)), points[0]]], colors=self.tokens["actual"], linewidths=1.6 * PT_PER_MM),
                )
                continue
            area = points if run.closed else [*points, at((0, 0))]
            self._area(axes, area, "actual")
            clip = Polygon(area, closed=True, transform=axes.transData)
            for ring in shape.rings.values():
                grid = Polygon([at(p) for p in ring], closed=True, fill=False, edgecolor="white", alpha=0.6,
                               linewidth=0.2 * PT_PER_MM)  # fmt: skip
                self._add(axes, grid)
                grid.set_clip_path(clip)
            self._line(axes, [*points, points[0]] if run.closed else points, "actual-deep", 0.35)

    def _arcs(self, axes: Axes, data: RadarData, centre: Point, radius: float) -> None:
        """An arc per category, with its name and mean in a corner of the picture."""
        cx, cy = centre
        n = len(data.axes)
        if len(data.arcs) < 2:  # noqa: PLR2004 (one category needs no arc)
            return
        start = 0
        for arc in data.arcs:
            first, last = start - 0.38, start + arc.count - 0.62
            steps = max(2, int((last - first) * 6))
            points = [on_circle(first + (last - first) * k / steps, n, radius + 1.7) for k in range(steps + 1)]
            self._line(axes, [(cx + x, cy + y) for x, y in points], "rule-2", 0.7)
            inner, outer = on_circle(start - 0.5, n, radius * 0.09), on_circle(start - 0.5, n, radius + 2.6)
            self._line(axes, [(cx + inner[0], cy + inner[1]), (cx + outer[0], cy + outer[1])], "rule-2", 0.3)
            middle = on_circle(start + (arc.count - 1) / 2, n, 1)
            if abs(middle[0]) < 0.45:  # noqa: PLR2004 (below or above the circle)
                x, align = cx, "center"
                y = cy + (radius + 17.5 if middle[1] > 0 else -radius - 17.5)
            else:
                x, align = (cx + 61 - 0.5, "right") if middle[0] > 0 else (cx - 61 + 0.5, "left")
                y = cy - radius - 15.5 if middle[1] < 0.6 else cy + radius + 12  # noqa: PLR2004 (the lower corners)
            self._text(axes, x, y, arc.name, align=align, color="ink-2", bold=True)
            self._text(axes, x, y + 3.4, arc.note, size=SMALL_SIZE, align=align, color="ink-3")
            start += arc.count

    def _scale(self, axes: Axes, data: RadarData, at: Mapper) -> None:
        """Digits of the scale on the first separator, where no data runs; the standard in a red tab."""
        n = len(data.axes)
        shrink = math.cos(math.pi / n)
        for value in range(data.low + 2, data.high + 1):
            x, y = place(0, 1, value, data.low, data.high)
            angle = -math.pi / n
            distance = abs(y) * shrink
            px, py = at((distance * math.sin(angle), -distance * math.cos(angle)))
            if value == data.standard:
                self._add(
                    axes, Rectangle((px - 1.2, py - 1.3), 2.4, 2.6, facecolor=self.tokens["standard"], edgecolor="none")
                )
            inside = value == data.standard or _covered(data, value)
            color = "paper" if inside else "ink-3"
            self._text(
                axes, px + x, py + 0.85, str(value), size=6.5, align="center", color=color, bold=value == data.standard
            )

    def _badges(self, axes: Axes, data: RadarData, ring: Sequence[Point]) -> None:
        for axis, (x, y) in zip(data.axes, ring, strict=True):
            if axis.badge:
                self._add(
                    axes, Circle((x, y), 2.05, facecolor=self.tokens["standard"], edgecolor="white", linewidth=0.8)
                )
                self._text(axes, x, y + 0.98, str(axis.badge), size=7.5, align="center", color="paper", bold=True)

    def _labels(self, axes: Axes, data: RadarData, centre: Point, radius: float) -> None:
        """Name and value outside each axis, above the upper ones and below the lower ones."""
        n = len(data.axes)
        for i, axis in enumerate(data.axes):
            x, y = on_circle(i, n, 1)
            align = "center" if abs(x) < 0.12 else ("left" if x > 0 else "right")  # noqa: PLR2004 (straight up or down)
            px = centre[0] + x * (radius + 4.6)
            side = centre[0] - abs(x) * (radius + 4.6) if align != "center" else _between(n, radius + 4.6)
            lines, size = fitted(axis.name, side, LABEL_SIZE)
            step = size * LINE_MM
            py = centre[1] + y * (radius + 4.6) + (y - 1) * (step * len(lines) + 2.5) / 2 + 2.7
            color = "ink-3" if axis.value is None else "ink"
            for k, line in enumerate(lines):
                self._text(axes, px, py + k * step, line, size=size, align=align, color=color, bold=bool(axis.badge))
            value = py + (len(lines) - 1) * step + 3.3
            self._text(axes, px, value, axis.shown, align=align, color=color, bold=axis.value is not None)

    def level_radar(
        self, data: LevelRadarData, title: str, *, width: float = 84, height: float = 72, radius: float = 25
    ) -> str:
        """Required levels: rings per level, a red line; where levels changed, the ones before dashed under it."""
        figure, axes = self._figure(width, height)
        cx, cy, n = width / 2, height / 2, len(data.names)

        def polygon(levels: Sequence[float]) -> list[Point]:
            points = [place(i, n, v, data.low - 1, data.high) for i, v in enumerate(levels)]
            return [(cx + radius * x, cy + radius * y) for x, y in points]

        for level in range(data.low, data.high + 1):
            self._outline(axes, polygon([level] * n), "rule" if level < data.high else "rule-2", 0.2)
        for i in range(n):
            x, y = on_circle(i, n, radius)
            self._line(axes, [(cx, cy), (cx + x, cy + y)], "rule", 0.18)
        if data.before != data.levels:
            self._outline(axes, polygon(data.before), "ink-2", 0.35, dashed=True)
        self._outline(axes, polygon(data.levels), "standard", 0.7)
        for i, (level, name) in enumerate(zip(data.levels, data.names, strict=True)):
            changed = level != data.before[i]
            x, y = polygon([level] * n)[i]
            self._add(axes, Circle((x, y), 0.9 if changed else 0.5, color=self.tokens["standard"], linewidth=0))
            ux, uy = on_circle(i, n, 1)
            align = "center" if abs(ux) < 0.12 else ("left" if ux > 0 else "right")  # noqa: PLR2004 (straight up or down)
            side = cx - abs(ux) * (radius + 2.4) if align != "center" else _between(n, radius + 2.4)
            lines, size = fitted(name, side, 6.5)
            step = size * LINE_MM
            lx = cx + ux * (radius + 2.4)
            ly = cy + uy * (radius + 2.4) + (uy - 1) * (step * (len(lines) - 1) + 2.4) / 2 + 2.2
            for k, line in enumerate(lines):
                self._text(axes, lx, ly + k * step, line, size=size, align=align, bold=changed)
        return self._svg(figure, title)

    # -- groups

    def bands(self, data: BandsData, title: str, *, width: float = 174) -> str:
        """Stacked bars of people per band, aligned at the standard: to its left who is below, to its right who attains."""
        row_height, top = 6.8, 8.0
        figure, axes = self._figure(width, top + row_height * len(data.rows) + 2)
        below = max((sum(row.counts[: data.attained]) for row in data.rows), default=0)
        above = max((sum(row.counts[data.attained :]) for row in data.rows), default=0)
        label_width = min(max((text_width(row.name, LABEL_SIZE) for row in data.rows), default=0) + 4, width / 3)
        tail_width = 24.0
        unit = (width - label_width - tail_width) / max(below + above, 1)
        zero = label_width + below * unit
        for k, row in enumerate(data.rows):
            y = top + k * row_height
            self._text(axes, label_width - 2.5, y + 3.7, row.name, align="right")
            x = zero - sum(row.counts[: data.attained]) * unit
            for band, count in enumerate(row.counts):
                if count:
                    self._bar(axes, x, y, count * unit, tone(band, data.attained), count)
                    x += count * unit
            if row.missing:
                self._text(
                    axes,
                    width,
                    y + 3.7,
                    f"{data.missing_label} {row.missing}",
                    size=SMALL_SIZE,
                    align="right",
                    color="ink-3",
                )
        self._line(axes, [(zero, top - 2.4), (zero, top + row_height * len(data.rows))], "standard", 0.6)
        return self._svg(figure, title)

    def _bar(self, axes: Axes, x: float, y: float, length: float, shade: int, count: int) -> None:
        self._add(
            axes, Rectangle((x, y), length, 5.2, facecolor=self.tokens[f"b{shade}"], edgecolor="white", linewidth=0.8)
        )
        if length >= 3.1:  # noqa: PLR2004 (room for a digit)
            color = "paper" if shade < FIRST_PALE_TONE else "ink"
            self._text(axes, x + length / 2, y + 3.6, str(count), size=SMALL_SIZE, align="center", color=color)

    def heatmap(self, data: HeatmapData, title: str, *, width: float = 174) -> str:
        """Bands of people by competency: colour and digit; bold digits below the standard, a dash where not assessed."""
        label, gap, row_height, top = 36.0, 1.2, 5.4, 30.0
        figure, axes = self._figure(width, top + row_height * len(data.people) + 2)
        cell = (width - label - gap * (len(data.groups) - 1)) / len(data.names)
        xs, column = [], 0
        for g, count in enumerate(data.groups):
            for _ in range(count):
                xs.append(label + column * cell + g * gap)
                column += 1
        for x, name in zip(xs, data.names, strict=True):
            self._vertical(axes, x + cell / 2, top - 2, name)
        for r, (person, cells) in enumerate(zip(data.people, data.cells, strict=True)):
            y = top + r * row_height
            self._text(axes, 0, y + 3.7, person, size=SMALL_SIZE)
            for x, band in zip(xs, cells, strict=True):
                if band is None:
                    self._text(axes, x + cell / 2, y + 3.7, "–", size=SMALL_SIZE, align="center", color="ink-3")
                    continue
                shade = tone(band, data.standard)
                self._add(
                    axes,
                    Rectangle(
                        (x, y), cell, row_height, facecolor=self.tokens[f"b{shade}"], edgecolor="white", linewidth=0.6
                    ),
                )
                color = "paper" if shade < FIRST_PALE_TONE else "ink"
                self._text(axes, x + cell / 2, y + 3.8, str(band), size=SMALL_SIZE, align="center", color=color,
                           bold=band < data.standard)  # fmt: skip
        return self._svg(figure, title)

    def _vertical(self, axes: Axes, x: float, bottom: float, name: str) -> None:
        """A column heading: Chinese is read downwards, one character under the other; other scripts are turned."""
        if name.isascii():
            with mpl.rc_context(RC):
                axes.text(x + 0.9, bottom, name, fontsize=6, ha="center", va="bottom", rotation=90, family=self.family,
                          color=self.tokens["ink-2"])  # fmt: skip
            return
        for k, character in enumerate(reversed(name)):
            self._text(axes, x, bottom - k * 2.75, character, size=SMALL_SIZE, align="center", color="ink-2")
