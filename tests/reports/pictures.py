"""Pictures of charts and what stands in them: shared by the tests of charts."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from fontTools.ttLib import TTFont

from reportgen.model.results import GroupResult
from reportgen.model.types import Model
from reportgen.reports.chart_data import Point
from reportgen.reports.charts import Pen
from reportgen.reports.css import tokens
from reportgen.reports.fonts import Font, find_font
from tests.reports.cases import assessment, person

PT = 72 / 25.4
Ratings = Sequence[list[int] | int | None]

MIXED: Ratings = [[4, 5], [0], None, [3, 4, 4], *([[5, 6]] * 4), 76, 91, 40, None, [2], None, *([[4]] * 4)]


@cache
def font() -> Font:
    found = find_font()
    assert found is not None, "run `reportgen doctor`"
    return found


@cache
def colours() -> Mapping[str, str]:
    return tokens(font().family)


@cache
def pen() -> Pen:
    return Pen(colours(), font().family, (font().regular, font().bold), font().face)


# ---- reading SVG


@dataclass(frozen=True)
class Text:
    """A text of a picture: baseline [mm], size [mm], alignment."""

    text: str
    x: float
    y: float
    size: float
    anchor: str
    bold: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom [mm], by the font's own widths."""
        wide = sum(advances(bold=self.bold)(ch) for ch in self.text) * self.size
        left = self.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - 0.8 * self.size, left + wide, self.y + 0.12 * self.size


@cache
def advances(*, bold: bool) -> Any:
    """Function from a character to its width [em]."""
    with TTFont(font().bold if bold else font().regular, fontNumber=font().face, lazy=True) as opened:
        cmap, em = opened.getBestCmap(), opened["head"].unitsPerEm
        widths = {glyph: opened["hmtx"][glyph][0] / em for glyph in set(cmap.values())}
        return lambda ch: widths[cmap[ord(ch)]]


def style(element: Element) -> dict[str, str]:
    pairs = (part.split(":") for part in element.get("style", "").split(";") if part)
    return {name.strip(): value.strip() for name, value in pairs} | dict(element.attrib)


def texts_in(svg: str) -> list[Text]:
    """Every text of a picture."""
    found = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        look = style(element)
        x, y, size = (float(look[name]) for name in ("x", "y", "font-size"))
        anchor = look.get("text-anchor", "start")
        found.append(Text("".join(element.itertext()), x, y, size, anchor, look.get("font-weight") == "700"))
    return found


def words_in(svg: str) -> Counter[str]:
    elements = fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return Counter("".join(element.itertext()) for element in elements)


def drawn(svg: str, colour: str, scale: float = 1) -> list[list[Point]]:
    """The straight outlines filled or stroked in a colour, each as points [mm]."""
    found: list[list[Point]] = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}path"):
        look = style(element)
        if colours()[colour].lower() not in (look.get("fill", "").lower(), look.get("stroke", "").lower()):
            continue
        found += outlines(look["d"], scale)
    return found


def clips(svg: str, scale: float = 1) -> list[list[Point]]:
    """The outlines that something is drawn within, each as points [mm]."""
    svg_path = "{http://www.w3.org/2000/svg}path"
    groups = fromstring(svg).iter("{http://www.w3.org/2000/svg}clipPath")
    return [points for group in groups for path in group.iter(svg_path) for points in outlines(path.attrib["d"], scale)]


def outlines(data: str, scale: float) -> Iterator[list[Point]]:
    """The straight outlines of path data, without the last point where it is the first."""
    for piece in re.findall(r"M[^M]*", data):
        if not re.search(r"[AaCcHhVv]", piece):
            numbers = [float(n) / scale for n in re.findall(r"-?[\d.]+", piece)]
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            yield points[:-1] if points[0] == points[-1] else points


def discs(svg: str, colour: str) -> list[tuple[float, float, float]]:
    """The circles with room for a number that are filled in a colour: centre and radius [mm]."""
    found = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}path"):
        look = style(element)
        if look.get("fill", "").lower() == colours()[colour].lower() and "c" in look["d"]:
            quarter = " ".join(look["d"].split("c")[:2])
            left, middle, *_, radius, _ = (float(n) for n in re.findall(r"-?[\d.]+", quarter))
            found.append((left + radius, middle, radius))
    return [disc for disc in found if disc[2] > 1]


def is_box(points: list[Point]) -> bool:
    return len(points) == 4 and len({x for x, _ in points}) == len({y for _, y in points}) == 2


def same_shapes(one: list[list[Point]], other: list[list[Point]]) -> bool:
    """Whether outlines lie on one another, within 0.02 mm."""
    return [len(p) for p in one] == [len(p) for p in other] and all(
        math.dist(a, b) <= 0.02 for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True)
    )


def grade(model: Model) -> GroupResult:
    return assessment(model, [person(model, MIXED), person(model, [[6]] * 17 + [None])]).grades[0]


def nothing_collides(found: Sequence[Text], width: float, height: float) -> None:
    """Every text lies in the picture, and no two overlap."""
    for text in found:
        left, top, right, bottom = text.box
        assert left >= -0.01, text
        assert right <= width + 0.01, text
        assert top >= -0.3, text
        assert bottom <= height, text
    for one, other in itertools.combinations(found, 2):
        a, b = one.box, other.box
        assert min(a[2], b[2]) <= max(a[0], b[0]) + 0.01 or min(a[3], b[3]) <= max(a[1], b[1]) + 0.01, (one, other)
