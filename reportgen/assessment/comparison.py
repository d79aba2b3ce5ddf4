"""Changes since an earlier cycle (pure).

A rating says how somebody meets the level that it was given against; it cannot be converted to another level. So scores
are compared only where that level, method and scale are the same, and means only over what is comparable in both.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from reportgen.model.comparison import (
    Change,
    Comparison,
    Direction,
    Fingerprint,
    GradeChange,
    MeanChange,
    Moved,
    Obstacle,
    PersonChange,
    Previous,
    PreviousPerson,
    PreviousScore,
)
from reportgen.model.digests import barrier
from reportgen.model.results import Assessment, CompetencyResult, GroupResult, PersonResult
from reportgen.model.rounding import shown_score, weighted_mean
from reportgen.model.types import Model
from reportgen.model.words import person_key


def compare(
    assessment: Assessment, previous: Previous, made_with: Fingerprint, roster: Collection[str] = ()
) -> Comparison:
    """Compare an assessment with an earlier build.

    `made_with` tells what the present one is made with; `roster` are the ids of everybody in it, so that nobody counts
    as gone whose grade is unreadable now.
    """
    before = {p.id: p for p in previous.people}
    bar = barrier(previous.made_with, made_with)
    same_weighting = made_with.model_digest == previous.made_with.model_digest
    people = {
        p.id: person_change(p, before.get(p.id), bar, assessment.model, known=same_weighting) for p in assessment.people
    }
    present = {p.id for p in assessment.people} | set(roster)
    return Comparison(
        cycle=previous.cycle,
        people=people,
        grades={
            g.id: _grade(g, assessment, {} if bar == "other-model" else before, people, present)
            for g in assessment.grades
        },
        new=tuple(Moved(p.id, p.name) for p in assessment.people if p.id not in before),
        gone=tuple(Moved(p.id, p.name, p.grade) for p in previous.people if p.id not in present),
        renamed=tuple(
            Moved(p.id, p.name, before[p.id].name)
            for p in assessment.people
            if p.id in before and not _same_name(p, before[p.id])
        ),
        unknown=previous.unknown,
        same_model=_same(previous.made_with.model_digest, made_with.model_digest),
        same_standards=_same(previous.made_with.standards_digest, made_with.standards_digest),
        same_weights=_same(previous.made_with.weights, made_with.weights),
        before=before,
    )


def _same(before: str, now: str) -> bool | None:
    return before == now if before else None


def _same_name(person: PersonResult, before: PreviousPerson) -> bool:
    """Whether an id still means the same person; a name that repeats the id is none."""
    named = person.name != person.id and before.name != before.id
    return not named or person_key(person.name) == person_key(before.name)


def person_change(
    person: PersonResult, before: PreviousPerson | None, bar: Obstacle, model: Model, *, known: bool
) -> PersonChange:
    """A person's changes. `bar` forbids comparing anything; `known` says that means of then were made with the present
    weights of competencies.
    """
    if before is not None and not bar and not _same_name(person, before):
        bar = "other-name"
    changes = tuple(_change(r, before, bar, model) for r in person.competencies)
    members: Mapping[str, Sequence[str]] = {c.id: [m.id for m in model.in_category(c.id)] for c in model.categories}
    # Means over everything that was assessed are taken as they stood there: they rest on exact scores.
    categories = {
        c: _mean_change(person, before, changes, ids, before.categories.get(c) if known and before else None, model)
        for c, ids in members.items()
    }
    overall = before.overall if known and before else None
    return PersonChange(
        id=person.id,
        grade_before=before.grade if before else "",
        changes=changes,
        categories=categories,
        overall=_mean_change(person, before, changes, model.competency_ids, overall, model),
    )


def _change(result: CompetencyResult, before: PreviousPerson | None, bar: Obstacle, model: Model) -> Change:
    then = before.scores.get(result.competency) if before else None
    now = None if result.score is None else shown_score(result.score, model)
    shown = then.shown if then else None
    obstacle: Obstacle = bar or ("new-person" if before is None else _obstacle(result, then))
    if obstacle or now is None or shown is None:
        return Change(result.competency, None if bar else shown, now, obstacle)
    return Change(result.competency, shown, now, "", _direction(now - shown, model))


def _obstacle(result: CompetencyResult, then: PreviousScore | None) -> Obstacle:
    """What forbids comparing a person's competency with the score of then."""
    rules: Sequence[tuple[Obstacle, Callable[[], bool]]] = (
        ("withheld-now", lambda: result.withheld),
        ("not-assessed-now", lambda: result.score is None),
        ("new-competency", lambda: then is None),
        ("withheld-then", lambda: then is not None and then.shown is None and then.withheld),
        ("not-assessed-then", lambda: then is not None and then.shown is None),
        ("required-level", lambda: then is not None and not _same_level(result, then) and _as_required(result, then)),
        ("rated-level", lambda: then is not None and not _same_level(result, then)),
        ("method", lambda: then is not None and then.method != result.method),
    )
    return next((name for name, holds in rules if holds()), "")


