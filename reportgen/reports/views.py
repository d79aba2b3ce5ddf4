"""What all reports share: the frame of a page, small parts, and how values become text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from reportgen.language import Language
from reportgen.model.comparison import NOT_SHOWN
from reportgen.model.inputs import Cycle
from reportgen.model.results import MERGED, CompetencyGroup, CompetencyResult, PersonResult
from reportgen.model.rounding import band, decimal_text, shown_gap, shown_mark, shown_percent, shown_score
from reportgen.model.texts import ModelTexts
from reportgen.model.types import Model
from reportgen.reports.chart_data import ScaleRange, tone
from reportgen.reports.plain_text import NAME_LIMIT, Printable
from reportgen.reports.typography import whole

TOP = 3  # strengths and needs on a first page


@dataclass(frozen=True)
class Page:
    """Frame of a document: what stands above, below and in its properties."""

    title: str
    document: str
    who: str
    organisation: str
    foot: str
    sample: bool
    logo: bool = False
    introduction: str = ""


@dataclass(frozen=True)
class Figure:
    """A key figure with its unit and label."""

    value: str
    unit: str
    label: str


@dataclass(frozen=True)
class Ranked:
    """A line of a short list: name, value, a note; `rank` 0 has no badge."""

    rank: int
    name: str
    value: str
    note: str


@dataclass(frozen=True)
class Band:
    """A band as shown: its word, the palette's tone (`x`: not assessed), and its value on the scale."""

    word: str
    tone: str
    value: str = ""


def as_is(text: str, *, limit: int = 0) -> str:  # noqa: ARG001 (the signature of `Printable`)
    """Text of the input unchanged."""
    return text


