"""Votes drawn for the rows of a table: a column per level, a dot per vote; and who is to be rated anew, a dot each.

Everything can be told without colour: what was voted has a frame, what held before a bar below.
"""

from collections.abc import Mapping, Sequence

from reportgen.reports.chart_text import fitted, text_width
from reportgen.reports.drawing import Drawing, box, dot, stroke
from reportgen.reports.votes_data import VotesRow

Tokens = Mapping[str, str]

WIDTH, ROW = 34.0, 6.4
_DOT, _STEP = 0.55, 1.5
_LINES = 3  # of dots in a column
_EDGE = 0.35
_SIZE = 6.5
HEAD = 7.0  # size [pt] of names above marks
MARKS_ROW = 4.6
_FOOT = 2.0  # below the baseline of lying names: in line with those of the table
_WIDE = 13.0  # columns of marks from this width on have their names lying, narrower ones standing
_CHARACTER = 1.04  # from one standing character to the next, in em


def capacity(levels: int) -> int:
    """Votes on one level that can be shown as a dot each."""
    return _across(WIDTH / levels) * _LINES


def _across(wide: float) -> int:
    return max(1, int((wide - 1.5) / _STEP))


def names_fit(names: Sequence[str]) -> bool:
    """Whether the names of the levels can stand above the columns."""
    room = WIDTH / len(names) - 0.6
    return all(text_width(name, _SIZE) <= room for name in names)


def votes_head(names: Sequence[str], title: str, tokens: Tokens) -> str:
    """Names (or numbers) of the levels above their columns."""
    pen = Drawing(WIDTH, 3.2, tokens)
    wide = WIDTH / len(names)
    for i, name in enumerate(names):
        pen.text((i + 0.5) * wide, 2.5, name, size=_SIZE, align="center", color="ink-3")
    return pen.svg(title)


def votes(row: VotesRow, title: str, tokens: Tokens, *, dots: bool = True) -> str:
    """The votes on a competency; without `dots` as bars with their number."""
    pen = Drawing(WIDTH, ROW, tokens)
    levels = len(row.per_level)
    wide = WIDTH / levels
    pen.path((stroke(i * wide, 0.4, 0, ROW - 0.8) for i in range(levels + 1)), line="rule", width=0.15)
    if row.voted is not None:
        frame = box(row.voted * wide + _EDGE, _EDGE, wide - 2 * _EDGE, ROW - 2 * _EDGE - 0.5)
        pen.path(frame, fill="standard-wash", line="standard", width=0.45)
    pen.path(box(row.before * wide + _EDGE - 0.2, ROW - 0.75, wide - 2 * _EDGE + 0.4, 0.75), fill="ink")
    draw = _dots if dots else _bars
    draw(pen, row.per_level, wide)
    return pen.svg(title)


def _dots(pen: Drawing, counts: Sequence[int], wide: float) -> None:
    across, middle = _across(wide), (ROW - 0.6) / 2
    shapes = []
    for i, count in enumerate(counts):
        lines = [min(across, count - start) for start in range(0, count, across)]
        for k, n in enumerate(lines):
            y = middle + (k - (len(lines) - 1) / 2) * _STEP
            x = (i + 0.5) * wide - (n - 1) / 2 * _STEP
            shapes += [dot(x + m * _STEP, y, _DOT) for m in range(n)]
    pen.path(shapes, fill="ink")


def _bars(pen: Drawing, counts: Sequence[int], wide: float) -> None:
    total, room = max(sum(counts), 1), wide - 2.2
    pen.path((box(i * wide + 1.1, 3.5, room * n / total, 1.4) for i, n in enumerate(counts) if n), fill="ink-2")
    for i, n in enumerate(counts):
        if n:
            pen.text(i * wide + 1.1, 2.9, str(n), size=6.5)


def votes_legend(words: Mapping[str, str], tokens: Tokens) -> str:
    """What the marks mean; marks without a word are left out."""
    pen = Drawing(174, 4.6, tokens)
    x, y = 0.0, 2.3
    for key, wide in (("vote", 1.2), ("votes", 4.0), ("before", 4.4), ("voted", 4.4)):
        if key not in words:
            continue
        if key == "vote":
            pen.path(dot(x + 0.6, y, _DOT), fill="ink")
        elif key == "votes":
            pen.path(box(x, y - 0.7, wide, 1.4), fill="ink-2")
        elif key == "before":
            pen.path(box(x, y + 0.3, wide, 0.75), fill="ink")
        else:
            pen.path(box(x, y - 1.6, wide, 3.2), fill="standard-wash", line="standard", width=0.45)
        pen.text(x + wide + 1.2, y + 1, words[key], size=7.5, color="ink-2")
        x += wide + 1.2 + text_width(words[key], 7.5) + 5
    return pen.svg(" ".join(words.values()))


# ---- who is to be rated anew


def marks_head(names: Sequence[str], width: float, title: str, tokens: Tokens) -> str:
    """Names of competencies above columns of marks: lying where there is room, else standing."""
    pitch = width / len(names)
    return _lying(names, width, title, tokens) if pitch >= _WIDE else _standing(names, width, title, tokens)


def _lying(names: Sequence[str], width: float, title: str, tokens: Tokens) -> str:
    pitch = width / len(names)
    broken = [fitted(name, pitch - 1, HEAD) for name in names]
    step = HEAD * 0.41
    height = max(len(lines) for lines, _ in broken) * step + _FOOT
    pen = Drawing(width, height, tokens)
    for i, (lines, size) in enumerate(broken):
        for k, line in enumerate(lines):
            y = height - _FOOT - (len(lines) - 1 - k) * step
            pen.text((i + 0.5) * pitch, y, line, size=size, align="center", color="ink-2")
    return pen.svg(title)


def _standing(names: Sequence[str], width: float, title: str, tokens: Tokens) -> str:
    """Chinese is read downwards, one character under the other; other scripts are turned."""
    pitch, em = width / len(names), text_width("字", HEAD)
    height = max(text_width(n, 6.5) if n.isascii() else em * _CHARACTER * len(n) for n in names) + 2
    pen = Drawing(width, height, tokens)
    for i, name in enumerate(names):
        x = (i + 0.5) * pitch
        if name.isascii():
            pen.turned(x + 0.8, height - 1, name, size=6.5, color="ink-2")
        else:
            ys = [height - 1.2 - em * _CHARACTER * (len(name) - 1 - k) for k in range(len(name))]
            pen.characters([x - em / 2] * len(name), ys, name, size=HEAD, color="ink-2")
    return pen.svg(title)


def marks(columns: Sequence[bool], width: float, title: str, tokens: Tokens) -> str:
    """A dot in every column that is marked."""
    pen = Drawing(width, MARKS_ROW, tokens)
    pitch = width / len(columns)
    pen.path((stroke(i * pitch, 0, 0, MARKS_ROW) for i in range(len(columns) + 1)), line="rule", width=0.15)
    pen.path((dot((i + 0.5) * pitch, MARKS_ROW / 2, 0.95) for i, on in enumerate(columns) if on), fill="ink")
    return pen.svg(title)
