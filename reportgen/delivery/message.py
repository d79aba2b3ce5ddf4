"""A letter as a mail (RFC 5322): ASCII only, lines ended by CRLF, the same bytes from the same letter.

What was written is read again before it is given out: whom it goes to, its subject and the names of what is attached
must come back as they were meant, and nothing else may stand in its head.
"""

import email.policy
import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses
from typing import Final

from reportgen.language import N_
from reportgen.model.addresses import AddressError, domain_of, parsed
from reportgen.model.mail import Letter

NAME_BYTES: Final = 200  # of an attachment's name, as files have it
HEAD_BYTES: Final = 2000  # of a subject: longer ones are of no use
LABEL_LENGTH: Final = 100  # characters of a display name
LONGEST_LINE: Final = 998  # RFC 5322, 2.1.1

_UNSENT: Final = b"X-Unsent: 1\r\n"
_HEAD_END: Final = b"\r\n\r\n"
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_SPECIALS: Final = str.maketrans('",;:<>@()[]\\', " " * 12)
_HEADS: Final = (
    "From", "To", "Reply-To", "Subject", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
)  # fmt: skip


class MessageError(Exception):
    """A mail that cannot be written or used; `reason` is translatable."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def message_id(letter: Letter, sender: str) -> str:
    """The Message-ID of a letter: the same whenever it is planned again."""
    return f"<{letter.id[:40]}@{domain_of(sender)}>"


def composed(
    letter: Letter, sender: str, sender_name: str, reply_to: str, subject: str, text: str, html: str,
    attachments: Sequence[tuple[str, bytes]],
) -> bytes:  # fmt: skip
    """The draft of a letter: text and HTML of the same content, and PDFs with the names that the recipient sees.

    It has no Date and is marked as not sent yet (`X-Unsent`), so that mail programs open it as a draft; see `outgoing`.
    Control characters and marks of writing direction are left out of names and subject. Addresses must be parsed
    ones. Raises `MessageError` when the mail does not read as it was meant.
    """
    names = told_apart([name for name, _ in attachments])
    files = [(name, content) for name, (_, content) in zip(names, attachments, strict=True)]
    mark = _digest(letter, sender, subject, text, html, files)
    fault = ""
    for label in dict.fromkeys(_labels(letter.addressee.name)):
        for own in dict.fromkeys(_labels(sender_name)):
            message = EmailMessage(policy=email.policy.SMTP)
            message["From"] = Address(own, addr_spec=parsed(sender))
            message["To"] = Address(label, addr_spec=parsed(letter.addressee.address))
            if reply_to:
                message["Reply-To"] = Address(addr_spec=parsed(reply_to))
            message["Subject"] = one_line(subject)[:HEAD_BYTES]
            message["Message-ID"] = message_id(letter, sender)
            message["X-Unsent"] = "1"
            _fill(message, text, html, files, mark)
            content = message.as_bytes()
            fault = _fault(content, message, label, own, files)
            if not fault:
                return content
    raise MessageError(fault)


def _fill(message: EmailMessage, text: str, html: str, files: Sequence[tuple[str, bytes]], mark: str) -> None:
    """The bodies and what is attached. Boundaries come from the content, and can stand in no encoded line (RFC 2045, 6.7)."""
    message.set_content(_encodable(text), cte="base64")
    message.add_alternative(_encodable(html), subtype="html", cte="base64")
    message.set_boundary(f"=_{mark}_a")
    for name, content in files:
        message.add_attachment(content, "application", "pdf", filename=name)
    if files:
        message.set_boundary(f"=_{mark}_m")


def _digest(
    letter: Letter, sender: str, subject: str, text: str, html: str, files: Sequence[tuple[str, bytes]]
) -> str:
    known = hashlib.sha256(b"\0".join(_encodable(t).encode() for t in (letter.id, sender, subject, text, html)))
    for name, content in files:
        known.update(name.encode() + hashlib.sha256(content).digest())
    return known.hexdigest()[:32]


def _labels(name: str) -> tuple[str, ...]:
    """A display name, then plainer forms of it: without signs that mean something in a head, and none."""
    whole = one_line(name)[:LABEL_LENGTH].strip()
    plain = one_line(whole.translate(_SPECIALS))
    letters = one_line("".join(ch if ch.isalnum() else " " for ch in plain))
    return whole, plain, letters, ""


def one_line(text: str) -> str:
    """A text as it may stand in a head: one line without control characters, marks of direction, halves of surrogates."""
    seen = "".join(" " if ch.isspace() else ch for ch in text if ch.isspace() or unicodedata.category(ch) not in _UNSEEN)
    return " ".join(seen.split())


def _encodable(text: str) -> str:
    """A text that UTF-8 can write: halves of surrogates become ?."""
    return text.encode("utf-8", "replace").decode()


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of attachments as they go into the mail: of a length that every system takes, no two alike; the second of the
    same name gets (2).
    """
    taken: set[str] = set()
    result = []
    for name in names:
        stem, dot, suffix = one_line(name).replace("/", "_").replace("\\", "_").rpartition(".")
        if not dot or not stem:
            stem, suffix = stem or suffix, "pdf"
        number, extra = 1, ""
        while True:
            candidate = f"{_cut(stem, NAME_BYTES - len(f'{extra}.{suffix}'.encode()))}{extra}.{suffix}"
            if unicodedata.normalize("NFC", candidate).casefold() not in taken:
                break
            number += 1
            extra = f" ({number})"
        taken.add(unicodedata.normalize("NFC", candidate).casefold())
        result.append(candidate)
    return tuple(result)


