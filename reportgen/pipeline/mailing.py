"""The outbox: who gets which reports, written out as drafts to look at. Nothing is sent here."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.message import MessageError, composed, message_id, told_apart
from reportgen.delivery.planning import Planned, planned
from reportgen.delivery.recipients import grouped
from reportgen.delivery.splitting import split
from reportgen.language import N_
from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import (
    ACCEPTED,
    ADDITION,
    MANAGERS,
    PLANNED,
    UPDATE,
    Audience,
    Draft,
    Enclosure,
    Entry,
    Group,
    Item,
    Letter,
    MailError,
    State,
    Stop,
    receipts,
    settled,
)
from reportgen.model.outbox import IN_MAIL, NO_REPORT, SENT, STOPPED, Fate, OutboxFacts, fated
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.lock import held
from reportgen.outputs.mailed_here import forget
from reportgen.outputs.manifest import HISTORY, MAIL, PASSWORDS
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.outbox_workbook import outbox_workbook
from reportgen.outputs.passwords import Passwords, passwords_workbook
from reportgen.outputs.pdf_pages import whose
from reportgen.outputs.protection import ProtectionError, protected
from reportgen.pipeline.job import Job
from reportgen.pipeline.mail_keys import PASSWORD_LIST, Keys, keys_for
from reportgen.pipeline.mail_ledger import (
    BASIS,
    JOURNAL,
    LEDGER,
    LOCKED,
    basis,
    ledger_of,
    meant,
    most_bytes,
    refuse_unknown,
    unknown_here,
)
from reportgen.pipeline.mailable import Mailable, mailable
from reportgen.problems import Problem, Source, problem
from reportgen.reports.mail_texts import attachment_name
from reportgen.reports.mail_view import MailFrame, MailText, mail_text
from reportgen.reports.outbox_view import outbox_html, outbox_view

FOLDER: Final = "outbox"
PAGE, TABLE = "outbox.html", "outbox.xlsx"
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
    """What was written: `facts` tell all of it, `page` is the one to look at before sending. `dropped` mails of another
    mailing that were in the outbox before have not been sent, and are in it no longer.
    """

    facts: OutboxFacts
    page: Path
    recovered: Mapping[State, int] = field(default_factory=dict)  # mails of a sending that broke off
    dropped: int = 0

    @property
    def failed(self) -> bool:
        """Whether somebody's report does not go where it should."""
        return any(one.fate != SENT for one in fated(self.facts) if one.fate != IN_MAIL)


@dataclass(frozen=True)
class _Round:
    """What an outbox is made from."""

    job: Job
    wish: Wish
    build: Mailable
    entries: tuple[Entry, ...]
    most: int  # bytes of a mail
    keys: Keys
    names: Mapping[str, str]  # of everybody of the roster, by id

    @cached_property
    def gone(self) -> frozenset[str]:
        """Letters that were sent, or tried: their ids are used up."""
        return frozenset(entry.letter for entry in self.entries if entry.state != PLANNED)

    @cached_property
    def got(self) -> frozenset[tuple[str, Item]]:
        """Mailboxes with the issues that reached them."""
        return frozenset(
            (same_mailbox(entry.address), item)
            for entry in settled(self.entries)
            if entry.state == ACCEPTED
            for item in entry.items
        )

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
        folder = OutputFolder(job.output)
        folder.check()
        mail = job.settings.mail
        with ledger_of(job.output) as ledger:
            recovered = ledger.recover() if ledger else {}
            entries = _before(ledger, build, wish)
            most = most_bytes(ledger.facts() if ledger else {}, mail)
        groups, stops = grouped(build.lines, wish.audience, mail.allowed)
        reports = {person: report.sha256 for person, report in build.reports.items()}
        if wish.anew:
            forget(build.cycle, _receipts(wish.audience, build, groups))
        elsewhere = unknown_here(wish.audience, build.cycle, entries)
        plans, moved = planned(groups, reports, entries, wish.moved, elsewhere)
        names = {line.person_id: line.name for line in build.lines}
        keys = (
            keys_for([plan.group.addressee for plan in plans], job.output, wish.passwords) if wish.encrypt else Keys()
        )
        work = _Round(job, wish, build, entries, most, keys, names)
        files = _files(plans)
        folder.join(build.cycle, _claimed(work, plans, files))
        if work.keys.listed:  # before the first report is locked with one of them
            content = passwords_workbook(work.keys.listed, Passwords(work.keys.by_mailbox), job.lang)
            folder.write(PASSWORD_LIST, content, kind=PASSWORDS)
        facts = _write(work, plans, files, [*stops, *moved], folder, on_mail)
        dropped = 0
        with nullcontext() if build.sample else Ledger(job.output / LEDGER) as ledger:
            if ledger is not None:
                others = (e for e in ledger.entries(cycle=build.cycle) if e.mailing != wish.audience)
                dropped = sum(1 for e in others if e.state == PLANNED)
                ledger.plan(facts.drafts)
                ledger.note(BASIS, basis(job, build))
                ledger.note(LOCKED, "own" if work.keys.listed else "")
                numbers = {e.letter: e.number for e in ledger.entries(mailing=wish.audience, cycle=build.cycle)}
                facts = replace(facts, numbers=numbers)
        folder.write(PAGE, outbox_html(outbox_view(facts, job.lang), job.lang, family), kind=MAIL)
        folder.write(TABLE, outbox_workbook(facts, job.lang), kind=MAIL)
        folder.leave(instead=MAIL)
    return Outbox(facts, job.output / PAGE, dict(recovered), dropped)


