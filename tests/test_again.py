"""Runs that would come to what lies there already: they read nothing and say the same; whatever is different is looked at."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.results import Assessment
from reportgen.pipeline import build as building
from reportgen.pipeline.job import read
from tests.program import Done, contents, lasting, run
from tests.rendering import rendered_once  # noqa: F401 - a fixture
from tests.tiny_folder import RATINGS, tiny_folder, write_tables

COMMENT = "\n# nothing but a comment"
WRONG = [*RATINGS, ["a1", "打包", "主管甲", "上级", 9]]  # beyond the scale


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tiny_folder(tmp_path / "input", people=2)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes every time that workbooks are read."""
    noted: list[str] = []

    def noting(*of: Any) -> Assessment:
        noted.append("read")
        return read(*of)

    monkeypatch.setattr(building, "read", noting)
    return noted


def build(source: Path, *options: str) -> Done:
    return run("build", source, "--output", source.parent / "out", *options)


def test_a_run_in_which_nothing_changed_reads_nothing_and_says_the_same(source: Path, reading: list[str]) -> None:
    write_tables(source, {"评分": WRONG})
    first, files = build(source), contents(source.parent / "out")
    again = build(source)
    assert reading == ["read"]
    assert first.returncode == again.returncode == 1
    told = "错误 [rating-out-of-range] 评分.xlsx 评分 E3"
    assert told in first.stdout
    assert set(first.stdout.splitlines()) <= set(again.stdout.splitlines())
    assert "没有文件需要重新生成。" in again.stdout
    assert "与上次生成报告相比，没有变化。" in again.stdout
    new = contents(source.parent / "out")
    assert {name for name in new if new[name] != files[name]} == {"data/changes.html", "data/manifest.json"}
    assert build(source).stdout == again.stdout
    assert contents(source.parent / "out") == new


def test_it_leaves_what_a_run_that_looks_at_everything_leaves(source: Path, reading: list[str]) -> None:
    build(source)
    build(source)
    short = contents(source.parent / "out")
    build(source, "--force")
    assert len(reading) == 2
    assert contents(source.parent / "out") == short


def change_rating(folder: Path) -> None:
    write_tables(folder / "input", {"评分": [RATINGS[0], [*RATINGS[1][:-1], 4]]})


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes() + text.encode())

    return change


CHANGES: dict[str, Callable[[Path], Any]] = {
    "a rating": change_rating,
    "a name of a workbook": lambda folder: (folder / "input/评分.xlsx").rename(folder / "input/打分.xlsx"),
    "a workbook gone": lambda folder: (folder / "input/评分.xlsx").unlink(),
    "a further workbook": lambda folder: shutil.copy(folder / "input/评分.xlsx", folder / "input/评分2.xlsx"),
    "a file that is no workbook": lambda folder: (folder / "input/说明.docx").write_bytes(b"?"),
    "the settings": append("input/reportgen.toml", COMMENT),
    "the model": append("input/tiny.toml", COMMENT),
    "the texts of the model": append("input/tiny_texts.toml", COMMENT),
    "a report that was edited": append("out/people/a1-毛小满.pdf", "\n"),
    "a report gone": lambda folder: (folder / "out/people/a1-毛小满.pdf").unlink(),
    "a table that was edited": append("out/data/scores.csv", "\n"),
    "an archived cycle": lambda folder: shutil.copytree(folder / "out", folder / "out/archive/2024"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_everything_is_looked_at_when_something_is_different(source: Path, reading: list[str], what: str) -> None:
    build(source)
    CHANGES[what](source.parent)
    build(source)
    assert reading == ["read", "read"]


DURING = (
    "the settings", "the model", "the texts of the model", "a further workbook", "a rating", "a file that is no workbook",
)  # fmt: skip


@pytest.mark.parametrize("what", DURING)
def test_what_changes_while_a_run_goes_on_is_for_the_next(
    source: Path, reading: list[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def late(*of: Any) -> Assessment:
        found = noting(*of)
        CHANGES[what](source.parent)
        return found

    noting: Callable[..., Assessment] = vars(building)["read"]
    with monkeypatch.context() as patch:
        patch.setattr(building, "read", late)
        build(source)
    build(source)
    assert reading == ["read", "read"]


@pytest.mark.parametrize("options", [("--lang", "en"), ("--force",), ("--reissue", "a1"), ("--no-previous",)])
def test_other_options_are_another_run(source: Path, reading: list[str], options: tuple[str, ...]) -> None:
    build(source)
    build(source, *options)
    assert reading == ["read", "read"]


def test_a_report_that_failed_is_tried_again(source: Path, reading: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("reportgen.pipeline.making.person_view", None)
        assert "report-failed" in build(source).stdout
    assert "report-failed" not in build(source).stdout
    assert reading == ["read", "read"]


def test_the_memory_of_workbooks_may_be_deleted_or_damaged(source: Path) -> None:
    build(source)
    whole = lasting(contents(source.parent / "out"))
    memory = source.parent / "out/data/workbooks.memory"
    for spoil in (memory.unlink, lambda: memory.write_bytes(b"?")):
        spoil()
        assert build(source).returncode == 0
        assert lasting(contents(source.parent / "out")) == whole


def test_one_rating_changes_the_reports_that_it_stands_in_and_no_other(source: Path) -> None:
    build(source)
    before = {path: path.stat().st_mtime_ns for path in (source.parent / "out").rglob("*.pdf")}
    change_rating(source.parent)
    done = build(source)
    written = {path.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert written == {"a1-毛小满.pdf", "初阶店员.pdf"}
    assert "重新生成了 4 份文件；其余 2 份" in done.stdout  # with the pages that explain them
