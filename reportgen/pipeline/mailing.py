"""The outbox: who gets which reports, written out as drafts to look at. Nothing is sent here."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.message import MessageError, composed, message_id
from reportgen.delivery.planning import Planned, planned
from reportgen.delivery.recipients import grouped
from reportgen.delivery.sending import MOST_BYTES
from reportgen.delivery.splitting import split
from reportgen.language import N_
from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import (
    ACCEPTED,
    MANAGERS,
    PLANNED,
    Addressee,
    Audience,
    Draft,
    Enclosure,
    Entry,
    Group,
    Letter,
    MailError,
    State,
    Stop,
    settled,
)
from reportgen.model.outbox import IN_MAIL, NO_REPORT, SENT, STOPPED, Fate, OutboxFacts, fated
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.lock import held
from reportgen.outputs.manifest import HISTORY, MAIL, PASSWORDS
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.outbox_workbook import outbox_workbook
from reportgen.outputs.passwords import Passwords, PasswordsError, generated, passwords_workbook, read_passwords
from reportgen.outputs.pdf_pages import whose
from reportgen.outputs.protection import ProtectionError, protected
from reportgen.pipeline.job import Job
from reportgen.pipeline.mailable import Mailable, mailable
from reportgen.pipeline.mailed_before import (
    BASIS,
    JOURNAL,
    LEDGER,
    LOCKED,
    basis,
    meant,
    most_bytes,
    refuse_lost_ledger,
    refuse_old_ledger,
    refuse_unknown,
)
from reportgen.problems import Problem, Source, problem
from reportgen.reports.mail_texts import attachment_name
from reportgen.reports.mail_view import MailFrame, MailText, mail_text
from reportgen.reports.outbox_view import outbox_html, outbox_view

FOLDER: Final = "outbox"
PAGE, TABLE, PASSWORD_LIST = "outbox.html", "outbox.xlsx", "passwords.xlsx"
LINE_BYTES: Final = 400  # that a person's line in the body may grow by when a mail is split


@dataclass(frozen=True, slots=True)
class Wish:
    """What mails to write. `resend` and `moved` name whom it concerns: see `Ledger.release` and `planning.planned`."""

    audience: Audience = MANAGERS
    encrypt: bool = False
    passwords: Path | None = None
    resend: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    anew: bool = False  # go on although the ledger of what was sent is gone


@dataclass
class Outbox:
    """What was written: `facts` tell all of it, `page` is the one to look at before sending."""

    facts: OutboxFacts
    page: Path
    recovered: Mapping[State, int] = field(default_factory=dict)  # mails of a sending that broke off
    replaced: int = 0  # mails of another mailing or cycle that were planned and never sent

    @property
    def failed(self) -> bool:
        """Whether somebody's report does not go where it should."""
        return any(one.fate != SENT for one in fated(self.facts) if one.fate != IN_MAIL)


@dataclass(frozen=True)
class _Keys:
    """What locks the reports: a password per mailbox, or why there is none; `listed` are those to be kept in our workbook."""

    by_mailbox: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: Mapping[str, Problem] = field(default_factory=dict)
    listed: tuple[Addressee, ...] = ()


@dataclass(frozen=True)
class _Round:
    """What an outbox is made from."""

    job: Job
    wish: Wish
    build: Mailable
    entries: tuple[Entry, ...]
    most: int  # bytes of a mail
    keys: _Keys
    names: Mapping[str, str]  # of everybody of the roster, by id

    @property
    def frame(self) -> MailFrame:
        settings = self.job.settings
        return MailFrame(
            self.job.lang,
            self.wish.audience,
            settings.report.organisation,
            settings.mail,
            sample=self.build.sample,
            encrypted=self.wish.encrypt,
        )


