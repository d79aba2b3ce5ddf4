"""Invented account managers of an operator of any size; what is drawn for one does not depend on how many there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from reportgen.model.load import packaged_model

YEAR = 2026
MODEL = packaged_model()
RATED = tuple(c for c in MODEL.competencies if c.method == "rating")
SUBJECTS = tuple(s for c in MODEL.competencies for s in c.subjects)
TEAM, BRANCH = 10, 2000  # people under one superior; people whose roster and marks are one workbook

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "明丽华建国文秀英伟强军平志玉兰思雨欣宇轩浩然子涵梓晨佳怡嘉琪雅婷晓东春梅海燕永福庆云鹏飞俊杰天成若曦知行安宁书瑶清远景行一鸣"
SECTORS = ("政务", "教育", "金融", "制造", "商贸", "服务业")
GRADES = {"4": 40, "3": 30, "2": 20, "1": 10}  # in a hundred
PRAISE = """
敢于主动上门，开口能力强，今年开了好几家新客户；投标前一周需求变了三次，没有一句抱怨，连夜和大家把方案改完；\
汇报条理清楚，先讲结论，客户领导听得进去；答应的事从来不用催，布置下来的工作当天就有回音；\
跨部门的事协调得最让人放心，几家意见不一时总能找到折中办法；老客户都愿意继续签约，交付后还记得按月回访；\
写的方案拿来就能用，投标文件几乎不用返工；待人真诚，新同事有问题都愿意来请教；\
行业动态总是第一个分享给大家，客户台账随时查随时有；客户发火时还能笑着把事办完；\
对客户的需求看得很准，提前半年就看到了扩容的机会；丢过两次的客户，第三次还是拿下来了
"""
WISHES = """
交付之后的回访可以更有规律，客户资料更新得有点慢；项目多的时候，习惯自己把材料改到最后一刻，\
如果能早一点把分工和时间点定下来，后面会从容很多；方案里可以多给客户几种选择，报价依据写得更清楚一些；\
和客户决策层的往来可以再多一些，现在多停在经办人这一层；事情一多容易顾此失彼，收尾工作有时拖得久了一点；\
赶进度时语气可以再缓和一些；和其他部门往来偏少，需要多部门配合时希望早点通知；\
报告偏长，重点不够突出，周报里的数据最好注明来源；新客户拜访可以再主动一些，演示前多演练一遍；\
受批评后情绪低落得有点久，复盘可以再快一些；目标偏保守，可以主动挑一两个难啃的项目
"""
SAID = tuple(tuple(text.strip().split("；")) for text in (PRAISE, WISHES))


def dice(*about: object) -> Random:
    """Chance that depends on what it is about alone."""
    return Random(" ".join(map(str, about)))  # noqa: S311 (data of a benchmark)


@dataclass(frozen=True)
class Rater:
    name: str
    id: str
    relation: str


@dataclass(frozen=True)
class Person:
    """The account manager number so-and-so, from 0."""

    number: int

    @property
    def id(self) -> str:
        return f"{self.number + 1:06}"

    @cached_property
    def name(self) -> str:
        return invented_name("person", self.number)

    @cached_property
    def grade(self) -> str:
        return MODEL.grade(dice("grade", self.number).choices(list(GRADES), list(GRADES.values()))[0]).name_zh

    @property
    def team(self) -> int:
        return self.number // TEAM

    @property
    def branch(self) -> str:
        return f"{self.number // BRANCH + 1:02}分公司"

    @property
    def sector(self) -> str:
        return SECTORS[self.team % len(SECTORS)]

    @property
    def department(self) -> str:
        return f"{self.branch}{self.sector}客户{self.team % (BRANCH // TEAM) + 1}部"

    @property
    def superior(self) -> Rater:
        return Rater(invented_name("superior", self.team), f"9{self.team:05}", "上级")

    @property
    def joined(self) -> date:
        return date(2005, 1, 3) + timedelta(days=dice("joined", self.number).randrange(7300))

    @cached_property
    def abilities(self) -> Mapping[str, float]:
        draw = dice("ability", self.number)
        about = draw.gauss(4.4, 0.5)
        return {c.id: about + draw.gauss(0, 0.7) for c in RATED}

    def raters(self, people: int) -> Iterator[Rater]:
        """Who rates this person among so many: self, superior, two peers, a subordinate or customer."""
        yield Rater(self.name, self.id, "自评")
        yield self.superior
        first = self.team * TEAM
        size = min(TEAM, people - first)
        for step in (1, 2):
            peer = Person(first + (self.number - first + step) % size)
            if peer != self:
                yield Rater(peer.name, peer.id, "同级")
        kind = "下级" if self.number % 2 else "客户"
        yield Rater(invented_name(kind, self.number), f"8{self.number:06}", kind)

    def answers(self, rater: Rater) -> dict[str, int]:
        """The rater's ratings, by competency."""
        draw, mild = dice("answers", self.number, rater.id), dice("mild", rater.id).gauss(0, 0.3)
        low, high = MODEL.scale_values[0], MODEL.scale_values[-1]
        return {c: min(max(round(a + mild + draw.gauss(0, 0.55)), low), high) for c, a in self.abilities.items()}

    def comments(self, rater: Rater, given: Mapping[str, int]) -> dict[str, str]:
        """What the rater writes beside some ratings."""
        draw = dice("comments", self.number, rater.id)
        about = draw.sample(sorted(given), 1 + draw.randrange(3))
        return {c: draw.choice(SAID[given[c] < MODEL.standard]) for c in about}

    def mark(self, subject: str) -> int:
        draw = dice("mark", self.number, subject)
        return min(max(round(draw.gauss(78, 10)), 30), 98)


def invented_name(*about: object) -> str:
    draw = dice("name", *about)
    return draw.choice(FAMILIES) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2, 2))))
