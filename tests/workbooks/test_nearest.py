"""The nearest valid value: proposed where there is one, and never a guess between two."""

import pytest

from reportgen.model.words import Lexicon
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.nearest import (
    nearest_competency,
    nearest_date,
    nearest_grade,
    nearest_level,
    nearest_mark,
    nearest_person,
    nearest_point,
    nearest_relation,
    nearest_weight,
    nearest_word,
    typed,
)
from tests.workbooks.sheets import MODEL, PEOPLE, SMALL, cell

LEXICON = Lexicon(SMALL)
NAMES = {person.id: person.name for person in PEOPLE}
PERCENT = Cell(1, 1, "number", 0.85, "0%")


@pytest.mark.parametrize(
    ("drawing", "near"),
    [
        ("7", "6"), ("-3", "0"), ("4.4", "4"), ("4.5", "5"), ("60", "6"),
        ("5分吧", "5"), ("大概4", "4"), ("3~4", ""), ("很好", ""), ("达标的", "5"), ("=", ""), ("#N/A", ""),
    ],
)  # fmt: skip
def test_the_nearest_rating(drawing: str, near: str) -> None:
    assert nearest_point(cell(drawing), LEXICON) == near


@pytest.mark.parametrize(
    ("one", "near"),
    [(cell("101"), "100"), (cell("-5"), "0"), (cell("82.5分"), "82.5"), (cell("请假"), ""), (PERCENT, "85")],
)
def test_the_nearest_mark(one: Cell, near: str) -> None:
    assert nearest_mark(one, MODEL) == near


@pytest.mark.parametrize(("drawing", "near"), [("5", "4"), ("0", "1"), ("2.5", "3"), ("中极", "中级"), ("无", "")])
def test_the_nearest_level(drawing: str, near: str) -> None:
    assert nearest_level(cell(drawing), LEXICON) == near


@pytest.mark.parametrize(("drawing", "near"), [("2份", "2"), ("0.5 左右", "0.5"), ("-1", ""), ("多", "")])
def test_a_negative_weight_has_no_nearest_one(drawing: str, near: str) -> None:
    assert nearest_weight(cell(drawing)) == near


@pytest.mark.parametrize(
    ("text", "near"), [("客户经理三极", "客户经理3级"), ("客户经理9级", ""), ("总监", ""), ("", "")]
)
def test_the_nearest_grade_is_none_when_several_are_as_near(text: str, near: str) -> None:
    assert nearest_grade(text, MODEL) == near


@pytest.mark.parametrize(("text", "near"), [("上极", "上级"), ("同级同事们", "同级"), ("邻居", "")])
def test_the_nearest_relation(text: str, near: str) -> None:
    assert nearest_relation(text, LEXICON) == near


def test_the_nearest_competency_is_one_that_the_table_does_not_name_yet() -> None:
    assert nearest_competency("抗错能力", LEXICON) == "抗挫能力"
    assert nearest_competency("抗错能力", LEXICON, ["resilience"]) != "抗挫能力"


def test_the_only_competency_that_a_table_lacks_is_meant_however_it_is_written() -> None:
    assert nearest_competency("zzz", LEXICON, ["achievement", "communication"]) == "抗挫能力"
    assert nearest_competency("zzz", LEXICON, ["achievement"]) == ""
    assert nearest_competency("zzz", LEXICON) == ""
    assert nearest_competency("", LEXICON, ["achievement", "communication"]) == ""


@pytest.mark.parametrize(
    ("number", "name", "near"),
    [
        ("00107", "", "00017"),
        ("00071", "", ""),  # 00017 and 00031 are as near
        ("0017", "李明", "00017"),
        ("00107", "赵敏", ""),  # somebody else
        ("99999", "", ""),
        ("00027", "", ""),  # 00017 and 00024 are as near
        ("000017", "李明", "00017"),
        ("00O17", "李明", "00017"),
        ("00710", "", ""),
        ("", "李日月", ""),
        ("", "李明明", "李明"),
        ("", "王方", "王芳"),
    ],
)
def test_whom_of_the_roster_an_id_or_a_name_may_mean(number: str, name: str, near: str) -> None:
    assert nearest_person(number, name, NAMES) == near


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2026-02-30", "2026-02-28"),
        ("2026，10，15", "2026-10-15"),
        ("15/10/2026", "2026-10-15"),
        ("10/15/2026", "2026-10-15"),
        ("3/3/2026", "2026-03-03"),
        ("3/4/2026", ""),  # two days
        ("15/16/2026", ""),
        ("2026-13-01", ""),
        ("2026-10-00", ""),
        ("0000-10-10", ""),
        ("上周", ""),
    ],
)
def test_a_date_with_its_parts_in_another_order(text: str, near: str) -> None:
    assert nearest_date(text) == near


@pytest.mark.parametrize(
    ("near", "text", "drawing", "content"),
    [
        ("00017", "17", "17", "00017"),
        ("赵涛", "赵滔", "姓名：赵滔", "姓名：赵涛"),
        ("00017", "17", "17 李明", "00017 李明"),
        ("赵涛", "赵滔", "打分表", ""),
        ("赵涛", "", "打分表", ""),
        ("", "赵滔", "姓名：赵滔", ""),
    ],
)
def test_what_else_stands_in_the_cell_stays(near: str, text: str, drawing: str, content: str) -> None:
    assert typed(near, text, cell(drawing)) == content
    assert typed(near, text, None) == near


def test_a_word_needs_to_be_alike() -> None:
    assert nearest_word("", {"甲": "a"}) == nearest_word("乙", {}) == nearest_word("乙", {"甲": "a"}) == ""
