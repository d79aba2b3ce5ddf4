"""The charts of a report with ReportLab's own graphics."""

import math
from collections.abc import Sequence
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib import colors
from reportlab.lib.units import mm

BLUE, DARK, RED = colors.HexColor("#5b8fd0"), colors.HexColor("#1f4e8c"), colors.HexColor("#c8102e")
GREY, PALE, INK = colors.HexColor("#8a94a3"), colors.HexColor("#ccd3dc"), colors.HexColor("#1d2733")


def radar(data: dict[str, Any], r: float, size: float = 7) -> Drawing:
    n, low, high = len(data["axes"]), data["low"], data["high"]
    w, h = r + 19 * mm, r + 10 * mm
    drawing = Drawing(2 * w, 2 * h)

    def at(i: int, value: float | None) -> tuple[float, float]:
        a = math.pi / 2 - 2 * math.pi * i / n
        d = r * ((low if value is None else value) - low) / (high - low)
        return w + d * math.cos(a), h + d * math.sin(a)

    def ring(values: Sequence[float | None]) -> list[float]:
        return [x for i, value in enumerate(values) for x in at(i, value)]

    for level in range(low + 1, high + 1):
        drawing.add(Polygon(ring([level] * n), fillColor=None, strokeColor=PALE, strokeWidth=0.4))
    for i in range(n):
        drawing.add(Line(w, h, *at(i, high), strokeColor=PALE, strokeWidth=0.4))
    values = [axis["value"] for axis in data["axes"]]
    drawing.add(Polygon(ring(values), fillColor=BLUE, fillOpacity=0.75, strokeColor=DARK, strokeWidth=0.8))
    if data["before"]:
        drawing.add(
            PolyLine(
                ring([*data["before"], data["before"][0]])[: 2 * n],
                strokeColor=GREY,
                strokeWidth=0.7,
                strokeDashArray=(2, 2),
            )
        )
    drawing.add(Polygon(ring([data["standard"]] * n), fillColor=None, strokeColor=RED, strokeWidth=1.3))
    for level in range(low, high + 1):
        x, y = at(0, level)
        drawing.add(String(x - 3 * mm, y - 2, str(level), fontName="Sans", fontSize=5, fillColor=GREY))
    for i, axis in enumerate(data["axes"]):
        x, y = at(i, high + 1)
        drawing.add(String(x, y + 1, axis["name"], fontName="Sans", fontSize=size, textAnchor="middle", fillColor=INK))
        drawing.add(
            String(x, y - size, axis["shown"], fontName="Sans-Bold", fontSize=size, textAnchor="middle", fillColor=INK)
        )
        if axis["badge"]:
            drawing.add(Circle(x - 15 * mm, y + 3, 4, fillColor=RED, strokeColor=None))
            drawing.add(
                String(
                    x - 15 * mm,
                    y + 1,
                    str(axis["badge"]),
                    fontName="Sans-Bold",
                    fontSize=6,
                    textAnchor="middle",
                    fillColor=colors.white,
                )
            )
    return drawing


def bar(data: dict[str, Any], scale: dict[str, float], width: float) -> Drawing:
    low, high, standard = scale["low"], scale["high"], scale["standard"]
    drawing = Drawing(width, 3 * mm)

    def x(value: float) -> float:
        return width * (value - low) / (high - low)

    value = data["value"]
    if value is not None:
        drawing.add(Rect(0, 0, x(min(value, standard)), 3 * mm, fillColor=BLUE, strokeColor=None))
        if value > standard:
            drawing.add(Rect(x(standard), 0, x(value) - x(standard), 3 * mm, fillColor=DARK, strokeColor=None))
        elif value < standard:
            drawing.add(
                Rect(
                    x(value),
                    0,
                    x(standard) - x(value),
                    3 * mm,
                    fillColor=None,
                    strokeColor=RED,
                    strokeWidth=0.6,
                    strokeDashArray=(1, 1),
                )
            )
    drawing.add(Line(x(standard), -mm, x(standard), 4 * mm, strokeColor=RED, strokeWidth=1.2))
    if data["mean"] is not None:
        m = x(data["mean"])
        drawing.add(Polygon([m - 2, 3.4 * mm, m + 2, 3.4 * mm, m, 2 * mm], fillColor=colors.black, strokeColor=None))
    if data["before"] is not None:
        drawing.add(Circle(x(data["before"]), 0, 2, fillColor=None, strokeColor=GREY, strokeWidth=0.5))
    return drawing


def dots(data: dict[str, Any], scale: dict[str, float], width: float) -> Drawing:
    low, high = int(scale["low"]), int(scale["high"])
    drawing = Drawing(width, 3 * mm)

    def x(value: float) -> float:
        return width * (value - low) / (high - low)

    for n in range(low, high + 1):
        drawing.add(Line(x(n), 0, x(n), 3 * mm, strokeColor=PALE, strokeWidth=0.3))
    drawing.add(Line(x(scale["standard"]), -mm, x(scale["standard"]), 4 * mm, strokeColor=RED, strokeWidth=1.2))
    y = 1.5 * mm
    if data["spread"]:
        drawing.add(Line(x(data["spread"][0]), y, x(data["spread"][1]), y, strokeColor=GREY, strokeWidth=0.7))
    for kind, value in (("score", data["score"]), *data["seen"], ("self", data["own"])):
        if value is None:
            continue
        at = x(value)
        if kind == "supervisor":
            drawing.add(
                Polygon([at - 2.4, y, at, y + 2.4, at + 2.4, y, at, y - 2.4], fillColor=colors.black, strokeColor=None)
            )
        elif kind == "peer":
            drawing.add(
                Polygon([at - 2, y - 2, at + 2, y - 2, at, y + 2], fillColor=None, strokeColor=INK, strokeWidth=0.6)
            )
        elif kind in {"score", "self"}:
            own = kind == "self"
            drawing.add(
                Circle(
                    at,
                    y,
                    3.2 if own else 2,
                    fillColor=None if own else BLUE,
                    strokeColor=DARK if own else None,
                    strokeWidth=0.8,
                )
            )
        else:
            drawing.add(Rect(at - 1.8, y - 1.8, 3.6, 3.6, fillColor=None, strokeColor=INK, strokeWidth=0.6))
    return drawing
