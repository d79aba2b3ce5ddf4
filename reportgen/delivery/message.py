"""A letter as a mail (RFC 5322): ASCII only, lines ended by CRLF, the same bytes from the same letter.

What was written is read again before it is given out: whom it goes to, its subject and the names of what is attached
must come back as they were meant, and nothing else may stand in its head. Names and subjects are encoded by
`email.header` rather than by `email.headerregistry`, whose folding loses blanks and signs of long names (Python 3.11).
"""

import email.policy
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header, decode_header, make_header
from email.headerregistry import AddressHeader
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses
from typing import Final

from reportgen.language import N_
from reportgen.model.addresses import AddressError, domain_of, parsed
from reportgen.model.mail import Letter

NAME_BYTES: Final = 200  # of an attachment's name, as files have it
LABEL_LENGTH: Final = 100  # characters of a display name
SUBJECT_LENGTH: Final = 250
LONGEST_LINE: Final = 998  # RFC 5322, 2.1.1
NO_DOMAIN: Final = "reportgen.invalid"  # of drafts without a sender, which are never sent from here (RFC 2606)

_UNSENT: Final = b"X-Unsent: 1\r\n"
_HEAD_END: Final = b"\r\n\r\n"
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9]+(?:[ '-][A-Za-z0-9]+)*")
_PLAIN_SUBJECT: Final = re.compile(r"[!-~]+(?: [!-~]+)*")
_SHORT: Final = 60  # characters that stand on the line of their head
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
_SUFFIX: Final = re.compile(r"\.pdf\Z", re.IGNORECASE)
_CONTENT_HEADS: Final = ("MIME-Version", "Content-Type")


class MessageError(Exception):
    """A mail that cannot be written or used; `reason` is translatable."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def message_id(letter: Letter, sender: str) -> str:
    """The Message-ID of a letter: the same whenever it is planned again."""
    return f"<{letter.id[:40]}@{domain_of(sender) or NO_DOMAIN}>"


def composed(
    letter: Letter, sender: str, sender_name: str, reply_to: str, subject: str, text: str, html: str,
    attachments: Sequence[tuple[str, bytes]],
) -> bytes:  # fmt: skip
    """The draft of a letter: text and HTML of the same content, and PDFs with the names that the recipient sees.

    Without a `sender` it has no From, which the mail program fills in then. It has no Date and is marked as not sent yet
    (`X-Unsent`), so that mail programs open it as a draft; see `outgoing`.
    Control characters and marks of writing direction are left out of names and subject; names of attachments are told
    apart (`told_apart`). Raises `AddressError` for an address that is not exactly one, and `MessageError` when the mail does not read as it was meant.
    """
    to, own = parsed(letter.addressee.address), parsed(sender) if sender else ""
    label, own_label = (one_line(name)[:LABEL_LENGTH].strip() for name in (letter.addressee.name, sender_name))
    about = one_line(subject)[:SUBJECT_LENGTH].strip()
    names = told_apart([name for name, _ in attachments])
    files = [(name, content) for name, (_, content) in zip(names, attachments, strict=True)]
    heads = {
        **({"From": _mailbox("From", own_label, own)} if own else {}),
        "To": _mailbox("To", label, to),
        **({"Reply-To": parsed(reply_to)} if reply_to else {}),
        "Subject": _encoded("Subject", about, _PLAIN_SUBJECT),
        "Message-ID": message_id(letter, own),
        "X-Unsent": "1",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in heads.items()).encode("ascii")
    content = head + _body(text, html, files, head)
    people = {"To": (label, to), **({"From": (own_label, own)} if own else {})}
    fault = misread(content, Meant((*heads, *_CONTENT_HEADS), people, about, text, html, files))
    if fault:
        raise MessageError(fault)
    return content


@dataclass(frozen=True, slots=True)
class Meant:
    """What a mail shall say when it is read: names of its heads, name and address by head, and its contents."""

    heads: tuple[str, ...]
    people: Mapping[str, tuple[str, str]]
    subject: str
    text: str
    html: str
    files: Sequence[tuple[str, bytes]]


def _mailbox(head: str, label: str, address: str) -> str:
    """An address with its name; long names on lines of their own."""
    if not label:
        return address
    name = _encoded(head, label, _PLAIN_NAME)
    return f"{name}{' ' if len(name) + len(address) < _SHORT else chr(13) + chr(10) + ' '}<{address}>"


def _encoded(head: str, text: str, plain: re.Pattern[str]) -> str:
    """A text for a head: as it stands when it is short and means nothing else, else in encoded words (RFC 2047)."""
    if not text or (len(text) <= _SHORT and "=?" not in text and plain.fullmatch(text)):
        return text
    return Header(text, "utf-8", header_name=head).encode(linesep="\r\n")


def _body(text: str, html: str, files: Sequence[tuple[str, bytes]], head: bytes) -> bytes:
    """The bodies and what is attached, from MIME-Version on. Boundaries come from the content, and can stand in no
    encoded line (RFC 2045, 6.7).
    """
    known = hashlib.sha256(b"\0".join((head, _encodable(text).encode(), _encodable(html).encode())))
    for name, content in files:
        known.update(name.encode() + hashlib.sha256(content).digest())
    mark = known.hexdigest()[:32]
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content(_encodable(text), cte="base64")
    message.add_alternative(_encodable(html), subtype="html", cte="base64")
    message.set_boundary(f"=_{mark}_a")
    for name, content in files:
        message.add_attachment(content, "application", "pdf", filename=name)
    if files:
        message.set_boundary(f"=_{mark}_m")
    return message.as_bytes()


def one_line(text: str) -> str:
    """A text as it may stand in a head: one line without control characters, marks of direction, halves of surrogates."""
    seen = "".join(
        " " if ch.isspace() else ch for ch in text if ch.isspace() or unicodedata.category(ch) not in _UNSEEN
    )
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
        stem = _SUFFIX.sub("", _FORBIDDEN.sub("_", one_line(name)))
        number, ending = 1, ".pdf"
        while _alike(candidate := _cut(stem, NAME_BYTES - len(ending)) + ending) in taken:
            number += 1
            ending = f" ({number}).pdf"
        taken.add(_alike(candidate))
        result.append(candidate)
    return tuple(result)


def _alike(name: str) -> str:
    """What file names are compared by: systems may take large and small letters, and accents in two forms, for the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _cut(text: str, most: int) -> str:
    """The beginning of a text, at most so many bytes, whole characters."""
    return text.encode()[:most].decode(errors="ignore").rstrip() or "_"


def misread(content: bytes, meant: Meant) -> str:
    """What of a mail does not come back as it was meant, translatable; "" when all does."""
    if not content.isascii() or max(map(len, content.split(b"\r\n"))) > LONGEST_LINE or _bare(content):
        return N_("The mail cannot be written in plain ASCII lines.")
    read = BytesParser(policy=email.policy.default).parsebytes(content)
    if sorted(read.keys()) != sorted(meant.heads):
        return N_("The mail would get lines in its head that do not belong there.")
    if any(_only(read, head) != who for head, who in meant.people.items()):
        return N_("The address or the name in the mail would not read as it was meant.")
    if _decoded(read, "Subject") != meant.subject:
        return N_("The subject of the mail would not read as it was meant.")
    for kind, text in (("plain", meant.text), ("html", meant.html)):
        body = read.get_body((kind,))
        if body is None or body.get_content().split() != _encodable(text).split():
            return N_("The text of the mail would not come back as it was meant.")
    back = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in read.iter_attachments()]
    if back != [(name, "application/pdf", data) for name, data in meant.files]:
        return N_("What is attached to the mail would not come back as it was meant.")
    return ""


def _bare(content: bytes) -> bool:
    """Whether there is a line end that is not CRLF."""
    ends = content.count(b"\r\n")
    return content.count(b"\n") != ends or content.count(b"\r") != ends


def _raw(message: Message, head: str) -> str:
    """A head as it stands, on one line."""
    (value,) = (text for name, text in message.raw_items() if name.lower() == head.lower())
    return str(value).replace("\r", "").replace("\n", "")


def _decoded(message: Message, head: str) -> str:
    return str(make_header(decode_header(_raw(message, head))))


def _defects(head: object) -> bool:
    return bool(getattr(head, "defects", None))


def _only(message: Message, head: str) -> tuple[str, str] | None:
    """Name and address of a head with exactly one, in both of Python's ways of reading it; else None."""
    values = message.get_all(head, [])
    if len(values) != 1 or not isinstance(values[0], AddressHeader) or _defects(values[0]):
        return None
    strict, loose = values[0], getaddresses([_raw(message, head)])
    if len(strict.groups) != 1 or strict.groups[0].display_name is not None or len(strict.addresses) != 1:
        return None
    if len(loose) != 1 or loose[0][1] != strict.addresses[0].addr_spec:
        return None
    return str(make_header(decode_header(loose[0][0]))), loose[0][1]


def recipient_of(content: bytes) -> str:
    """The single address that a mail goes to. Raises `MessageError` when there is none or more than one, a copy or a blind
    copy to anybody, or anything that programs could read in two ways.
    """
    read = BytesParser(policy=email.policy.default).parsebytes(content, headersonly=True)
    heads = [name.lower() for name, _ in read.raw_items()]
    if any(name in ("cc", "bcc") or name.startswith("resent-") for name in heads):
        raise MessageError(N_("The mail would go to others as well: it has a copy or a blind copy."))
    only = _only(read, "To")
    with suppress(AddressError):
        if only is not None:
            return parsed(only[1])
    raise MessageError(N_("The mail does not go to exactly one address."))


def sender_of(content: bytes) -> str:
    """The address that a mail comes from; "" when it does not say so in exactly one."""
    read = BytesParser(policy=email.policy.default).parsebytes(content, headersonly=True)
    only = _only(read, "From") if isinstance(read, EmailMessage) else None
    return "" if only is None else only[1]


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
