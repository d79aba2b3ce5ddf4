"""Results stored beside the ratings: compared at what they show, never used."""

import pytest

from tests.workbooks.heads import MATRIX
from tests.workbooks.sheets import Read, cell, grid, read

DIFFERS = "stored-result-differs"
HEAD = "工号 | 00017 | 评估人 | 周主任 | 关系 | 上级"


def matrix(header: str, stored: str, *answers: str) -> Read:
    """A matrix of one person with ratings in C3, D3 and E3 and a stored result in F3."""
    return read(f"{MATRIX} | {header}\n00017 | 李明 | {' | '.join(answers or ('4', '5', '5'))} | {stored}")


def form(lines: str, answers: tuple[str, str, str] = ("4", "5", "5")) -> Read:
    """A form with ratings in B3, B4 and B5 and lines from row 6 on."""
    names = ("成就导向", "抗挫能力", "沟通倾听能力")
    rows = "\n".join(f"{name} | {answer}" for name, answer in zip(names, answers, strict=True))
    return read(f"{HEAD}\n能力素质 | 评分\n{rows}\n{lines}")


# ---- right ones


@pytest.mark.parametrize(
    ("header", "stored"),
    [
        ("合计", "14"), ("总分", "14.0"), ("Total", "'14"), ("平均分", "4.67"), ("平均", "4.7"), ("均值", "4.666666667"),
        ("Average", "5"), ("总分", ""), ("平均分", "好"),
    ],
)  # fmt: skip
def test_a_stored_result_that_follows_from_the_ratings_needs_no_word(header: str, stored: str) -> None:
    found = matrix(header, stored)
    assert len(found.ratings) == 3
    assert found.problems == []


def test_a_mean_of_a_half_is_compared_half_up() -> None:
    sheet = grid(f"{MATRIX} | 平均\n00017 | 李明 | 4 | 5 | | 5")
    sheet.cells[3, 6] = cell("4.5", 3, 6, number_format="0")
    assert read(sheet).problems == [("no-tick", "E3")]


def test_a_total_may_be_weighted_with_the_weights_beside() -> None:
    found = read(f"""
{HEAD}
能力素质     | 评分 | 权重
成就导向     | 4    | 0.5
抗挫能力     | 5    | 0.3
沟通倾听能力 | 6    | 0.2
加权总分     | 4.7  | 1
""")
    assert found.values == {"B3": 4, "B4": 5, "B5": 6}
    assert found.problems == []


def test_a_sum_may_leave_out_ratings_that_are_text_as_excel_does() -> None:
    assert matrix("合计", "9", "4", "'5", "5").problems == []


@pytest.mark.parametrize("line", ["合计 | 14", "总分 | 14", "平均分 | 4.67", "平均分 | 4.7\n合计 | 14"])
def test_a_line_of_sums_below_the_ratings_may_be_right(line: str) -> None:
    found = form(line)
    assert found.values == {"B3": 4, "B4": 5, "B5": 5}
    assert found.problems == []


@pytest.mark.parametrize("gap", ["1", "1.0"])
def test_a_gap_is_what_is_lacking_to_the_requirement_beside_it_or_to_the_standard(gap: str) -> None:
    found = read(f"""
{HEAD}
能力素质     | 要求 | 评分 | 差距
成就导向     | 5    | 4    | {gap}
抗挫能力     | 5    | 5    | 0
沟通倾听能力 | 5    | 6    | -1
""")
    assert found.values == {"C3": 4, "C4": 5, "C5": 6}
    assert found.problems == []


# ---- wrong ones


@pytest.mark.parametrize(("header", "stored"), [("合计", "15"), ("总分", "13.9"), ("平均分", "4.66"), ("平均", "4.6")])
def test_a_stored_result_that_does_not_follow_is_a_warning_at_its_cell_and_not_used(header: str, stored: str) -> None:
    found = matrix(header, stored)
    assert found.problems == [(DIFFERS, "F3")]
    assert {place: rating for place, (_, _, rating) in found.ratings.items()} == {"C3": 4, "D3": 5, "E3": 5}


@pytest.mark.parametrize(
    ("header", "stored", "computed"), [("合计", "15", "14"), ("平均分", "4.66", "4.67"), ("平均", "9", "4.67")]
)
def test_the_warning_names_what_follows_from_the_ratings(header: str, stored: str, computed: str) -> None:
    (warning,) = matrix(header, stored).extract.problems
    assert warning.params["computed"] == computed
    assert warning.value == stored


@pytest.mark.parametrize("line", ["合计 | 15", "平均分 | 4"])
def test_a_line_of_sums_that_does_not_follow_is_a_warning_at_its_cell(line: str) -> None:
    found = form(line)
    assert found.values == {"B3": 4, "B4": 5, "B5": 5}
    assert found.problems == [(DIFFERS, "B6")]


def test_a_bad_rating_makes_the_stored_sum_differ() -> None:
    found = form("合计 | 16", ("4", "7", "5"))
    assert found.problems == [("rating-out-of-range", "B4"), (DIFFERS, "B6")]


def test_each_column_of_a_matrix_has_its_own_mean_below() -> None:
    found = read(f"{MATRIX}\n00017 | 李明 | 4 | 5 | 6\n00045 | 张伟 | 2 | 3 | 4\n平均分 | | 3 | 4 | 4")
    assert found.problems == [(DIFFERS, "E5")]


# ---- nothing to compare


@pytest.mark.parametrize("stored", ["#N/A", "="])
def test_a_stored_result_without_a_value_is_nothing_to_compare(stored: str) -> None:
    found = matrix("合计", stored)
    assert len(found.ratings) == 3
    assert DIFFERS not in {code for code, _ in found.problems}


def test_without_ratings_nothing_is_compared() -> None:
    assert matrix("合计", "0", "", "", "").problems == [("no-tick", "C3")]


def test_stored_results_of_people_who_were_left_out_are_not_ratings() -> None:
    found = read(f"{MATRIX} | 合计\n00099 | 赵敏 | 4 | 5 | 5 | 3")
    assert found.ratings == {}
    assert ("unknown-person", "A3") in found.problems
