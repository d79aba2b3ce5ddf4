"""Headers of one row and of several: groups over competencies, competencies over what is entered under them."""

import pytest

from tests.workbooks.heads import LI, ZHANG
from tests.workbooks.sheets import grid, kinds, read

RATER = "评估人 | 吴工 | 关系 | 同级"
#: Cell -> person, competency, rating of 00017 with 4, 5, 6 in row 4.
PLAIN = {"B4": (LI, "achievement", 4), "C4": (LI, "resilience", 5), "D4": (LI, "communication", 6)}


# ---- groups over competencies


def test_ids_may_be_merged_over_both_rows_of_a_header() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 基本能力 |          | 专业/技术能力
      | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 4        | 5        | 6
""",
            merges=["A2:A3", "B2:C2"],
        )
    )
    assert matrix.ratings == PLAIN
    assert matrix.problems == []


def test_ids_may_stand_in_the_row_of_the_groups_without_being_merged() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 基本能力 |          |
      | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 4        | 5        | 6
""",
            merges=["B2:D2"],
        )
    )
    assert matrix.ratings == PLAIN
    assert matrix.problems == []


def test_ids_may_stand_in_the_row_of_the_competencies() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
      | 基本能力 |          |
工号  | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 4        | 5        | 6
""",
            merges=["B2:D2"],
        )
    )
    assert matrix.ratings == PLAIN
    assert matrix.problems == []


def test_numbers_of_the_competencies_may_stand_over_their_names() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 1        | 2        | 3
      | 成就导向 | 抗挫能力 | 沟通倾听能力
00017 | 4        | 5        | 6
""",
            merges=["A2:A3"],
        )
    )
    assert matrix.ratings == PLAIN
    assert matrix.problems == []


# ---- what is entered under a competency


def test_remarks_beside_ratings_are_comments_and_never_ratings() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 成就导向 |          | 抗挫能力 |          | 沟通倾听能力 |
      | 评分     | 评语     | 评分     | 评语     | 评分         | 评语
00017 | 4        | 目标清楚 | 5        | 3        | 6            |
""",
            merges=["A2:A3", "B2:C2", "D2:E2", "F2:G2"],
        )
    )
    assert matrix.ratings == {
        "B4": (LI, "achievement", 4),
        "D4": (LI, "resilience", 5),
        "F4": (LI, "communication", 6),
    }
    assert matrix.comments == {"C4": ("achievement", "目标清楚")}
    assert matrix.problems == []


@pytest.mark.parametrize("word", ["权重", "占比", "满分", "备注", "要求"])
def test_what_stands_beside_the_rating_of_a_competency_is_not_read_as_one(word: str) -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 成就导向 |        | 抗挫能力 |        | 沟通倾听能力 |
      | 评分     | {word} | 评分     | {word} | 评分         | {word}
00017 | 4        | 6      | 5        | 6      | 6            | 6
""",
            merges=["A2:A3", "B2:C2", "D2:E2", "F2:G2"],
        )
    )
    assert matrix.ratings == {
        "B4": (LI, "achievement", 4),
        "D4": (LI, "resilience", 5),
        "F4": (LI, "communication", 6),
    }


def test_a_competency_may_stand_once_over_its_columns_without_being_merged() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 成就导向 |      | 抗挫能力 |      | 沟通倾听能力 |
      | 评分     | 备注 | 评分     | 备注 | 评分         | 备注
00017 | 4        | 好   | 5        |      | 6            |
""",
            merges=["A2:A3"],
        )
    )
    assert {place: rating for place, (_, _, rating) in matrix.ratings.items()} == {"B4": 4, "D4": 5, "F4": 6}


def test_self_and_superior_may_rate_side_by_side_under_each_competency() -> None:
    matrix = read(
        grid(
            """
评估人 | 周主任
工号  | 成就导向 |      | 抗挫能力 |      | 沟通倾听能力 |
      | 自评     | 上级 | 自评     | 上级 | 自评         | 上级
00017 | 6        | 4    | 5        | 3    | 4            | 2
""",
            merges=["A2:A3", "B2:C2", "D2:E2", "F2:G2"],
        )
    )
    rows = {r["cell"]: (r["relation"], r["competency"], r["rating"]) for r in matrix.rows("ratings")}
    assert rows == {
        "B4": ("self", "achievement", 6), "C4": ("supervisor", "achievement", 4),
        "D4": ("self", "resilience", 5), "E4": ("supervisor", "resilience", 3),
        "F4": ("self", "communication", 4), "G4": ("supervisor", "communication", 2),
    }  # fmt: skip
    assert matrix.raters == {("李明", "self"), ("周主任", "supervisor")}
    assert matrix.problems == []


def test_a_header_may_have_three_rows() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 基本能力 |      |          |      |              |
      | 成就导向 |      | 抗挫能力 |      | 沟通倾听能力 |
      | 评分     | 备注 | 评分     | 备注 | 评分         | 备注
00017 | 4        | 好   | 5        |      | 6            |
00045 | 1        |      | 2        | 好   | 3            |
""",
            merges=["A2:A4", "B2:G2", "B3:C3", "D3:E3", "F3:G3"],
        )
    )
    assert matrix.ratings == {
        "B5": (LI, "achievement", 4), "D5": (LI, "resilience", 5), "F5": (LI, "communication", 6),
        "B6": (ZHANG, "achievement", 1), "D6": (ZHANG, "resilience", 2), "F6": (ZHANG, "communication", 3),
    }  # fmt: skip
    assert matrix.problems == []


