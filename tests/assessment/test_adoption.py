"""Adopting required levels: what is refused, what is written, and that anything can be taken back."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from reportgen.assessment.adoption import (
    Terms,
    adopt,
    adopt_again,
    refuse_backdated,
    with_deviations,
)
from reportgen.model.history import Adopted
from reportgen.model.inputs import Cycle, SheetLedger
from reportgen.model.recalibration import Adoption, AdoptionError, Deviation, Outdated
from reportgen.problems import Source, problem
from tests.assessment import frames
from tests.assessment.frames import adopted, fields
from tests.assessment.offices import END24, END25, END26, OTHER, PLAIN, UP24, A, B, Office

# ---- exceptions


def test_an_exception_replaces_the_level_voted_and_keeps_its_reason(office: Office) -> None:
    assessment = office.assessment(Cycle("2026"), {A: (3, 3, 3)})
    lines = with_deviations(assessment, [Deviation(*A, 2, "试行"), Deviation(*OTHER, 2, "新岗位")])
    table = {(line.grade, line.competency): line for line in lines}
    assert fields(table[A], "before", "after", "adopted", "level", "reason") == (2, 3, 2, 2, "试行")
    assert fields(table[OTHER], "before", "after", "votes", "level", "reason") == (1, 1, 0, 2, "新岗位")
    assert fields(table[B], "adopted", "level") == (None, 2)
    assert [line.grade for line in lines] == ["4", *["3"] * 18]


def test_an_exception_without_a_level_keeps_the_one_before(office: Office) -> None:
    assessment = office.assessment(Cycle("2026"), {A: (3, 3, 3)})
    line = next(one for one in with_deviations(assessment, [Deviation(*A, None, "x")]) if one.competency == A[1])
    assert fields(line, "before", "after", "level") == (2, 3, 2)


@pytest.mark.parametrize(
    ("exceptions", "said"),
    [
        ([Deviation(*A, 3, "x")], "is the result of the vote"),
        ([Deviation(*B, None, "x")], "is the result of the vote"),
        ([Deviation(*A, 2, "x"), Deviation(*A, 4, "x")], "two exceptions"),
    ],
)
def test_an_exception_that_is_none_or_given_twice_is_refused(
    exceptions: list[Deviation], said: str, office: Office
) -> None:
    with pytest.raises(AdoptionError, match=said):
        with_deviations(office.assessment(Cycle("2026"), {A: (3, 3, 3)}), exceptions)


def test_what_was_adopted_for_a_grade_without_votes_is_shown_again_afterwards(office: Office) -> None:
    office.hand_in(office.vote("2026", {A: (3, 3, 3)}, Deviation(*OTHER, 2, "新岗位")))
    lines = with_deviations(office.assessment(Cycle("2026"), {A: (3, 3, 3)}), [])
    table = {(line.grade, line.competency): line for line in lines}
    assert fields(table[OTHER], "before", "adopted", "reason") == (1, 2, "新岗位")
    assert fields(table[A], "before", "adopted") == (2, 3)


# ---- adopting


def test_an_adoption_holds_the_whole_table_and_a_line_for_each_competency_voted_on(office: Office) -> None:
    found = office.vote("2026", {A: (3, 3, 4)}, Deviation(*B, 4, "合并岗位"), terms=Terms(note="会议"))
    assert fields(found, "number", "cycle", "effective", "again", "note") == (1, "2026", END26, "", "会议")
    assert dict(found.levels) == office.model.standards() | {A: 3, B: 4}
    assert [line.competency for line in found.lines] == list(office.model.competency_ids)
    assert [(fields(line, "before", "after", "votes", "voted", "reason"), line.note) for line in found.changes] == [
        ((2, 3, 3, 3, ""), "会议"),
        ((2, 4, 0, None, "合并岗位"), "会议"),
    ]


def test_an_adoption_that_changes_nothing_leaves_one_line(office: Office) -> None:
    found = office.vote("2026", {A: (2, 2, 2)}, terms=Terms(effective=END25))
    assert found.changes == (Adopted(1, "2026", END25, "", "", 0, 0),)


def test_the_reason_for_adopting_all_the_same_is_kept_where_no_other_note_is(office: Office) -> None:
    found = office.vote("2026", {A: (3, 3, 3)}, terms=Terms(anyway="重组"))
    assert {found.note, *(line.note for line in found.lines)} == {"重组"}


@pytest.mark.parametrize(
    ("cycle", "terms", "said"),
    [
        (Cycle(""), Terms(), "No cycle is known"),
        (Cycle("试点"), Terms(), "not known when cycle 试点 ends"),
        (Cycle("2026"), Terms(effective=date(2023, 1, 1)), "from an earlier day"),
    ],
)
def test_an_adoption_needs_a_name_and_a_day_that_is_not_before_the_last(
    cycle: Cycle, terms: Terms, said: str, office: Office
) -> None:
    office.hand_in(office.vote("2024", {A: (3, 3, 3)}))
    assessment = office.assessment(cycle, {A: (4, 4, 4)})
    with pytest.raises(AdoptionError, match=said):
        adopt(assessment, assessment.recalibration, terms)
    with pytest.raises(AdoptionError, match=said):
        adopt_again(assessment, "0", terms)


def test_a_day_before_that_of_a_table_by_hand_is_refused(office: Office) -> None:
    office.tables.append(frames.standards(("a.xlsx", END25, {A: 3})))
    with pytest.raises(AdoptionError, match="from 2025-12-31 on"):
        office.vote("2026", {A: (4, 4, 4)}, terms=Terms(effective=END24))


def test_without_votes_there_is_nothing_to_adopt(office: Office) -> None:
    with pytest.raises(AdoptionError, match="no votes"):
        office.vote("2026", {})


def test_votes_are_adopted_once(office: Office) -> None:
    office.hand_in(office.vote("2024", {A: (3, 3, 3)}))
    office.hand_in(office.vote("2026", {A: (4, 4, 4)}))
    for terms in (PLAIN, Terms(anyway="x")):
        with pytest.raises(AdoptionError, match=r"adopted already \(adoption 2, in force from 2026-12-31\).*--again 1"):
            office.vote("2026", {A: (4, 4, 4)}, terms=terms)


def test_votes_are_adopted_once_also_before_their_table_is_handed_in(office: Office) -> None:
    office.note(office.vote("2026", {A: (4, 4, 4)}))
    with pytest.raises(AdoptionError, match="--again 0"):
        office.vote("2026", {A: (4, 4, 4)})


@pytest.mark.parametrize("whole", [True, False], ids=["lines of the standards workbook", "line of the history"])
def test_votes_that_changed_nothing_are_adopted_once_unless_there_is_a_reason(whole: bool, office: Office) -> None:
    decision = office.vote("2026", {A: (3, 3, 3)}, Deviation(*A, None, "观察"))
    office.hand_in(decision)
    office.history = list(decision.lines if whole else decision.changes)
    with pytest.raises(AdoptionError, match="change no level"):
        office.vote("2026", {A: (3, 3, 3)})
    assert office.vote("2026", {A: (3, 3, 3)}, terms=Terms(anyway="复议")).levels[A] == 3


def test_taken_back_votes_can_be_adopted_again_with_the_levels_voted(office: Office) -> None:
    office.hand_in(office.vote("2026", {A: (3, 3, 3), B: (1, 1, 1)}, Deviation(*B, None, "x")))
    office.hand_in(office.again("2026", "0"))
    assert office.required("2026", A, B) == [2, 2]
    undecided = {
        (one.grade, one.competency): one for one in office.assessment(Cycle("2026"), {A: (3, 3, 3)}).recalibration
    }
    assert fields(undecided[A], "before", "after", "adopted") == (2, 3, None)
    third = office.hand_in(office.vote("2026", {A: (3, 3, 3), B: (1, 1, 1)}))
    assert (third.number, office.required("2026", A, B)) == (3, [3, 1])
    with pytest.raises(AdoptionError, match=r"adoption 3.*--again 0"):
        office.vote("2026", {A: (3, 3, 3)})


def test_an_earlier_table_put_in_force_again_does_not_stop_the_cycles_own_votes(office: Office) -> None:
    office.hand_in(office.vote("2024", {A: (3, 3, 3)}))
    office.hand_in(office.again("2026", "0", Terms(effective=date(2026, 6, 30))))
    line = next(x for x in office.assessment(Cycle("2026"), {A: (4, 4, 4)}).recalibration if x.competency == A[1])
    assert fields(line, "before", "after", "adopted") == (2, 4, None)
    assert [fields(x, "before", "after") for x in office.vote("2026", {A: (4, 4, 4)}).changes] == [(2, 4)]


def test_levels_adopted_last_that_are_not_handed_in_stop_an_adoption_without_a_reason(office: Office) -> None:
    office.note(office.vote("2024", {A: (3, 3, 3)}))
    with pytest.raises(AdoptionError, match="adopted in cycle 2024, in force from 2024-12-31, are not among"):
        office.vote("2026", {B: (3, 3, 3)})
    assert office.vote("2026", {B: (3, 3, 3)}, terms=Terms(anyway="x")).levels[A] == 2


def test_an_earlier_table_that_this_cycle_put_in_force_again_must_be_handed_in_too(office: Office) -> None:
    office.hand_in(office.vote("2024", {A: (3, 3, 3)}))
    office.note(office.again("2026", "0"))
    with pytest.raises(AdoptionError, match="adopted in cycle 2026"):
        office.vote("2026", {B: (3, 3, 3)})


def test_less_than_a_business_year_after_the_last_recalibration_a_reason_is_needed(office: Office) -> None:
    office.hand_in(office.vote("2025", {A: (3, 3, 3)}))
    soon = Terms(effective=date(2026, 12, 30))
    with pytest.raises(AdoptionError, match="from 2025-12-31 on, less than 12 months before 2026-12-30"):
        office.vote("2026", {A: (4, 4, 4)}, terms=soon)
    assert office.vote("2026", {A: (4, 4, 4)}, terms=replace(soon, anyway="重组")).levels[A] == 4
    assert office.vote("2026", {A: (3, 3, 3)}, terms=soon).changes[0].grade == "", "nothing changes"
    assert office.vote("2026", {A: (4, 4, 4)}).effective == END26


def test_a_history_with_errors_is_no_ground_to_adopt_on(office: Office) -> None:
    office.history = [UP24]
    rival = frames.history(adopted(1, END24, (*A, 2, 4)), file="b.xlsx")
    both = pd.concat([frames.history(UP24), rival], ignore_index=True)
    assessment = office.assessment(Cycle("2026"), {A: (4, 4, 4)}, history=both)
    with pytest.raises(AdoptionError, match=r"history.xlsx S K2"):
        adopt(assessment, assessment.recalibration, PLAIN)
    with pytest.raises(AdoptionError, match="history of adoptions has an error"):
        adopt_again(assessment, "0", PLAIN)


def test_nor_is_one_of_which_no_line_could_be_read(office: Office) -> None:
    bad = problem("level-out-of-range", Source("h.xlsx", "S", "K2"), "9", levels=(), consequence="")
    ledgers = (SheetLedger("h.xlsx", "S", ("history",)), SheetLedger("v.xlsx", "S", ("votes",)))
    elsewhere = problem("vote-out-of-range", Source("v.xlsx", "S", "C2"), "9", levels=())
    fine = office.assessment(Cycle("2026"), {A: (4, 4, 4)}, problems=(elsewhere,), ledgers=ledgers)
    assert adopt(fine, fine.recalibration, PLAIN).number == 1
    assessment = office.assessment(Cycle("2026"), {A: (4, 4, 4)}, problems=(bad,), ledgers=ledgers)
    with pytest.raises(AdoptionError, match=r"h.xlsx S K2"):
        adopt(assessment, assessment.recalibration, PLAIN)


def test_a_table_whose_history_is_lost_keeps_its_number(office: Office) -> None:
    first = office.vote("2024", {A: (3, 3, 3)})
    office.tables.append(frames.adoption(first.number, first.effective, first.levels))
    assert office.vote("2026", {B: (3, 3, 3)}).number == 2


def test_a_sheet_without_any_vote_is_nothing_to_adopt(office: Office) -> None:
    blank = office.assessment(Cycle("2025"), vote_labels={A: Source("votes.xlsx", "1", "A3")})
    assert blank.recalibration
    with pytest.raises(AdoptionError, match="hold no votes"):
        adopt(blank, with_deviations(blank, ()), PLAIN)


def test_an_adoption_has_a_higher_number_than_any_table_handed_in_so_that_it_holds_on_the_same_day(
    office: Office,
) -> None:
    office.tables.append(frames.adoption(7, END25, {A: 1}))
    adoption = office.hand_in(office.vote("2025", {A: (3, 3, 3)}))
    assert adoption.number == 8
    assert office.required("2025", A) == [3]


def test_levels_do_not_hold_from_before_ratings_that_they_void_unless_there_is_a_reason(office: Office) -> None:
    assessment = office.assessment(Cycle("2025"), {A: (3, 3, 3)})
    dates = [date(2025, 6, 1), date(2025, 9, 1), None]
    assessment = replace(assessment, ratings=pd.DataFrame({"date": pd.Series(dates, dtype=object)}))
    late = [Outdated("0007", "writing", 3, (2,), (0, 1, 2))]

    def adoption(day: date) -> Adoption:
        return Adoption(1, "2025", day, {}, ())

    with pytest.raises(AdoptionError, match=r"^1 ratings .* --effective 2025-09-02"):
        refuse_backdated(assessment, adoption(date(2025, 9, 1)), late, PLAIN)
    refuse_backdated(assessment, adoption(date(2025, 9, 2)), late, PLAIN)
    refuse_backdated(assessment, adoption(date(2025, 6, 1)), late, Terms(anyway="评分时已按新级别"))
