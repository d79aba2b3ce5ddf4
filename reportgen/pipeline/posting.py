"""Sending what lies in the outbox, after everything in it has been checked once more."""

import email.policy
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.delivery.faults import MailError as Fault
from reportgen.delivery.ledger import Ledger
from reportgen.delivery.message import MessageError, outgoing, recipient_of, sender_of
from reportgen.delivery.recipients import grouped
from reportgen.delivery.sending import Parcel, Sent, send
from reportgen.delivery.transport import Server, connect
from reportgen.language import N_
from reportgen.model.addresses import domain_of, parsed, same_mailbox
from reportgen.model.mail import ACCEPTED, AUDIENCES, PLANNED, UNKNOWN, Entry, MailError, State
from reportgen.model.mail_settings import MailSettings
from reportgen.outputs.lock import held
from reportgen.outputs.mailed_here import note_mailed, note_settled
from reportgen.outputs.manifest import read_manifest
from reportgen.outputs.passwords import PasswordsError, read_passwords
from reportgen.outputs.protection import opens
from reportgen.pipeline.job import Job
from reportgen.pipeline.mailable import Mailable, mailable
from reportgen.pipeline.mailed_before import (
    BASIS,
    LEDGER,
    LOCKED,
    SETTING,
    basis,
    refuse_lost_ledger,
    refuse_old_ledger,
)
from reportgen.pipeline.mailing import PASSWORD_LIST
from reportgen.settings import SETTINGS_FILE

EDITED: Final = N_("its file was changed, replaced or deleted after make mails wrote it")
REDIRECTED: Final = N_("the roster now names another recipient, or none that is clear")
RENEWED: Final = N_("a report in it was made anew since")
OTHER_SENDER: Final = N_("it was written for another sender than the one in the settings")
OUTDATED: Final = N_("the roster or the settings of mails changed since")
UNLOCKABLE: Final = N_("its reports are locked with a password that no longer stands in passwords.xlsx")
FOREIGN: Final = N_("its domain is not among [mail] domains")


@dataclass(frozen=True, slots=True)
class Held:
    """A planned mail that is not sent, and why."""

    entry: Entry
    reason: str


