"""Workbooks whose cells are sound and whose other parts are not: they are read all the same."""

import re
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest

from tests.workbooks.opening.books import (
    BOOK,
    SHEET,
    STYLES,
    book,
    kinds,
    opened,
    read,
    rewritten,
    saved,
    with_cell,
    with_parts,
    with_strings,
)  # fmt: skip


def form() -> bytes:
    """A text, an id with zeros, a number and a date."""
    row = ["李明", 17, 4.5, date(2026, 10, 15)]
    return book(row, prepare=lambda sheet: setattr(sheet["B1"], "number_format", "00000"))


READ = [
    (1, 1, "text", "李明", "General"),
    (1, 2, "number", 17, "00000"),
    (1, 3, "number", 4.5, "General"),
    (1, 4, "date", datetime(2026, 10, 15), "yyyy-mm-dd"),  # noqa: DTZ001 (sheets know no time zones)
]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (STYLES, lambda data: re.sub(rb"<fills.*?</fills>", b"<fills><fill/></fills>", data, flags=re.DOTALL)),
        (STYLES, lambda data: data.replace(b"<fonts", b'<colors><mruColors><color rgb="x"/></mruColors></colors><fonts')),
        (STYLES, lambda data: re.sub(rb"<cellStyle [^>]*/>", b"<cellStyle/>", data)),
        ("docProps/core.xml", lambda data: re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\1yesterday", data)),
        (BOOK, lambda data: data.replace(b"</sheets>", b'</sheets><definedNames><definedName name="x" x="y">1</definedName></definedNames>')),
    ],
    ids=["fill", "colour", "style", "property", "name"],
)  # fmt: skip
def test_what_openpyxl_refuses_beside_the_cells_does_not_matter(part: str, change: Callable[[bytes], bytes]) -> None:
    assert opened(rewritten(form(), part, change)).cells == READ


def _renamed(content: bytes, old: str, new: str) -> bytes:
    """The workbook with a part under another name, which its table of contents does not know."""
    return content.replace(old.encode(), new.encode())


@pytest.mark.parametrize("name", [SHEET.upper(), SHEET.replace("/", "\\"), "xl/worksheets\\Sheet1.xml"])
def test_names_of_parts_do_not_depend_on_case_and_slashes(name: str) -> None:
    content = form()
    assert content.count(SHEET.encode()) == 2  # in front of the part and in the directory
    assert opened(_renamed(content, SHEET, name)).cells == READ


def test_a_table_of_texts_that_is_announced_and_missing_is_none_where_there_are_no_texts() -> None:
    content = with_strings('<row r="1"><c r="A1"><v>4</v></c></row>')
    without = rewritten(content, "[Content_Types].xml", lambda data: data.replace(b"/sharedStrings.xml", b"/x.xml"))
    assert kinds(opened(without)) == {"A1": ("number", 4)}


def test_cells_beside_an_odd_one_keep_their_formats_and_sheets_their_order() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append([date(2026, 10, 15), 1])
    workbook.create_chartsheet("图")
    workbook.create_sheet("二 & <三>").append(["乙"])
    content = rewritten(saved(workbook), SHEET, lambda data: data.replace(b"<v>1</v>", b"<v>nan</v>"))
    first, second = read(content).sheets
    assert kinds(first) == {
        "A1": ("date", datetime(2026, 10, 15)),  # noqa: DTZ001 (likewise)
        "B1": ("error", "nan"),
    }
    assert (second.title, kinds(second)) == ("二 & <三>", {"A1": ("text", "乙")})


def test_days_may_be_counted_from_1904_beside_an_odd_cell() -> None:
    moved = rewritten(
        rewritten(
            book([date(2026, 10, 15), 1]),
            BOOK,
            lambda data: data.replace(b"<workbookPr ", b'<workbookPr date1904="1" '),
        ),
        SHEET,
        lambda data: data.replace(b"<v>1</v>", b"<v>nan</v>"),
    )
    assert kinds(opened(moved))["A1"] == ("date", datetime(2030, 10, 16))  # noqa: DTZ001 (likewise)


def test_a_style_that_the_workbook_does_not_have_is_none() -> None:
    assert kinds(opened(with_cell('<c r="A1" s="99"><v>4</v></c>')))["A1"] == ("number", 4)


def test_parts_of_others_do_no_harm() -> None:
    content = with_parts(form(), ("xl/metadata", b"\0\1\2"), ("xl/.DS_Store", b"\0\0\0\1Bud1"), ("ddp/x.xen", b"\0"))
    assert opened(content).cells == READ
