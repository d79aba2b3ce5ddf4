"""Which characters the working font has: a fixed list that nothing of the input changes."""

import tomllib
from pathlib import Path

import pytest

import reportgen
from reportgen.reports.css import template_folder
from reportgen.reports.font_characters import working_characters
from reportgen.reports.fonts import characters, find_font

PACKAGE = Path(reportgen.__file__).parent


def test_it_has_every_character_of_gb2312_and_of_the_table_of_2013_beyond_it() -> None:
    han = {code for code in working_characters() if code in range(0x3400, 0x9FFF) or code > 0x20000}
    in_gb2312 = {code for code in han if chr(code).encode("gb2312", "ignore")}
    assert len(in_gb2312) == 6763
    assert len(han - in_gb2312) == 1467


@pytest.mark.parametrize("text", ["镕喆堃䶮㛃𬭎淼彧昇祎", "abcÅéÜßœ", "“”‘’—…·、。《》（）％", "→▲●■✓①Ⅳ"])
def test_it_has_rare_names_letters_punctuation_and_marks(text: str) -> None:
    assert set(map(ord, text)) <= working_characters()


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [str(value)]


def test_it_has_every_character_of_the_packaged_texts_that_the_installed_font_has() -> None:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    models = [tomllib.loads(path.read_text(encoding="utf-8")) for path in PACKAGE.glob("model/account*.toml")]
    templates = [path.read_text(encoding="utf-8") for path in template_folder().rglob("*") if path.is_file()]
    catalogues = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.po")]
    assert models
    assert templates
    assert catalogues
    used = set(map(ord, "".join([*strings(models), *templates, *catalogues])))
    assert "".join(map(chr, (used & characters(font)) - working_characters())) == ""
