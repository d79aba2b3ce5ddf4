"""Workbooks as files: what is refused, and that nothing in the others is lost."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.workbooks import opening
from reportgen.workbooks.grid import Grid
from reportgen.workbooks.opening import UnreadableWorkbookError, open_workbook

SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: Sequence[Any], prepare: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    """A workbook of one sheet with these rows, as a file."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    prepare(sheet)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            changed = change(data) if name == part else data
            assert name != part or changed != data, "the change must change something"
            new.writestr(name, changed)
    return buffer.getvalue()


def with_parts(content: bytes, *parts: tuple[str, bytes]) -> bytes:
    """The workbook with more parts, which may bear the name of one that it has."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def opened(content: bytes) -> Grid:
    """The only sheet of a workbook."""
    (grid,) = open_workbook(content, "甲.xlsx")
    return grid


def shown(grid: Grid) -> dict[str, object]:
    """Address -> value of all cells."""
    return {cell.address: cell.value for cells in grid.rows.values() for cell in cells}


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableWorkbookError) as caught:
        open_workbook(content, "甲.xlsx")
    return str(caught.value)


# ---- refused


def test_an_empty_file_is_named_as_such() -> None:
    assert "empty" in reason(b"")


def test_an_encrypted_or_old_workbook_is_named_as_such() -> None:
    ole = bytes.fromhex("D0CF11E0A1B11AE1")
    assert "password" in reason(ole + bytes(4096))


def test_a_workbook_cut_short_is_refused_wherever_it_ends() -> None:
    whole = book(["工号", "姓名"], ["00017", "李明"])
    for length in range(1, len(whole), 97):
        assert "damaged" in reason(whole[:length])


def test_a_damaged_part_is_refused() -> None:
    whole = book(["工号", "姓名"], ["00017", "李明"])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    broken = whole[: start + 20] + bytes(b ^ 0xFF for b in whole[start + 20 : start + 40]) + whole[start + 40 :]
    assert "damaged" in reason(broken)


@pytest.mark.parametrize(
    "content",
    [
        "工号,姓名\n00017,李明\n".encode(),
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\x00" * 1000,
    ],
)
def test_a_file_of_another_kind_under_the_name_of_a_workbook_is_refused(content: bytes) -> None:
    assert "not a workbook" in reason(content)


def test_a_zip_archive_of_something_else_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert "workbook" in reason(buffer.getvalue())


@pytest.mark.parametrize("change", [lambda _: b"<worksheet>", lambda _: b"", lambda data: data[: len(data) // 2]])
def test_a_sheet_of_broken_xml_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert "damaged" in reason(rewritten(book(["工号"], ["00017"]), SHEET, change))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_is_refused() -> None:
    second = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    assert "twice" in reason(with_parts(book(["工号"], ["00017"]), (SHEET, second)))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "declaration", [b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY a "1">]>', b'<!DOCTYPE x SYSTEM "file:///etc/hosts">']
)
def test_a_doctype_in_a_part_is_refused(part: str, declaration: bytes) -> None:
    def declared(data: bytes) -> bytes:
        return declaration + re.sub(rb"^<\?xml[^>]*\?>", b"", data)

    assert "DOCTYPE" in reason(rewritten(book(["工号"], ["00017"]), part, declared))


def test_a_doctype_is_refused_in_any_encoding() -> None:
    def declared(data: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", data.decode())
        return ("<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE x [<!ENTITY a '5'>]>" + text).encode("utf-16")

    assert reason(rewritten(book(["工号"], ["00017"]), SHEET, declared))


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    many = [(f"xl/media/{n}.bin", b"") for n in range(opening.MAX_PARTS)]
    assert "unpacks" in reason(with_parts(book(["工号"]), *many))


def test_a_part_that_unpacks_to_too_much_is_refused() -> None:
    large = bytes(opening.MAX_PART_BYTES + 1)
    assert "unpacks" in reason(with_parts(book(["工号"]), ("xl/media/image.bin", large)))


@pytest.mark.parametrize("address", ["A100001", "ALM1", "XFD1048576"])
def test_a_cell_far_out_is_refused_with_what_to_do(address: str) -> None:
    assert "delete the rows and columns after the data" in reason(
        book(["工号"], prepare=lambda sheet: sheet.__setitem__(address, 5))
    )


def _strict(data: bytes) -> bytes:
    """The names that “Strict Open XML Spreadsheet” uses, one of the formats that Excel saves in."""
    names = {
        b"schemas.openxmlformats.org/spreadsheetml/2006/main": b"purl.oclc.org/ooxml/spreadsheetml/main",
        b"schemas.openxmlformats.org/officeDocument/2006/relationships": b"purl.oclc.org/ooxml/officeDocument/relationships",
    }
    for usual, strict in names.items():
        data = data.replace(usual, strict)
    return data


def test_a_workbook_in_strict_open_xml_is_refused_with_its_cause() -> None:
    strict = book(["工号"], ["00017"])
    for part in ("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET):
        strict = rewritten(strict, part, _strict)
    assert "Strict" in reason(strict)


# ---- nothing is lost


@pytest.mark.parametrize("wrong", ["A1", "A1:A1", "A1:B2", "C3:D4", "Z99", "A1:Z999"])
def test_a_wrong_dimension_loses_no_cell(wrong: str) -> None:
    rows: list[list[Any]] = [["工号", "姓名", "级别"], ["00017", "李明", "3级"]]
    rows += [["00024", "王芳", "3级"], [None, None, "合计"]]
    right = book(*rows)
    content = rewritten(
        right, SHEET, lambda data: re.sub(rb'(<dimension ref=")[^"]*', rb"\g<1>" + wrong.encode(), data)
    )
    assert shown(opened(content)) == shown(opened(right))
    assert shown(opened(content))["C4"] == "合计"


def test_a_missing_dimension_loses_no_cell() -> None:
    content = rewritten(book(["a", "b"], ["c", "d"]), SHEET, lambda data: re.sub(rb"<dimension[^>]*/>", b"", data))
    assert shown(opened(content)) == {"A1": "a", "B1": "b", "A2": "c", "B2": "d"}


def _rows_reversed(data: bytes) -> bytes:
    rows = re.findall(rb"<row .*?</row>", data, re.DOTALL)
    return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + b"".join(reversed(rows)) + b"</sheetData>", data)


def _cells_reversed(data: bytes) -> bytes:
    def turned(row: re.Match[bytes]) -> bytes:
        cells = re.findall(rb"<c .*?</c>", row.group(2))
        return row.group(1) + b"".join(reversed(cells)) + b"</row>"

    return re.sub(rb"(<row [^>]*>)(.*?)</row>", turned, data, flags=re.DOTALL)


@pytest.mark.parametrize("disorder", [_rows_reversed, _cells_reversed])
def test_rows_and_cells_out_of_order_are_read_or_refused(disorder: Callable[[bytes], bytes]) -> None:
    right = book([1, 2, 3], [4, 5, 6], [7, 8, 9])
    content = rewritten(right, SHEET, disorder)
    try:
        found = shown(opened(content))
    except UnreadableWorkbookError:
        return
    assert found == shown(opened(right))


def test_values_keep_their_kind() -> None:
    rows = [["00017", 17, 4.5, True, datetime.fromisoformat("2026-03-04"), "#N/A", "=1+1", "  ", None]]
    cells = opened(book(*rows)).rows[1]
    assert [(cell.address, cell.kind) for cell in cells] == [
        ("A1", "text"),
        ("B1", "number"),
        ("C1", "number"),
        ("D1", "bool"),
        ("E1", "date"),
        ("F1", "error"),
        ("G1", "formula"),
    ]
    assert cells[4].date() == date(2026, 3, 4)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_errors_are_not_blanks(error: str) -> None:
    assert [(cell.kind, cell.text) for cell in opened(book([error])).rows[1]] == [("error", error)]


def test_words_for_nothing_are_text() -> None:
    words = ["NA", "None", "null", "nan", "TRUE ", "007", "03"]
    assert list(shown(opened(book(words))).values()) == words


def test_numbers_are_exact_at_15_digits() -> None:
    content = rewritten(book([0.3]), SHEET, lambda data: data.replace(b"<v>0.3<", b"<v>0.30000000000000004<"))
    assert opened(content).at(1, 1).number() == Fraction(3, 10)


def test_the_format_of_a_number_is_kept() -> None:
    def formatted(sheet: Worksheet) -> None:
        sheet["A1"].number_format = "00000"

    assert opened(book([17], prepare=formatted)).at(1, 1).text == "00017"


def test_a_formula_with_a_stored_value_is_its_value() -> None:
    content = rewritten(
        book(["=1+1", "=2+2"]), SHEET, lambda data: data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    )
    assert [(cell.kind, cell.value) for cell in opened(content).rows[1]] == [("number", 2), ("formula", None)]


def test_a_formula_with_a_stored_error_is_an_error() -> None:
    content = rewritten(
        book(["=1/0"]),
        SHEET,
        lambda data: re.sub(
            rb'<c r="A1"[^>]*><f>1/0</f><v ?/></c>', b'<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', data
        ),
    )
    assert [(cell.kind, cell.text) for cell in opened(content).rows[1]] == [("error", "#DIV/0!")]


def test_a_shared_formula_without_value_is_a_formula_in_each_of_its_cells() -> None:
    def shared(data: bytes) -> bytes:
        cells = (
            b'<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f></c></row>'
            b'<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
        )
        return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + cells + b"</sheetData>", data, flags=re.DOTALL)

    grid = opened(rewritten(book([1], [2]), SHEET, shared))
    assert [cell.kind for cells in grid.rows.values() for cell in cells] == ["formula", "formula"]


def test_text_in_several_runs_and_inline_text_are_read() -> None:
    def inline(data: bytes) -> bytes:
        cells = b'<row r="1"><c r="A1" t="inlineStr"><is><r><t>\xe6\x9d\x8e</t></r><r><t>\xe6\x98\x8e</t></r></is></c></row>'
        return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + cells + b"</sheetData>", data, flags=re.DOTALL)

    assert shown(opened(rewritten(book(["x"]), SHEET, inline))) == {"A1": "李明"}


def test_all_sheets_are_read_and_charts_are_no_sheets() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["甲"])
    workbook.create_chartsheet("图").add_chart(BarChart())
    workbook.create_sheet("第二").append(["乙"])
    grids = open_workbook(saved(workbook), "夹/甲.xlsx")
    assert [(grid.file, grid.sheet, shown(grid)) for grid in grids] == [
        ("夹/甲.xlsx", "Sheet", {"A1": "甲"}),
        ("夹/甲.xlsx", "第二", {"A1": "乙"}),
    ]


# ---- merged and hidden


def _single_quoted(data: bytes) -> bytes:
    return re.sub(rb'="([^"]*)"', rb"='\1'", data)


def _prefixed(data: bytes) -> bytes:
    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=")


def _broken_over_lines(data: bytes) -> bytes:
    return re.sub(rb' (ref|hidden|r|min)="', rb'\n  \1 = "', data)


SPELLINGS = pytest.mark.parametrize(
    "spelling",
    [lambda data: data + b"\n", _single_quoted, _prefixed, _broken_over_lines],
    ids=["plain", "single quotes", "prefixed", "broken over lines"],
)


@SPELLINGS
def test_merged_areas_are_known_however_the_xml_is_written(spelling: Callable[[bytes], bytes]) -> None:
    content = book(["李明", 1], [None, 2], ["张伟", 3], prepare=lambda sheet: sheet.merge_cells("A1:A2"))
    grid = opened(rewritten(content, SHEET, spelling))
    assert [grid.spread(row, 1).text for row in (1, 2, 3)] == ["李明", "李明", "张伟"]


@SPELLINGS
def test_hidden_rows_and_columns_that_hold_data_are_named(spelling: Callable[[bytes], bytes]) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[9].hidden = True  # nothing in it
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["H"].hidden = True  # likewise

    content = book(["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"], prepare=hide)
    grid = opened(rewritten(content, SHEET, spelling))
    assert grid.hidden == "2:2, C:C"
    assert len(shown(grid)) == 9


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_known_as_hidden(state: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["甲"])
    behind = workbook.create_sheet("幕后")
    behind.append(["乙"])
    behind.sheet_state = state
    first, second = open_workbook(saved(workbook), "甲.xlsx")
    assert (first.hidden, second.hidden) == ("", "the whole sheet")
    assert shown(second) == {"A1": "乙"}


def test_a_hidden_sheet_without_data_hides_nothing() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["甲"])
    workbook.create_sheet("空").sheet_state = "hidden"
    assert [grid.hidden for grid in open_workbook(saved(workbook), "甲.xlsx")] == ["", ""]


def test_a_merged_area_over_the_whole_sheet_is_no_burden() -> None:
    content = book(["标题"], ["甲"], prepare=lambda sheet: sheet.merge_cells("A1:B1"))
    grid = opened(rewritten(content, SHEET, lambda data: data.replace(b"A1:B1", b"A1:XFD1048576")))
    assert shown(grid) == {"A1": "标题", "A2": "甲"}
