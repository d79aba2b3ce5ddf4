"""Work for tests of the engine: quick to load in a worker, by its name alone."""

import ctypes
import os
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from unittest.mock import patch

from reportgen.engine import processes

FATAL = 13


def square(items: Sequence[int]) -> list[int]:
    return [item * item for item in items]


def leave(items: Sequence[int]) -> list[int]:
    """The worker ends over one item, without a word."""
    if FATAL in items:
        os._exit(9)
    return square(items)


def crash(items: Sequence[int]) -> list[int]:
    """The worker reads where nothing is."""
    if FATAL in items:
        ctypes.string_at(0)
    return square(items)


def refuse(items: Sequence[int]) -> list[int]:
    if FATAL in items:
        raise ValueError(FATAL)
    return square(items)


def unanswerable(items: Sequence[int]) -> list[object]:
    """One answer that no other process can be given."""
    return [(lambda: FATAL) if item == FATAL else item * item for item in items]


def hang(items: Sequence[int]) -> list[int]:
    """Over one item the worker sleeps in C code and lets nothing else in it run; the limit of time is a short one."""
    with patch.object(processes, "SECONDS", 0.3):
        for item in items:
            with processes.limited():
                if item == FATAL:
                    ctypes.PyDLL(None).sleep(600)
    return square(items)


def slow(items: Sequence[int]) -> list[int]:
    time.sleep(0.05)
    return square(items)


def who(items: Sequence[int]) -> list[int]:
    """Who did it."""
    time.sleep(0.05)
    return [os.getpid()] * len(items)


def long(items: Sequence[int]) -> list[int]:
    time.sleep(600)
    return square(items)


def cannot_begin() -> None:
    os._exit(3)


@cache
def written(path: Path) -> Mapping[str, str]:
    """What a process is told to be: read once in each."""
    return {"program": path.read_text()}


def pid() -> int:
    return os.getpid()
