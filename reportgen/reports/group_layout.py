"""Where things stand in the charts of groups, in millimetres: stacked bars, and the picture of people × depth.

Every word fits its place, whatever the language: it is broken into lines or set smaller.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen.reports.chart_data import Point, tone
from reportgen.reports.chart_layout import LABEL_SIZE, LINE_MM, NOTE_SIZE, Words
from reportgen.reports.chart_text import fitted, text_width
from reportgen.reports.group_data import BandRow, BandsData, NeedPoint, NeedsData

BAR = 4.4  # height of a stacked bar
_ROW, _HEAD = 5.75, 5.4  # from bar to bar, room above them
_PART_GAP = 0.35
_COLUMN_GAP, _NAME_GAP = 3.0, 2.5

RADIUS, APART = 2.15, 4.5  # of the discs: radius, least distance of two centres
RING = 0.85  # radius of the mark of a true place
WORD_SIZE, TICK_SIZE = 7.5, 7.0
_LEFT, _RIGHT = 8.0, 1.5  # from the edges of the picture to the box
_INDENT = 1.5  # of words in their corner
_TICKS = 4.4  # height of the digits below the box
_AIR = 0.5  # around the discs
_MOST_TICKS = 10
_BEYOND = 1.5  # how far the scales go on beyond the limits, at least


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar: upper left corner and width, the palette's tone, people as a number where it has room."""

    x: float
    y: float
    width: float
    tone: int
    text: str


@dataclass(frozen=True)
class BandsLayout:
    """Stacked bars: they meet at `zero`, where the standard stands; columns of numbers to their right."""

    height: float
    zero: float
    heads: tuple[Words, Words]
    names: tuple[Words, ...]
    parts: tuple[Part, ...]
    counts: tuple[Words, ...]
    notes: tuple[Words, ...]


def bands_layout(data: BandsData, width: float) -> BandsLayout:
    """Lay out stacked bars in a picture of this width [mm]; its height follows from the rows."""
    notes = max((text_width(row.missing_note, NOTE_SIZE) for row in data.rows), default=0.0)
    counts = max((text_width(row.attained, NOTE_SIZE) for row in data.rows), default=0.0)
    right = width - (notes + _COLUMN_GAP if notes else 0)
    end = right - counts - _COLUMN_GAP  # of the bars
    names = max((text_width(row.name, LABEL_SIZE) for row in data.rows), default=0.0) + _NAME_GAP
    left, beside = (text_width(text, LABEL_SIZE) + _INDENT for text in (data.below_label, data.attained_label))
    label = min(max(names, left), width / 3)
    head = right - text_width(data.count_label, NOTE_SIZE) - _COLUMN_GAP  # end of the words before the count's heading
    below = max((sum(row.counts[: data.attained]) for row in data.rows), default=0)
    above = max((sum(row.counts[data.attained :]) for row in data.rows), default=0)
    farthest = max(head - beside, label + (end - label) / 3)  # the zero leaves room for the words beside it
    unit = min((end - label) / max(below + above, 1), (farthest - label) / max(below, 1))
    zero = label + below * unit
    tops = [_HEAD + _ROW * i for i in range(len(data.rows))]
    heads = (
        _one_line(data.below_label, zero - _INDENT, _HEAD - 2.2, zero - _INDENT, "right"),
        _one_line(data.attained_label, zero + _INDENT, _HEAD - 2.2, head - zero - _INDENT, "left"),
    )
    size = min(words.size for words in heads)
    return BandsLayout(
        height=_HEAD + _ROW * len(data.rows) + 1,
        zero=zero,
        heads=(replace(heads[0], size=size), replace(heads[1], size=size)),
        names=tuple(
            _one_line(row.name, label - _NAME_GAP, y + _ROW / 2 + 1, label - _NAME_GAP, "right")
            for row, y in zip(data.rows, tops, strict=True)
        ),
        parts=tuple(part for row, y in zip(data.rows, tops, strict=True) for part in _parts(row, data, zero, unit, y)),
        counts=(
            Words(right, _HEAD - 2.2, data.count_label, NOTE_SIZE, "right"),
            *(
                Words(right, y + _ROW / 2 + 1, row.attained, NOTE_SIZE, "right")
                for row, y in zip(data.rows, tops, strict=True)
            ),
        ),
        notes=tuple(
            Words(width, y + _ROW / 2 + 1, row.missing_note, NOTE_SIZE, "right")
            for row, y in zip(data.rows, tops, strict=True)
            if row.missing_note
        ),
    )


