"""What speaks against sending a mail that lies in the outbox: it, the build, the roster or the settings have changed since."""

import email.policy
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.delivery.message import MessageError, outgoing, recipient_of, sender_of
from reportgen.delivery.planning import closed
from reportgen.delivery.recipients import grouped
from reportgen.delivery.sending import Parcel
from reportgen.language import N_
from reportgen.model.addresses import domain_of, parsed, same_mailbox
from reportgen.model.mail import AUDIENCES, Entry, Item, MailError
from reportgen.outputs.passwords import PasswordsError, read_passwords
from reportgen.outputs.protection import opens
from reportgen.pipeline.job import Job
from reportgen.pipeline.mail_keys import PASSWORD_LIST
from reportgen.pipeline.mail_ledger import BASIS, LOCKED, basis, unknown_here
from reportgen.pipeline.mailable import Mailable

EDITED: Final = N_("its file was changed, replaced or deleted after make mails wrote it")
REDIRECTED: Final = N_("the roster now names another recipient, or none that is clear")
RENEWED: Final = N_("a report in it was made anew since")
OTHER_SENDER: Final = N_("it was written for another sender than the one in the settings")
RECEIVED: Final = N_("its recipient has a report in it already")
OUTDATED: Final = N_("the roster or the settings of mails changed since")
UNLOCKABLE: Final = N_("its reports are locked with a password that no longer stands in passwords.xlsx")
ELSEWHERE: Final = N_("it went out from this computer before, and the ledger here does not know of it")
FOREIGN: Final = N_("its domain is not among [mail] domains")


@dataclass(frozen=True)
class Outbox:
    """The outbox as it stands when mails are about to go, and what they are checked against."""

    root: Path
    cycle: str
    sender: str
    allowed: frozenset[str]
    reports: Mapping[str, str]
    mailboxes: Mapping[tuple[str, str], str]  # by mailing and person
    received: Mapping[str, Collection[tuple[str, Item]]]  # by mailing: mailboxes with what they are not to get again
    elsewhere: Mapping[str, Callable[[str, Item], bool]]  # by mailing: what went out without the ledger's knowing
    outdated: bool  # the texts would be others now
    passwords: Mapping[str, str] | None = field(repr=False)  # by mailbox; None: not locked with those of our workbook

    @classmethod
    def of(cls, job: Job, build: Mailable, entries: Sequence[Entry], facts: Mapping[str, str]) -> "Outbox":
        mail = job.settings.mail
        mailboxes: dict[tuple[str, str], str] = {
            (audience, line.person_id): same_mailbox(group.addressee.address)
            for audience in AUDIENCES
            for group in grouped(build.lines, audience, mail.allowed)[0]
            for line in group.lines
        }
        reports = {person: report.sha256 for person, report in build.reports.items()}
        own: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.cycle == build.cycle:
                own.setdefault(entry.mailing, []).append(entry)
        return cls(
            build.root,
            build.cycle,
            parsed(mail.sender),
            mail.allowed,
            reports,
            mailboxes,
            {name: closed(found) for name, found in own.items()},
            {name: unknown_here(name, build.cycle, found) for name, found in own.items()},
            facts.get(BASIS) != basis(job, build),
            _listed(job.output) if facts.get(LOCKED) else None,
        )

    def objection(self, entry: Entry) -> str:
        """Why a planned mail may not go; "" when nothing speaks against it."""
        mailbox = same_mailbox(entry.address)
        if any(self.reports.get(item.person) != item.sha256 for item in entry.items) or entry.cycle != self.cycle:
            return RENEWED
        if any(self.mailboxes.get((entry.mailing, item.person)) != mailbox for item in entry.items):
            return REDIRECTED
        if any((mailbox, item) in self.received.get(entry.mailing, ()) for item in entry.items):
            return RECEIVED
        if any(self.elsewhere[entry.mailing](entry.address, item) for item in entry.items):
            return ELSEWHERE
        if domain_of(entry.address) not in self.allowed:
            return FOREIGN
        try:
            content = self.content(entry)
        except MailError:
            return EDITED
        if sender_of(content) != self.sender:
            return OTHER_SENDER
        if self.outdated:
            return OUTDATED
        known = self.passwords
        return UNLOCKABLE if known is not None and not _opens(content, known.get(mailbox, "")) else ""

    def content(self, entry: Entry) -> bytes:
        """The mail as it lies in the outbox. Raises `MailError` when it is not what was written there."""
        try:
            content = (self.root / PurePosixPath(entry.file)).read_bytes()
        except OSError as error:
            raise MailError(N_("Mail {number}: {reason}."), number=entry.number, reason=EDITED) from error
        try:
            same = hashlib.sha256(content).hexdigest() == entry.eml and recipient_of(content) == entry.address
        except MessageError:
            same = False
        if not same:
            raise MailError(N_("Mail {number}: {reason}."), number=entry.number, reason=EDITED)
        return content

    def parcel(self, entry: Entry) -> Parcel:
        """The mail as it is handed over; its bytes are looked at once more when its turn comes."""
        return Parcel(
            entry.number, self.sender, entry.address, lambda: outgoing(self.content(entry), datetime.now().astimezone())
        )


def _listed(root: Path) -> Mapping[str, str]:
    """The passwords in our workbook; none when it cannot be read."""
    try:
        return read_passwords(root / PASSWORD_LIST).by_address
    except (PasswordsError, OSError):
        return {}


def _opens(content: bytes, password: str) -> bool:
    """Whether the first report of a mail opens with a password."""
    read = BytesParser(policy=email.policy.default).parsebytes(content)
    files = [part.get_content() for part in read.iter_attachments()] if isinstance(read, EmailMessage) else []
    return all(opens(file, password) for file in files[:1])
