"""A letter as a mail: what is written comes back as it was meant, whatever names there are."""

import email.policy
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.delivery.message import (
    Meant,
    MessageError,
    composed,
    message_id,
    misread,
    one_line,
    outgoing,
    recipient_of,
    told_apart,
)
from reportgen.model.addresses import AddressError
from reportgen.model.mail import Addressee, Enclosure, Letter

TO = "chu.jingxing@example.com"
PDF = ("张三-绩效报告.pdf", b"%PDF-1.7\r\n\x00\xff" * 40)
NASTY = st.text(max_size=120) | st.text(
    st.sampled_from("张三😀,;:<>@()[]\"\\\r\n\u202e\u200b\ud800=?utf-8qb \t.é%'*"), max_size=120
)
UNSENT = b"X-Unsent: 1\r\n"


def letter(name: str = "褚景行", address: str = TO) -> Letter:
    return Letter("reports", "2026", Addressee(address, name), (), (Enclosure("1", "people/1.pdf", "1.pdf", "ab", 3),))


def mail(to: Letter, subject: str = "您的团队的报告", files: tuple[tuple[str, bytes], ...] = (PDF,), sender: str = "人力资源部") -> bytes:  # fmt: skip
    return composed(
        to, "hr@example.com", sender, "ask@example.com", subject, "您好：\n见附件。\n", "<p>您好：</p>", files
    )


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def raw(content: bytes, head: str) -> str:
    """A head as it stands, unfolded."""
    return str(message_from_bytes(content)[head]).replace("\r\n", "")


def decoded(text: str) -> str:
    return str(make_header(decode_header(text)))


def test_a_mail_says_what_the_letter_says() -> None:
    message = read(mail(letter()))
    assert message["To"].addresses[0].addr_spec == TO
    assert message["To"].addresses[0].display_name == "褚景行"
    assert message["From"] == "人力资源部 <hr@example.com>"
    assert message["Reply-To"] == "ask@example.com"
    assert message["Subject"] == "您的团队的报告"
    assert message["Message-ID"] == message_id(letter(), "hr@example.com") == f"<{letter().id[:40]}@example.com>"
    assert message["X-Unsent"] == "1"
    assert "Date" not in message
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == "您好：\r\n见附件。\r\n"
    assert html.get_content() == "<p>您好：</p>\r\n"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (PDF[0], "application/pdf")
    assert attached.get_content() == PDF[1]


def test_a_mail_without_attachments_has_its_two_bodies_only() -> None:
    message = read(mail(letter(), files=()))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_letter_gives_the_same_bytes_and_another_one_others() -> None:
    assert mail(letter()) == mail(letter())
    assert mail(letter()) != mail(letter(), files=((PDF[0], b"other"),))


@settings(max_examples=150, deadline=None)
@given(name=NASTY, sender=NASTY, subject=NASTY, file=NASTY)
@example("褚" * 80, "HR, 人力", "报" * 300, "张" * 100)
@example("x\r\nBcc: evil@example.com", "=?utf-8?q?=0d=0aBcc:evil?=", "=?utf-8?b?eA==?=", "=?utf-8?b?eA==?=")
@example("evil@example.com, 张三", '"evil" <evil@example.com>', "a\r\n\r\nb", "../../a\\b")
def test_nasty_names_subjects_and_files_come_back_and_bring_nothing_with_them(
    name: str, sender: str, subject: str, file: str
) -> None:
    content = mail(letter(name), subject, ((f"{file}.pdf", b"one"), (f"{file}.PDF", b"two")), sender)
    message = read(content)
    assert sorted(message.keys()) == sorted((
        "From", "To", "Reply-To", "Subject", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type",
    ))  # fmt: skip
    assert [a.addr_spec for a in message["To"].addresses] == [TO]
    ((shown, address),) = getaddresses([raw(content, "To")])
    assert (decoded(shown), address) == (one_line(name)[:100].strip(), TO)
    assert recipient_of(content) == TO
    assert decoded(raw(content, "Subject")) == message["Subject"] == one_line(subject)[:250].strip()
    attached = list(message.iter_attachments())
    assert tuple(part.get_filename() for part in attached) == told_apart([f"{file}.pdf", f"{file}.PDF"])
    assert [part.get_content() for part in attached] == [b"one", b"two"]
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")


MEANT = Meant(
    ("From", "To", "Reply-To", "Subject", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"),
    {"To": ("褚景行", TO), "From": ("人力资源部", "hr@example.com")},
    "您的团队的报告",
    "您好：\n见附件。\n",
    "<p>您好：</p>",
    (PDF,),
)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (b"\r\n--=_", b"\n--=_", "plain ASCII lines"),
        (UNSENT, b"X-Unsent: \xff\r\n", "plain ASCII lines"),
        (UNSENT, b"X-Unsent: " + b"1" * 1000 + b"\r\n", "plain ASCII lines"),
        (UNSENT, UNSENT + b"Bcc: evil@example.com\r\n", "lines in its head"),
        (UNSENT, b"", "lines in its head"),
        (TO.encode(), b"evil@example.com", "address or the name"),
        (TO.encode() + b">", TO.encode() + b">, evil@example.com", "address or the name"),
        (b"=?utf-8?b?6KSa5pmv6KGM?=", b"", "address or the name"),
        (b"<hr@example.com>", b"<hr@example.org>", "address or the name"),
        (b"Subject: =?utf-8?b?", b"Subject: =?utf-8?b?5oKo", "subject"),
        (b"text/html", b"text/plain", "text of the mail"),
        (b"5oKo5aW977ya", b"5oKo5aW95aW9", "text of the mail"),
        (b"application/pdf", b"application/x", "attached"),
        (b"JVBERi0x", b"JVBERi0y", "attached"),
        (b"%E5%BC%A0", b"%E6%9D%8E", "attached"),
    ],
)
def test_a_mail_that_would_not_read_as_it_was_meant_is_noticed(before: bytes, after: bytes, reason: str) -> None:
    content = mail(letter())
    assert before in content
    assert misread(content, MEANT) == ""
    assert reason in misread(content.replace(before, after), MEANT)


