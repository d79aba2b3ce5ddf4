"""Explanations: where each number of a person comes from, down to the cells of the input."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from reportgen.assessment.behind import Behind, behind
from reportgen.assessment.exams import exam_score
from reportgen.assessment.leaves import Leaves, leaves_of, standing
from reportgen.assessment.rated_levels import with_levels
from reportgen.assessment.scoring import counts
from reportgen.assessment.seen import as_shown, beside_score, kept_score, otherwise, shown_totals
from reportgen.assessment.since import with_changes
from reportgen.assessment.totals import Steps, totals
from reportgen.model.derivation import CompetencyExplanation, Explanation, Step, derived, fact
from reportgen.model.in_force import adopted_line
from reportgen.model.raters import SELF
from reportgen.model.results import Assessment, CompetencyResult, GroupResult, PersonResult
from reportgen.model.types import Competency, Model
from reportgen.problems import Problem, Source, errors

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Made(dict[Key, Value]):
    """What is made of a key when it is asked for, once."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._make(key)
        return value


@dataclass(frozen=True)
class Derivations:
    """The numbers of people's competencies, each person's made when they are asked for. `readers` is what readers see,
    `seen` its people by id; `behind` are the lines of the input by person id, `left_out` the errors that concern
    somebody. `ready` are means of grades that pages show, by grade and competency id, where they were made elsewhere.
    """

    assessment: Assessment
    readers: Assessment
    seen: Mapping[str, PersonResult]
    behind: Mapping[str, Behind]
    left_out: Mapping[str, Sequence[Problem]]
    ready: Mapping[str, Mapping[str, Step]] | None = None

    @cached_property
    def people(self) -> Mapping[str, tuple[CompetencyExplanation, ...]]:
        """The numbers of a person's competencies, by person id."""
        persons = {p.id: p for p in self.assessment.people}
        return _Made(lambda person: self._explained(persons[person]))

    @cached_property
    def shown(self) -> Mapping[str, Sequence[Steps]]:
        """The same as readers see them."""
        return _Made(self._shown)

    @cached_property
    def of_grades(self) -> Mapping[str, Mapping[str, Step]]:
        """Grade id -> competency id -> the mean of the grade's people, of those whose score is shown, where these are
        enough.
        """
        grades = {g.id: g for g in self.assessment.grades}
        return _Made(lambda g: dict(_grade_means(grades[g], self))) if self.ready is None else self.ready

    @property
    def means(self) -> dict[tuple[str, str], Step]:
        """The means of all grades, by grade and competency id."""
        return {(g.id, c): mean for g in self.assessment.grades for c, mean in self.of_grades[g.id].items()}

    def _explained(self, person: PersonResult) -> tuple[CompetencyExplanation, ...]:
        whole, own = self.assessment, self.behind[person.id]
        leaves = leaves_of(own, [r.id for r in whole.model.relations], whole.weights)
        leaves = with_levels(leaves, own, person, whole.standards, whole.cycle)
        pairs = zip(person.competencies, self.seen[person.id].competencies, strict=True)
        return tuple(_competency(person, result, as_seen, leaves, whole) for result, as_seen in pairs)

    def _shown(self, person: str) -> list[Steps]:
        pairs = zip(self.people[person], self.seen[person].competencies, strict=True)
        return [_shown(one, result, self.assessment.model) for one, result in pairs]


def derivations(assessment: Assessment, readers: Assessment | None = None) -> Derivations:
    """Derive people's competencies from the inputs of an assessment, and what `readers` see of them (without them:
    everything).
    """
    readers = assessment if readers is None else readers
    seen = {p.id: p for p in readers.people}
    return Derivations(assessment, readers, seen, behind(assessment), errors_by_person(assessment.problems))


def explanation(person: PersonResult, of: Derivations, largest: int) -> Explanation:
    """Where a person's numbers come from; pages single out the `largest` gaps."""
    model, comparison = of.assessment.model, of.assessment.comparison
    own = of.people[person.id]
    found = totals([c.steps for c in own], model, of.assessment.weights, largest)
    seen = of.seen[person.id]
    differs = seen.withheld or any(r.kept for r in seen.competencies)
    if differs:
        found = (*found, *shown_totals(of.shown[person.id], seen, found, model, of.assessment.weights, largest))
    if any(result.against for result in seen.competencies):
        found = (*found, _former(of.shown[person.id], seen, model))
    compared = of.readers.comparison
    if comparison is not None:
        as_seen = tuple(replace(one, steps=steps) for one, steps in zip(own, of.shown[person.id], strict=True))
        own, since = with_changes(own, comparison.people[person.id], comparison.before.get(person.id), model)
        found = (*found, *since)
        if differs and compared is not None:
            _, told = with_changes(as_seen, compared.people[person.id], compared.before.get(person.id), model)
            found = (*found, *otherwise(told, since))
    problems = of.left_out.get(person.id, ())
    listed = _places(own) if problems else frozenset()
    apart = [p for p in problems if p.source not in listed]
    competencies = tuple(
        replace(
            one,
            steps={**one.steps, **_mean_of_grade(one.competency, person, of)},
            left_out=tuple(p for p in apart if p.competency == one.competency),
        )
        for one in own
    )
    before = None if comparison is None else comparison.cycle
    return Explanation(person, competencies, found, before, tuple(p for p in apart if not p.competency))


