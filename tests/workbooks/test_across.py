"""Persons across, competencies down: the lines of names, ids and raters above, and what stands beside the persons."""

import pytest

from tests.workbooks.heads import LI, ROWS, ZHANG
from tests.workbooks.sheets import grid, kinds, read

LABELS = "评估人 | 吴工 | 关系 | 同级"
#: Cell -> rating of `ROWS` in rows 4 to 6.
VALUES = {"B4": 4, "B5": 5, "B6": 6, "C4": 3, "C5": 2, "C6": 1}


def values(sheet: object) -> dict[str, int]:
    return {place: rating for place, (_, _, rating) in sheet.ratings.items()}  # type: ignore[attr-defined]


# ---- lines of people


@pytest.mark.parametrize("corner", ["姓名", "被评估人", "能力素质", "能力素质/姓名", "", "项目"])
def test_a_line_of_names_is_known_by_its_corner_or_its_people(corner: str) -> None:
    matrix = read(f"{LABELS}\n\n{corner} | 李明 | 张伟\n{ROWS}")
    assert {who for who, _, _ in matrix.ratings.values()} == {LI, ZHANG}
    assert values(matrix) == VALUES
    assert matrix.problems == [("name-only", "B3"), ("name-only", "C3")]


@pytest.mark.parametrize(
    "person", ["00017 李明", "李明(00017)", "李明（00017）", "李明/00017", "00017-李明", "00017李明"]
)
def test_id_and_name_may_stand_in_one_cell(person: str) -> None:
    matrix = read(f"{LABELS}\n\n能力素质 | {person} | 00045 张伟\n{ROWS}")
    assert {who for who, _, _ in matrix.ratings.values()} == {LI, ZHANG}
    assert matrix.problems == []


def test_labels_may_stand_with_their_values_over_each_column() -> None:
    matrix = read(f"{LABELS}\n\n能力素质 | 姓名：李明 | 姓名：张伟\n{ROWS}")
    assert {who for who, _, _ in matrix.ratings.values()} == {LI, ZHANG}
    assert values(matrix) == VALUES


def test_names_of_nobody_known_make_no_matrix() -> None:
    """They could be those of experts or of anything."""
    assert kinds("能力素质 | 甲 | 乙\n成就导向 | 4 | 3\n抗挫能力 | 5 | 2") == []


def test_a_name_that_is_not_in_the_roster_leaves_its_column_out_beside_known_ones() -> None:
    matrix = read(f"{LABELS}\n\n能力素质 | 李明 | 赵敏\n{ROWS}")
    assert values(matrix) == {"B4": 4, "B5": 5, "B6": 6}
    assert matrix.problems == [("name-only", "B3"), ("unknown-person", "C3")]


def test_people_of_one_name_need_their_ids() -> None:
    matrix = read(f"{LABELS}\n姓名 | 王芳 | 王芳\n工号 | 00024 | 00031\n{ROWS}")
    assert {(who, rating) for who, what, rating in matrix.ratings.values() if what == "achievement"} == {
        ("00024", 4),
        ("00031", 3),
    }
    assert matrix.problems == []


# ---- raters and relations over the columns


def test_each_column_may_have_its_rater_and_relation() -> None:
    matrix = read(f"""
姓名   | 李明  | 李明
工号   | 00017 | 00017
评估人 | 周主任 | 吴工
关系   | 上级  | 同级
{ROWS}
""")
    rows = {r["cell"]: (r["rater"], r["relation"]) for r in matrix.rows("ratings")}
    assert rows["B5"] == ("周主任", "supervisor")
    assert rows["C5"] == ("吴工", "peer")
    assert {who for who, _, _ in matrix.ratings.values()} == {LI}
    assert matrix.problems == []


def test_raters_may_stand_across_where_the_person_stands_in_the_labels() -> None:
    matrix = read(f"""
姓名 | 李明 | | 工号 | 00017

评估人 | 周主任 | 吴工
关系   | 上级   | 同级
{ROWS}
""")
    assert {who for who, _, _ in matrix.ratings.values()} == {LI}
    assert matrix.raters == {("周主任", "supervisor"), ("吴工", "peer")}
    assert len(matrix.ratings) == 6
    assert matrix.problems == []


