"""Matrices of persons in rows: which ratings are read, and what is said at which cell.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

import pytest

from tests.workbooks.heads import CYCLE_2026, LI, MATRIX, ZHANG
from tests.workbooks.sheets import grid, read


def test_a_matrix_has_persons_in_rows_and_competencies_in_columns() -> None:
    matrix = read(f"""
{MATRIX}
00017 | 李明 | 4 | ５  | '6
00045 | 张伟 | 0 | 3分 | 2
""")
    assert matrix.ratings == {
        "C3": (LI, "achievement", 4),
        "D3": (LI, "resilience", 5),
        "E3": (LI, "communication", 6),
        "C4": (ZHANG, "achievement", 0),
        "D4": (ZHANG, "resilience", 3),
        "E4": (ZHANG, "communication", 2),
    }
    assert matrix.raters == {("吴工", "peer")}
    assert matrix.problems == []


def test_the_columns_of_a_matrix_may_stand_in_any_order_with_others_between() -> None:
    matrix = read("""
能力素质评分矩阵
评估人：吴工 | | 关系：同级

序号 | 沟通倾听能力 | 部门 | 成就导向（0-6分） | 姓名 | 备注 | Resilience | 工号  | 平均分
1    | 6            | 一部 | 4                 | 李明 | 好   | 5          | 00017 | 5
""")
    assert matrix.ratings == {
        "B5": (LI, "communication", 6),
        "D5": (LI, "achievement", 4),
        "G5": (LI, "resilience", 5),
    }
    assert matrix.problems == []


def test_rater_and_relation_may_stand_in_columns() -> None:
    matrix = read("""
工号  | 评估人 | 关系 | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 吴工   | 同级 | 4        | 5        | 6
00017 | 周主任 | 上级 | 3        | 3        | 3
00045 |        | 下级 | 2        | 2        | 2
00045 | 刘工   | 邻居 | 1        | 1        | 1
00045 | 张伟   | 自评 | 5        | 5        | 5
""")
    assert {place: rating for place, (_, _, rating) in matrix.ratings.items() if place.startswith("D")} == {
        "D2": 4,
        "D3": 3,
        "D4": 2,
        "D6": 5,
    }
    assert matrix.raters == {("吴工", "peer"), ("周主任", "supervisor"), ("", "subordinate"), ("张伟", "self")}
    assert matrix.problems == [("blank-rater", "B4"), ("unknown-relation", "C5")]


def test_a_merged_rater_counts_for_all_its_rows() -> None:
    matrix = read(
        grid(
            """
评估人 | 关系 | 工号  | 成就导向 | 抗挫能力 | 沟通倾听能力
吴工   | 同级 | 00017 | 4        | 5        | 6
       |      | 00045 | 3        | 2        | 1
""",
            merges=["A2:A3", "B2:B3"],
        )
    )
    assert len(matrix.ratings) == 6
    assert matrix.raters == {("吴工", "peer")}
    assert matrix.problems == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("00099 | 李明", ("unknown-person", "A3")),
        ("00017 | 王芳", ("name-mismatch", "B3")),
        ("      | 王芳", ("ambiguous-name", "B3")),
        ("      | 赵敏", ("unknown-person", "B3")),
        ("#N/A  | 李明", ("error-cell", "A3")),
        ("00017 | =", ("no-cached-value", "B3")),
    ],
)
def test_a_row_about_nobody_known_is_left_out_with_one_error(row: str, problem: tuple[str, str]) -> None:
    matrix = read(f"{MATRIX}\n{row} | 7 | 好 |\n00045 | 张伟 | 3 | 2 | 1")
    assert matrix.values == {"C4": 3, "D4": 2, "E4": 1}
    assert matrix.problems == [problem]


@pytest.mark.parametrize(
    ("row", "problem"),
    [("17 | 李明", ("id-as-number", "A3")), ("| 李明", ("name-only", "B3"))],
)
def test_a_row_may_be_read_with_a_warning_at_its_id_or_name(row: str, problem: tuple[str, str]) -> None:
    matrix = read(f"{MATRIX}\n{row} | 4 | 5 | 6")
    assert matrix.ratings["C3"] == (LI, "achievement", 4)
    assert matrix.problems == [problem]


def test_a_grade_in_a_row_is_compared_with_the_roster() -> None:
    matrix = read("""
评估人 | 吴工 | 关系 | 同级
工号  | 级别 | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 3级  | 4        | 5        | 6
00024 | 2级  | 4        | 5        | 6
00045 | 9级  | 4        | 5        | 6
""")
    assert len(matrix.ratings) == 9
    assert matrix.problems == [("level-mismatch", "B4"), ("unknown-grade", "B5")]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("7", "rating-out-of-range"),
        ("4.5", "rating-out-of-range"),
        ("-1", "rating-out-of-range"),
        ("好", "unreadable-rating"),
        ("@2026-03-04", "unreadable-rating"),
        ("TRUE", "unreadable-rating"),
        ("√", "unreadable-rating"),
        ("#N/A", "error-cell"),
        ("=", "no-cached-value"),
    ],
)
def test_a_bad_cell_is_said_and_the_rest_of_the_matrix_is_read(entry: str, code: str) -> None:
    matrix = read(f"{MATRIX}\n00017 | 李明 | 4 | {entry} | 6\n00045 | 张伟 | 3 | 2 | 1")
    assert matrix.values == {"C3": 4, "E3": 6, "C4": 3, "D4": 2, "E4": 1}
    assert matrix.problems == [(code, "D3")]


def test_a_matrix_has_one_warning_per_row_at_its_first_unanswered_cell() -> None:
    matrix = read(f"""
{MATRIX}
00017 | 李明 | 4 |        |
00024 | 王芳 |   | 不了解 | 3
00031 | 王芳 |   |        |
00045 | 张伟 | 3 | 2      | 1
""")
    assert matrix.values == {"C3": 4, "E4": 3, "C6": 3, "D6": 2, "E6": 1}
    assert matrix.problems == [("no-tick", "D3"), ("no-tick", "C4"), ("no-tick", "C5")]


def test_a_matrix_without_the_column_of_a_competency_has_one_warning_per_row() -> None:
    matrix = read("""
