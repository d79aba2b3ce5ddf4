"""A mail as its recipient reads it: subject, plain text and HTML, which say the same.

Recipients are readers: nothing here names raters, files, cells or ratings, and scores stand in it only when the
organisation has switched them on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reportgen.language import N_, Language
from reportgen.model.mail import ADDITION, AGAIN, PEOPLE, UPDATE, Audience, Letter, RosterLine
from reportgen.model.mail_settings import MailSettings
from reportgen.model.outbox import NO_REPORT, SENT, STOPPED, Fate
from reportgen.reports.html import render, render_text
from reportgen.reports.mail_texts import report_name, report_title, subject, version_mark
from reportgen.reports.plain_text import NAME_LIMIT, plain

TITLE: Final = 60  # characters of an organisation's name
NOTE: Final = 300
FILE: Final = 120

_WHY: Final[Mapping[str, str]] = {
    SENT: N_("sent to you earlier, unchanged"),
    NO_REPORT: N_("no report in this cycle"),
    STOPPED: N_("not attached yet; whoever sends this mail is looking into it"),
}


@dataclass(frozen=True)
class MailFrame:
    """What all mails of a mailing have in common."""

    lang: Language
    audience: Audience
    organisation: str
    settings: MailSettings
    sample: bool = False
    encrypted: bool = False


@dataclass(frozen=True)
class MailPerson:
    """A person whose report is attached; `mark` says that it replaces an earlier one, `figures` are (label, value)."""

    name: str
    details: str
    file: str
    mark: str
    figures: tuple[tuple[str, str], ...]

    @property
    def scores(self) -> str:
        """The figures on one line; empty when they are not to be shown."""
        return " · ".join(f"{label} {value}" for label, value in self.figures)


@dataclass(frozen=True)
class MailOther:
    """A person whose report is not in this mail, and why."""

    name: str
    details: str
    why: str


@dataclass(frozen=True)
class MailView:
    """All texts of a body, in their order."""

    subject: str
    sample: str
    organisation: str
    title: str
    greeting: str
    lead: tuple[str, ...]
    people_title: str
    people: tuple[MailPerson, ...]
    figure_heads: tuple[str, ...]
    others_title: str
    others: tuple[MailOther, ...]
    todo_title: str
    todo: tuple[str, ...]
    note: str
    contact: str
    sender: str


@dataclass(frozen=True)
class MailText:
    """A mail's subject and its body in both forms."""

    subject: str
    text: str
    html: str


def mail_text(
    letter: Letter, frame: MailFrame, absent: Mapping[str, Fate] | None = None, elsewhere: Mapping[str, int] | None = None
) -> MailText:  # fmt: skip
    """Subject and body of a letter.

    `letter.lines` are the people it names; for those without an enclosure `elsewhere` tells in which part theirs is, and
    `absent` why there is none. Somebody of whom neither tells counts as stopped.
    """
    view = mail_view(letter, frame, absent or {}, elsewhere or {})
    template = f"mail/{frame.audience}"
    text = render_text(f"{template}.txt", view, frame.lang)
    return MailText(view.subject, text, render(f"{template}.html", view, frame.lang))


def mail_view(letter: Letter, frame: MailFrame, absent: Mapping[str, Fate], elsewhere: Mapping[str, int]) -> MailView:
    """The texts of a letter."""
    lang = frame.lang
    files = {enclosure.person: enclosure for enclosure in letter.enclosures}
    own = frame.audience == PEOPLE
    heads = (lang("Mean score"), lang("At standard")) if frame.settings.scores else ()
    attached = tuple(
        MailPerson(
            _name(line), _details(line, lang), plain(files[line.person_id].name, limit=FILE),
            version_mark(files[line.person_id].version, lang),
            tuple(zip(heads, (plain(line.overall) or "—", plain(line.attained) or "—"), strict=False)),
        )
        for line in letter.lines if line.person_id in files
    )  # fmt: skip
    others = tuple(
        MailOther(_name(line), _details(line, lang), _why(line, absent, elsewhere, lang))
        for line in letter.lines
        if line.person_id not in files
    )
    name = plain(letter.addressee.name, limit=NAME_LIMIT)
    return MailView(
        subject=subject(letter, frame.audience, lang, sample=frame.sample),
        sample=lang("Sample: all people and companies are invented. This mail cannot be sent.") if frame.sample else "",
        organisation=plain(frame.organisation, limit=TITLE),
        title=report_title(letter.cycle, lang, 1 if own else len(attached)),
        greeting=lang("Dear {name},", name=name) if name else lang("Hello,"),
        lead=tuple(_lead(letter, frame)),
        people_title=lang("Your report") if own else lang("Reports in this mail"),
        people=attached,
        figure_heads=heads,
        others_title=lang("Not attached to this mail"),
        others=others,
        todo_title=lang("What we ask of you"),
        todo=tuple(_todo(frame)),
        note=plain(frame.settings.note, limit=NOTE),
        contact=_contact(frame),
        sender=plain(frame.settings.sender_name or frame.organisation, limit=TITLE),
    )


