"""What this user has mailed, remembered outside the output folder: so that nothing goes twice when the ledger in it is
deleted, replaced by an older copy, or when the same reports are built into another folder. It holds digests only.
"""

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from reportgen.outputs.whole import make_folders, write_whole


def note_folder() -> Path:
    """Where this user's programs keep what they remember, by the habits of the system."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - unlike Path.home() it never raises
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", str(home / "AppData/Local"))) / "reportgen" / "mail"
    if sys.platform == "darwin":
        return home / "Library/Application Support/reportgen/mail"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local/state") / "reportgen" / "mail"


def remembered(cycle: str) -> frozenset[str]:
    """The receipts (`reportgen.model.mail.receipts`) of a cycle that were noted; none where nothing can be read."""
    try:
        return frozenset(_place(cycle).read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return frozenset()


def note(cycle: str, receipts: Iterable[str]) -> None:
    """Note receipts of a cycle. A note that cannot be written is done without: the ledger is what counts."""
    path = _place(cycle)
    with suppress(OSError):
        make_folders(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, "".join(f"{receipt}\n" for receipt in receipts).encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)


def forget(cycle: str, receipts: Iterable[str]) -> None:
    """Forget receipts of a cycle. Raises `OSError` when that cannot be written."""
    left = remembered(cycle) - frozenset(receipts)
    if left != remembered(cycle):
        write_whole(_place(cycle), "".join(f"{receipt}\n" for receipt in sorted(left)).encode("ascii"))


def _place(cycle: str) -> Path:
    return note_folder() / f"{hashlib.sha256(cycle.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.txt"
