"""The output folder: files whole or not at all, and nothing touched that is not ours."""

import errno
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.outputs import disk
from reportgen.outputs.folder import OutputError, OutputFolder
from reportgen.outputs.manifest import is_unfinished, read_manifest
from reportgen.outputs.whole import write_whole
from tests.outputs.folders import build, full_disk, refusal, tree

# ---- one file, whole or not at all


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "c.txt", b"1")
    assert tree(tmp_path) == {"a/b/c.txt": "1"}


def test_a_file_replaces_the_one_before(tmp_path: Path) -> None:
    for content in (b"a long text", b"2"):
        write_whole(tmp_path / "c.txt", content)
    assert tree(tmp_path) == {"c.txt": "2"}


def test_files_and_folders_are_their_owners_alone_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        build(tmp_path / "out", {"people/1.pdf": "1", "results.xlsx": "2"})
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]}
    assert {path: f"{mode:o}" for path, mode in modes.items()} == {
        path: "700" if path.is_dir() else "600" for path in modes
    }


def test_a_file_that_cannot_be_completed_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "c.txt", b"old")
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "c.txt", b"new")
    assert tree(tmp_path) == {"c.txt": "old"}  # and nothing temporary


def test_a_file_in_whose_place_a_folder_stands_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "c.txt").mkdir()
    (tmp_path / "c.txt" / "inside").write_text("kept", encoding="utf-8")
    with pytest.raises(OSError, match=r"c\.txt"):
        write_whole(tmp_path / "c.txt", b"new")
    assert tree(tmp_path) == {"c.txt/inside": "kept"}


def test_an_interruption_leaves_nothing_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "c.txt", b"new")
    assert list(tmp_path.iterdir()) == []


# ---- the manifest


def test_the_manifest_names_every_file_with_its_hash_and_what_it_is(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.start("2026", {"people/1.pdf": {"kind": "person", "id": "1"}})
    folder.write("people/1.pdf", b"one", kind="person", id="1")
    folder.write("results.xlsx", b"two", kind="results")
    assert folder.finish({"program": "reportgen 1", "sample": False}, remove_stale=True) == []
    assert json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8")) == {
        "format": 1,
        "ordinal": 1,
        "program": "reportgen 1",
        "sample": False,
        "cycle": "2026",
        "files": {
            "people/1.pdf": {"kind": "person", "id": "1", "sha256": hashlib.sha256(b"one").hexdigest()},
            "results.xlsx": {"kind": "results", "sha256": hashlib.sha256(b"two").hexdigest()},
        },
    }


def test_a_build_that_is_going_on_or_was_broken_off_is_known_as_unfinished(tmp_path: Path) -> None:
    assert not is_unfinished(read_manifest(tmp_path))
    folder = OutputFolder(tmp_path)
    folder.start("2026", {"a": {}})
    folder.write("a", b"1")
    assert is_unfinished(read_manifest(tmp_path))
    folder.finish({}, remove_stale=True)
    assert not is_unfinished(read_manifest(tmp_path))
    folder.start("2026", {})
    build(tmp_path, {"a": "2"}, cycle="2027", archive=True)
    assert not is_unfinished(read_manifest(tmp_path))
    assert is_unfinished(read_manifest(tmp_path / "archive" / "2026"))


def test_the_same_build_writes_the_same_manifest(tmp_path: Path) -> None:
    contents = []
    for files in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}):
        build(tmp_path / "out", files)
        contents.append((tmp_path / "out" / MANIFEST).read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', '{"format": 1}', '{"format": 2, "files": {}}', '{"format": 1, "files": []}']
)
def test_what_is_no_manifest_of_ours_names_nothing(text: str, tmp_path: Path) -> None:
    path = tmp_path / MANIFEST
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert read_manifest(tmp_path) == {}


def test_a_folder_without_manifest_names_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}


