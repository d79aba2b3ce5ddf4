"""Mail as data: who is written to, about whom, what is attached, and what became of it.

A mailing is a round of mails of one kind: the reports of a cycle to the managers, the same to the people themselves;
others (forms to raters, reminders) are letters of another mailing, without enclosures where there is nothing to attach.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from reportgen.problems import Problem, Source

Audience = Literal["managers", "people"]
MANAGERS: Final = "managers"
PEOPLE: Final = "people"
AUDIENCES: Final[tuple[Audience, ...]] = (MANAGERS, PEOPLE)

State = Literal["planned", "sending", "accepted", "refused", "unknown"]
PLANNED: Final = "planned"
SENDING: Final = "sending"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
UNKNOWN: Final = "unknown"
STATES: Final[tuple[State, ...]] = (PLANNED, SENDING, ACCEPTED, REFUSED, UNKNOWN)

Occasion = Literal["first", "update", "addition", "again"]
FIRST: Final = "first"
UPDATE: Final = "update"
ADDITION: Final = "addition"
AGAIN: Final = "again"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A person of the roster as far as mail needs it: whom it names as superior, and where that stands.

    `grade` is the grade's name as reports show it. `assessed` of `competencies` have a score; `overall` and `attained`
    are what *readers* see, as texts ("" where there is nothing to see). `cells` are the addresses of the cells of
    `manager`, `manager_id`, `manager_email` and `email` on the sheet of `source`, where the roster has them; `again` among
    them is the place of a further line of the same id that says something else.
    """

    person_id: str
    name: str
    grade: str
    department: str
    manager: str
    manager_id: str
    manager_email: str
    email: str
    assessed: int
    competencies: int
    overall: str
    attained: str
    source: Source
    cells: Mapping[str, str] = field(default_factory=dict)

    def place(self, what: str) -> Source:
        """Where a field stands; the line's own place when the roster has no such column."""
        return Source(self.source.file, self.source.sheet, self.cells.get(what) or self.source.cell)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets mail. `address` is parsed and allowed; `name` may be "" (then nobody is greeted by name); `id` is the
    roster's id of who is written to, "" when it gives none.
    """

    address: str
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """An addressee with the people about whom they are written to, in the roster's order."""

    addressee: Addressee
    lines: tuple[RosterLine, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A mail, or a person's part in one, that is not made, and why; the problem names the cell where there is one.

    `addressee` is whom it would have gone to, as text ("" when nobody knows), `people` the ids whom it concerns.
    """

    problem: Problem
    people: tuple[str, ...]
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A report in a mail. `person` is the id of whom it is about, `file` its place below the output folder, `name` what
    the recipient sees, `sha256` that of the unencrypted bytes, `size` the bytes as attached (encrypted, when asked for),
    `version` the how-manieth different issue of it this addressee gets in the cycle.
    """

    person: str
    file: str
    name: str
    sha256: str
    size: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one addressee. `part` of `parts` when it is split by size. `topic` tells letters of a mailing without
    enclosures apart (a reminder of which day); `round` counts how often the same was asked to be sent again.
    """

    mailing: str
    cycle: str
    addressee: Addressee
    lines: tuple[RosterLine, ...]
    enclosures: tuple[Enclosure, ...] = ()
    part: int = 1
    parts: int = 1
    occasion: Occasion = FIRST
    version: int = 1
    topic: str = ""
    round: int = 0

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of the people whose reports are in it."""
        return tuple(e.person for e in self.enclosures)

    @property
    def id(self) -> str:
        """What identifies it (64 hex digits): cycle, recipient, people and the unencrypted reports. The same letter planned
        again has the same one.
        """
        what = [
            self.mailing, self.cycle, self.addressee.address.casefold(), [[e.person, e.sha256] for e in self.enclosures],
            self.topic, self.round,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(what, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter written out: its file below the output folder, the sha256 and size (bytes) of that file, and the
    Message-ID in it.
    """

    letter: Letter
    file: str
    message_id: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Item:
    """A report that a ledger's mail carries: whose, and the sha256 of the unencrypted PDF."""

    person: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail in the ledger. `number` is what people call it; `letter` is `Letter.id`; `eml` the sha256 of its file in the
    outbox; `code` and `reply` what the server said last (0 and "" when nothing); `tries` how often it was begun;
    `released`: it is to be sent again, so it no longer counts as delivered; `at`: when the state was noted (UTC, ISO 8601).
    """

    number: int
    letter: str
    mailing: str
    cycle: str
    address: str
    name: str
    part: int
    parts: int
    file: str
    eml: str
    size: int
    message_id: str
    state: State
    items: tuple[Item, ...] = ()
    code: int = 0
    reply: str = ""
    tries: int = 0
    released: bool = False
    at: str = ""


class MailError(Exception):
    """Mail that cannot be made or sent; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))


def receipts(mailing: str, cycle: str, address: str, item: Item) -> frozenset[str]:
    """Digests that say that a mailbox got a report of a person in a cycle: this issue of it, and any at all."""
    what = [mailing, cycle, address.casefold(), item.person]
    return frozenset(hashlib.sha256(json.dumps(one).encode()).hexdigest() for one in (what, [*what, item.sha256]))


def settled(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The mails that reached the server, may have, or were refused for good: nothing in them is sent again by itself."""
    return tuple(e for e in entries if e.state in (ACCEPTED, REFUSED, UNKNOWN) and not e.released)


def handed_over(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The mails that somebody has, or may have, also when they are to be sent again."""
    return tuple(e for e in entries if e.state in (ACCEPTED, UNKNOWN))


def overtaken(entries: Sequence[Entry]) -> frozenset[int]:
    """Numbers of mails that were refused, but about which nothing is to be done any more: a later mail of the same mailing
    and cycle with the reports of the same people was accepted, at a corrected address or in a newer issue.
    """
    last = {(e.mailing, e.cycle, item.person): e.number for e in entries if e.state == ACCEPTED for item in e.items}
    return frozenset(
        e.number
        for e in entries
        if e.state == REFUSED
        and e.items
        and all(last.get((e.mailing, e.cycle, item.person), 0) > e.number for item in e.items)
    )
