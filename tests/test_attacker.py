"""Nobody can work out of what readers see what fewer raters than the minimum gave.

`tests.attacker` says what the attacker knows and what counts as found out; `ATTACKS=5000` in the environment makes more
organisations than the usual ones.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

import pytest

from reportgen.assessment import anonymity, readers, shown
from reportgen.assessment.readers import Readers, answers_of, for_readers
from reportgen.model.results import Assessment
from tests.assessment.frames import Person
from tests.attacker import Behind, Equation, Given, forms_behind, gained, isolated, read
from tests.organisations import ORDER, Organisation, late, plain_model, random_organisation

ATTACKS = int(os.environ.get("ATTACKS", "300"))

Sets = list[tuple[str, ...]]


@dataclass
class Seen:
    """What the attacker has after an issue: all equations so far, and the sets of raters found out by this issue."""

    readers: Readers
    equations: list[Equation]
    found: Sets
    behind: Behind


def attacked(issues: Sequence[Organisation]) -> list[Seen]:
    """Attack an organisation, issue after issue."""
    seen: list[Seen] = []
    for n, org in enumerate(issues):
        before = seen[-1].equations if seen else []
        made = org.assessment()
        out = for_readers(
            made, minimum=org.minimum, order=ORDER, past=seen[-1].readers.issues if seen else None, reissue=org.forced
        )
        behind = forms_behind(_recorded(made, out), issues[: n + 1], seen[-1].behind if seen else None)
        equations = [*before, *read(out.assessment, behind, org)]
        seen.append(Seen(out, equations, gained(before, equations, org.minimum), behind))
    return seen


def _recorded(made: Assessment, out: Readers) -> dict[str, dict[str, Sequence[Given]]]:
    """The answers that an issue's numbers are made from, as the program remembers them."""
    return {
        person: {
            c: out.issues[person][-1].cells[c].answers if c in out.issues[person][-1].cells else answers
            for c, answers in cells.items()
        }
        for person, cells in answers_of(made).items()
        if person in out.issues
    }


def series(seed: int, issues: int) -> list[Organisation]:
    """A random organisation, issue after issue."""
    draw = Random(seed)  # noqa: S311 (no secret)
    found = [random_organisation(draw)]
    while len(found) < issues:
        found.append(late(replace(found[-1], forced=frozenset()), draw))
    return found


def found_out(seed: int, issues: int = 2) -> list[tuple[int, Sets]]:
    """The issues by which somebody is found out, and who; but those that were made anew on purpose."""
    orgs = series(seed, issues)
    return [(n, one.found) for n, one in enumerate(attacked(orgs)) if one.found and not orgs[n].forced]


# ---- random organisations


@pytest.mark.parametrize("part", range(10))
def test_the_attacker_finds_nobody_out(part: int) -> None:
    seeds = range(part, ATTACKS, 10)
    found = {seed: sets for seed in seeds if (sets := found_out(seed, 3 if seed % 3 == 0 else 1 + seed % 2))}
    assert found == {}


@pytest.mark.nightly
def test_the_attacker_finds_nobody_out_in_many_organisations() -> None:
    found = {seed: sets for seed in range(10_000, 10_000 + 2 * ATTACKS) if (sets := found_out(seed, 4))}
    assert found == {}


def comments_found_out(seed: int, issues: int) -> list[tuple[int, str, set[str]]]:
    """The issues from whose comments, beside those of an earlier one, it can be seen which ones few raters wrote."""
    orgs = series(seed, issues)
    seen, found = attacked(orgs), []
    for n, org in enumerate(orgs):
        writers = {(p, text): rater for one in orgs for (p, rater), (_, text) in one.comments.items()}
        told = [{p.id: set(p.remarks.others) for p in one.readers.assessment.people} for one in seen[: n + 1]]
        for person in {p.id for p in org.people} - org.forced:
            now, before = told[-1][person], [shown for one in told[:-1] if (shown := one[person])]
            new = now.difference(*before)
            for texts in [new, *(now ^ one for one in before if now)]:
                who = {writers[person, text] for text in texts}
                if 0 < len(who) < org.minimum and not any(one.forced for one in orgs[:n]):
                    found.append((n, person, who))
    return found


