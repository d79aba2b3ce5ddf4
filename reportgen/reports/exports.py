"""Radars to be saved as files for slides and letters: who is meant, and which radars there are."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.language import N_
from reportgen.model.inputs import rows
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.types import Grade
from reportgen.model.words import Lexicon, clean, key
from reportgen.reports.chart_data import (
    LevelRadarData,
    RadarData,
    category_radar,
    group_radar,
    level_radar,
    person_radar,
)
from reportgen.reports.chart_layout import DETAIL, LEVELS, OVERVIEW, RadarFrame
from reportgen.reports.not_shown import named, not_shown
from reportgen.reports.views import TOP, Texts, group_needs, needs

_SIMILAR = 5  # people named when nobody is meant
_Radar = tuple[str, RadarData | LevelRadarData, RadarFrame]


class WhoError(Exception):
    """A text that means nobody, or several; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: str) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))


@dataclass(frozen=True)
class Export:
    """A radar to save: the name of its file, a title that says whose it is, what it shows, and its size."""

    name: str
    title: str
    data: RadarData | LevelRadarData
    frame: RadarFrame


def meant(who: str, assessment: Assessment, texts: Texts) -> PersonResult | Grade:
    """The person with that id, the grade of that name, or the only person of that name; raises `WhoError`."""
    model, text = assessment.model, clean(who)
    by_id = {p.id: p for p in assessment.people}
    if text in by_id:
        return by_id[text]
    grade = Lexicon(model).grade(text)
    if grade is not None:
        return model.grade(grade)
    person = _named(who, assessment, texts)
    if person is not None:
        return person
    grades = [g.name(texts.lang.code) for g in model.grades]
    raise WhoError(
        N_("“{who}” is nobody in the roster and no grade. There are for example: {candidates}."),
        who=who, candidates=texts.lang.listing([*_similar(text, assessment), *grades]),
    )  # fmt: skip


def meant_person(who: str, assessment: Assessment, texts: Texts) -> PersonResult:
    """The person with that id, or the only one of that name; raises `WhoError`."""
    text = clean(who)
    person = next((p for p in assessment.people if p.id == text), None) or _named(who, assessment, texts)
    if person is not None:
        return person
    if any(text == row.person_id or key(text) == key(row.name) for row in rows(assessment.inputs.roster)):
        raise WhoError(
            N_("“{who}” stands in the roster with a grade that is not known, so nothing is computed. Mend the grade first."),
            who=who,
        )  # fmt: skip
    near = _similar(text, assessment) or [_called(p) for p in assessment.people[:_SIMILAR]]
    raise WhoError(
        N_("“{who}” is nobody in the roster. There are for example: {candidates}."),
        who=who, candidates=texts.lang.listing(near),
    )  # fmt: skip


def _named(who: str, assessment: Assessment, texts: Texts) -> PersonResult | None:
    """The only person of that name, or whose id it is without its zeros; raises `WhoError` for several."""
    text = clean(who)
    people = [p for p in assessment.people if key(p.name) == key(text)] or [
        p for p in assessment.people if text.isdecimal() and p.id.isdecimal() and p.id.lstrip("0") == text.lstrip("0")
    ]
    if len(people) > 1:
        raise WhoError(
            N_("“{who}” may be any of these people: {candidates}. Give the id."),
            who=who, candidates=texts.lang.listing([_called(p) for p in people]),
        )  # fmt: skip
    return people[0] if people else None


def _similar(text: str, assessment: Assessment) -> list[str]:
    similar = difflib.get_close_matches(text, [word for p in assessment.people for word in (p.id, p.name)], n=_SIMILAR)
    return [_called(p) for p in assessment.people if p.id in similar or p.name in similar]


def _called(person: PersonResult) -> str:
    return f"{person.id} {person.name}"


def exports(who: PersonResult | Grade, assessment: Assessment, texts: Texts) -> list[Export]:
    """Every radar of a person or grade; raises `WhoError` when there is none."""
    if isinstance(who, PersonResult):
        ident, name = who.id, who.name
        shown = f"{texts.printable(name)} {texts.printable(ident)}"
        found: list[_Radar] = list(_of_person(who, texts))
    else:
        ident = who.id
        name = shown = who.name(texts.lang.code)
        found = list(_of_grade(who, assessment, texts))
    if not found:
        raise WhoError(N_("The roster has nobody of {who}, and nobody voted on its levels."), who=name)
    shown = f"{shown} {texts.cycle.name}".rstrip()
    return [Export(f"{ident}-{name}-{radar}", f"{shown}: {radar}", data, frame) for radar, data, frame in found]


def _of_person(person: PersonResult, texts: Texts) -> Iterator[_Radar]:
    lang, model = texts.lang, texts.model
    badges = [r.competency for r in needs(person.competencies, model)[:TOP]]
    overview = person_radar(person, badges, model, lang.code, texts.missing, lang("mean"), texts.hidden)
    yield lang("all competencies"), overview, OVERVIEW
    for category in model.categories:
        detail = category_radar(person, category.id, badges, model, lang.code, texts.missing, texts.hidden)
        if detail is not None:
            yield category.name(lang.code), detail, DETAIL


def _of_grade(grade: Grade, assessment: Assessment, texts: Texts) -> Iterator[_Radar]:
    lang, model = texts.lang, texts.model
    for group in assessment.grades:
        if group.id == grade.id:
            badges = [c.competency for c in group_needs(group.competencies)[:TOP]]
            means = group_radar(group, badges, model, lang.code, texts.missing, lang("mean"))
            members = set(group.people)
            people = [p for p in assessment.people if p.id in members]
            yield lang("all competencies"), named(means, group, not_shown(people, texts), texts), OVERVIEW
    table = [line for line in assessment.recalibration if line.grade == grade.id]
    if table:
        yield lang("levels before"), level_radar(table, model, lang.code, after=False), LEVELS
        yield lang("levels after"), level_radar(table, model, lang.code, after=True), LEVELS
