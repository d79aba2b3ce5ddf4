"""An outbox as data: its mails, what is missing in it, and what became of everybody of the roster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from reportgen.model.mail import ACCEPTED, PEOPLE, Audience, Draft, Entry, RosterLine, Stop
from reportgen.model.mail_settings import MailSettings

Fate = Literal["mail", "stopped", "no-report", "sent", "open", "lost"]
IN_MAIL: Final = "mail"
STOPPED: Final = "stopped"
NO_REPORT: Final = "no-report"
SENT: Final = "sent"  # earlier; unchanged since
OPEN: Final = "open"  # sent earlier, refused or unknown: somebody has to decide
LOST: Final = "lost"  # in no mail, and nothing says why: a fault of ours
FATES: Final[tuple[Fate, ...]] = (IN_MAIL, STOPPED, NO_REPORT, OPEN, SENT, LOST)


@dataclass(frozen=True, slots=True)
class OutboxFacts:
    """What the page, the workbook and the screen tell of an outbox.

    `lines` is the whole roster; `without_report` those of it for whom the build made none. `earlier` are the settled
    mails of this mailing and cycle. `numbers` are those of the ledger by `Letter.id`; without them mails are counted.
    """

    audience: Audience
    cycle: str
    organisation: str
    sample: bool
    encrypted: bool
    settings: MailSettings
    lines: tuple[RosterLine, ...]
    drafts: tuple[Draft, ...]
    stops: tuple[Stop, ...] = ()
    without_report: tuple[RosterLine, ...] = ()
    earlier: tuple[Entry, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)

    def number(self, draft: Draft) -> int:
        """What people call a mail."""
        number = self.numbers.get(draft.letter.id) if self.numbers else None
        return self.drafts.index(draft) + 1 if number is None else number

    @property
    def reports(self) -> int:
        """Reports attached to the mails."""
        return sum(len(draft.letter.enclosures) for draft in self.drafts)

    def address(self, line: RosterLine) -> str:
        """The address that the roster gives for a person's report."""
        return line.email if self.audience == PEOPLE else line.manager_email


@dataclass(frozen=True, slots=True)
class Fated:
    """What became of a person: the number of the mail with their report, now or earlier; the problem that stops it."""

    line: RosterLine
    fate: Fate
    number: int = 0
    stop: Stop | None = None
    entry: Entry | None = None


def fated(facts: OutboxFacts) -> tuple[Fated, ...]:
    """Everybody of the roster, in its order, each with exactly one fate: the first that holds in the order of `FATES`."""
    planned = {person: facts.number(draft) for draft in facts.drafts for person in draft.letter.people}
    stops = {person: stop for stop in reversed(facts.stops) for person in stop.people}
    none = {line.person_id for line in facts.without_report}
    earlier = {item.person: entry for entry in facts.earlier for item in entry.items}
    found = []
    for line in facts.lines:
        who = line.person_id
        if who in planned:
            found.append(Fated(line, IN_MAIL, planned[who]))
        elif who in stops:
            found.append(Fated(line, STOPPED, stop=stops[who]))
        elif who in none:
            found.append(Fated(line, NO_REPORT))
        elif who in earlier:
            entry = earlier[who]
            found.append(Fated(line, SENT if entry.state == ACCEPTED else OPEN, entry.number, entry=entry))
        else:
            found.append(Fated(line, LOST))
    return tuple(found)
