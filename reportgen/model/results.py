"""What an assessment hands over: frozen, complete, exact. Missing is None, never 0; rounding happens at display."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, Literal

import pandas as pd

from reportgen.model.comparison import Comparison
from reportgen.model.history import Adopted
from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.raters import RaterResult, RatingKey
from reportgen.model.types import Model
from reportgen.problems import Problem, Source

Reason = Literal["", "not-assessed", "exam-incomplete", "withheld"]

# Ratings of several relations that readers see as one.
MERGED: Final = "other"


@dataclass(frozen=True, slots=True)
class Share:
    """A relation's part in a score: its ratings, their mean [scale; None where readers do not see it], and its share of
    the score [0–1].
    """

    relation: str
    n: int
    mean: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Seen:
    """Ratings whose mean [scale] readers may see by itself: those of one relation, or of several merged into one
    (`relation` is then `MERGED`). `n` raters.
    """

    relation: str
    relations: tuple[str, ...]
    n: int
    mean: Fraction


@dataclass(frozen=True, slots=True)
class CompetencyResult:
    """A person's value on one competency. `score`, `gap`, `surplus`, `self_rating` on the rating scale, `exam_score` in marks.

    `against`: other levels than the required one against which ratings behind the score were given (lowest first): they
    stand, but say nothing about the required level; `mixed`, whether other ratings behind it were not. What follows is
    there for readers only (`reportgen.assessment.readers`): `seen`, the means that may be shown
    beside the score, the supervisor's first; `others`, the score without what a self-rating of weight adds to it;
    `spread`, lowest and highest rating of the raters who stay anonymous; `agreed`, whether the raters agree (None: too
    few to say); `kept`, whether it is the value of the previous issue, as too few answers changed since.
    """

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
    against: tuple[int, ...] = ()
    mixed: bool = False
    seen: tuple[Seen, ...] = ()
    others: Fraction | None = None
    spread: tuple[int, int] | None = None
    agreed: bool | None = None
    kept: bool = False

    @property
    def withheld(self) -> bool:
        """Whether there is a score, but so few raters are behind it that readers do not see it."""
        return self.reason == "withheld"

    @property
    def rated_levels(self) -> tuple[int, ...]:
        """The levels that the ratings behind the score were given against, lowest first; the required one for exams."""
        own = (self.required_level,) if self.mixed or not self.against else ()
        return tuple(sorted({*self.against, *own}))


@dataclass(frozen=True, slots=True)
class Remarks:
    """Comments on a person as readers see them: the person's own, the supervisors', those of the others in an order that
    tells nothing. `withheld`: there are more, of too few raters to be shown.
    """

    own: tuple[str, ...] = ()
    supervisor: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class PersonResult:
    """A person of the roster with all competencies in the model's order. `remarks` are there for readers only."""

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
    remarks: Remarks = Remarks()

    @property
    def assessed(self) -> int:
        """Competencies with a score, whether or not readers see it."""
        return sum(1 for c in self.competencies if c.score is not None or c.withheld)

    @property
    def withheld(self) -> int:
        """Competencies whose score readers do not see."""
        return sum(1 for c in self.competencies if c.withheld)


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
class GroupRaters:
    """Who rated a group, as numbers: raters, ratings they were asked for, ratings given, ratings that look doubtful;
    `agreement`: competency id -> people whose raters agree, people with enough raters to say.
    """

    raters: int
    asked: int
    answers: int
    doubtful: int
    agreement: Mapping[str, tuple[int, int]]


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
    raters: GroupRaters | None = None


@dataclass(frozen=True, slots=True)
class Recalibrated:
    """A line of the recalibrated level table. `votes` counts them, `per_level` their distribution, lowest level first.

    `after` is the level voted. `variance` [levels²] and `agreement` (r_wg, 0–1) of the votes are None for fewer than two.
    `adopted` is what the organisation decided, None while it has not; `reason` why that is another level than the one voted.
    """

    grade: str
    competency: str
    before: int
    votes: int
    mean: Fraction | None
    after: int
    per_level: tuple[int, ...]
    variance: Fraction | None = None
    agreement: Fraction | None = None
    adopted: int | None = None
    reason: str = ""

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def level(self) -> int:
        """The level to reckon with: the one adopted, else the one voted."""
        return self.after if self.adopted is None else self.adopted


@dataclass(frozen=True, slots=True)
class Standards:
    """The required levels in force. `source` is None when the model's own table holds; `sources` are the cells of those
    levels that a workbook gives. `adoption` is the number of the adoption that put them in force, 0 for a table without.
    """

    levels: Mapping[tuple[str, str], int]
    source: Source | None = None
    effective: date | None = None
    sources: Mapping[tuple[str, str], Source] = field(default_factory=dict)
    adoption: int = 0

    def level(self, grade: str, competency: str) -> int:
        return self.levels[grade, competency]


@dataclass(frozen=True)
class Assessment:
    """Everything computed from a folder of workbooks.

    `ratings` is the frame of `reportgen.model.inputs` with two more columns: `stands` (neither repeated nor
    contradicted) and `counted` (whether it entered a score).
    `inputs` is what all of it was computed from; `comparison` is there when an earlier cycle was given.
    `history` are the lines of earlier adoptions of required levels, in the order of time.
    `raters` are for the administrator, like the ratings; `doubtful` are the ratings by others that look so.
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
    raters: tuple[RaterResult, ...] = ()
    doubtful: frozenset[RatingKey] = frozenset()
    history: tuple[Adopted, ...] = ()

    def person(self, person_id: str) -> PersonResult:
        return next(p for p in self.people if p.id == person_id)
