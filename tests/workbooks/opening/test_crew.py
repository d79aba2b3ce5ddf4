"""Reading in processes of their own: a file that takes a process down takes nothing else with it."""

import io
import os
import pickle
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.workbooks.opening import crew, worker
from reportgen.workbooks.opening.crew import read_all
from reportgen.workbooks.opening.raw import RawBook, UnreadableWorkbookError
from reportgen.workbooks.opening.worker import Result
from tests.children import left_running
from tests.workbooks.opening.books import book, shown

FORM = (book(["工号", "评分"], ["00017", 5]), ".xlsx")
CSV = ("工号,评分\n00024,4\n".encode(), ".csv")
BROKEN = (FORM[0][:-30], ".xlsx")

# What takes the place of the real process: it misbehaves at a file that says so.
UNRULY = """
import os, time
from reportgen.workbooks.opening import worker
real = worker.read_book
def read(content, suffix, on_checked):
    if content == b"die": os._exit(3)
    if content == b"kill": os.kill(os.getpid(), 9)
    if content == b"hang": time.sleep(600)
    if content == b"hang later": on_checked(1); time.sleep(600)
    if content == b"memory": bytearray(2 * worker.MAX_MEMORY)
    return real(content, suffix, on_checked)
worker.read_book = read
worker.main()
"""


def told(results: Iterator[Result]) -> list[object]:
    """The cells of what was read, the cause of what was not."""
    return [shown(r.sheets[0]) if isinstance(r, RawBook) else r.key for r in results]


READ = {"A1": "工号", "B1": "评分", "A2": "00017", "B2": 5}


@pytest.fixture
def unruly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Processes that misbehave when they are told to, and are given little time."""
    (tmp_path / "unruly.py").write_text(UNRULY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(crew, "WORKER", "unruly")
    monkeypatch.setattr(crew, "GUARD_SECONDS", 0.5)
    monkeypatch.setattr(crew, "READ_SECONDS", 0.5)


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_the_order_of_the_files(workers: int) -> None:
    files = [FORM, CSV, BROKEN, (b"", ".xlsx")] * 3
    expected = [READ, {"A1": "工号", "B1": "评分", "A2": "00024", "B2": "4"}, "incomplete", "empty"] * 3
    assert told(read_all(files, workers)) == expected


def test_what_a_process_reads_is_what_is_read_here() -> None:
    dates = book(["2026-10-15", 4.5, True, "#N/A"], prepare=lambda sheet: sheet.merge_cells("A1:A2"))
    assert list(read_all([(dates, ".xlsx")], 1)) == list(read_all([(dates, ".xlsx")], 0))


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"die", "incomplete"),
        (b"kill", "memory"),
        (b"hang", "time"),
        (b"hang later", "time"),
        pytest.param(b"memory", "memory", marks=pytest.mark.skipif(sys.platform != "linux", reason="no such limit")),
    ],
)
@pytest.mark.usefixtures("unruly")
def test_a_file_that_takes_its_process_down_is_refused_and_the_next_is_read(content: bytes, cause: str) -> None:
    assert told(read_all([FORM, (content, ".xlsx"), FORM], 1)) == [READ, cause, READ]


@pytest.mark.usefixtures("unruly")
def test_all_processes_may_die() -> None:
    files = [(b"die", ".xlsx"), FORM] * 4
    assert told(read_all(files, 2)) == ["incomplete", READ] * 4


def test_a_process_that_does_not_start_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "WORKER", "no_such_module")
    assert told(read_all([FORM], 1)) == ["incomplete"]


def test_files_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def files() -> Iterator[tuple[bytes, str]]:
        for number in range(50):
            taken.append(number)
            yield FORM

    results = read_all(files(), 1)
    next(results)
    results.close()
    assert len(taken) < 50


def test_nothing_is_left_running_when_the_reading_breaks_off() -> None:
    threads = threading.active_count()
    results = read_all([FORM] * 10, 2)
    next(results)
    results.close()
    for _ in range(50):
        if threading.active_count() <= threads:
            break
        time.sleep(0.1)
    assert threading.active_count() <= threads
    assert not left_running()


@pytest.mark.usefixtures("unruly")
def test_breaking_off_does_not_wait_for_a_file_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "GUARD_SECONDS", 600.0)
    results = read_all([FORM, *[(b"hang", ".xlsx")] * 5], 1)
    assert told(iter([next(results)])) == [READ]
    results.close()


def test_an_answer_of_anything_but_plain_values_is_refused() -> None:
    packed = pickle.dumps(os.getcwd)
    with pytest.raises(pickle.UnpicklingError):
        worker.receive(io.BytesIO(struct.pack("<Q", len(packed)) + packed))


def test_a_fault_of_a_reader_is_one_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(worker, "read_book", broken)
    result = worker.read_here(*FORM)
    assert isinstance(result, UnreadableWorkbookError)
    assert result.cause == "incomplete"
