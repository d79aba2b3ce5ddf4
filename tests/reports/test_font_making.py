"""A small font made from an installed one: the same letters, as TrueType, under a name of its own."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from reportgen.reports.font_making import BOLD, REGULAR, make, making_key, source_key
from reportgen.reports.font_subset import SubsetError
from reportgen.reports.fonts import Font

LETTERS = "报告能力素质AVTo0123，“”"
CODES = sorted(map(ord, LETTERS))


@pytest.fixture(scope="module")
def regular(installed: Font) -> bytes:
    return make(installed.regular.read_bytes(), installed.face, CODES, "example f1", REGULAR)


@pytest.fixture(scope="module")
def bold(installed: Font) -> bytes:
    return make(installed.bold.read_bytes(), installed.face, CODES, "example f1", BOLD)


def opened(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content))


@pytest.fixture(scope="module")
def source(installed: Font) -> Iterator[TTFont]:
    with TTFont(str(installed.regular), fontNumber=installed.face, lazy=True) as font:
        yield font


def test_it_is_a_small_truetype_font_of_the_wanted_characters(regular: bytes) -> None:
    made = opened(regular)
    assert "glyf" in made
    assert "CFF " not in made
    assert set(made.getBestCmap()) == set(CODES)
    assert made["maxp"].numGlyphs < 2 * len(CODES)
    assert len(regular) < 20_000


def test_widths_and_the_height_of_lines_are_those_of_the_installed_font(regular: bytes, source: TTFont) -> None:
    made = opened(regular)
    for code in CODES:
        assert made["hmtx"][made.getBestCmap()[code]][0] == source["hmtx"][source.getBestCmap()[code]][0], chr(code)
    for table, names in (
        ("head", ["unitsPerEm"]),
        ("hhea", ["ascent", "descent", "lineGap"]),
        ("OS/2", ["sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent", "sxHeight"]),
    ):
        assert [getattr(made[table], name) for name in names] == [getattr(source[table], name) for name in names]


def bounds(font: TTFont, code: int) -> tuple[float, ...]:
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[code]].draw(pen)
    assert pen.bounds is not None
    return tuple(pen.bounds)


@pytest.mark.parametrize("ch", LETTERS)
def test_a_letter_has_the_shape_it_had(ch: str, regular: bytes, source: TTFont) -> None:
    had, has = bounds(source, ord(ch)), bounds(opened(regular), ord(ch))
    assert all(abs(a - b) <= 3 for a, b in zip(had, has, strict=True))  # of 1000


def test_pairs_of_letters_stay_close(regular: bytes) -> None:
    features = opened(regular)["GPOS"].table.FeatureList.FeatureRecord
    assert "kern" in {record.FeatureTag for record in features}


def test_bold_is_drawn_bold_and_both_are_found_by_one_family(regular: bytes, bold: bytes) -> None:
    one, other = opened(regular), opened(bold)
    shapes = [font["glyf"][font.getBestCmap()[ord("报")]].coordinates for font in (one, other)]
    assert list(shapes[0]) != list(shapes[1])
    assert [font["name"].getDebugName(1) for font in (one, other)] == ["example f1", "example f1"]
    assert [font["name"].getDebugName(2) for font in (one, other)] == ["Regular", "Bold"]
    assert [font["OS/2"].usWeightClass for font in (one, other)] == [400, 700]


def test_nothing_but_the_licence_keeps_a_name_of_the_installed_font(regular: bytes, installed: Font) -> None:
    names = opened(regular)["name"].names
    assert {record.nameID for record in names} <= {0, 1, 2, 3, 4, 6, 7, 13, 14}
    own = [str(record) for record in names if record.nameID in (1, 2, 3, 4, 6)]
    assert not any(word in name for name in own for word in ("Source", "Noto", installed.family))


def test_made_again_it_has_the_same_bytes(regular: bytes, installed: Font) -> None:
    again = make(installed.regular.read_bytes(), installed.face, CODES[::-1], "example f1", REGULAR)
    assert again == regular


# ---- other installed fonts


def truetype(path: Path) -> Path:
    """A TrueType font of a square for each of A to Z."""
    names = [".notdef", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    pen = TTGlyphPen(None)
    for step, point in enumerate([(0, 0), (0, 501), (499, 501), (499, 0)]):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(name): name for name in names[1:]})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def test_of_a_truetype_font_the_outlines_are_taken_as_they_are(tmp_path: Path) -> None:
    made = opened(make(truetype(tmp_path / "a.ttf").read_bytes(), -1, [ord("A"), ord("B")], "example f2", REGULAR))
    assert set(made.getBestCmap()) == {ord("A"), ord("B")}
    assert list(made["glyf"][made.getBestCmap()[ord("A")]].coordinates) == [(0, 0), (0, 501), (499, 501), (499, 0)]


@pytest.mark.parametrize("content", [b"", b"no font at all", b"ttcf" + bytes(40)])
def test_what_is_no_font_is_refused(content: bytes) -> None:
    with pytest.raises(SubsetError):
        make(content, 0, CODES, "example f3", REGULAR)


# ---- when it has to be made anew


def test_another_font_another_face_and_a_changed_font_have_another_key(installed: Font, tmp_path: Path) -> None:
    first = truetype(tmp_path / "a.ttf")
    with TTFont(first) as changed:
        changed["hmtx"]["A"] = (501, 0)
        changed.save(tmp_path / "b.ttf")
    keys = [
        source_key(installed.regular, installed.face), source_key(installed.bold, installed.face),
        source_key(installed.regular, 0), source_key(first, -1), source_key(tmp_path / "b.ttf", -1),
    ]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert keys[0] == source_key(installed.regular, installed.face)


def test_other_characters_have_another_key() -> None:
    assert making_key({1, 2}) == making_key({2, 1})
    assert making_key({1, 2}) != making_key({1, 2, 3})


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_file_without_tables_has_no_key(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.ttf"):
        source_key(tmp_path / "a.ttf", 0)
