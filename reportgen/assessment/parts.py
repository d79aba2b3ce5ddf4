"""Parts of an assessment: all that one document is made from, and nothing else, small enough to be handed to another
process. Two equal parts make the same document; what of other people's results is in a part stands in docs/architecture.md.

The model is in no part: whoever makes the document has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import pandas as pd

from reportgen.assessment.behind import Behind, behind
from reportgen.assessment.explanation import Derivations, errors_by_person, grade_mean
from reportgen.assessment.readers import nothing
from reportgen.model.comparison import Comparison
from reportgen.model.derivation import Step
from reportgen.model.history import NOWHERE, Adopted
from reportgen.model.inputs import RATINGS, Cycle, Inputs, frame
from reportgen.model.results import Assessment, CompetencyGroup, GroupResult, PersonResult, Recalibrated, Standards
from reportgen.model.rounding import shown_score
from reportgen.model.types import Model
from reportgen.problems import Problem


@dataclass(frozen=True)
class Part:
    """What the report on a person, or on a grade, is made from; all of it as readers see it.

    `weights` are in the order in which pages tell them. Of a person's grade there are the means alone, as they are shown.
    """

    cycle: Cycle
    people: tuple[PersonResult, ...]
    grades: tuple[GroupResult, ...]
    recalibration: tuple[Recalibrated, ...]
    standards: Standards
    weights: tuple[tuple[str, Fraction], ...]
    comparison: Comparison | None
    history: tuple[Adopted, ...]

    def assessment(self, model: Model) -> Assessment:
        """The assessment from which views are made."""
        ratings, inputs = _empty()
        return Assessment(
            model=model,
            cycle=self.cycle,
            people=self.people,
            grades=self.grades,
            departments=(),
            recalibration=self.recalibration,
            standards=self.standards,
            ratings=ratings,
            inputs=inputs,
            weights=dict(self.weights),
            comparison=self.comparison,
            history=self.history,
        )


@dataclass(frozen=True)
class ExplainPart:
    """What a person's explanation is made from: `whole` as it is, `seen` and `told` (the changes since an earlier cycle)
    as readers see it. `means` are those of the grade as they are shown, by competency.
    """

    whole: Part
    seen: PersonResult
    told: Comparison | None
    behind: Behind
    means: Mapping[str, Fraction]
    left_out: tuple[Problem, ...]

    def derivations(self, model: Model) -> Derivations:
        """From which `explanation` makes that of `person`."""
        assessment = self.whole.assessment(model)
        readers = replace(assessment, people=(self.seen,), comparison=self.told)
        means = {c: Step("grade-mean", mean, "score", of=self.person.grade) for c, mean in self.means.items()}
        one, grade = self.person.id, self.person.grade
        return Derivations(
            assessment, readers, {one: self.seen}, {one: self.behind}, {one: self.left_out}, {grade: means}
        )

    @property
    def person(self) -> PersonResult:
        return self.whole.people[0]


# Fields of parts that many have in common, and those that hold such a part.
SHARED = ("cycle", "grades", "recalibration", "standards", "weights", "history", "means")
NESTED = ("whole",)


class Parts:
    """The parts of an assessment and of what `readers` see of it; what they have in common is prepared once."""

    def __init__(self, assessment: Assessment, readers: Assessment) -> None:
        model = assessment.model
        self._assessment, self._readers, self._model = assessment, readers, model
        self._people = {p.id: p for p in assessment.people}
        self._seen = {p.id: p for p in readers.people}
        self._grades = {g.id: g for g in readers.grades}
        ids = [g.id for g in model.grades]
        following = dict(zip(ids, [*ids[1:], ""], strict=True))
        near = {g: frozenset({g, following[g]}) for g in self._grades}
        self._means = {g: (_shown_means(group, model),) for g, group in self._grades.items()}
        self._told_means = {
            g: {c.competency: c.mean for c in group.competencies if c.mean is not None}
            for g, (group,) in self._means.items()
        }
        self._standards = {g: _standards(readers.standards, places) for g, places in near.items()}
        self._exact_standards = {g: _standards(assessment.standards, places, cells=True) for g, places in near.items()}
        self._recalibration: dict[str, tuple[Recalibrated, ...]] = {
            g: tuple(line for line in assessment.recalibration if line.grade == g) for g in self._grades
        }
        self._history = {g: _in_force(assessment, places) for g, places in near.items()}
        self._adopted = tuple(
            replace(line, source=NOWHERE)
            for line in readers.history
            if line.number == readers.standards.adoption or line.cycle == readers.cycle.name
        )
        self._first_adopted = tuple(line for line in self._adopted if line.number == readers.standards.adoption)[:1]
        self._weights = tuple(readers.weights.items())
        self._behind: Mapping[str, Behind] | None = None
        self._left_out = errors_by_person(assessment.problems)

    def person(self, person_id: str) -> Part:
        """What the report on a person is made from."""
        person = _without_place(self._seen[person_id])
        return Part(
            cycle=self._readers.cycle,
            people=(person,),
            grades=self._means[person.grade],
            recalibration=(),
            standards=self._standards[person.grade],
            weights=self._weights,
            comparison=_of_person(self._readers.comparison, person_id),
            history=self._first_adopted,
        )

    def grade(self, grade_id: str) -> Part:
        """What the report on a grade is made from."""
        grade = self._grades[grade_id]
        return Part(
            cycle=self._readers.cycle,
            people=tuple(_without_place(self._seen[p]) for p in grade.people),
            grades=(grade,),
            recalibration=self._recalibration[grade_id],
            standards=self._standards[grade_id],
            weights=self._weights,
            comparison=_of_grade(self._readers.comparison, grade),
            history=self._adopted,
        )

    def explanation(self, person_id: str) -> ExplainPart:
        """What a person's explanation is made from."""
        if self._behind is None:
            self._behind = behind(self._assessment)
        person = _without_place(self._people[person_id])
        grade = person.grade
        return ExplainPart(
            whole=Part(
                cycle=self._assessment.cycle,
                people=(person,),
                grades=(),
                recalibration=self._recalibration[grade],
                standards=self._exact_standards[grade],
                weights=self._weights,
                comparison=_of_person(self._assessment.comparison, person_id),
                history=self._history[grade],
            ),
            seen=_without_place(self._seen[person_id]),
            told=_of_person(self._readers.comparison, person_id),
            behind=self._behind[person_id],
            means=self._told_means[grade],
            left_out=tuple(self._left_out.get(person_id, ())),
        )

    def means(self, grade_id: str) -> dict[str, Step]:
        """Competency id -> the mean of a grade's people with the scores that it is made of, as readers see them."""
        people = [self._seen[p] for p in self._grades[grade_id].people]
        found = {}
        for i, competency in enumerate(self._model.competency_ids):
            scores = [Step("score", p.competencies[i].score, "score", of=competency, person=p.id) for p in people]
            mean = grade_mean(grade_id, scores, self._model)
            if mean is not None:
                found[competency] = mean
        return found


