"""What an assessment hands over: frozen, complete, exact. Missing is None, never 0; rounding happens at display."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

import pandas as pd

from reportgen.model.comparison import Comparison
from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.types import Model
from reportgen.problems import Problem, Source

Reason = Literal["", "not-assessed", "exam-incomplete"]


@dataclass(frozen=True, slots=True)
class Share:
    """A relation's part in a score: its ratings, their mean [scale], and its share of the score [0–1]."""

    relation: str
    n: int
    mean: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class CompetencyResult:
    """A person's value on one competency. `score`, `gap`, `surplus`, `self_rating` on the rating scale, `exam_score` in marks."""

    competency: str
    method: Literal["rating", "exam", ""]
    required_level: int
    score: Fraction | None
    band: int | None
    gap: Fraction | None
    surplus: Fraction | None
    n_raters: int = 0
    exam_score: Fraction | None = None
    self_rating: Fraction | None = None
    reason: Reason = ""
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonResult:
    """A person of the roster with all competencies in the model's order."""

    id: str
    name: str
    grade: str
    department: str
    manager: str
    manager_email: str
    competencies: tuple[CompetencyResult, ...]
    categories: Mapping[str, Fraction | None]
    overall: Fraction | None
    attainment: Fraction | None
    coverage: Fraction | None
    source: Source

    @property
    def assessed(self) -> int:
        return sum(1 for c in self.competencies if c.score is not None)


@dataclass(frozen=True, slots=True)
class CompetencyGroup:
    """A competency over a group of people: mean over those assessed, people per band (lowest band first), people in need."""

    competency: str
    n: int
    mean: Fraction | None
    band: int | None
    per_band: tuple[int, ...]
    in_need: int
    mean_gap: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A grade or a department: every person weighs the same.

    `overall` is the mean of the persons' overalls; `overall_by_competency` the mean over the competencies' means.
    The two differ when data is missing.
    """

    id: str
    name: str
    people: tuple[str, ...]
    competencies: tuple[CompetencyGroup, ...]
    categories: Mapping[str, Fraction | None]
    overall: Fraction | None
    overall_by_competency: Fraction | None
    attainment: Fraction | None
    coverage: Fraction | None


@dataclass(frozen=True, slots=True)
class Recalibrated:
    """A line of the recalibrated level table. `votes` counts them, `per_level` their distribution, lowest level first."""

    grade: str
    competency: str
    before: int
    votes: int
    mean: Fraction | None
    after: int
    per_level: tuple[int, ...]

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Standards:
    """The required levels in force. `source` is None when the model's own table holds; `sources` are the cells of those
    levels that a workbook gives.
    """

    levels: Mapping[tuple[str, str], int]
    source: Source | None = None
    effective: date | None = None
    sources: Mapping[tuple[str, str], Source] = field(default_factory=dict)

    def level(self, grade: str, competency: str) -> int:
        return self.levels[grade, competency]


@dataclass(frozen=True)
class Assessment:
    """Everything computed from a folder of workbooks.

    `ratings` is the frame of `reportgen.model.inputs` with two more columns: `stands` (neither repeated nor
    contradicted) and `counted` (whether it entered a score).
    `inputs` is what all of it was computed from; `comparison` is there when an earlier cycle was given.
    """

    model: Model
    cycle: Cycle
    people: tuple[PersonResult, ...]
    grades: tuple[GroupResult, ...]
    departments: tuple[GroupResult, ...]
    recalibration: tuple[Recalibrated, ...]
    standards: Standards
    ratings: pd.DataFrame
    inputs: Inputs
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    comparison: Comparison | None = None

    def person(self, person_id: str) -> PersonResult:
        return next(p for p in self.people if p.id == person_id)