def test_a_name_that_was_not_planned_is_noted_before_its_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OutputFolder(tmp_path)
    folder.start("2026", {})
    moved = disk.move

    def broken_off(source: Path, target: Path) -> None:
        moved(source, target)
        if target.name == "admin.html":
            raise KeyboardInterrupt

    monkeypatch.setattr(disk, "move", broken_off)
    with pytest.raises(KeyboardInterrupt):
        folder.write("data/admin.html", b"1", kind="data")
    assert read_manifest(tmp_path)["files"] == {"data/admin.html": {"kind": "data"}}


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt", ""])
def test_a_name_outside_the_folder_is_a_fault_of_the_program(name: str, tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.start("2026", {})
    with pytest.raises(ValueError, match=name or "^$"):
        folder.write(name, b"1")


# ---- files that are open elsewhere


def test_windows_is_asked_ahead_which_files_are_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, {"people/1.pdf": "1", "results.xlsx": "2"})

    def open_in_excel(path: Path) -> None:
        if path.name == "results.xlsx":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(disk, "WINDOWS", True)
    assert OutputFolder(tmp_path).check() == []
    monkeypatch.setattr(disk, "claim", open_in_excel)
    with pytest.raises(OutputError, match=r"cannot be replaced: results\.xlsx\. Close them in Excel"):
        OutputFolder(tmp_path).check()


@pytest.mark.parametrize("sign", ["~$results.xlsx", ".~lock.results.xlsx#", ".~results.xlsx"])
def test_the_signs_of_office_programs_are_a_hint_elsewhere(sign: str, tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1", "results.xlsx": "2"})
    assert OutputFolder(tmp_path).check() == []
    (tmp_path / sign).touch()
    assert OutputFolder(tmp_path).check() == ["results.xlsx"]


def test_a_file_that_a_virus_scanner_holds_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [True, True]
    moved = Path.replace

    def scanned(self: Path, target: Path) -> Path:
        if held:
            held.pop()
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return moved(self, target)

    monkeypatch.setattr(disk, "PAUSES", (0, 0, 0))
    monkeypatch.setattr(Path, "replace", scanned)
    write_whole(tmp_path / "c.txt", b"1")
    assert tree(tmp_path) == {"c.txt": "1"}
    held.extend([True] * 4)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "c.txt", b"2")


# ---- what is not ours


@pytest.mark.parametrize("name", ["holiday.jpg", "people/1.pdf", "data/old.csv", "archive/2025/people/1.pdf"])
def test_a_folder_with_a_foreign_file_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    assert name in refusal(tmp_path)


def test_a_foreign_file_beside_ours_is_refused_and_ours_stay(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "ours"})
    (tmp_path / "people" / "notes.txt").write_text("mine", encoding="utf-8")
    assert "people/notes.txt" in refusal(tmp_path)
    assert "people/notes.txt" in refusal(tmp_path, cycle="2027", archive=True)


@pytest.mark.parametrize("text", ['{"name": "another program"}', '{"format": 99, "files": {"a": {}}}'])
def test_a_manifest_of_another_program_is_a_foreign_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    assert MANIFEST in refusal(tmp_path)


