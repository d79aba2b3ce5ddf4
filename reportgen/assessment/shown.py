"""What of a person's ratings is shown in an issue: competency by competency, and the category means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reportgen.assessment.anonymity import (  # fmt: skip
    Groups,
    Row,
    Whole,
    allowed,
    exposes,
    group_row,
    groups_shown,
    guessable,
    independent,
    plan,
    raters_behind,
    score_row,
    whole,
)
from reportgen.assessment.scoring import counts
from reportgen.model.issued import Answer, Issue, IssuedCell

Answers = tuple[Answer, ...]


@dataclass(frozen=True)
class Rules:
    """How many anonymous raters must stand behind what is shown, the weights of relations (empty: plain mean), relations
    in the vocabulary's order, the points of the scale, the competencies of each category and their weights in its mean.
    """

    minimum: int
    weights: Mapping[str, Fraction]
    order: tuple[str, ...]
    points: int
    members: Mapping[str, frozenset[str]]
    factors: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Choice:
    """A competency in this issue: the answers it is made from (`kept`: those of the last issue), whether the score is
    shown, and which relations' means.
    """

    answers: Answers
    shown: bool
    groups: Groups = ()
    kept: bool = False


Choices = dict[str, Choice]


def choose(category: str, cells: Mapping[str, Answers], past: Sequence[Issue], rules: Rules) -> tuple[Choices, bool]:
    """What is shown of a category: its rated competencies (id -> answers), and whether its mean is.

    `past` are the person's earlier issues, the last one last: what they showed counts as known.
    """
    if not past:
        return _first(cells, rules)
    last = past[-1]
    if _unchanged(category, cells, last, rules):
        choices = {c: Choice(answers, last.cells[c].shown, last.cells[c].groups) for c, answers in cells.items()}
        return choices, category in last.means
    return _later(category, cells, past, rules)


def issued(choices: Mapping[str, Choice]) -> dict[str, IssuedCell]:
    """What is kept of the choices, for the issues to come."""
    return {c: IssuedCell(one.answers, one.shown, one.groups) for c, one in choices.items()}


def _first(cells: Mapping[str, Answers], rules: Rules) -> tuple[Choices, bool]:
    """When nothing was shown before: every competency for itself; then the category mean, if need be for the price of
    one more score: the one with the fewest raters.
    """
    choices: Choices = {}
    for c, answers in cells.items():
        shown, groups = plan(answers, rules.weights, rules.minimum, rules.order, rules.points)
        choices[c] = Choice(answers, shown, groups)
    if _mean_tells_nothing(choices, rules):
        return choices, True
    behind = {c: raters_behind(answers, rules.weights) for c, answers in cells.items()}
    others = [c for c in cells if choices[c].shown and behind[c] and rules.factors[c]]
    for c in sorted(others, key=lambda c: len(behind[c])):
        attempt = {**choices, c: replace(choices[c], shown=False, groups=())}
        if _mean_tells_nothing(attempt, rules):
            return attempt, True
    return choices, False


def _mean_tells_nothing(choices: Choices, rules: Rules) -> bool:
    """Whether the mean of a category can be shown with the scores that are: what it tells of the hidden ones."""
    hidden = _hidden_row(choices, rules)
    return not exposes([hidden], rules.minimum) and not guessable(hidden, rules.minimum, rules.points)


def _hidden_row(choices: Choices, rules: Rules) -> Row:
    """What each anonymous answer adds to the category mean by scores that are not shown. Examined competencies are left
    out of the mean here: with them each answer would add less, and be harder to guess.
    """
    hidden = {c: one for c, one in choices.items() if not one.shown}
    scored = [c for c, one in choices.items() if any(counts(relation, rules.weights) for _, relation, _ in one.answers)]
    total = sum((rules.factors[c] for c in scored), Fraction(0))
    return {v: part / total for v, part in _mean_row(hidden, rules.weights, rules.factors).items()}


def _unchanged(category: str, cells: Mapping[str, Answers], last: Issue, rules: Rules) -> bool:
    """Whether everything is as in the last issue, so that what was shown stays shown, and nothing else."""
    same = all(c in last.cells and last.cells[c].answers == answers for c, answers in cells.items())
    factors = last.means.get(category)
    alike = factors is None or factors == {c: rules.factors[c] for c in cells}
    return same and alike and (last.minimum, last.weights) == (rules.minimum, rules.weights)


def _later(category: str, cells: Mapping[str, Answers], past: Sequence[Issue], rules: Rules) -> tuple[Choices, bool]:
    """When something was shown before and something is different now."""
    last = past[-1]
    same_way = (last.minimum, last.weights) == (rules.minimum, rules.weights)
    known = _told(category, past, rules)
    linked = any(len({c for c, _ in row}) > 1 for row in known)  # else each competency is a matter of its own
    choices: Choices = {}
    rows: dict[str, list[Whole]] = {}  # what this issue shows of each competency
    new: list[str] = []
    for c, answers in cells.items():
        before = last.cells.get(c) if same_way else None
        row = score_row(c, answers, rules.weights)
        near = known if linked else [r for r in known if any(of == c for of, _ in r)]
        beside = [r for some in rows.values() for r in some] if linked else []
        if before is not None and before.shown and before.answers == answers:
            choices[c] = Choice(answers, shown=True, groups=before.groups)
        elif allowed([row], rules.minimum, beside, near) and not guessable(row, rules.minimum, rules.points):
            groups = groups_shown(c, answers, rules.minimum, rules.order, [*beside, whole(row)], near)
            choices[c] = Choice(answers, shown=True, groups=groups)
            new.append(c)
        elif before is not None and before.shown:
            choices[c] = Choice(before.answers, shown=True, groups=before.groups, kept=True)
        else:
            choices[c] = Choice(answers, shown=False)
        rows[c] = _rows(c, choices[c], rules.weights)
    new.sort(key=lambda c: len(raters_behind(cells[c], rules.weights)))
    for attempt in _attempts(choices, new, last if same_way and category in last.means else None):
        beside = [r for c, some in rows.items() if attempt[c].shown for r in some]
        mean = _mean_row(attempt, rules.weights, rules.factors)
        hidden = _hidden_row(attempt, rules)
        if not guessable(hidden, rules.minimum, rules.points) and allowed([mean], rules.minimum, beside, known):
            return attempt, True
    return choices, False


def _attempts(choices: Choices, new: Sequence[str], last: Issue | None) -> Iterator[Choices]:
    """Ways to show the category mean too: as it is; with the last issue's answers where a score is not shown; with one
    more score, of those `new` in this issue, withheld: the one with the fewest raters first.
    """
    found = [choices]
    if last is not None:
        kept = {
            c: Choice(last.cells[c].answers, shown=False, kept=last.cells[c].answers != one.answers)
            if not one.shown and c in last.cells
            else one
            for c, one in choices.items()
        }
        found.append(kept)
    yield from found
    for some in found:
        yield from ({**some, c: Choice(some[c].answers, shown=False)} for c in new)


def _rows(competency: str, one: Choice | IssuedCell, weights: Mapping[str, Fraction]) -> list[Whole]:
    """The numbers of a competency that readers see: the score, the means of relations."""
    if not one.shown:
        return []
    groups = [group_row(competency, one.answers, group) for group in one.groups]
    return [whole(score_row(competency, one.answers, weights)), *groups]


def _mean_row(
    choices: Mapping[str, Choice | IssuedCell], weights: Mapping[str, Fraction], factors: Mapping[str, Fraction]
) -> Row:
    """What each anonymous answer adds to the category mean, up to a common factor."""
    return {
        variable: part * factors[c]
        for c, one in choices.items()
        if factors[c]
        for variable, part in score_row(c, one.answers, weights).items()
    }


def _told(category: str, past: Sequence[Issue], rules: Rules) -> list[Whole]:
    """The numbers of a category that readers have seen, without those that follow from others."""
    rows: list[Row] = []
    for issue in past:
        rows += [
            row
            for c, cell in issue.cells.items()
            if c in rules.members[category]
            for row in _rows(c, cell, issue.weights)
        ]
        if category in issue.means:
            rows.append(_issued_mean(issue, category))
    return independent(rows)


def remembered(past: Sequence[Issue], issue: Issue) -> tuple[Issue, ...]:
    """The issues to keep for those to come: this one, and the earlier ones from which something else is known.

    What follows from other issues is known anyway, so that building again and again does not pile up issues.
    """
    if not past or past[-1] == issue:
        return tuple(past) or (issue,)
    kept, rows, comments = [issue], independent(_all_told(issue)), {issue.remarks, ()}
    for earlier in reversed(past):
        more = independent([*rows, *_all_told(earlier)])
        if len(more) > len(rows) or earlier.remarks not in comments:
            kept.append(earlier)
            rows = more
            comments.add(earlier.remarks)
    return tuple(reversed(kept))


def _all_told(issue: Issue) -> list[Row]:
    """The numbers that readers have seen in an issue."""
    rows = [row for c, cell in issue.cells.items() for row in _rows(c, cell, issue.weights)]
    return rows + [_issued_mean(issue, category) for category in issue.means]


def _issued_mean(issue: Issue, category: str) -> Row:
    factors = issue.means[category]
    return _mean_row({c: cell for c, cell in issue.cells.items() if c in factors}, issue.weights, factors)


def same_raters(past: Sequence[Issue], cells: Mapping[str, Answers]) -> tuple[Issue, ...]:
    """The earlier issues with the raters' present keys, where somebody is called otherwise now (an id was added, a form
    without a name moved): who is gone and who is new are taken for the same, those first who gave most answers alike.
    Taken for one when they are two, they are counted as fewer than they are: that gives nothing away.
    """
    then: dict[str, dict[tuple[str, str], int]] = {}
    for issue in past:
        then |= _by_rater({c: cell.answers for c, cell in issue.cells.items()})
    now = _by_rater(cells)
    gone = [rater for rater in then if rater not in now]
    new = [rater for rater in now if rater not in then]
    pairs = sorted(
        ((len(then[one].items() & now[other].items()), one, other) for one in gone for other in new),
        key=lambda pair: (-pair[0], gone.index(pair[1]), new.index(pair[2])),
    )
    renamed: dict[str, str] = {}
    for _, one, other in pairs:
        if one not in renamed and other not in renamed.values():
            renamed[one] = other
    if not renamed:
        return tuple(past)
    return tuple(
        replace(
            issue,
            cells={
                c: replace(cell, answers=tuple(sorted((renamed.get(k, k), r, v) for k, r, v in cell.answers)))
                for c, cell in issue.cells.items()
            },
            remarks=tuple(sorted((renamed.get(k, k), text) for k, text in issue.remarks)),
        )
        for issue in past
    )


def _by_rater(cells: Mapping[str, Answers]) -> dict[str, dict[tuple[str, str], int]]:
    """Rater's key -> (competency, relation) -> rating."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    for c, answers in cells.items():
        for rater, relation, rating in answers:
            found.setdefault(rater, {})[c, relation] = rating
    return found
