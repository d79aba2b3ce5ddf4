"""`outbox.xlsx`: every mail, everybody of the roster, everything that is not sent; never taken for an input."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from reportgen.language import Language, language
from reportgen.model.types import Model
from reportgen.outputs.outbox_workbook import outbox_workbook
from reportgen.workbooks.inbox import read_folder
from tests.conftest import WriteBook
from tests.reports.mails import facts, line


def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(opened: Workbook, title: str) -> list[tuple[object, ...]]:
    return list(opened[title].iter_rows(values_only=True))


def test_a_line_per_mail_the_planned_ones_first(zh: Language) -> None:
    head, *mails = rows(book(outbox_workbook(facts(zh), zh)), "邮件")
    assert head == (
        "序号", "收件人", "邮箱", "报告", "人员", "附件", "大小", "情形", "状态", "发件箱中的文件", "服务器的答复，怎么办",
    )  # fmt: skip
    assert mails[0] == (
        1, "杨帆", "yangfan@example.com", 3, "002519 王雅楠\n002520 李明\n002521 赵一航",
        "002519-王雅楠-2026能力素质评估报告.pdf\n002520-李明-2026能力素质评估报告.pdf\n002521-赵一航-2026能力素质评估报告.pdf",
        "2.3 MB", "首次发送", "待发送", "outbox/001-杨帆.eml", None,
    )  # fmt: skip
    assert [(row[0], row[8]) for row in mails] == [
        (1, "待发送"), (2, "待发送"), (3, "已发送"), (4, "被服务器拒绝"), (5, "不确定是否送达"),
    ]  # fmt: skip
    assert str(mails[3][10]).startswith("550 5.1.1 <yangfan@example.com>: user unknown\n")


def test_everybody_of_the_roster_stands_in_it_once(zh: Language) -> None:
    head, *people = rows(book(outbox_workbook(facts(zh), zh)), "人员")
    assert head == ("工号", "姓名", "级别", "部门", "直接上级", "邮箱", "在哪封邮件中，或为何不在")
    assert [row[0] for row in people] == [one.person_id for one in facts(zh).lines]
    assert [row[6] for row in people[3:6]] == ["没有生成报告", "不能发送，见“未能发送”", "在第 2 号邮件中"]


def test_what_is_not_sent_has_its_cell_what_is_wrong_and_what_to_do(zh: Language) -> None:
    problem = facts(zh).stops[0].problem
    assert rows(book(outbox_workbook(facts(zh), zh)), "未能发送") == [
        ("文件", "工作表", "单元格", "不能发送的原因", "怎么改", "涉及人员", "收件人"),
        ("名单.xlsx", "名单", "F7", problem.what(zh), problem.remedy(zh), "002530 孙倩", "吴刚"),
    ]


def test_samples_are_not_to_be_sent(zh: Language) -> None:
    sample = book(outbox_workbook(replace(facts(zh), sample=True), zh))
    assert [row[8] for row in rows(sample, "邮件")][1:3] == ["示例，不能发送"] * 2


def test_no_text_is_a_formula_and_ids_stay_text(zh: Language) -> None:
    of = facts(zh)
    sheet = book(outbox_workbook(replace(of, lines=(line("007", "=1+1"), *of.lines)), zh))["人员"]
    assert [(cell.value, cell.data_type) for cell in sheet[2][:2]] == [("007", "s"), ("=1+1", "s")]
    assert sheet.freeze_panes == "C2"


def test_the_same_outbox_gives_the_same_bytes(zh: Language) -> None:
    assert outbox_workbook(facts(zh), zh) == outbox_workbook(facts(zh), zh)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_in_an_input_folder_it_is_recognised_and_not_taken_for_a_roster(
    code: str, tmp_path: Path, write_book: WriteBook, model: Model
) -> None:
    write_book("人员名单.xlsx", {"人员名单": [["工号", "姓名", "级别"], ["00017", "李明", "3级"]]})
    lang = language(code)
    for name, of in (
        ("发件箱.xlsx", facts(lang)),
        ("空的.xlsx", replace(facts(lang), drafts=(), stops=(), earlier=())),
    ):
        (tmp_path / "input" / name).write_bytes(outbox_workbook(of, lang))
    inputs = read_folder(tmp_path / "input", model)
    assert list(inputs.roster["person_id"]) == ["00017"]
    assert {(p.code, p.source.file) for p in inputs.problems} == {
        ("own-output", "发件箱.xlsx"),
        ("own-output", "空的.xlsx"),
    }
    assert len(inputs.problems) == 6, "each of the three sheets"
