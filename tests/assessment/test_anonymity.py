"""What numbers give away: who stays anonymous, what follows from several numbers, what whole ratings let guess."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reportgen.assessment.anonymity import (
    Row,
    allowed,
    anonymous,
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
from reportgen.assessment.scoring import score_of
from reportgen.model.issued import Answer

ORDER = ("self", "supervisor", "peer", "subordinate", "customer")
WEIGHTS = {"supervisor": Fraction(5), "peer": Fraction(3), "customer": Fraction(2)}


def panel(**sizes: int) -> tuple[Answer, ...]:
    """So many raters of each relation, each with a key of its own."""
    return tuple((f"{relation}{i}", relation, i % 5) for relation, n in sizes.items() for i in range(n))


def number(**parts: int) -> Row:
    """A number in which each rater's rating has some part."""
    return {("c", (rater, "peer", 0)): part for rater, part in parts.items()}


# Who stays anonymous


def test_the_person_and_supervisors_are_known_also_where_they_rate_in_another_relation() -> None:
    answers = (("boss", "supervisor", 3), ("boss", "peer", 4), ("self", "self", 5), ("a", "peer", 2))
    assert anonymous(answers) == [("a", "peer", 2)]


def test_raters_of_a_relation_without_weight_are_not_behind_the_score() -> None:
    answers = panel(peer=2, subordinate=2)
    assert raters_behind(answers, WEIGHTS) == {"peer0", "peer1"}
    assert len(raters_behind(answers, {})) == 4


def test_a_rater_in_two_relations_is_one_rater() -> None:
    answers = (("a", "peer", 3), ("a", "customer", 4), ("b", "peer", 4))
    assert raters_behind(answers, {}) == {"a", "b"}


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(ORDER), st.integers(0, 6)),
        max_size=8,
        unique_by=lambda a: a[:2],
    ),
    st.sampled_from([{}, WEIGHTS, {"self": Fraction(1), "peer": Fraction(2)}]),
)
def test_the_parts_of_anonymous_and_known_answers_add_up_to_the_score(
    answers: list[Answer], weights: dict[str, Fraction]
) -> None:
    sums: dict[str, tuple[int, int]] = {}
    for _, relation, rating in answers:
        total, n = sums.get(relation, (0, 0))
        sums[relation] = total + rating, n + 1
    shares = {s.relation: s.share / s.n for s in score_of(sums, weights).shares}
    hidden = {a: shares[a[1]] for a in anonymous(answers) if a[1] in shares}
    assert score_row("c", answers, weights) == {("c", a): part for a, part in hidden.items()}


# What follows from several numbers


@pytest.mark.parametrize(
    ("numbers", "minimum", "exposed"),
    [
        ([number(a=1, b=1, c=1)], 3, False),
        ([number(a=1, b=1)], 3, True),
        ([number(a=1, b=1)], 2, False),
        ([number(a=1, b=1)], 1, False),
        ([number()], 3, False),
        ([], 3, False),
        ([number(a=1, b=1, c=1), number(a=1, b=1, c=1, d=1)], 3, True),
        ([number(a=1, b=1, c=1), number(a=1, b=1, c=1, d=1, e=1, f=1)], 3, False),
        ([number(a=1, b=1, c=1), number(a=2, b=2, c=2)], 3, False),
        ([number(a=1, b=2, c=3), number(a=3, b=2, c=1)], 3, True),  # the sum leaves all, the difference leaves b out
        ([number(a=1, b=1, c=1, d=1, e=1), number(a=1, b=1, c=1, d=1, f=1)], 3, True),
        ([number(a=1, b=1, c=1, d=1, e=1), number(f=1, g=1, h=1)], 5, True),
    ],
)  # fmt: skip
def test_numbers_expose_when_another_that_follows_rests_on_too_few(
    numbers: list[Row], minimum: int, exposed: bool
) -> None:
    assert exposes(numbers, minimum) is exposed


def test_three_numbers_together_tell_what_two_of_them_do_not() -> None:
    numbers = [number(a=1, b=1, c=1, d=1), number(c=1, d=1, e=1, f=1), number(a=1, b=1, e=1, f=1)]
    assert exposes(numbers, 3), "half of first + second - third is c + d"
    assert not any(exposes(pair, 3) for pair in combinations(numbers, 2))


def test_what_was_lost_before_is_no_reason_to_withhold_more() -> None:
    known = [whole(number(a=1, b=1))]
    assert not exposes([number(c=1, d=1, e=1)], 3, known=known)
    assert not exposes([number(a=1, b=1)], 3, known=known)
    assert exposes([number(a=1, b=1, c=1)], 3, known=known), "c follows, which it did not before"
    assert not exposes([number(a=1, b=1, c=1, d=1, e=1)], 3, known=known)


def test_what_is_shown_now_has_enough_raters_even_if_it_was_shown_before_with_fewer() -> None:
    known = [whole(number(a=1, b=1))]
    assert not allowed([number(a=1, b=1)], 3, [], known)
    assert not allowed([number(a=1, b=1, c=1)], 3, [], known)
    assert allowed([number(c=1, d=1, e=1)], 3, [], known)
    assert allowed([number(c=1, d=1, e=1)], 3, [whole(number(f=1, g=1, h=1))], [])


