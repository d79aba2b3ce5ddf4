"""Made-up organisations in which people rate each other, and what happens between two issues of the reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

from reportgen.assessment.assess import assess
from reportgen.model.inputs import COMMENTS, RATINGS, frame
from reportgen.model.load import parse_model
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import Person

ORDER = ("self", "supervisor", "peer", "subordinate", "customer")
RATED = ("greeting", "packing", "arranging", "helping", "teaching")
PLACES = {"shop": ("greeting", "packing", "arranging", "goods"), "team": ("helping", "teaching")}

Place = tuple[str, str, str, str]  # person, competency, who in truth rated, relation


def shop(factors: Mapping[str, int]) -> Model:
    """A model with two categories, five competencies that are rated, one that is examined; scale 0–6, standard 5."""
    return parse_model(shop_text(factors), "shop.toml")


def shop_text(factors: Mapping[str, int]) -> str:
    """The model as its file; `factors` are weights of competencies in means."""
    head = """
[model]
id = "shop"
name_zh = "门店"
name_en = "Shop"
role_zh = "店员"
role_en = "Clerk"
[thresholds]
standard = 5
need_band = 4
attained_band = 5
overall_share = "1/2"
few_votes = 2
few_ratings = 3
group_mean_people = 1
group_many = "1/3"
group_deep = "1"
recalibration_months = 12
mixed_dates_months = 12
"""
    named = [f'[[categories]]\nid = "{c}"\nname_zh = "{c}类"\nname_en = "{c}"\n' for c in PLACES]
    named += [f'[[levels]]\nvalue = {n}\nname_zh = "第{n}级"\nname_en = "Level {n}"\n' for n in (1, 2)]
    named += [
        f'[[grades]]\nid = "{g}"\nname_zh = "{n}"\nname_en = "{g}"\naliases = ["{n}级"]\nrequired_level = {i}\n'
        for i, (g, n) in enumerate((("junior", "初阶"), ("senior", "高阶")), 1)
    ]
    exam = ((0, 10), (11, 30), (31, 45), (46, 59), (60, 74), (75, 89), (90, 100))
    named += [
        f'[[scale]]\nvalue = {n}\nname_zh = "档{n}"\nname_en = "Band {n}"\nexam_from = {low}\nexam_to = {high}\n'
        for n, (low, high) in enumerate(exam)
    ]
    for category, members in PLACES.items():
        for c in members:
            named.append(
                f'[[competencies]]\nid = "{c}"\nname_zh = "{NAMES[c]}"\nname_en = "{c.title()}"\ncategory = "{category}"\n'
                f'method = "{"exam" if c == "goods" else "rating"}"\nweight = {factors.get(c, 1)}\n'
                + ('subjects = [{ name_zh = "茶叶", name_en = "Tea", weight = 1 }]\n' if c == "goods" else "")
            )
    return head + "\n".join(named)


NAMES = {
    "greeting": "迎客",
    "packing": "打包",
    "arranging": "陈列",
    "goods": "商品知识",
    "helping": "帮人",
    "teaching": "教人",
}


@dataclass(frozen=True)
class Organisation:
    """Who is there, who gave which rating in truth, under which key the program knows each rater, and the settings.

    `ratings` has (person, competency, rater, relation) -> rating; `comments` (person, rater) -> (relation, text).
    """

    model: Model
    people: tuple[Person, ...]
    ratings: Mapping[Place, int]
    keys: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    minimum: int = 3
    exams: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    forced: frozenset[str] = frozenset()  # people of whom everything is issued anew, whatever it gives away

    def key(self, rater: str) -> str:
        return self.keys.get(rater, rater)

    def assessment(self) -> Assessment:
        """What the program computes from it."""
        lines = [
            (p, c, self.key(r), self.key(r), rel, value, None, "", "评分.xlsx", "S", f"E{n}")
            for n, ((p, c, r, rel), value) in enumerate(self.ratings.items(), 2)
        ]
        remarks = [
            (p, "", self.key(r), rel, text, "评分.xlsx", "S", f"F{n}")
            for n, ((p, r), (rel, text)) in enumerate(self.comments.items(), 2)
        ]
        given = frames.inputs(
            *self.people,
            ratings=frame(lines, RATINGS),
            marks=frames.marks(*((p, "茶叶", mark) for p, mark in self.exams.items())),
        )
        given = replace(given, comments=frame(remarks, COMMENTS))
        return assess(given, self.model, weights=self.weights, cycle=None)


WEIGHTS: tuple[dict[str, int], ...] = (
    {},
    {},
    {"supervisor": 5, "peer": 3, "subordinate": 2},
    {"supervisor": 50, "peer": 20, "subordinate": 15, "customer": 15},
    {"self": 1, "supervisor": 4, "peer": 3, "subordinate": 2},
    {"peer": 1, "customer": 1},
)


def random_organisation(draw: Random) -> Organisation:
    """A small organisation: 1–4 people, each rated by 0–8 others in several relations, answers missing here and there."""
    people = tuple(
        Person(f"p{n}", draw.choice(("junior", "senior")), f"某{'甲乙丙丁'[n]}", draw.choice(("一部", "二部", "")))
        for n in range(draw.choice((1, 1, 2, 2, 3, 4)))
    )
    crowd = [f"rater{n}" for n in range(9)]
    ratings: dict[Place, int] = {}
    comments = {}
    gaps = draw.choice((0.0, 0.2, 0.5))
    for person in people:
        own = draw.random()
        for rater in [*draw.sample(crowd, draw.randint(0, 8)), *([person.id] if own < 0.4 else [])]:
            relation = (
                "self" if rater == person.id else draw.choice(("supervisor", "peer", "peer", "subordinate", "customer"))
            )
            for c in RATED:
                if draw.random() >= gaps:
                    ratings[person.id, c, rater, relation] = draw.choice((0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 6))
            if draw.random() < 0.4:
                comments[person.id, rater] = (relation, f"评语{draw.randint(0, 10**9)}")
    weights = {relation: Fraction(n) for relation, n in draw.choice(WEIGHTS).items()}
    exams = {p.id: draw.randint(0, 100) for p in people if draw.random() < 0.5}
    factors = draw.choice(({}, {}, {"packing": 2}, {"packing": 5, "helping": 3}))
    return Organisation(
        _model(tuple(sorted(factors.items()))), people, ratings, {}, weights, draw.choice((3, 3, 3, 2, 4)), exams, comments,
    )  # fmt: skip


_MODELS: dict[tuple[tuple[str, int], ...], Model] = {}


def _model(factors: tuple[tuple[str, int], ...]) -> Model:
    if factors not in _MODELS:
        _MODELS[factors] = shop(dict(factors))
    return _MODELS[factors]


def plain_model() -> Model:
    """The model in which every competency weighs the same."""
    return _model(())


def late(now: Organisation, draw: Random) -> Organisation:
    """The organisation some days later: one to four things have happened."""
    for _ in range(draw.randint(1, 4)):
        now = draw.choice(EVENTS)(now, draw)
    return now


def _form_comes(now: Organisation, draw: Random) -> Organisation:
    person = draw.choice(now.people).id
    rater = f"late{draw.randint(0, 4)}"
    relation = draw.choice(("supervisor", "peer", "peer", "subordinate", "customer"))
    known = {rel for p, _, r, rel in now.ratings if (p, r) == (person, rater)}
    if known:
        return now
    more = {(person, c, rater, relation): draw.randint(0, 6) for c in RATED if draw.random() < 0.7}
    comments = {**now.comments}
    if draw.random() < 0.5:
        comments[person, rater] = (relation, f"迟到的话{draw.randint(0, 10**9)}")
    return replace(now, ratings={**now.ratings, **more}, comments=comments)


def _form_goes(now: Organisation, draw: Random) -> Organisation:
    forms = sorted({(p, r) for p, _, r, _ in now.ratings})
    if not forms:
        return now
    gone = draw.choice(forms)
    left = {place: value for place, value in now.ratings.items() if (place[0], place[2]) != gone}
    return replace(now, ratings=left, comments={place: text for place, text in now.comments.items() if place != gone})


def _answers_change(now: Organisation, draw: Random) -> Organisation:
    """Somebody thinks again: one answer, or all on a person."""
    if not now.ratings:
        return now
    one = draw.choice(sorted(now.ratings))
    whole = draw.random() < 0.5
    ratings = {
        place: draw.randint(0, 6) if place == one or (whole and (place[0], place[2]) == (one[0], one[2])) else value
        for place, value in now.ratings.items()
    }
    return replace(now, ratings=ratings)


def _answer_goes(now: Organisation, draw: Random) -> Organisation:
    if not now.ratings:
        return now
    one = draw.choice(sorted(now.ratings))
    return replace(now, ratings={place: value for place, value in now.ratings.items() if place != one})


def _rater_is_called_otherwise(now: Organisation, draw: Random) -> Organisation:
    """A form is saved under another name, or an id is added: the program knows the rater under another key."""
    raters = sorted({r for _, _, r, rel in now.ratings if rel != "self"})
    if not raters:
        return now
    rater = draw.choice(raters)
    return replace(now, keys={**now.keys, rater: f"{rater}-{draw.randint(0, 999)}"})


def _weights_change(now: Organisation, draw: Random) -> Organisation:
    return replace(now, weights={relation: Fraction(n) for relation, n in draw.choice(WEIGHTS).items()})


def _minimum_changes(now: Organisation, draw: Random) -> Organisation:
    return replace(now, minimum=draw.choice((2, 3, 4, 5)))


def _exam_comes(now: Organisation, draw: Random) -> Organisation:
    return replace(now, exams={**now.exams, draw.choice(now.people).id: draw.randint(0, 100)})


def _factors_change(now: Organisation, draw: Random) -> Organisation:
    return replace(now, model=_model(draw.choice(((), (("packing", 2),), (("helping", 3), ("packing", 5))))))


def _issued_anew(now: Organisation, draw: Random) -> Organisation:
    return replace(now, forced=now.forced | {draw.choice(now.people).id})


EVENTS = (
    _form_comes, _form_comes, _form_comes, _form_comes, _form_goes, _answers_change, _answers_change, _answer_goes,
    _rater_is_called_otherwise, _weights_change, _minimum_changes, _exam_comes, _factors_change, _issued_anew,
)  # fmt: skip