def _receipts(mailing: str, build: Mailable, groups: Sequence[Group]) -> set[str]:
    """What may have been noted elsewhere of the reports that are to go."""
    return {
        receipt
        for group in groups
        for line in group.lines
        if line.person_id in build.reports
        for receipt in receipts(
            mailing, build.cycle, group.addressee.address, Item(line.person_id, build.reports[line.person_id].sha256)
        )
    }


def _claimed(work: _Round, plans: Sequence[Planned], files: Sequence[str]) -> dict[str, dict[str, str]]:
    """The files that are going to be ours."""
    own = {f"{file}.eml": MAIL for file, plan in zip(files, plans, strict=True) if plan.due} | {PAGE: MAIL, TABLE: MAIL}
    if work.keys.listed:
        own[PASSWORD_LIST] = PASSWORDS
    if not work.build.sample:
        own |= {LEDGER: HISTORY, JOURNAL: HISTORY}
    return {name: {"kind": kind} for name, kind in own.items()}


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


def _files(plans: Sequence[Planned]) -> list[str]:
    """The files of the mails by plan, without their ending; the second part of a mail gets a number. The first has none: it
    could be taken for the number of the mail, which the ledger gives.
    """
    named = [safe_name(plan.group.addressee.name or plan.group.addressee.address) for plan in plans]
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
        try:
            mails, too_large = _mails(plan, attached, work)
        except MessageError as error:
            people = tuple(enclosure.person for enclosure, _ in attached)
            stops.append(_stop(plan, people, problem("mail-failed", Source(f"{name}.eml"), reason=error.reason)))
            continue
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
    names = told_apart([enclosure.name for enclosure, _ in attached])
    return [(replace(e, name=name), content) for (e, content), name in zip(attached, names, strict=True)], stops


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
    mails = []
    for number, part in enumerate(spread.mails, start=1):
        inside = [attached[n] for n in part]
        version = max(enclosure.version for enclosure, _ in inside)
        letter = replace(
            whole,
            enclosures=tuple(e for e, _ in inside),
            part=number,
            parts=len(spread.mails),
            occasion=ADDITION if whole.occasion == UPDATE and version == 1 else whole.occasion,
            version=version,
        )
        while letter.id in work.gone:  # it is to be sent again
            letter = replace(letter, round=letter.round + 1)
        mails.append((letter, inside))
    return mails, stops


def _text(letter: Letter, letters: Sequence[Letter], plan: Planned, work: _Round) -> MailText:
    """Subject and bodies, which tell also of those whose report is not in this mail."""
    elsewhere = {person: other.part for other in letters if other.part != letter.part for person in other.people}
    mailbox = same_mailbox(letter.addressee.address)
    earlier: dict[str, Fate] = {
        who: SENT if (mailbox, Item(who, work.build.reports[who].sha256)) in work.got else STOPPED
        for who in (line.person_id for line in plan.earlier)
    }
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
