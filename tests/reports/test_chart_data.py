"""Charts' numbers and shapes, apart from ink."""

import math
from fractions import Fraction

import pytest

from reportgen.reports.chart_data import HUB, Axis, RadarData, place, radar_shape, tone


def radar(*values: int | None, low: int = 0, high: int = 6, standard: int = 5) -> RadarData:
    axes = tuple(Axis(f"a{i}", None if v is None else Fraction(v), str(v)) for i, v in enumerate(values))
    return RadarData(axes, (), low, high, standard)


def test_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    ring = radar_shape(radar(6, 6, 6, 6)).rings[6]
    assert [(round(x, 9), round(y, 9)) for x, y in ring] == [(0, -1), (1, 0), (0, 1), (-1, 0)]


def test_the_lowest_rating_has_a_place_of_its_own_on_the_hub() -> None:
    assert math.hypot(*place(0, 4, 0, 0, 6)) == pytest.approx(HUB)
    assert math.hypot(*place(0, 4, 1, 1, 4)) == pytest.approx(HUB)
    assert math.hypot(*place(0, 4, 6, 0, 6)) == pytest.approx(1)


def test_all_axes_assessed_make_one_closed_run() -> None:
    shape = radar_shape(radar(1, 2, 3))
    assert [(len(run.points), run.closed) for run in shape.runs] == [(3, True)]
    assert shape.breaks == ()


@pytest.mark.parametrize(
    ("values", "runs", "breaks"),
    [
        ((1, None, 3, 4), [3], 1),  # one break: the run goes round through the first axis
        ((None, 2, None, 4, 5), [1, 2], 2),
        ((None, None, None), [], 3),
        ((1, 2, None), [2], 1),
    ],
)
def test_an_axis_without_a_score_breaks_the_area(values: tuple[int | None, ...], runs: list[int], breaks: int) -> None:
    shape = radar_shape(radar(*values))
    assert [len(run.points) for run in shape.runs] == runs
    assert not any(run.closed for run in shape.runs)
    assert len(shape.breaks) == breaks


def test_a_zero_is_drawn_and_not_a_break() -> None:
    shape = radar_shape(radar(0, 3, 3))
    assert shape.breaks == ()
    assert math.hypot(*shape.runs[0].points[0]) == pytest.approx(HUB)


@pytest.mark.parametrize(
    ("value", "standard", "expected"), [(5, 5, 5), (6, 5, 6), (4, 5, 4), (0, 5, 0), (3, 3, 5), (1, 3, 3), (9, 5, 6)]
)
def test_tones_count_from_the_standard(value: int, standard: int, expected: int) -> None:
    assert tone(value, standard) == expected
