"""Where the words of a radar stand: labels, corners and digits in millimetres, the same whoever draws them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.reports.chart_data import LevelRadarData, Point, RadarData, on_circle, place
from reportgen.reports.chart_text import fitted

LABEL_SIZE = 8.0
NOTE_SIZE = 7.0
FIRST_LINE = 3.4  # baseline [mm] of a label that touches the upper edge
LINE_MM = 0.41  # from line to line of a label, in mm per pt of its size
ARC_AT, ARC_WIDTH = 1.7, 0.7  # of the arcs of categories: distance from the rim, width
BEFORE_WIDTH, BEFORE_DOT = 0.35, 0.7  # of the line of an earlier cycle, and of a place alone on it
BEFORE_DASHES = (1.2, 0.9)
_STRAIGHT = 0.12  # an axis that leans less than this points up or down
_VALUE_STEP = 3.3


@dataclass(frozen=True)
class Words:
    """A line of text at a place [mm], its size [pt] and its alignment (left, center, right)."""

    x: float
    y: float
    text: str
    size: float
    align: str


@dataclass(frozen=True)
class RadarFrame:
    """Size, centre and radius of a radar [mm]."""

    width: float
    height: float
    radius: float
    cy: float

    @property
    def cx(self) -> float:
        return self.width / 2

    def at(self, point: Point) -> Point:
        """A point of the unit circle on the picture."""
        return self.cx + self.radius * point[0], self.cy + self.radius * point[1]


OVERVIEW = RadarFrame(122, 116, 38, 56)
COMPACT = RadarFrame(122, 106, 33.5, 50)  # where an introduction takes some of the first page
CHANGES = RadarFrame(105, 96, 31.5, 48)  # beside a table with figures
LEVELS = RadarFrame(84, 66, 25, 33)
DETAIL = RadarFrame(94, 74, 26, 37)


def axis_words(data: RadarData, frame: RadarFrame) -> Iterator[tuple[list[Words], Words]]:
    """Per axis the lines of its name and the value below them: above the upper axes, below the lower ones."""
    n = len(data.axes)
    radius = frame.radius + (4.6 if len(data.arcs) > 1 else 2.6)
    for i, axis in enumerate(data.axes):
        x, y = on_circle(i, n, 1)
        align = "center" if abs(x) < _STRAIGHT else ("left" if x > 0 else "right")
        room = frame.cx - abs(x) * radius if align != "center" else _between(n, radius)
        lines, size = fitted(axis.name, room, LABEL_SIZE)
        step = size * LINE_MM
        px = frame.cx + x * radius
        py = frame.cy + y * radius + (y - 1) * (step * len(lines) + 2.5) / 2 + 2.7
        name = [Words(px, py + k * step, line, size, align) for k, line in enumerate(lines)]
        yield name, Words(px, py + (len(lines) - 1) * step + _VALUE_STEP, axis.shown, LABEL_SIZE, align)


def _between(n: int, radius: float) -> float:
    """Room [mm] of the label at the top or bottom, between its two neighbours."""
    return max(2 * radius * math.sin(2 * math.pi / n) - 1, radius / 2)


def arc_words(data: RadarData, frame: RadarFrame) -> Iterator[tuple[Words, Words]]:
    """Per category its name and note in the corner nearest to its axes."""
    n, start = len(data.axes), 0
    for arc in data.arcs:
        x, y = on_circle(start + (arc.count - 1) / 2, n, 1)
        if abs(x) < 0.45:  # noqa: PLR2004 (below or above the circle)
            px, align = frame.cx, "center"
            py = frame.cy + (frame.radius + 18 if y > 0 else -frame.radius - 17.5)
        else:
            px, align = (frame.width - 0.5, "right") if x > 0 else (0.5, "left")
            upper = max(frame.cy - frame.radius - 15.5, FIRST_LINE)
            py = upper if y < 0.6 else frame.cy + frame.radius + 12  # noqa: PLR2004 (the lower corners)
        yield Words(px, py, arc.name, LABEL_SIZE, align), Words(px, py + 3.4, arc.note, NOTE_SIZE, align)
        start += arc.count


def arc_spans(data: RadarData) -> Iterator[tuple[float, float]]:
    """Per category the first and last place of its arc, counted in axes."""
    start = 0
    for arc in data.arcs:
        yield start - 0.38, start + arc.count - 0.62
        start += arc.count


def separators(data: RadarData) -> list[float]:
    """Places between the categories, counted in axes."""
    return [first - 0.12 for first, _ in arc_spans(data)]


def scale_places(data: RadarData, frame: RadarFrame) -> Iterator[tuple[int, Point]]:
    """The scale's digits half-way between the last axis and the first: value, place [mm]."""
    n = len(data.axes)
    shrink = math.cos(math.pi / n)
    angle = -math.pi / n
    for value in range(data.low + 2, data.high + 1):
        distance = math.hypot(*place(0, 1, value, data.low, data.high)) * shrink
        x, y = frame.at((distance * math.sin(angle), -distance * math.cos(angle)))
        point = (x - (1.7 if len(data.arcs) > 1 and value != data.standard else 0), y)  # beside the separator
        yield value, point


def level_words(data: LevelRadarData, frame: RadarFrame) -> Iterator[list[Words]]:
    """Per axis of a radar of levels the lines of its name."""
    n, radius = len(data.names), frame.radius + 2.4
    for i, name in enumerate(data.names):
        x, y = on_circle(i, n, 1)
        align = "center" if abs(x) < _STRAIGHT else ("left" if x > 0 else "right")
        room = frame.cx - abs(x) * radius if align != "center" else _between(n, radius)
        lines, size = fitted(name, room, 6.5)
        step = size * LINE_MM
        px = frame.cx + x * radius
        py = frame.cy + y * radius + (y - 1) * (step * (len(lines) - 1) + 2.4) / 2 + 2.2
        yield [Words(px, py + k * step, line, size, align) for k, line in enumerate(lines)]
