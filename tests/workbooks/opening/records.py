"""Workbooks of Excel 97 to 2003, written record by record: what the tests of `.xls` need of the format."""

import struct
from collections.abc import Sequence

Record = tuple[int, bytes]

BEGIN_BOOK: Record = (0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
BEGIN_SHEET: Record = (0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
END: Record = (0x000A, b"")
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


def stream(*records: Record) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def cell(row: int, column: int, value: object, style: int = 0) -> Record:
    """A cell, counted from 1; errors are written by their names."""
    head = struct.pack("<3H", row - 1, column - 1, style)
    if isinstance(value, bool):
        return 0x0205, head + bytes([value, 0])
    if value in ERRORS:
        return 0x0205, head + bytes([ERRORS[str(value)], 1])
    if isinstance(value, int | float):
        return 0x0203, head + struct.pack("<d", value)
    return 0x0204, head + _text(str(value), "<HB")


def _text(text: str, form: str) -> bytes:
    return struct.pack(form, len(text), 1) + text.encode("utf-16-le")


def merged(top: int, left: int, bottom: int, right: int) -> Record:
    return 0x00E5, struct.pack("<5H", 1, top - 1, bottom - 1, left - 1, right - 1)


def hidden_row(row: int) -> Record:
    return 0x0208, struct.pack("<8H", row - 1, 0, 256, 255, 0, 0, 0x0120, 0x0F)


def hidden_column(column: int) -> Record:
    return 0x007D, struct.pack("<6H", column - 1, column - 1, 2048, 0, 1, 0)


def workbook(
    *sheets: Sequence[Record], formats: Sequence[str] = (), hidden: int = 0, from_1904: bool = False, before: Sequence[Record] = ()
) -> bytes:  # fmt: skip
    """A workbook of these sheets, named 表1, 表2 …, the first of them hidden if asked for; style n has format n."""
    fonts = [(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("Arial", "<BB"))] * 5
    patterns: list[Record] = [(0x041E, struct.pack("<H", 164 + n) + _text(f, "<HB")) for n, f in enumerate(formats)]
    numbers = [0, *(164 + n for n in range(len(formats)))]
    styles: list[Record] = [(0x00E0, struct.pack("<3H", 0, number, 0) + bytes(14)) for number in numbers]
    epoch: Record = (0x0022, struct.pack("<H", from_1904))
    bodies = [stream(BEGIN_SHEET, *records, END) for records in sheets]

    def book(offsets: Sequence[int]) -> bytes:
        names: list[Record] = [
            (0x0085, struct.pack("<IBB", offset, hidden if not n else 0, 0) + _text(f"表{n + 1}", "<BB"))
            for n, offset in enumerate(offsets)
        ]
        return stream(BEGIN_BOOK, *before, epoch, *fonts, *patterns, *styles, *names, END)

    start = len(book([0] * len(bodies)))
    offsets = [start + sum(map(len, bodies[:n])) for n in range(len(bodies))]
    return book(offsets) + b"".join(bodies)
