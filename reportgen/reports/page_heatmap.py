"""Heat maps drawn for a page: who stands where, in clusters of people who have most to do in the same place.

Colour, digit and weight say the same: bold digits are below the standard, a dash is not assessed, an empty frame is not
shown. One path per colour and one text per row keep maps of many people cheap.
"""

from collections.abc import Mapping
from dataclasses import replace

from reportgen.reports.chart_data import FIRST_PALE_TONE, TONE_STANDARD, tone
from reportgen.reports.chart_layout import LINE_MM
from reportgen.reports.chart_text import fitted, text_width
from reportgen.reports.drawing import Drawing, box, stroke
from reportgen.reports.group_data import HeatmapData, HeatRow, pages_of

WIDTH = 174.0
HEADING = 6.2
SMALLEST_ROW = 3.4
LABEL, ID, TAIL, GAP = 42.0, 13.0, 13.0, 1.2
TOTALS = 8.0
ROOM, WHOLE_PAGE = 212.0, 242.0  # of names and rows on a page that has a heading, and on one of their own
_DIGIT = 7.0
_OVERVIEW_ROW = 3.0
_HIDDEN = "hidden"  # among the bands of a stripe: not shown
_CLUSTER_GAP = 5.0  # with the cluster's name
_FRAME = 0.22  # line around what is not shown


def parts_of(data: HeatmapData) -> list[HeatmapData]:
    """A heat map in parts that fit a page each: one below the section's heading, with rows a little lower if need be,
    or several on pages of their own.
    """
    room = ROOM - names_height(data)
    fitting = (room - HEADING * len(data.clusters)) / max(data.people, 1)
    if fitting >= SMALLEST_ROW:
        return [replace(data, row=min(data.row, fitting))]
    return pages_of(data, WHOLE_PAGE - names_height(data), HEADING)


def heatmap(data: HeatmapData, title: str, tokens: Mapping[str, str]) -> str:
    """A page's part of a heat map with digits, ids and names."""
    top = names_height(data)
    rows = sum(HEADING + data.row * len(cluster.rows) for cluster in data.clusters)
    pen = Drawing(WIDTH, top + rows + (TOTALS if data.totals else 1), tokens)
    xs, cell = _columns(data)
    _names(pen, data, xs, cell, top)
    lines, size = fitted(data.attained_label, TAIL - 1, 7.5)
    for k, line in enumerate(reversed(lines)):
        pen.text(WIDTH, top - 1.6 - k * size * LINE_MM, line, size=size, align="right", color="ink-3")
    y = top
    places: list[tuple[float, HeatRow]] = []
    rules: list[str] = []
    for cluster in data.clusters:
        pen.text(0, y + HEADING - 1.9, cluster.name, size=8, bold=True)
        rules.append(stroke(0, y + HEADING - 0.6, WIDTH, 0))
        y += HEADING
        for row in cluster.rows:
            places.append((y, row))
            y += data.row
    pen.path(rules, line="rule-2", width=0.2)
    _cells(pen, data, places, xs, cell)
    for at, row in places:
        _row(pen, data, row, xs, cell, at)
    if data.totals:
        pen.text(0, y + 4.4, data.attained_label, size=7.5, color="ink-2", bold=True)
        for x, total in zip(xs, data.totals, strict=True):
            pen.text(x + cell / 2, y + 4.4, total, size=7.5, align="center", color="ink-2", bold=True)
    return pen.svg(title)


def _cells(
    pen: Drawing, data: HeatmapData, places: list[tuple[float, HeatRow]], xs: list[float], cell: float
) -> None:  # fmt: skip
    boxes: dict[int, list[str]] = {}
    dashes: list[str] = []
    frames: list[str] = []
    for y, row in places:
        for i, (x, value) in enumerate(zip(xs, row.cells, strict=True)):
            if i in row.hidden:
                frames.append(_frame(x, y, cell, data.row))
            elif value is None:
                dashes.append(stroke(x + cell / 2 - 0.9, y + data.row / 2, 1.8, 0))
            else:
                boxes.setdefault(tone(value, data.standard), []).append(box(x, y, cell, data.row))
    for shade, shapes in boxes.items():
        pen.path(shapes, fill=f"b{shade}", line="paper", width=0.3)
    pen.path(dashes, line="rule-2", width=0.3)
    pen.path(frames, fill="paper", line="rule-2", width=_FRAME)


def _frame(x: float, y: float, cell: float, height: float) -> str:
    """A frame within a cell: what is not shown."""
    inset = min(_FRAME * 2, height / 4)
    return box(x + inset, y + inset, cell - 2 * inset, height - 2 * inset)


