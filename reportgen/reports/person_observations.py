"""Where self-rating and others differ much, and whether the others agree: observations with a question to talk about."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.results import CompetencyResult
from reportgen.model.rounding import SHOWN_DECIMALS, decimal_text, half_up, shown_score
from reportgen.reports.against import marked
from reportgen.reports.typography import whole
from reportgen.reports.views import Texts

ASK_BLIND = (
    N_("When did you think it went well, and who was there to see it?"),
    N_("What would the others like to see more of? Ask for one example."),
    N_("On which occasion could you show it next?"),
)
ASK_HIDDEN = (
    N_("What do others see that you take for granted?"),
    N_("Where else could this be of use?"),
    N_("What are you stricter about than the others?"),
)


@dataclass(frozen=True)
class Pair:
    """A competency's self-rating (None: there is none) and score by others [scale], `n` of them."""

    result: CompetencyResult
    own: Fraction | None
    others: Fraction
    n: int


@dataclass(frozen=True)
class Observation:
    """A competency, its two numbers, and a question about them."""

    name: str
    facts: str
    question: str


@dataclass(frozen=True)
class ObservationsView:
    """`blind`: self-rating far above the others; `hidden`: far below; `say` tells the rule, or that there are none."""

    blind: tuple[Observation, ...]
    hidden: tuple[Observation, ...]
    say: str


NOTHING_SEEN = ObservationsView((), (), "")


def observations(pairs: Sequence[Pair], score: str, texts: Texts) -> ObservationsView:
    """The largest differences each way, on exact values; nothing without enough others. `score` is what theirs is called."""
    thresholds = texts.model.thresholds
    limit = thresholds.blind_spot
    able = [(p.own - p.others, p) for p in pairs if p.own is not None and p.n >= thresholds.shown_raters]
    if not able:
        return NOTHING_SEEN
    blind = sorted((d for d in able if d[0] >= limit), key=lambda d: -d[0])[: thresholds.most_observations]
    hidden = sorted((d for d in able if d[0] <= -limit), key=lambda d: d[0])[: thresholds.most_observations]
    rule = (
        N_("Pointed out where the self-rating and {score} are {points} points or more apart, the largest ones first; an observation, not a verdict.")
        if blind or hidden
        else N_("Nowhere are the self-rating and {score} {points} points or more apart.")
    )  # fmt: skip
    close = [p.result.competency for d, p in able if abs(d) < limit <= abs(difference_shown(p, texts))]
    return ObservationsView(
        blind=tuple(_observation(p, ASK_BLIND[i % len(ASK_BLIND)], score, texts) for i, (_, p) in enumerate(blind)),
        hidden=tuple(_observation(p, ASK_HIDDEN[i % len(ASK_HIDDEN)], score, texts) for i, (_, p) in enumerate(hidden)),
        say=texts.joined(
            texts.lang(rule, score=score, points=decimal_text(limit)),
            texts.lang(
                "Before rounding the difference is a little smaller than that: {names}.", names=texts.names(close)
            )
            if close
            else "",
        ),
    )


def own_text(pair: Pair) -> str:
    """The self-rating as it is printed."""
    return decimal_text(_own_shown(pair))


def difference_shown(pair: Pair, texts: Texts) -> Fraction:
    """Self-rating less the others, as both are printed, so that it adds up on paper [scale]."""
    return _own_shown(pair) - shown_score(pair.others, texts.model)


def _own_shown(pair: Pair) -> Fraction:
    return half_up(pair.own or Fraction(0), SHOWN_DECIMALS)


def _observation(pair: Pair, question: str, score: str, texts: Texts) -> Observation:
    difference = difference_shown(pair, texts)
    template = (
        N_("self {own}, {score} {others}: {points} higher")
        if difference > 0
        else N_("self {own}, {score} {others}: {points} lower")
    )
    facts = texts.lang(template, score=score, own=own_text(pair), others=texts.score(pair.others), points=decimal_text(abs(difference)))  # fmt: skip
    return Observation(marked(pair.result, texts), facts, texts.lang(question))


def agreement(pairs: Sequence[Pair], texts: Texts) -> str:
    """Where those who rated agree and where not, in words; empty when too few rated to say."""
    lang = texts.lang
    differ = [p.result.competency for p in pairs if p.result.agreed is False]
    agree = sum(1 for p in pairs if p.result.agreed)
    if not differ:
        return lang("Where enough people rated to say, they see it much the same way.") if agree else ""
    names = [whole(texts.competency(c), lang.code) for c in differ]
    text = lang("Views differ: {names}. It is worth asking on which occasions people saw what.", names=lang.listing(names))  # fmt: skip
    return texts.joined(
        text, lang("Elsewhere, where enough people rated to say, they are much the same.") if agree else ""
    )
