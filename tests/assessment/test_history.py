"""The history of adoptions: read once, put in order, and unrolled into the levels that were required on a day."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.history import (
    Timeline,
    adopted_in,
    adoptions,
    before_adoption,
    changed_by_hand,
    history_of,
    in_force,
    not_in_force,
    standing,
    timeline,
)
from reportgen.model.history import Adopted
from reportgen.model.inputs import Cycle
from reportgen.model.results import Standards
from reportgen.model.types import Model
from reportgen.problems import Source
from tests.assessment import frames
from tests.assessment.frames import adopted, found

END24, END25, END26 = date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)
A, B = ("3", "writing"), ("3", "execution")  # the model requires level 2 of both
UP24 = adopted(1, END24, (*A, 2, 3))
UP25 = adopted(2, END25, (*A, 3, 4))
NO_TABLES = frames.standards()


def force(model: Model, levels: dict[tuple[str, str], int], day: date | None, adoption: int = 0) -> Standards:
    return Standards(model.standards() | levels, effective=day, adoption=adoption)


# ---- reading


def test_lines_come_in_the_order_of_time_each_once_however_many_workbooks_carry_it() -> None:
    one, other = frames.history(UP25, UP24, file="a.xlsx"), frames.history(UP24, file="b.xlsx")
    lines, problems = history_of(pd.concat([one, other], ignore_index=True))
    assert [(line.number, line.before, line.after, line.source.file) for line in lines] == [
        (1, 2, 3, "a.xlsx"),
        (2, 3, 4, "a.xlsx"),
    ]
    assert problems == []


def test_a_line_keeps_what_was_voted_and_why_it_was_not_followed() -> None:
    table = frames.history(adopted(1, END24, (*A, 2, 3), reason="试行"))
    (line,), _ = history_of(table)
    assert (line.cycle, line.effective, line.votes, line.reason, line.of_votes) == ("2024", END24, 3, "试行", True)
    assert adoptions((line, UP25)) == [(line,), (UP25,)]


def test_a_line_that_is_told_in_two_ways_is_left_out_and_named_at_both_cells() -> None:
    one, other = frames.history(UP24, UP25, file="a.xlsx"), frames.history(adopted(1, END24, (*A, 2, 4)), file="b.xlsx")
    lines, problems = history_of(pd.concat([one, other], ignore_index=True))
    assert [line.number for line in lines] == [2]
    assert found(problems) == [("conflicting-value", "K2"), ("conflicting-value", "K2")]
    assert problems[0].value == "1 2024 2024-12-31 2→3"
    assert problems[0].params["others"] == ("1 2024 2024-12-31 2→4 (b.xlsx S K2)",)


def test_two_adoptions_of_one_number_are_both_left_out_whole() -> None:
    one = frames.history(UP24, UP25, file="a.xlsx")
    other = frames.history(adopted(1, END25, (*B, 2, 1)), file="b.xlsx")
    lines, problems = history_of(pd.concat([one, other], ignore_index=True))
    assert [line.number for line in lines] == [2]
    assert [(p.value, p.params["others"]) for p in problems] == [
        ("1 2024 2024-12-31 2→3", ("1 2025 2025-12-31 2→1 (b.xlsx S K2)",)),
        ("1 2025 2025-12-31 2→1", ("1 2024 2024-12-31 2→3 (a.xlsx S K2)",)),
    ]


# ---- which level was required when


def test_without_a_date_for_what_is_in_force_nothing_is_known_to_have_changed(model: Model) -> None:
    found = timeline(frames.standards(("a.xlsx", None, {A: 4})), (UP24,), force(model, {A: 4}, None), model)
    assert (found.at(date.min, *A), found.steps, found.moving(date.min)) == (4, (), frozenset())


def test_a_level_holds_from_its_day_on_and_the_models_before_the_first_table(model: Model) -> None:
    table = frames.standards(("a.xlsx", END25, {A: 4}))
    found = timeline(table, (), force(model, {A: 4}, END25), model)
    assert (found.at(END25 - timedelta(1), *A), found.at(END25, *A)) == (2, 4)
    assert [set(found.moving(day)) for day in (END25 - timedelta(1), END25)] == [{A}, set()]


def test_a_table_without_a_date_held_before_the_dated_one(model: Model) -> None:
    table = frames.standards(("a.xlsx", None, {A: 1}), ("b.xlsx", END25, {A: 4}))
    assert timeline(table, (), force(model, {A: 4}, END25), model).at(date.min, *A) == 1


def test_an_older_table_held_in_its_time_the_models_levels_where_it_is_empty(model: Model) -> None:
    table = frames.standards(("a.xlsx", END24, {B: 3}), ("b.xlsx", END25, {A: 4}), ("c.xlsx", END26, {A: 1}))
    found = timeline(table, (), force(model, {A: 4}, END25), model)
    assert [found.at(END24, *cell) for cell in (A, B)] == [2, 3]
    assert [found.at(END26, *cell) for cell in (A, B)] == [4, 2], "c holds only after what is in force"


def test_the_history_tells_what_held_before_the_oldest_workbook(model: Model) -> None:
    known = timeline(NO_TABLES, (UP24, UP25), force(model, {A: 4}, END25, 2), model)
    assert [known.at(day, *A) for day in (date.min, END24, END25)] == [2, 3, 4]


def test_what_an_adoption_has_no_line_for_was_the_same_before_whatever_the_model_says(model: Model) -> None:
    own = force(model, {A: 3, B: 4}, END24, 1)  # the organisation has always required 4 of B
    known = timeline(frames.adoption(1, END24, dict(own.levels)), (UP24,), own, model)
    assert known.at(date.min, *B) == 4
    assert known.moving(date.min) == {A}


def test_before_a_table_made_by_hand_nothing_is_inferred_from_it(model: Model) -> None:
    by_hand = force(model, {A: 4, B: 4}, END25)
    known = timeline(NO_TABLES, (UP24,), by_hand, model)
    assert [known.at(day, *A) for day in (date.min, END24, END25)] == [2, 3, 4]
    assert [known.at(day, *B) for day in (date.min, END24, END25)] == [2, 2, 4]


def test_lines_after_what_is_in_force_and_lines_of_adoptions_without_changes_change_nothing(model: Model) -> None:
    nothing = adopted(1, END24, ("", "", 0, 0))
    known = timeline(NO_TABLES, (nothing, UP25), force(model, {A: 3}, END24, 1), model)
    assert [known.at(day, *A) for day in (date.min, END24, END26)] == [3, 3, 3]
    assert in_force((nothing, UP25), force(model, {}, END24, 1)) == (nothing,)
    assert in_force((UP24,), force(model, {}, None)) == ()


def test_of_two_adoptions_of_one_day_the_later_one_holds_on_that_day(model: Model) -> None:
    back = adopted(2, END24, (*A, 3, 2), of_votes=False)
    known = timeline(NO_TABLES, (UP24, back), force(model, {A: 2}, END24, 2), model)
    assert [known.at(day, *A) for day in (END24 - timedelta(1), END24)] == [2, 2]


days = st.dates(date(2024, 1, 1), date(2026, 1, 31))


@settings(max_examples=100, deadline=None)
@given(
    changes=st.lists(st.tuples(days, st.dictionaries(st.sampled_from((A, B)), st.integers(1, 4))), max_size=5),
    kept=st.sets(st.integers(1, 5)),
    day=days,
)
def test_the_timeline_is_what_the_adoptions_did_one_after_the_other(
    model: Model, changes: list[tuple[date, dict[tuple[str, str], int]]], kept: set[int], day: date
) -> None:
    """Adoptions replayed day by day; any of their workbooks may be in the folder, the last one is."""
    levels, lines, tables, past = model.standards() | {B: 4}, [], [NO_TABLES], []
    before = dict(levels)
    for number, (when, change) in enumerate(sorted(changes, key=lambda change: change[0]), 1):
        lines += [adopted(number, when, (*cell, levels[cell], level)) for cell, level in change.items()]
        lines += [] if change else [adopted(number, when, ("", "", 0, 0))]
        levels = levels | change
        past.append((when, levels))
        tables += [frames.adoption(number, when, levels)] if number in kept or number == len(changes) else []
    last = Standards(levels, effective=past[-1][0], adoption=len(past)) if past else Standards(levels)
    known = timeline(pd.concat(tables, ignore_index=True), tuple(lines), last, model)
    expected = next((then for when, then in reversed(past) if when <= day), before)
    assert {cell: known.at(day, *cell) for cell in levels} == expected
    later = [expected, *(then for when, then in past if when > day)]
    assert known.moving(day) >= {cell for then in later for cell in levels if then[cell] != levels[cell]}


def test_a_timeline_without_steps_is_what_it_starts_with() -> None:
    assert Timeline({A: 3}).at(date.max, *A) == 3


# ---- a cycle and its adoptions

YEAR = Cycle("2025")
BACK = adopted(3, END25, (*A, 4, 3), cycle="2025", of_votes=False)
ELSE = adopted(3, END25, (*A, 4, 2), cycle="2025", of_votes=False)
NOTHING = adopted(2, END25, ("", "", 0, 0), cycle="2025")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), ()),
        ((UP24,), ()),
        ((UP24, UP25), (UP25,)),
        ((UP24, UP25, BACK), ()),
        ((UP24, UP25, ELSE), (UP25, ELSE)),
        ((UP24, NOTHING), (NOTHING,)),
        ((UP24, adopted(2, END25, (*A, 3, 2), of_votes=False)), ()),
        ((UP24, UP25, BACK, adopted(4, END25, (*A, 3, 4))), (UP25, BACK, adopted(4, END25, (*A, 3, 4)))),
    ],
    ids=["nothing", "another cycle", "votes", "taken back", "another table", "no change", "only an earlier table", "again"],
)  # fmt: skip
def test_the_votes_of_a_cycle_stand_from_their_adoption_until_it_is_taken_back(
    history: tuple[Adopted, ...], expected: tuple[Adopted, ...]
) -> None:
    assert standing(history, YEAR) == expected
    assert standing(history, Cycle("")) == ()


def test_all_adoptions_of_a_cycle_are_its_own() -> None:
    assert adopted_in((UP24, UP25, BACK), YEAR) == (UP25, BACK)
    assert adopted_in((adopted(1, END24, (*A, 2, 3), cycle=""),), Cycle("")) == ()


@pytest.mark.parametrize(
    ("history", "level", "adoption", "before"),
    [
        ((UP24,), 3, 1, 3),  # another cycle's
        ((UP24, UP25), 4, 2, 3),  # this cycle's votes are in force
        ((UP24, UP25), 3, 1, 3),  # adopted, but its table is not handed in
        ((UP24, UP25, BACK), 3, 3, 3),
        ((UP24, UP25, BACK), 4, 2, 3),  # taken back, but its table is not handed in
        ((UP24, NOTHING), 3, 2, 3),
        ((UP24, adopted(2, END25, (*A, 3, 2), of_votes=False)), 2, 2, 2),  # voted on after an earlier table came back
    ],
)
def test_before_is_what_held_when_the_cycles_experts_voted(
    history: tuple[Adopted, ...], level: int, adoption: int, before: int, model: Model
) -> None:
    day = END24 if adoption == 1 else END25
    standards = force(model, {A: level}, day, adoption)
    assert before_adoption(history, standards, YEAR) == dict(standards.levels) | {A: before}


def test_a_table_by_hand_that_holds_since_the_adoption_is_what_held_before(model: Model) -> None:
    early = adopted(1, date(2025, 3, 1), (*A, 2, 3))
    standards = force(model, {A: 1}, date(2025, 6, 1))
    assert before_adoption((early,), standards, YEAR)[A] == 1


# ---- adopted, but not handed in


def test_an_adoption_that_should_hold_and_was_not_handed_in_is_told(model: Model) -> None:
    own = force(model, {}, None)
    told = not_in_force((UP24,), own, Cycle("2026"), END26)
    assert [(p.code, p.params["cycle"], p.params["date"]) for p in told] == [
        ("adopted-not-in-force", "2024", "2024-12-31")
    ]
    assert not_in_force((UP24,), force(model, {}, END24, 1), Cycle("2026"), END26) == []
    assert not_in_force((UP24,), own, Cycle("2024"), END24) == [], "its own cycle need not have it"
    assert not_in_force((UP25,), own, Cycle("2024"), END24) == [], "it holds later"
    assert len(not_in_force((UP25,), own, Cycle("试点"), None)) == 1
    assert not_in_force((UP24,), force(model, {}, END25), Cycle("2026"), END26) == [], "a later table replaced it"


def test_a_level_that_somebody_changed_in_an_adopted_table_is_told_at_its_cell(model: Model) -> None:
    history = (UP24, adopted(2, END25, (*A, 3, 4)), adopted(2, END25, (*B, 2, 3)))
    cells = {A: Source("标准级别-2025.xlsx", "标准级别", "E10"), B: Source("标准级别-2025.xlsx", "标准级别", "E11")}
    edited = Standards(model.standards() | {A: 2, B: 3}, effective=END25, sources=cells, adoption=2)
    told = changed_by_hand(history, edited, model)
    assert [(p.code, p.source.cell, p.params["found"], p.params["level"]) for p in told] == [
        ("adopted-level-differs", "E10", model.level(2), model.level(4))
    ]
    assert changed_by_hand(history, force(model, {A: 2}, END25, 3), model) == [], "another table"
