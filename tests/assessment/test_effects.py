"""What new required levels do to people, before anything is adopted."""

from collections.abc import Mapping
from datetime import date

import pytest

from reportgen.assessment.adoption import with_deviations
from reportgen.assessment.assess import assess
from reportgen.assessment.effects import effects
from reportgen.model.inputs import Cycle
from reportgen.model.recalibration import Deviation, GradeEffect, Outdated
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import Person, adopted, dated, stated

A, B = ("3", "writing"), ("3", "execution")  # the model requires level 2
KNOWLEDGE = ("3", "general_knowledge")
PEOPLE = (Person("P", "3"), Person("Q", "3"), Person("R", "3"), Person("S", "2"), Person("T", ""))
RATINGS = (
    ("P", "writing", "Li", "supervisor", 4),
    ("P", "writing", "Wu", "peer", 5),
    ("P", "execution", "Li", "supervisor", 4),
    ("Q", "writing", "Q", "self", 4),
    ("R", "execution", "Li", "supervisor", 4),
    ("S", "writing", "Li", "supervisor", 4),
    ("T", "writing", "Li", "supervisor", 4),
)
DAYS = [date(2026, 3, 1)] * len(RATINGS)


def office(model: Model, votes: Mapping[tuple[str, str], int], **others: object) -> Assessment:
    cast = frames.votes(*((*cell, f"expert {n}", level) for cell, level in votes.items() for n in range(3)))
    given: dict[str, object] = {"ratings": dated(frames.ratings(*RATINGS), *DAYS), **others}
    return assess(frames.inputs(*PEOPLE, votes=cast, **given), model, weights={}, cycle=Cycle("2026"))  # type: ignore[arg-type]


def effect(assessment: Assessment, *exceptions: Deviation) -> tuple[tuple[GradeEffect, ...], tuple[Outdated, ...]]:
    return effects(assessment, with_deviations(assessment, exceptions))


def test_everybody_whose_ratings_no_longer_hold_is_named_and_nobody_else(model: Model) -> None:
    (found,), late = effect(office(model, {A: 3, B: 2}))
    assert found.people == ("P", "Q", "R")
    assert (found.outdated, found.examined, found.holding) == ({"P": ("writing",), "Q": ("writing",)}, {}, {})
    assert (found.affected("writing"), found.affected("execution")) == (2, 0)
    assert late == (Outdated("P", "writing", 3, (2,), (0, 1)), Outdated("Q", "writing", 3, (2,), (3,)))


def test_competencies_are_in_the_models_order(model: Model) -> None:
    (found,), _ = effect(office(model, {B: 3, A: 3}))
    assert found.outdated["P"] == ("writing", "execution")


def test_an_exception_keeps_ratings_valid_and_one_in_another_grade_has_an_effect_there(model: Model) -> None:
    found, late = effect(office(model, {A: 3}), Deviation(*A, 2, "x"), Deviation("2", "writing", 4, "x"))
    assert [(one.grade, dict(one.outdated)) for one in found] == [("3", {}), ("2", {"S": ("writing",)})]
    assert [one.person_id for one in late] == ["S"]


def test_who_was_examined_keeps_the_marks_and_is_named_apart(model: Model) -> None:
    subject = model.competency("general_knowledge").subjects[0].id
    lines = dated(frames.ratings(("P", "general_knowledge", "Li", "supervisor", 4), ("Q", "general_knowledge", "Li", "supervisor", 4)), None, None)  # fmt: skip
    assessment = office(model, {KNOWLEDGE: 3}, marks=frames.marks(("P", subject, 80)), ratings=lines)
    (found,), _ = effect(assessment)
    assert (found.examined, found.outdated) == ({"P": ("general_knowledge",)}, {"Q": ("general_knowledge",)})


def test_a_rating_against_the_new_level_holds_unless_another_one_does_not(model: Model) -> None:
    (found,), late = effect(office(model, {A: 3, B: 3}, stated=(stated("E2", 3), stated("E4", 3), stated("E6", 3))))
    assert found.outdated == {"P": ("writing",), "Q": ("writing",)}
    assert found.holding == {"P": ("execution",), "R": ("execution",)}
    assert late[0].ratings == (1,)


def test_an_undated_rating_was_given_against_the_level_before(model: Model) -> None:
    lines = dated(frames.ratings(*RATINGS), *len(RATINGS) * [None])
    assessment = office(model, {A: 3}, ratings=lines)
    assert effect(assessment)[0][0].outdated == {"P": ("writing",), "Q": ("writing",)}


@pytest.mark.parametrize("handed_in", [True, False])
def test_after_the_adoption_the_effect_is_the_same_whether_or_not_its_table_is_handed_in(
    handed_in: bool, model: Model
) -> None:
    day = date(2026, 12, 31)
    table = frames.adoption(1, day, model.standards() | {A: 3}) if handed_in else frames.standards()
    assessment = office(model, {A: 3}, history=frames.history(adopted(1, day, (*A, 2, 3))), standards=table)
    assert effect(assessment) == effect(office(model, {A: 3}))


def test_without_changes_ratings_or_people_there_is_no_effect(model: Model) -> None:
    assert effect(office(model, {A: 2})) == ((GradeEffect("3", ("P", "Q", "R")),), ())
    assert effect(office(model, {A: 3}, ratings=frames.ratings())) == ((GradeEffect("3", ("P", "Q", "R")),), ())
    assert effect(office(model, {("1", "writing"): 3})) == ((GradeEffect("1", ()),), ())
