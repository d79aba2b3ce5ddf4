"""Changes since an earlier cycle as derivations: the same as the comparison's, down to the places of then."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.assess import assess
from reportgen.assessment.comparison import compare
from reportgen.assessment.explanation import derivations, explanation
from reportgen.model.comparison import Comparison, Fingerprint, Previous, PreviousPerson, PreviousScore
from reportgen.model.derivation import CompetencyExplanation, Explanation, Step, value_of
from reportgen.model.types import Model
from reportgen.problems import Source
from tests.assessment.frames import Person, inputs, ratings

MADE = Fingerprint("m", "m1", "s1", "t1", "peer=1")
LEVEL = 2  # required of grade 3 in writing and execution
AT = Source("2025.xlsx", "得分", "G2")
Then = Mapping[str, PreviousScore]


def then(score: str, shown: str = "", *, level: int = LEVEL, told: Source | None = None) -> PreviousScore:
    at_level = Source("2025.xlsx", "得分", "F2")
    return PreviousScore("rating", level, Fraction(score), Fraction(shown or score), AT, at_level, told)


def explained(
    model: Model, before: Then | None, now: Mapping[str, int], overall: str = "", made_with: Fingerprint = MADE
) -> tuple[Explanation, Comparison]:
    """Somebody's scores of now beside those of `before` (None: not there) with the mean of then."""
    lines = ratings(*(("P", competency, "甲", "peer", n) for competency, n in now.items()))
    assessment = assess(inputs(Person("P", "3", "毛小满"), ratings=lines), model, weights={}, cycle=None)
    mean = Fraction(overall) if overall else None
    place = {"": Source("2025.xlsx", "人员", "K2")}
    people = [] if before is None else [PreviousPerson("P", "毛小满", "3", before, {}, mean, place)]
    found = compare(assessment, Previous("2025", made_with, tuple(people)), MADE)
    assessment = replace(assessment, comparison=found)
    return explanation(assessment.person("P"), derivations(assessment), 3), found


def of(competency: str, one: Explanation) -> CompetencyExplanation:
    return next(c for c in one.competencies if c.competency == competency)


def total(what: str, one: Explanation, about: str = "") -> Step | None:
    return next((step for step in one.totals if (step.what, step.of) == (what, about)), None)


def these(*values: object) -> tuple[object, ...]:
    """Several values at once."""
    return values


def value(what: str, one: Explanation, about: str = "") -> Fraction | None:
    step = total(what, one, about)
    return None if step is None else step.value


def test_a_change_goes_back_to_the_cell_of_the_score_of_then(model: Model) -> None:
    one, _ = explained(model, {"writing": then("3.6")}, {"writing": 4})
    steps = of("writing", one).steps
    assert these(steps["change"].value, steps["change"].rule) == (Fraction("0.4"), "difference")
    assert [(s.what, s.value) for s in steps["change"].parts] == [("score-shown", 4), ("previous", Fraction("3.6"))]
    assert these(steps["previous"].source, steps["previous"].rule) == (AT, "")
    assert steps["direction"].value == 1
    assert one.previous == "2025"


@pytest.mark.parametrize(("before", "direction"), [("3.76", 0), ("3.75", 1), ("4.00", 0), ("4.25", -1), ("4.24", 0)])
def test_a_small_change_has_no_direction(before: str, direction: int, model: Model) -> None:
    one, _ = explained(model, {"writing": then(before)}, {"writing": 4})
    assert of("writing", one).steps["direction"].value == direction
    counts = {1: "change-up", 0: "change-same", -1: "change-down"}
    assert {what: value(what, one) for what in counts.values()} == {w: int(d == direction) for d, w in counts.items()}


def test_a_score_of_four_decimals_is_rounded_as_it_was_shown_then(model: Model) -> None:
    one, _ = explained(model, {"writing": then("3.6667", "3.67")}, {"writing": 4})
    previous = of("writing", one).steps["previous"]
    assert these(previous.rule, [(s.value, s.source) for s in previous.parts]) == (
        "as-shown",
        [(Fraction("3.6667"), AT)],
    )


def test_a_score_on_the_edge_of_rounding_names_what_tells_it(model: Model) -> None:
    workbook = Source("2025/results.xlsx", "得分", "G2")
    one, _ = explained(
        model,
        {"writing": then("4.5000", "4.49"), "execution": then("2.4850", "2.48", told=workbook)},
        {"writing": 4, "execution": 4},
    )
    edge, told = (of(c, one).steps["previous"] for c in ("writing", "execution"))
    assert these(edge.value, edge.note, edge.source) == (Fraction("4.49"), "below-edge", AT)
    assert these(told.value, told.note, told.source) == (Fraction("2.48"), "", workbook)


