"""What changes the disk: every step that outputs take there, one function each, so that a failure at any of them can be
tried out. None of them says anything of its own about an error: `OSError` passes through.
"""

import os
import tempfile
import time
from errno import EINVAL, ENOSYS, ENOTSUP
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from filelock import BaseFileLock

TEMPORARY: Final = ".reportgen-"
WINDOWS: Final = os.name == "nt"
PAUSES: Final = (0.1, 0.2, 0.4, 0.8) if WINDOWS else ()  # seconds; virus scanners hold new files for a moment
LOCK_SECONDS: Final = 0.3  # long enough for a run that is just ending


def make_folder(path: Path) -> None:
    """Make one folder, readable by its owner only."""
    path.mkdir(mode=0o700)


def new_file(folder: Path) -> tuple[int, Path]:
    """A new empty file with a temporary name, readable by its owner only, open for writing."""
    handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=folder)
    return handle, Path(name)


def fill(handle: int, content: bytes) -> None:
    """Write all of the content."""
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def flush(handle: int) -> None:
    """Wait until what was written is on the disk, where the file system knows how to."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (EINVAL, ENOSYS, ENOTSUP):
            raise


def append(path: Path, line: bytes) -> None:
    """Add a line to a file, which is made when there is none."""
    with path.open("ab") as file:
        file.write(line)


def share(path: Path) -> None:
    """Let everybody read a file who may enter its folder."""
    path.chmod(0o644)


def move(source: Path, target: Path) -> None:
    """Move a file to its place, in which the one before it is replaced, in one step."""
    for pause in PAUSES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def remove(path: Path) -> None:
    """Remove a file that may be gone already."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove an empty folder."""
    path.rmdir()


def claim(path: Path) -> None:
    """Open a file for writing and close it again: raises what would keep it from being replaced."""
    with path.open("r+b"):
        pass


def lock(lock: "BaseFileLock") -> None:
    """Take a lock, or raise `filelock.Timeout`."""
    lock.acquire(timeout=LOCK_SECONDS, poll_interval=0.02)


def unlock(lock: "BaseFileLock") -> None:
    lock.release()
