"""Who stands where in a grade: people in clusters, as a heat map and as a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import PersonResult
from reportgen.reports.group_data import HeatmapData, heatmap, most_to_do
from reportgen.reports.not_shown import NotShown, chip, not_shown
from reportgen.reports.page_heatmap import parts_of
from reportgen.reports.views import Band, Texts


@dataclass(frozen=True)
class PersonRow:
    id: str
    name: str
    department: str
    assessed: str
    overall: str
    band: Band
    attainment: str
    hidden: str = ""


@dataclass(frozen=True)
class PeopleView:
    """`overview` shows everybody at once when the map runs over several pages; `hidden`: some scores are not shown."""

    say: str
    overview_say: str
    digits: str
    overview: HeatmapData | None
    heatmaps: tuple[HeatmapData, ...]
    list_say: str
    rows: tuple[PersonRow, ...]
    hidden: bool = False


def people_view(people: Sequence[PersonResult], texts: Texts) -> PeopleView:
    """The sections' view; the list keeps the roster's order."""
    lang, model = texts.lang, texts.model
    clusters = [(name, [(texts.name(p.id), texts.name(p.name), p) for p in members])
                for name, members in _clusters(people, texts)]  # fmt: skip
    data = heatmap(clusters, model, lang.code, lang("At the standard"), lang(" (continued)"))
    parts = parts_of(data)
    hidden = not_shown(people, texts)
    return PeopleView(
        say=_say(clusters, people, "" if len(parts) > 1 else _digits(people, texts), texts),
        overview_say=_overview_say(hidden, texts),
        digits=_digits(people, texts),
        overview=data if len(parts) > 1 else None,
        heatmaps=tuple(parts),
        list_say=texts.joined(_list_say(people, texts), _list_hidden(hidden, texts)),
        rows=tuple(_row(p, texts) for p in people),
        hidden=bool(hidden.total),
    )


def _clusters(people: Sequence[PersonResult], texts: Texts) -> list[tuple[str, list[PersonResult]]]:
    """People by the category where they have most to do, those with most needs first; then the rest."""
    lang, model = texts.lang, texts.model
    enough = [p for p in people if texts.shows_overall(p)]
    where = {p.id: most_to_do(p, model) for p in enough}

    def worst_first(members: list[PersonResult]) -> list[PersonResult]:
        limit = model.thresholds.need_band
        return sorted(
            members,
            key=lambda p: (-sum(1 for r in p.competencies if r.band is not None and r.band <= limit), p.overall or 0),
        )

    found = []
    for category in model.categories:
        members = [p for p in enough if where[p.id] == category.id]
        where_most = category.name(lang.code)
        title = lang.plural(
            "Most to do in {name}: {n} person", "Most to do in {name}: {n} people", len(members), name=where_most
        )
        found.append((title, worst_first(members)))
    met = [p for p in enough if not where[p.id] and not p.withheld]
    found.append((lang.plural("No needs: {n} person", "No needs: {n} people", len(met)), worst_first(met)))
    found += _not_fully_shown([p for p in enough if not where[p.id] and p.withheld], texts)
    few = [p for p in people if p.assessed and not texts.shows_overall(p)]
    found.append(
        (lang.plural("Too little assessed: {n} person", "Too little assessed: {n} people", len(few)), worst_first(few))
    )
    absent = [p for p in people if not p.assessed]
    found.append((lang.plural("Not assessed: {n} person", "Not assessed: {n} people", len(absent)), absent))
    return [(name, members) for name, members in found if members]


def _not_fully_shown(people: Sequence[PersonResult], texts: Texts) -> list[tuple[str, list[PersonResult]]]:
    """People without needs among the scores shown; nothing is said about those that are not."""
    lang = texts.lang
    some = [p for p in people if any(r.score is not None for r in p.competencies)]
    none = [p for p in people if p not in some]
    return [
        (lang.plural("No needs in what is shown: {n} person", "No needs in what is shown: {n} people", len(some)), some),
        (lang.plural("Scores not shown: {n} person", "Scores not shown: {n} people", len(none)), none),
    ]  # fmt: skip


def _overview_say(hidden: NotShown, texts: Texts) -> str:
    if hidden.total:
        return texts.lang(
            "Each stripe is a person, its colours are bands; at the standard and above is one pale colour, hatching is not assessed, an empty frame is not shown. A list with names follows."
        )
    return texts.lang(
        "Each stripe is a person, its colours are bands; at the standard and above is one pale colour, hatching is not assessed. A list with names follows."
    )


def _say(
    clusters: Sequence[tuple[str, Sequence[object]]], people: Sequence[PersonResult], digits: str, texts: Texts
) -> str:  # fmt: skip
    lang = texts.lang
    how = lang("People with most to do in the same category stand together, most needs first.")
    if not any(most_to_do(p, texts.model) for p in people):
        return digits
    if len(people) < 2:  # noqa: PLR2004 (nothing to compare)
        return digits
    _, members = max(clusters, key=lambda item: len(item[1]))
    if len(clusters) == 1 or len(members) == 1:
        return texts.joined(how, digits)
    name = next(name for name, group in clusters if group is members)
    return texts.joined(how, lang("The largest of {n} groups: “{name}”.", n=len(clusters), name=name), digits)


def _row(person: PersonResult, texts: Texts) -> PersonRow:
    enough = texts.shows_overall(person)
    shown = enough and person.overall is not None
    return PersonRow(
        id=texts.name(person.id),
        name=texts.name(person.name),
        department=texts.printable(person.department),
        assessed=f"{person.assessed} / {len(person.competencies)}",
        overall=texts.score(person.overall) if shown else texts.hidden if enough else "—",
        band=texts.band_of(person.overall) if shown else chip(texts) if enough else _no_band(person, texts),
        attainment=_attainment(person, texts) if enough else "—",
        hidden=str(person.withheld) if person.withheld else "",
    )


def _attainment(person: PersonResult, texts: Texts) -> str:
    return texts.hidden if person.attainment is None else f"{texts.percent(person.attainment)}%"


def _no_band(person: PersonResult, texts: Texts) -> Band:
    return Band(texts.lang("too little assessed") if person.assessed else texts.missing, "x")


def _digits(people: Sequence[PersonResult], texts: Texts) -> str:
    """What the digits of the map are; only marks that occur are explained."""
    lang, limit = texts.lang, texts.model.thresholds.need_band
    results = [r for p in people for r in p.competencies]
    bands = [r.band for r in results if not r.withheld]
    parts = [lang("digits are bands")]
    if any(b is not None and b <= limit for b in bands):
        parts.append(lang("bold ones are not there yet"))
    if None in bands:
        parts.append(lang("a dash is not assessed"))
    if any(r.withheld for r in results):
        parts.append(lang("an empty frame is not shown"))
    text = ("，" if lang.code == "zh" else ", ").join(parts)
    return lang("{text}.", text=text[:1].upper() + text[1:])


def _list_say(people: Sequence[PersonResult], texts: Texts) -> str:
    if not any(p.assessed for p in people):
        return texts.lang("Nobody has been assessed yet.")
    partial = sum(1 for p in people if p.assessed < len(p.competencies))
    if not partial:
        return texts.lang("Everybody has been assessed in all competencies.")
    return texts.lang.plural(
        "{n} person has not been assessed in every competency.",
        "{n} people have not been assessed in every competency.",
        partial,
    )


def _list_hidden(hidden: NotShown, texts: Texts) -> str:
    if not hidden.total:
        return ""
    return texts.lang.plural(
        "Of {n} person some scores are not shown.", "Of {n} people some scores are not shown.", hidden.people
    )
