"""A sheet as a whole: every answer accounted for, what stands outside its tables, and sheets that hold no answers."""

from collections.abc import Iterable

import pytest

from reportgen.model.inputs import SheetLedger
from reportgen.model.words import Lexicon
from reportgen.workbooks.extract import Context
from reportgen.workbooks.people import Registry
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.sheet import Sheet, read_sheet
from tests.workbooks.heads import ACROSS, CYCLE_2026, LIST, MATRIX, SCORES, TICKS
from tests.workbooks.sheets import PEOPLE, SMALL, Read, grid


def read(drawing: str, merges: Iterable[str] = ()) -> tuple[Read, SheetLedger]:
    """What a sheet holds, and its ledger."""
    context = Context(Lexicon(SMALL), Registry.of(PEOPLE), CYCLE_2026)
    sheet = grid(drawing, merges)
    extract, ledger = read_sheet(Sheet(sheet, tuple(blocks(sheet, context.lexicon, context.registry.known))), context)
    return Read(extract), ledger


def counted(drawing: str, merges: Iterable[str] = ()) -> tuple[int, int, int]:
    """Answers used, left out, and blank."""
    _, ledger = read(drawing, merges)
    return ledger.used, ledger.left_out, ledger.blank


# ---- the ledger


LEDGERS = {
    "a form of ticks": (f"{TICKS}\n成就导向 | | | | √\n抗挫能力 | √\n沟通倾听能力", (2, 0, 19)),
    "a form of ticks in which one row has two": (f"{TICKS}\n成就导向 | | | | √\n抗挫能力 | √ | √", (1, 2, 11)),
    "a form of ticks filled with zeros": (f"{TICKS}\n成就导向 | 0 | 0 | 0 | 1 | 0 | 0 | 0", (1, 6, 0)),
    "a form of printed boxes": (f"{TICKS}\n成就导向 | □ | □ | □ | ■ | □ | □ | □", (1, 6, 0)),
    "a form of numbers": (f"{SCORES}\n成就导向 | 4\n抗挫能力 | 7\n沟通倾听能力 |", (1, 1, 1)),
    "a form with a word for not rated": (f"{SCORES}\n成就导向 | 4\n抗挫能力 | 不了解\n沟通倾听能力 | —", (1, 0, 2)),
    "a form with an unknown name": (f"{SCORES}\n成就导向 | 4\n抗错能力 | 5", (1, 1, 0)),
    "a form with a total": (f"{SCORES}\n成就导向 | 4\n抗挫能力 | 5\n合计 | 9", (2, 0, 0)),
    "a form of another cycle": (f"日期 | 2019-01-01\n{SCORES}\n成就导向 | 4\n抗挫能力 | 5", (0, 2, 0)),
    "a form of nobody": (f"{SCORES.replace('00017', '00099')}\n成就导向 | 4\n抗挫能力 | 5", (0, 2, 0)),
    "a form without relation": (f"{SCORES.replace('上级', '邻居')}\n成就导向 | 4\n抗挫能力 |", (0, 1, 1)),
    "a form on another scale": (f"满分10分\n{SCORES}\n成就导向 | 4\n抗挫能力 |", (0, 1, 1)),
    "a matrix": (f"{MATRIX}\n00017 | 李明 | 4 | 5 |\n00045 | 张伟 | 好 | 2 | 1", (4, 1, 1)),
    "a matrix with a row of nobody": (f"{MATRIX}\n00017 | 李明 | 4 | 5 | 6\n00099 | 赵敏 | 3 | 2 | 1", (3, 3, 0)),
    "a matrix with totals": (f"{MATRIX} | 合计\n00017 | 李明 | 4 | 5 | 6 | 15\n合计 | | 4 | 5 | 6", (3, 3, 0)),
    "a matrix of columns": (f"{ACROSS}\n成就导向 | 4 | #N/A\n抗挫能力 | 5 | \n沟通倾听能力 | 6 | 1", (4, 1, 1)),
    "a list": (f"{LIST}\n00017 | 成就导向 | 吴工 | 同级 | 4\n00099 | 成就导向 | 吴工 | 同级 | 3", (1, 1, 0)),
    "a list with an unknown name": (f"{LIST}\n00017 | 抗错能力 | 吴工 | 同级 | 4", (0, 1, 0)),
    "marks": ("工号 | 法律法规 | 企业概况\n00017 | 90 | 缺考\n00099 | 80 |", (2, 1, 1)),
    "a list of marks": ("工号 | 科目 | 成绩\n00017 | 法律法规 | 90\n00099 | 法律法规 | 80", (1, 1, 0)),
    "votes": ("客户经理3级\n能力素质 | 调整前 | 专家1 | 专家2\n成就导向 | 2 | 3 | 9", (1, 1, 0)),
    "standards": (
        "能力素质 | 客户经理4级 | 客户经理3级 | 客户经理2级 | 客户经理1级\n成就导向 | 初级 | 中级 | 高级 | 7",
        (3, 1, 0),
    ),
    "ticks under another scale": ("能力素质 | 1 | 2 | 3 | 4 | 5\n成就导向 | | √\n抗挫能力 | √", (0, 2, 8)),
    "two forms": (f"{SCORES}\n成就导向 | 4\n\n{SCORES}\n成就导向 | 7", (1, 1, 0)),
}


