"""What of a category is shown, in a first issue and in later ones."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.anonymity import exposes, group_row, score_row
from reportgen.assessment.shown import Answers, Choices, Rules, choose, issued, remembered, same_raters
from reportgen.model.issued import Answer, Issue

ORDER = ("self", "supervisor", "peer", "subordinate", "customer")
PLAIN = Rules(3, {}, ORDER, 7, {"k": frozenset("xyz")}, {c: Fraction(1) for c in "xyz"})
Cells = dict[str, Answers]


def peers(names: str, rating: int = 4) -> Answers:
    """A peer for each letter."""
    return tuple((name, "peer", rating) for name in names)


def issue(cells: Cells, past: tuple[Issue, ...] = (), rules: Rules = PLAIN) -> tuple[Issue, Choices]:
    """What an issue shows, and what is remembered of it."""
    choices, mean = choose("k", cells, past, rules)
    means = {"k": {c: rules.factors[c] for c in cells}} if mean else {}
    return Issue(rules.minimum, rules.weights, issued(choices), means), choices


def seen(choices: Choices) -> str:
    """The competencies that are shown; in capitals those that keep the last issue's value."""
    return "".join(c.upper() if one.kept else c for c, one in choices.items() if one.shown)


def rows(one: Issue) -> list[object]:
    """The numbers of an issue."""
    found: list[object] = []
    for c, cell in one.cells.items():
        found += [score_row(c, cell.answers, one.weights)] if cell.shown else []
        found += [group_row(c, cell.answers, group) for group in cell.groups]
    for factors in one.means.values():
        found.append(
            {v: p * factors[c] for c in factors for v, p in score_row(c, one.cells[c].answers, one.weights).items()}
        )
    return found


# A first issue


@pytest.mark.parametrize(
    ("cells", "shown", "mean"),
    [
        ({"x": peers("abc"), "y": peers("abcd")}, "xy", True),
        (
            {"x": peers("ab"), "y": peers("abcd"), "z": peers("abc")},
            "y",
            True,
        ),  # z too, else the mean would give x away
        ({"x": peers("ab"), "y": peers("cd"), "z": peers("abc")}, "z", True),  # the mean rests on a, b, c, d
        ({"x": peers("ab"), "y": peers("ab"), "z": peers("abc")}, "", True),
        ({"x": peers("ab"), "y": (("s", "supervisor", 4),)}, "y", False),  # nothing to give up that would help
        ({"x": peers("ab"), "y": peers("ab")}, "", False),
        ({}, "", True),
    ],
)
def test_a_category_mean_is_shown_if_need_be_for_the_price_of_one_more_score(
    cells: Cells, shown: str, mean: bool
) -> None:
    choices, mean_shown = choose("k", cells, (), PLAIN)
    assert (seen(choices), mean_shown) == (shown, mean)


def test_ratings_without_weight_hide_nobody_in_a_category_mean() -> None:
    weights = {"peer": Fraction(3, 10), "customer": Fraction(1, 5)}
    rules = replace(PLAIN, weights=weights, factors={c: Fraction(1) for c in "xabcdefghijkl"})
    guessed = {"x": (("k", "customer", 3), *peers("abcde"))}  # the customer's rating can be told from the score
    without = dict.fromkeys("abcdefghijkl", (("u", "subordinate", 3),))
    for cells in (guessed, guessed | without):  # no score of these: the mean is x's score
        choices, mean = choose("k", cells, (), rules)
        assert (choices["x"].shown, mean) == (False, False)


def test_of_equally_many_raters_the_first_score_is_given_up() -> None:
    assert seen(issue({"x": peers("ab"), "y": peers("abc"), "z": peers("abc")})[1]) == "z"


def test_a_competency_without_weight_does_not_enter_the_category_mean() -> None:
    rules = replace(PLAIN, factors={"x": Fraction(0), "y": Fraction(1), "z": Fraction(1)})
    assert seen(issue({"x": peers("ab"), "y": peers("abc")}, rules=rules)[1]) == "y"


def test_the_mean_is_not_shown_where_whole_ratings_give_the_hidden_scores_away() -> None:
    """Competency x tells a's rating times 7 and the customers' times 3 for each; mixed with y it can still be taken apart."""
    weights = {"peer": Fraction(70), "customer": Fraction(3)}
    cells: Cells = {
        "x": (("a", "peer", 4), ("d", "customer", 1)), "y": (("b", "peer", 4), ("e", "customer", 1), ("f", "customer", 2)),
    }  # fmt: skip
    choices, mean = choose("k", cells, (), replace(PLAIN, weights=weights))
    assert (seen(choices), mean) == ("", False)


# Later issues


def test_the_same_answers_show_the_same() -> None:
    cells = {"x": peers("ab"), "y": peers("abcd"), "z": peers("abc")}
    first, choices = issue(cells)
    assert issue(cells, (first,)) == (first, choices)


