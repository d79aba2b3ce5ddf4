"""Words of workbooks: spellings that are forgiven, and what is never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.types import Model
from reportgen.model.words import Lexicon, bare_key, clean, key, number_in, words

ASCII_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
HEADERS = sorted(words().headers)


# ---- normalising


@pytest.mark.parametrize(
    "spelling",
    [
        "工号",
        " 工号 ",
        "工 号",
        "工　号",
        "工号：",
        "工号:",
        "工\u200b号",
        "\ufeff工号",
        "工\n号",
        "工\u00a0号",
        "工號",
        "工号 ：",
    ],
)
def test_width_spaces_invisible_signs_colons_and_variant_characters_do_not_matter(spelling: str) -> None:
    assert key(spelling) == key("工号")


@pytest.mark.parametrize(
    ("one", "other"), [("張三", "张三"), ("Ｊｏｈｎ", "john"), ("劉 洋", "刘洋"), ("OLGA", "olga")]
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("工号", "姓名"), ("张三", "张山"), ("3级", "4级"), ("A1", "A1a")])
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_cleaned_text_keeps_case_and_inner_spaces() -> None:
    assert clean("  Ａnna\u200b Ｌee　") == "Anna Lee"


@pytest.mark.parametrize(
    "spelling",
    [
        "3. 成就导向(0-6分)",
        "3、成就导向",
        "12)成就导向",
        "成就导向（0–6）",
        "成就导向【必填】",
        "成就导向[1]",
        "３．成就导向",
    ],
)
def test_numbering_and_a_remark_in_brackets_are_set_aside(spelling: str) -> None:
    assert bare_key(spelling) == key("成就导向")


@pytest.mark.parametrize(
    ("text", "number"),
    [("4", "4"), (" 4.5 ", "4.5"), ("３", "3"), ("８５．５", "85.5"), ("-1", "-1"), ("007", "007"), ("4\u200b", "4")],
)
def test_a_plain_decimal_number_is_read_in_any_width(text: str, number: str) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text", ["", " ", "1e3", "1,000", "inf", "nan", "4分", "1/2", ".5", "5.", "4 5", "０x1", "--1"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


# ---- headers, relations, cells


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("工号", "person_id"), ("Employee ID", "person_id"), ("姓名", "name"), ("Name", "name"),
        ("级别", "grade"), ("Grade", "grade"), ("部门", "department"), ("Department", "department"),
        ("直接上级", "manager"), ("上级邮箱", "manager_email"), ("能力素质", "competency"), ("Competency", "competency"),
        ("评分", "rating"), ("Rating", "rating"), ("评估人", "rater"), ("Rater", "rater"), ("评估人工号", "rater_id"),
        ("关系", "relation"), ("Relation", "relation"), ("日期", "date"), ("Date", "date"), ("评语", "comment"),
        ("科目", "subject"), ("Subject", "subject"), ("成绩", "mark"), ("Mark", "mark"), ("权重", "weight"),
        ("调整前", "before"), ("调整值", "vote"), ("人数", "votes"), ("平均", "mean"), ("调整后", "after"),
        ("生效日期", "effective"), ("被评估人", "name"),
    ],
)  # fmt: skip
def test_headers_are_known_in_chinese_and_english(header: str, field: str, lexicon: Lexicon) -> None:
    assert lexicon.field(header) == field


@settings(max_examples=150, deadline=None)
@given(
    header=st.sampled_from(HEADERS),
    filler=st.sampled_from(["", " ", "　", "\u200b", "\u00a0"]),
    full_width=st.booleans(),
    upper=st.booleans(),
    tail=st.sampled_from(["", ":", "：", " "]),
)
def test_every_header_is_found_however_it_is_spaced_and_cased(
    header: str, filler: str, full_width: bool, upper: bool, tail: str, lexicon: Lexicon
) -> None:
    spelled = filler.join(header.upper() if upper else header)
    spelled = (spelled.translate(ASCII_TO_FULL_WIDTH) if full_width else spelled) + tail
    assert lexicon.field(spelled) == words().headers[header]


@pytest.mark.parametrize("text", ["", "工号2", "你好", "sheet"])
def test_a_word_that_is_no_header_names_no_field(text: str, lexicon: Lexicon) -> None:
    assert lexicon.field(text) is None


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("自评", "self"), ("Self", "self"), ("上级", "supervisor"), ("Supervisor", "supervisor"), ("同级", "peer"),
        ("PEER", "peer"), ("下级", "subordinate"), ("Subordinate", "subordinate"), ("客户", "customer"),
        ("客 户", "customer"), ("customer", "customer"),
    ],
)  # fmt: skip
def test_relations_are_known_in_chinese_and_english(text: str, relation: str, lexicon: Lexicon) -> None:
    assert lexicon.relation(text) == relation


def test_an_unknown_relation_is_not_guessed(lexicon: Lexicon) -> None:
    assert lexicon.relation("邻居") is None
    assert lexicon.relation("上级的上级") is None


def test_there_are_five_relations_with_names_in_both_languages() -> None:
    assert [(r.id, r.name("zh")) for r in words().relations] == [
        ("self", "自评"), ("supervisor", "上级"), ("peer", "同级"), ("subordinate", "下级"), ("customer", "客户"),
    ]  # fmt: skip
    assert words().relation("peer").name("en") == "Peer"


@pytest.mark.parametrize("tick", ["√", "✓", "✔", "●", "■", "☑", "x", "X", "1", "✔\ufe0f", "☑\ufe0f"])
def test_full_ticks_are_known(tick: str) -> None:
    assert key(tick) in words().full_ticks


@pytest.mark.parametrize("box", ["○", "◯", "□"])
def test_open_ticks_are_told_from_full_ones(box: str) -> None:
    assert key(box) in words().open_ticks
    assert key(box) not in words().full_ticks


def test_absence_from_an_exam_is_a_word() -> None:
    assert key("缺考") in words().absent
    assert key("缺 考") in words().absent


# ---- names of the model


def test_every_name_of_the_model_means_what_bears_it(model: Model, lexicon: Lexicon) -> None:
    for competency in model.competencies:
        for name in (competency.id, competency.name_zh, competency.name_en):
            assert lexicon.competency(name) == competency.id
        for subject in competency.subjects:
            assert lexicon.subject(subject.name_zh) == lexicon.subject(subject.name_en) == subject.id
    for grade in model.grades:
        assert lexicon.grade(grade.name_zh) == lexicon.grade(grade.name_en) == grade.id
    for point in model.scale:
        assert lexicon.point(point.name_zh) == lexicon.point(point.name_en) == point.value


@pytest.mark.parametrize(
    "text",
    ["沟通倾听能力", "沟通 倾听 能力", "溝通傾聽能力", "3. 沟通倾听能力（0–6分）", "communication and LISTENING"],
)
def test_a_competency_is_found_in_every_spelling(text: str, lexicon: Lexicon) -> None:
    assert lexicon.competency(text) == "communication"


def test_a_subject_is_found_with_a_remark(lexicon: Lexicon) -> None:
    assert lexicon.subject("2、法律法规（100分）") == "法律法规"


@pytest.mark.parametrize(
    "text", ["客户经理3级", "3级", "三级", "3", "３级", "客户经理 ３ 级", "客户经理三级", "Grade 3", "grade3"]
)
def test_a_grade_is_found_in_every_spelling(text: str, lexicon: Lexicon) -> None:
    assert lexicon.grade(text) == "3"


@pytest.mark.parametrize("text", ["5级", "0", "初级", "客户经理", "33", "", "见习"])
def test_what_is_no_grade_is_none(text: str, lexicon: Lexicon) -> None:
    assert lexicon.grade(text) is None


@pytest.mark.parametrize(
    ("title", "grades"),
    [
        ("级别调整（客户经理3级）", {"3"}),
        ("客户经理二级 能力素质级别调整", {"2"}),
        ("3级、4级调整", {"3", "4"}),
        ("2026年级别调整", set()),
    ],
)
def test_a_title_mentions_the_grades_whose_names_stand_in_it(title: str, grades: set[str], lexicon: Lexicon) -> None:
    assert lexicon.grades_in(title) == grades


@pytest.mark.parametrize("text", ["（3级）", "(客户经理3级)", "[三级]"])
def test_a_grade_is_found_in_brackets(text: str, lexicon: Lexicon) -> None:
    assert lexicon.grade(text) == "3"


@pytest.mark.parametrize(
    ("title", "rest"),
    [("级别调整（客户经理3级）", "级别调整()"), ("3级、4级 调整", "、调整"), ("级别调整", "级别调整")],
)
def test_a_title_can_be_read_without_the_grades_in_it(title: str, rest: str, lexicon: Lexicon) -> None:
    assert lexicon.without_grades(title) == rest


@pytest.mark.parametrize(
    ("header", "point"),
    [
        ("5", 5), ("５", 5), ("0", 0), ("5分", 5), ("5.0", 5), ("5 达标", 5), ("5分（达标）", 5), ("达标", 5), ("6-超标", 6),
        ("meets the standard", 5),
    ],
)  # fmt: skip
def test_a_point_of_the_scale_is_found_by_number_and_name(header: str, point: int, lexicon: Lexicon) -> None:
    assert lexicon.scale_point(header) == point


@pytest.mark.parametrize("header", ["7", "2026", "5 超标", "5 人", "4.5", "", "评分", "第5项"])
def test_what_is_no_point_of_the_scale_is_none(header: str, lexicon: Lexicon) -> None:
    assert lexicon.scale_point(header) is None


def test_the_scale_is_that_of_the_model(tiny: Model) -> None:
    assert [Lexicon(tiny).scale_point(text) for text in ("0", "1", "4", "5", "可以")] == [None, 1, 4, None, 3]


@pytest.mark.parametrize(
    ("text", "total"), [("合计", True), ("平均", True), ("备注", True), ("张三", False), ("", False)]
)
def test_a_row_of_totals_is_told_from_a_person(text: str, total: bool, lexicon: Lexicon) -> None:
    assert lexicon.is_total(text) is total


@pytest.mark.parametrize(
    ("text", "level"),
    [("初级", 1), ("中级", 2), ("高级", 3), ("资深", 4), ("资 深", 4), ("advanced", 3), ("2", 2), ("２", 2)],
)
def test_a_level_is_found_by_name_and_number(text: str, level: int, lexicon: Lexicon) -> None:
    assert lexicon.level(text) == level


@pytest.mark.parametrize("text", ["0", "5", "2.5", "达标", ""])
def test_what_is_no_level_is_none(text: str, lexicon: Lexicon) -> None:
    assert lexicon.level(text) is None


# ---- what is near is a hint, never a reading


@pytest.mark.parametrize(
    ("text", "near"), [("沟通倾听能", "沟通倾听能力"), ("成就导项", "成就导向"), ("执行力", "执行能力")]
)
def test_a_misspelt_competency_is_not_read_but_its_nearest_name_is_hinted(
    text: str, near: str, lexicon: Lexicon
) -> None:
    assert lexicon.competency(text) is None
    assert lexicon.nearest_competency(text) == near


def test_a_misspelt_subject_is_not_read_but_its_nearest_name_is_hinted(lexicon: Lexicon) -> None:
    assert lexicon.subject("法律法规制") is None
    assert lexicon.nearest_subject("法律法规制") == "法律法规"


def test_nothing_is_hinted_for_what_resembles_nothing(lexicon: Lexicon) -> None:
    assert lexicon.nearest_competency("午餐") is None
    assert lexicon.nearest_subject("xyz") is None


def test_no_name_with_one_character_replaced_is_read(model: Model, lexicon: Lexicon) -> None:
    for competency in model.competencies:
        name = competency.name_zh
        for i in range(len(name)):
            assert lexicon.competency(f"{name[:i]}囧{name[i + 1 :]}") is None
