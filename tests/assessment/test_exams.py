"""Exam scores: weighted mean of the subjects' marks, never computed from a part of them in silence."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.exams import exam_score, exam_scores, settled_marks, subject_weights
from reportgen.language import Language
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import ABSENT, BAD, BLANK, Person, fields, found

A, B, C, D = "电信行业概况", "企业概况", "法律法规", "企业规章制度"  # the subjects of general_knowledge
LEFT_OUT = "left out"  # no line at all
MarkLine = tuple[str, str, Fraction | int | str]


def scores_of(*marks: MarkLine, model: Model, grade: str = "3", **others: object) -> dict[str, Fraction | None]:
    """Competency -> exam score of the person P."""
    inputs = frames.inputs(Person("P", grade), marks=frames.marks(*marks), **others)  # type: ignore[arg-type]
    scores, _ = exam_scores(inputs, {"P": grade}, model)
    return {competency: score.score for (_, competency), score in scores.items()}


def warnings_of(*marks: MarkLine, model: Model, **others: object) -> list[tuple[str, str]]:
    people = dict.fromkeys((person for person, _, _ in marks), "3")
    inputs = frames.inputs(marks=frames.marks(*marks), **others)  # type: ignore[arg-type]
    return found(exam_scores(inputs, people, model)[1])


# ---- the weighted mean


def test_an_exam_score_is_the_weighted_mean_of_marks() -> None:
    result = exam_score({A: Fraction(80), B: Fraction(95)}, {A: Fraction(2), B: Fraction(1)})
    assert result is not None
    assert fields(result, "score", "missing") == (85, ())


def test_a_mark_of_0_is_a_mark() -> None:
    result = exam_score({A: Fraction(0), B: Fraction(60)}, {A: Fraction(1), B: Fraction(1)})
    assert result is not None
    assert result.score == 30


def test_without_weights_all_subjects_count_the_same(model: Model) -> None:
    marks: list[MarkLine] = [("P", A, 90), ("P", B, 91), ("P", C, 90), ("P", D, 91)]
    assert scores_of(*marks, model=model) == {"general_knowledge": Fraction(181, 2)}


# ---- what counts as examined


ALL: list[MarkLine] = [("P", A, 80), ("P", B, 80), ("P", C, 80), ("P", D, 80)]


@pytest.mark.parametrize("missing", [ABSENT, BLANK, BAD])
def test_a_subject_that_was_not_taken_leaves_no_exam_score(missing: str, model: Model) -> None:
    assert scores_of(*ALL[:3], ("P", D, missing), model=model) == {"general_knowledge": None}


def test_a_subject_without_any_line_leaves_no_exam_score(model: Model) -> None:
    assert scores_of(*ALL[:3], model=model) == {"general_knowledge": None}


def test_who_was_absent_from_all_counts_as_examined(model: Model) -> None:
    assert scores_of(*(("P", s, ABSENT) for s in (A, B, C, D)), model=model) == {"general_knowledge": None}


def test_whose_subjects_are_all_blank_was_not_examined(model: Model) -> None:
    assert scores_of(*(("P", s, BLANK) for s in (A, B, C, D)), model=model) == {}


def test_a_single_mark_that_was_left_out_counts_as_examined(model: Model) -> None:
    assert scores_of(("P", A, BAD), model=model) == {"general_knowledge": None}


def test_a_missing_mark_of_weight_0_is_not_missed(model: Model) -> None:
    weights = frames.weights(("general_knowledge", D, "", 0))
    assert scores_of(*ALL[:3], ("P", D, ABSENT), model=model, weights=weights) == {"general_knowledge": 80}


def test_marks_in_subjects_of_weight_0_only_are_no_exam(model: Model) -> None:
    weights = frames.weights(("general_knowledge", A, "", 0))
    assert scores_of(("P", A, 80), model=model, weights=weights) == {}


def test_if_all_weights_are_0_nobody_was_examined(model: Model) -> None:
    weights = frames.weights(*(("general_knowledge", s, "", 0) for s in (A, B, C, D)))
    assert scores_of(*ALL, model=model, weights=weights) == {}


def test_people_without_a_grade_have_no_exam_score(model: Model) -> None:
    inputs = frames.inputs(marks=frames.marks(*ALL))
    assert exam_scores(inputs, {}, model) == ({}, [])


# ---- weights


def test_a_line_for_the_grade_beats_one_for_all_grades_which_beats_the_model(model: Model) -> None:
    table, problems = subject_weights(
        frames.weights(
            ("general_knowledge", A, "", 2),
            ("general_knowledge", A, "3", 5),
            ("general_knowledge", B, "", Fraction(1, 2)),
        ),
        model,
    )
    assert problems == []
    assert table["3", "general_knowledge"] == {A: 5, B: Fraction(1, 2), C: 1, D: 1}
    assert table["4", "general_knowledge"] == {A: 2, B: Fraction(1, 2), C: 1, D: 1}


def test_a_weight_twice_is_counted_once_and_different_ones_leave_what_was_there(model: Model) -> None:
    table, problems = subject_weights(
        frames.weights(
            ("general_knowledge", A, "", 2),
            ("general_knowledge", A, "", 2),
            ("general_knowledge", A, "3", 3),
            ("general_knowledge", A, "3", 4),
            ("general_knowledge", B, "", 3),
            ("general_knowledge", B, "", 4),
        ),
        model,
    )
    assert found(problems) == [
        ("duplicate-value", "D3"),
        ("conflicting-value", "D4"),
        ("conflicting-value", "D5"),
        ("conflicting-value", "D6"),
        ("conflicting-value", "D7"),
    ]
    assert table["3", "general_knowledge"] == {A: 2, B: 1, C: 1, D: 1}


subject_states = st.one_of(
    st.integers(0, 200).map(lambda n: Fraction(n, 2)), st.sampled_from([ABSENT, BLANK, BAD, LEFT_OUT])
)
overlays = st.dictionaries(st.tuples(st.sampled_from([A, B, C, D]), st.sampled_from(["", "3", "2"])), st.integers(0, 3))


def oracle(states: dict[str, Fraction | str], lines: dict[tuple[str, str], int], grade: str) -> Fraction | str | None:
    """The exam score; None when it is incomplete, "no exam" when the person was not examined."""
    weight = {s: lines.get((s, grade), lines.get((s, ""), 1)) for s in states}
    counted = {s: state for s, state in states.items() if weight[s] > 0}
    if all(state in (BLANK, LEFT_OUT) for state in counted.values()):
        return "no exam"
    if any(isinstance(state, str) for state in counted.values()):
        return None
    marks = {s: state for s, state in counted.items() if isinstance(state, Fraction)}
    return sum((weight[s] * mark for s, mark in marks.items()), Fraction(0)) / sum(weight[s] for s in marks)


@settings(max_examples=120, deadline=None)
@given(
    states=st.fixed_dictionaries(dict.fromkeys((A, B, C, D), subject_states)),
    lines=overlays,
    grade=st.sampled_from("32"),
)
def test_the_exam_score_is_what_the_rules_say(
    states: dict[str, Fraction | str], lines: dict[tuple[str, str], int], grade: str, model: Model
) -> None:
    taken: list[MarkLine] = [("P", s, state) for s, state in states.items() if state != LEFT_OUT]
    weights = frames.weights(*(("general_knowledge", s, g, w) for (s, g), w in lines.items()))
    found_scores = scores_of(*taken, model=model, grade=grade, weights=weights)
    assert found_scores.get("general_knowledge", "no exam") == oracle(states, lines, grade)


# ---- one mark, one place


def test_the_same_mark_twice_is_counted_once(model: Model) -> None:
    twice: list[MarkLine] = [*ALL, ("P", A, 80)]
    assert scores_of(*twice, model=model) == {"general_knowledge": 80}
    assert warnings_of(*twice, model=model) == [("duplicate-value", "C6")]


@pytest.mark.parametrize("other", [79, ABSENT])
def test_different_marks_of_one_subject_are_left_out_at_each_cell(other: int | str, model: Model) -> None:
    twice: list[MarkLine] = [*ALL, ("P", B, other)]
    assert scores_of(*twice, model=model) == {"general_knowledge": None}
    assert warnings_of(*twice, model=model) == [
        ("conflicting-value", "C3"),
        ("conflicting-value", "C6"),
        ("exam-incomplete", "C3"),
    ]


@pytest.mark.parametrize("other", [BLANK, BAD])
def test_a_mark_beats_a_cell_that_holds_none(other: str) -> None:
    mark: MarkLine = ("P", A, 80)
    none: MarkLine = ("P", A, other)
    for lines in ((mark, none), (none, mark)):
        settled, problems = settled_marks(frames.marks(*lines))
        assert settled["P"][A].value == 80
        assert problems == []


def test_absence_beats_a_blank(model: Model) -> None:
    lines: list[MarkLine] = [("P", A, BLANK), ("P", A, ABSENT), ("P", A, BLANK)]
    assert scores_of(*lines, model=model) == {"general_knowledge": None}


# ---- where an incomplete exam is told


def test_an_incomplete_exam_is_told_at_its_first_missing_mark(model: Model) -> None:
    lines: list[MarkLine] = [("P", A, 80), ("P", B, BLANK), ("P", C, ABSENT), ("P", D, 80)]
    assert warnings_of(*lines, model=model) == [("exam-incomplete", "C3")]


@pytest.mark.parametrize(
    ("lines", "remedy"),
    [
        ([("P", A, 80), ("P", B, BLANK), ("P", C, 80), ("P", D, 80)], "Enter the mark when the exam has been taken."),
        ([("P", A, 80), ("P", B, BAD), ("P", C, 80), ("P", D, 80)], "Correct the mark in this cell; the exam score is then computed."),
        ([("P", A, 80), ("P", B, BAD), ("P", C, ABSENT), ("P", D, 80)], "Correct the mark in this cell, and enter or correct the others that are missing; the exam score is then computed."),
    ],
)  # fmt: skip
def test_a_mark_that_was_left_out_is_to_be_corrected_not_taken_again(
    lines: list[MarkLine], remedy: str, model: Model, en: Language
) -> None:
    _, problems = exam_scores(frames.inputs(marks=frames.marks(*lines)), {"P": "3"}, model)
    assert [found.remedy(en) for found in problems] == [remedy]


def test_the_first_missing_mark_is_the_first_in_the_sheet(model: Model) -> None:
    lines: list[MarkLine] = [("P", D, ABSENT), ("P", A, BLANK), ("P", B, 80), ("P", C, 80)]
    assert warnings_of(*lines, model=model) == [("exam-incomplete", "C2")]


def test_an_incomplete_exam_without_a_cell_is_told_at_the_id(model: Model) -> None:
    assert warnings_of(("P", D, 80), ("P", B, 80), ("P", C, 80), model=model) == [("exam-incomplete", "A2")]


def test_a_missing_column_is_told_once_at_its_sheet(model: Model) -> None:
    lines: list[MarkLine] = [(person, s, 80) for person in ("P", "Q", "R") for s in (A, B, C)]
    column = frames.missing_column(D, "F1", "P", "Q", "R")
    assert warnings_of(*lines, model=model, missing_columns=(column,)) == [("exam-incomplete", "F1")]


def test_a_missing_cell_is_told_even_where_a_column_is_missing_too(model: Model) -> None:
    lines: list[MarkLine] = [("P", A, 80), ("P", B, 80), ("P", C, 80), ("Q", A, 80), ("Q", B, ABSENT), ("Q", C, 80)]
    column = frames.missing_column(D, "F1", "P", "Q")
    assert warnings_of(*lines, model=model, missing_columns=(column,)) == [
        ("exam-incomplete", "F1"),
        ("exam-incomplete", "C6"),
    ]


def test_an_incomplete_exam_is_told_per_person_and_competency(model: Model) -> None:
    lines: list[MarkLine] = [("P", A, ABSENT), ("P", "职业规范知识", ABSENT), ("Q", A, ABSENT)]
    assert warnings_of(*lines, model=model) == [
        ("exam-incomplete", "C2"),
        ("exam-incomplete", "C3"),
        ("exam-incomplete", "C4"),
    ]


def test_the_warning_names_the_missing_subjects(model: Model) -> None:
    inputs = frames.inputs(marks=frames.marks(("P", A, 80), ("P", B, ABSENT), ("P", C, 80)))
    _, problems = exam_scores(inputs, {"P": "3"}, model)
    missing = problems[0].params["subjects"]
    assert isinstance(missing, tuple)
    assert [subject.name_zh for subject in missing] == [B, D]
