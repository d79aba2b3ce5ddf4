"""Building blocks of crafted files: their record types, zip archives header by header, a small rating list, OLE files.

Nothing here uses a library for workbooks, because such libraries write no broken files.
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

Expect = Literal["cell-problem", "read"]


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file to be refused, and the causes that may be named."""

    name: str
    filename: str
    make: Callable[[], bytes]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Odd:
    """A rating list with one unusual cell, and what is to become of that cell: an error, or its right value."""

    name: str
    filename: str
    make: Callable[[], bytes]
    expect: Expect


def file(name: str, content: bytes | Callable[[], bytes], *causes: str, ending: str = "xlsx") -> Hostile:
    return Hostile(name, f"{name}.{ending}", (lambda: content) if isinstance(content, bytes) else content, causes)


def changed(name: str, changes: "Parts | Callable[[], Parts]", *causes: str) -> Hostile:
    """A rating list with some parts replaced."""
    return file(name, lambda: workbook(changes() if callable(changes) else changes), *causes)


STORED, DEFLATED = 0, 8
UTF8_NAME = 0x800
DOS_DATE = 0x5CB1  # 2026-05-17
MEGABYTE = 1 << 20
LONG_32 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an archive: its bytes as they stand there, and what the headers say about them."""

    name: str
    stream: bytes
    crc: int
    size: int
    method: int = DEFLATED
    flags: int = UTF8_NAME
    compressed: int | None = None  # when the headers give another length than the stream has
    local: tuple[int, int, int] | None = None  # crc, compressed and plain size, where the local header says otherwise
    descriptor: bytes = b""
    extra: bytes = b""
    at: int | None = None  # the central directory points here, and no local entry is written

    def local_bytes(self) -> bytes:
        crc, compressed, size = self.local or (self.crc, self._compressed, self.size)
        name = self.name.encode()
        header = struct.pack(
            "<4s5H3I2H",
            b"PK\3\4",
            20,
            self.flags,
            self.method,
            0,
            DOS_DATE,
            crc,
            compressed,
            min(size, LONG_32),
            len(name),
            0,
        )
        return header + name + self.stream + self.descriptor

    def central_bytes(self, offset: int) -> bytes:
        name = self.name.encode()
        sizes = (self.crc, self._compressed, min(self.size, LONG_32))
        lengths = (len(name), len(self.extra), 0, 0, 0, 0)
        start = offset if self.at is None else self.at
        header = struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, self.flags, self.method, 0, DOS_DATE, *sizes, *lengths, start
        )
        return header + name + self.extra

    @property
    def _compressed(self) -> int:
        return len(self.stream) if self.compressed is None else self.compressed


def locals_and_central(entries: Iterable[Entry], start: int = 0) -> tuple[bytes, bytes, int]:
    """The entries' bytes when they begin at `start`, the central directory for them, and their number."""
    body, directory, number, offset = [], [], 0, start
    for entry in entries:
        directory.append(entry.central_bytes(offset))
        number += 1
        if entry.at is None:
            body.append(entry.local_bytes())
            offset += len(body[-1])
    return b"".join(body), b"".join(directory), number


def end_record(number: int, directory: bytes, offset: int, comment: bytes = b"") -> bytes:
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, number, number, len(directory), offset, len(comment)) + comment


def archive(entries: Iterable[Entry], comment: bytes = b"", before_end: bytes = b"") -> bytes:
    body, directory, number = locals_and_central(entries)
    return body + directory + before_end + end_record(number, directory, len(body), comment)


def deflate(content: bytes, end: int = zlib.Z_FINISH) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush(end)


def deflated(name: str, content: bytes) -> Entry:
    return Entry(name, deflate(content), zlib.crc32(content), len(content))


def stored(name: str, content: bytes) -> Entry:
    return Entry(name, content, zlib.crc32(content), len(content), STORED)


def crc_step(block: bytes) -> Callable[[int], int]:
    """The CRC after one more `block`, as a function of the CRC before it: affine, so the block is not walked again."""
    constant = zlib.crc32(block)
    columns = [zlib.crc32(block, 1 << bit) ^ constant for bit in range(32)]

    def step(crc: int) -> int:
        after = constant
        for bit, column in enumerate(columns):
            if crc >> bit & 1:
                after ^= column
        return after

    return step


