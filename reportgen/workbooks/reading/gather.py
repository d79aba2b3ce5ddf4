"""Everything that the workbooks of a folder hold: opened where nothing is remembered of them, then put together."""

import gc
import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import chain, islice
from typing import Any, Final

from reportgen.codes import CODES
from reportgen.model.inputs import ROSTER, Cycle, Inputs, frame
from reportgen.model.words import Lexicon
from reportgen.problems import Problem
from reportgen.workbooks.extract import Context
from reportgen.workbooks.opening.crew import Crew, read_all
from reportgen.workbooks.opening.files import File, Files
from reportgen.workbooks.opening.raw import RawBook, UnreadableWorkbookError
from reportgen.workbooks.people import Person, Registry
from reportgen.workbooks.reading.child import Parcel, unpack_cells
from reportgen.workbooks.reading.children import Child, People
from reportgen.workbooks.reading.held import Look, own_words
from reportgen.workbooks.reading.memory import Memory, Record
from reportgen.workbooks.reading.packed import Columns, Packing, columns_of
from reportgen.workbooks.reading.sums import Sums
from reportgen.workbooks.roster import read_rosters

FILES_PER_WORKER: Final = 20  # for fewer, another process takes longer to start than it helps
MANY_FILES: Final = 1000  # for fewer, processes that know the model take longer to start than they help
EARLY: Final = 20  # files that are opened first
_ROSTER_WORDS = ("花名册", "名单", "名册", "人员", "员工", "roster", "staff", "people", "personnel", "employee")


@dataclass(slots=True)
class _Got:
    """What is there of a workbook: its sheets as they look, or what it holds (packed) as read with `people` (a digest;
    "": only looked at), and its cells, if they were kept.
    """

    digest: str
    rosters: bool
    look: Look | None = None
    people: str = ""
    held: bytes = b""
    cells: bytes = b""


