"""A process that opens workbooks and reads what they hold, under the limits of `reportgen.workbooks.opening.worker`.

`python -m reportgen.workbooks.reading.child` gets orders through its standard input and answers through its standard output,
as that one does. Each order is its length, a pickle, and the bytes that belong to it:

- `setting`: model, aliases and cycle, for all that follows
- `people`: the roster as known so far, for all that follows; its bytes are a pickle too
- `file`: a workbook (path, suffix) to be opened and read
- `cells`: the cells of a workbook (path), opened before, to be read with other people

The answer to the last two is a `parcel` as a tuple, after the seconds that it may take. A book of many cells is answered
as the cells themselves, and who asked reads them: the limits here are those of a form.
"""

import pickle
import struct
import zlib
from typing import IO, Any, Final, NamedTuple

from reportgen.model.words import Lexicon
from reportgen.workbooks.extract import Context
from reportgen.workbooks.opening.raw import RawBook
from reportgen.workbooks.opening.worker import answer_file, exactly, plain, run, send, send_book
from reportgen.workbooks.people import Person, Registry
from reportgen.workbooks.reading.held import Look
from reportgen.workbooks.reading.packed import Packing

MANY_CELLS: Final = 10_000
LOOK_SECONDS: Final = 60.0

_ORDER = struct.Struct("<QQ")  # length of the pickle and of the bytes


class Parcel(NamedTuple):
    """What a workbook holds, packed (b"": it was only looked at), whether a roster is in it, and its cells."""

    held: bytes
    rosters: bool
    cells: bytes


def order(stream: IO[bytes], what: str, content: bytes, *more: object) -> None:
    """Hand an order over to a process."""
    packed = pickle.dumps((what, *more), protocol=5)
    stream.write(_ORDER.pack(len(packed), len(content)))
    stream.write(packed)
    stream.write(content)
    stream.flush()


def pack_cells(book: RawBook) -> bytes:
    """The cells of a book, as `unpack_cells` takes them."""
    return zlib.compress(pickle.dumps(book, protocol=5), 1)


def unpack_cells(content: bytes) -> RawBook:
    """The book; raises `UnpicklingError` for what is none."""
    book: RawBook = plain(zlib.decompress(content))
    return book


class _Reader:
    """What this process knows, and what it does."""

    lexicon: Lexicon
    packing: Packing
    setting: Any
    context: Context | None = None

    def prepare(self, model: Any, aliases: Any, cycle: Any) -> None:  # noqa: ANN401 (as they come out of a pickle)
        self.lexicon, self.packing, self.setting = Lexicon(model), Packing(model), cycle
        self.lexicon.aliases = aliases  # as a lexicon keeps them

    def meet(self, people: bytes) -> None:
        known = pickle.loads(people)  # noqa: S301 (of the process that started this one)
        registry = Registry.of(Person(*person) for person in known)
        self.context = Context(self.lexicon, registry, self.setting)

    def answer(self, answers: IO[bytes], name: str, book: RawBook, cells: bytes = b"") -> None:
        """Answer with what a book holds; with the book when it is large, or we cannot tell."""
        parcel = None
        if sum(len(sheet.cells) for sheet in book.sheets) <= MANY_CELLS:
            send(answers, LOOK_SECONDS)
            try:
                parcel = self._parcel(name, book, cells)
            except Exception:  # noqa: BLE001 (who asked finds it out again, and tells)
                parcel = None
        if parcel is None:
            send_book(answers, book)
        else:
            send(answers, tuple(parcel))

    def _parcel(self, name: str, book: RawBook, cells: bytes) -> Parcel:
        look = Look(name, book, self.lexicon)
        held = self.packing.pack_held(look.read(self.context)) if self.context is not None else b""
        return Parcel(held, bool(look.rosters), cells or pack_cells(book))


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    reader = _Reader()
    while header := orders.read(_ORDER.size):
        length, following = _ORDER.unpack(header)
        what, *more = pickle.loads(exactly(orders, length))  # noqa: S301 (of the process that started this one)
        content = exactly(orders, following)
        if what == "setting":
            reader.prepare(*more)
        elif what == "people":
            reader.meet(content)
        elif what == "file":
            name, suffix = more
            answer_file(answers, content, suffix, lambda to, book, name=name: reader.answer(to, name, book))  # type: ignore[misc]
        else:
            reader.answer(answers, more[0], unpack_cells(content), content)


if __name__ == "__main__":
    run(_serve)
