"""The report on a person: composed from results, every field a text or a chart's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.results import Assessment, CompetencyResult, PersonResult
from reportgen.model.rounding import shown_gap
from reportgen.model.words import words
from reportgen.reports.chart_data import RadarData, person_radar
from reportgen.reports.views import TOP, Band, Figure, Page, Ranked, Texts, needs, strengths

METHODS = {"rating": N_("ratings"), "exam": N_("exam"), "": ""}


@dataclass(frozen=True)
class CompetencyRow:
    name: str
    level: str
    score: str
    band: Band
    gap: str
    method: str
    basis: str
    weak: bool


@dataclass(frozen=True)
class CategoryRows:
    name: str
    mean: str
    rows: tuple[CompetencyRow, ...]


@dataclass(frozen=True)
class GapRow:
    """A line of the ranking of gaps; `width` is the bar's length in percent of the largest possible gap."""

    rank: int
    name: str
    level: str
    score: str
    band: Band
    gap: str
    width: str


@dataclass(frozen=True)
class PersonView:
    page: Page
    name: str
    grade: str
    ident: str
    result: str
    figures: tuple[Figure, ...]
    radar: RadarData
    radar_text: str
    strengths: tuple[Ranked, ...]
    needs: tuple[Ranked, ...]
    categories: tuple[CategoryRows, ...]
    competencies_say: str
    gaps: tuple[GapRow, ...]
    gaps_say: str
    notes: tuple[str, ...]


def person_view(person: PersonResult, assessment: Assessment, texts: Texts) -> PersonView:
    """The view of one person; reads nothing but its arguments."""
    lang, model = texts.lang, texts.model
    ranked = needs(person.competencies, model)
    name = texts.printable(person.name)
    first = [r.competency for r in ranked[:TOP]]
    return PersonView(
        page=texts.page(
            lang("Competency report"), f"{name} {person.id}", lang("For the person, the line manager and HR only")
        ),
        name=name,
        grade=texts.grade(person.grade),
        ident=_ident(person, texts),
        result=_result(person, ranked, texts),
        figures=_figures(person, texts),
        radar=person_radar(person, first, model, lang.code, texts.missing, lang("mean")),
        radar_text=_radar_text(person, texts),
        strengths=tuple(
            Ranked(0, texts.competency(r.competency), texts.score(r.score), texts.band(r.band).word)
            for r in strengths(person.competencies, model)[:TOP]
        ),
        needs=tuple(
            Ranked(
                i + 1,
                texts.competency(r.competency),
                texts.score(r.score),
                lang("{band}, {gap} to the standard", band=texts.band(r.band).word, gap=texts.gap(r.score)),
            )
            for i, r in enumerate(ranked[:TOP])
        ),
        categories=_categories(person, texts),
        competencies_say=_competencies_say(person, texts),
        gaps=_gaps(ranked, texts),
        gaps_say=_gaps_say(person, ranked, texts),
        notes=_notes(person, assessment, texts),
    )


def _ident(person: PersonResult, texts: Texts) -> str:
    lang = texts.lang
    parts = [lang("Id {id}", id=texts.printable(person.id)), texts.printable(person.department)]
    if person.manager:
        parts.append(lang("Manager {name}", name=texts.printable(person.manager)))
    return "　".join(part for part in parts if part)


def _result(person: PersonResult, ranked: Sequence[CompetencyResult], texts: Texts) -> str:
    """The result in one sentence."""
    lang, n = texts.lang, person.assessed
    if n == 0:
        return lang("Nothing has been assessed yet, so no conclusion is drawn.")
    met = n - len(ranked)
    largest = texts.names([r.competency for r in ranked[:TOP]])
    partial = n < len(person.competencies)
    if not ranked:
        text = (
            N_("All {n} assessed competencies meet the standard.")
            if partial
            else N_("All {n} competencies meet the standard.")
        )
        return lang(text, n=n)
    if met == 0:
        return lang(
            "All {n} assessed competencies are still below the standard; the largest gaps: {largest}.",
            n=n,
            largest=largest,
        )
    text = (
        N_("{met} of the {n} assessed competencies meet the standard, {gaps} not yet; the largest gaps: {largest}.")
        if partial
        else N_("{met} of {n} competencies meet the standard, {gaps} not yet; the largest gaps: {largest}.")
    )
    return lang(text, met=met, n=n, gaps=len(ranked), largest=largest)


def _figures(person: PersonResult, texts: Texts) -> tuple[Figure, ...]:
    lang, total = texts.lang, len(person.competencies)
    overall = person.overall if texts.shows_overall(person) else None
    return (
        Figure(str(person.assessed), f"/ {total}", lang("competencies assessed")),
        Figure("—", "", lang("too little assessed for an overall"))
        if overall is None
        else Figure(texts.score(overall), "", lang("mean score, {band}", band=texts.band_of(overall).word)),
        Figure(
            texts.percent(person.attainment),
            "" if person.attainment is None else "%",
            lang("of them meet the standard"),
        ),
        Figure(texts.percent(person.coverage), "" if person.coverage is None else "%", lang("of the standard covered")),
    )


def _radar_text(person: PersonResult, texts: Texts) -> str:
    """What the radar shows, for those who do not see it."""
    shown = [f"{texts.competency(r.competency)} {texts.score(r.score)}" for r in person.competencies]
    return texts.lang("Radar of all competencies against the standard {standard}: {values}",
                      standard=texts.model.standard, values=texts.lang.listing(shown))  # fmt: skip


def _categories(person: PersonResult, texts: Texts) -> tuple[CategoryRows, ...]:
    model, lang = texts.model, texts.lang
    by_id = {r.competency: r for r in person.competencies}
    return tuple(
        CategoryRows(
            category.name(lang.code),
            texts.score(person.categories[category.id]),
            tuple(_row(by_id[c.id], texts) for c in model.in_category(category.id)),
        )
        for category in model.categories
    )


