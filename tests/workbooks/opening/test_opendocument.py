"""OpenDocument sheets: cells, repeats and errors as they are written."""

import io
import zipfile
from datetime import datetime

import pytest

from tests.workbooks.opening.books import cause, key, kinds, opened, read, shown

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
EMPTY = "<table:table-cell/>"


def packed(content: str, manifest: str = "<manifest/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def document(tables: str, styles: str = "") -> bytes:
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
    return packed(
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def table(rows: str, attributes: str = 'table:name="表"') -> str:
    return f"<table:table {attributes}>{rows}</table:table>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def number(value: object, shown_as: str = "", attributes: str = "") -> str:
    text = shown_as or value
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def text(value: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{value}</text:p></table:table-cell>'


def of(*rows: str) -> bytes:
    return document(table("".join(rows)))


# ---- cells


def test_values_keep_their_kind() -> None:
    cells = [
        text("00017"),
        number(5),
        number("4.5"),
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>',
        '<table:table-cell office:value-type="date" office:date-value="2026-10-15"><text:p>x</text:p></table:table-cell>',
        '<table:table-cell office:value-type="percentage" office:value="0.95"><text:p>95%</text:p></table:table-cell>',
    ]
    sheet = opened(of(row(*cells)), ".ods")
    assert kinds(sheet) == {
        "A1": ("text", "00017"),
        "B1": ("number", 5),
        "C1": ("number", 4.5),
        "D1": ("bool", True),
        "E1": ("date", datetime(2026, 10, 15)),  # noqa: DTZ001 (sheets know no time zones)
        "F1": ("number", 0.95),
    }
    assert sheet.cells[5][4] == "0%"


@pytest.mark.parametrize(
    ("shown_as", "expected"),
    [("00017", "00000"), ("17", "General"), ("17.00", "0.00"), ("¥17", "General"), ("１７", "General")],
)
def test_a_number_has_the_format_that_its_text_shows(shown_as: str, expected: str) -> None:
    assert opened(of(row(number(17, shown_as))), ".ods").cells == [(1, 1, "number", 17, expected)]


@pytest.mark.parametrize(
    "cell",
    [
        text("#DIV/0!", 'table:formula="of:=1/0" office:string-value="" calcext:value-type="error"'),
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell>',
        '<table:table-cell office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>',
    ],
)
def test_fault_2_errors_are_no_blanks_and_no_numbers(cell: str) -> None:
    assert kinds(opened(of(row(cell)), ".ods")) == {"A1": ("error", "#DIV/0!")}


def test_the_numbered_errors_of_libreoffice_are_errors_of_formulas() -> None:
    cell = text("Err:502", 'table:formula="of:=X()"')
    assert kinds(opened(of(row(cell, text("Err:502"))), ".ods")) == {
        "A1": ("error", "Err:502"),
        "B1": ("text", "Err:502"),
    }


def test_fault_3_a_formula_that_was_never_calculated_is_no_blank() -> None:
    cells = ['<table:table-cell table:formula="of:=1+1"/>', number(2, attributes='table:formula="of:=1+1"')]
    assert kinds(opened(of(row(*cells)), ".ods")) == {"A1": ("formula", None), "B1": ("number", 2)}


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "1_000", "0x10", "５"])
def test_a_number_that_is_none_is_an_error_of_its_cell(value: str) -> None:
    assert kinds(opened(of(row(number(value), number(5))), ".ods")) == {"A1": ("error", value), "B1": ("number", 5)}


def test_texts_consist_of_paragraphs_spans_and_spaces_and_not_of_notes() -> None:
    note = "<office:annotation><text:p>5</text:p></office:annotation>"
    paragraphs = '<text:p>李<text:span>明</text:span><text:s text:c="2"/>甲</text:p><text:p>乙</text:p>'
    cell = f'<table:table-cell office:value-type="string">{note}{paragraphs}</table:table-cell>'
    only_note = f"<table:table-cell>{note}</table:table-cell>"
    assert shown(opened(of(row(cell, only_note)), ".ods")) == {"A1": "李明  甲\n乙"}


# ---- places


def test_repeated_cells_and_rows_stand_as_often_as_they_are_repeated() -> None:
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    sheet = opened(
        of(
            row(EMPTY, attributes='table:number-rows-repeated="3"'),
            row(
                blank,
                number(4, attributes='table:number-columns-repeated="2"'),
                attributes='table:number-rows-repeated="2"',
            ),
            row(number(5)),
        ),
        ".ods",
    )
    assert shown(sheet) == {"C4": 4, "D4": 4, "C5": 4, "D5": 4, "A6": 5}


def test_blank_cells_to_the_end_of_the_sheet_are_none() -> None:
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    end = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048575"'
    )
    assert shown(opened(of(row(number(5), rest), end), ".ods")) == {"A1": 5}


