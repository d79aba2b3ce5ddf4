"""Whether a run would come to what lies in the output folder already: then nothing is read, computed or made."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.language import Language
from reportgen.outputs.earlier import parse
from reportgen.outputs.manifest import ARCHIVE, LASTING, UNFINISHED, read_manifest
from reportgen.pipeline.changed import machine_digest
from reportgen.pipeline.job import Job, own_files
from reportgen.pipeline.remembered import FOLDER
from reportgen.problems import Source
from reportgen.reports.fonts import Font
from reportgen.workbooks.opening.files import input_files, is_read

AGAIN: Final = "again"  # in the manifest: what the run was made from, and what it said
PROBLEMS: Final = "data/problems.csv"
_PROBLEM: Final = ("severity", "code", "file", "sheet", "cell", "message")
_OF_BEFORE: Final = (".json", ".csv", ".xlsx")  # files of earlier cycles that a comparison may read


@dataclass(frozen=True)
class ToldProblem:
    """A problem as the last run put it into words."""

    severity: str
    code: str
    source: Source
    text: str

    def message(self, _: Language) -> str:
        """The sentence, in the language of that run."""
        return self.text


@dataclass(frozen=True)
class Repeat:
    """What the last run made, which this one would make again."""

    said: Mapping[str, Any]
    problems: tuple[ToldProblem, ...]


def run_key(job: Job, font: Font, names: Sequence[str], read: Mapping[str, str | None]) -> str | None:
    """A digest of everything that a run hangs on; `names` are all files of the input folder (see `listed`), `read` the
    hashes of those that are read. None when
    it cannot be told, or the same run would not come to the same: a file cannot be read just now, somebody is to be
    issued again, an earlier cycle may be archived.
    """
    if job.reissue or job.archive or None in read.values():
        return None
    ignored, output = own_files(job), job.output
    found = (
        machine_digest(font), job.lang.code, job.compare, sorted(read.items()), names,
        [_digest(job.source / name) for name in ignored if name],
        [_below(place) for place in (job.previous, output / ARCHIVE, output / FOLDER) if place],
    )  # fmt: skip
    return hashlib.sha256(repr(found).encode("utf-8", "backslashreplace")).hexdigest()


def listed(job: Job) -> list[str]:
    """The files that lie in the input folder. Raises `OSError` for a folder that cannot be listed."""
    skipped = [job.output, *([job.previous] if job.previous else [])]
    return [path.relative_to(job.source).as_posix() for path in input_files(job.source, skipped, own_files(job))]


def to_read(names: Iterable[str]) -> list[str]:
    """Those files that are of a kind that is read."""
    return [name for name in names if is_read(Path(name))]


def repeated(job: Job, font: Font, on_file: Callable[[str], None] = lambda _: None) -> Repeat | None:
    """The last run, if this one hangs on the very same things and everything it wrote lies there unchanged."""
    manifest = read_manifest(job.output)
    said = manifest.get(AGAIN)
    if job.force or manifest.get(UNFINISHED) or not isinstance(said, dict):
        return None
    try:
        names = listed(job)
        read = {name: _digest(job.source / name) for name in to_read(names)}
        if said.get("key") != run_key(job, font, names, read) or not _intact(job.output, manifest["files"], on_file):
            return None
        return Repeat(said, tuple(_told((job.output / PROBLEMS).read_bytes())))
    except (OSError, ValueError):
        return None  # whatever it is, reading will tell


def _below(place: Path) -> list[tuple[str, str | None]]:
    """A file, or the files below a folder, of which a comparison or the history of adoptions may be read."""
    paths = sorted(place.rglob("*")) if place.is_dir() else [place]
    return [(p.relative_to(place).as_posix(), _digest(p)) for p in paths if p.suffix in _OF_BEFORE]


def _intact(root: Path, files: Mapping[str, Mapping[str, str]], on_file: Callable[[str], None]) -> bool:
    for name, info in files.items():
        if info.get("kind") in LASTING:
            continue
        on_file(name)
        if "stale" in info or _digest(root / PurePosixPath(name)) != info.get("sha256"):
            return False
    return True


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _told(content: bytes) -> Iterable[ToldProblem]:
    """The problems that a table of ours lists, in its order."""
    table = parse(content)
    for row in table.rows:
        severity, code, file, sheet, cell, message = (table.of(row, name) for name in _PROBLEM)
        yield ToldProblem(severity, code, Source(file, sheet, cell), message)


def as_said(key: str | None, **said: object) -> dict[str, object]:
    """What the manifest keeps for the next run; nothing when that run cannot be told to be the same."""
    return {AGAIN: json.loads(json.dumps({"key": key, **said}))} if key else {}
