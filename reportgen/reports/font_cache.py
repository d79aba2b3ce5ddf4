"""Files that are made once per machine: written whole, checked when read, made anew when damaged.

Beside each file stands a small one with its size and SHA-256. Processes that make the same file at the same time
write the same bytes, so it does not matter which is the last.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from reportgen import machine

_SEAL = ".sha256"


def kept(name: str, make: Callable[[], bytes]) -> Path:
    """The file `name` (with / below the cache folder), made first where it is missing or damaged.

    Raises `OSError` where no folder can be written to, and what `make` raises.
    """
    if (found := found_file(name)) is not None:
        return found
    content = make()
    fault: OSError | None = None
    for folder in _folders(new=True):
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, content)
            _write(path.with_name(path.name + _SEAL), _seal(content))
        except OSError as error:
            if _whole(path):  # in use by another process that has made it, which Windows does not let replace
                return path
            fault = fault or error
        else:
            return path
    raise fault or OSError(name)


def found_file(name: str) -> Path | None:
    """The file `name`, if it is there and whole."""
    for folder in _folders():
        if _whole(folder / name):
            return folder / name
    return None


def _folders(*, new: bool = False) -> list[Path]:
    """The user's cache folder; for a user who cannot write there, one among the temporary files that nobody else owns."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    spare = Path(tempfile.gettempdir()) / f"reportgen-cache-{user}"
    folders = [machine.cache_folder()]
    if new and not _writable(folders[0]):
        with suppress(OSError):
            spare.mkdir(mode=0o700, exist_ok=True)
    if spare.is_dir() and (not hasattr(os, "getuid") or spare.lstat().st_uid == user):
        folders.append(spare)
    return folders


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _whole(path: Path) -> bool:
    try:
        return path.with_name(path.name + _SEAL).read_bytes() == _seal(path.read_bytes())
    except OSError:
        return False


def _seal(content: bytes) -> bytes:
    return f"{len(content)} {hashlib.sha256(content).hexdigest()}\n".encode()


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)  # nothing private: the folder may be one for all users
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