@cache
def _unit(block: bytes) -> tuple[int, bytes, Callable[[int], int]]:
    """About a megabyte of a block repeated: how often, deflated so that copies can be strung together, its CRC step."""
    times = max(1, MEGABYTE // len(block))
    return times, deflate(block * times, zlib.Z_FULL_FLUSH), crc_step(block * times)


def repeated(name: str, head: bytes, block: bytes, count: int, tail: bytes) -> Entry:
    """`head`, `count` blocks, `tail`: a true deflate stream with true CRC and size, made without the plain bytes."""
    times, packed, step = _unit(block)
    units, rest = divmod(count, times)
    tail = block * rest + tail
    crc = zlib.crc32(head)
    for _ in range(units):
        crc = step(crc)
    stream = deflate(head, zlib.Z_FULL_FLUSH) + packed * units + deflate(tail)
    return Entry(name, stream, zlib.crc32(tail, crc), len(head) + count * len(block) - len(block) * rest + len(tail))


def quoted_overlap(names: Sequence[str], kernel: bytes) -> list[Entry]:
    """Entries that share one deflate stream, for the beginning of an archive: each one's stream quotes the next one's
    local header in a stored block and goes on inside it (D. Fifield, A better zip bomb, 2019).
    """
    step = crc_step(kernel)
    last = Entry(names[-1], deflate(kernel), zlib.crc32(kernel), len(kernel))
    chain, headers = [last], b""
    for name in reversed(names[:-1]):
        inner = chain[0].local_bytes()
        header = inner[: 30 + len(chain[0].name.encode())]
        headers = header + headers
        quote = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF)
        chain.insert(0, Entry(name, quote + inner, step(zlib.crc32(headers)), len(headers) + len(kernel)))
    offset = 0
    placed = [chain[0]]
    for outer, entry in pairwise(chain):
        offset += 30 + len(outer.name.encode()) + 5
        placed.append(replace(entry, at=offset))
    return placed


# ----- a workbook with a rating list ---------------------------------------------------------------------------------

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TYPES, ROOT_RELS = "[Content_Types].xml", "_rels/.rels"
BOOK, BOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"

TEXTS = ("工号", "能力素质", "评估人", "关系", "评分", "00001", "成就导向", "李四", "上级", "抗挫能力", "00002")


def row(number: int, strings: Sequence[int], last: str) -> str:
    """A row whose first cells hold shared strings."""
    cells = "".join(
        f'<c r="{letter}{number}" t="s"><v>{index}</v></c>' for letter, index in zip("ABCD", strings, strict=True)
    )
    return f'<row r="{number}">{cells}{last}</row>'


def number_cell(ref: str, value: str) -> str:
    return f'<c r="{ref}"><v>{value}</v></c>'


HEADER = row(1, (0, 1, 2, 3), '<c r="E1" t="s"><v>4</v></c>')
FIRST = row(2, (5, 6, 7, 8), number_cell("E2", "5"))
SECOND = row(3, (5, 9, 7, 8), number_cell("E3", "4"))
THIRD = row(4, (10, 6, 7, 8), number_cell("E4", "3"))


def sheet(*rows: str, tail: str = "", namespace: str = MAIN) -> bytes:
    """A worksheet part: the given rows, or the rating list; `tail` stands after the cells."""
    data = "".join(rows or (HEADER, FIRST, SECOND, THIRD))
    return f'{XML}<worksheet xmlns="{namespace}"><sheetData>{data}</sheetData>{tail}</worksheet>'.encode()


def content_types(*overrides: tuple[str, str], defaults: str = "") -> bytes:
    parts = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{defaults}{parts}</Types>'
    ).encode()


def relations(*targets: tuple[str, str], mode: str = "") -> bytes:
    """A relationship part: pairs of a type (without its namespace) and a target, numbered rId1, rId2, …"""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"{mode if kind == "worksheet" else ""}/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'.encode()