def test_many_foreign_files_are_named_shortly(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"{n}.jpg").touch()
    assert "0.jpg, 1.jpg, 2.jpg … (5)" in refusal(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        ".hidden",
        "~$results.xlsx",
        "Thumbs.db",
        "desktop.ini",
        "people/.x",
        ".Trash-1/x.pdf",
        "$RECYCLE.BIN/x.pdf",
        "people/@eaDir/x.pdf",
    ],
)
def test_dotfiles_lock_files_and_those_of_file_managers_do_not_count(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("kept", encoding="utf-8")
    build(tmp_path, {"people/1.pdf": "1"})
    assert tree(tmp_path) == {name: "kept", "people/1.pdf": "1"}


def test_empty_folders_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    build(tmp_path, {"people/1.pdf": "1"})
    assert tree(tmp_path) == {"people/1.pdf": "1"}


def test_a_manifest_that_names_files_outside_its_folder_reaches_none(tmp_path: Path) -> None:
    outside = [tmp_path / "beside.txt", tmp_path / "absolute.txt"]
    for path in outside:
        path.write_text("mine", encoding="utf-8")
    build(tmp_path / "out", {"people/1.pdf": "1"})
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] |= {"../beside.txt": {}, str(tmp_path / "absolute.txt"): {}}
    (tmp_path / "out" / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    build(tmp_path / "out", {"people/1.pdf": "2"})
    assert [path.is_file() for path in outside] == [True, True]


# ---- what an earlier build left


def test_files_of_an_earlier_build_that_are_no_longer_made_are_removed_when_asked(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1", "people/2.pdf": "2"})
    assert build(tmp_path, {"people/1.pdf": "new"}, remove_stale=True) == []
    assert tree(tmp_path) == {"people/1.pdf": "new"}
    assert list(read_manifest(tmp_path)["files"]) == ["people/1.pdf"]


def test_otherwise_they_are_kept_marked_and_told(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1", "people/2.pdf": "2"})
    assert build(tmp_path, {"people/1.pdf": "new"}, remove_stale=False) == ["people/2.pdf"]
    assert tree(tmp_path) == {"people/1.pdf": "new", "people/2.pdf": "2"}
    files = read_manifest(tmp_path)["files"]
    assert files["people/2.pdf"]["stale"] == "yes"
    assert "stale" not in files["people/1.pdf"]


def test_what_was_kept_is_still_ours_and_can_be_removed_later(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1", "people/2.pdf": "2"})
    build(tmp_path, {"people/1.pdf": "1"}, remove_stale=False)
    assert build(tmp_path, {"people/1.pdf": "1"}, remove_stale=True) == []
    assert tree(tmp_path) == {"people/1.pdf": "1"}


def test_a_file_of_ours_that_somebody_removed_is_not_missed(tmp_path: Path) -> None:
    build(tmp_path, {"people/1.pdf": "1", "people/2.pdf": "2"})
    (tmp_path / "people" / "2.pdf").unlink()
    assert build(tmp_path, {"people/1.pdf": "1"}, remove_stale=False) == []
    assert list(read_manifest(tmp_path)["files"]) == ["people/1.pdf"]


def test_files_of_a_run_that_was_killed_are_ours(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    folder.start("2026", {"people/1.pdf": {}, "people/2.pdf": {}})
    folder.write("people/1.pdf", b"1")  # and no further
    build(tmp_path, {"people/3.pdf": "3"})
    assert tree(tmp_path) == {"people/3.pdf": "3"}


def test_temporary_files_of_a_run_that_was_killed_are_swept(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    for name in (".reportgen-abc", "people/.reportgen-def"):
        (tmp_path / name).touch()
    build(tmp_path, {"people/1.pdf": "1"})
    assert tree(tmp_path) == {"people/1.pdf": "1"}


def test_a_build_that_breaks_off_leaves_whole_files_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, {"people/1.pdf": "old", "people/2.pdf": "old"})
    folder = OutputFolder(tmp_path)
    folder.start("2026", {"people/1.pdf": {}, "people/2.pdf": {}})
    folder.write("people/1.pdf", b"new")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(OutputError, match="the disk is full"):
            folder.write("people/2.pdf", b"new")
    assert tree(tmp_path) == {"people/1.pdf": "new", "people/2.pdf": "old"}
    build(tmp_path, {"people/1.pdf": "new", "people/2.pdf": "new"})
    assert tree(tmp_path) == {"people/1.pdf": "new", "people/2.pdf": "new"}


# ---- folders that cannot be used


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="not a folder"):
        build(tmp_path / "out", {"people/1.pdf": "1"})
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be"):
        build(tmp_path / "file" / "out", {"people/1.pdf": "1"})
    assert tree(tmp_path) == {"file": "mine"}


def test_a_full_disk_is_told_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OutputError, match="the disk is full") as caught:
        build(tmp_path / "out", {"people/1.pdf": "1"})
    assert caught.value.values["folder"] == tmp_path / "out"
    assert tree(tmp_path) == {}


def test_a_folder_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(place: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", place)

    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(OutputError, match="you may not read it"):
        OutputFolder(tmp_path).start("2026", {})
