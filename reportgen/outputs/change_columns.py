"""Changes since an earlier cycle as columns of the results workbook and as a table of their own."""

from collections.abc import Sequence
from fractions import Fraction

from reportgen.language import N_, Language
from reportgen.model.comparison import Comparison, Obstacle
from reportgen.model.results import PersonResult
from reportgen.model.rounding import shown_score
from reportgen.model.types import Model

REASONS: dict[Obstacle, str] = {
    "other-model": N_("other model"),
    "other-scale": N_("other scale"),
    "new-person": N_("not there then"),
    "other-name": N_("other name then"),
    "not-assessed-now": N_("not assessed now"),
    "withheld-now": N_("not shown now"),
    "new-competency": N_("new competency"),
    "not-assessed-then": N_("not assessed then"),
    "withheld-then": N_("not shown then"),
    "required-level": N_("other required level"),
    "rated-level": N_("rated against another level"),
    "method": N_("other method"),
}
COLUMNS = (
    "person_id", "name", "grade", "competency", "competency_name", "previous_cycle", "previous", "score", "change",
    "direction", "comparable", "reason",
)  # fmt: skip


def cycle_words(comparison: Comparison, lang: Language) -> str:
    """The earlier cycle's name, or words for it where the name is not known."""
    return comparison.cycle or lang("an earlier cycle")


def people_headings(comparison: Comparison | None, lang: Language) -> list[str]:
    """Headings of a person's change as a whole: how many competencies are compared, and their mean's change."""
    if comparison is None:
        return []
    cycle = cycle_words(comparison, lang)
    return [
        lang("Compared with {cycle}: competencies", cycle=cycle),
        lang("Compared with {cycle}: change of the competencies' mean", cycle=cycle),
    ]


def people_cells(person: PersonResult, comparison: Comparison | None) -> list[int | Fraction | None]:
    if comparison is None:
        return []
    overall = comparison.people[person.id].overall
    return [0 if overall is None else overall.n, None if overall is None else overall.by]


def grade_headings(comparison: Comparison | None, lang: Language) -> list[str]:
    """Headings of a grade's change: over how many people, their mean then and now, its change."""
    if comparison is None:
        return []
    cycle = cycle_words(comparison, lang)
    return [
        lang("Compared with {cycle}: people", cycle=cycle),
        lang("Compared with {cycle}: their mean then", cycle=cycle),
        lang("Compared with {cycle}: their mean now", cycle=cycle),
        lang("Compared with {cycle}: change of their mean", cycle=cycle),
    ]


def grade_cells(grade: str, comparison: Comparison | None, model: Model) -> list[int | Fraction | None]:
    """Means as shown: the exact ones say more of single scores than anybody is to read."""
    if comparison is None:
        return []
    overall = comparison.grades[grade].overall
    if overall is None:
        return [0, None, None, None]
    return [overall.n, shown_score(overall.before, model), shown_score(overall.now, model), overall.by]


def score_headings(comparison: Comparison | None, lang: Language) -> list[str]:
    """Headings of a competency's change: the score of then, the change, why there is none."""
    if comparison is None:
        return []
    cycle = cycle_words(comparison, lang)
    return [
        lang("{cycle}: score", cycle=cycle),
        lang("Change since {cycle}", cycle=cycle),
        lang("Why there is no change"),
    ]


def score_cells(
    person: PersonResult, comparison: Comparison | None, lang: Language
) -> list[list[str | Fraction | None]]:
    """The cells of every competency, in the model's order: no number where the score is not shown."""
    if comparison is None:
        return []
    return [
        [
            None if result.withheld else change.before, None if result.withheld else change.by,
            lang(REASONS[change.obstacle]) if change.obstacle else None,
        ]
        for result, change in zip(person.competencies, comparison.people[person.id].changes, strict=True)
    ]  # fmt: skip


def comparison_rows(comparison: Comparison, people: Sequence[PersonResult], model: Model, lang: Language) -> list[Sequence[object]]:  # fmt: skip
    """A row per person and competency: scores as shown then and now, their difference."""
    return [
        (
            p.id, p.name, p.grade, c.competency, model.competency(c.competency).name(lang.code), comparison.cycle, c.before,
            c.now, c.by, c.direction, "no" if c.obstacle else "yes", c.obstacle,
        )
        for p in people
        for c in comparison.people[p.id].changes
    ]  # fmt: skip