def test_one_or_two_late_answers_wait_for_a_third() -> None:
    first, _ = issue({"x": peers("abc")})
    assert seen(issue({"x": peers("abcd")}, (first,))[1]) == "X"
    assert seen(issue({"x": peers("abcde")}, (first,))[1]) == "X"
    assert seen(issue({"x": peers("abcdef")}, (first,))[1]) == "x"


def test_a_changed_or_a_missing_answer_counts_as_a_late_one() -> None:
    first, _ = issue({"x": peers("abcdef")})
    assert seen(issue({"x": peers("abcde")}, (first,))[1]) == "X"
    assert seen(issue({"x": (*peers("abcde"), ("f", "peer", 1))}, (first,))[1]) == "X"
    assert seen(issue({"x": (*peers("abc"), *peers("def", 1))}, (first,))[1]) == "x"


def test_answers_of_the_person_and_of_supervisors_never_wait() -> None:
    first, _ = issue({"x": (*peers("abc"), ("s", "supervisor", 3))})
    later = {"x": (*peers("abc"), ("self", "self", 6), ("s", "supervisor", 5))}
    assert seen(issue(later, (first,))[1]) == "x"


def test_three_late_raters_in_three_competencies_are_one_in_each() -> None:
    first, _ = issue({c: peers("abc") for c in "xyz"})
    later = {"x": peers("abcd"), "y": peers("abce"), "z": peers("abcf")}
    second, choices = issue(later, (first,))
    assert seen(choices) == "XYZ"
    assert second.means, "the mean is that of the last issue"
    assert not exposes([*rows(first), *rows(second)], 3)  # type: ignore[list-item]


def test_a_score_that_was_withheld_stays_so_while_the_mean_would_give_it_away() -> None:
    cells = {"x": peers("ab"), "y": peers("abcd"), "z": peers("abc")}
    first, _ = issue(cells)
    second, choices = issue({**cells, "x": peers("abc")}, (first,))
    assert not choices["x"].shown or not choices["z"].shown
    assert not exposes([*rows(first), *rows(second)], 3)  # type: ignore[list-item]


def test_a_competency_that_is_new_is_shown_with_enough_raters() -> None:
    first, _ = issue({"x": peers("abc")})
    assert seen(issue({"x": peers("abc"), "y": peers("abc"), "z": peers("ab")}, (first,))[1]) == "x"
    assert seen(issue({"x": peers("abc"), "y": peers("abc")}, (first,))[1]) == "xy"


def test_other_weights_of_relations_show_nothing_that_tells_relations_apart() -> None:
    cells: Cells = {"x": (*peers("ab"), ("c", "customer", 1), ("d", "customer", 2), ("s", "supervisor", 5))}
    first, choices = issue(cells)
    assert choices["x"].shown
    weighted = replace(PLAIN, weights={"peer": Fraction(2), "customer": Fraction(1)})
    second, choices = issue(cells, (first,), weighted)
    assert not choices["x"].shown
    assert not second.means


def test_a_higher_minimum_holds_for_what_was_shown_before_too() -> None:
    cells = {"z": peers("abcdef"), "y": peers("abcde"), "x": peers("abc")}
    first, choices = issue(cells)
    assert seen(choices) == "zyx"
    second, choices = issue(cells, (first,), replace(PLAIN, minimum=5))
    assert seen(choices) == "z", "x has too few raters; y, the smaller of the others, is given up for the mean"
    assert second.means


def test_after_an_open_evaluation_what_only_the_difference_would_tell_is_not_shown() -> None:
    first, _ = issue({"x": peers("ab")}, rules=replace(PLAIN, minimum=1))
    assert seen(issue({"x": peers("abc")}, (first,))[1]) == "", "c would follow"
    assert seen(issue({"x": peers("abcde")}, (first,))[1]) == "x"


def test_an_older_issue_counts_as_much_as_the_last() -> None:
    first, _ = issue({"x": peers("abc")})
    second, choices = issue({"x": peers("abcdef")}, (first,))
    assert seen(choices) == "x"
    assert seen(issue({"x": peers("abcdefg")}, (first, second))[1]) == "X"
    assert seen(issue({"x": peers("abcg")}, (first, second))[1]) == "X", "g would follow from the first issue"
    assert seen(issue({"x": peers("abc")}, (first, second))[1]) == "x", "just what the first issue showed"


ROSTERS = st.fixed_dictionaries(
    {c: st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from([*ORDER[1:], "peer"]), max_size=6) for c in "xyz"}
)


def cells_of(roster: dict[str, dict[str, str]], rating: int = 0) -> Cells:
    return {
        c: tuple(sorted((r, relation, rating) for r, relation in them.items())) for c, them in roster.items() if them
    }


@settings(deadline=None, max_examples=80)
@given(
    st.lists(ROSTERS, min_size=1, max_size=3),
    st.sampled_from([{}, {"supervisor": Fraction(5), "peer": Fraction(3), "customer": Fraction(2)}]),
    st.integers(1, 4),
)
def test_whatever_comes_and_goes_all_issues_together_expose_nobody(
    rosters: list[dict[str, dict[str, str]]], weights: dict[str, Fraction], minimum: int
) -> None:
    rules = replace(PLAIN, minimum=minimum, weights=weights)
    past: tuple[Issue, ...] = ()
    every: list[object] = []
    for roster in rosters:
        one, _ = issue(cells_of(roster), past, rules)
        every += rows(one)
        past = remembered(past, one)
        assert not exposes(every, minimum)  # type: ignore[arg-type]
        assert past[-1] == one


