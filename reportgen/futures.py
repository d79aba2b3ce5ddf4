"""Futures and Ctrl-C. Python raises it between any two steps of the main thread, also just after it took the lock of a
future and before it says that it will let go: whoever waits for that lock then waits for ever.
"""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

POLL: Final = 0.2  # seconds; waiting in short turns hears Ctrl-C on every system
_STOPPING: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]
T = TypeVar("T")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A Ctrl-C meanwhile, or another wish that the process end, counts when the block has ended: it should not take long."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[Callable[[], object]] = []
    before = {number: way for number in _STOPPING if callable(way := signal.getsignal(number))}
    for number, way in before.items():
        signal.signal(number, lambda *of, way=way: heard.append(partial(way, *of)))
    try:
        yield
    finally:
        for number, way in before.items():
            signal.signal(number, way)
        if heard:
            heard[0]()


def submitted(executor: Executor, work: Callable[..., T], *values: Any) -> "Future[T]":  # noqa: ANN401 (whatever it takes)
    """Hand work to an executor; raises what that does."""
    with uninterrupted():
        return executor.submit(work, *values)


def some_done(futures: Iterable["Future[T]"]) -> "set[Future[T]]":
    """Those of some futures that are done, as soon as there is one; none when there is none for `POLL` seconds."""
    with uninterrupted():
        return wait(futures, timeout=POLL, return_when=FIRST_COMPLETED).done


def is_done(future: "Future[Any]") -> bool:
    """Whether a future is done."""
    with uninterrupted():
        return future.done()


def outcome(future: "Future[T]") -> "Future[T]":
    """Wait for a future. Returned is another, of this thread alone, that tells the same."""
    while not some_done([future]):
        pass
    return told(future)


def told(future: "Future[T]") -> "Future[T]":
    """What a future that is done tells, as one of this thread alone."""
    own: Future[T] = Future()
    with uninterrupted():
        if future.cancelled():
            own.cancel()
        elif (error := future.exception()) is not None:
            own.set_exception(error)
        else:
            own.set_result(future.result())
    return own
