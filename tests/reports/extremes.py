"""Reports with the shortest and the longest content: what the pages must still look right with."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from reportgen.model.results import MERGED, Assessment, PersonResult, Recalibrated, Remarks, Seen
from reportgen.model.texts import packaged_texts
from reportgen.model.types import Model
from reportgen.reports.grade_view import GradeView, grade_view
from reportgen.reports.person_view import PersonView, person_view
from reportgen.reports.views import Texts
from tests.reports.cases import assessment, person

Ratings = list[list[int] | int | None]
EXAMS = range(8, 12)
GIVEN = ("思远", "明", "若曦", "嘉禾", "子轩", "一鸣", "雪莹")
LONG_NAME = "阿不都热依木·买买提江艾力"
LONG_DEPARTMENT = "政企客户事业部党政军与公共事业行业拓展中心第二客户服务分部"


def mixed(seed: int, raters: int = 8) -> Ratings:
    """Ratings of somebody ordinary, with exams."""
    rnd = random.Random(seed)  # noqa: S311 (no secret)
    level = rnd.uniform(3.4, 5.4)
    return [
        rnd.randint(55, 98)
        if i in EXAMS
        else [min(6, max(0, round(rnd.gauss(level + rnd.uniform(-1, 1), 0.7)))) for _ in range(raters)]
        for i in range(18)
    ]


def with_self(one: PersonResult, seed: int = 5) -> PersonResult:
    rnd = random.Random(seed)  # noqa: S311 (no secret)
    return replace(
        one,
        competencies=tuple(
            replace(r, self_rating=Fraction(rnd.randint(2, 6))) if r.method == "rating" else r for r in one.competencies
        ),
    )


def with_others(one: PersonResult, seed: int = 6) -> PersonResult:
    """With means of relations beside the rated scores, ranges, agreement, and comments."""
    rnd = random.Random(seed)  # noqa: S311 (no secret)

    def near(score: Fraction) -> Fraction:
        return min(Fraction(6), max(Fraction(0), score + Fraction(rnd.randint(-60, 60), 100)))

    seen = []
    for i, r in enumerate(one.competencies):
        if r.method != "rating" or r.score is None:
            seen.append(r)
            continue
        apart = (("peer",), ("subordinate",)) if i % 4 else (("peer",), ("subordinate", "customer"))
        means = [Seen("supervisor", ("supervisor",), 1, Fraction(rnd.randint(3, 6)))]
        means += [Seen(rs[0] if len(rs) == 1 else MERGED, rs, 3, near(r.score)) for rs in apart]
        spread = (max(0, int(r.score) - 1), min(6, int(r.score) + 1)) if i % 2 else None
        seen.append(replace(r, seen=tuple(means), others=r.score, spread=spread, agreed=(True, False, None)[i % 3]))
    return replace(
        one,
        competencies=tuple(seen),
        remarks=Remarks(("有进步。",), ("交付很稳。\n协调可以更主动。",), ("准备充分。",) * 3),
    )


def withheld(one: PersonResult, *, keep: int) -> PersonResult:
    """With rated scores that are not shown, but for the first `keep` of them."""
    rated = [r.competency for r in one.competencies if r.method == "rating" and r.score is not None]
    hidden = set(rated[keep:])
    return replace(
        one,
        competencies=tuple(
            replace(r, score=None, band=None, gap=None, surplus=None, reason="withheld", shares=(), seen=(), others=None,
                    spread=None, agreed=None) if r.competency in hidden else r
            for r in one.competencies
        ),
        categories=one.categories if keep else dict.fromkeys(one.categories),
        overall=one.overall if keep else None,
        attainment=None,
        coverage=None,
        remarks=replace(one.remarks, others=(), withheld=True),
    )  # fmt: skip


PEOPLE: Mapping[str, Callable[[Model], PersonResult]] = {
    "ordinary": lambda m: with_others(with_self(person(m, mixed(3), "陈思远"))),
    "one-rater-two-characters": lambda m: with_self(person(m, mixed(8, raters=1), "李一")),
    "forty-raters-twelve-characters": lambda m: replace(
        with_self(person(m, mixed(4, raters=40), LONG_NAME, "E-2026-000-1234567890")),
        department=LONG_DEPARTMENT, manager=LONG_NAME,
    ),
    "eighteen-needs": lambda m: with_self(person(m, [[3, 4]] * 8 + [62, 40, 71, 55] + [[1], [2], [0], [3], [4], [2, 3]])),
    "no-needs": lambda m: with_self(person(m, [[5, 6]] * 8 + [88, 91, 95, 82] + [[5]] * 6)),
    "no-needs-top-grade": lambda m: replace(person(m, [[6]] * 8 + [95] * 4 + [[5]] * 6), grade=m.grades[-1].id, competencies=tuple(
        replace(r, required_level=m.grades[-1].required_for(r.competency)) for r in person(m, [[6]] * 8 + [95] * 4 + [[5]] * 6).competencies)),
    "one-need": lambda m: person(m, [[5]] * 6 + [[2]] + [[5]] + [88] * 4 + [[6]] * 6),
    "all-zero": lambda m: with_self(person(m, [[0]] * 8 + [20] * 4 + [[0]] * 6)),
    "nothing": lambda m: person(m, [None] * 18),
    "one-assessed": lambda m: person(m, [None] * 12 + [[3, 4]] + [None] * 5),
    "every-other": lambda m: with_self(person(m, [[4, 5], None] * 4 + [80, None] * 2 + [[3], None] * 3)),
    "some-not-shown": lambda m: withheld(with_others(with_self(person(m, mixed(3, raters=4)))), keep=9),
    "nothing-shown": lambda m: withheld(with_self(person(m, [r if i not in EXAMS else None for i, r in enumerate(mixed(3, raters=3))])), keep=0),
    "no-exams": lambda m: with_self(person(m, [r if i not in EXAMS else None for i, r in enumerate(mixed(9))])),
}  # fmt: skip


def many(model: Model, n: int, seed: int = 1) -> Assessment:
    """A grade of `n` people, a few of them not or half assessed, and a vote on its levels."""
    people = []
    for i in range(n):
        ratings = mixed(seed * 1000 + i, raters=4)
        if i % 17 == 5:
            ratings = [None] * 18
        elif i % 7 == 3:
            ratings[i % 18] = None
        if i % 5 == 1:
            ratings = [[2, 3] if k >= 12 else r for k, r in enumerate(ratings)]
        if i % 9 == 2:
            ratings = [[5, 6] if k not in EXAMS else 93 for k, _ in enumerate(ratings)]
        name = LONG_NAME if i == 3 else f"{'陈林黄周吴徐孙马'[i % 8]}{GIVEN[i % 7]}"
        people.append(person(model, ratings, name, f"E{1001 + 3 * i}"))
    table = [
        Recalibrated(model.grades[1].id, c, 2, 7, Fraction(18, 7), 3, (0, 3, 4, 0))
        if i % 4 == 1
        else Recalibrated(model.grades[1].id, c, 2, 7, Fraction(16, 7), 2, (0, 5, 2, 0))
        for i, c in enumerate(model.competency_ids)
    ]
    return assessment(model, people, table if n > 1 else ())


GRADES: Mapping[str, Callable[[Model], Assessment]] = {
    "one-person": lambda m: many(m, 1),
    "twelve": lambda m: many(m, 12),
    "forty": lambda m: many(m, 40),
    "five-hundred": lambda m: many(m, 500),
    "nobody-assessed": lambda m: assessment(m, [person(m, [None] * 18), person(m, [None] * 18, "费长风", "0012")]),
    "all-met": lambda m: assessment(m, [person(m, [[5]] * 18), person(m, [[6]] * 18, "费长风", "0012")]),
}


def worded(texts: Texts) -> Texts:
    """With the model's texts and everything that an organisation can put on its reports."""
    return replace(texts, wording=packaged_texts(texts.model))


def person_views(model: Model, texts: Texts) -> dict[str, PersonView]:
    """A view per extreme person; the grade of the ordinary one has enough people for a mean."""
    views = {}
    for name, make in PEOPLE.items():
        one = make(model)
        others = [person(model, mixed(100 + i), f"同事{i}", f"{i:04}") for i in range(6)] if name == "ordinary" else []
        views[name] = person_view(one, assessment(model, [one, *others]), texts)
    return views


def grade_views(model: Model, texts: Texts) -> dict[str, GradeView]:
    """A view per extreme grade."""
    made = {name: make(model) for name, make in GRADES.items()}
    return {name: grade_view(done.grades[0], done, texts) for name, done in made.items()}
