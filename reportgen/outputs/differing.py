"""What two large tables differ in: the lines that a comparison of them looks at, found without reading all of them.

Both are written by us in the same order, so lines are compared as bytes. Whatever is left out stands in both tables, and
is left out of both.
"""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Final

_END: Final = b"\r\n"
_BLOCK: Final = 1 << 20
_NOBODY: Final = b""  # in the place of a person: lines of grades

Keep = Callable[[bytes], bool]


def differing_sources(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Two `sources.csv`, of which these lines are left: all of everybody who has a line in one of them only, of the
    roster, of grades, and of the files that seem to have lost all their lines.
    """
    columns = _columns(before)
    if columns != _columns(after) or columns[:1] != [b"person_id"] or columns[-3:] != [b"file", b"sheet", b"cell"]:
        return before, after
    people = {_first(record) for record in _in_one_only(before, after)} | {_NOBODY}

    def of_people(record: bytes) -> bool:
        return b",roster," in record or _first(record) in people

    if before == after:
        return (kept := _only(before, of_people)), kept
    old, new = _only(before, of_people), _only(after, of_people)
    lost = _files(old) - _files(new)
    if not lost:
        return old, new

    def of_files(record: bytes) -> bool:
        return b'"' in record or record.rsplit(b",", 3)[1] in lost or of_people(record)

    return _only(before, of_files), _only(after, of_files)


def differing_scores(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Two `scores.csv`, of which the lines are left of everybody who has one in one of them only, and of those with whom
    a competency or category comes first.
    """
    columns = _columns(before)
    if columns != _columns(after) or columns[:1] != [b"person_id"] or not {b"competency", b"category"} <= {*columns}:
        return before, after
    people = {_first(record) for record in _in_one_only(before, after)}
    at = columns.index(b"competency"), columns.index(b"category")
    for content in (before,) if before == after else (before, after):
        seen: set[tuple[bytes, bytes]] = set()
        for record in _records(content):
            cells = _cells(record, max(at) + 1)
            pair = cells[at[0]], cells[at[1]]
            if pair not in seen:
                seen.add(pair)
                people.add(_first(record))

    def of_people(record: bytes) -> bool:
        return _first(record) in people

    if before == after:
        return (kept := _only(before, of_people)), kept
    return _only(before, of_people), _only(after, of_people)


def _columns(content: bytes) -> list[bytes]:
    return content[: content.find(_END)].removeprefix(b"\xef\xbb\xbf").split(b",")


def _first(record: bytes) -> bytes:
    """The first cell of a line, or the beginning of one with a comma in it: the same one for the same cell."""
    return record.partition(b",")[0]


def _cells(record: bytes, most: int = -1) -> list[bytes]:
    """The cells of a line, of one without quotes `most` and the rest."""
    if b'"' in record:
        return [cell.encode() for cell in next(csv.reader([record.decode()]))]
    return record.split(b",", most)


def _file(record: bytes) -> bytes:
    return _cells(record)[-3]


def _files(content: bytes) -> set[bytes]:
    return {_file(record) for record in _records(content)}


def _only(content: bytes, keep: Keep) -> bytes:
    """A table with the lines that are kept, and its headings."""
    return content[: content.find(_END) + len(_END)] + b"".join(
        [record for record in _records(content) if keep(record)]
    )


def _records(content: bytes) -> Iterator[bytes]:
    """The lines of a table below its headings; one with a line break in a quoted text is one."""
    lines = io.BytesIO(content)
    lines.seek(content.find(_END) + len(_END))
    return _whole(lines)


def _whole(lines: io.BytesIO) -> Iterator[bytes]:
    begun = b""
    for line in lines:
        if not begun and b'"' not in line:
            yield line
            continue
        begun += line
        if begun.count(b'"') % 2 == 0:
            yield begun
            begun = b""
    if begun:
        yield begun


def _in_one_only(before: bytes, after: bytes) -> set[bytes]:
    """The lines between the first and the last difference of two tables that stand in one of them only."""
    if before == after:
        return set()
    start = _start(before, after)
    tail = _tail(before, after, min(len(before), len(after)) - start)
    old, new = ({*_whole(io.BytesIO(content[start : len(content) - tail]))} for content in (before, after))
    return old ^ new


def _start(before: bytes, after: bytes) -> int:
    """Where the first line begins that is not the same in both, or one before it."""
    alike = _alike(lambda n: before[n : n + _BLOCK], lambda n: after[n : n + _BLOCK], min(len(before), len(after)))
    start = before.rfind(_END, 0, alike) + len(_END)
    while before.count(b'"', 0, start) % 2:  # within a quoted text
        start = before.rfind(_END, 0, start - len(_END)) + len(_END)
    return start


def _tail(before: bytes, after: bytes, most: int) -> int:
    """How many bytes at the end, `most` of them, are lines that are the same in both."""
    alike = _alike(
        lambda n: before[max(len(before) - n - _BLOCK, 0) : len(before) - n][::-1],
        lambda n: after[max(len(after) - n - _BLOCK, 0) : len(after) - n][::-1],
        most,
    )
    start = before.find(_END, len(before) - alike)
    while start >= 0 and before.count(b'"', start) % 2:
        start = before.find(_END, start + len(_END))
    return 0 if start < 0 else len(before) - start - len(_END)


def _alike(one: Callable[[int], bytes], other: Callable[[int], bytes], most: int) -> int:
    """How many bytes two contents have in common, `most` of them; both give blocks from a place on."""
    at = 0
    while at < most:
        a, b = one(at), other(at)
        same = min(len(a), len(b), most - at)
        if a[:same] == b[:same]:
            at += same
            continue
        low, high = 0, same  # so many are the same, so many are not
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if a[:middle] == b[:middle] else (low, middle)
        return at + low
    return most
