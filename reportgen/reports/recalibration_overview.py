"""All grades of a recalibration on a page: what changes where, and whether the grades stay in order."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.model.recalibration import Recalibration, disagreed, out_of_order
from reportgen.model.results import Assessment
from reportgen.reports.recalibration_effect import moved, to_rate_anew
from reportgen.reports.recalibration_method import State, state
from reportgen.reports.recalibration_summary import key_figures, outcome
from reportgen.reports.recalibration_votes import changing
from reportgen.reports.typography import whole
from reportgen.reports.views import Figure, Texts

MOST_GRADES, MOST_ROWS = 6, 24  # with more of them names and levels stand smaller


@dataclass(frozen=True)
class GradeRow:
    """A grade that was voted on, in numbers."""

    name: str
    rises: str
    falls: str
    same: str
    open: str
    people: str
    results: str


@dataclass(frozen=True)
class LevelCell:
    """A level of a grade: as it is, or as it changes; `voted`: whether the grade is part of this recalibration; `out`:
    whether it is out of order with a neighbouring grade.
    """

    text: str
    changed: bool
    voted: bool
    out: bool


@dataclass(frozen=True)
class OverviewView:
    title: str
    result: str
    state: State
    figures: tuple[Figure, ...]
    grades: tuple[GradeRow, ...]
    heads: tuple[str, ...]
    say: str
    rows: tuple[tuple[str, tuple[LevelCell, ...]], ...]
    order: tuple[str, ...]
    crowded: bool


def overview_view(recalibration: Recalibration, assessment: Assessment, texts: Texts) -> OverviewView:
    """The view of the first page; reads nothing but its arguments."""
    lang, model = texts.lang, texts.model
    lines = recalibration.lines
    levels = dict(assessment.standards.levels) | {(line.grade, line.competency): line.level for line in lines}
    out = {
        (c.id, grade): True for c in model.competencies for pair in out_of_order(levels, c.id, model) for grade in pair
    }
    before = {(line.grade, line.competency): line.before for line in lines}
    rows = []
    for c in model.competencies:
        cells = []
        for g in model.grades:
            now = levels[g.id, c.id]
            was = before.get((g.id, c.id), now)
            cells.append(LevelCell(moved(was, now, texts), was != now, (g.id, c.id) in before, (c.id, g.id) in out))
        rows.append((c.name(lang.code), tuple(cells)))
    return OverviewView(
        title=lang("All grades"),
        result=outcome(lines, recalibration, texts),
        state=state(lines, recalibration, assessment, texts),
        figures=key_figures(lines, recalibration.effects, texts),
        grades=tuple(_grade(grade, recalibration, texts) for grade in recalibration.grades),
        heads=tuple(texts.grade(g.id) for g in model.grades),
        say=_say(recalibration, texts),
        rows=tuple(rows),
        order=tuple(_order(levels, texts)),
        crowded=len(model.grades) > MOST_GRADES or len(model.competencies) > MOST_ROWS,
    )


def _grade(grade: str, recalibration: Recalibration, texts: Texts) -> GradeRow:
    lines, effect = recalibration.of(grade), recalibration.effect(grade)
    people, results = to_rate_anew(effect)
    rises, falls = (sum(1 for line in lines if (line.level - line.before) * sign > 0) for sign in (1, -1))
    return GradeRow(
        name=texts.grade(grade),
        rises=str(rises),
        falls=str(falls),
        same=str(len(lines) - rises - falls),
        open=str(sum(1 for line in lines if disagreed(line, texts.model))),
        people=f"{people} / {len(effect.people)}",
        results=str(results),
    )


def _say(recalibration: Recalibration, texts: Texts) -> str:
    lang = texts.lang
    changed = len(changing(recalibration.lines))
    kept = [g.id for g in texts.model.grades if g.id not in recalibration.grades]
    text = (
        lang.plural("{n} level changes; it stands bold.", "{n} levels change; they stand bold.", changed)
        if changed
        else lang("No level changes.")
    )
    return texts.joined(
        text,
        lang(
            "Not part of this recalibration, shown pale: {names}.",
            names=lang.listing([whole(texts.grade(g), lang.code) for g in kept]),
        )
        if kept
        else "",
    )


def _order(levels: Mapping[tuple[str, str], int], texts: Texts) -> list[str]:
    lang, model = texts.lang, texts.model
    return [
        lang("{competency}: {lower} requires {lower_level}, more than {higher} with {higher_level}.",
             competency=c.name(lang.code), lower=whole(texts.grade(lower), lang.code), higher=whole(texts.grade(higher), lang.code),
             lower_level=texts.level(levels[lower, c.id]), higher_level=texts.level(levels[higher, c.id]))
        for c in model.competencies for lower, higher in out_of_order(levels, c.id, model)
    ]  # fmt: skip
