"""What pages are set in: a small working font made once per machine from the installed Chinese one.

It has real bold and the characters of `font_characters`. Characters beyond them that the installed font has come from
a small font of their block of 256, made when a document needs it. Where none of this can be made, pages use the
installed font as it is: larger files, made more slowly, that look the same.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from reportgen.reports.font_cache import found_file, kept
from reportgen.reports.font_characters import working_characters
from reportgen.reports.font_making import BOLD, REGULAR, digest, make, making_key, source_key
from reportgen.reports.fonts import Font, characters

MOST_BLOCKS = 12  # in one document; a text full of rare characters is better served by the installed font
_BLOCK = 256
_SPACES = (0x20, 0xA0, 0x3000)  # may be set in the font of the character before
_STYLES = ((REGULAR, "regular"), (BOLD, "bold"))


@dataclass(frozen=True)
class PageFont:
    """An installed font and the family of the working font made from it; without one (""), `fault` says why."""

    installed: Font
    family: str = ""
    size: int = 0
    fault: str = ""

    @property
    def families(self) -> tuple[str, ...]:
        """What a page names: the installed font stands behind the working one."""
        return (self.family, self.installed.family) if self.family else (self.installed.family,)

    @cached_property
    def _usual(self) -> frozenset[str]:
        return frozenset(map(chr, working_characters())) | frozenset("\n\r\t\ufeff")

    def families_for(self, texts: Iterable[str]) -> tuple[str, ...]:
        """What a page of these texts names: with the fonts of its rare characters between the two."""
        if not self.family:
            return self.families
        unusual = set[str]().union(*texts) - self._usual
        if not unusual:
            return self.families
        blocks = sorted({ord(ch) // _BLOCK for ch in unusual if ord(ch) in characters(self.installed)})
        if len(blocks) > MOST_BLOCKS:
            return self.families
        rare = [name for block in blocks if (name := _block_family(self.installed, block))]
        return (self.family, *rare, self.installed.family)


def is_made(font: Font) -> bool:
    """Whether the working font of an installed one is there; making it takes some seconds."""
    try:
        key = _key(font)
    except (OSError, ValueError):
        return False
    return all(found_file(_file(key, "", style)) is not None for _, style in _STYLES)


def ready(font: Font) -> bool:
    """Make the working font where it is missing, without loading what lays out pages; False where it cannot be made."""
    try:
        if font.regular != font.bold:
            key = _key(font)
            _files(font, key, _family(key), "", working_characters())
    except Exception:  # noqa: BLE001 (a font of somebody else's can be wrong in any way)
        return False
    return font.regular != font.bold


def identity(font: Font) -> str:
    """What tells whether pages come out with the same glyphs: the fonts, how they are made, and whether they are."""
    try:
        return f"{_key(font)} {is_made(font)}"
    except (OSError, ValueError):
        return font.family


@cache
def page_font(font: Font) -> PageFont:
    """What pages are set in on this machine; the working font is made where it is missing. Never fails."""
    if font.regular == font.bold:
        return PageFont(font, fault="regular and bold are in one file")
    try:
        key = _key(font)
        family = _family(key)
        paths = _made(font, key, family, "", working_characters())
    except Exception as error:  # noqa: BLE001 (a font of somebody else's can be wrong in any way)
        return PageFont(font, fault=f"{type(error).__name__}: {error}")
    return PageFont(font, family, sum(path.stat().st_size for path in paths))


@cache
def _block_family(font: Font, block: int) -> str:
    """The family of a block's font, ready for use; empty where it cannot be made: then the installed font steps in."""
    try:
        key = _key(font)
        family = f"{_family(key)} u{block:03x}"
        _made(font, key, family, f"u{block:03x}-", {*range(block * _BLOCK, (block + 1) * _BLOCK), *_SPACES})
    except Exception:  # noqa: BLE001 (as above)
        return ""
    return family


def _made(font: Font, key: str, family: str, part: str, codes: Collection[int]) -> list[Path]:
    """The files of both weights, made where they are missing, and known to the layout."""
    from reportgen.reports.pdf import add_font

    paths = _files(font, key, family, part, codes)
    for path in paths:
        add_font(path)
    return paths


def _files(font: Font, key: str, family: str, part: str, codes: Collection[int]) -> list[Path]:
    paths = []
    for weight, style in _STYLES:
        source = font.bold if weight == BOLD else font.regular
        content = partial(_content, source, font.face, codes, family, weight)
        paths.append(kept(_file(key, part, style), content))
    return paths


def _content(source: Path, face: int, codes: Collection[int], family: str, weight: int) -> bytes:
    return make(source.read_bytes(), face, codes, family, weight)


def _family(key: str) -> str:
    """A name that no installed font has; the last word does not look like a size."""
    return f"reportgen f{key[:8]}"


def _file(key: str, part: str, style: str) -> str:
    return f"fonts/{key[:16]}/{part}{style}.ttf"


@cache
def _key(font: Font) -> str:
    """What decides the bytes of the fonts made here; raises `OSError`, `ValueError` for files that are no fonts."""
    return digest(
        source_key(font.regular, font.face), source_key(font.bold, font.face), making_key(working_characters())
    )
