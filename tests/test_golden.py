"""The golden sets: workbooks with results that are known exactly, and planted faults known by file, sheet and cell."""

from pathlib import Path

import pytest

from reportgen.language import Language
from reportgen.outputs.tables import data_tables
from reportgen.pipeline.job import Job, read
from reportgen.problems import errors
from reportgen.settings import load_settings
from tests.compare import differences, rows
from tests.conftest import GOLDEN
from tests.program import run


@pytest.mark.parametrize(
    ("source", "expected"),
    [("input", "expected"), ("weighted/input", "weighted/expected")],
)
def test_every_number_comes_out_as_expected(source: str, expected: str, tmp_path: Path, zh: Language) -> None:
    folder = GOLDEN / source
    assessment = read(Job(folder, tmp_path / "out", load_settings(folder), zh))
    tables = data_tables(assessment, zh)
    for name in ("scores.csv", "people.csv", "recalibration.csv"):
        (tmp_path / name).write_bytes(tables[name])
        assert differences(GOLDEN / expected / name, tmp_path / name) == []
    assert errors(assessment.problems) == []


def test_the_example_of_grade_3_comes_out_of_its_votes(tmp_path: Path, zh: Language) -> None:
    folder = GOLDEN / "input"
    found = read(Job(folder, tmp_path / "out", load_settings(folder), zh)).recalibration
    example = rows(GOLDEN / "expected" / "recalibration_example_grade3.csv")
    lines = [line for line in found if line.grade == "3"]
    assert [(x.competency, str(x.before), str(x.after)) for x in lines] == [
        (x["competency"], x["before"], x["after"]) for x in example
    ]
    assert {line.votes for line in lines} == {5}


def test_planted_faults_are_reported_at_their_cells_and_hold_nobody_up(tmp_path: Path) -> None:
    done = run("build", GOLDEN / "faulty" / "input", "--output", tmp_path / "out")
    assert done.returncode == 1, done.stdout + done.stderr
    key = ("severity", "code", "file", "sheet", "cell")
    found = {tuple(row[k] for k in key) for row in rows(tmp_path / "out" / "data" / "problems.csv")}
    expected = {tuple(row[k] for k in key) for row in rows(GOLDEN / "faulty" / "expected" / "problems.csv")}
    assert expected - found == set()
    assert {place for place in found - expected if place[0] == "error"} == set()
    people = rows(tmp_path / "out" / "data" / "people.csv")
    pdfs = {path.name for path in (tmp_path / "out" / "people").iterdir()}
    assert pdfs == {f"{p['person_id']}-{p['name']}.pdf" for p in people}
    assert len(pdfs) == 6
