"""A note, outside the output folder, that mails went out from it: so that nothing goes twice when the ledger in it is
deleted together with the folder, or replaced by an older copy. It holds counts only, and where the folder was.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Mailed:
    """What is known of the mails of a cycle: how many this user has `begun` to send from a folder, and how many its ledger
    said are `settled` at the last look.
    """

    begun: int = 0
    settled: int = 0


def mailed(root: Path, cycle: str) -> Mailed:
    """What is known of the mails of a cycle from an output folder at this place; nothing but 0 when nothing is."""
    return _read(root).get(cycle, Mailed())


def note_mailed(root: Path, cycle: str, number: Mailed) -> None:
    """Note how many mails of a cycle are, or were, about to go; 0 forgets them. A note that cannot be written is done
    without: the ledger is what counts.
    """
    content = {**_read(root), cycle: number}
    mails = {name: [n.begun, n.settled] for name, n in content.items() if n != Mailed()}
    said = {"format": _FORMAT, "folder": str(root.resolve()), "mails": mails}
    with suppress(OSError, ValueError):
        write_whole(_place(root), json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _read(root: Path) -> dict[str, Mailed]:
    try:
        said = json.loads(_place(root).read_bytes().decode("utf-8", "surrogatepass"))
        if said["format"] != _FORMAT:
            return {}
        return {str(name): Mailed(int(begun), int(settled)) for name, (begun, settled) in said["mails"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _place(root: Path) -> Path:
    digest = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return note_folder() / f"{digest[:32]}.json"
