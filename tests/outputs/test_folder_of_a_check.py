"""A check writes beside a build."""

from pathlib import Path

import pytest

from reportgen.outputs.folder import OutputError, OutputFolder
from reportgen.outputs.manifest import read_manifest
from tests.outputs.folders import Files, build, tree


def check(root: Path, files: Files, *, cycle: str = "2026") -> None:
    """A check that writes a few files."""
    folder = OutputFolder(root)
    folder.join(cycle, {name: {} for name in files})
    for name, content in files.items():
        folder.write(name, content.encode())
    folder.leave()


def test_a_check_adds_its_files_to_those_of_the_build(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "1", "problems.xlsx": "1"})
    before = read_manifest(tmp_path)
    check(tmp_path, {"problems.xlsx": "2"})
    assert tree(tmp_path) == {"index.html": "1", "problems.xlsx": "2"}
    after = read_manifest(tmp_path)
    assert {name for name in before["files"] if before["files"][name] != after["files"][name]} == {"problems.xlsx"}
    assert {**before, "files": {}} == {**after, "files": {}}


def test_a_build_of_any_cycle_takes_over_what_a_check_wrote_and_removes_what_is_stale(tmp_path: Path) -> None:
    check(tmp_path, {"problems.xlsx": "1", "data/old.html": "1"}, cycle="2025")
    assert "cycle" not in read_manifest(tmp_path)
    check(tmp_path, {"problems.xlsx": "2"}, cycle="2026")  # nor is another check refused
    build(tmp_path, {"problems.xlsx": "3", "index.html": "3"})
    assert tree(tmp_path) == {"problems.xlsx": "3", "index.html": "3"}
    assert read_manifest(tmp_path)["cycle"] == "2026"


def test_a_check_of_another_cycle_or_beside_foreign_files_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path / "built", {"index.html": "1"})
    with pytest.raises(OutputError, match="cycle 2026; these workbooks are of 2027"):
        check(tmp_path / "built", {"problems.xlsx": "2"}, cycle="2027")
    assert tree(tmp_path / "built") == {"index.html": "1"}
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "a.docx").write_text("mine")
    with pytest.raises(OutputError, match=r"a\.docx"):
        check(tmp_path / "foreign", {"problems.xlsx": "2"})
    assert tree(tmp_path / "foreign") == {"a.docx": "mine"}


def test_an_archived_build_leaves_a_folder_that_a_check_may_write_to(tmp_path: Path) -> None:
    build(tmp_path, {"index.html": "1"}, cycle="2025")
    build(tmp_path, {"index.html": "2"}, cycle="2026", archive=True)
    check(tmp_path, {"problems.xlsx": "2"})
    assert set(tree(tmp_path)) == {
        "index.html",
        "problems.xlsx",
        "archive/2025/index.html",
        "archive/2025/data/manifest.json",
    }
