"""What a sheet is, told by its headers: the kinds, where their header stands, how it may be written."""

import pytest

from tests.workbooks.sheets import kinds

FORM = """
被评估人 | 李明 | 工号 | 00017
能力素质 | 0 | 1 | 2 | 3 | 4 | 5 | 6
成就导向 |   |   |   | √
"""

SHAPES = {
    "off-scale": """
能力素质 | 1 | 2 | 3 | 4 | 5
成就导向 |   | √
""",
    "form-across": """
能力素质 | 成就导向 | 抗挫能力
评分     | 4        | 5
""",
    "roster": """
工号  | 姓名 | 级别
00017 | 李明 | 3级
""",
    "form": FORM,
    "scores": """
被评估人 | 李明 | 工号 | 00017
能力素质 | 评分
成就导向 | 4
""",
    "matrix": """
工号  | 姓名 | 成就导向 | 抗挫能力
00017 | 李明 | 4        | 5
""",
    "matrix-across": """
能力素质 | 李明  | 张伟
工号     | 00017 | 00045
成就导向 | 4     | 5
""",
    "list": """
工号  | 能力素质 | 评估人 | 关系 | 评分
00017 | 成就导向 | 周主任 | 上级 | 4
""",
    "marks": """
工号  | 姓名 | 法律法规 | 企业概况
00017 | 李明 | 90       | 80
""",
    "marks-list": """
工号  | 科目     | 成绩
00017 | 法律法规 | 90
""",
    "weights": """
能力素质     | 科目     | 级别 | 权重
通用基础知识 | 法律法规 |      | 2
""",
    "votes": """
级别 | 客户经理3级
能力素质 | 调整前 | 专家1 | 专家2
成就导向 | 2      | 3     | 2
""",
    "standards": """
能力素质 | 客户经理4级 | 客户经理3级
成就导向 | 初级        | 中级
""",
}


@pytest.mark.parametrize("kind", SHAPES)
def test_a_kind_is_told_by_its_headers(kind: str) -> None:
    assert [found for found, _ in kinds(SHAPES[kind])] == [kind]


@pytest.mark.parametrize("kind", SHAPES)
def test_the_header_may_stand_below_a_title_and_notes(kind: str) -> None:
    above = "2026年度评估\n\n说明：请如实填写，0 为尚不具备，6 为超标\n\n"
    ((_, plain),) = kinds(SHAPES[kind])
    assert kinds(above + SHAPES[kind].strip("\n")) == [(kind, plain + 4)]


@pytest.mark.parametrize("kind", SHAPES)
def test_the_first_columns_may_be_blank(kind: str) -> None:
    moved = "\n".join("| |" + line for line in SHAPES[kind].strip("\n").splitlines())
    assert kinds(moved) == kinds(SHAPES[kind])


@pytest.mark.parametrize("kind", SHAPES)
def test_a_column_of_numbers_and_one_of_remarks_may_stand_beside(kind: str) -> None:
    lines = SHAPES[kind].strip("\n").splitlines()
    ((_, header),) = kinds(SHAPES[kind])
    beside = "\n".join(f"{'序号' if n == header else ''} | {line}" for n, line in enumerate(lines, 1))
    assert kinds(beside) == kinds(SHAPES[kind])
    wide = [line.split("|") for line in lines]
    widest = max(map(len, wide))
    remarked = [row + [""] * (widest - len(row)) + ["备注" if n == header else ""] for n, row in enumerate(wide, 1)]
    assert kinds("\n".join(map("|".join, remarked))) == kinds(SHAPES[kind])


@pytest.mark.parametrize(
    ("kind", "header", "row"),
    [
        ("roster", "Employee ID | Name | Grade", "00017 | 李明 | 3"),
        ("roster", "员工编号 | 员工姓名 | 岗位级别 | 所在部门", "00017 | 李明 | 3级 | 一部"),
        ("roster", "工　号 | 姓 名 | 级  别", "00017 | 李明 | 3级"),
        ("roster", "工\u200b号： | 姓\u00a0名: | 级\u3000别", "00017 | 李明 | 3级"),
        ("scores", "COMPETENCY | rating", "Achievement orientation | 4"),
        ("scores", "能力素质项 | 打分", "成就导向 | 4"),
        ("form", "能 力素质 | ０ | １ | ２ | ３ | ４ | ５ | ６", "成就导向 | √"),
        ("form", "能力素质 | '0 | '1 | '2 | '3 | '4 | '5 | '6", "成就导向 | √"),
        ("form", "Competency | 6 | 5 | 4 | 3 | 2 | 1 | 0", "成就导向 | √"),
        ("form", "能力素质 | 解释 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 评语", "成就导向 | … | √"),
        ("matrix", "ID | Achievement Orientation | Resilience", "00017 | 4 | 5"),
        ("matrix", "工号 | 姓名 | 成就导向（0-6分） | 3. 抗挫能力", "00017 | 李明 | 4 | 5"),
        ("matrix", "姓名 | 评估人 | 关系 | 成就导向 | 抗挫能力", "李明 | 周主任 | 上级 | 4 | 5"),
        ("list", "Employee ID | Competency | Rater | Relation | Rating", "00017 | Resilience | 周 | Peer | 4"),
        ("list", "姓名 | 能力项 | 评价人 | 评价关系 | 打分", "李明 | 抗挫能力 | 周 | 同级 | 4"),
        ("marks", "Employee ID | Company overview", "00017 | 80"),
        ("marks", "姓名 | 企 业 概 况", "李明 | 80"),
        ("marks-list", "Employee ID | Subject | Mark", "00017 | Company overview | 80"),
        ("weights", "Competency | Subject | Grade | Weight", "General knowledge | Company overview | | 2"),
        ("votes", "能力素质 | 调整值", "成就导向 | 3"),
        ("votes", "能力素质 | 专家一 | 专家二 | 人数 | 平均 | 调整后", "成就导向 | 3 | 2 | 2 | 2.5 | 3"),
        ("votes", "Competency | Before | Zhou | Wu | N | Mean | After", "成就导向 | 2 | 3 | 2 | 2 | 2.5 | 3"),
        ("standards", "能力素质 | 4级 | ３级 | 二级 | 客户经理1级", "成就导向 | 1 | 2 | 3 | 4"),
    ],
)
def test_headers_may_be_chinese_or_english_synonyms_wide_or_spaced(kind: str, header: str, row: str) -> None:
    assert kinds(f"{header}\n{row}") == [(kind, 1)]


@pytest.mark.parametrize(
    "drawing",
    [
        "午餐 | 价格\n面条 | 12",
        "工号 | 姓名 | 电话\n00017 | 李明 | 110",
        "能力素质\n成就导向\n抗挫能力",
        "能力素质 | 解释\n成就导向 | …",
        "评分 | 含义\n5 | 达标",
        "工号 | 姓名 | 级别",
    ],
)
def test_sheets_without_the_headers_of_a_kind_are_none(drawing: str) -> None:
    assert kinds(drawing) == []
