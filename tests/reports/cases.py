"""Views of made-up people for the tests of reports."""

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from reportgen.assessment.assess import competency_result
from reportgen.assessment.exams import ExamScore
from reportgen.assessment.scoring import NO_RATINGS, score_of
from reportgen.assessment.summaries import attainment, category_scores, coverage, group, overall
from reportgen.language import Language
from reportgen.model.inputs import COMMENTS, MARKS, RATINGS, ROSTER, STANDARDS, VOTES, WEIGHTS, Cycle, Inputs, frame
from reportgen.model.results import Assessment, PersonResult, Recalibrated, Standards
from reportgen.model.types import Model
from reportgen.problems import Source
from reportgen.reports.views import Texts


def person(
    model: Model, ratings: Sequence[Sequence[int] | int | None], name: str = "毛小满", number: str = "0007"
) -> PersonResult:
    """A person of the second grade; per competency the ratings, an exam score (a number), or None."""
    results = tuple(
        competency_result(
            c.id,
            model.grades[1].required_for(c.id),
            score_of({"peer": (sum(r), len(r))}, {}) if isinstance(r, Sequence) else NO_RATINGS,
            ExamScore(Fraction(r)) if isinstance(r, int) else None,
            model,
        )
        for c, r in zip(model.competencies, ratings, strict=True)
    )
    return PersonResult(
        number, name, model.grades[1].id, "一部", "苗主任", "m@example.com", results, category_scores(results, model),
        overall(results, model), attainment(results, model), coverage(results, model), Source("名单.xlsx", "名单", "A2"),
    )  # fmt: skip


def nothing() -> Inputs:
    """An input folder without any values."""
    roster, ratings, marks, weights = (frame([], columns) for columns in (ROSTER, RATINGS, MARKS, WEIGHTS))
    votes, standards, comments = (frame([], columns) for columns in (VOTES, STANDARDS, COMMENTS))
    return Inputs(roster, ratings, marks, weights, votes, standards, comments)


def assessment(model: Model, people: Sequence[PersonResult], table: Sequence[Recalibrated] = ()) -> Assessment:
    grade = model.grades[1]
    return Assessment(
        model=model,
        cycle=Cycle("2026"),
        people=tuple(people),
        grades=(group(grade.id, grade.name_zh, people, model),),
        departments=(),
        recalibration=tuple(table),
        standards=Standards(model.standards()),
        ratings=pd.DataFrame(),
        inputs=nothing(),
    )


def texts(model: Model, lang: Language) -> Texts:
    return Texts(lang, model, Cycle("2026"), "示例公司")