def rank(vectors: Sequence[Sequence[Fraction]]) -> int:
    """The plainest elimination, to compare with."""
    rest, found = [list(v) for v in vectors], 0
    for column in range(len(rest[0]) if rest else 0):
        pivot = next((v for v in rest[found:] if v[column]), None)
        if pivot is not None:
            rest.remove(pivot)
            rest.insert(found, pivot)
            for v in rest[found + 1 :]:
                times = v[column] / pivot[column]
                v[:] = [x - times * y for x, y in zip(v, pivot, strict=True)]
            found += 1
    return found


def resting_on(numbers: Sequence[Row], chosen: Sequence[str], variables: Sequence[tuple[str, Answer]]) -> int:
    """How many independent combinations rest on the chosen raters alone: the rank that their columns make up."""
    every = [[Fraction(row.get(v, 0)) for v in variables] for row in numbers]
    others = [[Fraction(row.get(v, 0)) for v in variables if v[1][0] not in chosen] for row in numbers]
    return rank(every) - rank(others)


NUMBERS = st.lists(
    st.dictionaries(
        st.tuples(st.sampled_from("xy"), st.tuples(st.sampled_from("abcde"), st.just("peer"), st.sampled_from([0, 0, 1]))),
        st.sampled_from([Fraction(1), Fraction(1), Fraction(1), Fraction(1, 3), Fraction(2)]),
        max_size=6,
    ),
    max_size=3,
)  # fmt: skip


@settings(deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS, st.integers(1, 4))
def test_exposing_is_what_ranks_say_for_every_small_set_of_raters(
    numbers: list[Row], beside: list[Row], known: list[Row], minimum: int
) -> None:
    assume(not exposes(beside, minimum, known=[whole(r) for r in known]))  # by itself it exposes nobody
    every = [*known, *beside, *numbers]
    variables = sorted({v for row in every for v in row})
    small = [c for n in range(1, minimum) for c in combinations("abcde", n)]
    expected = any(resting_on(every, c, variables) > resting_on(known, c, variables) for c in small)
    assert exposes(numbers, minimum, beside=[whole(r) for r in beside], known=[whole(r) for r in known]) is expected


@settings(deadline=None)
@given(NUMBERS, st.integers(2, 4))
def test_no_combination_in_small_whole_numbers_rests_on_few_unless_it_is_said(numbers: list[Row], minimum: int) -> None:
    few = False
    for times in product(range(-2, 3), repeat=len(numbers)):
        total: dict[tuple[str, Answer], Fraction] = {}
        for factor, row in zip(times, numbers, strict=True):
            for v, part in row.items():
                total[v] = total.get(v, Fraction(0)) + factor * part
        few |= 0 < len({v[1][0] for v, part in total.items() if part}) < minimum
    assert exposes(numbers, minimum) or not few


@settings(deadline=None)
@given(NUMBERS)
def test_independent_numbers_say_as_much_as_all(numbers: list[Row]) -> None:
    variables = sorted({v for row in numbers for v in row})
    found = independent(numbers)
    matrix, less = ([[Fraction(row.get(v, 0)) for v in variables] for row in some] for some in (numbers, found))
    assert len(found) == rank(less) == rank(matrix)


def test_whole_parts_are_the_smallest() -> None:
    row = number(a=1, b=1)
    thirds = {v: Fraction(part, 3) for v, part in row.items()}
    assert list(whole(thirds).values()) == [1, 1]
    assert list(whole(number(a=4, b=6)).values()) == [2, 3]
    assert whole({}) == {}


# What whole ratings let guess


@pytest.mark.parametrize(
    ("weights", "answers", "told"),
    [
        ({}, panel(peer=2, customer=2), False),  # all weigh the same
        ({"peer": Fraction(7), "customer": Fraction(3)}, panel(peer=3, customer=1), True),  # 7P + 9c has one solution
        ({"peer": Fraction(7), "customer": Fraction(3)}, panel(peer=3, customer=3), False),  # both large enough
        ({"peer": Fraction(3), "customer": Fraction(1)}, panel(peer=3, customer=1), False),  # each weighs a quarter
        ({"peer": Fraction(1), "customer": Fraction(1)}, panel(peer=4, customer=1), False),  # P + 4c: many ways
    ],
)
def test_a_small_group_is_guessed_where_whole_ratings_leave_one_solution(
    weights: dict[str, Fraction], answers: tuple[Answer, ...], told: bool
) -> None:
    assert guessable(score_row("c", answers, weights), 3, 7) is told


def test_guessing_is_counted_as_trying_all_ratings_does() -> None:
    weights = {"peer": Fraction(7), "customer": Fraction(3)}
    row = score_row("c", panel(peer=3, customer=1), weights)
    by_shown: dict[str, set[int]] = {}
    for peers, customer in product(range(3 * 6 + 1), range(7)):
        shown = Fraction(7 * peers + 9 * customer, 30)
        by_shown.setdefault(f"{float(shown):.6f}", set()).add(customer)
    assert guessable(row, 3, 7) is all(len(found) == 1 for found in by_shown.values())


