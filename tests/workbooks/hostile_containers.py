"""Hostile and broken containers: other content under a workbook's name, badly copied archives, OLE files, zip bombs."""

import gzip
import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

from tests.workbooks.hostile_parts import (
    BIFF_END,
    BIFF_GLOBALS,
    BIFF_WORKSHEET,
    BOOK,
    BOOK_RELS,
    HEADER,
    MEGABYTE,
    OLE_MAGIC,
    PARTS,
    ROOT_RELS,
    SHEET,
    STRINGS,
    STYLES,
    TYPES,
    XML,
    Entry,
    archive,
    biff,
    changed,
    content_types,
    deflated,
    end_record,
    entries,
    file,
    locals_and_central,
    number_cell,
    ole,
    quoted_overlap,
    relations,
    repeated,
    row,
    sheet,
    stored,
    workbook,
)

GOOD = workbook()
LIST_CSV = "工号,能力素质,评估人,关系,评分\r\n00001,成就导向,李四,上级,5\r\n"

# ----- other content, and workbooks that were copied or stored badly --------------------------------------------------

HTML = "<html><body><table><tr><td>工号</td><td>评分</td></tr><tr><td>00001</td><td>5</td></tr></table></body></html>"
SPREADSHEET_2003 = (
    f'{XML}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>5</Data>'
    "</Cell></Row></Table></Worksheet></Workbook>"
)
WORD = {
    TYPES: content_types(
        ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
    ),
    ROOT_RELS: relations(("officeDocument", "word/document.xml")),
    "word/document.xml": f"{XML}<document/>".encode(),
}
NONE = dict.fromkeys(PARTS)
NOT, CUT = "not-a-workbook", "incomplete"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def _noise(size: int) -> bytes:
    return hashlib.shake_256(b"noise").digest(size)


def _damaged_stream() -> bytes:
    """Bits flipped inside the deflated sheet."""
    broken = deflated(SHEET, PARTS[SHEET])
    stream = bytearray(broken.stream)
    for place in range(60, 80):
        stream[place] ^= 0x5A
    return workbook({SHEET: replace(broken, stream=bytes(stream))})


def _hole() -> bytes:
    middle = len(GOOD) // 2 - 256
    return GOOD[:middle] + bytes(512) + GOOD[middle + 512 :]


def _cut(part: str, share: float = 0.6) -> dict[str, bytes]:
    return {part: PARTS[part][: int(len(PARTS[part]) * share)]}


