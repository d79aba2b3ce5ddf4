"""Forms: ratings as numbers, rows without an answer, and names of competencies.

The model of these tests has three rated competencies (成就导向, 抗挫能力, 沟通倾听能力) and an examined one
(通用基础知识); the roster is `PEOPLE`.
"""

import pytest

from tests.workbooks.heads import LI, REST, REST_OF_SCORES, SCORES, TICKS
from tests.workbooks.sheets import MODEL, grid, read


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
