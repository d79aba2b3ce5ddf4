"""Zip archives, read strictly: one directory, whose entries lie one behind the other and are what their headers say.

The library that reads the cells sees the same archive through `zipfile`; what is checked here leaves the two no room
to see different things.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from reportgen.workbooks.opening.raw import UnreadableWorkbookError

MAX_PARTS: Final = 2_000
MAX_PART_BYTES: Final = 150 * 2**20
MAX_TOTAL_BYTES: Final = 300 * 2**20
MIN_RATIO: Final = 0.005  # packed to unpacked size, of parts larger than …
RATIO_FROM: Final = 2**20
CHUNK: Final = 2**20

Entry = zipfile.ZipInfo

_LOCAL = struct.Struct("<4s2x2H4x3I2H")  # signature, flags, method, checksum, packed and full size, two lengths
_ENTRY = b"PK\3\4"
_END = b"PK\5\6"
_END_SIZE = 22
END_WITHIN = 2**16 + _END_SIZE  # the end record and the longest comment
_SLACK = 64  # bytes between entries that no program uses for data
_ENCRYPTED, _SIZES_BEHIND = 1, 8  # flags of an entry
_UNKNOWN = 0xFFFFFFFF  # the size stands in a longer field


def complete(content: bytes) -> bool:
    """Whether an archive has its end record, which is written last."""
    return _END in content[-END_WITHIN:]


def entries_of(content: bytes) -> dict[str, Entry]:
    """The entries of an archive by their names, in small letters and with plain slashes.

    Raises `UnreadableWorkbookError` for anything that could unpack to too much, or to different things in different
    programs.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableWorkbookError("incomplete") from error
    entries = archive.infolist()
    _refuse_large(entries)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnreadableWorkbookError("password")
    named: dict[str, Entry] = {}
    for entry in entries:
        if named.setdefault(_plain(entry.orig_filename), entry) is not entry:
            raise UnreadableWorkbookError("duplicate-part")
    _refuse_other_ends(content[archive.start_dir :])
    _refuse_gaps(content, entries, archive.start_dir)
    return named


def unpacked(content: bytes, entry: Entry) -> Iterator[bytes]:
    """The bytes of an entry, piece by piece; refused unless there are as many as it says, with the right checksum."""
    start = _data_start(content, entry)
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED or not (packed or entry.file_size):
        pieces: Iterator[bytes] = iter([packed])
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflated(packed, entry.file_size)
    else:
        raise UnreadableWorkbookError("incomplete")
    length = checksum = 0
    for piece in pieces:
        length += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if length > entry.file_size:
            raise UnreadableWorkbookError("too-large")
        yield piece
    if length < entry.file_size or checksum != entry.CRC:
        raise UnreadableWorkbookError("incomplete")


def _inflated(packed: bytes, size: int) -> Iterator[bytes]:
    """The contents of a deflated entry, no more than a piece beyond the size."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    left = size
    try:
        while not inflater.eof and left >= 0:
            piece = inflater.decompress(packed, min(CHUNK, left + 1))
            packed = inflater.unconsumed_tail
            if not piece and not packed and not inflater.eof:
                raise UnreadableWorkbookError("incomplete")
            left -= len(piece)
            yield piece
    except zlib.error as error:
        raise UnreadableWorkbookError("incomplete") from error
    if inflater.unused_data:
        raise UnreadableWorkbookError("incomplete")


def _refuse_large(entries: list[Entry]) -> None:
    sizes = [entry.file_size for entry in entries]
    if len(entries) > MAX_PARTS or max(sizes, default=0) > MAX_PART_BYTES or sum(sizes) > MAX_TOTAL_BYTES:
        raise UnreadableWorkbookError("too-large")
    if any(entry.file_size > RATIO_FROM and entry.compress_size < MIN_RATIO * entry.file_size for entry in entries):
        raise UnreadableWorkbookError("too-large")


def _plain(name: str) -> str:
    """A name as any program would understand it; refused when it leads out of the archive."""
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or ":" in slashed or "\0" in slashed or ".." in slashed.split("/"):
        raise UnreadableWorkbookError("external")
    return posixpath.normpath(slashed).casefold()


def _refuse_other_ends(directory: bytes) -> None:
    """Refuse a second end record, whose directory other programs may follow."""
    if directory.count(_END) > 1:
        raise UnreadableWorkbookError("incomplete")


def _refuse_gaps(content: bytes, entries: list[Entry], directory: int) -> None:
    """Refuse entries that share bytes, and room between them, where others could hide."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UnreadableWorkbookError("duplicate-part")
        if entry.header_offset > end + _SLACK:
            raise UnreadableWorkbookError("incomplete")
        end = _data_start(content, entry) + entry.compress_size
        if entry.flag_bits & _SIZES_BEHIND:
            end += _descriptor(content, entry, end)
    if end > directory:
        raise UnreadableWorkbookError("duplicate-part")
    if directory > end + _SLACK:
        raise UnreadableWorkbookError("incomplete")


def _data_start(content: bytes, entry: Entry) -> int:
    """Where the data of an entry begins, after its own header, which must agree with the directory."""
    header = content[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size:
        raise UnreadableWorkbookError("incomplete")
    signature, flags, method, checksum, packed, size, of_name, of_extra = _LOCAL.unpack(header)
    behind = bool(entry.flag_bits & _SIZES_BEHIND)
    agrees = (
        signature == _ENTRY
        and (flags ^ entry.flag_bits) & _SIZES_BEHIND == 0
        and method == entry.compress_type
        and (checksum == entry.CRC or (behind and not checksum))
        and (packed in (entry.compress_size, _UNKNOWN) or (behind and not packed))
        and (size in (entry.file_size, _UNKNOWN) or (behind and not size))
    )
    start = int(entry.header_offset + _LOCAL.size + of_name + of_extra)
    stored_at_length = behind and entry.compress_type == zipfile.ZIP_STORED
    if not agrees or (stored_at_length and _ENTRY in content[start : start + entry.compress_size]):
        raise UnreadableWorkbookError("incomplete")  # read from front to back, it would end before that header
    return start


def _descriptor(content: bytes, entry: Entry, start: int) -> int:
    """The length of the record behind an entry's data, which repeats checksum and sizes."""
    for form in ("<4s3I", "<4sI2Q", "<3I", "<I2Q"):
        record = content[start : start + struct.calcsize(form)]
        if len(record) == struct.calcsize(form):
            values = struct.unpack(form, record)
            if values[-3:] == (entry.CRC, entry.compress_size, entry.file_size) and values[0] in (
                b"PK\7\x08",
                entry.CRC,
            ):
                return len(record)
    raise UnreadableWorkbookError("incomplete")
