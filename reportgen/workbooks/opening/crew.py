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
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, Any, Final

from reportgen.workbooks.opening import worker
from reportgen.workbooks.opening.raw import RawBook, UnreadableWorkbookError
from reportgen.workbooks.opening.worker import Result, read_here, receive, receive_cells, send_file

WORKER: Final = worker.__name__
START_SECONDS: Final = 60.0
GUARD_SECONDS: Final = 5.0
READ_SECONDS: Final = 5.0
READ_SECONDS_PER_MB: Final = 2.0

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_POLL = 0.1  # seconds; waiting in short turns hears Ctrl-C on every system
_KILLED = -9  # by the system, when memory runs out


def read_all(files: Iterable[tuple[bytes, str]], workers: int) -> Generator[Result, None, None]:
    """Read files, given as content and suffix, in up to `workers` processes (0: in this one).

    The results come in the order of the files, and files are taken only as they are needed. The processes end with
    the iteration.
    """
    if not workers:
        yield from (read_here(content, suffix) for content, suffix in files)
        return
    crew = _Crew()
    threads = ThreadPoolExecutor(workers)
    waiting: deque[Future[Result]] = deque()
    try:
        for content, suffix in files:
            waiting.append(threads.submit(crew.read, content, suffix))
            while waiting and (waiting[0].done() or len(waiting) > 2 * workers):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        crew.dismiss()
        threads.shutdown(cancel_futures=True)


def _result(future: "Future[Result]") -> Result:
    while not wait([future], timeout=_POLL).done:
        pass
    return future.result()


class _Crew:
    """The processes of a run, one to a thread, and a watch that ends those that are late."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._lock = threading.Lock()
        self._all: list[_Process] = []
        self._dismissed = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def read(self, content: bytes, suffix: str) -> Result:
        """Read a file in the process of this thread."""
        process: _Process | None = getattr(self._own, "process", None)
        if process is None or not process.alive:
            with self._lock:
                if self._dismissed.is_set():
                    return UnreadableWorkbookError("time")
                process = self._own.process = _Process()
                self._all.append(process)
        return process.read(content, suffix)

    def dismiss(self) -> None:
        """End all processes; who waits for one is told that it died."""
        with self._lock:
            self._dismissed.set()
            for process in self._all:
                process.end()

    def _watch(self) -> None:
        while not self._dismissed.wait(_POLL):
            with self._lock:
                self._all = [process for process in self._all if process.alive]
                for process in self._all:
                    process.end_if_late(time.monotonic())


class _Process:
    """A process that reads files, one after another. After a death it reads no more."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", WORKER],
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
        try:
            return self._read(content, suffix)
        except (OSError, EOFError, pickle.UnpicklingError, struct.error, ValueError):
            self.end()
            if self._late:
                return UnreadableWorkbookError("time")
            return UnreadableWorkbookError("memory" if self._process.returncode == _KILLED else "incomplete")

    def _read(self, content: bytes, suffix: str) -> Result:
        if not self._ready:
            self._ready = receive(self._answers) == "ready"
        self._allow(GUARD_SECONDS)
        send_file(self._files, content, suffix)
        answer: Any = receive(self._answers)
        if isinstance(answer, int):
            self._allow(READ_SECONDS + READ_SECONDS_PER_MB * answer / 2**20)
            answer = receive(self._answers)
        cause = receive_cells(self._answers, answer) if isinstance(answer, RawBook) else answer
        self._deadline = float("inf")
        if isinstance(answer, RawBook) and not cause:
            return answer
        if cause == "memory":
            self.end()  # it may not be able to give back what it took
        return UnreadableWorkbookError(cause)

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