@settings(deadline=None, max_examples=40)
@given(ROSTERS, ROSTERS)
def test_values_never_decide_what_is_shown(first: dict[str, dict[str, str]], second: dict[str, dict[str, str]]) -> None:
    def course(rating: int) -> list[object]:
        before, one = issue(cells_of(first, rating))
        after, two = issue(cells_of(second, rating), (before,))
        return [[(c, a.shown, a.groups, a.kept) for c, a in some.items()] for some in (one, two)] + [
            sorted(some.means) for some in (before, after)
        ]

    assert course(1) == course(5)


# What is remembered


def test_an_issue_that_equals_the_last_is_not_remembered_twice() -> None:
    first, _ = issue({"x": peers("abc")})
    assert remembered((), first) == (first,)
    assert remembered((first,), first) == (first,)


def test_an_issue_that_tells_nothing_more_is_forgotten() -> None:
    rules = replace(PLAIN, factors={"x": Fraction(1), "y": Fraction(0)})
    first, _ = issue({"x": peers("abc"), "y": peers("a")}, rules=rules)
    second, _ = issue({"x": peers("abc"), "y": peers("ab")}, (first,), rules)
    assert first != second
    assert remembered((first,), second) == (second,)


def test_hundreds_of_builds_in_a_collecting_phase_leave_few_issues() -> None:
    past: tuple[Issue, ...] = ()
    for n in range(1, 121):
        raters = [f"r{i}" for i in range(n // 10 + 1)]
        cells = {"x": tuple(sorted((r, "peer", 3) for r in raters)), "y": tuple((r, "peer", n % 5) for r in raters[:2])}
        past = remembered(past, issue(cells, past)[0])
    assert len(past) <= 12


def test_an_issue_with_other_comments_is_remembered() -> None:
    first, _ = issue({"x": peers("abc")})
    with_comments = replace(first, remarks=(("a", "好"), ("b", "行"), ("c", "可")))
    assert remembered((with_comments,), first) == (with_comments, first)
    assert remembered((first,), with_comments) == (with_comments,)


# Raters who are called otherwise


def answers(**them: dict[str, int]) -> Cells:
    """Rater -> competency -> rating, all peers."""
    found: dict[str, list[Answer]] = {}
    for rater, ratings in them.items():
        for c, rating in ratings.items():
            found.setdefault(c, []).append((rater, "peer", rating))
    return {c: tuple(sorted(some)) for c, some in found.items()}


def past_of(**them: dict[str, int]) -> tuple[Issue, ...]:
    one, _ = issue(answers(**them))
    return (replace(one, remarks=(("Li", "好"),)),)


def raters(past: tuple[Issue, ...]) -> set[str]:
    return {rater for one in past for cell in one.cells.values() for rater, _, _ in cell.answers}


def test_without_earlier_issues_nobody_is_called_otherwise() -> None:
    assert same_raters((), answers(Li={"x": 3})) == ()


def test_a_rater_whose_id_was_added_is_the_same_rater() -> None:
    past = past_of(Li={"x": 3, "y": 4, "z": 5}, Wu={"x": 1})
    found = same_raters(past, answers(**{"#7": {"x": 3, "y": 4, "z": 5}, "Wu": {"x": 1}}))
    assert raters(found) == {"#7", "Wu"}
    assert found[0].remarks == (("#7", "好"),)


def test_an_answer_that_changed_with_the_name_does_not_make_two_raters() -> None:
    past = past_of(Li={"x": 3, "y": 4, "z": 5})
    assert raters(same_raters(past, answers(**{"#7": {"x": 3, "y": 4, "z": 1}}))) == {"#7"}


def test_one_who_is_gone_and_one_who_is_new_are_counted_once_whatever_they_answer() -> None:
    past = past_of(Li={"x": 3, "y": 4, "z": 5})
    assert raters(same_raters(past, answers(Zhao={"x": 1, "y": 4, "z": 2}))) == {"Zhao"}


def test_somebody_new_beside_those_who_stay_is_somebody_else() -> None:
    past = past_of(Li={"x": 3, "y": 4, "z": 5})
    assert same_raters(past, answers(Li={"x": 3}, Zhao={"x": 3, "y": 4, "z": 5})) == past


def test_those_with_the_most_answers_in_common_are_the_same() -> None:
    past = past_of(Li={"x": 3, "y": 4}, Wu={"x": 3, "y": 5})
    found = same_raters(past, answers(**{"#1": {"x": 3, "y": 5}, "#2": {"x": 3, "y": 4}}))
    assert found[0].cells["y"].answers == (("#1", "peer", 5), ("#2", "peer", 4))
