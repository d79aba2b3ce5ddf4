"""Made-up results of an earlier cycle for the tests of reports."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.comparison import compare
from reportgen.model.comparison import Previous, PreviousPerson, PreviousScore
from reportgen.model.results import Assessment, CompetencyResult, PersonResult
from reportgen.outputs.about import made_with

LONG_CYCLE = "2025 年度下半年中层后备干部及关键岗位人员能力素质评估（第二批补测）"
Then = Callable[[int, CompetencyResult], PreviousScore | None]


def same(_: int, result: CompetencyResult) -> PreviousScore:
    """The very same score as now."""
    return PreviousScore(result.method, result.required_level, result.score, result.score)


def moved(index: int, result: CompetencyResult) -> PreviousScore | None:
    """Every kind of change and of what cannot be compared, one after another."""
    half = Fraction(1, 2)
    before = PreviousScore("rating", result.required_level, Fraction(4), Fraction(4))
    if result.method == "exam":
        return PreviousScore("exam", result.required_level, Fraction(4), Fraction(4))
    steps: Sequence[PreviousScore | None] = (
        replace(before, score=4 + half, shown=4 + half),
        before,
        replace(before, score=3 + half, shown=3 + half),
        replace(before, required_level=result.required_level + 1),
        replace(before, method="exam"),
        replace(before, method="", score=None, shown=None),
        None,
        before,
    )
    return steps[index % len(steps)]


def another_level(_: int, result: CompetencyResult) -> PreviousScore:
    return PreviousScore(result.method or "rating", result.required_level - 1, Fraction(4), Fraction(4))


def with_earlier(
    assessment: Assessment, then: Then, *, grade: str = "", cycle: str = "2025", absent: Sequence[str] = (), gone: int = 0
) -> Assessment:  # fmt: skip
    """The assessment compared with a cycle in which everybody but those `absent` was in `grade` (empty: the present
    one) with the scores of `then`; `gone` more people were in it.
    """

    def earlier(person: PersonResult) -> PreviousPerson:
        scores = {r.competency: s for i, r in enumerate(person.competencies) if (s := then(i, r)) is not None}
        return PreviousPerson(person.id, person.name, grade or person.grade, scores)

    people = [earlier(p) for p in assessment.people if p.id not in absent]
    left = [PreviousPerson(f"G{i}", f"离职{i}", assessment.people[0].grade, {}) for i in range(gone)]
    now = made_with(assessment)
    before = Previous(
        cycle, replace(now, standards_digest="another" if grade else now.standards_digest), (*people, *left)
    )
    return replace(assessment, comparison=compare(assessment, before, now))