def _cut(text: str, most: int) -> str:
    """The beginning of a text, at most so many bytes, whole characters."""
    return text.encode()[: max(most, 1)].decode(errors="ignore").rstrip() or "_"


def _fault(
    content: bytes, meant: EmailMessage, label: str, own: str, files: Sequence[tuple[str, bytes]]
) -> str:
    """What of a mail does not come back as it was meant, translatable; "" when all does."""
    read = message_from_bytes(content, policy=email.policy.default)
    if not isinstance(read, EmailMessage) or not content.isascii() or _too_long(content):
        return N_("The mail cannot be written in plain ASCII lines.")
    if [name for name in read.keys() if name not in _HEADS] or len(set(read.keys())) != len(read.keys()):
        return N_("The mail would get lines in its head that do not belong there.")
    to = Address(label, addr_spec=meant["To"].addresses[0].addr_spec)
    sender = Address(own, addr_spec=meant["From"].addresses[0].addr_spec)
    if _only(read, "To") != to or _only(read, "From") != sender:
        return N_("The address or the name in the mail would not read as it was meant.")
    if read["Subject"] != meant["Subject"]:
        return N_("The subject of the mail would not read as it was meant.")
    back = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in read.iter_attachments()]
    if back != [(name, "application/pdf", data) for name, data in files]:
        return N_("What is attached to the mail would not come back as it was meant.")
    return ""


def _too_long(content: bytes) -> bool:
    return max(map(len, content.split(b"\r\n"))) > LONGEST_LINE or content.count(b"\n") != content.count(b"\r\n")


def _only(message: EmailMessage, head: str) -> Address | None:
    """The one address of a head, as every way of reading it has it; None when there is not exactly one."""
    values = message.get_all(head, [])
    if len(values) != 1 or not isinstance(values[0], AddressHeader) or values[0].defects:
        return None
    value = values[0]
    raw = [text for name, text in message.raw_items() if name.lower() == head.lower()]
    plain = {address for _, address in getaddresses([str(text) for text in raw])}
    if len(value.addresses) != 1 or any(g.display_name is not None for g in value.groups):
        return None
    address = value.addresses[0]
    return address if plain == {address.addr_spec} else None


def recipient_of(content: bytes) -> str:
    """The single address that a mail goes to. Raises `MessageError` when there is none or more than one, a copy or a blind
    copy to anybody, or anything that programs could read in two ways.
    """
    read = BytesParser(policy=email.policy.default).parsebytes(content, headersonly=True)
    heads = [name.lower() for name in read.keys()]
    if any(name in ("cc", "bcc") or name.startswith("resent-") for name in heads):
        raise MessageError(N_("The mail would go to others as well: it has a copy or a blind copy."))
    only = _only(read, "To") if isinstance(read, EmailMessage) else None
    try:
        if only is not None:
            return parsed(only.addr_spec)
    except AddressError:
        pass
    raise MessageError(N_("The mail does not go to exactly one address."))


def outgoing(content: bytes, date: datetime) -> bytes:
    """A draft as it is sent: with the Date in the place of the mark that it is not sent yet, and nothing else touched.

    `date` has its time zone. Raises `MessageError` for what is no draft of ours.
    """
    if date.tzinfo is None:
        raise ValueError(date)
    head, end, body = content.partition(_HEAD_END)
    lines = (head + b"\r\n").splitlines(keepends=True)
    if not end or lines.count(_UNSENT) != 1 or any(line.lower().startswith(b"date:") for line in lines):
        raise MessageError(N_("The mail is no draft that was written here, or was changed since."))
    stamp = b"Date: " + format_datetime(date).encode("ascii") + b"\r\n"
    return b"".join(stamp if line == _UNSENT else line for line in lines) + b"\r\n" + body
