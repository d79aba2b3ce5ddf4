"""Hostile and broken files: each is refused by name and cause, and what lies beside it is read all the same."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.types import Model
from reportgen.problems import errors
from reportgen.workbooks.inbox import read_folder
from tests.workbooks.hostile_containers import LIST_CSV
from tests.workbooks.hostile_files import HOSTILE, ODD_CELL, ODD_CELLS, ODD_VALUE, Hostile, Odd
from tests.workbooks.hostile_parts import MEGABYTE, roster, workbook

# A file gets 5 seconds; starting processes and reading the roster come on top.
SECONDS = 15

read: Callable[..., Any] = read_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An input folder with a roster in it."""
    path = tmp_path / "input"
    path.mkdir()
    (path / "人员名单.xlsx").write_bytes(roster())
    return path


def _ratings(inputs: Any) -> dict[str, int]:
    return dict(zip(inputs.ratings["cell"], inputs.ratings["rating"], strict=True))


def _check_refused(folder: Path, model: Model, filename: str, causes: tuple[str, ...]) -> None:
    begun = time.monotonic()
    inputs = read(folder, model, workers=1)
    taken = time.monotonic() - begun
    found = errors(inputs.problems)
    assert [(problem.code, problem.source.file) for problem in found] == [("unreadable-workbook", filename)]
    assert found[0].params["cause"] in causes
    assert len(inputs.roster) == 2
    assert inputs.ratings.empty
    assert taken < SECONDS


def test_rating_list_without_a_fault_is_read(folder: Path, model: Model) -> None:
    (folder / "评分明细.xlsx").write_bytes(workbook())
    inputs = read(folder, model, workers=1)
    assert errors(inputs.problems) == []
    assert _ratings(inputs) == {"E2": ODD_VALUE, "E3": 4, "E4": 3}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_file_is_refused(folder: Path, model: Model, hostile: Hostile) -> None:
    (folder / hostile.filename).write_bytes(hostile.make())
    _check_refused(folder, model, hostile.filename, hostile.causes)


def test_line_of_200_mb_is_refused(folder: Path, model: Model) -> None:
    path = folder / "长行.csv"
    try:
        with path.open("wb") as stream:
            stream.write(LIST_CSV.encode())
            for _ in range(200):
                stream.write(b"x" * MEGABYTE)
        _check_refused(folder, model, path.name, ("too-large",))
    finally:
        path.unlink()


@pytest.mark.parametrize("odd", ODD_CELLS, ids=lambda odd: odd.name)
def test_odd_cell_is_read_or_named(folder: Path, model: Model, odd: Odd) -> None:
    (folder / odd.filename).write_bytes(odd.make())
    inputs = read(folder, model, workers=1)
    found = errors(inputs.problems)
    ratings = _ratings(inputs)
    assert (ratings.pop("E3"), ratings.pop("E4")) == (4, 3)
    if odd.expect == "read":
        assert found == []
        assert ratings == {ODD_CELL: ODD_VALUE}
    else:
        assert [(problem.source.file, problem.source.cell) for problem in found] == [(odd.filename, ODD_CELL)]
        assert ratings == {}


def test_names_are_unique() -> None:
    names = [item.filename.casefold() for item in HOSTILE] + [item.filename.casefold() for item in ODD_CELLS]
    assert len(set(names)) == len(names)