def _parts(row: BandRow, data: BandsData, zero: float, unit: float, top: float) -> Iterator[Part]:
    x = zero - sum(row.counts[: data.attained]) * unit
    for band, count in enumerate(row.counts):
        length = count * unit
        if count:
            gap = min(_PART_GAP, length / 3)
            text = str(count) if text_width(str(count), NOTE_SIZE) + 0.4 <= length else ""
            yield Part(x + gap / 2, top + (_ROW - BAR) / 2, length - gap, tone(band, data.standard), text)
        x += length


def _one_line(text: str, x: float, y: float, room: float, align: str) -> Words:
    """A text on a line of its own, set smaller when its room [mm] asks for it."""
    wide = text_width(text, LABEL_SIZE)
    return Words(x, y, text, LABEL_SIZE if wide <= room else LABEL_SIZE * room / wide, align)


# ---- people × depth


@dataclass(frozen=True)
class Extent:
    """An upright rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Ticks:
    """A scale from 0: the distance of its ticks and how many follow the 0."""

    step: float
    count: int

    @property
    def top(self) -> float:
        return self.step * self.count

    @property
    def values(self) -> list[float]:
        return [self.step * i for i in range(self.count + 1)]

    def text(self, value: float) -> str:
        """A tick's number: one decimal where ticks stand at half points."""
        return f"{value:.1f}" if self.step < 1 else f"{value:g}"


@dataclass(frozen=True)
class Disc:
    """A need: its number, where it belongs, and where its disc has room."""

    number: int
    true: Point
    at: Point


@dataclass(frozen=True)
class NeedsLayout:
    """The picture of needs: a box with strips for words at top and bottom, the field of values between them.

    No value lies in a strip, so no disc ever covers a word. `limits` are those of the data: many people, deep gaps.
    """

    width: float
    height: float
    box: Extent
    field: Extent
    people: Ticks
    depth: Ticks
    words: tuple[Words, ...]
    corners: tuple[Words, ...]
    discs: tuple[Disc, ...]
    limits: tuple[float, float]

    def x(self, people: float) -> float:
        return self.field.x0 + (self.field.x1 - self.field.x0) * people / self.people.top

    def y(self, depth: float) -> float:
        return self.field.y1 - (self.field.y1 - self.field.y0) * depth / self.depth.top

    @property
    def middle(self) -> Point:
        """Where few become many and shallow becomes deep."""
        return self.x(self.limits[0]), self.y(self.limits[1])


def needs_layout(data: NeedsData, width: float, height: float) -> NeedsLayout:
    """Lay out a picture of this size [mm]."""
    above, below = _lines(data.words["y"], width), _lines(data.words["x"], width)
    box = Extent(_LEFT, _height(above), width - _RIGHT, height - _TICKS - _height(below))
    limits = float(data.many), float(data.deep)
    people = _ticks(max([limits[0] * _BEYOND, *(p.people for p in data.points)]), 1)
    depth = _ticks(max([limits[1] * _BEYOND, *(float(p.depth) for p in data.points)]), 0.5)
    share = limits[0] / people.top
    room = (box.x1 - box.x0) * min(share, 1 - share) - 2 * _INDENT
    corner = {key: _lines(data.words[key], room) for key in ("few_deep", "many_deep", "few_shallow", "many_shallow")}
    tops = max(_height(corner["few_deep"]), _height(corner["many_deep"]))
    bottoms = max(_height(corner["few_shallow"]), _height(corner["many_shallow"]))
    edge = RADIUS + _AIR
    field = Extent(box.x0 + edge, box.y0 + tops + edge, box.x1 - edge, box.y1 - bottoms - edge)
    words = (
        *_placed(above, 0, 0, "left"),
        *_placed(below, width, box.y1 + _TICKS, "right"),
    )
    corners = tuple(
        line
        for key, (lines, size) in corner.items()
        for line in _placed(
            (lines, size),
            box.x0 + _INDENT if key.startswith("few") else box.x1 - _INDENT,
            box.y0 if key.endswith("deep") else box.y1 - bottoms,
            "left" if key.startswith("few") else "right",
        )
    )
    layout = NeedsLayout(width, height, box, field, people, depth, words, corners, (), limits)
    return replace(layout, discs=tuple(_discs(data.points, layout)))


