"""Which cycle the data belongs to (spec §2.9)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from reportgen.model.inputs import Cycle
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, problem


def cycle_of(dates: Sequence[tuple[date, Source]], fixed: Cycle | None, model: Model) -> tuple[Cycle, list[Problem]]:
    """The cycle that is set; else the one named after the year of the newest date, with a warning for far older dates."""
    if fixed is not None:
        return fixed, []
    if not dates:
        return Cycle(""), []
    newest = max(day for day, _ in dates)
    months = model.thresholds.mixed_dates_months
    old = [(day, source) for day, source in dates if _months_before(newest, months) > day]
    return Cycle(str(newest.year)), [
        problem("mixed-dates", source, day.isoformat(), months=months, newest=newest.isoformat()) for day, source in old
    ]


def _months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the month's last day when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
