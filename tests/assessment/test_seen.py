"""What readers see beside or instead of the exact numbers is explained as well."""

from fractions import Fraction

from reportgen.assessment.explanation import derivations, explanation
from reportgen.model.derivation import CompetencyExplanation, Explanation, Step
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from tests.assessment.test_readers import full, panel, readers

NEW = [("late", "peer", 6)]


def told(assessment: Assessment, seen: Assessment) -> tuple[CompetencyExplanation, Explanation]:
    """How the first competency is explained, and everything."""
    one = explanation(assessment.people[0], derivations(assessment, seen), 3)
    return one.competencies[0], one


def values(one: CompetencyExplanation, *names: str) -> list[Fraction | None]:
    return [one.steps[name].value for name in names]


def totals(one: Explanation, note: str) -> dict[tuple[str, str], Fraction | None]:
    return {(step.what, step.of): step.value for step in one.totals if step.note == note}


def test_means_beside_a_score_are_those_of_their_ratings(tiny: Model) -> None:
    assessment = full(tiny, [("boss", "supervisor", 1), *panel(peer=3, rating=3), *panel(customer=2, rating=0)])
    one, _ = told(assessment, readers(assessment).assessment)
    assert values(one, "seen-supervisor", "seen-other") == [1, Fraction(9, 5)]
    assert [step.relation for step in one.steps["seen-other"].parts] == ["peer"] * 3 + ["customer"] * 2
    assert (one.withheld, "others" in one.steps, "lowest" in one.steps) == (False, False, False)


def test_the_score_without_the_self_rating_and_the_ends_of_the_ratings_are_explained(tiny: Model) -> None:
    weights = {"self": Fraction(1), "peer": Fraction(1)}
    ratings = [("a1", "self", 3), *[(f"peer{i}", "peer", i % 3) for i in range(6)]]
    assessment = full(tiny, ratings, weights=weights)
    one, _ = told(assessment, readers(assessment).assessment)
    assert values(one, "score", "others", "lowest", "highest", "difference") == [2, 1, 0, 2, 2]


def test_a_supervisor_who_rated_as_a_peer_too_is_not_among_those_who_stay_anonymous(tiny: Model) -> None:
    assessment = full(tiny, [("boss", "supervisor", 1), ("boss", "peer", 0), *panel(peer=6, rating=3)])
    seen = readers(assessment).assessment
    one, _ = told(assessment, seen)
    means = [mean.mean for mean in seen.people[0].competencies[0].seen]
    assert values(one, "seen-supervisor", "seen-peer") == means == [1, 3]
    assert values(one, "lowest", "highest") == [3, 3]


def test_a_score_that_is_not_shown_is_explained_and_said_not_to_be_shown(tiny: Model) -> None:
    assessment = full(tiny, panel(supervisor=1, peer=2), panel(peer=4))
    one, whole = told(assessment, readers(assessment).assessment)
    assert (one.withheld, one.steps["score"].value) == (True, Fraction(3))
    seen = totals(whole, "shown")
    assert seen["assessed", ""] == 1
    assert [step.value for step in whole.totals if step.what == "withheld"] == [1]


def test_a_value_of_the_last_issue_is_explained_by_it(tiny: Model) -> None:
    six = panel(supervisor=1, peer=6)
    first = readers(full(tiny, [*six, ("a1", "self", 1)], panel(peer=3)))
    assessment = full(tiny, [*six, ("a1", "self", 1), *NEW], panel(peer=3))
    one, whole = told(assessment, readers(assessment, first.issues).assessment)
    shown = one.steps["shown"]
    assert (shown.value, shown.origin, shown.note) == (Fraction(3), "issued", "kept")
    assert one.steps["score"].value == Fraction(27, 8)
    assert values(one, "seen-supervisor", "seen-peer", "lowest", "highest", "difference") == [3, 3, 3, 3, -2]
    kept = totals(whole, "kept")
    assert kept["overall", ""] == 3
    assert all(isinstance(step, Step) and step.origin == "issued" for step in whole.totals if step.note == "kept")


def test_without_readers_everything_is_shown(tiny: Model) -> None:
    assessment = full(tiny, panel(peer=2))
    one, whole = told(assessment, assessment)
    assert (one.withheld, totals(whole, "shown"), totals(whole, "kept")) == (False, {}, {})
