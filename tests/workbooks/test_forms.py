"""Forms of ticks and of numbers: which ratings are read, and what is said at which cell.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

from datetime import date

import pytest

from reportgen.model.inputs import Cycle
from tests.workbooks.sheets import MODEL, PEOPLE, grid, read

LI, WANG, OTHER_WANG, ZHANG = (person.id for person in PEOPLE)
CYCLE_2026 = Cycle("2026", date(2026, 1, 1), date(2026, 12, 31))

# Heads of forms: three rows, the table's rows start at row 4.
TICKS = """
被评估人 | 李明   | 工号 | 00017
评估人   | 周主任 | 关系 | 上级
能力素质     | 0 | 1 | 2 | 3 | 4 | 5 | 6
""".strip("\n")
SCORES = """
被评估人 | 李明   | 工号 | 00017
评估人   | 周主任 | 关系 | 上级
能力素质     | 评分
""".strip("\n")
REST = "抗挫能力 | √\n沟通倾听能力 | √"  # rows 5 and 6 of a form of ticks: rated 0
REST_OF_SCORES = "抗挫能力 | 0\n沟通倾听能力 | 0"


# ---- forms of ticks


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


def test_comments_are_read_with_their_place() -> None:
    form = read("""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
能力素质     | 评分 | 评语
成就导向     | 4    | 目标清楚
抗挫能力     | 5    |
沟通倾听能力 | 3    | 可以多听一些
""")
    assert form.comments == {"C3": ("achievement", "目标清楚"), "C5": ("communication", "可以多听一些")}
    assert form.values == {"B3": 4, "B4": 5, "B5": 3}
    assert form.problems == []


# ---- forms of numbers


@pytest.mark.parametrize(
    ("entry", "rating"),
    [("5", 5), ("0", 0), ("6", 6), ("'5", 5), ("５", 5), ("5分", 5), ("５ 分", 5), ("5.0", 5), (" 4 ", 4)],
)
def test_a_rating_may_be_a_number_or_text_in_any_width(entry: str, rating: int) -> None:
    form = read(f"{SCORES}\n成就导向 | {entry}\n{REST_OF_SCORES}")
    assert form.values == {"B4": rating, "B5": 0, "B6": 0}
    assert form.problems == []


@pytest.mark.parametrize("entry", ["7", "4.5", "-1", "'7", "７", "10", "4.5分", "95"])
def test_a_number_that_is_not_on_the_scale_is_out_of_range(entry: str) -> None:
    form = read(f"{SCORES}\n成就导向 | {entry}\n{REST_OF_SCORES}")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [("rating-out-of-range", "B4")]


@pytest.mark.parametrize("entry", ["好", "@2026-03-04", "TRUE", "FALSE", "4/5", "<5", "三", "1e0", "√"])
def test_what_is_no_number_is_unreadable(entry: str) -> None:
    form = read(f"{SCORES}\n成就导向 | {entry}\n{REST_OF_SCORES}")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [("unreadable-rating", "B4")]


# ---- parts of forms


def test_labels_and_values_may_share_a_cell() -> None:
    form = read("""
被评估人：李明 | 工号:00017 | 级别：客户经理3级
评估人： 吴工 | 关系：同级 | 日期：2026-10-15
能力素质     | 评分
成就导向     | 4
抗挫能力     | 5
沟通倾听能力 | 3
""")
    assert form.values == {"B4": 4, "B5": 5, "B6": 3}
    assert form.raters == {("吴工", "peer")}
    assert form.problems == []


def test_each_form_of_a_stack_has_its_own_person_rater_and_rows() -> None:
    form = read("""
被评估人 | 李明 | 工号 | 00017
评估人 | 周主任 | 关系 | 上级
能力素质     | 评分
成就导向     | 4
抗挫能力     | 5
沟通倾听能力 | 3

被评估人 | 张伟 | 工号 | 00045
评估人 | 吴工 | 关系 | 同级
能力素质     | 0 | 1 | 2 | 3 | 4 | 5 | 6
成就导向     |   | √
抗挫能力     |   |   | √
沟通倾听能力 | √
""")
    assert form.ratings == {
        "B4": (LI, "achievement", 4),
        "B5": (LI, "resilience", 5),
        "B6": (LI, "communication", 3),
        "C11": (ZHANG, "achievement", 1),
        "D12": (ZHANG, "resilience", 2),
        "B13": (ZHANG, "communication", 0),
    }
    assert form.raters == {("周主任", "supervisor"), ("吴工", "peer")}
    assert form.problems == []


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_ratings_never_go_to_the_person_of_another_form_of_the_stack(lost: int) -> None:
    """The header row of one form of three is gone; the ratings of the others stay with their person."""
    stack = "\n".join(
        f"""
