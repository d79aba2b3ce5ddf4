"""What the screen says of mails: after the outbox is written, before and after sending, and when asked how things stand."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from reportgen.language import Language
from reportgen.model.check import shown_file
from reportgen.model.mail import ACCEPTED, PLANNED, REFUSED, SENDING, UNKNOWN, Entry, Stop, overtaken
from reportgen.model.outbox import LOST, NO_REPORT, OPEN, SENT, OutboxFacts, fated
from reportgen.model.outbox_words import STATE_NAMES, state_name, to_do, when
from reportgen.problems import Source

FIRST_STOPS: Final = 5


def outbox_lines(facts: OutboxFacts, folder: str, lang: Language, page: str = "outbox.html") -> list[str]:
    """After writing: what there is, what is missing, what to do next. `folder` is the outbox, `page` the page to look at."""
    mails = lang.plural("{n} mail", "{n} mails", len(facts.drafts))
    reports = lang.plural("{n} report", "{n} reports", facts.reports)
    lines = [lang("Outbox: {mails} with {reports}, in {folder}. Nothing has been sent.", mails=mails, reports=reports, folder=folder)]  # fmt: skip
    fates = [one.fate for one in fated(facts)]
    for fate, text in (
        (SENT, lang("sent before, unchanged (people): {n}", n=fates.count(SENT))),
        (OPEN, lang("refused or unknown before (people): {n}; see make mail-status", n=fates.count(OPEN))),
        (NO_REPORT, lang("without a report (people): {n}", n=fates.count(NO_REPORT))),
        (LOST, lang("in no mail, for no known reason (people): {n}; please pass this on", n=fates.count(LOST))),
    ):
        if fate in fates:
            lines.append(f"  {text}")
    if facts.stops:
        people = len({person for stop in facts.stops for person in stop.people})
        lines.append(
            lang("Not made, please correct (places: {n}, people: {people}):", n=len(facts.stops), people=people)
        )
        told = _together(facts.stops)
        for same in told[:FIRST_STOPS]:
            lines.append(f"  {_stop(same[0], lang)}")
            if len(same) > 1:
                lines.append("    " + lang("The same holds for {n} more: see {page}.", n=len(same) - 1, page=page))
        if len(told) > FIRST_STOPS:
            lines.append("  " + lang("… and {n} more: see {page}.", n=len(told) - FIRST_STOPS, page=page))
    return [*lines, next_step(facts, lang, page)]


def next_step(facts: OutboxFacts, lang: Language, page: str = "") -> str:
    """What to do with the outbox, in a sentence; `page` is what is to be looked at first."""
    if facts.sample:
        sample = lang("These are samples: they can be looked at, but never sent.")
        return (
            f"{lang('Look at {page} first.', page=page)}{'' if lang.code == 'zh' else ' '}{sample}" if page else sample
        )
    if not facts.drafts:
        return lang("There is nothing to send.")
    n = len(facts.drafts)
    send = lang("Then send them with make mails SEND=1 (reportgen mail OUTPUT --send); the number to confirm is {n}.", n=n)  # fmt: skip
    gap = "" if lang.code == "zh" else " "
    return lang("Look at {page} first.", page=page) + gap + send if page else send


def confirmation(n: int, lang: Language) -> str:
    """The question before sending; the answer is the number."""
    return lang.plural(
        "{n} mail is about to be sent. To confirm, type the number {n}: ",
        "{n} mails are about to be sent. To confirm, type the number {n}: ",
        n,
    )


def sent_lines(entries: Sequence[Entry], lang: Language) -> list[str]:
    """After sending: how many mails are in which state, and the numbers and the server's codes of those that are not sent.

    No name, no address, none of the server's words (they may repeat an address).
    """
    counted = [(state, [e for e in entries if e.state == state and not e.released]) for state in _ORDER]
    lines = [_counts(entries, lang)]
    for state, found in counted:
        shown = [e for e in found if state != PLANNED or e.tries]
        if state != ACCEPTED and shown:
            word = lang("put off") if state == PLANNED else lang(STATE_NAMES[state])
            lines.append(f"  {word}{_mark(lang)}{lang.listing([_number(e, lang) for e in shown])}")
    done = overtaken(entries)
    if any(to_do(e, lang) for e in entries if e.number not in done):
        lines.append(lang("What to do about each: make mail-status"))
    return lines


def status_lines(entries: Sequence[Entry], lang: Language, current: str | None = None) -> list[str]:
    """How things stand, by mailing and cycle: the counts, then every mail about which something may have to be done.

    With names and addresses: it is asked for by the administrator and is no log. What to do is said of mails of the `current`
    cycle only: those of archived ones cannot be sent again.
    """
    if not entries:
        return [lang("No mail has been planned or sent yet.")]
    lines: list[str] = []
    done = overtaken(entries)
    kinds = sorted(entries, key=lambda e: (e.cycle, e.mailing, e.number))
    for (cycle, mailing), group in groupby(kinds, key=lambda e: (e.cycle, e.mailing)):
        own = list(group)
        title = " · ".join(part for part in (cycle, mailing_name(mailing, lang)) if part)
        lines.append(f"{title}{_mark(lang)}{_counts(own, lang)}")
        for entry in own:
            if entry.number not in done and (to_do(entry, lang) or entry.released):
                lines += [f"  {text}" for text in _entry(entry, lang, advice=current in (None, entry.cycle))]
    return lines


def mailing_name(mailing: str, lang: Language) -> str:
    """What a mailing is called: its own name when it is none of ours."""
    return {"managers": lang("reports to managers"), "people": lang("reports to the people themselves")}.get(
        mailing, mailing
    )


def place_text(source: Source) -> str:
    """File, sheet and cell on one line."""
    return " › ".join(part for part in (shown_file(source.file), source.sheet, source.cell) if part)


_ORDER: Final = (ACCEPTED, REFUSED, UNKNOWN, SENDING, PLANNED)


def _together(stops: Sequence[Stop]) -> list[list[Stop]]:
    """Stops in their order; where a whole column is empty, or the ledger is another one, they are told once."""
    found: list[list[Stop]] = []
    alike: dict[tuple[str, str, str], list[Stop]] = {}
    for stop in stops:
        kind = (stop.problem.code, stop.problem.source.file, stop.problem.source.sheet)
        if kind in alike:
            alike[kind].append(stop)
            continue
        found.append([stop])
        if stop.problem.code in ("no-address", "mailed-elsewhere"):
            alike[kind] = found[-1]
    return found


def _stop(stop: Stop, lang: Language) -> str:
    place = place_text(stop.problem.source)
    return _mark(lang).join(part for part in (place, stop.problem.message(lang)) if part)


def _counts(entries: Sequence[Entry], lang: Language) -> str:
    said = []
    for state in _ORDER:
        n = sum(1 for e in entries if e.state == state)
        if n:
            said.append(lang("{state} {n}", state=lang(STATE_NAMES[state]), n=n))
    return ("，" if lang.code == "zh" else ", ").join(said) or lang("no mails")


def _number(entry: Entry, lang: Language) -> str:
    """A mail's number with the server's code, where there is one."""
    code = f" ({entry.code})" if entry.code else ""
    return lang("no. {number}", number=entry.number) + code


def _entry(entry: Entry, lang: Language, *, advice: bool) -> Iterator[str]:
    people = lang.listing([item.person for item in entry.items])
    part = f" {entry.part}/{entry.parts}" if entry.parts > 1 else ""
    number = lang("no. {number}", number=entry.number)
    yield f"{number}{part}  {state_name(entry, lang)}  {entry.address}  {when(entry.at)}".rstrip()
    if people:
        yield "    " + lang("people: {ids}", ids=people)
    if entry.code or entry.reply:
        said = " ".join(part for part in (str(entry.code or ""), entry.reply) if part)
        yield "    " + lang("the server said: {words}", words=said)
    if advice and to_do(entry, lang):
        yield f"    {to_do(entry, lang)}"


def _mark(lang: Language) -> str:
    return "：" if lang.code == "zh" else ": "
