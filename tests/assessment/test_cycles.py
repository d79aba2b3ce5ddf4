"""Which cycle the data belongs to."""

from datetime import date, timedelta

import pytest

from reportgen.assessment.cycles import cycle_of, end_of, months_after, numbers_of, order, start_of
from reportgen.model.inputs import Cycle
from reportgen.model.load import parse_model
from reportgen.model.types import Model
from reportgen.problems import Source
from tests.assessment.frames import found
from tests.conftest import TINY


def dated(*days: date) -> list[tuple[date, Source]]:
    return [(day, Source("form.xlsx", "S", f"B{n}")) for n, day in enumerate(days, 1)]


def test_a_cycle_that_is_set_holds_whatever_the_dates(model: Model) -> None:
    fixed = Cycle("2026H1", date(2026, 1, 1), date(2026, 6, 30))
    assert cycle_of(dated(date(2020, 1, 1), date(2026, 5, 1)), fixed, model) == (fixed, [])


def test_a_cycle_is_named_after_the_year_of_the_newest_date(model: Model) -> None:
    assert cycle_of(dated(date(2026, 1, 3), date(2025, 12, 30)), None, model) == (Cycle("2026"), [])


def test_without_dates_a_cycle_has_no_name(model: Model) -> None:
    assert cycle_of([], None, model) == (Cycle(""), [])


@pytest.mark.parametrize(
    ("newest", "old", "told"),
    [
        (date(2026, 10, 15), date(2025, 10, 15), False),  # 12 months apart, not more
        (date(2026, 10, 15), date(2025, 10, 14), True),
        (date(2026, 1, 31), date(2025, 1, 31), False),
        (date(2028, 2, 29), date(2027, 2, 28), False),  # the month's last day
        (date(2028, 2, 29), date(2027, 2, 27), True),
        (date(2026, 12, 31), date(2026, 1, 1), False),
        (date(2, 6, 1), date(1, 5, 31), True),
    ],
)
def test_dates_more_than_12_months_before_the_newest_are_told(
    newest: date, old: date, told: bool, model: Model
) -> None:
    _, problems = cycle_of(dated(old, newest), None, model)
    assert found(problems) == ([("mixed-dates", "B1")] if told else [])


@pytest.mark.parametrize(
    ("months", "newest", "last_good"),
    [
        (3, date(2024, 5, 31), date(2024, 2, 29)),
        (3, date(2025, 5, 31), date(2025, 2, 28)),
        (1, date(2025, 7, 31), date(2025, 6, 30)),
        (6, date(2026, 3, 15), date(2025, 9, 15)),
        (24, date(2026, 1, 1), date(2024, 1, 1)),
    ],
)
def test_how_far_apart_is_the_models_to_say(months: int, newest: date, last_good: date) -> None:
    own = parse_model(TINY.replace("mixed_dates_months = 12", f"mixed_dates_months = {months}"), "tiny.toml")
    _, problems = cycle_of(dated(last_good, last_good - timedelta(days=1), newest), None, own)
    assert found(problems) == [("mixed-dates", "B2")]


def test_every_old_date_is_told_where_it_stands(model: Model) -> None:
    _, problems = cycle_of(dated(date(2024, 1, 1), date(2026, 3, 1), date(2023, 1, 1)), None, model)
    assert found(problems) == [("mixed-dates", "B1"), ("mixed-dates", "B3")]
    assert (problems[0].value, problems[0].params["newest"]) == ("2024-01-01", "2026-03-01")


def test_a_date_at_the_very_start_of_the_calendar_refuses_nothing(model: Model) -> None:
    assert cycle_of(dated(date(1, 6, 1)), None, model)[1] == []


@pytest.mark.parametrize(
    ("name", "present", "how"),
    [
        ("2025", "2026", "earlier"),
        ("2026", "2025", "later"),
        ("2026", "2026", "same"),
        ("２０２５", "2026", "earlier"),
        ("2025H1", "2025H2", "earlier"),
        ("2025 年", "2026年", "earlier"),
        ("2025年 9 月", "2025年10月", "earlier"),
        ("9", "10", "earlier"),
        ("Q4 2025", "Q1 2026", "earlier"),
        ("Q2 2026", "Q1 2027", "earlier"),
        ("12/2025", "1/2026", "earlier"),
        ("第2期（2025）", "第1期（2026）", "earlier"),
        ("FY2024", "FY25", "unknown"),
        ("试点", "试点", "same"),
        ("试点", "2026", "unknown"),
        ("2025上半年", "2025下半年", "unknown"),
        ("2025", "2026H1", "unknown"),
        ("2025", "", "unknown"),
        ("", "2026", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_cycles_whose_names_differ_in_numbers_are_ordered_by_them(name: str, present: str, how: str) -> None:
    assert order(name, present) == how


def test_cycles_of_like_names_are_sorted_by_their_numbers() -> None:
    assert sorted(["2026H1", "2025H2", "2025H10"], key=numbers_of) == ["2025H2", "2025H10", "2026H1"]


@pytest.mark.parametrize(
    ("cycle", "first", "last"),
    [
        (Cycle("2024"), date(2024, 1, 1), date(2024, 12, 31)),
        (Cycle("2026H1", date(2026, 1, 1), date(2026, 6, 30)), date(2026, 1, 1), date(2026, 6, 30)),
        (Cycle("2026", date(2025, 10, 1)), date(2025, 10, 1), date(2026, 12, 31)),
        (Cycle("2026", None, date(2026, 9, 30)), date(2026, 1, 1), date(2026, 9, 30)),
        (Cycle("2026H1"), None, None),
        (Cycle("0999"), None, None),
        (Cycle("²⁰²⁶"), None, None),
        (Cycle(""), None, None),
    ],
)
def test_a_cycle_begins_and_ends_as_set_else_with_the_year_it_is_named_after(
    cycle: Cycle, first: date | None, last: date | None
) -> None:
    assert (start_of(cycle), end_of(cycle)) == (first, last)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 6, date(2026, 6, 30)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later
