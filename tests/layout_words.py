"""How the words of a rating workbook may be spelled: headers, labels, names, competencies, numbers.

Used by `layout_writer`. Everything here is a spelling that an HR person reads without thinking.
"""

import tomllib
from importlib import resources
from random import Random
from typing import Any, NamedTuple

from reportgen.model.load import packaged_model

_WORDS = tomllib.loads(resources.files("reportgen.model").joinpath("words.toml").read_text(encoding="utf-8"))
_PAIRS = _WORDS["characters"]["variants"]
_SIMPLE = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_TRADITIONAL = {simple: variant for variant, simple in reversed(_SIMPLE.items())}
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

# A copy on purpose: a header that is dropped from words.toml must be missed here.
HEADERS = {
    "person_id": "工号 员工工号 员工编号 人员编号 被评估人工号 被评价人工号 Employee_ID Person_ID Staff_ID ID 人员工号 Emp_ID",
    "name": "姓名 被评估人 被评估人姓名 被评价人 被评价人姓名 员工姓名 客户经理姓名 Name Employee_name Person 被评人 员工",
    "id and name": "工号姓名 工号/姓名 姓名(工号) 姓名",
    "grade": "级别 岗位级别 客户经理级别 Grade",
    "department": "部门 所在部门 所属部门 Department Dept",
    "competency": "能力素质 能力素质项 能力素质项目 能力项 客户经理能力素质项 Competency 项目 评估项目 能力 素质项 Item",
    "rating": "评分 打分 评分值 Rating Score 评价分",
    "rater": "评估人 评估人姓名 评价人 评价人姓名 评分人 打分人 Rater Assessor 评价者",
    "rater_id": "评估人工号 评价人工号 评分人工号 打分人工号 Rater_ID Assessor_ID",
    "relation": "关系 评估关系 评价关系 评估人关系 与被评估人关系 Relation Relationship",
    "date": "日期 评估日期 评价日期 填表日期 打分日期 Date",
    "weight": "权重 Weight 比重",
    "number": "序号 No No. #",
    "explanation": "解释 定义 释义 说明 Definition 行为描述",
    "category": "类别 能力类别 能力素质类别 Category 分类 维度",
}
RELATIONS = {
    "self": "自评 自评 本人 自己 自我评价 自我评估 Self",
    "supervisor": "上级 上级 直接上级 主管 直接主管 领导 Supervisor Manager",
    "peer": "同级 同级 同事 平级 同级同事 Peer Colleague",
    "subordinate": "下级 下级 下属 直接下级 直接下属 Subordinate Direct_report",
    "customer": "客户 客户 外部客户 内部客户 Customer",
}
UNANSWERED = (None, None, None, None, "N/A", "—", "不了解", "/", "-", "无法评价", "未评")
FULL_TICKS = ("√", "✓", "✔", "●", "■", "☑", "x", "X")
OPEN_TICKS = ("○", "◯", "□")
TOTAL = ("合计", "总分", "总计", "Total", "合 计")
MEAN = ("平均", "平均分", "平均值", "Average")
SCALE = {point.value: point.name_zh for point in packaged_model().scale}
BRACKETS = ("(0-6分)", "（0-6分）", "（0～6分）", " (0-6)", "\n(0-6分)", "（满分6分）")


class Competency(NamedTuple):
    """A competency of the model as the sheets need it."""

    id: str
    name_zh: str
    name_en: str
    category: str
    number: int


def _competencies() -> tuple[Competency, ...]:
    model = packaged_model()
    categories = {category.id: category.name_zh for category in model.categories}
    return tuple(
        Competency(c.id, c.name_zh, c.name_en, categories[c.category], number)
        for number, c in enumerate(model.competencies, 1)
    )


COMPETENCIES = _competencies()


def wide(text: str) -> str:
    """Full-width twin of every ASCII sign."""
    return text.translate(_WIDE)


def traditional(text: str) -> str:
    return "".join(_TRADITIONAL.get(sign, sign) for sign in text)


