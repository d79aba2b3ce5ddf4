"""Processes that open workbooks and read what they hold, as the parent sees them."""

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reportgen.workbooks.opening.crew import Process
from reportgen.workbooks.opening.files import File
from reportgen.workbooks.opening.raw import RawBook, UnreadableWorkbookError
from reportgen.workbooks.people import Registry
from reportgen.workbooks.reading import child
from reportgen.workbooks.reading.child import Parcel, order

CHILD = child.__name__


@dataclass(frozen=True)
class People:
    """The people of the roster, with what tells them from others and what is handed to processes."""

    registry: Registry

    @cached_property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Id, name, grade and superior of each."""
        return [(p.id, p.name, p.grade, p.manager) for p in self.registry.people.values()]

    @cached_property
    def digest(self) -> str:
        """Equal for the same people in the same order; what else the roster says of them is not in it."""
        return hashlib.sha256(repr(self.lines).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def packed(self) -> bytes:
        """The bytes that processes get."""
        return pickle.dumps(self.lines, protocol=5)


class Child(Process):
    """A process that reads workbooks with a model, aliases and a cycle (`setting`)."""

    def __init__(self, setting: tuple[Any, ...]) -> None:
        super().__init__(CHILD)
        self._setting: tuple[Any, ...] | None = setting
        self._people: People | None = None

    def file(self, file: File, people: People | None) -> Parcel | RawBook | UnreadableWorkbookError:
        """What a workbook holds, or looks like while nobody is known; its cells when they are many; why it is refused."""
        answer = self._told(people, "file", file.content, file.name, file.suffix)
        return answer if isinstance(answer, Parcel | RawBook) else UnreadableWorkbookError(answer)

    def cells(self, name: str, cells: bytes, people: People) -> Parcel | None:
        """The same for the cells of a workbook that was opened before; None when the process could not tell."""
        answer = self._told(people, "cells", cells, name)
        return answer if isinstance(answer, Parcel) else None

    def _told(self, people: People | None, *what: Any) -> Parcel | RawBook | str:  # noqa: ANN401 (an order)
        answer: Any = self.asked(self._orders(people, *what))
        if isinstance(answer, tuple) and not isinstance(answer, RawBook):
            return Parcel(*answer)
        return answer if isinstance(answer, RawBook) else str(answer)

    def _orders(self, people: People | None, *what: Any) -> Callable[[Any], None]:  # noqa: ANN401 (likewise)
        def send(stream: Any) -> None:  # noqa: ANN401 (a pipe)
            if self._setting is not None:
                order(stream, "setting", b"", *self._setting)
                self._setting = None
            if people is not None and people is not self._people:
                order(stream, "people", people.packed)
                self._people = people
            order(stream, *what)

        return send
