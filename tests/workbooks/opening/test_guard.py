"""What a file is by its content, and which XML is let through to the readers."""

import re
import zipfile
from io import BytesIO

import pytest

from reportgen.workbooks.opening.guard import MAX_DEPTH, MAX_TAG
from tests.workbooks.opening.books import BOOK, SHEET, book, cause, key, opened, rewritten, shown, with_cell, with_parts

TABLE = "工号,姓名\n00017,李明\n"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def stream(name: str) -> bytes:
    """As much of an OLE file as names a stream."""
    return OLE + bytes(504) + name.encode("utf-16-le") + bytes(512)


# ---- what it is


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv"])
def test_an_empty_file_is_named_as_such(suffix: str) -> None:
    assert key(b"", suffix) == "empty"


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls", ".csv", ".ods"])
def test_a_workbook_is_read_whatever_its_name_says(suffix: str) -> None:
    assert shown(opened(book(["工号"], ["00017"]), suffix)) == {"A1": "工号", "A2": "00017"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TABLE.encode(), "not-a-workbook.text"),
        ("\ufeff<html><table><tr><td>1</td></tr></table></html>".encode(), "not-a-workbook.web"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "not-a-workbook.web",
        ),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "not-a-workbook.web"),
        (b"%PDF-1.7", "not-a-workbook.text"),
        (b"\x00" * 1000, "not-a-workbook"),
        (stream("WordDocument"), "old-or-damaged-xls"),
        (stream("EncryptedPackage"), "password"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "old-or-damaged-xls"),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_something_else_under_the_name_of_a_workbook_is_named(content: bytes, expected: str, suffix: str) -> None:
    assert key(content, suffix) == expected


def test_a_web_page_is_no_text_of_cells() -> None:
    assert key(b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", ".csv") == "not-a-workbook.web"


def test_a_zip_archive_of_something_else_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert cause(buffer.getvalue()) == "not-a-workbook"


# ---- XML


@pytest.mark.parametrize("change", [lambda _: b"<worksheet>", lambda _: b"", lambda data: data[: len(data) // 2]])
def test_a_sheet_of_broken_xml_is_refused(change: object) -> None:
    assert cause(rewritten(book(["工号"], ["00017"]), SHEET, change)) == "incomplete"  # type: ignore[arg-type]


def test_xml_cut_off_behind_the_cells_is_refused_because_merged_areas_may_be_gone() -> None:
    content = book(["李明", 1], [None, 2], prepare=lambda sheet: sheet.merge_cells("A1:A2"))
    cut = rewritten(content, SHEET, lambda data: data[: data.index(b"<mergeCells")])
    assert cause(cut) == "incomplete"


@pytest.mark.parametrize("part", [SHEET, BOOK, "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "docProps/app.xml"])
@pytest.mark.parametrize(
    "declaration", [b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY a "1">]>', b'<!DOCTYPE x SYSTEM "file:///etc/hosts">']
)
def test_a_doctype_in_a_part_is_refused(part: str, declaration: bytes) -> None:
    def declared(data: bytes) -> bytes:
        return declaration + re.sub(rb"^<\?xml[^>]*\?>", b"", data)

    assert key(rewritten(book(["工号"], ["00017"]), part, declared)) == "doctype"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_parts_in_other_encodings_are_refused(encoding: str) -> None:
    def recoded(data: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", data.decode())
        return f"<?xml version='1.0' encoding='{encoding}'?>{text}".encode(encoding)

    assert key(rewritten(book(["工号"], ["00017"]), SHEET, recoded)) == "encoding"


def test_data_of_add_ins_may_be_in_any_encoding() -> None:
    content = with_parts(
        book(["工号"]), ("customXml/item1.xml", "<?xml version='1.0' encoding='utf-16'?><x/>".encode("utf-16"))
    )
    assert shown(opened(content)) == {"A1": "工号"}


def test_a_picture_with_a_doctype_is_no_danger() -> None:
    svg = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
    assert shown(opened(with_parts(book(["工号"]), ("xl/media/image1.svg", svg)))) == {"A1": "工号"}


def test_a_sheet_among_the_parts_that_are_not_checked_is_refused() -> None:
    content = rewritten(
        book(["工号"]),
        "xl/_rels/workbook.xml.rels",
        lambda data: data.replace(b"worksheets/sheet1.xml", b"media/x.svg"),
    )
    assert cause(with_parts(content, ("xl/media/x.svg", b"<!DOCTYPE x><worksheet/>"))) == "incomplete"


def test_a_tag_without_end_is_refused() -> None:
    assert key(with_cell(f'<c r="A1" x="{"y" * MAX_TAG}"/>')) == "too-large"


def test_elements_nested_without_end_are_refused() -> None:
    assert key(with_cell(f'<c r="A1">{"<x>" * MAX_DEPTH}{"</x>" * MAX_DEPTH}</c>')) == "too-large"
