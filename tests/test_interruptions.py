"""Runs that are stopped from outside, two runs at once, and folders of all sorts: as real processes where it matters."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.outputs.lock import LOCK, NOTE, held
from tests.program import ROOT, contents, run
from tests.tiny_folder import RATINGS, tiny_folder, write_tables

ODD = """甲's "年度" #1 50% 😀 & $HOME (终稿); ok"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tiny_folder(tmp_path / "input")


def started(source: Path, root: Path) -> "subprocess.Popen[str]":
    """A build as a process of its own."""
    command = [sys.executable, "-m", "reportgen", "build", str(source), "--output", str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def wait_for(there: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    while not there() and process.poll() is None:
        time.sleep(0.005)


def snapshot(folder: Path) -> dict[Path, tuple[int, int]]:
    """Every file and folder, with its size and when it was changed."""
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in [folder, *folder.rglob("*")]}


# ---- stopped from outside


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_closed_window_is_like_ctrl_c(source: Path, tmp_path: Path) -> None:
    process = started(source, tmp_path / "out")
    wait_for((tmp_path / "out" / NOTE).exists, process)
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate()
    assert (process.returncode, "已停止" in err, "Traceback" in err) == (130, True, False)
    assert not [path for path in contents(tmp_path) if ".reportgen" in path]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("signals", [("SIGINT", "SIGINT"), ("SIGTERM", "SIGTERM"), ("SIGINT", "SIGHUP")])
def test_a_second_ctrl_c_ends_at_once_what_the_first_set_off(signals: tuple[str, str]) -> None:
    code = """
import time
from reportgen.screen import listen
listen()
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    print("tidying", flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line, name in zip(("ready\n", "tidying\n"), signals, strict=True):
        assert process.stdout.readline() == line
        process.send_signal(getattr(signal, name))
    _, err = process.communicate()
    assert (process.returncode, "已停止" in err, "Traceback" in err) == (130, True, False)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_run_that_is_killed_blocks_nothing_and_the_next_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    assert run("build", source, "--output", tmp_path / "clean").returncode == 0
    root = tmp_path / "out"
    for sign in (root / LOCK, root / "people"):
        process = started(source, root)
        wait_for(sign.exists, process)
        process.kill()
        process.communicate()
    assert run("build", source, "--output", root).returncode == 0
    assert contents(root) == contents(tmp_path / "clean")


# ---- two at once


def test_a_second_run_ends_before_it_reads_anything(source: Path, tmp_path: Path) -> None:
    (source / "名单.xlsx").write_bytes(b"broken")  # would be told if it was read
    with held(tmp_path / "out"):
        before = contents(tmp_path / "out")
        done = run("build", source, "--output", tmp_path / "out")
        assert contents(tmp_path / "out") == before
    assert done.returncode == 2
    assert "正被另一次运行使用" in done.stderr
    assert f"进程号 {os.getpid()}" in done.stderr
    assert "请等它结束" in done.stderr


def test_checking_needs_no_lock(source: Path, tmp_path: Path) -> None:
    with held(tmp_path / "output"):
        assert run("check", source, cwd=tmp_path).returncode == 0


# ---- folders


def test_an_input_folder_that_is_read_only_stays_as_it_is(source: Path, tmp_path: Path) -> None:
    for path in (*source.iterdir(), source):
        path.chmod(0o500 if path.is_dir() else 0o400)
    before = snapshot(source)
    assert run("build", source, "--output", tmp_path / "out").returncode == 0
    assert snapshot(source) == before
    source.chmod(0o700)


def test_paths_may_hold_blanks_quotes_signs_and_emoji(tmp_path: Path) -> None:
    source, root = tiny_folder(tmp_path / f"输入 {ODD}"), tmp_path / f"输出 {ODD}"
    done = run("build", source, "--output", root)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(root) in done.stdout
    run("build", source, "--output", tmp_path / "plain")
    assert contents(root) == contents(tmp_path / "plain")


@pytest.mark.parametrize("from_environment", [False, True])
def test_make_hands_over_every_path_as_it_was_typed(from_environment: bool) -> None:
    values = {"INPUT": f"输入 {ODD}", "OUTPUT": f"输出 {ODD} $(x) $$"}
    typed = [] if from_environment else [f"{name}={value}" for name, value in values.items()]
    environment = os.environ | (values if from_environment else {})
    command = ["make", "--no-print-directory", "PYTHON=true", r"RUN=printf '%s\n'", "reports", *typed]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines() == ["-m", "reportgen", "build", values["INPUT"], "--output", values["OUTPUT"]]


def test_an_input_folder_that_vanishes_leaves_the_reports_before_untouched(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportgen.workbooks.opening import files

    run("build", source, "--output", tmp_path / "out")
    before = contents(tmp_path / "out")
    write_tables(source, {"评分2": RATINGS})  # so that there is something to read
    plain = files._content

    def unplugged(path: Path) -> bytes:
        for left in source.glob("评分*"):
            left.unlink()
            (source / "名单.xlsx").unlink()
            source.rename(tmp_path / "elsewhere")
        return plain(path)

    monkeypatch.setattr(files, "_content", unplugged)
    done = run("build", source, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr == (
        f"{source} 无法读取：它已经不在了（ENOENT）。如果是有意删除或移走的，再运行一次即可；否则请放回原处，再运行一次。\n"
    )
    assert contents(tmp_path / "out") == before


def test_an_output_folder_that_vanishes_is_told_and_not_made_anew(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "out"

    def page(*_: object) -> bytes:
        root.rename(tmp_path / "moved")
        return b""

    monkeypatch.setattr("reportgen.pipeline.build.index_html", page)
    done = run("build", source, "--output", root)
    assert done.returncode == 2
    assert done.stderr.startswith(f"输出文件夹 {root} 已经不在了，index.html 没有写入。")
    assert not root.exists()


def test_a_report_that_is_open_elsewhere_is_replaced_with_a_hint(source: Path, tmp_path: Path) -> None:
    run("build", source, "--output", tmp_path / "out")
    (tmp_path / "out" / ".~lock.results.xlsx#").touch()
    done = run("build", source, "--output", tmp_path / "out")
    assert done.returncode == 0
    assert "results.xlsx 似乎正在 Excel 等程序中打开，那里显示的还是旧内容" in done.stdout
