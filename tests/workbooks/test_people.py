"""Who is meant by an id, a name, or both (spec §2.9)."""

import pytest

from reportgen.model.words import key
from reportgen.workbooks.people import Person, Registry, name_keys, split_person
from tests.workbooks.sheets import at, grid


def resolve(drawing: str, *people: Person) -> tuple[str | None, list[tuple[str, str]]]:
    """Who is meant by a row with an id in column A and a name in column B."""
    sheet = grid(drawing)
    id_cell, name_cell = sheet.at(1, 1), sheet.at(1, 2)
    who, problems = Registry.of(people).resolve(sheet, id_cell.text, id_cell, name_cell.text, name_cell)
    return who, at(problems)


LI = Person("00017", "李明", "3")
WANG = Person("00024", "王芳", "3")
WANG_OF_GRADE_4 = Person("00031", "王芳", "4")


@pytest.mark.parametrize("row", ["00017 | 李明", "00017 |", "０００１７ | 李明", "\u200b00017\u00a0 | 李明"])
def test_an_id_of_the_roster_is_that_person(row: str) -> None:
    assert resolve(row, LI, WANG) == ("00017", [])


def test_people_of_one_name_are_told_apart_by_their_ids() -> None:
    assert resolve("00024 | 王芳", WANG, WANG_OF_GRADE_4) == ("00024", [])
    assert resolve("00031 | 王芳", WANG, WANG_OF_GRADE_4) == ("00031", [])


def test_ids_may_have_letters() -> None:
    assert resolve("GH-17 | 李明", Person("GH-17", "李明", "3")) == ("GH-17", [])


@pytest.mark.parametrize("row", ["17 | 李明", "17 |"])
def test_a_number_that_is_one_id_without_its_zeros_is_that_id_with_a_warning(row: str) -> None:
    assert resolve(row, LI, WANG) == ("00017", [("id-as-number", "A1")])


def test_a_number_that_is_two_ids_without_their_zeros_is_nobody() -> None:
    assert resolve("17 | 李明", LI, Person("0017", "张伟", "3")) == (None, [("unknown-person", "A1")])


def test_a_number_that_is_an_id_as_it_stands_needs_no_warning() -> None:
    assert resolve("17 | 张伟", Person("17", "张伟", "3")) == ("17", [])


@pytest.mark.parametrize("row", ["00099 | 李明", "00099 |", "99 | 李明", "170 | 李明", "17.5 | 李明"])
def test_an_id_that_nobody_has_is_an_error_at_the_id_whatever_the_name(row: str) -> None:
    assert resolve(row, LI, WANG) == (None, [("unknown-person", "A1")])


def test_a_name_alone_is_taken_when_one_person_bears_it() -> None:
    assert resolve(" | 李明", LI, WANG) == ("00017", [("name-only", "B1")])


def test_a_name_alone_that_two_people_bear_is_an_error() -> None:
    assert resolve(" | 王芳", LI, WANG, WANG_OF_GRADE_4) == (None, [("ambiguous-name", "B1")])


def test_a_name_alone_that_nobody_bears_is_an_error() -> None:
    assert resolve(" | 赵敏", LI, WANG) == (None, [("unknown-person", "B1")])


@pytest.mark.parametrize("row", ["00017 | 王芳", "00017 | 李 明 辉", "00017 | 李鸣", "17 | 王芳"])
def test_a_name_that_does_not_fit_the_id_is_one_error_at_the_name(row: str) -> None:
    assert resolve(row, LI, WANG) == (None, [("name-mismatch", "B1")])


@pytest.mark.parametrize(
    ("roster", "form"),
    [
        ("李明", "李 明"),
        ("李明", "李\u3000明"),
        ("李 明", "李明"),
        ("李明", "\u00a0李明\u200b"),
        ("Ann Li", "Ａｎｎ　Ｌｉ"),
        ("Ann Li", "ann li"),
        ("阿依古丽·买买提", "阿依古丽 · 买买提"),
        ("张伟", "張偉"),
    ],
)
def test_names_are_compared_without_width_spaces_case_and_variant_characters(roster: str, form: str) -> None:
    person = Person("00017", roster, "3")
    assert resolve(f"00017 | {form}", person) == ("00017", [])
    assert resolve(f" | {form}", person) == ("00017", [("name-only", "B1")])


VARIANTS = """
張张 陳陈 劉刘 楊杨 黃黄 趙赵 吳吴 孫孙 馬马 許许 鄭郑 謝谢 羅罗 鄧邓 蕭萧 馮冯 葉叶 呂吕 蔣蒋 盧卢 賈贾 鍾钟 譚谭 陸陆
範范 韋韦 蘇苏 鄒邹 龔龚 顧顾 歐欧 嚴严 溫温 龍龙 萬万 錢钱 湯汤 賴赖 齊齐
"""


