"""Paragraphs of plain text in lines that are not too long, with Chinese characters counted as twice as wide."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 76  # columns of a line of a mail
_UNIT: Final = re.compile(r"[\u0021-\u007e\u00a1-\u024f]+|\s+|.", re.DOTALL)
_CLOSING: Final = frozenset("，。；：、！？）】》”’…％·")
_OPENING: Final = frozenset("（【《“‘")


def columns(text: str) -> int:
    """The columns a text takes in a font of fixed width."""
    return sum(_columns(ch) for ch in text)


def folded(text: str, first: str = "", then: str = "", width: int = WIDTH) -> str:
    """A paragraph in lines of at most `width` columns, the first after `first`, the others after `then`.

    Latin words and numbers stay whole when they fit into a line; no line begins with a closing mark.
    """
    lines, line, room = [], first, width
    empty = True
    for unit in _units(text):
        if unit.isspace():
            line += "" if empty else " "
            continue
        if not empty and columns(line) + columns(unit) > room:
            lines.append(line.rstrip())
            line, empty = then, True
        for piece in _pieces(unit, room - columns(then)):
            if not empty and columns(line) + columns(piece) > room:
                lines.append(line)
                line = then
            line, empty = line + piece, False
    return "\n".join([*lines, line.rstrip()])


def _units(text: str) -> Iterator[str]:
    """What is not torn apart: words, single Chinese characters with the marks that belong to them."""
    held = ""
    for unit in _UNIT.findall(text):
        if held and not unit.isspace() and (unit in _CLOSING or held[-1] in _OPENING):
            held += unit
        else:
            if held:
                yield held
            held = unit
    if held:
        yield held


def _pieces(unit: str, room: int) -> Iterator[str]:
    """A unit, cut where it is longer than a line."""
    piece = ""
    for ch in unit:
        if columns(piece) + _columns(ch) > room:
            yield piece
            piece = ""
        piece += ch
    yield piece


def _columns(ch: str) -> int:
    if unicodedata.combining(ch):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WFA" else 1
