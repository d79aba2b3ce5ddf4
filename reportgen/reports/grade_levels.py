"""What a grade requires, and in short what the experts voted."""

from dataclasses import dataclass

from reportgen.model.results import Assessment
from reportgen.reports.against import is_former
from reportgen.reports.grade_recalibration import RecalibrationView, recalibration_view
from reportgen.reports.standards_text import standards_text
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class StandardLine:
    """A required level with the competencies it is required of."""

    level: str
    n: str
    names: str


@dataclass(frozen=True)
class LevelsView:
    """Required levels by level; where all are alike, a note says so and `say` is empty."""

    say: str
    notes: tuple[str, ...]
    lines: tuple[StandardLine, ...]
    recalibration: RecalibrationView | None


def levels_view(grade: str, assessment: Assessment, texts: Texts) -> LevelsView:
    """The section's view."""
    lang, model = texts.lang, texts.model
    levels = {assessment.standards.level(grade, c) for c in model.competency_ids}
    if len(levels) == 1:
        all_alike = lang("Every competency requires {level}.", level=texts.level(levels.pop()))
        note = texts.joined(all_alike, _source(grade, assessment, texts))
        return LevelsView("", (note,), (), recalibration_view(grade, assessment, texts))
    lines = []
    for level in model.levels:
        names = [
            c.name(lang.code) for c in model.competencies if assessment.standards.level(grade, c.id) == level.value
        ]
        if names:
            count = lang.plural("{n} competency", "{n} competencies", len(names))
            lines.append(StandardLine(level.name(lang.code), count, lang.listing(names)))
    return LevelsView(_source(grade, assessment, texts), (), tuple(lines), recalibration_view(grade, assessment, texts))


def _source(grade: str, assessment: Assessment, texts: Texts) -> str:
    """Whose levels these are, and whether the ratings were given against them."""
    lang = texts.lang
    former = any(is_former(r) for p in assessment.people if p.grade == grade for r in p.competencies)
    given = (
        lang("Some ratings were given against other levels; the first page says on what.")
        if former
        else lang("Ratings are given against these levels.")
    )
    return texts.joined(lang("In force: {standards}.", standards=standards_text(assessment, texts)), given)
