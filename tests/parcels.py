"""Planned mails for tests of the ledger and of sending: no real people."""

import hashlib
from pathlib import Path

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.sending import Parcel
from reportgen.model.mail import Addressee, Draft, Enclosure, Letter

SENDER = "hr@example.com"
MAILING = "managers"
CYCLE = "2025"


def address(n: int) -> str:
    return f"m{n}@example.com"


def content(n: int, size: int = 0) -> bytes:
    """A mail with lines that begin with dots, and at least `size` bytes."""
    lines = [f"To: {address(n)}", f"Message-ID: <{n}@example.com>", "", ".", "..two", ".one", f"mail {n}"]
    text = "\r\n".join(lines) + "\r\n"
    return (text + "filling\r\n" * (max(0, size - len(text) + 8) // 9)).encode()


def draft(n: int, *, person: str = "", mailing: str = MAILING, digest: str = "a" * 64) -> Draft:
    enclosure = Enclosure(person or f"E{n:03}", f"people/{n}.pdf", f"{n}.pdf", digest, 10)
    letter = Letter(mailing, CYCLE, Addressee(address(n), f"经理{n}"), (), (enclosure,))
    digest = hashlib.sha256(content(n)).hexdigest()
    return Draft(letter, f"outbox/{n:03}.eml", f"<{letter.id[:40]}@example.com>", digest, len(content(n)))


def plan(path: Path, n: int) -> None:
    """A ledger with mails 1 to `n`."""
    with Ledger(path) as ledger:
        ledger.plan([draft(i) for i in range(1, n + 1)])


def parcel(n: int, size: int = 0) -> Parcel:
    return Parcel(n, SENDER, address(n), lambda: content(n, size))
