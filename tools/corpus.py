"""Run a collection of odd spreadsheets through the real command, and record which codes each file gets.

`tools/corpus.py FOLDER --outcomes FILE.csv` checks the files in batches, each in a folder of its own beside a valid
roster. A batch that ends in a traceback, runs too long or gives no result is halved until the file is found.
`--expect FILE.csv` lists the files whose codes differ from recorded ones. Exit code 1: there were failures.
"""

import argparse
import csv
import json
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
KINDS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".et", ".tsv"}
INDEX = "index.csv"  # lists the collection, is no part of it
ROSTER = [("工号", "姓名", "级别", "部门"), ("990017", "韩墨涵", "客户经理3级", "商贸客户部")]
SECONDS, SECONDS_PER_FILE = 60, 4
MEMORY = 6 << 30  # bytes of address space: a bomb ends in MemoryError, not in a machine that stands still
TAKES_DATA = "takes-data"  # no failure: the collection says something about people
Outcomes = dict[Path, set[str]]


@dataclass(frozen=True)
class Run:
    """One run of the command: codes by file, what was wrong with it ("" if nothing), its end, its duration."""

    codes: Outcomes
    fault: str
    ended: str
    seconds: float


def check(files: Sequence[Path]) -> Run:
    with TemporaryDirectory(prefix="corpus-") as folder, TemporaryDirectory(prefix="corpus-out-") as output:
        book = openpyxl.Workbook()
        for row in ROSTER:
            book.worksheets[0].append(row)
        book.save(Path(folder, "roster.xlsx"))
        for number, file in enumerate(files):
            shutil.copyfile(file, Path(folder, f"{number:05}{file.suffix}"))
        limit, start = SECONDS + SECONDS_PER_FILE * len(files), time.monotonic()
        command = [sys.executable, "-m", "reportgen", "check", folder, "--output", output, "--json"]
        try:
            done = subprocess.run(
                command, cwd=ROOT, capture_output=True, timeout=limit, check=False, encoding="utf-8", errors="replace"
            )
        except subprocess.TimeoutExpired:
            return Run({}, "timeout", f"timeout: more than {limit} s", time.monotonic() - start)
        seconds = time.monotonic() - start
    codes: Outcomes = {file: set() for file in files}
    said = _json(done.stdout)
    for found in said.get("problems", ()):
        name = found["file"].partition(".")[0]
        if name.isdigit():
            codes[files[int(name)]].add(found["code"])
    fault = "" if (said.get("counts", {}).get("people"), said.get("ratings")) == (1, 0) else TAKES_DATA
    if "Traceback (most recent call last)" in done.stderr:
        fault = "traceback"
    elif done.returncode not in (0, 1):  # 2 says that nothing could be made, but there is a roster
        fault = f"exit{done.returncode}"
    frames = re.findall(r'File ".*/(\w+/\w+\.py)", line (\d+), in (\w+)', done.stderr)
    ended = " ".join([f"exit {done.returncode}", *done.stderr.splitlines()[-1:], *(frames[-1] if frames else ())])
    return Run(codes, fault, ended[:300], seconds)


def _json(text: str) -> dict[str, Any]:
    """What the command says; nothing when it ended before it could."""
    try:
        said: dict[str, Any] = json.loads(text)
    except ValueError:
        return {}
    return said


def examine(files: Sequence[Path], run: Run, faults: dict[Path, str]) -> Outcomes:
    """Codes by file; a run with a fault is halved, and what the halves do not show belongs to all its files."""
    if not run.fault:
        return run.codes
    middle = len(files) // 2
    found: Outcomes = {}
    for half in (files[:middle], files[middle:]) if middle else ():
        found |= examine(half, check(half), faults)
    if not any(code.startswith(run.fault) for codes in found.values() for code in codes):
        mark = run.fault if len(files) == 1 else f"{run.fault}-together"
        found = {file: found.get(file, set()) | run.codes.get(file, set()) | {mark} for file in files}
        if run.fault != TAKES_DATA:
            faults |= dict.fromkeys(files, f"{mark}: {run.ended}")
    return found


def slowest(files: Sequence[Path]) -> tuple[float, Path]:
    """Follows the slower half down to one file."""
    while len(files) > 1:
        middle = len(files) // 2
        files = max(files[:middle], files[middle:], key=lambda half: check(half).seconds)
    return check(files).seconds, files[0]


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    pairs = ((name, before.get(name, "(absent)"), now.get(name, "(absent)")) for name in sorted({*before, *now}))
    return [f"{name}: {was or '(nothing)'} -> {is_ or '(nothing)'}" for name, was, is_ in pairs if was != is_]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--outcomes", type=Path, help="write file and codes to this CSV file")
    parser.add_argument("--expect", type=Path, help="compare with the outcomes in this CSV file")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    if (alone := check(())).fault:
        sys.exit(f"the roster alone: {alone.ended}")
    there = (p for p in options.folder.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
    files = sorted(p for p in there if p.name != INDEX)
    batches = [files[i : i + options.batch] for i in range(0, len(files), options.batch)]
    outcomes: Outcomes = {}
    faults: dict[Path, str] = {}
    with ThreadPoolExecutor(options.jobs) as pool:
        runs = []
        for batch, run in zip(batches, pool.map(check, batches), strict=True):
            runs.append(run)
            print(f"{len(runs)}/{len(batches)}: {len(batch)} files, {run.seconds:.1f} s {run.ended}", flush=True)
        for found in pool.map(examine, batches, runs, [faults] * len(runs)):
            outcomes |= found
        timed = [(run.seconds, batch) for run, batch in zip(runs, batches, strict=True) if run.fault != "timeout"]
        slow = sorted(pool.map(slowest, [batch for _, batch in sorted(timed)[-5:]]), reverse=True)
    now = {p.relative_to(options.folder).as_posix(): " ".join(sorted(codes)) for p, codes in outcomes.items()}
    if options.outcomes:
        with options.outcomes.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([("file", "codes"), *now.items()])
    for (kind, codes), count in sorted(Counter((Path(f).suffix.lower(), c) for f, c in now.items()).items()):
        print(f"{count:6} {kind:5} {codes or '(nothing)'}")
    for seconds, file in slow:
        print(f"slow: {seconds:.1f} s {file}")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB")
    if options.expect:
        with options.expect.open(encoding="utf-8", newline="") as source:
            print(*differences(dict(list(csv.reader(source))[1:]), now), sep="\n")
    for path, fault in sorted(faults.items()):
        print(f"FAILURE {path}: {fault}")
    print(f"{len(now)} files, {len(faults)} failures")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
