"""Sending what lies in the outbox, after everything in it has been checked once more."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.message import outgoing, recipient_of
from reportgen.delivery.recipients import grouped
from reportgen.delivery.sending import Parcel, Sent, send
from reportgen.delivery.transport import Server, connect
from reportgen.language import N_
from reportgen.model.addresses import domain_of, parsed, same_mailbox
from reportgen.model.mail import AUDIENCES, PLANNED, UNKNOWN, Entry, MailError
from reportgen.model.mail_settings import MailSettings
from reportgen.outputs.lock import held
from reportgen.pipeline.job import Job
from reportgen.pipeline.mailable import Mailable, mailable
from reportgen.pipeline.mailing import LEDGER
from reportgen.settings import SETTINGS_FILE

EDITED: Final = N_("its file was changed, replaced or deleted after make mails wrote it")
REDIRECTED: Final = N_("the roster now names another recipient, or none that is clear")
RENEWED: Final = N_("a report in it was made anew since")
FOREIGN: Final = N_("its domain is not among [mail] domains")


@dataclass(frozen=True, slots=True)
class Held:
    """A planned mail that is not sent, and why."""

    entry: Entry
    reason: str


@dataclass
class Posted:
    """What became of the outbox. `sent` is None when there was nothing to send, or the operator did not confirm."""

    held: list[Held] = field(default_factory=list)
    recovered: Mapping[str, int] = field(default_factory=dict)
    ready: int = 0
    sent: Sent | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a mail of the outbox has not been accepted."""
        return bool(self.held) or any(e.state != "accepted" and not e.released for e in self.entries)


def post(
    job: Job, confirmed: Callable[[int], bool], password: Callable[[], str], *,
    on_mail: Callable[[int, str, int], None] = lambda _n, _s, _c: None, on_pause: Callable[[float, int], None] = lambda _s, _n: None,
) -> Posted:  # fmt: skip
    """Send the mails that are planned. `confirmed` is asked once with their number, `password` only when there is a login.

    Raises `MailError` when nothing may be sent: samples, settings that are missing, a build that no longer fits its input,
    no outbox, a ledger that cannot be used.
    """
    with held(job.output):
        build = mailable(job)
        server = _server(job, build)
        if not (job.output / LEDGER).is_file():
            raise MailError(N_("There is no outbox in {folder}. Run make mails first, and look at the drafts."), folder=job.output)
        with Ledger(job.output / LEDGER) as ledger:
            posted = Posted(recovered=dict(ledger.recover()))
            now = _Now.of(build, job.settings.mail)
            parcels: list[Parcel] = []
            for entry in ledger.entries():
                if entry.state != PLANNED:
                    continue
                reason = now.objection(entry)
                if reason:
                    posted.held.append(Held(entry, reason))
                else:
                    parcels.append(now.parcel(entry, parsed(job.settings.mail.sender)))
            posted.ready = len(parcels)
            if parcels and confirmed(len(parcels)):
                secret = password() if server.user else ""
                mail = job.settings.mail
                posted.sent = send(
                    ledger, parcels, lambda: connect(server, secret), per_minute=mail.per_minute, pauses=mail.pauses,
                    on_mail=on_mail, on_pause=on_pause,
                )  # fmt: skip
            posted.entries = tuple(e for e in ledger.entries(cycle=build.cycle))
        return posted


def status(job_output: Path) -> tuple[Entry, ...]:
    """All mails in the ledger of an output folder, of every mailing and cycle. Raises `MailError` when there is none."""
    if not (job_output / LEDGER).is_file():
        raise MailError(N_("No mail has been planned in {folder} yet."), folder=job_output)
    with held(job_output), Ledger(job_output / LEDGER) as ledger:
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
        raise MailError(N_("These are the samples: their people are invented, so nothing is sent. Put your own workbooks into input/ and run make reports."))
    missing = [f"{name} = \"…\"" for name, value in (("server", mail.server), ("sender", mail.sender)) if not value]
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
class _Now:
    """How the build stands when mails are about to go."""

    root: Path
    cycle: str
    allowed: frozenset[str]
    reports: Mapping[str, str]
    mailboxes: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, build: Mailable, mail: MailSettings) -> "_Now":
        mailboxes = {
            (audience, line.person_id): same_mailbox(group.addressee.address)
            for audience in AUDIENCES
            for group in grouped(build.lines, audience, mail.allowed)[0]
            for line in group.lines
        }
        reports = {person: report.sha256 for person, report in build.reports.items()}
        return cls(build.root, build.cycle, mail.allowed, reports, mailboxes)

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
            self.content(entry)
        except MailError:
            return EDITED
        return ""

    def content(self, entry: Entry) -> bytes:
        """The mail as it lies in the outbox. Raises `MailError` when it is not what was written there."""
        try:
            content = (self.root / PurePosixPath(entry.file)).read_bytes()
        except OSError as error:
            raise MailError(N_("Mail {number}: {reason}."), number=entry.number, reason=EDITED) from error
        if hashlib.sha256(content).hexdigest() != entry.eml or recipient_of(content) != entry.address:
            raise MailError(N_("Mail {number}: {reason}."), number=entry.number, reason=EDITED)
        return content

    def parcel(self, entry: Entry, sender: str) -> Parcel:
        return Parcel(entry.number, sender, entry.address, lambda: outgoing(self.content(entry), datetime.now().astimezone()))
