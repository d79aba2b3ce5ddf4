"""`data/issued.json`: what readers were shown of whose answers, issue by issue. For the administrator only.

The next build of the cycle reads it, so that its reports do not give away by a difference what these keep to themselves.
"""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from reportgen.language import N_
from reportgen.model.issued import Issue, IssuedCell, Issues
from reportgen.outputs.manifest import read_manifest

ISSUED: Final = "data/issued.json"
NOT_READ = N_("{file} of the previous reports is missing or was changed. Without it the program cannot see whether the new reports, compared with those, give away who said what, so it made none. Put the file back; or make all reports anew, whatever a comparison gives away: make reports REISSUE=all")  # fmt: skip


def issued_bytes(issues: Issues) -> bytes:
    """The issues as a file, which tells by itself whether it was changed."""
    people = _packed({person: [_issue(one) for one in them] for person, them in issues.items()})
    return f'{{"sha256":"{_digest(people)}","people":{people}}}\n'.encode()


def read_issued(root: Path, cycle: str, *, sample: bool = False) -> tuple[Issues, str]:
    """What was issued of this cycle in an output folder; and why that cannot be told (translatable, with `file`), else ""."""
    manifest = read_manifest(root)
    if not manifest or manifest.get("cycle") != cycle or manifest.get("sample", sample) != sample:
        return {}, ""
    if ISSUED not in manifest.get("files", {}):  # made by an earlier version
        return {}, ""
    try:
        whole = json.loads((root / ISSUED).read_bytes())
        people = whole["people"]
        if whole["sha256"] != _digest(_packed(people)):
            return {}, NOT_READ
        return {person: tuple(_read(one) for one in them) for person, them in people.items()}, ""
    except FileNotFoundError:
        complete = "sha256" in manifest["files"][ISSUED]  # else the run was stopped before it wrote anything
        return {}, NOT_READ if complete else ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, NOT_READ


def _packed(people: object) -> str:
    return json.dumps(people, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "minimum": issue.minimum,
        "weights": _texts(issue.weights),
        "cells": {
            c: {"shown": cell.shown, "groups": cell.groups, "answers": cell.answers} for c, cell in issue.cells.items()
        },
        "means": {category: _texts(factors) for category, factors in issue.means.items()},
        "remarks": issue.remarks,
    }


def _texts(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _read(one: Mapping[str, Any]) -> Issue:
    return Issue(
        minimum=int(one["minimum"]),
        weights=_fractions(one["weights"]),
        cells={
            c: IssuedCell(
                tuple((str(rater), str(relation), int(rating)) for rater, relation, rating in cell["answers"]),
                bool(cell["shown"]),
                tuple(tuple(map(str, group)) for group in cell["groups"]),
            )
            for c, cell in one["cells"].items()
        },
        means={category: _fractions(factors) for category, factors in one["means"].items()},
        remarks=tuple((str(rater), str(text)) for rater, text in one["remarks"]),
    )


def _fractions(texts: Mapping[str, str]) -> dict[str, Fraction]:
    return {name: Fraction(text) for name, text in texts.items()}
