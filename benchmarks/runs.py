"""How long whole runs take, from nothing and again, and how much memory: an invented operator of several sizes.

    python -m benchmarks.runs [--people 10 100 1000] [--jobs N] [--keep FOLDER]

Each size has five rating workbooks a person. A run from nothing is followed by one in which nothing changed, and by some
in each of which one rating of somebody changed; what those wrote is looked up. The largest size of a hundred to a thousand
people is also made with one process and with two. Wall-clock seconds, medians; memory is the most that the program and its
largest worker held at a time, as Linux tells it.

Exits 1 when a limit is broken.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.invented import Person
from benchmarks.province import FILLED, form, mould, write_province
from benchmarks.talk import ROOT

CHANGES = 3
SIZES = (10, 100, 1000)
FROM_NOTHING, AGAIN, ONE_RATING = 240.0, 2.0, 3.0  # seconds, of a thousand people
TWO_JOBS, TENFOLD = 1.8, 10.5
PARENT_MB, WORKER_MB = 600, 300
THOUSAND = 1000
READER_FILES = ("person", "grade")


class Run(NamedTuple):
    """Seconds, the most memory of the program and of a worker [MB], and what was printed."""

    seconds: float
    parent: int
    worker: int
    said: str


class Size(NamedTuple):
    """What was measured at a size."""

    people: int
    workbooks: int
    nothing: Run
    again: Run
    changes: Sequence[Run]
    rewritten: Sequence[int]
    megabytes: float


def built(source: Path, output: Path, jobs: int) -> Run:
    """A run of the program as a user starts it."""
    command = [sys.executable, "-m", "reportgen", "build", str(source), "--output", str(output), "--jobs", str(jobs)]
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=said, stderr=subprocess.STDOUT)
        parent, worker = 0, 0
        while process.poll() is None:
            parent = max(parent, _most(process.pid))
            worker = max([worker, *map(_most, _children(process.pid))])
            time.sleep(0.1)
        seconds = time.perf_counter() - begun
        said.seek(0)
        text = said.read()
    if process.returncode not in (0, 1):
        sys.exit(f"the run failed:\n{text}")
    return Run(seconds, parent, worker, text)


def _most(pid: int) -> int:
    """The most memory that a process held so far [MB]; 0 where that cannot be told."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def change(folder: Path, people: int, number: int) -> None:
    """Change one rating that a peer gave to somebody."""
    person = Person((number * 37 + 5) % people)
    for n, rater in enumerate(person.raters(people), 1):
        given = person.answers(rater)
        if rater.relation == "同级" and given:
            path = next(folder.rglob(f"{person.id}-{person.name}-{n}.xlsx"))
            competency, value = next(iter(given.items()))
            path.write_bytes(
                form(mould(ticks=FILLED[rater.relation]), person, rater, but={competency: (value + 1) % 7})
            )
            return
    raise LookupError(person.id)


def reports(output: Path) -> Mapping[str, tuple[str, int]]:
    """The reports in an output folder: hash, and when it was written."""
    files = json.loads((output / "data/manifest.json").read_bytes())["files"]
    return {
        name: (info["sha256"], (output / name).stat().st_mtime_ns)
        for name, info in files.items()
        if info.get("kind") in READER_FILES
    }


def measured(people: int, jobs: int, folder: Path) -> Size:
    """All runs of a size, in a folder of its own."""
    source, output = folder / f"{people}", folder / f"{people}-reports"
    workbooks = write_province(source, people)
    nothing = built(source, output, jobs)
    again = built(source, output, jobs)
    changes, rewritten = [], []
    for number in range(CHANGES):
        before = reports(output)
        change(source, people, number)
        changes.append(built(source, output, jobs))
        after = reports(output)
        written = {name for name in after if after[name][1] != before[name][1]}
        if written != {name for name in after if after[name][0] != before[name][0]}:
            sys.exit("reports were written that did not change, or the other way round")
        rewritten.append(len(written))
    pdfs = [path.stat().st_size for path in (output / "people").iterdir()]
    return Size(people, workbooks, nothing, again, changes, rewritten, sum(pdfs) / len(pdfs) / 1e6)


def table(sizes: Sequence[Size]) -> str:
    """The sizes as lines of text."""
    lines = [f"{'people':>7} {'workbooks':>9} {'from nothing':>13} {'a person':>9} {'again':>7} {'one rating':>10} {'reports':>8} {'program':>8} {'worker':>7} {'report':>7}"]  # fmt: skip
    for s in sizes:
        one = median(run.seconds for run in s.changes)
        runs = (s.nothing, s.again, *s.changes)
        lines.append(
            f"{s.people:7} {s.workbooks:9} {s.nothing.seconds:11.1f} s {s.nothing.seconds / s.people * 1000:6.0f} ms"
            f" {s.again.seconds:5.1f} s {one:8.1f} s {median(s.rewritten):8.0f}"
            f" {max(r.parent for r in runs):5} MB {max(r.worker for r in runs):4} MB {s.megabytes * 1000:4.0f} KB"
        )
    return "\n".join(lines)


def broken(sizes: Sequence[Size], speedup: float) -> list[str]:
    """The limits that do not hold."""
    found = []
    for s in sizes:
        if s.people == THOUSAND:
            one = median(run.seconds for run in s.changes)
            for what, seconds, limit in (
                ("from nothing", s.nothing.seconds, FROM_NOTHING), ("nothing changed", s.again.seconds, AGAIN), ("one rating changed", one, ONE_RATING),
            ):  # fmt: skip
                if seconds > limit:
                    found.append(f"{s.people} people, {what}: {seconds:.1f} s (at most {limit:.0f})")
        if s.nothing.parent > PARENT_MB or s.nothing.worker > WORKER_MB:
            found.append(f"{s.people} people: {s.nothing.parent} MB and {s.nothing.worker} MB (at most {PARENT_MB} and {WORKER_MB})")  # fmt: skip
    for small, large in pairwise(sizes):
        if large.people == 10 * small.people and small.people >= THOUSAND // 10:
            ratio = large.nothing.seconds / small.nothing.seconds
            if ratio > TENFOLD:
                found.append(f"{large.people} people take {ratio:.1f} × the time of {small.people} (at most {TENFOLD})")
    if speedup and speedup < TWO_JOBS:
        found.append(f"two processes: {speedup:.2f} × one (at least {TWO_JOBS})")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure whole runs.")
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="a folder that is not there yet, for the workbooks and reports")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        sizes = [measured(people, options.jobs, folder) for people in sorted(options.people)]
        print(table(sizes))
        speedup = 0.0
        fitting = [size for size in sizes if THOUSAND // 10 <= size.people <= THOUSAND]
        if fitting:
            size = fitting[-1]
            source = folder / f"{size.people}"
            one = built(source, folder / "one", 1).seconds
            two = size.nothing.seconds if options.jobs == 2 else built(source, folder / "two", 2).seconds  # noqa: PLR2004
            speedup = one / two
            print(f"{size.people} people with one process {one:.1f} s, with two {two:.1f} s: {speedup:.2f} ×")
    for line in (lines := broken(sizes, speedup)):
        print(f"limit broken: {line}")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
