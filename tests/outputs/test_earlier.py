"""The earlier run of a folder: compared when it is whole and untouched, else said why not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.model.types import Model
from reportgen.outputs.earlier import NotComparable, Run, earlier_run, kept_name, parse, table_of_build
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.tables import csv_bytes
from tests.outputs.test_differing import made
from tests.runs import Folder, tables_of

FOLDER: Folder = {
    "名单.csv": [["工号", "姓名", "级别"], ["a1", "+毛", "初阶"]],
    "评分.csv": [["工号", "能力素质", "评估人", "关系", "评分"], ["a1", "迎客", "同事甲", "同级", 2]],
}
PEOPLE = "data/people.csv"


@pytest.fixture
def out(tmp_path: Path, tiny: Model) -> Path:
    """An output folder with the tables of a complete run of 2026."""
    (tmp_path / "in").mkdir()
    tables, facts = tables_of(FOLDER, tmp_path / "in", tiny)
    folder = OutputFolder(tmp_path / "out")
    folder.start("2026", {f"data/{name}": {} for name in tables})
    for name, content in tables.items():
        folder.write(f"data/{name}", content)
    folder.finish({"program": "reportgen", **facts}, remove_stale=True)
    return tmp_path / "out"


def manifest(out: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Another manifest."""
    data = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    change(data)
    (out / MANIFEST).write_text(json.dumps(data), encoding="utf-8")


def compared(out: Path) -> Run | NotComparable:
    """The earlier run beside one of an empty folder, or why there is none."""
    found = earlier_run(out, "2026")
    if isinstance(found, NotComparable):
        return found
    runs = found.beside(*made(({}, {}, [], {})))
    return runs if isinstance(runs, NotComparable) else runs[0]


def why(out: Path) -> tuple[str, str]:
    found = compared(out)
    assert isinstance(found, NotComparable)
    return found.reason, found.file


def test_a_complete_run_gives_its_tables_as_they_were_and_what_it_was_made_from(out: Path) -> None:
    run = compared(out)
    assert isinstance(run, Run)
    people = run.tables["people.csv"]
    assert [people.of(row, "name") for row in people.rows] == ["+毛"]
    assert [people.of(row, "no such column") for row in people.rows] == [""]
    assert sorted(run.inputs) == ["名单.csv", "评分.csv"]


def test_no_folder_another_cycle_and_a_first_run_that_was_stopped_are_a_first_run(out: Path, tmp_path: Path) -> None:
    assert earlier_run(tmp_path / "nowhere", "2026") == NotComparable()
    assert earlier_run(out, "2027") == NotComparable()
    OutputFolder(tmp_path / "new").start("2026", {PEOPLE: {}})
    assert earlier_run(tmp_path / "new", "2026") == NotComparable()


def test_a_run_that_was_stopped_before_its_tables_leaves_the_one_before_to_compare_with(out: Path) -> None:
    folder = OutputFolder(out)
    folder.start("2026", {PEOPLE: {}, "people/1.pdf": {}})
    folder.write("people/1.pdf", b"new")
    assert isinstance(compared(out), Run)


def test_a_run_that_was_stopped_among_its_tables_is_not_compared_with(out: Path) -> None:
    folder = OutputFolder(out)
    folder.start("2026", {PEOPLE: {}})
    folder.write(PEOPLE, b"new")
    assert why(out) == ("{file} was changed after the previous reports were made, or the last run was stopped", PEOPLE)


def test_a_table_that_was_edited_or_removed_is_named(out: Path) -> None:
    (out / PEOPLE).write_bytes((out / PEOPLE).read_bytes().replace(b"a1", b"a2"))
    assert why(out) == ("{file} was changed after the previous reports were made, or the last run was stopped", PEOPLE)
    (out / PEOPLE).unlink()
    assert why(out) == ("{file} of the previous reports is missing or cannot be read", PEOPLE)


def test_a_table_that_is_edited_while_reports_are_made_is_named(out: Path) -> None:
    found = earlier_run(out, "2026")
    assert not isinstance(found, NotComparable)
    (out / PEOPLE).write_bytes(b"new")
    changed = found.beside(*made(({}, {}, [], {})))
    assert isinstance(changed, NotComparable)
    assert changed.file == PEOPLE


def test_a_table_that_another_command_replaced_is_compared_as_the_run_wrote_it(out: Path) -> None:
    own = table_of_build(out, "people.csv")
    assert own == (out / PEOPLE).read_bytes()
    folder = OutputFolder(out)
    folder.join("2026", {})
    folder.write(kept_name("people.csv"), own)
    folder.write(PEOPLE, b"new")
    folder.leave()
    assert isinstance(compared(out), Run)
    assert table_of_build(out, "people.csv") is None


def test_nothing_of_a_run_is_kept_where_there_was_none(tmp_path: Path) -> None:
    assert table_of_build(tmp_path, "people.csv") is None


def test_a_run_of_an_older_program_is_said_to_be_one(out: Path) -> None:
    manifest(out, lambda data: data.pop("tables"))
    assert why(out)[0] == "the previous reports were made by an older version of the program"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("inputs"),
        lambda data: data.update(inputs=[]),
        lambda data: data.update(settings={"weights.peer": 1}),
    ],
)
def test_notes_that_make_no_sense_are_said_to_be_so(change: Callable[[dict[str, Any]], object], out: Path) -> None:
    manifest(out, change)
    assert "cannot be understood" in why(out)[0]


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,2\r\n", b"\xff", b'"'])
def test_a_table_that_is_none_of_ours_is_not_compared(content: bytes, out: Path) -> None:
    import hashlib

    (out / PEOPLE).write_bytes(content)
    manifest(out, lambda data: data["tables"].update({"people.csv": hashlib.sha256(content).hexdigest()}))
    assert "cannot be understood" in why(out)[0]


def test_lines_of_another_length_are_no_table() -> None:
    with pytest.raises(ValueError, match="a line of 1 cells, not 2"):
        parse(b"a,b\r\n1\r\n")


@pytest.mark.parametrize("text", ["=1+1", "-", "-1", "'quoted", "a,b", "two\nlines", '"', ""])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert parse(csv_bytes(["a", "b"], [[text, "x"]])).rows == [(text, "x")]
