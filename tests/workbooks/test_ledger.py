"""What tables were taken for, and whose answers problems concern."""

import pytest

from reportgen.model.inputs import Rated, SheetLedger, TableLedger
from reportgen.model.words import Lexicon
from reportgen.problems import Problem
from reportgen.workbooks.extract import Context
from reportgen.workbooks.people import Registry
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.sheet import Sheet, read_sheet
from tests.workbooks.heads import ACROSS, CYCLE_2026, LIST, MATRIX, ROWS, SCORES, TICKS
from tests.workbooks.sheets import PEOPLE, SMALL, grid


def read(drawing: str) -> tuple[tuple[Problem, ...], SheetLedger]:
    context = Context(Lexicon(SMALL), Registry.of(PEOPLE), CYCLE_2026)
    sheet = grid(drawing)
    extract, ledger = read_sheet(Sheet(sheet, tuple(blocks(sheet, context.lexicon, context.registry.known))), context)
    return tuple(extract.problems), ledger


def table(drawing: str) -> TableLedger:
    (one,) = read(drawing)[1].tables
    return one


def found(drawing: str, code: str) -> tuple[str, str, str]:
    """Person, rater and nearest value of the first problem of a code."""
    one = next(p for p in read(drawing)[0] if p.code == code)
    return one.person, one.rater, one.nearest


# ---- tables


def test_a_form_says_whom_it_rates_and_by_whom() -> None:
    one = table(f"{TICKS}\n成就导向 | | | | √\n抗挫能力 | √\n沟通倾听能力")
    assert (one.kind, one.header, one.people) == ("form", (3, 3), ("00017",))
    assert one.rated == (Rated("00017", "周主任", "周主任", "supervisor"),)
    assert (one.used, one.left_out, one.blank) == (2, 0, 19)


def test_a_header_on_two_rows_has_a_first_and_a_last_row() -> None:
    one = table(f"{ACROSS}\n{ROWS}")
    assert (one.kind, one.header, one.people) == ("matrix-across", (2, 3), ("00017", "00045"))


def test_whoever_was_asked_to_rate_somebody_and_did_not_is_named_too() -> None:
    one = table(f"{MATRIX}\n00017 | 李明 | 4 | 5 | 6\n00045 | 张伟")
    assert [(rated.person_id, rated.rater) for rated in one.rated] == [("00017", "吴工"), ("00045", "吴工")]


def test_a_list_says_which_competencies_its_lines_ask_about_answered_or_not() -> None:
    (one,) = table(
        "工号 | 能力素质 | 评估人 | 关系 | 评分\n00017 | 成就导向 | 吴工 | 同级 | 4\n00017 | 抗挫能力 | 吴工 | 同级 |"
    ).rated
    assert (one.person_id, one.rater, len(one.asked)) == ("00017", "吴工", 2)
    assert {rated.asked for rated in table(f"{MATRIX}\n00017 | 李明 | 4 | 5 | 6").rated} == {()}  # everything


def test_what_was_left_out_as_a_whole_rates_nobody() -> None:
    assert table(f"{SCORES.replace('00017', '00099')}\n成就导向 | 4").rated == ()


def test_marks_name_people_and_subjects() -> None:
    one = table("工号 | 法律法规 | 企业概况\n00017 | 90 | 缺考\n00024 | 80 |")
    assert (one.people, one.subjects, one.rated) == (("00017", "00024"), ("法律法规", "企业概况"), ())


def test_votes_name_the_grade_and_the_experts() -> None:
    one = table("客户经理3级\n能力素质 | 调整前 | 专家1 | 专家2\n成就导向 | 2 | 3 | 9")
    assert (one.kind, one.grades, one.experts) == ("votes", ("3",), ("专家1",))
    assert (one.used, one.left_out) == (1, 1)


def test_weights_are_counted_by_line() -> None:
    one = table("能力素质 | 科目 | 级别 | 权重\n通用基础知识 | 法律法规 | | 2\n通用基础知识 | 企业概况 | | 多")
    assert (one.kind, one.subjects, one.used, one.left_out) == ("weights", ("法律法规",), 1, 1)


def test_a_roster_is_counted_by_person() -> None:
    one = table("工号 | 姓名 | 级别\n00017 | 李明 | 3级\n00017 | 李明 | 4级\n00024 | 王芳 | 3级")
    assert (one.kind, one.people, one.used, one.left_out) == ("roster", ("00017", "00024"), 2, 1)


