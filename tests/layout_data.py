"""What a random layout says: who rates whom on what, and how its cells are spelled.

Used by `layout_writer`. Every choice is drawn for a purpose of its own, so that a change of the order of rows, columns
and sheets changes nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple, TypeVar

from tests import layout_words as words
from tests.layout_page import Cell, Fact, Label, Page, day

T = TypeVar("T")

SURNAMES = "张陈刘杨黄赵吴孙马许郑王李周韩邓萧叶钟卢蒋贾阎龙钱汤严鲁韦万乔谭陆范苏"
GIVEN = (
    "伟",
    "芳",
    "丽华",
    "军",
    "晓东",
    "磊",
    "静",
    "建国",
    "敏",
    "秀英",
    "强",
    "洋",
    "涛",
    "艳红",
    "勇",
    "兰",
    "志远",
)
DEPARTMENTS = ("政企客户部一部", "政企客户部二部", "一部", "二部", "营销中心", "Sales")
GRADES = ("客户经理4级", "客户经理3级", "客户经理2级", "客户经理1级")


class Person(NamedTuple):
    id: str
    name: str
    grade: str
    department: str


class Rater(NamedTuple):
    name: str
    id: str
    relation: str


@dataclass
class Layout:
    """One random layout: who rates whom on what, and the traits of the sheets."""

    seed: int
    order: int = 0
    kind: str = ""
    traits: set[str] = field(default_factory=set)
    people: list[Person] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)
    raters: list[Rater] = field(default_factory=list)
    competencies: list[words.Competency] = field(default_factory=list)
    files: dict[str, list[Page]] = field(default_factory=dict)

    def dice(self, purpose: str) -> Random:
        """Random numbers for one purpose: the same whatever else was drawn, and whatever the order."""
        return Random(f"{self.seed}/{purpose}")  # noqa: S311 (test data)

    def shuffled(self, items: Iterable[T], purpose: str) -> list[T]:
        listed = list(items)
        Random(f"{self.seed}/{self.order}/{purpose}").shuffle(listed)  # noqa: S311
        return listed

    def has(self, trait: str, share: float) -> bool:
        """Whether this layout has a trait; decided once per layout."""
        found = self.dice(f"trait/{trait}").random() < share
        if found:
            self.traits.add(trait)
        return found

    def pick(self, what: str, options: Sequence[str]) -> str:
        """One option for the whole layout, noted among the traits."""
        option = self.dice(f"pick/{what}").choice(options)
        self.traits.add(f"{what}: {option}")
        return option

    def answer(self, person: Person, item: words.Competency, rater: Rater) -> Cell:
        """A rater's answer, or what stands for none."""
        dice = self.dice(f"answer/{person.id}/{item.id}/{rater.name}/{rater.relation}")
        form = self.pick("numbers", words.NUMBER_FORMS)
        fact = self.fact(person, item, rater)
        return Cell(words.number(dice, fact.rating, form), fact) if fact else Cell(dice.choice(words.UNANSWERED))

    def fact(self, person: Person, item: words.Competency, rater: Rater) -> Fact | None:
        """What a rater says about a person, or None where no answer was given."""
        dice = self.dice(f"fact/{person.id}/{item.id}/{rater.name}/{rater.relation}")
        value = dice.choice([0, 1, 2, 3, 4, 4, 5, 5, 6])
        return Fact(person.id, item.id, rater.name, rater.relation, value) if dice.random() > 0.12 else None

    def id_cell(self, person: Person) -> Cell:
        """The id as text, or as a number shown with its leading zeros."""
        if person.id.isdigit() and self.has("ids as formatted numbers", 0.15):
            return Cell(int(person.id), None, "0" * len(person.id))
        return Cell(person.id)

    def name_cell(self, person: Person) -> Cell:
        return Cell(words.person_name(self.dice(f"name/{person.id}"), person.name))

    def page(self, file: str, title: str) -> Page:
        pages = self.files.setdefault(file, [])
        page = Page(title, self.dice(f"page/{file}/{title}"))
        page.left = 1 + self.dice("left").choice([0, 0, 0, 1, 1, 2])
        pages.append(page)
        return page

    def person_labels(self, person: Person, dice: Random) -> list[Label]:
        found = [(words.label(dice, "name"), self.name_cell(person))]
        if "names only" not in self.traits:
            found.append((words.label(dice, "person_id"), self.id_cell(person)))
        if self.has("grade label", 0.4):
            found.append((words.label(dice, "grade"), Cell(person.grade)))
        if self.has("department label", 0.4):
            found.append((words.label(dice, "department"), Cell(person.department)))
        return found

    def rater_labels(self, rater: Rater, dice: Random) -> list[Label]:
        found = [
            (words.label(dice, "rater"), Cell(rater.name)),
            (words.label(dice, "relation"), Cell(words.relation(dice, rater.relation))),
        ]
        if self.has("rater's id", 0.2):
            found.append((words.label(dice, "rater_id"), Cell(rater.id)))
        if self.has("date", 0.4):
            found.append((words.label(dice, "date"), day(dice)))
        return found
