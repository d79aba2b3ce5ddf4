"""Raters whose ratings may need a second look, on the page `data/admin.html`: hints with what to do, no verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.raters import Flag, RaterResult
from reportgen.model.rounding import decimal_text, half_up
from reportgen.reports.views import Texts

NAMES: Mapping[Flag, str] = {
    "all-alike": N_("all alike"),
    "far-off": N_("often far off"),
    "severe": N_("strict"),
    "mild": N_("mild"),
    "few-answers": N_("few answers"),
}

TO_DO: Mapping[Flag, str] = {
    "all-alike": N_("Ask whether every item was considered by itself."),
    "far-off": N_("Ask whether a person or a line was mixed up, or the scale read the wrong way round."),
    "severe": N_("Ask whether the scale was understood as by the others: {standard} means “{band}”."),
    "mild": N_("Ask whether the scale was understood as by the others: {standard} means “{band}”."),
    "few-answers": N_("Ask for the missing answers, or whether the rater does not know enough to give them."),
}


@dataclass(frozen=True)
class Hint:
    """A reason to ask: its name, what was found, what to do."""

    name: str
    why: str
    to_do: str


@dataclass(frozen=True)
class HintRow:
    """A rater to ask."""

    rater: str
    relation: str
    people: str
    items: str
    mean: str
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class RatersToAsk:
    """The section of the page; without rows there is nobody to ask."""

    counted: str
    rows: tuple[HintRow, ...]


def raters_to_ask(flagged: Sequence[RaterResult], of: int, texts: Texts) -> RatersToAsk:
    """The flagged raters in the order given; `of` is how many rated others, each counted by relation."""
    return RatersToAsk(
        counted=texts.lang("{n} of {of} raters, counted by relation", n=len(flagged), of=of),
        rows=tuple(_row(one, texts) for one in flagged),
    )


def _row(one: RaterResult, texts: Texts) -> HintRow:
    return HintRow(
        rater=" ".join(dict.fromkeys(part for part in (one.id, one.rater) if part)) or texts.lang("not named"),
        relation=texts.relation(one.relation),
        people=str(one.people),
        items=str(one.items),
        mean=decimal_text(one.mean, 2),
        hints=tuple(Hint(texts.lang(NAMES[flag]), _why(flag, one, texts), _to_do(flag, texts)) for flag in one.flags),
    )


def _why(flag: Flag, one: RaterResult, texts: Texts) -> str:
    lang = texts.lang
    if flag == "all-alike":
        return lang("All {n} ratings are {value}; others differ more in what they give the same people.", n=one.items, value=decimal_text(one.mean, 0))  # fmt: skip
    if flag == "far-off":
        limit = texts.model.thresholds.far_off
        return lang("{far} of {n} ratings are more than {limit} from the mean of the others, more than chance would give.",
                    far=one.far, n=one.compared, limit=decimal_text(limit, 1))  # fmt: skip
    if flag == "few-answers":
        return lang("{answered} of {asked} questions are answered.", answered=one.answered, asked=one.asked)
    text = (
        N_("On average {by} below the others, give or take {error}, over {n} items that others rated, too.")
        if flag == "severe"
        else N_("On average {by} above the others, give or take {error}, over {n} items that others rated, too.")
    )
    by = half_up(abs(one.difference or Fraction(0)), 2)
    return lang(text, by=decimal_text(by, 2), error=decimal_text(Fraction(one.error or 0), 2), n=one.shared)


def _to_do(flag: Flag, texts: Texts) -> str:
    standard = texts.model.standard
    return texts.lang(TO_DO[flag], standard=standard, band=texts.band(standard).word)
