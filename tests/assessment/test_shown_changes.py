"""Changes as readers see them: nothing that is or was withheld, nothing from which it follows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from reportgen.assessment.comparison import compare
from reportgen.assessment.shown_changes import for_readers
from reportgen.model.comparison import Comparison, Fingerprint, PreviousPerson
from reportgen.model.comparison import PreviousScore as Then
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.types import Model
from tests.assessment.test_comparison import MADE, now, rated, then

HIDDEN = replace(rated("1"), withheld=True)
UNKNOWN = Then("rating", 1, None, None, withheld=True)  # from a results workbook, which does not tell it
BOTH: Mapping[str, Sequence[int]] = {"greeting": [4, 3], "packing": [2, 3]}


def hide(person: PersonResult, *competencies: str, means: bool = False) -> PersonResult:
    """The person with scores withheld, and with `means` the means too."""
    results = tuple(
        replace(r, score=None, band=None, gap=None, surplus=None, reason="withheld", shares=()) if r.competency in competencies else r
        for r in person.competencies
    )  # fmt: skip
    hidden = replace(person, competencies=results, attainment=None, coverage=None)
    return replace(hidden, categories=dict.fromkeys(person.categories), overall=None) if means else hidden


def readers(assessment: Assessment, *competencies: str, who: str = "1", means: bool = False) -> Assessment:
    people = tuple(hide(p, *competencies, means=means) if p.id == who else p for p in assessment.people)
    return replace(assessment, people=people)


def an(before: Mapping[str, Then], tiny: Model, *hidden: str, means: bool = False, **person: Any) -> tuple[Comparison, Comparison]:  # fmt: skip
    """An's changes: all of them, and what readers see of them when `hidden` competencies are withheld now."""
    assessment = now(tiny, {"1": ("安", "junior", BOTH)})
    previous = replace(PreviousPerson("1", "安", "junior", before), **person)
    full = compare(assessment, then(previous), MADE)
    return full, for_readers(full, readers(assessment, *hidden, means=means))


def obstacles(comparison: Comparison, who: str = "1") -> Sequence[str]:
    return [c.obstacle for c in comparison.people[who].changes][:2]


def test_readers_see_every_change_where_nothing_was_or_is_withheld(tiny: Model) -> None:
    means = {"shop": Fraction(2)}
    full, shown = an({"greeting": rated("3"), "packing": rated("1")}, tiny, categories=means, overall=Fraction(2))
    assert shown == full
    assert shown.before == full.before


def test_a_score_withheld_now_has_no_change_and_no_number(tiny: Model) -> None:
    full, shown = an({"greeting": rated("3"), "packing": rated("1")}, tiny, "greeting")
    assert obstacles(full) == ["", ""]
    change = shown.people["1"].change("greeting")
    assert (change.obstacle, change.now, change.by, change.direction) == ("withheld-now", None, None, "")


def test_a_score_withheld_then_is_compared_for_the_administrator_and_not_for_readers(tiny: Model) -> None:
    full, shown = an({"greeting": HIDDEN, "packing": rated("1")}, tiny)
    assert (obstacles(full), obstacles(shown)) == (["", ""], ["withheld-then", ""])
    change = shown.people["1"].change("greeting")
    assert (change.before, change.by) == (None, None)
    assert (shown.before["1"].scores["greeting"].score, shown.before["1"].scores["greeting"].shown) == (None, None)


def test_a_score_that_only_readers_workbook_could_tell_is_not_called_unassessed(tiny: Model) -> None:
    full, shown = an({"greeting": UNKNOWN, "packing": rated("1")}, tiny, overall=Fraction(2))
    assert obstacles(full) == obstacles(shown) == ["withheld-then", ""]
    overall = full.people["1"].overall
    assert overall is not None
    assert (overall.n, overall.before, overall.as_stood) == (1, Fraction(1), False)  # not the mean with the unknown one