@pytest.mark.parametrize(("drawing", "expected"), LEDGERS.values(), ids=LEDGERS)
def test_every_answer_is_used_left_out_or_blank(drawing: str, expected: tuple[int, int, int]) -> None:
    found, ledger = read(drawing)
    assert (ledger.used, ledger.left_out, ledger.blank) == expected
    assert ledger.read == sum(expected)
    assert "unaccounted-cells" not in {code for code, _ in found.problems}


@pytest.mark.parametrize("drawing", [d for d, _ in LEDGERS.values()], ids=LEDGERS)
def test_as_many_answers_are_used_as_values_come_out(drawing: str) -> None:
    found, ledger = read(drawing)
    values = [row for table in ("ratings", "marks", "votes", "standards") for row in found.rows(table)]
    assert len({row["cell"] for row in values}) == ledger.used


def test_what_is_left_out_has_a_problem_or_stands_in_a_line_of_totals() -> None:
    found, ledger = read(f"{MATRIX}\n00017 | 李明 | 4 | 好 | 6\n00099 | 赵敏 | 3 | 2 | 1\n合计 | | 7 | 2 | 7")
    assert ledger.left_out == 1 + 3 + 3
    errors = [(p.code, p.source.cell) for p in found.extract.problems if p.severity == "error"]
    assert sorted(errors) == [("unknown-person", "A4"), ("unreadable-rating", "D3")]


def test_the_ledger_names_its_sheet_and_the_kinds_of_its_tables() -> None:
    _, ledger = read(f"{SCORES}\n成就导向 | 4\n\n工号 | 法律法规\n00017 | 90")
    assert (ledger.file, ledger.sheet, ledger.kinds) == ("甲.xlsx", "表", ("scores", "marks"))


def test_a_sheet_without_tables_has_an_empty_ledger() -> None:
    _, ledger = read("午餐 | 价格\n面条 | 12")
    assert (ledger.read, ledger.kinds) == (0, ())


# ---- answers that are lost refuse the sheet


def test_answers_of_known_people_outside_the_table_are_read_or_said() -> None:
    found, _ = read(f"{MATRIX}\n00017 | 李明 | 4 | 5 | 6\n评估人 | 吴工\n00045 | 张伟 | 3 | 2 | 1")
    people = {who for who, _, _ in found.ratings.values()}
    refused = {code for code, _ in found.problems} & {"unaccounted-cells", "unrecognised-form"}
    assert "00045" in people or refused


# ---- sheets and parts of sheets that are no table


FRAMEWORK = """
能力素质     | 定义                         | 行为描述
成就导向     | 为自己设定有挑战的目标并完成 | 主动提出更高的目标
抗挫能力     | 面对挫折时保持情绪稳定       | 很快从失败中恢复过来
沟通倾听能力 | 听懂对方并把话说清楚         | 复述对方的意思再回答
"""


def codes(drawing: str) -> list[str]:
    return [code for code, _ in read(drawing)[0].problems]


def test_a_framework_of_competencies_holds_no_ratings() -> None:
    assert codes(FRAMEWORK) == ["not-ratings"]


def test_a_framework_in_which_something_was_rated_is_an_unrecognised_form() -> None:
    rated = FRAMEWORK.replace("行为描述", "行为描述 | 甲").replace("主动提出更高的目标", "主动提出更高的目标 | 4")
    assert codes(rated) == ["unrecognised-form"]


def test_who_rates_whom_holds_no_ratings() -> None:
    assert codes("工号 | 姓名 | 上级 | 同级\n00017 | 李明 | 周主任 | 吴工\n00045 | 张伟 | 周主任 | 林工") == [
        "not-ratings"
    ]


def test_a_table_of_conversion_holds_no_ratings() -> None:
    assert codes("分数段 | 等级分\n91-100 | 6\n81-90 | 5\n71-80 | 4\n61-70 | 3") == ["not-ratings"]


@pytest.mark.parametrize(
    "drawing",
    [
        "成就导向 | 4\n抗挫能力 | 5\n沟通倾听能力 | 6",
        "成就导向 | √\n抗挫能力 | | √\n沟通倾听能力 | √",
        "成就导向 | 达标\n抗挫能力 | 超标\n沟通倾听能力 | 达标",
        "成就导向 | #N/A\n抗挫能力 | #N/A\n沟通倾听能力 | #N/A",
        "00017 | 4 | 5 | 6",
        "法律法规 | 90\n企业概况 | 80\n企业规章制度 | 70",
    ],
)
def test_answers_without_a_header_are_an_unrecognised_form(drawing: str) -> None:
    assert codes(drawing) == ["unrecognised-form"]


@pytest.mark.parametrize(
    "drawing",
    ["午餐 | 价格\n面条 | 12", "填表说明\n请如实打分", "成就导向 | 抗挫能力", "会议 | 日期\n评审 | 2026-03-04"],
)
def test_anything_else_is_an_unknown_sheet(drawing: str) -> None:
    assert codes(drawing) == ["unknown-sheet"]


def test_a_form_whose_header_is_gone_below_a_whole_one_is_said() -> None:
    found, _ = read(
        f"{SCORES}\n成就导向 | 4\n\n工号 | 00045 | 评估人 | 吴工\n\n成就导向 | 4\n抗挫能力 | 5\n沟通倾听能力 | 6"
    )
    assert {who for who, _, _ in found.ratings.values()} <= {"00017"}
    assert {"unrecognised-form", "unaccounted-cells"} & {code for code, _ in found.problems}