def _same_level(result: CompetencyResult, then: PreviousScore) -> bool:
    """Whether both scores say how one and the same level is met: that against which all ratings were given, then and
    now, which need not be the required one.
    """
    return len(result.rated_levels) == 1 and result.rated_levels == then.rated_levels


def _as_required(result: CompetencyResult, then: PreviousScore) -> bool:
    """Whether both scores were given against the level that was required."""
    return not result.against and not then.rated


def _direction(by: Fraction, model: Model) -> Direction:
    if not by or abs(by) < model.thresholds.little_change:
        return "same"
    return "up" if by > 0 else "down"


def _mean_change(
    person: PersonResult,
    before: PreviousPerson | None,
    changes: Sequence[Change],
    within: Collection[str],
    whole: Fraction | None,
    model: Model,
) -> MeanChange | None:
    """Means of a person over the competencies `within` that are comparable, with the model's weights.

    `whole` is the mean of then over everything assessed; it is taken where just that is compared.
    """
    same = {c.competency for c in changes if not c.obstacle and c.competency in within}
    if before is None or not same:
        return None
    now = weighted_mean([(r.score, _weight(r.competency, model)) for r in person.competencies if r.competency in same and r.score is not None])  # fmt: skip
    assessed = {c for c, s in before.scores.items() if c in within and (s.score is not None or s.withheld)}
    then = weighted_mean([(s.score, _weight(c, model)) for c, s in before.scores.items() if c in same and s.score is not None])  # fmt: skip
    as_stood = same == assessed and whole is not None
    if as_stood:
        then = whole
    return None if now is None or then is None else _means(len(same), then, now, model, as_stood=as_stood)


def _weight(competency: str, model: Model) -> Fraction:
    return model.competency(competency).weight


def _means(n: int, before: Fraction, now: Fraction, model: Model, *, as_stood: bool = False) -> MeanChange:
    return MeanChange(n, before, now, shown_score(now, model) - shown_score(before, model), as_stood)


def _grade(
    grade: GroupResult,
    assessment: Assessment,
    before: Mapping[str, PreviousPerson],
    people: Mapping[str, PersonChange],
    present: Collection[str],
) -> GradeChange:
    """Means over the same people then and now, each weighing the same, and who came and went."""
    model, members = assessment.model, members_of(grade, assessment)
    known = {p.id: p for p in assessment.people if p.id in before and _same_name(p, before[p.id])}
    came = [Moved(p.id, p.name, before[p.id].grade if p.id in known else "") for p in members if before]
    left = [
        Moved(p.id, p.name, known[p.id].grade if p.id in known else "")
        for p in before.values()
        if p.grade == grade.id and (p.id in people or p.id not in present)
    ]
    return GradeChange(
        grade=grade.id,
        competencies={c: people_mean(c, members, people, before, model) for c in model.competency_ids},
        overall=overall_mean(members, people, model),
        came=tuple(m for m in came if m.other != grade.id),
        left=tuple(m for m in left if m.other != grade.id),
    )


def members_of(grade: GroupResult, assessment: Assessment) -> list[PersonResult]:
    """The people of a grade, in the roster's order."""
    ids = set(grade.people)
    return [p for p in assessment.people if p.id in ids]


def overall_mean(
    members: Sequence[PersonResult], people: Mapping[str, PersonChange], model: Model
) -> MeanChange | None:
    """Means of the overalls of the same people, each weighing the same."""
    overall = [m for p in members if (m := people[p.id].overall) is not None]
    return _means(len(overall), _mean(m.before for m in overall), _mean(m.now for m in overall), model) if overall else None  # fmt: skip


def people_mean(
    competency: str,
    members: Sequence[PersonResult],
    people: Mapping[str, PersonChange],
    before: Mapping[str, PreviousPerson],
    model: Model,
) -> MeanChange | None:
    """Means of a competency over the same people, from scores as exact as they are known."""
    place = model.competency_ids.index(competency)
    same = [p for p in members if not people[p.id].change(competency).obstacle]
    pairs = [
        (then, now)
        for p in same
        if (then := before[p.id].scores[competency].score) is not None
        and (now := p.competencies[place].score) is not None
    ]
    if not pairs:
        return None
    return _means(len(pairs), _mean(b for b, _ in pairs), _mean(n for _, n in pairs), model)


def _mean(values: Iterable[Fraction]) -> Fraction:
    """Mean of at least one value."""
    found = list(values)
    return sum(found, Fraction(0)) / len(found)