def _row(pen: Drawing, data: HeatmapData, row: HeatRow, xs: list[float], cell: float, y: float) -> None:
    base = y + data.row / 2 + 1
    pen.text(0, base, row.id, size=_fit(row.id, ID - 1, 6.5), color="ink-3")
    pen.text(ID, base, row.name, size=_fit(row.name, LABEL - ID - 1.5, 7.5))
    digit = text_width("0", _DIGIT) / 2
    for color, bold in (("paper", True), ("paper", False), ("ink", True), ("ink", False)):
        shown = [
            (x + cell / 2 - digit, str(value))
            for x, value in zip(xs, row.cells, strict=True)
            if value is not None
            and (tone(value, data.standard) < FIRST_PALE_TONE) == (color == "paper")
            and (value < data.standard) == bold
        ]
        if shown:
            places = [x for x, _ in shown]
            pen.characters(places, [base - 0.1], "".join(v for _, v in shown), size=_DIGIT, color=color, bold=bold)
    assessed = [value for value in row.cells if value is not None]
    met = sum(1 for value in assessed if value >= data.attained)
    pen.text(WIDTH, base, f"{met} / {len(assessed)}" if assessed else "—", size=7.5, align="right", color="ink-2")


def overview(data: HeatmapData, title: str, tokens: Mapping[str, str]) -> str:
    """Everybody on one page: a stripe a person, in clusters. What attains has one pale colour, so that grey print keeps
    the order: the darker, the more to do.
    """
    top = names_height(data)
    rows = max(data.people, 1)
    gaps = _CLUSTER_GAP * len(data.clusters)
    height = min(_OVERVIEW_ROW, (ROOM - top - gaps) / rows)
    pen = Drawing(WIDTH, top + rows * height + gaps, tokens)
    xs, cell = _columns(data)
    _names(pen, data, xs, cell, top)
    y = top
    cells: dict[int, list[str]] = {}
    lines: list[str] = []
    missing: list[str] = []
    frames: list[str] = []
    for cluster in data.clusters:
        pen.text(0, y + 3.2, cluster.name, size=7, bold=True)
        lines.append(stroke(0, y + 4.2, WIDTH, 0))
        y += _CLUSTER_GAP
        for column, x in enumerate(xs):
            start = 0
            values: list[int | str | None] = [
                _HIDDEN if column in row.hidden else row.cells[column] for row in cluster.rows
            ]
            for i in range(1, len(values) + 1):  # neighbours of one colour are one box
                if i == len(values) or values[i] != values[start]:
                    value = values[start]
                    shape = box(x, y + start * height, cell - 0.25, (i - start) * height)
                    if value is None:
                        missing.append(shape)
                    elif isinstance(value, str):
                        frames.append(_frame(x, y + start * height, cell - 0.25, (i - start) * height))
                    else:
                        cells.setdefault(min(tone(value, data.standard), TONE_STANDARD), []).append(shape)
                    start = i
        y += len(cluster.rows) * height
    pen.path(lines, line="rule-2", width=0.2)
    pen.hatch(missing, (LABEL, top, WIDTH, pen.height))
    for shade, boxes in cells.items():
        pen.path(boxes, fill=f"b{shade}")
    pen.path(frames, fill="paper", line="rule-2", width=_FRAME)
    return pen.svg(title)


def names_height(data: HeatmapData) -> float:
    """Height of the names above the columns."""
    if all(not name.isascii() for name in data.names):
        return max(19.0, max(map(len, data.names)) * 2.75 + 3)
    return max(19.0, max(text_width(name, 6) for name in data.names) + 4)


def _columns(data: HeatmapData) -> tuple[list[float], float]:
    """Left edge of every column, and a column's width."""
    cell = (WIDTH - LABEL - TAIL - GAP * (len(data.groups) - 1)) / len(data.names)
    edges, column = [], 0
    for group, count in enumerate(data.groups):
        for _ in range(count):
            edges.append(LABEL + column * cell + group * GAP)
            column += 1
    return edges, cell


def _names(pen: Drawing, data: HeatmapData, xs: list[float], cell: float, top: float) -> None:
    """Chinese is read downwards, one character under the other; other scripts are turned."""
    em = text_width("字", 7.5)
    for x, name in zip(xs, data.names, strict=True):
        if name.isascii():
            pen.turned(x + cell / 2 + 0.8, top - 1.6, name, size=6, color="ink-2")
        else:
            ys = [top - 1.6 - em * 1.04 * (len(name) - 1 - k) for k in range(len(name))]
            pen.characters([x + cell / 2 - em / 2] * len(name), ys, name, size=7.5, color="ink-2")


def _fit(text: str, room: float, size: float) -> float:
    """The size [pt] at which a text fits its room [mm]: an id or a name is never cut."""
    wide = text_width(text, size)
    return size if wide <= room else size * room / wide