def test_large_panels_hide_a_small_group_and_are_looked_at_quickly() -> None:
    weights = {"peer": Fraction(50), "subordinate": Fraction(30), "customer": Fraction(20)}
    assert not guessable(score_row("c", panel(peer=60, subordinate=47, customer=2), weights), 3, 7)


# Which relations are shown beside the score


@pytest.mark.parametrize(
    ("answers", "groups"),
    [
        (panel(supervisor=1, peer=3), (("peer",),)),
        (panel(supervisor=1, peer=4, customer=2), (("peer", "customer"),)),
        (panel(peer=4, subordinate=3, customer=1), (("peer",), ("subordinate", "customer"))),
        (panel(peer=4, subordinate=2, customer=2), (("peer",), ("subordinate", "customer"))),
        (panel(peer=1, subordinate=1, customer=1), (("peer", "subordinate", "customer"),)),
        (panel(supervisor=2), ()),
        ((("a", "peer", 1), ("b", "peer", 2), ("c", "peer", 3), ("a", "customer", 4)), (("peer", "customer"),)),
    ],
)
def test_a_small_relation_is_merged_with_the_smallest_other(
    answers: tuple[Answer, ...], groups: tuple[tuple[str, ...], ...]
) -> None:
    assert plan(answers, {}, 3, ORDER, 7) == (True, groups)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (panel(supervisor=1), True),
        (panel(self=1), True),
        (panel(supervisor=1, peer=1), False),
        (panel(supervisor=1, peer=2), False),
        (panel(supervisor=2, peer=2), False),
        (panel(supervisor=1, peer=2, customer=1), True),
        ((("a", "peer", 1), ("a", "customer", 2), ("b", "peer", 3)), False),
    ],
)
def test_a_score_is_shown_when_none_or_at_least_three_anonymous_raters_are_behind_it(
    answers: tuple[Answer, ...], shown: bool
) -> None:
    assert plan(answers, {}, 3, ORDER, 7)[0] is shown


def test_beside_a_weighted_score_relations_are_shown_that_give_nothing_away_with_it() -> None:
    assert plan(panel(peer=3, customer=3), WEIGHTS, 3, ORDER, 7) == (True, (("peer",), ("customer",)))
    alike = {"peer": Fraction(3), "customer": Fraction(1)}
    assert plan(panel(peer=3, customer=1), alike, 3, ORDER, 7) == (True, (("peer", "customer"),))
    apart = {"peer": Fraction(1), "customer": Fraction(1)}
    assert plan(panel(peer=4, customer=1), apart, 3, ORDER, 7) == (True, ()), "their sum and score would tell both"


def test_a_group_is_not_shown_beside_a_number_from_which_the_rest_would_follow() -> None:
    answers = panel(peer=4)
    without_one = whole(group_row("c", answers[:3], ["peer"]))
    assert groups_shown("c", answers, 3, ORDER, [without_one]) == ()


def test_with_a_minimum_of_one_every_relation_is_shown() -> None:
    assert plan(panel(supervisor=1, peer=1, customer=2), {}, 1, ORDER, 7) == (True, (("peer",), ("customer",)))


def test_with_a_minimum_of_five_fewer_are_withheld() -> None:
    assert plan(panel(peer=4), {}, 5, ORDER, 7) == (False, ())
    assert plan(panel(peer=5, customer=4), {}, 5, ORDER, 7) == (True, (("peer", "customer"),))


PANELS = st.fixed_dictionaries({r: st.integers(0, 5) for r in ORDER[1:]})


@settings(deadline=None, max_examples=60)
@given(PANELS, st.sampled_from([{}, WEIGHTS]), st.integers(1, 5))
def test_what_is_shown_depends_neither_on_values_nor_on_names_nor_on_the_order(
    sizes: dict[str, int], weights: dict[str, Fraction], minimum: int
) -> None:
    answers = panel(**sizes)
    others = [(f"r{i * 7 % 23}", relation, 6 - rating) for i, (_, relation, rating) in enumerate(answers)]
    assert plan(answers, weights, minimum, ORDER, 7) == plan(others[::-1], weights, minimum, ORDER, 7)


@settings(deadline=None, max_examples=60)
@given(PANELS, st.sampled_from([{}, WEIGHTS]), st.integers(1, 5))
def test_score_and_relations_together_never_expose(
    sizes: dict[str, int], weights: dict[str, Fraction], minimum: int
) -> None:
    answers = panel(**sizes)
    shown, groups = plan(answers, weights, minimum, ORDER, 7)
    rows = [score_row("c", answers, weights), *(group_row("c", answers, g) for g in groups)] if shown else []
    assert not exposes(rows, minimum)
    assert all(len({a[0] for _, a in group_row("c", answers, g)}) >= minimum for g in groups)
