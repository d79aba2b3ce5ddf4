"""How a competency is seen, drawn for the rows of a table: a mark of its own shape and filling for everyone who rated."""

from collections.abc import Callable, Mapping
from typing import Final

from reportgen.model.raters import SELF, SUPERVISOR
from reportgen.reports.chart_data import ScaleRange, ViewsRow
from reportgen.reports.drawing import Drawing, box, dot, outline, stroke
from reportgen.reports.page_bars import ground, x_of

Tokens = Mapping[str, str]

WIDTH, CROWDED = 66.0, 56.0  # crowded: beside many columns of numbers
ROW, TALL_ROW = 5.8, 6.8  # tall: with relations under self-rating and score
_UPPER, _LOWER, _LINE = 1.7, 4.05, 1.75
_APART = 2.0  # marks nearer than this do not stand on one line
_CASING = 0.5

SCORE: Final = "score"


def _ring(pen: Drawing, x: float, y: float) -> None:
    pen.path(dot(x, y, 1.5), line="ink", width=0.4)


def _disc(pen: Drawing, x: float, y: float) -> None:
    pen.path(dot(x, y, 1.0), fill="actual-deep")


def _shape(data: str, pen: Drawing, *, fill: str = "paper", width: float = 0.3) -> None:
    pen.path(data, line="paper", width=_CASING + width)
    pen.path(data, fill=fill, line="ink", width=width)


def _diamond(pen: Drawing, x: float, y: float) -> None:
    _shape(outline([(x, y - 1.05), (x + 0.95, y), (x, y + 1.05), (x - 0.95, y)]), pen, fill="ink", width=0.15)


def _triangle(pen: Drawing, x: float, y: float) -> None:
    _shape(outline([(x, y - 0.9), (x + 0.95, y + 0.7), (x - 0.95, y + 0.7)]), pen)


def _wedge(pen: Drawing, x: float, y: float) -> None:
    _shape(outline([(x, y + 0.9), (x + 0.95, y - 0.7), (x - 0.95, y - 0.7)]), pen, fill="ink", width=0.15)


def _square(pen: Drawing, x: float, y: float) -> None:
    _shape(box(x - 0.75, y - 0.75, 1.5, 1.5), pen)


def _cross(pen: Drawing, x: float, y: float) -> None:
    lines = stroke(x - 0.7, y - 0.7, 1.4, 1.4) + stroke(x - 0.7, y + 0.7, 1.4, -1.4)
    pen.path(lines, line="paper", width=1.0)
    pen.path(lines, line="ink", width=0.45)


def _block(pen: Drawing, x: float, y: float) -> None:
    _shape(box(x - 0.75, y - 0.75, 1.5, 1.5), pen, fill="ink-3", width=0.15)


def _bow(pen: Drawing, x: float, y: float) -> None:
    _shape(
        outline([(x - 1, y - 0.8), (x + 1, y + 0.8), (x + 1, y - 0.8), (x - 1, y + 0.8)]), pen, fill="ink", width=0.15
    )


def _open_diamond(pen: Drawing, x: float, y: float) -> None:
    _shape(outline([(x, y - 1.0), (x + 0.9, y), (x, y + 1.0), (x - 0.9, y)]), pen)


MARKS: Final[Mapping[str, Callable[[Drawing, float, float], None]]] = {
    SELF: _ring, SCORE: _disc, SUPERVISOR: _diamond, "peer": _triangle, "subordinate": _wedge, "customer": _square,
    "other": _cross, "block": _block, "bow": _bow, "open-diamond": _open_diamond,
}  # fmt: skip
SPARE: Final = ("block", "bow", "open-diamond")  # for relations that an organisation adds


def views(row: ViewsRow, scale: ScaleRange, title: str, tokens: Tokens, width: float, height: float) -> str:
    """The score as a dot, the self-rating as a ring around or beside it, a line between the two; under them the
    relations, and from lowest to highest rating a thin bar.
    """
    pen = Drawing(width, height, tokens)
    ground(pen, scale, height, width)
    y = height / 2 if height == ROW else _UPPER
    score = x_of(float(row.score), scale, width)
    if row.spread is not None:
        low, high = (x_of(v, scale, width) for v in row.spread)
        _spread(pen, low, high, _LOWER)
    if row.own is not None:
        own = x_of(float(row.own), scale, width)
        pen.path(stroke(min(own, score), y, abs(own - score), 0), line="rule-2", width=0.7)
        pen.path(dot(own, y, 1.5), fill="paper")
    pen.path(stroke(x_of(scale.standard, scale, width), 0, 0, height), line="standard", width=0.6)
    if row.own is not None:
        _ring(pen, x_of(float(row.own), scale, width), y)
    _disc(pen, score, y)
    for name, x, line in _placed(row, scale, width):
        MARKS[name](pen, x, _LOWER + line * _LINE)
    return pen.svg(title)


def tall(row: ViewsRow, scale: ScaleRange, width: float) -> float:
    """The height [mm] of a row in which no mark lies on another."""
    lines = 1 + max((line for _, _, line in _placed(row, scale, width)), default=0)
    return TALL_ROW + max(lines - 2, 0) * _LINE


def _placed(row: ViewsRow, scale: ScaleRange, width: float) -> list[tuple[str, float, int]]:
    """Marks of relations, where they stand, and on which line: the first where nothing is in the way."""
    placed: list[tuple[str, float, int]] = []
    for name, value in sorted(row.seen, key=lambda item: item[1]):
        x = x_of(float(value), scale, width)
        taken = {line for _, other, line in placed if x - other < _APART}
        placed.append((name, x, min(set(range(len(taken) + 1)) - taken)))
    return placed


def _spread(pen: Drawing, low: float, high: float, y: float) -> None:
    pen.path(box(low, y - 0.35, high - low, 0.7), fill="missing")
    pen.path(stroke(low, y - 0.8, 0, 1.6) + stroke(high, y - 0.8, 0, 1.6), line="missing", width=0.5)


def mark(name: str, word: str, tokens: Tokens) -> str:
    """A mark alone, for the head of its column."""
    pen = Drawing(4, 4, tokens)
    MARKS[name](pen, 2, 2)
    return pen.svg(word)


def spread_mark(word: str, tokens: Tokens) -> str:
    """The bar from lowest to highest rating alone."""
    pen = Drawing(9, 3, tokens)
    _spread(pen, 0.5, 8.5, 1.5)
    return pen.svg(word)
