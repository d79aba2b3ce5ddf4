"""The report on a person: the first page, and the sections that follow it. Every field is a text or a chart's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.results import Assessment, CompetencyResult, PersonResult
from reportgen.model.rounding import shown_score
from reportgen.reports.against import former_sentence, marked, marked_radar
from reportgen.reports.chart_data import RadarData, before_runs, only_spokes, person_radar
from reportgen.reports.compared import before_name, before_of, before_text, change_of, room, since
from reportgen.reports.person_categories import CategoriesView, categories_view
from reportgen.reports.person_growth import FirstStep, GrowthView, first_steps, growth_view
from reportgen.reports.person_notes import NotesView, notes_view
from reportgen.reports.person_others import OthersView, others_view
from reportgen.reports.person_profile import ProfileView, profile_view
from reportgen.reports.person_remarks import RemarksView, remarks_view
from reportgen.reports.typography import whole
from reportgen.reports.views import TOP, Figure, Page, Ranked, Texts, needs, shown_scores, strengths
from reportgen.reports.withheld import withheld_sentence


@dataclass(frozen=True)
class PersonView:
    """A whole report; `profile`, `categories` and `growth` are None when nothing is assessed."""

    page: Page
    name: str
    grade: str
    ident: str
    result: str
    protected: str
    caution: str
    reading: str
    figures: tuple[Figure, ...]
    radar: RadarData
    radar_text: str
    strengths: tuple[Ranked, ...]
    strengths_empty: str
    needs: tuple[Ranked, ...]
    needs_empty: str
    first: tuple[FirstStep, ...]
    calm: bool
    profile: ProfileView | None
    categories: CategoriesView | None
    growth: GrowthView | None
    others: OthersView | None
    remarks: RemarksView | None
    notes: NotesView
    since: str = ""
    room: str = ""
    former: str = ""


def person_view(person: PersonResult, assessment: Assessment, texts: Texts) -> PersonView:
    """The view of one person; reads nothing but its arguments."""
    lang, model = texts.lang, texts.model
    ranked = needs(person.competencies, model)
    name = texts.name(person.name)
    means = grade_means(person, assessment)
    assessed, seen = person.assessed > 0, shown_scores(person) > 0
    nothing = lang("The scores are not shown.") if person.withheld else lang("Nothing to say without scores.")
    change = change_of(person, assessment)
    radar = person_radar(
        person, [r.competency for r in ranked[:TOP]], model, lang.code, lang("n/a"), lang("mean"), lang("hidden")
    )
    radar = marked_radar(replace(radar, before=before_of(change, model.competency_ids)), person.competencies)
    cycle = before_name(assessment, texts)
    page = texts.page(
        lang("Competency report"), f"{name} {texts.name(person.id)}", lang("For the person, the line manager and HR only"),
    )  # fmt: skip
    protected, former = withheld_sentence(person, texts), former_sentence(person, texts)
    told, first, caution = since(person, assessment, texts), first_steps(person, assessment.standards, texts), _caution(person, texts)  # fmt: skip
    return PersonView(
        page=page,
        name=name,
        grade=texts.grade(person.grade),
        ident=_ident(person, texts),
        result=_result(person, ranked, texts),
        protected=protected,
        caution=caution,
        former=former,
        reading=texts.joined(_reading(person, texts), _reading_before(radar, cycle, texts)),
        figures=_figures(person, texts),
        radar=radar,
        radar_text=_radar_text(person, texts)
        + before_text(change, assessment.comparison, model.competency_ids, texts),
        strengths=tuple(
            Ranked(0, marked(r, texts), texts.score(r.score), texts.band(r.band).word)
            for r in strengths(person.competencies, model)[:TOP]
        ),
        strengths_empty=_no_strength(person, texts) if seen else nothing,
        needs=tuple(_need(i, r, texts) for i, r in enumerate(ranked[:TOP], start=1)),
        needs_empty=_no_need(person, texts) if seen else nothing,
        first=first,
        calm=not ranked,
        profile=profile_view(person, means, texts, change, assessment.comparison) if assessed else None,
        categories=categories_view(person, texts, assessment.comparison) if _has_categories(person) else None,
        growth=growth_view(person, assessment.standards, texts) if _has_growth(person, ranked, texts) else None,
        others=others_view(person, assessment.weights, texts),
        remarks=remarks_view(person, texts),
        notes=notes_view(person, assessment, means, texts),
        since=told,
        room=room(page, told, crowded=bool(caution) or len(first) > TOP, withheld=bool(protected) + bool(former)),
    )  # fmt: skip


def grade_means(person: PersonResult, assessment: Assessment) -> Mapping[str, Fraction]:
    """Means of the person's grade by competency as they are shown, where enough people stand behind them that none can
    be made out: a page changes with other people's scores only where such a mean shows it.
    """
    least = assessment.model.thresholds.group_mean_people
    grade = next((g for g in assessment.grades if g.id == person.grade), None)
    if grade is None:
        return {}
    model = assessment.model
    return {c.competency: shown_score(c.mean, model) for c in grade.competencies if c.mean is not None and c.n >= least}


def _need(rank: int, result: CompetencyResult, texts: Texts) -> Ranked:
    note = texts.lang("score {score}, {band}", score=texts.score(result.score), band=texts.band(result.band).word)
    return Ranked(rank, marked(result, texts), texts.lang("gap {gap}", gap=texts.gap(result.score)), note)


def _no_strength(person: PersonResult, texts: Texts) -> str:
    """Without a score at the standard: the highest ones, if enough is assessed."""
    if not texts.shows_overall(person):
        return texts.lang("Too little is assessed to name strengths.")
    high = max(r.score for r in person.competencies if r.score is not None)
    names = [marked(r, texts) for r in person.competencies if r.score == high]
    return texts.lang("No score has reached {standard} yet; nearest: {names} ({score}).",
                      standard=texts.model.standard, names=texts.listed(names), score=texts.score(high))  # fmt: skip


def _has_growth(person: PersonResult, ranked: Sequence[CompetencyResult], texts: Texts) -> bool:
    """Whether there is something to work on, or so little that is hidden that "nothing" can be said."""
    return bool(ranked) or (shown_scores(person) > 0 and not texts.mostly_hidden(person))


def _no_need(person: PersonResult, texts: Texts) -> str:
    return texts.lang("No gap among the scores shown.") if person.withheld else texts.lang("No gap below the standard.")


def _has_categories(person: PersonResult) -> bool:
    return shown_scores(person) > 0 or any(mean is not None for mean in person.categories.values())


def _caution(person: PersonResult, texts: Texts) -> str:
    """Said where most of the rated scores that are shown rest on very few ratings; empty elsewhere."""
    counts = sorted(r.n_raters for r in person.competencies if r.method == "rating" and r.n_raters and not r.withheld)
    if not counts or counts[len(counts) // 2] >= texts.model.thresholds.few_ratings:
        return ""
    middle = counts[len(counts) // 2]
    if counts[0] == counts[-1]:
        return texts.lang.plural(
            "What was rated rests on {n} rating alone: read it with caution.",
            "What was rated rests on {n} ratings each: read it with caution.",
            middle,
        )
    return texts.lang.plural(
        "Most rated scores rest on {n} rating alone: read them with caution.",
        "Most rated scores rest on {n} ratings: read them with caution.",
        middle,
    )


def _reading(person: PersonResult, texts: Texts) -> str:
    """How this person's radar is read: only what is in it."""
    lang, standard = texts.lang, texts.model.standard
    scores = [r.score for r in person.competencies]
    known = [s for s in scores if s is not None]
    sentences = []
    single = only_spokes(scores)
    if not known:
        sentences.append(lang("The thick red line is the standard."))
    elif single:
        sentences.append(lang("A blue bar is a score; from its end to the thick red line, the standard, is the gap."))
    else:
        sentences.append(lang("The filled blue area is the present level, the thick red line the standard."))
    if any(s < standard for s in known) and not single:
        sentences.append(lang("The white between them is the gap."))
    if any(s > standard for s in known):
        sentences.append(lang("Blue beyond the line is more than the standard."))
    missing = len(scores) - len(known) - person.withheld
    if person.withheld:
        sentences.append(
            lang("Hatching, up to the neighbouring axes, means not shown (“hidden”) or not assessed (n/a), not zero.")
            if missing
            else lang("Hatching, up to the neighbouring axes, and “hidden” mean not shown, not zero.")
        )
    elif missing:
        sentences.append(lang("Hatching, up to the neighbouring axes, and n/a mean not assessed, not zero."))
    return texts.joined(*sentences)


