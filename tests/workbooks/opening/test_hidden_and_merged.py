"""Merged areas and hidden parts, which the XML alone shows."""

import re
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks.opening.books import SHEET, book, key, opened, read, rewritten, saved, shown, with_cells


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
    assert opened(rewritten(content, SHEET, spelling)).merges == [(1, 1, 2, 1)]


@SPELLINGS
def test_hidden_rows_and_columns_that_hold_data_are_named(spelling: Callable[[bytes], bytes]) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[9].hidden = True  # nothing in it
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["H"].hidden = True  # likewise

    content = book(["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"], prepare=hide)
    sheet = opened(rewritten(content, SHEET, spelling))
    assert sheet.hidden == "2:2, C:C"
    assert len(shown(sheet)) == 9


def test_of_many_hidden_rows_the_first_are_named() -> None:
    def hide(sheet: Worksheet) -> None:
        for row in range(2, 9):
            sheet.row_dimensions[row].hidden = True

    assert opened(book(*[[n] for n in range(9)], prepare=hide)).hidden == "2:2, 3:3, 4:4, 5:5, 6:6, …"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_known_as_hidden(state: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["甲"])
    behind = workbook.create_sheet("幕后")
    behind.append(["乙"])
    behind.sheet_state = state
    first, second = read(saved(workbook)).sheets
    assert (first.hidden, second.hidden) == ("", "the whole sheet")
    assert shown(second) == {"A1": "乙"}


def test_a_hidden_sheet_without_data_hides_nothing() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["甲"])
    workbook.create_sheet("空").sheet_state = "hidden"
    assert [sheet.hidden for sheet in read(saved(workbook)).sheets] == ["", ""]


def merged(*areas: str) -> bytes:
    """A workbook with 1 in A1 and 2 in C3, and these merged areas."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>'
    entries = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return with_cells(cells, after=f"<mergeCells>{entries}</mergeCells>")


@pytest.mark.parametrize(
    ("area", "cut"),
    [("A1:XFD1", (1, 1, 1, 3)), ("A1:A1048576", (1, 1, 3, 1)), ("B2:Z99", (2, 2, 3, 3)), ("$A$1:$B$2", (1, 1, 2, 2))],
)
def test_merged_areas_end_with_the_cells_in_use(area: str, cut: tuple[int, int, int, int]) -> None:
    assert opened(merged(area)).merges == [cut]


def test_merged_areas_outside_the_cells_in_use_do_not_count() -> None:
    assert opened(merged("E5:F6", "A1", "C3:D3")).merges == []


@pytest.mark.parametrize(
    "areas",
    [
        ["A1:XFD1048576"],
        ["B2:A1"],
        ["A1:ZZZ9"],
        ["A1:A2000000"],
        ["A1:"],
        ["x"],
        ["A1:B2", "B2:C3"],
        ["A1:A9", "A4:C4"],
    ],
    ids=",".join,
)
def test_merged_areas_that_contradict_the_sheet_or_each_other_are_refused(areas: list[str]) -> None:
    assert key(merged(*areas)) == "merge"


def test_merged_areas_side_by_side_do_not_overlap() -> None:
    areas = ["A1:B2", "C1:D2", "A3:B3", "C3:C9"]
    assert opened(merged(*areas)).merges == [(1, 1, 2, 2), (1, 3, 2, 3), (3, 1, 3, 2)]
