"""The input folder as files: which are read, which only named, and the sheets of those that are read."""

import errno
import hashlib
import json
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.failures import WHOLE_FOLDER, kind_of
from reportgen.model.inputs import MANIFEST
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.opening.archive import complete
from reportgen.workbooks.opening.causes import CAUSES
from reportgen.workbooks.opening.crew import read_all
from reportgen.workbooks.opening.raw import RawSheet, UnreadableWorkbookError

SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".ods", ".xlsb")
MAX_FILE_BYTES: Final = 100 * 2**20
FILES_PER_WORKER: Final = 20  # for fewer, another process takes longer to start than it helps
SETTLED_SECONDS: Final = 2.0  # a file that nobody touched for so long is no longer being copied

_SYSTEM = frozenset(  # of file managers and network drives; what was thrown away is no input
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


@dataclass(frozen=True)
class Opened:
    """The sheets that hold anything, in the order of their files' paths, and what is wrong with files and sheets.

    `n_files` is the number of files that were read, `digests` the SHA-256 of every file that was opened.
    """

    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...]
    n_files: int
    digests: Mapping[str, str]


def find_files(folder: Path, skip: Sequence[Path] = ()) -> Iterator[Path]:
    """Files below the folder in code-point order of their paths, without lock files, dotfiles and what is skipped.

    What is listed but not there (just deleted, a link to nothing) counts as a file: reading it tells. Raises `OSError`
    for a folder that cannot be listed.
    """
    skipped = {path.resolve() for path in skip}
    seen = {folder.resolve()}  # links may lead in circles

    def walk(current: Path, made: frozenset[Path]) -> Iterator[Path]:
        made |= _made(current)
        for path in sorted(current.iterdir(), key=lambda path: (path.is_symlink(), path.name)):
            if path.name.startswith((".", "~$")) or path.name.casefold() in _SYSTEM:
                continue
            kind = _kind(path)
            if kind == stat.S_IFDIR:
                real = path.resolve()
                if real not in skipped | seen:
                    seen.add(real)
                    yield from walk(path, made)
            elif kind in (stat.S_IFREG, None) and path.resolve() not in skipped and path not in made:
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


def open_all(
    folder: Path,
    skip: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    on_file: Callable[[str], None] = lambda _: None,
    workers: int = 0,
    on_grid: Callable[[Grid], None] = lambda _: None,
) -> Opened:
    """Open every workbook below `folder`; `ignore` names files (not paths) that are no input.

    `on_grid` gets each sheet as soon as it is there, in the order of the files, while others are still being read.
    With `workers`, files are read in up to as many processes of their own, under limits (0: in this process, without).
    Nothing raises for what a file holds; `OSError` for a folder that cannot be listed, or that is gone while it is
    being read.
    """
    return _open(_Files(folder, input_files(folder, skip, ignore), on_file), workers, on_grid)


def input_files(folder: Path, skip: Sequence[Path], ignore: Sequence[str]) -> list[Path]:
    """The files below the folder but those directly in it that are named; raises as `find_files` does."""
    return [path for path in find_files(folder, skip) if path.parent != folder or path.name not in ignore]


def open_one(path: Path, workers: int = 0, on_grid: Callable[[Grid], None] = lambda _: None) -> Opened:
    """The same for one workbook, as if it lay in a folder by itself; `FileNotFoundError` when it is not there."""
    return _open(_Files(path.parent, [path], lambda _: None), workers, on_grid)


def _open(files: "_Files", workers: int, on_grid: Callable[[Grid], None]) -> Opened:
    workers = min(workers, sum(map(is_read, files.paths)) // FILES_PER_WORKER + 1)
    grids: list[Grid] = []
    n_files = 0
    with closing(read_all(files.contents(), workers)) as results:
        for result, name in zip(results, files.handed_out, strict=False):  # the latter grows as files are taken
            if isinstance(result, UnreadableWorkbookError):
                files.refuse(name, result)
                continue
            n_files += 1
            sheets = [_grid(sheet, name) for sheet in result.sheets if sheet.cells]
            grids += sheets
            if result.links:
                files.say("external-links", Source(name), targets=tuple(result.links))
            for grid in sheets:
                on_grid(grid)
                if grid.hidden:
                    files.say("hidden-data", grid.source(), what=grid.hidden)
    return Opened(tuple(grids), tuple(files.problems()), n_files, files.digests)


class _Files:
    """The files of a run, handed out one after another, and what is wrong with them."""

    def __init__(self, folder: Path, paths: Sequence[Path], on_file: Callable[[str], None]) -> None:
        self._folder = folder
        self._paths = {path.relative_to(folder).as_posix(): path for path in paths}
        self._problems: dict[str, list[Problem]] = {name: [] for name in self._paths}
        self._on_file = on_file
        self.paths = tuple(paths)
        self.handed_out: list[str] = []
        self.digests: dict[str, str] = {}

    def contents(self) -> Iterator[tuple[bytes, str]]:
        """Content and suffix of every file that is to be read."""
        seen: dict[str, str] = {}
        for name, path in self._paths.items():
            self._on_file(name)
            if not is_read(path) and (path.is_symlink() or path.exists()):
                self.say("unsupported-file", Source(name), path.suffix)
                continue
            try:
                content = _content(path)
            except UnreadableWorkbookError as error:
                self.refuse(name, error)
                continue
            except OSError as error:
                self._lost(name, error)
                continue
            self.digests[name] = hashlib.sha256(content).hexdigest()
            other = seen.setdefault(self.digests[name], name)
            if other != name:
                self.say("duplicate-file", Source(name), other=other)
                continue
            self.handed_out.append(name)
            yield content, path.suffix.casefold()

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
        self._problems[source.file].append(problem(code, source, value, **params))

    def refuse(self, name: str, error: UnreadableWorkbookError) -> None:
        self.say("unreadable-workbook", Source(name), cause=error.cause, reason=error.reason, remedy=error.remedy)

    def problems(self) -> Iterator[Problem]:
        """What is wrong, in the order of the files."""
        for found in self._problems.values():
            yield from found


def is_read(path: Path) -> bool:
    """Whether a file is of a kind that is read."""
    return path.suffix.casefold() in SUFFIXES


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


def _grid(sheet: RawSheet, file: str) -> Grid:
    cells = {(cell[0], cell[1]): Cell(*cell) for cell in sheet.cells}
    return Grid(file, sheet.title, cells, tuple(sheet.merges), sheet.hidden, PurePosixPath(file).stem)
