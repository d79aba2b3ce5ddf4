"""What of a person's ratings is shown in an issue: competency by competency, and the category means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reportgen.assessment.anonymity import (  # fmt: skip
    Groups,
    Row,
    exposes,
    group_row,
    groups_shown,
    guessable,
    plan,
    raters_behind,
    score_row,
)
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
    members = rules.members[category]
    past = [replace(issue, cells={c: cell for c, cell in issue.cells.items() if c in members}) for issue in past]
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
    behind = {c: raters_behind(answers, rules.weights) for c, answers in cells.items()}
    covered = frozenset[str]().union(*(behind[c] for c in cells if not choices[c].shown and rules.factors[c]))
    if not covered or len(covered) >= rules.minimum:
        return choices, True
    others = [c for c in cells if choices[c].shown and behind[c] and rules.factors[c]]
    if not others:
        return choices, False
    given_up = min(others, key=lambda c: (len(behind[c]), list(cells).index(c)))
    choices[given_up] = replace(choices[given_up], shown=False, groups=())
    return choices, True


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
    told = _told(category, past)
    choices: Choices = {}
    added: dict[str, list[Row]] = {}

    def tells(rows: Sequence[Row]) -> bool:
        """Whether numbers of this issue tell too much, by themselves or by their difference from what was shown."""
        others = [row for more in added.values() for row in more]
        return exposes(rows, rules.minimum) or exposes([*others, *rows], rules.minimum, told)

    def beside(score: Row) -> Callable[[Sequence[Row]], bool]:
        return lambda rows: tells([score, *rows])

    for c, answers in cells.items():
        before = last.cells.get(c)
        row = score_row(c, answers, rules.weights)
        if same_way and before is not None and before.shown and before.answers == answers:
            choices[c] = Choice(answers, shown=True, groups=before.groups)
        elif not tells([row]) and not guessable(row, rules.minimum, rules.points):
            groups = groups_shown(c, answers, rules.minimum, rules.order, beside(row))
            choices[c] = Choice(answers, shown=True, groups=groups)
            added[c] = [row, *(group_row(c, answers, group) for group in groups)]
        elif same_way and before is not None and before.shown:
            choices[c] = Choice(before.answers, shown=True, groups=before.groups, kept=True)
        else:
            choices[c] = Choice(answers, shown=False)
    for attempt in _attempts(choices, added, last if same_way and category in last.means else None):
        mean = _mean_row(attempt, rules.weights, rules.factors)
        new = [row for c, more in added.items() if attempt[c].shown for row in more]
        if not exposes([*_rows(attempt, rules.weights), mean], rules.minimum) and not exposes(
            [*new, mean], rules.minimum, told
        ):
            return attempt, True
    return choices, False


def _rows(choices: Mapping[str, Choice] | Mapping[str, IssuedCell], weights: Mapping[str, Fraction]) -> list[Row]:
    """The numbers that are shown of competencies."""
    rows: list[Row] = []
    for c, one in choices.items():
        if one.shown:
            rows.append(score_row(c, one.answers, weights))
            rows += [group_row(c, one.answers, group) for group in one.groups]
    return rows


def _attempts(choices: Choices, added: Mapping[str, Sequence[Row]], last: Issue | None) -> list[Choices]:
    """Ways to show the category mean too: as it is; with the last issue's answers where a score is not shown; with one
    more score, of those new in this issue, withheld.
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
    return found + [{**some, c: Choice(some[c].answers, shown=False)} for some in tuple(found) for c in added]


def _mean_row(choices: Choices, weights: Mapping[str, Fraction], factors: Mapping[str, Fraction]) -> Row:
    """What each anonymous answer adds to the category mean, up to a common factor."""
    return {
        variable: part * factors[c]
        for c, one in choices.items()
        for variable, part in score_row(c, one.answers, weights).items()
    }


def _told(category: str, past: Sequence[Issue]) -> list[Row]:
    """The numbers of a category that readers have seen."""
    rows: list[Row] = []
    for issue in past:
        rows += _rows(issue.cells, issue.weights)
        factors = issue.means.get(category)
        if factors is not None:
            choices = {c: Choice(issue.cells[c].answers, shown=True) for c in factors if c in issue.cells}
            rows.append(_mean_row(choices, issue.weights, factors))
    return [row for i, row in enumerate(rows) if row and row not in rows[:i]]


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