def test_dates_are_those_that_stand_with_the_table() -> None:
    one = table(f"日期 | 2026-03-04\n{SCORES}\n成就导向 | 4")
    assert (str(one.first_date), str(one.last_date)) == ("2026-03-04", "2026-03-04")


def test_tables_of_a_sheet_add_up_to_the_sheet() -> None:
    _, ledger = read(f"{SCORES}\n成就导向 | 4\n\n{SCORES}\n成就导向 | 7")
    assert [(one.used, one.left_out) for one in ledger.tables] == [(1, 0), (0, 1)]
    assert (ledger.used, ledger.left_out) == (1, 1)


def test_a_word_for_no_answer_is_blank_also_where_the_missing_answer_is_said() -> None:
    one = table(f"{MATRIX}\n00017 | 李明 | 4 | 不了解 | 6")
    assert (one.used, one.left_out, one.blank) == (2, 0, 1)


# ---- whose answers a problem concerns


@pytest.mark.parametrize(
    ("drawing", "code", "whose"),
    [
        (f"{TICKS}\n成就导向 | √ | √", "two-ticks", ("00017", "周主任", "")),
        (f"{SCORES}\n成就导向 | 7", "rating-out-of-range", ("00017", "周主任", "6")),
        (f"{SCORES}\n成就导向 | 4\n抗错能力 | 4", "unknown-competency", ("00017", "周主任", "抗挫能力")),
        (f"{SCORES}\n成就导向 | 4", "no-tick", ("00017", "周主任", "")),
        (f"{SCORES.replace('李明', '李鸣')}\n成就导向 | 4", "name-mismatch", ("", "周主任", "李明")),
        (f"{SCORES.replace('李明', '张伟')}\n成就导向 | 4", "name-mismatch", ("", "周主任", "")),  # the id may be the wrong one
        ("姓名：李明\n评估人：周主任（上级）\n能力素质 | 评分\n成就导向 | 4", "name-only", ("00017", "周主任", "姓名：00017 李明")),
        (f"{MATRIX}\n | 李明 | 4 | 5 | 6", "name-only", ("00017", "吴工", "00017 李明")),
        (f"{MATRIX}\n | 17 李明 | 4 | 5 | 6", "id-as-number", ("00017", "吴工", "00017 李明")),
        (f"{MATRIX}\n | 李名 | 4 | 5 | 6", "unknown-person", ("", "吴工", "李明")),
        (f"{SCORES.replace('上级', '上级 | 级别 | 4级')}\n成就导向 | 4", "level-mismatch", ("00017", "周主任", "客户经理3级")),
        (f"{SCORES.replace('上级', '上级 | 级别：4级')}\n成就导向 | 4", "level-mismatch", ("00017", "周主任", "级别：客户经理3级")),
        (f"{SCORES.replace('上级', '上极')}\n成就导向 | 4", "unknown-relation", ("00017", "周主任", "上级")),
        (f"{MATRIX}\n00017 | 李明 | 4 | 5 | 9", "rating-out-of-range", ("00017", "吴工", "6")),
        (f"{MATRIX}\n00107 | | 4 | 5 | 6\n00017 | 李明 | 4 | 5 | 6", "unknown-person", ("", "吴工", "00017")),
        (f"{LIST}\n00017 | 成就导向 | 吴工 | 同级 | 4\n00024 | 成就导向 | 周工 | 同级 | 8", "rating-out-of-range", ("00024", "周工", "6")),
        (f"{LIST}\n00017 | 成就导向 | 吴工 | 同级 | 4\n00099 | 成就导向 | 周工 | 同级 | 4", "unknown-person", ("", "周工", "")),
        (f"{LIST}\n17 | 成就导向 | 吴工 | 同级 | 4", "id-as-number", ("00017", "吴工", "00017")),
        ("工号 | 姓名 | 法律法规\n00017 | 李明 | 101", "mark-out-of-range", ("00017", "", "100")),
        (f"{SCORES} | 合计\n成就导向 | 4 | 5", "stored-result-differs", ("00017", "周主任", "4")),
        (f"日期 | 2026-02-30\n{SCORES}\n成就导向 | 4", "unreadable-date", ("00017", "周主任", "2026-02-28")),
    ],
)  # fmt: skip
def test_a_problem_knows_person_rater_and_nearest_value(drawing: str, code: str, whose: tuple[str, str, str]) -> None:
    assert found(drawing, code) == whose
