"""A small TrueType font out of a large installed one: some characters, own name, the same outlines, widths and lines.

TrueType, because the layout embeds a font with its glyph numbers kept, which is small and quick for TrueType outlines
and neither for a large font of PostScript outlines (CFF).
"""

import hashlib
import struct
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

import fontTools
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

MAKING = 1  # to be raised with every change of what is made
REGULAR, BOLD = 400, 700
# In units of the font, a thousandth of its size (0.003 mm of a letter of a page): how far a curve of the 2nd degree may
# lie from the one of the 3rd that it stands for, and the grid that points are put on. Both make a PDF 12 % smaller.
_ERROR = 3.0
_GRID = 4
_FEATURES = (b"calt", b"ccmp", b"kern", b"liga", b"mark")  # those of Chinese and Latin text set along a line
_UNUSED = ("VORG", "vhea", "vmtx", "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "gasp", "meta")
_KEPT_NAMES = (0, 7, 13, 14)  # copyright, trademark, licence and where it stands
_FAMILY, _STYLE, _IDENTITY, _FULL_NAME, _POSTSCRIPT = 1, 2, 3, 4, 6
_WINDOWS = (3, 1, 0x409)


def source_key(path: Path, face: int) -> str:
    """What tells one font from another: a digest of the size and the directory of its tables, which has a checksum of
    each. Raises `OSError`, `ValueError` for what is no font.
    """
    with path.open("rb") as file:
        start = 0
        if (head := file.read(12))[:4] == b"ttcf":
            file.seek(12 + 4 * max(face, 0))
            (start,) = struct.unpack(">L", file.read(4))
            file.seek(start)
            head = file.read(12)
        if len(head) < 12:  # noqa: PLR2004 (bytes of the head)
            raise ValueError(f"{path.name} is no font")
        (tables,) = struct.unpack(">H", head[4:6])
        directory = head + file.read(16 * tables)
    size = path.stat().st_size
    return hashlib.sha256(f"{size} {face} {start} ".encode() + directory).hexdigest()


def making_key(codes: Collection[int]) -> str:
    """A digest of everything else that decides the bytes of a font made here."""
    text = f"{MAKING} {fontTools.version} {_ERROR} {_GRID} {_FEATURES} {sorted(codes)}"
    return digest(text)


def digest(*parts: str) -> str:
    """A digest of texts."""
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def make(content: bytes, face: int, codes: Collection[int], family: str, weight: int) -> bytes:
    """The TrueType font of `codes`, as far as the font file `content` has them; the same input makes the same bytes.

    Raises `SubsetError`, and what fontTools raises for a font it cannot read.
    """
    from reportgen.reports.font_subset import SubsetError, subset  # it loads what lays pages out

    font = TTFont(BytesIO(subset(content, face, codes, _FEATURES)), recalcTimestamp=False)
    if "CFF " in font:
        _to_truetype(font)
    if "glyf" not in font:
        raise SubsetError("the font has neither TrueType nor PostScript outlines")
    for table in _UNUSED:
        if table in font:
            del font[table]
    post = font["post"]
    post.formatType, post.extraNames, post.mapping = 3.0, [], {}
    _rename(font, family, weight)
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _to_truetype(font: TTFont) -> None:
    names = font.getGlyphOrder()
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph(dropImpliedOnCurves=True, round=_on_grid)
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = names, glyphs
    maximums = font["maxp"]
    maximums.tableVersion = 0x00010000
    maximums.maxZones = 1
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(maximums, name, 0)
    font["head"].glyphDataFormat = 0
    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"


def _on_grid(value: float) -> int:
    return int((value + _GRID / 2) // _GRID * _GRID)


def _rename(font: TTFont, family: str, weight: int) -> None:
    """Family, style and weight by which the layout finds the font."""
    style = "Bold" if weight == BOLD else "Regular"
    table = font["name"]
    kept = {number: str(name) for number in _KEPT_NAMES if (name := table.getDebugName(number))}
    table.names = []
    own = {
        _FAMILY: family, _STYLE: style, _IDENTITY: f"{family} {style}", _FULL_NAME: f"{family} {style}",
        _POSTSCRIPT: f"{family}-{style}".replace(" ", "-"),
    }  # fmt: skip
    for number, text in sorted((kept | own).items()):
        table.setName(text, number, *_WINDOWS)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0b1100001 | (0b100000 if weight == BOLD else 0b1000000)
    font["head"].macStyle = 1 if weight == BOLD else 0
