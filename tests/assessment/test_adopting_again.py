"""Earlier levels in force again: anything that was adopted can be taken back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.adoption import (
    decided_levels,
    levels_after,
)
from reportgen.model.inputs import Cycle
from reportgen.model.recalibration import AdoptionError, Deviation
from reportgen.model.results import Standards
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import adopted, fields
from tests.assessment.offices import END24, END25, END26, OTHER, UP24, A, B, Office

# ---- earlier tables again


def test_three_cycles_with_history_exception_and_undo(office: Office) -> None:
    office.hand_in(office.vote("2024", {A: (3, 3, 3), B: (3, 3, 3)}, Deviation(*B, None, "观察一年")))
    office.hand_in(office.vote("2025", {A: (4, 4, 4), B: (3, 3, 3)}))
    assert office.required("2025", A, B) == [4, 3]
    back = office.hand_in(office.again("2026", "2024"))
    assert [fields(line, "number", "cycle", "before", "after", "of_votes") for line in back.lines] == [
        (3, "2026", 4, 3, False),
        (3, "2026", 3, 2, False),
    ]
    assert (back.again, office.required("2024", A, B), office.required("2025", A, B)) == ("2024", [3, 2], [4, 3])
    assert office.required("2026", A, B) == [3, 2]
    office.hand_in(office.again("2026", "2"))
    assert office.required("2026", A, B) == [4, 3]
    office.hand_in(office.again("2026", "0"))
    assert office.required("2026", A, B) == [2, 2]
    assert [line.number for line in office.history] == [1, 2, 2, 3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("2019", r"no adoption 2019.*1 \(2024, 2024-12-31\)"),
        ("2", "no adoption 2"),
        ("2024", "nothing would change"),
        ("1", "nothing would change"),
    ],
)
def test_an_earlier_table_must_be_known_and_change_something(which: str, said: str, office: Office) -> None:
    office.hand_in(office.vote("2024", {A: (3, 3, 3)}))
    with pytest.raises(AdoptionError, match=said):
        office.again("2026", which)


@pytest.mark.parametrize("which", ["0", "1", "2024"])
def test_without_a_history_there_is_nothing_to_go_back_to(which: str, office: Office) -> None:
    with pytest.raises(AdoptionError, match="history is empty"):
        office.again("2026", which)


def test_what_is_adopted_but_does_not_hold_yet_can_be_taken_back(office: Office) -> None:
    office.note(office.vote("2026", {A: (3, 3, 3)}))
    assert fields(office.again("2026", "0").lines[0], "number", "before", "after") == (2, 3, 2)


def test_a_workbook_that_says_something_else_than_the_history_is_not_adopted_again(office: Office) -> None:
    first = office.vote("2024", {A: (3, 3, 3)})
    office.note(first)
    office.tables.append(frames.adoption(1, END24, {A: 4}))
    office.hand_in(replace(office.vote("2025", {A: (1, 1, 1)}), lines=(adopted(2, END25, (*A, 3, 1)),)))
    with pytest.raises(AdoptionError, match=r"adoption-1\.xlsx D2 says"):
        office.again("2026", "1")


def test_levels_that_another_table_changed_since_come_from_the_adoptions_own_workbook(office: Office) -> None:
    first = office.hand_in(office.vote("2024", {A: (3, 3, 3)}))
    office.tables.append(frames.standards(("by hand.xlsx", date(2025, 6, 1), dict(first.levels) | {B: 4})))
    found = office.again("2026", "1")
    assert [fields(line, "competency", "before", "after") for line in found.lines] == [("execution", 4, 2)]
    del office.tables[1]
    with pytest.raises(AdoptionError, match="Another table of levels has held since adoption 1"):
        office.again("2026", "1")


def test_nor_are_levels_guessed_when_the_history_does_not_go_on_from_itself(office: Office) -> None:
    office.history = [UP24, adopted(2, END25, (*A, 1, 4))]  # a table by hand, no longer there, required 1 in between
    office.tables.append(frames.adoption(2, END25, office.model.standards() | {A: 4}))
    for which in ("1", "0"):
        with pytest.raises(AdoptionError, match=f"since adoption {which}"):
            office.again("2026", which)


# ---- any sequence


def test_levels_decided_last_are_those_in_force_and_what_was_adopted_since(model: Model) -> None:
    history = (UP24, adopted(2, END25, ("", "", 0, 0)), adopted(3, END26, (*B, 2, 4)))
    standards = Standards(model.standards() | {A: 1}, effective=END24, adoption=1)
    assert decided_levels(history, standards) == model.standards() | {A: 1, B: 4}
    assert decided_levels(history, Standards(model.standards())) == model.standards() | {A: 3, B: 4}


steps = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from((A, B, OTHER)), st.integers(1, 4), min_size=1),
        st.integers(0, 6),
    ),
    max_size=5,
)


@settings(max_examples=20, deadline=None)
@given(steps, st.integers(0, 20))
def test_any_sequence_of_adoptions_and_undos_can_be_replayed(
    model: Model, sequence: list[dict[tuple[str, str], int] | int], handed_in: int
) -> None:
    """A year per step: votes, or an adoption's number to go back to. Tables of all adoptions are kept beside."""
    office, tables = Office(model), [model.standards()]
    for year, step in enumerate(sequence, 2020):
        if isinstance(step, int):
            if step >= len(tables) or tables[step] == tables[-1]:
                with pytest.raises(AdoptionError):
                    office.again(str(year), str(step))
                continue
            made = office.again(str(year), str(step))
            expected = tables[step]
        else:
            made = office.vote(str(year), {cell: (level,) * 3 for cell, level in step.items()})
            expected = tables[-1] | step
        assert dict(made.levels) == expected
        assert {(x.grade, x.competency): (x.before, x.after) for x in made.changes if x.grade} == {
            cell: (tables[-1][cell], level) for cell, level in expected.items() if level != tables[-1][cell]
        }
        office.hand_in(made)
        if (handed_in + year) % 3 == 0:  # older workbooks need not be kept
            del office.tables[1:-1]
        tables.append(expected)
    history = office.assessment(Cycle("2030")).history
    assert [levels_after(history, n, tables[-1]) for n in range(len(tables))] == tables
