"""A process that reads files, under limits: whatever a file holds, the run that asked for it goes on.

`python -m reportgen.workbooks.opening.worker` gets files through its standard input and answers through its standard
output: first "ready"; for each file, once the guard has let it pass, the number of bytes to be read; then its sheets
and their cells, or the key of the cause. An answer is its length and a pickle of plain values. It ends with its standard input.
"""

import contextlib
import gc
import io
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from typing import IO, Any, Final

from reportgen.workbooks.opening import raw
from reportgen.workbooks.opening.book import read_book
from reportgen.workbooks.opening.raw import RawBook, UnreadableWorkbookError

MAX_MEMORY: Final = 512 * 2**20  # bytes of address space, where the system knows such a limit
LARGE: Final = 2**20  # bytes of a file that leaves much behind
PORTION: Final = 10_000  # cells that are sent at once

_LENGTH = struct.Struct("<Q")
_FILE = struct.Struct("<QB")  # length of the content and of the suffix
_UNNEEDED = ("numpy", "PIL", "lxml", "pandas")  # openpyxl imports them where they are installed: memory and time
_PLAIN = {(raw.__name__, name) for name in ("RawBook", "RawSheet")} | {
    ("datetime", name) for name in ("datetime", "date", "time", "timedelta")
}

Result = RawBook | UnreadableWorkbookError


def read_here(content: bytes, suffix: str, on_checked: Callable[[int], None] = lambda _: None) -> Result:
    """Read a file in this process; what is wrong with it is the result."""
    try:
        return read_book(content, suffix, on_checked)
    except UnreadableWorkbookError as error:
        return error
    except MemoryError:
        return UnreadableWorkbookError("memory")
    except Exception:  # noqa: BLE001 (whatever a reader stumbles over is a fault of the file)
        return UnreadableWorkbookError("incomplete")


def send_file(stream: IO[bytes], content: bytes, suffix: str) -> None:
    """Hand a file over to a process."""
    name = suffix.encode()[:255]
    stream.write(_FILE.pack(len(content), len(name)))
    stream.write(name)
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 (what it is depends on when it comes)
    """The next answer of a process. Raises `EOFError` when it died, `UnpicklingError` for what is no plain value."""
    (length,) = _LENGTH.unpack(exactly(stream, _LENGTH.size))
    return plain(exactly(stream, length))


def plain(packed: bytes) -> Any:  # noqa: ANN401 (likewise)
    """The plain values of a pickle; raises `UnpicklingError` for anything else."""
    return _Plain(io.BytesIO(packed)).load()


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 (as in the base class)
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(name)
        return super().find_class(module, name)


def exactly(stream: IO[bytes], length: int) -> bytes:
    """So many bytes; raises `EOFError` when there are fewer."""
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def receive_cells(stream: IO[bytes], book: RawBook) -> str:
    """Fill the sheets of a book with the cells that follow it; the key of the cause if the process could not."""
    for sheet in book.sheets:
        while cells := receive(stream):
            if isinstance(cells, str):
                return cells
            sheet.cells.extend(cells)
    return ""


def send_book(stream: IO[bytes], book: RawBook) -> None:
    """Send the sheets, then their cells in portions, each list ended by an empty one: packing takes memory as well."""
    send(stream, RawBook([sheet._replace(cells=[]) for sheet in book.sheets], book.links))
    for sheet in book.sheets:
        for start in range(0, len(sheet.cells), PORTION):
            send(stream, sheet.cells[start : start + PORTION])
        send(stream, [])


def send(stream: IO[bytes], answer: object) -> None:
    """Answer."""
    packed = pickle.dumps(answer, protocol=5)
    stream.write(_LENGTH.pack(len(packed)))
    stream.write(packed)
    stream.flush()


def _serve(files: IO[bytes], answers: IO[bytes]) -> None:
    while header := files.read(_FILE.size):
        length, of_suffix = _FILE.unpack(header)
        suffix = exactly(files, of_suffix).decode()
        answer_file(answers, exactly(files, length), suffix, send_book)


def answer_file(
    answers: IO[bytes], content: bytes, suffix: str, answer_book: Callable[[IO[bytes], RawBook], None]
) -> None:
    """Read a file and answer, by `answer_book` when there is a book."""
    result = read_here(content, suffix, lambda size: send(answers, size))
    if isinstance(result, RawBook):
        try:
            answer_book(answers, result)
        except MemoryError:
            send(answers, "memory")
    else:
        send(answers, result.key)
    del result
    if len(content) > LARGE:
        gc.collect()


def _limited() -> None:
    """Take on the limits, and keep out of this process what it does not need."""
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):  # the parent decides what Ctrl-C and a closed window end
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    for name in _UNNEEDED:
        sys.modules[name] = None  # type: ignore[assignment]
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(serve: Callable[[IO[bytes], IO[bytes]], None]) -> None:
    """Serve until the standard input ends."""
    _limited()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (libraries may print)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    from reportgen.workbooks.opening import ooxml  # noqa: F401 (its library takes long to load: now, not at the first file)

    gc.freeze()
    gc.set_threshold(100_000)  # parsing makes many objects and few cycles
    send(answers, "ready")
    serve(sys.stdin.buffer, answers)


def main() -> None:
    """Serve files."""
    run(_serve)


if __name__ == "__main__":
    main()
