"""Workbooks of Excel: nothing in them is lost, and nothing that is no value becomes one."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks.opening.books import (
    BOOK,
    SHEET,
    STYLES,
    book,
    cause,
    key,
    kinds,
    opened,
    read,
    rewritten,
    saved,
    shown,
    with_cell,
    with_cells,
    with_parts,
    with_strings,
)  # fmt: skip

# ---- nothing is lost


@pytest.mark.parametrize("wrong", ["A1", "A1:A1", "A1:B2", "C3:D4", "Z99", "A1:Z999"])
def test_fault_13_a_wrong_dimension_loses_no_cell(wrong: str) -> None:
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


def test_rows_after_blank_ones_are_read() -> None:
    content = book(["工号"], prepare=lambda sheet: sheet.__setitem__("C90000", 5))
    assert shown(opened(content)) == {"A1": "工号", "C90000": 5}


def _rows_reversed(data: bytes) -> bytes:
    rows = re.findall(rb"<row .*?</row>", data, re.DOTALL)
    return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + b"".join(reversed(rows)) + b"</sheetData>", data)


def _cells_reversed(data: bytes) -> bytes:
    def turned(row: re.Match[bytes]) -> bytes:
        cells = re.findall(rb"<c .*?</c>", row.group(2))
        return row.group(1) + b"".join(reversed(cells)) + b"</row>"

    return re.sub(rb"(<row [^>]*>)(.*?)</row>", turned, data, flags=re.DOTALL)


@pytest.mark.parametrize("disorder", [_rows_reversed, _cells_reversed])
def test_rows_and_cells_out_of_order_are_refused(disorder: Callable[[bytes], bytes]) -> None:
    assert key(rewritten(book([1, 2, 3], [4, 5, 6], [7, 8, 9]), SHEET, disorder)) == "order"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>5</v></c><c r="A1"><v>0</v></c></row>',
        '<row r="1"><c r="A1"><v>5</v></c></row><row r="1"><c r="B1"><v>0</v></c></row>',
        '<row r="1"><c r="A1"><v>5</v><v>0</v></c></row>',
        '<row r="1"><c r="A2"><v>5</v></c></row>',
    ],
)
def test_two_values_for_one_place_are_refused(cells: str) -> None:
    assert key(with_cells(cells)) == "order"


def test_rows_and_cells_without_references_follow_one_another() -> None:
    cells = (
        '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c><v>5</v></c></row><row><c r="B6"><v>6</v></c></row>'
    )
    assert shown(opened(with_cells(cells))) == {"A1": 1, "C1": 3, "A5": 5, "B6": 6}


def test_all_sheets_are_read_and_charts_are_no_sheets() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["甲"])
    workbook.create_chartsheet("图").add_chart(BarChart())
    workbook.create_sheet("第二").append(["乙"])
    sheets = read(saved(workbook)).sheets
    assert [(sheet.title, shown(sheet)) for sheet in sheets] == [("Sheet", {"A1": "甲"}), ("第二", {"A1": "乙"})]


def test_a_sheet_that_is_named_and_missing_is_refused() -> None:
    content = rewritten(
        book(["工号"]), "xl/_rels/workbook.xml.rels", lambda data: data.replace(b"sheet1.xml", b"sheet9.xml")
    )
    assert cause(content) == "incomplete"


def test_comments_instructions_and_cdata_hide_nothing_and_add_nothing() -> None:
    cells = (
        '<!--<row r="1"><c r="A1"><v>9</v></c></row>--><row r="1"><?x <c r="A1"><v>8</v></c>?>'
        '<c r="A1"><v><![CDATA[5]]></v></c><c r="B1" t="str"><v><![CDATA[<!--a&b-->]]></v></c></row>'
    )
    assert shown(opened(with_cells(cells))) == {"A1": 5, "B1": "<!--a&b-->"}


# ---- kinds of values


def test_values_keep_their_kind() -> None:
    row = ["00017", 17, 4.5, True, datetime.fromisoformat("2026-03-04"), "#N/A", "=1+1", "  ", None]
    assert kinds(opened(book(row))) == {
        "A1": ("text", "00017"),
        "B1": ("number", 17),
        "C1": ("number", 4.5),
        "D1": ("bool", True),
        "E1": ("date", datetime(2026, 3, 4)),  # noqa: DTZ001 (sheets know no time zones)
        "F1": ("error", "#N/A"),
        "G1": ("formula", None),
    }


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_fault_2_errors_are_not_blanks(error: str) -> None:
    assert kinds(opened(book([error]))) == {"A1": ("error", error)}


def test_words_for_nothing_are_text() -> None:
    words = ["NA", "None", "null", "nan", "TRUE ", "007", "03"]
    assert list(shown(opened(book(words))).values()) == words


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "NaN", "1_000", "0x10", "1e400", "1e999999999", "5,0", "５", "x", "1 2", "--5"]
)
def test_a_number_that_is_none_is_an_error_of_its_cell(text: str) -> None:
    assert kinds(opened(with_cell(f'<c r="A1"><v>{text}</v></c>'))) == {"A1": ("error", text), "B1": ("number", 5)}


@pytest.mark.parametrize("text", ["5", "+5", "5.0", "5.", "5E0", "0.5e1", "\n 5 \n", "&#53;", "5.0000000000000000"])
def test_a_number_may_be_written_in_many_ways(text: str) -> None:
    assert kinds(opened(with_cell(f'<c r="A1"><v>{text}</v></c>')))["A1"] == ("number", 5)


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ('t="z"', "5"),
        ('t="b"', "true"),
        ('t="b"', "2"),
        ('t="s"', "x"),
        ('t="s"', "-1"),
        ('t="s"', "0_1"),
        ('t="d"', "5"),
    ],
)
def test_a_value_that_its_type_does_not_allow_is_an_error_of_its_cell(attributes: str, text: str) -> None:
    found = kinds(opened(with_cell(f'<c r="A1" {attributes}><v>{text}</v></c>')))
    assert found == {"A1": ("error", text), "B1": ("number", 5)}


TEXTS = '<row r="1"><c r="A1" t="s"><v>{}</v></c><c r="B1" t="s"><v>{}</v></c></row>'


def test_texts_are_those_that_their_numbers_mean() -> None:
    assert shown(opened(with_strings(TEXTS.format(1, 0), "姓名", "工号"))) == {"A1": "工号", "B1": "姓名"}


@pytest.mark.parametrize("texts", [["工号"], []])
def test_fault_19_a_table_of_texts_that_was_cut_refuses_the_workbook(texts: list[str]) -> None:
    assert cause(with_strings(TEXTS.format(0, 1), *texts)) == "incomplete"


def test_fault_19_blanks_around_the_numbers_of_texts_do_not_shift_them() -> None:
    content = with_strings(TEXTS.format("\n  1\n", " 2 "), "别的", "工号", "姓名")
    assert shown(opened(content)) == {"A1": "工号", "B1": "姓名"}


def test_a_text_of_spaces_is_blank() -> None:
    assert shown(opened(with_strings(TEXTS.format(0, 1), " \u3000 ", "姓名"))) == {"B1": "姓名"}


def test_text_in_several_runs_is_one_and_phonetic_guides_are_none() -> None:
    runs = '<r><t>李</t></r><r><t>明</t></r><rPh sb="0" eb="1"><t>lǐ</t></rPh>'
    assert shown(opened(with_cell(f'<c r="A1" t="inlineStr"><is>{runs}</is></c>')))["A1"] == "李明"


def test_the_format_of_a_number_is_kept() -> None:
    content = book([17], prepare=lambda sheet: setattr(sheet["A1"], "number_format", "00000"))
    assert opened(content).cells == [(1, 1, "number", 17, "00000")]


@pytest.mark.parametrize("number", [14, 27, 31, 57, 58])
def test_dates_in_the_formats_of_a_chinese_excel_are_dates(number: int) -> None:
    """Excel writes 2026年10月15日 with the number of the format and no pattern."""
    styled = rewritten(
        book([46310], prepare=lambda sheet: setattr(sheet["A1"], "number_format", "0.00")),
        STYLES,
        lambda data: data.replace(b'numFmtId="2"', b'numFmtId="%d"' % number),
    )
    kind, value = kinds(opened(styled))["A1"]
    assert (kind, value.date()) == ("date", date(2026, 10, 15))  # type: ignore[attr-defined]


def test_days_may_be_counted_from_1904() -> None:
    content = book([date(2026, 10, 15), time(8, 30)])
    moved = rewritten(content, BOOK, lambda data: data.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))
    first, second = (value for _, value in kinds(opened(moved)).values())
    assert (first.date(), second) == (date(2030, 10, 16), time(8, 30))  # type: ignore[attr-defined]


# ---- formulas


def test_fault_3_a_formula_that_was_never_calculated_is_no_blank() -> None:
    content = rewritten(
        book(["=1+1", "=2+2"]), SHEET, lambda data: data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    )
    assert kinds(opened(content)) == {"A1": ("number", 2), "B1": ("formula", None)}


def test_a_formula_with_a_stored_error_is_an_error() -> None:
    cell = '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    assert kinds(opened(with_cell(cell)))["A1"] == ("error", "#DIV/0!")


def test_a_formula_whose_result_is_no_text_is_blank() -> None:
    assert kinds(opened(with_cell('<c r="A1" t="str"><f>""</f><v></v></c>'))) == {"B1": ("number", 5)}


def test_a_shared_formula_without_value_is_a_formula_in_each_of_its_cells() -> None:
    cells = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    )
    assert kinds(opened(with_cells(cells))) == {"A1": ("formula", None), "A2": ("formula", None)}


def test_fault_14_other_workbooks_that_formulas_refer_to_are_named() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="x/externalLinkPath" Target="file:///D:\\%E5%8E%BB%E5%B9%B4.xlsx" TargetMode="External"/></Relationships>'
    )
    content = with_parts(book(["工号"]), ("xl/externalLinks/_rels/externalLink1.xml.rels", relation.encode()))
    assert read(content).links == ["去年.xlsx"]
    assert read(book(["工号"])).links == []


# ---- refused


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
    for part in ("_rels/.rels", BOOK, "xl/_rels/workbook.xml.rels", SHEET):
        strict = rewritten(strict, part, _strict)
    assert key(strict) == "strict"


@pytest.mark.parametrize("address", ["A100001", "ALM1", "XFD1048576"])
def test_a_cell_far_out_is_refused(address: str) -> None:
    assert key(book(["工号"], prepare=lambda sheet: sheet.__setitem__(address, 5))) == "extent"


def _styled(sheet: Worksheet) -> None:
    for address in ("A100001", "XFD1"):
        sheet[address].number_format = "0.00"


def test_formats_far_out_are_no_cells() -> None:
    assert shown(opened(book(["工号"], ["00017"], prepare=_styled))) == {"A1": "工号", "A2": "00017"}


def test_formats_to_the_last_row_are_passed_over() -> None:
    """As Excel leaves it where whole columns were coloured: a million rows without a value."""
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 200_002))
    cells = f'<row r="1"><c r="A1"><v>5</v></c></row>{empty}<row r="1048576"><c r="A1048576" s="0"/></row>'
    assert shown(opened(with_cells(cells))) == {"A1": 5}


def test_no_workbook_of_charts_alone() -> None:
    workbook = openpyxl.Workbook()
    workbook.create_chartsheet("图").add_chart(BarChart())
    workbook.remove(workbook.worksheets[0])
    assert key(saved(workbook)) == "no-sheets"
