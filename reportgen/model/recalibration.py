"""Recalibration as data: what is to be adopted, and what it does to people. The history is in `history`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from reportgen.model.history import Adopted
from reportgen.model.results import Recalibrated
from reportgen.model.types import Model


@dataclass(frozen=True, slots=True)
class Deviation:
    """A level that is to be adopted instead of the one voted; `level` None: the level before stays."""

    grade: str
    competency: str
    level: int | None
    reason: str


@dataclass(frozen=True)
class Adoption:
    """Required levels that the organisation decided on, to be in force from a day on.

    `levels`: (grade id, competency id) -> level, the whole table; `lines`: everything voted on, deviated from or changed;
    `again`: which earlier levels it puts in force again, "" for a vote.
    """

    number: int
    cycle: str
    effective: date
    levels: Mapping[tuple[str, str], int]
    lines: tuple[Adopted, ...]
    again: str = ""
    note: str = ""

    @property
    def changes(self) -> tuple[Adopted, ...]:
        """The lines of the history: the levels that change, or one that says that none does."""
        lines = tuple(line for line in self.lines if line.changes)
        return lines or (Adopted(self.number, self.cycle, self.effective, "", "", 0, 0, note=self.note),)


@dataclass(frozen=True, slots=True)
class Outdated:
    """Ratings of a person on a competency that were given against another required level than `required`: a rating says
    how somebody meets the level it was given against, and cannot be converted.

    `against` are those levels, lowest first; `ratings` the places of the ratings in the frame of ratings.
    """

    person_id: str
    competency: str
    required: int
    against: tuple[int, ...]
    ratings: tuple[int, ...]


@dataclass(frozen=True)
class GradeEffect:
    """What new levels do in a grade: who is in it (ids in the roster's order), and whose results no longer hold.

    Of the competencies whose level changes, by person id: `outdated` must be rated anew; `examined` have an exam, which was
    set for the level before (marks stay as they are: whether the paper fits the new level is for the exam office to
    say); `holding` were rated against the new level already. In all others nobody has rated the person.
    """

    grade: str
    people: tuple[str, ...]
    outdated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holding: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def affected(self, competency: str) -> int:
        """People whose ratings on a competency no longer hold."""
        return sum(1 for names in self.outdated.values() if competency in names)


@dataclass(frozen=True)
class Recalibration:
    """A recalibration to look at before or after it is adopted.

    `lines` are those of every grade that was voted on or is deviated in, in the model's order, `adopted` filled in where
    it is decided or proposed; `effects` those of the same grades; `ratings` what is to be rated anew.
    `adoption` is the decision, None while there is none or something else is `proposed`: levels that deviate from the vote,
    or earlier ones; `earlier` says in words which earlier levels are proposed, "" for a vote.
    """

    lines: tuple[Recalibrated, ...]
    effects: tuple[GradeEffect, ...]
    ratings: tuple[Outdated, ...] = ()
    adoption: Adoption | None = None
    proposed: bool = False
    earlier: str = ""

    @property
    def again(self) -> str:
        """Which earlier levels are proposed, or adopted; "" for a vote."""
        return self.earlier or ("" if self.adoption is None else self.adoption.again)

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.grade for line in self.lines))

    def of(self, grade: str) -> tuple[Recalibrated, ...]:
        return tuple(line for line in self.lines if line.grade == grade)

    def effect(self, grade: str) -> GradeEffect:
        return next(effect for effect in self.effects if effect.grade == grade)


class AdoptionError(Exception):
    """Levels that cannot be adopted; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))


def decided(line: Recalibrated, level: int, reason: str = "") -> Recalibrated:
    """The line with the level that is adopted, or proposed."""
    return replace(line, adopted=level, reason=reason)


def disagreed(line: Recalibrated, model: Model) -> bool:
    """Whether the experts do not agree on a level; of fewer than two votes it is not said."""
    return line.agreement is not None and line.agreement < model.thresholds.agreed_votes


def out_of_order(levels: Mapping[tuple[str, str], int], competency: str, model: Model) -> list[tuple[str, str]]:
    """Neighbouring grades (lower, higher) of which the lower requires more of a competency than the higher."""
    ids = [g.id for g in model.grades]
    return [(a, b) for a, b in pairwise(ids) if levels[a, competency] > levels[b, competency]]
