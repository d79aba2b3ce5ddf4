"""Where the ledger of mails is, and whether it still is the one that says what was sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reportgen.delivery.ledger import Ledger
from reportgen.language import N_
from reportgen.model.mail import PLANNED, SENDING, Entry, MailError
from reportgen.outputs.mailed_here import Mailed, mailed, note_mailed

LEDGER: Final = "data/mail.sqlite"  # below the output folder
JOURNAL: Final = f"{LEDGER}-journal"  # SQLite's own, beside it while a step is written or was broken off


@contextmanager
def ledger_of(root: Path) -> Iterator[Ledger | None]:
    """The ledger of an output folder, if it has one."""
    if not (root / LEDGER).is_file():
        yield None
        return
    with Ledger(root / LEDGER) as ledger:
        yield ledger


def refuse_lost_ledger(root: Path, cycle: str, *, anew: bool) -> None:
    """Without its ledger nobody knows what was sent. Raises `MailError` when mails of this cycle went out from this folder and
    the ledger is gone, empty or an older copy, unless that is known (`anew`): then it is forgotten.
    """
    known = mailed(root, cycle)
    if anew:
        if known.begun:
            note_mailed(root, cycle, Mailed())
        return
    if not (root / LEDGER).is_file() or not (root / LEDGER).stat().st_size:
        if known.begun:
            raise MailError(
                N_("{n} mails of {cycle} were sent from {folder}, but the ledger that says so, {file}, is gone; without it they would be sent again. Put it back from a copy or from the recycle bin. If you are sure that everything may be sent anew: make mails ARGS=--new-ledger"),
                n=known.begun, cycle=cycle, folder=root, file=LEDGER,
            )  # fmt: skip
    elif known.settled:
        with Ledger(root / LEDGER) as ledger:
            n = settled_in(ledger.entries(cycle=cycle))
        if n < known.settled:
            raise MailError(
                N_("{n} mails of {cycle} were sent from {folder}, but the ledger there, {file}, tells of {told} only: it is an older copy, and with it some would be sent again. Put back the newest one. If you are sure that the others may be sent anew: make mails ARGS=--new-ledger"),
                n=known.settled, cycle=cycle, folder=root, file=LEDGER, told=n,
            )  # fmt: skip


def settled_in(entries: Sequence[Entry]) -> int:
    """How many mails were accepted or refused, or are of unknown fate: a number that never gets smaller."""
    return sum(1 for entry in entries if entry.state not in (PLANNED, SENDING))
