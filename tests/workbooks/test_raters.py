"""Who rated, and how related: from columns, labels, titles, the names of sheet and file, and the roster."""

from collections.abc import Iterable

import pytest

from reportgen.workbooks.people import Person
from tests.workbooks.heads import REST_OF_SCORES
from tests.workbooks.sheets import PEOPLE, Read, grid
from tests.workbooks.sheets import read as read_sheet

TABLE = f"能力素质 | 评分\n成就导向 | 4\n{REST_OF_SCORES}"
#: 00017 李明 has 何敏 as superior.
WITH_MANAGER = (Person("00017", "李明", "3", "何敏"), *PEOPLE[1:])


def read(head: str, *, sheet: str = "表", file: str = "甲.xlsx", people: Iterable[Person] = PEOPLE) -> Read:
    """A form with these lines over its table."""
    return read_sheet(grid(f"{head}\n{TABLE}", sheet=sheet, file=file), people=people)


# ---- from labels


@pytest.mark.parametrize("rater", ["吴工（同级）", "吴工(同级)", "吴工 （同事）", "吴工 [Peer]"])
def test_the_relation_may_stand_in_brackets_behind_the_rater(rater: str) -> None:
    form = read(f"工号 | 00017 | 评估人 | {rater}")
    assert form.raters == {("吴工", "peer")}
    assert form.problems == []


def test_a_remark_in_brackets_that_is_no_relation_belongs_to_the_name() -> None:
    form = read("工号 | 00017 | 评估人 | 吴工（组长） | 关系 | 同级")
    assert form.raters == {("吴工(组长)", "peer")}
    assert form.problems == []


@pytest.mark.parametrize(
    "text", ["□自评 ☑上级 □同级", "□ 自评  ☑ 上级  □ 同级  □ 下级", "☐自评☑上级☐同级", "自评□ 上级√ 同级□"]
)
def test_the_relation_may_be_ticked_among_all(text: str) -> None:
    form = read(f"工号 | 00017 | 评估人 | 周主任 | 关系 | {text}")
    assert form.raters == {("周主任", "supervisor")}
    assert form.problems == []


@pytest.mark.parametrize("text", ["☑自评 ☑上级 □同级", "□自评 □上级 □同级"])
def test_two_ticked_relations_or_none_are_an_error(text: str) -> None:
    form = read(f"工号 | 00017 | 评估人 | 周主任 | 关系 | {text}")
    assert form.ratings == {}
    assert form.problems == [("unknown-relation", "F1")]


@pytest.mark.parametrize("rater", ["00045 张伟", "张伟(00045)", "张伟/00045"])
def test_a_raters_id_and_name_may_share_a_cell(rater: str) -> None:
    together = read(f"工号 | 00017 | 评估人 | {rater} | 关系 | 同级")
    apart = read("工号 | 00017 | 评估人 | 张伟 | 评估人工号 | 00045 | 关系 | 同级")
    keys = [{row["rater_key"] for row in form.rows("ratings")} for form in (together, apart)]
    assert keys[0] == keys[1]
    assert together.raters == {("张伟", "peer")}


# ---- self


@pytest.mark.parametrize(
    "head",
    [
        "姓名 | 李明 | 工号 | 00017 | 评估人 | 李明",
        "姓名 | 李明 | 工号 | 00017 | 评估人 | 李 明",
        "姓名 | 李明 | 工号 | 00017 | 评估人 | 李明 | 评估人工号 | 00017",
        "姓名 | 李明 | 工号 | 00017 | 评估人 | 00017李明",
    ],
)
def test_a_rater_who_is_the_person_rates_himself(head: str) -> None:
    form = read(head)
    assert {relation for _, relation in form.raters} == {"self"}
    assert form.problems == []


def test_a_namesake_with_another_id_is_not_the_person() -> None:
    form = read("姓名 | 王芳 | 工号 | 00024 | 评估人 | 王芳 | 评估人工号 | 00031 | 关系 | 同级")
    assert form.raters == {("王芳", "peer")}
    assert form.problems == []


def test_a_rater_of_the_persons_name_is_nobody_certain_where_two_bear_it() -> None:
    form = read("姓名 | 王芳 | 工号 | 00024 | 评估人 | 王芳")
    assert form.ratings == {}
    assert [code for code, _ in form.problems] == ["unknown-relation"]


# ---- from titles


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        ("上级评分表", "supervisor"),
        ("客户经理能力素质评估表（上级）", "supervisor"),
        ("客户经理能力素质同级评价表", "peer"),
        ("客户经理能力素质评估表——下级评价", "subordinate"),
        ("能力素质评估表-客户", "customer"),
    ],
)
def test_the_title_says_the_relation_where_no_label_does(title: str, relation: str) -> None:
    form = read(f"{title}\n工号 | 00017 | 评估人 | 吴工")
    assert form.raters == {("吴工", relation)}