@dataclass(frozen=True)
class Texts:
    """Everything that turns values into text: the language, the model and its texts, the cycle, what the organisation
    wants to see on its reports, and what the font can print.
    """

    lang: Language
    model: Model
    cycle: Cycle
    organisation: str = ""
    sample: bool = False
    printable: Printable = as_is
    wording: ModelTexts = field(default_factory=ModelTexts)
    logo: bool = False
    introduction: str = ""
    footer: str = ""

    @property
    def missing(self) -> str:
        return self.lang("not assessed")

    def score(self, score: Fraction | None) -> str:
        return self.missing if score is None else decimal_text(shown_score(score, self.model))

    @property
    def hidden(self) -> str:
        """What stands where there is a score that readers do not see."""
        return self.lang(NOT_SHOWN)

    def score_of(self, result: CompetencyResult) -> str:
        """A score, or the word for why there is none to see."""
        return self.hidden if result.withheld else self.score(result.score)

    def band_of_result(self, result: CompetencyResult) -> Band:
        return Band(self.hidden, "x") if result.withheld else self.band(result.band)

    def mean_of(self, person: PersonResult, category: str) -> str:
        """A category's mean, or the word for why there is none to see."""
        return self.hidden if mean_hidden(person, category, self.model) else self.score(person.categories[category])

    def mostly_hidden(self, person: PersonResult) -> bool:
        """Whether too few scores are shown to say anything about somebody as a whole (compare `shows_overall`)."""
        total = len(person.competencies)
        return person.withheld > 0 and shown_scores(person) < self.model.thresholds.overall_share * total

    def gap(self, score: Fraction | None) -> str:
        """The distance to the standard; empty when not assessed or when there is none."""
        gap = Fraction(0) if score is None else shown_gap(score, self.model)
        return decimal_text(gap) if gap else ""

    def percent(self, share: Fraction | None) -> str:
        return "—" if share is None else decimal_text(shown_percent(share), 1)

    def mark(self, mark: Fraction) -> str:
        return decimal_text(shown_mark(mark))

    def band(self, value: int | None) -> Band:
        if value is None:
            return Band(self.missing, "x")
        return Band(self.model.point(value).name(self.lang.code), str(tone(value, self.model.standard)), str(value))

    def band_of(self, score: Fraction | None) -> Band:
        return self.band(None if score is None else band(score, self.model))

    def competency(self, competency: str) -> str:
        return self.model.competency(competency).name(self.lang.code)

    def relation(self, relation: str) -> str:
        """The name of a relation of raters to people, the organisation's own included; `MERGED`: several together."""
        return self.lang("Others") if relation == MERGED else self.model.relation(relation).name(self.lang.code)

    def grade(self, grade: str) -> str:
        return self.model.grade(grade).name(self.lang.code)

    def level(self, level: int) -> str:
        return self.model.level(level).name(self.lang.code)

    def names(self, competencies: Sequence[str]) -> str:
        """Names one after another in a sentence; none of them is broken at a line's end."""
        return self.lang.listing([whole(self.competency(c), self.lang.code) for c in competencies])

    def name(self, text: str) -> str:
        """A name or an id of the input as pages show it."""
        return self.printable(text, limit=NAME_LIMIT)

    def listed(self, names: Sequence[str], most: int = 2) -> str:
        """Names in a sentence: up to `most` of them, of more the first and how many there are."""
        shown = [whole(name, self.lang.code) for name in names]
        if len(shown) > most:
            return self.lang("{first} and others ({n} in all)", first=shown[0], n=len(shown))
        head, last = self.lang.listing(shown[:-1]), shown[-1]
        return self.lang("{a} and {b}", a=head, b=last) if head else last

    def joined(self, *sentences: str) -> str:
        """Sentences one after another, as the language joins them."""
        return ("" if self.lang.code == "zh" else " ").join(s for s in sentences if s)

    @property
    def scale(self) -> ScaleRange:
        return ScaleRange(self.model.scale_min, self.model.scale_max, self.model.standard)

    def next_grade(self, grade: str) -> str:
        """The id of the next higher grade; empty at the top."""
        ids = [g.id for g in self.model.grades]
        following = ids[ids.index(grade) + 1 :]
        return following[0] if following else ""

    def page(self, document: str, who: str, foot: str) -> Page:
        cycle = self.printable(self.cycle.name)
        title = f"{document}　{cycle}" if cycle and self.lang.code == "zh" else f"{document} {cycle}".strip()
        organisation = self.printable(self.organisation)
        foot = self.printable(self.footer) or foot
        foot = f"{organisation}　{foot}" if organisation else foot
        return Page(
            title=f"{title} {who}".strip(), document=title, who=who, organisation=organisation, foot=foot,
            sample=self.sample, logo=self.logo, introduction=self.printable(self.introduction, limit=len(self.introduction) + 1),
        )  # fmt: skip

    def shows_overall(self, person: PersonResult) -> bool:
        """Readers see an overall only when enough of the competencies are assessed (spec §2.5)."""
        return person.assessed >= self.model.thresholds.overall_share * len(person.competencies) and person.assessed > 0


def shown_scores(person: PersonResult) -> int:
    """Competencies whose score readers see."""
    return person.assessed - person.withheld


def mean_hidden(person: PersonResult, category: str, model: Model) -> bool:
    """Whether a category has scores, but its mean is not shown."""
    members = {c.id for c in model.in_category(category)}
    return person.categories[category] is None and any(
        r.withheld or r.score is not None for r in person.competencies if r.competency in members
    )


def strengths(results: Sequence[CompetencyResult], model: Model) -> list[CompetencyResult]:
    """Competencies with a score at or above the standard, best first, ties in the model's order."""
    return sorted(
        (r for r in results if r.score is not None and r.score >= model.standard), key=lambda r: -(r.score or 0)
    )


def needs(results: Sequence[CompetencyResult], model: Model) -> list[CompetencyResult]:
    """Competencies whose band is below attaining, largest gap first, ties in the model's order."""
    limit = model.thresholds.need_band
    return sorted((r for r in results if r.band is not None and r.band <= limit), key=lambda r: -(r.gap or 0))


def group_needs(competencies: Sequence[CompetencyGroup]) -> list[CompetencyGroup]:
    """Competencies in which people need development, by people affected × mean depth."""
    return sorted((c for c in competencies if c.in_need), key=lambda c: -(c.in_need * (c.mean_gap or 0)))
