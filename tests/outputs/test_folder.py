"""The output folder: files whole or not at all, and nothing touched that is not ours."""

import errno
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.outputs import disk
from reportgen.outputs.folder import OutputError, OutputFolder, is_unfinished, read_manifest, write_whole

Files = Mapping[str, str]


def build(
    root: Path, files: Files, *, cycle: str = "2026", archive: bool = False, remove_stale: bool = True
) -> list[str]:
    """A whole build of a few files; returns the names that were kept from an earlier one."""
    folder = OutputFolder(root)
    folder.start(cycle, {name: {} for name in files}, archive=archive)
    for name, content in files.items():
        folder.write(name, content.encode())
    return folder.finish({}, remove_stale=remove_stale)


def tree(root: Path) -> dict[str, str]:
    """Every file below a folder but the manifest of the last build, with its content."""
    files = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    return {name: path.read_text(encoding="utf-8") for name, path in files.items() if name != MANIFEST}


def full_disk(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


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


def refusal(root: Path, **options: Any) -> str:
    """Why a build into a folder is refused; nothing in it may change."""
    before = {path: path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")}
    with pytest.raises(OutputError) as caught:
        build(root, {"people/1.pdf": "new"}, **options)
    assert {path: path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")} == before
    return str(caught.value)


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


# ---- cycles


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
    def denied(self: Path, _: str) -> list[Path]:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "rglob", denied)
    with pytest.raises(OutputError, match="you may not read it"):
        OutputFolder(tmp_path).start("2026", {})


# ---- a check writes beside a build


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
