"""Radars drawn for a page: where somebody is in blue, the standard in red, the white between them the gap."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

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
from reportgen.reports.drawing import Drawing, box, dot, number, outline, stroke

Tokens = Mapping[str, str]


def radar(data: RadarData, title: str, tokens: Tokens, frame: RadarFrame = OVERVIEW) -> str:
    """The radar as SVG; `title` says what it shows."""
    pen = Drawing(frame.width, frame.height, tokens)
    shape = radar_shape(data)
    rings = {value: [frame.at(p) for p in ring] for value, ring in shape.rings.items()}
    standard = outline(rings[data.standard])
    pen.path(outline(rings[data.high]), fill="wash")
    pen.path(standard, fill="paper")
    pen.path(
        (outline(ring) for value, ring in rings.items() if value not in (data.low, data.standard)),
        line="rule", width=0.18,
    )  # fmt: skip
    centre = (frame.cx, frame.cy)
    pen.path((outline([centre, frame.at(p)], closed=False) for p in shape.spokes), line="rule", width=0.18)
    borders = _borders(data, frame)
    pen.path(borders, line="rule-2", width=0.3)
    r = frame.radius
    pen.hatch(
        (outline([frame.at(p) for p in piece]) for piece in shape.breaks),
        (frame.cx - r, frame.cy - r, frame.cx + r, frame.cy + r),
    )
    _area(pen, shape, frame, rings, borders)
    pen.path(dot(*centre, r * math.hypot(*shape.rings[data.low][0])), fill="paper", line="rule-2", width=0.18)
    _before(pen, data, frame)  # under the standard: where both are the same, the standard is seen
    pen.path(standard, line="paper", width=1.35)  # the casing keeps ring and area apart in grey print
    pen.path(standard, line="standard", width=0.75)
    points = [frame.at(p) for run in shape.runs for p in run.points]
    pen.path((dot(x, y, 0.62) for x, y in points), fill="actual-deep")
    _before_alone(pen, data, frame)
    _categories(pen, data, frame)
    _scale(pen, data, frame)
    _badges(pen, data, rings[data.standard])
    _labels(pen, data, frame)
    if not points:
        pen.path(box(frame.cx - 20, frame.cy - 4, 40, 8), fill="paper")
        (word, _), *_ = Counter(axis.shown for axis in data.axes).most_common()
        pen.text(frame.cx, frame.cy + 1.3, word, size=11, align="center", color="ink-2", bold=True)
    return pen.svg(title)


def _borders(data: RadarData, frame: RadarFrame) -> str:
    """Lines between the categories."""
    if len(data.arcs) < 2:  # noqa: PLR2004 (one category needs no border)
        return ""
    n, rim = len(data.axes), (frame.radius + 2.6) / frame.radius
    hub = math.hypot(*place(0, n, data.low, data.low, data.high))
    return "".join(
        outline([frame.at(on_circle(s, n, hub)), frame.at(on_circle(s, n, rim))], closed=False)
        for s in separators(data)
    )


def _area(
    pen: Drawing, shape: RadarShape, frame: RadarFrame, rings: Mapping[int, Sequence[Point]], borders: str
) -> None:
    """The filled runs, over them the grid again in white."""
    centre = (frame.cx, frame.cy)
    areas, edges = [], []
    for run in shape.runs:
        points = [frame.at(p) for p in run.points]
        if len(points) == 1:
            pen.path(outline([centre, points[0]], closed=False), line="actual", width=1.6)
            continue
        areas.append(outline(points if run.closed else [*points, centre]))
        edges.append(outline(points, closed=run.closed))
    if not areas:
        return
    pen.path(areas, fill="actual")
    inside = pen.clip(areas)
    pen.path((outline(ring) for ring in rings.values()), line="paper", width=0.2, opacity=0.6, clip=inside)
    pen.path(borders, line="paper", width=0.6, clip=inside)
    pen.path(edges, line="actual-deep", width=0.35)


def _before(pen: Drawing, data: RadarData, frame: RadarFrame) -> None:
    """The earlier cycle as a dashed line on a pale casing, which shows it on the area and beside it."""
    runs = [([frame.at(p) for p in run.points], run.closed) for run in before_runs(data)]
    lines = [outline(points, closed=closed) for points, closed in runs if len(points) > 1]
    pen.path(lines, line="paper", width=0.7, opacity=0.7)
    pen.path(lines, line="ink-2", width=BEFORE_WIDTH, dashes=" ".join(map(number, BEFORE_DASHES)))


def _before_alone(pen: Drawing, data: RadarData, frame: RadarFrame) -> None:
    """Scores of the earlier cycle without neighbours, as open dots."""
    single = (dot(*frame.at(run.points[0]), BEFORE_DOT) for run in before_runs(data) if len(run.points) == 1)
    pen.path(single, fill="paper", line="ink-2", width=BEFORE_WIDTH)


def _categories(pen: Drawing, data: RadarData, frame: RadarFrame) -> None:
    if len(data.arcs) < 2:  # noqa: PLR2004 (one category needs no arc)
        return
    n, radius = len(data.axes), frame.radius + ARC_AT
    arcs = []
    for first, last in arc_spans(data):
        (x0, y0), (x1, y1) = on_circle(first, n, radius), on_circle(last, n, radius)
        large = int((last - first) / n > 0.5)  # noqa: PLR2004 (more than half of the circle)
        start = outline([(frame.cx + x0, frame.cy + y0)], closed=False)
        arcs.append(f"{start}A{radius} {radius} 0 {large} 1 {frame.cx + x1:.2f} {frame.cy + y1:.2f}")
    pen.path(arcs, line="rule-2", width=ARC_WIDTH)
    for name, note in arc_words(data, frame):
        pen.text(name.x, name.y, name.text, size=name.size, align=name.align, color="ink-2", bold=True)
        pen.text(note.x, note.y, note.text, size=note.size, align=note.align, color="ink-3")


def _scale(pen: Drawing, data: RadarData, frame: RadarFrame) -> None:
    for value, (x, y) in scale_places(data, frame):
        standard = value == data.standard
        pen.path(box(x - 1.25, y - 1.35, 2.5, 2.7), fill="standard" if standard else "paper")
        color = "paper" if standard else "ink-2"
        pen.text(x, y + 0.85, str(value), size=6.5, align="center", color=color, bold=standard)


def _badges(pen: Drawing, data: RadarData, ring: Sequence[Point]) -> None:
    """Numbers on the ring tie an axis to a line of the page."""
    for axis, (x, y) in zip(data.axes, ring, strict=True):
        if axis.badge:
            pen.path(dot(x, y, 2.05), fill="standard", line="paper", width=0.4)
            pen.text(x, y + 0.95, str(axis.badge), size=7.5, align="center", color="paper", bold=True)


def _labels(pen: Drawing, data: RadarData, frame: RadarFrame) -> None:
    for axis, (name, value) in zip(data.axes, axis_words(data, frame), strict=True):
        color = "ink-3" if axis.value is None else "ink"
        for line in name:
            pen.text(line.x, line.y, line.text, size=line.size, align=line.align, color=color, bold=bool(axis.badge))
        pen.text(value.x, value.y, value.text, align=value.align, color="ink-3" if axis.value is None else "ink-2",
                 bold=axis.value is not None)  # fmt: skip


def level_radar(data: LevelRadarData, title: str, tokens: Tokens, frame: RadarFrame = LEVELS) -> str:
    """Required levels as a red line over a ring per level; where they changed, the ones before dashed under it."""
    pen = Drawing(frame.width, frame.height, tokens)
    n = len(data.names)

    def polygon(levels: Sequence[int]) -> list[Point]:
        return [frame.at(place(i, n, v, data.low - 1, data.high)) for i, v in enumerate(levels)]

    for level in range(data.low, data.high + 1):
        pen.path(outline(polygon([level] * n)), line="rule" if level < data.high else "rule-2", width=0.2)
    spokes = (frame.at(on_circle(i, n, 1)) for i in range(n))
    pen.path((stroke(frame.cx, frame.cy, x - frame.cx, y - frame.cy) for x, y in spokes), line="rule", width=0.18)
    if data.before != data.levels:
        pen.path(outline(polygon(data.before)), line="ink-2", width=0.35, dashes="1.1 .8")
    points = polygon(data.levels)
    pen.path(outline(points), line="standard", width=0.7)
    changed = [now != before for now, before in zip(data.levels, data.before, strict=True)]
    pen.path((dot(x, y, 0.9 if c else 0.5) for (x, y), c in zip(points, changed, strict=True)), fill="standard")
    for lines, bold in zip(level_words(data, frame), changed, strict=True):
        for line in lines:
            pen.text(line.x, line.y, line.text, size=line.size, align=line.align, bold=bold)
    return pen.svg(title)