def write_outbox(
    job: Job, wish: Wish, family: str, on_mail: Callable[[int, int], None] = lambda _n, _of: None
) -> Outbox:
    """Write the drafts, the page (in the font `family`) and the workbook that list them, and note the mails as planned.

    Raises `MailError` when nothing can be mailed, `OutputError` when the folder cannot be written to. Samples get an outbox to
    look at, and no ledger. Whoever cannot be written to is told in the outcome, and nobody else is held up.
    """
    with held(job.output):
        build = mailable(job)
        refuse_unknown(wish.moved, build)
        refuse_lost_ledger(job.output, build.cycle, anew=wish.anew)
        folder = OutputFolder(job.output)
        folder.check()
        mail = job.settings.mail
        with _ledger(job.output) as ledger:
            if ledger:
                refuse_old_ledger(ledger, anew=wish.anew)
            recovered = ledger.recover() if ledger else {}
            entries = _before(ledger, build, wish)
            most = most_bytes(ledger.facts() if ledger else {}, MOST_BYTES, mail)
        groups, stops = grouped(build.lines, wish.audience, mail.allowed)
        reports = {person: report.sha256 for person, report in build.reports.items()}
        plans, moved = planned(groups, reports, entries, wish.moved)
        names = {line.person_id: line.name for line in build.lines}
        work = _Round(job, wish, build, entries, most, _keys(job, wish, [plan.group for plan in plans]), names)
        files = _files(plans)
        folder.join(build.cycle, _claimed(work, plans, files))
        if work.keys.listed:  # before the first report is locked with one of them
            content = passwords_workbook(work.keys.listed, Passwords(work.keys.by_mailbox), job.lang)
            folder.write(PASSWORD_LIST, content, kind=PASSWORDS)
        facts = _write(work, plans, files, [*stops, *moved], folder, on_mail)
        replaced = 0
        with nullcontext() if build.sample else Ledger(job.output / LEDGER) as ledger:
            if ledger is not None:
                kind = (build.cycle, wish.audience)
                replaced = sum(1 for e in ledger.entries() if e.state == PLANNED and (e.cycle, e.mailing) != kind)
                ledger.plan(facts.drafts)
                ledger.note(BASIS, basis(job, build))
                ledger.note(LOCKED, "own" if work.keys.listed else "")
                numbers = {e.letter: e.number for e in ledger.entries(mailing=wish.audience, cycle=build.cycle)}
                facts = replace(facts, numbers=numbers)
        folder.write(PAGE, outbox_html(outbox_view(facts, job.lang), job.lang, family), kind=MAIL)
        folder.write(TABLE, outbox_workbook(facts, job.lang), kind=MAIL)
        folder.leave(instead=MAIL)
    return Outbox(facts, job.output / PAGE, dict(recovered), replaced)


def _claimed(work: _Round, plans: Sequence[Planned], files: Sequence[str]) -> dict[str, dict[str, str]]:
    """The files that are going to be ours."""
    own = {f"{file}.eml": MAIL for file, plan in zip(files, plans, strict=True) if plan.due} | {PAGE: MAIL, TABLE: MAIL}
    if work.keys.listed:
        own[PASSWORD_LIST] = PASSWORDS
    if not work.build.sample:
        own |= {LEDGER: HISTORY, JOURNAL: HISTORY}
    return {name: {"kind": kind} for name, kind in own.items()}


@contextmanager
def _ledger(root: Path) -> Iterator[Ledger | None]:
    """The ledger of an output folder, if it has one."""
    if not (root / LEDGER).is_file():
        yield None
        return
    with Ledger(root / LEDGER) as ledger:
        yield ledger


def _before(ledger: Ledger | None, build: Mailable, wish: Wish) -> tuple[Entry, ...]:
    """The mails of this mailing and cycle so far; those that are to be sent again no longer count as sent."""
    if ledger is None:
        if wish.resend:
            raise MailError(N_("Nothing has been sent from {folder} yet."), folder=build.root)
        return ()
    entries = ledger.entries(mailing=wish.audience, cycle=build.cycle)
    if not wish.resend:
        return entries
    ledger.release(meant(wish.resend, settled(entries)))
    return ledger.entries(mailing=wish.audience, cycle=build.cycle)


