"""Which characters a page shows, and what it shows in the place of others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from reportgen import machine
from reportgen.reports import fonts
from reportgen.reports.fonts import Font, can_print, characters, fallback_characters, find_font, printable
from reportgen.reports.pdf import pdf
from reportgen.reports.plain_text import NAME_LIMIT, TEXT_LIMIT, called, plain, shown
from tests.program import pdf_fonts, pdf_text

RARE_NAMES = "镕喆堃䶮㛃𬭎"
FOREIGN = "აԹ"  # Georgian and Armenian: in DejaVu, not in Noto Sans CJK
LONE_SURROGATE, PRIVATE, UNASSIGNED = "\ud800", "\U0010fff0", "\u0378"


@pytest.fixture(scope="module")
def font() -> Font:
    found = find_font()
    assert found is not None, "run `reportgen doctor`"
    return found


def page(text: str, font: Font, path: Path) -> Path:
    html = f'<html lang="zh-CN"><title>-</title><p>{text}</p><h1>{text}</h1>'
    path.write_bytes(pdf(html, {}, f'html {{ font-family: "{font.family}" }}'))
    return path


# ---- what the fonts of this machine show


def test_rare_names_are_printed_with_embedded_fonts(font: Font, tmp_path: Path) -> None:
    made = page(printable(font)(RARE_NAMES), font, tmp_path / "a.pdf")
    assert pdf_text(made) == RARE_NAMES * 2
    assert len(pdf_fonts(made)) == 2
    assert all(pdf_fonts(made).values())


def test_another_font_steps_in_for_a_character_that_the_font_lacks(font: Font, tmp_path: Path) -> None:
    if not set(map(ord, FOREIGN)) <= fallback_characters() - characters(font):
        pytest.skip("no other font on this machine has Georgian and Armenian letters")
    assert printable(font)(FOREIGN) == FOREIGN
    made = page(FOREIGN, font, tmp_path / "a.pdf")
    assert pdf_text(made) == FOREIGN * 2
    assert all(pdf_fonts(made).values())


def test_what_the_layout_does_not_find_is_not_printed_even_if_a_font_file_has_it(
    font: Font, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "fallback_characters", lambda: frozenset(range(0x110000)))
    assert not can_print("\U0003fff0", font)


@pytest.mark.parametrize("ch", ["\u202e", "\u200b", "\u2060", "\xad", "\x7f", LONE_SURROGATE, PRIVATE, UNASSIGNED])
def test_no_font_is_asked_for_what_is_no_character(ch: str, font: Font, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "fallback_characters", lambda: pytest.fail("fonts were read"))
    assert printable(font)(f"毛{ch}") == f"毛[U+{ord(ch):04X}]"


def test_other_fonts_are_not_read_when_nothing_is_missing(font: Font, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_stands_in", lambda *_: pytest.fail("another font was looked for"))
    assert printable(font)(f"张伟欧阳{RARE_NAMES} Ångström 0123456789") == f"张伟欧阳{RARE_NAMES} Ångström 0123456789"


# ---- which font files count


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only font folder of the machine, empty."""
    monkeypatch.setattr(machine, "font_folders", lambda _: [tmp_path])
    fallback_characters.cache_clear()
    yield tmp_path
    fallback_characters.cache_clear()


def make_font(path: Path, letters: str, more: str = "") -> None:
    """A font of empty glyphs; `more` is a further table, which nobody looks into."""
    names = [".notdef", *letters]
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(ch): ch for ch in letters})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    if more:
        builder.font[more] = DefaultTable(more)
        builder.font[more].data = b"\0" * 8
    builder.save(path)


def test_outline_fonts_count_colour_fonts_take_away_and_damaged_files_are_passed_over(folder: Path) -> None:
    make_font(folder / "plain.ttf", "ABCDE")
    for letter, table in zip("CDEF", ("CBDT", "COLR", "sbix", "SVG "), strict=True):
        make_font(folder / f"{letter}.ttf", letter, table)
    make_font(folder / "LastResort.otf", "XYZ")
    (folder / "damaged.ttf").write_bytes((folder / "plain.ttf").read_bytes()[:300])
    (folder / "empty.ttc").write_bytes(b"")
    (folder / "notes.txt").write_text("no font")
    assert fallback_characters() == frozenset(map(ord, "AB"))


def test_an_outline_font_with_bitmaps_for_small_screens_counts(folder: Path) -> None:
    make_font(folder / "simsun.ttf", "A", "EBDT")
    assert fallback_characters() == {ord("A")}


def test_a_machine_without_font_folders_has_no_fallback(folder: Path) -> None:
    folder.rmdir()
    assert fallback_characters() == frozenset()


# ---- text of the input on a page


def known(ch: str) -> bool:
    return ch < "\u9fff"


def test_a_character_without_a_glyph_becomes_its_code_and_is_told_once() -> None:
    found = shown("毛\U0002aed0\U0002aed0", known, NAME_LIMIT)
    assert found.text == "毛[U+2AED0][U+2AED0]"
    assert found.unprintable == ("\U0002aed0",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" 毛\n小\r\n满\t", "毛 小 满"),
        ("毛　 \xa0小满", "毛 小满"),
        ("毛\x00\x1f小\u2028满", "毛 小 满"),
        ("葛\U000e0100城\ufe00", "葛城"),  # variation selectors
        ("", ""),
    ],
)
def test_a_text_stands_on_one_line(text: str, line: str) -> None:
    assert plain(text) == line


@pytest.mark.parametrize("limit", [NAME_LIMIT, TEXT_LIMIT])
def test_a_text_longer_than_its_limit_is_cut(limit: int) -> None:
    assert shown("字" * limit, known, limit).text == "字" * limit
    long = shown("字" * (limit + 1), known, limit)
    assert (long.text, long.cut) == ("字" * (limit - 1) + "…", True)


def test_the_limit_is_60_characters_unless_told(font: Font) -> None:
    assert len(printable(font)("x" * 300)) == 60
    assert len(printable(font)("x" * 300, limit=40)) == 40


def test_a_cut_parts_neither_a_code_nor_a_letter_from_its_accents() -> None:
    assert plain("abc\U0002aed0d", shows=known, limit=11) == "abc…"
    assert plain("ae\u0301\u0308bcd", limit=4) == "a…"
    assert plain("ab cd", limit=4) == "ab…"


def test_what_was_cut_off_is_not_told_as_unprintable() -> None:
    assert shown("x" * 50 + "\U0002aed0", known, NAME_LIMIT).unprintable == ()


@pytest.mark.parametrize(("ch", "name"), [("堃", "堃"), ("\u202e", "RIGHT-TO-LEFT OVERRIDE"), (PRIVATE, "U+10FFF0")])
def test_messages_name_what_would_not_be_seen(ch: str, name: str) -> None:
    assert called(ch) == name
