"""Which ratings were given against another level than the one in force, and how that is known: leaves for explanations."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.assess import RATING_KEYS
from reportgen.assessment.behind import Behind
from reportgen.assessment.claims import KEPT, states_of
from reportgen.assessment.cycles import start_of
from reportgen.assessment.history import Timeline
from reportgen.assessment.leaves import Leaves
from reportgen.assessment.requirements import level_given
from reportgen.model.derivation import Step
from reportgen.model.inputs import Cycle, source_of
from reportgen.model.results import PersonResult, Standards
from reportgen.problems import Source


def with_levels(leaves: Leaves, behind: Behind, person: PersonResult, standards: Standards, cycle: Cycle) -> Leaves:
    """The leaves, with the level on each rating that was given against another one than the person's grade requires."""
    if behind.grade.since is None:
        return leaves
    levels = _levels(behind, behind.grade.since, person, standards, cycle)
    ratings = {
        competency: [replace(s, level=levels.get(s.source)) if s.source else s for s in steps]
        for competency, steps in leaves.ratings.items()
    }
    return replace(leaves, ratings=ratings)


def _levels(
    behind: Behind, since: Timeline, person: PersonResult, standards: Standards, cycle: Cycle
) -> Mapping[Source | None, Step]:
    """By the cell of the rating: the level, with the cell where the form states it, else with the form's date."""
    start = start_of(cycle)
    examined = {r.competency for r in person.competencies if r.method == "exam"}
    states = states_of(behind.ratings, RATING_KEYS, "rating")
    stated = {one.rating: one for one in behind.stated}
    said = {source: one.level for source, one in stated.items()}
    found: dict[Source | None, Step] = {}
    standing = [row for row, state in zip(behind.ratings, states, strict=True) if state == KEPT]
    for row in (row for row in standing if row.competency not in examined):
        source = source_of(row)
        level = level_given(row, person.grade, since, said, start)
        if level is not None and level != standards.level(person.grade, row.competency):
            day = row.date.isoformat() if row.date else ""
            step = Step("rated-level", Fraction(level), "level", of=row.competency, note=day)
            one = stated.get(source)
            found[source] = replace(step, origin="cell", source=one.source, note="") if one else step
    return found
