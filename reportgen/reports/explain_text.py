"""What the command `explain` prints: a view as calm, indented lines."""

import unicodedata
from collections.abc import Sequence

from reportgen.reports.explain_changes import Line
from reportgen.reports.explain_view import ExplainView, Section
from reportgen.reports.explain_words import MINUS
from reportgen.reports.views import Texts

_WIDE = frozenset("WF")
_STEP = "    "
GAP = "　"


def explain_lines(view: ExplainView, texts: Texts) -> list[str]:
    """All competencies in one line each, then what is computed over them."""
    lang = texts.lang
    cells = [(s.name, s.score, s.band.word, s.level, s.short) for s in view.sections]
    totals = _table([_cells(line) for line in view.totals])
    if view.since is not None:
        totals += ["", view.since.title, *_table([_cells(line) for line in view.since.lines])]
    if view.left_out:
        totals += ["", lang("Further, what was not used:"), *_below(view.left_out, "  ")]
    more = lang("For all about one of them, add its name: reportgen explain WHO COMPETENCY")
    return [_screen(line) for line in (_head(view), "", *_table(cells), "", *totals, "", more)]


def competency_lines(view: ExplainView, competency: str, texts: Texts) -> list[str]:
    """One competency with everything below it."""
    one = next(s for s in view.sections if s.id == competency)
    return [_screen(line) for line in (_head(view), one.name, "", *_below(one.lines, ""), *_left(one, texts))]


def _cells(line: Line) -> tuple[str, str, str]:
    return line.value, line.what, GAP.join(part for part in (line.place, line.how) if part)


def _head(view: ExplainView) -> str:
    return GAP.join(part for part in (view.name, view.about) if part)


def _left(section: Section, texts: Texts) -> list[str]:
    return ["", texts.lang("Not in the score:"), *_below(section.left, "  ")] if section.left else []


def _below(lines: Sequence[Line], indent: str) -> list[str]:
    """Lines in columns, what they were made from below them."""
    value, what = (
        (
            max((width(text) for text in texts), default=0)
            for texts in zip(*((s.value, s.what) for s in lines), strict=True)
        )
        if lines
        else (0, 0)
    )
    found = []
    for line in lines:
        tail = GAP.join(part for part in (line.place, line.how) if part)
        found.append(f"{indent}{padded(line.value, value)}  {padded(line.what, what)}  {tail}".rstrip())
        found += _below(line.lines, indent + _STEP)
    return found


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(width(text) for text in column) for column in zip(*rows, strict=True)] if rows else []
    return ["  ".join(padded(text, w) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _screen(text: str) -> str:
    """Text as every terminal can show it: a plain minus, nothing that steers the terminal."""
    return "".join(ch if ch.isprintable() or ch == GAP else " " for ch in text.replace(MINUS, "-"))


def width(text: str) -> int:
    """The columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(ch) in _WIDE else 1 for ch in text)


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
