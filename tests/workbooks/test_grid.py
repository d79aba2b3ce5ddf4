"""Cells as a reader of the sheet sees them, and the geometry of a sheet."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from reportgen.workbooks.grid import Cell
from tests.workbooks.sheets import at, cell, grid


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0.1 + 0.2, Fraction(3, 10)),
        (2.4999999999999996, Fraction(5, 2)),
        (90.49999999999999, Fraction(181, 2)),
        (90.4999999999999, Fraction(904999999999999, 10**13)),
        (1 / 3, Fraction(333333333333333, 10**15)),
        (0, Fraction(0)),
        (-1.5, Fraction(-3, 2)),
    ],
)
def test_a_number_is_taken_at_15_significant_digits(value: float, number: Fraction) -> None:
    assert Cell(1, 1, "number", value).number() == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("'5", 5),
        ("５", 5),
        ("９５．５", Fraction(191, 2)),
        (" 4.5\u3000", Fraction(9, 2)),
        ("－1", -1),
        ("3\u200b", 3),
    ],
)
def test_numbers_written_as_text_are_numbers_in_any_width(text: str, number: Fraction) -> None:
    assert cell(text).number() == number


@pytest.mark.parametrize(
    "text", ["好", "1e3", "1,000", "1_0", "inf", "nan", "<5", "4/5", "三", "Ⅲ", "TRUE", "#N/A", "="]
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert cell(text).number() is None


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (17, "General", "17"),
        (17.0, "General", "17"),
        (17, "00000", "00017"),
        (17.0, "00000", "00017"),
        (123456, "00000", "123456"),
        (17, "00000_ ", "00017"),
        (17, "00000;@", "00017"),
        (17, "00000_);[Red]\\(00000\\)", "00017"),
        (17, '"E"00000', "E00017"),
        (17, "\\E00000", "E00017"),
        (17, "000\\-000", "000-017"),
    ],
)
def test_a_number_in_an_id_is_read_as_its_format_shows_it(value: float, number_format: str, shown: str) -> None:
    assert Cell(1, 1, "number", value, number_format).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "@2026-03-04",
        "2026-03-04",
        "2026/3/4",
        "2026.3.4",
        "2026年3月4日",
        "２０２６年３月４日",
        "20260304",
        "'20260304",
    ],
)
def test_dates_are_understood_as_dates_and_as_text(text: str) -> None:
    assert cell(text).date() == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["2026-13-04", "2026-02-30", "下周", "3-4", "", "17"])
def test_what_is_no_day_of_the_calendar_is_no_date(text: str) -> None:
    assert cell(text).date() is None


def test_a_date_with_a_time_of_day_is_its_date() -> None:
    assert Cell(1, 1, "date", datetime.fromisoformat("2026-03-04T17:30")).date() == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["", "—", "-", "N/A", "不了解", " 无法评价 "])
def test_no_answer_may_be_blank_or_said_in_words(text: str) -> None:
    assert cell(text).not_given


@pytest.mark.parametrize("text", ["0", "'0", "○", "好", "FALSE", "#N/A", "="])
def test_zero_and_signs_are_answers(text: str) -> None:
    assert not cell(text).not_given


@pytest.mark.parametrize(
    ("value", "number_format", "decimals"),
    [(2.6, "General", 1), (2.6, "0.00", 2), (2.6, "0", 0), (3, "General", 0), (2.625, "#,##0.0", 1)],
)
def test_a_cell_has_the_decimals_that_it_shows(value: float, number_format: str, decimals: int) -> None:
    assert Cell(1, 1, "number", value, number_format).decimals() == decimals


def test_cells_have_their_address_in_the_sheet() -> None:
    sheet = grid("""
 | 工号
 |
 | 00017
""")
    assert [found.address for cells in sheet.rows.values() for found in cells] == ["B1", "B3"]
    assert sheet.at(2, 2).blank
    assert sheet.source(sheet.at(3, 2)).file == "甲.xlsx"
    assert sheet.source(sheet.at(3, 2)).sheet == "表"
    assert sheet.source(sheet.at(3, 2)).cell == "B3"


def test_a_merged_cell_stands_for_all_cells_that_it_covers() -> None:
    sheet = grid(
        """
李明 | 成就导向
     | 抗挫能力
张伟 | 成就导向
""",
        merges=["A1:A2"],
    )
    assert [sheet.spread(row, 1).text for row in (1, 2, 3)] == ["李明", "李明", "张伟"]
    assert sheet.spread(2, 1).address == "A1"


def test_the_neighbour_of_a_merged_cell_stands_behind_its_area() -> None:
    sheet = grid("姓名 | | 李明", merges=["A1:B1"])
    assert sheet.right_of(sheet.at(1, 1)) == 3
    assert sheet.right_of(sheet.at(1, 3)) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [("#N/A", [("error-cell", "A1")]), ("=", [("no-cached-value", "A1")]), ("5", []), ("", [])],
)
def test_errors_and_formulas_without_value_are_problems(text: str, expected: list[tuple[str, str]]) -> None:
    sheet = grid(text)
    found = sheet.broken(sheet.at(1, 1))
    assert at([found] if found else []) == expected
