"""What the experts voted on a grade's required levels, what was adopted of it, and what is in force."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from reportgen.model.history import Adopted
from reportgen.model.results import Assessment, Recalibrated
from reportgen.model.rounding import decimal_text, shown_agreement, shown_mark
from reportgen.reports.chart_data import LevelRadarData, level_radar
from reportgen.reports.typography import whole
from reportgen.reports.views import Texts

NONE = "—"


@dataclass(frozen=True)
class RecalibrationRow:
    """A required level that the vote or the decision changes. `adopted` is a dash's word while nothing is decided;
    `up` and `moved` say whether, and in which direction, the level is another than before: of the adopted one where
    there is one. `agreed` is empty where the experts agree.
    """

    name: str
    before: str
    voted: str
    voted_sign: str
    adopted: str
    adopted_sign: str
    up: bool
    decided: bool
    mean: str
    agreement: str
    apart: str
    votes: str


@dataclass(frozen=True)
class RecalibrationView:
    say: str
    rows: tuple[RecalibrationRow, ...]
    unchanged: str
    notes: tuple[str, ...]
    radar: LevelRadarData
    radar_text: str
    rings: str


def recalibration_view(grade: str, assessment: Assessment, texts: Texts) -> RecalibrationView | None:
    """The section's view; None for a grade that was not voted on."""
    table = [line for line in assessment.recalibration if line.grade == grade]
    if not table:
        return None
    lang, model = texts.lang, texts.model
    decided = any(line.adopted is not None for line in table)
    drawn = [replace(line, after=line.level) for line in table]
    same = [line.competency for line in table if not _moves(line)]
    levels = lang.listing([level.name(lang.code) for level in model.levels])
    return RecalibrationView(
        say=texts.joined(_votes(table, texts), _state(decided, assessment, texts)),
        rows=tuple(_row(line, texts) for line in table if _moves(line)),
        unchanged=lang("Unchanged: {names}.", names=texts.names(same)) if same else "",
        notes=(*_deviations(table, texts), *_apart(table, texts)),
        radar=level_radar(drawn, model, lang.code, after=True),
        radar_text=(lang("Radar of the required levels as adopted: {values}", values=_values(drawn, texts)) if decided
                    else lang("Radar of the required levels after the vote: {values}", values=_values(drawn, texts))),
        rings=texts.joined(
            lang("Rings from the inside: {levels}, counted from {lowest}. Dashed: the level before.",
                 levels=levels, lowest=model.levels[0].value),
            lang("The line: the level adopted.") if decided else lang("The line: the level voted."),
            lang("The mean of the votes, rounded half up, is the level voted."),
        ),
    )  # fmt: skip


def _moves(line: Recalibrated) -> bool:
    """Whether the vote or the decision makes the level another one."""
    return bool(line.change) or line.level != line.before


def _values(drawn: Sequence[Recalibrated], texts: Texts) -> str:
    return texts.lang.listing([f"{texts.competency(line.competency)} {texts.level(line.after)}" for line in drawn])


def _votes(table: Sequence[Recalibrated], texts: Texts) -> str:
    """How many voted, and what would rise, fall and stay."""
    lang = texts.lang
    up, down = sum(1 for line in table if line.change > 0), sum(1 for line in table if line.change < 0)
    same = len(table) - up - down
    votes = [line.votes for line in table if line.votes] or [0]
    fewest, most = min(votes), max(votes)
    who = lang.plural("{n} expert voted", "{n} experts voted", most) if fewest == most else (
        lang("{fewest} to {most} experts voted", fewest=fewest, most=most))  # fmt: skip
    parts = [
        text for n, text in (
            (up, lang("{n} raised", n=up)),
            (down, lang("{n} lowered", n=down)),
            (same, lang("{n} unchanged", n=same)),
        ) if n
    ]  # fmt: skip
    return lang("{who}. Levels: {parts}.", who=who, parts=lang.listing(parts))


def _state(decided: bool, assessment: Assessment, texts: Texts) -> str:  # noqa: FBT001 (said of the table)
    """Whether the vote is adopted, and which levels the scores of this report use."""
    lang, standards = texts.lang, assessment.standards
    if not decided:
        return lang("This is the result of the vote, not adopted yet; this report uses the levels in force.")
    last = last_adoption(assessment)
    if last is None:
        return lang("These levels are proposed, not in force; this report uses the levels in force.")
    day = last.effective.isoformat()
    now = (standards.effective or date.min, standards.adoption)
    if last.key == now:
        return lang("The levels decided on hold from {date}: they are those in force in this report.", date=day)
    if last.key > now:
        return lang("The levels decided on are to hold from {date}; this report still uses the levels in force before.", date=day)  # fmt: skip
    return lang("The levels decided on held from {date}; since then another table has come into force, which this report uses.", date=day)  # fmt: skip


def last_adoption(assessment: Assessment) -> Adopted | None:
    """A line of the last adoption of this cycle; None while its votes are not adopted."""
    own = [line for line in assessment.history if assessment.cycle.name and line.cycle == assessment.cycle.name]
    return max(own, key=lambda line: line.key, default=None)


def _row(line: Recalibrated, texts: Texts) -> RecalibrationRow:
    lang, limit = texts.lang, texts.model.thresholds.agreed_votes
    adopted = line.adopted
    return RecalibrationRow(
        name=texts.competency(line.competency),
        before=texts.level(line.before),
        voted=texts.level(line.after),
        voted_sign=_sign(line.change),
        adopted=lang("undecided") if adopted is None else texts.level(adopted),
        adopted_sign="" if adopted is None else _sign(adopted - line.before),
        up=line.level > line.before,
        decided=adopted is not None,
        mean=NONE if line.mean is None else decimal_text(shown_mark(line.mean)),
        agreement=NONE if line.agreement is None else decimal_text(shown_agreement(line.agreement, limit)),
        apart=lang("not agreed") if _is_apart(line, texts) else "",
        votes=str(line.votes),
    )


def _sign(change: int) -> str:
    return "↑" if change > 0 else "↓" if change < 0 else ""


def _is_apart(line: Recalibrated, texts: Texts) -> bool:
    return line.agreement is not None and line.agreement < texts.model.thresholds.agreed_votes


def _deviations(table: Sequence[Recalibrated], texts: Texts) -> list[str]:
    """Where another level was adopted than the one voted, and why."""
    lang = texts.lang
    found = []
    for line in table:
        if line.adopted is None or line.adopted == line.after:
            continue
        told = lang("{name}: {adopted} was adopted instead of {voted}.", name=whole(texts.competency(line.competency), lang.code),
                    adopted=texts.level(line.adopted), voted=texts.level(line.after))  # fmt: skip
        reason = texts.printable(line.reason)
        found.append(texts.joined(told, lang("Reason: {reason}.", reason=reason.rstrip(".。")) if reason else ""))
    return found


def _apart(table: Sequence[Recalibrated], texts: Texts) -> list[str]:
    """What "not agreed" means, and where the experts do not agree on a level that stays."""
    apart = [line for line in table if _is_apart(line, texts)]
    if not apart:
        return []
    lang = texts.lang
    limit = decimal_text(texts.model.thresholds.agreed_votes)
    note = lang("Agreement (r_wg) runs from 0 to 1; below {limit} the experts do not agree.", limit=limit)
    stays = [line.competency for line in apart if not _moves(line)]
    return [texts.joined(note, lang("Not agreed, and unchanged: {names}.", names=texts.names(stays)) if stays else "")]
