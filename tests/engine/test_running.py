"""Work over a crew whose workers die when they like: nothing is lost but what kills."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.engine.processes import Here
from reportgen.engine.running import DIED, NOBODY, TRIES, EngineError, Lost, Work, working


class Office(Executor):
    """A pool in one thread: `draw` says whose batch comes next and when somebody from outside ends everything."""

    def __init__(self, crew: "Fake") -> None:
        self.crew, self.broken = crew, False
        self.hands: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> "Future[Any]":
        if self.broken:
            raise BrokenProcessPool
        future: Future[Any] = Future()
        self.hands.append((future, fn, args))
        return future

    def turn(self) -> None:
        """One batch comes back, or all that are there break."""
        if not self.hands:
            return
        future, fn, args = self.hands.pop(self.crew.choose(len(self.hands)))
        killed = self.crew.raids > 0 and self.crew.choose(4) == 0
        if killed:
            self.crew.raids -= 1
        if killed or (args and self.crew.fatal & set(args[0])):
            self.broken = True
            for other, _, _ in [(future, fn, args), *self.hands]:
                other.set_exception(BrokenProcessPool())
            self.hands.clear()
            return
        try:
            future.set_result(fn(*args))
        except ValueError as error:
            future.set_exception(error)


class Fake:
    """A crew whose workers die over the items `fatal`, and `raids` times for no reason of theirs."""

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, jobs: int, fatal: set[int], raids: int, choose: Callable[[int], int]) -> None:
        self.jobs, self.fatal, self.raids, self.choose = jobs, fatal, raids, choose
        self.office = Office(self)

    def executor(self) -> Office:
        return self.office

    def renew(self, broken: Executor) -> None:
        if broken is self.office:
            self.office = Office(self)

    def watch(self) -> None:
        self.office.turn()

    def close(self, *, at_once: bool) -> None:
        del at_once


def answers(items: Sequence[int]) -> list[int]:
    if any(item % 7 == 6 for item in items):
        raise ValueError(items[-1])
    return [-item for item in items]


@settings(deadline=None)
@given(
    n=st.integers(0, 40), size=st.integers(1, 9), jobs=st.integers(1, 4), raids=st.integers(0, TRIES - 1),
    fatal=st.sets(st.integers(0, 40)), data=st.data(),
)  # fmt: skip
def test_every_item_comes_back_once_and_only_what_kills_or_raises_is_lost(
    n: int, size: int, jobs: int, raids: int, fatal: set[int], data: st.DataObject
) -> None:
    def choose(of: int) -> int:
        return data.draw(st.integers(0, of - 1))

    crew = Fake(jobs, fatal, raids, choose)
    found = list(Work(crew, answers, range(n), size).results())
    expected: dict[int, Any] = {i: Lost(f"ValueError: {i}") if i % 7 == 6 else -i for i in range(n)}
    assert sorted(number for number, _ in found) == list(range(n))
    assert dict(found) == expected | {i: Lost(DIED) for i in fatal if i < n}


def test_no_work_needs_no_workers() -> None:
    crew = Fake(2, set(), 0, lambda _: 0)
    crew.office.broken = True
    assert list(Work(crew, answers, [], 4).results()) == []


def test_workers_that_die_over_nothing_are_given_up() -> None:
    crew = Fake(2, set(), 1000, lambda _: 0)
    with pytest.raises(EngineError) as caught:
        list(Work(crew, answers, range(20), 4).results())
    assert caught.value.reason == NOBODY
    assert 1000 - crew.raids < 10


def test_what_a_worker_has_against_the_whole_work_ends_it() -> None:
    def objects(_: Sequence[int]) -> list[int]:
        raise EngineError("{who} is another program", who="tcp://a:1")

    with pytest.raises(EngineError, match="tcp://a:1 is another program"), working(Here()) as crew:
        list(Work(crew, objects, range(3), 1).results())
