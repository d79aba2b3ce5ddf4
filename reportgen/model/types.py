"""The competency model as frozen data. Everything the program counts with comes from here; no scheme number stands in code."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass

FEWEST_ANONYMOUS: Final = 3  # of two raters, each knows what the other said
MAX_EXPONENT = 30  # of a weight; beyond it nobody means it, and exact arithmetic would take for ever

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

Method = Literal["rating", "exam"]
NonEmpty = Annotated[str, StringConstraints(min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+$")]


def _fraction(value: Any) -> Any:  # noqa: ANN401 (whatever a TOML file holds)
    """Weights and shares are exact: 2, 1.5 (read as a decimal, never as a binary float), or "1/3"."""
    if isinstance(value, str | int | Decimal | Fraction) and not isinstance(value, bool):
        try:
            if not isinstance(value, Decimal) or abs(value.adjusted()) <= MAX_EXPONENT:
                return Fraction(value)
        except (ArithmeticError, ValueError):
            pass
    raise ValueError('write a number, or a fraction in quotes: 2, 1.5, "1/3"')


Exact = Annotated[Fraction, BeforeValidator(_fraction)]


@dataclass(frozen=True, config=STRICT)
class Named:
    """Something with a Chinese and an English name."""

    name_zh: NonEmpty
    name_en: NonEmpty

    def name(self, lang: str) -> str:
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True, config=STRICT)
class Relation(Named):
    """Relation of a rater to the person rated: self, supervisor, peer, subordinate, customer, and those that an
    organisation adds. `words` are what else workbooks may say for it.
    """

    id: str = ""
    words: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that a workbook may say for it."""
        return (self.id, self.name_zh, self.name_en, *self.words)


@dataclass(frozen=True, config=STRICT)
class Header(Named):
    """Head of a model file: what the model is called and which role it describes."""

    id: Identifier
    role_zh: NonEmpty
    role_en: NonEmpty
    source: str = ""

    def role(self, lang: str) -> str:
        return self.role_zh if lang == "zh" else self.role_en


@dataclass(frozen=True, config=STRICT)
class Category(Named):
    id: Identifier


@dataclass(frozen=True, config=STRICT)
class Level(Named):
    """Proficiency level of a competency, `value` counted from the lowest."""

    value: int


@dataclass(frozen=True, config=STRICT)
class Grade(Named):
    """Job grade. Grades stand in the model from low to high; `required_level` is the default for every competency."""

    id: Identifier
    required_level: int
    aliases: tuple[str, ...] = ()
    required: Mapping[str, int] = field(default_factory=dict)

    def required_for(self, competency: str) -> int:
        return self.required.get(competency, self.required_level)


@dataclass(frozen=True, config=STRICT)
class ScalePoint(Named):
    """A point of the rating scale and, where exams can reach it, the whole marks from/to (inclusive) of its band."""

    value: int
    exam_from: int | None = None
    exam_to: int | None = None


@dataclass(frozen=True, config=STRICT)
class Subject(Named):
    """Exam subject with its default weight in the competency's exam score."""

    weight: Exact = Fraction(1)
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.name_zh


@dataclass(frozen=True, config=STRICT)
class Competency(Named):
    """A competency; `weight` enters category and overall means and nothing else."""

    id: Identifier
    category: Identifier
    method: Method
    weight: Exact = Fraction(1)
    aliases: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Thresholds:
    standard: int
    need_band: int
    attained_band: int
    overall_share: Exact
    few_votes: int
    few_ratings: int
    group_mean_people: int
    group_many: Exact
    group_deep: Exact
    recalibration_months: int
    mixed_dates_months: int
    little_change: Exact = Fraction(0)  # a model that says nothing about it calls every change one
    shown_raters: int = FEWEST_ANONYMOUS  # anonymous raters that must stand behind whatever readers see
    range_raters: int = 6
    blind_spot: Exact = Fraction(3, 2)
    most_observations: int = 3
    shared_items: int = 10  # from here on: when ratings look doubtful (docs/raters.md)
    rater_chance: Exact = Fraction(1, 50)
    rater_spread: Exact = Fraction(2, 5)
    halo_spread: Exact = Fraction(7, 10)
    far_off: Exact = Fraction(5, 2)
    far_off_others: int = 3
    alike_items: int = 10
    alike_chance: Exact = Fraction(1, 1000)
    few_answers: Exact = Fraction(1, 2)
    agreed_votes: Exact = Fraction(1, 2)  # r_wg of votes; below it the experts do not agree
    large_change: int = 1  # levels; a vote that changes a required level by more is pointed out


@dataclass(frozen=True, config=STRICT)
class Model:
    """A whole competency model; built by `reportgen.model.load`, which has checked that its parts fit together.

    `relations` are the ones of raters to people: those of the vocabulary, and the organisation's own
    (`reportgen.model.relations`), never the model file's.
    """

    model: Header
    thresholds: Thresholds
    categories: tuple[Category, ...]
    levels: tuple[Level, ...]
    grades: tuple[Grade, ...]
    scale: tuple[ScalePoint, ...]
    competencies: tuple[Competency, ...]
    relations: tuple[Relation, ...] = ()

    @property
    def standard(self) -> int:
        """The rating that means "meets the required level"."""
        return self.thresholds.standard

    @cached_property
    def competency_ids(self) -> tuple[str, ...]:
        return tuple(c.id for c in self.competencies)

    @cached_property
    def _by_competency(self) -> dict[str, Competency]:
        return {c.id: c for c in self.competencies}

    @cached_property
    def _by_grade(self) -> dict[str, Grade]:
        return {g.id: g for g in self.grades}

    @cached_property
    def _by_point(self) -> dict[int, ScalePoint]:
        return {p.value: p for p in self.scale}

    @cached_property
    def _by_level(self) -> dict[int, Level]:
        return {level.value: level for level in self.levels}

    def competency(self, competency_id: str) -> Competency:
        return self._by_competency[competency_id]

    def grade(self, grade_id: str) -> Grade:
        return self._by_grade[grade_id]

    def point(self, value: int) -> ScalePoint:
        return self._by_point[value]

    def level(self, value: int) -> Level:
        return self._by_level[value]

    @cached_property
    def _by_relation(self) -> dict[str, Relation]:
        return {relation.id: relation for relation in self.relations}

    def relation(self, relation_id: str) -> Relation:
        return self._by_relation[relation_id]

    @property
    def points(self) -> Mapping[int, ScalePoint]:
        """The points of the scale by their values."""
        return self._by_point

    def has_level(self, value: int) -> bool:
        return value in self._by_level

    @cached_property
    def scale_values(self) -> tuple[int, ...]:
        """The points of the scale, lowest first."""
        return tuple(p.value for p in self.scale)

    @property
    def scale_min(self) -> int:
        return self.scale[0].value

    @property
    def scale_max(self) -> int:
        return self.scale[-1].value

    @cached_property
    def exam_points(self) -> tuple[ScalePoint, ...]:
        """Scale points that exams can reach, by rising marks."""
        return tuple(p for p in self.scale if p.exam_from is not None)

    @property
    def mark_range(self) -> tuple[int, int]:
        """Lowest and highest mark."""
        return self.exam_points[0].exam_from or 0, self.exam_points[-1].exam_to or 0

    def in_category(self, category_id: str) -> tuple[Competency, ...]:
        return tuple(c for c in self.competencies if c.category == category_id)

    def standards(self) -> dict[tuple[str, str], int]:
        """(grade id, competency id) -> required level, as the model has it."""
        return {(g.id, c.id): g.required_for(c.id) for g in self.grades for c in self.competencies}
