"""Every layout of `tests/layouts`: what is read from it, and the problems that are reported, cell by cell.

A case is a folder: `input/`, `ratings.csv` (likewise `votes.csv`, `marks.csv`, where it has any) and `problems.csv`.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from reportgen.model.inputs import Inputs, rows
from reportgen.model.load import packaged_model
from reportgen.problems import Problem
from reportgen.workbooks.inbox import read_folder

LAYOUTS = Path(__file__).parent / "layouts"
CASES = sorted(path.name for path in LAYOUTS.iterdir() if path.is_dir())
ANYWHERE = "*"  # as a cell: somewhere on the sheet

Row = tuple[str, ...]


@cache
def read(case: str) -> Inputs:
    return read_folder(LAYOUTS / case / "input", packaged_model())


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """The frame's rows as texts; a value that is missing is empty."""
    chosen = frame[list(columns)].astype(object)
    return [tuple(map(str, row)) for row in chosen.where(chosen.notna(), "").to_numpy().tolist()]


def difference(expected: Iterable[Row], actual: Iterable[Row]) -> str:
    """Rows that are missing (-) and rows that should not be there (+); empty when there are none."""
    wanted, found = list(expected), list(actual)
    missing = [f"- {', '.join(row)}" for row in sorted(set(wanted) - set(found))]
    extra = [f"+ {', '.join(row)}" for row in sorted(set(found) - set(wanted))]
    twice = [f"+ twice: {', '.join(row)}" for row in sorted(set(found)) if found.count(row) > wanted.count(row) > 0]
    return "\n".join(missing + extra + twice)


def compare(frame: pd.DataFrame, path: Path) -> str:
    expected = listed(path)
    columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    return difference([tuple(row[name] for name in columns) for row in expected], rows_of(frame, columns))


def place(problem: Problem) -> Row:
    return (problem.code, problem.source.file, problem.source.sheet, problem.source.cell)


def problems(case: str, severity: str) -> set[Row]:
    """The problems listed for a case: code, file, sheet, cell."""
    rows = listed(LAYOUTS / case / "problems.csv")
    return {(row["code"], row["file"], row["sheet"], row["cell"]) for row in rows if row["severity"] == severity}


def as_listed(found: set[Row], expected: set[Row]) -> set[Row]:
    """The problems found, those with `*` for a cell where the case leaves the cell open."""
    return {(*row[:3], ANYWHERE) if (*row[:3], ANYWHERE) in expected else row for row in found}


@pytest.mark.parametrize("case", CASES)
def test_ratings_are_those_written(case: str) -> None:
    found = compare(read(case).ratings, LAYOUTS / case / "ratings.csv")

    assert not found, f"\n{found}"


@pytest.mark.parametrize("case", [case for case in CASES if (LAYOUTS / case / "votes.csv").exists()])
def test_votes_are_those_written(case: str) -> None:
    found = compare(read(case).votes, LAYOUTS / case / "votes.csv")

    assert not found, f"\n{found}"


@pytest.mark.parametrize("case", [case for case in CASES if (LAYOUTS / case / "marks.csv").exists()])
def test_marks_are_those_written(case: str) -> None:
    found = compare(read(case).marks, LAYOUTS / case / "marks.csv")

    assert not found, f"\n{found}"


@pytest.mark.parametrize("case", CASES)
def test_errors_are_those_listed_and_no_other(case: str) -> None:
    expected = problems(case, "error")
    found = as_listed({place(p) for p in read(case).problems if p.severity == "error"}, expected)
    differing = difference(expected, found)

    assert not differing, f"\n{differing}"


@pytest.mark.parametrize("case", CASES)
def test_listed_warnings_are_reported(case: str) -> None:
    expected = problems(case, "warning")
    found = as_listed({place(p) for p in read(case).problems if p.severity == "warning"}, expected)
    missing = "\n".join(f"- {', '.join(row)}" for row in sorted(expected - found))

    assert not missing, f"\n{missing}\nreported: {sorted(found)}"


def test_each_case_is_in_the_readme() -> None:
    text = (LAYOUTS / "README.md").read_text(encoding="utf-8")

    assert [case for case in CASES if f"`{case}`" not in text] == []


@pytest.mark.parametrize("case", CASES)
def test_a_rating_stands_in_its_cell_or_names_the_cell_that_gives_it_its_number(case: str) -> None:
    books: dict[str, Workbook] = {}
    points = {name: p.value for p in packaged_model().scale for name in (p.name_zh, p.name_en)}
    for r in rows(read(case).ratings):
        if r.file not in books:
            books[r.file] = load_workbook(LAYOUTS / case / "input" / r.file, data_only=True)
        sheet = books[r.file][r.sheet]
        text = unicodedata.normalize("NFKC", str(sheet[r.cell].value)).strip()
        if r.heading:
            above = sheet[r.heading].column == sheet[r.cell].column
            said = [sheet[r.heading].value] if above else [c.value for c in sheet[sheet[r.heading].row]]
            assert any(str(r.rating) in str(words) for words in said), (r.cell, r.heading)
        else:
            assert points.get(text) == r.rating or float(text.removesuffix("分")) == r.rating, r.cell
