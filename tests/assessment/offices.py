"""An office that recalibrates year after year: what is adopted is handed in, unless it is kept back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from reportgen.assessment.adoption import (
    Terms,
    adopt,
    adopt_again,
    with_deviations,
)
from reportgen.assessment.assess import assess
from reportgen.model.history import Adopted
from reportgen.model.inputs import Cycle
from reportgen.model.recalibration import Adoption, Deviation
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import adopted

END24, END25, END26 = date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)
A, B, OTHER = ("3", "writing"), ("3", "execution"), ("4", "writing")  # the model requires 2, 2 and 1
PLAIN = Terms()
Votes = Mapping[tuple[str, str], tuple[int, ...]]
UP24 = adopted(1, END24, (*A, 2, 3))


class Office:
    """A folder of workbooks over the years: what is adopted is handed in, unless it is kept back."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.history: list[Adopted] = []
        self.tables: list[pd.DataFrame] = [frames.standards()]

    def assessment(self, cycle: Cycle, votes: Votes = {}, **others: Any) -> Assessment:  # noqa: B006 (never changed)
        cast = frames.votes(
            *((*cell, f"expert {n}", level) for cell, levels in votes.items() for n, level in enumerate(levels))
        )
        tables = pd.concat(self.tables, ignore_index=True)
        given = {"history": frames.history(*self.history), **others}
        return assess(frames.inputs(votes=cast, standards=tables, **given), self.model, weights={}, cycle=cycle)

    def hand_in(self, adoption: Adoption) -> Adoption:
        self.note(adoption)
        self.tables.append(frames.adoption(adoption.number, adoption.effective, adoption.levels))
        return adoption

    def note(self, adoption: Adoption) -> None:
        self.history += adoption.changes

    def vote(self, cycle: str, votes: Votes, *exceptions: Deviation, terms: Terms = PLAIN) -> Adoption:
        assessment = self.assessment(Cycle(cycle), votes)
        return adopt(assessment, with_deviations(assessment, exceptions, anew=bool(terms.anyway)), terms)

    def again(self, cycle: str, which: str, terms: Terms = PLAIN) -> Adoption:
        return adopt_again(self.assessment(Cycle(cycle)), which, terms)

    def required(self, cycle: str, *cells: tuple[str, str]) -> list[int]:
        standards = self.assessment(Cycle(cycle)).standards
        return [standards.level(*cell) for cell in cells]
