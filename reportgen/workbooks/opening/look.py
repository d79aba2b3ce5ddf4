"""A glance at an input folder: which files lie there, how large and how old, without opening any of them; and whether one
that has come is all there. For who waits until something changes.
"""

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportgen.failures import WHOLE_FOLDER, kind_of
from reportgen.workbooks.opening.archive import END_WITHIN, complete
from reportgen.workbooks.opening.files import SUFFIXES, SYSTEM

Mark = tuple[int, int]  # size in bytes, time of the last change in nanoseconds

_NOT_THERE: Final[Mark] = (-1, 0)  # listed and yet not there: a link to nothing


@dataclass(frozen=True)
class Look:
    """The files below a folder, by their paths with `/`, and those beside which an office program has put its sign that
    somebody has them open.
    """

    files: Mapping[str, Mark]
    opened: frozenset[str]

    def workbooks(self) -> int:
        """How many of the files are of a kind that is read."""
        return sum(is_workbook(name) for name in self.files)


def is_workbook(name: str) -> bool:
    """Whether a file is of a kind that is read, by its name."""
    return name.casefold().endswith(SUFFIXES)


def look(folder: Path, skip: Sequence[Path] = ()) -> Look:
    """What lies in a folder now, but for dotfiles, lock files, what systems put there, and the folders to skip.

    Raises `OSError` for a folder that cannot be listed; what goes while one looks is simply not there.
    """
    skipped = {path.resolve() for path in skip}
    files: dict[str, Mark] = {}
    opened: set[str] = set()
    start = folder.resolve()
    seen = {start}  # links may lead in circles
    waiting = [("", start)]
    while waiting:
        below, real = waiting.pop()
        try:
            entries = os.scandir(real)
        except (FileNotFoundError, NotADirectoryError):
            if not below:
                raise
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name.startswith((".", "~$")):
                    opened.update(below + file for file in _signed(name))
                elif name.casefold() in SYSTEM:
                    continue
                elif entry.is_dir():
                    inner = Path(entry.path).resolve() if entry.is_symlink() else real / name
                    if inner not in skipped | seen:
                        seen.add(inner)
                        waiting.append((f"{below}{name}/", inner))
                elif (mark := _mark(entry)) is not None:
                    files[below + name] = mark
    return Look(files, frozenset(opened & files.keys()))


def _mark(entry: "os.DirEntry[str]") -> Mark | None:
    """Size and time of a file; None for what is no file, such as a pipe."""
    try:
        found = entry.stat()
    except OSError as error:
        if kind_of(error) in WHOLE_FOLDER:
            raise
        return _NOT_THERE
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _signed(name: str) -> list[str]:
    """The file that a sign of Excel, LibreOffice or WPS is about; none for any other dotfile."""
    if name.startswith("~$"):
        return [name.removeprefix("~$")]
    if name.startswith(".~lock.") and name.endswith("#"):
        return [name.removeprefix(".~lock.").removesuffix("#")]
    return [name.removeprefix(".~")] if name.startswith(".~") else []


def still_coming(path: Path) -> bool:
    """Whether a workbook looks as if it was still being copied: nothing or only noughts at its beginning, or an archive
    without its end, or nobody else may read it at the moment. Of text and old workbooks nothing more can be seen.
    """
    try:
        with path.open("rb") as file:
            start = file.read(2)
            file.seek(max(0, os.fstat(file.fileno()).st_size - END_WITHIN))
            end = file.read()
    except OSError as error:
        return kind_of(error) in ("busy", "denied")
    return not start.strip(b"\0") or (start == b"PK" and not complete(end))
