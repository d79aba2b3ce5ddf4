"""Needs as discs by people and depth, in which nothing collides."""

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.reports.group_data import NeedPoint, NeedsData
from reportgen.reports.group_layout import RADIUS
from reportgen.reports.page_groups import needs
from tests.reports.pictures import PT, colours, discs, drawn, nothing_collides, texts_in, words_in

LONG = "Many people below the standard and far below it: a programme for all of them comes first"
CORNERS = {
    "few_deep": "人少而深：一对一辅导", "many_deep": "人多且深：重点攻关", "few_shallow": "人少且浅：日常带教",
    "many_shallow": "人多而浅：集中培训", "x": "低于达标线的人数（共 40 人）", "y": "这些人的平均差距（分）",
}  # fmt: skip
POINTS = st.lists(st.tuples(st.integers(1, 500), st.fractions(Fraction(1, 100), 6)), min_size=1, max_size=20)
CROWD = st.tuples(st.integers(1, 500), st.fractions(Fraction(1, 100), 6)).map(lambda point: [point] * 20)


def needs_of(points: Sequence[tuple[int, Fraction]], words: Mapping[str, str] = CORNERS) -> NeedsData:
    numbered = tuple(NeedPoint(i, f"n{i}", people, depth) for i, (people, depth) in enumerate(points, start=1))
    many = Fraction(max([5, *(people for people, _ in points)])) / 2
    deep = max([Fraction(1), *(depth for _, depth in points)]) / 2
    return NeedsData(numbered, 500, many, deep, words)


@given(points=POINTS | CROWD, words=st.fixed_dictionaries({k: st.sampled_from([v, LONG]) for k, v in CORNERS.items()}))
@settings(max_examples=40, deadline=None)
def test_discs_keep_apart_from_one_another_and_from_the_words(
    points: list[tuple[int, Fraction]], words: dict[str, str]
) -> None:
    svg = needs(needs_of(points, words), "t", colours())
    found = discs(svg, "actual-deep")
    assert len(found) == len(points)
    for x, y, radius in found:
        assert radius == pytest.approx(2.15, abs=0.01)
        assert radius <= x <= 94 - radius
        assert radius <= y <= 88 - radius
    for a, b in itertools.combinations(found, 2):
        assert math.dist(a[:2], b[:2]) >= 4.49
    numbers = [t for t in texts_in(svg) if t.size == pytest.approx(7.5 / PT, abs=0.01) and t.text.isdigit() and t.bold]
    others = [t for t in texts_in(svg) if t not in numbers]
    assert Counter(t.text for t in numbers) == Counter(str(i) for i in range(1, len(points) + 1))
    nothing_collides(others, 94, 88)
    for (x, y, radius), text in itertools.product(found, others):
        left, top, right, bottom = text.box
        near = min(max(x, left), right), min(max(y, top), bottom)
        assert math.dist((x, y), near) >= radius - 0.05, text


def test_a_disc_stands_at_its_people_and_depth() -> None:
    found = discs(
        needs(needs_of([(40, Fraction(2)), (28, Fraction(7, 5)), (10, Fraction(1, 2))]), "t", colours()), "actual-deep"
    )
    (x0, y0), (x1, y1), (x2, y2) = ((x, y) for x, y, _ in found)
    assert (x0 - x1) == pytest.approx(12 / 18 * (x1 - x2), abs=0.02)
    assert (y1 - y0) == pytest.approx(6 / 9 * (y2 - y1), abs=0.02)
    assert x0 > x1
    assert y0 < y1


def test_a_disc_that_gives_way_stays_in_its_quarter_and_points_to_its_true_place() -> None:
    svg = needs(needs_of([(40, Fraction(2)), (16, Fraction(3, 4)), (16, Fraction(3, 4))]), "t", colours())
    _, first, second = discs(svg, "actual-deep")
    leader = next(points for points in drawn(svg, "actual-deep") if len(points) == 2)
    assert math.dist(leader[0], first[:2]) < 0.02
    assert math.dist(leader[1], second[:2]) < 0.02
    (upright, *_), *_ = (points for points in drawn(svg, "ink-2") if points[0][0] == points[-1][0])
    assert second[0] + RADIUS <= upright[0] + 0.01


def test_ticks_are_whole_people_and_half_points() -> None:
    few = words_in(needs(needs_of([(4, Fraction(5, 4))]), "t", colours()))
    assert all(few[tick] for tick in ("0", "1", "2", "3", "4", "0.0", "0.5", "1.0", "1.5"))
    assert not few["2.0"]
    many = words_in(needs(needs_of([(463, Fraction(5))]), "t", colours()))
    assert all(many[tick] for tick in ("0", "100", "500", "4.5", "5.0"))
    assert not many["1"] - 1  # the number of the disc alone


def test_nobody_below_the_standard_is_an_empty_picture() -> None:
    svg = needs(needs_of([]), "t", colours())
    assert discs(svg, "actual-deep") == []
    assert words_in(svg)["人少而深：一对一辅导"] == 1
