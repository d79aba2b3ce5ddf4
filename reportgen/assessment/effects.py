"""What new required levels do to people, before anything is adopted."""

from collections.abc import Collection, Sequence

import pandas as pd

from reportgen.assessment.history import timeline
from reportgen.assessment.requirements import Given, given_against, outdated, rated_ones
from reportgen.model.inputs import rows
from reportgen.model.recalibration import GradeEffect, Outdated
from reportgen.model.results import Assessment, PersonResult, Recalibrated

Cells = set[tuple[str, str]]  # (person id, competency)


def effects(
    assessment: Assessment, lines: Sequence[Recalibrated]
) -> tuple[tuple[GradeEffect, ...], tuple[Outdated, ...]]:
    """What the levels of the lines (`Recalibrated.level`) do in each of their grades, and which ratings no longer hold.

    Only competencies whose level changes are looked at. A rating of which it is not known when it was given was given
    against the level before.
    """
    changed = {(line.grade, line.competency): line for line in lines if line.level != line.before}
    hit = {
        (p.id, r.competency): (p, r.method, changed[p.grade, r.competency])
        for p in assessment.people
        for r in p.competencies
        if (p.grade, r.competency) in changed
    }
    examined = {place for place, (_, method, _) in hit.items() if method == "exam"}
    rated = _of(rated_ones(assessment.ratings, examined), hit.keys())
    grades = {p.id: p.grade for p in assessment.people}
    given: Given = {row.Index: hit[row.person_id, row.competency][2].before for row in rows(rated)}
    since = timeline(assessment.inputs.standards, assessment.history, assessment.standards, assessment.model)
    given |= given_against(rated, grades, since, assessment.inputs.stated, assessment.cycle)
    required = {place: line.level for place, line in changed.items()}
    late = outdated(rated, given, grades, required)
    anew = {(one.person_id, one.competency) for one in late}
    holding = set(zip(rated["person_id"], rated["competency"], strict=True)) - anew
    found = []
    for grade in dict.fromkeys(line.grade for line in lines):
        people = [p for p in assessment.people if p.grade == grade]
        found.append(
            GradeEffect(
                grade, tuple(p.id for p in people), _by_person(people, anew), _by_person(people, examined),
                _by_person(people, holding),
            )
        )  # fmt: skip
    return tuple(found), late


def _of(ratings: pd.DataFrame, places: Collection[tuple[str, str]]) -> pd.DataFrame:
    """The ratings of some people on some competencies."""
    inside = [place in places for place in zip(ratings["person_id"], ratings["competency"], strict=True)]
    return ratings[pd.Series(inside, index=ratings.index, dtype=bool)]


def _by_person(people: Sequence[PersonResult], places: Cells) -> dict[str, tuple[str, ...]]:
    """Person id -> those of their competencies, in the model's order; people without any are left out."""
    found = {p.id: tuple(r.competency for r in p.competencies if (p.id, r.competency) in places) for p in people}
    return {person: names for person, names in found.items() if names}