def test_another_required_level_is_named_with_its_cell_and_nothing_is_compared(model: Model) -> None:
    one, _ = explained(model, {"writing": then("3.6", level=1)}, {"writing": 4})
    steps = of("writing", one).steps
    level = steps["previous-required"]
    assert these(level.value, level.source and level.source.cell, steps["previous"].value) == (1, "F2", Fraction("3.6"))
    assert these(steps["change"].value, steps["change"].note, "direction" in steps) == (None, "required-level", False)
    assert these(value("comparable", one), value("not-comparable", one), value("change-up", one)) == (0, 1, None)


def test_what_was_or_is_not_assessed_says_so(model: Model) -> None:
    nothing = PreviousScore("", LEVEL, None, None, AT)
    one, _ = explained(model, {"writing": nothing, "execution": then("3")}, {"writing": 4})
    writing, execution = of("writing", one).steps, of("execution", one).steps
    assert these(writing["previous"].value, writing["previous"].note) == (None, "not-assessed-then")
    assert writing["change"].note == "not-assessed-then"
    assert these(execution["previous"].value, execution["change"].note) == (3, "not-assessed-now")
    assert of("resilience", one).steps["change"].note == "not-assessed-now"


def test_what_was_withheld_then_is_not_called_unassessed(model: Model) -> None:
    one, _ = explained(
        model, {"writing": PreviousScore("rating", LEVEL, None, None, AT, withheld=True)}, {"writing": 4}
    )
    writing = of("writing", one).steps
    assert these(writing["previous"].value, writing["previous"].note) == (None, "withheld-then")
    assert writing["change"].note == "withheld-then"


def test_nothing_of_then_is_told_of_somebody_new_or_of_another_model(model: Model) -> None:
    new, _ = explained(model, None, {"writing": 4})
    other, _ = explained(model, {"writing": then("3")}, {"writing": 4}, made_with=replace(MADE, model="another"))
    for one, note in ((new, "new-person"), (other, "other-model")):
        steps = of("writing", one).steps
        assert these(steps["change"].note, "previous" in steps) == (note, False)
        assert value("comparable", one) == 0


def test_means_are_over_what_is_comparable_or_as_they_stood_there(model: Model) -> None:
    before = {"writing": then("3.6"), "execution": then("5", level=1)}
    one, _ = explained(model, before, {"writing": 4, "execution": 6}, overall="4.3")
    assert [value(what, one) for what in ("previous-mean", "present-mean", "mean-change")] == [
        Fraction("3.6"), 4, Fraction("0.4"),
    ]  # fmt: skip
    whole, _ = explained(model, {"writing": then("3.6"), "execution": then("5")}, {"writing": 4, "execution": 6}, "4.31")  # fmt: skip
    mean = total("previous-mean", whole)
    assert mean is not None
    assert these(mean.value, mean.source) == (Fraction("4.31"), Source("2025.xlsx", "人员", "K2"))
    assert value("mean-change", whole) == Fraction("0.69")
    assert these(value("comparable", whole, "basic"), value("mean-change", whole, "functional")) == (2, None)


def test_without_an_earlier_cycle_nothing_is_said_of_one(model: Model) -> None:
    assessment = assess(inputs(Person("P", "3")), model, weights={}, cycle=None)
    one = explanation(assessment.person("P"), derivations(assessment), 3)
    assert these(one.previous, total("comparable", one), "change" in of("writing", one).steps) == (None, None, False)


COMPETENCIES = ("writing", "execution", "resilience", "customer_relations")
scores = st.integers(0, 60000).map(lambda n: Fraction(n, 10000))
earlier = st.dictionaries(
    st.sampled_from(COMPETENCIES),
    st.builds(lambda score, level: PreviousScore("rating", level, score, score, AT), scores, st.sampled_from((1, 2))),
)


@settings(deadline=None, max_examples=60)
@given(
    earlier, st.dictionaries(st.sampled_from(COMPETENCIES), st.integers(0, 6)), st.sampled_from(("", "3.33")), st.booleans()
)  # fmt: skip
def test_the_numbers_are_those_of_the_comparison(
    model: Model, before: Then, now: Mapping[str, int], overall: str, heavy: bool
) -> None:  # fmt: skip
    first = model.competencies[0]
    changed = replace(model, competencies=(replace(first, weight=Fraction(3)), *model.competencies[1:]))
    used = changed if heavy else model
    one, comparison = explained(used, before, now, overall)
    change = comparison.people["P"]
    for told, c in zip(change.changes, one.competencies, strict=True):
        assert these(told.by, told.obstacle) == (c.steps["change"].value, c.steps["change"].note)
    for of_, mean in {"": change.overall, **change.categories}.items():
        found = [value(what, one, of_) for what in ("previous-mean", "present-mean", "mean-change")]
        assert found == ([None] * 3 if mean is None else [mean.before, mean.now, mean.by])
    tops = [s for c in one.competencies for s in c.steps.values()]
    assert all(value_of(s, used) == s.value for top in (*tops, *one.totals) for s in top.walk())
