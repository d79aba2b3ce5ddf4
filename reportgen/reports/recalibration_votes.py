"""A grade's levels before and after: votes, their mean, spread and agreement, what was voted and what is adopted."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.recalibration import Recalibration, disagreed
from reportgen.model.results import Recalibrated
from reportgen.model.rounding import decimal_text, shown_agreement, shown_mark, shown_spread
from reportgen.reports.chart_layout import RadarFrame
from reportgen.reports.page_required import FEWEST, WIDE, frame_for
from reportgen.reports.page_votes import capacity, names_fit
from reportgen.reports.views import Texts
from reportgen.reports.votes_data import RequiredData, VotesRow, arrow, required_data, votes_row

NONE = "—"
NAMED = 8  # changes up to which a sentence names them


@dataclass(frozen=True)
class VoteRow:
    """A competency of the table. `changed`: its level changes; `apart`: another level is adopted than the one voted."""

    name: str
    before: str
    votes: VotesRow
    votes_text: str
    n: str
    mean: str
    spread: str
    agreement: str
    verdict: str
    voted: str
    adopted: str
    change: str
    changed: bool
    decided: bool
    apart: bool


@dataclass(frozen=True)
class VotesView:
    """`heads` stand above the columns of votes; `dots`: a dot per vote, else bars with numbers."""

    say: str
    adopted_title: str
    heads: tuple[str, ...]
    heads_text: str
    dots: bool
    legend: dict[str, str]
    key: str
    rows: tuple[VoteRow, ...]
    checks: tuple[str, ...]
    radar: RequiredData | None
    frame: RadarFrame
    stacked: bool
    radar_say: str
    after_title: str
    before_text: str
    after_text: str


def changing(lines: Sequence[Recalibrated]) -> list[Recalibrated]:
    """The lines whose level changes, by what is adopted, else by what was voted."""
    return [line for line in lines if line.level != line.before]


def differing(lines: Sequence[Recalibrated]) -> list[Recalibrated]:
    """The lines on which something else is adopted, or proposed, than was voted; without a vote those with a reason."""
    return [line for line in lines if _apart(line)]


def _apart(line: Recalibrated) -> bool:
    return line.adopted is not None and line.adopted != line.after and (line.votes > 0 or bool(line.reason))


def decided_on(lines: Sequence[Recalibrated], recalibration: Recalibration) -> bool:
    """Whether the levels are adopted, now or by an earlier run, and not only voted or proposed."""
    if recalibration.adoption is not None:
        return True
    return not recalibration.proposed and any(line.adopted is not None for line in lines)


def proposed(recalibration: Recalibration) -> bool:
    """Whether levels other than those voted are only proposed."""
    return recalibration.proposed and recalibration.adoption is None


def votes_view(grade: str, recalibration: Recalibration, texts: Texts) -> VotesView:
    """The section's view; reads nothing but its arguments."""
    lang, model = texts.lang, texts.model
    lines = recalibration.of(grade)
    names = [level.name(lang.code) for level in model.levels]
    voted = any(line.votes for line in lines)
    dots = max(max(line.per_level, default=0) for line in lines) <= capacity(len(names))
    heads = tuple(names) if names_fit(names) else tuple(str(level.value) for level in model.levels)
    decided = decided_on(lines, recalibration)
    only_proposed = proposed(recalibration)
    legend = {"vote" if dots else "votes": lang("a vote") if dots else lang("votes, with their number"),
              "before": lang("level before"), "voted": lang("level voted")}  # fmt: skip
    radar = required_data(lines, model, lang.code)
    frame = frame_for(radar)
    return VotesView(
        say=_say(lines, texts),
        adopted_title=lang("Level proposed") if only_proposed else lang("Level adopted"),
        heads=heads,
        heads_text=lang.listing(heads),
        dots=dots,
        legend=legend if voted else {},
        key=_key(texts) if voted else "",
        rows=tuple(_row(line, recalibration, texts) for line in lines),
        checks=tuple(_checks(lines, recalibration, texts)),
        radar=radar if len(lines) >= FEWEST else None,
        frame=frame,
        stacked=frame == WIDE,
        radar_say=_radar_say(lines, texts),
        after_title=_after_title(decided=decided, only_proposed=only_proposed, texts=texts),
        before_text=lang("Radar of the required levels before: {values}", values=_values(lines, texts, after=False)),
        after_text=lang("Radar of the required levels after: {values}", values=_values(lines, texts, after=True)),
    )