def _lead(letter: Letter, frame: MailFrame) -> list[str]:
    """What this is, what is new in it, where the rest is."""
    lang, n = frame.lang, len(letter.enclosures)
    report = report_name(letter.cycle, frame.lang, 1 if frame.audience == PEOPLE else n)
    if frame.audience == PEOPLE:
        lines = [lang("Attached is your own {report}.", report=report)]
    else:
        lines = [
            lang.plural(
                "Attached is the {report} of {n} person who reports to you.",
                "Attached are the {report} of {n} people who report to you.",
                n,
                report=report,
            )
        ]
    if letter.occasion == UPDATE:
        lines.append(
            lang("This is an update. It replaces the report you got before; please use this one and delete the other.")
            if frame.audience == PEOPLE
            else lang("This is an update. A report marked “update” replaces the one you got before on the same person; please use the new one and delete the other.")
        )  # fmt: skip
    elif letter.occasion == AGAIN:
        lines.append(
            lang(
                "This is sent again. If you have had it before, nothing in it has changed; please delete one of the two."
            )
        )
    elif letter.occasion == ADDITION:
        lines.append(lang("These are further reports; those you already have stay as they are."))
    if letter.parts > 1:
        lines.append(
            lang("The attachments are large, so they come in {parts} mails. This is number {part}.", parts=letter.parts, part=letter.part)
        )  # fmt: skip
    return lines


def _why(line: RosterLine, absent: Mapping[str, Fate], elsewhere: Mapping[str, int], lang: Language) -> str:
    if line.person_id in elsewhere:
        return lang("in mail {part} of these", part=elsewhere[line.person_id])
    return lang(_WHY.get(absent.get(line.person_id, STOPPED), _WHY[STOPPED]))


def _todo(frame: MailFrame) -> list[str]:
    lang = frame.lang
    if frame.audience == PEOPLE:
        lines = [
            lang("Read the report and note what you would like to talk about."),
            lang("Talk it over with your manager, and agree on what to develop first."),
            lang("The report is personal. Keep it safe and do not post it in groups."),
        ]
    else:
        lines = [
            lang("Read every report before you talk about it."),
            lang("Talk with each person alone, about their own report only, and agree on the next steps."),
            lang("The reports are confidential: for the person, the manager and HR only. Keep them safe; do not forward them or post them in groups."),
        ]  # fmt: skip
    if frame.encrypted:
        lines.append(
            lang("The attachments are locked. You get the password another way; it never stands in a mail. Do not send it on by mail either.")
        )  # fmt: skip
    lines.append(
        lang("If the name or the id is not yours, do not read on: tell us at once and delete this mail.")
        if frame.audience == PEOPLE
        else lang("If somebody in this mail does not report to you, do not open that report: tell us at once and delete this mail.")
    )  # fmt: skip
    return lines


def _contact(frame: MailFrame) -> str:
    address = frame.settings.reply_to or frame.settings.sender
    if not address:
        return frame.lang("Questions? Please ask HR.")
    return frame.lang("Questions? Reply to this mail, or write to {address}.", address=address)


def _name(line: RosterLine) -> str:
    return plain(line.name, limit=NAME_LIMIT)


def _details(line: RosterLine, lang: Language) -> str:
    """Id, grade and department on one line."""
    number = lang("ID {id}", id=plain(line.person_id, limit=NAME_LIMIT))
    return " · ".join(part for part in (number, plain(line.grade), plain(line.department)) if part)