def _ticks(top: float, finest: float) -> Ticks:
    """Round steps of 1, 2 or 5 (of the finest one, and its tens) up to the top."""
    steps = (finest * factor * 10**power for power in range(10) for factor in (1, 2, 5 if finest == 1 else 4))
    step = next(s for s in steps if top / s <= _MOST_TICKS)
    return Ticks(step, max(1, math.ceil(top / step)))


def _lines(text: str, room: float) -> tuple[list[str], float]:
    """A text in lines that fit their room [mm], and its size [pt]: what cannot be broken is set smaller."""
    lines, size = fitted(text, room, WORD_SIZE)
    wide = max(text_width(line, size) for line in lines) or room
    return lines, min(size, size * room / wide)


def _height(text: tuple[list[str], float]) -> float:
    """Height [mm] of lines with the air around them."""
    lines, size = text
    return len(lines) * size * LINE_MM + 1.4


def _placed(text: tuple[list[str], float], x: float, top: float, align: str) -> Iterator[Words]:
    lines, size = text
    for i, line in enumerate(lines, start=1):
        yield Words(x, top + i * size * LINE_MM + 0.4, line, size, align)


# ---- discs


def _discs(points: Sequence[NeedPoint], layout: NeedsLayout) -> Iterator[Disc]:
    """Each disc as near to its true place as those before it let it, so the largest need stands where it belongs."""
    placed: list[Point] = []
    for point in points:
        true = layout.x(point.people), layout.y(float(point.depth))
        others = [(layout.x(p.people), layout.y(float(p.depth))) for p in points if p.number != point.number]
        placed.append(
            _free(true, (point.people >= layout.limits[0], point.depth >= layout.limits[1]), placed, others, layout)
        )
        yield Disc(point.number, true, placed[-1])


def _free(
    true: Point, side: tuple[bool, bool], taken: Sequence[Point], others: Sequence[Point], layout: NeedsLayout
) -> Point:
    """The place nearest to the true one that is far enough from those taken.

    The disc lies wholly on its side of both limits (many, deep) and covers no other true place, while there is room.
    """
    field, middle = layout.field, layout.middle
    second: Point | None = None
    third: Point | None = None
    for place in _around(true, math.hypot(field.x1 - field.x0, field.y1 - field.y0)):
        x, y = place
        inside = field.x0 <= x <= field.x1 and field.y0 <= y <= field.y1
        if not inside or any(math.hypot(x - a, y - b) < APART for a, b in taken):
            continue
        beyond = (x - middle[0]) * (1 if side[0] else -1), (middle[1] - y) * (1 if side[1] else -1)
        if min(beyond) >= RADIUS:
            if not any(0 < math.hypot(x - a, y - b) < RADIUS + RING and (a, b) != true for a, b in others):
                return place
            second = second or place
        third = third or place
    return second or third or true


def _around(centre: Point, farthest: float) -> Iterator[Point]:
    """Places around a centre, from near to far, about half a millimetre from one to the next."""
    yield centre
    for ring in range(1, math.ceil(farthest * 2)):
        radius = ring / 2
        count = math.ceil(2 * math.pi * radius * 2)
        for k in range(count):
            angle = math.pi / 4 + 2 * math.pi * k / count
            yield centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)
