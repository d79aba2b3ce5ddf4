"""File names that every system takes."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.outputs.names import MAX_BYTES, safe_name, unique_names

FORBIDDEN = '<>:"/\\|?*'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("00017-张三", "00017-张三"),
        ("客户经理3级", "客户经理3级"),
        ("Anna Lee (HR)", "Anna Lee (HR)"),
        ("a.b-c_d~e", "a.b-c_d~e"),
    ],
)
def test_an_ordinary_name_stays(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("sign", FORBIDDEN)
def test_what_windows_forbids_becomes_an_underscore(sign: str) -> None:
    assert safe_name(f"1-a{sign}b") == "1-a_b"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._.._etc_passwd"),
        ("a/b\\c", "a_b_c"),
        ("C:\\x", "C__x"),
        (".hidden", "_.hidden"),
        ("..", "_"),
        (".", "_"),
        ("", "_"),
        ("   ", "_"),
        ("\u200b\u202e", "_"),
    ],
)
def test_a_name_never_leads_elsewhere_and_is_never_empty(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize(
    "text", ["CON", "con", "Prn", "aux", "NUL", "com1", "COM9", "lpt1", "com1.txt", "Nul.tar.gz", "COM¹", "lpt³.x"]
)
def test_a_name_that_windows_keeps_for_devices_gets_an_underscore_in_front(text: str) -> None:
    assert safe_name(text) == f"_{text}"


@pytest.mark.parametrize("text", ["CONSTANCE", "com10", "1-con", "auxiliary.txt", "lpt"])
def test_a_name_that_only_resembles_a_device_stays(text: str) -> None:
    assert safe_name(text) == text


@pytest.mark.parametrize("text", ["1-张三.", "1-张三 ", "1-张三. . .", "  1-张三..", "1-张三\t"])
def test_dots_and_spaces_at_the_end_go(text: str) -> None:
    assert safe_name(text) == "1-张三"


@pytest.mark.parametrize(
    "text",
    ["1-张\u202e三", "1-\ufeff张三", "1-张\u200b三", "1-张\x07三", "1-张三\x00", "1-张\ud800三", "\u20661-张三\u2069"],
)
def test_invisible_signs_and_control_characters_go(text: str) -> None:
    assert safe_name(text) == "1-张三"


def test_two_ways_to_write_a_letter_give_one_name() -> None:
    assert safe_name("Zoe\u0301") == safe_name("Zo\u00e9") == "Zo\u00e9"


def test_an_emoji_stays_whole() -> None:
    assert safe_name("1-张三😀") == "1-张三😀"
    assert safe_name("😀" * 100) == "😀" * 50  # 4 bytes each


def test_no_more_is_cut_than_needed() -> None:
    assert safe_name("a" * 301) == "a" * 200
    assert safe_name("很" * 301) == "很" * 66  # 3 bytes each


@pytest.mark.parametrize("text", ["a" * 300, "很" * 300, "1-" + "é" * 200, "a" * 198 + " . 很很"])
def test_a_name_is_cut_at_200_bytes_between_characters(text: str) -> None:
    name = safe_name(text)
    assert len(name.encode()) <= MAX_BYTES == 200
    assert text.startswith(name)
    assert not name.endswith((" ", "."))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_every_text_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = safe_name(text)
    assert name
    assert not set(name) & set(FORBIDDEN)
    assert name == name.strip()
    assert not name.endswith(".")
    assert all(unicodedata.category(ch) not in ("Cc", "Cf", "Cs") for ch in name)
    assert len(f"{name}~2.pdf".encode()) <= 255
    assert safe_name(name) == name


# ---- no two alike


def test_names_that_differ_stay() -> None:
    assert unique_names(["a", "b", "张三"], ".pdf") == ["a.pdf", "b.pdf", "张三.pdf"]


def test_equal_names_are_numbered_in_their_order() -> None:
    assert unique_names(["a", "a", "b", "a"], ".pdf") == ["a.pdf", "a~2.pdf", "b.pdf", "a~3.pdf"]


def test_names_that_differ_in_case_only_are_numbered() -> None:
    assert unique_names(["1-Li", "1-LI", "1-li"], ".pdf") == ["1-Li.pdf", "1-LI~2.pdf", "1-li~3.pdf"]
    assert unique_names(["straße", "STRASSE"], "") == ["straße", "STRASSE~2"]


def test_a_name_that_looks_numbered_already_is_not_met_twice() -> None:
    assert unique_names(["a", "a", "a~2"], "") == ["a", "a~2", "a~2~2"]
    assert unique_names(["a~2", "a", "a"], "") == ["a~2", "a", "a~3"]


def test_no_names_are_no_names() -> None:
    assert unique_names([], ".pdf") == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["a", "A", "a~2", "A~2", "b", "a~3", "a~2~2"]), max_size=12))
def test_no_two_names_are_alike_without_case(names: list[str]) -> None:
    made = unique_names(names, ".pdf")
    assert len({name.casefold() for name in made}) == len(names)
    assert all(new.startswith(old) for new, old in zip(made, names, strict=True))
