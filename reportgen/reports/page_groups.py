"""Statistics of a grade drawn for a page: people per band, and competencies by people and depth."""

from reportgen.reports.chart_data import FIRST_PALE_TONE, Point
from reportgen.reports.chart_layout import NOTE_SIZE, Words
from reportgen.reports.drawing import Drawing, dot, outline
from reportgen.reports.group_data import BandsData, NeedsData
from reportgen.reports.group_layout import BAR, RADIUS, RING, TICK_SIZE, NeedsLayout, bands_layout, needs_layout
from reportgen.reports.page_bars import Tokens

BANDS_WIDTH = 174.0
NEEDS_WIDTH, NEEDS_HEIGHT = 94.0, 84.0


def bands(data: BandsData, title: str, tokens: Tokens) -> str:
    """Bars of people per band, aligned at the standard: to its left who is below, to its right who attains."""
    layout = bands_layout(data, BANDS_WIDTH)
    pen = Drawing(BANDS_WIDTH, layout.height, tokens)
    for part in layout.parts:
        pen.path(_box(part.x, part.y, part.x + part.width, part.y + BAR), fill=f"b{part.tone}")
        color = "paper" if part.tone < FIRST_PALE_TONE else "ink"
        middle = part.x + part.width / 2
        pen.text(middle, part.y + BAR / 2 + 0.9, part.text, size=NOTE_SIZE, align="center", color=color)
    pen.path(outline([(layout.zero, 0.6), (layout.zero, layout.height)], closed=False), line="standard", width=0.6)
    for words in layout.heads:
        _write(pen, words, "ink-2", bold=True)
    for words in layout.names:
        _write(pen, words, "ink")
    for words in layout.counts:
        _write(pen, words, "ink-2")
    for words in layout.notes:
        _write(pen, words, "ink-3")
    return pen.svg(title)


def needs(data: NeedsData, title: str, tokens: Tokens) -> str:
    """Competencies by people below the standard and by their mean depth, as numbered discs.

    Discs that would cover each other are moved apart; a line leads to the true place.
    """
    layout = needs_layout(data, NEEDS_WIDTH, NEEDS_HEIGHT)
    pen = Drawing(NEEDS_WIDTH, NEEDS_HEIGHT, tokens)
    _field(pen, layout)
    for disc in layout.discs:
        if disc.at != disc.true:
            pen.path(_line(disc.true, disc.at), line="actual-deep", width=0.25)
    for disc in layout.discs:
        if disc.at != disc.true:
            pen.path(dot(*disc.true, RING), fill="paper")
            pen.path(dot(*disc.true, RING - 0.25), fill="actual-deep")
    for disc in layout.discs:
        x, y = disc.at
        pen.path(dot(x, y, RADIUS), fill="actual-deep")
        pen.text(x, y + 0.95, str(disc.number), size=7.5, align="center", color="paper", bold=True)
    return pen.svg(title)


def _field(pen: Drawing, layout: NeedsLayout) -> None:
    """The quarters, their scales and what they mean."""
    box, (middle, half) = layout.box, layout.middle
    pen.path(_box(middle, box.y0, box.x1, half), fill="standard-wash")
    field, people, depth = layout.field, layout.people, layout.depth
    uprights = [_line((layout.x(v), field.y0), (layout.x(v), field.y1)) for v in people.values]
    levels = [_line((field.x0, layout.y(v)), (field.x1, layout.y(v))) for v in depth.values]
    pen.path([*uprights, *levels], line="rule", width=0.18)
    limits = (_line((middle, box.y0), (middle, box.y1)), _line((box.x0, half), (box.x1, half)))
    pen.path(limits, line="ink-2", width=0.3, dashes="1 .8")
    pen.path(_box(box.x0, box.y0, box.x1, box.y1), line="rule-2", width=0.2)
    for value in people.values:
        x, text = layout.x(value), people.text(value)
        pen.text(x, box.y1 + 3.2, text, size=TICK_SIZE, align="center", color="ink-3")
    for value in depth.values:
        y = layout.y(value) + 0.9
        pen.text(box.x0 - 1.2, y, depth.text(value), size=TICK_SIZE, align="right", color="ink-3")
    for words in layout.words:
        _write(pen, words, "ink-2")
    for words in layout.corners:
        _write(pen, words, "ink-2", bold=True)


def _write(pen: Drawing, words: Words, color: str, *, bold: bool = False) -> None:
    pen.text(words.x, words.y, words.text, size=words.size, align=words.align, color=color, bold=bold)


def _box(x0: float, y0: float, x1: float, y1: float) -> str:
    return outline([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _line(start: Point, end: Point) -> str:
    return outline([start, end], closed=False)
