"""Radars of required levels, before and after a recalibration: a ring per level that bears the level's name."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from reportgen.reports.chart_data import Point, on_circle, place
from reportgen.reports.chart_layout import LINE_MM, RadarFrame, Words
from reportgen.reports.chart_text import MM_PER_PT, MOST_LINES, SMALLEST, fitted, text_width
from reportgen.reports.drawing import Drawing, box, dot, outline, stroke
from reportgen.reports.votes_data import RequiredData

Tokens = Mapping[str, str]

FRAME = RadarFrame(86, 70, 25.5, 35)
WIDE = RadarFrame(174, 104, 40, 52)  # where many or long names would cover each other
_SIZES = (6.5, 6.0, 5.5)  # of the rings' names
_ASCENT = 0.86  # of the capitals and Chinese characters, in em
_NEAR = 2  # axes on either side of the names that would be crossed where they change
_STRAIGHT = 0.12
_REAL = 0.95  # of the width that is reckoned with, which is rather too wide
_LABEL = 7.0
_BOLD = 0.95  # of the room is left for bold letters
FEWEST = 3  # axes of a radar


def required_radar(data: RequiredData, title: str, tokens: Tokens, *, after: bool, frame: RadarFrame = FRAME) -> str:
    """The levels before as a line; or those after, with the ones before dashed under them. Changed axes are bold, have an
    arrow and a larger dot.
    """
    pen = Drawing(frame.width, frame.height, tokens)
    n, top = len(data.names), len(data.rings)
    rings = [[frame.at(place(i, n, level, 0, top)) for i in range(n)] for level in range(1, top + 1)]
    for level, ring in enumerate(rings, start=1):
        pen.path(outline(ring), line="rule" if level < top else "rule-2", width=0.2)
    ends = (frame.at(on_circle(i, n, 1)) for i in range(n))
    pen.path((stroke(frame.cx, frame.cy, x - frame.cx, y - frame.cy) for x, y in ends), line="rule", width=0.18)
    _ring_names(pen, data, rings, frame)
    before = [rings[level - 1][i] for i, level in enumerate(data.before)]
    points = [rings[level - 1][i] for i, level in enumerate(data.after)] if after else before
    if after and points != before:
        pen.path(outline(before), line="ink", width=0.35, dashes="1.1 .8")
    pen.path(outline(points), line="standard" if after else "ink", width=0.7)
    for (x, y), mark in zip(points, data.marks, strict=True):
        if mark and after:
            pen.path(dot(x, y, 1.15), fill="standard", line="paper", width=0.3)
        elif mark:
            pen.path(dot(x, y, 1.0), fill="paper", line="ink", width=0.5)
        else:
            pen.path(dot(x, y, 0.5), fill="standard" if after else "ink")
    _axis_names(pen, data, frame)
    return pen.svg(title)


def _ring_names(pen: Drawing, data: RequiredData, rings: Sequence[Sequence[Point]], frame: RadarFrame) -> None:
    """A name just inside its ring, above or below the centre, where fewer axes change; numbers where names have no room."""
    n = len(data.names)
    changed = [i for i, mark in enumerate(data.marks) if mark]
    crossed = {
        at: sum(1 for i in changed if min(abs(i - at), n - abs(i - at)) <= _NEAR) for at in (0, n // 2)
    }  # fmt: skip
    lower = crossed[n // 2] < crossed[0] and n % 2 == 0
    for names in (data.rings, data.values):
        for size in _SIZES:
            places = _inside(names, rings, frame, size)
            if places is not None:
                break
        else:
            continue
        break
    if places is None:
        return
    height = size * MM_PER_PT
    for name, y in zip(names, places, strict=True):
        base = 2 * frame.cy - y + height * _ASCENT if lower else y
        wide = text_width(name, size) + 0.6
        pen.path(box(frame.cx - wide / 2, base - height * _ASCENT, wide, height), fill="paper")
        pen.text(frame.cx, base, name, size=size, align="center", color="ink-2")


def _inside(
    names: Sequence[str], rings: Sequence[Sequence[Point]], frame: RadarFrame, size: float
) -> list[float] | None:
    """Baselines of the names, each between its ring and the next one inside; None where one of them has no room."""
    height, inner, found = size * MM_PER_PT, frame.cy, []
    for name, ring in zip(names, rings, strict=True):
        base = _edge(ring, frame.cx, text_width(name, size) / 2) + 0.35 + height * _ASCENT
        if base > inner - 0.3:
            return None
        found.append(base)
        inner = ring[0][1]
    return found


def _edge(ring: Sequence[Point], cx: float, half: float) -> float:
    """How far down the upper edge of a ring comes within `half` [mm] of its middle."""
    for (x, y), (x1, y1) in pairwise([*ring[: len(ring) // 2 + 1]]):
        if x1 - cx >= half:
            return y + (y1 - y) * (cx + half - x) / (x1 - x)
        if x1 <= x:
            break
    return math.inf


def frame_for(data: RequiredData) -> RadarFrame:
    """The small frame, two of which stand side by side, where its names do not cover each other; else the wide one."""
    found = [_covers(line) for lines in _axis_words(data, FRAME) for line in lines]
    clash = any(
        a[0] < c[2] and c[0] < a[2] and a[1] < c[3] and c[1] < a[3] for a, c in combinations(found, 2)
    )  # fmt: skip
    return WIDE if clash or any(box_[0] < 0 or box_[2] > FRAME.width for box_ in found) else FRAME


def _covers(word: Words) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line of text [mm]."""
    wide, height = text_width(word.text, word.size) * _REAL, word.size * MM_PER_PT
    left = word.x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[word.align]
    return left, word.y - 0.7 * height, left + wide, word.y + 0.1 * height


def _axis_names(pen: Drawing, data: RequiredData, frame: RadarFrame) -> None:
    for lines, mark in zip(_axis_words(data, frame), data.marks, strict=True):
        for word in lines:
            color = "ink" if mark else "ink-2"
            pen.text(word.x, word.y, word.text, size=word.size, align=word.align, bold=bool(mark), color=color)


def _axis_words(data: RequiredData, frame: RadarFrame) -> Iterator[list[Words]]:
    """Per axis the lines of its name, with an arrow where it changes."""
    n, radius = len(data.names), frame.radius + 2.4
    for i, (name, mark) in enumerate(zip(data.names, data.marks, strict=True)):
        x, y = on_circle(i, n, 1)
        align = "center" if abs(x) < _STRAIGHT else ("left" if x > 0 else "right")
        between = 2 * radius * math.sin(2 * math.pi / n) - 1
        room = between if align == "center" else frame.cx - abs(x) * radius
        marked = name + (f" {mark}" if mark and " " in name else mark)
        lines, size = _broken(marked, room * (_BOLD if mark else 1))
        step = size * LINE_MM
        py = frame.cy + y * radius + (y - 1) * (step * (len(lines) - 1) + 2.4) / 2 + 2.2
        yield [Words(frame.cx + x * radius, py + k * step, line, size, align) for k, line in enumerate(lines)]


def _broken(name: str, room: float) -> tuple[list[str], float]:
    """A name rather small than on several lines, which come too near to the next axis."""
    for lines in range(1, MOST_LINES):
        size = _LABEL
        while size >= SMALLEST:
            broken, fits = fitted(name, room, size)
            if fits == size and len(broken) <= lines:
                return broken, size
            size -= 0.5
    return fitted(name, room, SMALLEST)
