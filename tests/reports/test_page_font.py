"""What pages are set in: the working font, small fonts for rare characters, the installed font where these fail."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports.documents import Press
from reportgen.reports.fonts import Font
from reportgen.reports.grade_view import grade_view
from reportgen.reports.page_font import MOST_BLOCKS, PageFont, is_made, page_font
from reportgen.reports.pdf import pdf
from reportgen.reports.person_view import person_view
from tests.reports.cases import assessment, person, texts

RATINGS: list[list[int] | int | None] = [[4, 5], [0], None, [3, 4, 4], *([[5, 6]] * 4), 76, 91, 40, None, *([[4]] * 6)]
USUAL = "张伟欧阳镕喆堃䶮㛃𬭎 Ångström 0–6 “能力素质”"
RARE = "陳國龍"  # of three blocks
TRUETYPE, POSTSCRIPT = "/FontFile2", "/FontFile3"


@pytest.fixture(scope="module")
def font(installed: Font) -> PageFont:
    made = page_font(installed)
    assert made.fault == ""
    return made


def page(text: str, font: PageFont, *, charts: dict[str, str] | None = None) -> bytes:
    families = ", ".join(f'"{name}"' for name in font.families_for([text]))
    html = f'<html lang="zh-CN"><title>-</title><p>{text}</p><h1>{text}</h1>'
    return pdf(html, charts or {}, f"html {{ font-family: {families} }}")


def embedded(content: bytes) -> dict[str, str]:
    """Name of each font of a PDF without its prefix -> how its outlines are embedded."""
    found: dict[str, str] = {}

    def walk(resources: Any) -> None:  # pictures have fonts of their own
        for reference in resources.get("/Font", {}).values():
            family = reference.get_object()
            descriptor = family["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            name = str(family["/BaseFont"]).partition("+")[2]
            found[name] = next(kind for kind in (TRUETYPE, POSTSCRIPT) if kind in descriptor)
        for reference in resources.get("/XObject", {}).values():
            walk(reference.get_object().get("/Resources", {}))

    for one in PdfReader(io.BytesIO(content)).pages:
        walk(one["/Resources"])
    return found


def words(content: bytes) -> str:
    return "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages)


def names(font: PageFont, *blocks: str) -> set[str]:
    stems = [font.family, *(f"{font.family} {block}" for block in blocks)]
    return {f"{stem}{style}".replace(" ", "-") for stem in stems for style in ("", " Bold")}


def test_the_working_font_is_small_and_there_once_it_is_made(installed: Font, font: PageFont) -> None:
    assert is_made(installed)
    assert 2_000_000 < font.size < 6_000_000
    assert font.families == (font.family, installed.family)


def test_usual_text_is_set_in_the_working_font_alone(font: PageFont) -> None:
    content = page(USUAL, font)
    assert embedded(content) == dict.fromkeys(names(font), TRUETYPE)
    assert words(content) == "".join(USUAL.split()) * 2
    assert len(content) < 30_000


def test_a_rare_character_brings_a_small_font_of_its_block_and_nothing_more(font: PageFont) -> None:
    content = page(f"张伟 {RARE}", font)
    assert embedded(content) == dict.fromkeys(names(font, "u096", "u057", "u09f"), TRUETYPE)
    assert words(content) == f"张伟{RARE}" * 2
    assert len(content) < 30_000


def test_a_text_full_of_rare_characters_is_set_in_the_installed_font(font: PageFont, installed: Font) -> None:
    blocks = range(0xAC00, 0xAC00 + 0x100 * (MOST_BLOCKS + 1), 0x100)  # Hangul
    text = "".join(map(chr, blocks))
    assert font.families_for([text]) == font.families
    content = page(text, font)
    assert embedded(content)[installed.family.replace(" ", "-")] == POSTSCRIPT
    assert words(content) == text * 2


def test_a_character_that_the_installed_font_lacks_asks_for_no_font(font: PageFont) -> None:
    assert font.families_for(["a\u0378\ufdd0"]) == font.families


def test_a_page_has_the_same_bytes_after_another_with_rare_characters(font: PageFont) -> None:
    first = page(USUAL, font)
    rare = page("饗應", font)
    assert page(USUAL, font) == first
    assert page("饗應", font) == rare


# ---- whole reports


def test_a_report_is_set_in_the_working_font_alone(model: Model, zh: Language, installed: Font, font: PageFont) -> None:
    one = person(model, RATINGS)
    view = person_view(one, assessment(model, [one]), texts(model, zh))
    content = Press(zh, installed).person(view)
    assert embedded(content) == dict.fromkeys(names(font), TRUETYPE)


def test_a_rare_name_is_set_in_its_small_font_in_charts_too(
    model: Model, en: Language, installed: Font, font: PageFont
) -> None:
    people = [person(model, RATINGS, name) for name in ("陳小满", "毛小满", "王小满")]
    people = [replace(one, id=str(n)) for n, one in enumerate(people)]
    done = assessment(model, people)
    view = grade_view(done.grades[0], done, texts(model, en))
    content = Press(en, installed).grade(view)
    assert set(embedded(content)) == {*names(font), f"{font.family} u096".replace(" ", "-")}
    assert set(embedded(content).values()) == {TRUETYPE}


# ---- where it cannot be made


@pytest.mark.parametrize("content", [b"", b"no font", None])
def test_where_the_working_font_cannot_be_made_pages_use_the_installed_one(
    content: bytes | None, installed: Font, tmp_path: Path
) -> None:
    damaged = tmp_path / "bold.ttc"
    if content is not None:
        damaged.write_bytes(content)
    found = page_font(replace(installed, bold=damaged))
    assert found.family == ""
    assert found.fault != ""
    assert found.families == found.families_for([RARE]) == (installed.family,)
    assert not is_made(found.installed)
    assert set(embedded(page(USUAL, found)).values()) == {POSTSCRIPT}


def test_of_a_font_with_both_weights_in_one_file_none_is_made(installed: Font) -> None:
    found = page_font(replace(installed, bold=installed.regular))
    assert found.families == (installed.family,)
    assert "one file" in found.fault


def test_where_no_folder_can_be_written_pages_use_the_installed_font(
    installed: Font, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("REPORTGEN_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    monkeypatch.setattr("reportgen.reports.page_font.working_characters", lambda: frozenset(map(ord, "abc")))
    page_font.cache_clear()
    found = page_font(installed)
    page_font.cache_clear()
    assert found.families == (installed.family,)
