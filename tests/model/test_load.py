"""The packaged model holds the scheme's facts, and a wrong model file is refused with the place of every fault."""

from fractions import Fraction
from pathlib import Path

import pytest

from reportgen.model.load import ModelError, load_model, packaged_model, parse_model
from reportgen.model.types import Model
from tests.conftest import TINY

# Facts of the scheme: id, Chinese name, category.
BASIC = {
    "achievement": "成就导向",
    "resilience": "抗挫能力",
    "communication": "沟通倾听能力",
    "writing": "书面表达能力",
    "interpersonal": "人际交往能力",
    "execution": "执行能力",
    "emotional_control": "情绪控制能力",
    "coordination": "协调能力",
}
PROFESSIONAL = {
    "general_knowledge": "通用基础知识",
    "professional_knowledge": "专业基础知识",
    "job_knowledge": "岗位基础知识",
    "job_skills": "岗位基本技能",
}
FUNCTIONAL = {
    "information_gathering": "信息收集能力",
    "needs_analysis": "需求分析能力",
    "solution_design": "定制策略能力",
    "proactive_selling": "主动营销能力",
    "customer_retention": "客户保持能力",
    "customer_relations": "客户关系能力",
}
SUBJECTS = {
    "general_knowledge": ["电信行业概况", "企业概况", "法律法规", "企业规章制度"],
    "professional_knowledge": ["管理基础知识", "市场营销专业知识", "电信技术知识", "电信产品知识"],
    "job_knowledge": ["职业规范知识", "政企客户营销战略", "政企客户行业需求特点及趋势"],
    "job_skills": ["计算机操作知识", "应用文写作知识", "电信业务英语词汇及营销常用英语"],
}


# ---- the packaged model


def test_the_packaged_model_has_18_competencies_in_3_categories(model: Model) -> None:
    assert [(c.id, c.name_zh, c.name_en) for c in model.categories] == [
        ("basic", "基本能力", "Basic competencies"),
        ("professional", "专业/技术能力", "Professional and technical competencies"),
        ("functional", "职能行为能力", "Functional competencies"),
    ]
    by_category = {c.id: {k.id: k.name_zh for k in model.in_category(c.id)} for c in model.categories}
    assert by_category == {"basic": BASIC, "professional": PROFESSIONAL, "functional": FUNCTIONAL}
    assert model.competency_ids == (*BASIC, *PROFESSIONAL, *FUNCTIONAL)
    assert all(c.weight == 1 for c in model.competencies)


def test_the_packaged_model_examines_knowledge_in_14_subjects_of_equal_weight(model: Model) -> None:
    assert {c.id: [s.name_zh for s in c.subjects] for c in model.competencies if c.method == "exam"} == SUBJECTS
    assert {c.id for c in model.competencies if c.method == "rating"} == {*BASIC, *FUNCTIONAL}
    assert {s.weight for c in model.competencies for s in c.subjects} == {Fraction(1)}


def test_the_packaged_model_has_4_grades_that_require_levels_1_to_4(model: Model) -> None:
    assert [(g.id, g.name_zh, g.required_level) for g in model.grades] == [
        ("4", "客户经理4级", 1),
        ("3", "客户经理3级", 2),
        ("2", "客户经理2级", 3),
        ("1", "客户经理1级", 4),
    ]
    assert model.standards() == {(g.id, c): g.required_level for g in model.grades for c in model.competency_ids}
    assert [(v.value, v.name_zh, v.name_en) for v in model.levels] == [
        (1, "初级", "Basic"),
        (2, "中级", "Intermediate"),
        (3, "高级", "Advanced"),
        (4, "资深", "Expert"),
    ]


def test_the_packaged_model_has_the_scale_0_to_6_with_exam_bands_and_the_standard_5(model: Model) -> None:
    assert [(p.value, p.name_zh, p.exam_from, p.exam_to) for p in model.scale] == [
        (0, "尚不具备", None, None),
        (1, "差距很大", 0, 40),
        (2, "差距明显", 41, 60),
        (3, "大部分达标", 61, 70),
        (4, "基本达标", 71, 80),
        (5, "达标", 81, 90),
        (6, "超标", 91, 100),
    ]
    assert (model.scale_min, model.scale_max, model.mark_range) == (0, 6, (0, 100))
    t = model.thresholds
    assert (model.standard, t.need_band, t.attained_band, t.overall_share) == (5, 4, 5, Fraction(1, 2))
    assert (t.few_votes, t.recalibration_months, t.mixed_dates_months) == (3, 12, 12)


