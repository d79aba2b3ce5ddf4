"""PDFs that open with a password only."""

import io

import pikepdf
import pypdf
import pytest

from reportgen.language import Language
from reportgen.outputs.pdf_pages import PdfError, page_texts
from reportgen.outputs.protection import ProtectionError, password_fault, protected
from reportgen.reports.pdf import pdf

PASSWORDS = ["k7wm-9trf-x4hc-n2pd", "开门见山说亮话", "pass wörd ()\\<>", "汉" * 42]


@pytest.fixture(scope="module")
def plain() -> bytes:
    return pdf("<html lang=zh><title>报告</title><p>毛小满 000318</p><p>得分 3.50</p>", {}, "")


@pytest.mark.parametrize("password", PASSWORDS)
def test_it_opens_with_its_password_and_says_the_same(plain: bytes, password: str) -> None:
    locked = protected(plain, password)
    with pikepdf.open(io.BytesIO(locked), password=password) as opened:
        method = opened.encryption
        assert (method.R, method.V, method.bits, method.stream_method) == (
            6,
            5,
            256,
            pikepdf.models.EncryptionMethod.aesv3,
        )
        assert opened.user_password_matched
        assert not opened.owner_password_matched
        assert opened.allow.print_highres
        assert not opened.allow.modify_other
        written = io.BytesIO()
        opened.save(written, encryption=False)
    assert page_texts(written.getvalue()) == page_texts(plain)
    reader = pypdf.PdfReader(io.BytesIO(locked), password=password)
    assert "毛小满" in reader.pages[0].extract_text()


@pytest.mark.parametrize("wrong", ["", "k7wm-9trf-x4hc-n2pD", "k7wm"])
def test_it_opens_with_no_other_password(plain: bytes, wrong: str) -> None:
    locked = protected(plain, PASSWORDS[0])
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked), password=wrong)
    with pytest.raises(PdfError, match="already protected"):
        page_texts(locked)


def test_the_documents_title_is_not_left_open(plain: bytes) -> None:
    title, bare = "报告".encode(), io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf_file:
        pdf_file.save(bare, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    assert title in bare.getvalue()
    locked = protected(bare.getvalue(), PASSWORDS[0])
    assert title not in locked
    assert b"/EncryptMetadata false" not in locked


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "密码是空的。"),
        ("汉" * 43, "密码太长，请控制在 40 个字以内。"),
        ("ｐａｓｓ１２３４", "密码中有全角字母、数字、符号或看不见的字符，不同的 PDF 阅读器处理方式不同；请用普通的半角字母、数字或汉字重新输入。"),
        ("pass\u200b1234", "密码中有全角字母、数字、符号或看不见的字符，不同的 PDF 阅读器处理方式不同；请用普通的半角字母、数字或汉字重新输入。"),
        ("pass\ud8001234", "密码中有全角字母、数字、符号或看不见的字符，不同的 PDF 阅读器处理方式不同；请用普通的半角字母、数字或汉字重新输入。"),
    ],
)  # fmt: skip
def test_a_password_that_readers_would_take_differently_is_refused(
    plain: bytes, password: str, said: str, zh: Language
) -> None:
    with pytest.raises(ProtectionError) as refused:
        protected(plain, password)
    assert refused.value.reason.told(zh) == said


def test_what_is_damaged_or_protected_already_is_refused_without_a_word_of_the_password(plain: bytes) -> None:
    with pytest.raises(ProtectionError) as damaged:
        protected(b"no PDF", PASSWORDS[0])
    with pytest.raises(ProtectionError) as again:
        protected(protected(plain, PASSWORDS[0]), PASSWORDS[0])
    assert str(damaged.value) == "The PDF cannot be protected: it is damaged."
    assert str(again.value) == "The PDF is already protected by a password."
    assert damaged.value.__cause__ is None
    assert damaged.value.__suppress_context__


def test_ordinary_passwords_have_no_fault() -> None:
    assert [password_fault(password) for password in PASSWORDS] == [None] * len(PASSWORDS)
