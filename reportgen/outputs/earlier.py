"""The earlier run of a folder: its tables as they were written and what they were made from.

Read before anything is overwritten. What cannot be relied on is said and not compared: the manifest of the last
complete run keeps the hash of each table, so a table that was edited, or half of a run that was stopped, shows.
"""

import csv
import hashlib
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from reportgen.language import N_
from reportgen.outputs.manifest import read_manifest
from reportgen.outputs.tables import FORMULA_START

COMPARED: Final = ("scores.csv", "people.csv", "recalibration.csv", "problems.csv", "sources.csv")
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


NOTHING: Final[Mapping[str, Table]] = MappingProxyType({})


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


@dataclass(frozen=True)
class Earlier:
    """The earlier run as it lies in the folder: untouched since. Its tables are understood only when they are needed,
    after all reports are made: those of thousands of people are large.
    """

    content: Mapping[str, bytes]
    facts: Mapping[str, Any]

    def run(self) -> Run | NotComparable:
        """What it says; `NotComparable` when that is nothing of ours."""
        try:
            return run_of(self.content, self.facts)
        except ValueError:
            return NotComparable(N_("the notes on the previous reports (data/manifest.json) cannot be understood"))


def run_of(tables: Mapping[str, bytes], facts: Mapping[str, Any], known: Mapping[str, Table] = NOTHING) -> Run:
    """A run from its tables and the facts in its manifest; `known` are tables that need not be read again.

    Raises `ValueError` for what is no table or fact of ours.
    """
    names = {"inputs", "settings", "model_digest", "program_digest"}
    if not names <= facts.keys():
        raise ValueError(f"no {', '.join(sorted(names - facts.keys()))}")
    parsed = {name: known.get(name) or parse(tables[name]) for name in COMPARED}
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
    tables = {}
    for name in COMPARED:
        found = [
            content for place in (f"data/{name}", kept_name(name)) if (content := _content(root, place)) is not None
        ]
        if not found:
            return NotComparable(N_("{file} of the previous reports is missing or cannot be read"), f"data/{name}")
        own = [content for content in found if hashlib.sha256(content).hexdigest() == digests.get(name)]
        if not own:
            return NotComparable(
                N_("{file} was changed after the previous reports were made, or the last run was stopped"),
                f"data/{name}",
            )
        tables[name] = own[0]
    return Earlier(tables, manifest)


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
