"""The tables of a sheet: one, several, stacked, and what stands between them."""

import pytest

from tests.workbooks.sheets import kinds, labels, read


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


RATER = "评估人 | 周主任 | 关系 | 上级"


def stack(*people: str, rater: str = RATER) -> str:
    """A line of the rater above a form of each person."""
    forms = [f"工号 | {person}\n能力素质 | 评分\n成就导向 | 4\n抗挫能力 | 3" for person in people]
    return "\n\n".join([rater, *forms])


def who(drawing: str) -> set[tuple[str, str, str]]:
    """Person, rater and relation of all ratings."""
    return {(row["person_id"], row["rater"], row["relation"]) for row in read(drawing).rows("ratings")}


def test_a_rater_above_a_stack_holds_for_all_of_it() -> None:
    assert who(stack("00017", "00045")) == {("00017", "周主任", "supervisor"), ("00045", "周主任", "supervisor")}


def test_a_rater_above_a_stack_holds_for_none_but_the_first_where_others_have_their_own() -> None:
    drawing = stack("00017", "00045").replace("工号 | 00045", "工号 | 00045 | 评估人 | 吴工 | 关系 | 同级")
    assert who(drawing) == {("00017", "周主任", "supervisor"), ("00045", "吴工", "peer")}


def test_a_form_that_goes_on_with_other_competencies_is_the_same_persons() -> None:
    found = read("""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
能力素质 | 评分
成就导向 | 4

能力素质 | 评分
抗挫能力 | 3
沟通倾听能力 | 2
""")
    assert found.values == {"B3": 4, "B6": 3, "B7": 2}
    assert {row["person_id"] for row in found.rows("ratings")} == {"00017"}


def test_a_second_form_with_the_same_competencies_is_not_the_first_persons() -> None:
    found = read("""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
能力素质 | 评分
成就导向 | 4

能力素质 | 评分
成就导向 | 3
""")
    assert found.values == {"B3": 4}
    assert "unknown-person" in {code for code, _ in found.problems}


@pytest.mark.parametrize(
    "note", ["合计 | 9", "注：0—6 分", "评估人签字： | 日期：", "5 | 达标", "平均分 | 4.5", "总评 | 优秀"]
)
def test_what_follows_a_table_is_no_line_of_it(note: str) -> None:
    found = read(f"工号 | 00017 | {RATER}\n能力素质 | 评分\n成就导向 | 4\n抗挫能力 | 5\n沟通倾听能力 | 0\n{note}")
    assert found.values == {"B3": 4, "B4": 5, "B5": 0}
    assert "unknown-competency" not in {code for code, _ in found.problems}


@pytest.mark.parametrize("between", ["", "小计 | 9", "专业/技术能力"])
def test_a_table_goes_on_behind_a_gap_a_sum_or_a_title(between: str) -> None:
    found = read(f"工号 | 00017 | {RATER}\n能力素质 | 评分\n成就导向 | 4\n抗挫能力 | 5\n{between}\n沟通倾听能力 | 3")
    assert found.values == {"B3": 4, "B4": 5, "B6": 3}
    assert found.problems == []


@pytest.mark.parametrize("header", ["| 评分 | 备注", "| 自评 | 上级评分"])
def test_a_column_of_competencies_needs_no_header_of_its_own(header: str) -> None:
    assert kinds(f"姓名 | 李明 | 工号 | 00017\n\n{header}\n成就导向 | 4\n抗挫能力 | 5\n沟通倾听能力 | 3") == [
        ("scores", 3)
    ]


@pytest.mark.parametrize("extra", ["序号", "部门", "备注", "职务", "学历", "邮箱"])
def test_columns_that_carry_no_rating_do_not_matter(extra: str) -> None:
    plain = read(f"{RATER}\n工号 | 成就导向 | 抗挫能力 | 沟通倾听能力\n00017 | 4 | 5 | 6")
    found = read(f"{RATER}\n{extra} | 工号 | 成就导向 | 抗挫能力 | 沟通倾听能力\n1 | 00017 | 4 | 5 | 6")
    assert sorted(plain.ratings.values()) == sorted(found.ratings.values())
    assert found.problems == []


def test_two_columns_that_could_both_be_the_rating_are_read_in_neither_way() -> None:
    found = read(f"工号 | 00017 | {RATER}\n能力素质 | 评分1 | 评分2\n成就导向 | 4 | 5\n抗挫能力 | 3 | 2")
    assert found.ratings == {}
    assert found.problems == [("ambiguous-sheet", "")]