@pytest.mark.parametrize("title", ["客户经理自评表", "客户经理能力素质评估表（自评）", "员工自我评价表"])
def test_the_title_of_a_self_assessment_makes_it_one(title: str) -> None:
    form = read(f"{title}\n姓名 | 李明 | 工号 | 00017")
    assert form.raters == {("李明", "self")}
    assert form.problems == []


@pytest.mark.parametrize(
    "title", ["客户经理能力素质评估表", "客户经理评分表", "自评与上级评分表", "评估人须知：上级领导审阅"]
)
def test_a_title_that_names_no_relation_or_two_is_not_guessed_from(title: str) -> None:
    """客户 in 客户经理 is the role, no relation."""
    form = read(f"{title}\n工号 | 00017 | 评估人 | 吴工")
    assert form.ratings == {}
    assert [code for code, _ in form.problems] == ["unknown-relation"]


def test_a_label_that_says_the_relation_outweighs_the_title() -> None:
    form = read("上级评分表\n工号 | 00017 | 评估人 | 吴工 | 关系 | 同级")
    assert form.raters == {("吴工", "peer")}


# ---- from the names of sheet and file


@pytest.mark.parametrize("sheet", ["上级", "上级评分", "李明-上级", "上级_李明"])
def test_the_name_of_the_sheet_may_say_the_relation_which_is_said(sheet: str) -> None:
    form = read("工号 | 00017 | 评估人 | 吴工", sheet=sheet)
    assert form.raters == {("吴工", "supervisor")}
    assert form.problems == [("rater-from-name", "")]


@pytest.mark.parametrize("file", ["上级.xlsx", "同级评分/李明-上级-2026.xlsx", "上级评分表.xlsx"])
def test_the_name_of_the_file_may_say_the_relation_but_not_that_of_its_folder(file: str) -> None:
    form = read("工号 | 00017 | 评估人 | 吴工", file=file)
    assert form.raters == {("吴工", "supervisor")}
    assert form.problems == [("rater-from-name", "")]


@pytest.mark.parametrize(
    "sheet", ["陈静", "陈静评分", "评估人陈静", "陈静的评分表", "陈静-同级", "同级-陈静", "Anna Lee"]
)
def test_the_name_of_the_sheet_may_be_the_raters_which_is_said(sheet: str) -> None:
    form = read("工号 | 00017 | 关系 | 同级", sheet=sheet)
    assert form.raters == {("Anna Lee" if sheet.isascii() else "陈静", "peer")}
    assert form.problems == [("rater-from-name", "")]


@pytest.mark.parametrize("sheet", ["Sheet1", "表", "李明", "销售一部", "2026年", "评分", "汇总", "打分表"])
def test_the_name_of_a_sheet_that_is_no_other_persons_is_no_rater(sheet: str) -> None:
    form = read("工号 | 00017 | 关系 | 同级", sheet=sheet)
    assert form.raters == {("", "peer")}
    assert [code for code, _ in form.problems] == ["blank-rater"]


def test_the_label_outweighs_the_names_of_sheet_and_file() -> None:
    form = read("工号 | 00017 | 评估人 | 吴工 | 关系 | 同级", sheet="陈静-上级", file="何敏-下级.xlsx")
    assert form.raters == {("吴工", "peer")}
    assert form.problems == []


def test_the_sheet_outweighs_the_file() -> None:
    form = read("工号 | 00017", sheet="陈静-同级", file="何敏-上级.xlsx")
    assert form.raters == {("陈静", "peer")}


# ---- from the roster


def test_a_rater_who_is_the_superior_in_the_roster_is_that_which_is_said() -> None:
    form = read("工号 | 00017 | 评估人 | 何敏", people=WITH_MANAGER)
    assert form.raters == {("何敏", "supervisor")}
    assert form.problems == [("relation-from-roster", "D1")]


def test_the_superior_of_somebody_else_is_no_superior_here() -> None:
    form = read("工号 | 00045 | 评估人 | 何敏", people=WITH_MANAGER)
    assert form.ratings == {}
    assert form.problems == [("unknown-relation", "D1")]


def test_a_written_relation_outweighs_the_roster() -> None:
    form = read("工号 | 00017 | 评估人 | 何敏 | 关系 | 同级", people=WITH_MANAGER)
    assert form.raters == {("何敏", "peer")}
    assert form.problems == []


# ---- keys


def test_raters_without_name_are_different_ones_on_each_sheet() -> None:
    forms = [read("工号 | 00017 | 关系 | 同级", sheet=sheet) for sheet in ("一", "二")]
    assert len({row["rater_key"] for form in forms for row in form.rows("ratings")}) == 2


def test_a_raters_number_without_its_zeros_is_the_same_rater() -> None:
    forms = [read(f"工号 | 00017 | 评估人 | 张伟 | 评估人工号 | {n} | 关系 | 同级") for n in ("00045", "45")]
    assert len({row["rater_key"] for form in forms for row in form.rows("ratings")}) == 1
