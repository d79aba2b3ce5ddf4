"""The tables of a sheet: one, several, stacked, and what stands between them."""

import pytest

from tests.workbooks.sheets import kinds, labels


@pytest.mark.parametrize(
    ("header", "kind"), [("能力素质 | 评分", "scores"), ("能力素质 | 0 | 1 | 2 | 3 | 4 | 5 | 6", "form")]
)
@pytest.mark.parametrize(
    "head",
    ["工号 | 00017", "姓名 | 李明", "工号 | 00017 | 姓名 | 李明", "姓名 | 李明 | 工号 | 00017", "工号 | | 00017"],
)
def test_labels_right_above_a_form_make_no_matrix_of_it(head: str, header: str, kind: str) -> None:
    assert kinds(f"{head}\n{header}\n成就导向 | 4\n抗挫能力 | 5") == [(kind, 2)]


@pytest.mark.parametrize(
    "line", ["请对照要求水平如实打分", "入职年份 | 2012", "岗位 | 客户经理", "1. 独立填写 | 2. 不留空"]
)
def test_lines_between_the_labels_of_a_form_and_its_header_make_no_roster_of_it(line: str) -> None:
    drawing = f"姓名 | 李明 | 工号 | 00017 | 级别 | 3级\n{line}\n能力素质 | 评分\n成就导向 | 4"
    assert kinds(drawing) == [("scores", 3)]


def test_each_form_of_a_stack_is_found() -> None:
    assert kinds("""
姓名 | 李明 | 工号 | 00017
能力素质 | 0 | 1 | 2 | 3 | 4 | 5 | 6
成就导向 |   |   |   | √

姓名 | 张伟 | 工号 | 00045
能力素质 | 评分
成就导向 | 4
姓名 | 王芳 | 工号 | 00024
能力素质 | 评分
成就导向 | 4
""") == [("form", 2), ("scores", 6), ("scores", 9)]


def test_tables_of_different_kinds_may_share_a_sheet() -> None:
    assert kinds("""
工号  | 法律法规 | 企业概况
00017 | 90       | 80

能力素质     | 科目     | 权重
通用基础知识 | 法律法规 | 2
""") == [("marks", 1), ("weights", 4)]


def test_labels_may_stand_below_the_last_table() -> None:
    assert labels("""
姓名 | 李明
能力素质 | 评分
成就导向 | 4

评估人 | 周主任 | 日期 | 2026-10-15
""") == {"name": ("李明", "B1"), "rater": ("周主任", "B5"), "date": ("2026-10-15", "D5")}
