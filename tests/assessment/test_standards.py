"""Which table of required levels holds."""

from datetime import date

import pandas as pd
import pytest

from reportgen.assessment.standards import standards_in_force
from reportgen.model.inputs import Cycle
from reportgen.model.results import Standards
from reportgen.model.types import Model
from reportgen.problems import Problem, Source
from tests.assessment import frames

YEAR = Cycle("2026")
PLACE = ("3", "writing")  # the model requires level 2 there
Table = tuple[str, date | None, dict[tuple[str, str], int]]


def in_force(*tables: Table, model: Model, cycle: Cycle = YEAR) -> tuple[Standards, list[Problem]]:
    return standards_in_force(frames.standards(*tables), cycle, model)


def level(*tables: Table, model: Model, cycle: Cycle = YEAR) -> int:
    standards, problems = in_force(*tables, model=model, cycle=cycle)
    assert problems == []
    return standards.level(*PLACE)


def test_without_a_table_the_models_holds(model: Model) -> None:
    standards, problems = in_force(model=model)
    assert (dict(standards.levels), standards.source, standards.effective) == (model.standards(), None, None)
    assert problems == []


def test_a_table_holds_in_the_cells_that_it_fills(model: Model) -> None:
    standards, _ = in_force(("a.xlsx", None, {PLACE: 4}), model=model)
    assert dict(standards.levels) == model.standards() | {PLACE: 4}
    assert standards.source == Source("a.xlsx", "S", "C2")


def test_the_latest_table_not_after_the_end_of_the_cycle_holds(model: Model) -> None:
    tables: list[Table] = [
        ("old.xlsx", date(2024, 1, 1), {PLACE: 1}),
        ("new.xlsx", date(2026, 12, 31), {PLACE: 3}),
        ("next.xlsx", date(2027, 1, 1), {PLACE: 4}),
    ]
    assert level(*tables, model=model) == 3
    assert level(*reversed(tables), model=model) == 3
    assert in_force(*tables, model=model)[0].effective == date(2026, 12, 31)


def test_the_end_that_is_set_decides_rather_than_the_cycles_name(model: Model) -> None:
    half = Cycle("2026", date(2026, 1, 1), date(2026, 6, 30))
    tables: list[Table] = [("a.xlsx", date(2026, 6, 30), {PLACE: 3}), ("b.xlsx", date(2026, 7, 1), {PLACE: 4})]
    assert level(*tables, model=model, cycle=half) == 3


def test_a_dated_table_beats_one_without_a_date(model: Model) -> None:
    tables: list[Table] = [("a.xlsx", None, {PLACE: 4}), ("b.xlsx", date(2026, 1, 1), {PLACE: 3})]
    assert level(*tables, model=model) == 3


def test_a_table_that_takes_effect_after_the_cycle_does_not_hold_yet(model: Model) -> None:
    assert level(("a.xlsx", date(2027, 1, 1), {PLACE: 4}), model=model) == 2


def test_tables_that_agree_hold_together(model: Model) -> None:
    other = ("3", "execution")
    standards, problems = in_force(("a.xlsx", None, {PLACE: 4}), ("b.xlsx", None, {PLACE: 4, other: 1}), model=model)
    assert (standards.level(*PLACE), standards.level(*other), problems) == (4, 1, [])


@pytest.mark.parametrize("day", [None, date(2026, 1, 1)])
def test_two_different_tables_of_one_date_conflict_and_the_models_holds(day: date | None, model: Model) -> None:
    standards, problems = in_force(("a.xlsx", day, {PLACE: 4}), ("b.xlsx", day, {PLACE: 3}), model=model)
    assert dict(standards.levels) == model.standards()
    assert standards.source is None
    assert [(p.code, p.source.file, p.value, p.params["others"]) for p in problems] == [
        ("conflicting-value", "a.xlsx", "4", ("3 (b.xlsx S C2)",)),
        ("conflicting-value", "b.xlsx", "3", ("4 (a.xlsx S C2)",)),
    ]


@pytest.mark.parametrize("name", ["", "2026H1", "春季", "0000", "²⁰²⁶"])
def test_the_end_of_a_cycle_that_is_not_named_after_a_year_is_open(name: str, model: Model) -> None:
    assert level(("a.xlsx", date(2027, 1, 1), {PLACE: 4}), model=model, cycle=Cycle(name)) == 4


# ---- tables of adoptions

DAY = date(2026, 6, 1)


def held(*tables: pd.DataFrame, model: Model) -> tuple[int, int, list[Problem]]:
    standards, problems = standards_in_force(pd.concat(tables, ignore_index=True), YEAR, model)
    return standards.level(*PLACE), standards.adoption, problems


def test_of_tables_of_one_day_the_one_adopted_last_holds(model: Model) -> None:
    one, back = frames.adoption(1, DAY, {PLACE: 3}), frames.adoption(2, DAY, {PLACE: 1})
    assert held(one, back, model=model) == held(back, one, model=model) == (1, 2, [])
    assert held(frames.standards(("by hand.xlsx", DAY, {PLACE: 4})), one, model=model) == (3, 1, [])


def test_a_later_day_beats_a_higher_number(model: Model) -> None:
    later = frames.standards(("by hand.xlsx", date(2026, 6, 2), {PLACE: 4}))
    assert held(frames.adoption(7, DAY, {PLACE: 3}), later, model=model) == (4, 0, [])


def test_copies_of_an_adopted_table_hold_together_and_different_ones_conflict(model: Model) -> None:
    one, other = frames.adoption(1, DAY, {PLACE: 3}), frames.adoption(1, DAY, {PLACE: 4})
    copy = other.assign(table="copy.xlsx", file="copy.xlsx")
    assert held(one, one.assign(table="copy.xlsx", file="copy.xlsx"), model=model) == (3, 1, [])
    level, adoption, problems = held(one, copy, model=model)
    assert (level, adoption, [p.code for p in problems]) == (2, 0, ["conflicting-value"] * 2)


def test_an_adopted_table_that_takes_effect_after_the_cycle_does_not_hold_yet(model: Model) -> None:
    assert held(frames.adoption(1, date(2027, 1, 1), {PLACE: 3}), model=model) == (2, 0, [])
