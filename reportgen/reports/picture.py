"""Charts as PDF operators: reads SVG as `reportgen.reports.drawing` writes it, and no other.

WeasyPrint draws any SVG, but it takes a quarter of a report's time for it: text letter by letter, states anew for every
path. What these operators mean: PDF 32000-1:2008, tables 51 to 61 and 74.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree as ET

from reportgen.reports.chart_data import Point
from reportgen.reports.drawing import number

_SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?[0-9.]+")
_SPACES = re.compile(r"[ \t\r\n]+")  # and not the wide one
_MM = re.compile(r"([0-9.]+)mm")
_RGB = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_CLIP = re.compile(r"url\(#([\w-]+)\)")
_TURNED = re.compile(r"translate\((-?[0-9.]+) (-?[0-9.]+)\) rotate\(-90\)")
_PATH = {
    "d", "fill", "stroke", "stroke-width", "stroke-linejoin", "stroke-dasharray", "stroke-opacity", "clip-path",
}  # fmt: skip
_TEXT = {"x", "y", "font-size", "fill", "text-anchor", "font-weight", "transform"}
_JOINS = {"miter": b"0 j", "round": b"1 j"}
_SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}
_ENDS: dict[str, Callable[..., Point]] = {  # where a step ends, from where it starts
    "M": lambda _x, _y, a, b: (a, b),
    "L": lambda _x, _y, a, b: (a, b),
    "l": lambda x, y, a, b: (x + a, y + b),
    "h": lambda x, y, a: (x + a, y),
    "v": lambda x, y, b: (x, y + b),
}


class _OtherSvgError(Exception):
    """Not as `Drawing` writes it."""


@dataclass(frozen=True)
class Label:
    """A text on its baseline: where it stands, size [picture units], the share of its width that lies before `x`."""

    text: str
    x: float
    y: float
    size: float
    shift: float
    bold: bool
    upwards: bool


@dataclass(frozen=True)
class Veiled:
    """Operators for what is stroked with an opacity below 1."""

    opacity: float
    operators: bytes


@dataclass(frozen=True)
class Picture:
    """A chart of a size [mm] and a height and width in its own units, of a font family; drawn in the order of `parts`."""

    width: float
    height: float
    units: tuple[float, float]
    family: str
    parts: tuple[bytes | Label | Veiled, ...]


@lru_cache(256)
def picture(svg: str) -> Picture | None:
    """What an SVG of `Drawing` shows; None for any other."""
    try:
        return _picture(ET.fromstring(svg))  # noqa: S314 (written by this program)
    except (_OtherSvgError, ET.ParseError, KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _picture(root: ET.Element) -> Picture:
    x, y, wide, high = map(float, root.attrib["viewBox"].split())
    if root.tag != f"{_SVG}svg" or (x, y) != (0, 0):
        raise _OtherSvgError
    pen = _Pen()
    for node in root:
        pen.add(node)
    return Picture(
        _matched(_MM, root.attrib["width"])[0],
        _matched(_MM, root.attrib["height"])[0],
        (wide, high),
        root.attrib["font-family"],
        tuple(pen.done()),
    )


def _matched(pattern: re.Pattern[str], text: str) -> list[float]:
    match = pattern.fullmatch(text)
    if match is None:
        raise _OtherSvgError
    return [float(group) for group in match.groups()]


@dataclass
class _Pen:
    """Operators so far; what is set already is not set again."""

    parts: list[bytes | Label | Veiled] = field(default_factory=list)
    operators: list[bytes] = field(default_factory=list)
    state: dict[str, bytes] = field(default_factory=dict)
    clips: dict[str, bytes] = field(default_factory=dict)

    def add(self, node: ET.Element) -> None:
        if node.tag == f"{_SVG}path":
            self._path(node.attrib)
        elif node.tag == f"{_SVG}text" and len(node) == 0:
            self._text(node.attrib, _SPACES.sub(" ", node.text or "").strip(" "))
        elif node.tag == f"{_SVG}clipPath":
            self.clips[node.attrib["id"]] = b"".join(_outline(child.attrib["d"]) + b" " for child in node)
        elif node.tag != f"{_SVG}title":
            raise _OtherSvgError

    def done(self) -> list[bytes | Label | Veiled]:
        self._close()
        return self.parts

    def _close(self) -> None:
        if self.operators:
            self.parts.append(b"\n".join(self.operators))
            self.operators.clear()

    def _set(self, what: str, operator: bytes) -> None:
        if self.state.get(what) != operator:
            self.state[what] = operator
            self.operators.append(operator)

    def _path(self, attributes: dict[str, str]) -> None:
        if not attributes.keys() <= _PATH:
            raise _OtherSvgError
        opacity, clip = float(attributes.get("stroke-opacity", 1)), attributes.get("clip-path")
        apart = clip is not None or opacity < 1
        before = dict(self.state)
        if opacity < 1:
            self._close()
        if clip is not None:
            match = _CLIP.fullmatch(clip)
            self.operators += [b"q", self.clips[match[1] if match else ""] + b"W n"]
        elif apart:
            self.operators.append(b"q")
        self._painted(attributes)
        if apart:
            self.operators.append(b"Q")
            self.state = before
        if opacity < 1:
            joined = b"\n".join(self.operators)
            self.operators.clear()
            self.parts.append(Veiled(opacity, joined))

    def _painted(self, attributes: dict[str, str]) -> None:
        fill, line = attributes["fill"] != "none", attributes.get("stroke", "none") != "none"
        if fill:
            self._set("fill", _colour(attributes["fill"], b"rg"))
        if line:
            self._set("stroke", _colour(attributes["stroke"], b"RG"))
            self._set("width", attributes["stroke-width"].encode() + b" w")
            self._set("join", _JOINS[attributes.get("stroke-linejoin", "miter")])
            dashes = " ".join(number(float(part)) for part in attributes.get("stroke-dasharray", "").split())
            self._set("dashes", f"[{dashes}] 0 d".encode())
        paint = b"B" if fill and line else b"f" if fill else b"S" if line else b"n"
        self.operators.append(_outline(attributes["d"]) + b" " + paint)

    def _text(self, attributes: dict[str, str], text: str) -> None:
        if not attributes.keys() <= _TEXT:
            raise _OtherSvgError
        if not text:
            return
        self._set("fill", _colour(attributes["fill"], b"rg"))
        self._close()
        size, bold = float(attributes["font-size"]), attributes.get("font-weight") == "700"
        shift = _SHIFTS[attributes.get("text-anchor", "start")]
        if "transform" in attributes:
            x, y = _matched(_TURNED, attributes["transform"])
            self.parts.append(Label(text, x, y, size, shift, bold, upwards=True))
            return
        xs, ys = ([float(value) for value in attributes[axis].split()] for axis in ("x", "y"))
        if len(xs) == len(ys) == 1:
            self.parts.append(Label(text, xs[0], ys[0], size, shift, bold, upwards=False))
            return
        ys = ys * len(xs) if len(ys) == 1 else ys
        if not len(xs) == len(ys) == len(text) or shift:
            raise _OtherSvgError
        self.parts += [
            Label(letter, x, y, size, 0, bold, upwards=False)
            for letter, x, y in zip(text, xs, ys, strict=True)
            if letter != " "
        ]


@lru_cache(256)
def _colour(text: str, operator: bytes) -> bytes:
    match = _RGB.fullmatch(text)
    if match is None:
        raise _OtherSvgError
    return " ".join(f"{int(part, 16) / 255:.4g}" for part in match.groups()).encode() + b" " + operator


@lru_cache(4096)
def _outline(data: str) -> bytes:
    """SVG path data, with one set of numbers per letter, as PDF path operators."""
    parts: list[str] = []
    x = y = x0 = y0 = 0.0
    for letter, text in _STEP.findall(data):
        v = [float(value) for value in _NUMBER.findall(text)]
        if letter in "Zz":
            x, y = x0, y0
            parts.append("h")
        elif letter == "c":
            a, b, c, d, e, f = v
            parts.append(f"{_n(x + a)} {_n(y + b)} {_n(x + c)} {_n(y + d)} {_n(x + e)} {_n(y + f)} c")
            x, y = x + e, y + f
        elif letter == "A":
            parts += _arc((x, y), v)
            x, y = v[-2:]
        else:
            x, y = _ENDS[letter](x, y, *v)
            if letter == "M":
                x0, y0 = x, y
            parts.append(f"{_n(x)} {_n(y)} {'m' if letter == 'M' else 'l'}")
    return " ".join(parts).encode()


def _n(value: float) -> str:
    """A coordinate with at most three decimals."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _arc(start: Point, values: list[float]) -> Iterator[str]:
    """An arc of a circle as curves of at most a quarter; its centre as in SVG 1.1, F.6.5."""
    radius, other, _, large, sweep, *end = values
    if radius != other or not sweep:
        raise _OtherSvgError
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    away = math.sqrt(max(radius**2 - chord**2 / 4, 0)) / chord * (-1 if large else 1)
    cx, cy = (start[0] + end[0]) / 2 - away * dy, (start[1] + end[1]) / 2 + away * dx
    first, last = (math.atan2(y - cy, x - cx) for x, y in (start, end))
    whole = (last - first) % math.tau
    count = math.ceil(whole / (math.pi / 2))
    step = whole / count
    handle = 4 / 3 * math.tan(step / 4)
    for k in range(count):
        (c0, s0), (c1, s1) = ((math.cos(a), math.sin(a)) for a in (first + k * step, first + (k + 1) * step))
        points = ((c0 - handle * s0, s0 + handle * c0), (c1 + handle * s1, s1 - handle * c1), (c1, s1))
        yield " ".join(f"{_n(cx + radius * px)} {_n(cy + radius * py)}" for px, py in points) + " c"
