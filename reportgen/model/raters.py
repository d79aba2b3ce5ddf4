"""What is known about a rater's ratings as a whole, for the administrator alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Flag = Literal["all-alike", "mild", "severe", "far-off", "few-answers"]

# How much a flag weighs in the order of a list, the heaviest first.
FLAGS: Final[tuple[Flag, ...]] = ("all-alike", "far-off", "severe", "mild", "few-answers")

# The relations that are special: own ratings, and those of the one who reads the report, too.
SELF: Final = "self"
SUPERVISOR: Final = "supervisor"

# Whose rating of what: person id, competency id, rater key, relation.
RatingKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class RaterResult:
    """A rater in one relation; in a self-rating, everybody is their own. `rater` is the name in the workbooks, "" without.

    `people` and `items` are whom and how much the rater rated; `mean` of those ratings [scale]. `shared` of the items
    were rated by others too, `difference` [scale] is the mean of what the rater gave more than the others' mean there,
    and `error` its standard error. `compared` items had others enough to say of `far` of them that they are far off.
    `asked` and `answered` are counted where the workbooks say what the rater was asked for, else both 0.
    """

    rater: str
    key: str
    relation: str
    people: int
    items: int
    mean: Fraction
    shared: int = 0
    difference: Fraction | None = None
    error: float | None = None
    compared: int = 0
    far: int = 0
    asked: int = 0
    answered: int = 0
    flags: tuple[Flag, ...] = ()

    @property
    def id(self) -> str:
        """The rater's id, where the workbooks say it."""
        return self.key.removeprefix("#") if self.key.startswith("#") else ""


@dataclass(frozen=True)
class RaterResults:
    """All raters in the order in which they first rated, and the ratings that look doubtful."""

    raters: tuple[RaterResult, ...] = ()
    doubtful: frozenset[RatingKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Panel:
    """The ratings of a person on a competency by others: how many, their mean and standard deviation [scale, n − 1], the
    lowest and the highest, and how far they agree (`reportgen.assessment.agreement`). None where it is not defined.
    """

    person_id: str
    competency: str
    n: int
    mean: Fraction
    sd: Fraction | None
    lowest: int
    highest: int
    rwg: Fraction | None
    deviation: Fraction | None


def agreement_raters(minimum: int) -> int:
    """Anonymous raters from which on readers are told whether they agree: one more than must stand behind a score.

    Beside the mean of three ratings, a word on their agreement tells too much too often; of four it hardly does.
    """
    return minimum + 1


def worst_first(raters: Sequence[RaterResult]) -> tuple[RaterResult, ...]:
    """The flagged raters, without those who rated themselves: the heaviest flag first, then the larger difference."""
    flagged = [one for one in raters if one.flags and one.relation != SELF]
    return tuple(
        sorted(flagged, key=lambda one: (FLAGS.index(one.flags[0]), -len(one.flags), -abs(one.difference or 0)))
    )
