"""The earlier run of a folder: its tables as they were written and what they were made from.

Read before anything is overwritten. What cannot be relied on is said and not compared: the manifest of the last
complete run keeps the hash of each table, so a table that was edited, or half of a run that was stopped, shows.
"""

import csv
import hashlib
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.language import N_
from reportgen.outputs.differing import differing_scores, differing_sources
from reportgen.outputs.manifest import read_manifest
from reportgen.outputs.tables import FORMULA_START
from reportgen.outputs.whole import file_digest

COMPARED: Final = ("scores.csv", "people.csv", "recalibration.csv", "problems.csv", "sources.csv")
_DIFFERING: Final[Mapping[str, Callable[[bytes, bytes], tuple[bytes, bytes]]]] = {
    "scores.csv": differing_scores,
    "sources.csv": differing_sources,
}
_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "scores.csv": frozenset({"person_id", "competency", "category", "method", "score"}),
    "people.csv": frozenset({"person_id", "name", "grade"}),
    "recalibration.csv": frozenset({"grade", "competency", "votes", "mean", "after"}),
    "problems.csv": frozenset({"severity", "code", "file", "sheet", "cell", "message", "value"}),
    "sources.csv": frozenset({"person_id", "grade", "competency", "part", "detail", "value", "counted", "file"}),
}


@dataclass(frozen=True)
class Table:
    """A table as texts."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    @cached_property
    def _at(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self.columns)}

    def of(self, row: tuple[str, ...], column: str) -> str:
        """A cell; empty when the table has no such column."""
        n = self._at.get(column)
        return "" if n is None else row[n]

    def by(self, *keys: str) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The rows by the texts of some columns."""
        places = [self._at[key] for key in keys]
        return {tuple(row[n] for n in places): row for row in self.rows}


_CHANGED: Final = N_("{file} was changed after the previous reports were made, or the last run was stopped")
_NOT_UNDERSTOOD: Final = N_("the notes on the previous reports (data/manifest.json) cannot be understood")


@dataclass(frozen=True)
class Run:
    """What a run wrote into its tables and what it was made from: files (name -> SHA-256), settings (key -> value),
    digests of the model and of the program.
    """

    tables: Mapping[str, Table]
    inputs: Mapping[str, str]
    settings: Mapping[str, str]
    model: str
    program: str


@dataclass(frozen=True)
class NotComparable:
    """Why there is nothing to compare with; `reason` is translatable, empty for a first run."""

    reason: str = ""
    file: str = ""


def run_facts(tables: Mapping[str, bytes], run: Mapping[str, object]) -> dict[str, object]:
    """What the manifest keeps of a run so that the next one can be compared with it."""
    digests = {name: hashlib.sha256(tables[name]).hexdigest() for name in COMPARED}
    return {**run, "tables": digests}


class _Kept(Mapping[str, bytes]):
    """The tables of the last complete run, each read when it is asked for: those of thousands of people are large.

    Raises `ValueError` for one that is another by now.
    """

    def __init__(self, places: Mapping[str, Path], digests: Mapping[str, str]) -> None:
        self._places, self._digests = places, digests

    def __getitem__(self, name: str) -> bytes:
        content = self._places[name].read_bytes()
        if hashlib.sha256(content).hexdigest() != self._digests[name]:
            raise ValueError(name)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True)
class Earlier:
    """The earlier run as it lies in the folder: untouched since. Its tables are read only when they are needed, after all
    reports are made and before tables are written.
    """

    content: Mapping[str, bytes]
    facts: Mapping[str, Any]

    def beside(self, tables: Mapping[str, bytes], facts: Mapping[str, Any]) -> tuple[Run, Run] | NotComparable:
        """It and a new run, with those lines of their tables that their comparison looks at; `NotComparable` when it is
        nothing of ours.
        """
        old: dict[str, Table] = {}
        new: dict[str, Table] = {}
        for name in COMPARED:
            table = tables[name]
            same = self.facts["tables"][name] == facts["tables"][name]
            try:
                before = table if same else self.content[name]
            except (OSError, ValueError):
                return NotComparable(_CHANGED, f"data/{name}")
            differing = _DIFFERING.get(name)
            try:
                pair = (before, table) if differing is None else differing(before, table)
                old[name] = parse(pair[0])
            except (ValueError, LookupError):
                return NotComparable(_NOT_UNDERSTOOD)
            new[name] = old[name] if same else parse(pair[1])
        try:
            run = _run(old, self.facts)
        except ValueError:
            return NotComparable(_NOT_UNDERSTOOD)
        return run, _run(new, facts)


