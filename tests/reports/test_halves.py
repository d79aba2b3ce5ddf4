"""Two columns: the higher one is as low as can be."""

import pytest

from reportgen.reports.halves import first_of_second, lines


@pytest.mark.parametrize(
    ("heights", "start"),
    [([1, 1, 1, 1], 2), ([1, 1, 1], 2), ([5, 1, 1], 1), ([1, 1, 5], 2), ([3], 1), ([2, 1, 1, 2, 2], 3)],
)
def test_the_second_column_begins_where_both_are_nearly_as_high(heights: list[float], start: int) -> None:
    assert first_of_second(heights, [0] * len(heights)) == start


def test_a_block_is_parted_only_where_that_saves_more_than_it_costs() -> None:
    assert first_of_second([4, 2, 2, 4], [0, 0, 1, 0]) == 2
    assert first_of_second([4, 2, 2, 4], [0, 0, 3, 1]) == 1


def test_lines_are_counted_by_the_width_of_the_characters() -> None:
    assert lines("字" * 30, 8, 83) == 2
    assert lines("字" * 29, 8, 83) == 1
    assert lines("", 8, 83) == 1
