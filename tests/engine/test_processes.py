"""Work in processes of this machine: what becomes of it when they end in all sorts of ways."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from reportgen.engine.processes import Here, Processes
from reportgen.engine.running import DIED, NOBODY, Crew, EngineError, Lost, Work, working
from tests.engine import chores
from tests.engine.chores import FATAL

ITEMS = range(20)
SQUARES = {i: i * i for i in ITEMS}
OTHERS = {i: square for i, square in SQUARES.items() if i != FATAL}

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")


def done(work: Callable[[Sequence[int]], Sequence[Any]], crew: Crew, size: int = 4) -> dict[int, Any]:
    """What became of `ITEMS`: each once."""
    with working(crew):
        results = list(Work(crew, work, ITEMS, size).results())
    assert sorted(number for number, _ in results) == list(ITEMS)
    return dict(results)


def alive(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def gone(pids: Sequence[int]) -> bool:
    """Whether all of them end, within some seconds."""
    until = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, pids))


@pytest.mark.parametrize("crew", [Here(), Processes(1), Processes(3)], ids=["here", "one", "three"])
def test_every_item_has_its_answer_and_nobody_is_left_behind(crew: Crew) -> None:
    assert done(chores.square, crew) == SQUARES
    assert not multiprocessing.active_children()


def test_work_is_shared_among_processes_that_are_not_this_one() -> None:
    found = set(done(chores.who, Processes(2), size=1).values())
    assert len(found) == 2
    assert os.getpid() not in found


@pytest.mark.parametrize("work", [chores.leave, chores.crash, chores.hang], ids=lambda work: work.__name__)
def test_what_ends_a_worker_costs_itself_only(work: Callable[[Sequence[int]], list[int]]) -> None:
    assert done(work, Processes(2)) == OTHERS | {FATAL: Lost(DIED)}


@pytest.mark.parametrize("crew", [Here(), Processes(2)], ids=["here", "two"])
def test_an_item_that_raises_costs_itself_only_and_says_why(crew: Crew) -> None:
    assert done(chores.refuse, crew) == OTHERS | {FATAL: Lost("ValueError: 13")}


def test_an_answer_that_cannot_be_sent_costs_itself_only() -> None:
    found = done(chores.unanswerable, Processes(2))
    assert {i: answer for i, answer in found.items() if i != FATAL} == OTHERS
    assert "pickle" in found[FATAL].reason


def test_an_item_that_cannot_be_sent_costs_itself_only() -> None:
    items: list[Any] = [1, 2, lambda: 3, 4]
    with working(Processes(2)) as crew:
        found: dict[int, Any] = dict(Work(crew, chores.square, items, 2).results())
    assert {number: found[number] for number in (0, 1, 3)} == {0: 1, 1: 4, 3: 16}
    assert "pickle" in found[2].reason


@posix_only
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # of Python 3.11's own pool
@pytest.mark.parametrize("pause", [0, 0.05], ids=["while they start", "while they work"])
def test_workers_that_are_killed_from_outside_lose_nothing(pause: float) -> None:
    ended: set[int] = set()

    def kill_all() -> None:
        for _ in range(2):
            before = len(ended)
            while len(ended) < before + 2:
                for process in multiprocessing.active_children():
                    if process.pid not in ended and process.pid is not None:
                        ended.add(process.pid)
                        with suppress(ProcessLookupError):  # its crew was quicker
                            os.kill(process.pid, signal.SIGKILL)
                time.sleep(pause)

    killer = threading.Thread(target=kill_all)
    killer.start()
    assert done(chores.slow, Processes(2), size=1) == SQUARES
    killer.join()
    assert len(ended) >= 4


def test_processes_that_cannot_even_start_are_given_up_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.engine.processes._begin", chores.cannot_begin)
    with pytest.raises(EngineError) as caught, working(Processes(2)) as crew:
        list(Work(crew, chores.square, ITEMS, 4).results())
    assert caught.value.reason == NOBODY


def test_a_crew_is_let_go_in_the_middle_of_its_work() -> None:
    def stopped(crew: Crew) -> None:
        Work(crew, chores.long, ITEMS, 4)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), working(Processes(2)) as crew:
        stopped(crew)
    until = time.monotonic() + 5  # the thread that saw them end may be about to note it
    while multiprocessing.active_children() and time.monotonic() < until:
        time.sleep(0.01)
    assert not multiprocessing.active_children()


def started(body: str) -> "subprocess.Popen[str]":
    """A process with two workers that have long work; it prints their process ids."""
    code = f"""
import multiprocessing, signal
from reportgen.engine.processes import Processes
from reportgen.engine.running import Work, working
from tests.engine import chores
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background would leave it ignored
    crew = Processes(2)
    with working(crew):
        work = Work(crew, {body}, list(range(20)), 1)
        print(*(process.pid for process in multiprocessing.active_children()), flush=True)
        list(work.results())
"""
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@posix_only
@pytest.mark.parametrize("later", [0, 1.0], ids=["while they start", "while they work"])
def test_workers_end_with_the_process_that_is_killed(later: float) -> None:
    process = started("chores.long")
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    assert len(pids) == 2
    time.sleep(later)
    process.kill()
    assert gone(pids)
    process.communicate()


@posix_only
@pytest.mark.parametrize("later", [0, 0.1, 0.2, 0.3, 1.0])
def test_ctrl_c_while_processes_start_or_work_says_nothing_of_theirs(later: float) -> None:
    process = started("chores.long")
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    time.sleep(later)
    for pid in [*pids, process.pid]:  # as a terminal does: to all of them
        os.kill(pid, signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert err.count("Traceback") == 1  # of the process itself, which has no screen here
    assert "KeyboardInterrupt" in err
    assert gone(pids)