class Gathering:
    """A run over files. `workers` is the number of processes (0: this one), `memory` what earlier runs read."""

    def __init__(
        self, files: Files, lexicon: Lexicon, cycle: Cycle | None, workers: int, memory: Memory | None
    ) -> None:
        self._files, self._lexicon, self._cycle = files, lexicon, cycle
        self._workers, self._memory = workers, memory
        self._packing = Packing(lexicon.model)
        self._got: dict[str, _Got] = {}
        self._people: People | None = None  # as known so far
        self._crew: Crew[Child] | None = None
        self._open = ExitStack()
        if memory is not None:
            memory.recall(_setting(memory.program, lexicon, cycle))

    def inputs(self) -> Inputs:
        """Everything that the files hold; what is there to be remembered goes to the memory."""
        with self._open:
            self._take_all()
            roster, people, found = self._rosters()
            self._again(people)
        with _without_collecting():
            return self._together(roster, people, found)

    # ---- opening

    def _take_all(self) -> None:
        """Take every file, opening those that are not remembered."""
        unknown = self._unknown()
        names = self._files.names
        expected = sum(1 for name in names if not self._memory.has(name)) if self._memory is not None else len(names)
        if not self._workers:
            self._open_here(unknown, 0)
        elif expected < MANY_FILES:
            self._open_here(islice(unknown, MANY_FILES), expected)
        first = next(unknown, None)
        if first is not None:
            self._open_there(chain([first], unknown))

    def _unknown(self) -> Iterator[File]:
        """The files of which nothing is remembered; the others are taken."""
        for file in self._files.contents():
            record = self._memory.held(file.name, file.digest) if self._memory is not None else None
            if record is None:
                yield file
            elif self._memory is not None:
                self._got[file.name] = _Got(file.digest, record.rosters, people=self._memory.people, held=record.held)

    def _open_here(self, files: Iterable[File], number: int) -> None:
        """Open files, and look at them in this process."""
        handed: list[tuple[str, str]] = []

        def contents() -> Iterator[tuple[bytes, str]]:
            for file in files:
                handed.append((file.name, file.digest))
                yield file.content, file.suffix

        results = read_all(contents(), min(self._workers, number // FILES_PER_WORKER + 1))
        with closing(results):
            for place, result in enumerate(results):
                self._take(*handed[place], result, None)

    def _open_there(self, files: Iterable[File]) -> None:
        """Open and read files in processes, with the people as known so far; files that may be rosters come first."""
        crew = self._children()
        early = self._early(crew)
        handed: list[tuple[str, str, People | None]] = []

        def tasks() -> Iterator[Callable[[Child], Parcel | RawBook | UnreadableWorkbookError]]:
            for file in files:
                handed.append((file.name, file.digest, self._people))
                done = early.get((file.name, file.digest))
                yield partial(Child.file, file=file, people=self._people) if done is None else done

        for place, result in enumerate(crew.do(tasks())):
            name, digest, people = handed[place]
            self._take(name, digest, result, people)
            if self._people is None and name in self._got and self._got[name].rosters:
                self._meet([name])

    def _early(self, crew: Crew[Child]) -> dict[tuple[str, str], Callable[[Child], Any]]:
        """Look at files that may be rosters, so that the people are known when the others are read."""
        likely = set(self._memory.rosters) if self._memory is not None else set()
        names = [n for n in self._files.names if n in likely or any(w in n.casefold() for w in _ROSTER_WORDS)]
        files = [file for name in names[:EARLY] if (file := self._files.beforehand(name)) is not None]
        results = list(crew.do(partial(Child.file, file=file, people=None) for file in files))
        looks = [
            self._looked(file.name, result)
            for file, result in zip(files, results, strict=True)
            if not isinstance(result, UnreadableWorkbookError)
        ]
        self._know([look for look in looks if look.rosters])
        return {
            (file.name, file.digest): lambda _, result=result: result  # type: ignore[misc]
            for file, result in zip(files, results, strict=True)
        }

    def _take(
        self, name: str, digest: str, result: Parcel | RawBook | UnreadableWorkbookError, people: People | None
    ) -> None:
        if isinstance(result, UnreadableWorkbookError):
            self._files.refuse(name, result)
            self._got.pop(name, None)
        elif isinstance(result, RawBook):
            look = Look(name, result, self._lexicon)
            self._got[name] = _Got(digest, bool(look.rosters), look)
        else:
            read_with = people.digest if people is not None and result.held else ""
            self._got[name] = _Got(digest, result.rosters, None, read_with, result.held, result.cells)

    def _children(self) -> Crew[Child]:
        if self._crew is None:
            setting = (self._lexicon.model, dict(self._lexicon.aliases), self._cycle)
            self._crew = Crew(self._workers, partial(Child, setting))
            self._open.callback(self._crew.close)
        return self._crew

    # ---- people

    def _looked(self, name: str, result: Parcel | RawBook) -> Look:
        return Look(name, result if isinstance(result, RawBook) else unpack_cells(result.cells), self._lexicon)

    def _meet(self, names: Sequence[str]) -> None:
        self._know([look for name in names if (look := self._look(name)) is not None])

    def _know(self, looks: Sequence[Look]) -> None:
        _, registry, _ = read_rosters([block for look in looks for block in look.rosters], self._lexicon)
        if registry.people:
            self._people = People(registry)

    def _look(self, name: str) -> Look | None:
        """The sheets of a workbook as they look; None for one that has to be opened for it."""
        got = self._got[name]
        return got.look or (Look(name, unpack_cells(got.cells), self._lexicon) if got.cells else None)

    def _with_rosters(self) -> list[tuple[str, str]]:
        return [(n, got.digest) for n in self._files.names if (got := self._got.get(n)) is not None and got.rosters]

    def _rosters(self) -> tuple[Any, People, list[Problem]]:
        """The roster of all files as a frame, its people, and what is wrong with it."""
        files = self._with_rosters()
        packed = self._memory.roster(files) if self._memory is not None else None
        if packed is not None:
            rows, lines, found = self._packing.unpack(packed)
            return frame(rows, ROSTER), People(Registry.of(Person(*line) for line in lines)), found
        self._reopen([name for name, _ in files if self._look(name) is None])
        looks = [look for name, _ in self._with_rosters() if (look := self._look(name)) is not None]
        roster, registry, found = read_rosters([block for look in looks for block in look.rosters], self._lexicon)
        return roster, People(registry), found

    def _reopen(self, names: Sequence[str]) -> None:
        """Open files that were remembered after all."""
        if names:
            self._open_here((file for name in names if (file := self._taken_again(name)) is not None), len(names))

    def _taken_again(self, name: str) -> File | None:
        file = self._files.again(name)
        if file is None:
            del self._got[name]
        return file

    # ---- reading with everybody known

    def _again(self, people: People) -> None:
        """Read what was read with other people, or only looked at, now that all rosters are known."""
        stale = [name for name, got in self._got.items() if got.look is None and got.people != people.digest]
        if self._crew is None and (not self._workers or len(stale) < MANY_FILES):
            self._reopen(stale)
            return
        handed: list[str] = []

        def tasks() -> Iterator[Callable[[Child], Parcel | RawBook | UnreadableWorkbookError | None]]:
            for name in stale:
                cells = self._got[name].cells
                if cells:
                    handed.append(name)
                    yield partial(Child.cells, name=name, cells=cells, people=people)
                elif (file := self._taken_again(name)) is not None:
                    handed.append(name)
                    yield partial(Child.file, file=file, people=people)

        for place, result in enumerate(self._children().do(tasks())):
            got = self._got[handed[place]]
            if result is not None:
                self._take(handed[place], got.digest, result, people)
            else:
                got.look = self._look(handed[place])

    # ---- putting together

    def _together(self, roster: Any, people: People, found: Sequence[Problem]) -> Inputs:  # noqa: ANN401 (a frame)
        context = Context(self._lexicon, people.registry, self._cycle)
        rosters = self._with_rosters()
        records: dict[str, Record] = {}
        sums = Sums()
        for name in self._files.names:
            got = self._got.pop(name, None)
            if got is None:
                continue
            if got.look is not None:
                columns = columns_of(got.look.read(context))
                got.held = self._packed(columns)
            else:
                columns = self._packing.unpack_held(got.held)
            self._files.add(name, columns.said)
            sums.add(columns)
            if self._memory is not None and got.held and not columns.faulty:
                records[name] = Record(got.digest, got.rosters, got.held)
        if self._memory is not None:
            rows = [*roster.itertuples(index=False, name=None)]
            packed = self._memory.roster(rosters) or self._packing.pack((rows, people.lines, list(found)))
            self._memory.keep(records, people.digest, rosters, packed)
        return sums.inputs(self._files, roster, found)

    def _packed(self, columns: Columns) -> bytes:
        """What is to be remembered of a workbook that was read here; b"" when nothing is."""
        if self._memory is None:
            return b""
        try:
            return self._packing.pack_columns(columns)
        except pickle.PicklingError:
            return b""


def _setting(program: str, lexicon: Lexicon, cycle: Cycle | None) -> str:
    """A digest of everything but workbooks that decides what is read."""
    libraries = [version(name) for name in ("openpyxl", "xlrd")]
    told = repr(
        (program, sys.version, libraries, own_words(), [*CODES], lexicon.model, [*lexicon.aliases.items()], cycle)
    )
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Many values are made here that all stay: looking for rubbish among them takes as long as making them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
