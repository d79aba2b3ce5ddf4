"""What was mailed before, by the ledger of the output folder; and whether that ledger is the one to be believed."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.planning import ALL
from reportgen.language import N_
from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import Entry, MailError
from reportgen.model.mail_settings import MailSettings
from reportgen.outputs.mailed_here import mailed, note_settled, settled_in
from reportgen.pipeline.job import Job
from reportgen.pipeline.mailable import Mailable

LEDGER: Final = "data/mail.sqlite"
JOURNAL: Final = f"{LEDGER}-journal"  # SQLite's own, beside it while a step is written or was broken off
BASIS: Final = "basis"  # facts of the outbox: what its mails say is drawn from this,
LOCKED: Final = "locked"  # "own" when its reports are locked with the passwords of our workbook,
SETTING: Final = "size_setting"  # and the most bytes of the settings when the server was found to take fewer


def refuse_lost_ledger(root: Path, cycle: str, *, anew: bool) -> None:
    """Without its ledger nobody knows what was sent. Raises `MailError` when mails of this cycle went out from this folder and
    the ledger is gone, unless that is known (`anew`).
    """
    there = (root / LEDGER).is_file() and (root / LEDGER).stat().st_size > 0
    n = 0 if anew or there else mailed(root, cycle)
    if n:
        raise MailError(
            N_("{n} mails of {cycle} were sent from {folder}, but the ledger that says so, {file}, is gone; without it they would be sent again. Put it back from a copy or from the recycle bin. If you are sure that everything may be sent anew: make mails ARGS=--new-ledger"),
            n=n, cycle=cycle, folder=root, file=LEDGER,
        )  # fmt: skip


def refuse_old_ledger(ledger: Ledger, *, anew: bool) -> None:
    """An older copy does not know of the last mails. Raises `MailError` when fewer are settled in it than once were, unless
    that is known (`anew`).
    """
    known, now = settled_in(ledger.identity), ledger.begun
    if now >= known:
        return
    if not anew:
        raise MailError(
            N_("The ledger {file} is an older copy: it knows of {n} mails that were handed over, but there were {known}; the others would be sent again. Put the newest one back. If you are sure that they may be sent anew: make mails ARGS=--new-ledger"),
            file=ledger.path, n=now, known=known,
        )  # fmt: skip
    note_settled(ledger.identity, now)


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


def most_bytes(facts: Mapping[str, str], told: str, mail: MailSettings) -> int:
    """The most bytes of a mail: of the settings, or what the server said it takes (`told`) until the settings are changed."""
    taken = facts.get(told)
    if taken is None or facts.get(SETTING, str(mail.most_bytes)) != str(mail.most_bytes):
        return mail.most_bytes
    return min(mail.most_bytes, int(taken))
