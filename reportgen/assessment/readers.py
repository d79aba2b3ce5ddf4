"""What readers see of an assessment: the same results without anything from which few raters could be worked out.

Everything for readers (reports, results workbook, index, mail) is made from what this module returns; the full
assessment is the administrator's. The rules:

- a score, a relation's mean, a category mean and the overall are shown exactly, or not at all: hiding changes none;
- a score is shown when none or at least the minimum of anonymous raters are behind it, a category mean when what it adds
  to the shown scores rests on so many; if it does not, one more score of the category is withheld in its favour;
- what an earlier issue showed counts as known: a change that so few raters made is not shown until somebody says so,
  and the values of then stay;
- groups are computed from what is shown of their people.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from reportgen.assessment.agreement import agree
from reportgen.assessment.anonymity import KNOWN, anonymous
from reportgen.assessment.assess import competency_result
from reportgen.assessment.group_raters import answering, group_raters
from reportgen.assessment.remarks import remarks_shown
from reportgen.assessment.scoring import counts, score_of
from reportgen.assessment.shown import Answers, Choice, Choices, Rules, choose, issued, remembered, same_raters
from reportgen.assessment.summaries import attainment, category_scores, coverage, group, overall
from reportgen.model.comparison import OVERALL
from reportgen.model.inputs import COMMENTS, MARKS, RATINGS, ROSTER, STANDARDS, VOTES, WEIGHTS, Inputs, frame, rows
from reportgen.model.issued import Answer, Issue, Issues, Remark
from reportgen.model.raters import SELF, SUPERVISOR, agreement_raters
from reportgen.model.results import MERGED, Assessment, CompetencyResult, GroupResult, PersonResult, Seen, Share
from reportgen.model.types import Model

Cells = Mapping[str, Answers]  # competency -> the answers that stand


@dataclass(frozen=True)
class Kept:
    """A person of whom the last issue's values are still shown: the competencies, whether the comments, and how many
    raters answered since, or otherwise (the first of these answers is `answer`).
    """

    person_id: str
    competencies: tuple[str, ...]
    remarks: bool
    raters: int
    answer: tuple[str, str, str] | None = None  # competency, rater's key, relation


@dataclass(frozen=True)
class Readers:
    """What readers see (`assessment`), what is remembered of it for the issues to come, who still has values of the last
    issue, and what is withheld: (person id, competency, category or `OVERALL`), that is not shown as it is now; in
    `unseen` not at all. `order` is that of relations.
    """

    assessment: Assessment
    issues: Issues
    kept: tuple[Kept, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()
    unseen: tuple[tuple[str, str], ...] = ()
    order: tuple[str, ...] = ()


def for_readers(
    assessment: Assessment,
    *,
    minimum: int,
    order: Sequence[str],
    past: Issues | None = None,
    reissue: Collection[str] = (),
) -> Readers:
    """The assessment as readers may see it.

    `minimum` anonymous raters must stand behind everything; `order` is that of the relations' vocabulary; `past` is what
    was shown before, in this cycle; of the people in `reissue` (ids) the new values are shown whatever their difference
    gives away.
    """
    model = assessment.model
    rules = Rules(
        minimum=minimum,
        weights=assessment.weights,
        order=tuple(order),
        points=len(model.scale),
        members={category.id: frozenset(c.id for c in model.in_category(category.id)) for category in model.categories},
        factors={c.id: c.weight for c in model.competencies},
    )
    answers = answers_of(assessment)
    comments = _comments_of(assessment)
    names = _names_of(assessment)
    people: list[PersonResult] = []
    issues, kept, withheld = dict(past or {}), [], []
    for person in assessment.people:
        cells = answers.get(person.id, {})
        earlier = same_raters(issues.get(person.id, ()), cells)
        known = () if person.id in reissue else earlier
        shown, issue, held = _person(
            person, cells, comments.get(person.id, ()), known, rules, model, names.get(person.id, ())
        )
        people.append(shown)
        issues[person.id] = remembered(earlier, issue)
        kept += [held] if held else []
        withheld += [(person.id, what, nothing) for what, nothing in _withheld(person, shown)]
    grades, departments = _groups(assessment, people)
    return Readers(
        replace(
            assessment,
            people=tuple(people),
            grades=grades,
            departments=departments,
            ratings=frame([], (*RATINGS, "stands", "counted")),
            inputs=nothing(),
            problems=(),
            raters=(),
            doubtful=frozenset(),
        ),
        issues,
        tuple(kept),
        tuple((p, what) for p, what, _ in withheld),
        tuple((p, what) for p, what, nothing in withheld if nothing),
        tuple(order),
    )


def answers_of(assessment: Assessment) -> dict[str, dict[str, Answers]]:
    """Person -> competency -> the answers that stand, in an order that does not depend on the files."""
    found: dict[str, dict[str, list[Answer]]] = {}
    table = assessment.ratings[assessment.ratings["stands"]]
    columns = (table[name] for name in ("person_id", "competency", "rater_key", "relation", "rating"))
    for person, competency, rater, relation, rating in zip(*columns, strict=True):
        found.setdefault(person, {}).setdefault(competency, []).append((rater, relation, int(rating)))
    return {p: {c: tuple(sorted(answers)) for c, answers in cells.items()} for p, cells in found.items()}


def _person(
    person: PersonResult,
    answers: Cells,
    comments: Sequence[tuple[str, Remark]],
    past: Sequence[Issue],
    rules: Rules,
    model: Model,
    names: Collection[str],
) -> tuple[PersonResult, Issue, Kept | None]:
    """A person as readers see them, what that tells them, and whether something of the last issue is kept."""
    rated = [r.competency for r in person.competencies if r.method == "rating"]
    choices: Choices = {}
    means: dict[str, Mapping[str, Fraction]] = {}
    for category in model.categories:
        cells = {c: answers[c] for c in rated if c in rules.members[category.id]}
        chosen, mean_shown = choose(category.id, cells, past, rules)
        choices |= chosen
        if mean_shown:
            means[category.id] = {c: rules.factors[c] for c in cells}
    exact = tuple(_as_chosen(r, choices.get(r.competency), rules, model) for r in person.competencies)
    results = tuple(_masked(r, choices[r.competency], rules, model) if r.competency in choices else r for r in exact)
    categories = category_scores(exact, model)
    whole = all(c in means for c, score in categories.items() if score is not None)
    open_ = not any(r.withheld for r in results)
    remarks, told, kept_remarks = remarks_shown(comments, past, rules.minimum, names)
    shown = replace(
        person,
        competencies=results,
        categories={c: score if c in means else None for c, score in categories.items()},
        overall=overall(exact, model) if whole else None,
        attainment=attainment(exact, model) if open_ else None,
        coverage=coverage(exact, model) if open_ else None,
        remarks=remarks,
    )
    issue = Issue(rules.minimum, rules.weights, issued(choices), means, told)
    return shown, issue, _kept(person.id, choices, answers, kept_remarks)


def _as_chosen(result: CompetencyResult, choice: Choice | None, rules: Rules, model: Model) -> CompetencyResult:
    """The result from the answers that this issue is made from."""
    if choice is None or not choice.kept:
        return result
    sums: dict[str, tuple[int, int]] = {}
    for _, relation, rating in choice.answers:
        total, n = sums.get(relation, (0, 0))
        sums[relation] = total + rating, n + 1
    rated = score_of(sums, rules.weights)
    kept = competency_result(result.competency, result.required_level, rated, None, model)
    return replace(kept, self_rating=result.self_rating, against=result.against, mixed=result.mixed, kept=True)


def _masked(result: CompetencyResult, choice: Choice, rules: Rules, model: Model) -> CompetencyResult:
    """The result with what may be shown beside the score; without the score when it may not be shown."""
    if not choice.shown:
        return replace(result, score=None, band=None, gap=None, surplus=None, shares=(), reason="withheld", kept=False)
    entering = [a for a in choice.answers if a[1] != SELF and counts(a[1], rules.weights)]
    unnamed = anonymous(choice.answers)
    hidden = [a for a in unnamed if counts(a[1], rules.weights)]
    supervisors = [a for a in choice.answers if a[1] == SUPERVISOR]
    seen = [_seen(SUPERVISOR, (SUPERVISOR,), supervisors)] if supervisors else []
    for relations in choice.groups:
        behind = [a for a in unnamed if a[1] in relations]
        seen.append(_seen(relations[0] if len(relations) == 1 else MERGED, relations, behind))
    ratings = [rating for _, _, rating in hidden]
    apart = {SELF, *(one.relation for one in seen)}
    return replace(
        result,
        shares=tuple(
            share if share.relation in apart else Share(share.relation, share.n, None, share.share)
            for share in result.shares
        ),
        seen=tuple(seen),
        others=_others(result),
        spread=(min(ratings), max(ratings)) if len({a[0] for a in hidden}) >= model.thresholds.range_raters else None,
        agreed=agree([rating for _, _, rating in entering], rules.points)
        if len({a[0] for a in hidden}) >= agreement_raters(rules.minimum)
        else None,
    )


def _seen(relation: str, relations: tuple[str, ...], answers: Sequence[Answer]) -> Seen:
    ratings = [rating for _, _, rating in answers]
    return Seen(relation, relations, len(ratings), _mean(sum(ratings), len(ratings)))


@lru_cache(maxsize=4096)  # few ratings have few means
def _mean(total: int, n: int) -> Fraction:
    return Fraction(total, n)


def _others(result: CompetencyResult) -> Fraction | None:
    """The score without what a self-rating of weight adds to it."""
    own = next((share for share in result.shares if share.relation == SELF), None)
    if own is None or own.mean is None or result.score is None:
        return result.score
    return None if own.share == 1 else (result.score - own.share * own.mean) / (1 - own.share)


def _kept(person_id: str, choices: Mapping[str, Choice], answers: Cells, kept_remarks: int) -> Kept | None:
    """What of the last issue is kept for a person, and how many raters' answers differ from it."""
    changed: list[tuple[str, Answer]] = []
    competencies = []
    for c, choice in choices.items():
        if choice.kept:
            competencies.append(c)
            changed += [(c, a) for a in sorted(set(answers[c]) ^ set(choice.answers))]
    if not competencies and not kept_remarks:
        return None
    now = [(c, a) for c, a in changed if a in answers[c]]
    first = next(iter(now), None)
    raters = {rater for _, (rater, relation, _) in changed if relation not in KNOWN}
    place = (first[0], first[1][0], first[1][1]) if first else None
    return Kept(person_id, tuple(competencies), bool(kept_remarks), max(len(raters), kept_remarks), place)


