"""`outbox.html`: what the administrator looks at before mails are sent. It names recipients, and cells to correct."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from reportgen.language import Language
from reportgen.model.mail import PEOPLE, Draft, Entry, RosterLine, Stop, overtaken
from reportgen.model.mail_settings import MailSettings
from reportgen.model.outbox import LOST, OPEN, SENT, Fated, OutboxFacts, fated
from reportgen.model.outbox_words import occasion_name, size_text, state_name, to_do, when
from reportgen.reports.admin_page import PAGES, AdminPage, Link
from reportgen.reports.css import stylesheet
from reportgen.reports.html import render
from reportgen.reports.mail_lines import mailing_name, next_step, place_text
from reportgen.reports.plain_text import NAME_LIMIT, plain

PATH: Final = "outbox.html"
FOLDER: Final = "outbox"
_LIMIT: Final = 120  # characters of an address, a file's name


@dataclass(frozen=True)
class OutboxCount:
    """A number at the top of the page; `main` is the one to be confirmed."""

    value: str
    label: str
    bad: bool = False
    main: bool = False


@dataclass(frozen=True)
class OutboxPerson:
    """A person in a mail, or named somewhere else on the page."""

    id: str
    name: str
    file: str = ""
    note: str = ""


@dataclass(frozen=True)
class OutboxMail:
    """A mail to be sent."""

    number: str
    name: str
    address: str
    href: str
    file: str
    size: str
    occasion: str
    part: str
    counted: str
    people: tuple[OutboxPerson, ...]


@dataclass(frozen=True)
class StopRow:
    """What stops a mail or somebody's part in one."""

    file: str
    place: str
    what: str
    remedy: str
    addressee: str
    people: tuple[OutboxPerson, ...]


@dataclass(frozen=True)
class EarlierRow:
    """A mail that was sent, or tried, before."""

    number: str
    state: str
    bad: bool
    addressee: str
    people: str
    at: str
    reply: str
    todo: str


@dataclass(frozen=True)
class OutboxView:
    """The page. `problems` are the mails of `earlier` about which somebody has to decide."""

    page: AdminPage
    alarm: str
    say: str
    counts: tuple[OutboxCount, ...]
    settings: tuple[tuple[str, str], ...]
    mails: tuple[OutboxMail, ...]
    stops: tuple[StopRow, ...]
    without_report: tuple[OutboxPerson, ...]
    lost: tuple[OutboxPerson, ...]
    problems: tuple[EarlierRow, ...]
    earlier: tuple[EarlierRow, ...]
    next: str
    table: str = "outbox.xlsx"


def outbox_view(facts: OutboxFacts, lang: Language) -> OutboxView:
    """The view of the page."""
    everybody = fated(facts)
    names = {line.person_id: plain(line.name, limit=NAME_LIMIT) for line in facts.lines}
    done = overtaken(facts.earlier)
    rows = [_earlier(entry, names, lang, done=entry.number in done) for entry in facts.earlier]
    title = " ".join(part for part in (lang("Outbox"), plain(facts.cycle, limit=NAME_LIMIT)) if part)
    links = (*(Link(lang(name), path) for name, path in PAGES.items()), Link(lang("Outbox"), ""))
    return OutboxView(
        page=AdminPage(title, plain(facts.organisation), facts.sample, links),
        alarm=lang("These are samples. Nothing of this can be sent.") if facts.sample else "",
        say=_say(facts, lang),
        counts=_counts(facts, everybody, lang),
        settings=_settings(facts, lang),
        mails=tuple(_mail(facts, draft, lang) for draft in facts.drafts),
        stops=tuple(_stop(stop, names, lang) for stop in facts.stops),
        without_report=tuple(_person(line, lang) for line in facts.without_report),
        lost=tuple(_person(one.line, lang) for one in everybody if one.fate == LOST),
        problems=tuple(row for row in rows if row.bad),
        earlier=tuple(row for row in rows if not row.bad),
        next=next_step(facts, lang),
    )


def outbox_html(view: OutboxView, lang: Language, family: str) -> bytes:
    """The page as bytes."""
    return render("mail/outbox.html", view, lang, css=stylesheet(("admin", "outbox"), family)).encode("utf-8")


def _say(facts: OutboxFacts, lang: Language) -> str:
    name = mailing_name(facts.audience, lang)
    return lang(
        "{mailing}, to be looked at before they are sent. Making this page sent nothing.",
        mailing=name[:1].upper() + name[1:],
    )


