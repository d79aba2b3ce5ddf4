"""Rosters: who is reported on, in which order (spec §2.9, §2.10)."""

from dataclasses import replace

import pytest

from reportgen.model.inputs import rows
from reportgen.model.words import Lexicon
from reportgen.workbooks.grid import Grid
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.roster import read_rosters
from tests.workbooks.sheets import SMALL, at, grid

People = list[tuple[str, str, str]]


def roster(*sheets: str | Grid) -> tuple[People, list[tuple[str, str]]]:
    """Id, name and grade of the people, and the problems, of rosters that are read together."""
    lexicon = Lexicon(SMALL)
    grids = [grid(sheet) if isinstance(sheet, str) else sheet for sheet in sheets]
    frame, registry, problems = read_rosters([block for g in grids for block in blocks(g, lexicon)], lexicon)
    people = [(row.person_id, row.name, row.grade) for row in rows(frame)]
    assert [(p.id, p.name, p.grade) for p in registry.people.values()] == people
    return people, at(problems)


def columns(sheet: str) -> list[dict[str, str]]:
    """All columns of a roster of one sheet."""
    lexicon = Lexicon(SMALL)
    frame, _, _ = read_rosters(blocks(grid(sheet), lexicon), lexicon)
    return [{str(name): str(value) for name, value in row.items()} for row in frame.to_dict("records")]


def test_people_stand_in_the_order_of_the_roster() -> None:
    assert roster("""
工号  | 姓名 | 级别
00031 | 王芳 | 4级
00017 | 李明 | 3级

00024 | 王芳 | 1级
""") == ([("00031", "王芳", "4"), ("00017", "李明", "3"), ("00024", "王芳", "1")], [])


def test_several_rosters_are_joined() -> None:
    assert roster(
        "工号 | 姓名 | 级别\n00017 | 李明 | 3级",
        "Name | Grade | Employee ID\n王芳 | 4 | 00024",
    ) == ([("00017", "李明", "3"), ("00024", "王芳", "4")], [])


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("客户经理3级", "3"),
        ("3级", "3"),
        ("三级", "3"),
        ("3", "3"),
        ("'3", "3"),
        ("３级", "3"),
        ("客户经理 ３ 级", "3"),
        ("客户经理三级", "3"),
        ("3級", "3"),
        ("Account manager, grade 3", "3"),
        ("GRADE 3", "3"),
        ("一级", "1"),
        ("二级", "2"),
        ("四级", "4"),
        ("3.0", "3"),
    ],
)
def test_a_grade_may_be_spelled_in_several_ways(text: str, grade: str) -> None:
    assert roster(f"工号 | 姓名 | 级别\n00017 | 李明 | {text}") == ([("00017", "李明", grade)], [])


@pytest.mark.parametrize("text", ["5级", "客户经理5级", "0", "3.5", "专员", "高级", "3-4级", ""])
def test_an_unknown_grade_is_an_error_and_the_person_stays_known(text: str) -> None:
    assert roster(f"工号 | 姓名 | 级别\n00017 | 李明 | {text}\n00024 | 王芳 | 3级") == (
        [("00017", "李明", ""), ("00024", "王芳", "3")],
        [("unknown-grade", "C2")],
    )


def test_numeric_ids_are_read_as_their_format_shows_them() -> None:
    sheet = grid("工号 | 姓名 | 级别\n17 | 李明 | 3级\n24 | 王芳 | 3级")
    shown = replace(sheet.cells[2, 1], number_format="00000")
    assert roster(replace(sheet, cells={**sheet.cells, (2, 1): shown})) == (
        [("00017", "李明", "3"), ("24", "王芳", "3")],
        [],
    )


def test_department_and_manager_are_kept_and_may_be_left_out() -> None:
    full, bare = columns("""
工号  | 姓名 | 级别 | 部门       | 直接上级 | 上级邮箱
00017 | 李明 | 3级  | 政企一部   | 周主任   | zhou@example.com
00024 | 王芳 | 3级
""")
    assert (full["department"], full["manager"], full["manager_email"]) == ("政企一部", "周主任", "zhou@example.com")
    assert (bare["department"], bare["manager"], bare["manager_email"]) == ("", "", "")


def test_a_line_knows_where_it_stands() -> None:
    (line,) = columns("\n | 工号 | 姓名 | 级别\n | 00017 | 李明 | 3级")
    assert (line["file"], line["sheet"], line["cell"]) == ("甲.xlsx", "表", "B2")


def test_more_columns_are_kept() -> None:
    first, second = columns(
        "工号 | 姓名 | 入职年份 | 级别 | 学历\n00017 | 李明 | 2012 | 3级 | 本科\n00024 | 王芳 | | 3级"
    )
    assert first["more"] == str({"入职年份": "2012", "学历": "本科"})
    assert second["more"] == str({"入职年份": "", "学历": ""})