def run_of(tables: Mapping[str, bytes], facts: Mapping[str, Any]) -> Run:
    """A run from its tables and the facts in its manifest.

    Raises `ValueError` for what is no table or fact of ours.
    """
    return _run({name: parse(tables[name]) for name in COMPARED}, facts)


def _run(parsed: Mapping[str, Table], facts: Mapping[str, Any]) -> Run:
    names = {"inputs", "settings", "model_digest", "program_digest"}
    if not names <= facts.keys():
        raise ValueError(f"no {', '.join(sorted(names - facts.keys()))}")
    for name, table in parsed.items():
        if not _NEEDED[name] <= set(table.columns):
            raise ValueError(name)
    return Run(
        parsed, _texts(facts["inputs"]), _texts(facts["settings"]),
        str(facts["model_digest"]), str(facts["program_digest"]),
    )  # fmt: skip


def earlier_run(root: Path, cycle: str, *, sample: bool = False) -> Earlier | NotComparable:
    """The last complete run of the same cycle in an output folder; samples and one's own workbooks are never compared."""
    manifest = read_manifest(root)
    if not manifest or manifest.get("cycle") != cycle or manifest.get("sample", sample) != sample:
        return NotComparable()
    digests = manifest.get("tables")
    if not isinstance(digests, dict):
        if "program" not in manifest:  # a run that was stopped before any was complete
            return NotComparable()
        return NotComparable(N_("the previous reports were made by an older version of the program"))
    places = {}
    for name in COMPARED:
        found = [root / PurePosixPath(place) for place in (f"data/{name}", kept_name(name))]
        known = {path: digest for path in found if (digest := file_digest(path)) is not None}
        if not known:
            return NotComparable(N_("{file} of the previous reports is missing or cannot be read"), f"data/{name}")
        own = [path for path, digest in known.items() if digest == digests.get(name)]
        if not own:
            return NotComparable(_CHANGED, f"data/{name}")
        places[name] = own[0]
    return Earlier(_Kept(places, digests), manifest)


def kept_name(name: str) -> str:
    """Where a table of the last complete build is kept when another command replaces it."""
    return f"data/earlier-{name}"


def table_of_build(root: Path, name: str) -> bytes | None:
    """A table as the last complete build wrote it; None when something else stands in its place."""
    digests, content = read_manifest(root).get("tables"), _content(root, f"data/{name}")
    digest = digests.get(name) if isinstance(digests, dict) else None
    return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None


def _content(root: Path, name: str) -> bytes | None:
    try:
        return (root / PurePosixPath(name)).read_bytes()
    except OSError:
        return None


def parse(content: bytes) -> Table:
    """A table of ours from its bytes, without the apostrophes that keep texts from being formulas."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    columns = tuple(next(lines, ()))
    return Table(columns, list(_whole(lines, len(columns))))


def _whole(lines: Iterator[list[str]], width: int) -> Iterator[tuple[str, ...]]:
    for line in lines:
        if len(line) != width:
            raise ValueError(f"a line of {len(line)} cells, not {width}")
        yield tuple(sys.intern(_plain(text)) for text in line)


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_START) else text


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(starmap(_both_texts, value.items())):
        raise ValueError("no table of texts")
    return value


def _both_texts(key: object, value: object) -> bool:
    return isinstance(key, str) and isinstance(value, str)
