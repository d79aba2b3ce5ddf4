"""Spaces, unbroken names and last lines of Chinese text."""

import pytest

from reportgen.reports.typography import HARD_SPACE, JOINER, typeset, whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共18项，得分4.50分", f"共 18{HARD_SPACE}项，得分{HARD_SPACE}4.50{HARD_SPACE}分"),
        ("共 18 项", f"共 18{HARD_SPACE}项"),
        ("用Excel打开", "用 Excel 打开"),
        ("占33%的差距", f"占 33%{HARD_SPACE}的差距"),
        ("没有数字的短句。", "没有数字的短句。"),
    ],
)
def test_han_and_latin_stand_apart_and_a_number_keeps_its_measure_word(text: str, expected: str) -> None:
    assert typeset(text, "zh").replace(JOINER, "") == expected


def test_the_last_characters_of_a_longer_text_stay_together() -> None:
    assert typeset("这一句话比十四个字要长一些，最后几个字在一起。", "zh").endswith(JOINER.join("在一起。"))


def test_a_long_latin_end_is_left_as_it_is() -> None:
    assert typeset("请发送到 abcdefghijklmnop@example.com", "zh") == "请发送到 abcdefghijklmnop@example.com"


def test_a_name_is_neither_broken_nor_spaced() -> None:
    name = whole("客户经理2级", "zh")
    assert name.replace(JOINER, "") == "客户经理2级"
    assert typeset(f"可以开始了解{name}的要求了。", "zh").startswith(f"可以开始了解{name}")
    assert whole("Account manager, grade 2", "en") == "Account manager, grade 2"


def test_english_keeps_a_short_last_word_and_straight_quotes() -> None:
    assert typeset("Begin with those at “Nearly meets” or lower.", "en") == (
        f'Begin with those at "Nearly meets" or{HARD_SPACE}lower.'
    )


def test_setting_twice_changes_nothing_more() -> None:
    once = typeset("18 项能力中11项达标，7项还有差距；先从成就导向做起。", "zh")
    assert typeset(once, "zh") == once
