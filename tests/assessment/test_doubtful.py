"""Ratings that look doubtful: what each flag needs, that honest raters seldom bear one, and that others do."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from reportgen.assessment.assess import assess
from reportgen.assessment.check import coverage_by_rater
from reportgen.assessment.doubtful import at_least, rater_results
from reportgen.model.check import RaterCoverage
from reportgen.model.inputs import Rated, SheetLedger, TableLedger
from reportgen.model.raters import RaterResult, RaterResults, worst_first
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import Person
from tests.assessment.simulated import BAD, FOLDERS, KINDS, Folder, Honest, share_caught, share_flagged

Line = tuple[str, str, str | None, str, int]
MIXED = (3, 4, 5, 4, 3, 5, 4, 3, 4, 5, 4, 3)  # what an honest rater gives a person on twelve competencies


def given(rater: str, ratings: Sequence[int], person: str = "p", relation: str = "peer") -> list[Line]:
    """A rater's ratings of a person on the first competencies."""
    return [(person, f"c{n}", rater, relation, rating) for n, rating in enumerate(ratings)]


def found(lines: Sequence[Line], model: Model, asked: dict[tuple[str, str], tuple[int, int]] | None = None) -> RaterResults:  # fmt: skip
    """The raters; `asked`: (relation, rater) -> questions, answers."""
    coverage = {
        who: RaterCoverage(who[1], "", who[0], ("p",), of, answered, ("a.xlsx",))
        for who, (of, answered) in (asked or {}).items()
    }
    return rater_results(frames.ratings(*lines), coverage, model)


def flags(result: RaterResults) -> dict[str, tuple[str, ...]]:
    """Rater -> flags, of those who have any."""
    return {one.rater: tuple(one.flags) for one in result.raters if one.flags}


def panel(others: int = 4, *ratings: int) -> list[Line]:
    """Honest raters of one person, each a little otherwise."""
    values = ratings or MIXED
    return [line for n in range(others) for line in given(f"o{n}", values[n:] + values[:n])]


def shifted(by: int, ratings: Sequence[int] = MIXED) -> list[int]:
    return [rating + by for rating in ratings]


def test_a_rater_is_compared_with_the_others_of_the_same_people_and_competencies(model: Model) -> None:
    lines: list[Line] = [
        ("p", "a", "x", "peer", 6), ("p", "a", "y", "peer", 3), ("p", "a", "z", "customer", 4), ("p", "b", "x", "peer", 2),
        ("q", "a", "x", "peer", 5), ("q", "a", "y", "peer", 4), ("q", "b", "w", "peer", 1), ("p", "a", "p", "self", 6),
    ]  # fmt: skip
    by_name = {one.rater: one for one in found(lines, model).raters}
    x, p, w = by_name["x"], by_name["p"], by_name["w"]
    assert (x.people, x.items, x.mean, x.shared) == (2, 3, Fraction(13, 3), 2)
    assert x.difference == (Fraction(6) - Fraction(7, 2) + 5 - 4) / 2, "b was rated by nobody else"
    assert (p.relation, p.shared, p.difference, p.compared) == ("self", 1, Fraction(6) - Fraction(13, 3), 1)
    assert (w.items, w.shared, w.difference, w.error) == (1, 0, None, None)
    assert list(by_name) == ["x", "y", "z", "w", "p"], "in the order in which they rated first"


def test_somebody_in_two_relations_is_two_raters_and_everybody_rates_only_themselves(model: Model) -> None:
    lines: list[Line] = [
        ("p", "a", "x", "peer", 1), ("q", "a", "x", "customer", 1), ("p", "a", "self", "self", 1), ("q", "a", "self", "self", 1),
    ]  # fmt: skip
    raters = [(one.key, one.relation, one.people) for one in found(lines, model).raters]
    assert raters == [("x", "peer", 1), ("x", "customer", 1), ("p", "self", 1), ("q", "self", 1)]


def test_nobody_rated(model: Model) -> None:
    assert found([], model) == RaterResults()


