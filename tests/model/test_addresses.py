"""Mail addresses: exactly one in a text, or none; nothing is repaired into another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.addresses import (
    INVISIBLE,
    MALFORMED,
    NONE,
    TWO,
    AddressError,
    domain_of,
    is_domain,
    parsed,
    same_mailbox,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("zhang.san@example.com", "zhang.san@example.com"),
        ("  zhang.san@example.com\n", "zhang.san@example.com"),
        ("\u3000zhang.san@example.com\xa0", "zhang.san@example.com"),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com"),
        ("zhang＠example.com", "zhang@example.com"),
        ("Zhang.San@EXAMPLE.Com", "Zhang.San@example.com"),
        ("a+b_c-d'e@mail.x-y.example.cn", "a+b_c-d'e@mail.x-y.example.cn"),
        ("13800000000@139.com", "13800000000@139.com"),
        ("a@b.xn--fiqs8s", "a@b.xn--fiqs8s"),
        ("a" * 64 + "@x.cn", "a" * 64 + "@x.cn"),
    ],
)
def test_one_address_is_read_as_it_stands(text: str, address: str) -> None:
    assert parsed(text) == address
    assert parsed(address) == address


@pytest.mark.parametrize("text", ["", "  ", "\n", "\u3000"])
def test_a_blank_is_no_address(text: str) -> None:
    with pytest.raises(AddressError) as error:
        parsed(text)
    assert error.value.reason == NONE


@pytest.mark.parametrize(
    "between",
    [",", ", ", ";", "; ", "，", "；", "、", "\n", "\r\n", " ", "\u3000", "/", " / ", "|", "\t", "\u2028", "；\n"],
)
def test_two_addresses_in_a_cell_are_not_one(between: str) -> None:
    with pytest.raises(AddressError) as error:
        parsed(f"a@x.cn{between}evil@y.com")
    assert error.value.reason == TWO


@pytest.mark.parametrize(
    "text",
    [
        "张三 <a@x.cn>", "<a@x.cn>", "a@x.cn (张三)", "(张三)a@x.cn", "张三 a@x.cn", '"张三" <a@x.cn>', '"a b"@x.cn', '"a"@x.cn',
        "张三@x.cn", "a@例子.中国", "a@x.中国", "é@x.cn", "a@x.cn.", "a@.x.cn", "a@x..cn", ".a@x.cn", "a.@x.cn", "a..b@x.cn",
        "a@b@x.cn", "a@@x.cn", "a@", "@x.cn", "@", "a", "x.cn", "a@x", "a@localhost", "a@[192.0.2.1]", "a@x_y.cn", "a@-x.cn",
        "a@x-.cn", "a @x.cn", "a@ x.cn", "a@x.cn,", "a@x.cn;", "a@x.cn；", "mailto:a@x.cn", "a@x.cn\r\nBcc: evil", "a@x.cn\nBcc",
        "a@x.cn\x00", "a\x00@x.cn", "a@x.cn\x0bx", "a@x.cn%0aBcc:evil@y.com", "a,b@x.cn", "a;b@x.cn", "a:b@x.cn", "a<b@x.cn",
        "a\\b@x.cn", "=?utf-8?q?a=40x.cn?=", "a" * 65 + "@x.cn", "a@" + "b" * 64 + ".cn", "a@" + "b." * 126 + "cn", "a@x。cn",
        "ａ@x.cn…", "a@x.cn" * 2000, "@" * 5000, "a." * 5000 + "@x.cn", "邮箱：a@x.cn", "#N/A", "无", "a@x.cn 或 a@y", "а@x.cn",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(AddressError) as error:
        parsed(text)
    assert error.value.reason in (MALFORMED, TWO)


@pytest.mark.parametrize("text", ["a@x.cn\u200b", "\ufeffa@x.cn", "a\u200b@x.cn", "a@x.\u00adcn", "\u202ea@x.cn"])
def test_what_cannot_be_seen_is_said(text: str) -> None:
    with pytest.raises(AddressError) as error:
        parsed(text)
    assert error.value.reason == INVISIBLE


ODD = st.text(st.sampled_from(list("ab.@@,;，；、/|<>()\"' \t\r\n\u3000＠．-_:\\\u200b\x00张é%=[]")), max_size=24)


@given(text=st.one_of(ODD, st.text(max_size=30), st.builds("{}@{}.cn".format, ODD, ODD)))
@settings(max_examples=1500, deadline=None)
def test_what_is_taken_has_one_at_sign_and_nothing_that_parts_or_folds(text: str) -> None:
    try:
        address = parsed(text)
    except AddressError:
        return
    assert address.count("@") == 1
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' ,;:<>()[]"\\')
    assert is_domain(domain_of(address))
    assert parsed(address) == address


def test_upper_and_lower_case_are_one_mailbox() -> None:
    assert same_mailbox("Zhang.San@x.cn") == same_mailbox("zhang.san@X.cn")
    assert same_mailbox("zhang.san@x.cn") != same_mailbox("zhangsan@x.cn")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("example.com", True), ("a.b-c.cn", True), ("example", False), ("@example.com", False), ("*.example.com", False), ("", False)],
)  # fmt: skip
def test_a_domain_is_a_name_with_a_dot(text: str, expected: bool) -> None:
    assert is_domain(text) is expected
