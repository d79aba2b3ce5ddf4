"""Changes since an earlier cycle: what is compared, what is not and why, and means over the same things only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from reportgen.assessment.assess import assess
from reportgen.assessment.comparison import compare
from reportgen.model.comparison import Comparison, Fingerprint, MeanChange, Moved, Previous, PreviousPerson
from reportgen.model.comparison import PreviousScore as Then
from reportgen.model.results import Assessment
from reportgen.model.rounding import half_up
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import Person

MADE = Fingerprint("tiny", "m", "s", "l", "-")
Scores = Mapping[str, Sequence[int]]


def now(tiny: Model, people: Mapping[str, tuple[str, str, Scores]]) -> Assessment:
    """People as id -> (name, grade, competency -> ratings of others)."""
    lines = [
        (i, c, f"rater {n}", "peer", value)
        for i, (_, _, scores) in people.items()
        for c, values in scores.items()
        for n, value in enumerate(values, start=1)
    ]
    roster = [Person(i, grade, name) for i, (name, grade, _) in people.items()]
    return assess(frames.inputs(*roster, ratings=frames.ratings(*lines)), tiny, weights={}, cycle=None)


def rated(score: str, level: int = 1) -> Then:
    return Then("rating", level, Fraction(score), Fraction(score))


UNRATED = Then("", 1, None, None)


def then(
    *people: PreviousPerson, made_with: Fingerprint = MADE, unknown: tuple[str, ...] = (), cycle: str = "2025"
) -> Previous:
    return Previous(cycle, made_with, people, unknown)


def one(tiny: Model, scores: Scores, before: Mapping[str, Then], grade_before: str = "junior") -> Comparison:
    """A junior clerk, An, then and now."""
    assessment = now(tiny, {"1": ("安", "junior", scores)})
    return compare(assessment, then(PreviousPerson("1", "安", grade_before, before)), MADE)


def lines(comparison: Comparison, person: str = "1") -> list[tuple[str, Fraction | None, str, str]]:
    return [(c.competency, c.by, c.obstacle, c.direction) for c in comparison.people[person].changes]


def test_a_change_is_the_difference_of_the_shown_scores(tiny: Model) -> None:
    """Two thirds are shown as 0.67: from 1.50 to 2.67 it is 1.17, whatever the exact difference."""
    found = one(tiny, {"greeting": [2, 3, 3]}, {"greeting": rated("1.5"), "packing": UNRATED, "goods": UNRATED})
    assert found.people["1"].change("greeting").by == Fraction("1.17")
    assert found.people["1"].change("greeting").now == half_up(Fraction(8, 3), 2)
    assert found.lines == 1


@pytest.mark.parametrize(
    ("before", "direction"),
    [("2", "up"), ("2.25", "up"), ("2.26", "same"), ("2.5", "same"), ("2.74", "same"), ("2.75", "down"), ("4", "down")],
)
def test_a_change_smaller_than_little_is_about_the_same(before: str, direction: str, tiny: Model) -> None:
    limited = replace(tiny, thresholds=replace(tiny.thresholds, little_change=Fraction(1, 4)))
    assert one(limited, {"greeting": [2, 3]}, {"greeting": rated(before)}).people["1"].changes[0].direction == direction


def test_without_a_limit_only_equal_scores_are_the_same(tiny: Model) -> None:
    assert one(tiny, {"greeting": [2]}, {"greeting": rated("2")}).people["1"].changes[0].direction == "same"
    assert one(tiny, {"greeting": [2]}, {"greeting": rated("1.99")}).people["1"].changes[0].direction == "up"


@pytest.mark.parametrize(
    ("scores", "before", "obstacle"),
    [
        ({}, rated("2"), "not-assessed-now"),
        ({}, UNRATED, "not-assessed-now"),
        ({"greeting": [2]}, UNRATED, "not-assessed-then"),
        ({"greeting": [2]}, None, "new-competency"),
        ({"greeting": [2]}, rated("2", level=2), "required-level"),
        ({"greeting": [2]}, Then("exam", 1, Fraction(2), Fraction(2)), "method"),
    ],
)
def test_what_cannot_be_compared_has_a_reason_and_no_number(
    scores: Scores, before: Then | None, obstacle: str, tiny: Model
) -> None:
    found = one(tiny, scores, {} if before is None else {"greeting": before}).people["1"]
    assert (found.changes[0].obstacle, found.changes[0].by, found.changes[0].direction) == (obstacle, None, "")
    assert found.overall is None
    assert found.comparable == ()


Given = tuple[int, tuple[int, ...], bool]  # required level, other levels of ratings, others of the required one too


@pytest.mark.parametrize(
    ("now_given", "before", "obstacle"),
    [
        ((2, (1,), False), Then("rating", 1, Fraction(2), Fraction(2)), ""),  # all against the level of then
        ((2, (1,), True), Then("rating", 1, Fraction(2), Fraction(2)), "rated-level"),  # some against that of now
        ((2, (1,), False), Then("rating", 2, Fraction(2), Fraction(2)), "rated-level"),  # then against that of now
        ((2, (), False), Then("rating", 1, Fraction(2), Fraction(2)), "required-level"),
        ((2, (), False), Then("rating", 2, Fraction(2), Fraction(2), rated=(1,)), "rated-level"),  # rated anew since
        ((2, (1,), False), Then("rating", 2, Fraction(2), Fraction(2), rated=(1,)), ""),
        (
            (2, (1,), True),
            Then("rating", 2, Fraction(2), Fraction(2), rated=(1, 2)),
            "rated-level",
        ),  # shares may differ
        ((1, (), False), Then("rating", 2, Fraction(2), Fraction(2), rated=(1,)), ""),
    ],
)
def test_scores_are_compared_where_all_ratings_were_given_against_one_level(
    now_given: Given, before: Then, obstacle: str, tiny: Model
) -> None:
    required, against, mixed = now_given
    done = now(tiny, {"1": ("安", "junior", {"greeting": [3]})})
    (an,) = done.people
    first, *others = an.competencies
    first = replace(first, required_level=required, against=against, mixed=mixed)
    done = replace(done, people=(replace(an, competencies=(first, *others)),))
    found = compare(done, then(PreviousPerson("1", "安", "junior", {"greeting": before})), MADE).people["1"].changes[0]
    assert (found.obstacle, found.by) == (obstacle, None if obstacle else 1)


def test_a_promoted_person_is_compared_where_the_higher_grade_requires_the_same(tiny: Model) -> None:
    before = {"greeting": rated("2", level=1), "packing": rated("2", level=2)}
    found = one(tiny, {"greeting": [3], "packing": [3]}, before, grade_before="senior")
    assert [line[2] for line in lines(found)][:2] == ["", "required-level"]
    assert found.people["1"].grade_before == "senior"


@pytest.mark.parametrize(
    ("made_with", "obstacle"),
    [
        (replace(MADE, model="another"), "other-model"),
        (replace(MADE, scale_digest="x"), "other-scale"),
        (replace(MADE, model_digest="x", standards_digest="x", weights="x"), ""),
        (Fingerprint(), ""),
    ],
)
def test_another_model_or_scale_forbids_every_comparison(made_with: Fingerprint, obstacle: str, tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "junior", {"greeting": [2]})})
    before = then(PreviousPerson("1", "安", "junior", {"greeting": rated("1")}), made_with=made_with)
    found = compare(assessment, before, MADE)
    assert found.people["1"].changes[0].obstacle == obstacle
    known = made_with == Fingerprint()
    same = made_with.model_digest == MADE.model_digest
    assert (found.same_model, found.same_standards) == ((None, None) if known else (same, same))


def test_an_id_that_means_somebody_else_is_never_compared(tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "junior", {"greeting": [2]})})
    found = compare(assessment, then(PreviousPerson("1", "白", "junior", {"greeting": rated("1")})), MADE)
    assert found.people["1"].changes[0].obstacle == "other-name"
    assert found.people["1"].changes[0].before is None, "it is another person's score"
    assert found.renamed == (Moved("1", "安", "白"),)
    assert found.grades["junior"].came == (Moved("1", "安"),)
    assert found.grades["junior"].left == (Moved("1", "白"),)


@pytest.mark.parametrize("name", ["１ 安", "1"])
def test_a_name_written_otherwise_or_missing_is_no_other_name(name: str, tiny: Model) -> None:
    assessment = now(tiny, {"1": ("1安", "junior", {"greeting": [2]})})
    found = compare(assessment, then(PreviousPerson("1", name, "junior", {"greeting": rated("1")})), MADE)
    assert found.people["1"].changes[0].by == 1
    assert found.renamed == ()


def test_means_are_taken_over_what_is_comparable_then_and_now(tiny: Model) -> None:
    """Packing is new to An: neither mean knows of it."""
    found = one(tiny, {"greeting": [2, 3], "packing": [4]}, {"greeting": rated("2"), "packing": UNRATED})
    assert found.people["1"].overall == MeanChange(1, Fraction(2), Fraction(5, 2), Fraction(1, 2))
    assert found.people["1"].categories == {"shop": MeanChange(1, Fraction(2), Fraction(5, 2), Fraction(1, 2))}


def test_means_use_the_models_weights(tiny: Model) -> None:
    weights = {"greeting": Fraction(3), "packing": Fraction(1), "goods": Fraction(1)}
    heavy = replace(tiny, competencies=tuple(replace(c, weight=weights[c.id]) for c in tiny.competencies))
    found = one(heavy, {"greeting": [2], "packing": [4]}, {"greeting": rated("1"), "packing": rated("1")})
    assert found.people["1"].overall == MeanChange(2, Fraction(1), Fraction(3 * 2 + 4, 4), Fraction("1.5"))


def test_a_mean_over_all_that_was_assessed_is_the_one_in_the_earlier_report(tiny: Model) -> None:
    """Shown scores of 1.33 and 1.33 have a mean of 1.33; the report of then said 1.34, and may not be contradicted."""
    assessment = now(tiny, {"1": ("安", "junior", {"greeting": [2], "packing": [2]})})
    scores = {"greeting": rated("1.33"), "packing": rated("1.33"), "goods": UNRATED}
    person = PreviousPerson("1", "安", "junior", scores, {"shop": Fraction("1.34")}, Fraction("1.34"))
    assert compare(assessment, then(person), MADE).people["1"].overall == MeanChange(
        2, Fraction("1.34"), Fraction(2), Fraction("0.66")
    )
    other = compare(assessment, then(person, made_with=replace(MADE, model_digest="x")), MADE)
    assert other.people["1"].overall == MeanChange(2, Fraction("1.33"), Fraction(2), Fraction("0.67"))


def test_a_grade_is_compared_over_the_same_people(tiny: Model) -> None:
    """Bai came from another grade and Chen is new: neither is in the change, and Dai, who left, is not in the mean."""
    assessment = now(tiny, {
        "1": ("安", "senior", {"greeting": [4], "packing": [2]}), "2": ("白", "senior", {"greeting": [1]}),
        "3": ("陈", "senior", {"greeting": [1]}), "5": ("方", "senior", {"greeting": [2]}),
    })  # fmt: skip
    before = then(
        PreviousPerson("1", "安", "senior", {"greeting": rated("3", 2), "packing": rated("2", 1)}),
        PreviousPerson("2", "白", "junior", {"greeting": rated("3", 1)}),
        PreviousPerson("4", "戴", "senior", {"greeting": rated("1", 2)}),
        PreviousPerson("5", "方", "senior", {"greeting": rated("2.5", 2)}),
    )
    found = compare(assessment, before, MADE)
    grade = found.grades["senior"]
    assert grade.competencies == {
        "greeting": MeanChange(2, Fraction("2.75"), Fraction(3), Fraction("0.25")), "packing": None, "goods": None,
    }  # fmt: skip
    assert grade.overall == MeanChange(2, Fraction("2.75"), Fraction(3), Fraction("0.25"))
    assert grade.came == (Moved("2", "白", "junior"), Moved("3", "陈"))
    assert grade.left == (Moved("4", "戴"),)
    assert (found.new, found.gone) == ((Moved("3", "陈"),), (Moved("4", "戴", "senior"),))


def test_who_left_a_grade_for_another_is_said_and_who_is_in_the_roster_is_not_gone(tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "senior", {}), "2": ("白", "junior", {})})
    before = then(PreviousPerson("1", "安", "junior", {}), PreviousPerson("9", "戴", "junior", {}))
    found = compare(assessment, before, MADE, roster={"1", "2", "9"})
    assert found.grades["junior"].left == (Moved("1", "安", "senior"),)
    assert found.gone == ()
    assert found.grades["senior"].came == (Moved("1", "安", "junior"),)
    assert found.grades["junior"].overall is None


def test_grades_of_another_model_say_nothing_about_who_moved(tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "senior", {})})
    before = then(PreviousPerson("1", "安", "junior", {}), made_with=replace(MADE, model="another"))
    grade = compare(assessment, before, MADE).grades["senior"]
    assert (grade.came, grade.left) == ((), ())


def test_changes_agree_with_plain_fractions(tiny: Model) -> None:
    """Every pair of scores with up to four raters, against the definition written out once more."""
    for ratings in ([1], [1, 2], [1, 2, 2], [4, 4, 3, 3], [3, 3, 4]):
        for before in ("1", "1.67", "2.99", "3", "4"):
            found = one(tiny, {"packing": ratings}, {"packing": rated(before)}).people["1"].change("packing")
            exact = Fraction(sum(ratings), len(ratings))
            expected = Fraction(int(exact * 100 + Fraction(1, 2)), 100) - Fraction(before)
            assert found.by == expected, (ratings, before)


def test_means_of_a_grade_rest_on_exact_scores(tiny: Model) -> None:
    """3 1/6, 3 1/6 and 3 2/3 have the mean 3.33; their shown scores 3.17, 3.17 and 3.67 would make it 3.34."""
    rates = {"1": [3, 3, 3, 3, 3, 4], "2": [3, 3, 3, 3, 3, 4], "3": [4, 4, 3]}
    people = {i: (f"人{i}", "junior", {"greeting": values}) for i, values in rates.items()}
    before = [PreviousPerson(i, f"人{i}", "junior", {"greeting": rated("2.5")}) for i in rates]
    found = compare(now(tiny, people), then(*before), MADE).grades["junior"].competencies["greeting"]
    assert found == MeanChange(3, Fraction(5, 2), Fraction(10, 3), Fraction(83, 100))
