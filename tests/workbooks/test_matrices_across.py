"""Matrices of persons in columns: which ratings are read, and what is said at which cell.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

import pytest

from tests.workbooks.heads import ACROSS, LI, ROWS, ZHANG
from tests.workbooks.sheets import grid, read


@pytest.mark.parametrize(
    "head",
    [
        "能力素质 | 李明  | 张伟\n工号 | 00017 | 00045",
        "工号 | 00017 | 00045\n能力素质 | 李明  | 张伟",
        "姓名 | 李明  | 张伟\n工号 | 00017 | 00045",
        "工号 | 00017 | 00045\n姓名 | 李明  | 张伟",
        "Competency | 李明  | 张伟\nEmployee ID | 00017 | 00045",
    ],
    ids=["ids below", "ids above", "ids below 姓名", "ids above 姓名", "English"],
)
def test_a_matrix_may_have_persons_in_columns_with_ids_above_or_below_the_names(head: str) -> None:
    matrix = read(f"评估人 | 吴工 | 关系 | 同级\n{head}\n{ROWS}")
    assert matrix.ratings == {
        "B4": (LI, "achievement", 4),
        "B5": (LI, "resilience", 5),
        "B6": (LI, "communication", 6),
        "C4": (ZHANG, "achievement", 3),
        "C5": (ZHANG, "resilience", 2),
        "C6": (ZHANG, "communication", 1),
    }
    assert matrix.raters == {("吴工", "peer")}
    assert matrix.problems == []


def test_categories_and_numbers_may_stand_before_the_names_of_a_matrix_of_columns() -> None:
    matrix = read(
        grid(
            """
评估人 | 吴工 | 关系 | 同级
类别     | 能力素质     | 李明  | 张伟
         | 工号         | 00017 | 00045
基本能力 | 成就导向     | 4     | 3
         | 抗挫能力     | 5     | 2
         | 沟通倾听能力 | 6     | 1
""",
            merges=["A4:A6"],
        )
    )
    assert matrix.values == {"C4": 4, "C5": 5, "C6": 6, "D4": 3, "D5": 2, "D6": 1}
    assert matrix.problems == []


@pytest.mark.parametrize(
    ("name", "person", "problem"),
    [
        ("李明", "00099", ("unknown-person", "B3")),
        ("王芳", "00017", ("name-mismatch", "B2")),
        ("王芳", "", ("ambiguous-name", "B2")),
        ("", "00099", ("unknown-person", "B3")),
        ("李明", "#N/A", ("error-cell", "B3")),
        ("=", "00017", ("no-cached-value", "B2")),
    ],
)
def test_a_column_about_nobody_known_is_left_out_with_one_error(
    name: str, person: str, problem: tuple[str, str]
) -> None:
    matrix = read(f"""
评估人 | 吴工 | 关系 | 同级
能力素质     | {name}   | 张伟
工号         | {person} | 00045
成就导向     | 7        | 3
抗挫能力     | 好       | 2
沟通倾听能力 |          | 1
""")
    assert matrix.values == {"C4": 3, "C5": 2, "C6": 1}
    assert matrix.problems == [problem]


@pytest.mark.parametrize(
    ("name", "person", "problem"),
    [("李明", "17", ("id-as-number", "B3")), ("李明", "", ("name-only", "B2"))],
)
def test_a_column_may_be_read_with_a_warning_at_its_id_or_name(
    name: str, person: str, problem: tuple[str, str]
) -> None:
    matrix = read(f"""
评估人 | 吴工 | 关系 | 同级
能力素质 | {name}   | 张伟
工号     | {person} | 00045
{ROWS}
""")
    assert len(matrix.ratings) == 6
    assert matrix.problems == [problem]


def test_a_matrix_of_columns_has_one_warning_per_person_at_the_first_unanswered_cell() -> None:
    matrix = read(f"{ACROSS}\n成就导向 | 4 |\n抗挫能力 | | \n沟通倾听能力 | 不了解 | 1")
    assert matrix.values == {"B4": 4, "C6": 1}
    assert matrix.problems == [("no-tick", "C4"), ("no-tick", "B5")]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("7", "rating-out-of-range"),
        ("好", "unreadable-rating"),
        ("TRUE", "unreadable-rating"),
        ("#N/A", "error-cell"),
        ("=", "no-cached-value"),
    ],
)
def test_a_bad_cell_is_said_and_the_rest_of_the_columns_is_read(entry: str, code: str) -> None:
    matrix = read(f"{ACROSS}\n成就导向 | 4 | 3\n抗挫能力 | {entry} | 2\n沟通倾听能力 | 6 | 1")
    assert matrix.values == {"B4": 4, "B6": 6, "C4": 3, "C5": 2, "C6": 1}
    assert matrix.problems == [(code, "B5")]


def test_an_unknown_name_of_a_row_is_an_error_and_the_other_rows_are_read() -> None:
    matrix = read(f"{ACROSS}\n成就导向 | 4 | 3\n抗错能力 | 1 | 1\n抗挫能力 | 5 | 2\n沟通倾听能力 | 6 | 1")
    assert matrix.values == {"B4": 4, "B6": 5, "B7": 6, "C4": 3, "C6": 2, "C7": 1}
    assert matrix.problems == [("unknown-competency", "A5")]


def test_a_competency_that_stands_in_two_rows_is_handed_on_twice() -> None:
    matrix = read(f"{ACROSS}\n{ROWS}\n成就导向 | 4 | 2")
    assert matrix.values == {"B4": 4, "B5": 5, "B6": 6, "B7": 4, "C4": 3, "C5": 2, "C6": 1, "C7": 2}
    assert matrix.problems == []


def test_a_competency_that_stands_twice_is_answered_when_rated_once() -> None:
    matrix = read(f"{ACROSS}\n{ROWS}\n成就导向 | | ")
    assert len(matrix.ratings) == 6
    assert matrix.problems == []


def test_a_competency_that_stands_twice_and_is_rated_nowhere_is_missed_at_its_first_cell() -> None:
    matrix = read(f"{ACROSS}\n成就导向 | | 3\n抗挫能力 | 5 | 2\n沟通倾听能力 | 6 | 1\n成就导向 | | ")
    assert matrix.values == {"B5": 5, "B6": 6, "C4": 3, "C5": 2, "C6": 1}
    assert matrix.problems == [("no-tick", "B4")]
