"""Attachments spread over as many mails as their size asks for, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LINE: Final = 57  # bytes that a line of base64 holds
ENCODED_LINE: Final = 78  # characters of it, with CRLF
PART_HEAD: Final = (
    1_400  # bytes of boundary and head of an attachment, at most (a name of 200 bytes, as RFC 2231 writes it)
)
MAIL_HEAD: Final = (
    1_000  # bytes that a mail with attachments has more than one without: parts, number in the subject, date
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers of the attachments (from 0) in each mail, and those that are too large for any."""

    mails: tuple[tuple[int, ...], ...]
    too_large: tuple[int, ...]


def encoded(size: int) -> int:
    """Most bytes of a mail that an attachment of so many bytes takes."""
    return -(-size // LINE) * ENCODED_LINE + PART_HEAD


def split(sizes: Sequence[int], fixed: int, most: int) -> Spread:
    """Attachments of these sizes [bytes] in as few mails as their order allows, each at most `most` bytes when composed.

    `fixed` is the size of the mail without any attachment.
    """
    room = most - fixed - MAIL_HEAD
    mails: list[list[int]] = []
    too_large: list[int] = []
    left = 0
    for number, size in enumerate(sizes):
        needed = encoded(size)
        if needed > room:
            too_large.append(number)
        elif mails and needed <= left:
            mails[-1].append(number)
            left -= needed
        else:
            mails.append([number])
            left = room - needed
    return Spread(tuple(map(tuple, mails)), tuple(too_large))
