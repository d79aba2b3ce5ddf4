"""Files that are there whole or not at all, the folders that they need, and digests of what lies there."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from reportgen.outputs import disk


def file_digest(path: Path) -> str | None:
    """The SHA-256 of a file; None for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def make_folders(path: Path) -> list[Path]:
    """Make a folder and its parents; folders we make are readable by their owner only. Returns those that were made."""
    made: list[Path] = []
    if path.exists():
        return made
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            with suppress(FileExistsError):
                disk.make_folder(folder)
                made.append(folder)
    return made


def write_whole(path: Path, content: bytes, *, shared: bool = False) -> None:
    """Write a file beside its place and move it there when it is complete and on disk; for its owner's eyes only, or
    `shared` with everybody who may enter the folder.
    """
    make_folders(path.parent)
    handle, temporary = disk.new_file(path.parent)
    try:
        try:
            disk.fill(handle, content)
            disk.flush(handle)
            if shared:
                with suppress(OSError):  # on some disks files have no rights
                    disk.share(temporary)
        finally:
            os.close(handle)
        disk.move(temporary, path)
    except BaseException:
        with suppress(OSError):
            disk.remove(temporary)
        raise
