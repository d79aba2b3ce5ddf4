"""One run at a time in an output folder: a lock that ends with its process, and a note that says whose it is."""

import getpass
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from errno import ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportgen.language import N_
from reportgen.outputs import disk
from reportgen.outputs.folder import OutputError, changing
from reportgen.outputs.whole import make_folders, write_whole

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK: Final = ".reportgen.lock"  # dotfiles: not foreign, in no manifest, in no archive
MARKER: Final = ".reportgen.running"  # on file systems without locks
NOTE: Final = ".reportgen.note"
_NO_LOCKS: Final = frozenset({ENOSYS, ENOTSUP, EOPNOTSUPP, ENOLCK})


@contextmanager
def held(root: Path) -> Iterator[None]:
    """Hold an output folder against other runs; it is made if there is none, and goes again if it stays empty.

    Raises `OutputError` at once when another run holds it, saying whose that is, and when it cannot be written to.
    """
    made: list[Path] = []
    try:
        with changing(root):
            made = make_folders(root)
            lock = _taken(root)
        try:
            with changing(root):
                write_whole(root / NOTE, _note(), shared=True)
            yield
        finally:
            _give_back(root, lock)
    finally:
        for folder in reversed(made):
            with suppress(OSError):  # something was written into it
                disk.remove_folder(folder)


def _taken(root: Path) -> "BaseFileLock":
    """The lock of a folder, taken; on a file system without locks a file that says so, with process and computer."""
    from filelock import FileLock, SoftFileLock, Timeout

    lock: BaseFileLock = FileLock(root / LOCK, mode=0o666, fallback_to_soft=False)
    try:
        disk.lock(lock)
    except Timeout as error:
        raise _occupied(root) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        disk.remove(root / LOCK)
        lock = SoftFileLock(root / MARKER)
        try:
            disk.lock(lock)
        except Timeout as timeout:
            raise _occupied(root, root / MARKER) from timeout
    return lock


def _give_back(root: Path, lock: "BaseFileLock") -> None:
    """Remove our files, then let go. Windows removes no file that is open: there the lock's file goes last."""
    try:
        for name in (NOTE,) if disk.WINDOWS else (NOTE, LOCK):
            with suppress(OSError):
                disk.remove(root / name)
    finally:
        with suppress(OSError):
            disk.unlock(lock)
    if disk.WINDOWS:
        with suppress(OSError):  # another run has opened it already
            disk.remove(root / LOCK)


def _note() -> bytes:
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user in the system's lists
        user = "?"
    since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    note = {"user": user, "host": platform.node() or "?", "pid": os.getpid(), "since": since}
    return json.dumps(note, ensure_ascii=False).encode()


def _occupied(root: Path, marker: Path | None = None) -> OutputError:
    """What to say of a folder that another run holds."""
    try:
        note = json.loads((root / NOTE).read_text(encoding="utf-8"))
        who = {key: str(note[key]) for key in ("user", "host", "pid", "since")}
    except (OSError, ValueError, LookupError, TypeError):
        who = dict.fromkeys(("user", "host", "pid", "since"), "?")
    if marker is None:
        return OutputError(
            N_("Another run is writing to {folder}: started by {user} on the computer {host} at {since} (process {pid}). Wait until it has ended, or stop it there with Ctrl-C, and run again."),
            folder=root, **who,
        )  # fmt: skip
    return OutputError(
        N_("Another run is writing to {folder}: started by {user} on the computer {host} at {since} (process {pid}). Wait until it has ended, or stop it there with Ctrl-C, and run again. If no reportgen runs there any more (the computer was switched off?), delete the file {file} first."),
        folder=root, file=marker, **who,
    )  # fmt: skip