def test_parts_of_a_model_are_found_by_their_keys(tiny: Model) -> None:
    assert tiny.competency("packing").name_zh == "打包"
    assert tiny.grade("senior").name("en") == "Senior clerk"
    assert tiny.level(2).name("zh") == "会教"
    assert tiny.point(4).name("en") == "Very good"
    assert (tiny.has_level(2), tiny.has_level(3)) == (True, False)
    assert (tiny.model.name("en"), tiny.model.role("zh"), tiny.model.role("en")) == ("Tiny model", "店员", "Clerk")


def test_an_unknown_packaged_model_is_not_made_up() -> None:
    with pytest.raises(FileNotFoundError):
        packaged_model("shopkeeper")


# ---- exact numbers


@pytest.mark.parametrize(
    ("written", "weight"),
    [("2", "2"), ("0.1", "1/10"), ("0.30000000000000004", "0.30000000000000004"), ('"1/3"', "1/3"), ('"0.25"', "1/4")],
)
def test_a_weight_is_exact_as_it_is_written(written: str, weight: str) -> None:
    subject = (
        parse_model(TINY.replace("weight = 2", f"weight = {written}"), "tiny.toml").competency("goods").subjects[1]
    )
    assert subject.weight == Fraction(weight)


def test_a_competency_weighs_1_unless_the_model_says_otherwise() -> None:
    weighted = TINY.replace('id = "packing"', 'id = "packing"\nweight = "3/2"')
    assert [c.weight for c in parse_model(weighted, "tiny.toml").competencies] == [1, Fraction(3, 2), 1]


def test_a_grade_can_require_another_level_of_one_competency() -> None:
    text = TINY.replace("required_level = 1\n", "required_level = 1\nrequired = { packing = 2 }\n")
    levels = parse_model(text, "tiny.toml").standards()
    assert levels["junior", "packing"] == 2
    assert levels["junior", "greeting"] == 1


# ---- faults


def faults_of(text: str) -> dict[str, str]:
    """Place -> what is wrong there."""
    with pytest.raises(ModelError) as caught:
        parse_model(text, "tiny.toml")
    assert str(caught.value).startswith("tiny.toml\n")
    places = dict.fromkeys(place for place, _ in caught.value.faults)
    return {place: "; ".join(what for p, what in caught.value.faults if p == place) for place in places}


