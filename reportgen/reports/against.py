"""Scores that say how a former requirement was met: how they are marked, and what is said about them.

A rating tells how somebody meets the level it was given against. Where another level is in force now, the score stands,
but says nothing about that level; nothing is said of a score that readers do not see.
"""

from collections.abc import Sequence
from dataclasses import replace

from reportgen.model.results import CompetencyResult, PersonResult
from reportgen.reports.chart_data import Axis, RadarData
from reportgen.reports.typography import whole
from reportgen.reports.views import Texts

MARK = "*"
NAMED = 2  # so many competencies are named on a first page


def former(results: Sequence[CompetencyResult]) -> list[CompetencyResult]:
    """Those whose score is shown and rests on ratings given against another level than the one in force."""
    return [r for r in results if is_former(r)]


def is_former(result: CompetencyResult) -> bool:
    return bool(result.against) and result.score is not None


def marked(result: CompetencyResult, texts: Texts) -> str:
    """A competency's name, with a mark where its score was given against another level."""
    return texts.competency(result.competency) + (MARK if is_former(result) else "")


def marked_names(results: Sequence[CompetencyResult], texts: Texts) -> str:
    """The names one after another in a sentence, with their marks."""
    return texts.lang.listing([whole(marked(r, texts), texts.lang.code) for r in results])


def marked_radar(radar: RadarData, results: Sequence[CompetencyResult]) -> RadarData:
    """The radar with marks at its axes; `results` in their order."""
    return replace(radar, axes=tuple(_axis(a, r) for a, r in zip(radar.axes, results, strict=True)))


def _axis(axis: Axis, result: CompetencyResult) -> Axis:
    return replace(axis, name=axis.name + MARK) if is_former(result) else axis


def level_asked(result: CompetencyResult, texts: Texts) -> str:
    """The level in force, and beside it the one that was required when the ratings were given."""
    level = texts.level(result.required_level)
    return (
        texts.lang("{level} (rated against {before})", level=level, before=_levels(result, texts))
        if is_former(result)
        else level
    )


def former_sentence(person: PersonResult, texts: Texts) -> str:
    """For the first page; empty where every score was given against the level in force."""
    found, lang = former(person.competencies), texts.lang
    if not found:
        return ""
    if len(found) <= NAMED:
        return texts.joined(f"{MARK} {_changes(found, texts)}", _follows(len(found), texts))
    return lang.plural(
        "* {n} score was given against another required level than the one in force: it says how the former requirement was met, and is to be given anew (see the next page).",
        "* {n} scores were given against other required levels than those in force: they say how the former requirements were met, and are to be given anew (see the next page).",
        len(found),
    )  # fmt: skip


def former_note(person: PersonResult, texts: Texts) -> str:
    """What the mark means: which competencies were rated against which level, and what follows; empty without any."""
    found = former(person.competencies)
    if not found:
        return ""
    return texts.joined(f"{MARK} {_changes(found, texts)}", _follows(len(found), texts))


def key(results: Sequence[CompetencyResult], texts: Texts) -> str:
    """What the mark means, in short; empty where no score bears it."""
    if not former(results):
        return ""
    return texts.lang("* Rated against another required level than the one in force, and to be rated anew.")


def former_people(people: Sequence[PersonResult], texts: Texts) -> tuple[str, ...]:
    """How many people have scores that were given against another level, and in what; nothing where nobody has."""
    found = [former(p.competencies) for p in people]
    n = sum(1 for results in found if results)
    if not n:
        return ()
    there = {r.competency for results in found for r in results}
    names = texts.names([c for c in texts.model.competency_ids if c in there])
    return (
        texts.lang.plural(
            "{n} person has scores that were given against another required level than the one in force: {names}. They say how the former requirement was met, and are to be given anew.",
            "{n} people have scores that were given against another required level than the one in force: {names}. They say how the former requirement was met, and are to be given anew.",
            n, names=names,
        ),
    )  # fmt: skip


def _follows(n: int, texts: Texts) -> str:
    return texts.lang.plural(
        "This score says how the former requirement was met; for the present one it is to be given anew.",
        "These scores say how the former requirements were met; for the present ones they are to be given anew.",
        n,
    )


def _changes(found: Sequence[CompetencyResult], texts: Texts) -> str:
    """Names with the levels of then and now, those alike together."""
    groups: dict[str, list[str]] = {}
    for result in found:
        groups.setdefault(_change(result, texts), []).append(result.competency)
    lang = texts.lang
    told = [lang("{names}: {change}", names=texts.names(names), change=change) for change, names in groups.items()]
    return f"{('；' if lang.code == 'zh' else '; ').join(told)}{'。' if lang.code == 'zh' else '.'}"


def _change(result: CompetencyResult, texts: Texts) -> str:
    lang, now = texts.lang, texts.level(result.required_level)
    before = _levels(result, texts)
    if result.mixed:
        return lang("some ratings were given when {before} was required, now it is {now}", before=before, now=now)
    return lang("{before} was required when it was rated, now it is {now}", before=before, now=now)


def _levels(result: CompetencyResult, texts: Texts) -> str:
    return texts.listed([whole(texts.level(level), texts.lang.code) for level in result.against], len(result.against))
