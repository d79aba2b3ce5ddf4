"""Names in charts fit their room, or are broken and set smaller."""

import pytest

from reportgen.reports.chart_text import SMALLEST, fitted, text_width


def test_a_chinese_character_is_one_em_and_a_latin_letter_about_half() -> None:
    assert text_width("成就导向", 72) == pytest.approx(4 * 25.4)
    assert text_width("abcd", 72) == pytest.approx(4 * 25.4 * 0.56)


def test_what_fits_stays_in_one_line_at_its_size() -> None:
    assert fitted("定制策略能力", 17.4, 8) == (["定制策略能力"], 8)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Communication and listening", ["Communication", "and listening"]),
        ("Strategy and solution design", ["Strategy and", "solution design"]),
        ("客户关系与合作发展能力", ["客户关系与合", "作发展能力"]),
    ],
)
def test_longer_names_are_broken_between_words_or_characters(name: str, lines: list[str]) -> None:
    broken, size = fitted(name, 24, 8)
    assert broken == lines
    assert max(text_width(line, size) for line in broken) <= 24


def test_no_letter_is_lost_even_where_nothing_fits() -> None:
    broken, size = fitted("Professional knowledge", 5, 8)
    assert " ".join(broken) == "Professional knowledge"
    assert size == SMALLEST