def test_raters_who_differ_a_little_bear_no_flag(model: Model) -> None:
    result = found(panel(), model)
    assert flags(result) == {}
    assert result.doubtful == frozenset()


@pytest.mark.parametrize(("by", "flag"), [(-2, "severe"), (2, "mild")])
def test_a_rater_far_above_or_below_the_others_is_mild_or_severe(model: Model, by: int, flag: str) -> None:
    lines = [line for p in "pqr" for line in given("x", [max(0, min(6, r)) for r in shifted(by)], p)]
    lines += [(p, c, o, rel, r) for p in "pqr" for _, c, o, rel, r in panel()]
    result = found(lines, model)
    assert set(flags(result)) == {"x"}
    assert flag in flags(result)["x"]
    assert {key[2] for key in result.doubtful} == {"x"}
    assert len(result.doubtful) == 3 * len(MIXED), "all of the rater's ratings"


def test_fewer_than_ten_shared_items_say_nothing_about_mildness(model: Model) -> None:
    lines = [*given("x", shifted(2)[:9]), *panel(4, *MIXED[:9])]
    assert flags(found(lines, model)) == {}


def test_the_standard_error_grows_with_the_halo_and_shrinks_with_the_people(model: Model) -> None:
    one = found([*given("x", MIXED), *panel()], model).raters[0]
    many = [(p, c, o, rel, r) for p in "pqrstu" for _, c, o, rel, r in [*given("x", MIXED), *panel()]]
    six = found(many, model).raters[0]
    halo, others = Fraction(7, 10), 1 + Fraction(1, 4)
    rest = [r - Fraction(sum((*MIXED[n:], *MIXED[:n])[i] for n in range(4)), 4) for i, r in enumerate(MIXED)]
    mean = sum(rest) / len(rest)
    noise = sum((d - mean) ** 2 for d in rest) / (len(rest) - 1) / len(rest)
    assert one.error == pytest.approx(math.sqrt(halo**2 * others + noise))
    assert six.error == pytest.approx((one.error or 0) / math.sqrt(6), rel=0.01)


def test_people_of_whom_a_rater_thinks_very_differently_make_the_error_larger(model: Model) -> None:
    lines = [*given("x", [0] * 12), *given("x", [6] * 12, "q"), *given("o", [3] * 12), *given("o", [3] * 12, "q")]
    error = next(one.error for one in found(lines, model).raters if one.rater == "x")
    assert error == pytest.approx(math.sqrt(2 * (36**2 * 2) / 24**2))


def test_many_ratings_far_off_are_flagged_and_only_those_are_doubtful(model: Model) -> None:
    upside_down = [{3: 6, 4: 4, 5: 0}[r] for r in MIXED]
    others = [line for n in range(4) for line in given(f"o{n}", MIXED)]
    result = found([*given("x", upside_down), *others], model)
    assert flags(result) == {"x": ("far-off",)}
    assert result.doubtful == {("p", f"c{n}", "x", "peer") for n, r in enumerate(MIXED) if r != 4}
    assert (result.raters[0].compared, result.raters[0].far) == (12, 7)


def test_one_rating_far_off_is_what_chance_gives(model: Model) -> None:
    others = [line for n in range(4) for line in given(f"o{n}", MIXED)]
    result = found([*given("x", [0, *MIXED[1:]]), *others], model)
    assert result.raters[0].far == 1
    assert flags(result) == {}


def test_two_others_are_not_enough_to_be_far_off(model: Model) -> None:
    lines = [*given("x", [0, 6] * 6), *given("o", [5, 1] * 6), *given("u", [5, 1] * 6)]
    assert all(one.compared == 0 for one in found(lines, model).raters)
    assert flags(found(lines, model)) == {}


def test_exactly_two_and_a_half_from_the_others_is_not_far_off(model: Model) -> None:
    others = [line for n, r in enumerate((2, 3, 2, 3)) for line in given(f"o{n}", [r])]
    assert found([*given("x", [5]), *others], model).raters[0].far == 0
    assert found([*given("x", [6]), *others], model).raters[0].far == 1


