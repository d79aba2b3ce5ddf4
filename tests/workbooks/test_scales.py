"""The scale that a sheet states: legends of signs, ranges, maxima; and tables that are rated on another scale."""

import pytest

from tests.workbooks.heads import ACROSS, MATRIX, SCORES, TICKS
from tests.workbooks.sheets import Read, grid, read


def form(*answers: object, note: str = "评估表", below: str = "") -> Read:
    """A form with a note over it and one below; the answers stand in B5, B6 and B7."""
    names = ("成就导向", "抗挫能力", "沟通倾听能力")
    rows = "\n".join(f"{name} | {answer}" for name, answer in zip(names, answers, strict=True))
    return read(f"{note}\n{SCORES}\n{rows}\n\n{below}")


# ---- signs


@pytest.mark.parametrize(
    "legend",
    [
        "★=6 ◎=5 ○=4 △=3 ▲=2 ×=1 ※=0",
        "★：6分；◎：5分；○：4分；△：3分",
        "说明：★代表6，◎代表5，△代表3",
        "★6、◎5、△3",
        "★ 超标 ◎ 达标 △ 大部分达标",
        "★—超标，◎—达标，△—大部分达标",
    ],
)
@pytest.mark.parametrize("place", ["note", "below"])
def test_signs_mean_what_the_legend_says(place: str, legend: str) -> None:
    found = form("★", "◎", "△", **{place: legend})
    assert found.values == {"B5": 6, "B6": 5, "B7": 3}
    assert found.problems == []


def test_a_legend_may_be_a_small_table_below() -> None:
    found = form("★", "◎", "△", below="| 符号 | 分值\n| ★ | 6\n| ◎ | 5\n| △ | 3")
    assert found.values == {"B5": 6, "B6": 5, "B7": 3}
    assert found.problems == []


def test_a_legend_may_be_a_small_table_beside() -> None:
    found = read(f"""
{SCORES}     |   | 符号 | 含义
成就导向     | ★ |   | ★ | 6分
抗挫能力     | ◎ |   | ◎ | 5分
沟通倾听能力 | △ |   | △ | 3分
""")
    assert found.values == {"B4": 6, "B5": 5, "B6": 3}
    assert found.problems == []


def test_signs_that_are_written_in_two_ways_are_one() -> None:
    found = form("◯", "⭐", "○", note="○=4 ★=6 ◎=5")
    assert found.values == {"B5": 4, "B6": 6, "B7": 4}
    assert found.problems == []


def test_a_sign_of_blanks_may_be_a_rating_where_the_legend_says_so() -> None:
    found = form("—", "◎", "★", note="★=6 ◎=5 —=2")
    assert found.values == {"B5": 2, "B6": 5, "B7": 6}
    assert found.problems == []


def test_a_sign_that_no_legend_explains_is_an_error_at_its_cell() -> None:
    found = form("★", "◆", "◎", note="★=6 ◎=5 △=3")
    assert found.values == {"B5": 6, "B7": 5}
    assert found.problems == [("unreadable-rating", "B6")]


def test_signs_without_any_legend_are_no_ratings() -> None:
    found = form("★", "◎", "△")
    assert found.ratings == {}
    assert {code for code, _ in found.problems} <= {"unreadable-rating", "other-scale"}
    assert found.problems != []


def test_letters_mean_what_the_legend_says() -> None:
    found = form("A", "B", "C", note="A=6 B=5 C=3")
    assert found.values == {"B5": 6, "B6": 5, "B7": 3}
    assert found.problems == []


def test_signs_of_another_scale_refuse_the_table() -> None:
    found = form("★", "◎", "△", note="★=10 ◎=8 △=6")
    assert found.ratings == {}
    assert [code for code, _ in found.problems] == ["other-scale"]


# ---- our own scale may be stated in any way


@pytest.mark.parametrize(
    "note",
    [
        "评分范围：0-6分",
        "（0～6分）",
        "（0至6分）",
        "满分6分",
        "满分：6",
        "0=尚不具备 3=大部分达标 5=达标 6=超标",
        "6分：超标；5分：达标；0分：尚不具备",
        "注：5 分为达标，6 分为超标。",
        "请在2026-03-01至2026-03-15期间完成",
        "第1-3页",
        "评估人 1-3 名",
        "考试成绩满分100分，折算后计入",
        "每题请选择1-2个事例",
        "联系电话：010-12345",
        "请对0-6分中的高分（5-6分）举例说明",
    ],
)
def test_a_note_on_our_scale_or_on_something_else_changes_nothing(note: str) -> None:
    found = form(5, 4, 3, note=note)
    assert found.values == {"B5": 5, "B6": 4, "B7": 3}
    assert found.problems == []


# ---- another scale


@pytest.mark.parametrize(
    "note",
    [
        "评分范围：1-5分",
        "评分标准（1～5分）",
        "打分范围0-10",
        "满分10分",
        "满分为100分",
        "采用百分制",
        "五分制",
        "采用10分制",
        "1=很差 2=较差 3=一般 4=良好 5=优秀",
        "5分：优秀；4分：良好；3分：一般；2分：较差；1分：差",
        "Please rate on a 5-point scale",
        "Rating: 1 to 5 points",
    ],
)
def test_a_table_whose_sheet_states_another_scale_is_refused_at_the_statement(note: str) -> None:
    found = form(5, 4, 3, note=note)
    assert found.ratings == {}
    assert found.problems == [("other-scale", "A1")]


