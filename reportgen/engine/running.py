"""Work mapped over an executor, in batches: whatever happens to a worker costs the item it happened over, and no other.

Any `concurrent.futures.Executor` will do; a crew says how to get one, and a new one when it broke.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from reportgen.futures import some_done, submitted, told
from reportgen.language import N_

Item = TypeVar("Item")
Answer = TypeVar("Answer")

DIED: Final = N_("the process that made it ended without a word: too little memory, or longer than {seconds} seconds")
NOBODY: Final = N_(
    "The processes that make the reports end as soon as they are started: perhaps there is too little memory. Close other programs and run again; --jobs 1 needs the least. Reports already written are whole, and are not made again."
)
SECONDS: Final = 120  # that one item may take
TRIES: Final = 3  # workers that may die over an item that they have alone: a death may come from outside as well
_AT_ONCE: Final = 2  # batches handed out per worker, so that none waits for the next
_PROOFS: Final = 6  # workers that die over nothing at all, one after another, until it is given up


class EngineError(Exception):
    """Nobody is left to do the work, or nobody that may; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))

    def __reduce__(self) -> tuple[Callable[..., "EngineError"], tuple[str, dict[str, object]]]:
        """It may come from a worker."""
        return _engine_error, (self.reason, self.values)


def _engine_error(reason: str, values: dict[str, object]) -> EngineError:
    return EngineError(reason, **values)


@dataclass(frozen=True)
class Lost:
    """An item for which nothing came back, and why (English, to be translated; `{seconds}` is `SECONDS`)."""

    reason: str


class Crew(Protocol):
    """Workers: how many, what their death looks like, and how to get at them. All methods may raise `EngineError`."""

    @property
    def jobs(self) -> int:
        """How many work at the same time."""

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """What a future raises whose worker died, and a call of `submit` when no worker is left."""

    def executor(self) -> Executor:
        """The executor to hand work to."""

    def renew(self, broken: Executor) -> None:
        """Replace an executor that can take no more work, unless that has been done."""

    def watch(self) -> None:
        """Called time and again while work is waited for: whether any of it may still come."""

    def close(self, *, at_once: bool) -> None:
        """Let the workers go; `at_once`: whatever they are doing."""


@contextmanager
def working(crew: Crew) -> Iterator[Crew]:
    """A crew that is let go in the end: in the middle of its work, when something is raised."""
    try:
        yield crew
    except BaseException:
        crew.close(at_once=True)
        raise
    crew.close(at_once=False)


class Work(Generic[Item, Answer]):
    """Items in the hands of a crew. It begins at once, and gets more while the results are taken.

    When a worker dies, what it and its neighbours had in hand is done once more, each item alone: then it is clear over
    which one workers die, and that one is lost. When they die over no work as well, nothing can be done.
    """

    def __init__(
        self, crew: Crew, work: Callable[[Sequence[Item]], Sequence[Answer]], items: Sequence[Item], size: int
    ) -> None:
        """`work` takes up to `size` items at once."""
        self._crew, self._work, self._items = crew, work, items
        self._todo = deque([[*range(start, min(start + size, len(items)))] for start in range(0, len(items), size)])
        self._alone: deque[int] = deque()
        self._running: dict[Future[Sequence[Answer]], _Batch] = {}
        self._deaths: Counter[int] = Counter()  # by number, of items that were alone
        self._doubtful = False  # whether a worker died since the last that did its work
        self._hand_out()

    def results(self) -> Iterator[tuple[int, Answer | Lost]]:
        """The number of each item with what became of it, as it comes. Raises `EngineError`."""
        while self._running:
            for future in self._wait(self._running):
                yield from self._came(told(future), self._running.pop(future))
            self._hand_out()

    def _wait(self, futures: Iterable["Future[Any]"]) -> "set[Future[Any]]":
        """Those that are done, if any."""
        self._crew.watch()
        return some_done(futures)

    def _hand_out(self) -> None:
        if self._doubtful:
            if self._running:  # it comes back first, or has gone as well
                return
            self._prove()
        while self._todo and len(self._running) < _AT_ONCE * self._crew.jobs:
            self._submit(self._todo.popleft(), single=False)
        if self._alone and not self._todo and not self._running:
            self._submit([self._alone.popleft()], single=True)

    def _prove(self) -> None:
        """Whether there are workers that live as long as nothing is asked of them."""
        for _ in range(_PROOFS):
            executor = self._crew.executor()
            try:
                future = submitted(executor, _nothing)
                while not self._wait([future]):
                    pass
                told(future).result()
            except self._crew.deaths:
                self._crew.renew(executor)
            else:
                self._doubtful = False
                return
        raise EngineError(NOBODY)

    def _submit(self, numbers: list[int], *, single: bool) -> None:
        executor = self._crew.executor()
        future: Future[Sequence[Answer]]
        try:
            future = submitted(executor, self._work, [self._items[i] for i in numbers])
        except Exception as error:  # noqa: BLE001 (it broke since the last batch, or this one cannot be sent)
            future = Future()
            future.set_exception(error)
        self._running[future] = _Batch(numbers, executor, single, time.monotonic())

    def _came(self, future: "Future[Sequence[Answer]]", batch: "_Batch") -> Iterator[tuple[int, Answer | Lost]]:
        error = _error(future)
        if error is None:
            self._doubtful = False
            yield from zip(batch.numbers, future.result(), strict=True)
        elif isinstance(error, EngineError):
            raise error
        elif isinstance(error, self._crew.deaths):
            self._crew.renew(batch.executor)
            self._doubtful = True
            yield from self._died(batch)
        elif batch.single or len(batch.numbers) == 1:  # it cannot be sent, or its answer cannot
            yield batch.numbers[0], Lost(f"{type(error).__name__}: {error}")
        else:
            self._alone.extend(batch.numbers)

    def _died(self, batch: "_Batch") -> Iterator[tuple[int, Lost]]:
        if not batch.single:
            self._alone.extend(batch.numbers)
            return
        number = batch.numbers[0]
        self._deaths[number] += 1
        if self._deaths[number] >= TRIES or time.monotonic() - batch.since >= SECONDS:
            yield number, Lost(DIED)
        else:
            self._alone.appendleft(number)


def _error(future: "Future[Any]") -> BaseException | None:
    """What a future would raise: not raised, so that it is not taken for a Ctrl-C of this process."""
    try:
        return future.exception()
    except CancelledError as error:
        return error


def _nothing() -> None:
    """Work for a worker that has to do no more than be there."""


@dataclass(frozen=True)
class _Batch:
    """Numbers of items, who has them, whether nobody has anything else meanwhile, and since when (monotonic seconds)."""

    numbers: list[int]
    executor: Executor
    single: bool
    since: float
