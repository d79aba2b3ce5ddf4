"""Texts in both languages of the product."""

import pytest

from reportgen.language import LANGUAGES, N_, Language, language


def test_there_are_chinese_and_english() -> None:
    assert LANGUAGES == ("zh", "en")
    assert [language(code).code for code in LANGUAGES] == ["zh", "en"]


@pytest.mark.parametrize("code", ["fr", "ZH", "zh-CN"])
def test_another_language_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        language(code)


def test_a_text_is_looked_up_in_its_language(zh: Language, en: Language) -> None:
    assert en("Enter the id.") == "Enter the id."
    assert "工号" in zh("Enter the id.")


def test_a_text_that_is_not_in_the_catalogue_stays_as_it_is(zh: Language) -> None:
    assert zh("no such text in any catalogue") == "no such text in any catalogue"


@pytest.mark.parametrize("code", LANGUAGES)
def test_values_are_filled_in_and_are_not_texts_themselves(code: str) -> None:
    text = language(code)("No rating for: {competencies}.", competencies="{value} 100%")
    assert "{value} 100%" in text
    assert "{competencies}" not in text


@pytest.mark.parametrize("code", LANGUAGES)
def test_without_values_braces_stay(code: str) -> None:
    assert "{competencies}" in language(code)("No rating for: {competencies}.")


@pytest.mark.parametrize(("n", "text"), [(0, "0 ratings"), (1, "1 rating"), (2, "2 ratings"), (18, "18 ratings")])
def test_english_has_a_form_for_one(n: int, text: str, en: Language) -> None:
    assert en.plural("{n} rating", "{n} ratings", n) == text


def test_chinese_has_one_form_for_all_numbers(zh: Language) -> None:
    one, many = (zh.plural("{n} rating", "{n} ratings", n) for n in (1, 5))
    assert one.replace("1", "5") == many
    assert "rating" not in one


def test_items_are_listed_with_the_languages_own_separator(zh: Language, en: Language) -> None:
    assert (zh.listing(["甲", "乙"]), en.listing(("a", "b")), zh.listing([])) == ("甲、乙", "a, b", "")


def test_the_tag_of_chinese_names_its_region(zh: Language, en: Language) -> None:
    assert (zh.html_lang, en.html_lang) == ("zh-CN", "en")


def test_marking_a_text_does_not_change_it() -> None:
    assert N_("Enter the id.") == "Enter the id."
