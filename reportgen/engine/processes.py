"""Workers as processes of this machine, or this process itself."""

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, InvalidStateError, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from typing import Any, Final

from reportgen.engine.running import SECONDS
from reportgen.futures import uninterrupted

MOST: Final = 61  # processes that Windows can wait for
_TELLING: Final = 2  # seconds that killed processes may take to end, and their pool to tell its futures so


def cores() -> int:
    """Cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return min(len(usable(0)) if usable else os.cpu_count() or 1, MOST)


class Processes:
    """Up to `jobs` processes, started when there is work; they end with this one, however it ends."""

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, jobs: int) -> None:
        self.jobs = min(jobs, MOST)
        self._pool: _Pool | None = None

    def executor(self) -> Executor:
        """A pool of fresh interpreters: a fork would copy threads and locks of libraries in any state."""
        if self._pool is None:
            self._pool = _Pool(self.jobs)
        return self._pool

    def renew(self, broken: Executor) -> None:
        """Start anew with the next work."""
        if self._pool is not None and broken is self._pool:
            with uninterrupted():
                self._pool.end()
            self._pool = None

    def watch(self) -> None:
        """A process that ends is told by its future: unless that was given to it at this very moment."""
        if self._pool is not None and self._pool.maimed:
            self.renew(self._pool)

    def close(self, *, at_once: bool) -> None:
        """End the processes, after what they have in hand or in the middle of it."""
        pool, self._pool = self._pool, None
        if pool is not None:
            with uninterrupted():
                if at_once:
                    pool.end()
                pool.shutdown(cancel_futures=True)


class _Pool(ProcessPoolExecutor):
    """Knows its processes and what they have been given.

    Python's own pool, when a process dies while another one is being started, leaves that one and its work to wait for
    each other for ever (before 3.12).
    """

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
        self._own: set[BaseProcess] = set()
        self._given: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401 (as in the base class)
        with unheard():
            before = set(multiprocessing.active_children())
            try:
                future = super().submit(fn, *args, **kwargs)
            except (
                Exception
            ) as error:  # no process could be started, or one died meanwhile; items are not looked at yet
                raise BrokenProcessPool from error
            finally:
                self._own |= {*multiprocessing.active_children()} - before
        self._given.add(future)
        future.add_done_callback(self._given.discard)
        return future

    @property
    def maimed(self) -> bool:
        """Whether one of its processes has ended; none ends by itself."""
        return not all(process.is_alive() for process in self._own)

    def end(self) -> None:
        """End all processes, and have every future told so."""
        for process in self._own:
            process.kill()
        self.shutdown(wait=False)
        for process in self._own:
            process.join(_TELLING)
        for future in wait([*self._given], timeout=_TELLING).not_done:
            with suppress(InvalidStateError):
                future.set_exception(BrokenProcessPool())


@contextmanager
def unheard() -> Iterator[None]:
    """Processes started meanwhile, and by threads that were, hear no Ctrl-C, not even while Python is being loaded there;
    this one hears it after.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # beginning with the first process, it would listen again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a worker: leave Ctrl-C to the parent, and end when it has gone."""
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def limited() -> Iterator[None]:
    """End this worker when the block takes more than `SECONDS`: a loop in a library's C code hears nothing else."""
    if multiprocessing.parent_process() is None:  # not a worker
        yield
        return
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 (as the description of the device is)
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


class Here:
    """The process itself: for small work, and for tests. Nothing is protected from what happens to it."""

    jobs = 1
    deaths: tuple[type[BaseException], ...] = ()

    def executor(self) -> Executor:
        """An executor that has done its work when it returns."""
        return _AtOnce()

    def renew(self, broken: Executor) -> None:
        """Nothing breaks here."""

    def watch(self) -> None:
        """Whatever is asked for has been done."""

    def close(self, *, at_once: bool) -> None:
        """Nothing is left to end."""


class _AtOnce(Executor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401 (as in the base class)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (the caller gets it from the future)
            future.set_exception(error)
        return future