def test_comments_tell_nobody_apart_neither_at_once_nor_from_issue_to_issue() -> None:
    seeds = range(20_000, 20_000 + ATTACKS // 5)
    assert {seed: found for seed in seeds if (found := comments_found_out(seed, 3))} == {}


# ---- the attacker is able: he finds people out where the protection is weaker

ABLE = range(40)


def everything(made: Assessment, **_: object) -> Assessment:
    return made


def test_the_attacker_finds_people_out_in_what_the_administrator_has() -> None:
    able = 0
    for seed in ABLE:
        (org,) = series(seed, 1)
        made = org.assessment()
        behind = forms_behind(answers_of(made), [org])
        able += bool(isolated(read(made, behind, org), org.minimum))
    assert able > len(ABLE) / 2


def test_the_attacker_finds_people_out_where_one_rater_less_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    exposes = anonymity.exposes
    for module in (anonymity, shown):
        monkeypatch.setattr(module, "exposes", lambda rows, minimum, **more: exposes(rows, minimum - 1, **more))
    anonymity._plan.cache_clear()
    assert any(found_out(seed, 1) for seed in ABLE)
    anonymity._plan.cache_clear()


def test_the_attacker_finds_people_out_where_every_category_mean_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    first = shown._first
    monkeypatch.setattr(shown, "_first", lambda cells, rules: ({c: _alone(c, cells, rules) for c in cells}, True))
    assert first is not shown._first
    assert any(found_out(seed, 1) for seed in ABLE)


def _alone(competency: str, cells: readers.Cells, rules: shown.Rules) -> shown.Choice:
    """A competency chosen without a thought for the category's mean."""
    open_, groups = anonymity.plan(cells[competency], rules.weights, rules.minimum, rules.order, rules.points)
    return shown.Choice(cells[competency], open_, groups)


def test_the_attacker_finds_people_out_where_groups_are_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = readers._groups
    made: list[Assessment] = []

    def of_everybody(assessment: Assessment, _people: object) -> object:
        made.append(assessment)
        return groups(assessment, assessment.people)

    monkeypatch.setattr(readers, "_groups", of_everybody)
    assert any(found_out(seed, 1) for seed in ABLE)
    assert made


def test_the_attacker_finds_people_out_where_earlier_issues_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    for_ = readers.for_readers
    monkeypatch.setattr("tests.test_attacker.for_readers", lambda made, **kw: for_(made, **{**kw, "past": None}))
    assert any(found_out(seed, 2) for seed in ABLE)


def test_the_attacker_finds_people_out_where_the_relations_of_a_score_are_all_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def all_relations(_c: object, answers: Sequence[Given], *_: object, **__: object) -> tuple[tuple[str, ...], ...]:
        return tuple((r,) for r in sorted({a[1] for a in answers} - {"self", "supervisor"}))

    anonymity._plan.cache_clear()
    monkeypatch.setattr(anonymity, "groups_shown", all_relations)
    assert any(found_out(seed, 1) for seed in ABLE)
    anonymity._plan.cache_clear()


# ---- what happens between two issues, one thing at a time

PLACE = ("p", "greeting")


def team(*ratings: tuple[str, str, int], minimum: int = 3, forced: bool = False, **weights: int) -> Organisation:
    """One person, rated in one competency by (rater, relation, rating)."""
    return Organisation(
        plain_model(),
        (Person("p", "junior"),),
        {(*PLACE, rater, relation): value for rater, relation, value in ratings},
        weights={relation: Fraction(n) for relation, n in weights.items()},
        minimum=minimum,
        forced=frozenset({"p"}) if forced else frozenset(),
    )


def scores(*issues: Organisation) -> list[Fraction | None]:
    """The score in each issue; nobody may be found out, but by issues made anew on purpose."""
    seen = attacked(issues)
    assert [one.found for one, org in zip(seen, issues, strict=True) if not org.forced and one.found] == []
    return [
        next(r.score for r in one.readers.assessment.people[0].competencies if r.competency == PLACE[1]) for one in seen
    ]


A, B, C = ("a", "peer", 2), ("b", "peer", 4), ("c", "customer", 6)
D, E, F = ("d", "peer", 0), ("e", "peer", 1), ("f", "subordinate", 5)
FOUR, FIVE = Fraction(4), Fraction(18, 5)


def test_one_late_form_or_two_change_nothing_that_is_shown_three_do() -> None:
    assert scores(team(A, B, C), team(A, B, C, D), team(A, B, C, D, E), team(A, B, C, D, E, F)) == [4, 4, 4, 3]


def test_a_form_withdrawn_and_an_answer_changed_change_nothing_that_is_shown() -> None:
    assert scores(team(A, B, C, F), team(A, B, C)) == [Fraction(17, 4)] * 2
    assert scores(team(A, B, C), team(A, B, ("c", "customer", 0))) == [4, 4]


def test_a_form_saved_under_another_name_is_the_same_also_with_another_answer() -> None:
    now = replace(team(A, ("b", "peer", 6), ("c", "customer", 1)), keys={"b": "b-1", "c": "c-1"})
    assert scores(team(A, B, C), now) == [4, 4]


def test_a_larger_minimum_does_not_open_a_difference() -> None:
    assert scores(team(A, B, C), team(A, B, C, D, E, minimum=5)) == [4, None]
    assert scores(team(A, B, C), team(A, B, C, D, E, F, minimum=5)) == [4, None]


def test_a_smaller_minimum_before_counts_as_known() -> None:
    assert scores(team(A, B, minimum=2), team(A, B, C)) == [3, None]


def test_other_weights_do_not_take_a_score_apart() -> None:
    assert scores(team(A, B, C), team(A, B, C, peer=1, customer=1)) == [4, None]


def test_after_an_issue_anew_the_earlier_ones_stay_known() -> None:
    """D is given away on purpose; E and F then are not: the first issue knows A, B, C."""
    anew = team(A, B, C, D, forced=True)
    assert scores(team(A, B, C), anew, team(A, B, C, E, F)) == [4, 3, 3]


def remarks(*issues: Organisation) -> list[set[str]]:
    """The comments of anonymous raters that readers see in each issue."""
    return [set(one.readers.assessment.people[0].remarks.others) for one in attacked(issues)]


def commented(*raters: str, minimum: int = 3) -> Organisation:
    """A team of which some peers wrote a comment, which is their own letter."""
    everybody = [(r, "peer", 3) for r in "abcdefgh"]
    return replace(team(*everybody, minimum=minimum), comments={("p", r): ("peer", f"话{r}") for r in raters})


def test_comments_of_one_or_two_more_raters_do_not_join_those_that_readers_know() -> None:
    three = {"话a", "话b", "话c"}
    assert remarks(commented(*"abc"), commented(*"abcd"), commented(*"abcdef")) == [
        three,
        three,
        three | {"话d", "话e", "话f"},
    ]


def test_a_larger_minimum_does_not_tell_comments_apart() -> None:
    assert remarks(commented(*"abc"), commented(*"abcde", minimum=5)) == [{"话a", "话b", "话c"}, set()]


def test_comments_that_were_gone_for_an_issue_are_still_known() -> None:
    assert remarks(commented(*"abc"), commented(*"defg"), commented(*"abch"))[2] == {"话d", "话e", "话f", "话g"}
    assert remarks(commented(*"abc"), commented(*"def"), commented(*"adg"))[2] == {"话d", "话e", "话f"}


def test_one_of_three_raters_learns_no_more_than_the_mean_of_the_two_others() -> None:
    """The limit: where three stand behind a number, two stand behind it for one of them."""
    (one,) = attacked([team(A, B, C)])
    own = [Equation("own", {(*PLACE, *A): Fraction(1)})]
    assert isolated([*one.equations, *own], 3) == {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1}
    assert isolated([*one.equations, *own], 2) == {("a",): 1}  # his own, and nobody else's
