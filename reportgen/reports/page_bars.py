"""Bars and dots drawn for the rows of a table: each row has a small picture of its own, so that tables can break."""

from collections.abc import Mapping

from reportgen.reports.chart_data import BarRow, ScaleRange
from reportgen.reports.chart_text import text_width
from reportgen.reports.drawing import Drawing, box, dot, outline, stroke

Tokens = Mapping[str, str]

WIDTH, ROW = 68.0, 8.0
NARROW = 57.0  # of bars that share their line with a change since an earlier cycle
_LEFT, _RIGHT = 2.5, 2.5
_BAR = 3.4


def x_of(value: float, scale: ScaleRange, width: float = WIDTH) -> float:
    return _LEFT + (width - _LEFT - _RIGHT) * (value - scale.low) / (scale.high - scale.low)


def axis(scale: ScaleRange, standard_label: str, tokens: Tokens, width: float = WIDTH) -> str:
    """The scale above the bars; the standard in words."""
    pen = Drawing(width, 4.2, tokens)
    wide = text_width(standard_label, 7) / 2
    for value in range(scale.low, scale.high + 1):
        x = x_of(value, scale, width)
        if value == scale.standard:
            pen.text(x, 3.2, standard_label, size=7, align="center", color="standard", bold=True)
        elif abs(x - x_of(scale.standard, scale, width)) > wide + 3.2:
            pen.text(x, 3.2, str(value), size=7, align="center", color="ink-3")
    return pen.svg(standard_label)


def ground(pen: Drawing, scale: ScaleRange, row: float = ROW, width: float = WIDTH) -> None:
    values = [v for v in range(scale.low, scale.high + 1) if v != scale.standard]
    pen.path((stroke(x_of(v, scale, width), 0, 0, row) for v in values), line="rule", width=0.18)
    pen.path(stroke(0, row - 0.05, width, 0), line="rule", width=0.106)


def _triangle(x: float, y: float) -> str:
    """A pointer that stands on a point."""
    return outline([(x, y), (x - 0.9, y - 1.5), (x + 0.9, y - 1.5)])


def _mark_before(pen: Drawing, x: float, y: float) -> None:
    """A dashed line and an open circle at the foot of a bar: where an earlier cycle ended."""
    pen.path(stroke(x, y - _BAR, 0, _BAR), line="paper", width=0.7)
    pen.path(stroke(x, y - _BAR, 0, _BAR), line="ink-2", width=0.3, dashes=".7 .5")
    pen.path(dot(x, y + 0.95, 0.75), fill="paper", line="ink-2", width=0.35)


def bar(row: BarRow, scale: ScaleRange, title: str, tokens: Tokens, width: float = WIDTH) -> str:
    """A score as a bar up to the standard, what is beyond it darker, the gap as a white box with a dashed red edge."""
    pen = Drawing(width, ROW, tokens)
    ground(pen, scale, width=width)
    y, zero, ring = (ROW - _BAR) / 2, x_of(scale.low, scale, width), x_of(scale.standard, scale, width)
    if row.value is None:
        shape = box(zero, y, ring - zero, _BAR)
        pen.hatch(shape, (zero, y, ring, y + _BAR))
        wide = text_width(row.why, 7.5) + 2
        pen.path(box(zero + 2, y - 0.1, wide, _BAR + 0.2), fill="paper")
        pen.text(zero + 3, ROW / 2 + 1, row.why, size=7.5, color="ink-2")
    else:
        x = x_of(float(row.value), scale, width)
        pen.path(box(zero, y, min(x, ring) - zero, _BAR), fill="actual")
        if x > ring:
            pen.path(box(ring, y, x - ring, _BAR), fill="actual-deep")
        elif x < ring:
            pen.path(box(x, y, ring - x, _BAR), fill="paper", line="standard", width=0.22, dashes=".9 .6")
        if row.value == scale.low:  # the lowest rating is a rating: it has a mark, nothing assessed has none
            pen.path(box(zero - 0.3, y, 0.6, _BAR), fill="actual-deep")
    if row.before is not None:  # under the standard: where both are the same, the standard is seen
        _mark_before(pen, x_of(float(row.before), scale, width), y + _BAR)
    pen.path(stroke(ring, 0, 0, ROW), line="standard", width=0.75)
    if row.mean is not None:
        x = x_of(float(row.mean), scale, width)
        pen.path(stroke(x, y, 0, _BAR), line="paper", width=1)
        pen.path((stroke(x, y, 0, _BAR), _triangle(x, y)), fill="ink", line="ink", width=0.35)
    return pen.svg(title)


def bars_legend(words: Mapping[str, str], tokens: Tokens) -> str:
    """What the marks of the bars mean; marks without a word are left out."""
    pen = Drawing(174, 5.2, tokens)
    x, y = 0.0, 2.6
    for key, wide in (
        ("score", 5.0),
        ("gap", 5.0),
        ("above", 5.0),
        ("standard", 1.0),
        ("mean", 1.0),
        ("before", 1.0),
        ("missing", 5.0),
    ):
        if key not in words:
            continue
        if key == "missing":
            pen.hatch(box(x, y - 1.5, wide, 3), (x, y - 1.5, x + wide, y + 1.5))
        elif key == "standard":
            pen.path(stroke(x + 0.5, y - 2.2, 0, 4.4), line="standard", width=0.75)
        elif key == "mean":
            pen.path(
                (stroke(x + 0.5, y - 0.6, 0, 2.4), _triangle(x + 0.5, y - 0.6)), fill="ink", line="ink", width=0.35
            )
        elif key == "before":
            _mark_before(pen, x + 0.5, y + 0.5)
        elif key == "gap":
            pen.path(box(x, y - 1.5, wide, 3), fill="paper", line="standard", width=0.22, dashes=".9 .6")
        else:
            pen.path(box(x, y - 1.5, wide, 3), fill="actual" if key == "score" else "actual-deep")
        pen.text(x + wide + 1.2, y + 1, words[key], size=7.5, color="ink-2")
        x += wide + 1.2 + text_width(words[key], 7.5) + 4
    return pen.svg(" ".join(words.values()))
