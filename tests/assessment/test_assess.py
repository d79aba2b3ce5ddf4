"""From input frames to an assessment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.assess import assess
from reportgen.model.inputs import Cycle, Inputs, rows
from reportgen.model.results import Assessment, CompetencyResult, PersonResult
from reportgen.model.types import Model
from reportgen.problems import Source, problem
from tests.assessment import frames
from tests.assessment.frames import ABSENT, BAD, BLANK, Person, fields, found

PERSON = Person("P", "3", "张三", "东区")
KNOWLEDGE = ("电信行业概况", "企业概况", "法律法规", "企业规章制度")
NO_WEIGHTS: Mapping[str, Fraction] = {}


def assessed(inputs: Inputs, model: Model, weights: Mapping[str, Fraction] = NO_WEIGHTS) -> Assessment:
    return assess(inputs, model, weights=weights, cycle=None)


def result(
    inputs: Inputs, competency: str, model: Model, weights: Mapping[str, Fraction] = NO_WEIGHTS
) -> CompetencyResult:
    person = assessed(inputs, model, weights).person("P")
    return next(r for r in person.competencies if r.competency == competency)


def counted(assessment: Assessment) -> list[bool]:
    return [row.counted for row in rows(assessment.ratings)]


# ---- one competency of one person


def test_a_rated_competency_has_score_band_gap_and_method(model: Model) -> None:
    inputs = frames.inputs(
        PERSON,
        ratings=frames.ratings(
            ("P", "writing", "Li", "supervisor", 4),
            ("P", "writing", "Wu", "peer", 5),
            ("P", "writing", "张三", "self", 6),
        ),
    )
    writing = result(inputs, "writing", model)
    assert (writing.method, writing.score, writing.band) == ("rating", Fraction(9, 2), 5)
    assert fields(writing, "gap", "surplus") == (Fraction(1, 2), 0)
    assert fields(writing, "n_raters", "self_rating", "exam_score", "reason") == (2, 6, None, "")
    assert writing.required_level == 2


def test_a_score_from_ratings_says_what_each_relation_had_in_it(model: Model) -> None:
    ratings = frames.ratings(("P", "writing", "Li", "supervisor", 4), ("P", "writing", "Wu", "peer", 1))
    weights = {"supervisor": Fraction(3), "peer": Fraction(1), "customer": Fraction(1)}
    writing = result(frames.inputs(PERSON, ratings=ratings), "writing", model, weights)
    assert [(s.relation, s.n, s.mean, s.share) for s in writing.shares] == [
        ("supervisor", 1, Fraction(4), Fraction(3, 4)),
        ("peer", 1, Fraction(1), Fraction(1, 4)),
    ]


def test_a_score_above_the_standard_is_a_surplus(model: Model) -> None:
    inputs = frames.inputs(PERSON, ratings=frames.ratings(("P", "writing", "Li", "supervisor", 6)))
    writing = result(inputs, "writing", model)
    assert fields(writing, "gap", "surplus", "band") == (0, 1, 6)


def test_a_competency_without_data_is_not_assessed(model: Model) -> None:
    nothing = result(frames.inputs(PERSON), "writing", model)
    assert (nothing.method, nothing.reason, nothing.n_raters) == ("", "not-assessed", 0)
    assert (nothing.score, nothing.band, nothing.gap, nothing.surplus, nothing.self_rating) == (None,) * 5


def test_a_rating_of_0_is_assessed(model: Model) -> None:
    inputs = frames.inputs(PERSON, ratings=frames.ratings(("P", "writing", "Li", "peer", 0)))
    writing = result(inputs, "writing", model)
    assert fields(writing, "score", "band", "gap", "reason") == (0, 0, 5, "")


def test_a_self_rating_alone_is_shown_but_is_no_assessment(model: Model) -> None:
    inputs = frames.inputs(PERSON, ratings=frames.ratings(("P", "writing", "张三", "self", 6)))
    writing = result(inputs, "writing", model)
    assert fields(writing, "score", "reason", "self_rating", "n_raters") == (None, "not-assessed", 6, 0)


def test_ratings_of_weight_0_alone_are_no_assessment(model: Model) -> None:
    inputs = frames.inputs(PERSON, ratings=frames.ratings(("P", "writing", "Li", "peer", 5)))
    writing = result(inputs, "writing", model, {"supervisor": Fraction(1), "peer": Fraction(0)})
    assert (writing.score, writing.reason, writing.n_raters) == (None, "not-assessed", 0)


def test_an_exam_score_of_exactly_90_and_a_half_is_in_the_highest_band(model: Model) -> None:
    marks = frames.marks(*(("P", s, m) for s, m in zip(KNOWLEDGE, (90, 91, 90, 91), strict=True)))
    knowledge = result(frames.inputs(PERSON, marks=marks), "general_knowledge", model)
    assert (knowledge.method, knowledge.exam_score) == ("exam", Fraction(181, 2))
    assert fields(knowledge, "score", "band", "surplus", "n_raters") == (6, 6, 1, 0)


def test_an_exam_beats_ratings_which_then_do_not_count(model: Model) -> None:
    inputs = frames.inputs(
        PERSON,
        marks=frames.marks(*(("P", s, 75) for s in KNOWLEDGE)),
        ratings=frames.ratings(
            ("P", "general_knowledge", "Li", "peer", 6), ("P", "general_knowledge", "张三", "self", 2)
        ),
    )
    knowledge = result(inputs, "general_knowledge", model)
    assert fields(knowledge, "method", "score", "n_raters", "self_rating") == ("exam", 4, 0, 2)
    assert knowledge.shares == ()
    assert counted(assessed(inputs, model)) == [False, False]


def test_ratings_do_not_step_in_for_an_incomplete_exam(model: Model) -> None:
    inputs = frames.inputs(
        PERSON,
        marks=frames.marks(("P", KNOWLEDGE[0], 75), ("P", KNOWLEDGE[1], ABSENT)),
        ratings=frames.ratings(("P", "general_knowledge", "Li", "peer", 6)),
    )
    knowledge = result(inputs, "general_knowledge", model)
    assert (knowledge.method, knowledge.reason) == ("exam", "exam-incomplete")
    assert (knowledge.score, knowledge.band, knowledge.gap, knowledge.exam_score, knowledge.n_raters) == (
        None, None, None, None, 0,
    )  # fmt: skip
    assert counted(assessed(inputs, model)) == [False]


def test_a_competency_without_an_exam_uses_ratings_if_there_are_any(model: Model) -> None:
    inputs = frames.inputs(
        PERSON,
        marks=frames.marks(*(("P", s, BLANK) for s in KNOWLEDGE)),
        ratings=frames.ratings(("P", "general_knowledge", "Li", "peer", 3)),
    )
    knowledge = result(inputs, "general_knowledge", model)
    assert fields(knowledge, "method", "score", "n_raters") == ("rating", 3, 1)


def test_weights_of_a_grade_decide_the_exam_score(model: Model) -> None:
    inputs = frames.inputs(
        PERSON,
        marks=frames.marks(*(("P", s, m) for s, m in zip(KNOWLEDGE, (100, 40, 40, 40), strict=True))),
        weights=frames.weights(("general_knowledge", KNOWLEDGE[0], "", 1), ("general_knowledge", KNOWLEDGE[0], "3", 3)),
    )
    knowledge = result(inputs, "general_knowledge", model)
    assert fields(knowledge, "exam_score", "score") == (70, 3)  # (3 × 100 + 3 × 40) / 6


# ---- which ratings count


def test_a_rating_counts_when_it_entered_a_score(model: Model) -> None:
    lines = [
        ("P", "writing", "Li", "peer", 4),
        ("P", "writing", "Li", "peer", 4),  # the same again
        ("P", "writing", "张三", "self", 4),
        ("P", "execution", "Li", "peer", 4),
        ("P", "execution", "Li", "peer", 3),  # the same rater, otherwise
        ("P", "execution", "Wu", "peer", 1),
        ("Q", "writing", "Li", "peer", 4),  # has no known grade
        ("R", "writing", "Li", "peer", 4),  # is not in the roster
    ]
    inputs = frames.inputs(PERSON, Person("Q", ""), ratings=frames.ratings(*lines))
    assessment = assessed(inputs, model)
    assert counted(assessment) == [True, False, False, False, False, True, False, False]
    assert found(assessment.problems) == [
        ("duplicate-rating", "E3"),
        ("conflicting-rating", "E5"),
        ("conflicting-rating", "E6"),
    ]
    scores = {r.competency: r.score for r in assessment.person("P").competencies if r.score is not None}
    assert scores == {"writing": 4, "execution": 1}


def test_raters_without_a_name_all_count(model: Model) -> None:
    lines = [("P", "writing", None, "peer", value) for value in (4, 4, 1)]
    inputs = frames.inputs(PERSON, ratings=frames.ratings(*lines))
    assert result(inputs, "writing", model).score == 3
    assert counted(assessed(inputs, model)) == [True] * 3


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({}, [True, True, False]),
        ({"peer": 1}, [True, False, False]),
        ({"peer": 1, "supervisor": 0}, [True, False, False]),
        ({"self": 1, "peer": 2}, [True, False, True]),
    ],
)
def test_with_weights_only_weighted_relations_count(
    weights: dict[str, int], expected: list[bool], model: Model
) -> None:
    inputs = frames.inputs(
        PERSON,
        ratings=frames.ratings(
            ("P", "writing", "Li", "peer", 4),
            ("P", "writing", "Wu", "supervisor", 3),
            ("P", "writing", "张三", "self", 6),
        ),
    )
    assessment = assessed(inputs, model, {r: Fraction(w) for r, w in weights.items()})
    assert counted(assessment) == expected
    assert assessment.weights == weights
    assert assessment.person("P").competencies[3].n_raters == sum(expected)


# ---- people, grades, departments


def test_people_stand_in_the_rosters_order_and_competencies_in_the_models(model: Model) -> None:
    people = assessed(frames.inputs(Person("9", "1"), Person("1", "4"), Person("5", "3")), model).people
    assert [p.id for p in people] == ["9", "1", "5"]
    assert all(tuple(r.competency for r in p.competencies) == model.competency_ids for p in people)


def test_nobody_is_reported_without_a_known_grade(model: Model) -> None:
    assessment = assessed(frames.inputs(PERSON, Person("Q", "")), model)
    assert [p.id for p in assessment.people] == ["P"]
    assert assessment.grades[0].people == ("P",)


def test_grades_stand_in_the_models_order_and_departments_in_the_rosters(model: Model) -> None:
    inputs = frames.inputs(
        Person("A", "1", department="West"),
        Person("B", "4", department="East"),
        Person("C", "1", department="East"),
        Person("D", "4"),
    )
    assessment = assessed(inputs, model)
    assert [(g.id, g.name, g.people) for g in assessment.grades] == [
        ("4", "客户经理4级", ("B", "D")),
        ("1", "客户经理1级", ("A", "C")),
    ]
    assert [(d.name, d.people) for d in assessment.departments] == [("West", ("A",)), ("East", ("B", "C"))]


def test_an_empty_roster_makes_an_empty_assessment(model: Model) -> None:
    assessment = assessed(frames.inputs(), model)
    assert (assessment.people, assessment.grades, assessment.departments, assessment.recalibration) == ((), (), (), ())


def test_required_levels_are_those_in_force(model: Model) -> None:
    standards = frames.standards(("levels.xlsx", date(2026, 1, 1), {("3", "writing"): 4}))
    inputs = frames.inputs(PERSON, standards=standards)
    assert result(inputs, "writing", model).required_level == 4
    assert result(inputs, "execution", model).required_level == 2


def test_votes_change_no_required_level_by_themselves(model: Model) -> None:
    votes = frames.votes(*(("3", "writing", expert, 3) for expert in "abc"))
    assessment = assessed(frames.inputs(PERSON, votes=votes), model)
    assert next(line for line in assessment.recalibration if line.competency == "writing").after == 3
    assert assessment.person("P").competencies[3].required_level == 2


def test_problems_of_reading_stay_and_those_of_computing_join_them(model: Model) -> None:
    read = problem("error-cell", Source("a.xlsx", "S", "A1"), "#N/A")
    inputs = replace(
        frames.inputs(PERSON, marks=frames.marks(("P", KNOWLEDGE[0], BAD))),
        problems=(read,),
        dates=((date(2026, 1, 1), Source("a.xlsx", "S", "B1")), (date(2020, 1, 1), Source("a.xlsx", "S", "B2"))),
    )
    assessment = assessed(inputs, model)
    assert found(assessment.problems) == [("error-cell", "A1"), ("mixed-dates", "B2"), ("exam-incomplete", "C2")]
    assert assessment.cycle == Cycle("2026")


def test_the_cycle_that_is_set_holds(model: Model) -> None:
    cycle = Cycle("2025", date(2025, 1, 1), date(2025, 12, 31))
    assert assess(frames.inputs(PERSON), model, weights={}, cycle=cycle).cycle == cycle


# ---- what changes nothing

competencies = st.sampled_from(["writing", "execution", "general_knowledge"])
rating_lines = st.lists(
    st.tuples(
        st.sampled_from("PQ"),
        competencies,
        st.sampled_from(["Li", "Wu", None]),
        st.sampled_from(["self", "peer", "supervisor"]),
        st.integers(0, 6),
    ),
    max_size=14,
)
mark_lines = st.lists(
    st.tuples(
        st.sampled_from("PQ"),
        st.sampled_from(KNOWLEDGE),
        st.one_of(st.integers(0, 100), st.sampled_from([ABSENT, BLANK, BAD])),
    ),
    max_size=10,
)
weight_lines = st.lists(
    st.tuples(
        st.just("general_knowledge"), st.sampled_from(KNOWLEDGE), st.sampled_from(["", "3", "2"]), st.integers(0, 2)
    ),
    max_size=4,
)
relation_weights = st.sampled_from([{}, {"peer": Fraction(1)}, {"peer": Fraction(1), "supervisor": Fraction(2)}])
Drawn = list[Any]
TWO = (Person("P", "3"), Person("Q", "2"))


def comparable(person: PersonResult) -> PersonResult:
    """A person's result with the relations of each score in one order."""
    own = tuple(replace(r, shares=tuple(sorted(r.shares, key=lambda s: s.relation))) for r in person.competencies)
    return replace(person, competencies=own)