def _withheld(person: PersonResult, shown: PersonResult) -> Iterator[tuple[str, bool]]:
    """What a person has but readers do not see, or not as it is now: competencies, categories, the overall; and whether
    they see nothing there.
    """
    pairs = [(r.competency, r.score, s.score) for r, s in zip(person.competencies, shown.competencies, strict=True)]
    pairs += [(c, score, shown.categories[c]) for c, score in person.categories.items()]
    yield from (
        (what, seen is None)
        for what, score, seen in [*pairs, (OVERALL, person.overall, shown.overall)]
        if score != seen
    )


def _groups(
    assessment: Assessment, people: Sequence[PersonResult]
) -> tuple[tuple[GroupResult, ...], tuple[GroupResult, ...]]:
    """The grades and the departments as they follow from what is shown of their people; and, as numbers, who rated them."""
    by_id, model = {p.id: p for p in people}, assessment.model
    counted = answering(assessment.inputs, model)
    doubtful = Counter(person for person, _, _, _ in assessment.doubtful)

    def shown(one: GroupResult) -> GroupResult:
        members = [by_id[i] for i in one.people]
        return replace(group(one.id, one.name, members, model), raters=group_raters(members, counted, doubtful))

    return tuple(shown(one) for one in assessment.grades), tuple(shown(one) for one in assessment.departments)


