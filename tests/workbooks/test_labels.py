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


TABLE = "能力素质 | 评分\n成就导向 | 4"


@pytest.mark.parametrize(
    "line",
    [
        "姓名：李明 工号：00017 评估人：周主任",
        "姓名：李明  工号：00017；评估人：周主任",
        "姓名：李明　　工号：00017　　评估人：周主任",
        "能力素质评估表 姓名：李明 工号：00017 评估人：周主任",
        "能力素质评估表（姓名：李明，工号：00017，评估人：周主任）",
        "姓名: 李明, 工号: 00017, 评估人: 周主任",
    ],
)
def test_several_labels_may_share_a_cell(line: str) -> None:
    assert labels(f"{line}\n{TABLE}") == {
        "name": ("李明", "A1"),
        "person_id": ("00017", "A1"),
        "rater": ("周主任", "A1"),
    }


@pytest.mark.parametrize("blank", ["姓名：______ 工号：00017", "姓名：       工号：00017"])
def test_a_line_that_was_not_filled_in_is_a_blank_value(blank: str) -> None:
    assert labels(f"{blank}\n{TABLE}")["name"][0] == ""
    assert labels(f"{blank}\n{TABLE}")["person_id"] == ("00017", "A1")


@pytest.mark.parametrize("given", ["__李明__", "_李明_", "李明____"])
def test_the_line_under_a_value_is_no_part_of_it(given: str) -> None:
    assert labels(f"姓名：{given} 工号：00017\n{TABLE}")["name"] == ("李明", "A1")
    assert labels(f"姓名 | {given}\n{TABLE}")["name"] == ("李明", "B1")


def test_a_date_that_was_not_filled_in_takes_nothing_beside_it() -> None:
    assert labels(f"日期：   年   月   日 | 李明\n{TABLE}")["date"][1] == "A1"


def test_an_id_behind_the_raters_name_is_the_raters_where_the_person_has_one() -> None:
    assert labels(f"姓名 | 李明 | 工号 | 00017\n评估人 | 张伟 | 工号 | 00045\n{TABLE}") == {
        "name": ("李明", "B1"),
        "person_id": ("00017", "D1"),
        "rater": ("张伟", "B2"),
        "rater_id": ("00045", "D2"),
    }


def test_a_value_may_stand_in_a_merged_cell() -> None:
    found = labels(grid(f"姓名 | 李明 | | 工号 | 00017\n{TABLE}", merges=["B1:C1"]))
    assert found == {"name": ("李明", "B1"), "person_id": ("00017", "E1")}


def test_a_value_further_than_four_cells_on_is_another_things() -> None:
    assert labels(f"姓名 | | | | | | 一部\n{TABLE}")["name"][0] == ""


def test_a_sentence_with_a_colon_is_no_label() -> None:
    assert labels(f"说明：请在评分一栏中如实打分，0 分为尚不具备。\n姓名：李明\n{TABLE}") == {"name": ("李明", "A2")}