def book(*names: str, tail: str = "", ids: Sequence[str] = ()) -> bytes:
    """The workbook part with sheets of these names, whose relations are rId1, rId2, … unless given."""
    items = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="{ids[number - 1] if ids else f"rId{number}"}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{items}</sheets>{tail}</workbook>'.encode()


SHEET_TYPE = (SHEET, f"{TYPE}.worksheet+xml")
OTHER_TYPES = ((STRINGS, f"{TYPE}.sharedStrings+xml"), (STYLES, f"{TYPE}.styles+xml"))
BOOK_TYPE = (BOOK, f"{TYPE}.sheet.main+xml")
SHEET_RELATION = ("worksheet", "worksheets/sheet1.xml")
OTHER_RELATIONS = (("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))

STRING_TABLE = (f'{XML}<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in TEXTS) + "</sst>").encode()
STYLE_TABLE = (
    f'{XML}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
).encode()

PARTS: Mapping[str, bytes] = {
    TYPES: content_types(BOOK_TYPE, SHEET_TYPE, *OTHER_TYPES),
    ROOT_RELS: relations(("officeDocument", "xl/workbook.xml")),
    BOOK: book("评分明细"),
    BOOK_RELS: relations(SHEET_RELATION, *OTHER_RELATIONS),
    SHEET: sheet(),
    STRINGS: STRING_TABLE,
    STYLES: STYLE_TABLE,
}

Parts = Mapping[str, bytes | Entry | None]


def entries(changes: Parts | None = None) -> list[Entry]:
    """The rating list's entries with parts replaced, added, or (None) left out."""
    parts: dict[str, bytes | Entry | None] = {**PARTS, **(changes or {})}
    return [
        content if isinstance(content, Entry) else deflated(name, content)
        for name, content in parts.items()
        if content is not None
    ]


def workbook(changes: Parts | None = None) -> bytes:
    return archive(entries(changes))


def edited(part: str, old: str, new: str) -> bytes:
    """A part of the rating list with one text replaced."""
    text = PARTS[part].decode()
    if old not in text:
        raise ValueError(old)
    return text.replace(old, new, 1).encode()


def roster() -> bytes:
    """A roster of the two people whom the rating list names."""
    lines = (("工号", "姓名", "级别", "部门"), ("00001", "王小明", "3级", "一部"), ("00002", "赵小红", "4级", "二部"))
    rows = []
    for number, texts in enumerate(lines, start=1):
        cells = (
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCD", texts, strict=True)
        )
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    return workbook({BOOK: book("人员名单"), SHEET: sheet(*rows)})


# ----- OLE compound files --------------------------------------------------------------------------------------------

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
SECTOR = 512
END_OF_CHAIN, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STREAM, ROOT = 2, 5


def ole(streams: Mapping[str, bytes], *, chain_loops: bool = False, siblings_loop: bool = False) -> bytes:
    """A compound file of version 3: sector 0 is the allocation table, the directory and the streams follow.

    Streams are filled up to 4,096 bytes, so that no small-stream table is needed. The loops: the first stream's last
    sector points at its first, and it claims 2 GB; the last directory entry's right neighbour is the first.
    """
    bodies = [content.ljust(4096, b"\0") + bytes(-max(len(content), 4096) % SECTOR) for content in streams.values()]
    directory_sectors = (len(streams) + 4) // 4
    fat, starts = [FAT_SECTOR], []
    for length in (directory_sectors, *(len(body) // SECTOR for body in bodies)):
        starts.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + length), END_OF_CHAIN]
    if chain_loops:
        fat[starts[1] + len(bodies[0]) // SECTOR - 1] = starts[1]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    directory = _directory_entry("Root Entry", ROOT, FREE, 1, END_OF_CHAIN, 0)
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), start=1):
        after = number + 1 if number < len(streams) else (1 if siblings_loop else FREE)
        size = 0x7FFFFFFF if chain_loops and number == 1 else len(body)
        directory += _directory_entry(name, STREAM, after, FREE, starts[number], size)
    directory = directory.ljust(directory_sectors * SECTOR, b"\0")
    header = OLE_MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, starts[0], 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(bodies)


def _directory_entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, right, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


BIFF_GLOBALS = (0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x06))
BIFF_WORKSHEET = (0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x06))
BIFF_END = (0x000A, b"")
