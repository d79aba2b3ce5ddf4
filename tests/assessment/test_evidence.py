"""The cells behind the numbers: which are listed, and which of them count."""

from datetime import date
from fractions import Fraction

from reportgen.assessment.assess import assess
from reportgen.assessment.evidence import evidence
from reportgen.model.inputs import Inputs
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import ABSENT, BAD, BLANK, Person

SENIOR = Person("a2", "senior", "费长风", "二部")


def cells(inputs: Inputs, model: Model, part: str, **weights: int) -> list[tuple[str, ...]]:
    """Whose, competency, detail, value and cell of a part; those that do not count end with an exclamation mark."""
    assessment = assess(inputs, model, weights={r: Fraction(w) for r, w in weights.items()}, cycle=None)
    return [
        (e.person_id or e.grade, e.competency, e.detail, e.value, e.cell + ("" if e.counted else "!"))
        for e in evidence(assessment)
        if e.part == part
    ]


def test_the_roster_gives_its_filled_fields_at_the_cell_of_the_id(tiny: Model) -> None:
    assert cells(frames.inputs(SENIOR), tiny, "roster") == [
        ("a2", "", "name", "费长风", "A2"), ("a2", "", "grade", "senior", "A2"), ("a2", "", "department", "二部", "A2"),
    ]  # fmt: skip


def test_ratings_count_as_they_enter_the_score_and_self_ratings_as_they_are_shown(tiny: Model) -> None:
    inputs = frames.inputs(
        SENIOR,
        Person("a3", ""),
        ratings=frames.ratings(
            ("a2", "greeting", "甲", "peer", 3),
            ("a2", "greeting", "甲", "peer", 3),
            ("a2", "packing", "甲", "peer", 2),
            ("a2", "packing", "甲", "peer", 4),
            ("a2", "greeting", "费长风", "self", 4),
            ("a3", "greeting", None, "self", 4),
        ),
    )
    assert cells(inputs, tiny, "rating") == [
        ("a2", "greeting", "peer 甲", "3", "E2"), ("a2", "greeting", "peer 甲", "3", "E3!"),
        ("a2", "packing", "peer 甲", "2", "E4!"), ("a2", "packing", "peer 甲", "4", "E5!"),
    ]  # fmt: skip
    assert cells(inputs, tiny, "self") == [
        ("a2", "greeting", "self 费长风", "4", "E6"),
        ("a3", "greeting", "self", "4", "E7!"),
    ]
    assert cells(inputs, tiny, "rating", supervisor=1)[0][-1] == "E2!"


def test_marks_count_when_they_decide_and_blank_ones_are_not_listed(tiny: Model) -> None:
    inputs = frames.inputs(
        SENIOR,
        Person("a3", "junior"),
        Person("a4", ""),
        marks=frames.marks(
            ("a2", "茶叶", Fraction("88.5")), ("a2", "茶叶", BLANK), ("a2", "瓷器", ABSENT),
            ("a3", "茶叶", 80), ("a3", "茶叶", 90), ("a3", "瓷器", BAD), ("a4", "茶叶", 70),
        ),
        weights=frames.weights(("goods", "瓷器", "junior", 0), ("goods", "茶叶", "", 2), ("goods", "茶叶", "", 3)),
    )  # fmt: skip
    assert cells(inputs, tiny, "mark") == [
        ("a2", "goods", "茶叶", "88.5", "C2"), ("a2", "goods", "瓷器", "absent", "C4"),
        ("a3", "goods", "茶叶", "80", "C5!"), ("a3", "goods", "茶叶", "90", "C6!"), ("a3", "goods", "瓷器", "bad", "C7!"),
        ("a4", "goods", "茶叶", "70", "C8!"),
    ]  # fmt: skip
    assert cells(inputs, tiny, "weight") == [
        ("junior", "goods", "瓷器", "0", "D2"), ("", "goods", "茶叶", "2", "D3!"), ("", "goods", "茶叶", "3", "D4!"),
    ]  # fmt: skip


def test_levels_and_votes_stand_once_for_a_grade_and_only_the_table_in_force_counts(tiny: Model) -> None:
    level = {("senior", "greeting"): 1}
    inputs = frames.inputs(
        SENIOR,
        standards=frames.standards(("old.xlsx", None, level), ("new.xlsx", date(2026, 1, 1), level)),
        votes=frames.votes(("senior", "greeting", "甲", 1), ("senior", "greeting", "甲", 1)),
    )
    assert cells(inputs, tiny, "required") == [
        ("senior", "greeting", "", "1", "C2!"), ("senior", "greeting", "2026-01-01", "1", "C2"),
    ]  # fmt: skip
    assert cells(inputs, tiny, "vote") == [
        ("senior", "greeting", "甲", "1", "D2"), ("senior", "greeting", "甲", "1", "D3!"),
    ]  # fmt: skip