评估人 | 吴工 | 关系 | 同级
工号  | 成就导向 | 抗挫能力 | 通用基础知识
00017 | 4        | 5        |
00045 | 3        | 2        |
""")
    assert len(matrix.ratings) == 4
    assert [code for code, _ in matrix.problems] == ["no-tick", "no-tick"]


@pytest.mark.parametrize("header", ["抗错能力", "专注"])
def test_an_unknown_header_is_an_error_and_the_other_columns_are_read(header: str) -> None:
    matrix = read(f"""
评估人 | 吴工 | 关系 | 同级
工号  | 成就导向 | {header} | 抗挫能力 | 沟通倾听能力
00017 | 4        | 1        | 5        | 6
""")
    assert matrix.values == {"B3": 4, "D3": 5, "E3": 6}
    assert matrix.problems == [("unknown-competency", "C2")]


@pytest.mark.parametrize(("bad", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
def test_a_header_without_usable_value_is_said_and_the_other_columns_are_read(bad: str, code: str) -> None:
    matrix = read(f"""
评估人 | 吴工 | 关系 | 同级
工号  | 成就导向 | {bad} | 抗挫能力 | 沟通倾听能力
00017 | 4        | 1     | 5        | 6
""")
    assert matrix.values == {"B3": 4, "D3": 5, "E3": 6}
    assert matrix.problems == [(code, "C2")]


def test_a_matrix_without_rater_and_relation_is_left_out() -> None:
    matrix = read("工号 | 成就导向 | 抗挫能力 | 沟通倾听能力\n00017 | 4 | 5 | 6")
    assert matrix.ratings == {}
    assert [code for code, _ in matrix.problems] == ["unknown-relation"]


def test_empty_numbered_rows_are_nobody() -> None:
    matrix = read("""
评估人 | 吴工 | 关系 | 同级
序号 | 工号  | 姓名 | 成就导向 | 抗挫能力 | 沟通倾听能力
1    | 00017 | 李明 | 4        | 5        | 6
2    |       |      |          |          |
3    |       |      |          |          |
""")
    assert len(matrix.ratings) == 3
    assert matrix.problems == []


@pytest.mark.parametrize("row", ["合计 | | 4 | 5 | 6", "平均分 | | 4 | 5 | 6", "注：0 为尚不具备", "评估人签字："])
def test_totals_and_notes_below_a_matrix_are_nobody(row: str) -> None:
    matrix = read(f"{MATRIX}\n00017 | 李明 | 4 | 5 | 6\n{row}")
    assert matrix.values == {"C3": 4, "D3": 5, "E3": 6}
    assert matrix.problems == []


def test_a_matrix_row_of_another_cycle_is_left_out() -> None:
    matrix = read(
        """
评估人 | 吴工 | 关系 | 同级
工号  | 日期       | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 2026-10-15 | 4        | 5        | 6
00045 | 2025-10-15 | 7        | 2        | 1
""",
        cycle=CYCLE_2026,
    )
    assert matrix.values == {"C3": 4, "D3": 5, "E3": 6}
    assert matrix.problems == [("other-cycle", "B4")]


def test_a_matrix_of_another_cycle_is_left_out() -> None:
    matrix = read(f"日期 | 2025-10-15\n{MATRIX}\n00017 | 李明 | 4 | 5 | 6\n00045 | 张伟 | 7 | 2 | 1", cycle=CYCLE_2026)
    assert matrix.ratings == {}
    assert matrix.problems == [("other-cycle", "B1")]


def test_a_competency_that_stands_in_two_columns_is_handed_on_twice() -> None:
    """Equal ratings are counted once, different ones conflict: the assessment decides, over all sheets."""
    matrix = read("""
评估人 | 吴工 | 关系 | 同级
工号  | 成就导向 | 抗挫能力 | 沟通倾听能力 | 成就导向
00017 | 4        | 5        | 6            | 4
00045 | 3        | 2        | 1            | 2
""")
    assert matrix.values == {"B3": 4, "C3": 5, "D3": 6, "E3": 4, "B4": 3, "C4": 2, "D4": 1, "E4": 2}
    assert matrix.problems == []


def test_a_comment_at_the_end_of_a_row_is_about_the_person_as_a_whole() -> None:
    matrix = read("""
评估人：吴工 | | 关系：同级

工号  | 成就导向 | 抗挫能力 | 沟通倾听能力 | 评语
00017 | 4        | 5        | 6            | 做事踏实
00045 | 4        | 5        | 6            | 不了解
""")
    assert matrix.comments == {"E4": ("", "做事踏实")}
    assert len(matrix.ratings) == 6


def test_a_comment_at_the_end_of_a_row_of_several_relations_is_nobodys() -> None:
    matrix = read(
        grid(
            """
工号  | 成就导向 |      | 抗挫能力 |      | 评语
      | 自评     | 上级 | 自评     | 上级 |
00017 | 4        | 5    | 5        | 6    | 做事踏实
""",
            merges=["A1:A2", "B1:C1", "D1:E1", "F1:F2"],
        )
    )
    assert {relation for _, relation in matrix.raters} == {"self", "supervisor"}
    assert matrix.comments == {}
