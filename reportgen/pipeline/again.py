"""Whether a run would come to what lies in the output folder already: then nothing is read, computed or made."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.language import Language
from reportgen.outputs.earlier import parse
from reportgen.outputs.manifest import ARCHIVE, LASTING, UNFINISHED, read_manifest
from reportgen.outputs.whole import file_digest
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


@dataclass(frozen=True)
class Surroundings:
    """Everything that a run hangs on but what its workbooks hold: their paths, and a digest of the rest."""

    workbooks: tuple[str, ...]
    digest: str

    def key(self, read: Mapping[str, str]) -> str | None:
        """A digest of everything that a run hangs on; `read` are the hashes of what was read, by path. None when it
        cannot be told: a workbook could not be read.
        """
        if not read.keys() >= set(self.workbooks):
            return None
        return _digest((self.digest, sorted(read.items())))


def surroundings(job: Job, font: Font) -> Surroundings | None:
    """What a run is about to hang on. To be asked before anything is read: what changes from then on is another run's.

    None when the same run would not come to the same: somebody is to be issued again, an earlier cycle may be archived,
    or the input folder cannot be listed.
    """
    if job.reissue or job.archive:
        return None
    own, output = own_files(job), job.output
    skipped = [output, *([job.previous] if job.previous else [])]
    try:
        names = [path.relative_to(job.source).as_posix() for path in input_files(job.source, skipped, own)]
        found = (
            machine_digest(font), job.lang.code, job.compare, job.settings, names,
            [file_digest(job.source / name) for name in own if name],
            [_below(place) for place in (job.previous, output / ARCHIVE, output / FOLDER) if place],
        )  # fmt: skip
    except OSError:
        return None  # whatever it is, reading will tell
    return Surroundings(tuple(name for name in names if is_read(Path(name))), _digest(found))


def repeated(job: Job, around: Surroundings | None, on_file: Callable[[str], None] = lambda _: None) -> Repeat | None:
    """The last run, if this one hangs on the very same things and everything it wrote lies there unchanged."""
    manifest = read_manifest(job.output)
    said = manifest.get(AGAIN)
    if job.force or around is None or manifest.get(UNFINISHED) or not isinstance(said, dict):
        return None
    try:
        found = {name: file_digest(job.source / name) for name in around.workbooks}
        key = around.key({name: digest for name, digest in found.items() if digest is not None})
        if key is None or said.get("key") != key or not _intact(job.output, manifest["files"], on_file):
            return None
        return Repeat(said, tuple(_told((job.output / PROBLEMS).read_bytes())))
    except (OSError, ValueError):
        return None


def _below(place: Path) -> list[tuple[str, str | None]]:
    """A file, or the files below a folder, of which a comparison or the history of adoptions may be read."""
    paths = sorted(place.rglob("*")) if place.is_dir() else [place]
    return [(p.relative_to(place).as_posix(), file_digest(p)) for p in paths if p.suffix in _OF_BEFORE]


def _intact(root: Path, files: Mapping[str, Mapping[str, str]], on_file: Callable[[str], None]) -> bool:
    for name, info in files.items():
        if info.get("kind") in LASTING:
            continue
        on_file(name)
        if "stale" in info or file_digest(root / PurePosixPath(name)) != info.get("sha256"):
            return False
    return True


def _digest(found: object) -> str:
    return hashlib.sha256(repr(found).encode("utf-8", "backslashreplace")).hexdigest()


def _told(content: bytes) -> Iterable[ToldProblem]:
    """The problems that a table of ours lists, in its order."""
    table = parse(content)
    for row in table.rows:
        severity, code, file, sheet, cell, message = (table.of(row, name) for name in _PROBLEM)
        yield ToldProblem(severity, code, Source(file, sheet, cell), message)


def as_said(key: str | None, **said: object) -> dict[str, object]:
    """What the manifest keeps for the next run; nothing when that run cannot be told to be the same."""
    return {AGAIN: json.loads(json.dumps({"key": key, **said}))} if key else {}
