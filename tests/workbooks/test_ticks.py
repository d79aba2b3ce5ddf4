"""Forms of ticks: which signs are ticks, and what is said at which cell.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

import pytest

from tests.workbooks.heads import LI, REST, TICKS
from tests.workbooks.sheets import read


def test_a_form_of_ticks_has_one_tick_per_row() -> None:
    form = read(f"""
{TICKS}
成就导向     |   |   |   | √
抗挫能力     |   |   |   |   |   |   | √
沟通倾听能力 | √
""")
    assert form.ratings == {
        "E4": (LI, "achievement", 3),
        "H5": (LI, "resilience", 6),
        "B6": (LI, "communication", 0),
    }
    assert form.raters == {("周主任", "supervisor")}
    assert form.problems == []


@pytest.mark.parametrize(
    "tick", ["√", "✓", "✔", "●", "■", "☑", "x", "X", "1", "'1", "１", "Ｘ", " √\u3000", "3", "'3", "３", "○", "◯", "□"]
)
def test_every_sign_of_the_list_is_a_tick(tick: str) -> None:
    form = read(f"""
{TICKS}
成就导向     |        |   |   | {tick}
抗挫能力     |        |   |   | {tick}
沟通倾听能力 |        |   |   | {tick}
""")
    assert form.values == {"E4": 3, "E5": 3, "E6": 3}
    assert form.problems == []


def test_signs_may_differ_from_row_to_row() -> None:
    form = read(f"""
{TICKS}
成就导向     |   |   |   |   | ✔
抗挫能力     |   |   | x
沟通倾听能力 |   |   |   |   |   |   | 6
""")
    assert form.values == {"F4": 4, "D5": 2, "H6": 6}
    assert form.problems == []


@pytest.mark.parametrize("tick", ["√", "✓", "✔", "●", "■", "☑", "x", "X", "1"])
@pytest.mark.parametrize("box", ["○", "◯", "□"])
def test_open_signs_are_empty_boxes_where_a_full_mark_is_used(box: str, tick: str) -> None:
    form = read(f"""
{TICKS}
成就导向     | {box} | {box} | {box} | {tick} | {box} | {box} | {box}
抗挫能力     | {box} | {box} | {box} | {box} | {box} | {box} | {tick}
沟通倾听能力 | {box} | {box} | {box} | {box} | {box} | {box} | {box}
""")
    assert form.values == {"E4": 3, "H5": 6}
    assert form.problems == [("no-tick", "A6")]


def test_each_table_of_a_sheet_says_for_itself_whether_open_signs_are_ticks() -> None:
    form = read(f"""
{TICKS}
成就导向     | ○ | ○ | ○ | ● | ○ | ○ | ○
抗挫能力     | ○ | ● | ○ | ○ | ○ | ○ | ○
沟通倾听能力 | ● | ○ | ○ | ○ | ○ | ○ | ○
{TICKS.replace("周主任", "吴主任")}
成就导向     |   |   |   |   | ○
抗挫能力     |   |   |   |   | ○
沟通倾听能力 |   |   |   |   | ○
""")
    assert form.values == {"E4": 3, "C5": 1, "B6": 0, "F10": 4, "F11": 4, "F12": 4}
    assert form.problems == []


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("0 | 0 | 0 | 1 | 0 | 0 | 0", {"E4": 3}),
        ("1 | 0 | 0 | 0 | 0 | 0 | 0", {"B4": 0}),
        ("0 | 1 | 0 | 0 | 0 | 0 | 0", {"C4": 1}),
        ("0 | 0 | 0 | 0 | 0 | 0 | 1", {"H4": 6}),
        ("'0 | '0 | '0 | '1 | '0 | '0 | '0", {"E4": 3}),
    ],
)
def test_a_row_of_zeros_and_one_1_has_one_tick(row: str, values: dict[str, int]) -> None:
    form = read(f"{TICKS}\n成就导向 | {row}\n{REST}")
    assert form.values == {**values, "B5": 0, "B6": 0}
    assert form.problems == []


def test_a_row_of_zeros_alone_has_no_tick() -> None:
    form = read(f"{TICKS}\n成就导向 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n{REST}")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [("no-tick", "A4")]


def test_0_in_its_own_column_is_the_rating_0() -> None:
    form = read(f"{TICKS}\n成就导向 | 0\n抗挫能力 | 0\n沟通倾听能力 | 0")
    assert form.values == {"B4": 0, "B5": 0, "B6": 0}
    assert form.problems == []


@pytest.mark.parametrize(
    ("row", "second"),
    [
        ("  |  |  | √ | √ |  |", "F4"),
        ("√ |  |  |  |  |  | √", "H4"),
        ("√ | √ | √ |  |  |  |", "C4"),
        ("  |  |  | √ |  | 5 |", "G4"),
        ("  |  |  | 3 | 4 |  |", "F4"),
        ("0 | 1 | 0 | 0 | 1 | 0 | 0", "F4"),
    ],
)
def test_two_ticks_in_a_row_are_one_error_at_the_second_tick(row: str, second: str) -> None:
    form = read(f"{TICKS}\n成就导向 | {row}\n{REST}")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [("two-ticks", second)]


def test_two_open_signs_are_two_ticks_where_they_are_ticks() -> None:
    form = read(f"{TICKS}\n成就导向 | | | | ○ | ○\n抗挫能力 | ○\n沟通倾听能力 | ○")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [("two-ticks", "F4")]


@pytest.mark.parametrize("entry", ["5", "'5", "7", "4.5", "-1", "0", "好", "@2026-03-04", "TRUE", "√√", "?"])
def test_what_is_neither_a_tick_nor_the_columns_number_is_unreadable(entry: str) -> None:
    form = read(f"{TICKS}\n成就导向 | | | | {entry}\n{REST}")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [("unreadable-rating", "E4")]


def test_the_columns_of_points_may_stand_in_any_order() -> None:
    form = read("""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
序号 | 能力素质     | 6 | 5 | 4 | 3 | 解释 | 2 | 1 | 0 | 评语
1    | 成就导向     | √ |   |   |   | …    |   |   |   |
2    | 抗挫能力     |   |   |   |   | …    |   |   | √ |
3    | 沟通倾听能力 |   |   |   | √ | …    |   |   |   |
""")
    assert form.values == {"C3": 6, "J4": 0, "F5": 3}
    assert form.problems == []