def _former(competencies: Sequence[Steps], seen: PersonResult, model: Model) -> Step:
    """How many scores that readers see were given against another level than the one in force."""
    pairs = zip(competencies, seen.competencies, strict=True)
    return derived("former", "count", [steps["score"] for steps, result in pairs if result.against], "count", model)


def _mean_of_grade(competency: str, person: PersonResult, of: Derivations) -> dict[str, Step]:
    mean = of.of_grades[person.grade].get(competency)
    return {} if mean is None else {"grade-mean": mean}


def errors_by_person(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """Errors by the person whom they concern; where a name contradicts an id, that is whose id it is."""
    found: dict[str, list[Problem]] = {}
    for problem in errors(problems):
        person = problem.person or (str(problem.params["id"]) if problem.code == "name-mismatch" else "")
        if person:
            found.setdefault(person, []).append(problem)
    return found


def _places(competencies: Sequence[CompetencyExplanation]) -> frozenset[Source]:
    """The places of everything that the competencies list."""
    tops = [step for one in competencies for step in (*one.steps.values(), *one.left)]
    return frozenset(step.source for top in tops for step in top.walk() if step.source is not None)


def _shown(one: CompetencyExplanation, result: CompetencyResult, model: Model) -> Steps:
    """The numbers of a competency as readers see them."""
    kept = one.steps.get("shown")
    return as_shown(one.steps, result, {} if kept is None else {"score": kept, **_from_score(kept, model)})


def _grade_means(grade: GroupResult, of: Derivations) -> Iterator[tuple[str, Step]]:
    for i, competency in enumerate(of.assessment.model.competency_ids):
        scores = [of.shown[person][i]["score"] for person in grade.people]
        mean = grade_mean(grade.id, scores, of.assessment.model)
        if mean is not None:
            yield competency, mean


def grade_mean(grade: str, scores: Sequence[Step], model: Model) -> Step | None:
    """The mean of the scores of a grade's people; None where too few have one."""
    if sum(1 for step in scores if step.value is not None) < max(model.thresholds.group_mean_people, 1):
        return None
    return derived("grade-mean", "mean", scores, "score", model, of=grade)


def _competency(
    person: PersonResult, result: CompetencyResult, seen: CompetencyResult, leaves: Leaves, assessment: Assessment
) -> CompetencyExplanation:  # fmt: skip
    model = assessment.model
    competency = model.competency(result.competency)
    ratings = leaves.ratings.get(competency.id, ())
    exam = _exam(person, competency, leaves, model)
    steps: dict[str, Step] = {}
    left = [step for step in ratings if step.note]
    if exam is None:
        entering = [s for s in standing(ratings) if counts(s.relation, assessment.weights)]
        score = _rated(person, competency.id, entering, assessment.weights, model)
        if score.value is not None:
            steps["raters"] = derived("raters", "count", entering, "count", model, of=competency.id)
        left += [replace(s, note="self") for s in standing(ratings) if s not in entering]
    else:
        steps["exam-score"] = exam
        whole = derived("exam-whole", "whole", [exam], "mark", model, of=competency.id)
        score = derived("score", "exam-band", [whole], "score", model, of=competency.id, person=person.id)
        left += [replace(s, note="self" if s.relation == SELF else "exam") for s in standing(ratings)]
        left += _other_subjects(person, competency, exam, leaves)
    steps |= {"score": replace(score, note=result.reason or score.note), **_from_score(score, model)}
    beside = beside_score(seen, score, standing(ratings), model) if exam is None else {}
    shown = replace(kept_score(seen), person=person.id) if seen.kept else beside.get("others", score)
    steps |= beside | ({"shown": shown} if seen.kept else {})
    own = [s for s in standing(ratings) if s.relation == SELF]
    steps |= _self(competency.id, own, shown, exam is None, model)
    voted = leaves.votes.get(competency.id, ())
    left += [step for step in voted if step.note]
    steps |= _levels(person.grade, competency, standing(voted), assessment)
    return CompetencyExplanation(
        competency.id, result.method, result.reason, steps, tuple(left), withheld=seen.withheld
    )


def _rated(
    person: PersonResult, competency: str, ratings: Sequence[Step], weights: Mapping[str, Fraction], model: Model
) -> Step:
    """The score from ratings: their mean, or the weighted mean of the relations' means."""
    if not weights:
        return derived("score", "mean", ratings, "score", model, of=competency, person=person.id)
    relations = tuple(dict.fromkeys(step.relation for step in ratings))
    settings = {
        r: Step("weight", weights[r], "weight", of=f"weights.{r}", relation=r, origin="settings") for r in relations
    }
    parts = []
    for relation in relations:
        own = [step for step in ratings if step.relation == relation]
        share = derived(
            "relation-share", "share", [settings[relation], *settings.values()], "share", model, of=relation
        )
        mean = derived("relation-mean", "mean", own, "score", model, of=competency)
        parts.append(replace(mean, relation=relation, weight=replace(share, relation=relation)))
    note = "rescaled" if parts and set(relations) != {r for r, w in weights.items() if w} else ""
    return derived("score", "weighted-mean", parts, "score", model, of=competency, person=person.id, note=note)


def _exam(person: PersonResult, competency: Competency, leaves: Leaves, model: Model) -> Step | None:
    """The exam score; None for somebody not examined in the competency, without a value when it is incomplete."""
    own = leaves.marks
    weights = {s.id: leaves.subject_weight(competency.id, s) for s in competency.subjects}
    examined = {s: own[s].value for s in weights if s in own and own[s].examined}
    if exam_score(examined, {s: step.value or Fraction(0) for s, step in weights.items()}) is None:
        return None
    parts = [replace(leaves.mark(person.id, s), weight=weight) for s, weight in weights.items() if weight.value]
    return derived("exam-score", "complete-weighted-mean", parts, "mark", model, of=competency.id)


def _other_subjects(person: PersonResult, competency: Competency, exam: Step, leaves: Leaves) -> list[Step]:
    """Marks of subjects that weigh nothing, and marks beside those that hold."""
    weighted = {part.of for part in exam.parts}
    own = leaves.marks
    nothing = [
        s.id for s in competency.subjects if s.id not in weighted and s.id in own and own[s.id].value is not None
    ]
    found = [replace(leaves.mark(person.id, s), note="weight-0") for s in nothing]
    return found + [step for s in competency.subjects for step in leaves.other_marks.get(s.id, ())]


def _from_score(score: Step, model: Model) -> dict[str, Step]:
    """Band, gap and surplus of a score; nothing without one."""
    if score.value is None:
        return {}
    standard, of = fact("standard", model.standard, "score", "thresholds.standard"), score.of
    shown = derived("score-shown", "as-shown", [score], "score", model, of=of)
    return {
        "band": derived("band", "band", [score], "band", model, of=of),
        "gap": derived("gap", "shortfall", [standard, score], "points", model, of=of),
        "gap-shown": derived("gap-shown", "shortfall", [standard, shown], "points", model, of=of),
        "surplus": derived("surplus", "shortfall", [score, standard], "points", model, of=of),
    }


def _self(competency: str, own: Sequence[Step], score: Step, rated: bool, model: Model) -> dict[str, Step]:  # noqa: FBT001
    """The self rating, and beside a score from ratings the difference that pages show."""
    if not own:
        return {}
    mean = derived("self", "mean", own, "score", model, of=competency)
    if not rated or score.value is None:
        return {"self": mean}
    shown = derived("self-shown", "two-decimals", [mean], "score", model, of=competency)
    beside = derived("score-shown", "as-shown", [score], "score", model, of=competency)
    return {
        "self": mean,
        "self-shown": shown,
        "difference": derived("difference", "difference", [shown, beside], "points", model, of=competency),
    }


def _levels(grade: str, competency: Competency, votes: Sequence[Step], assessment: Assessment) -> dict[str, Step]:
    """The required level of the grade, of the next one, and what this cycle's votes would make of it."""
    model = assessment.model
    steps = {"required": _required("required", grade, competency.id, assessment)}
    ids = [g.id for g in model.grades]
    if following := ids[ids.index(grade) + 1 :]:
        steps["next-required"] = _required("next-required", following[0], competency.id, assessment)
    if votes:
        mean = derived("vote-mean", "mean", votes, "level", model, of=competency.id)
        after = derived("recalibrated", "whole", [mean], "level", model, of=competency.id)
        steps["recalibrated"] = replace(after, note=_decision(after.value, grade, competency.id, assessment))
    return steps


def _decision(voted: Fraction | None, grade: str, competency: str, assessment: Assessment) -> str:
    """What became of a vote whose level is not in force: not adopted yet, adopted for later, or decided otherwise."""
    if voted == assessment.standards.level(grade, competency):
        return ""
    table = assessment.recalibration
    adopted = next((line.adopted for line in table if (line.grade, line.competency) == (grade, competency)), None)
    return "not-adopted" if adopted is None else "adopted-later" if adopted == voted else "decided-otherwise"


def _required(what: str, grade: str, competency: str, assessment: Assessment) -> Step:
    """A required level: the cell of the standards table in force, or the model's own."""
    standards = assessment.standards
    level, source = standards.level(grade, competency), standards.sources.get((grade, competency))
    if source is None:
        return fact(what, level, "level", f"grades.{grade}.required.{competency}")
    adopted = adopted_line(assessment, grade, competency)
    return Step(what, Fraction(level), "level", of=grade, origin="cell", source=source, adopted=adopted)