@pytest.mark.parametrize("pair", VARIANTS.split())
def test_surnames_match_in_both_scripts(pair: str) -> None:
    traditional, simplified = pair[0], pair[1]
    assert resolve(f"00017 | {traditional}明", Person("00017", f"{simplified}明", "3")) == ("00017", [])


def test_nothing_given_is_nobody() -> None:
    who, problems = resolve(" | ", LI)
    assert who is None
    assert [code for code, _ in problems] == ["unknown-person"]


# ---- id and name in one cell


@pytest.mark.parametrize(
    "text",
    [
        "00012 张三",
        "00012张三",
        "00012-张三",
        "00012/张三",
        "00012_张三",
        "00012、张三",
        "00012（张三）",
        "张三(00012)",
        "张三（00012）",
        "张三 00012",
        "张三/00012",
        "张三00012",
        "０００１２ 张三",
        "张三\n00012",
    ],
)
def test_a_cell_may_hold_id_and_name(text: str) -> None:
    assert split_person(text) == ("00012", "张三")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("GH-17 李明", ("GH-17", "李明")),
        ("A0012(Anna Lee)", ("A0012", "Anna Lee")),
        ("Anna Lee (0012)", ("0012", "Anna Lee")),
        ("张三 3", ("3", "张三")),
    ],
)
def test_ids_may_have_letters_and_names_spaces(text: str, parts: tuple[str, str]) -> None:
    assert split_person(text) == parts


@pytest.mark.parametrize(
    "text", ["张三", "吴1", "张三2", "Anna Lee", "张三（组长）", "", "王芳（大）", "阿依古丽·买买提"]
)
def test_a_text_without_an_id_is_a_name(text: str) -> None:
    number, name = split_person(text)
    assert number == ""
    assert key(name) == key(text)


@pytest.mark.parametrize("row", ["00017 李明 |", "李明(00017) |", "00017李明 | 李明", " | 00017 李明", " | 李明/00017"])
def test_a_person_is_found_by_a_cell_with_both(row: str) -> None:
    assert resolve(row, LI, WANG) == ("00017", [])


@pytest.mark.parametrize("row", ["00017 王芳 |", "王芳(00017) |", " | 王芳/00017", "00017李明 | 王芳"])
def test_a_cell_whose_id_and_name_do_not_fit_is_an_error(row: str) -> None:
    who, problems = resolve(row, LI, WANG)
    assert who is None
    assert [code for code, _ in problems] == ["name-mismatch"]


def test_a_name_with_a_number_behind_is_no_id_where_somebody_bears_it() -> None:
    wu = Person("00051", "吴1", "3")
    assert resolve(" | 吴1", wu, Person("1", "吴", "3")) == ("00051", [("name-only", "B1")])


# ---- spellings of a name


@pytest.mark.parametrize("form", ["李明（组长）", "李明(项目经理)", "李明【代】", "李明 [A]"])
def test_a_remark_in_brackets_behind_a_name_is_set_aside(form: str) -> None:
    assert resolve(f"00017 | {form}", LI) == ("00017", [])
    assert resolve(f" | {form}", LI) == ("00017", [("name-only", "B1")])


@pytest.mark.parametrize("form", ["Lee, Anna", "Lee，Anna", "LEE, anna"])
def test_a_name_may_be_written_with_the_family_name_and_a_comma_first(form: str) -> None:
    assert resolve(f"00017 | {form}", Person("00017", "Anna Lee", "3")) == ("00017", [])


@pytest.mark.parametrize(("one", "other"), [("王芳①", "王芳②"), ("王芳¹", "王芳1"), ("王芳A", "王芳B")])
def test_people_who_are_told_apart_by_a_sign_only_are_two(one: str, other: str) -> None:
    people = Person("00024", one, "3"), Person("00031", other, "3")
    assert resolve(f" | {one}", *people)[0] == "00024"
    assert resolve(f" | {other}", *people)[0] == "00031"
    assert resolve(f"00024 | {other}", *people) == (None, [("name-mismatch", "B1")])


def test_a_remark_never_chooses_between_two_of_a_name() -> None:
    assert resolve(" | 王芳（组长）", WANG, WANG_OF_GRADE_4) == (None, [("ambiguous-name", "B1")])


def test_keys_of_a_name_are_those_of_its_spellings() -> None:
    assert name_keys("李 明（组长）") == (*name_keys("李明（组长）"),)
    assert name_keys("李明")[0] in name_keys("李明（组长）")
    assert name_keys("") == ()
