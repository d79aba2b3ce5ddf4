"""The invented operator that is measured with: what it holds, and that all of it is read."""

from pathlib import Path

from benchmarks.invented import RATED, SUBJECTS
from benchmarks.province import write_province
from reportgen.model.load import packaged_model
from reportgen.workbooks.inbox import read_folder


def test_every_rating_of_every_person_of_an_invented_operator_is_read_without_a_problem(tmp_path: Path) -> None:
    people = 3
    assert write_province(tmp_path / "in", people) == 2 + 5 * people
    inputs = read_folder(tmp_path / "in", packaged_model(), ignore=["reportgen.toml"])
    assert inputs.problems == ()
    assert len(inputs.roster) == people
    assert len(inputs.ratings) == 5 * people * len(RATED)
    assert len(inputs.marks) == people * len(SUBJECTS)
    assert set(inputs.ratings.groupby("person_id").rater_key.nunique()) == {5}


def test_the_same_number_of_people_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_province(tmp_path / name, 1)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.xlsx"))
    assert len(files) == 5  # nobody else is there to be a peer: two tables and three forms
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)
