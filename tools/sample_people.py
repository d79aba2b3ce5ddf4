"""The invented people of `input_samples/`: who they are, what is said about them, and how they are rated."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from reportgen.model.load import packaged_model

YEAR = int(os.environ.get("SAMPLE_YEAR", "2026"))  # 2025: the cycle before, for its results alone
NOW = YEAR == 2026  # noqa: PLR2004 (the year of the samples)
COMPANY, PERIOD = "示例通信公司政企客户部", f"{YEAR}年度"
MODEL = packaged_model()
RATED = tuple(c for c in MODEL.competencies if c.method == "rating")
SUBJECTS = tuple(s for c in MODEL.competencies for s in c.subjects)
SCALE = MODEL.scale_values

# ---- who there is: id, name, grade, sector, entry, manager, ability (0-6), exams (0-100), strengths and weaknesses

DEPARTMENTS = {"政务与教育客户部": "政务 教育", "金融与制造客户部": "金融 制造", "商贸与服务客户部": "商贸 服务业"}
MANAGERS = {  # id, mail and the form that is used
    "褚景行": ("000127", "chu.jingxing@example.com", "√"),
    "温雅琴": ("000251", "wen.yaqin@example.com", "score"),
    "邱振民": ("000139", "qiu.zhenmin@example.com", "●"),
    "穆晓岚": ("000284", "mu.xiaolan@example.com", "number"),
    "谷建业": ("000163", "gu.jianye@example.com", "✔"),
}
PEOPLE = """
000318 欧阳明哲 1 政务 2008-07-01 褚景行 4.8 88 +customer_relations +coordination -writing
000527 林书瑶 2 教育 2011-03-14 褚景行 5.5 93 -proactive_selling
000744 石振华 2 政务 2013-08-05 褚景行 4.6 80 +resilience -information_gathering
001206 贾文斌 3 政务 2016-07-11 褚景行 4.5 84 -solution_design
001355 苗雨欣 3 教育 2017-04-17 温雅琴 4.8 84 +communication +interpersonal -emotional_control -writing
001588 王雅楠 3 政务 2018-09-03 温雅琴 4.0 75 +communication -proactive_selling -solution_design
002417 程子轩 4 教育 2023-07-10 温雅琴 4.5 77 +execution -customer_relations
002693 汪思琪 4 政务 2024-07-08 温雅琴 4.0 71 +writing -emotional_control -resilience
000402 纪衡 1 金融 2009-07-06 邱振民 4.9 89 +needs_analysis +solution_design -interpersonal
000639 高翊 2 制造 2012-05-21 邱振民 4.6 85 +proactive_selling
000871 许建勋 2 金融 2014-02-17 邱振民 3.9 74 +customer_retention -communication -emotional_control -coordination
001263 唐婉清 3 金融 2016-11-07 邱振民 4.6 88 +writing +information_gathering -proactive_selling -interpersonal
001471 闫俊峰 3 制造 2018-03-19 穆晓岚 4.2 76 +customer_retention -writing
002128 尹若曦 4 金融 2022-07-04 穆晓岚 4.7 82 +achievement -customer_retention
002455 段一鸣 4 制造 2023-08-14 穆晓岚 2.6 56 +interpersonal -solution_design -proactive_selling
002871 方慧敏 4 金融 2025-07-07 穆晓岚 4.3 0 -needs_analysis
000366 郝丽娟 1 商贸 2008-10-13 谷建业 4.7 82 +customer_retention -achievement
000715 曹予安 2 服务业 2013-04-08 谷建业 4.7 87 +solution_design -emotional_control
000908 宋知行 2 商贸 2014-09-15 谷建业 4.3 79 +execution -interpersonal
001317 马晓冬 3 商贸 2017-01-09 谷建业 4.5 81 +resilience
001624 罗秀芝 3 服务业 2019-02-25 谷建业 4.0 78 +customer_relations -information_gathering
002236 魏嘉禾 4 服务业 2022-11-21 谷建业 4.6 83 -writing
002519 王雅楠 4 商贸 2023-11-06 谷建业 4.4 75 +communication -needs_analysis
002760 江雪莹 4 商贸 2025-02-17 谷建业 4.1 69 +interpersonal -proactive_selling -execution
"""
NOT_YET = ("002871", "002760")  # people who came after the cycle before
LEFT = "001105 佟立群 3 金融 2015-06-08 邱振民 4.3 77 +communication -writing\n"  # and one who has left since
RAISED_TO = {"001206": "4", "000744": "3"}  # the grades before of those who were promoted since
REMARKS = {"002871": "10月外派学习，未参加考试", "002760": "2026年3月由市场部调入"}
NOT_TAKEN = ("001317", "电信技术知识")
NO_SELF_RATING = "000366"
CUSTOMERS = {
    "Ms. Lin, Sample City Hospital": "000318 000744",
    "Mr. Shen, Sample Public Service Centre": "000318 001206 002693",
    "Mr. Tao, Sample Normal University": "000527 001355",
    "Ms. Luo, Sample Vocational School": "000527 002417",
    "Ms. Ning, Sample Rural Bank": "000402 001263 002128",
    "Mr. Fan, Sample Insurance": "000402 000639 000871",
    "Mr. Yue, Sample Machinery": "000639 001471",
    "Ms. Xia, Sample Textiles": "000639 002455",
    "Mr. Pan, Sample Trading": "000366 000908 002519",
    "Mr. Lei, Sample Logistics": "000366 000715 001317 002760",
    "Ms. Qin, Sample Hotel Group": "000715 001624",
    "Ms. Bao, Sample Travel": "000715 002236",
}
# How some see themselves: blind spots of those who think better of themselves than others do, and hidden strengths.
SELF_RATED = {
    "000871": "communication=6 emotional_control=5 coordination=5 writing=6 interpersonal=6 execution=5",
    "001471": "writing=5",
    "002693": "emotional_control=5 resilience=5 writing=3",
    "000715": "solution_design=3 information_gathering=3 writing=3 needs_analysis=3 customer_relations=2",
    "001263": "writing=4",
}
DISPUTED = {"001588": "proactive_selling coordination", "000366": "needs_analysis", "000908": "solution_design"}
# Raters worth a second look: one who gives all the same, one who is very strict, one who read the scale the wrong way
# round for some people, one who left most of the form empty.
ALL_ALIKE, STRICT, TURNED_ROUND = {"002236": 5}, {"001355": -1}, {"000908": "001317 001624"}
HARDLY_ANSWERED = {"002417": "achievement communication execution customer_relations"}
SEEN_BY_CUSTOMERS = tuple(c for c in RATED if c.id not in ("achievement", "resilience", "information_gathering"))

# ---- what stands on the forms, in the order of the rated competencies

MEANINGS = """
不满足于现状，主动把目标定高并坚持做成 / 遇到失败和打击时稳得住、恢复得快 / 当面说得清楚，听得进去，使人信服
用文字把意见和信息写得准确、好读 / 在交往中赢得信任与尊重，与人融洽相处 / 领会上级意图，把任务按时按质落到实处
在压力和冲突面前保持冷静，不失分寸 / 理顺各方关系，争取理解、支持与配合 / 用合适的渠道和方法取得所需的信息
看清客户需求，判断项目价值，制订销售计划 / 为客户量身制定营销策略和解决方案 / 主动接触决策人，做好演示、投标和谈判
持续跟进和回访客户，防止客户流失 / 树立品牌形象，与客户建立长期稳定的关系
"""
COMMENTS = """
主动请缨承担新业务指标 / 自定目标高于下达指标 / 目标偏保守，可再大胆些 / 满足于完成任务，少钻劲
两次丢标后第三次拿下 / 投诉高峰仍保持节奏 / 项目失利后恢复偏慢 / 受批评易气馁，要多沟通
向客户高层汇报条理清楚 / 善于听出客户的顾虑 / 汇报重点不突出，先讲结论 / 有时打断客户，要多听
标书层次分明，可作范本 / 周报简明，结论站得住 / 方案文字要反复修改 / 公文格式不规范，多看范文
各部门都愿意与其配合 / 待人真诚，客户口碑好 / 与其他部门往来偏少 / 初见客户放不开，需多练
交办事项件件有回音 / 年度方案按月落实到位 / 个别任务拖到期限前 / 对要求理解有偏差，应多确认
谈判僵局中始终冷静克制 / 情绪稳定，还能安抚同事 / 受客户责难时语气急躁 / 压力大时影响团队气氛
牵头专线割接，配合顺畅 / 替对方着想，协调又快又稳 / 跨部门事项推动不力 / 处理矛盾方式单一
行业台账更新及时准确 / 多渠道核实，分析有依据 / 对竞争动向掌握不及时 / 信息来源单一，要拓宽渠道
提前半年预判扩容需求 / 项目价值评估与实际相符 / 对潜在需求挖掘不够 / 效益测算不细，计划偏粗
云网融合方案一次过评审 / 方案比选充分，定价得当 / 照搬模板，针对性不足 / 独立做方案有困难，需带教
打开空白客户，新签三单 / 演示和谈判都独当一面 / 走访次数不足，等客上门 / 谈判经验少，建议投标演练
续约率居部门第一 / 交付后按月回访，不留问题 / 客户资料更新慢，预警偏晚 / 回访不够，客户有抱怨
与客户建立了定期交流机制 / 客户活动组织得好 / 与决策层联系少 / 关系停留在经办人层面
"""
WEIGHTS = (
    ("专业基础知识", "电信产品知识", None, 1.5, "产品知识是日常工作的重点"),
    ("岗位基础知识", "政企客户营销战略", None, 1.5, "与年度营销重点一致"),
    ("岗位基本技能", "电信业务英语词汇及营销常用英语", None, 0.5, "涉外客户较少"),
    ("通用基础知识", "法律法规", "客户经理3级", 2, "3级起独立起草合同"),
)
VOTED_GRADE, EXPERTS, VOTE_NOTE = MODEL.grade("3"), 5, "各位专家独立填写，平均值四舍五入为调整后级别。"
RAISED = ("communication", "interpersonal", "emotional_control", "coordination", "proactive_selling")
LOWERED = ("solution_design",)
# Grade 2 is voted on by experts with a sheet each; what is not named here they leave as it is.
VOTED_APART = MODEL.grade("2")
APART: dict[str, tuple[int, ...]] = {  # a level per expert
    "秦岚": (4, 4, 2), "沈若兰": (4, 3, 4), "顾明川": (3, 4, 4), "韩秋实": (4, 4, 2),
}  # fmt: skip
APART_ON = ("needs_analysis", "professional_knowledge", "coordination")
LEGEND = "　".join(f"{p.value} {p.name_zh}" for p in MODEL.scale)
LEVELS = "　".join(f"{v.value} {v.name_zh}" for v in MODEL.levels)
HOW_TO_RATE = "对照被评估人现级别的要求水平评分，5分即达到要求；每项只选一个评分，不了解的项目请留空。"
BY_EXAM, UNKNOWN = "以考试成绩评定，本表不填", "不了解"
BEFORE = "2025年评估结果.xlsx"
SETTINGS = f"""\
# 评估周期：日期不在起止范围内的表格和成绩不计入
[cycle]
name = "{YEAR}"          # 周期名称，印在报告上
from = {YEAR}-01-01      # 起始日期
to = {YEAR}-12-31        # 截止日期
previous = "{BEFORE}"    # 与上一周期比较：上次的 results.xlsx（可改名）或上次的 output 文件夹

