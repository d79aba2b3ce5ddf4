"""Heads of forms: person, rater, relation, grade and date, and forms stacked in one sheet.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

from datetime import date

import pytest

from reportgen.model.inputs import Cycle
from tests.workbooks.heads import CYCLE_2026, LI, REST_OF_SCORES, WANG, ZHANG
from tests.workbooks.sheets import read


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
