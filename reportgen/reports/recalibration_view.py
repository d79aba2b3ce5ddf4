"""The report on a recalibration, for those who decide about it: what changes, whom it hits, what is newly asked."""

from dataclasses import dataclass

from reportgen.model.recalibration import Recalibration
from reportgen.model.results import Assessment
from reportgen.reports.recalibration_effect import EffectView, effect_view
from reportgen.reports.recalibration_method import MethodView, ReasonRow, State, method, reasons, state
from reportgen.reports.recalibration_overview import OverviewView, overview_view
from reportgen.reports.recalibration_summary import key_figures, outcome
from reportgen.reports.recalibration_texts import TextsView, texts_view
from reportgen.reports.recalibration_votes import VotesView, proposed, votes_view
from reportgen.reports.views import Figure, Page, Texts


@dataclass(frozen=True)
class GradeSection:
    """A grade of the recalibration; `state` None where a page before it says it for all grades."""

    name: str
    ident: str
    result: str
    state: State | None
    figures: tuple[Figure, ...]
    votes: VotesView
    effect: EffectView
    texts: TextsView | None
    reasons: tuple[ReasonRow, ...]
    reasons_title: str


@dataclass(frozen=True)
class RecalibrationView:
    """One grade, or all of them after an overview."""

    page: Page
    overview: OverviewView | None
    grades: tuple[GradeSection, ...]
    method: MethodView


def recalibration_view(
    grade_id: str, recalibration: Recalibration, assessment: Assessment, texts: Texts
) -> RecalibrationView:
    """The view of one grade; reads nothing but its arguments."""
    section = _section(grade_id, recalibration, assessment, texts, alone=True)
    return RecalibrationView(_page(section.name, texts), None, (section,), method(recalibration, assessment, texts))


def recalibrations_view(recalibration: Recalibration, assessment: Assessment, texts: Texts) -> RecalibrationView:
    """The view of all grades of a recalibration."""
    return RecalibrationView(
        page=_page(texts.lang("All grades"), texts),
        overview=overview_view(recalibration, assessment, texts),
        grades=tuple(_section(grade, recalibration, assessment, texts, alone=False) for grade in recalibration.grades),
        method=method(recalibration, assessment, texts),
    )


def _page(who: str, texts: Texts) -> Page:
    lang = texts.lang
    return texts.page(lang("Level recalibration"), who, lang("For the experts, management and HR only"))


def _section(
    grade: str, recalibration: Recalibration, assessment: Assessment, texts: Texts, *, alone: bool
) -> GradeSection:
    lang = texts.lang
    lines, effect = recalibration.of(grade), recalibration.effect(grade)
    return GradeSection(
        name=texts.grade(grade),
        ident=lang.plural("{n} person in this grade", "{n} people in this grade", len(effect.people)),
        result=outcome(lines, recalibration, texts),
        state=state(lines, recalibration, assessment, texts) if alone else None,
        figures=key_figures(lines, (effect,), texts),
        votes=votes_view(grade, recalibration, texts),
        effect=effect_view(grade, recalibration, assessment, texts),
        texts=texts_view(lines, texts),
        reasons=reasons(lines, texts),
        reasons_title=lang("Why other levels are proposed than those voted") if proposed(recalibration)
        else lang("Why other levels were adopted than those voted"),
    )  # fmt: skip
