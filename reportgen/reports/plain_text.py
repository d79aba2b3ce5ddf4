"""Text of the input as a page can show it: on one line, not endless, what cannot be printed as its code."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

NAME_LIMIT = 40  # characters of a name or an id
TEXT_LIMIT = 60  # of a department, a manager, an organisation
REMARK_LIMIT = 2000  # of a comment

_UNSEEN = ("Cc", "Cf", "Cs")
_VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_REPLACED = dict.fromkeys(range(0x20), " ") | dict.fromkeys(_VARIATION_SELECTORS, "")

Shows = Callable[[str], bool]


class Printable(Protocol):
    """What views call for every text of the input."""

    def __call__(self, text: str, *, limit: int = TEXT_LIMIT) -> str: ...


@dataclass(frozen=True)
class Shown:
    """A text as it stands on the page, the characters that stand there as their code, whether its end is missing."""

    text: str
    unprintable: tuple[str, ...]
    cut: bool


def code(ch: str) -> str:
    """What stands in the place of a character that cannot be printed."""
    return f"[U+{ord(ch):04X}]"


def called(ch: str) -> str:
    """A character in a message: itself, or what Unicode calls it when it would not be seen."""
    return ch if ch.isprintable() else unicodedata.name(ch, f"U+{ord(ch):04X}")


def one_line(text: str) -> str:
    """A text with every run of spaces, line breaks and ASCII control characters as one space.

    Variation selectors go: they are no characters, but ask for a form of the one before.
    """
    return " ".join(text.translate(_REPLACED).split())


@lru_cache(maxsize=8192)  # names of files, sheets, cells and people come again and again
def shown(text: str, shows: Shows, limit: int) -> Shown:
    """A text as a page shows it that can print what `shows` says, in at most `limit` characters.

    Control characters, format characters (bidi overrides, zero width) and halves of surrogates are never printed.
    """
    line = one_line(text)[: limit + 1]  # what follows cannot reach the page
    clusters: list[str] = []
    for ch in line:
        if clusters and unicodedata.category(ch).startswith("M"):
            clusters[-1] += ch
        else:
            clusters.append(ch)
    lacking = {ch for ch in line if unicodedata.category(ch) in _UNSEEN or not shows(ch)}
    pieces = ["".join(code(ch) if ch in lacking else ch for ch in cluster) for cluster in clusters]
    cut = sum(map(len, pieces)) > limit
    while cut and sum(map(len, pieces)) > limit - 1:
        pieces.pop()
    printed = "".join(clusters[: len(pieces)])
    unprintable = tuple(ch for ch in dict.fromkeys(printed) if ch in lacking)
    return Shown("".join(pieces).rstrip() + "…" if cut else "".join(pieces), unprintable, cut)


def plain(text: str, *, shows: Shows = lambda _: True, limit: int = TEXT_LIMIT) -> str:
    """The text of `shown` alone."""
    return shown(text, shows, limit).text
