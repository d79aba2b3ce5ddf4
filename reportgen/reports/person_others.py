"""How others see somebody, beside how they see themselves: the view of that section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.raters import SELF
from reportgen.model.results import MERGED, CompetencyResult, PersonResult
from reportgen.model.rounding import decimal_text
from reportgen.reports.against import key, marked
from reportgen.reports.chart_data import ScaleRange, ViewsRow
from reportgen.reports.compared import signed
from reportgen.reports.page_views import MARKS, SCORE, SPARE
from reportgen.reports.person_observations import (
    NOTHING_SEEN,
    ObservationsView,
    Pair,
    agreement,
    difference_shown,
    observations,
    own_text,
)
from reportgen.reports.typography import whole
from reportgen.reports.views import Texts

NONE = "—"
MANY_COLUMNS = 7  # of numbers; from here on the picture gives them room


@dataclass(frozen=True)
class OthersColumn:
    """A column of numbers: the name of its mark (empty: none), its heading."""

    mark: str
    label: str


@dataclass(frozen=True)
class OthersRow:
    """A competency: its numbers, a dash where there is none; `seen` are those of the relations' columns."""

    name: str
    own: str
    score: str
    difference: str
    seen: tuple[str, ...]
    views: ViewsRow
    alt: str


@dataclass(frozen=True)
class OthersView:
    """`rows` is empty when nothing may be shown: then `say` tells what is missing and why. `columns` stand as the
    numbers of a row do.
    """

    say: str
    standard: str
    scale: ScaleRange
    columns: tuple[OthersColumn, ...]
    rows: tuple[OthersRow, ...]
    spread: str
    agreement: str
    observations: ObservationsView
    notes: tuple[str, ...]
    with_own: bool
    crowded: bool


def others_view(person: PersonResult, weights: Mapping[str, Fraction], texts: Texts) -> OthersView | None:
    """The section's view; None where nothing stands beside a score from ratings and none is withheld."""
    pairs = [p for r in person.competencies if (p := _pair(r, weights)) is not None]
    if not pairs:
        return _nothing(texts) if person.withheld else None
    if not any(p.own is not None or p.result.seen for p in pairs):
        return None
    pairs.sort(key=lambda p: (p.own is None, -difference_shown(p, texts) if p.own is not None else -p.others))
    relations = _relations(pairs, texts)
    marks = marks_of(relations)
    differs = any(p.others != p.result.score for p in pairs)
    score = texts.lang("the score by others") if differs else texts.lang("the score")
    return OthersView(
        say=_say(pairs, score, texts),
        standard=texts.lang("standard {standard}", standard=texts.model.standard),
        scale=texts.scale,
        columns=_columns(pairs, marks, texts, differs=differs),
        rows=tuple(_row(p, marks, texts) for p in pairs),
        spread=texts.lang("lowest to highest rating (without yours and your manager's)")
        if any(p.result.spread for p in pairs)
        else "",
        agreement=agreement(pairs, texts),
        observations=observations(pairs, score, texts),
        notes=_notes(person, pairs, weights, texts, differs=differs),
        with_own=any(p.own is not None for p in pairs),
        crowded=3 + len(relations) >= MANY_COLUMNS,
    )


def _nothing(texts: Texts) -> OthersView:
    """Where everything rated is withheld."""
    lang, least = texts.lang, texts.model.thresholds.shown_raters
    say = texts.joined(
        lang("This would show how others see you beside how you see yourself. There are ratings, but besides you and your manager so few people gave one that it could be worked out who gave which."),
        lang("To protect them nothing is shown here. As a rule it will be when at least {n} of them have rated; HR can ask more people and make the report again.", n=least),
    )  # fmt: skip
    return OthersView(say, "", texts.scale, (), (), "", "", NOTHING_SEEN, (), with_own=False, crowded=False)


def _pair(result: CompetencyResult, weights: Mapping[str, Fraction]) -> Pair | None:
    """A score that readers see, as the others see it: without the self-rating, where that has a weight."""
    if result.method != "rating" or result.score is None:
        return None
    own_counts = weights.get(SELF, Fraction(0)) > 0
    others = result.others if result.others is not None or own_counts else result.score
    if others is None:
        return None
    n = result.n_raters - (1 if own_counts and result.self_rating is not None else 0)
    return Pair(result, result.self_rating, others, n)


def _relations(pairs: Sequence[Pair], texts: Texts) -> list[str]:
    """Relations that are shown anywhere, in the order of the vocabulary, those merged last."""
    found = {seen.relation for p in pairs for seen in p.result.seen}
    known = [r.id for r in texts.model.relations]
    return sorted(found, key=lambda r: (r == MERGED, known.index(r) if r in known else len(known), r))


def marks_of(relations: Sequence[str]) -> dict[str, str]:
    """Relation -> the name of its mark."""
    spare = iter(SPARE * len(relations))
    return {r: r if r in MARKS else next(spare) for r in relations}


