"""What changed in a grade since an earlier cycle: the same people then and now, and who came and went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportgen.language import N_
from reportgen.model.comparison import Comparison, Direction, GradeChange, MeanChange, Moved
from reportgen.model.results import Assessment, GroupResult
from reportgen.reports.chart_data import FEWEST_AXES, Axis, RadarData
from reportgen.reports.compared import (
    Sign,
    cautions,
    cycle_name,
    from_to,
    grade_name,
    little_text,
    mean_sign,
    now_name,
    short_name,
)
from reportgen.reports.views import Texts

MOST_NAMED = 60  # people of one list
DIRECTIONS: tuple[Direction, Direction, Direction] = ("up", "same", "down")


@dataclass(frozen=True)
class ChangeRow:
    """A competency: means over the same people then and now, the change, how many people."""

    name: str
    before: str
    now: str
    sign: Sign
    n: str


@dataclass(frozen=True)
class MemberRow:
    """A person of the grade: how many competencies are compared, how many rose, stayed and fell, means, the change."""

    id: str
    name: str
    n: str
    counts: tuple[str, str, str]
    before: str
    now: str
    sign: Sign


@dataclass(frozen=True)
class ChangesView:
    """The section; `radar` is None where too few competencies are comparable to draw one. `then` and `now` name the
    cycles in headings.
    """

    title: str
    then: str
    now: str
    say: str
    radar: RadarData | None
    radar_text: str
    rows: tuple[ChangeRow, ...]
    key: str
    members: tuple[MemberRow, ...]
    moves: tuple[str, ...]
    notes: tuple[str, ...]


def changes_view(grade: GroupResult, assessment: Assessment, texts: Texts) -> ChangesView | None:
    """The section's view; None without an earlier cycle."""
    comparison = assessment.comparison
    if comparison is None:
        return None
    lang, change = texts.lang, comparison.grades[grade.id]
    compared = {c: m for c, m in change.competencies.items() if m is not None}
    cycle = cycle_name(comparison, texts)
    values = [f"{texts.competency(c)} {texts.score(m.before)} → {texts.score(m.now)}" for c, m in compared.items()]
    return ChangesView(
        title=lang("Since {cycle}", cycle=short_name(comparison, texts)),
        then=short_name(comparison, texts),
        now=now_name(texts),
        say=_counts(change, cycle, texts),
        radar=_radar(compared, texts) if len(compared) >= FEWEST_AXES else None,
        radar_text=lang("Radar of the same people's means in {cycle} and now: {values}", cycle=cycle, values=lang.listing(values)),
        rows=tuple(_row(c, m, texts) for c, m in change.competencies.items()) if compared else (),
        key=_key(change, cycle, texts),
        members=tuple(_members(grade, comparison, assessment, texts)) if change.overall else (),
        moves=tuple(_moves(change, texts)),
        notes=tuple(_notes(compared, comparison, texts)),
    )  # fmt: skip


def grade_since(grade: GroupResult, assessment: Assessment, texts: Texts) -> str:
    """The change in a sentence, for the first page; empty without an earlier cycle."""
    comparison = assessment.comparison
    return "" if comparison is None else _say(comparison.grades[grade.id], comparison, texts)


def _say(change: GradeChange, comparison: Comparison, texts: Texts) -> str:
    lang, cycle = texts.lang, cycle_name(comparison, texts)
    if change.overall is None:
        return lang("Nobody in this grade can be compared with {cycle}.", cycle=cycle)
    return lang.plural(
        "Since {cycle}: the mean of {n} comparable person went {change}.",
        "Since {cycle}: the mean of the same {n} comparable people went {change}.",
        change.overall.n, cycle=cycle, change=from_to(change.overall, texts),
    )  # fmt: skip


