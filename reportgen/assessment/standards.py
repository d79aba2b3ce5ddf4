"""The standards in force: which table of required levels holds (spec §2.9)."""

from typing import Any

import pandas as pd

from reportgen.assessment.claims import place
from reportgen.assessment.cycles import end_of
from reportgen.model.inputs import Cycle, rows, source_of
from reportgen.model.results import Standards
from reportgen.model.types import Model
from reportgen.problems import Problem, problem


def standards_in_force(standards: pd.DataFrame, cycle: Cycle, model: Model) -> tuple[Standards, list[Problem]]:
    """The table with the latest effective date not after the cycle's end; without dates the only one; else the model's.

    Of several of that date the one that was adopted last holds (an adoption can be taken back on the same day). Tables
    that contradict each other and have the same date, or none, leave the model's table. Cells that a table does not fill
    keep the model's level.
    """
    own = Standards(model.standards())
    end = end_of(cycle)
    tables = {str(name): group for name, group in standards.groupby("table", sort=False)}
    dates = {name: group["effective"].iloc[0] for name, group in tables.items()}
    current = {name: day for name, day in dates.items() if day is None or end is None or day <= end}
    if not current:
        return own, []
    dated = [day for day in current.values() if day is not None]
    latest = max(dated) if dated else None
    numbers = {name: tables[name]["adoption"].iloc[0] for name, day in current.items() if day == latest}
    adoption = max(numbers.values())
    holding = {name: tables[name] for name, number in numbers.items() if number == adoption}
    problems = _conflicts(list(holding.values()))
    if problems:
        return own, problems
    cells = [row for group in holding.values() for row in rows(group)]
    levels = dict(own.levels) | {(row.grade, row.competency): row.level for row in cells}
    sources = {(row.grade, row.competency): source_of(row) for row in cells}
    return Standards(levels, source_of(cells[0]), latest, sources, adoption), []


def _conflicts(tables: list[pd.DataFrame]) -> list[Problem]:
    """A problem at every cell in which tables of the same date differ."""
    problems = []
    claims: dict[tuple[str, str], list[Any]] = {}
    for table in tables:
        for row in rows(table):
            claims.setdefault((row.grade, row.competency), []).append(row)
    for same in claims.values():
        if len({row.level for row in same}) > 1:
            for row in same:
                here = source_of(row)
                others = tuple(f"{o.level} ({place(source_of(o), here)})" for o in same if o.level != row.level)
                problems.append(problem("conflicting-value", here, row.level, others=others))
    return problems
