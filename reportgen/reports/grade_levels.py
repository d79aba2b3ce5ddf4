"""What a grade requires, and in short what the experts voted."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import Assessment, Recalibrated
from reportgen.model.rounding import decimal_text, shown_mark
from reportgen.reports.chart_data import LevelRadarData, level_radar
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class StandardLine:
    """A required level with the competencies it is required of."""

    level: str
    n: str
    names: str


@dataclass(frozen=True)
class RecalibrationRow:
    """A required level that the vote changes."""

    name: str
    before: str
    after: str
    up: bool
    mean: str
    votes: str


@dataclass(frozen=True)
class RecalibrationView:
    say: str
    rows: tuple[RecalibrationRow, ...]
    unchanged: str
    radar: LevelRadarData
    radar_text: str
    rings: str


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
        note = texts.joined(all_alike, _source(assessment, texts))
        return LevelsView("", (note,), (), _recalibration(grade, assessment, texts))
    lines = []
    for level in model.levels:
        names = [
            c.name(lang.code) for c in model.competencies if assessment.standards.level(grade, c.id) == level.value
        ]
        if names:
            count = lang.plural("{n} competency", "{n} competencies", len(names))
            lines.append(StandardLine(level.name(lang.code), count, lang.listing(names)))
    return LevelsView(_source(assessment, texts), (), tuple(lines), _recalibration(grade, assessment, texts))


def _source(assessment: Assessment, texts: Texts) -> str:
    lang, standards = texts.lang, assessment.standards
    if standards.source is None:
        return lang("Ratings are given against these levels, as the model sets them.")
    if standards.effective is None:
        return lang("Ratings are given against these levels, from the standards table handed in.")
    return lang("Ratings are given against these levels, from the standards table in force from {date}.",
                date=standards.effective.isoformat())  # fmt: skip


def _recalibration(grade: str, assessment: Assessment, texts: Texts) -> RecalibrationView | None:
    table = [line for line in assessment.recalibration if line.grade == grade]
    if not table:
        return None
    lang, model = texts.lang, texts.model
    same = [line.competency for line in table if not line.change]
    names = lang.listing([level.name(lang.code) for level in model.levels])
    return RecalibrationView(
        say=_say(table, texts),
        rows=tuple(_row(line, texts) for line in table if line.change),
        unchanged=lang("Unchanged: {names}.", names=texts.names(same)) if same else "",
        radar=level_radar(table, model, lang.code, after=True),
        radar_text=lang("Radar of the required levels after the vote: {values}", values=lang.listing(
            [f"{texts.competency(line.competency)} {texts.level(line.after)}" for line in table])),
        rings=lang("Rings from the inside: {levels}, counted from {lowest}. Dashed: the level before. The mean of the votes, rounded half up, is the new level.",
                   levels=names, lowest=model.levels[0].value),
    )  # fmt: skip


def _say(table: Sequence[Recalibrated], texts: Texts) -> str:
    """How many voted, and what rises, falls and stays."""
    lang = texts.lang
    up, down = sum(1 for line in table if line.change > 0), sum(1 for line in table if line.change < 0)
    same = len(table) - up - down
    votes = [line.votes for line in table if line.votes] or [0]
    fewest, most = min(votes), max(votes)
    who = lang.plural("{n} expert voted", "{n} experts voted", most) if fewest == most else (
        lang("{fewest} to {most} experts voted", fewest=fewest, most=most))  # fmt: skip
    parts = [
        text for n, text in (
            (up, lang("levels that rise: {n}", n=up)),
            (down, lang("levels that fall: {n}", n=down)),
            (same, lang("unchanged: {n}", n=same)),
        ) if n
    ]  # fmt: skip
    result = lang("{who}; {parts}.", who=who, parts=lang.listing(parts))
    return texts.joined(
        result, lang("This is the result of the vote; the scores in this report use the levels in force.")
    )


def _row(line: Recalibrated, texts: Texts) -> RecalibrationRow:
    return RecalibrationRow(
        name=texts.competency(line.competency),
        before=texts.level(line.before),
        after=texts.level(line.after),
        up=line.change > 0,
        mean="—" if line.mean is None else decimal_text(shown_mark(line.mean)),
        votes=str(line.votes),
    )
