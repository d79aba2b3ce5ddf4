"""Made-up people some of whose scores readers do not see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from reportgen.model.results import Assessment, GroupRaters, PersonResult
from reportgen.model.types import Model
from tests.reports.cases import assessment


def withheld(model: Model, one: PersonResult, competencies: Collection[str], *, means: bool = False) -> PersonResult:
    """The person without these scores; category means that rest on them and the overall are there with `means` only."""
    results = tuple(
        replace(r, score=None, band=None, gap=None, surplus=None, shares=(), reason="withheld")
        if r.competency in competencies
        else r
        for r in one.competencies
    )
    touched = {model.competency(c).category for c in competencies}
    return replace(
        one,
        competencies=results,
        categories={c: None if c in touched and not means else score for c, score in one.categories.items()},
        overall=one.overall if means else None,
        attainment=None,
        coverage=None,
    )


def rated(
    model: Model,
    people: Sequence[PersonResult],
    agreement: Mapping[str, tuple[int, int]] | None = None,
    *,
    raters: int = 9,
    doubtful: int = 0,
) -> Assessment:
    """A grade of these people with who rated it: 100 ratings asked for, 96 given."""
    done = assessment(model, people)
    found = GroupRaters(raters, 100, 96, doubtful, agreement or {})
    return replace(done, grades=(replace(done.grades[0], raters=found),))
