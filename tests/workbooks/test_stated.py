"""Required levels that forms state beside their ratings."""

import pytest

from reportgen.problems import Source
from tests.workbooks.sheets import Read, read

FORM = "工号 | 00017 | 评估人 | 周主任 | 关系 | 上级"


def stated(found: Read) -> dict[str, tuple[int, str]]:
    """Cell of the rating -> level and cell of the level."""
    assert all({one.source.file, one.rating.file} == {"甲.xlsx"} for one in found.extract.stated)
    return {one.rating.cell: (one.level, one.source.cell) for one in found.extract.stated}


def form(header: str, *levels: str) -> Read:
    """A form with ratings in B3, B4 and B5 and required levels in column C."""
    names = ("成就导向", "抗挫能力", "沟通倾听能力")
    rows = "\n".join(f"{name} | 5 | {level}" for name, level in zip(names, levels, strict=True))
    return read(f"{FORM}\n能力素质 | 评分 | {header}\n{rows}")


@pytest.mark.parametrize("header", ["要求水平", "要求", "要求级别", "Required level", "目标"])
def test_names_of_levels_are_levels_under_every_header_of_what_is_required(header: str) -> None:
    found = form(header, "中级", "Advanced", "")
    assert stated(found) == {"B3": (2, "C3"), "B4": (3, "C4")}
    assert found.problems == []


@pytest.mark.parametrize("header", ["要求级别", "要求等级", "Required level"])
def test_numbers_are_levels_where_the_header_says_so(header: str) -> None:
    assert stated(form(header, "2", "3", "'4")) == {"B3": (2, "C3"), "B4": (3, "C4"), "B5": (4, "C5")}


@pytest.mark.parametrize("header", ["要求", "要求水平", "达标线", "目标值"])
def test_numbers_are_left_alone_where_they_may_be_required_ratings(header: str) -> None:
    assert stated(form(header, "3", "4", "4")) == {}


def test_numbers_are_left_alone_when_one_of_the_column_is_no_level() -> None:
    assert stated(form("要求级别", "4", "5", "中级")) == {"B5": (2, "C5")}


def test_a_form_of_ticks_states_the_level_for_the_tick() -> None:
    head = "能力素质 | 要求水平 | 0 | 1 | 2 | 3 | 4 | 5 | 6"
    found = read(f"{FORM}\n{head}\n成就导向 | 中级 | | | | | √\n抗挫能力 | 高级 | | | | | | 5\n沟通倾听能力 | 高级")
    assert stated(found) == {"G3": (2, "B3"), "H4": (3, "B4")}


def test_a_list_states_it_on_each_line() -> None:
    head = "工号 | 能力素质 | 要求级别 | 评估人 | 关系 | 评分"
    found = read(f"{head}\n00017 | 成就导向 | 中级 | 周工 | 同级 | 4\n00045 | 成就导向 | 高级 | 周工 | 同级 | 5")
    assert stated(found) == {"F2": (2, "C2"), "F3": (3, "C3")}


def test_both_ratings_of_a_line_were_given_against_its_level() -> None:
    found = read("工号 | 00017 | 评估人 | 周主任\n能力素质 | 要求水平 | 自评 | 上级评分\n成就导向 | 中级 | 4 | 5")
    assert stated(found) == {"C3": (2, "B3"), "D3": (2, "B3")}


def test_ratings_that_are_left_out_state_nothing() -> None:
    assert stated(read(f"{FORM}\n能力素质 | 评分 | 要求水平\n成就导向 | 9 | 中级\n抗挫能力 | 5 | 中级")) == {
        "B4": (2, "C4")
    }


def test_a_line_with_two_levels_states_none() -> None:
    found = read(f"{FORM}\n能力素质 | 评分 | 要求水平 | 目标\n成就导向 | 4 | 中级 | 高级\n抗挫能力 | 4 | 中级 | 中级")
    assert stated(found) == {"B4": (2, "C4")}


def test_people_across_share_a_column_that_says_nothing_of_a_single_one() -> None:
    found = read("能力素质 | 李明(00017) | 张伟(00045) | 要求水平\n成就导向 | 4 | 5 | 中级\n抗挫能力 | 4 | 5 | 中级")
    assert found.extract.stated == []


def test_the_source_names_the_sheet() -> None:
    assert form("要求水平", "中级", "", "").extract.stated[0].source == Source("甲.xlsx", "表", "C3")
