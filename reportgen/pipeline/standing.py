"""What lies in an output folder before and after a run of the program, and what has become of it in between: read from the
tables that every build leaves, as anybody can.
"""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.model.changes import ProblemLine
from reportgen.outputs.manifest import EARLIER, SAMPLE, read_manifest

REPORTS = frozenset({"person", "grade"})
_TOLD = ("severity", "code", "file", "sheet", "cell", "message")
KEPT = "answers-kept"  # code of the warning that somebody's previous scores are still shown


@dataclass(frozen=True)
class Standing:
    """The reports by file with their digests, those kept from an earlier build, and the problems; None where no run has
    told any.
    """

    reports: Mapping[str, str]
    kept: frozenset[str] = frozenset()
    problems: tuple[ProblemLine, ...] | None = None


@dataclass(frozen=True)
class Update:
    """From one standing to the next. Problems are only told apart when those before are known."""

    changed: tuple[str, ...]  # files of reports that are new or not what they were
    unchanged: int
    removed: int
    kept: int
    errors: int
    warnings: int
    keeping: int  # warnings that somebody's previous scores are still shown
    found: tuple[ProblemLine, ...]
    solved: int


def standing(output: Path) -> Standing:
    """What the last build has left; nothing for a folder without one."""
    manifest = read_manifest(output)
    reports = {name: info for name, info in manifest.get("files", {}).items() if info.get("kind") in REPORTS}
    return Standing(
        {name: info.get("sha256") or info.get(EARLIER, "") for name, info in reports.items()},
        frozenset(name for name, info in reports.items() if "stale" in info),
        _listed(output / "data" / "problems.csv"),
    )


def _listed(table: Path) -> tuple[ProblemLine, ...] | None:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            return tuple(ProblemLine(*(row[name] for name in _TOLD)) for row in csv.DictReader(file))
    except (OSError, ValueError, KeyError, csv.Error):
        return None


def checked(told: str) -> Standing:
    """What a check tells (`reportgen check --json`): problems alone. Raises `ValueError` for anything else."""
    try:
        found = json.loads(told)["problems"]
        names = (*_TOLD[:-1], "what")
        return Standing({}, problems=tuple(ProblemLine(*(str(p[name]) for name in names)) for p in found))
    except (LookupError, TypeError) as error:
        raise ValueError(told) from error


def update(before: Standing, after: Standing) -> Update:
    """What has become of one in the other."""
    made = {name: digest for name, digest in after.reports.items() if name not in after.kept}
    changed = tuple(sorted(name for name, digest in made.items() if before.reports.get(name) != digest))
    problems = after.problems or ()
    severities = Counter(p.severity for p in problems)
    new, gone = Counter(problems), Counter(before.problems or ())
    found = () if before.problems is None else tuple((new - gone).elements())
    return Update(
        changed, len(made) - len(changed), len(before.reports.keys() - after.reports.keys()), len(after.kept),
        severities["error"], severities["warning"], sum(p.code == KEPT for p in problems),
        tuple(sorted(found, key=lambda p: p.severity)), (gone - new).total(),
    )  # fmt: skip


def workbooks_read(output: Path) -> int:
    """How many workbooks the last build read, unless they were the samples."""
    manifest = read_manifest(output)
    inputs = manifest.get("inputs")
    return len(inputs) if isinstance(inputs, dict) and not manifest.get(SAMPLE) else 0