def test_where_everybody_is_far_off_nobody_is_flagged_for_it(model: Model) -> None:
    lines = [line for n in range(6) for line in given(f"o{n}", [0, 6] * 6 if n % 2 else [6, 0] * 6)]
    result = found(lines, model)
    assert all(one.far == one.compared for one in result.raters)
    assert flags(result) == {}


@pytest.mark.parametrize("value", [0, 4, 6])
def test_all_ratings_alike_are_flagged_where_the_others_differ(model: Model, value: int) -> None:
    result = found([*given("x", [value] * 12), *panel()], model)
    assert "all-alike" in flags(result)["x"]
    assert set(flags(result)) == {"x"}


def test_all_alike_over_few_items_is_not_flagged(model: Model) -> None:
    assert flags(found([*given("x", [4] * 9), *panel(4, *MIXED[:9])], model)) == {}


def test_all_alike_is_not_flagged_where_others_give_nearly_all_alike(model: Model) -> None:
    nearly = [4] * 11 + [5]
    lines = [*given("x", [4] * 12), *(line for n in range(4) for line in given(f"o{n}", nearly))]
    assert flags(found(lines, model)) == {}


def test_all_at_the_top_is_not_flagged_where_others_are_just_below(model: Model) -> None:
    high = (5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6)
    assert flags(found([*given("x", [6] * 12), *panel(4, *high)], model)) == {}
    assert "all-alike" in flags(found([*given("x", [4] * 12), *panel(4, *(r - 2 for r in high))], model))["x"]


def test_all_alike_over_many_people_with_few_items_each_is_seen_too(model: Model) -> None:
    people = [f"p{n}" for n in range(8)]
    others = [
        line for n in range(4) for i, p in enumerate(people) for line in given(f"o{n}", MIXED[i : i + 2], p)
    ]  # fmt: skip
    lines = [line for p in people for line in given("x", [4, 4], p)]
    assert flags(found([*lines, *others], model)) == {"x": ("all-alike",)}


def test_without_others_only_very_many_alike_are_flagged(model: Model) -> None:
    assert flags(found(given("x", [4] * 12), model)) == {}
    assert flags(found(given("x", [4] * 18), model)) == {"x": ("all-alike",)}
    assert flags(found([*given("x", [4] * 18), *given("o", MIXED, "q")], model)) == {"x": ("all-alike",)}


def test_few_answers_are_flagged_below_half_of_what_was_asked(model: Model) -> None:
    lines = [*given("x", MIXED[:5]), *given("y", MIXED[:6]), *given("z", MIXED)]
    asked = {("peer", "x"): (12, 5), ("peer", "y"): (12, 6), ("peer", "z"): (12, 12)}
    assert flags(found(lines, model, asked)) == {"x": ("few-answers",)}


def test_where_most_of_a_relation_answered_few_their_form_is_short(model: Model) -> None:
    lines = [line for n in range(3) for line in given(f"k{n}", MIXED[:4], relation="customer")]
    asked = {("customer", f"k{n}"): (12, 4) for n in range(3)}
    assert flags(found(lines, model, asked)) == {}


def test_those_who_rate_themselves_are_not_flagged_against_others(model: Model) -> None:
    lines = [*panel(), *given("p", [6] * 12, relation="self")]
    assert flags(found(lines, model)) == {}
    asked = {("self", "p"): (30, 12)}
    result = found(lines, model, asked)
    assert flags(result) == {"p": ("few-answers",)}
    assert result.doubtful == frozenset(), "they enter no score"


def test_a_self_rating_is_no_measure_for_others(model: Model) -> None:
    without = found(panel(), model).raters
    assert found([*panel(), *given("p", [0] * 12, relation="self")], model).raters[:4] == without


