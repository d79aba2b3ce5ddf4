"""Rows written as XML into a sheet that openpyxl made: cell by cell what openpyxl itself writes."""

import io
import zipfile
from collections.abc import Sequence
from fractions import Fraction

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook

from reportgen.outputs.sheet_rows import rows_xml
from reportgen.outputs.sheets import Value, after_numbers, book_bytes, new_book, put, put_headings

FORMATS = ("", "0.00", "")  # text; numbers; text that stands after numbers
APART = after_numbers([bool(number_format) for number_format in FORMATS])
HEADINGS = ("id", "score", "word")

Rows = Sequence[Sequence[Value]]

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["=1+1", "-5", "+x", "@y", "00017", " a ", "a\r\nb", "\x0b", "<&>\"'", "#N/A", "\uffff", "x" * 40_000, ""]),
)  # fmt: skip
numbers = st.one_of(st.integers(-(10**6), 10**6), st.fractions(-100, 100, max_denominator=1000))


def cells(content: bytes) -> list[tuple[object, ...]]:
    """Every cell of the workbook as it is read: where it is, what it holds, how it looks."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (sheet.title, sheet.dimensions, cell.coordinate, cell.value, cell.data_type, cell.number_format, cell.quotePrefix,
         repr(cell.alignment), repr(cell.font), repr(cell.fill))
        for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]  # fmt: skip


def with_headings() -> Workbook:
    book = new_book()
    put_headings(book.create_sheet("people"), 1, HEADINGS)
    return book


def as_xml(rows: Rows) -> bytes:
    book = with_headings()
    book["people"].cell(len(rows) + 1, len(HEADINGS))
    return book_bytes(book, {"people": rows_xml(book["people"], FORMATS, APART, rows)})


def cell_by_cell(rows: Rows) -> bytes:
    book = with_headings()
    for r, row in enumerate(rows, start=2):
        for c, (number_format, apart, value) in enumerate(zip(FORMATS, APART, row, strict=True), start=1):
            cell = book["people"].cell(r, c)
            put(cell, value, number_format)
            if apart:
                cell.alignment = Alignment(horizontal="left", indent=1)
            elif number_format and isinstance(value, str):
                cell.alignment = Alignment(horizontal="right")
    return book_bytes(book)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.one_of(st.none(), texts, numbers)] * 3), max_size=5))
def test_every_cell_is_read_as_if_openpyxl_had_written_it(rows: Rows) -> None:
    assert cells(as_xml(rows)) == cells(cell_by_cell(rows))


def test_a_whole_number_a_fraction_and_equal_ones_of_either_kind_are_numbers() -> None:
    rows: Rows = [("a", 3, "x"), ("b", Fraction(7, 2), None), ("c", Fraction(3), "y")]
    book = openpyxl.load_workbook(io.BytesIO(as_xml(rows)))
    assert [cell.value for cell in book["people"]["B"][1:]] == [3, 3.5, 3]


def test_nothing_is_a_formula_and_every_text_stays_a_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xml([("=1+1", "00017", "#N/A")])))
    row = book["people"][2]
    assert [(cell.value, cell.data_type) for cell in row] == [("=1+1", "s"), ("00017", "s"), ("#N/A", "s")]
    assert [bool(cell.quotePrefix) for cell in row] == [True, False, False]


def test_a_text_is_cut_where_a_cell_is_full_and_signs_that_no_workbook_holds_are_blanks() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xml([("x" * 40_000, "a\ud800\x00b", "\uffff")])))
    assert [cell.value for cell in book["people"][2]] == ["x" * 32_767, "a  b", " "]


def test_thousands_of_rows_stand_one_below_the_other() -> None:
    content = as_xml([(str(n), n, None) for n in range(2, 2502)])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["people"]
    assert [row[1].row for row in sheet.iter_rows(min_row=2)] == [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert sheet.dimensions == "A1:C2501"


def test_the_same_rows_give_the_same_bytes_with_no_time_of_day_in_them() -> None:
    rows: Rows = [("a", Fraction(1, 3), "b")]
    assert as_xml(rows) == as_xml(rows)
    with zipfile.ZipFile(io.BytesIO(as_xml(rows))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
