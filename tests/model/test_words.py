"""Texts of workbooks as they are compared: spellings that are forgiven, numbers that are plain."""

import pytest

from reportgen.model.words import bare_key, clean, key, number_in, person_key, words

ASCII_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
HEADERS = sorted(words().headers)


@pytest.mark.parametrize(
    "spelling",
    [
        "工号",
        " 工号 ",
        "工 号",
        "工　号",
        "工号：",
        "工号:",
        "工\u200b号",
        "\ufeff工号",
        "工\n号",
        "工\u00a0号",
        "工號",
        "工号 ：",
    ],
)
def test_width_spaces_invisible_signs_colons_and_variant_characters_do_not_matter(spelling: str) -> None:
    assert key(spelling) == key("工号")


@pytest.mark.parametrize(
    ("one", "other"), [("張三", "张三"), ("Ｊｏｈｎ", "john"), ("劉 洋", "刘洋"), ("OLGA", "olga")]
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("工号", "姓名"), ("张三", "张山"), ("3级", "4级"), ("A1", "A1a")])
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_cleaned_text_keeps_case_and_inner_spaces() -> None:
    assert clean("  Ａnna\u200b Ｌee　") == "Anna Lee"


@pytest.mark.parametrize(
    "spelling",
    [
        "3. 成就导向(0-6分)",
        "3、成就导向",
        "12)成就导向",
        "成就导向（0–6）",
        "成就导向【必填】",
        "成就导向[1]",
        "３．成就导向",
    ],
)
def test_numbering_and_a_remark_in_brackets_are_set_aside(spelling: str) -> None:
    assert bare_key(spelling) == key("成就导向")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4", "4"),
        (" 4.5 ", "4.5"),
        ("３", "3"),
        ("８５．５", "85.5"),
        ("-1", "-1"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("4\u200b", "4"),
    ],
)
def test_a_plain_decimal_number_is_read_in_any_width(text: str, number: str) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1e3",
        "1,000",
        "inf",
        "nan",
        "4分",
        "1/2",
        ".5",
        "5.",
        "4 5",
        "０x1",
        "--1",
        "8¹",
        "①",
        "Ⅲ",
        "三",
        "4" * 61,
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize("text", ["007", "00017", "01", "-01", "00.5"])
def test_a_text_with_zeros_in_front_is_an_id_and_no_number(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize(
    "spelling",
    [
        "【成就导向】",
        "「成就导向」",
        "《成就导向》",
        "[成就导向]",
        "(成就导向)",
        "成就导向*",
        "一、成就导向",
        "（二）成就导向",
        "(3)成就导向",
    ],
)
def test_brackets_round_a_word_chinese_numbering_and_a_star_are_set_aside(spelling: str) -> None:
    assert bare_key(spelling) == key("成就导向")


@pytest.mark.parametrize(
    ("word", "bare"), [("(成就)导向", "(成就)导向"), ("3", ""), ("一般", "一般"), ("【", "【"), ("", "")]
)
def test_what_is_no_numbering_and_no_bracket_round_the_whole_stays(word: str, bare: str) -> None:
    assert bare_key(word) in (bare, key(word))


@pytest.mark.parametrize(("one", "other"), [("王芳①", "王芳②"), ("王芳①", "王芳1"), ("李明²", "李明2")])
def test_signs_that_tell_people_apart_stay_in_their_keys(one: str, other: str) -> None:
    assert person_key(one) != person_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("张 偉", "张伟"), ("ＡＮＮＡ　Ｌｅｅ", "anna lee"), ("李明", "李明\u200b")]
)
def test_spellings_of_a_persons_name_have_one_key(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)