def test_other_thresholds_hold_in_another_model(model: Model) -> None:
    lines = [line for p in "pqr" for line in given("x", shifted(1), p)]
    lines += [(p, c, o, rel, r) for p in "pqr" for _, c, o, rel, r in panel()]
    strict = replace(model.thresholds, rater_spread=Fraction(1, 10), halo_spread=Fraction(1, 10))
    assert flags(found(lines, model)) == {}
    assert flags(found(lines, replace(model, thresholds=strict))) == {"x": ("mild",)}


def test_the_worst_come_first_and_nobody_of_themselves() -> None:
    def one(name: str, *of: str, by: int = 0, relation: str = "peer") -> RaterResult:
        return RaterResult(name, name, relation, 1, 1, Fraction(4), difference=Fraction(by), flags=of)  # type: ignore[arg-type]

    listed = [
        one("few", "few-answers"), one("fine"), one("self", "few-answers", relation="self"), one("mild", "mild", by=2),
        one("milder", "mild", by=3), one("alike", "all-alike"), one("both", "all-alike", "mild"), one("strict", "severe", by=-2),
    ]  # fmt: skip
    assert [r.rater for r in worst_first(listed)] == ["both", "alike", "strict", "milder", "mild", "few"]


def test_an_assessment_knows_its_raters_and_drops_none_of_their_ratings(model: Model) -> None:
    ids = model.competency_ids[:12]
    lines = [
        ("p", c, o, rel, r) for (_, _, o, rel, r), c in zip([*given("x", [0] * 12), *panel()], [*ids] * 5, strict=True)
    ]
    rated = tuple(Rated("p", f"o{n}", f"o{n}", "peer") for n in range(4))
    ledgers = (SheetLedger("a.xlsx", "S", ("form",), tables=(TableLedger("form", rated=rated),)),)
    inputs = frames.inputs(Person("p", "3"), ratings=frames.ratings(*lines), ledgers=ledgers)
    assessment = assess(inputs, model, weights={}, cycle=None)
    assert flags(RaterResults(assessment.raters)) == {"x": ("all-alike", "far-off", "severe")}
    assert assessment.doubtful == {("p", c, "x", "peer") for c in ids}
    assert assessment.ratings["counted"].all()
    coverage = coverage_by_rater(inputs, model)
    assert [(one.asked, one.answered) for one in assessment.raters] == [
        (c.asked, c.answered) if (c := coverage.get((one.relation, one.key))) else (0, 0) for one in assessment.raters
    ]


@pytest.mark.parametrize(("hits", "of"), [(0, 5), (1, 5), (3, 9), (9, 9)])
def test_the_chance_of_so_many_far_off_is_that_of_shares_drawn_at_random(hits: int, of: int) -> None:
    # oracle: Pólya's urn, whose draws have just this correlation, one draw after another
    share, together = Fraction(1, 10), Fraction(1, 5)
    total = 1 / together - 1
    counts = {0: Fraction(1)}
    for n in range(of):
        drawn: dict[int, Fraction] = {}
        for k, chance in counts.items():
            hit = (share * total + k) / (total + n)
            drawn[k + 1] = drawn.get(k + 1, Fraction(0)) + chance * hit
            drawn[k] = drawn.get(k, Fraction(0)) + chance * (1 - hit)
        counts = drawn
    expected = sum(chance for k, chance in counts.items() if k >= hits)
    assert at_least(hits, of, float(share), float(together)) == pytest.approx(float(expected))


@pytest.mark.parametrize(("honest", "folder"), [*product(KINDS[1:15:3], FOLDERS), *product(KINDS[3:15:4], FOLDERS[:4])])
def test_at_most_one_honest_rater_in_twenty_is_flagged(honest: Honest, folder: Folder, model: Model) -> None:
    assert share_flagged(folder, honest, model, raters=150) <= 0.05


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("folder", [Folder(4, 5, 18, pool=6), Folder(12, 5, 14, pool=12)])
def test_most_bad_raters_of_several_people_are_flagged_and_few_beside_them(
    folder: Folder, kind: str, model: Model
) -> None:
    caught, beside = share_caught(folder, Honest(0.3, 0.5, 0.8), kind, model, folders=15)
    assert caught > 0.7
    assert beside <= 0.05
