"""The report on a grade: profile, distribution, needs, who stands where, required levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.results import Assessment, CompetencyGroup, GroupResult
from reportgen.model.rounding import decimal_text, half_up
from reportgen.reports.against import former_people
from reportgen.reports.chart_data import RadarData, group_radar
from reportgen.reports.compared import room
from reportgen.reports.grade_changes import ChangesView, changes_view, grade_since
from reportgen.reports.grade_levels import LevelsView, levels_view
from reportgen.reports.grade_people import PeopleView, people_view
from reportgen.reports.grade_raters import RatersView, raters_view
from reportgen.reports.grade_summary import figures, notes, reading, result
from reportgen.reports.group_data import BandsData, NeedsData, bands, many_from, needs_data
from reportgen.reports.not_shown import NotShown, named, not_shown, score_text
from reportgen.reports.person_growth import FirstStep
from reportgen.reports.views import TOP, Band, Figure, Page, Ranked, Texts, group_needs

FEW_NOTES, SHORT = 2, 80  # notes, and characters of a sentence, for which a first page has room as it is
FEWEST_DRAWN = 3  # people below whom many and few mean nothing
LISTED = 20  # needs with a number in the chart; further ones would cover each other

# What to do, by whether many people have a need and whether it is deep: the corners of the chart.
DO = {
    (True, True): N_("Set up a programme: {n} of {of} people are not there yet."),
    (True, False): N_("Train together: {n} of {of} people are not there yet."),
    (False, True): N_("Coach one by one: {n} of {of} people are not there yet."),
    (False, False): N_("Coach on the job: {n} of {of} people are not there yet."),
}


@dataclass(frozen=True)
class NeedRow:
    number: str
    name: str
    people: str
    depth: str
    total: str


@dataclass(frozen=True)
class GradeView:
    page: Page
    name: str
    ident: str
    result: str
    figures: tuple[Figure, ...]
    radar: RadarData
    radar_text: str
    strengths: tuple[Ranked, ...]
    strengths_empty: str
    needs: tuple[Ranked, ...]
    needs_empty: str
    first: tuple[FirstStep, ...]
    bands: BandsData
    bands_text: str
    bands_say: str
    legend: tuple[Band, ...]
    needs_chart: NeedsData
    needs_say: str
    needs_text: str
    needs_note: str
    need_rows: tuple[NeedRow, ...]
    needs_drawn: bool
    people: PeopleView
    levels: LevelsView
    notes: tuple[str, ...]
    reading: str
    assessed: bool
    caution: str = ""
    since: str = ""
    room: str = ""
    changes: ChangesView | None = None
    raters: RatersView | None = None


def grade_view(grade: GroupResult, assessment: Assessment, texts: Texts) -> GradeView:
    """The view of one grade; reads nothing but its arguments."""
    lang, model = texts.lang, texts.model
    members = set(grade.people)
    people = [p for p in assessment.people if p.id in members]
    hidden = not_shown(people, texts)
    ranked = group_needs(grade.competencies)
    first = [c.competency for c in ranked[:TOP]]
    highest = sorted((c for c in grade.competencies if c.mean is not None), key=lambda c: -(c.mean or 0))[:TOP]
    assessed = sum(1 for p in people if p.assessed)
    means = {c.mean for c in grade.competencies if c.mean is not None}
    alike = len(means) == 1 < len(grade.competencies)
    levels = levels_view(grade.id, assessment, texts)
    chart = needs_data(ranked[:LISTED], assessed, model, lang.code, _corners(texts))
    rows = tuple(NeedRow(str(p.number), p.name, str(p.people), _two(p.depth), _two(p.total)) for p in chart.points)
    page = texts.page(lang("Competency summary"), texts.grade(grade.id), lang("For management and HR only"))
    footnotes = (*notes(grade, people, hidden, texts), *former_people(people, texts), *levels.notes)
    since = grade_since(grade, assessment, texts)
    return GradeView(
        page=page,
        name=texts.grade(grade.id),
        ident=lang.plural("{n} person", "{n} people", len(people)),
        result=result(grade, people, ranked, hidden, texts),
        figures=figures(grade, people, hidden, texts),
        radar=named(group_radar(grade, first, model, lang.code, lang("n/a"), lang("mean")), grade, hidden, texts),
        radar_text=lang("Radar of the grade's means against the standard {standard}: {values}", standard=model.standard,
                        values=lang.listing([f"{texts.competency(c.competency)} {score_text(c.mean, hidden.of(c.competency), texts)}" for c in grade.competencies])),
        strengths=() if alike else tuple(
            Ranked(0, texts.competency(c.competency), texts.score(c.mean), _over(c, hidden, texts)) for c in highest
        ),
        strengths_empty=lang("All means are the same.") if alike else _no_scores(hidden, texts),
        needs=tuple(
            Ranked(i + 1, texts.competency(c.competency), _two(_burden(c)),
                   lang("{n} / {of}, mean gap {gap}", n=c.in_need, of=c.n, gap=_two(c.mean_gap or Fraction(0))))
            for i, c in enumerate(ranked[:TOP])
        ),
        needs_empty=_no_needs(hidden, texts) if highest else _no_scores(hidden, texts),
        first=_first(grade, ranked, assessment, assessed, hidden, texts),
        bands=bands(grade.competencies, len(people), model, lang.code, {
            "missing": texts.missing, "hidden": texts.hidden, "below": lang("not there yet"), "attained": lang("at the standard"),
            "count": lang("met / shown") if hidden.total else lang("met / assessed"),
        }, hidden.by_competency),
        bands_text=_bands_text(grade, texts),
        bands_say=lang("Left of the red line: not there yet. Competencies with the most such people come first.") if ranked
        else lang("Every score shown is at the standard.") if hidden.total else lang("Everybody assessed is at the standard."),
        legend=tuple(texts.band(value) for value in model.scale_values),
        needs_chart=chart,
        needs_say=_needs_say(chart, texts),
        needs_text=lang("People below the standard and their mean gap: {values}", values=lang.listing(
            [lang("{number} {name}: {n} people, {depth}", number=p.number, name=p.name, n=p.people, depth=_two(p.depth))
             for p in chart.points])),
        needs_note=_needs_note(chart, texts),
        need_rows=rows,
        needs_drawn=assessed >= FEWEST_DRAWN,
        people=people_view(people, texts),
        levels=levels,
        notes=footnotes,
        reading=reading(grade, hidden, texts),
        assessed=bool(highest),
        since=since,
        room=room(page, since, crowded=len(footnotes) > FEW_NOTES or len(since) > SHORT, withheld=bool(hidden.total)),
        changes=changes_view(grade, assessment, texts),
        raters=raters_view(grade, people, texts),
    )  # fmt: skip


def _over(c: CompetencyGroup, hidden: NotShown, texts: Texts) -> str:
    """The band of a mean, and over how few people it is made where some scores are not shown."""
    band = texts.band(c.band).word
    if not hidden.of(c.competency):
        return band
    return texts.lang.plural("{band}, of {n} person shown", "{band}, of {n} people shown", c.n, band=band)


def _no_scores(hidden: NotShown, texts: Texts) -> str:
    return texts.lang("No score can be shown.") if hidden.total else texts.lang("There are no scores yet.")


def _no_needs(hidden: NotShown, texts: Texts) -> str:
    lang = texts.lang
    return lang("No score shown is below the standard.") if hidden.total else lang("Nobody is below the standard.")


def _two(value: Fraction) -> str:
    return decimal_text(half_up(value, 2))


def _burden(c: CompetencyGroup) -> Fraction:
    """People in need × their mean gap."""
    return c.in_need * (c.mean_gap or Fraction(0))


def _first(
    grade: GroupResult,
    ranked: Sequence[CompetencyGroup],
    assessment: Assessment,
    people: int,
    hidden: NotShown,
    texts: Texts,
) -> tuple[FirstStep, ...]:
    """The three largest needs of the `people` assessed: what to do by the chart's corners, with whom to begin, what for."""
    lang, model = texts.lang, texts.model
    steps = []
    for i, c in enumerate(ranked[:TOP], start=1):
        many, far = c.in_need >= many_from(people, model), (c.mean_gap or 0) >= model.thresholds.group_deep
        text = lang(DO[many, far], n=c.in_need, of=c.n) if people > 1 else lang("Coach one by one.")
        deep = model.thresholds.need_band - 1
        furthest = sum(n for value, n in zip(model.scale_values, c.per_band, strict=True) if value <= deep)
        if 0 < furthest < c.in_need:
            begin = lang.plural("Begin with the {n} person at “{band}” or lower.",
                                "Begin with the {n} people at “{band}” or lower.", furthest, band=texts.band(deep).word)  # fmt: skip
            text += ("" if lang.code == "zh" else " ") + begin
        if hidden.of(c.competency):
            text = texts.joined(text, lang("Not shown: {n}.", n=hidden.of(c.competency)))
        level = texts.wording.level(c.competency, assessment.standards.level(grade.id, c.competency))
        aim = lang("Aim: {summary}", summary=level.summary(lang.code)) if level else ""
        steps.append(FirstStep(str(i), texts.competency(c.competency), text, aim))
    return tuple(steps)