def test_a_word_that_says_nothing_under_a_competency_is_an_error_where_ratings_stand_below_it() -> None:
    matrix = read(
        grid(
            f"""
{RATER}
工号  | 成就导向 |        | 抗挫能力 | 沟通倾听能力
      | 评分     | 第二轮 | 评分     | 评分
00017 | 4        | 1      | 5        | 6
""",
            merges=["A2:A3", "B2:C2"],
        )
    )
    assert {place: rating for place, (_, _, rating) in matrix.ratings.items()} == {"B4": 4, "D4": 5, "E4": 6}
    assert matrix.problems == [("unknown-competency", "C3")]


# ---- columns of relations in a form


@pytest.mark.parametrize(
    "header", ["自评 | 上级", "自评 | 上级评分", "自我评价 | 主管评价", "自评得分 | 上级打分", "本人 | 直接上级"]
)
def test_a_form_may_have_a_column_for_each_relation(header: str) -> None:
    form = read(f"""
工号 | 00017 | 评估人 | 周主任
能力素质     | {header}
成就导向     | 6 | 4
抗挫能力     | 5 | 3
沟通倾听能力 | 4 | 2
""")
    assert form.values == {"B3": 6, "B4": 5, "B5": 4, "C3": 4, "C4": 3, "C5": 2}
    assert form.raters == {("李明", "self"), ("周主任", "supervisor")}
    assert form.problems == []


def test_a_rating_stands_once_over_the_columns_of_its_relations() -> None:
    form = read(
        grid(
            """
工号 | 00017 | 评估人 | 周主任
能力素质     | 评分 |
             | 自评 | 上级
成就导向     | 6    | 4
抗挫能力     | 5    | 3
沟通倾听能力 | 4    | 2
""",
            merges=["A2:A3", "B2:C2"],
        )
    )
    assert form.values == {"B4": 6, "B5": 5, "B6": 4, "C4": 4, "C5": 3, "C6": 2}
    assert form.raters == {("李明", "self"), ("周主任", "supervisor")}


def test_raters_may_stand_by_name_under_their_relation() -> None:
    form = read(
        grid(
            """
工号 | 00017
能力素质     | 上级   | 同级 |
             | 周主任 | 吴工 | 林工
成就导向     | 6      | 4    | 0
抗挫能力     | 5      | 3    | 0
沟通倾听能力 | 4      | 2    | 0
""",
            merges=["A2:A3", "C2:D2"],
        )
    )
    assert form.values == {
        "B4": 6, "B5": 5, "B6": 4, "C4": 4, "C5": 3, "C6": 2, "D4": 0, "D5": 0, "D6": 0,
    }  # fmt: skip
    assert form.raters == {("周主任", "supervisor"), ("吴工", "peer"), ("林工", "peer")}
    assert form.problems == []


def test_raters_may_stand_in_brackets_behind_their_relation() -> None:
    form = read("""
姓名 | 李明 | 工号 | 00017
能力素质     | 上级（周主任） | 同级（吴工） | 同级（林工）
成就导向     | 6 | 4 | 0
抗挫能力     | 5 | 3 | 0
沟通倾听能力 | 4 | 2 | 0
""")
    assert form.raters == {("周主任", "supervisor"), ("吴工", "peer"), ("林工", "peer")}
    assert len(form.values) == 9
    assert form.problems == []


def test_a_column_of_a_relation_that_is_not_known_is_an_error_where_ratings_stand_in_it() -> None:
    form = read("""
工号 | 00017 | 评估人 | 周主任
能力素质     | 自评 | 邻居评
成就导向     | 6 | 4
抗挫能力     | 5 | 3
沟通倾听能力 | 4 | 2
""")
    assert form.values == {"B3": 6, "B4": 5, "B5": 4}
    assert form.problems == [("unknown-relation", "C2")]


# ---- where a header stands


@pytest.mark.parametrize("row", [1, 2, 10, 50])
def test_a_header_is_found_wherever_it_stands(row: int) -> None:
    title = "\n" * (row - 1)
    assert kinds(f"客户经理能力素质评估\n{title}工号 | 成就导向 | 抗挫能力\n00017 | 4 | 5") == [("matrix", row + 1)]


def test_a_line_of_data_in_which_words_of_headers_stand_is_no_header() -> None:
    rows = read("""
工号  | 能力素质 | 评估人 | 关系 | 评分
00017 | 成就导向 | 评估人 | 同级 | 4
00045 | 抗挫能力 | 日期   | 同级 | 3
""")
    assert rows.ratings == {"E2": (LI, "achievement", 4), "E3": (ZHANG, "resilience", 3)}
