"""TrueType faces of the installed Chinese font, for ReportLab, which reads no others: made once, kept where asked."""

import subprocess
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

FAMILY = "Noto Sans CJK SC"
LATIN, MARKS = range(0x20, 0x250), (*range(0x2000, 0x2800), *range(0x3000, 0x3030), *range(0xFF00, 0xFFF0))


def truetype(folder: Path) -> tuple[Path, Path]:
    """The regular and the bold face with the characters of GB2312, TrueType outlines."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for weight in ("Regular", "Bold"):
        target = folder / f"{weight}.ttf"
        if not target.exists():
            part = target.with_suffix(".part")
            converted(weight).save(part)
            part.replace(target)
        made.append(target)
    return made[0], made[1]


def converted(weight: str) -> TTFont:
    """A face of the family as fontconfig finds it, in quadratic curves."""
    query = ["fc-match", "-f", "%{file}\n%{index}", f"{FAMILY}:style={weight}"]
    file, index = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split("\n")
    font = TTFont(file, fontNumber=int(index) & 0xFFFF)
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline, options.glyph_names = [], False, True, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes={*LATIN, *MARKS, *chinese()})
    subsetter.subset(font)
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphs, font["glyf"].glyphOrder = outlines, order
    for table in ("CFF ", "VORG", "GPOS", "GSUB", "GDEF", "BASE"):
        if table in font:
            del font[table]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in ["maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth"]:  # fmt: skip
        setattr(maxp, name, 1 if name == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    return font


def chinese() -> set[int]:
    """The Chinese characters of GB2312."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(text) for pair in pairs if (text := pair.decode("gb2312", "ignore"))}
