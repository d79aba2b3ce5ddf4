"""Ctrl-C that can be held back while it would leave behind what nobody knows."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any, Self

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Gate:
    """Within this context the signals that stop the program reach their handlers as before; but between `hold` and `let`
    a `KeyboardInterrupt` that a handler raises waits for `let`. A second one does not wait.
    """

    def __init__(self) -> None:
        self._held = False
        self._waiting = False
        self._before: dict[int, Callable[[int, FrameType | None], Any]] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():  # signals come nowhere else
            for number in [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]:
                handler = signal.getsignal(number)
                if callable(handler) and not isinstance(handler, signal.Handlers):
                    self._before[number] = handler
                    signal.signal(number, partial(self._came, handler))
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _came(self, handler: Callable[[int, FrameType | None], Any], number: int, frame: FrameType | None) -> None:
        try:
            handler(number, frame)
        except KeyboardInterrupt:
            if not self._held or self._waiting:
                raise
            self._waiting = True

    def hold(self) -> None:
        """From now on it waits."""
        self._held = True

    def let(self) -> None:
        """From now on it comes at once; now, if one has been waiting."""
        self._held = False
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within this it waits."""
        self.hold()
        try:
            yield
        except BaseException:
            self._held = self._waiting = False
            raise
        self.let()
