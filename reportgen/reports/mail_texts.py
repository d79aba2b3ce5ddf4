"""Short texts of a mail: its subject and the names of what is attached, with the least content that still tells it."""

import unicodedata
from typing import Final

from reportgen.language import Language
from reportgen.model.mail import ADDITION, AGAIN, PEOPLE, UPDATE, Audience, Letter, RosterLine
from reportgen.reports.plain_text import NAME_LIMIT, one_line, plain

LONGEST_NAME: Final = 100  # characters of an attachment's name
LONGEST_BYTES: Final = 180  # of it in UTF-8: file systems take 255, and other mail programs put more around it
_UNSEEN: Final = ("Cc", "Cf", "Cs")


def report_name(cycle: str, lang: Language, n: int = 1) -> str:
    """What is sent: the cycle and what the reports are about, as it stands within a sentence."""
    name = lang.plural("competency assessment report", "competency assessment reports", n)
    return " ".join(part for part in (plain(cycle, limit=NAME_LIMIT), name) if part)


def report_title(cycle: str, lang: Language, n: int = 1) -> str:
    """The same as a title."""
    name = report_name(cycle, lang, n)
    return name[:1].upper() + name[1:]


def subject(letter: Letter, audience: Audience, lang: Language, *, sample: bool = False) -> str:
    """The subject: no person's name, no score; how many reports, whether they are newer ones, which part.

    Nothing of the input can end the line.
    """
    n = len(letter.enclosures)
    notes = [] if audience == PEOPLE else [lang.plural("{n} person", "{n} people", n)]
    if letter.occasion == UPDATE:
        notes += [lang("update"), lang("version {n}", n=letter.version)]
    elif letter.occasion == ADDITION:
        notes.append(lang("further reports"))
    elif letter.occasion == AGAIN:
        notes.append(lang("sent again"))
    own = lang("Your {report}", report=report_name(letter.cycle, lang))
    text = own if audience == PEOPLE else report_title(letter.cycle, lang, n)
    if notes:
        text = lang("{text} ({notes})", text=text, notes=_together(notes, lang))
    if sample:
        text = lang("[Sample] {text}", text=text)
    return f"{text} {letter.part}/{letter.parts}" if letter.parts > 1 else text


def version_mark(version: int, lang: Language) -> str:
    """What stands beside a report that replaces one sent before; empty beside the first."""
    return lang("update, version {n}", n=version) if version > 1 else ""


def attachment_name(line: RosterLine, cycle: str, lang: Language, version: int = 1) -> str:
    """The name of an attached report: id, name, cycle, and the version of a newer one.

    Characters that no file name may have are still in it. It is short enough to be kept whole: the person's name gives
    way, the id, the cycle and the ending never.
    """
    person_id, name = _visible(line.person_id)[:NAME_LIMIT], _visible(line.name)
    what = lang("{cycle}-competency-report", cycle=_visible(cycle)[: NAME_LIMIT // 2]).strip("-")
    newer = lang("-version{n}", n=version) if version > 1 else ""
    ending = f"-{what}{newer}.pdf"
    while name and _too_long(f"{person_id}-{name}{ending}"):
        name = name[:-1]
    return f"{'-'.join(part for part in (person_id, name.strip()) if part)}{ending}"


def _too_long(name: str) -> bool:
    return len(name) > LONGEST_NAME or len(name.encode(errors="replace")) > LONGEST_BYTES


def _visible(text: str) -> str:
    """A text on one line without what is not seen, such as marks that turn the direction."""
    return "".join(ch for ch in one_line(text) if unicodedata.category(ch) not in _UNSEEN)


def _together(notes: list[str], lang: Language) -> str:
    return ("，" if lang.code == "zh" else ", ").join(notes)
