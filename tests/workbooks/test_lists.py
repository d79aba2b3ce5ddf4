"""Lists of ratings: which ratings are read, and what is said at which cell.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

import pytest

from tests.workbooks.heads import CYCLE_2026, LI, LIST, ZHANG
from tests.workbooks.sheets import grid, read


def test_a_list_has_one_rating_per_row() -> None:
    ratings = read(f"""
{LIST}
00017 | 成就导向     | 吴工   | 同级 | 4
00017 | 抗挫能力     | 周主任 | 上级 | ５
00045 | 沟通倾听能力 | 张伟   | 自评 | 6分
""")
    assert ratings.ratings == {
        "E2": (LI, "achievement", 4),
        "E3": (LI, "resilience", 5),
        "E4": (ZHANG, "communication", 6),
    }
    assert ratings.raters == {("吴工", "peer"), ("周主任", "supervisor"), ("张伟", "self")}
    assert ratings.problems == []


def test_a_list_may_be_in_english() -> None:
    ratings = read("""
Ratings of the year

Relation | Rater | Competency              | Rating | Employee ID
Peer     | Wu    | Achievement orientation | 4      | 00017
customer | Lin   | RESILIENCE              | 0      | 00045
""")
    assert ratings.ratings == {"D4": (LI, "achievement", 4), "D5": (ZHANG, "resilience", 0)}
    assert ratings.raters == {("Wu", "peer"), ("Lin", "customer")}
    assert ratings.problems == []


@pytest.mark.parametrize("row", ["00017", "00017 | | 吴工 | 同级", " | | 吴工"])
def test_a_row_of_a_list_without_competency_and_rating_says_nothing(row: str) -> None:
    ratings = read(f"{LIST}\n00017 | 成就导向 | 吴工 | 同级 | 4\n{row}")
    assert ratings.values == {"E2": 4}
    assert ratings.problems == []


def test_a_list_never_misses_an_answer() -> None:
    ratings = read(f"{LIST}\n00017 | 成就导向 | 吴工 | 同级 | 4\n00017 | 抗挫能力 | 吴工 | 同级 |")
    assert ratings.values == {"E2": 4}
    assert ratings.problems == []


def test_merged_labels_of_a_list_count_for_all_their_rows() -> None:
    ratings = read(
        grid(
            f"""
{LIST}
00017 | 成就导向     | 吴工 | 同级 | 4
      | 抗挫能力     |      |      | 5
      | 沟通倾听能力 |      |      | 6
00045 | 成就导向     | 吴工 | 同级 | 3
""",
            merges=["A2:A4", "C2:C4", "D2:D4"],
        )
    )
    assert ratings.ratings == {
        "E2": (LI, "achievement", 4),
        "E3": (LI, "resilience", 5),
        "E4": (LI, "communication", 6),
        "E5": (ZHANG, "achievement", 3),
    }
    assert ratings.problems == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("00099 | 成就导向 | 吴工 | 同级 | 4", ("unknown-person", "A2")),
        ("#N/A | 成就导向 | 吴工 | 同级 | 4", ("error-cell", "A2")),
        ("00017 | 抗错能力 | 吴工 | 同级 | 4", ("unknown-competency", "B2")),
        ("00017 | = | 吴工 | 同级 | 4", ("no-cached-value", "B2")),
        ("00017 | 成就导向 | #N/A | 同级 | 4", ("error-cell", "C2")),
        ("00017 | 成就导向 | 吴工 | 邻居 | 4", ("unknown-relation", "D2")),
        ("00017 | 成就导向 | 吴工 | | 4", ("unknown-relation", "D2")),
        ("00017 | 成就导向 | 吴工 | = | 4", ("no-cached-value", "D2")),
        ("00017 | 成就导向 | 吴工 | 同级 | 7", ("rating-out-of-range", "E2")),
        ("00017 | 成就导向 | 吴工 | 同级 | 4.5", ("rating-out-of-range", "E2")),
        ("00017 | 成就导向 | 吴工 | 同级 | 好", ("unreadable-rating", "E2")),
        ("00017 | 成就导向 | 吴工 | 同级 | @2026-03-04", ("unreadable-rating", "E2")),
        ("00017 | 成就导向 | 吴工 | 同级 | TRUE", ("unreadable-rating", "E2")),
        ("00017 | 成就导向 | 吴工 | 同级 | #DIV/0!", ("error-cell", "E2")),
        ("00017 | 成就导向 | 吴工 | 同级 | =", ("no-cached-value", "E2")),
    ],
)
def test_a_bad_row_of_a_list_is_left_out_and_the_others_are_read(row: str, problem: tuple[str, str]) -> None:
    ratings = read(f"{LIST}\n{row}\n00045 | 成就导向 | 吴工 | 同级 | 3")
    assert ratings.ratings == {"E3": (ZHANG, "achievement", 3)}
    assert ratings.problems == [problem]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("17 | 成就导向 | 吴工 | 同级 | 4", ("id-as-number", "A2")),
        ("00017 | 成就导向 | | 同级 | 4", ("blank-rater", "C2")),
    ],
)
def test_a_row_of_a_list_may_be_read_with_a_warning(row: str, problem: tuple[str, str]) -> None:
    ratings = read(f"{LIST}\n{row}")
    assert ratings.ratings == {"E2": (LI, "achievement", 4)}
    assert ratings.problems == [problem]


def test_a_list_may_name_people_beside_or_instead_of_ids() -> None:
    ratings = read("""
工号  | 姓名 | 能力素质 | 评估人 | 关系 | 评分
00017 | 李明 | 成就导向 | 吴工   | 同级 | 4
      | 张伟 | 成就导向 | 吴工   | 同级 | 3
      | 王芳 | 成就导向 | 吴工   | 同级 | 2
00024 | 李明 | 成就导向 | 吴工   | 同级 | 1
""")
    assert ratings.ratings == {"F2": (LI, "achievement", 4), "F3": (ZHANG, "achievement", 3)}
    assert ratings.problems == [("name-only", "B3"), ("ambiguous-name", "B4"), ("name-mismatch", "B5")]


def test_rows_of_a_list_of_another_cycle_are_left_out() -> None:
    ratings = read(
        f"""
{LIST} | 日期
00017 | 成就导向 | 吴工 | 同级 | 4 | 2026-10-15
00045 | 成就导向 | 吴工 | 同级 | 3 | 2025-10-15
00045 | 抗挫能力 | 吴工 | 同级 | 2 | 下周
""",
        cycle=CYCLE_2026,
    )
    assert ratings.values == {"E2": 4, "E4": 2}
    assert ratings.problems == [("other-cycle", "F3"), ("unreadable-date", "F4")]


def test_every_rating_keeps_file_sheet_and_cell() -> None:
    sheet = grid(f"{LIST}\n00017 | 成就导向 | 吴工 | 同级 | 4", file="评分/同级.xlsx", sheet="明细")
    ((row),) = read(sheet).rows("ratings")
    assert (row["file"], row["sheet"], row["cell"]) == ("评分/同级.xlsx", "明细", "E2")