def _keys(job: Job, wish: Wish, groups: Sequence[Group]) -> _Keys:
    """The passwords: of the workbook that was given, or our own, which are made up once and then stay."""
    if not wish.encrypt:
        return _Keys()
    path = wish.passwords or job.output / PASSWORD_LIST
    given = _given(path) if wish.passwords or path.is_file() else Passwords()
    known: dict[str, str] = dict(given.by_address) if wish.passwords is None else {}
    faults: dict[str, Problem] = {}
    for one in (group.addressee for group in groups):
        mailbox = same_mailbox(one.address)
        try:
            found = given.of(one)
        except PasswordsError as error:
            first = error.faults[0]
            faults[mailbox] = problem("unusable-password", replace(first.source, file=path.name), reason=first.what)
            continue
        if found is not None or wish.passwords is None:
            known[mailbox] = found or generated()
        else:
            faults[mailbox] = problem("no-password", Source(path.name), one.address)
    if wish.passwords is not None:
        return _Keys(known, faults)
    people = {same_mailbox(group.addressee.address): group.addressee for group in groups}
    others = {mailbox: Addressee(mailbox) for mailbox in known if mailbox not in people}
    return _Keys(known, faults, tuple((people | others)[mailbox] for mailbox in known))


def _given(path: Path) -> Passwords:
    try:
        return read_passwords(path)
    except PasswordsError as error:
        places = [f"{f.source.sheet} {f.source.cell}".strip() for f in error.faults]
        raise MailError(
            N_("The passwords in {file} cannot be used: {place}: {reason} ({n} faults in all). Correct the workbook."),
            file=path, place=places[0] or "—", reason=error.faults[0].what, n=len(places),
        ) from None  # fmt: skip
    except OSError as error:
        raise MailError(N_("{file} cannot be read."), file=path) from error


def _files(plans: Sequence[Planned]) -> list[str]:
    """The files of the mails by plan, without their ending; the second part of a mail gets a number."""
    people = [plan.group.addressee for plan in plans]
    named = [safe_name(f"{n:03d}-{one.name or one.address}") for n, one in enumerate(people, start=1)]
    return [f"{FOLDER}/{name}" for name in unique_names(named, "")]


def _write(
    work: _Round,
    plans: Sequence[Planned],
    files: Sequence[str],
    stops: list[Stop],
    folder: OutputFolder,
    on_mail: Callable[[int, int], None],
) -> OutboxFacts:
    """Write the drafts one after another, and tell of everybody what became of them."""
    build, settings = work.build, work.job.settings
    drafts: list[Draft] = []
    for n, (plan, name) in enumerate(zip(plans, files, strict=True), start=1):
        attached, held_back = _attached(plan, work)
        stops += held_back
        mails, too_large = _mails(plan, attached, work)
        stops += too_large
        for letter, inside in mails:
            file = f"{name}.eml" if letter.part == 1 else f"{name}-{letter.part}.eml"
            try:
                content = _composed(letter, _text(letter, [other for other, _ in mails], plan, work), inside, work)
            except MessageError as error:
                stops.append(_stop(plan, letter.people, problem("mail-failed", Source(file), reason=error.reason)))
                continue
            folder.write(file, content, kind=MAIL)
            digest = hashlib.sha256(content).hexdigest()
            drafts.append(Draft(letter, file, message_id(letter, settings.mail.sender), digest, len(content)))
        on_mail(n, len(plans))
    return OutboxFacts(
        work.wish.audience,
        build.cycle,
        settings.report.organisation,
        build.sample,
        work.wish.encrypt,
        settings.mail,
        build.lines,
        tuple(drafts),
        tuple(stops),
        tuple(line for line in build.lines if line.person_id not in build.reports),
        settled(work.entries),
    )


def _stop(plan: Planned, people: tuple[str, ...], found: Problem) -> Stop:
    return Stop(found, people, plan.group.addressee.name or plan.group.addressee.address)


