"""Where the numbers of a person come from."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.assess import assess
from reportgen.assessment.explanation import derivations, explanation
from reportgen.model.derivation import CompetencyExplanation, Explanation, Step, value_of
from reportgen.model.inputs import Inputs
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, problem
from tests.assessment import frames
from tests.assessment.frames import ABSENT, BAD, BLANK, Person, inputs, marks, ratings, standards, votes, weights

P = Person("P", "3")
KNOWLEDGE = ("电信行业概况", "企业概况", "法律法规", "企业规章制度")
WEIGHTED = {"supervisor": Fraction(60), "peer": Fraction(40), "subordinate": Fraction(0)}


def explained(
    given: Inputs, model: Model, weights: Mapping[str, Fraction] | None = None, who: str = "P"
) -> Explanation:
    assessment = assess(given, model, weights=weights or {}, cycle=None)
    return explanation(assessment.person(who), derivations(assessment), 3)


def of(competency: str, one: Explanation) -> CompetencyExplanation:
    return next(c for c in one.competencies if c.competency == competency)


def total(what: str, one: Explanation, about: str = "") -> Fraction | None:
    return next((step.value for step in one.totals if (step.what, step.of) == (what, about)), None)


def these(*values: object) -> tuple[object, ...]:
    """Several values at once."""
    return values


def cells(steps: tuple[Step, ...]) -> list[object]:
    return [(step.source.cell, step.value) for step in steps if step.source]


def why(one: CompetencyExplanation) -> list[tuple[str, str]]:
    """Cells of what did not count, with the reason."""
    return [(step.source.cell, step.note) for step in one.left if step.source]


# ---- ratings


def test_a_score_is_the_mean_of_ratings_with_their_cells_by_relation(model: Model) -> None:
    lines = ratings(("P", "writing", "甲", "peer", 4), ("P", "writing", "乙", "supervisor", 5))
    score = of("writing", explained(inputs(P, ratings=lines), model)).steps["score"]
    assert these(score.rule, score.value) == ("mean", Fraction(9, 2))
    assert [(s.relation, s.by) for s in score.parts] == [("supervisor", "乙"), ("peer", "甲")]
    assert cells(score.parts) == [("E3", 5), ("E2", 4)]


def test_a_tick_names_the_heading_that_gives_it_its_number(model: Model) -> None:
    lines = ratings(("P", "writing", "甲", "peer", 4)).assign(heading="G1")
    tick = of("writing", explained(inputs(P, ratings=lines), model)).steps["score"].parts[0]
    assert tick.heading is not None
    assert these(tick.heading.file, tick.heading.cell) == ("ratings.xlsx", "G1")


def test_what_did_not_count_is_there_with_the_reason(model: Model) -> None:
    lines = ratings(
        ("P", "writing", "甲", "peer", 4),
        ("P", "writing", "甲", "peer", 4),
        ("P", "writing", "乙", "peer", 1),
        ("P", "writing", "乙", "peer", 2),
        ("P", "writing", "P", "self", 6),
    )
    one = of("writing", explained(inputs(P, ratings=lines), model))
    assert cells(one.steps["score"].parts) == [("E2", 4)]
    assert sorted(why(one)) == [("E3", "duplicate"), ("E4", "conflict"), ("E5", "conflict"), ("E6", "self")]


def test_without_ratings_there_is_no_score_and_no_band(model: Model) -> None:
    one = of("writing", explained(inputs(P), model))
    assert these(one.steps["score"].value, one.steps["score"].note, one.reason) == (
        None,
        "not-assessed",
        "not-assessed",
    )
    assert sorted(one.steps) == ["next-required", "required", "score"]


def test_weights_are_those_of_the_settings_scaled_up_where_a_relation_is_missing(model: Model) -> None:
    lines = ratings(
        ("P", "writing", "甲", "peer", 4), ("P", "writing", "乙", "peer", 5), ("P", "writing", "丙", "subordinate", 0)
    )
    one = of("writing", explained(inputs(P, ratings=lines), model, WEIGHTED))
    score = one.steps["score"]
    assert these(score.value, score.note) == (Fraction(9, 2), "rescaled")
    mean = score.parts[0]
    assert these(mean.what, mean.relation, mean.value) == ("relation-mean", "peer", Fraction(9, 2))
    assert mean.weight is not None
    assert these(mean.weight.value, [s.of for s in mean.weight.parts]) == (1, ["weights.peer", "weights.peer"])
    assert why(one) == [("E4", "weight-0")]


def test_a_score_with_every_weighted_relation_is_not_scaled(model: Model) -> None:
    lines = ratings(("P", "writing", "甲", "peer", 4), ("P", "writing", "乙", "supervisor", 6))
    one = explained(inputs(P, ratings=lines), model, WEIGHTED)
    assert these(of("writing", one).steps["score"].value, of("writing", one).steps["score"].note) == (
        Fraction(26, 5),
        "",
    )
    assert total("relation-weight", one, "supervisor") == Fraction(3, 5)
    assert total("relation-weight", one, "subordinate") is None


def test_a_self_rating_may_weigh(model: Model) -> None:
    lines = ratings(("P", "writing", "P", "self", 3), ("P", "writing", "甲", "peer", 5))
    one = of("writing", explained(inputs(P, ratings=lines), model, {"self": Fraction(1), "peer": Fraction(1)}))
    assert these(one.steps["score"].value, one.steps["self"].value, one.left) == (4, 3, ())


def test_the_difference_is_that_of_the_shown_numbers(model: Model) -> None:
    third = [("P", "writing", who, "peer", n) for who, n in (("甲", 4), ("乙", 4), ("丙", 5))]
    one = of("writing", explained(inputs(P, ratings=ratings(*third, ("P", "writing", "P", "self", 6))), model))
    assert one.steps["difference"].value == Fraction(167, 100)
    assert these(one.steps["gap"].value, one.steps["gap-shown"].value) == (Fraction(2, 3), Fraction(67, 100))


# ---- exams


def test_an_exam_score_goes_back_to_marks_and_weights_and_ratings_do_not_step_in(model: Model) -> None:
    given = inputs(
        P,
        marks=marks(*(("P", subject, 80 + n) for n, subject in enumerate(KNOWLEDGE))),
        weights=weights(("general_knowledge", KNOWLEDGE[1], "3", 2), ("general_knowledge", KNOWLEDGE[3], "", 0)),
        ratings=ratings(("P", "general_knowledge", "甲", "peer", 1), ("P", "general_knowledge", "P", "self", 2)),
    )
    one = of("general_knowledge", explained(given, model))
    exam = one.steps["exam-score"]
    assert these(exam.value, one.steps["score"].value, one.steps["band"].value) == (Fraction(324, 4), 5, 5)
    assert cells(exam.parts) == [("C2", 80), ("C3", 81), ("C4", 82)]
    assert [part.weight.origin for part in exam.parts if part.weight] == ["model", "cell", "model"]
    assert [part.weight.value for part in exam.parts if part.weight] == [1, 2, 1]
    assert sorted(why(one)) == [("C5", "weight-0"), ("E2", "exam"), ("E3", "self")]
    assert "difference" not in one.steps


@pytest.mark.parametrize(("mark", "note"), [(ABSENT, "absent"), (BLANK, "blank"), (BAD, "bad")])
def test_an_incomplete_exam_says_at_which_cell(mark: str, note: str, model: Model) -> None:
    lines = marks(*(("P", subject, 80) for subject in KNOWLEDGE[:3]), ("P", KNOWLEDGE[3], mark))
    one = of("general_knowledge", explained(inputs(P, marks=lines), model))
    assert these(one.steps["score"].value, one.reason) == (None, "exam-incomplete")
    missing = one.steps["exam-score"].parts[3]
    assert these(missing.value, missing.note, missing.source and missing.source.cell) == (None, note, "C5")


def test_a_mark_without_a_cell_is_said_at_its_column_or_at_the_id(model: Model) -> None:
    lines = marks(*(("P", subject, 80) for subject in KNOWLEDGE[:3]))
    at_id = of("general_knowledge", explained(inputs(P, marks=lines), model)).steps["exam-score"].parts[3]
    assert these(at_id.note, at_id.source and at_id.source.cell) == ("no-line", "A2")
    columns = (frames.missing_column(KNOWLEDGE[3], "B1", "P"),)
    given = inputs(P, marks=lines, missing_columns=columns)
    at_head = of("general_knowledge", explained(given, model)).steps["exam-score"].parts[3]
    assert these(at_head.note, at_head.source and at_head.source.cell) == ("no-column", "B1")


def test_marks_that_stand_twice_are_left_with_the_reason(model: Model) -> None:
    lines = marks(*(("P", s, 80) for s in KNOWLEDGE), ("P", KNOWLEDGE[0], 80), ("P", KNOWLEDGE[1], 70), ("P", KNOWLEDGE[2], BAD), ("P", KNOWLEDGE[3], BLANK))  # fmt: skip
    one = of("general_knowledge", explained(inputs(P, marks=lines), model))
    parts = {part.of: part for part in one.steps["exam-score"].parts}
    assert these(parts[KNOWLEDGE[1]].value, parts[KNOWLEDGE[1]].note) == (None, "conflict")
    assert why(one) == [("C6", "duplicate"), ("C7", "conflict"), ("C8", "bad")]


# ---- levels


def test_a_required_level_is_a_cell_of_the_table_in_force_or_the_models_own(model: Model) -> None:
    table = standards(("levels.xlsx", None, {("3", "writing"): 4}))
    one = explained(inputs(P, standards=table), model)
    ours, models = of("writing", one).steps["required"], of("execution", one).steps["required"]
    assert these(ours.value, ours.source and ours.source.file) == (4, "levels.xlsx")
    assert these(models.origin, models.of) == ("model", "grades.3.required.execution")
    assert of("writing", one).steps["next-required"].of == "grades.2.required.writing"


def test_the_highest_grade_has_no_next_one(model: Model) -> None:
    one = explained(inputs(Person("P", "1")), model)
    assert "next-required" not in of("writing", one).steps


def test_votes_of_this_cycle_are_told_and_whether_they_would_change_the_level(model: Model) -> None:
    cast = votes(
        ("3", "writing", "甲", 4), ("3", "writing", "乙", 3), ("3", "writing", "乙", 3), ("3", "execution", "甲", 2)
    )
    one = explained(inputs(P, votes=cast), model)
    after = of("writing", one).steps["recalibrated"]
    assert these(after.value, after.note, cells(after.parts[0].parts)) == (4, "not-adopted", [("D2", 4), ("D3", 3)])
    assert why(of("writing", one)) == [("D4", "duplicate")]
    assert of("execution", one).steps["recalibrated"].note == ""


# ---- what was left out


def test_errors_stand_under_their_competency_or_once_and_enter_no_number(model: Model) -> None:
    def fault(code: str, cell: str, about: str = "", who: str = "P", **params: str) -> Problem:
        return replace(problem(code, Source("ratings.xlsx", "S", cell), "9", **params), person=who, competency=about)

    listed = ("P", "writing", "甲", "peer", 4), ("P", "writing", "甲", "peer", 3)
    off = fault("rating-out-of-range", "E9", "writing", scale="0–6")
    late = fault("other-cycle", "B1", cycle="2026", start="", end="")
    named = fault("name-mismatch", "A1", who="", id="P", name="毛小满")
    given = replace(
        inputs(P, ratings=ratings(*listed, ("P", "writing", "乙", "peer", 5))),
        problems=(
            off, late, named, fault("rating-out-of-range", "E9", "writing", "Q"), fault("unknown-person", "A9", who=""),
            fault("no-tick", "A2", "writing", competencies=""),
        ),
    )  # fmt: skip
    one = explained(given, model)
    assert these(of("writing", one).left_out, one.left_out) == ((off,), (late, named))
    assert of("writing", one).steps["score"].value == 5
    assert [code for code in why(of("writing", one)) if code[1] != "conflict"] == [], "the contradiction is listed once"


# ---- over several competencies


def test_a_grades_mean_is_over_its_people_and_shown_only_where_enough_stand_behind_it(model: Model) -> None:
    least = model.thresholds.group_mean_people
    people = [Person(f"P{n}", "3") for n in range(least + 1)]
    lines = [(p.id, "writing", "甲", "peer", n) for n, p in enumerate(people[:least])]
    given = inputs(*people, ratings=ratings(*lines, ("P0", "execution", "甲", "peer", 3)))
    one = explained(given, model, who="P0")
    mean = of("writing", one).steps["grade-mean"]
    assert these(mean.value, [s.person for s in mean.parts]) == (2, [p.id for p in people])
    assert "grade-mean" not in of("execution", one).steps
    assert "grade-mean" not in of("resilience", one).steps


def test_summaries_gaps_and_differences_are_derived(model: Model) -> None:
    levels = {"writing": 2, "execution": 3, "resilience": 4, "communication": 1, "emotional_control": 6}
    lines = [("P", c, "甲", "peer", n) for c, n in levels.items()] + [("P", "writing", "P", "self", 3)]
    near = [("P", "coordination", who, "peer", n) for who, n in (("甲", 5), ("乙", 4))]
    one = explained(inputs(P, ratings=ratings(*lines, *near)), model)
    assert [total(w, one) for w in ("assessed", "needs", "met", "not-assessed")] == [6, 4, 2, 12]
    assert these(total("gap-total", one), total("gap-share", one)) == (10, Fraction(9, 10))
    assert these(total("near", one), total("near-total", one)) == (1, Fraction(1, 2))
    assert these(total("overall", one), total("overall-band", one)) == (Fraction(41, 12), 3)
    assert these(total("category", one, "basic"), total("category", one, "functional")) == (Fraction(41, 12), None)
    assert [total(w, one) for w in ("raters-least", "raters-most", "raters-middle", "higher", "lower")] == [
        1,
        2,
        1,
        1,
        0,
    ]


def test_nothing_assessed_leaves_the_counts_alone(model: Model) -> None:
    one = explained(inputs(P), model)
    assert these(total("assessed", one), total("not-assessed", one), total("overall", one)) == (0, 18, None)


def test_competencies_that_weigh_differently_do_so_in_means(model: Model) -> None:
    heavy = replace(
        model,
        competencies=tuple(replace(c, weight=Fraction(3)) if c.id == "writing" else c for c in model.competencies),
    )
    lines = ratings(("P", "writing", "甲", "peer", 6), ("P", "execution", "甲", "peer", 2))
    one = explained(inputs(P, ratings=lines), heavy)
    overall = next(step for step in one.totals if step.what == "overall")
    assert these(overall.rule, overall.value) == ("weighted-mean", 5)


# ---- whatever the input

RELATIONS = ("self", "supervisor", "peer", "subordinate", "customer")
rating_lines = st.lists(
    st.tuples(st.just("P"), st.sampled_from(("writing", "execution", "general_knowledge")), st.sampled_from("甲乙丙"),
              st.sampled_from(RELATIONS), st.integers(0, 6)), max_size=12,
)  # fmt: skip
mark_lines = st.lists(
    st.tuples(st.just("P"), st.sampled_from(KNOWLEDGE), st.one_of(st.integers(0, 100), st.sampled_from((ABSENT, BLANK, BAD)))),
    max_size=8,
)  # fmt: skip
weightings: st.SearchStrategy[dict[str, Fraction]] = st.one_of(
    st.just({}), st.dictionaries(st.sampled_from(RELATIONS), st.fractions(0, 9), min_size=1)
)


@settings(deadline=None, max_examples=150)
@given(rating_lines, mark_lines, weightings)
def test_every_step_has_the_value_that_its_rule_gives_and_the_scores_are_those_assessed(
    model: Model, rated: Any, marked: Any, weighting: Any
) -> None:
    given = inputs(P, ratings=ratings(*rated), marks=marks(*marked))
    assessment = assess(given, model, weights=weighting, cycle=None)
    person = assessment.person("P")
    one = explanation(person, derivations(assessment), 3)
    steps = [s for c in one.competencies for s in (*c.steps.values(), *c.left)]
    for step in (s for top in (*steps, *one.totals) for s in top.walk()):
        assert value_of(step, model) == step.value
    found = {c.competency: c.steps for c in one.competencies}
    assert [(r.score, r.exam_score, r.self_rating) for r in person.competencies] == [
        tuple(
            found[r.competency][n].value if n in found[r.competency] else None for n in ("score", "exam-score", "self")
        )
        for r in person.competencies
    ]
    assert these(total("overall", one), total("attainment", one)) == (person.overall, person.attainment)
    scaled = sum(
        1
        for r in person.competencies
        if r.method == "rating" and {s.relation for s in r.shares} != {k for k, w in weighting.items() if w}
    )
    assert total("rescaled", one) == (scaled if weighting else 0)