def test_the_tiny_model_itself_has_no_fault(tiny: Model) -> None:
    assert tiny.competency_ids == ("greeting", "packing", "goods")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        # keys and kinds of values
        ("standard = 3", "standard = 3\nstandart = 3", "thresholds.standart"),
        ('name_zh = "门店"', 'name_zh = "门店"\ncolour = "red"', "categories.0.colour"),
        ("standard = 3\n", "", "thresholds.standard"),
        ('name_en = "Poor"\n', "", "scale.0.name_en"),
        ('name_zh = "迎客"', 'name_zh = " "', "competencies.0.name_zh"),
        ('id = "greeting"', 'id = "greeting people"', "competencies.0.id"),
        ('method = "exam"', 'method = "guess"', "competencies.2.method"),
        ("standard = 3", 'standard = "high"', "thresholds.standard"),
        ("standard = 3", "standard = 2.5", "thresholds.standard"),
        ("weight = 2", "weight = true", "competencies.2.subjects.1.weight"),
        ("weight = 2", 'weight = "two"', "competencies.2.subjects.1.weight"),
        ("weight = 2", "weight = nan", "competencies.2.subjects.1.weight"),
        ("weight = 2", "weight = inf", "competencies.2.subjects.1.weight"),
        ("weight = 2", 'weight = "1/0"', "competencies.2.subjects.1.weight"),
        ("required_level = 1\n", "", "grades.0.required_level"),
        # things named twice
        ('id = "packing"', 'id = "greeting"', "competencies"),
        ('id = "senior"', 'id = "junior"', "grades"),
        ('aliases = ["高阶"]', 'aliases = ["初阶"]', "grades"),
        ('aliases = ["高阶"]', 'aliases = ["JUNIOR CLERK"]', "grades"),
        ('aliases = ["高阶"]', 'aliases = ["Ｊunior  clerk："]', "grades"),  # the same word to those who look it up
        ('name_zh = "打包"', 'name_zh = "迎客"', "competencies"),
        ('name_zh = "会教"', 'name_zh = "会做"', "levels"),
        ('name_zh = "瓷器"', 'name_zh = "茶叶"', "competencies"),
        # things that do not exist
        ('category = "shop"\nmethod = "exam"', 'category = "shed"\nmethod = "exam"', "competencies.goods"),
        ("required_level = 2", "required_level = 5", "grades.senior"),
        ("required_level = 2", "required_level = 2\nrequired = { tea = 1 }", "grades.senior"),
        ("required_level = 2", "required_level = 2\nrequired = { goods = 7 }", "grades.senior"),
        ("standard = 3", "standard = 5", "thresholds.standard"),
        ("need_band = 2", "need_band = 0", "thresholds.need_band"),
        ("attained_band = 3", "attained_band = 9", "thresholds.attained_band"),
        ("[[levels]]", '[[categories]]\nid = "empty"\nname_zh = "空"\nname_en = "Empty"\n\n[[levels]]', "categories.empty"),
        # things that do not fit together
        ("standard = 3", "standard = 1", "thresholds.standard"),
        ("need_band = 2", "need_band = 3", "thresholds.need_band"),
        ('overall_share = "1/2"', "overall_share = 1.5", "thresholds.overall_share"),
        ("few_votes = 2", "few_votes = 2\nagreed_votes = 2", "thresholds.agreed_votes"),
        ("few_votes = 2", "few_votes = 2\nlarge_change = -1", "thresholds.large_change"),
        ("few_votes = 2", "few_votes = 2\nrater_chance = 1", "thresholds.rater_chance"),
        ("few_votes = 2", "few_votes = 2\nhalo_spread = 0", "thresholds.halo_spread"),
        ("value = 4", "value = 5", "scale"),
        ('value = 2\nname_zh = "会教"', 'value = 3\nname_zh = "会教"', "levels"),
        ('id = "packing"', 'id = "packing"\nweight = 0', "competencies.packing"),
        ("weight = 1 ", "weight = -1 ", "competencies.goods.茶叶"),
        # exam bands
        ("exam_from = 70", "exam_from = 71", "scale.3"),  # a hole
        ("exam_from = 70", "exam_from = 69", "scale.3"),  # an overlap
        ("exam_to = 69", "exam_to = 40", "scale.2"),  # upside down
        ("exam_to = 69\n", "", "scale.2"),
        ("exam_from = 0\n", "", "scale.1"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_place(old: str, new: str, place: str) -> None:
    assert old in TINY
    assert place in faults_of(TINY.replace(old, new, 1))


def test_the_same_word_twice_is_named_with_both_that_bear_it() -> None:
    assert "junior and senior" in faults_of(TINY.replace('["高阶"]', '["初阶"]'))["grades"]


def test_two_subjects_with_one_name_are_refused() -> None:
    assert "Tea" in str(faults_of(TINY.replace('name_en = "China"', 'name_en = "Tea"')))


def test_a_scale_point_twice_is_refused() -> None:
    assert "2 times" in faults_of(TINY.replace("value = 4", "value = 3"))["scale"]


def test_a_category_or_level_twice_is_refused() -> None:
    category = '[[categories]]\nid = "shop"\nname_zh = "店"\nname_en = "S"\n\n[[levels]]'
    assert "2 times" in faults_of(TINY.replace("[[levels]]", category, 1))["categories"]
    level = 'value = 1\nname_zh = "会教"'
    assert "2 times" in faults_of(TINY.replace('value = 2\nname_zh = "会教"', level))["levels"]


def test_subjects_without_any_weight_are_refused() -> None:
    text = TINY.replace("weight = 1 ", "weight = 0 ").replace("weight = 2", "weight = 0")
    assert faults_of(text) == {"competencies.goods": "all subjects have weight 0"}


def test_an_examined_competency_needs_subjects_and_bands() -> None:
    start = TINY.index("subjects = [")
    assert faults_of(TINY[:start]) == {"competencies.goods": "is examined but has no subjects"}
    without_bands = "".join(line for line in TINY.splitlines(keepends=True) if not line.startswith("exam_"))
    assert list(faults_of(without_bands)) == ["scale"]


def test_a_model_without_exams_needs_no_bands() -> None:
    text = TINY[: TINY.index("subjects = [")].replace('method = "exam"', 'method = "rating"')
    without_bands = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("exam_"))
    assert parse_model(without_bands, "tiny.toml").exam_points == ()


def test_an_empty_part_is_refused() -> None:
    text = f"competencies = []\n{TINY[: TINY.index('[[competencies]]')]}"
    assert faults_of(text) == {"competencies": "at least one is needed"}


def test_all_faults_are_named_at_once() -> None:
    text = TINY.replace("standard = 3", "standard = 5").replace("required_level = 2", "required_level = 5")
    assert set(faults_of(text)) == {"thresholds.standard", "grades.senior"}


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    assert "line 2" in faults_of('id = "a"\nname: b\n')[""]


# ---- files


def test_a_model_file_is_read_with_or_without_byte_order_mark(tmp_path: Path, tiny: Model) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.toml"
        path.write_text(TINY, encoding=encoding)
        assert load_model(path) == tiny


def test_a_model_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes(TINY.encode("gb18030"))
    with pytest.raises(ModelError, match=r"^old\.toml\n.*not UTF-8"):
        load_model(path)


def test_a_model_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "none.toml")
