"""The history of the required levels: what was adopted when."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reportgen.problems import Source

NOWHERE = Source("")  # of a line that no workbook holds yet


@dataclass(frozen=True, slots=True)
class Adopted:
    """A line of the history: what an adoption made of a required level.

    `number` counts the adoptions from 1; `cycle` is the one whose votes were adopted, `effective` the day from which the
    level holds. `votes`, `mean` [levels], `agreement` (r_wg, 0–1) and `voted` are the vote's, None where nobody voted on
    it; `reason` says why the level adopted is another than the one voted, `note` what else is to be known of the
    adoption. An adoption that changed no level has one line without grade and competency (`before`, `after`: 0).
    """

    number: int
    cycle: str
    effective: date
    grade: str
    competency: str
    before: int
    after: int
    votes: int | None = None
    mean: Fraction | None = None
    agreement: Fraction | None = None
    voted: int | None = None
    reason: str = ""
    note: str = ""
    source: Source = NOWHERE

    @property
    def key(self) -> tuple[date, int]:
        """What orders adoptions and standards tables in time."""
        return self.effective, self.number

    @property
    def changes(self) -> bool:
        return self.before != self.after

    @property
    def of_votes(self) -> bool:
        """Whether votes were adopted, rather than an earlier table put in force again."""
        return self.votes is not None or not self.grade