def test_an_id_twice_with_equal_lines_is_said_at_the_later_one() -> None:
    line = "00017 | 李明 | 3级 | 一部"
    assert roster(f"工号 | 姓名 | 级别 | 部门\n{line}\n00024 | 王芳 | 3级 | 一部\n{line}") == (
        [("00017", "李明", "3"), ("00024", "王芳", "3")],
        [("duplicate-value", "A4")],
    )


@pytest.mark.parametrize(
    "other", ["00017 | 李明 | 2级 | 一部", "00017 | 王芳 | 3级 | 一部", "00017 | 李明 | 3级 | 二部"]
)
def test_an_id_twice_with_different_lines_is_an_error_and_the_first_one_holds(other: str) -> None:
    assert roster(f"工号 | 姓名 | 级别 | 部门\n00017 | 李明 | 3级 | 一部\n{other}\n00024 | 王芳 | 3级 | 一部") == (
        [("00017", "李明", "3"), ("00024", "王芳", "3")],
        [("duplicate-person", "A3")],
    )


def test_an_id_in_two_rosters_is_found() -> None:
    first = grid("工号 | 姓名 | 级别\n00017 | 李明 | 3级", file="1.xlsx")
    second = grid("工号 | 姓名 | 级别\n00017 | 李明 | 2级", file="2.xlsx")
    assert roster(first, second) == ([("00017", "李明", "3")], [("duplicate-person", "A2")])


def test_two_people_of_one_name_are_two_people() -> None:
    assert roster("工号 | 姓名 | 级别\n00024 | 王芳 | 3级\n00031 | 王芳 | 3级") == (
        [("00024", "王芳", "3"), ("00031", "王芳", "3")],
        [],
    )


@pytest.mark.parametrize("first", [True, False], ids=["first line", "later line"])
def test_a_line_without_id_is_an_error_at_the_place_of_the_id(first: bool) -> None:
    good, bad = "00024 | 王芳 | 3级", " | 李明 | 3级"
    assert roster("\n".join(["工号 | 姓名 | 级别", *([bad, good] if first else [good, bad])])) == (
        [("00024", "王芳", "3")],
        [("missing-id", "A2" if first else "A3")],
    )


def test_a_person_without_name_is_named_by_the_id() -> None:
    assert roster("工号 | 姓名 | 级别\n00017 | | 3级\n00024 | 王芳 | 3级") == (
        [("00017", "00017", "3"), ("00024", "王芳", "3")],
        [("missing-name", "B2")],
    )


@pytest.mark.parametrize("note", ["合计：2人", "制表人：周主任", "3"])
def test_notes_and_empty_numbered_lines_are_nobody(note: str) -> None:
    assert roster(f"工号 | 姓名 | 级别\n00017 | 李明 | 3级\n\n{note}") == ([("00017", "李明", "3")], [])


@pytest.mark.parametrize(("bad", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
@pytest.mark.parametrize(
    ("row", "cell", "people"),
    [
        ("{} | 李明 | 3级 | 一部 | 周主任 | zhou@example.com", "A2", []),
        ("00017 | {} | 3级 | 一部 | 周主任 | zhou@example.com", "B2", ["00017"]),
        ("00017 | 李明 | {} | 一部 | 周主任 | zhou@example.com", "C2", ["00017"]),
        ("00017 | 李明 | 3级 | {} | 周主任 | zhou@example.com", "D2", ["00017"]),
        ("00017 | 李明 | 3级 | 一部 | {} | zhou@example.com", "E2", ["00017"]),
        ("00017 | 李明 | 3级 | 一部 | 周主任 | {}", "F2", ["00017"]),
    ],
)
def test_errors_and_formulas_without_value_are_said_at_their_cell(
    bad: str, code: str, row: str, cell: str, people: list[str]
) -> None:
    header = "工号 | 姓名 | 级别 | 部门 | 直接上级 | 上级邮箱"
    found, problems = roster(f"{header}\n{row.format(bad)}\n00024 | 王芳 | 3级")
    assert [person for person, _, _ in found] == [*people, "00024"]
    assert problems == [(code, cell)]


def test_merged_departments_count_for_all_their_lines() -> None:
    sheet = grid("工号 | 姓名 | 级别 | 部门\n00017 | 李明 | 3级 | 一部\n00024 | 王芳 | 3级", merges=["D2:D3"])
    lexicon = Lexicon(SMALL)
    frame, _, problems = read_rosters(blocks(sheet, lexicon), lexicon)
    assert list(frame["department"]) == ["一部", "一部"]
    assert problems == []
