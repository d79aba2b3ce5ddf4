"""Labels and their values: in neighbouring cells, in one cell, merged, or with nothing behind them."""

import pytest

from tests.workbooks.sheets import grid, labels


@pytest.mark.parametrize(
    "head",
    [
        "姓名 | 李明 | 工号 | 00017",
        "姓名： | 李明 | 工号: | 00017",
        "姓　名 | 李明 | 工 号 ： | 00017",
        "Name: | 李明 | Employee ID | 00017",
        "被评估人 | 李明 | 被评估人工号 | 00017",
    ],
)
def test_labels_have_their_value_in_the_next_cell(head: str) -> None:
    assert labels(f"{head}\n能力素质 | 评分\n成就导向 | 4") == {"name": ("李明", "B1"), "person_id": ("00017", "D1")}


@pytest.mark.parametrize(
    "head",
    [
        "姓名：李明 | 工号：00017",
        "姓名:李明 | 工号:00017",
        "姓名 ： 李明 | 工 号 : 00017",
        "Name: 李明 | ID: 00017",
        "被评估人：李明 | 被评估人工号：00017",
    ],
)
def test_labels_may_share_a_cell_with_their_value(head: str) -> None:
    assert labels(f"{head}\n能力素质 | 评分\n成就导向 | 4") == {"name": ("李明", "A1"), "person_id": ("00017", "B1")}


def test_the_value_of_a_label_may_stand_some_cells_on_but_not_behind_the_next_label() -> None:
    assert labels("姓名 | | 李明 | 工号 | | 评估人 | 周主任\n能力素质 | 评分\n成就导向 | 4") == {
        "name": ("李明", "C1"),
        "person_id": ("", "E1"),
        "rater": ("周主任", "G1"),
    }


def test_the_value_of_a_merged_label_stands_behind_it() -> None:
    drawing = "姓名 | | 李明 | | 工号 | 00017\n能力素质 | 评分\n成就导向 | 4"
    assert labels(grid(drawing, merges=["A1:B1", "C1:D1"])) == {"name": ("李明", "C1"), "person_id": ("00017", "F1")}


def test_an_inline_label_without_value_takes_the_next_cell() -> None:
    assert labels("姓名： | 李明 | 工号： | 00017\n能力素质 | 评分\n成就导向 | 4") == {
        "name": ("李明", "B1"),
        "person_id": ("00017", "D1"),
    }