def _columns(
    pairs: Sequence[Pair], marks: Mapping[str, str], texts: Texts, *, differs: bool
) -> tuple[OthersColumn, ...]:
    lang = texts.lang
    score = OthersColumn(SCORE, lang("By others") if differs else lang("Score"))
    own = (OthersColumn(SELF, lang("Self")), score, OthersColumn("", lang("Difference")))
    first = own if any(p.own is not None for p in pairs) else (score,)
    return (*first, *(OthersColumn(mark, texts.relation(r)) for r, mark in marks.items()))


def _row(pair: Pair, marks: Mapping[str, str], texts: Texts) -> OthersRow:
    lang, result = texts.lang, pair.result
    name, score = marked(result, texts), texts.score(pair.others)
    own = NONE if pair.own is None else own_text(pair)
    means = {seen.relation: seen.mean for seen in result.seen}
    parts = [] if pair.own is None else [lang("self-rating {own}", own=own)]
    parts += [lang("score {score}", score=score)]
    parts += [f"{texts.relation(r)} {texts.score(means[r])}" for r in marks if r in means]
    if result.spread is not None:
        parts.append(lang("ratings from {low} to {high}", low=result.spread[0], high=result.spread[1]))
    return OthersRow(
        name=name,
        own=own,
        score=score,
        difference=NONE if pair.own is None else signed(difference_shown(pair, texts)),
        seen=tuple(texts.score(means[r]) if r in means else NONE for r in marks),
        views=ViewsRow(
            pair.own, pair.others, tuple((mark, means[r]) for r, mark in marks.items() if r in means), result.spread
        ),
        alt=lang("{name}: {score}", name=name, score=lang.listing(parts)),
    )


def _say(pairs: Sequence[Pair], score: str, texts: Texts) -> str:
    """Counts, and where the two differ most."""
    lang = texts.lang
    rows = [(difference_shown(p, texts), marked(p.result, texts)) for p in pairs if p.own is not None]
    n = len(rows)
    if not rows:
        return lang("There is no self-rating; this is how those who rated see it, each group by itself.")
    higher = sum(1 for difference, _ in rows if difference > 0)
    lower = sum(1 for difference, _ in rows if difference < 0)
    if not higher and not lower:
        return lang("The self-rating and {score} are the same everywhere.", score=score)
    if n in (higher, lower):
        template = (
            N_("All {n} self-ratings are above {score}.") if higher else N_("All {n} self-ratings are below {score}.")
        )
        text = lang(template, n=n, score=score)
    else:
        same = n - higher - lower
        template = (
            N_("{n} self-ratings: {higher} above {score}, {lower} below it, {same} the same.")
            if same
            else N_("{n} self-ratings: {higher} above {score}, {lower} below it.")
        )
        text = lang(template, n=n, score=score, higher=higher, lower=lower, same=same)
    most = max(abs(difference) for difference, _ in rows)
    names = [name for difference, name in rows if abs(difference) == most]
    return texts.joined(
        text, lang("Largest difference: {name} ({points}).", name=texts.listed(names), points=decimal_text(most))
    )


def _notes(
    person: PersonResult, pairs: Sequence[Pair], weights: Mapping[str, Fraction], texts: Texts, *, differs: bool
) -> tuple[str, ...]:
    """What the columns are, and what is not shown."""
    lang, notes = texts.lang, []
    # who may weigh nothing is known from the settings alone: that says nothing of who rated
    of_weight = [r for r in texts.model.relations if weights.get(r.id)]
    if differs:
        notes.append(lang("“By others” is the score without what the self-rating adds to it."))
    if weights and any(r.id != SELF and r not in of_weight for r in texts.model.relations):
        names = [whole(r.name(lang.code), lang.code) for r in of_weight]
        notes.append(lang("The score takes in these ratings alone: {names}. Others weigh nothing in it.", names=texts.listed(names)))  # fmt: skip
    elif not differs:
        notes.append(lang("The score takes in everybody who rated but you, those too who have no column of their own."))
    merged = {r for p in pairs for seen in p.result.seen if seen.relation == MERGED for r in seen.relations}
    if merged:
        names = [whole(r.name(lang.code), lang.code) for r in texts.model.relations if r.id in merged]
        notes.append(
            lang("“Others” are several relations as one ({names}), as some of them have too few people to stand alone.",
                 names=lang.listing(names))
        )  # fmt: skip
    if person.withheld:
        notes.append(
            lang.plural(
                "{n} competency is left out of this table, as its score is not shown; the notes tell which and why.",
                "{n} competencies are left out of this table, as their scores are not shown; the notes tell which and why.",
                person.withheld,
            )
        )
    if former := key([p.result for p in pairs], texts):
        notes.append(former)
    return tuple(notes)
