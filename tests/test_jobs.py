"""Whole builds with processes: the same bytes for any number of them, whatever ends one or all, and the rerun goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.outputs.made import MADE
from tests.program import contents, lasting, run
from tests.tiny_folder import PEOPLE, tiny_folder, write_tables

N = 6
DOCUMENTS = N + 1  # a grade as well

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and groups of processes are those of POSIX")


def roster(n: int) -> list[list[str]]:
    return [PEOPLE[0], *([f"a{i}", f"毛小满{i}", "初阶"] for i in range(1, n + 1))]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny_folder(tmp_path_factory.mktemp("jobs") / "input")
    write_tables(folder, {"名单": roster(N)})
    return folder


@pytest.fixture(scope="module")
def clean(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build in one process writes."""
    root = tmp_path_factory.mktemp("clean") / "out"
    assert run("build", source, "--output", root, "--jobs", 0).returncode == 0
    return contents(root)


def documents(root: Path) -> dict[str, int]:
    """The reports that lie there, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for kind in ("people", "grades") for path in (root / kind).glob("*.pdf")}


def again(source: Path, root: Path, *options: str) -> set[str]:
    """Build once more; returns the reports that were written by it."""
    before = documents(root)
    assert run("build", source, "--output", root, *options).returncode == 0
    return {name for name, written in documents(root).items() if before.get(name) != written}


# ---- the same bytes


@pytest.mark.parametrize("jobs", [1, 4])
def test_any_number_of_processes_writes_the_same_bytes(
    source: Path, clean: dict[str, bytes], tmp_path: Path, jobs: int
) -> None:
    assert run("build", source, "--output", tmp_path / "out", "--jobs", jobs).returncode == 0
    assert contents(tmp_path / "out") == clean


def test_any_order_of_the_documents_writes_the_same_bytes(
    source: Path, clean: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportgen.pipeline.documents import Orders

    of_reports = Orders.reports
    monkeypatch.setattr(Orders, "reports", lambda of, only=None: reversed(list(of_reports(of, only))))
    assert run("build", source, "--output", tmp_path / "out").returncode == 0
    assert contents(tmp_path / "out") == clean


# ---- made once


def test_what_lies_there_is_not_made_again_but_by_force(source: Path, clean: dict[str, bytes], tmp_path: Path) -> None:
    root = tmp_path / "out"
    assert len(again(source, root)) == DOCUMENTS
    assert again(source, root) == set()
    assert len(again(source, root, "--force")) == DOCUMENTS
    assert {n: c for n, c in contents(root).items() if n.endswith(".pdf")} == {
        n: c for n, c in clean.items() if n.endswith(".pdf")
    }


def test_a_report_that_somebody_edited_or_deleted_is_made_anew_and_no_other(
    source: Path, clean: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "out"
    again(source, root)
    edited, deleted = sorted((root / "people").glob("*.pdf"))[:2]
    edited.write_bytes(edited.read_bytes() + b"\n")
    deleted.unlink()
    assert again(source, root) == {edited.name, deleted.name}
    assert lasting(contents(root)).keys() == lasting(clean).keys()
    assert contents(root)[f"people/{edited.name}"] == clean[f"people/{edited.name}"]


# ---- ended in the middle


def started(source: Path, root: Path, *options: str) -> "subprocess.Popen[str]":
    """A build as a group of processes."""
    command = [sys.executable, "-m", "reportgen", "build", str(source), "--output", str(root), "--jobs", "2", *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )


def group(leader: int) -> list[int]:
    """The processes of a group."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, _, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(its_group) == leader and state != "Z":
                found.append(int(folder.name))
    return found


def workers(leader: int) -> list[int]:
    """The processes of a group that make documents."""
    return [pid for pid in group(leader) if b"spawn_main" in command(pid)]


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait_for(there: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if there():
            return True
        time.sleep(0.01)
    return False


def noted(root: Path) -> list[str]:
    """The reports that a build noted as written."""
    try:
        return [line for line in (root / MADE).read_text(encoding="utf-8").splitlines() if ".pdf" in line]
    except OSError:
        return []


@pytest.fixture
def broken_off(source: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A build of which some reports are written and others are not; it ends with the test."""
    process = started(source, tmp_path / "out")
    assert wait_for(lambda: bool(noted(tmp_path / "out")) or process.poll() is not None)
    assert process.poll() is None
    yield process
    for pid in group(process.pid):
        os.kill(pid, signal.SIGKILL)
    process.communicate()


def finished(source: Path, root: Path, clean: dict[str, bytes]) -> None:
    """A rerun makes what is missing, and what was noted is not made again."""
    before = documents(root)
    already = noted(root)
    assert 0 < len(already) < DOCUMENTS
    assert len(again(source, root)) <= DOCUMENTS - len(already)
    kept = [name for name, written in documents(root).items() if before.get(name) == written]
    assert len(kept) >= len(already)
    assert contents(root) == clean


@posix_only
@pytest.mark.parametrize("whom", ["all", "parent"])
def test_ctrl_c_ends_everything_at_once_and_the_next_run_goes_on(
    broken_off: "subprocess.Popen[str]", source: Path, clean: dict[str, bytes], tmp_path: Path, whom: str
) -> None:
    if whom == "all":
        os.killpg(broken_off.pid, signal.SIGINT)
    else:
        os.kill(broken_off.pid, signal.SIGINT)
    _, err = broken_off.communicate(timeout=20)
    assert (broken_off.returncode, err.count("已停止"), "Traceback" in err) == (130, 1, False)
    assert wait_for(lambda: not group(broken_off.pid))
    finished(source, tmp_path / "out", clean)


@posix_only
def test_a_build_that_is_killed_takes_its_processes_with_it_and_the_next_goes_on(
    broken_off: "subprocess.Popen[str]", source: Path, clean: dict[str, bytes], tmp_path: Path
) -> None:
    broken_off.kill()
    assert wait_for(lambda: not group(broken_off.pid))
    finished(source, tmp_path / "out", clean)


@posix_only
def test_workers_that_are_killed_cost_no_report(source: Path, clean: dict[str, bytes], tmp_path: Path) -> None:
    process = started(source, tmp_path / "out")
    for _ in range(2):
        assert wait_for(lambda: len(workers(process.pid)) > 0)
        for pid in workers(process.pid):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert contents(tmp_path / "out") == clean


def test_a_run_that_is_broken_off_early_forgets_nothing_of_the_one_before(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "out"
    again(source, root)
    with monkeypatch.context() as patched:
        patched.setattr("reportgen.pipeline.build.issued_bytes", lambda _: bytes(1 // 0))
        with pytest.raises(ZeroDivisionError):
            run("build", source, "--output", root, "--force")
    assert again(source, root) == set()
