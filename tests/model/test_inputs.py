"""Input frames keep what they are given, and a cell's number is what the cell shows."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from reportgen.model.inputs import MARKS, ROSTER, exact, frame, frame_of_columns, rows, source_of
from reportgen.problems import Source


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0.1 + 0.2, "3/10"),
        (2.675, "2.675"),
        (90.50000000000001, "90.5"),
        (89.9999999999999, "89.9999999999999"),
        (4.999999999999999, "5"),
        (4.99999999999999, "4.99999999999999"),
        (-2.5, "-5/2"),
        (3, "3"),
        (0.0, "0"),
        (1e-07, "1/10000000"),
        (Decimal("0.1"), "1/10"),
        (10**15 + 1, "1000000000000001"),
    ],
)
def test_a_number_is_exact_at_15_significant_digits(value: float | Decimal, number: str) -> None:
    assert exact(value) == Fraction(number)


def test_a_mean_of_cell_numbers_is_not_decided_by_binary_error() -> None:
    assert sum(map(exact, [0.1] * 5), Fraction(0)) == Fraction(1, 2)


def test_a_frame_converts_nothing() -> None:
    third, day = Fraction(1, 3), date(2026, 3, 1)
    table = frame([("00017", "法律法规", third, "mark", day, "A2", "a.xlsx", "S", "C2")], MARKS)
    row = next(rows(table))
    assert (row.person_id, row.mark, row.date) == ("00017", third, day)
    assert isinstance(row.mark, Fraction)


def test_a_frame_keeps_missing_values_as_none() -> None:
    table = frame([("00017", "法律法规", None, "blank", None, "A2", "a.xlsx", "S", "C2")], MARKS)
    row = next(rows(table))
    assert row.mark is None
    assert row.date is None


def test_an_empty_frame_has_all_columns() -> None:
    assert tuple(frame([], ROSTER).columns) == ROSTER
    assert list(rows(frame([], ROSTER))) == []


def test_every_row_knows_its_cell() -> None:
    table = frame([("00017", "法律法规", Fraction(1), "mark", None, "A2", "a.xlsx", "S", "C2")], MARKS)
    assert source_of(next(rows(table))) == Source("a.xlsx", "S", "C2")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("00017", "法律法规", Fraction(1, 3), "mark", None, "", "表.xlsx", "一", "B2")],
        [(str(n), "x", n or None, "blank", date(2026, 3, 4), "", "表.xlsx", "一", f"B{n}") for n in range(3)],
    ],
)
def test_a_frame_of_columns_is_that_of_their_rows(lines: list[tuple[object, ...]]) -> None:
    columns = list(zip(*lines, strict=True)) or [()] * len(MARKS)
    pd.testing.assert_frame_equal(frame_of_columns(columns, MARKS), frame(lines, MARKS))
    assert frame_of_columns(columns, MARKS).to_numpy().tolist() == frame(lines, MARKS).to_numpy().tolist()
