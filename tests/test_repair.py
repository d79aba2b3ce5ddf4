"""As an office worker would: the faulty workbooks are mended with nothing but `problems.xlsx`, until the check is clean."""

import shutil
from pathlib import Path
from typing import Any

from tests.clerk import Clerk, Row, read_rows
from tests.conftest import GOLDEN, WriteBook
from tests.program import run

ROUNDS = 6


def work(folder: Path, output: Path) -> tuple[list[int], list[Row], Clerk]:
    """Check and mend in turn, until nothing is left to do; exit codes, the last list, and the clerk."""
    clerk, codes, rows = Clerk(folder), list[int](), list[Row]()
    for _ in range(ROUNDS):
        codes.append(run("check", folder, "--output", output).returncode)
        rows = read_rows(output / "problems.xlsx")
        if not clerk.mend(rows):
            break
    return codes, rows, clerk


def test_the_faulty_workbooks_are_mended_with_the_list_of_problems_alone(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "faulty" / "input", tmp_path / "input")
    codes, rows, clerk = work(tmp_path / "input", tmp_path / "output")
    assert (codes[0], codes[-1]) == (1, 0), "\n".join(map(str, rows))
    assert not [row for row in rows if row.is_error]
    # a menu that is no input, and an exam that was not taken: nothing is to be done about these
    assert sorted((row.file, row.cell) for row in clerk.left) == [("午餐.xlsx", ""), ("考试成绩.xlsx", "E3")]
    # nobody has three raters whose scores may be shown: that is said at everybody's line of the roster
    assert [(row.file, row.cell) for row in clerk.asked] == [("人员名单.xlsx", f"A{line}") for line in range(4, 10)]


OTHER_FAULTS: dict[str, dict[str, list[list[Any]]]] = {
    "名单.xlsx": {"名单": [["工号", "姓名", "级别"], ["00007", "毛小满", "客户经理四极"], ["00012", "费长风", "3级"]]},
    "评分.xlsx": {
        "明细": [
            ["工号", "姓名", "级别", "能力素质", "评估人", "关系", "评分", "日期"],
            ["00007", "毛小满", "3级", "成就导向", "同事甲", "同级", 4, "2026-03-01"],  # the grade is not the roster's
            ["00007", "毛小满", "4级", "抗错能力", "同事甲", "同级", 4, "2026-03-01"],
            ["00007", "毛小满", "4级", "沟通倾听能力", "同事甲", "同极", 4, "2026-03-01"],
            [7, "毛小满", "4级", "书面表达能力", "同事甲", "同级", "5分吧", "2026-03-01"],
            [None, "费长风", "3级", "成就导向", "同事甲", "同级", 4.4, "2026-02-30"],
            ["000012", "费长风", "3级", "执行能力", "同事甲", "同级", -1, "15/3/2026"],
            ["00012", "费长凤", "3级", "协调能力", "同事甲", "同级", 3, "2026-03-01"],
        ]
    },
    "成绩.xlsx": {
        "成绩": [["工号", "姓名", "科目", "成绩"], ["00007", "毛小满", "法津法规", 80], ["00012", "费长风", "法律法规", "85分"]],
        "权重": [["能力素质", "科目", "级别", "权重"], ["通用基础知识", "法律法规", "全部", "2份"]],
    },
    "标准.xlsx": {
        "标准": [["能力素质", "客户经理4级", "客户经理3级", "客户经理2级", "客户经理1级"], ["成就导向", "初极", 2, 3, 9]],
    },
}  # fmt: skip


def test_typing_the_nearest_values_mends_what_has_one(write_book: WriteBook, tmp_path: Path) -> None:
    for name, sheets in OTHER_FAULTS.items():
        write_book(name, sheets)
    codes, rows, clerk = work(tmp_path / "input", tmp_path / "output")
    assert (codes[0], codes[-1]) == (1, 0), "\n".join(map(str, rows))
    assert {(row.file, row.cell) for row in clerk.left} <= {
        ("成绩.xlsx", "D2"),
        ("成绩.xlsx", "A2"),
        ("成绩.xlsx", "A3"),
    }
    assert {(row.file, row.cell) for row in clerk.asked} == {("名单.xlsx", "A2"), ("名单.xlsx", "A3")}
