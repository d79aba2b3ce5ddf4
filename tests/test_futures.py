"""Ctrl-C never leaves a future's lock taken: whoever else needs it would wait for ever."""

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from reportgen.futures import is_done, outcome, some_done, submitted, told, uninterrupted


class Struck:
    """A lock: Ctrl-C is pressed as soon as it is taken."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def __enter__(self) -> None:
        self.lock.acquire()
        signal.raise_signal(signal.SIGINT)

    def __exit__(self, *_: object) -> None:
        self.lock.release()

    acquire, release = __enter__, __exit__


@pytest.mark.parametrize("look", [is_done, told, lambda future: some_done([future])], ids=["done", "told", "waiting"])
def test_ctrl_c_leaves_no_lock_taken(look: Callable[["Future[int]"], object]) -> None:
    future: Future[int] = Future()
    future.set_result(1)
    lock = Struck()
    future._condition = threading.Condition(lock)  # type: ignore[arg-type]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            look(future)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not lock.lock.locked()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_stops_the_process_counts_when_the_block_has_ended(
    number: signal.Signals,
) -> None:
    done = []
    before = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012 (it is about where)
            with uninterrupted(), uninterrupted():
                signal.raise_signal(number)
                done.append("the block")
            done.append("what follows")
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
    assert done == ["the block"]


def test_a_future_is_waited_for() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert outcome(submitted(pool, divmod, 7, 2)).result() == (3, 1)
        failed = outcome(submitted(pool, divmod, 7, 0))
    assert isinstance(failed.exception(), ZeroDivisionError)


def test_what_is_not_done_is_not_waited_for_long() -> None:
    done: Future[int] = Future()
    done.set_result(1)
    waiting: Future[int] = Future()
    assert not some_done([waiting])
    assert some_done([waiting, done]) == {done}
    assert (is_done(waiting), is_done(done)) == (False, True)


def test_a_future_that_was_called_off_says_so() -> None:
    future: Future[int] = Future()
    future.cancel()
    future.set_running_or_notify_cancel()
    assert outcome(future).cancelled()
