"""Runs without reports: a folder of text tables read, assessed and put into tables, to be compared with another one."""

import csv
import hashlib
import io
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from reportgen.assessment.assess import assess
from reportgen.assessment.evidence import evidence
from reportgen.language import language
from reportgen.model.types import Model
from reportgen.outputs.changes import compare
from reportgen.outputs.earlier import Run, run_facts, run_of
from reportgen.outputs.tables import data_tables, sources_table
from reportgen.workbooks.inbox import read_folder
from tests.conftest import Rows

Folder = Mapping[str, Rows]


def tables_of(
    files: Folder, folder: Path, model: Model, weights: Mapping[str, int] | None = None, **facts: str
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The tables of a run and what its manifest keeps of it."""
    for path in folder.glob("*.csv"):
        path.unlink()
    for name, rows in files.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        (folder / name).write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    inputs = read_folder(folder, model)
    relations = {relation: Fraction(weight) for relation, weight in (weights or {}).items()}
    assessment = assess(inputs, model, weights=relations, cycle=None)
    tables = data_tables(assessment, language("zh")) | {"sources.csv": sources_table(evidence(assessment))}
    settings = {f"weights.{relation}": str(weight) for relation, weight in relations.items()}
    digest = hashlib.sha256(repr(model).encode()).hexdigest()
    made_from: dict[str, object] = {
        "inputs": dict(inputs.digests),
        "settings": settings,
        "model_digest": digest,
        "program_digest": "",
    }
    return tables, run_facts(tables, {**made_from, **facts})


def run_of_folder(files: Folder, folder: Path, model: Model, weights: Mapping[str, int] | None = None, **facts: str) -> Run:  # fmt: skip
    """A run to be compared."""
    return run_of(*tables_of(files, folder, model, weights, **facts))


Told = dict[tuple[str, str, str], tuple[str, str, frozenset[str]]]


def told(before: Run, after: Run) -> Told:
    """(person, competency, what) -> before, after, and the files it is said to come from."""
    return {
        (c.person_id, c.competency, c.what): (c.before, c.after, c.because.files)
        for c in compare(before, after).changes
    }