def _reading_before(radar: RadarData, cycle: str, texts: Texts) -> str:
    """What the dashed line or the open dots are, where there are any."""
    runs = before_runs(radar)
    if not runs:
        return ""
    if all(len(run.points) == 1 for run in runs):
        return texts.lang("The open dots are {cycle}.", cycle=cycle)
    return texts.lang("The dashed grey line is {cycle}.", cycle=cycle)


def _ident(person: PersonResult, texts: Texts) -> str:
    lang = texts.lang
    parts = [lang("ID {id}", id=texts.name(person.id)), texts.printable(person.department)]
    if person.manager:
        parts.append(lang("Manager {name}", name=texts.printable(person.manager)))
    return "　".join(part for part in parts if part)


def _result(person: PersonResult, ranked: Sequence[CompetencyResult], texts: Texts) -> str:
    """The result in one sentence."""
    lang, n = texts.lang, person.assessed
    if n == 0:
        return lang("Nothing has been assessed yet, so no conclusion is drawn.")
    if person.withheld:
        return _partly_shown(person, ranked, texts)
    if n == 1:
        return _single(person, ranked, texts)
    partial = n < len(person.competencies)
    if not ranked:
        text = (
            N_("All {n} assessed competencies meet the standard.")
            if partial
            else N_("All {n} competencies meet the standard.")
        )
        following = texts.next_grade(person.grade)
        if not following:
            return lang(text, n=n)
        outlook = lang("Time to look at what {grade} asks.", grade=whole(texts.grade(following), lang.code))
        return f"{lang(text, n=n)}{'' if lang.code == 'zh' else ' '}{outlook}"
    met = n - len(ranked)
    if met == 0:
        text = (
            N_("All {n} assessed competencies are still below the standard; {start}.")
            if partial
            else N_("All {n} competencies are still below the standard; {start}.")
        )
        return lang(text, n=n, start=_start(ranked, texts))
    text = (
        N_("{met} of the {n} assessed competencies meet the standard, {gaps} not yet; {start}.")
        if partial
        else N_("{met} of {n} competencies meet the standard, {gaps} not yet; {start}.")
    )
    return lang(text, met=met, n=n, gaps=len(ranked), start=_start(ranked, texts))