def _row(result: CompetencyResult, texts: Texts) -> CompetencyRow:
    lang, model = texts.lang, texts.model
    if result.method == "rating":
        basis = lang.plural("{n} rating", "{n} ratings", result.n_raters)
    elif result.exam_score is not None:
        basis = lang("{mark} marks", mark=texts.mark(result.exam_score))
    elif result.reason == "exam-incomplete":
        basis = lang("exam incomplete")
    else:
        basis = ""
    method = METHODS[result.method]
    return CompetencyRow(
        name=texts.competency(result.competency),
        level=texts.level(result.required_level),
        score="" if result.score is None else texts.score(result.score),
        band=texts.band(result.band),
        gap=texts.gap(result.score),
        method=lang(method) if method else "",
        basis=basis,
        weak=result.band is not None and result.band <= model.thresholds.need_band,
    )


def _competencies_say(person: PersonResult, texts: Texts) -> str:
    lang = texts.lang
    known = [(c, s) for c in texts.model.categories if (s := person.categories[c.id]) is not None]
    if not known:
        return lang("There are no scores yet.")
    if len(known) == 1:
        return lang("{name} has a mean of {mean}.", name=known[0][0].name(lang.code), mean=texts.score(known[0][1]))
    best = max(known, key=lambda item: item[1])
    worst = min(known, key=lambda item: item[1])
    if best[1] == worst[1]:
        return lang("All categories have the same mean, {mean}.", mean=texts.score(best[1]))
    return lang("{best} is highest with a mean of {high}, {worst} lowest with {low}.",
                best=best[0].name(lang.code), high=texts.score(best[1]),
                worst=worst[0].name(lang.code), low=texts.score(worst[1]))  # fmt: skip


def _gaps(ranked: Sequence[CompetencyResult], texts: Texts) -> tuple[GapRow, ...]:
    model = texts.model
    largest = model.standard - model.scale_min
    return tuple(
        GapRow(
            rank=i + 1,
            name=texts.competency(r.competency),
            level=texts.level(r.required_level),
            score=texts.score(r.score),
            band=texts.band(r.band),
            gap=texts.gap(r.score),
            width=f"{float(100 * shown_gap(r.score or Fraction(0), model) / largest):.1f}",
        )
        for i, r in enumerate(ranked)
    )


def _gaps_say(person: PersonResult, ranked: Sequence[CompetencyResult], texts: Texts) -> str:
    lang = texts.lang
    if person.assessed == 0:
        return lang("Without scores there are no gaps to rank.")
    if not ranked:
        return lang("No competency is below the standard.")
    return lang("Sorted by distance to the standard ({standard}); needs are competencies of the band “{band}” or lower.",
                standard=texts.model.standard, band=texts.band(texts.model.thresholds.need_band).word)  # fmt: skip


def _notes(person: PersonResult, assessment: Assessment, texts: Texts) -> tuple[str, ...]:
    """How the numbers came about and what is missing."""
    lang, model = texts.lang, texts.model
    notes = []
    by_rating = [r for r in person.competencies if r.method == "rating"]
    if by_rating:
        notes.append(_weights_note(by_rating, assessment, texts))
    if any(r.method == "exam" for r in person.competencies):
        notes.append(
            lang(
                "Examined competencies: the weighted mean of the subjects' marks, rounded half up, is looked up in the bands of the model."
            )
        )
    incomplete = [r.competency for r in person.competencies if r.reason == "exam-incomplete"]
    if incomplete:
        notes.append(
            lang("A subject was not taken, so there is no exam score: {names}.", names=texts.names(incomplete))
        )
    unassessed = [r.competency for r in person.competencies if r.reason == "not-assessed"]
    if unassessed:
        notes.append(
            lang("No ratings or marks: {names}. What was not assessed enters no mean.", names=texts.names(unassessed))
        )
    if person.assessed and not texts.shows_overall(person):
        notes.append(lang("Too few of the competencies are assessed, so no overall is given."))
    notes.append(_standards_note(assessment, texts))
    notes.append(lang("Scores lie on the scale {low}–{high}; {standard} means that the required level is met. Shown scores have two decimals and never reach a band that the exact score does not reach.",
                      low=model.scale_min, high=model.scale_max, standard=model.standard))  # fmt: skip
    return tuple(notes)


def _weights_note(by_rating: Sequence[CompetencyResult], assessment: Assessment, texts: Texts) -> str:
    lang = texts.lang
    if not assessment.weights:
        return lang("Rated competencies: the score is the mean of all ratings except the self-rating.")
    total = sum(assessment.weights.values(), Fraction(0))
    shares = [
        f"{words().relation(r).name(lang.code)} {texts.percent(w / total)}%" for r, w in assessment.weights.items() if w
    ]
    text = lang("Rated competencies: weighted mean of the relations' means ({shares}).", shares=lang.listing(shares))
    applied = {r.competency: {s.relation for s in r.shares} for r in by_rating}
    weighted = {r for r, w in assessment.weights.items() if w}
    partial = [c for c, relations in applied.items() if relations != weighted]
    if partial:
        text += lang(" In {n} of them a relation gave no rating; the other weights were scaled up.", n=len(partial))
    return text


def _standards_note(assessment: Assessment, texts: Texts) -> str:
    source = assessment.standards.source
    if source is None:
        return texts.lang("Required levels: the model's own table.")
    effective = assessment.standards.effective
    if effective is None:
        return texts.lang("Required levels: the standards table handed in for this cycle.")
    return texts.lang("Required levels: the standards table in force from {date}.", date=effective.isoformat())
