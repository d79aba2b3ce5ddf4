"""Sending what lies in the outbox, after everything in it has been checked once more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.delivery.faults import ServerError
from reportgen.delivery.ledger import Ledger
from reportgen.delivery.sending import Parcel, Sent, send
from reportgen.delivery.transport import Server, connect
from reportgen.language import N_
from reportgen.model.mail import (
    ACCEPTED,
    PLANNED,
    UNKNOWN,
    Audience,
    Entry,
    MailError,
    State,
    overtaken,
    receipts,
)
from reportgen.outputs.lock import held
from reportgen.outputs.mailed_here import note, remembered
from reportgen.outputs.manifest import read_manifest
from reportgen.pipeline.job import Job
from reportgen.pipeline.mail_ledger import LEDGER, SETTING
from reportgen.pipeline.mailable import Mailable, mailable
from reportgen.pipeline.objections import Outbox
from reportgen.settings import SETTINGS_FILE


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
    fault: MailError | None = None  # what was found wrong in the midst of it

    @property
    def failed(self) -> bool:
        """Whether a mail of this cycle has not been accepted, nor one that stands for it."""
        done = overtaken(self.entries)
        open_ = (e for e in self.entries if e.state != ACCEPTED and not e.released and e.number not in done)
        return bool(self.held) or any(open_)

    @property
    def stopped(self) -> ServerError | MailError | None:
        """Why the run ended before its end, if it did."""
        return self.fault or (None if self.sent is None else self.sent.halt or self.sent.gone)


def post(
    job: Job,
    confirmed: Callable[[int], bool],
    password: Callable[[], str],
    *,
    audience: Audience | None = None,
    on_mail: Callable[[int, int], None] = lambda _n, _of: None,
    on_pause: Callable[[float, int], None] = lambda _seconds, _waiting: None,
) -> Posted:
    """Send the mails that are planned. `confirmed` is asked once with their number, `password` only when there is a login;
    `on_mail` is told how many are settled, `on_pause` the seconds of a pause and how many wait. `audience` is whom they are
    meant to go to, when that was said.

    Raises `MailError` when nothing may be sent: samples, settings that are missing, a build that no longer fits its input,
    no outbox, one whose writing was broken off or that is for another audience, a ledger that is gone or cannot be used.
    """
    with held(job.output):
        build = mailable(job)
        server = _server(job, build)
        if not (job.output / LEDGER).is_file():
            raise MailError(N_("There is no outbox in {folder}. Run make mails first, and look at the drafts."), folder=job.output)  # fmt: skip
        with Ledger(job.output / LEDGER) as ledger:
            posted = Posted(recovered=ledger.recover())
            entries = ledger.entries()
            planned = [entry for entry in entries if entry.state == PLANNED]
            if build.unfinished_outbox and planned:
                raise MailError(N_("Writing the outbox was broken off, so the page may not show what would be sent. Run make mails again, and look at it."))  # fmt: skip
            if audience and any(entry.mailing != audience for entry in planned):
                raise MailError(N_("The mails in the outbox go to others than was asked for with {option}. Write them anew without SEND=1, look, then send."), option=f"--to {audience}")  # fmt: skip
            outbox = Outbox.of(job, build, entries, ledger.facts())
            parcels: list[Parcel] = []
            for entry in planned:
                reason = outbox.objection(entry)
                if reason:
                    posted.held.append(Held(entry, reason))
                else:
                    parcels.append(outbox.parcel(entry))
            posted.ready = len(parcels)
            if parcels and confirmed(len(parcels)):
                _hand_over(posted, parcels, ledger, server, password() if server.user else "", job, on_mail, on_pause)
            posted.entries = ledger.entries(cycle=build.cycle)
        return posted


def _hand_over(
    posted: Posted,
    parcels: Sequence[Parcel],
    ledger: Ledger,
    server: Server,
    secret: str,
    job: Job,
    on_mail: Callable[[int, int], None],
    on_pause: Callable[[float, int], None],
) -> None:
    mail = job.settings.mail
    known = {entry.number: entry for entry in ledger.entries()}
    settled: set[int] = set()

    def told(number: int, state: State, _: int) -> None:
        if state != PLANNED:
            settled.add(number)
        if state in (ACCEPTED, UNKNOWN):
            entry = known[number]
            got = [receipts(entry.mailing, entry.cycle, entry.address, item) for item in entry.items]
            note(entry.cycle, sorted(frozenset[str]().union(*got)))
        on_mail(len(settled), len(parcels))

    on_mail(0, len(parcels))
    try:
        posted.sent = send(
            ledger,
            parcels,
            lambda: connect(server, secret),
            per_minute=mail.per_minute,
            pauses=mail.pauses,
            on_mail=told,
            on_pause=on_pause,
        )
    except MailError as error:  # a draft that was changed meanwhile; what went before it is in the ledger
        posted.fault = error
        return
    if posted.sent.too_large:
        ledger.note(SETTING, str(mail.most_bytes))


@dataclass(frozen=True)
class Status:
    """All mails in the ledger of an output folder, of every mailing and cycle; `cycle` is that of the reports in it."""

    entries: tuple[Entry, ...]
    cycle: str


def status(output: Path) -> Status:
    """What became of the mails; none when nothing was ever planned there. Raises `MailError` when this user mailed reports of
    its cycle and the ledger is not there.
    """
    cycle = str(read_manifest(output).get("cycle", ""))
    if not (output / LEDGER).is_file():
        if remembered(cycle):
            raise MailError(
                N_("Reports of this cycle were mailed from this computer, but {folder} has no ledger of it, {file}: it was deleted, or they went from another output folder. Look there, or put it back."),
                folder=output, file=LEDGER,
            )  # fmt: skip
        return Status((), cycle)
    with held(output), Ledger(output / LEDGER) as ledger:
        ledger.recover()
        return Status(ledger.entries(), cycle)


def note_arrived(output: Path, numbers: Sequence[int]) -> None:
    """Note that mails whose fate was unknown have arrived. Raises `MailError` for a mail that is not unknown."""
    unknown = {entry.number for entry in status(output).entries if entry.state == UNKNOWN}
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
