"""Two columns of text beside each other: where the second begins.

Layout engines find this by laying the text out again and again; an estimate does it before.
"""

import math
from collections.abc import Sequence
from itertools import accumulate

from reportgen.reports.chart_text import text_width


def lines(text: str, size: float, width: float) -> int:
    """Lines that a text of a size [pt] takes in a column of a width [mm], nearly."""
    return max(math.ceil(text_width(text, size) / width), 1)


def first_of_second(heights: Sequence[float], extra: Sequence[float]) -> int:
    """Which piece begins the second column, so that the higher one is as low as can be, and the first not the lower one
    without need; all pieces stay in the first where that is best. `extra` is what it costs to begin the column with a
    piece, in the unit of the heights.
    """
    before = (0, *accumulate(heights))
    whole = before[-1]
    return min(
        range(1, len(heights) + 1),
        key=lambda i: (max(before[i], whole - before[i]) + (extra[i] if i < len(heights) else 0), -i),
    )
