"""SVG drawn for a page: one unit is a millimetre, text stays text, everything of one colour is one path.

Style sheets do not reach into a picture that WeasyPrint loads, so colours stand in it as attributes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from reportgen.reports.chart_data import Point
from reportgen.reports.chart_text import MM_PER_PT

HATCH_STEP = 1.3
_KAPPA = 0.5523  # handles of a Bézier curve that is nearly a quarter of a circle, per radius
_ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def outline(points: Sequence[Point], *, closed: bool = True) -> str:
    """Path data of a line through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


def box(x: float, y: float, width: float, height: float) -> str:
    """Path data of a rectangle."""
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"


def dot(x: float, y: float, radius: float) -> str:
    """Path data of a circle, as four curves: arcs of a small radius come out as polygons."""
    r, k = radius, radius * _KAPPA
    quarters = ((0, -k, r - k, -r, r, -r), (k, 0, r, r - k, r, r), (0, k, k - r, r, -r, r), (-k, 0, -r, k - r, -r, -r))
    curves = "".join(f"c{' '.join(f'{v:.3f}' for v in quarter)}" for quarter in quarters)
    return f"M{number(x - radius)} {number(y)}{curves}z"


def stroke(x: float, y: float, dx: float, dy: float) -> str:
    """Path data of a straight line."""
    return f"M{number(x)} {number(y)}l{number(dx)} {number(dy)}"


class Drawing:
    """A picture of a size [mm]; colours are names of tokens. What is added later lies on top."""

    def __init__(self, width: float, height: float, tokens: Mapping[str, str]) -> None:
        self.width, self.height = width, height
        self._tokens = tokens
        self._parts: list[str] = []
        self._clips = 0

    def path(
        self,
        data: str | Iterable[str],
        *,
        fill: str = "",
        line: str = "",
        width: float = 0,
        dashes: str = "",
        opacity: float = 1,
        clip: str = "",
    ) -> None:
        """A path, filled or outlined [mm]; nothing when its data is empty."""
        joined = data if isinstance(data, str) else "".join(data)
        if not joined:
            return
        attributes = f' fill="{self._tokens[fill] if fill else "none"}"'
        if line:
            attributes += f' stroke="{self._tokens[line]}" stroke-width="{number(width)}" stroke-linejoin="round"'
        if dashes:
            attributes += f' stroke-dasharray="{dashes}"'
        if opacity < 1:
            attributes += f' stroke-opacity="{number(opacity)}"'
        if clip:
            attributes += f' clip-path="url(#{clip})"'
        self._parts.append(f'<path d="{joined}"{attributes}/>')

    def clip(self, data: str | Iterable[str]) -> str:
        """Make a clip of path data; gives the id for `path`."""
        self._clips += 1
        name = f"c{self._clips}"
        joined = data if isinstance(data, str) else "".join(data)
        self._parts.append(f'<clipPath id="{name}"><path d="{joined}"/></clipPath>')
        return name

    def text(
        self, x: float, y: float, text: str, *, size: float = 8, align: str = "left", color: str = "ink", bold: bool = False
    ) -> None:  # fmt: skip
        """Text on a baseline, size in pt."""
        weight = ' font-weight="700"' if bold else ""
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size * MM_PER_PT)}"'
            f' fill="{self._tokens[color]}"{_ANCHORS[align]}{weight}>{escape(text)}</text>'
        )

    def characters(
        self, xs: Sequence[float], ys: Sequence[float], text: str, *, size: float, color: str = "ink", bold: bool = False
    ) -> None:  # fmt: skip
        """Characters each at a place of its own, in one element."""
        weight = ' font-weight="700"' if bold else ""
        self._parts.append(
            f'<text x="{" ".join(map(number, xs))}" y="{" ".join(map(number, ys))}"'
            f' font-size="{number(size * MM_PER_PT)}" fill="{self._tokens[color]}"{weight}>{escape(text)}</text>'
        )

    def turned(self, x: float, y: float, text: str, *, size: float, color: str = "ink") -> None:
        """Text that reads upwards from a point."""
        self._parts.append(
            f'<text transform="translate({number(x)} {number(y)}) rotate(-90)" font-size="{number(size * MM_PER_PT)}"'
            f' fill="{self._tokens[color]}">{escape(text)}</text>'
        )

    def hatch(self, shapes: str | Iterable[str], area: tuple[float, float, float, float]) -> None:
        """Diagonal strokes within shapes that lie in an area (x0, y0, x1, y1): the mark of "not assessed" alone."""
        joined = shapes if isinstance(shapes, str) else "".join(shapes)
        if not joined:
            return
        x0, y0, x1, y1 = area
        height = y1 - y0
        first = math.floor((x0 - height) / HATCH_STEP)
        strokes = [
            stroke(k * HATCH_STEP, y1, height, -height) for k in range(first, math.ceil(x1 / HATCH_STEP) + 1)
        ]  # fmt: skip
        self.path(strokes, line="missing", width=0.22, clip=self.clip(joined))

    def svg(self, title: str) -> str:
        """The picture as SVG text."""
        w, h = number(self.width), number(self.height)
        names = [name.strip(' "') for name in self._tokens["font"].split(",")]
        family = escape(",".join(names), {'"': "&quot;"})  # a space after the comma would belong to the name
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}mm" height="{h}mm" viewBox="0 0 {w} {h}"'
            f' font-family="{family}"><title>{escape(title)}</title>{"".join(self._parts)}</svg>'
        )