def _row(line: Recalibrated, recalibration: Recalibration, texts: Texts) -> VoteRow:
    lang, model = texts.lang, texts.model
    threshold, change = model.thresholds.agreed_votes, line.level - line.before
    undecided = lang("undecided") if recalibration.adoption is None else NONE
    settled = line.adopted is not None or proposed(recalibration)  # a proposal says it of every level
    counts = [lang("{level} {n}", level=level.name(lang.code), n=n)
              for level, n in zip(model.levels, line.per_level, strict=True) if n]  # fmt: skip
    return VoteRow(
        name=texts.competency(line.competency),
        before=texts.level(line.before),
        votes=votes_row(line, model),
        votes_text=lang("Votes: {counts}", counts=lang.listing(counts)) if counts else lang("no vote"),
        n=str(line.votes),
        mean=NONE if line.mean is None else decimal_text(shown_mark(line.mean)),
        spread=NONE if line.variance is None else decimal_text(shown_spread(line.variance)),
        agreement=NONE if line.agreement is None else decimal_text(shown_agreement(line.agreement, threshold)),
        verdict=lang("not agreed") if disagreed(line, model) else "",
        voted=texts.level(line.after) if line.votes else NONE,
        adopted=texts.level(line.level) if settled else undecided,
        change=f"{arrow(change)} {abs(change)}" if change else "",
        changed=bool(change),
        decided=settled,
        apart=_apart(line),
    )


def _say(lines: Sequence[Recalibrated], texts: Texts) -> str:
    lang, model = texts.lang, texts.model
    if not any(line.votes for line in lines):
        return lang("Nobody voted on these levels.")
    open_ones = [line.competency for line in lines if disagreed(line, model)]
    asked = [line for line in lines if line.agreement is not None]
    if not asked:
        return lang("Too few votes to say whether the experts agree.")
    if not open_ones:
        return lang("The experts agree on every level.")
    return lang.plural("The experts do not agree on {n} of {of} levels: {names}.", "The experts do not agree on {n} of {of} levels: {names}.",
                       len(open_ones), of=len(asked), names=texts.names(open_ones))  # fmt: skip


def _key(texts: Texts) -> str:
    """Which number a level has: what the mean is made of."""
    lang = texts.lang
    values = [lang("{level} = {value}", level=v.name(lang.code), value=v.value) for v in texts.model.levels]
    return lang("The levels as numbers, from left to right: {values}.", values=lang.listing(values))


def _checks(lines: Sequence[Recalibrated], recalibration: Recalibration, texts: Texts) -> list[str]:
    """What to look at before deciding, or what was adopted all the same."""
    lang, model = texts.lang, texts.model
    least, most = model.thresholds.few_votes, model.thresholds.large_change
    split = [line.competency for line in changing(lines) if disagreed(line, model)]
    few = [line.competency for line in lines if line.votes < least and (line.votes or line.level != line.before)]
    none = [line.competency for line in lines if not line.votes and line.level == line.before]
    large = [line.competency for line in changing(lines) if abs(line.level - line.before) > most]
    found = [
        lang("The level changes although the experts do not agree: {names}.", names=texts.names(split)) if split else "",
        lang.plural("Changes by more than {n} level: {names}.", "Changes by more than {n} levels: {names}.", most, names=texts.names(large)) if large else "",
        lang("Fewer than {least} votes: {names}.", least=least, names=texts.names(few)) if few and any(line.votes for line in lines) else "",
        lang("No vote, so the level stays: {names}.", names=texts.names(none)) if none and any(line.votes for line in lines) else "",
    ]  # fmt: skip
    apart = [line.competency for line in differing(lines) if line.votes]
    if apart:
        found.append(_deviating(apart, recalibration, texts))
    return [text for text in found if text]


def _deviating(apart: Sequence[str], recalibration: Recalibration, texts: Texts) -> str:
    lang, names = texts.lang, texts.names(apart)
    if proposed(recalibration):
        return lang(
            "It is proposed to adopt another level than the one voted: {names}. The reasons stand below.", names=names
        )
    return lang("Another level was adopted than the one voted: {names}. The reasons stand below.", names=names)


def _radar_say(lines: Sequence[Recalibrated], texts: Texts) -> str:
    lang = texts.lang
    up, down = ([line.competency for line in lines if (line.level - line.before) * sign > 0] for sign in (1, -1))
    if len(up) + len(down) > NAMED:
        counts = [lang("{n} raised", n=len(up))] * bool(up) + [lang("{n} lowered", n=len(down))] * bool(down)
        return lang("Compared with before: {parts}.", parts=lang.listing(counts))
    rise = lang("Raised: {names}.", names=texts.names(up)) if up else ""
    fall = lang("Lowered: {names}.", names=texts.names(down)) if down else ""
    return texts.joined(rise, fall) or lang("No level changes.")


def _after_title(*, decided: bool, only_proposed: bool, texts: Texts) -> str:
    lang = texts.lang
    if decided:
        return lang("After, as adopted")
    return lang("After, as proposed") if only_proposed else lang("After, as voted")


def _values(lines: Sequence[Recalibrated], texts: Texts, *, after: bool) -> str:
    return texts.lang.listing(
        [f"{texts.competency(line.competency)} {texts.level(line.level if after else line.before)}" for line in lines]
    )
