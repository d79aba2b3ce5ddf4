"""Columns of a roster that only mail needs: the superior's id, and everybody's own address."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from reportgen.model.inputs import rows
from reportgen.model.words import Lexicon, words
from reportgen.workbooks.grid import Grid
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.roster import read_rosters
from tests.workbooks.sheets import SMALL, at, grid, kinds

LINE = "00017 | 李明 | 3级"


def people(sheet: str | Grid, aliases: dict[str, str] | None = None) -> list[Any]:
    """The lines of a roster that has no problem."""
    lexicon = Lexicon(SMALL, MappingProxyType(aliases or {}))
    frame, _, problems = read_rosters(blocks(grid(sheet) if isinstance(sheet, str) else sheet, lexicon), lexicon)
    assert problems == []
    return list(rows(frame))


def problems(sheet: str) -> list[tuple[str, str]]:
    lexicon = Lexicon(SMALL)
    return at(read_rosters(blocks(grid(sheet), lexicon), lexicon)[2])


def test_the_superior_and_the_own_address_are_read_with_their_cells() -> None:
    (one,) = people(f"""
工号 | 姓名 | 级别 | 邮箱 | 直接上级 | 上级工号 | 上级邮箱
{LINE} | li@x.cn | 苗青 | 00031 | miao@x.cn
""")
    assert (one.manager, one.manager_id, one.manager_email, one.email) == ("苗青", "00031", "miao@x.cn", "li@x.cn")
    assert one.cells == {"email": "D2", "manager": "E2", "manager_id": "F2", "manager_email": "G2"}


def test_a_roster_without_them_has_no_cells_of_them() -> None:
    (one,) = people(f"工号 | 姓名 | 级别 | 直接上级\n{LINE}")
    assert (one.manager_id, one.email, one.cells) == ("", "", {"manager": "D2"})


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("上级工号", "manager_id"), ("直接上级工号", "manager_id"), ("上级 工号", "manager_id"), ("上級工號", "manager_id"),
        ("Manager ID", "manager_id"), ("MANAGER id：", "manager_id"), ("Supervisor ID", "manager_id"),
        ("邮箱", "email"), ("电子邮箱", "email"), ("邮件", "email"), ("本人邮箱", "email"), ("E-mail", "email"),
        ("Email", "email"), ("work email", "email"), ("邮箱地址", "email"), ("電子郵箱", "email"),
        ("上级电子邮箱", "manager_email"), ("直接主管邮箱", "manager_email"), ("Manager's e-mail", "manager_email"),
    ],
)  # fmt: skip
def test_their_headers_are_known(header: str, field: str) -> None:
    (one,) = people(f"工号 | 姓名 | 级别 | {header}\n{LINE} | etwas")
    assert {name: getattr(one, name) for name in ("manager_id", "email", "manager_email") if getattr(one, name)} == {
        field: "etwas"
    }
    assert one.cells == {field: "D2"}


def test_an_alias_may_stand_for_them() -> None:
    (one,) = people(f"工号 | 姓名 | 级别 | OA账号\n{LINE} | li@x.cn", {"OA账号": "邮箱"})
    assert one.email == "li@x.cn"


def test_numeric_ids_of_superiors_are_read_as_their_format_shows_them() -> None:
    sheet = grid(f"工号 | 姓名 | 级别 | 上级工号\n{LINE} | 31\n00024 | 王芳 | 3级 | 31")
    shown = replace(sheet.cells[2, 4], number_format="00000")
    assert [x.manager_id for x in people(replace(sheet, cells={**sheet.cells, (2, 4): shown}))] == ["00031", "31"]


def test_merged_cells_count_for_all_their_lines() -> None:
    sheet = grid(
        f"工号 | 姓名 | 级别 | 上级工号 | 上级邮箱\n{LINE} | '31 | miao@x.cn\n00024 | 王芳 | 3级", ["D2:D3", "E2:E3"]
    )
    assert [(x.manager_id, x.manager_email, x.cells["manager_id"]) for x in people(sheet)] == [
        ("31", "miao@x.cn", "D2"),
        ("31", "miao@x.cn", "D2"),
    ]


@pytest.mark.parametrize(
    ("header", "merges"),
    [
        ("工号 | 姓名 | 级别 | 上级\n | | | 姓名 | 邮箱 | 工号", ["A1:A2", "B1:B2", "C1:C2", "D1:F1"]),
        (" | | | 直接上级\n工号 | 姓名 | 级别 | 称呼 | 邮箱 | 编号", ["D1:F1"]),
    ],
)
def test_an_address_under_the_heading_of_the_superior_is_not_the_persons_own(header: str, merges: list[str]) -> None:
    (one,) = people(grid(f"{header}\n{LINE} | 苗青 | miao@x.cn | '31", merges))
    assert (one.email, one.manager_email, one.manager_id) == ("", "miao@x.cn", "31")


def test_a_title_over_the_table_changes_no_header() -> None:
    (one,) = people(grid(f"上级评估人员名单\n工号 | 姓名 | 级别 | 邮箱\n{LINE} | li@x.cn", ["A1:D1"]))
    assert one.email == "li@x.cn"


def test_addresses_that_stand_in_two_columns_and_differ_are_given_together() -> None:
    (one,) = people(
        f"工号 | 姓名 | 级别 | 邮箱 | 工作邮箱 | 上级邮箱 | 上级邮箱\n{LINE} | a@x.cn | b@x.cn | c@x.cn | d@x.cn"
    )
    assert (one.email, one.manager_email) == ("a@x.cn ; b@x.cn", "c@x.cn ; d@x.cn")
    (alike,) = people(f"工号 | 姓名 | 级别 | 邮箱 | 工作邮箱\n{LINE} | | b@x.cn")
    assert (alike.email, alike.cells["email"]) == ("b@x.cn", "E2")


def test_the_column_that_is_named_plainly_comes_before_others_of_the_superior() -> None:
    (one,) = people(f"工号 | 姓名 | 级别 | 领导邮箱 | 上级邮箱\n{LINE} | boss@x.cn | miao@x.cn")
    assert one.manager_email == "miao@x.cn"


@pytest.mark.parametrize(("bad", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
@pytest.mark.parametrize(("row", "cell"), [("{} | li@x.cn", "D2"), ("31 | {}", "E2")])
def test_an_error_in_them_is_said_at_its_cell(bad: str, code: str, row: str, cell: str) -> None:
    table = f"工号 | 姓名 | 级别 | 上级工号 | 邮箱\n{LINE} | {row.format(bad)}\n00024 | 王芳 | 3级"
    assert problems(table) == [(code, cell)]


def test_a_person_twice_with_different_addresses_is_said() -> None:
    assert problems(f"工号 | 姓名 | 级别 | 邮箱\n{LINE} | a@x.cn\n{LINE} | b@x.cn") == [("duplicate-person", "A3")]
    assert problems(f"工号 | 姓名 | 级别 | 邮箱\n{LINE} | a@x.cn\n{LINE} | A@x.cn") == [("duplicate-value", "A3")]


@pytest.mark.parametrize("header", ["邮箱", "E-mail", "上级工号", "Manager ID", "主管邮箱"])
@pytest.mark.parametrize(
    ("sheet", "kind"),
    [
        ("工号 | 姓名 | {} | 成就导向 | 抗挫能力\n00017 | 李明 | x | 4 | 5", "matrix"),
        ("工号 | {} | 能力素质 | 评估人 | 关系 | 评分\n00017 | x | 成就导向 | 甲 | 同级 | 4", "list"),
    ],
)
def test_other_tables_are_what_they_were(header: str, sheet: str, kind: str) -> None:
    assert kinds(sheet.format(header)) == kinds(sheet.format("备注")) == [(kind, 1)]


def test_no_header_of_theirs_means_something_else_in_a_roster() -> None:
    lexicon = Lexicon(SMALL)
    meanings = {word: lexicon.field(word) for word in words().roster_columns}
    assert {meaning for meaning in meanings.values() if meaning is not None} <= {"ignored", "manager_email"}
