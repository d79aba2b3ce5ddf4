"""The faults that most easily put a wrong number into a report without an error: who and what is meant.

Each goes through the whole reader; the others are in `test_silent_faults.py`.
"""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Rows, WriteBook
from tests.workbooks.faults import PEERS, ROSTER, accounted, form, ratings, read, values
from tests.workbooks.sheets import at


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook) -> Path:
    """An input folder with a roster of 00017, 00024 and 00045."""
    write_book("名单.xlsx", {"名单": ROSTER})
    return tmp_path / "input"


@pytest.mark.parametrize(
    ("number", "shown", "said"),
    [("00017", "@", []), (17, "00000", []), (17, "General", ["id-as-number"]), ("17", "@", ["id-as-number"])],
)
def test_fault_4_an_id_keeps_its_zeros_or_is_found_without_them(
    number: Any, shown: str, said: list[str], folder: Path
) -> None:
    """Fault 4: `03` turns into 3, and the join finds nobody."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in form(5, 4, 3, head=["工号", number, *PEERS[2:]]):
        sheet.append(list(row))
    sheet["B1"].number_format = shown
    book.save(folder / "表.xlsx")
    found = read(folder)
    assert ratings(found) == {"B3": ("00017", 5), "B4": ("00017", 4), "B5": ("00017", 3)}
    assert [p.code for p in found.problems] == said


def test_fault_4_an_id_that_differs_in_its_zeros_is_another_persons(tmp_path: Path, write_book: WriteBook) -> None:
    """Fault 4: 3 and 03 are joined as one."""
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["03", "李明", "3级"], ["3", "张伟", "3级"]]})
    rows: Rows = [["评估人", "吴工", "关系", "同级"], ["工号", "成就导向", "抗挫能力"], ["03", 1, 2], ["3", 5, 6]]
    write_book("表.xlsx", {"表": rows})
    found = read(tmp_path / "input")
    assert ratings(found) == {"B3": ("03", 1), "C3": ("03", 2), "B4": ("3", 5), "C4": ("3", 6)}


def test_fault_4_an_id_that_nobody_has_leaves_its_ratings_out_with_an_error(
    folder: Path, write_book: WriteBook
) -> None:
    """Fault 4: the join drops the row in silence."""
    write_book("表.xlsx", {"表": form(5, 4, 3, head=["工号", "00018", *PEERS[2:]])})
    found = read(folder)
    assert ratings(found) == {}
    assert at(found.problems) == [("unknown-person", "B1")]
    assert accounted(found) == (0, 3, 0)


@pytest.fixture
def namesakes(folder: Path, write_book: WriteBook) -> Path:
    """The folder with a second 王芳."""
    write_book("名单.xlsx", {"名单": [*ROSTER, ["00031", "王芳", "4级"]]})
    return folder


def test_fault_5_people_of_one_name_stay_two(namesakes: Path, write_book: WriteBook) -> None:
    """Fault 5: the scores of two people of the same name are pooled."""
    matrix: Rows = [
        ["评估人", "吴工", "关系", "同级"],
        ["工号", "姓名", "成就导向", "抗挫能力", "沟通倾听能力"],
        ["00024", "王芳", 1, 2, 3],
        ["00031", "王芳", 4, 5, 6],
    ]
    write_book("表.xlsx", {"表": matrix})
    found = read(namesakes)
    assert list(found.roster["person_id"]) == ["00017", "00024", "00045", "00031"]
    assert [ratings(found)[cell] for cell in ("C3", "C4")] == [("00024", 1), ("00031", 4)]
    assert found.problems == ()


def test_fault_5_a_name_that_two_bear_is_nobodys(namesakes: Path, write_book: WriteBook) -> None:
    """Fault 5: the first of two people of the same name is taken."""
    write_book("表.xlsx", {"表": form(5, 4, 3, head=["姓名", "王芳", *PEERS[2:]])})
    found = read(namesakes)
    assert ratings(found) == {}
    assert at(found.problems) == [("ambiguous-name", "B1")]


def test_fault_5_a_sheet_named_after_one_of_two_is_nobodys(namesakes: Path, write_book: WriteBook) -> None:
    """Fault 5: the name of a sheet decides between two people of that name."""
    write_book("表.xlsx", {"王芳": form(5, 4, 3, head=PEERS[2:])})
    found = read(namesakes)
    assert ratings(found) == {}
    assert {p.severity for p in found.problems} == {"error"}


def test_fault_6_a_file_that_was_handed_in_twice_is_read_once(folder: Path, write_book: WriteBook) -> None:
    """Fault 6: a copied file counts twice."""
    path = write_book("表.xlsx", {"表": form(5, 4, 3)})
    shutil.copy(path, folder / "表 - 副本.xlsx")
    found = read(folder)
    assert sorted(row["rating"] for row in found.ratings.to_dict("records")) == [3, 4, 5]
    assert [(p.code, p.source.file) for p in found.problems] == [("duplicate-file", "表.xlsx")]


def test_fault_6_ratings_handed_in_twice_keep_their_rater_and_both_places(folder: Path, write_book: WriteBook) -> None:
    """Fault 6: the two are averaged, or the first is kept; here the assessment sees one rater at two places."""
    write_book("1.xlsx", {"表": form(5, 4, 3)})
    write_book("2.xlsx", {"表": form(1, 4, 3, head=["工号", "00017", "评估人", "吴 工", "关系", "同级"])})
    found = read(folder)
    rows = [row for row in found.ratings.to_dict("records") if row["competency"] == "achievement"]
    assert [(row["file"], row["rating"]) for row in rows] == [("1.xlsx", 5), ("2.xlsx", 1)]
    assert len({(row["rater_key"], row["relation"]) for row in rows}) == 1


@pytest.mark.parametrize(
    ("rater", "relation", "known"),
    [
        ("周主任", "直接上级", "supervisor"),
        ("周主任", "上 级", "supervisor"),
        ("李明", "自评", "self"),
        ("李明", "本人", "self"),
        ("李明", None, "self"),
        ("周主任", "下属", "subordinate"),
    ],
)
def test_fault_7_relations_are_known_and_self_is_self(
    rater: str, relation: str | None, known: str, folder: Path, write_book: WriteBook
) -> None:
    """Fault 7: 直接上级 beside 上级 is a group that falls out; self is counted among the others."""
    write_book("表.xlsx", {"表": form(5, 4, 3, head=["工号", "00017", "评估人", rater, "关系", relation])})
    found = read(folder)
    assert set(found.ratings["relation"]) == {known}
    assert len(found.ratings) == 3


@pytest.mark.parametrize("relation", ["邻居", "上级的上级", "同 事 们", "上级/同级", None])
def test_fault_7_a_relation_that_is_not_known_is_an_error(
    relation: str | None, folder: Path, write_book: WriteBook
) -> None:
    """Fault 7: an unknown group falls out of the weights in silence."""
    write_book("表.xlsx", {"表": form(5, 4, 3, head=["工号", "00017", "评估人", "吴工", "关系", relation])})
    found = read(folder)
    assert ratings(found) == {}
    assert at(found.problems) == [("unknown-relation", "F1")]
    assert accounted(found) == (0, 3, 0)


@pytest.mark.parametrize(
    "name",
    [
        "成就导向（0-6分）",
        "成就导向(0-6分)",
        "成就\u00a0导向",
        "成就\u200b导向",
        "成就導向",
        "成就导向：",
        "1、成就导向",
        "【成就导向】",
    ],
)
def test_fault_10_a_competency_is_one_in_every_spelling(name: str, folder: Path, write_book: WriteBook) -> None:
    """Fault 10: a spelling makes a new competency, and the mean is over fewer items."""
    write_book("表.xlsx", {"表": [PEERS, ["能力素质", "评分"], [name, 5], ["抗挫能力", 4], ["沟通倾听能力", 3]]})
    found = read(folder)
    assert dict(zip(found.ratings["competency"], found.ratings["rating"], strict=True)) == {
        "achievement": 5, "resilience": 4, "communication": 3,
    }  # fmt: skip
    assert found.problems == ()


@pytest.mark.parametrize("name", ["成就导项", "成就", "成就导向力"])
def test_fault_10_a_competency_that_is_not_known_is_an_error_with_the_nearest_name(
    name: str, folder: Path, write_book: WriteBook
) -> None:
    """Fault 10: an unknown competency is dropped, or guessed."""
    write_book("表.xlsx", {"表": [PEERS, ["能力素质", "评分"], [name, 5], ["抗挫能力", 4], ["沟通倾听能力", 3]]})
    found = read(folder)
    assert values(found) == {"B4": 4, "B5": 3}
    (error,) = [p for p in found.problems if p.code == "unknown-competency"]
    assert (error.source.cell, error.params["hint"]) == ("A3", " → 成就导向?")


def test_fault_11_a_merged_person_has_all_rows_of_the_merge(folder: Path) -> None:
    """Fault 11: only the first row under a merged cell keeps its person, the others are dropped."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["工号", "姓名", "能力素质", "评估人", "关系", "评分"],
        ["00017", "李明", "成就导向", "吴工", "同级", 5],
        [None, None, "抗挫能力", None, None, 3],
        ["00045", "张伟", "成就导向", "吴工", "同级", 1],
    ):
        sheet.append(row)
    for area in ("A2:A3", "B2:B3", "D2:D3", "E2:E3"):
        sheet.merge_cells(area)
    book.save(folder / "表.xlsx")
    found = read(folder)
    assert ratings(found) == {"F2": ("00017", 5), "F3": ("00017", 3), "F4": ("00045", 1)}
    assert found.problems == ()