def test_another_scale_may_be_stated_below() -> None:
    found = form(5, 4, 3, below="注：评分范围为1-5分")
    assert found.ratings == {}
    assert found.problems == [("other-scale", "A9")]


@pytest.mark.parametrize("maximum", ["10", "5", "100", "10分"])
def test_a_column_of_other_maxima_refuses_the_table(maximum: str) -> None:
    found = read(f"""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
能力素质     | 满分      | 评分
成就导向     | {maximum} | 5
抗挫能力     | {maximum} | 4
沟通倾听能力 | {maximum} | 3
""")
    assert found.ratings == {}
    assert found.problems == [("other-scale", "B3")]


@pytest.mark.parametrize("maximum", ["6", "6分", "6.0"])
def test_a_column_of_our_maximum_changes_nothing(maximum: str) -> None:
    found = read(f"""
工号 | 00017 | 评估人 | 周主任 | 关系 | 上级
能力素质     | 满分      | 评分
成就导向     | {maximum} | 5
抗挫能力     | {maximum} | 4
沟通倾听能力 | {maximum} | 3
""")
    assert found.values == {"C3": 5, "C4": 4, "C5": 3}
    assert found.problems == []


def test_a_line_of_other_maxima_refuses_a_matrix() -> None:
    found = read(f"{MATRIX}\n满分 | | 10 | 10 | 10\n00017 | 李明 | 4 | 5 | 6")
    assert found.ratings == {}
    assert found.problems == [("other-scale", "C3")]


@pytest.mark.parametrize(
    "head", ["能力素质 | 1 | 2 | 3 | 4 | 5", "能力素质 | 5 | 4 | 3 | 2 | 1", "能力素质 | 优 | 良 | 中 | 差"]
)
def test_ticks_under_the_points_of_another_scale_are_refused(head: str) -> None:
    found = read(
        f"工号 | 00017 | 评估人 | 周主任 | 关系 | 上级\n{head}\n成就导向 | √\n抗挫能力 | | √\n沟通倾听能力 | √"
    )
    assert found.ratings == {}
    assert {code for code, _ in found.problems} <= {"other-scale"}


# ---- by the values


@pytest.mark.parametrize("answers", [(8, 9, 10), (85, 90, 100), (7, 7, 7), ("'85", "90", "７８")])
def test_values_beyond_the_scale_refuse_the_table_at_the_first(answers: tuple[object, ...]) -> None:
    found = form(*answers)
    assert found.ratings == {}
    assert found.problems == [("other-scale", "B5")]


def test_words_of_another_scale_refuse_the_table() -> None:
    found = form("优秀", "良好", "优秀")
    assert found.ratings == {}
    assert found.problems == [("other-scale", "B5")]


def test_one_or_two_values_beyond_the_scale_are_errors_at_their_cells() -> None:
    found = form(7, 5, 10)
    assert found.values == {"B6": 5}
    assert found.problems == [("rating-out-of-range", "B5"), ("rating-out-of-range", "B7")]


def test_a_few_values_beyond_the_scale_among_many_are_errors_at_their_cells() -> None:
    rows = "\n".join(f"00017 | 李明 | {7 if n < 3 else 5} | 4 | 3" for n in range(6))
    found = read(f"{MATRIX}\n{rows}")
    assert [code for code, _ in found.problems] == ["rating-out-of-range"] * 3
    assert len(found.ratings) == 15


def test_halves_are_errors_at_their_cells_and_no_other_scale() -> None:
    found = form(4.5, 3.5, 2.5)
    assert found.ratings == {}
    assert found.problems == [
        ("rating-out-of-range", "B5"),
        ("rating-out-of-range", "B6"),
        ("rating-out-of-range", "B7"),
    ]


def test_a_matrix_of_persons_across_is_refused_as_a_whole_too() -> None:
    found = read(f"{ACROSS}\n成就导向 | 85 | 90\n抗挫能力 | 70 | 5\n沟通倾听能力 | 95 | 6")
    assert found.ratings == {}
    assert found.problems == [("other-scale", "B4")]


# ---- several tables


def test_a_table_of_ticks_with_our_points_needs_no_legend() -> None:
    found = read(f"{TICKS}\n成就导向 | | | | √\n抗挫能力 | √\n沟通倾听能力 | √\n\n0=尚不具备 5=达标 6=超标")
    assert found.values == {"E4": 3, "B5": 0, "B6": 0}
    assert found.problems == []


def test_the_legend_of_one_sheet_says_nothing_about_another() -> None:
    ours, theirs = (read(grid(f"{note}\n{SCORES}\n成就导向 | 5")) for note in ("评估表", "评分范围：1-5分"))
    assert ours.values == {"B5": 5}
    assert theirs.values == {}
