"""Tables in which people rate each other on one competency, and tables that can be read in two ways."""

import pytest

from tests.workbooks.heads import LI, WANG, ZHANG
from tests.workbooks.sheets import grid, read

TABLE = """
评估人 | 00017李明 | 00024王芳 | 00045张伟
00017李明 |   | 4 | 5
00024王芳 | 3 |   | 6
00045张伟 | 2 | 1 |
""".strip("\n")


@pytest.mark.parametrize("title", ["能力素质：成就导向", "评分表：成就导向"])
def test_raters_stand_down_and_people_across_under_the_title_of_a_competency(title: str) -> None:
    mutual = read(f"{title}\n关系：同级\n{TABLE}")
    assert {(who, rating) for who, _, rating in mutual.ratings.values()} == {
        (WANG, 4), (ZHANG, 5), (LI, 3), (ZHANG, 6), (LI, 2), (WANG, 1),
    }  # fmt: skip
    assert mutual.ratings["C4"] == (WANG, "achievement", 4)
    assert mutual.ratings["B6"] == (LI, "achievement", 2)
    assert mutual.problems == []


def test_the_competency_may_be_the_name_of_the_sheet() -> None:
    mutual = read(grid(f"关系：同级\n{TABLE}", sheet="抗挫能力"))
    assert {what for _, what, _ in mutual.ratings.values()} == {"resilience"}
    assert len(mutual.ratings) == 6


def test_on_the_diagonal_people_rate_themselves() -> None:
    mutual = read(f"能力素质：成就导向\n关系：同级\n{TABLE.replace('00017李明 |   | 4', '00017李明 | 0 | 4')}")
    relations = {r["cell"]: r["relation"] for r in mutual.rows("ratings")}
    assert (mutual.ratings["B4"], relations["B4"]) == ((LI, "achievement", 0), "self")
    assert set(relations.values()) == {"self", "peer"}


def test_without_a_competency_nothing_is_read_and_it_is_said() -> None:
    mutual = read(f"互评表\n关系：同级\n{TABLE}")
    assert mutual.ratings == {}
    assert [code for code, _ in mutual.problems] == ["unknown-competency"]


def test_two_competencies_in_the_title_are_none() -> None:
    mutual = read(f"能力素质：成就导向\n项目：抗挫能力\n关系：同级\n{TABLE}")
    assert mutual.ratings == {}
    assert [code for code, _ in mutual.problems] == ["unknown-competency"]


def test_without_a_relation_the_ratings_are_left_out_with_an_error() -> None:
    mutual = read(f"能力素质：成就导向\n评分表\n{TABLE}")
    assert mutual.ratings == {}
    assert {code for code, _ in mutual.problems} == {"unknown-relation"}


@pytest.mark.parametrize("corner", ["被评估人", "姓名", "", "姓名/姓名"])
def test_a_table_that_does_not_say_who_rates_whom_is_not_read(corner: str) -> None:
    mutual = read(f"能力素质：成就导向\n关系：同级\n{TABLE.replace('评估人', corner, 1)}")
    assert mutual.ratings == {}
    assert [code for code, _ in mutual.problems] == ["ambiguous-sheet"]


@pytest.mark.parametrize(
    ("entry", "code"), [("7", "rating-out-of-range"), ("好", "unreadable-rating"), ("#N/A", "error-cell")]
)
def test_a_bad_cell_is_said_and_the_others_are_read(entry: str, code: str) -> None:
    mutual = read(f"能力素质：成就导向\n关系：同级\n{TABLE.replace('| 4 |', f'| {entry} |')}")
    assert len(mutual.ratings) == 5
    assert mutual.problems == [(code, "C4")]


def test_a_rater_who_is_not_named_like_a_person_rated_is_a_rater_all_the_same() -> None:
    mutual = read("""
能力素质：成就导向
关系：同级
评估人 | 00017李明 | 00045张伟
00024王芳 | 3 | 6
00031王芳 | 2 | 5
""")
    assert len({(r["rater_key"]) for r in mutual.rows("ratings")}) == 2
    assert {(who, rating) for who, _, rating in mutual.ratings.values()} == {(LI, 3), (ZHANG, 6), (LI, 2), (ZHANG, 5)}
