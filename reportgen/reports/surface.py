"""The surface that charts are drawn on: bare matplotlib axes in millimetres, y downwards.

A page gets SVG with real text; a file of its own gets the glyphs with it, so that it looks the same everywhere.
"""

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, FontProperties
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline

from reportgen.reports.chart_data import Point
from reportgen.reports.chart_layout import LABEL_SIZE, Words

MM = 25.4
PT_PER_MM = 72 / MM
HATCH_STEP = 1.3
PNG_DPI = 200

RC: dict[Any, Any] = {"svg.hashsalt": "reportgen", "path.simplify": False}  # a salt: the same ids in every run

# What would name the program or the day is left out: the same chart has the same bytes.
METADATA: Mapping[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


class Surface:
    """Lines, areas and text in the colours of the style sheet's tokens and one font family.

    `fonts` are its regular and its bold file, `face` is its number in them when they are collections, else -1. On a
    page the text may be set in several families, the first before the others.
    """

    def __init__(
        self, tokens: Mapping[str, str], family: str | Sequence[str], fonts: Sequence[Path], face: int = -1
    ) -> None:
        self.tokens = tokens
        self._families = [family] if isinstance(family, str) else list(family)
        regular, bold = (FontPath(str(path), max(face, 0)) for path in fonts)
        self._fonts = {
            False: FontProperties(family=self._families, fname=regular),
            True: FontProperties(family=self._families, weight="bold", fname=bold),
        }

    @staticmethod
    def _figure(width: float, height: float) -> tuple[Figure, Axes]:
        """An empty picture of a size [mm]."""
        figure = Figure(figsize=(width / MM, height / MM), facecolor="none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        return figure, axes

    def _svg(self, figure: Figure, title: str) -> str:
        """The picture for a page, which has the font: text stays text."""
        buffer = io.StringIO()
        with mpl.rc_context({**RC, "svg.fonttype": "none"}):
            figure.savefig(buffer, format="svg", metadata={**METADATA["svg"], "Title": title})
        # WeasyPrint takes a space or a quotation mark after a comma for a part of the name.
        return buffer.getvalue().replace(", ".join(map(repr, self._families)), ",".join(self._families))

    @staticmethod
    def _file(figure: Figure, title: str, kind: str) -> bytes:
        """The picture as a file of its own (png, svg or pdf), on white."""
        buffer = io.BytesIO()
        with mpl.rc_context({**RC, "svg.fonttype": "path"}):
            figure.savefig(
                buffer, format=kind, dpi=PNG_DPI, facecolor="white", metadata={**METADATA[kind], "Title": title}
            )
        return buffer.getvalue()

    @staticmethod
    def _add(axes: Axes, artist: Artist) -> None:
        """Put an artist on top of everything drawn before; matplotlib would sort by kind."""
        artist.set_zorder(len(axes.get_children()))
        axes.add_artist(artist)

    def _text(
        self,
        axes: Axes,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL_SIZE,
        align: str = "left",
        color: str = "ink",
        bold: bool = False,
    ) -> None:
        """Text on a baseline, size in pt; a $ in it is a dollar sign."""
        axes.text(
            x, y, text, fontproperties=self._fonts[bold], fontsize=size, ha=align, va="baseline",
            color=self.tokens[color], parse_math=False, zorder=len(axes.get_children()),
        )  # fmt: skip

    def _words(self, axes: Axes, words: Words, *, color: str = "ink", bold: bool = False) -> None:
        self._text(axes, words.x, words.y, words.text, size=words.size, align=words.align, color=color, bold=bold)

    def _lines(
        self,
        axes: Axes,
        lines: Sequence[Sequence[Point]],
        color: str,
        width: float,
        *,
        dashes: Sequence[float] = (),
        opacity: float = 1,
        within: Sequence[Sequence[Point]] = (),
    ) -> None:
        """Lines of a width [mm], dashed [mm] if so wished, and only `within` shapes if there are any."""
        artist = LineCollection(
            [list(line) for line in lines],
            colors=self.tokens[color],
            linewidths=width * PT_PER_MM,
            linestyles=(0, tuple(d / width for d in dashes)) if dashes else "-",
            alpha=opacity,
            joinstyle="round",
        )
        self._add(axes, artist)
        if within:
            artist.set_clip_path(PathPatch(_compound(within), transform=axes.transData))

    def _area(self, axes: Axes, points: Sequence[Point], color: str) -> None:
        self._add(axes, Polygon(list(points), closed=True, facecolor=self.tokens[color], edgecolor="none"))

    def _box(self, axes: Axes, corner: Point, width: float, height: float, color: str) -> None:
        """A filled rectangle, given by its upper left corner."""
        self._add(axes, Rectangle(corner, width, height, facecolor=self.tokens[color], edgecolor="none"))

    def _dot(self, axes: Axes, centre: Point, radius: float, color: str, *, edge: str = "", width: float = 0) -> None:
        """A filled circle, with an edge of a width [mm] if so wished."""
        edgecolor = self.tokens[edge] if edge else "none"
        self._add(
            axes,
            Circle(centre, radius, facecolor=self.tokens[color], edgecolor=edgecolor, linewidth=width * PT_PER_MM),
        )

    def _outline(
        self, axes: Axes, points: Sequence[Point], color: str, width: float, *, dashes: Sequence[float] = ()
    ) -> None:  # fmt: skip
        """A closed line of a width [mm]."""
        self._add(axes,
            Polygon(
                list(points), closed=True, fill=False, edgecolor=self.tokens[color], linewidth=width * PT_PER_MM,
                joinstyle="round", linestyle=(0, tuple(d / width for d in dashes)) if dashes else "-",
            )
        )  # fmt: skip

    def _hatch(self, axes: Axes, shapes: Sequence[Sequence[Point]]) -> None:
        """Diagonal strokes inside the shapes: the mark of "not assessed", used for nothing else."""
        if not shapes:
            return
        x0, y0, x1, y1 = _compound(shapes).get_extents().extents
        height = y1 - y0
        first = math.floor((x0 - height) / HATCH_STEP) * HATCH_STEP
        strokes = [
            ((first + k * HATCH_STEP, y1), (first + k * HATCH_STEP + height, y0))
            for k in range(math.ceil((x1 - first) / HATCH_STEP))
        ]
        self._lines(axes, strokes, "missing", 0.22, within=shapes)


def _compound(shapes: Sequence[Sequence[Point]]) -> Outline:
    return Outline.make_compound_path(*(Outline([*shape, shape[0]], closed=True) for shape in shapes))
