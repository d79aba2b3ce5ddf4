"""The report on a grade: its people, means, distribution, heat map, and the recalibration of its levels."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import Assessment, GroupResult, PersonResult, Recalibrated
from reportgen.model.rounding import decimal_text, half_up, shown_mark
from reportgen.reports.chart_data import (
    BandsData,
    HeatmapData,
    LevelRadarData,
    RadarData,
    bands,
    group_radar,
    heatmap,
    level_radar,
)
from reportgen.reports.views import TOP, Band, Figure, Page, Ranked, Texts, group_needs

PEOPLE_PER_PICTURE = 32  # rows of a heat map that fit on a page


@dataclass(frozen=True)
class PersonRow:
    id: str
    name: str
    department: str
    assessed: str
    overall: str
    band: Band
    attainment: str


@dataclass(frozen=True)
class RecalibrationRow:
    name: str
    before: str
    distribution: tuple[str, ...]
    votes: str
    mean: str
    after: str
    change: str
    changed: bool


@dataclass(frozen=True)
class RecalibrationView:
    say: str
    levels: tuple[str, ...]
    rows: tuple[RecalibrationRow, ...]
    before: LevelRadarData
    after: LevelRadarData
    rings: str


@dataclass(frozen=True)
class GradeView:
    page: Page
    name: str
    ident: str
    result: str
    figures: tuple[Figure, ...]
    radar: RadarData
    radar_text: str
    highest: tuple[Ranked, ...]
    needs: tuple[Ranked, ...]
    people: tuple[PersonRow, ...]
    people_say: str
    bands: BandsData
    bands_text: str
    legend: tuple[Band, ...]
    heatmaps: tuple[HeatmapData, ...]
    recalibration: RecalibrationView | None
    notes: tuple[str, ...]


def grade_view(grade: GroupResult, assessment: Assessment, texts: Texts) -> GradeView:
    """The view of one grade; reads nothing but its arguments."""
    lang, model = texts.lang, texts.model
    members = set(grade.people)
    people = [p for p in assessment.people if p.id in members]
    ranked = group_needs(grade.competencies)
    first = [c.competency for c in ranked[:TOP]]
    highest = sorted((c for c in grade.competencies if c.mean is not None), key=lambda c: -(c.mean or 0))[:TOP]
    return GradeView(
        page=texts.page(lang("Competency summary"), texts.grade(grade.id), lang("For management and HR only")),
        name=texts.grade(grade.id),
        ident=lang.plural("{n} person, everybody weighs the same", "{n} people, everybody weighs the same", len(people)),
        result=_result(grade, people, first, texts),
        figures=_figures(grade, people, texts),
        radar=group_radar(grade, first, model, lang.code, texts.missing, lang("mean")),
        radar_text=lang("Radar of the grade's means against the standard {standard}: {values}", standard=model.standard,
                        values=lang.listing([f"{texts.competency(c.competency)} {texts.score(c.mean)}" for c in grade.competencies])),
        highest=tuple(
            Ranked(0, texts.competency(c.competency), texts.score(c.mean), texts.band(c.band).word) for c in highest
        ),
        needs=tuple(
            Ranked(i + 1, texts.competency(c.competency), texts.score(c.mean),
                   lang("{n} of {of} people below, by {gap} on average", n=c.in_need, of=c.n,
                        gap=decimal_text(half_up(c.mean_gap, 2)) if c.mean_gap is not None else ""))
            for i, c in enumerate(ranked[:TOP])
        ),
        people=tuple(_person_row(p, texts) for p in people),
        people_say=_people_say(people, texts),
        bands=bands(grade.competencies, len(people), model, lang.code, texts.missing),
        bands_text=lang("People per band and competency"),
        legend=tuple(texts.band(value) for value in model.scale_values),
        heatmaps=tuple(
            heatmap(part, [f"{texts.printable(p.id)} {texts.printable(p.name)}" for p in part], model, lang.code)
            for part in _parts(people)
        ),
        recalibration=_recalibration(grade.id, assessment, texts),
        notes=_notes(grade, people, texts),
    )  # fmt: skip


def _parts(people: Sequence[PersonResult]) -> list[list[PersonResult]]:
    """People in pieces of nearly equal size that fit on a page each."""
    count = -(-len(people) // PEOPLE_PER_PICTURE)
    size = -(-len(people) // count) if count else 1
    return [list(people[i : i + size]) for i in range(0, len(people), size)]


def _result(grade: GroupResult, people: Sequence[PersonResult], first: Sequence[str], texts: Texts) -> str:
    lang = texts.lang
    if all(p.assessed == 0 for p in people):
        return lang("Nobody of this grade has been assessed yet, so no conclusion is drawn.")
    if not first:
        return lang("All assessed competencies of all people meet the standard.")
    mean = texts.score(grade.overall)
    return lang("The mean of the {n} people is {mean} ({band}); development is needed most in {largest}.",
                n=len(people), mean=mean, band=texts.band_of(grade.overall).word, largest=texts.names(first))  # fmt: skip


def _figures(grade: GroupResult, people: Sequence[PersonResult], texts: Texts) -> tuple[Figure, ...]:
    lang, model = texts.lang, texts.model
    results = [r for p in people for r in p.competencies]
    all_met = sum(
        1 for p in people if p.assessed == len(p.competencies)
        and all(r.band is not None and r.band >= model.thresholds.attained_band for r in p.competencies)
    )  # fmt: skip
    unassessed = sum(1 for r in results if r.score is None)
    return (
        Figure(texts.score(grade.overall) if grade.overall is not None else "—", "", lang("mean score, {band}", band=texts.band_of(grade.overall).word)),
        Figure(texts.percent(grade.attainment), "" if grade.attainment is None else "%", lang("of assessed competencies meet the standard")),
        Figure(str(all_met), f"/ {len(people)}", lang("people meet the standard everywhere")),
        Figure(str(unassessed), f"/ {len(results)}", lang("values not assessed")),
    )  # fmt: skip


def _person_row(person: PersonResult, texts: Texts) -> PersonRow:
    shown = texts.shows_overall(person)
    return PersonRow(
        id=texts.printable(person.id),
        name=texts.printable(person.name),
        department=texts.printable(person.department),
        assessed=f"{person.assessed} / {len(person.competencies)}",
        overall=texts.score(person.overall) if shown else "—",
        band=texts.band_of(person.overall) if shown else Band(texts.lang("too little assessed"), "x"),
        attainment=f"{texts.percent(person.attainment)}%" if person.attainment is not None else "—",
    )


def _people_say(people: Sequence[PersonResult], texts: Texts) -> str:
    partial = sum(1 for p in people if p.assessed < len(p.competencies))
    if not partial:
        return texts.lang("Everybody has been assessed in all competencies.")
    return texts.lang.plural(
        "{n} person has not been assessed in all competencies.",
        "{n} people have not been assessed in all competencies.",
        partial,
    )


def _recalibration(grade: str, assessment: Assessment, texts: Texts) -> RecalibrationView | None:
    table = [line for line in assessment.recalibration if line.grade == grade]
    if not table:
        return None
    lang, model = texts.lang, texts.model
    up, down = sum(1 for line in table if line.change > 0), sum(1 for line in table if line.change < 0)
    votes = max(line.votes for line in table)
    return RecalibrationView(
        say=lang("Up to {votes} experts voted: {up} levels rise, {down} fall, {same} stay. This is the result of the vote; the scores in this report use the levels in force.",
                 votes=votes, up=up, down=down, same=len(table) - up - down),
        levels=tuple(level.name(lang.code) for level in model.levels),
        rows=tuple(_recalibration_row(line, texts) for line in table),
        before=level_radar(table, model, lang.code, after=False),
        after=level_radar(table, model, lang.code, after=True),
        rings=lang("Rings from the inside: {levels}. Dashed: the level before.",
                   levels=lang.listing([level.name(lang.code) for level in model.levels])),
    )  # fmt: skip


def _recalibration_row(line: Recalibrated, texts: Texts) -> RecalibrationRow:
    lang = texts.lang
    if line.change > 0:
        change = lang("up {n}", n=line.change)
    elif line.change < 0:
        change = lang("down {n}", n=-line.change)
    else:
        change = lang("unchanged")
    return RecalibrationRow(
        name=texts.competency(line.competency),
        before=texts.level(line.before),
        distribution=tuple(str(n) if n else "" for n in line.per_level),
        votes=str(line.votes),
        mean="—" if line.mean is None else decimal_text(shown_mark(line.mean)),
        after=texts.level(line.after),
        change=change,
        changed=line.change != 0,
    )


def _notes(grade: GroupResult, people: Sequence[PersonResult], texts: Texts) -> tuple[str, ...]:
    lang, model = texts.lang, texts.model
    notes = []
    if texts.score(grade.overall) != texts.score(grade.overall_by_competency):
        notes.append(lang("The mean score is the mean of the persons' means ({a}). The mean over the competencies is {b}; the two differ because not everybody was assessed in everything.",
                          a=texts.score(grade.overall), b=texts.score(grade.overall_by_competency)))  # fmt: skip
    if any(p.assessed < len(p.competencies) for p in people):
        notes.append(lang("What was not assessed enters no mean."))
    notes.append(
        lang(
            "Below the standard are people of the band “{band}” or lower.",
            band=texts.band(model.thresholds.need_band).word,
        )
    )
    return tuple(notes)
