"""Charts on the pages that WeasyPrint makes: images that draw themselves, their text set once per process.

WeasyPrint asks an image for its size and to draw itself on a stream; its option `cache` takes such images by address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.svg.text import Style, TextBox
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import FontConfiguration, get_pango_font_key
from weasyprint.text.line_break import split_first_line

from reportgen.reports.picture import Label, Picture, Veiled, picture

_PX_PER_MM = 96 / 25.4
_MOST_LINES = 5000  # of text kept by a process


class _OtherTextError(Exception):
    """A text that WeasyPrint has something to say about: a sign without a glyph, a coloured one."""


@dataclass
class _Glyphs:
    """Glyphs of a font within a line, as WeasyPrint collects them in its `Font` for a document."""

    pango_font: Any
    hash: str
    to_unicode: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    bitmap = png = svg = colr = False

    def get_unused_glyph_id(self, codepoint: int) -> int:
        raise _OtherTextError(codepoint)


@dataclass
class _Line:
    """A line of text: operators that show it from the current place on, and its width in units of its size."""

    fonts: list[_Glyphs]
    operators: list[bytes]
    width: float = 0


class _Recorder:
    """Stands in for a stream while WeasyPrint writes a line of text."""

    def __init__(self, lines: "_Lines") -> None:
        self.ink_rect, self.logical_rect = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
        self.line = _Line([], [])
        self._lines = lines

    def set_text_matrix(self, *_matrix: float) -> None:
        """Every use of the line has a place of its own."""

    def add_font(self, pango_font: Any) -> tuple[_Glyphs, float]:  # noqa: ANN401 (a C pointer)
        glyphs, size = self._lines.glyphs(pango_font)
        self.line.fonts.append(glyphs)
        return glyphs, size

    def set_font_size(self, name: str, size: float) -> None:
        self.line.operators.append(f"/{name} {size:.4f} Tf".encode())

    def set_text_rise(self, rise: float) -> None:
        self.line.operators.append(f"{rise:.4f} Ts".encode())

    def show_text(self, text: str) -> None:
        self.line.operators.append(f"[{text.replace('>0<', '')}] TJ".encode())


class _Lines:
    """Lines of text by text, family, size and weight, in the fonts of a configuration."""

    def __init__(self, configuration: FontConfiguration) -> None:
        self._configuration = configuration
        self._lines: dict[tuple[str, str, float, bool], _Line] = {}
        self._fonts: dict[tuple[Any, float], tuple[Any, str]] = {}
        self._layouts: list[Any] = []  # a font lives as long as a layout that uses it

    def line(self, text: str, family: str, size: float, *, bold: bool) -> _Line:
        """Raises `_OtherTextError` when it is for WeasyPrint to draw it."""
        key = (text, family, size, bold)
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) >= _MOST_LINES:
                self._lines.clear()
            known = self._lines[key] = self._made(text, family, size, bold=bold)
        return known

    def _made(self, text: str, family: str, size: float, *, bold: bool) -> _Line:
        style = Style(INITIAL_VALUES)
        style.font_config = self._configuration
        style["font_family"], style["font_size"], style["font_weight"] = [family], size, 700 if bold else 400
        layout, _, _, width, _, _ = split_first_line(text, style, None, inf, 0)
        layout.reactivate(style)
        fonts, recorder = len(self._fonts), _Recorder(self)
        if draw_first_line(recorder, TextBox(layout, style), "none", "none", Matrix()):
            raise _OtherTextError(text)
        if len(self._fonts) > fonts:
            self._layouts.append(layout)
        recorder.line.width = width
        return recorder.line

    def glyphs(self, pango_font: Any) -> tuple[_Glyphs, float]:  # noqa: ANN401 (a C pointer)
        """An empty collection of glyphs of a font, and the size of the font."""
        key, description, size = get_pango_font_key(pango_font)
        if (key, size) not in self._fonts:
            font = Font(pango_font, description, size)
            if font.bitmap or font.png or font.svg or font.colr:
                raise _OtherTextError(font.family)
            self._fonts[key, size] = (pango_font, font.hash)
        return _Glyphs(*self._fonts[key, size]), size


@dataclass(frozen=True)
class _Image:
    """A chart as WeasyPrint's images are: it knows its size [px] and draws itself."""

    picture: Picture
    lines: Mapping[Label, _Line]

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, float, float]:
        width, height = self.picture.width * _PX_PER_MM, self.picture.height * _PX_PER_MM
        return width, height, width / height

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:  # noqa: ANN401 (WeasyPrint's)
        fonts: dict[str, Any] = {}
        with stream.stacked():
            stream.transform(a=width / self.picture.units[0], d=height / self.picture.units[1])
            for part in self.picture.parts:
                if isinstance(part, bytes):
                    stream.stream.append(part)
                elif isinstance(part, Veiled):
                    with stream.stacked():
                        stream.set_alpha(part.opacity, stroke=True)
                        stream.stream.append(part.operators)
                else:
                    self._write(stream, part, fonts)

    def _write(self, stream: Any, label: Label, fonts: dict[str, Any]) -> None:  # noqa: ANN401 (WeasyPrint's)
        line = self.lines[label]
        for glyphs in line.fonts:
            if glyphs.hash not in fonts:
                fonts[glyphs.hash], _ = stream.add_font(glyphs.pango_font)
            font = fonts[glyphs.hash]
            for number, text in glyphs.to_unicode.items():
                font.to_unicode.setdefault(number, text)
            for number, width in glyphs.widths.items():
                font.widths.setdefault(number, width)
        before = label.shift * line.width
        place = (
            f"0 -1 -1 0 {label.x:.4f} {label.y + before:.4f} Tm"
            if label.upwards
            else f"1 0 0 -1 {label.x - before:.4f} {label.y:.4f} Tm"
        )
        stream.stream.append(b"\n".join((b"BT", place.encode(), *line.operators, b"ET")))


@cache
def _lines(configuration: FontConfiguration) -> _Lines:
    return _Lines(configuration)


def drawn(svg: str, configuration: FontConfiguration) -> _Image | None:
    """The image of a chart that `reportgen.reports.drawing` wrote; None when WeasyPrint is to draw it."""
    shown = picture(svg)
    if shown is None:
        return None
    lines, family = _lines(configuration), shown.family
    try:
        labels = {
            part: lines.line(part.text, family, part.size, bold=part.bold)
            for part in shown.parts
            if isinstance(part, Label)
        }
    except _OtherTextError:
        return None
    return _Image(shown, labels)