@cache
def _empty() -> tuple[pd.DataFrame, Inputs]:
    return frame([], (*RATINGS, "stands", "counted")), nothing()


def _without_place(person: PersonResult) -> PersonResult:
    """The person without the place in the roster, which moves with other people's, and the address of the mail."""
    return replace(person, source=NOWHERE, manager_email="")


def _shown_means(grade: GroupResult, model: Model) -> GroupResult:
    """Of a grade the means that pages of its people show, as they show them."""
    least = model.thresholds.group_mean_people
    means = tuple(
        CompetencyGroup(c.competency, least, shown_score(c.mean, model), None, (), 0, None)
        for c in grade.competencies
        if c.mean is not None and c.n >= least
    )
    return GroupResult(grade.id, grade.name, (), means, {}, None, None, None, None)


def _standards(standards: Standards, grades: frozenset[str], *, cells: bool = False) -> Standards:
    """The levels of some grades, with their cells only where they are wanted."""
    return Standards(
        levels={place: level for place, level in standards.levels.items() if place[0] in grades},
        source=None if standards.source is None else NOWHERE,
        effective=standards.effective,
        sources={place: cell for place, cell in standards.sources.items() if place[0] in grades} if cells else {},
        adoption=standards.adoption,
    )


def _in_force(assessment: Assessment, grades: frozenset[str]) -> tuple[Adopted, ...]:
    """Of the adoption in force the lines of some grades, behind its first one."""
    lines: Sequence[Adopted] = [line for line in assessment.history if line.number == assessment.standards.adoption]
    return tuple(line for i, line in enumerate(lines) if not i or line.grade in grades)


def _of_person(comparison: Comparison | None, person: str) -> Comparison | None:
    if comparison is None:
        return None
    before = comparison.before.get(person)
    return replace(
        comparison,
        people={person: comparison.people[person]},
        grades={},
        new=(),
        gone=(),
        renamed=(),
        unknown=(),
        before={} if before is None else {person: before},
    )


def _of_grade(comparison: Comparison | None, grade: GroupResult) -> Comparison | None:
    if comparison is None:
        return None
    return replace(
        comparison,
        people={person: comparison.people[person] for person in grade.people},
        grades={grade.id: comparison.grades[grade.id]},
        new=(),
        gone=(),
        renamed=(),
        unknown=(),
        before={},
    )
