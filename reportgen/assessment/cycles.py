"""Which cycle the data belongs to (spec §2.9)."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Literal

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
    old = [(day, source) for day, source in dates if months_before(newest, months) > day]
    return Cycle(str(newest.year)), [
        problem("mixed-dates", source, day.isoformat(), months=months, newest=newest.isoformat()) for day, source in old
    ]


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the month's last day when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the month's last day when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def start_of(cycle: Cycle) -> date | None:
    """The first day of a cycle; of one that is only named after a year the first of that year; None when not known."""
    return cycle.start or (date(int(cycle.name), 1, 1) if _is_year(cycle.name) else None)


def end_of(cycle: Cycle) -> date | None:
    """The last day of a cycle; of one that is only named after a year the last of that year; None when not known."""
    return cycle.end or (date(int(cycle.name), 12, 31) if _is_year(cycle.name) else None)


def _is_year(name: str) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]{3}", name))


Order = Literal["earlier", "same", "later", "unknown"]


def order(name: str, present: str) -> Order:
    """How a cycle stands to the present one, by their names: those that differ only in their numbers are ordered by
    them, years first (2025 before 2026, 2025H1 before 2025H2, Q4 2025 before Q1 2026, 9月 before 10月); of others
    nothing is known.
    """
    (words, years, numbers), (present_words, present_years, present_numbers) = _parts(name), _parts(present)
    if (words, len(years)) != (present_words, len(present_years)) or not name:
        return "unknown"
    this, other = (years, numbers), (present_years, present_numbers)
    if this == other:
        return "same"
    return "earlier" if this < other else "later"


def numbers_of(name: str) -> tuple[int, ...]:
    """The numbers in a cycle's name, years first, by which cycles of like names are ordered."""
    _, years, numbers = _parts(name)
    return *years, *numbers


def _parts(name: str) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Words, years and other numbers of a cycle's name."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    found = re.findall("[0-9]+", folded)
    years = tuple(int(n) for n in found if re.fullmatch("(?:19|20)[0-9]{2}", n))
    rest = tuple(int(n) for n in found if not re.fullmatch("(?:19|20)[0-9]{2}", n))
    return tuple("".join(w.split()) for w in re.split("[0-9]+", folded)), years, rest