def _bands_text(grade: GroupResult, texts: Texts) -> str:
    """The distribution in words, for those who do not see the bars."""
    lang, attained = texts.lang, texts.model.thresholds.attained_band
    values = [
        lang("{name} {met} of {n}", name=texts.competency(c.competency), n=c.n,
             met=sum(n for v, n in zip(texts.model.scale_values, c.per_band, strict=True) if v >= attained))
        for c in grade.competencies
    ]  # fmt: skip
    return lang("People per band and competency; at the standard: {values}", values=lang.listing(values))


def _corners(texts: Texts) -> Mapping[str, str]:
    lang = texts.lang
    return {
        "few_deep": lang("few, deep: one by one"),
        "many_deep": lang("many, deep: a programme"),
        "few_shallow": lang("few, shallow: on the job"),
        "many_shallow": lang("many, shallow: together"),
        "x": lang("people not there yet"),
        "y": lang("mean gap of those not there yet"),
    }


def _needs_say(chart: NeedsData, texts: Texts) -> str:
    lang = texts.lang
    if not chart.points:
        return ""
    total = sum((p.total for p in chart.points), Fraction(0))
    share = sum((p.total for p in chart.points[:TOP]), Fraction(0)) / total
    text = lang("The total gap is the sum of the people's gaps: where most is to be gained.")
    if len(chart.points) <= TOP:
        return text
    more = lang("The first three make up {percent}% of it all.", percent=decimal_text(share * 100, 0))
    return texts.joined(text, more)


def _needs_note(chart: NeedsData, texts: Texts) -> str:
    lang = texts.lang
    return lang("Many: {many} people or more. Deep: a mean gap of {deep} or more. Numbers that would cover each other are moved; a line leads to their place. Total gap: the sum of these people's gaps.",
                many=-(-chart.many.numerator // chart.many.denominator), deep=_two(chart.deep))  # fmt: skip