def _counts(facts: OutboxFacts, everybody: tuple[Fated, ...], lang: Language) -> tuple[OutboxCount, ...]:
    stopped = {person for stop in facts.stops for person in stop.people}
    fates = [one.fate for one in everybody]
    main = lang("mails, none of which can be sent") if facts.sample else lang("mails to send (the number to confirm)")
    found = [
        OutboxCount(str(len(facts.drafts)), main, main=True),
        OutboxCount(str(facts.reports), lang("reports attached")),
        OutboxCount(str(len(facts.lines)), lang("people in the roster")),
        OutboxCount(str(len(stopped)), lang("people stopped by something to correct"), bad=bool(stopped)),
        OutboxCount(str(len(facts.without_report)), lang("people without a report"), bad=bool(facts.without_report)),
        OutboxCount(str(fates.count(SENT)), lang("sent before, unchanged")),
    ]
    if OPEN in fates:
        found.append(OutboxCount(str(fates.count(OPEN)), lang("refused or unknown before"), bad=True))
    return tuple(found)


def _settings(facts: OutboxFacts, lang: Language) -> tuple[tuple[str, str], ...]:
    """How they will be sent; what is missing for it is said."""
    mail = facts.settings
    none = lang("not set yet")
    kinds = {"starttls": "STARTTLS", "tls": "TLS"}
    sender = f"{plain(mail.sender_name)} <{mail.sender}>" if mail.sender_name and mail.sender else mail.sender
    server = f"{mail.server}:{mail.used_port} ({kinds[mail.security]})" if mail.server else none
    return (
        (lang("Recipients"), lang("the people themselves") if facts.audience == PEOPLE else lang("managers")),
        (lang("Sender"), sender or none),
        (lang("Replies go to"), mail.reply_to or mail.sender or none),
        (lang("Mail server"), server),
        (lang("Logs in as"), mail.user or lang("nobody (no login)")),
        (lang("Domains allowed"), lang.listing(sorted(mail.allowed)) or none),
        (lang("Attachments"), lang("locked with a password (AES-256)") if facts.encrypted else lang("not locked")),
        (lang("Scores in the mail"), lang("yes") if mail.scores else lang("no")),
        (lang("Limits"), _limits(mail, lang)),
    )


def _limits(mail: MailSettings, lang: Language) -> str:
    return lang("{mb} MB a mail, {pace} mails a minute", mb=mail.size_mb, pace=mail.per_minute)


def _mail(facts: OutboxFacts, draft: Draft, lang: Language) -> OutboxMail:
    letter = draft.letter
    names = {line.person_id: line for line in letter.lines}
    file = draft.file.rpartition("/")[2]
    return OutboxMail(
        number=str(facts.number(draft)),
        name=plain(letter.addressee.name, limit=NAME_LIMIT),
        address=plain(letter.addressee.address, limit=_LIMIT),
        href=quote(f"{FOLDER}/{file}"),
        file=plain(file, limit=_LIMIT),
        size=size_text(draft.size),
        occasion=occasion_name(letter, lang),
        part=lang("part {part} of {parts}", part=letter.part, parts=letter.parts) if letter.parts > 1 else "",
        counted=lang.plural("{n} report", "{n} reports", len(letter.enclosures)),
        people=tuple(
            OutboxPerson(
                plain(one.person, limit=NAME_LIMIT),
                plain(names[one.person].name, limit=NAME_LIMIT) if one.person in names else "",
                plain(one.name, limit=_LIMIT),
                lang("update, version {n}", n=one.version) if one.version > 1 else "",
            )
            for one in letter.enclosures
        ),
    )


def _stop(stop: Stop, names: Mapping[str, str], lang: Language) -> StopRow:
    found = stop.problem
    place = place_text(found.source)
    file, _, rest = place.partition(" › ")
    return StopRow(
        file=file,
        place=rest,
        what=found.what(lang),
        remedy=found.remedy(lang),
        addressee=plain(stop.addressee, limit=_LIMIT),
        people=tuple(OutboxPerson(plain(who, limit=NAME_LIMIT), names.get(who, "")) for who in stop.people),
    )


def _person(line: RosterLine, lang: Language) -> OutboxPerson:
    note = lang("manager: {name}", name=plain(line.manager, limit=NAME_LIMIT)) if line.manager else ""
    return OutboxPerson(plain(line.person_id, limit=NAME_LIMIT), plain(line.name, limit=NAME_LIMIT), note=note)


def _earlier(entry: Entry, names: Mapping[str, str], lang: Language, *, done: bool) -> EarlierRow:
    todo = "" if done else to_do(entry, lang)
    people = [" ".join(part for part in (item.person, names.get(item.person, "")) if part) for item in entry.items]
    return EarlierRow(
        number=str(entry.number),
        state=state_name(entry, lang),
        bad=bool(todo),
        addressee=" ".join(part for part in (plain(entry.name, limit=NAME_LIMIT), entry.address) if part),
        people=plain(lang.listing(people), limit=2000),
        at=when(entry.at),
        reply=plain(" ".join(part for part in (str(entry.code or ""), entry.reply) if part), limit=300),
        todo=todo,
    )
