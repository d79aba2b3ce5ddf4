"""How somebody sees themselves beside how the others see them: the view of that section."""

from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.results import PersonResult
from reportgen.model.rounding import decimal_text, half_up, shown_score
from reportgen.reports.chart_data import PairRow, ScaleRange
from reportgen.reports.views import Texts

MINUS = "\u2212"


@dataclass(frozen=True)
class OthersRow:
    name: str
    own: str
    score: str
    difference: str
    pair: PairRow
    alt: str


@dataclass(frozen=True)
class OthersView:
    say: str
    note: str
    standard: str
    scale: ScaleRange
    rows: tuple[OthersRow, ...]
    legend: dict[str, str]


def others_view(person: PersonResult, texts: Texts) -> OthersView | None:
    """The section's view; None without a self-rating beside a score from ratings."""
    lang = texts.lang
    rows = []
    for result in person.competencies:
        if result.self_rating is None or result.score is None or result.method != "rating":
            continue
        own = half_up(result.self_rating, 2)
        difference = own - shown_score(result.score, texts.model)
        rows.append((difference, _row(result.competency, own, result.score, difference, texts)))
    if not rows:
        return None
    rows.sort(key=lambda item: -item[0])  # the largest overestimate first; ties in the model's order
    return OthersView(
        say=_say([(d, r) for d, r in rows], texts),
        note=lang("A difference is an observation, not a verdict: talk about an occasion on which each of you saw it."),
        standard=lang("standard {standard}", standard=texts.model.standard),
        scale=texts.scale,
        rows=tuple(row for _, row in rows),
        legend={"self": lang("self-rating"), "score": lang("score"), "standard": lang("standard")},
    )


def _row(competency: str, own: Fraction, score: Fraction, difference: Fraction, texts: Texts) -> OthersRow:
    lang = texts.lang
    name = texts.competency(competency)
    shown = decimal_text(own)
    return OthersRow(
        name=name,
        own=shown,
        score=texts.score(score),
        difference=("+" if difference > 0 else "") + decimal_text(difference).replace("-", MINUS),
        pair=PairRow(own, score),
        alt=lang("{name}: self-rating {own}, score {score}", name=name, own=shown, score=texts.score(score)),
    )


def _say(rows: list[tuple[Fraction, OthersRow]], texts: Texts) -> str:
    """Counts, and where the two differ most."""
    lang, n = texts.lang, len(rows)
    higher = sum(1 for difference, _ in rows if difference > 0)
    lower = sum(1 for difference, _ in rows if difference < 0)
    if not higher and not lower:
        return lang("Self-rating and score are the same everywhere.")
    if n in (higher, lower):
        template = (
            N_("All {n} self-ratings are above the score.")
            if higher
            else N_("All {n} self-ratings are below the score.")
        )
        text = lang(template, n=n)
    else:
        same = n - higher - lower
        template = (
            N_("{n} self-ratings: {higher} above the score, {lower} below it, {same} the same.")
            if same
            else N_("{n} self-ratings: {higher} above the score, {lower} below it.")
        )
        text = lang(template, n=n, higher=higher, lower=lower, same=same)
    most = max(abs(difference) for difference, _ in rows)
    names = [row.name for difference, row in rows if abs(difference) == most]
    return texts.joined(
        text, lang("Largest difference: {name} ({points}).", name=texts.listed(names), points=decimal_text(most))
    )
