"""Zip archives: what could unpack to too much, or to different things in different programs, is refused."""

import io
import struct
import zipfile
import zlib

import pytest

from reportgen.workbooks.opening import archive
from tests.workbooks.opening.books import SHEET, book, cause, key, opened, shown, with_parts

WHOLE = book(["工号", "姓名"], ["00017", "李明"])


def stored_at(name: str) -> zipfile.ZipInfo:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as parts:
        return parts.getinfo(name)


def patched(place: int, data: bytes) -> bytes:
    return WHOLE[:place] + data + WHOLE[place + len(data) :]


def test_a_workbook_cut_short_is_refused_wherever_it_ends() -> None:
    for length in range(4, len(WHOLE), 97):
        assert cause(WHOLE[:length]) == "incomplete"


def test_a_damaged_part_is_refused() -> None:
    place = stored_at(SHEET).header_offset + 30 + len(SHEET) + 20
    assert cause(patched(place, bytes(b ^ 0xFF for b in WHOLE[place : place + 20]))) == "incomplete"


def test_a_wrong_checksum_is_refused() -> None:
    assert cause(patched(stored_at(SHEET).header_offset + 14, b"\1\2\3\4")) == "incomplete"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), SHEET.replace("/", "\\"), "xl/./worksheets/sheet1.xml"])
def test_a_part_that_stands_twice_is_refused(name: str) -> None:
    second = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    assert key(with_parts(WHOLE, (name, second))) == "duplicate-part"


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "xl/../../x.xml", "C:\\x.xml", "..\\x.xml"])
def test_a_part_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    assert key(with_parts(WHOLE, (name, b"<x/>"))) == "external"


def test_a_part_that_zip_encrypts_asks_for_the_password() -> None:
    entry = stored_at(SHEET)
    central = WHOLE.index(b"PK\1\2")
    while WHOLE[central + 46 : central + 46 + len(SHEET)] != SHEET.encode():
        central = WHOLE.index(b"PK\1\2", central + 1)
    content = bytearray(WHOLE)
    content[entry.header_offset + 6] |= 1
    content[central + 8] |= 1
    assert key(bytes(content)) == "password"


def test_too_many_parts_are_refused() -> None:
    many = [(f"xl/media/{n}.bin", b"") for n in range(archive.MAX_PARTS)]
    assert key(with_parts(WHOLE, *many)) == "too-large"


def test_a_part_that_unpacks_to_too_much_is_refused() -> None:
    large = bytes(archive.MAX_PART_BYTES + 1)
    assert key(with_parts(WHOLE, ("xl/media/image.bin", large))) == "too-large"


def test_a_part_that_is_packed_beyond_belief_is_refused() -> None:
    assert key(with_parts(WHOLE, ("xl/media/image.bin", bytes(2 * archive.RATIO_FROM)))) == "too-large"


def lying(size: int) -> bytes:
    """A workbook with a picture that is far larger than the archive says; everything else about it is right."""
    full = bytes(10 * 2**20)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(full) + packed.flush()
    buffer = io.BytesIO(WHOLE)
    with zipfile.ZipFile(buffer, "a") as parts:
        parts.writestr("xl/media/image1.png", full, zipfile.ZIP_DEFLATED)
        entry = parts.getinfo("xl/media/image1.png")
        entry.file_size = size
    content = buffer.getvalue()
    place = entry.header_offset + 22
    assert content[place + 8 + len(entry.filename) :].startswith(data[:16])
    return content[:place] + struct.pack("<I", size) + content[place + 4 :]


def test_a_part_larger_than_it_says_is_refused_before_it_is_unpacked() -> None:
    assert key(lying(100)) == "too-large"


def test_a_second_archive_in_front_is_refused() -> None:
    assert cause(book(["别的"]) + WHOLE) == "incomplete"


def test_a_second_archive_in_the_comment_is_refused() -> None:
    other = book(["别的"])
    assert cause(WHOLE[:-2] + struct.pack("<H", len(other)) + other) == "incomplete"


def test_a_workbook_within_the_workbook_is_no_second_one() -> None:
    buffer = io.BytesIO(WHOLE)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as parts:
        parts.writestr("xl/embeddings/sheet.xlsx", book(["别的"]))
    assert shown(opened(buffer.getvalue()))["A1"] == "工号"


@pytest.mark.parametrize("more", [b"\n", bytes(512)])
def test_padding_behind_the_archive_does_no_harm(more: bytes) -> None:
    assert shown(opened(WHOLE + more))["A2"] == "00017"


def test_parts_over_one_another_are_refused() -> None:
    buffer = io.BytesIO(WHOLE)
    with zipfile.ZipFile(buffer, "a") as parts:
        parts.writestr("xl/media/image1.png", b"x" * 100)
        parts.getinfo("docProps/app.xml").header_offset = parts.getinfo("xl/media/image1.png").header_offset
    assert cause(buffer.getvalue()) in ("duplicate-part", "incomplete")


def test_an_archive_written_as_a_stream_is_read() -> None:
    class Stream(io.RawIOBase):
        """Writes only, so that sizes stand behind the data."""

        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.content += data
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert shown(opened(bytes(stream.content))) == shown(opened(WHOLE))


def test_whether_the_end_of_an_archive_is_there() -> None:
    assert archive.complete(WHOLE)
    assert not archive.complete(WHOLE[:-23])
