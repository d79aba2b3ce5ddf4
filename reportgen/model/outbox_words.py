"""How an outbox and a ledger are told: states, occasions, fates, sizes and times as words."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from reportgen.language import N_, Language
from reportgen.model.mail import (
    ACCEPTED,
    ADDITION,
    AGAIN,
    FIRST,
    PLANNED,
    REFUSED,
    SENDING,
    UNKNOWN,
    UPDATE,
    Entry,
    Letter,
)
from reportgen.model.outbox import IN_MAIL, LOST, NO_REPORT, OPEN, SENT, STOPPED, Fate, Fated

STATE_NAMES: Final[Mapping[str, str]] = {
    PLANNED: N_("to be sent"),
    SENDING: N_("being sent"),
    ACCEPTED: N_("sent"),
    REFUSED: N_("refused"),
    UNKNOWN: N_("unknown"),
}
OCCASION_NAMES: Final[Mapping[str, str]] = {
    FIRST: N_("first time"),
    UPDATE: N_("update, version {n}"),
    ADDITION: N_("further reports"),
    AGAIN: N_("sent again"),
}
FATE_NAMES: Final[Mapping[Fate, str]] = {
    IN_MAIL: N_("in mail {number}"),
    STOPPED: N_("not sent: see what is missing"),
    NO_REPORT: N_("no report was made"),
    SENT: N_("sent before (mail {number}), unchanged"),
    OPEN: N_("mail {number} before: {state}"),
    LOST: N_("in no mail, for no known reason; please pass this on"),
}
TOO_LARGE: Final = 552  # RFC 1870
_KB: Final = 1000


def state_name(entry: Entry, lang: Language) -> str:
    """The state of a mail in a word; one that was put off says so, and one that is sent again."""
    if entry.released:
        return lang("{state}; a resend was asked for", state=lang(STATE_NAMES[entry.state]))
    if entry.state == PLANNED and entry.code == TOO_LARGE:
        return lang("too large")
    if entry.state == PLANNED and entry.tries:
        return lang("put off")
    return lang(STATE_NAMES[entry.state])


def to_do(entry: Entry, lang: Language) -> str:
    """What is to be done about a mail; empty when nothing is."""
    if entry.released:
        return ""
    if entry.state == REFUSED:
        return lang(
            "The server does not take it. If the address is wrong, correct it in the roster, then make reports and make mails. If it is right, ask whoever looks after the mail server, then make mails RESEND={number}.",
            number=entry.number,
        )  # fmt: skip
    if entry.state == UNKNOWN:
        return lang(
            "The connection was lost at the very end. Ask the recipient, or look into the sender's mailbox. If it has arrived: make mail-status ARGS=\"--arrived {number}\". If it has not: make mails RESEND={number}.",
            number=entry.number,
        )  # fmt: skip
    if entry.state == PLANNED and entry.code == TOO_LARGE:
        return lang(
            "It is larger than the server takes. Run make mails again: it splits the mail by the server's limit."
        )
    if entry.state == PLANNED and entry.tries:
        return lang("The server asks to try later. Later, run make mails SEND=1 again.")
    if entry.state == SENDING:
        return lang("A run is sending it, or broke off. When no other run is at work, run make mails SEND=1 again.")
    return ""


def occasion_name(letter: Letter, lang: Language) -> str:
    return lang(OCCASION_NAMES[letter.occasion], n=letter.version)


def fate_name(one: Fated, lang: Language) -> str:
    """What became of a person's report, in a few words."""
    state = state_name(one.entry, lang) if one.entry is not None else ""
    return lang(FATE_NAMES[one.fate], number=one.number, state=state)


def size_text(size: int) -> str:
    """A size in bytes as people know sizes: 10^3 or 10^6 bytes."""
    if size < _KB * _KB:
        return f"{max(1, (size + _KB // 2) // _KB)} KB"
    tenths = (size * 10 + _KB * _KB // 2) // (_KB * _KB)
    return f"{tenths // 10}.{tenths % 10} MB"


def when(at: str, zone: tzinfo | None = None) -> str:
    """A time of the ledger (UTC) as the clock in `zone` showed it, this computer's when none is given."""
    return datetime.fromisoformat(at).astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""
