"""What readers see of the changes since an earlier cycle (pure): nothing that is or was withheld from them.

Everything is made anew from what is shown of a person now, and was then: so nothing hidden follows from it.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.comparison import members_of, overall_mean, people_mean, person_change
from reportgen.assessment.since import BARS
from reportgen.model.comparison import OVERALL, Comparison, MeanChange, Obstacle, PersonChange, PreviousPerson
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.types import Model


def for_readers(comparison: Comparison, shown: Assessment) -> Comparison:
    """The changes of a comparison that readers may see; `shown` is the readers' assessment.

    A competency that is or was withheld is not compared (`withheld-now`, `withheld-then`), nor is a mean that is or was.
    Means of a grade are those over the people both of whose values are shown. Who came and went stays.
    """
    model = shown.model
    before = {id_: _seen(person) for id_, person in comparison.before.items()}
    known = comparison.same_model is True
    people = {p.id: _person(p, before.get(p.id), comparison.people[p.id], model, known=known) for p in shown.people}
    grades = {
        g.id: replace(
            comparison.grades[g.id],
            competencies={c: people_mean(c, members, people, before, model) for c in model.competency_ids},
            overall=overall_mean(members, people, model),
        )
        for g in shown.grades
        for members in [members_of(g, shown)]
    }
    return replace(comparison, people=people, grades=grades, before=before)


def _seen(person: PreviousPerson) -> PreviousPerson:
    """A person of then without what readers did not see."""

    def mean(name: str, value: Fraction | None) -> Fraction | None:
        return None if name in person.withheld else value

    return replace(
        person,
        scores={
            c: replace(s, score=None, shown=None, shown_source=None) if s.withheld else s
            for c, s in person.scores.items()
        },
        categories={c: mean(c, value) for c, value in person.categories.items()},
        overall=mean(OVERALL, person.overall),
    )


def _person(
    person: PersonResult, before: PreviousPerson | None, full: PersonChange, model: Model, *, known: bool
) -> PersonChange:
    bar: Obstacle = next((c.obstacle for c in full.changes if c.obstacle in BARS), "")
    change = person_change(person, before, bar, model, known=known)
    hidden = _hidden(person, before, model)
    categories: Mapping[str, MeanChange | None] = {
        c: None if c in hidden else mean for c, mean in change.categories.items()
    }
    return replace(change, categories=categories, overall=None if OVERALL in hidden else change.overall)


def _hidden(person: PersonResult, before: PreviousPerson | None, model: Model) -> frozenset[str]:
    """The means that readers do not see now, or did not see then."""
    withheld = {model.competency(r.competency).category for r in person.competencies if r.withheld}
    now = {c for c in withheld if person.categories[c] is None}
    now |= {OVERALL} if withheld and person.overall is None else set()
    return frozenset(now) | (before.withheld if before else frozenset())
