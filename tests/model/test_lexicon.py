"""What words of workbooks mean: spellings that are forgiven, and what is never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.types import Model
from reportgen.model.words import Lexicon, key, words

ASCII_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
HEADERS = sorted(words().headers)


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
        ("调整前", "before"), ("调整值", "vote"), ("人数", "votes"), ("平均", "mean"), ("调整后", "after"), ("投票结果", "voted"), ("表决级别", "voted"),
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


# ---- what else headers and cells may say


@pytest.mark.parametrize(
    "text", ["成就导向得分", "成就导向评分", "成就导向（得分）", "3、成就导向 得分", "成就导向(0-6分)"]
)
def test_a_competency_may_have_the_word_for_its_rating_behind(text: str, lexicon: Lexicon) -> None:
    assert lexicon.competency(text) == "achievement"


@pytest.mark.parametrize(
    "text", ["成就导向力", "成就", "成就导向与执行", "成就导向/抗挫能力", "非成就导向", "得分", ""]
)
def test_a_longer_or_shorter_name_is_none(text: str, lexicon: Lexicon) -> None:
    assert lexicon.competency(text) is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓名（必填）", "name"),
        ("评分（0-6分）", "rating"),
        ("评语（选填）", "comment"),
        ("加权得分", "total"),
    ],
)
def test_a_header_may_have_a_remark_in_brackets_and_what_is_weighted_is_a_total(
    header: str, field: str, lexicon: Lexicon
) -> None:
    assert lexicon.field(header) == field


@pytest.mark.parametrize(
    ("heading", "relation"),
    [
        ("自评", "self"), ("自评得分", "self"), ("自我评价", "self"), ("上级评分", "supervisor"), ("直接上级评价", "supervisor"),
        ("同级评价表", "peer"), ("下级打分", "subordinate"), ("客户评分", "customer"), ("上级评分（0-6）", "supervisor"),
        ("Self rating", "self"), ("Manager score", "supervisor"),
    ],
)  # fmt: skip
def test_a_heading_may_name_the_relation_whose_ratings_stand_below(
    heading: str, relation: str, lexicon: Lexicon
) -> None:
    assert lexicon.relation_heading(heading) == relation


@pytest.mark.parametrize("heading", ["客户经理评分表", "评分", "上级意见", "邻居评分", "上级的上级评分", ""])
def test_a_heading_of_something_else_names_no_relation(heading: str, lexicon: Lexicon) -> None:
    assert lexicon.relation_heading(heading) is None


@pytest.mark.parametrize(
    ("title", "relations"),
    [("上级评分表", {"supervisor"}), ("自评与上级评分表", {"self", "supervisor"}), ("能力素质评估表", set())],
)
def test_a_title_mentions_relations(title: str, relations: set[str], lexicon: Lexicon) -> None:
    assert lexicon.relations_in(title) == relations


@pytest.mark.parametrize(("one", "other"), [("◯", "○"), ("〇", "○"), ("⭐", "★"), (" ★ ", "★"), ("⭕", "○")])
def test_signs_that_are_written_in_two_ways_are_one(one: str, other: str, lexicon: Lexicon) -> None:
    assert lexicon.sign(one) == lexicon.sign(other)


def test_signs_that_differ_stay_two(lexicon: Lexicon) -> None:
    assert len({lexicon.sign(sign) for sign in "★☆◎○△▲×√"}) == 8


@pytest.mark.parametrize(
    ("header", "point"), [("达标（5）", 5), ("达标(5分)", 5), ("超标[6]", 6), ("尚不具备（0）", 0)]
)
def test_a_point_of_the_scale_may_stand_in_brackets_behind_its_name(header: str, point: int, lexicon: Lexicon) -> None:
    assert lexicon.scale_point(header) == point


@pytest.mark.parametrize("header", ["达标（6）", "超标(5分)", "达标(第5项)x", "5（超标）"])
def test_a_name_with_the_point_of_another_is_none(header: str, lexicon: Lexicon) -> None:
    assert lexicon.scale_point(header) is None


# ---- aliases


ALIASES = {
    "目标感": "成就导向", "店长": "上级", "顶呱呱": "超标", "三档": "客户经理3级", "受测人": "被评估人", "法规": "法律法规",
    "打几分": "评分",
}  # fmt: skip


def test_an_alias_stands_for_what_it_is_set_to(model: Model) -> None:
    lexicon = Lexicon(model, ALIASES)
    assert lexicon.competency("目标感") == "achievement"
    assert lexicon.relation("店长") == "supervisor"
    assert lexicon.point("顶呱呱") == 6
    assert lexicon.grade("三档") == "3"
    assert lexicon.field("受测人") == "name"
    assert lexicon.subject("法规") == "法律法规"
    assert lexicon.is_rating_heading("打几分")


@pytest.mark.parametrize("spelling", ["目 标 感", "目標感", "目标感：", "1、目标感", "目标感（0-6分）", "【目标感】"])
def test_an_alias_is_found_in_every_spelling(spelling: str, model: Model) -> None:
    assert Lexicon(model, ALIASES).competency(spelling) == "achievement"


def test_an_alias_takes_nothing_away(model: Model, lexicon: Lexicon) -> None:
    aliased = Lexicon(model, ALIASES)
    assert aliased.competency("成就导向") == "achievement"
    assert lexicon.competency("目标感") is None


def test_it_can_be_asked_whether_a_text_means_anything(lexicon: Lexicon) -> None:
    for text in ("工号", "成就导向", "法律法规", "3级", "初级", "达标", "上级"):
        assert lexicon.knows(text)
    assert not lexicon.knows("午餐")
    assert not lexicon.knows("")
