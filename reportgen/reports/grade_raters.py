"""Who rated a grade, as numbers: how many ratings came, whether raters agree, how many scores are shown, what is doubtful.

No rater is named, nor can one be made out: agreement is told of people as a whole, and doubtful ratings are counted only
where enough raters took part.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.model.raters import agreement_raters
from reportgen.model.results import CompetencyGroup, CompetencyResult, GroupRaters, GroupResult, PersonResult
from reportgen.reports.typography import HARD_SPACE, whole
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class Agreement:
    """People whose raters agree, of those with enough raters to say."""

    agree: int
    of: int


@dataclass(frozen=True)
class RaterRow:
    """A competency: agreement as a bar and in numbers, scores shown of those there are."""

    name: str
    bar: Agreement
    agree: str
    shown: str
    alt: str


@dataclass(frozen=True)
class RatersView:
    """`rows` is empty where the raters of everybody agree: a sentence says that."""

    title: str
    say: str
    rows: tuple[RaterRow, ...]
    notes: tuple[str, ...]


def raters_view(grade: GroupResult, people: Sequence[PersonResult], texts: Texts) -> RatersView | None:
    """The section's view, competencies with most disagreement first, those with too few raters in a note; None when
    nobody rated.
    """
    raters, lang = grade.raters, texts.lang
    if raters is None or not raters.answers:
        return None
    assessed = Counter(r.competency for p in people for r in p.competencies if _from_ratings(r))
    found = [
        (Agreement(*raters.agreement.get(c.competency, (0, 0))), c, assessed[c.competency])
        for c in grade.competencies
        if assessed[c.competency]
    ]
    told = [item for item in found if item[0].of]
    calm = all(agreement.agree == agreement.of for agreement, _, _ in told)
    listed = [] if calm else [item for item in told if _worth_a_row(*item)]
    rows = sorted(listed, key=lambda item: -_disagreement(item[0]))
    groups = _Groups(
        rows=len(rows),
        agreeing=tuple(c.competency for agreement, c, n in told if calm or not _worth_a_row(agreement, c, n)),
        few=tuple(c.competency for agreement, c, _ in found if not agreement.of),
    )
    hidden = tuple((c.competency, c.n, assessed) for _, c, assessed in found if c.n < assessed) if calm else ()
    return RatersView(
        title=lang("Raters, and whether they agree"),
        say=_say(raters, texts),
        rows=tuple(_row(agreement, c, n, texts) for agreement, c, n in rows),
        notes=(*_on_agreement(groups, texts), *_on_shown(hidden, texts), *_on_ratings(raters, people, texts)),
    )


@dataclass(frozen=True)
class _Groups:
    """How many competencies have a row, and those without: everybody's raters agree, or they are too few to say."""

    rows: int
    agreeing: tuple[str, ...]
    few: tuple[str, ...]


def _worth_a_row(agreement: Agreement, c: CompetencyGroup, assessed: int) -> bool:
    """Whether raters disagree, or scores are not shown."""
    return agreement.agree < agreement.of or c.n < assessed


def _from_ratings(result: CompetencyResult) -> bool:
    """Whether there is a score from ratings, shown or not."""
    return result.method == "rating" and (result.score is not None or result.withheld)


def _disagreement(agreement: Agreement) -> Fraction:
    return Fraction(agreement.of - agreement.agree, agreement.of)


def _say(raters: GroupRaters, texts: Texts) -> str:
    lang = texts.lang
    who = lang.plural("{n} rater", "{n} raters", raters.raters)
    if raters.answers <= raters.asked:
        share = Fraction(raters.answers, raters.asked)
        return lang("{who} gave {answers} of the {asked} ratings they were asked for ({percent}%).",
                    who=who, answers=raters.answers, asked=raters.asked, percent=texts.percent(share))  # fmt: skip
    return lang("{who} gave {answers} ratings.", who=who, answers=raters.answers)


def _row(agreement: Agreement, c: CompetencyGroup, assessed: int, texts: Texts) -> RaterRow:
    name = texts.competency(c.competency)
    return RaterRow(
        name=name,
        bar=agreement,
        agree=f"{agreement.agree} / {agreement.of}",
        shown=f"{c.n} / {assessed}",
        alt=texts.lang("{name}: raters of {agree} of {of} people agree", name=name, agree=agreement.agree, of=agreement.of),
    )  # fmt: skip


def _on_agreement(groups: _Groups, texts: Texts) -> list[str]:
    """What agreement is, and what there is to say of competencies without a row."""
    lang = texts.lang
    if not groups.rows and not groups.agreeing:
        return [lang("Too few raters per person to say whether they agree.")] if groups.few else []
    notes = []
    if groups.agreeing and not groups.rows and not groups.few:
        notes.append(lang("In every competency the raters of everybody agree."))
    elif groups.agreeing:
        notes.append(lang("The raters of everybody agree: {names}.", names=texts.names(groups.agreeing)))
    if groups.few:
        notes.append(lang("Too few raters to say whether they agree: {names}.", names=texts.names(groups.few)))
    few = agreement_raters(texts.model.thresholds.shown_raters)
    about = lang("Agreement is told of people whom at least {few} people besides themselves and the manager rated: it holds when their ratings of a competency lie close to each other.", few=few)  # fmt: skip
    if groups.rows:
        why = lang("Raters who differ have not rated wrongly: they may know a person from different situations. Ask for examples there.")  # fmt: skip
        about = texts.joined(about, why)
    return [about, *notes] if groups.rows else [*notes, about]


def _on_shown(hidden: Sequence[tuple[str, int, int]], texts: Texts) -> list[str]:
    """Of competencies without a row, how many people's scores are shown, where those are not all: (id, shown, assessed)."""
    if not hidden:
        return []
    return [texts.lang("Not everybody's score is shown (shown / assessed): {names}.",
                       names=texts.lang.listing([f"{whole(texts.competency(c), texts.lang.code)} {n}{HARD_SPACE}/{HARD_SPACE}{of}" for c, n, of in hidden]))]  # fmt: skip


def _on_ratings(raters: GroupRaters, people: Sequence[PersonResult], texts: Texts) -> list[str]:
    """How many ratings look doubtful, and how many scores are not new; both are told where nobody can be made out."""
    lang, notes = texts.lang, []
    if raters.doubtful and raters.raters >= texts.model.thresholds.range_raters:
        notes.append(lang.plural(
            "{n} rating is worth a second look (very unlike the others of the same person, say); the administrator has it in a list. It counts like any other.",
            "{n} ratings are worth a second look (very unlike the others of the same person, say); the administrator has them in a list. They count like any other.",
            raters.doubtful,
        ))  # fmt: skip
    kept = sum(1 for p in people for r in p.competencies if r.kept)
    if kept:
        notes.append(lang.plural(
            "{n} score is that of the report before, as too few ratings came since to show a new one.",
            "{n} scores are those of the report before, as too few ratings came since to show new ones.",
            kept,
        ))  # fmt: skip
    return notes