被评估人 | {name} | 工号 | {person}
评估人 | 周主任 | 关系 | 上级
{"" if number == lost else "能力素质 | 评分"}
成就导向     | {number}
抗挫能力     | {number}
沟通倾听能力 | {number}
""".strip("\n")
        for number, (person, name) in enumerate([(LI, "李明"), (WANG, "王芳"), (ZHANG, "张伟")], 1)
    )
    people = {1: LI, 2: WANG, 3: ZHANG}
    del people[lost]
    assert {(person, rating) for person, _, rating in read(stack).ratings.values()} == {
        (p, n) for n, p in people.items()
    }


@pytest.mark.parametrize("lost", [1, 2])
def test_a_form_of_a_stack_without_labels_does_not_borrow_those_of_another(lost: int) -> None:
    stack = "\n\n".join(
        ("" if number == lost else f"工号 | {person} | 评估人 | 周主任 | 关系 | 上级\n")
        + f"能力素质 | 评分\n成就导向 | {number}\n{REST_OF_SCORES}"
        for number, person in ((1, LI), (2, ZHANG))
    )
    found = read(stack)
    assert {person for person, _, _ in found.ratings.values()} == {{1: ZHANG, 2: LI}[lost]}
    assert [code for code, _ in found.problems] == ["unknown-person"]


@pytest.mark.parametrize("gap", ["\n", ""], ids=["blank line", "no blank line"])
def test_a_line_of_signatures_under_a_form_does_not_speak_for_the_next_one(gap: str) -> None:
    found = read(f"""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
能力素质 | 评分
成就导向 | 4
{REST_OF_SCORES}
评估人 | 周主任 | 日期 | 2026-10-15{gap}
工号 | 00045 | 评估人 | 吴工 | 关系 | 同级
能力素质 | 评分
成就导向 | 5
{REST_OF_SCORES}
评估人 | 吴工 | 日期 | 2026-10-16
""")
    assert {(row["person_id"], row["rater"], row["relation"]) for row in found.rows("ratings")} == {
        (LI, "周主任", "supervisor"),
        (ZHANG, "吴工", "peer"),
    }
    assert found.problems == []


@pytest.mark.parametrize(
    ("relation", "known"),
    [
        ("自评", "self"),
        ("上级", "supervisor"),
        ("同级", "peer"),
        ("下级", "subordinate"),
        ("客户", "customer"),
        ("上 级", "supervisor"),
        ("直接上级", "supervisor"),
        ("Peer", "peer"),
        ("CUSTOMER", "customer"),
        ("subordinate", "subordinate"),
    ],
)
def test_relations_are_known_by_their_words(relation: str, known: str) -> None:
    form = read(f"工号 | 00017 | 评估人 | 周主任 | 关系 | {relation}\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}")
    assert form.raters == {("周主任", known)}
    assert form.problems == []


@pytest.mark.parametrize("relation", ["邻居", "上级甲", ""])
def test_an_unknown_relation_leaves_the_form_out_with_one_error_at_its_value(relation: str) -> None:
    form = read(f"工号 | 00017 | 评估人 | 周主任 | 关系 | {relation}\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}")
    assert form.ratings == {}
    assert form.problems == [("unknown-relation", "F1")]


def test_a_blank_rater_is_said_at_the_form_and_the_ratings_are_read() -> None:
    form = read(f"工号 | 00017 | 评估人 | | 关系 | 同级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}")
    assert form.values == {"B3": 4, "B4": 0, "B5": 0}
    assert form.raters == {("", "peer")}
    assert form.problems == [("blank-rater", "D1")]


def test_blank_raters_of_two_forms_are_never_one_rater() -> None:
    form = f"工号 | 00017 | 评估人 | | 关系 | 同级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}"
    first, second = [row["rater_key"] for row in read(f"{form}\n{form}").rows("ratings")][::3]
    assert first is None or first != second


@pytest.mark.parametrize(
    ("name", "number", "same"),
    [
        ("张伟", "00045", True),
        ("", "00045", True),
        ("张 伟", "45", True),
        ("张伟", "00046", False),
        ("张伟", "", False),
    ],
)
def test_a_rater_is_known_by_id_where_given(name: str, number: str, same: bool) -> None:
    form = read(f"""
