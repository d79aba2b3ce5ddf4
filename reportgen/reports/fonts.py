"""The Chinese font of the machine: which one it is, and which characters it has."""

import os
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from reportgen import machine
from reportgen.reports.plain_text import TEXT_LIMIT, Printable, plain

_SIMPLIFIED = ("CJK SC", "Sans SC", "HW SC", "Sans CN", "YaHei", "PingFang SC")
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_EMPTY = ("lastresort", "adobeblank", "adobenotdef")  # have every code point and show none
_OUTLINES = ("glyf", "CFF ", "CFF2")
_COLOUR = ("CBDT", "sbix", "COLR", "SVG ")
_IDEOGRAPHS = range(0x20000, 0x3FFFE)  # planes of ideographs, where Unicode adds every other year


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


def printable(font: Font) -> Printable:
    """The function that makes text of the input fit for a page in this font."""
    return partial(_plain, font)


@lru_cache(8192)  # names of files, sheets and cells come again and again
def _plain(font: Font, text: str, *, limit: int = TEXT_LIMIT) -> str:
    return plain(text, shows=partial(can_print, font=font), limit=limit)


def can_print(ch: str, font: Font) -> bool:
    """Whether a page in this font can show a character, by the font itself or by another one that steps in."""
    return ord(ch) in characters(font) or _stands_in(ch, font.family)


@cache
def _stands_in(ch: str, family: str) -> bool:
    """Whether another font will show a character. The layout is tried first: it may know fewer fonts than we find,
    and a missing glyph would cost the whole document.
    """
    if unicodedata.category(ch).startswith("C") and ord(ch) not in _IDEOGRAPHS:
        return False
    from reportgen.reports.errors import RenderError
    from reportgen.reports.pdf import pdf

    html = f'<html lang="zh"><title>-</title><p>&#{ord(ch)};<b>&#{ord(ch)};'
    try:
        pdf(html, {}, f'p {{ font-family: "{family}" }}')
    except RenderError:
        return False
    return ord(ch) in fallback_characters()


@cache
def fallback_characters() -> frozenset[int]:
    """Code points that some installed font shows in outlines, and none in colours or bitmaps, which the layout might prefer.

    Reads every font file of the machine: to be asked only about a character that the reports' own font lacks.
    """
    plain_codes: set[int] = set()
    other_codes: set[int] = set()
    for top in machine.font_folders(sys.platform):
        for folder, _, names in os.walk(top):
            for name in names:
                if name.lower().endswith(_SUFFIXES) and not name.lower().startswith(_EMPTY):
                    for is_plain, codes in _faces(Path(folder, name)):
                        (plain_codes if is_plain else other_codes).update(codes)
    return frozenset(plain_codes - other_codes)


def _faces(path: Path) -> list[tuple[bool, frozenset[int]]]:
    """Of each face of a font file: whether its glyphs are outlines in one colour, and its code points."""
    opened = TTCollection if path.suffix.lower() in (".ttc", ".otc") else TTFont
    try:
        with path.open("rb") as file, opened(file, lazy=True) as font:
            return [
                (
                    any(table in face for table in _OUTLINES) and not any(table in face for table in _COLOUR),
                    frozenset(face.getBestCmap() or ()),
                )
                for face in (font.fonts if isinstance(font, TTCollection) else [font])
            ]
    except Exception:  # noqa: BLE001 (fontTools fails on a damaged file in any way there is)
        return []