@dataclass
class Posted:
    """What became of the outbox: mails `held` back, `ready` to go, what was `sent` (None: nothing was to be), and the mails of
    this cycle as they stand now.
    """

    held: list[Held] = field(default_factory=list)
    recovered: Mapping[State, int] = field(default_factory=dict)
    ready: int = 0
    sent: Sent | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a mail of this cycle has not been accepted."""
        return bool(self.held) or any(e.state != ACCEPTED and not e.released for e in self.entries)

    @property
    def stopped(self) -> Fault | None:
        """Why the run ended before its end, if it did."""
        return None if self.sent is None else self.sent.halt or self.sent.gone


def post(
    job: Job,
    confirmed: Callable[[int], bool],
    password: Callable[[], str],
    *,
    anew: bool = False,
    on_mail: Callable[[int, int], None] = lambda _n, _of: None,
    on_pause: Callable[[float, int], None] = lambda _seconds, _waiting: None,
) -> Posted:
    """Send the mails that are planned. `confirmed` is asked once with their number, `password` only when there is a login;
    `on_mail` is told how many are settled, `on_pause` the seconds of a pause and how many wait.

    Raises `MailError` when nothing may be sent: samples, settings that are missing, a build that no longer fits its input,
    no outbox, a ledger that is gone or cannot be used.
    """
    with held(job.output):
        build = mailable(job)
        mail = job.settings.mail
        server = _server(job, build)
        refuse_lost_ledger(job.output, build.cycle, anew=anew)
        if not (job.output / LEDGER).is_file():
            raise MailError(N_("There is no outbox in {folder}. Run make mails first, and look at the drafts."), folder=job.output)  # fmt: skip
        with Ledger(job.output / LEDGER) as ledger:
            refuse_old_ledger(ledger, anew=anew)
            posted = Posted(recovered=ledger.recover())
            now = _Now.of(build, mail, _facts(job, build, ledger))
            parcels: list[Parcel] = []
            for entry in ledger.entries():
                if entry.state == PLANNED:
                    reason = now.objection(entry)
                    if reason:
                        posted.held.append(Held(entry, reason))
                    else:
                        parcels.append(now.parcel(entry))
            posted.ready = len(parcels)
            if parcels and confirmed(len(parcels)):
                secret = password() if server.user else ""
                before = sum(1 for e in ledger.entries(cycle=build.cycle) if e.state != PLANNED)
                note_mailed(job.output, build.cycle, before + len(parcels))
                settled: set[int] = set()

                def told(number: int, state: State, _: int) -> None:
                    if state != PLANNED:
                        settled.add(number)
                        note_settled(ledger.identity, ledger.begun)
                    on_mail(len(settled), len(parcels))

                posted.sent = send(
                    ledger,
                    parcels,
                    lambda: connect(server, secret),
                    per_minute=mail.per_minute,
                    pauses=mail.pauses,
                    on_mail=told,
                    on_pause=on_pause,
                )
                if posted.sent.too_large:
                    ledger.note(SETTING, str(mail.most_bytes))
            posted.entries = ledger.entries(cycle=build.cycle)
        return posted


def status(output: Path) -> tuple[Entry, ...]:
    """All mails in the ledger of an output folder, of every mailing and cycle. Raises `MailError` when there is none."""
    refuse_lost_ledger(output, str(read_manifest(output).get("cycle", "")), anew=False)
    if not (output / LEDGER).is_file():
        raise MailError(N_("No mail has been planned in {folder} yet."), folder=output)
    with held(output), Ledger(output / LEDGER) as ledger:
        refuse_old_ledger(ledger, anew=False)
        ledger.recover()
        return ledger.entries()


def note_arrived(output: Path, numbers: Sequence[int]) -> None:
    """Note that mails whose fate was unknown have arrived. Raises `MailError` for a mail that is not unknown."""
    unknown = {entry.number for entry in status(output) if entry.state == UNKNOWN}
    for number in numbers:
        if number not in unknown:
            raise MailError(N_("Mail {number} is not one whose fate is unknown."), number=number)
    with held(output), Ledger(output / LEDGER) as ledger:
        ledger.arrived(numbers)


def _server(job: Job, build: Mailable) -> Server:
    """Where to hand mail in. Raises `MailError` for samples and for settings that are missing."""
    mail = job.settings.mail
    if build.sample or job.settings.report.sample:
        raise MailError(
            N_(
                "These are the samples: their people are invented, so nothing is sent. Put your own workbooks into input/ and run make reports."
            )
        )
    missing = [f'{name} = "…"' for name, value in (("server", mail.server), ("sender", mail.sender)) if not value]
    if missing:
        raise MailError(
            N_("Before anything can be sent, [mail] in {file} needs: {missing}. docs/mail.md tells more."),
            file=job.source / SETTINGS_FILE, missing=", ".join(missing),
        )  # fmt: skip
    ca_file = job.source / mail.ca_file if mail.ca_file else None
    if ca_file is not None and not ca_file.is_file():
        raise MailError(N_("[mail] ca_file: there is no file {file}."), file=ca_file)
    return Server(mail.server, mail.used_port, mail.security, mail.user, ca_file, mail.timeout)


@dataclass(frozen=True)
class _Facts:
    """How the outbox fits: `outdated` when its texts would be others now; the `passwords` in our workbook by mailbox, None
    when its reports are not locked with them.
    """

    outdated: bool
    passwords: Mapping[str, str] | None = field(repr=False)


def _facts(job: Job, build: Mailable, ledger: Ledger) -> _Facts:
    facts = ledger.facts()
    passwords: Mapping[str, str] | None = None
    if facts.get(LOCKED):
        try:
            passwords = read_passwords(job.output / PASSWORD_LIST).by_address
        except (PasswordsError, OSError):
            passwords = {}
    return _Facts(facts.get(BASIS) != basis(job, build), passwords)


@dataclass(frozen=True)
class _Now:
    """How the build stands when mails are about to go."""

    root: Path
    cycle: str
    sender: str
    allowed: frozenset[str]
    reports: Mapping[str, str]
    mailboxes: Mapping[tuple[str, str], str]  # by mailing and person
    outbox: _Facts

    @classmethod
    def of(cls, build: Mailable, mail: MailSettings, outbox: _Facts) -> "_Now":
        mailboxes: dict[tuple[str, str], str] = {
            (audience, line.person_id): same_mailbox(group.addressee.address)
            for audience in AUDIENCES
            for group in grouped(build.lines, audience, mail.allowed)[0]
            for line in group.lines
        }
        reports = {person: report.sha256 for person, report in build.reports.items()}
        return cls(build.root, build.cycle, parsed(mail.sender), mail.allowed, reports, mailboxes, outbox)

    def objection(self, entry: Entry) -> str:
        """Why a planned mail may not go; "" when nothing speaks against it."""
        mailbox = same_mailbox(entry.address)
        if any(self.reports.get(item.person) != item.sha256 for item in entry.items) or entry.cycle != self.cycle:
            return RENEWED
        if any(self.mailboxes.get((entry.mailing, item.person)) != mailbox for item in entry.items):
            return REDIRECTED
        if domain_of(entry.address) not in self.allowed:
            return FOREIGN
        try:
            content = self.content(entry)
        except MailError:
            return EDITED
        if sender_of(content) != self.sender:
            return OTHER_SENDER
        if self.outbox.outdated:
            return OUTDATED
        known = self.outbox.passwords
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


def _opens(content: bytes, password: str) -> bool:
    """Whether the first report of a mail opens with a password."""
    read = BytesParser(policy=email.policy.default).parsebytes(content)
    files = [part.get_content() for part in read.iter_attachments()] if isinstance(read, EmailMessage) else []
    return all(opens(file, password) for file in files[:1])