@pytest.mark.parametrize(
    "rows",
    [
        row(number(5), attributes='table:number-rows-repeated="1048576"'),
        row(number(5, attributes='table:number-columns-repeated="16384"')),
        row(EMPTY, attributes='table:number-rows-repeated="100000"') + row(number(5)),
    ],
)
def test_cells_far_out_are_refused(rows: str) -> None:
    assert key(of(rows), ".ods") == "extent"


@pytest.mark.parametrize("count", ["0", "-1", "x", "99999999999"])
def test_a_repeat_that_is_none_is_refused(count: str) -> None:
    assert cause(of(row(number(5, attributes=f'table:number-columns-repeated="{count}"'))), ".ods") == "incomplete"


def test_merged_areas_are_known() -> None:
    wide = text("李明", 'table:number-rows-spanned="2" table:number-columns-spanned="2"')
    covered = "<table:covered-table-cell/>"
    sheet = opened(of(row(wide, covered, number(1)), row(covered, covered, number(2))), ".ods")
    assert (sheet.merges, shown(sheet)) == ([(1, 1, 2, 2)], {"A1": "李明", "C1": 1, "C2": 2})


def test_rows_in_groups_and_headers_are_rows() -> None:
    rows = f"<table:table-header-rows>{row(text('工号'))}</table:table-header-rows>"
    rows += f"<table:table-row-group>{row(text('00017'))}</table:table-row-group>"
    assert shown(opened(of(rows), ".ods")) == {"A1": "工号", "A2": "00017"}


def test_hidden_rows_and_columns_that_hold_data_are_named() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    rows = row(number(1), number(2), attributes='table:visibility="filter"') + row(number(3))
    assert opened(of(columns + rows), ".ods").hidden == "1:1, B:B"


def test_a_hidden_sheet_is_read_and_known_as_hidden() -> None:
    style = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    tables = table(row(number(1))) + table(row(number(2)), 'table:name="幕后" table:style-name="ta1"')
    first, second = read(document(tables, style), ".ods").sheets
    assert [(s.title, s.hidden, shown(s)) for s in (first, second)] == [
        ("表", "", {"A1": 1}),
        ("幕后", "the whole sheet", {"A1": 2}),
    ]


def test_fault_14_copies_from_other_files_are_no_sheets_and_the_files_are_named() -> None:
    copy = f'<table:table-source xlink:href="file:///tmp/%E5%8E%BB%E5%B9%B4.ods"/>{row(number(9))}'
    formula = "of:='file:///tmp/%E5%89%8D%E5%B9%B4.ods'#$表.A1"
    tables = table(row(number(5, attributes=f'table:formula="{formula}"'))) + table(
        copy, "table:name=\"'file:///x'#$表\""
    )
    found = read(document(tables), ".ods")
    assert ([shown(s) for s in found.sheets], found.links) == ([{"A1": 5}], ["前年.ods", "去年.ods"])


# ---- refused


def test_a_password_is_named() -> None:
    content = packed("\0\1\2", "<manifest><encryption-data/></manifest>")
    assert key(content, ".ods") == "password"


@pytest.mark.parametrize("content", ["", "<x>", "<office:document-content/>"])
def test_broken_contents_are_refused(content: str) -> None:
    assert cause(packed(content), ".ods") == "incomplete"


def test_a_doctype_is_refused() -> None:
    assert key(packed('<!DOCTYPE x [<!ENTITY a "5">]><x/>'), ".ods") == "doctype"


def test_a_text_document_is_no_workbook() -> None:
    assert cause(packed("<x/>"), ".ods") == "not-a-workbook"