def _comments_of(assessment: Assessment) -> dict[str, list[tuple[str, Remark]]]:
    """Person -> the comments on them: relation, and who said what."""
    found: dict[str, list[tuple[str, Remark]]] = {}
    for row in rows(assessment.inputs.comments):
        found.setdefault(row.person_id, []).append((row.relation, (row.rater_key, row.text)))
    return found


def _names_of(assessment: Assessment) -> dict[str, set[str]]:
    """Person -> the names of those raters who stay anonymous."""
    found: dict[str, set[str]] = {}
    table = assessment.ratings
    for person, name, relation in zip(table["person_id"], table["rater"], table["relation"], strict=True):
        if name and relation not in KNOWN:
            found.setdefault(person, set()).add(name)
    return found


def names_only(assessment: Assessment) -> Assessment:
    """The assessment without anything that somebody said or scored: who is there, what is required, what was voted."""
    people = tuple(
        replace(p, competencies=(), categories={}, overall=None, attainment=None, coverage=None)
        for p in assessment.people
    )
    return replace(
        assessment,
        people=people,
        grades=(),
        departments=(),
        ratings=frame([], (*RATINGS, "stands", "counted")),
        inputs=nothing(),
        problems=(),
        comparison=None,
        raters=(),
        doubtful=frozenset(),
    )


def nothing() -> Inputs:
    """Inputs without a value: what readers' pages are made from knows no file and no rater."""
    return Inputs(
        roster=frame([], ROSTER),
        ratings=frame([], RATINGS),
        marks=frame([], MARKS),
        weights=frame([], WEIGHTS),
        votes=frame([], VOTES),
        standards=frame([], STANDARDS),
        comments=frame([], COMMENTS),
    )