def _attached(plan: Planned, work: _Round) -> tuple[list[tuple[Enclosure, bytes]], list[Stop]]:
    """The reports of a mail as they are attached, each looked at page by page before it is locked; and those held back."""
    mailbox = same_mailbox(plan.group.addressee.address)
    if plan.due and mailbox in work.keys.faults:
        return [], [_stop(plan, tuple(due.line.person_id for due in plan.due), work.keys.faults[mailbox])]
    attached: list[tuple[Enclosure, bytes]] = []
    stops: list[Stop] = []
    for due in plan.due:
        line, report = due.line, work.build.reports[due.line.person_id]
        try:
            content = work.build.content(line.person_id)
            wrong = whose(content, line.person_id, line.name, work.names)
            if wrong is None and work.wish.encrypt:
                content = protected(content, work.keys.by_mailbox[mailbox])
        except MailError:
            found = problem("report-altered", Source(report.file), line.person_id)
        except ProtectionError as error:
            found = problem("wrong-report", Source(report.file), line.person_id, reason=error.reason)
        else:
            if wrong is None:
                name = attachment_name(line, work.build.cycle, work.job.lang, due.version)
                enclosure = Enclosure(line.person_id, report.file, name, due.sha256, len(content), due.version)
                attached.append((enclosure, content))
                continue
            found = problem("wrong-report", Source(report.file), line.person_id, reason=wrong)
        stops.append(_stop(plan, (line.person_id,), found))
    return attached, stops


def _mails(
    plan: Planned, attached: Sequence[tuple[Enclosure, bytes]], work: _Round
) -> tuple[list[tuple[Letter, list[tuple[Enclosure, bytes]]]], list[Stop]]:
    """The mails of a plan, as many as its size needs, with their attachments; and the reports too large for any."""
    if not attached:
        return [], []
    group = plan.group
    whole = Letter(work.wish.audience, work.build.cycle, group.addressee, group.lines, occasion=plan.occasion)
    everything = replace(whole, enclosures=tuple(enclosure for enclosure, _ in attached))
    body = _composed(everything, _text(everything, [everything], plan, work), [], work)
    spread = split([len(c) for _, c in attached], len(body) + LINE_BYTES * len(group.lines), work.most)
    stops = []
    for enclosure, content in (attached[n] for n in spread.too_large):
        sizes = {"size": _mb(len(content)), "most": _mb(work.most)}
        found = problem("too-large", Source(enclosure.file), enclosure.person, **sizes)
        stops.append(_stop(plan, (enclosure.person,), found))
    gone = {entry.letter for entry in work.entries if entry.state != PLANNED}
    mails = []
    for number, part in enumerate(spread.mails, start=1):
        inside = [attached[n] for n in part]
        version = max(enclosure.version for enclosure, _ in inside)
        letter = replace(
            whole, enclosures=tuple(e for e, _ in inside), part=number, parts=len(spread.mails), version=version
        )
        while letter.id in gone:  # it is to be sent again
            letter = replace(letter, round=letter.round + 1)
        mails.append((letter, inside))
    return mails, stops


def _text(letter: Letter, letters: Sequence[Letter], plan: Planned, work: _Round) -> MailText:
    """Subject and bodies, which tell also of those whose report is not in this mail."""
    elsewhere = {person: other.part for other in letters if other.part != letter.part for person in other.people}
    got = {item.person for entry in settled(work.entries) if entry.state == ACCEPTED for item in entry.items}
    earlier: dict[str, Fate] = {line.person_id: SENT if line.person_id in got else STOPPED for line in plan.earlier}
    absent: dict[str, Fate] = {
        who: earlier.get(who, STOPPED) if who in work.build.reports else NO_REPORT
        for who in (line.person_id for line in letter.lines)
        if who not in elsewhere and who not in letter.people
    }
    return mail_text(letter, work.frame, absent, elsewhere)


def _composed(letter: Letter, text: MailText, inside: Sequence[tuple[Enclosure, bytes]], work: _Round) -> bytes:
    mail = work.job.settings.mail
    attachments = [(enclosure.name, content) for enclosure, content in inside]
    return composed(
        letter, mail.sender, mail.sender_name, mail.reply_to, text.subject, text.text, text.html, attachments
    )


def _mb(size: int) -> str:
    """Bytes as MB with one decimal, rounded up: a limit is not shown as kept when it is not."""
    return f"{-(-size // 100_000) / 10:.1f}"
