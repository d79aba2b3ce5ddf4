"""Where a recalibration stands, why levels deviate from the vote, and how its numbers are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.model.recalibration import Recalibration
from reportgen.model.results import Assessment, Recalibrated
from reportgen.model.rounding import decimal_text
from reportgen.reports.plain_text import REMARK_LIMIT
from reportgen.reports.recalibration_votes import decided_on, differing
from reportgen.reports.standards_text import standards_text
from reportgen.reports.views import Texts

SOURCE = "James, Demaree & Wolf 1984, Journal of Applied Psychology 69, 85–98"


@dataclass(frozen=True)
class State:
    """Whether the levels are adopted: a word, and what follows from it."""

    word: str
    text: str
    decided: bool


@dataclass(frozen=True)
class ReasonRow:
    """A level that is adopted, or proposed, instead of the one voted."""

    name: str
    voted: str
    adopted: str
    reason: str


@dataclass(frozen=True)
class MethodView:
    items: tuple[tuple[str, str], ...]


def state(lines: Sequence[Recalibrated], recalibration: Recalibration, assessment: Assessment, texts: Texts) -> State:
    """Where the decision stands."""
    lang, apart = texts.lang, len(differing(lines))
    if not decided_on(lines, recalibration):
        if recalibration.again:
            text = lang(
                "It would bring back {levels}. Until that is adopted, the levels in force hold.",
                levels=recalibration.again,
            )
            return State(lang("Proposed, not adopted yet"), text, decided=False)
        if not recalibration.proposed:
            return State(lang("Not adopted yet"),
                         lang("This is how the experts voted. Until it is adopted, the levels in force hold and no report changes."), decided=False)  # fmt: skip
        text = lang.plural("{n} level differs from the vote; the reasons stand below. Until it is adopted, the levels in force hold.",
                           "{n} levels differ from the vote; the reasons stand below. Until they are adopted, the levels in force hold.", apart)  # fmt: skip
        return State(lang("Proposed, not adopted yet"), text, decided=False)
    return State(lang("Adopted"), _decision(apart, recalibration, assessment, texts), decided=True)


def _decision(apart: int, recalibration: Recalibration, assessment: Assessment, texts: Texts) -> str:
    lang, adoption = texts.lang, recalibration.adoption
    if adoption is None:
        own = [line for line in assessment.history if line.cycle == assessment.cycle.name]
        known = (
            [
                lang(
                    "Adoption {number}, in force from {date}.",
                    number=own[-1].number,
                    date=own[-1].effective.isoformat(),
                )
            ]
            if own
            else []
        )
    else:
        known = [
            lang(
                "Adoption {number}, in force from {date}.", number=adoption.number, date=adoption.effective.isoformat()
            )
        ]
        if adoption.again and adoption.again not in adoption.note:
            known.append(lang("It brings back {levels}.", levels=texts.printable(adoption.again)))
    if apart:
        known.append(
            lang.plural(
                "{n} level differs from the vote; the reasons stand below.",
                "{n} levels differ from the vote; the reasons stand below.",
                apart,
            )
        )
    if adoption is not None and adoption.note:
        known.append(lang("Noted: {note}", note=texts.printable(adoption.note, limit=REMARK_LIMIT)))
    return texts.joined(*known)  # fmt: skip


def reasons(lines: Sequence[Recalibrated], texts: Texts) -> tuple[ReasonRow, ...]:
    """The deviations from the vote."""
    lang = texts.lang
    return tuple(
        ReasonRow(
            texts.competency(line.competency),
            texts.level(line.after) if line.votes else lang("no vote"),
            texts.level(line.level),
            texts.printable(line.reason, limit=REMARK_LIMIT) or lang("no reason given"),
        )
        for line in differing(lines)
    )


def method(recalibration: Recalibration, assessment: Assessment, texts: Texts) -> MethodView:
    """How the numbers are made, where there are votes, and what adopting does."""
    lang, model = texts.lang, texts.model
    levels, limit = model.levels, decimal_text(model.thresholds.agreed_votes)
    before = (lang("Before"), _before(recalibration, assessment, texts))
    adopting = (
        lang("Adopting"),
        lang("The vote decides nothing by itself. Adopting writes the table of required levels; once it is in the input folder, it holds from its effective date on. Earlier reports stay as they are, and an earlier table can be put in force again."),
    )  # fmt: skip
    if not any(line.votes for line in recalibration.lines):
        return MethodView((before, adopting))
    return MethodView((
        before,
        (lang("Mean and level voted"),
         lang("The mean of the experts' levels as numbers ({lowest} = {low} to {highest} = {high}); a blank is no vote. Rounded half up it is the level voted: a mean of exactly {half} goes up. Means are shown so that they never seem to say another level.",
              lowest=texts.level(levels[0].value), low=levels[0].value, highest=texts.level(levels[-1].value), high=levels[-1].value, half=decimal_text(levels[0].value + Fraction(1, 2), 1))),
        (lang("Spread"), lang("The standard deviation of the votes (n − 1) in levels: 0 where all are the same.")),
        (lang("Agreement"),
         lang("r_wg = 1 − variance of the votes / variance of votes cast at random over the {n} levels; 1: all vote the same, 0: no more alike than at random. Below {limit} the experts count as not agreed; for fewer than two votes it says nothing. Source: {source}.",
              n=len(levels), limit=limit, source=SOURCE)),
        adopting,
    ))  # fmt: skip


def _before(recalibration: Recalibration, assessment: Assessment, texts: Texts) -> str:
    """Which levels the new ones are compared with: those in force, for votes less what this cycle's own adoption changed."""
    lang, standards = texts.lang, assessment.standards
    if recalibration.again:
        return lang("The levels decided on last.")
    own = any(line.cycle == assessment.cycle.name and line.number == standards.adoption for line in assessment.history)
    if standards.adoption and own:
        return lang("The levels in force when the experts voted, before this cycle's own adoption.")
    return lang("The levels in force: {standards}.", standards=standards_text(assessment, texts))
