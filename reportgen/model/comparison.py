"""What two cycles have in common: an earlier build as it was read, and the changes since. Frozen, exact; missing is None."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from reportgen.language import N_
from reportgen.problems import Source

# Why two scores are not compared, first what is true of all, then of a person, then of a competency.
Obstacle = Literal[
    "", "other-model", "other-scale", "new-person", "other-name",
    "not-assessed-now", "withheld-now", "new-competency", "not-assessed-then", "withheld-then", "required-level", "rated-level", "method",
]  # fmt: skip
Direction = Literal["", "up", "same", "down"]

OVERALL: Final = "overall"  # what the overall is called among the means that readers do not see
NOT_SHOWN: Final = N_("not shown")  # what stands in a workbook for a number that is withheld from its readers


@dataclass(frozen=True, slots=True)
class PreviousScore:
    """A score of an earlier build: `score` as exactly as it is known, `shown` as people read it then [scale]. Score and
    level have their places in that build; `shown_source` is there where another place than the score's tells it.
    `withheld`: readers did not see it then; both are known all the same, or None where only the readers' workbook is.
    `rated`: the levels that the ratings behind it were given against, where these are not the required one alone.
    """

    method: Literal["rating", "exam", ""]
    required_level: int
    score: Fraction | None
    shown: Fraction | None
    source: Source | None = field(default=None, compare=False)
    level_source: Source | None = field(default=None, compare=False)
    shown_source: Source | None = field(default=None, compare=False)
    withheld: bool = False
    rated: tuple[int, ...] = ()

    @property
    def rated_levels(self) -> tuple[int, ...]:
        """The levels that the ratings behind the score were given against; the required one where nothing else is known."""
        return self.rated or (self.required_level,)


@dataclass(frozen=True, slots=True)
class PreviousPerson:
    """A person of an earlier build. `grade` is an id of the present model, or the text that stood there; means are as
    exact as they are known, None where there were none. `sources` are the places of the means: by category, "" overall.
    `withheld` are the means that readers did not see then: ids of categories, and `OVERALL`.
    """

    id: str
    name: str
    grade: str
    scores: Mapping[str, PreviousScore]
    categories: Mapping[str, Fraction | None] = field(default_factory=dict)
    overall: Fraction | None = None
    sources: Mapping[str, Source] = field(default_factory=dict, compare=False)
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a build was made with: ids and digests that tell whether another one was made with the same. Empty: not known."""

    model: str = ""
    model_digest: str = ""
    scale_digest: str = ""
    standards_digest: str = ""
    weights: str = ""


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier build. `unknown` are its competencies that the present model does not have."""

    cycle: str
    made_with: Fingerprint
    people: tuple[PreviousPerson, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A competency of a person then and now, both as shown [scale]; `by` is None where an obstacle forbids comparing."""

    competency: str
    before: Fraction | None
    now: Fraction | None
    obstacle: Obstacle
    direction: Direction = ""

    @property
    def by(self) -> Fraction | None:
        return None if self.obstacle or self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class MeanChange:
    """Means over the same things then and now: `n` competencies of a person, or people of a grade. `by` is the
    difference of the shown means, so that it adds up on paper. `as_stood` says that `before` is a mean that stood in
    the earlier build, not one made from its scores.
    """

    n: int
    before: Fraction
    now: Fraction
    by: Fraction
    as_stood: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person's changes in the model's order. `grade_before` is empty for somebody who was not there."""

    id: str
    grade_before: str
    changes: tuple[Change, ...]
    categories: Mapping[str, MeanChange | None]
    overall: MeanChange | None

    @property
    def comparable(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if not c.obstacle)

    def count(self, direction: Direction) -> int:
        return sum(1 for c in self.comparable if c.direction == direction)

    def change(self, competency: str) -> Change:
        return next(c for c in self.changes if c.competency == competency)


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who is or was in a grade: `other` is the grade come from or gone to, empty when new or gone."""

    id: str
    name: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class GradeChange:
    """A grade's means over the same people then and now, per competency (None: nobody comparable), and who came and went."""

    grade: str
    competencies: Mapping[str, MeanChange | None]
    overall: MeanChange | None
    came: tuple[Moved, ...]
    left: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed since an earlier build. Of `same_*` None means that the earlier build does not tell.
    `before` are the people as they stood there, by id.
    """

    cycle: str
    people: Mapping[str, PersonChange]
    grades: Mapping[str, GradeChange]
    new: tuple[Moved, ...] = ()
    gone: tuple[Moved, ...] = ()
    renamed: tuple[Moved, ...] = ()
    unknown: tuple[str, ...] = ()
    same_model: bool | None = None
    same_standards: bool | None = None
    same_weights: bool | None = None
    before: Mapping[str, PreviousPerson] = field(default_factory=dict, compare=False)

    @property
    def lines(self) -> int:
        """Person and competency pairs that are comparable."""
        return sum(len(p.comparable) for p in self.people.values())
