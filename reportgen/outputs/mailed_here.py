"""Notes, outside the output folder, that mails went out: one of the folder, so that nothing goes twice when the ledger in it
is deleted together with the folder, and one of the ledger, so that nothing goes twice from an older copy of it. They hold
counts only, and where the folder was.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from reportgen.outputs.folder import write_whole

_FORMAT: Final = 1


def note_folder() -> Path:
    """Where this user's programs keep what they remember, by the habits of the system."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - unlike Path.home() it never raises
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", str(home / "AppData/Local"))) / "reportgen" / "mail"
    if sys.platform == "darwin":
        return home / "Library/Application Support/reportgen/mail"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local/state") / "reportgen" / "mail"


def mailed(root: Path, cycle: str) -> int:
    """How many mails of a cycle this user began to send from an output folder at this place; 0 when nothing is known."""
    return _read(root).get(cycle, 0)


def note_mailed(root: Path, cycle: str, number: int) -> None:
    """Note that so many mails of a cycle are, or were, about to go; 0 forgets them. A note that cannot be written is done
    without: the ledger is what counts.
    """
    content = {**_read(root), cycle: number}
    said = {"format": _FORMAT, "folder": str(root.resolve()), "mails": {name: n for name, n in content.items() if n}}
    with suppress(OSError, ValueError):
        write_whole(_place(root), json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def settled_in(ledger: str) -> int:
    """How many mails this user has seen settled in a ledger (its identity) at the last; 0 when nothing is known."""
    try:
        said = json.loads(_of_ledger(ledger).read_bytes())
        return int(said["settled"]) if said["format"] == _FORMAT else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def note_settled(ledger: str, number: int) -> None:
    """Note that so many mails are settled in a ledger. A note that cannot be written is done without, as above."""
    with suppress(OSError, ValueError):
        write_whole(_of_ledger(ledger), json.dumps({"format": _FORMAT, "settled": number}).encode())


def _of_ledger(ledger: str) -> Path:
    return note_folder() / f"ledger-{hashlib.sha256(ledger.encode()).hexdigest()[:32]}.json"


def _read(root: Path) -> dict[str, int]:
    try:
        said = json.loads(_place(root).read_bytes().decode("utf-8", "surrogatepass"))
        return {str(name): int(n) for name, n in said["mails"].items()} if said["format"] == _FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _place(root: Path) -> Path:
    digest = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return note_folder() / f"{digest[:32]}.json"