工号 | 00017 | 评估人 | 张伟 | 评估人工号 | 00045 | 关系 | 同级
能力素质 | 评分
成就导向 | 4
{REST_OF_SCORES}
工号 | 00017 | 评估人 | {name} | 评估人工号 | {number} | 关系 | 同级
能力素质 | 评分
成就导向 | 5
{REST_OF_SCORES}
""")
    first, second = [row["rater_key"] for row in form.rows("ratings")][::3]
    assert (first == second) is same
    assert form.problems == []


@pytest.mark.parametrize("spelling", ["吴 工", "吴\u3000工", "\u200b吴工", "吳工"])
def test_a_rater_without_id_is_known_by_name_however_spaced_or_written(spelling: str) -> None:
    form = "工号 | 00017 | 评估人 | {} | 关系 | 同级\n能力素质 | 评分\n成就导向 | 4\n" + REST_OF_SCORES
    assert (
        len({row["rater_key"] for name in ("吴工", spelling) for row in read(form.format(name)).rows("ratings")}) == 1
    )


def test_self_is_the_person_and_needs_no_rater() -> None:
    form = read(f"姓名 | 李明 | 工号 | 00017 | 关系 | 自评\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}")
    assert form.raters == {("李明", "self")}
    assert form.problems == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("姓名 | 李明 | 工号 | 00099", ("unknown-person", "D1")),
        ("姓名 | 王芳 | 工号 | 00017", ("name-mismatch", "B1")),
        ("姓名：王芳 | | 工号：00017", ("name-mismatch", "A1")),
        ("姓名 | 王芳 | 工号 |", ("ambiguous-name", "B1")),
        ("姓名 | 赵敏", ("unknown-person", "B1")),
        ("姓名 | #N/A | 工号 | 00017", ("error-cell", "B1")),
        ("姓名 | 李明 | 工号 | =", ("no-cached-value", "D1")),
    ],
)
def test_a_form_about_nobody_known_is_left_out_with_one_error(head: str, expected: tuple[str, str]) -> None:
    form = read(f"""
{head}
评估人 | 周主任 | 关系 | 邻居 | 日期 | 2019-01-01
能力素质 | 评分
成就导向 | 7
""")
    assert form.ratings == {}
    assert form.problems == [expected]


@pytest.mark.parametrize(
    ("head", "code"),
    [("", "unknown-person"), ("评估人 | 周主任 | 关系 | 上级", "unknown-person"), ("工号 | 00017", "unknown-relation")],
)
def test_a_form_without_the_labels_that_matter_is_left_out_with_one_error(head: str, code: str) -> None:
    form = read(f"{head}\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}")
    assert form.ratings == {}
    assert [found for found, _ in form.problems] == [code]


@pytest.mark.parametrize(
    ("head", "warning"),
    [
        ("姓名 | 李明", ("name-only", "B1")),
        ("姓名 | 李明 | 工号 | 17", ("id-as-number", "D1")),
        ("姓名 | 李 明 | 工号 | 00017 | 级别 | 2级", ("level-mismatch", "F1")),
        ("姓名：李明 | 工号：00017 | 级别：客户经理2级", ("level-mismatch", "C1")),
    ],
)
def test_a_form_may_be_read_with_a_warning_at_its_head(head: str, warning: tuple[str, str]) -> None:
    form = read(f"{head}\n评估人 | 周主任 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}")
    assert form.ratings["B4"] == (LI, "achievement", 4)
    assert form.problems == [warning]


@pytest.mark.parametrize("grade", ["客户经理3级", "3级", "三级", "3", "３级", ""])
def test_a_grade_that_is_the_rosters_needs_no_warning(grade: str) -> None:
    form = read(
        f"工号 | 00017 | 级别 | {grade}\n评估人 | 周 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}"
    )
    assert len(form.values) == 3
    assert form.problems == []


def test_a_grade_that_is_none_is_an_error_and_the_form_is_read() -> None:
    form = read(
        f"工号 | 00017 | 级别 | 9级\n评估人 | 周 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}"
    )
    assert form.values == {"B4": 4, "B5": 0, "B6": 0}
    assert form.problems == [("unknown-grade", "D1")]


@pytest.mark.parametrize("day", ["2026-01-01", "@2026-06-30", "2026年12月31日", ""])
def test_a_date_within_the_cycle_is_taken(day: str) -> None:
    form = read(
        f"工号 | 00017 | 日期 | {day}\n评估人 | 周 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}",
        cycle=CYCLE_2026,
    )
    assert len(form.values) == 3
    assert form.problems == []


@pytest.mark.parametrize("day", ["2025-12-31", "@2027-01-01", "2019/3/4"])
def test_a_form_of_another_cycle_is_left_out_with_an_error_at_its_date(day: str) -> None:
    form = read(
        f"工号 | 00017 | 日期 | {day}\n评估人 | 周 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 7",
        cycle=CYCLE_2026,
    )
    assert form.ratings == {}
    assert form.problems == [("other-cycle", "D1")]


def test_without_a_set_cycle_every_date_is_taken() -> None:
    form = read(
        f"工号 | 00017 | 日期 | 2019-03-04\n评估人 | 周 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}",
        cycle=Cycle("2026"),
    )
    assert {row["date"] for row in form.rows("ratings")} == {date(2019, 3, 4)}
    assert form.problems == []


def test_a_date_that_is_none_is_said_and_the_form_is_read() -> None:
    form = read(
        f"工号 | 00017 | 日期 | 下周\n评估人 | 周 | 关系 | 上级\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}"
    )
    assert len(form.values) == 3
    assert form.problems == [("unreadable-date", "D1")]


@pytest.mark.parametrize(("bad", "code"), [("#REF!", "error-cell"), ("=", "no-cached-value")])
@pytest.mark.parametrize("label", ["级别", "评估人", "关系", "日期"])
def test_a_label_without_usable_value_is_said_at_its_cell(label: str, bad: str, code: str) -> None:
    heads = {"级别": "3级", "评估人": "周主任", "关系": "上级", "日期": "2026-10-15"} | {label: bad}
    form = read(
        "\n".join(["工号 | 00017", *(f"{name} | {value}" for name, value in heads.items())])
        + f"\n能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}"
    )
    assert form.problems == [(code, f"B{list(heads).index(label) + 2}")]


# ---- rows without an answer


def test_a_form_has_one_warning_for_all_rows_without_tick_at_the_first_name() -> None:
    form = read(f"{TICKS}\n成就导向 | | | √\n抗挫能力\n沟通倾听能力")
    assert form.values == {"D4": 2}
    assert form.problems == [("no-tick", "A5")]


def test_a_blank_rating_is_no_answer() -> None:
    form = read(f"{SCORES}\n成就导向 | \n抗挫能力 | 不了解\n沟通倾听能力 | 3")
    assert form.values == {"B6": 3}
    assert form.problems == [("no-tick", "A4")]


def test_a_form_without_any_tick_has_one_warning() -> None:
    form = read(f"{TICKS}\n成就导向\n抗挫能力\n沟通倾听能力")
    assert form.values == {}
    assert form.problems == [("no-tick", "A4")]


def test_a_missing_row_is_warned_of_too_and_named() -> None:
    form = read(f"{TICKS}\n成就导向 | | | √\n沟通倾听能力 | √")
    assert form.values == {"D4": 2, "B5": 0}
    assert [code for code, _ in form.problems] == ["no-tick"]
    (warning,) = form.extract.problems
    assert warning.params["competencies"] == (MODEL.competency("resilience"),)


def test_missing_rows_are_told_with_the_blank_ones() -> None:
    form = read(f"{TICKS}\n成就导向 | | | √\n抗挫能力")
    assert form.problems == [("no-tick", "A5")]
    (warning,) = form.extract.problems
    assert warning.params["competencies"] == (MODEL.competency("resilience"), MODEL.competency("communication"))


@pytest.mark.parametrize("row", ["通用基础知识", "通用基础知识 | | | | √"])
def test_an_examined_competency_is_never_missed_but_read_where_rated(row: str) -> None:
    form = read(f"{TICKS}\n成就导向 | | | √\n{REST}\n{row}")
    assert [competency for _, competency, _ in form.ratings.values()].count("general_knowledge") == row.count("√")
    assert form.problems == []


def test_a_bad_answer_is_not_missing_as_well() -> None:
    form = read(f"{SCORES}\n成就导向 | 7\n抗挫能力 | 好\n沟通倾听能力 | 3")
    assert form.problems == [("rating-out-of-range", "B4"), ("unreadable-rating", "B5")]


# ---- names of competencies


def test_an_unknown_name_with_an_answer_is_an_error_at_the_name() -> None:
    form = read(f"{TICKS}\n成就导向 | | | √\n抗错能力 | | √\n{REST}\n耐心 | | √")
    assert form.values == {"D4": 2, "B6": 0, "B7": 0}
    assert form.problems == [("unknown-competency", "A5"), ("unknown-competency", "A8")]


def test_an_unknown_name_in_place_of_a_known_one_leaves_that_one_without_tick() -> None:
    form = read(f"{SCORES}\n成就导向 | 4\n抗错能力 | 5\n沟通倾听能力 | 3")
    assert form.values == {"B4": 4, "B6": 3}
    assert {code for code, _ in form.problems} == {"unknown-competency", "no-tick"}
    assert ("unknown-competency", "A5") in form.problems


@pytest.mark.parametrize(
    "name",
    [
        "成就导向",
        "成 就 导 向",
        "成就导向：",
        "1. 成就导向",
        "Achievement orientation",
        "成就导向（0-6分）",
        "成就導向",
    ],
)
def test_a_competency_may_be_written_in_several_ways(name: str) -> None:
    form = read(f"{SCORES}\n{name} | 4\n{REST_OF_SCORES}")
    assert form.ratings["B4"] == (LI, "achievement", 4)
    assert form.problems == []


@pytest.mark.parametrize(("bad", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
def test_a_name_without_usable_value_is_said_at_its_cell(bad: str, code: str) -> None:
    form = read(f"{SCORES}\n{bad} | 4\n{REST_OF_SCORES}")
    assert form.values == {"B5": 0, "B6": 0}
    assert (code, "A4") in form.problems


@pytest.mark.parametrize("second", ["4", "5"])
def test_a_competency_twice_in_a_form_is_handed_on_twice(second: str) -> None:
    """Equal ratings are counted once, different ones conflict: the assessment decides, over all sheets."""
    form = read(f"{SCORES}\n成就导向 | 4\n{REST_OF_SCORES}\n成就导向 | {second}")
    assert form.values == {"B4": 4, "B5": 0, "B6": 0, "B7": int(second)}
    assert form.problems == []


@pytest.mark.parametrize("rows", ["成就导向 | 7\n成就导向 | 4", "成就导向 |\n成就导向 | 4"])
def test_a_good_rating_is_not_lost_behind_a_bad_or_blank_one(rows: str) -> None:
    form = read(f"{SCORES}\n{rows}\n{REST_OF_SCORES}")
    assert form.values == {"B5": 4, "B6": 0, "B7": 0}
    assert form.problems in ([], [("rating-out-of-range", "B4")])


@pytest.mark.parametrize("below", ["注：请在相应分值下打√", "评估人签字：", " | 0 为尚不具备 | | 6 为超标"])
def test_notes_below_a_table_are_no_competencies(below: str) -> None:
    form = read(f"{TICKS}\n成就导向 | √\n{REST}\n\n{below}")
    assert form.values == {"B4": 0, "B5": 0, "B6": 0}
    assert form.problems == []


@pytest.mark.parametrize("word", ["合计", "总分", "小计", "Total"])
def test_a_total_below_the_ratings_is_no_competency(word: str) -> None:
    form = read(f"{SCORES}\n成就导向 | 4\n{REST_OF_SCORES}\n{word} | 4")
    assert form.values == {"B4": 4, "B5": 0, "B6": 0}
    assert form.problems == []


def test_categories_may_stand_merged_before_the_names() -> None:
    form = read(
        grid(
            """
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
类别     | 能力素质     | 评分
基本能力 | 成就导向     | 4
         | 抗挫能力     | 5
         | 沟通倾听能力 | 3
""",
            merges=["A3:A5"],
        )
    )
    assert form.values == {"C3": 4, "C4": 5, "C5": 3}
    assert form.problems == []


@pytest.mark.parametrize(("bad", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
@pytest.mark.parametrize("head", [TICKS, SCORES], ids=["ticks", "numbers"])
def test_an_answer_without_usable_value_is_said_and_the_rest_is_read(head: str, bad: str, code: str) -> None:
    form = read(f"{head}\n成就导向 | {bad}\n抗挫能力 | 0\n沟通倾听能力 | 0")
    assert form.values == {"B5": 0, "B6": 0}
    assert form.problems == [(code, "B4")]