FOREIGN = (
    file("empty", b"", "empty"),
    file("one-byte", b"P", NOT, CUT),
    file("zeros-only", bytes(20_000), NOT, CUT, "empty"),
    file("html", HTML.encode(), NOT),
    file("html-from-a-web-system", HTML.encode("gb18030"), NOT, ending="xls"),
    file("csv", LIST_CSV.encode("utf-8-sig"), NOT),
    file("csv-named-xls", LIST_CSV.encode("gb18030"), NOT, ending="xls"),
    file("xml-2003", SPREADSHEET_2003.encode(), NOT, ending="xls"),
    file("pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", NOT),
    file("text", "明天把评分表发给我。\n".encode(), NOT),
    file("png", b"\x89PNG\r\n\x1a\n" + bytes(500), NOT),
    file("rar", b"Rar!\x1a\x07\x01\x00" + bytes(500), NOT),
    file("gzip-of-workbook", gzip.compress(GOOD, mtime=0), NOT),
    file("zip-of-texts", archive([deflated("readme.txt", b"hello")]), NOT),
    file("zip-without-entries", archive([]), NOT, CUT, "empty"),
    file("zip-of-workbook", archive([stored("评分.xlsx", GOOD)]), NOT),
    file("word-document", workbook({**NONE, **WORD}), NOT),
    file("open-document", archive([stored("mimetype", ODS_TYPE), deflated("content.xml", b"<x/>")]), NOT),
    file("program-before-workbook", b"MZ" + bytes(998) + GOOD, NOT, CUT),
    file("pdf-before-workbook", b"%PDF-1.7\n%%EOF\n" + GOOD, NOT, CUT),
    file("half-copied", GOOD[: len(GOOD) // 2], CUT),
    file("end-missing", GOOD[:-22], CUT),
    file("last-byte-missing", GOOD[:-1], CUT),
    file("first-header-only", GOOD[:60], CUT),
    file("start-missing", GOOD[300:], CUT, NOT),
    file("garbage-after-end", GOOD + _noise(MEGABYTE), CUT),
    file("hole-of-zeros", _hole, CUT),
    file("damaged-stream", _damaged_stream, CUT),
    changed("wrong-crc", {SHEET: replace(deflated(SHEET, PARTS[SHEET]), crc=1)}, CUT),
    changed("unknown-compression", {SHEET: replace(deflated(SHEET, PARTS[SHEET]), method=93)}, CUT),
    changed("zip-encryption", {SHEET: replace(deflated(SHEET, PARTS[SHEET]), flags=0x801)}, CUT, "password"),
    *(
        changed(f"cut-off-{part.rpartition('/')[2].strip('[]')}", _cut(part), CUT)
        for part in (SHEET, STRINGS, STYLES, BOOK, BOOK_RELS)
    ),
    *(changed(f"cut-off-{name}", _cut(part), CUT, NOT) for name, part in (("types", TYPES), ("root-rels", ROOT_RELS))),
    changed("empty-sheet-part", {SHEET: b""}, CUT),
    changed("zeros-in-xml", {SHEET: sheet().replace(b"</row>", b"</row>\0\0\0", 1)}, CUT),
    changed("gbk-bytes-in-utf-8", {STRINGS: PARTS[STRINGS].decode().encode("gb18030")}, CUT, "encoding"),
    changed("no-content-types", {TYPES: None}, CUT, NOT),
    changed("no-root-relations", {ROOT_RELS: None}, CUT, NOT),
    changed("no-workbook-part", {BOOK: None}, CUT, NOT, "no-sheets"),
    changed("no-workbook-relations", {BOOK_RELS: None}, CUT, "no-sheets"),
    changed("no-string-table", {STRINGS: None}, CUT),
)

# ----- OLE files: passwords, the old format ---------------------------------------------------------------------------

OLD, PASSWORD = "old-or-damaged-xls", "password"
ENCRYPTED = {"EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + b"<encryption/>", "EncryptedPackage": bytes(5000)}
BOUND_SHEET = (0x0085, struct.pack("<IHBB", 42, 0, 6, 0) + b"Sheet1")
LABELS = tuple((0x0204, struct.pack("<4HB", at, 0, 0, 9, 0) + b"character") for at in range(400))
BIFF = biff(BIFF_GLOBALS, BOUND_SHEET, BIFF_END, BIFF_WORKSHEET, *LABELS, BIFF_END)
MANY_STRINGS = (0x00FC, struct.pack("<2I", 0x7FFFFFFF, 0x7FFFFFFF))
CONTINUES = biff(BIFF_GLOBALS, MANY_STRINGS, *[(0x003C, b"\1\0\0a" * 50)] * 180)

OLE_FILES = (
    file("open-password", ole(ENCRYPTED), PASSWORD),
    file(
        "open-password-old",
        ole({"Workbook": biff(BIFF_GLOBALS, (0x002F, bytes(54)), BOUND_SHEET)}),
        PASSWORD,
        OLD,
        ending="xls",
    ),
    file("ole-magic-only", OLE_MAGIC, OLD, CUT),
    file("ole-garbage", OLE_MAGIC + _noise(30_000), OLD),
    file("ole-garbage-old", OLE_MAGIC + _noise(30_000), OLD, ending="xls"),
    file("ole-chain-loop", ole({"Workbook": BIFF}, chain_loops=True), OLD, ending="xls"),
    file("ole-directory-loop", ole({"Workbook": BIFF, "Other": b""}, siblings_loop=True), OLD, ending="xls"),
    file("ole-directory-loop-xlsx", ole({"A": b"", "B": b""}, siblings_loop=True), OLD, NOT),
    file("biff-truncated", ole({"Workbook": BIFF})[:3000], OLD, CUT, ending="xls"),
    file("biff-cut-record", ole({"Workbook": BIFF[:-2000] + b"\4\2\xff\xff"}), OLD, ending="xls"),
    file("biff-endless-continue", ole({"Workbook": CONTINUES}, chain_loops=True), OLD, ending="xls"),
    file("biff-without-sheets", ole({"Workbook": biff(BIFF_GLOBALS, BIFF_END)}), OLD, "no-sheets", ending="xls"),
    file("biff-2", biff((0x0009, struct.pack("<2H", 2, 0x10)), BIFF_END), OLD, NOT, ending="xls"),
    file("macros-only", ole({"_VBA_PROJECT": bytes(100), "dir": bytes(100)}), OLD, NOT, "no-sheets", ending="xls"),
    file("word-97", ole({"WordDocument": bytes(5000), "1Table": b""}), OLD, NOT, ending="xls"),
)

# ----- archives that inflate, and archives that lie -------------------------------------------------------------------

BIG = "too-large"
GIGABYTE = 1 << 30
SHEET_HEAD, _end = PARTS[SHEET].split(b"</sheetData>")
SHEET_TAIL = b"</sheetData>" + _end
STRINGS_HEAD, STRINGS_TAIL = PARTS[STRINGS].removesuffix(b"</sst>"), b"</sst>"
MEDIA = "xl/media/image{}.bmp"
OTHER = {
    SHEET: sheet(HEADER, row(2, (5, 6, 7, 8), number_cell("E2", "0")), row(3, (10, 6, 7, 8), number_cell("E3", "0")))
}


def _spaces(size: int) -> Entry:
    """The sheet with that many spaces after its last row."""
    return repeated(SHEET, SHEET_HEAD, b" ", size, SHEET_TAIL)


def _medium_parts() -> bytes:
    return workbook({MEDIA.format(n): repeated(MEDIA.format(n), b"BM", b"\xff", 20 * MEGABYTE, b"") for n in range(60)})


def _overlapping() -> bytes:
    kernel = quoted_overlap([MEDIA.format(number) for number in range(200)], b"\xff" * (8 * MEGABYTE))
    return archive([*kernel, *entries()])


def _one_for_all() -> bytes:
    """1,500 names that all point at one entry."""
    first = repeated(MEDIA.format(0), b"BM", b"\xff", 5 * MEGABYTE, b"")
    return archive([first, *(replace(first, name=MEDIA.format(n), at=0) for n in range(1, 1500)), *entries()])


def _same_entry_again() -> bytes:
    first, *rest = entries({TYPES: None, SHEET: None})
    big = _spaces(20 * MEGABYTE)
    return archive([big, *[replace(big, at=0)] * 100, first, *rest, deflated(TYPES, PARTS[TYPES])])


def _many_entries() -> bytes:
    return archive([*entries(), *(stored(f"x/{number}", b"") for number in range(50_000))])


def _zips_in_zips() -> bytes:
    content = archive([repeated("0", b"", b" ", GIGABYTE, b"")])
    for _ in range(4):
        content = archive([deflated(f"{number}.zip", content) for number in range(8)])
    return content


def _hidden_tail(size: int) -> Entry:
    """A sheet whose headers know only its first bytes, a whole sheet; the stream goes on."""
    whole = PARTS[SHEET]
    return replace(repeated(SHEET, whole, b" ", size, b""), crc=zlib.crc32(whole), size=len(whole))


def _local_header_differs() -> Entry:
    entry = deflated(SHEET, PARTS[SHEET])
    return replace(entry, local=(zlib.crc32(OTHER[SHEET]), len(entry.stream), len(OTHER[SHEET])))


def _descriptor_differs() -> Entry:
    entry = deflated(SHEET, PARTS[SHEET])
    lie = struct.pack("<4s3I", b"PK\7\x08", entry.crc ^ 1, len(entry.stream), GIGABYTE)
    return replace(entry, flags=0x808, local=(0, 0, 0), descriptor=lie)


def _descriptor_inside() -> Entry:
    """Stored, of unsaid length: reading from front to back finds its end too early, and behind it another sheet."""
    fake = struct.pack("<4s3I", b"PK\7\x08", 0, 0, 0)
    entry = stored("xl/media/image1.bin", b"BM" + fake + deflated(SHEET, OTHER[SHEET]).local_bytes())
    return replace(entry, flags=0x808, local=(0, 0, 0), descriptor=struct.pack("<4s3I", b"PK\7\x08", entry.crc, 0, 0))


def _zip64_size(size: int) -> Entry:
    entry = deflated(SHEET, PARTS[SHEET])
    return replace(entry, size=0xFFFFFFFF, extra=struct.pack("<HHQ", 1, 8, size))


def _zip64_outside() -> bytes:
    return archive(entries(), before_end=struct.pack("<4sIQI", b"PK\6\7", 0, 1 << 40, 1))


def _two_directories(join: Callable[[int, bytes, int, bytes], bytes]) -> bytes:
    """Two workbooks in one archive: `join` gets number and directory of the second, offset of and first directory."""
    body, directory, number = locals_and_central(entries())
    more, second, _ = locals_and_central(entries(OTHER), len(body))
    return body + more + join(number, second, len(body + more), directory)


def _two_end_records() -> bytes:
    """The second directory and its end record are the comment of the first end record."""

    def join(number: int, second: bytes, offset: int, first: bytes) -> bytes:
        at = offset + len(first) + 22
        return first + end_record(number, first, offset, second + end_record(number, second, at))

    return _two_directories(join)


def _zip64_other_directory() -> bytes:
    """The zip64 end record knows another directory than the end record."""

    def join(number: int, second: bytes, offset: int, first: bytes) -> bytes:
        at = offset + len(first)
        large = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, number, number, len(second), at)
        locator = struct.pack("<4sIQI", b"PK\6\7", 0, at + len(second), 1)
        return first + second + large + locator + end_record(number, first, offset)

    return _two_directories(join)


def _no_references() -> Entry:
    """19.8 million cells that carry no references."""
    line = b"<row>" + b"<c><v>5</v></c>" * 200 + b"</row>"
    return repeated(SHEET, SHEET_HEAD, line, 99_000, SHEET_TAIL)


LYING = "xl/media/image1.bmp"
ARCHIVES = (
    changed("spaces-1-gb", lambda: {SHEET: _spaces(GIGABYTE)}, BIG),
    changed("spaces-ratio", lambda: {SHEET: _spaces(100 * MEGABYTE)}, BIG),
    changed("cells-20-million", lambda: {SHEET: _no_references()}, BIG, "time", "memory", "extent"),
    changed(
        "rows-5-million",
        lambda: {SHEET: repeated(SHEET, SHEET_HEAD, b"<row/>", 5_000_000, SHEET_TAIL)},
        BIG,
        "extent",
        "time",
    ),
    changed(
        "strings-20-million",
        lambda: {STRINGS: repeated(STRINGS, STRINGS_HEAD, b"<si><t>a</t></si>", 20_000_000, STRINGS_TAIL)},
        BIG,
    ),
    changed(
        "string-300-mb",
        lambda: {STRINGS: repeated(STRINGS, STRINGS_HEAD + b"<si><t>", b"x", 300 * MEGABYTE, b"</t></si></sst>")},
        BIG,
    ),
    changed("picture-1-gb", lambda: {LYING: repeated(LYING, b"BM", b"\xff", GIGABYTE, b"")}, BIG),
    file("sixty-medium-parts", _medium_parts, BIG),
    file("overlapping-entries", _overlapping, BIG, CUT),
    file("one-entry-for-all-names", _one_for_all, BIG, CUT),
    file("same-entry-again", _same_entry_again, BIG, CUT, "duplicate-part"),
    file("fifty-thousand-entries", _many_entries, BIG),
    file("zips-in-zips", _zips_in_zips, BIG, NOT),
    changed("directory-says-small", lambda: {SHEET: replace(_spaces(GIGABYTE), size=1000)}, BIG, CUT),
    changed(
        "picture-says-small",
        lambda: {LYING: replace(repeated(LYING, b"BM", b"\xff", GIGABYTE, b""), size=1000)},
        BIG,
        CUT,
    ),
    changed("sheet-goes-on-1-gb", lambda: {SHEET: _hidden_tail(GIGABYTE)}, BIG, CUT),
    changed("sheet-goes-on", lambda: {SHEET: _hidden_tail(100)}, BIG, CUT),
    changed("directory-says-large", lambda: {SHEET: replace(deflated(SHEET, PARTS[SHEET]), size=GIGABYTE)}, BIG, CUT),
    changed("directory-says-shorter", lambda: {SHEET: replace(deflated(SHEET, PARTS[SHEET]), compressed=200)}, CUT),
    changed("local-header-differs", lambda: {SHEET: _local_header_differs()}, CUT),
    changed("descriptor-differs", lambda: {SHEET: _descriptor_differs()}, CUT, BIG),
    changed("descriptor-inside-data", lambda: {"xl/media/image1.bin": _descriptor_inside()}, CUT),
    changed("zip64-size-of-an-exabyte", lambda: {SHEET: _zip64_size(1 << 60)}, BIG, CUT),
    changed("zip64-size-missing", lambda: {SHEET: replace(_zip64_size(1), extra=b"")}, BIG, CUT),
    file("zip64-directory-outside", _zip64_outside, CUT),
    file("zip64-other-directory", _zip64_other_directory, CUT, "duplicate-part"),
    file("two-end-records", _two_end_records, CUT, "duplicate-part"),
    file("two-workbooks-in-a-row", lambda: workbook(OTHER) + GOOD, CUT, NOT, "duplicate-part"),
)
