"""The Chinese font of the machine: which one it is, and which characters it has."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from reportgen import machine

_SIMPLIFIED = ("CJK SC", "Sans SC", "HW SC", "Sans CN", "YaHei", "PingFang SC")


@dataclass(frozen=True)
class Font:
    """A font family with a regular and a bold file; `face` is the family's number in a collection, else -1."""

    family: str
    regular: Path
    bold: Path
    face: int


@cache
def find_font() -> Font | None:
    """The first Chinese font with a real bold, in the order of preference of `reportgen.machine`; None without one."""
    files = {
        name.lower(): Path(folder, name)
        for top in machine.font_folders(sys.platform)
        for folder, _, names in os.walk(top)
        for name in names
    }
    for wanted in machine.FONTS:
        paths = [
            files.get(name.lower()) for name in sorted(wanted, key=lambda n: "bold" in n.lower() or "bd." in n.lower())
        ]
        if all(paths):
            regular, bold = paths[0], paths[-1]
            if regular is not None and bold is not None and (found := _family(regular)) is not None:
                return Font(found[0], regular, bold, found[1])
    return None


def _family(path: Path) -> tuple[str, int] | None:
    """Family name and face number of the Simplified Chinese face in a font file."""
    try:
        if path.suffix.lower() == ".ttc":
            with TTCollection(str(path), lazy=True) as collection:
                names = [str(face["name"].getDebugName(1)) for face in collection.fonts]
        else:
            with TTFont(str(path), lazy=True) as font:
                names = [str(font["name"].getDebugName(1))]
    except (OSError, TTLibError):
        return None
    number = -1 if path.suffix.lower() != ".ttc" else 0
    for index, name in enumerate(names):
        if any(part in name for part in _SIMPLIFIED) and "Mono" not in name:
            return name, index if number == 0 else -1
    return names[0], number


@cache
def characters(font: Font) -> frozenset[int]:
    """Code points that both weights of the font can show."""
    return _characters(font.regular, font.face) & _characters(font.bold, font.face)


def _characters(path: Path, face: int) -> frozenset[int]:
    with TTFont(str(path), fontNumber=face, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str, known: frozenset[int]) -> str:
    """Text as the font can print it: control characters become spaces, a character without a glyph its code."""
    return "".join(ch if ord(ch) in known else (" " if ord(ch) < ord(" ") else f"[U+{ord(ch):04X}]") for ch in text)


def unknown_characters(text: str, known: frozenset[int]) -> list[str]:
    """The printable characters of a text that the font lacks, each once."""
    return [ch for ch in dict.fromkeys(text) if ord(ch) >= ord(" ") and ord(ch) not in known]
