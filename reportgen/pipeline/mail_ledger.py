"""The ledger of mails of an output folder: where it is, what it notes of the outbox, and whether it knows of everything."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.planning import ALL
from reportgen.delivery.sending import MOST_BYTES
from reportgen.language import N_
from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import PLANNED, Entry, Item, MailError, handed_over, receipts
from reportgen.model.mail_settings import MailSettings
from reportgen.outputs.mailed_here import remembered
from reportgen.pipeline.job import Job
from reportgen.pipeline.mailable import Mailable

LEDGER: Final = "data/mail.sqlite"  # below the output folder
JOURNAL: Final = f"{LEDGER}-journal"  # SQLite's own, beside it while a step is written or was broken off
BASIS: Final = "basis"  # facts of the outbox: what its mails say is drawn from this,
LOCKED: Final = "locked"  # "own" when its reports are locked with the passwords of our workbook,
SETTING: Final = "size_setting"  # and the most bytes of the settings when the server was found to take fewer


@contextmanager
def ledger_of(root: Path) -> Iterator[Ledger | None]:
    """The ledger of an output folder, if it has one."""
    if not (root / LEDGER).is_file():
        yield None
        return
    with Ledger(root / LEDGER) as ledger:
        yield ledger


def never_sent(root: Path, cycle: str) -> int:
    """How many mails of other cycles than this one are planned and were never sent; 0 without a ledger that can be used."""
    try:
        with ledger_of(root) as ledger:
            entries = ledger.entries() if ledger else ()
    except MailError:
        return 0
    return sum(1 for entry in entries if entry.state == PLANNED and entry.cycle != cycle)


def unknown_here(mailing: str, cycle: str, entries: Sequence[Entry]) -> Callable[[str, Item], bool]:
    """Whether this user mailed a report, or an earlier issue of it, to a mailbox without the ledger's knowing of it: the ledger
    was deleted or is an older copy, or the reports were built into another folder then. `entries` are those of the
    mailing and cycle.
    """
    known = remembered(cycle)
    told = {
        receipt
        for entry in handed_over(entries)
        for item in entry.items
        for receipt in receipts(mailing, cycle, entry.address, item)
    }
    missing = known - told
    return lambda address, item: bool(missing) and not missing.isdisjoint(receipts(mailing, cycle, address, item))


def refuse_unknown(moved: Sequence[str], build: Mailable) -> None:
    """Raises `MailError` when somebody is said to have moved who is not in the roster."""
    known = {ALL, *(line.person_id for line in build.lines)}
    for word in moved:
        if word not in known:
            raise MailError(N_("Nobody in the roster has the id “{word}”. Give the id as it stands there, or “all”."), word=word)  # fmt: skip


def meant(wanted: Sequence[str], entries: Sequence[Entry]) -> list[int]:
    """The numbers of the mails that somebody means: by number, by address or name (all that went there), or by a person's id
    (the last one with their report). Raises `MailError` for what fits none, and for what fits several that are different.
    """
    found: list[int] = []
    for text in wanted:
        word = text.strip()
        by_name = [e for e in entries if word and word == e.name]
        ways = [
            [e.number for e in entries if word == str(e.number)],
            [e.number for e in entries if word in [item.person for item in e.items]][-1:],
            [e.number for e in entries if same_mailbox(word) == same_mailbox(e.address)],
            *([e.number for e in by_name if same_mailbox(e.address) == box] for box in dict.fromkeys(same_mailbox(e.address) for e in by_name)),
        ]  # fmt: skip
        fits = {tuple(numbers) for numbers in ways if numbers}
        if not fits:
            raise MailError(N_("No mail that was sent fits “{word}”. Give its number, the recipient's address or name, or a person's id: see mail status."), word=word)  # fmt: skip
        if len(fits) > 1:
            raise MailError(N_("“{word}” can mean different mails (as a mail's number, a person's id or a name). Give the recipient's address instead."), word=word)  # fmt: skip
        found += fits.pop()
    return found


def basis(job: Job, build: Mailable) -> str:
    """What the texts of the mails are drawn from, as a digest: the same only while they would say the same."""
    mail = job.settings.mail
    said = (build.lines, job.settings.report.organisation, mail.sender_name, mail.reply_to, mail.scores, mail.note)
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()


def most_bytes(facts: Mapping[str, str], mail: MailSettings) -> int:
    """The most bytes of a mail: of the settings, or what the server said it takes until the settings are changed."""
    taken = facts.get(MOST_BYTES)
    if taken is None or facts.get(SETTING, str(mail.most_bytes)) != str(mail.most_bytes):
        return mail.most_bytes
    return min(mail.most_bytes, int(taken))
