"""File formats and words: every folder of `tests/formats` is read and compared with the tables beside its input."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportgen.model.inputs import Inputs
from reportgen.model.load import packaged_model
from reportgen.settings import SETTINGS_FILE, load_settings
from reportgen.workbooks.inbox import read_folder
from tests.conftest import HERE

FORMATS = HERE / "formats"
CASES = sorted(path.name for path in FORMATS.iterdir() if path.is_dir())
RATINGS = ("person_id", "competency", "rater", "relation", "rating", "file", "sheet", "cell")
MARKS = ("person_id", "subject", "mark", "state", "file", "sheet", "cell")
VOTES = ("grade", "competency", "expert", "level", "file", "sheet", "cell")
ROSTER = ("person_id", "name", "grade")
ANY_CELL = "*"

Row = tuple[str, ...]


@cache
def inputs_of(case: str) -> Inputs:
    """What is read from a case's input, with the aliases of its settings if it has any."""
    folder = FORMATS / case / "input"
    options: dict[str, Any] = {}
    if (folder / SETTINGS_FILE).exists():
        settings: Any = load_settings(folder)
        options["aliases"] = settings.aliases
    return read_folder(folder, packaged_model(), **options)


def expected(case: str, name: str) -> list[dict[str, str]]:
    """Lines of an expected table; none without the file."""
    path = FORMATS / case / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(frame: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Rows of a frame as text, in the order of the columns; nothing is written as an empty text."""
    return [
        tuple("" if value is None else str(value) for value in row)
        for row in frame[list(columns)].itertuples(index=False)
    ]


def written(lines: Iterable[dict[str, str]], columns: Sequence[str]) -> list[Row]:
    """Lines of an expected table like the rows of a frame; marks become exact."""
    return [tuple(str(Fraction(line[c])) if c == "mark" and line[c] else line[c] for c in columns) for line in lines]


def assert_same(found: Iterable[Row], wanted: Iterable[Row]) -> None:
    """The same rows, each as often; otherwise a message that shows those missing and those too many."""
    have, want = Counter(found), Counter(wanted)
    missing, extra = sorted((want - have).elements()), sorted((have - want).elements())
    shown = [
        "",
        *(f"missing:  {' | '.join(row)}" for row in missing),
        *(f"too many: {' | '.join(row)}" for row in extra),
    ]
    assert not missing, "\n".join(shown)
    assert not extra, "\n".join(shown)


@pytest.mark.parametrize("case", CASES)
def test_ratings_are_those_that_stand_there(case: str) -> None:
    lines = expected(case, "ratings.csv")
    columns = (*RATINGS, "date") if lines and "date" in lines[0] else RATINGS
    assert_same(read(inputs_of(case).ratings, columns), written(lines, columns))


@pytest.mark.parametrize("case", CASES)
def test_marks_are_those_that_stand_there(case: str) -> None:
    assert_same(read(inputs_of(case).marks, MARKS), written(expected(case, "marks.csv"), MARKS))


@pytest.mark.parametrize("case", CASES)
def test_votes_are_those_that_stand_there(case: str) -> None:
    assert_same(read(inputs_of(case).votes, VOTES), written(expected(case, "votes.csv"), VOTES))


@pytest.mark.parametrize("case", [case for case in CASES if (FORMATS / case / "roster.csv").exists()])
def test_roster_keeps_ids_and_names(case: str) -> None:
    assert read(inputs_of(case).roster, ROSTER) == written(expected(case, "roster.csv"), ROSTER)


@pytest.mark.parametrize("case", CASES)
def test_errors_are_reported_at_their_cells_and_no_others(case: str) -> None:
    found = {
        (p.code, p.source.file, p.source.sheet, p.source.cell)
        for p in inputs_of(case).problems
        if p.severity == "error"
    }
    lines = [line for line in expected(case, "problems.csv") if line["severity"] == "error"]
    assert_same(found, written(lines, ("code", "file", "sheet", "cell")))


@pytest.mark.parametrize("case", CASES)
def test_warnings_that_must_be_there_are_there(case: str) -> None:
    found = {
        (p.code, p.source.file, p.source.sheet, cell)
        for p in inputs_of(case).problems
        if p.severity == "warning"
        for cell in (p.source.cell, ANY_CELL)
    }
    lines = [line for line in expected(case, "problems.csv") if line["severity"] == "warning"]
    wanted = set(written(lines, ("code", "file", "sheet", "cell")))
    assert not wanted - found, f"{sorted(wanted - found)} not among {sorted(found)}"


def test_every_case_is_described() -> None:
    described = [
        line.split("`")[1]
        for line in (FORMATS / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("- `")
    ]
    assert sorted(described) == CASES


def test_the_cases_use_the_names_of_the_model() -> None:
    model = packaged_model()
    competencies = {c.id for c in model.competencies}
    subjects = {s.id for c in model.competencies for s in c.subjects}
    for case in CASES:
        assert {line["competency"] for line in expected(case, "ratings.csv")} <= competencies, case
        assert {line["subject"] for line in expected(case, "marks.csv")} <= subjects, case
        assert {line["competency"] for line in expected(case, "votes.csv")} <= competencies, case
        for name in ("ratings.csv", "marks.csv", "votes.csv", "problems.csv"):
            files = {Path(line["file"]) for line in expected(case, name)}
            assert all((FORMATS / case / "input" / file).exists() for file in files), (case, name)
