"""Compare tables written by the program with expected ones, cell by cell, by key."""

import csv
from pathlib import Path

KEYS = {
    "scores.csv": ("person_id", "competency"),
    "people.csv": ("person_id",),
    "recalibration.csv": ("grade", "competency"),
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def differences(expected: Path, written: Path) -> list[str]:
    """Each cell of `expected` that `written` has otherwise, and each row too few or too many."""
    key = KEYS[expected.name]
    got = {tuple(row[k] for k in key): row for row in rows(written)}
    found = []
    for row in rows(expected):
        place = tuple(row[k] for k in key)
        other = got.pop(place, None)
        if other is None:
            found.append(f"{place}: no such row")
            continue
        found += [f"{place} {c}: {v!r} expected, {other.get(c)!r} written" for c, v in row.items() if other.get(c) != v]
    return found + [f"{place}: a row too many" for place in got]
