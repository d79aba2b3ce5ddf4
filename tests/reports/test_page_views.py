"""Marks of the others' section: told apart without colour, beside one another where values are alike."""

import re
from fractions import Fraction

import pytest

from reportgen.reports.chart_data import ScaleRange, ViewsRow
from reportgen.reports.page_views import MARKS, ROW, SCORE, SPARE, TALL_ROW, WIDTH, mark, tall, views
from tests.reports.pictures import colours

SCALE = ScaleRange(0, 6, 5)


def drawn(row: ViewsRow, height: float = TALL_ROW) -> str:
    return views(row, SCALE, "成就导向", colours(), WIDTH, height)


def dark(svg: str) -> list[str]:
    """Paths in the ink of marks, without the white casing under them."""
    ink = {colours()[name] for name in ("ink", "ink-3", "actual-deep")}
    return [path for path in re.findall(r"<path[^>]*>", svg) if any(colour in path for colour in ink)]


def tops(svg: str) -> list[float]:
    """Where the dark paths begin, from above [mm]."""
    return [float(y) for y in re.findall(r'd="M-?[\d.]+ (-?[\d.]+)', "".join(dark(svg)))]


def test_every_mark_has_a_shape_or_filling_of_its_own() -> None:
    shapes = {name: "".join(re.findall(r'd="[^"]*"|fill="[^"]*"', mark(name, "", colours()))) for name in MARKS}
    assert len(set(shapes.values())) == len(MARKS)
    assert set(SPARE) < set(MARKS)


def test_a_row_holds_a_mark_for_each_that_is_there() -> None:
    alone = drawn(ViewsRow(None, Fraction(4)), ROW)
    both = drawn(ViewsRow(Fraction(5), Fraction(4)), ROW)
    every = drawn(ViewsRow(Fraction(5), Fraction(4), (("supervisor", Fraction(3)), ("peer", Fraction(2)))))
    assert [len(dark(svg)) for svg in (alone, both, every)] == [1, 2, 4]


@pytest.mark.parametrize(("other", "lines"), [(Fraction(4), 2), (Fraction(41, 10), 2), (Fraction(5), 1)])
def test_relations_of_nearly_the_same_mean_stand_below_one_another(other: Fraction, lines: int) -> None:
    svg = drawn(ViewsRow(None, Fraction(4), (("customer", Fraction(4)), ("block", other))))
    assert len({round(y * 2) for y in tops(svg)[1:]}) == lines


@pytest.mark.parametrize(("alike", "more"), [(1, 0), (2, 0), (3, 1), (4, 2)])
def test_a_row_grows_where_more_than_two_relations_have_the_same_mean(alike: int, more: int) -> None:
    row = ViewsRow(None, Fraction(4), tuple((name, Fraction(4)) for name in list(MARKS)[2 : 2 + alike]))
    height = tall(row, SCALE, WIDTH)
    assert (height > TALL_ROW) == bool(more)
    assert all(0 <= y <= height for y in tops(drawn(row, height)))
    assert height == pytest.approx(TALL_ROW + more * 1.75)


@pytest.mark.parametrize("value", [0, 6])
@pytest.mark.parametrize("name", [name for name in MARKS if name != SCORE])
def test_nothing_is_cut_off_at_the_ends_of_the_scale(name: str, value: int) -> None:
    svg = drawn(ViewsRow(Fraction(value), Fraction(value), ((name, Fraction(value)), ("peer", Fraction(value)))))
    starts = [(float(x), float(y)) for x, y in re.findall(r'd="M(-?[\d.]+) (-?[\d.]+)', "".join(dark(svg)))]
    assert all(0.3 <= x <= WIDTH - 0.3 and 0 <= y <= TALL_ROW for x, y in starts)


def test_the_range_is_a_bar_between_its_ends() -> None:
    with_range, without = (drawn(ViewsRow(None, Fraction(4), (), spread)) for spread in ((2, 6), None))
    assert with_range.count(colours()["missing"]) == 2
    assert colours()["missing"] not in without