def test_a_merged_heading_says_what_the_names_below_it_are() -> None:
    matrix = read(
        grid(
            f"""
被评估人 | 李明 | 工号 | 00017 | 关系 | 同级

能力素质 | 评估人 |
         | 吴工   | 林工
{ROWS}
""",
            merges=["B3:C3", "A3:A4"],
        )
    )
    assert matrix.raters == {("吴工", "peer"), ("林工", "peer")}
    assert {who for who, _, _ in matrix.ratings.values()} == {LI}


# ---- several columns for a person


@pytest.mark.parametrize("merges", [["B3:C3", "D3:E3"], []], ids=["merged", "not merged"])
def test_remarks_may_stand_beside_the_ratings_of_each_person(merges: list[str]) -> None:
    matrix = read(
        grid(
            f"""
{LABELS}

姓名         | 李明 |      | 张伟 |
             | 评分 | 评语 | 评分 | 评语
成就导向     | 4    | 好   | 3    | 6
抗挫能力     | 5    |      | 2    |
沟通倾听能力 | 6    |      | 1    | 尚可
""",
            merges=merges,
        )
    )
    assert {place: (who, rating) for place, (who, _, rating) in matrix.ratings.items()} == {
        "B5": (LI, 4), "B6": (LI, 5), "B7": (LI, 6), "D5": (ZHANG, 3), "D6": (ZHANG, 2), "D7": (ZHANG, 1),
    }  # fmt: skip
    rows = {r["cell"]: (r["person_id"], r["text"]) for r in matrix.rows("comments")}
    assert rows == {"C5": (LI, "好"), "E7": (ZHANG, "尚可")}


def test_self_and_superior_may_stand_side_by_side_under_each_person() -> None:
    matrix = read(
        grid(
            """
评估人 | 周主任

姓名         | 李明 |      | 张伟 |
             | 自评 | 上级 | 自评 | 上级
成就导向     | 4    | 3    | 6    | 0
抗挫能力     | 5    | 2    | 6    | 0
沟通倾听能力 | 6    | 1    | 6    | 0
""",
            merges=["B3:C3", "D3:E3"],
        )
    )
    rows = {r["cell"]: (r["person_id"], r["relation"], r["rating"]) for r in matrix.rows("ratings")}
    assert [rows[c] for c in ("B5", "C5", "D5", "E5")] == [
        (LI, "self", 4), (LI, "supervisor", 3), (ZHANG, "self", 6), (ZHANG, "supervisor", 0),
    ]  # fmt: skip


# ---- what stands beside and between


@pytest.mark.parametrize("word", ["合计", "平均分", "要求", "差距", "备注"])
def test_a_column_beside_the_people_is_nobodys(word: str) -> None:
    matrix = read(f"""
{LABELS}
能力素质     | 李明  | 张伟  | {word}
工号         | 00017 | 00045 |
成就导向     | 4 | 3 |
抗挫能力     | 5 | 2 |
沟通倾听能力 | 6 | 1 |
""")
    assert values(matrix) == VALUES
    assert matrix.problems == []


@pytest.mark.parametrize("line", ["满分 | 6 | 6", "达标线 | 5 | 5"])
def test_a_line_of_maxima_or_thresholds_rates_nobody(line: str) -> None:
    matrix = read(f"{LABELS}\n姓名 | 李明 | 张伟\n工号 | 00017 | 00045\n{line}\n{ROWS}")
    assert values(matrix) == {"B5": 4, "B6": 5, "B7": 6, "C5": 3, "C6": 2, "C7": 1}
    assert matrix.problems == []


@pytest.mark.parametrize("line", ["合计 | 15 | 6", "平均分 | 5 | 2", "小计 | 15 | 6"])
def test_a_line_of_sums_under_the_competencies_rates_nobody(line: str) -> None:
    matrix = read(f"{LABELS}\n姓名 | 李明 | 张伟\n工号 | 00017 | 00045\n{ROWS}\n{line}")
    assert values(matrix) == VALUES
    assert matrix.problems == []


def test_a_line_of_ratings_is_no_line_of_people() -> None:
    """A rating list whose ids look like ratings: 4 is nobody there."""
    assert kinds("工号 | 00017 | 评估人 | 周主任\n能力素质 | 评分\n成就导向 | 4\n抗挫能力 | 5") == [("scores", 2)]