def test_names_of_attachments_are_told_apart() -> None:
    assert told_apart(["张三.pdf", "张三.pdf", "a.pdf", "A.PDF", "李四.pdf"]) == (
        "张三.pdf", "张三 (2).pdf", "a.pdf", "A (2).pdf", "李四.pdf",
    )  # fmt: skip
    assert told_apart(["e\u0301.pdf", "\u00e9.pdf"]) == ("e\u0301.pdf", "\u00e9 (2).pdf")
    assert told_apart(["a (2).pdf", "a.pdf", "a.pdf"]) == ("a (2).pdf", "a.pdf", "a (3).pdf")
    assert told_apart(["a/b\\c:d.pdf", "", "1.2 报告", ".pdf"]) == ("a_b_c_d.pdf", "_.pdf", "1.2 报告.pdf", "_ (2).pdf")


def test_a_name_of_an_attachment_is_not_longer_than_a_file_may_have() -> None:
    first, second = told_apart(["张" * 100 + ".pdf"] * 2)
    assert first == "张" * 65 + ".pdf"
    assert second == "张" * 64 + " (2).pdf"


@pytest.mark.parametrize("address", ["", "a@example.com,b@example.com", "a b@example.com", "褚@example.com", "a@b"])
def test_an_address_that_is_not_exactly_one_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        mail(letter(address=address))


def test_what_goes_out_is_the_draft_with_its_date_and_without_its_mark() -> None:
    content = mail(letter())
    when = datetime(2026, 11, 22, 9, 5, tzinfo=timezone(timedelta(hours=8)))
    sent = outgoing(content, when)
    stamp = b"Date: Sun, 22 Nov 2026 09:05:00 +0800\r\n"
    assert sent == content.replace(UNSENT, stamp)
    assert sent.count(stamp) == 1
    assert parsedate_to_datetime(str(read(sent)["Date"])) == when


def test_the_mark_is_looked_for_in_the_head_only() -> None:
    content = mail(letter()).replace(b"--\r\n", b"--\r\nX-Unsent: 1\r\nDate: today\r\n")
    sent = outgoing(content, datetime(2026, 11, 22, tzinfo=UTC))
    assert sent.count(UNSENT) == content.count(UNSENT) - 1


@pytest.mark.parametrize(
    "change",
    [
        (UNSENT, b""),
        (UNSENT, UNSENT * 2),
        (UNSENT, UNSENT + b"Date: Sun, 22 Nov 2026 09:05:00 +0800\r\n"),
        (b"\r\n", b"\n"),
    ],
)
def test_what_is_no_draft_of_ours_does_not_go_out(change: tuple[bytes, bytes]) -> None:
    with pytest.raises(MessageError, match="no draft that was written here"):
        outgoing(mail(letter()).replace(*change), datetime(2026, 11, 22, tzinfo=UTC))


def test_a_date_without_a_time_zone_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="2026"):
        outgoing(mail(letter()), datetime(2026, 11, 22))  # noqa: DTZ001 (what is refused)


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (b"To: a@example.com, b@example.com\r\n", "exactly one address"),
        (b"To: a@example.com\r\nTo: b@example.com\r\n", "exactly one address"),
        (b"To: team: a@example.com;\r\n", "exactly one address"),
        (b"To: team: a@example.com, b@example.com;\r\n", "exactly one address"),
        (b"To: undisclosed-recipients:;\r\n", "exactly one address"),
        (b'To: "a@example.com, b"@example.com\r\n', "exactly one address"),
        (b"To: a@example.com <b@example.com>\r\n", "exactly one address"),
        (b"To: a@example.com (b@example.com) c@example.com\r\n", "exactly one address"),
        (b"To: \xe8\xa4\x9a@example.com\r\n", "exactly one address"),
        (b"To:\r\n", "exactly one address"),
        (b"", "exactly one address"),
        (b"To: a@example.com\r\nCc: b@example.com\r\n", "copy or a blind copy"),
        (b"To: a@example.com\r\nbcc: b@example.com\r\n", "copy or a blind copy"),
        (b"To: a@example.com\r\nResent-To: b@example.com\r\n", "copy or a blind copy"),
    ],
)
def test_a_mail_that_was_turned_to_others_has_no_recipient(to: bytes, reason: str) -> None:
    content = mail(letter(name=""))
    line = f"To: {TO}\r\n".encode()
    assert content.count(line) == 1
    with pytest.raises(MessageError, match=reason):
        recipient_of(content.replace(line, to))


def test_the_recipient_is_read_from_the_head() -> None:
    assert recipient_of(mail(letter())) == TO
    assert recipient_of(mail(letter()).replace(TO.encode(), b"other@example.com")) == "other@example.com"
