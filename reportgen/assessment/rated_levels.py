"""Which ratings were given against another level than the one in force, and how that is known: leaves for explanations."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.history import timeline
from reportgen.assessment.leaves import Leaves
from reportgen.assessment.requirements import given_against, outdated, rated_ones
from reportgen.model.derivation import Step
from reportgen.model.inputs import rows, source_of
from reportgen.model.results import Assessment
from reportgen.problems import Source


def with_levels(leaves: Leaves, assessment: Assessment) -> Leaves:
    """The leaves, with the level on each rating that was given against another one than the person's grade requires."""
    if not any(r.against for p in assessment.people for r in p.competencies):
        return leaves
    levels = _levels(assessment)
    ratings = {
        place: tuple(replace(s, level=levels.get(s.source)) if s.source else s for s in steps)
        for place, steps in leaves.ratings.items()
    }
    return replace(leaves, ratings=ratings)


def _levels(assessment: Assessment) -> Mapping[Source, Step]:
    """By the cell of the rating: the level, with the cell where the form states it, else with the form's date."""
    inputs, standards = assessment.inputs, assessment.standards
    examined = {(p.id, r.competency) for p in assessment.people for r in p.competencies if r.method == "exam"}
    rated = rated_ones(assessment.ratings, examined)
    grades = {p.id: p.grade for p in assessment.people}
    since = timeline(inputs.standards, assessment.history, standards, assessment.model)
    given = given_against(rated, grades, since, inputs.stated, assessment.cycle)
    late = {place for one in outdated(rated, given, grades, standards.levels) for place in one.ratings}
    stated = {one.rating: one.source for one in inputs.stated}
    found = {}
    for row in rows(rated):
        if row.Index in late:
            source, day = source_of(row), row.date.isoformat() if row.date else ""
            step = Step("rated-level", Fraction(given[row.Index]), "level", of=row.competency, note=day)
            said = stated.get(source)
            found[source] = replace(step, origin="cell", source=said, note="") if said else step
    return found
