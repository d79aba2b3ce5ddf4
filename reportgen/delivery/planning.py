"""Which reports go into which mail: what an addressee has not got yet in this cycle, and nothing twice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import (
    ADDITION,
    AGAIN,
    FIRST,
    REFUSED,
    UPDATE,
    Entry,
    Group,
    Item,
    Occasion,
    RosterLine,
    Stop,
    handed_over,
    settled,
)
from reportgen.problems import problem

ALL: Final = "all"  # of whom a change of the recipient is allowed


@dataclass(frozen=True, slots=True)
class Due:
    """A report that an addressee is to get: the how-manieth different issue of it in this cycle; `again`: they got this very
    one, or may have, and it is to be sent again.
    """

    line: RosterLine
    sha256: str
    version: int
    again: bool = False


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
    groups: Iterable[Group],
    reports: Mapping[str, str],
    entries: Sequence[Entry],
    moved: Collection[str] = (),
    elsewhere: Callable[[str, Item], bool] = lambda _address, _item: False,
) -> tuple[tuple[Planned, ...], tuple[Stop, ...]]:
    """Per group what is to go. `reports` are the sha256 by the person's id, `entries` the ledger's mails of this mailing and
    cycle. A report of which somebody else got an issue in this cycle is stopped, unless its person is among `moved` (ids, or
    `ALL`): the roster names another recipient now, and somebody has to say that this is meant. So is one that went to its
    address without the ledger's knowing (`elsewhere`).
    """
    done = closed(entries)
    issues = _issues(entries)
    known = {mailbox for mailbox, _ in issues}
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
            if (mailbox, Item(line.person_id, digest)) in done:
                earlier.append(line)
            elif (
                before is not None
                and same_mailbox(before.address) != mailbox
                and not {ALL, line.person_id} & set(moved)
            ):
                stops.append(_another(line, before, group))
            elif elsewhere(group.addressee.address, Item(line.person_id, digest)):
                known_before = problem(
                    "mailed-elsewhere", line.place("manager_email"), group.addressee.address, id=line.person_id
                )
                stops.append(Stop(known_before, (line.person_id,), group.addressee.name or group.addressee.address))
            else:
                got = issues.get((mailbox, line.person_id), ())
                again = got[-1:] == (digest,)
                due.append(Due(line, digest, len(got) + (not again), again))
        found.append(Planned(group, tuple(due), tuple(earlier), _occasion(due, known=mailbox in known)))
    return tuple(found), tuple(stops)


def closed(entries: Sequence[Entry]) -> frozenset[tuple[str, Item]]:
    """What no mailbox is sent again by itself: the issue that it has, or may have, as its latest, and those that were refused.
    An earlier issue is not among them: when a correction is taken back, what it replaced is due once more.
    """
    latest: dict[tuple[str, str], tuple[Item, bool]] = {}
    for entry in handed_over(entries):
        for item in entry.items:
            latest[same_mailbox(entry.address), item.person] = (item, entry.released)
    had = {(mailbox, item) for (mailbox, _), (item, released) in latest.items() if not released}
    refused = {(same_mailbox(e.address), item) for e in settled(entries) if e.state == REFUSED for item in e.items}
    return frozenset(had | refused)


def _issues(entries: Sequence[Entry]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The issues of a person's report that a mailbox has got, one after another; the same sent again is one."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in handed_over(entries):
        for item in entry.items:
            before = found.get((same_mailbox(entry.address), item.person), ())
            if before[-1:] != (item.sha256,):
                found[same_mailbox(entry.address), item.person] = (*before, item.sha256)
    return found


def _occasion(due: Sequence[Due], *, known: bool) -> Occasion:
    if due and all(one.again for one in due):
        return AGAIN
    if any(one.version > 1 for one in due):
        return UPDATE
    return ADDITION if known else FIRST


def _another(line: RosterLine, before: Entry, group: Group) -> Stop:
    where = line.place("manager_email")
    found = problem("recipient-changed", where, group.addressee.address, number=before.number, id=line.person_id)
    return Stop(found, (line.person_id,), group.addressee.name or group.addressee.address)
