"""Cycles in one output folder: another one is refused, or the old one archived, whatever breaks off."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.outputs import disk
from reportgen.outputs.folder import OutputError
from reportgen.outputs.manifest import read_manifest
from tests.outputs.folders import build, full_disk, refusal, tree


def test_another_cycle_is_refused_and_both_are_named(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1"}, cycle="2025")
    told = refusal(tmp_path, cycle="2026")
    assert "2025" in told
    assert "2026" in told
    assert "--archive" in told


@pytest.mark.parametrize(("before", "now"), [("", "2026"), ("2026", "")])
def test_a_cycle_without_a_name_is_another_one(before: str, now: str, tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1"}, cycle=before)
    assert "—" in refusal(tmp_path, cycle=now)


def test_the_old_cycle_is_moved_to_the_archive_when_asked(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "old", "results.xlsx": "old"}, cycle="2025")
    build(tmp_path, {"people/1.pdf": "new"}, cycle="2026", archive=True)
    files = tree(tmp_path)
    archived = json.loads(files.pop("archive/2025/data/manifest.json"))
    assert files == {
        "archive/2025/people/1.pdf": "old",
        "archive/2025/results.xlsx": "old",
        "people/1.pdf": "new",
    }
    assert (archived["cycle"], list(archived["files"])) == ("2025", ["people/1.pdf", "results.xlsx"])
    assert list(read_manifest(tmp_path)["files"]) == ["people/1.pdf"]


def test_what_is_archived_stays_whatever_is_built_later(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "2025"}, cycle="2025")
    build(tmp_path, {"people/1.pdf": "2026"}, cycle="2026", archive=True)
    build(tmp_path, {"people/2.pdf": "2026"}, cycle="2026", remove_stale=True)
    assert tree(tmp_path)["archive/2025/people/1.pdf"] == "2025"


def test_a_second_archive_of_one_cycle_gets_a_number(tmp_path: Path) -> None:
    for n, cycle in enumerate(["2025", "2026", "2025", "2026"]):
        build(tmp_path, {"people/1.pdf": str(n)}, cycle=cycle, archive=True)
    assert {name: text for name, text in tree(tmp_path).items() if name.endswith(".pdf")} == {
        "archive/2025/people/1.pdf": "0",
        "archive/2026/people/1.pdf": "1",
        "archive/2025~2/people/1.pdf": "2",
        "people/1.pdf": "3",
    }


@pytest.mark.parametrize("cycle", ["../../2025", "a/b", "", "CON", ".."])
def test_a_cycle_of_any_name_is_archived_below_the_archive(cycle: str, tmp_path: Path) -> None:
    build(tmp_path / "out", {"people/1.pdf": "old"}, cycle=cycle)
    build(tmp_path / "out", {"people/1.pdf": "new"}, cycle="2026", archive=True)
    files = {name: text for name, text in tree(tmp_path).items() if text == "old"}
    assert len(files) == 1
    assert all(name.startswith("out/archive/") and name.count("/") == 4 for name in files)


def test_the_same_cycle_is_never_archived(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1"})
    build(tmp_path, {"people/1.pdf": "2"}, archive=True)
    assert tree(tmp_path) == {"people/1.pdf": "2"}


def test_a_build_that_failed_right_after_archiving_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, {"people/1.pdf": "old"}, cycle="2025")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(OutputError, match="the disk is full"):
            build(tmp_path, {"people/1.pdf": "new"}, cycle="2026", archive=True)
    build(tmp_path, {"people/1.pdf": "new"}, cycle="2026", archive=True)
    assert tree(tmp_path)["people/1.pdf"] == "new"
    assert tree(tmp_path)["archive/2025/people/1.pdf"] == "old"


def test_archiving_that_was_broken_off_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"people/1.pdf": "first", "people/2.pdf": "second", "people/3.pdf": "third"}
    build(tmp_path, old, cycle="2025")
    moved = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if self.name == "2.pdf":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return moved(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", locked)
        with pytest.raises(OutputError, match="you may not write there"):
            build(tmp_path, {"people/1.pdf": "new"}, cycle="2026", archive=True)
    build(tmp_path, {"people/1.pdf": "new"}, cycle="2026", archive=True)
    archived = {text for name, text in tree(tmp_path).items() if name.startswith("archive/")}
    assert set(old.values()) <= archived
    assert tree(tmp_path)["people/1.pdf"] == "new"


def test_archiving_that_was_broken_off_is_finished_by_whatever_build_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"people/1.pdf": "first", "people/2.pdf": "second"}
    build(tmp_path, old, cycle="2025")
    manifest = (tmp_path / MANIFEST).read_bytes()
    moved = disk.move

    def broken_off(source: Path, target: Path) -> None:
        if target.name == "2.pdf":
            raise KeyboardInterrupt
        moved(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "move", broken_off)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path, {"people/1.pdf": "new"}, cycle="2026", archive=True)
    assert tree(tmp_path) == {"archive/2025/people/1.pdf": "first", "people/2.pdf": "second"}
    build(tmp_path, {"people/1.pdf": "new"}, cycle="2025")
    assert (tmp_path / "archive" / "2025" / MANIFEST).read_bytes() == manifest
    assert {f"archive/2025/{name}": text for name, text in old.items()}.items() <= tree(tmp_path).items()
    assert list(read_manifest(tmp_path)["files"]) == ["people/1.pdf"]


@pytest.mark.parametrize("place", ["..", "archive/../..", "/archive", "people/x", "archive", 7])
def test_a_manifest_that_would_archive_elsewhere_is_not_followed(place: Any, tmp_path: Path) -> None:
    build(tmp_path / "out", {"people/1.pdf": "1"})
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(manifest | {"archiving": place}), encoding="utf-8")
    build(tmp_path / "out", {"people/1.pdf": "2"})
    assert tree(tmp_path) == {"out/people/1.pdf": "2", f"out/{MANIFEST}": (tmp_path / "out" / MANIFEST).read_text()}
