"""What new levels do in a grade: whose ratings no longer hold, by name, and on which competencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.model.recalibration import GradeEffect, Recalibration
from reportgen.model.results import Assessment, PersonResult, Recalibrated
from reportgen.reports.typography import whole
from reportgen.reports.views import Texts
from reportgen.reports.votes_data import arrow

LISTED = 2  # changed competencies up to which names are listed; from more on they stand in a table
_ROOM = 114.0  # mm for columns of marks beside id and name
_PITCH, _NARROW = 18.5, 9.0  # mm of a column of marks with a lying name, with a standing one
_LYING = 6  # columns that can have lying names


@dataclass(frozen=True)
class EffectRow:
    """A competency whose level changes, with the people of the grade by what becomes of their result."""

    name: str
    change: str
    anew: str
    holds: str
    examined: str
    missing: str


@dataclass(frozen=True)
class Affected:
    """Somebody with ratings to be given anew; `marks` per column, `pattern` the place of their picture."""

    id: str
    name: str
    names: str
    n: str
    pattern: int


@dataclass(frozen=True)
class Listed:
    """A competency with everybody who is to be rated anew on it."""

    name: str
    people: str


@dataclass(frozen=True)
class EffectView:
    """`columns` are the competencies of the table of people, `patterns` the different rows of marks in it, `width` [mm]
    that of the marks. Either `people` or `lists` is filled, or none where nobody is affected.
    """

    say: str
    why: str
    rows: tuple[EffectRow, ...]
    notes: tuple[str, ...]
    title: str
    columns: tuple[str, ...]
    columns_text: str
    patterns: tuple[tuple[bool, ...], ...]
    width: float
    people: tuple[Affected, ...]
    lists: tuple[Listed, ...]


def to_rate_anew(effect: GradeEffect) -> tuple[int, int]:
    """People with a result that no longer holds, and such results in all."""
    names = [competencies for competencies in effect.outdated.values() if competencies]
    return len(names), sum(map(len, names))


def effect_view(grade: str, recalibration: Recalibration, assessment: Assessment, texts: Texts) -> EffectView:
    """The section's view."""
    lang = texts.lang
    effect, lines = recalibration.effect(grade), recalibration.of(grade)
    touched = {c for names in effect.outdated.values() for c in names}
    shown = [line for line in lines if line.level != line.before or line.competency in touched]
    persons = {p.id: p for p in assessment.people}
    columns = [line.competency for line in shown if line.competency in touched]
    marked = {
        pid: tuple(c in effect.outdated[pid] for c in columns) for pid in effect.people if effect.outdated.get(pid)
    }
    tabled = len(columns) > LISTED
    patterns = tuple(dict.fromkeys(marked.values())) if tabled else ()
    people = tuple(_affected(pid, marks, columns, patterns, persons, texts) for pid, marks in marked.items())
    return EffectView(
        say=_say(effect, lines, texts),
        why=lang("A rating says how somebody meets the level it was given against. It cannot be converted to another level, so it must be given anew.") if touched else "",
        rows=tuple(_row(line, effect, texts) for line in shown) if effect.people else (),
        notes=_notes(effect, texts),
        title=lang("Who must be rated anew on what"),
        columns=tuple(texts.competency(c) for c in columns) if tabled else (),
        columns_text=lang.listing([texts.competency(c) for c in columns]),
        patterns=patterns,
        width=_width(len(columns)),
        people=people if tabled else (),
        lists=() if tabled else tuple(_listed(c, k, marked, persons, texts) for k, c in enumerate(columns)),
    )  # fmt: skip


def _width(columns: int) -> float:
    return min(_ROOM, columns * (_PITCH if columns <= _LYING else _NARROW))


def _say(effect: GradeEffect, lines: Sequence[Recalibrated], texts: Texts) -> str:
    lang = texts.lang
    if not effect.people:
        return lang("The roster has nobody in this grade, so no rating is affected.")
    people, results = to_rate_anew(effect)
    if not people:
        if all(line.level == line.before for line in lines):
            return lang("No level changes, so every rating holds.")
        return lang.plural(
            "No rating of the {n} person in this grade is affected.",
            "No rating of the {n} people in this grade is affected.",
            len(effect.people),
        )
    who = lang.plural(
        "{n} of {of} people must be rated anew", "{n} of {of} people must be rated anew", people, of=len(effect.people)
    )
    return lang.plural("{who}: {n} score in all.", "{who}: {n} scores in all.", results, who=who)


def _row(line: Recalibrated, effect: GradeEffect, texts: Texts) -> EffectRow:
    anew = effect.affected(line.competency)
    examined = sum(1 for names in effect.examined.values() if line.competency in names)
    holds = sum(1 for names in effect.holding.values() if line.competency in names)
    missing = len(effect.people) - anew - examined - holds
    return EffectRow(
        texts.competency(line.competency), moved(line.before, line.level, texts),
        *(str(n) if n else "—" for n in (anew, holds, examined, missing)),
    )  # fmt: skip


def moved(before: int, after: int, texts: Texts) -> str:
    """A change of level in words; the level where there is none."""
    if before == after:
        return texts.level(after)
    return f"{texts.level(before)} → {texts.level(after)} {arrow(after - before)}"


def _notes(effect: GradeEffect, texts: Texts) -> tuple[str, ...]:
    lang = texts.lang
    examined = sum(1 for names in effect.examined.values() if names)
    if not examined:
        return ()
    return (
        lang.plural("{n} person was examined: the marks stay as they are. Whether the paper fits the new level is for the exam office to say.",
                    "{n} people were examined: the marks stay as they are. Whether the paper fits the new level is for the exam office to say.", examined),
    )  # fmt: skip


def _affected(
    pid: str,
    marks: tuple[bool, ...],
    columns: Sequence[str],
    patterns: Sequence[tuple[bool, ...]],
    persons: Mapping[str, PersonResult],
    texts: Texts,
) -> Affected:
    names = texts.lang.listing([texts.competency(c) for c, on in zip(columns, marks, strict=True) if on])
    pattern = patterns.index(marks) if marks in patterns else 0
    return Affected(texts.name(pid), _name(pid, persons, texts), names, str(sum(marks)), pattern)


def _name(pid: str, persons: Mapping[str, PersonResult], texts: Texts) -> str:
    return texts.name(persons[pid].name) if pid in persons else ""


def _listed(
    competency: str,
    column: int,
    marked: Mapping[str, tuple[bool, ...]],
    persons: Mapping[str, PersonResult],
    texts: Texts,
) -> Listed:
    lang = texts.lang
    people = [
        whole(f"{_name(pid, persons, texts)}（{texts.name(pid)}）" if lang.code == "zh" else f"{_name(pid, persons, texts)} ({texts.name(pid)})", lang.code)
        for pid, marks in marked.items() if marks[column]
    ]  # fmt: skip
    title = lang.plural("{name}: {n} person", "{name}: {n} people", len(people), name=texts.competency(competency))
    return Listed(title, lang.listing(people))
