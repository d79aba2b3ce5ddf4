"""Ctrl-C never leaves a future's lock taken: whoever else needs it would wait for ever."""

import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from reportgen.futures import is_done, outcome, some_done, submitted, uninterrupted

STORM = """
import random, signal, threading, time
from concurrent.futures import ThreadPoolExecutor
from reportgen.futures import is_done, outcome, submitted

signal.signal(signal.SIGINT, signal.default_int_handler)
go = threading.Event()

def interrupt():
    while True:
        go.wait()
        go.clear()
        time.sleep(random.random() / 500)
        signal.raise_signal(signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
with ThreadPoolExecutor(2) as pool:
    for _ in range(500):
        go.set()
        try:
            while True:
                work = submitted(pool, time.sleep, 0)
                is_done(work)
                outcome(work).result()
        except KeyboardInterrupt:
            pass
print("done")
"""


def test_a_storm_of_interruptions_blocks_nobody() -> None:
    told = subprocess.run([sys.executable, "-c", STORM], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout == "done\n"


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