def results(inputs: Inputs, model: Model, weights: Mapping[str, Fraction]) -> list[PersonResult]:
    return [comparable(p) for p in assessed(inputs, model, weights).people]


def mixed(table: pd.DataFrame, chance: Random) -> pd.DataFrame:
    order = list(range(len(table)))
    chance.shuffle(order)
    return table.iloc[order].reset_index(drop=True)


@settings(max_examples=30, deadline=None)
@given(
    ratings=rating_lines, marks=mark_lines, weights=weight_lines, relations=relation_weights,
    chance=st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_lines_changes_no_result(
    ratings: Drawn, marks: Drawn, weights: Drawn, relations: dict[str, Fraction], chance: Random, model: Model
) -> None:
    one = frames.inputs(
        *TWO, ratings=frames.ratings(*ratings), marks=frames.marks(*marks), weights=frames.weights(*weights)
    )
    other = replace(
        one, ratings=mixed(one.ratings, chance), marks=mixed(one.marks, chance), weights=mixed(one.weights, chance)
    )
    assert results(one, model, relations) == results(other, model, relations)


@settings(max_examples=30, deadline=None)
@given(
    ratings=rating_lines, marks=mark_lines, relations=relation_weights,
    more_ratings=rating_lines, more_marks=mark_lines, grade=st.sampled_from(["4", "1", ""]),
)  # fmt: skip
def test_other_people_change_no_result(
    ratings: Drawn,
    marks: Drawn,
    relations: dict[str, Fraction],
    more_ratings: Drawn,
    more_marks: Drawn,
    grade: str,
    model: Model,
) -> None:
    alone = frames.inputs(*TWO, ratings=frames.ratings(*ratings), marks=frames.marks(*marks))
    together = frames.inputs(
        *TWO,
        Person("X", grade),
        ratings=frames.ratings(*ratings, *(("X", *line[1:]) for line in more_ratings)),
        marks=frames.marks(*marks, *(("X", *line[1:]) for line in more_marks)),
    )
    one, other = assessed(alone, model, relations), assessed(together, model, relations)
    assert other.people[:2] == one.people
    assert [g for g in other.grades if g.id in ("3", "2")] == list(one.grades)
    assert counted(other)[: len(ratings)] == counted(one)