def _partly_shown(person: PersonResult, ranked: Sequence[CompetencyResult], texts: Texts) -> str:
    """The result of somebody of whom some scores are not shown: of the others alone."""
    lang, n = texts.lang, shown_scores(person)
    if n == 0:
        return lang("There are ratings, but too few people gave them for scores to be shown; no conclusion is drawn.")
    if not ranked:
        return lang.plural(
            "The {n} competency whose score is shown meets the standard.",
            "All {n} competencies whose scores are shown meet the standard.",
            n,
        )
    start = _start(ranked, texts)
    if len(ranked) == n:
        return lang.plural(
            "The {n} competency whose score is shown is below the standard; {start}.",
            "All {n} competencies whose scores are shown are still below the standard; {start}.",
            n, start=start,
        )  # fmt: skip
    return lang("{met} of the {n} competencies whose scores are shown meet the standard, {gaps} not yet; {start}.",
                met=n - len(ranked), n=n, gaps=len(ranked), start=start)  # fmt: skip


def _single(person: PersonResult, ranked: Sequence[CompetencyResult], texts: Texts) -> str:
    """The result of somebody who was assessed in one competency."""
    one = next(r for r in person.competencies if r.score is not None)
    text = (
        N_("Only {name} has been assessed so far; it is not at the standard yet.")
        if ranked
        else N_("Only {name} has been assessed so far; it is at the standard.")
    )
    return texts.lang(text, name=whole(marked(one, texts), texts.lang.code))


def _start(ranked: Sequence[CompetencyResult], texts: Texts) -> str:
    """The largest need, and the two after it."""
    lang = texts.lang
    first, *rest = [whole(marked(r, texts), lang.code) for r in ranked[:TOP]]
    if not rest:
        return lang("begin with {first}", first=first)
    others = rest[0] if len(rest) == 1 else lang("{a} and {b}", a=rest[0], b=rest[1])
    return lang("begin with {first}, then {others}", first=first, others=others)


def _figures(person: PersonResult, texts: Texts) -> tuple[Figure, ...]:
    lang, total = texts.lang, len(person.competencies)
    shown = texts.shows_overall(person)
    overall = person.overall if shown else None
    label = (
        lang("competencies assessed, {n} of them not shown", n=person.withheld)
        if person.withheld
        else lang("competencies assessed")
    )
    assessed = Figure(str(person.assessed), f"/ {total}", label)
    if overall is None:
        few = texts.hidden if shown else lang("too little assessed")
        return (assessed, *(Figure("—", "", f"{label}{'：' if lang.code == 'zh' else ': '}{few}") for label in (
            lang("mean score"), lang("share at the standard"), lang("coverage of the standard"))))  # fmt: skip
    return (
        assessed,
        Figure(texts.score(overall), "", lang("mean score, band “{band}”", band=texts.band_of(overall).word)),
        _share(person.attainment, lang("of them meet the standard"), lang("share at the standard"), texts),
        _share(person.coverage, lang("of the standard covered"), lang("coverage of the standard"), texts),
    )


def _share(share: Fraction | None, words: str, name: str, texts: Texts) -> Figure:
    """A share with what it is of; one that is not shown is called by its name."""
    if share is None:
        return Figure("—", "", f"{name}{'：' if texts.lang.code == 'zh' else ': '}{texts.hidden}")
    return Figure(texts.percent(share), "%", words)


def _radar_text(person: PersonResult, texts: Texts) -> str:
    """What the radar shows, for those who do not see it."""
    shown = [f"{marked(r, texts)} {texts.score_of(r)}" for r in person.competencies]
    return texts.lang("Radar of all competencies against the standard {standard}: {values}",
                      standard=texts.model.standard, values=texts.lang.listing(shown))  # fmt: skip
