"""The surface that charts are drawn on: bare matplotlib axes in millimetres, y downwards, saved as SVG with real text."""

import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path as Outline

from reportgen.reports.chart_data import Point

MM = 25.4
PT_PER_MM = 72 / MM
LABEL_SIZE = 8.0
HATCH_STEP = 1.3

RC: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "reportgen",  # the same ids in every run
    "path.simplify": False,
    "text.parse_math": False,  # a $ in a name is a dollar sign
}


class Surface:
    """Lines, areas and text in the colours of the style sheet's tokens and one font family."""

    def __init__(self, tokens: dict[str, str], family: str, fonts: Iterable[Path]) -> None:
        self.tokens = tokens
        self.family = family
        for path in fonts:
            font_manager.fontManager.addfont(str(path))

    def _figure(self, width: float, height: float) -> tuple[Figure, Axes]:
        figure = Figure(figsize=(width / MM, height / MM))
        figure.patch.set_alpha(0)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        return figure, axes

    @staticmethod
    def _add(axes: Axes, artist: Artist) -> None:
        """Put an artist on top of everything drawn before; matplotlib would sort by kind."""
        artist.set_zorder(len(axes.get_children()))
        axes.add_artist(artist)

    def _svg(self, figure: Figure, title: str) -> str:
        buffer = io.StringIO()
        with mpl.rc_context(RC):
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
        return buffer.getvalue()

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
        with mpl.rc_context(RC):
            axes.text(
                x, y, text, fontsize=size, ha=align, va="baseline", color=self.tokens[color], family=self.family,
                fontweight="bold" if bold else "normal", zorder=len(axes.get_children()),
            )  # fmt: skip

    def _line(
        self,
        axes: Axes,
        points: Sequence[Point],
        color: str,
        width: float,
        dashes: str | tuple[int, tuple[float, float]] = "-",
    ) -> None:
        self._add(
            axes,
            LineCollection([list(points)], colors=self.tokens[color], linewidths=width * PT_PER_MM, linestyles=dashes),
        )

    def _area(self, axes: Axes, points: Sequence[Point], color: str) -> None:
        self._add(axes, Polygon(list(points), closed=True, facecolor=self.tokens[color], edgecolor="none"))

    def _outline(self, axes: Axes, points: Sequence[Point], color: str, width: float, *, dashed: bool = False) -> None:
        self._add(axes,
            Polygon(
                list(points), closed=True, fill=False, edgecolor=self.tokens[color], linewidth=width * PT_PER_MM,
                joinstyle="round", linestyle=(0, (3, 2)) if dashed else "-",
            )
        )  # fmt: skip

    def _hatch(self, axes: Axes, shapes: Sequence[Sequence[Point]]) -> None:
        """Diagonal strokes inside the shapes: the mark of "not assessed", used for nothing else."""
        outline = Outline.make_compound_path(*(Outline([*shape, shape[0]], closed=True) for shape in shapes))
        x0, y0, x1, y1 = outline.get_extents().extents
        height = y1 - y0
        first = math.floor((x0 - height) / HATCH_STEP) * HATCH_STEP
        strokes = [
            [(first + k * HATCH_STEP, y1), (first + k * HATCH_STEP + height, y0)]
            for k in range(math.ceil((x1 - first) / HATCH_STEP))
        ]
        lines = LineCollection(strokes, colors=self.tokens["missing"], linewidths=0.22 * PT_PER_MM)
        self._add(axes, lines)
        clip = PathPatch(outline, transform=axes.transData)
        lines.set_clip_path(clip)
