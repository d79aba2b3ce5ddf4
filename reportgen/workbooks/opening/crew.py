"""Many files are read in a few processes of their own: started when needed, ended when late, replaced when dead."""

import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final, Generic, TypeVar

from reportgen.futures import is_done, outcome, submitted
from reportgen.workbooks.opening import worker
from reportgen.workbooks.opening.raw import RawBook, UnreadableWorkbookError
from reportgen.workbooks.opening.worker import Result, read_here, receive, receive_cells, send_file

WORKER: Final = worker.__name__
START_SECONDS: Final = 60.0
GUARD_SECONDS: Final = 5.0
READ_SECONDS: Final = 5.0
READ_SECONDS_PER_MB: Final = 2.0

R = TypeVar("R")
P = TypeVar("P", bound="Process")

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_POLL = 0.1  # seconds
_KILLED = -9  # by the system, when memory runs out


def read_all(files: Iterable[tuple[bytes, str]], workers: int) -> Generator[Result, None, None]:
    """Read files, given as content and suffix, in up to `workers` processes (0: in this one).

    The results come in the order of the files, and files are taken only as they are needed. The processes end with
    the iteration.
    """
    if not workers:
        yield from (read_here(content, suffix) for content, suffix in files)
        return
    with closing(Crew(workers, Process)) as crew:
        yield from crew.do(_reading(content, suffix) for content, suffix in files)


def _reading(content: bytes, suffix: str) -> "Callable[[Process], Result]":
    return lambda process: process.read(content, suffix)


class DismissedError(Exception):
    """There are no processes any more."""


class Crew(Generic[P]):
    """Up to `workers` processes, started when needed, one to a thread, and a watch that ends those that are late."""

    def __init__(self, workers: int, start: Callable[[], P]) -> None:
        self._workers = workers
        self._start = start
        self._own = threading.local()
        self._lock = threading.Lock()
        self._all: list[P] = []
        self._dismissed = threading.Event()
        self._threads = ThreadPoolExecutor(workers)
        threading.Thread(target=self._watch, daemon=True).start()

    def do(self, tasks: Iterable[Callable[[P], R]]) -> Iterator[R]:
        """Do tasks, each with a process; results come in the order of the tasks, which are taken only as they are needed."""
        waiting: deque[Future[R]] = deque()
        for task in tasks:
            waiting.append(submitted(self._threads, self._do, task))
            while waiting and (is_done(waiting[0]) or len(waiting) > 2 * self._workers):
                yield outcome(waiting.popleft()).result()
        while waiting:
            yield outcome(waiting.popleft()).result()

    def _do(self, task: Callable[[P], R]) -> R:
        """Do a task with the process of this thread."""
        process: P | None = getattr(self._own, "process", None)
        if process is None or not process.alive:
            with self._lock:
                if self._dismissed.is_set():
                    raise DismissedError
                process = self._own.process = self._start()
                self._all.append(process)
        return task(process)

    def close(self) -> None:
        """End all processes; who waits for one is told that it died."""
        with self._lock:
            self._dismissed.set()
            for process in self._all:
                process.end()
        self._threads.shutdown(cancel_futures=True)

    def _watch(self) -> None:
        while not self._dismissed.wait(_POLL):
            with self._lock:
                self._all = [process for process in self._all if process.alive]
                for process in self._all:
                    process.end_if_late(time.monotonic())


class Process:
    """A process that reads files, one after another. After a death it reads no more."""

    def __init__(self, module: str = "") -> None:
        path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module or WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
        )
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018 (they are pipes)
        self._files: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._deadline = time.monotonic() + START_SECONDS
        self._ready = False
        self._late = False
        self.alive = True

    def read(self, content: bytes, suffix: str) -> Result:
        """The sheets of a file, or why there are none."""
        answer = self.asked(lambda files: send_file(files, content, suffix))
        return answer if isinstance(answer, RawBook) else UnreadableWorkbookError(str(answer))

    def asked(self, send: Callable[[IO[bytes]], None], seconds: float | None = None) -> Any:  # noqa: ANN401 (whatever it answers)
        """The answer of the process to what is sent, with the cells of a book filled in; or the key of the cause why there
        is none. `seconds` are those that it gets until it answers anything at all.
        """
        try:
            answer = self._asked(send, GUARD_SECONDS if seconds is None else seconds)
        except (OSError, EOFError, pickle.UnpicklingError, struct.error, ValueError):
            self.end()
            if self._late:
                return "time"
            return "memory" if self._process.returncode == _KILLED else "incomplete"
        if answer == "memory":
            self.end()  # it may not be able to give back what it took
        return answer

    def _asked(self, send: Callable[[IO[bytes]], None], seconds: float) -> Any:  # noqa: ANN401 (likewise)
        if not self._ready:
            self._ready = receive(self._answers) == "ready"
        self._allow(seconds)
        send(self._files)
        answer: Any = receive(self._answers)
        while isinstance(answer, int | float):
            size = READ_SECONDS + READ_SECONDS_PER_MB * answer / 2**20
            self._allow(answer if isinstance(answer, float) else size)
            answer = receive(self._answers)
        cause = receive_cells(self._answers, answer) if isinstance(answer, RawBook) else ""
        self._deadline = float("inf")
        return cause or answer

    def _allow(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    def end_if_late(self, now: float) -> None:
        if now > self._deadline:
            self._late = True
            self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for stream in (self._files, self._answers):
            with contextlib.suppress(OSError):
                stream.close()