def _counts(change: GradeChange, cycle: str, texts: Texts) -> str:
    """How many of the compared means rose, stayed and fell; the first page has the mean of all."""
    lang = texts.lang
    signs = [mean_sign(m, texts).tone for m in change.competencies.values() if m is not None]
    if change.overall is None or not signs:
        return lang("Nobody in this grade can be compared with {cycle}.", cycle=cycle)
    counts = (
        (N_("{n} higher"), signs.count("up")),
        (N_("{n} about the same"), signs.count("same")),
        (N_("{n} lower"), signs.count("down")),
    )
    return lang("Means per competency: {counts}.", counts=lang.listing([lang(text, n=n) for text, n in counts if n]))


def _key(change: GradeChange, cycle: str, texts: Texts) -> str:
    """What the lines of the radar are, and whose they are."""
    n = 0 if change.overall is None else change.overall.n
    return texts.lang.plural(
        "Only the {n} person who can be compared. Blue: the mean now; dashed grey line: the mean in {cycle}; red: the standard.",
        "Only the {n} people who can be compared. Blue: the mean now; dashed grey line: the mean in {cycle}; red: the standard.",
        n, cycle=cycle,
    )  # fmt: skip


def _radar(compared: dict[str, MeanChange], texts: Texts) -> RadarData:
    model = texts.model
    axes = tuple(Axis(texts.competency(c), m.now, texts.score(m.now)) for c, m in compared.items())
    before = tuple(m.before for m in compared.values())
    return RadarData(axes, (), model.scale_min, model.scale_max, model.standard, before)


def _row(competency: str, change: MeanChange | None, texts: Texts) -> ChangeRow:
    if change is None:
        return ChangeRow(texts.competency(competency), "", "", mean_sign(None, texts), "0")
    return ChangeRow(
        texts.competency(competency), texts.score(change.before), texts.score(change.now), mean_sign(change, texts), str(change.n)
    )  # fmt: skip


def _members(grade: GroupResult, comparison: Comparison, assessment: Assessment, texts: Texts) -> Iterator[MemberRow]:
    """The people of the grade in the roster's order, those without anything comparable left out."""
    members = set(grade.people)
    for person in assessment.people:
        change = comparison.people[person.id]
        if person.id in members and change.overall is not None:
            up, same, down = (str(change.count(d)) for d in DIRECTIONS)
            yield MemberRow(
                texts.name(person.id), texts.name(person.name), str(change.overall.n), (up, same, down),
                texts.score(change.overall.before), texts.score(change.overall.now), mean_sign(change.overall, texts),
            )  # fmt: skip


def _moves(change: GradeChange, texts: Texts) -> list[str]:
    """Who came into the grade and who left it, by where from and where to."""
    moved: Sequence[tuple[tuple[Moved, ...], str, str]] = (
        (change.came, N_("New in the roster: {names}."), N_("Came from {grade}: {names}.")),
        (change.left, N_("No longer in the roster: {names}."), N_("Went to {grade}: {names}.")),
    )
    lines = []
    for people, absent, other in moved:
        for grade in dict.fromkeys(m.other for m in people):
            names = [f"{texts.name(m.name)}（{texts.name(m.id)}）" if texts.lang.code == "zh" else f"{texts.name(m.name)} ({texts.name(m.id)})"
                     for m in people if m.other == grade]  # fmt: skip
            more = texts.lang(" and {n} more", n=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else ""
            shown = texts.lang.listing(names[:MOST_NAMED]) + more
            text = other if grade else absent
            lines.append(texts.lang(text, grade=grade_name(grade, texts), names=shown))
    return lines


def _notes(compared: dict[str, MeanChange], comparison: Comparison, texts: Texts) -> list[str]:
    lang, cycle = texts.lang, cycle_name(comparison, texts)
    notes = []
    if compared:
        notes.append(
            lang("Every change is that of the same people: those of this grade whose score can be compared with {cycle} (same required level, same way of assessing); “people” says how many. So these means may differ from the grade's, which rest on everybody.",
                 cycle=cycle)
        )  # fmt: skip
        notes += filter(None, [little_text(texts)])
    return [*notes, *(lang(text, cycle=cycle) for text in cautions(comparison))]