def test_means_of_readers_are_made_of_what_they_see(tiny: Model) -> None:
    _, shown = an(
        {"greeting": HIDDEN, "packing": rated("1")}, tiny, overall=Fraction(3), categories={"shop": Fraction(3)}
    )
    for mean in (shown.people["1"].overall, shown.people["1"].categories["shop"], shown.grades["junior"].overall):
        assert mean is not None
        assert (mean.n, mean.before, mean.now) == (1, Fraction(1), Fraction(5, 2))


def test_a_mean_withheld_then_has_no_change_and_stands_nowhere(tiny: Model) -> None:
    full, shown = an(
        {"greeting": HIDDEN, "packing": rated("1")}, tiny, overall=Fraction(3), categories={"shop": Fraction(3)},
        withheld=frozenset({"shop", "overall"}),
    )  # fmt: skip
    assert full.people["1"].overall is not None
    assert (shown.people["1"].overall, shown.people["1"].categories) == (None, {"shop": None})
    assert (shown.before["1"].overall, shown.before["1"].categories) == (None, {"shop": None})
    assert shown.grades["junior"].overall is None


def test_a_mean_withheld_now_has_no_change(tiny: Model) -> None:
    before = {"greeting": rated("3"), "packing": rated("1")}
    _, shown = an(before, tiny, "greeting", means=True)
    assert (shown.people["1"].overall, shown.people["1"].categories["shop"]) == (None, None)
    _, shown = an(before, tiny, "greeting")
    assert shown.people["1"].overall is not None


def test_means_of_a_grade_are_over_people_both_of_whose_values_are_shown(tiny: Model) -> None:
    people = {"1": ("安", "junior", BOTH), "2": ("白", "junior", BOTH), "3": ("陈", "junior", BOTH)}
    assessment = now(tiny, people)
    before = [
        PreviousPerson("1", "安", "junior", {"greeting": rated("2")}),
        PreviousPerson("2", "白", "junior", {"greeting": HIDDEN}),
        PreviousPerson("3", "陈", "junior", {"greeting": rated("3")}),
    ]
    full = compare(assessment, then(*before), MADE)
    shown = for_readers(full, readers(assessment, "greeting", who="3"))
    all_of_them, seen = full.grades["junior"].competencies["greeting"], shown.grades["junior"].competencies["greeting"]
    assert all_of_them is not None
    assert seen is not None
    assert (all_of_them.n, seen.n, seen.before, seen.now) == (3, 1, Fraction(2), Fraction(7, 2))
    assert shown.grades["junior"].overall == seen


def test_a_kept_value_is_compared_as_it_is_shown(tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "junior", BOTH)})
    full = compare(assessment, then(PreviousPerson("1", "安", "junior", {"greeting": rated("3")})), MADE)
    (person,) = assessment.people
    kept = replace(person.competencies[0], score=Fraction(4), kept=True)
    shown = for_readers(full, replace(assessment, people=(replace(person, competencies=(kept, *person.competencies[1:])),)))  # fmt: skip
    assert (full.people["1"].changes[0].by, shown.people["1"].changes[0].by) == (Fraction(1, 2), Fraction(1))


def test_what_forbids_any_comparison_forbids_it_for_readers(tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "junior", BOTH), "2": ("白", "junior", BOTH)})
    previous = then(PreviousPerson("1", "安", "junior", {}), made_with=Fingerprint("other"))
    full = compare(assessment, previous, MADE)
    shown = for_readers(full, readers(assessment, "greeting"))
    assert set(obstacles(shown)) == set(obstacles(shown, "2")) == {"other-model"}
    full = compare(assessment, then(PreviousPerson("1", "别人", "junior", {"greeting": rated("2")})), MADE)
    shown = for_readers(full, readers(assessment, "greeting"))
    assert (set(obstacles(shown)), set(obstacles(shown, "2"))) == ({"other-name"}, {"new-person"})


def test_who_came_and_went_is_told_as_it_was(tiny: Model) -> None:
    assessment = now(tiny, {"1": ("安", "junior", BOTH)})
    full = compare(assessment, then(PreviousPerson("9", "久", "junior", {"greeting": HIDDEN})), MADE)
    shown = for_readers(full, assessment)
    assert (shown.new, shown.gone, shown.grades) == (full.new, full.gone, full.grades)
    assert shown.before["9"].scores["greeting"].score is None
