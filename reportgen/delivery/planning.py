"""Which reports go into which mail: what an addressee has not got yet in this cycle, and nothing twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import (
    ACCEPTED,
    ADDITION,
    FIRST,
    REFUSED,
    UNKNOWN,
    UPDATE,
    Entry,
    Group,
    Occasion,
    RosterLine,
    State,
    Stop,
    handed_over,
)
from reportgen.problems import problem

ALL: Final = "all"  # of whom a change of the recipient is allowed


@dataclass(frozen=True, slots=True)
class Due:
    """A report that an addressee is to get: the how-manieth different issue of it in this cycle."""

    line: RosterLine
    sha256: str
    version: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What an addressee is to get, and the people whose report they have already, or were refused."""

    group: Group
    due: tuple[Due, ...]
    earlier: tuple[RosterLine, ...]
    occasion: Occasion

    @property
    def version(self) -> int:
        """The highest issue among what is to go."""
        return max((due.version for due in self.due), default=1)


def planned(
    groups: Iterable[Group], reports: Mapping[str, str], entries: Sequence[Entry], moved: Collection[str] = ()
) -> tuple[tuple[Planned, ...], tuple[Stop, ...]]:
    """Per group what is to go. `reports` are the sha256 by the person's id, `entries` the ledger's mails of this mailing and
    cycle. A report of which somebody else got an issue in this cycle is stopped, unless its person is among `moved` (ids, or
    `ALL`): the roster names another recipient now, and somebody has to say that this is meant.
    """
    got = _issues(entries)
    last = {item.person: entry for entry in handed_over(entries) for item in entry.items}
    found: list[Planned] = []
    stops: list[Stop] = []
    for group in groups:
        mailbox = same_mailbox(group.addressee.address)
        due: list[Due] = []
        earlier: list[RosterLine] = []
        for line in group.lines:
            digest = reports.get(line.person_id)
            if digest is None:
                continue
            before = last.get(line.person_id)
            issues = got.get((mailbox, line.person_id), _Issues())
            if digest in issues.settled:
                earlier.append(line)
            elif (
                before is not None
                and same_mailbox(before.address) != mailbox
                and not {ALL, line.person_id} & set(moved)
            ):
                stops.append(_another(line, before, group))
            else:
                due.append(Due(line, digest, issues.version(digest)))
        known = any(box == mailbox and issues.handed for (box, _), issues in got.items())
        found.append(Planned(group, tuple(due), tuple(earlier), _occasion(due, known=known)))
    return tuple(found), tuple(stops)


def _occasion(due: Sequence[Due], *, known: bool) -> Occasion:
    if any(one.version > 1 for one in due):
        return UPDATE
    return ADDITION if known else FIRST


@dataclass
class _Issues:
    """What a mailbox has of a person's report: the issues one after another, and those that are not sent by themselves.

    An issue of before that is in force again (a correction was taken back) goes again: what counts is the last one.
    """

    handed: list[str] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)

    def add(self, digest: str, state: State, *, released: bool) -> None:
        if state in (ACCEPTED, UNKNOWN):
            if self.handed[-1:] != [digest]:
                self.handed.append(digest)
            self.settled.clear()
        self.settled.discard(digest)
        if not released:
            self.settled.add(digest)

    def version(self, digest: str) -> int:
        """The how-manieth issue this one is, if it goes now; the last one sent again is the same."""
        return len(self.handed) + (self.handed[-1:] != [digest])


def _issues(entries: Sequence[Entry]) -> dict[tuple[str, str], _Issues]:
    """By mailbox and person, from the mails in the order of their numbers."""
    found: dict[tuple[str, str], _Issues] = {}
    for entry in entries:
        for item in entry.items if entry.state in (ACCEPTED, REFUSED, UNKNOWN) else ():
            issues = found.setdefault((same_mailbox(entry.address), item.person), _Issues())
            issues.add(item.sha256, entry.state, released=entry.released)
    return found


def _another(line: RosterLine, before: Entry, group: Group) -> Stop:
    where = line.place("manager_email")
    found = problem("recipient-changed", where, group.addressee.address, number=before.number, id=line.person_id)
    return Stop(found, (line.person_id,), group.addressee.name or group.addressee.address)