def same_name(text: str) -> str:
    """A name without spaces, variant characters folded: equal for two spellings of one name."""
    return "".join(_SIMPLE.get(sign, sign) for sign in text if not sign.isspace())


def person_name(dice: Random, name: str) -> str:
    """A name as somebody else types it."""
    style = dice.random()
    if style < 0.72:
        return name
    if style < 0.82:
        return traditional(name)
    if style < 0.88:
        return dice.choice([" ", "\u3000", "\u00a0"]).join(name) if len(name) == 2 else f"{name} "
    return f" {name}" if style < 0.94 else f"{name}\u3000"


def _spaced(dice: Random, text: str) -> str:
    return dice.choice([f" {text}", f"{text} ", f"{text}\u3000", f"\u00a0{text}"])


def field(dice: Random, name: str) -> str:
    """A header of the given field (`person_id`, `rating` …) in one of its spellings."""
    known = HEADERS[name].split()
    text = dice.choice([known[0], known[0], *known]).replace("_", " ")
    style = dice.random()
    if style < 0.7:
        pass
    elif style < 0.78:
        text = _spaced(dice, text)
    elif style < 0.86 and len(text) == 2 and not text.isascii():
        text = dice.choice([" ", "\u3000", "  "]).join(text)
    elif style < 0.93:
        text = wide(text) if text.isascii() and " " not in text else traditional(text)
    elif text.isascii():
        text = text.upper() if dice.random() < 0.5 else text.lower()
    if name == "rating" and dice.random() < 0.25:
        text += dice.choice(BRACKETS)
    return text


def relation(dice: Random, name: str) -> str:
    return dice.choice(RELATIONS[name].split()).replace("_", " ")


def label(dice: Random, name: str) -> str:
    """The text of a label cell, without a colon."""
    return field(dice, name).strip()


def competency(dice: Random, item: Competency, style: str) -> str:
    """A competency's name. `style` is the sheet's habit; single names still differ a little."""
    text = {"en": item.name_en, "id": item.id}.get(style, item.name_zh)
    if style == "traditional":
        text = traditional(text)
    elif style == "numbered":
        text = f"{item.number}{dice.choice(['.', '. ', '、', ')', '．'])}{text}"
    elif style == "brackets":
        text += dice.choice(BRACKETS)
    elif style == "both":
        text = f"{item.number}.{text}{dice.choice(BRACKETS)}"
    elif style == "spaces":
        text = _spaced(dice, text)
    elif style == "broken":
        middle = len(text) // 2
        text = text[:middle] + dice.choice(["\n", " ", "\u3000"]) + text[middle:]
    elif style == "en" and dice.random() < 0.3:
        text = dice.choice([text.upper(), text.lower(), wide(text.replace(" ", "")), text.replace(" ", "  ")])
    return text


COMPETENCY_STYLES = ("plain",) * 6 + (
    "traditional",
    "numbered",
    "numbered",
    "brackets",
    "brackets",
    "both",
    "spaces",
    "broken",
    "en",
    "id",
)


def number(dice: Random, value: int, form: str) -> Any:
    """A rating as it may stand in a cell."""
    if form == "mixed":
        form = dice.choice(["int", "int", "float", "text", "wide", "suffix", "band"])
    return {
        "int": value,
        "float": float(value),
        "text": str(value),
        "wide": wide(str(value)),
        "suffix": f"{value}分",
        "band": SCALE[value],
    }[form]


NUMBER_FORMS = ("int",) * 5 + ("float", "text", "wide", "suffix", "band", "mixed", "mixed")


def column_number(value: int, style: str) -> Any:
    """The header of a column of a tick table."""
    return {
        "int": value,
        "text": str(value),
        "wide": wide(str(value)),
        "suffix": f"{value}分",
        "named": f"{value}（{SCALE[value]}）",
        "below": f"{value}\n{SCALE[value]}",
    }[style]


COLUMN_STYLES = ("int", "int", "int", "text", "wide", "suffix", "named", "below")
