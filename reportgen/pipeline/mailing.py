"""The outbox: who gets which reports, written out as drafts to look at. Nothing is sent here."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.message import composed, message_id
from reportgen.delivery.planning import Planned, planned
from reportgen.delivery.recipients import grouped
from reportgen.delivery.splitting import split
from reportgen.language import N_
from reportgen.model.addresses import same_mailbox
from reportgen.model.mail import (
    MANAGERS, Audience, Draft, Enclosure, Entry, Letter, MailError, RosterLine, Stop, settled,
)  # fmt: skip
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.lock import held
from reportgen.outputs.manifest import HISTORY, MAIL, PASSWORDS
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.passwords import generated, passwords_workbook, read_passwords
from reportgen.outputs.pdf_pages import page_texts, wrong_pages
from reportgen.outputs.protection import protected
from reportgen.pipeline.job import Job
from reportgen.pipeline.mailable import Mailable, mailable
from reportgen.problems import Source, problem

FOLDER: Final = "outbox"
LEDGER: Final = "data/mail.sqlite"
JOURNAL: Final = f"{LEDGER}-journal"  # SQLite's own, beside it while a step is written or was broken off
PAGE, TABLE, PASSWORD_LIST = "outbox.html", "outbox.xlsx", "passwords.xlsx"


@dataclass(frozen=True, slots=True)
class Wish:
    """What mails to write. `resend` and `moved` name whom it concerns: see `Ledger.release` and `planning.planned`."""

    audience: Audience = MANAGERS
    encrypt: bool = False
    passwords: Path | None = None
    resend: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass
class Outbox:
    """What was written: `facts` tell all of it, `page` is the one to look at before sending."""

    facts: OutboxFacts
    page: Path
    recovered: Mapping[str, int] = field(default_factory=dict)  # mails of a sending that broke off

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
    passwords: Mapping[str, str]

    @property
    def frame(self) -> MailFrame:
        settings = self.job.settings
        return MailFrame(
            self.job.lang, self.wish.audience, settings.report.organisation, settings.mail, sample=self.build.sample,
            encrypted=self.wish.encrypt,
        )  # fmt: skip


def write_outbox(job: Job, wish: Wish, on_mail: Callable[[int, int], None] = lambda _n, _of: None) -> Outbox:
    """Write the drafts, the page and the workbook that list them, and note the mails as planned.

    Raises `MailError` when nothing can be mailed, `OutputError` when the folder cannot be written to. Samples get an outbox to
    look at, and no ledger. Whoever cannot be written to is told in the outcome, and nobody else is held up.
    """
    with held(job.output):
        build = mailable(job)
        folder = OutputFolder(job.output)
        folder.check()
        with _ledger(job.output) as ledger:
            recovered = ledger.recover() if ledger else {}
            before = _before(ledger, build, wish)
            least = int(ledger.facts().get(MOST_BYTES, job.settings.mail.most_bytes)) if ledger else job.settings.mail.most_bytes
        mail = job.settings.mail
        groups, stops = grouped(build.lines, wish.audience, mail.allowed)
        reports = {person: report.sha256 for person, report in build.reports.items()}
        plans, moved = planned(groups, reports, before, wish.moved)
        passwords = _passwords(job, wish, [plan.group for plan in plans if plan.due])
        work = _Round(job, wish, build, before, min(mail.most_bytes, least), passwords)
        names = _names(plans)
        own = {PAGE: MAIL, TABLE: MAIL, **({PASSWORD_LIST: PASSWORDS} if wish.encrypt and wish.passwords is None else {})}
        if not build.sample:
            own |= {LEDGER: HISTORY, JOURNAL: HISTORY}
        drafted = {f"{name}.eml": MAIL for name, plan in zip(names, plans, strict=True) if plan.due}
        folder.join(build.cycle, {name: {"kind": kind} for name, kind in {**drafted, **own}.items()})
        facts = _write(work, plans, names, [*stops, *moved], folder, on_mail)
        with nullcontext() if build.sample else Ledger(job.output / LEDGER) as ledger:
            if ledger is not None:
                ledger.plan(facts.drafts)
                numbers = {entry.letter: entry.number for entry in ledger.entries(mailing=wish.audience, cycle=build.cycle)}
                facts = replace(facts, numbers=numbers)
        _write_lists(facts, work, folder)
        folder.leave(instead=MAIL)
    return Outbox(facts, job.output / PAGE, recovered)


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


def meant(wanted: Sequence[str], entries: Sequence[Entry]) -> list[int]:
    """The numbers of the mails that somebody means: by number, address, the recipient's name, or a person's id (with the
    zeros it has). Raises `MailError` for what fits none.
    """
    found: list[int] = []
    for text in wanted:
        word = text.strip()
        fits = [
            e.number
            for e in entries
            if word in (str(e.number), e.name, *(item.person for item in e.items)) or same_mailbox(word) == same_mailbox(e.address)
        ]
        if not fits:
            raise MailError(N_("No mail that was sent fits “{word}”. Give its number, the recipient's address or name, or a person's id: see mail status."), word=word)  # fmt: skip
        found += fits
    return found


def _passwords(job: Job, wish: Wish, groups: Sequence[Group]) -> Mapping[str, str]:
    """A password per mailbox, for those who have one; what was made up once stays."""
    if not wish.encrypt:
        return {}
    if wish.passwords is not None:
        known = read_passwords(wish.passwords)
        return {
            mailbox: found
            for group in groups
            for mailbox in [same_mailbox(group.addressee.address)]
            if (found := known.get(mailbox) or known.get(group.addressee.id)) is not None
        }
    path = job.output / PASSWORD_LIST
    known = read_passwords(path) if path.is_file() else {}
    return {**known, **{box: known.get(box) or generated() for group in groups for box in [same_mailbox(group.addressee.address)]}}


def _names(plans: Sequence[Planned]) -> list[str]:
    """The files of the first parts of the mails, by plan; further parts are rare, and numbered."""
    people = [plan.group.addressee for plan in plans]
    named = [safe_name(f"{n:03d}-{one.name or one.address}") for n, one in enumerate(people, start=1)]
    return [f"{FOLDER}/{name}" for name in unique_names(named, "")]


def _write(
    work: _Round, plans: Sequence[Planned], names: Sequence[str], stops: list[Stop], folder: OutputFolder, on_mail: Callable[[int, int], None],
) -> OutboxFacts:  # fmt: skip
    """Write the drafts one after another, and tell of everybody what became of them."""
    build, settings = work.build, work.job.settings
    drafts: list[Draft] = []
    everybody = {line.person_id: line.name for line in build.lines}
    for n, (plan, name) in enumerate(zip(plans, names, strict=True), start=1):
        due, found = _attached(plan, work, everybody)
        letters, too_large = _letters(plan, due, work)
        stops += [*found, *too_large]
        for letter, attachments in letters:
            file = f"{name}.eml" if letter.part == 1 else f"{name}-{letter.part}.eml"
            content = _composed(letter, letters, attachments, plan, work)
            folder.write(file, content, kind=MAIL)
            digest = hashlib.sha256(content).hexdigest()
            drafts.append(Draft(letter, file, message_id(letter, settings.mail.sender), digest, len(content)))
        on_mail(n, len(plans))
    return OutboxFacts(
        work.wish.audience, build.cycle, settings.report.organisation, build.sample, work.wish.encrypt, settings.mail, build.lines,
        tuple(drafts), tuple(stops), tuple(line for line in build.lines if line.person_id not in build.reports),
        settled(work.entries),
    )  # fmt: skip


def _attached(plan: Planned, work: _Round, everybody: Mapping[str, str]) -> tuple[list[tuple[Enclosure, bytes]], list[Stop]]:
    """The reports of a mail as they are attached, each looked at page by page before it is encrypted; and those held back."""
    addressee, lang = plan.group.addressee, work.job.lang
    password = work.passwords.get(same_mailbox(addressee.address))
    if plan.due and work.wish.encrypt and password is None:
        found = problem("no-password", Source(str(work.wish.passwords or "")), addressee.address)
        return [], [Stop(found, tuple(due.line.person_id for due in plan.due), addressee.name or addressee.address)]
    attached: list[tuple[Enclosure, bytes]] = []
    stops: list[Stop] = []
    for due in plan.due:
        line, report = due.line, work.build.reports[due.line.person_id]
        try:
            content = work.build.content(line.person_id)
        except MailError:
            found = problem("report-altered", Source(report.file), line.person_id)
        else:
            wrong = whose(content, line.person_id, line.name, everybody)
            if wrong is None:
                content = protected(content, password) if password is not None and work.wish.encrypt else content
                name = attachment_name(line, work.build.cycle, lang, due.version)
                attached.append((Enclosure(line.person_id, report.file, name, due.sha256, len(content), due.version), content))
                continue
            found = problem("wrong-report", Source(report.file), line.person_id, reason=wrong)
        stops.append(Stop(found, (line.person_id,), addressee.name or addressee.address))
    return attached, stops


def _letters(
    plan: Planned, attached: Sequence[tuple[Enclosure, bytes]], work: _Round
) -> tuple[list[tuple[Letter, list[tuple[Enclosure, bytes]]]], list[Stop]]:
    """The mails of a plan, as many as its size needs, with their attachments; and the reports too large for any."""
    if not attached:
        return [], []
    whole = Letter(work.wish.audience, work.build.cycle, plan.group.addressee, plan.group.lines, occasion=plan.occasion)
    parts, large = split([len(content) for _, content in attached], FIXED, work.most)
    stops = [
        Stop(
            problem("too-large", Source(attached[n][0].file), attached[n][0].person, size=_mb(len(attached[n][1])), most=_mb(work.most)),
            (attached[n][0].person,), plan.group.addressee.name or plan.group.addressee.address,
        )
        for n in large
    ]  # fmt: skip
    gone = {entry.letter for entry in work.entries if entry.state != PLANNED}
    found = []
    for number, part in enumerate(parts, start=1):
        inside = [attached[n] for n in part]
        enclosures = tuple(enclosure for enclosure, _ in inside)
        version = max(e.version for e in enclosures)
        letter = replace(whole, enclosures=enclosures, part=number, parts=len(parts), version=version)
        while letter.id in gone:  # it is to be sent again
            letter = replace(letter, round=letter.round + 1)
        found.append((letter, inside))
    return found, stops


def _composed(
    letter: Letter, letters: Sequence[tuple[Letter, object]], attachments: Sequence[tuple[Enclosure, bytes]], plan: Planned, work: _Round
) -> bytes:  # fmt: skip
    mail = work.job.settings.mail
    elsewhere = {person: other.part for other, _ in letters if other.part != letter.part for person in other.people}
    earlier = {line.person_id for line in plan.earlier}
    absent: dict[str, Fate] = {}
    for line in letter.lines:
        if line.person_id not in elsewhere and line.person_id not in letter.people:
            fate = SENT if line.person_id in earlier else NO_REPORT if line.person_id not in work.build.reports else STOPPED
            absent[line.person_id] = fate
    text = mail_text(letter, work.frame, absent, elsewhere)
    return composed(
        letter, mail.sender, mail.sender_name, mail.reply_to, text.subject, text.text, text.html,
        [(enclosure.name, content) for enclosure, content in attachments],
    )  # fmt: skip


def _write_lists(facts: OutboxFacts, work: _Round, folder: OutputFolder) -> None:
    lang = work.job.lang
    folder.write(PAGE, outbox_html(outbox_view(facts, lang), lang).encode(), kind=MAIL)
    folder.write(TABLE, outbox_workbook(facts, lang), kind=MAIL)
    if work.wish.encrypt and work.wish.passwords is None:
        people = {same_mailbox(draft.letter.addressee.address): draft.letter.addressee for draft in facts.drafts}
        folder.write(PASSWORD_LIST, passwords_workbook(work.passwords, people, lang), kind=PASSWORDS)


def _mb(size: int) -> str:
    """Bytes as MB with one decimal, rounded up: a limit is not shown as kept when it is not."""
    return f"{-(-size // 100_000) / 10:.1f}"
