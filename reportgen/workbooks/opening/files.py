"""The input folder as files: which are read, which only named, and the content of those that are read."""

import errno
import hashlib
import json
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportgen.failures import WHOLE_FOLDER, kind_of
from reportgen.model.inputs import MANIFEST
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.opening.archive import complete
from reportgen.workbooks.opening.causes import CAUSES
from reportgen.workbooks.opening.raw import UnreadableWorkbookError

SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".ods", ".xlsb")
MAX_FILE_BYTES: Final = 100 * 2**20
SETTLED_SECONDS: Final = 2.0  # a file that nobody touched for so long is no longer being copied

SYSTEM: Final = frozenset(  # of file managers and network drives; what was thrown away is no input
    {
        "thumbs.db",
        "desktop.ini",
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "#recycle",
        "@recycle",
        "@eadir",
    }
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be read: path below the folder, SHA-256, content, suffix in small letters."""

    name: str
    digest: str
    content: bytes
    suffix: str


def find_files(folder: Path, skip: Sequence[Path] = ()) -> Iterator[Path]:
    """Files below the folder in code-point order of their paths, without lock files, dotfiles and what is skipped.

    What is listed but not there (just deleted, a link to nothing) counts as a file: reading it tells. Raises `OSError`
    for a folder that cannot be listed.
    """
    skipped = {path.resolve() for path in skip}
    names = {path.name for path in skipped}  # to resolve every path would take longer than to read it
    seen = {folder.resolve()}  # links may lead in circles

    def walk(current: Path, made: frozenset[Path]) -> Iterator[Path]:
        made |= _made(current)
        for path in sorted(current.iterdir(), key=lambda path: (path.is_symlink(), path.name)):
            if path.name.startswith((".", "~$")) or path.name.casefold() in SYSTEM:
                continue
            kind = _kind(path)
            if kind == stat.S_IFDIR:
                real = path.resolve()
                if real not in skipped | seen:
                    seen.add(real)
                    yield from walk(path, made)
            elif kind in (stat.S_IFREG, None) and path not in made:
                alike = path.name in names or path.is_symlink()
                if not (alike and path.resolve() in skipped):
                    yield path

    return iter(sorted(walk(folder, frozenset()), key=lambda path: path.relative_to(folder).as_posix()))


def _made(folder: Path) -> frozenset[Path]:
    """The files that we made in a folder, as its manifest lists them; none in a folder that is no output of ours."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return frozenset()
    files = told.get("files") if isinstance(told, dict) and "format" in told else None
    return frozenset(folder / name for name in (*files, MANIFEST)) if isinstance(files, dict) else frozenset()


def _kind(path: Path) -> int | None:
    """What a path is, as in `stat`; None for what is listed but not there."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except OSError as error:
        if kind_of(error) in WHOLE_FOLDER:
            raise
        return None


def has_workbook(folder: Path) -> bool:
    """Whether there is any workbook to read below a folder."""
    return folder.is_dir() and any(path.suffix.casefold() in SUFFIXES for path in find_files(folder))


def input_files(folder: Path, skip: Sequence[Path], ignore: Sequence[str]) -> list[Path]:
    """The files below the folder but those directly in it that are named; raises as `find_files` does."""
    return [path for path in find_files(folder, skip) if path.parent != folder or path.name not in ignore]


class Files:
    """The files of a run, taken one after another in the order of their paths, and what is wrong with them.

    `digests` are the SHA-256 of every file that was opened so far.
    """

    def __init__(self, folder: Path, paths: Sequence[Path], on_file: Callable[[str], None]) -> None:
        self._folder = folder
        self._paths = {path.relative_to(folder).as_posix(): path for path in paths}
        self._problems: dict[str, list[Problem]] = {name: [] for name in self._paths}
        self._on_file = on_file
        self.digests: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """The files that are of a kind that is read."""
        return [name for name, path in self._paths.items() if is_read(path)]

    def contents(self) -> Iterator[File]:
        """Every file that is to be read; `OSError` when the folder is gone with them."""
        seen: dict[str, str] = {}
        for name, path in self._paths.items():
            self._on_file(name)
            if not is_read(path) and (path.is_symlink() or path.exists()):
                self.say("unsupported-file", Source(name), path.suffix)
                continue
            file = self._read(name)
            if file is None:
                continue
            self.digests[name] = file.digest
            other = seen.setdefault(file.digest, name)
            if other != name:
                self.say("duplicate-file", Source(name), other=other)
                continue
            yield file

    def again(self, name: str) -> File | None:
        """A file that was taken already; None, and refused, when it cannot be read now, or is another one by now."""
        file = self._read(name)
        if file is not None and file.digest != self.digests[name]:
            self.refuse(name, UnreadableWorkbookError("unread.changing"))
            return None
        return file

    def beforehand(self, name: str) -> File | None:
        """A file that may be taken later; None when it cannot be read now, which nothing is said of."""
        path = self._paths[name]
        try:
            return _file(name, path)
        except (OSError, UnreadableWorkbookError):
            return None

    def _read(self, name: str) -> File | None:
        """A file; None for one that was refused."""
        try:
            return _file(name, self._paths[name])
        except UnreadableWorkbookError as error:
            self.refuse(name, error)
        except OSError as error:
            self._lost(name, error)
        return None

    def _lost(self, name: str, error: OSError) -> None:
        """Refuse a file that the system does not let be read; raise if the whole folder is gone with it."""
        kind = kind_of(error)
        if kind in WHOLE_FOLDER:
            raise error
        if kind == "missing" and not any(path.exists() for path in self._paths.values()):
            raise error if self._folder.exists() else FileNotFoundError(errno.ENOENT, "", str(self._folder))
        key = f"unread.{kind}"
        self.refuse(name, UnreadableWorkbookError(key if key in CAUSES else "unread"))

    def say(self, code: str, source: Source, value: object = "", **params: object) -> None:
        self.add(source.file, [problem(code, source, value, **params)])

    def add(self, name: str, problems: Iterable[Problem]) -> None:
        """Note what is wrong with a file."""
        self._problems[name].extend(problems)

    def refuse(self, name: str, error: UnreadableWorkbookError) -> None:
        self.say("unreadable-workbook", Source(name), cause=error.cause, reason=error.reason, remedy=error.remedy)

    def problems(self) -> Iterator[Problem]:
        """What is wrong, in the order of the files."""
        for found in self._problems.values():
            yield from found


def is_read(path: Path) -> bool:
    """Whether a file is of a kind that is read."""
    return path.suffix.casefold() in SUFFIXES


def _file(name: str, path: Path) -> File:
    content = _content(path)
    return File(name, hashlib.sha256(content).hexdigest(), content, path.suffix.casefold())


def _content(path: Path) -> bytes:
    """The bytes of a file; one that may still be on its way here, or is just being saved, is given a moment.

    Raises `OSError`.
    """
    content = _bytes(path)
    if content is None or (content.startswith(b"PK") and not complete(content)):
        age = abs(time.time() - path.stat().st_mtime)
        if age < SETTLED_SECONDS:
            time.sleep(SETTLED_SECONDS - age)
        content = _bytes(path)
    if content is None:
        raise UnreadableWorkbookError("unread.changing")
    return content


def _bytes(path: Path) -> bytes | None:
    """The bytes of a file; None if it changed while they were being read."""
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > MAX_FILE_BYTES:
            raise UnreadableWorkbookError("too-large")
        content = file.read()
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if same and len(content) == after.st_size else None