def test_fault_11_a_row_without_person_is_an_error_where_nothing_is_merged(folder: Path, write_book: WriteBook) -> None:
    """Fault 11: a row whose person is blank is dropped, or goes to the person above."""
    rows: Rows = [
        ["工号", "能力素质", "评估人", "关系", "评分"],
        ["00017", "成就导向", "吴工", "同级", 5],
        [None, "抗挫能力", "吴工", "同级", 3],
    ]
    write_book("表.xlsx", {"表": rows})
    found = read(folder)
    assert ratings(found) == {"E2": ("00017", 5)}
    assert at(found.problems) == [("unknown-person", "A3")]
    assert accounted(found) == (1, 1, 0)


@pytest.mark.parametrize("grade", ["客户经理3级", "3级", "三级", 3, "3", "３级", "（3级）"])
def test_fault_15_a_grade_is_one_in_every_spelling(grade: Any, tmp_path: Path, write_book: WriteBook) -> None:
    """Fault 15: 3, `3级` and `三级` are three grades."""
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["00017", "李明", grade]]})
    found = read(tmp_path / "input")
    assert list(found.roster["grade"]) == ["3"]
    assert found.problems == ()


@pytest.mark.parametrize("grade", ["10级", "5级", "3.5", "资深", "33"])
def test_fault_15_a_grade_that_is_not_known_is_an_error(grade: Any, tmp_path: Path, write_book: WriteBook) -> None:
    """Fault 15: an unknown grade is taken for the next one, or for none in silence."""
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["00017", "李明", grade]]})
    found = read(tmp_path / "input")
    assert list(found.roster["grade"]) == [""]
    assert at(found.problems) == [("unknown-grade", "C2")]


def test_fault_15_levels_by_number_and_by_name_are_the_same(folder: Path, write_book: WriteBook) -> None:
    """Fault 15: levels are compared as text."""
    rows: Rows = [
        ["客户经理3级 级别调整"],
        ["能力素质", "调整前", "专家1", "专家2", "专家3"],
        ["成就导向", 2, 3, "高级", "３"],
    ]
    write_book("表.xlsx", {"表": rows})
    found = read(folder)
    assert list(found.votes["level"]) == [3, 3, 3]
    assert [p for p in found.problems if p.severity == "error"] == []
