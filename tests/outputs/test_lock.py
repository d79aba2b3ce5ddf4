"""One run at a time in an output folder: who holds it is told, and nothing is left of it."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reportgen.language import Language
from reportgen.outputs import disk
from reportgen.outputs.folder import OutputError, OutputFolder
from reportgen.outputs.lock import LOCK, MARKER, NOTE, held
from tests.program import contents

HOLDER = "import sys, pathlib; from reportgen.outputs.lock import held\nwith held(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


@contextmanager
def another_run(root: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds a folder."""
    command = [sys.executable, "-c", HOLDER, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without locks, as some network folders are."""
    plain = disk.lock

    def lock(lock: Any) -> None:
        if Path(lock.lock_file).name == LOCK:
            Path(lock.lock_file).touch()
            raise OSError(errno.ENOLCK, "No locks available")
        plain(lock)

    monkeypatch.setattr(disk, "lock", lock)


def refusal(root: Path) -> OutputError:
    with pytest.raises(OutputError) as caught, held(root):
        pass
    return caught.value


def test_a_second_run_is_told_who_holds_the_folder_since_when_and_what_to_do(tmp_path: Path, zh: Language) -> None:
    with another_run(tmp_path) as process:
        error = refusal(tmp_path)
    said = zh(error.reason, **error.values)
    assert re.search(
        rf"正被另一次运行使用：由 \S+ 在电脑 \S+ 上于 \d{{4}}-\d\d-\d\d \d\d:\d\d 启动（进程号 {process.pid}）", said
    )
    assert "请等它结束，或在那边按 Ctrl-C 停止，再运行一次。" in said


def test_a_run_that_was_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    with another_run(tmp_path) as process:
        process.kill()
        process.wait()
        assert (tmp_path / LOCK).exists()
        with held(tmp_path):
            pass
    assert contents(tmp_path) == {}


def test_what_marks_the_lock_is_there_only_meanwhile(tmp_path: Path) -> None:
    with held(tmp_path):
        assert set(contents(tmp_path)) == {LOCK, NOTE}
        assert json.loads((tmp_path / NOTE).read_text(encoding="utf-8"))["pid"] == os.getpid()
    assert contents(tmp_path) == {}


def test_it_is_neither_foreign_nor_archived(tmp_path: Path) -> None:
    for cycle in ("2025", "2026"):
        with held(tmp_path):
            folder = OutputFolder(tmp_path)
            folder.start(cycle, {"a.txt": {}}, archive=True)
            folder.write("a.txt", b"a")
            folder.finish({}, remove_stale=True)
    assert not [name for name in contents(tmp_path) if ".reportgen" in name]


def test_folders_that_were_made_for_nothing_go_again(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_folders_that_were_there_or_are_used_stay(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with held(tmp_path / "empty"):
        pass
    with held(tmp_path / "used"):
        (tmp_path / "used" / "a.txt").touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "used"]


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), held(tmp_path):
        raise RuntimeError
    with held(tmp_path):
        pass


@pytest.mark.usefixtures("no_locks")
def test_without_locks_a_file_marks_the_folder_and_how_to_remove_it_is_told(tmp_path: Path, zh: Language) -> None:
    with held(tmp_path):
        assert set(contents(tmp_path)) == {MARKER, NOTE}
        error = refusal(tmp_path)
    assert f"请先删除文件 {tmp_path / MARKER}" in zh(error.reason, **error.values)
    assert contents(tmp_path) == {}


@pytest.mark.usefixtures("no_locks")
def test_a_mark_of_a_process_of_this_computer_that_ended_is_taken_over(tmp_path: Path) -> None:
    code = "import sys, os, filelock; lock = filelock.SoftFileLock(sys.argv[1]); lock.acquire(); os._exit(0)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / MARKER)], check=True)
    assert (tmp_path / MARKER).exists()
    with held(tmp_path):
        pass
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("note", ["", "{", "[]", '{"user": "x"}'])
def test_an_unreadable_note_does_not_matter(note: str, tmp_path: Path) -> None:
    with held(tmp_path):
        (tmp_path / NOTE).write_text(note, encoding="utf-8")
        assert refusal(tmp_path).values["user"] == "?"


def test_another_user_who_may_enter_the_folder_may_read_whose_it_is(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        with held(tmp_path):
            modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in (LOCK, NOTE)}
    finally:
        os.umask(before)
    assert modes == {LOCK: 0o666, NOTE: 0o644}


def test_windows_where_an_open_file_cannot_be_removed_is_left_clean_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "WINDOWS", True)
    with held(tmp_path):
        assert set(contents(tmp_path)) == {LOCK, NOTE}
    assert contents(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, zh: Language) -> None:
    (tmp_path / "file").touch()
    error = refusal(tmp_path / "file" / "out")
    values = {key: zh(value) if isinstance(value, str) else value for key, value in error.values.items()}
    assert "应为文件夹的位置是一个文件" in zh(error.reason, **values)