# 报告上的文字
[report]
organisation = "示例通信公司 政企客户部"   # 单位名称
# logo = "logo.png"                        # 放在本文件夹里的标志（PNG 或 JPEG）
# accent = "#1F4E8C"                       # 标题颜色，须在白纸上看得清
# introduction = "……"                      # 印在每份报告首页的几句话，最多 180 字
# footer = "……"                            # 页脚文字，最多 60 字
sample = true                              # 本文件夹是虚构的示例，每页都注明；正式使用时请删去此行

# 发邮件（make mails）：先写成草稿供查看，make mails SEND=1 才发送。密码不写在这里，见 docs/mail.md
[mail]
sender = "hr@example.com"                  # 发件人邮箱
sender_name = "人力资源部"                 # 发件人名称
# server = "smtp.example.com"              # 邮件服务器；发送之前必须写上
# user = "hr@example.com"                  # 登录名
# domains = ["example.com"]                # 只准发到这些域名；不写就是发件人的域名
# scores = true                            # 在正文里写上得分（默认不写）
"""
Answers = Mapping[str, int | None]


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    grade: str
    sector: str
    joined: date
    manager: str
    ability: float
    exam: float
    marked: tuple[str, ...]

    @property
    def grade_name(self) -> str:
        return MODEL.grade(self.grade).name_zh

    @property
    def department(self) -> str:
        return next(name for name, sectors in DEPARTMENTS.items() if self.sector in sectors.split())

    @property
    def post(self) -> str:
        return f"{self.sector}客户经理"

    def grades_above(self, other: "Person") -> int:
        return int(other.grade) - int(self.grade)


def people() -> Iterator[Person]:
    for line in (PEOPLE if NOW else PEOPLE + LEFT).strip().splitlines():
        pid, name, grade, sector, joined, manager, ability, exam, *marked = line.split()
        if not NOW and pid in NOT_YET:
            continue
        grade = grade if NOW else RAISED_TO.get(pid, grade)
        day = date.fromisoformat(joined)
        yield Person(pid, name, grade, sector, day, manager, float(ability), float(exam), tuple(marked))


STAFF = tuple(people())
TEAMS = {department: [p for p in STAFF if p.department == department] for department in DEPARTMENTS}
MEANING = dict(zip((c.id for c in RATED), re.split(r" / |\n", MEANINGS.strip()), strict=True))
COMMENT = {c.id: line.split(" / ") for c, line in zip(RATED, COMMENTS.strip().splitlines(), strict=True)}


# ---- ratings, marks and votes that look human; what is drawn for one does not depend on the others


def chance(*about: str) -> Random:
    return Random(" ".join(about if NOW else (str(YEAR), *about)))  # noqa: S311 (samples, no secrets)


def ability(p: Person, item: str) -> float:
    marked = 0.9 * (f"+{item}" in p.marked) - 1.4 * (f"-{item}" in p.marked)
    drawn = Random(f"ability {p.id} {item}").gauss(0, 0.4)  # noqa: S311 (samples, no secrets)
    return p.ability + marked + drawn - (0 if NOW else chance("growth", p.id, item).gauss(0.2, 0.35))


def answers(rater: str, p: Person, blanks: float = 0.008) -> dict[str, int | None]:
    """The person's ability, the rater's leniency and some noise; now and then no answer."""
    draw, lenient = chance("answers", rater, p.id), chance("leniency", rater).gauss(-0.1, 0.3)
    drawn = {item: round(ability(p, item) + lenient + draw.gauss(0, 0.55)) for item in MEANING}
    given = {i: None if draw.random() < blanks else min(max(n, SCALE[0]), SCALE[-1]) for i, n in drawn.items()}
    return _peculiar(rater, p, given) if NOW else given


def _peculiar(rater: str, p: Person, given: Answers) -> dict[str, int | None]:
    """The answers as some people give them."""
    if rater == p.id:
        own = (word.split("=") for word in SELF_RATED.get(p.id, "").split())
        return {**given, **{item: int(rating) for item, rating in own}}
    if rater in ALL_ALIKE:
        return dict.fromkeys(given, ALL_ALIKE[rater])
    shift, side = STRICT.get(rater, 0), chance("side", rater, p.id).choice((-2, 2))
    found: dict[str, int | None] = {}
    for item, rating in given.items():
        if rating is None or (rater in HARDLY_ANSWERED and item not in HARDLY_ANSWERED[rater].split()):
            found[item] = None
            continue
        moved = rating + shift + side * (item in DISPUTED.get(p.id, "").split())
        moved = SCALE[-1] - moved if p.id in TURNED_ROUND.get(rater, "").split() else moved
        found[item] = min(max(moved, SCALE[0]), SCALE[-1])
    return found


def comments(rater: str, p: Person, given: Answers, written: set[str]) -> dict[str, str]:
    """A few remarks that fit the ratings; what stands in `written` is not written again."""
    draw, remarks = chance("comments", rater, p.id), {}
    for item, rating in given.items():
        usual = rating in (MODEL.standard, MODEL.standard - 1)
        if rating is None or draw.random() > (0.15 if usual else 0.6):
            continue
        fitting = COMMENT[item][:2] if rating >= MODEL.standard else COMMENT[item][2:]
        new = [text for text in fitting if text not in written]
        if new:
            remarks[item] = draw.choice(new)
            written.add(remarks[item])
    return remarks


def mark(p: Person, subject: str) -> float:
    draw = chance("mark", p.id, subject)
    return round(min(max(draw.gauss(p.exam, 8), 30), 98)) + draw.choices((0, 0.5, 0.25, 0.75), (84, 10, 3, 3))[0]


def vote(item: str, after: int) -> list[int]:
    """Votes whose mean, rounded half up, is the new level."""
    draw, levels = chance("votes", item), [v.value for v in MODEL.levels]
    while True:
        votes = [min(max(round(draw.gauss(after - 0.1, 0.5)), levels[0]), levels[-1]) for _ in range(EXPERTS)]
        if (2 * sum(votes) + EXPERTS) // (2 * EXPERTS) == after:
            return votes


def day(first: int, last: int, *about: str) -> date:
    """A working day of October."""
    days = [date(YEAR, 10, day) for day in range(first, last + 1)]
    return chance("day", *about).choice([d for d in days if d.isoweekday() not in (6, 7)])
