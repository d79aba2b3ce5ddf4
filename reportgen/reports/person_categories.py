"""A person's competencies category by category: the view of the section with a readable radar each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reportgen.model.comparison import Comparison, PersonChange
from reportgen.model.results import CompetencyResult, PersonResult
from reportgen.model.types import Category
from reportgen.reports.against import key, marked, marked_radar
from reportgen.reports.chart_data import FEWEST_AXES, RadarData, category_radar
from reportgen.reports.compared import before_of, before_text, cycle_name, from_to
from reportgen.reports.typography import whole
from reportgen.reports.views import TOP, Texts, needs

READABLE = Fraction(2, 3)  # share of assessed axes from which a web says more than its hatching


@dataclass(frozen=True)
class CategoryView:
    """A category; `radar` is None where too few axes with a score make no web: then `lines` stand in its place."""

    name: str
    mean: str
    met: str
    reading: str
    todo: str
    radar: RadarData | None
    radar_text: str
    lines: tuple[tuple[str, str], ...]
    since: str = ""
    former: str = ""


@dataclass(frozen=True)
class CategoriesView:
    say: str
    items: tuple[CategoryView, ...]


def categories_view(person: PersonResult, texts: Texts, comparison: Comparison | None = None) -> CategoriesView:
    """The section's view; `comparison` is there with an earlier cycle."""
    first = [r.competency for r in needs(person.competencies, texts.model)[:TOP]]
    return CategoriesView(
        _say(person, texts), tuple(_category(c, person, first, texts, comparison) for c in texts.model.categories)
    )


def _say(person: PersonResult, texts: Texts) -> str:
    lang = texts.lang
    known = [(c.name(lang.code), s) for c in texts.model.categories if (s := person.categories[c.id]) is not None]
    if not known:
        return lang("The means of the categories are not shown, as the scores behind them are not.")
    if len(known) == 1:
        return lang("{name}: mean {mean}.", name=known[0][0], mean=texts.score(known[0][1]))
    high, low = max(s for _, s in known), min(s for _, s in known)
    if high == low:
        return lang("All categories have the same mean, {mean}.", mean=texts.score(high))
    return lang("Highest mean: {best} ({high}). Lowest: {worst} ({low}).",
                best=texts.listed([n for n, s in known if s == high]), high=texts.score(high),
                worst=texts.listed([n for n, s in known if s == low]), low=texts.score(low))  # fmt: skip


def _category(
    category: Category, person: PersonResult, first: Sequence[str], texts: Texts, comparison: Comparison | None
) -> CategoryView:
    lang, model = texts.lang, texts.model
    members = {c.id for c in model.in_category(category.id)}
    results = [r for r in person.competencies if r.competency in members]
    assessed = [r for r in results if r.score is not None]
    met = sum(1 for r in assessed if r.band is not None and r.band >= model.thresholds.attained_band)
    readable = len(assessed) >= FEWEST_AXES and len(assessed) >= READABLE * len(results)
    radar = (
        category_radar(person, category.id, first, model, lang.code, lang("n/a"), lang("hidden")) if readable else None
    )
    change = comparison.people[person.id] if comparison else None
    ids = [r.competency for r in results]
    if radar is not None:
        radar = marked_radar(replace(radar, before=before_of(change, ids)), results)
    lines = tuple((marked(r, texts), texts.score_of(r)) for r in results)
    return CategoryView(
        name=category.name(lang.code),
        mean=texts.mean_of(person, category.id),
        met=_met(met, assessed, results, texts),
        reading=_reading(results, assessed, met, texts),
        todo=_todo(assessed, texts),
        radar=radar,
        radar_text=lang("Radar of {name}: {values}", name=category.name(lang.code),
                        values=lang.listing([f"{name} {score}" for name, score in lines]))
        + (before_text(change, comparison, ids, texts) if radar else ""),
        lines=lines if radar is None else (),
        since=_since(category, change, comparison, texts),
        former=key(results, texts),
    )  # fmt: skip


def _met(
    met: int, assessed: Sequence[CompetencyResult], results: Sequence[CompetencyResult], texts: Texts
) -> str:  # fmt: skip
    """How many are at the standard, of those whose scores are there to be seen."""
    if not assessed:
        return ""
    if any(r.withheld for r in results):
        return texts.lang("{met} of the {n} shown at the standard", met=met, n=len(assessed))
    return texts.lang("{met} of the {n} assessed at the standard", met=met, n=len(assessed))


def _since(category: Category, change: PersonChange | None, comparison: Comparison | None, texts: Texts) -> str:
    """The change of the mean over what is comparable; empty where nothing is."""
    mean = change.categories[category.id] if change else None
    if comparison is None or mean is None:
        return ""
    return texts.lang.plural(
        "Since {cycle} ({n} comparable): {change}",
        "Since {cycle} ({n} comparable): mean {change}",
        mean.n, cycle=cycle_name(comparison, texts), change=from_to(mean, texts),
    )  # fmt: skip


def _reading(
    results: Sequence[CompetencyResult], assessed: Sequence[CompetencyResult], met: int, texts: Texts
) -> str:  # fmt: skip
    """What the radar says, in two or three short sentences."""
    lang = texts.lang
    hidden = [r.competency for r in results if r.withheld]
    if not assessed and hidden:
        return lang("The scores here are not shown, so nothing is said about them.")
    if not assessed:
        return lang("Nothing here has been assessed, so nothing is said about it.")
    parts = []
    if len(assessed) > 1 and met == len(assessed):
        parts.append(
            lang("Everything here is at the standard.")
            if met == len(results)
            else lang("What is shown here is at the standard.")
            if hidden
            else lang("What is assessed here is at the standard.")
        )
    elif len(assessed) > 1 and met == 0:
        parts.append(
            lang("Nothing shown here is at the standard yet.")
            if hidden
            else lang("Nothing assessed here is at the standard yet.")
        )
    names = {r.competency: marked(r, texts) for r in assessed}
    scores = [r.score for r in assessed if r.score is not None]
    high, low = max(scores), min(scores)
    if len(assessed) == 1:
        parts.append(lang("{name} is at {score}.", name=texts.listed(list(names.values())), score=texts.score(high)))
    elif high == low:
        parts.append(lang("All scores are {score}.", score=texts.score(high)))
    else:
        best = texts.listed([names[r.competency] for r in assessed if r.score == high])
        worst = texts.listed([names[r.competency] for r in assessed if r.score == low])
        parts.append(lang("Highest: {best} ({high}). Lowest: {worst} ({low}).", best=best, high=texts.score(high),
                          worst=worst, low=texts.score(low)))  # fmt: skip
    if hidden:
        parts.append(lang("Not shown: {names}.", names=texts.names(hidden)))
    left = [r.competency for r in results if r.score is None and not r.withheld]
    if left:
        parts.append(lang("Not assessed and in no mean: {names}.", names=texts.names(left)))
    return texts.joined(*parts)


def _todo(assessed: Sequence[CompetencyResult], texts: Texts) -> str:
    lang = texts.lang
    low = needs(assessed, texts.model)
    if not low:
        return ""
    gaps = {texts.gap(r.score) for r in low}
    if len(gaps) == 1 and len(low) == len(assessed) > TOP:
        return lang("To be raised: {n} competencies, each by {gap}.", n=len(low), gap=gaps.pop())
    items = [lang("{name} by {gap}", name=whole(marked(r, texts), lang.code), gap=texts.gap(r.score)) for r in low]
    return lang("To be raised: {names}.", names=lang.listing(items))
