"""The handbook: the whole model to print and hand out, with how to rate and how to read a report.

Sentences that say the same of every model stand in the templates.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.rounding import SHOWN_DECIMALS, decimal_text, exam_band, half_up, weighted_mean
from reportgen.model.texts import ModelTexts
from reportgen.model.types import Competency, Grade
from reportgen.reports.chart_data import tone
from reportgen.reports.typography import HARD_SPACE, JOINER, whole
from reportgen.reports.views import Band, Figure, Page, Texts

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LEVEL_TONES = 4  # of the palette
INVENTED = (("supervisor", -1), ("peer", 0), ("customer", -1))  # ratings of the example, counted from the standard
INVENTED_SELF = 0
NARROW = 14  # characters: in a column, a shorter sentence may still need two lines
TAIL = 4  # characters of it that stay together
INVENTED_MARKS = (-3, 5, -1, 2)  # its marks, counted from the mark at which the standard begins

# What is seen at each point of the scale, by the palette's tone: five below the standard, the standard, above it.
SEEN = (
    N_("None of it was seen, although there were occasions to show it."),
    N_("Little of it was seen, rarely, and only with a lot of help."),
    N_("Some of it was seen, in simple cases; important parts are missing."),
    N_("Most of it was seen in ordinary cases; harder ones still fail."),
    N_("Nearly all of it was seen, but not reliably yet."),
    N_("All of it was seen, reliably, in harder cases too."),
    N_("All of it was seen, reliably, and often more than is required."),
)


@dataclass(frozen=True)
class LevelEntry:
    """A level: name, place among the levels (1 is the lowest), its colour, one line, what one sees."""

    name: str
    place: int
    tone: int
    summary: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class CompetencyEntry:
    number: str
    anchor: str
    name: str
    definition: str
    method: str
    subjects: str
    levels: tuple[LevelEntry, ...]


@dataclass(frozen=True)
class CategoryEntry:
    name: str
    count: str
    competencies: tuple[CompetencyEntry, ...]


@dataclass(frozen=True)
class Standards:
    """What grades require: one level of everything (with a note on the ends), and the competencies that differ."""

    say: str
    grades: tuple[tuple[str, LevelEntry, str], ...]
    names: tuple[str, ...]
    differing: tuple[tuple[str, tuple[LevelEntry, ...]], ...]


@dataclass(frozen=True)
class ScaleEntry:
    """A point of the scale; `first` marks the lowest one that counts as at the standard."""

    band: Band
    seen: str
    scores: str
    marks: str
    first: bool


@dataclass(frozen=True)
class Exams:
    """Examined competencies: their subjects with the weights, and what follows from the model's bands."""

    subjects: tuple[tuple[str, str], ...]
    rule: str
    example: str


@dataclass(frozen=True)
class Example:
    """An invented person in one competency: who rated what, and what comes of it.

    The bar: how wide its parts are, and what is written below the scale's end, the score and the standard.
    """

    case: str
    ratings: tuple[tuple[str, str], ...]
    own: str
    results: tuple[tuple[str, str], ...]
    score: str
    standard: str
    below: tuple[str, str, str]


@dataclass(frozen=True)
class HandbookView:
    page: Page
    name: str
    source: str
    role: str
    figures: tuple[Figure, ...]
    methods: str
    levels: tuple[LevelEntry, ...]
    standards: Standards
    scale: tuple[ScaleEntry, ...]
    bands: str
    zero: tuple[str, str]
    exams: Exams | None
    example: Example | None
    group_mean: str
    categories: tuple[CategoryEntry, ...]


def handbook_view(wording: ModelTexts, texts: Texts) -> HandbookView:
    """The view of the handbook, from the model and its texts alone; a model need not have texts."""
    lang, model = texts.lang, texts.model
    name, lowest = model.model.name(lang.code), texts.band(model.scale_min)
    year = _YEAR.search(model.model.source)
    return HandbookView(
        page=texts.page(lang("Competency handbook"), name, lang("For everybody who rates or is rated")),
        name=name,
        source=lang("after the model of {year}", year=year.group()) if year else "",
        role=model.model.role(lang.code),
        figures=_figures(texts),
        methods=_methods(texts),
        levels=_levels(wording, texts),
        standards=_standards(texts),
        scale=_scale(texts),
        bands=_bands(texts),
        zero=(lang("{low} is a rating", low=lowest.value),
              lang("It means “{band}” and lowers the score. Give it only where there were occasions.", band=lowest.word)),
        exams=_exams(texts),
        example=_example(texts),
        group_mean=lang("The mean of all people of the grade, where at least {n} were assessed.", n=model.thresholds.group_mean_people),
        categories=_categories(wording, texts),
    )  # fmt: skip


# ---- the first page


def _figures(texts: Texts) -> tuple[Figure, ...]:
    lang, model = texts.lang, texts.model
    levels, grades = model.levels, [_grade(g, texts) for g in model.grades]
    ends = lang("from {low} up to {high}", low=grades[0], high=grades[-1]) if len(grades) > 1 else grades[0]
    return (
        Figure(str(len(model.competencies)), lang("competencies"), lang.plural("in {n} category", "in {n} categories", len(model.categories))),
        Figure(str(len(levels)), lang("levels"), lang.listing([level.name(lang.code) for level in levels])),
        Figure(str(len(grades)), lang("grades"), ends),
        Figure(f"{model.scale_min}–{model.scale_max}", lang("points"), lang("{standard} meets the required level", standard=model.standard)),
    )  # fmt: skip


def _methods(texts: Texts) -> str:
    """What the words after the competencies' names mean."""
    lang, model = texts.lang, texts.model
    used = {c.method for c in model.competencies}
    rated = lang("Rated: raters give {low} to {high} points.", low=model.scale_min, high=model.scale_max)
    examined = lang("Examined: exam marks become a score on the same scale.")
    return texts.joined(rated if "rating" in used else "", examined if "exam" in used else "")


# ---- what is required


def _grade(grade: Grade, texts: Texts) -> str:
    """The name of a grade, whose number is never parted from it."""
    name = grade.name(texts.lang.code)
    return whole(name, "zh") if texts.lang.code == "zh" else HARD_SPACE.join(name.rsplit(" ", 1))


def _level(value: int, texts: Texts, summary: str = "", lines: tuple[str, ...] = ()) -> LevelEntry:
    values = [level.value for level in texts.model.levels]
    place, steps = values.index(value), max(len(values) - 1, 1)
    colour = 1 + place * (LEVEL_TONES - 1) // steps
    kept = tuple(_kept(line, texts.lang.code) for line in lines)
    return LevelEntry(texts.level(value), place + 1, colour, _kept(summary, texts.lang.code), kept)


def _kept(line: str, lang: str) -> str:
    """A short sentence whose last characters stay together: what is typeset for a whole line leaves it alone."""
    if lang != "zh" or not TAIL < len(line) <= NARROW or any(ch.isascii() for ch in line[-TAIL - 1 :]):
        return line
    return line[:-TAIL] + JOINER.join(line[-TAIL:])


def _levels(wording: ModelTexts, texts: Texts) -> tuple[LevelEntry, ...]:
    lang, general = texts.lang, {v.value: v for v in wording.levels}
    return tuple(
        _level(v.value, texts, g.summary(lang.code), tuple(p.text(lang.code) for p in g.points))
        if (g := general.get(v.value))
        else _level(v.value, texts)
        for v in texts.model.levels
    )


def _standards(texts: Texts) -> Standards:
    lang, grades, competencies = texts.lang, texts.model.grades, texts.model.competencies
    names = tuple(_grade(g, texts) for g in grades)
    differing = [c for c in competencies if any(g.required_for(c.id) != g.required_level for g in grades)]
    notes, ends = [], {}
    if len(grades) > 1:
        notes.append(lang("{high} is the highest grade.", high=names[-1]))
        ends = {0: lang("the lowest grade"), len(grades) - 1: lang("the highest grade")}
    if not differing:
        notes.append(lang("Each grade requires one level of every competency."))
    elif len(differing) < len(competencies):
        notes.append(lang("Each grade requires one level of every competency but those listed below."))
    rows = enumerate(grades) if len(differing) < len(competencies) else ()
    return Standards(
        say=texts.joined(*notes),
        grades=tuple((names[i], _level(g.required_level, texts), ends.get(i, "")) for i, g in rows),
        names=names,
        differing=tuple(
            (c.name(lang.code), tuple(_level(g.required_for(c.id), texts) for g in grades)) for c in differing
        ),
    )


# ---- how to rate


def _scale(texts: Texts) -> tuple[ScaleEntry, ...]:
    model = texts.model
    return tuple(
        ScaleEntry(
            band=texts.band(p.value),
            seen=texts.lang(SEEN[tone(p.value, model.standard)]),
            scores="–".join(decimal_text(s) for s in scores(p.value, texts)),
            marks="" if p.exam_from is None else f"{p.exam_from}–{p.exam_to}",
            first=p.value == model.thresholds.attained_band,
        )
        for p in model.scale
    )


def scores(value: int, texts: Texts) -> tuple[Fraction, Fraction]:
    """The lowest and the highest shown score whose band is a point of the scale."""
    model, half = texts.model, Fraction(1, 2)
    low = Fraction(value) if value == model.scale_min else value - half
    high = Fraction(value) if value == model.scale_max else value + half - Fraction(1, 10**SHOWN_DECIMALS)
    return low, high


def _bands(texts: Texts) -> str:
    """From which score on somebody is at the standard, and what is then still missing to it."""
    lang, model = texts.lang, texts.model
    low, _ = scores(model.thresholds.attained_band, texts)
    rule = lang("The score is the mean of the ratings; rounded half up, it gives the band.")
    attained = lang("{score} is already “{band}” and counts as at the standard.",
                    score=texts.score(low), band=texts.band(model.thresholds.attained_band).word)  # fmt: skip
    gap = lang(
        "What is missing to {standard} is shown all the same: a gap of {gap}.",
        standard=model.standard,
        gap=texts.gap(low),
    )
    return texts.joined(rule, attained, gap if texts.gap(low) else "")


# ---- exams and the example


def _exams(texts: Texts) -> Exams | None:
    lang, model = texts.lang, texts.model
    examined = [c for c in model.competencies if c.method == "exam"]
    if not examined:
        return None
    bottom, attained = model.exam_points[0], model.point(model.thresholds.attained_band)
    only = [str(p.value) for p in model.scale if p.exam_from is None]
    rules = [
        lang("The table under “How to rate” says which point of the scale an exam score gives."),
        lang("The lowest exam scores, {low} to {high}, still give {value}.", low=bottom.exam_from, high=bottom.exam_to, value=bottom.value),
        lang.plural("{points} is for ratings only.", "{points} are for ratings only.", len(only), points=lang.listing(only)) if only else "",
        lang("An exam score of {n} or more counts as at the standard.", n=attained.exam_from) if attained.exam_from else "",
    ]  # fmt: skip
    return Exams(
        subjects=tuple((c.name(lang.code), _subjects(c, texts)) for c in examined),
        rule=texts.joined(*rules),
        example=_marks_example(examined[0], texts),
    )


def _subjects(competency: Competency, texts: Texts) -> str:
    """The subjects that count, with their weights in percent unless all are the same."""
    lang = texts.lang
    subjects = [s for s in competency.subjects if s.weight]
    names = [whole(s.name(lang.code), lang.code) for s in subjects]
    if len({s.weight for s in subjects}) > 1:
        total = sum((s.weight for s in subjects), Fraction(0))
        names = [f"{n} {texts.percent(s.weight / total)}%" for n, s in zip(names, subjects, strict=True)]
    elif len(names) > 1:
        return lang("{names} (equal weights)", names=lang.listing(names))
    return lang.listing(names)


def _marks_example(competency: Competency, texts: Texts) -> str:
    """Invented marks around the standard, and what they come to."""
    lang, model = texts.lang, texts.model
    edge, (low, high) = model.point(model.standard).exam_from, model.mark_range
    if edge is None:
        return ""
    subjects = [s for s in competency.subjects if s.weight]
    marks = [min(max(edge + INVENTED_MARKS[i % len(INVENTED_MARKS)], low), high) for i in range(len(subjects))]
    mean = weighted_mean([(Fraction(m), s.weight) for m, s in zip(marks, subjects, strict=True)]) or Fraction(0)
    band = texts.band(exam_band(mean, model))
    return lang("Invented example, {competency}: marks of {marks} have the weighted mean {mean}. The exam score is {whole} and the score {value}, “{band}”.",
                competency=competency.name(lang.code), marks=lang.listing([str(m) for m in marks]), mean=texts.mark(mean),
                whole=int(half_up(mean)), value=band.value, band=band.word)  # fmt: skip


def _example(texts: Texts) -> Example | None:
    """None for a model of which nothing is rated."""
    lang, model = texts.lang, texts.model
    rated = [c for c in model.competencies if c.method == "rating"]
    if not rated:
        return None
    grade, low = model.grades[min(1, len(model.grades) - 1)], model.scale_min
    ratings = [(texts.relation(who), model.standard + step) for who, step in INVENTED]
    score = weighted_mean([(Fraction(value), Fraction(1)) for _, value in ratings]) or Fraction(0)
    band, whole_range = texts.band_of(score), model.scale_max - low
    values = " + ".join(str(value) for _, value in ratings)
    return Example(
        case=lang("Invented: {grade}, rated in “{competency}”; required level: {level}.", grade=_grade(grade, texts),
                  competency=rated[0].name(lang.code), level=texts.level(grade.required_for(rated[0].id))),
        ratings=tuple((who, str(value)) for who, value in ratings),
        own=str(model.standard + INVENTED_SELF),
        results=(
            (lang("Score"), f"({values}) / {len(ratings)} = {texts.score(score)}"),
            (lang("Band"), lang("{score} rounds to {value}: “{band}”", score=texts.score(score), value=band.value, band=band.word)),
            (lang("Gap"), f"{model.standard} − {texts.score(score)} = {texts.gap(score) or decimal_text(Fraction(0))}"),
        ),
        score=f"{float((score - low) / whole_range):.2%}",
        standard=f"{(model.standard - low) / whole_range:.2%}",
        below=(str(low), texts.score(score), str(model.standard)),
    )  # fmt: skip


# ---- the competencies


def _categories(wording: ModelTexts, texts: Texts) -> tuple[CategoryEntry, ...]:
    lang, model = texts.lang, texts.model
    entries = {c.id: _competency(i, c, wording, texts) for i, c in enumerate(model.competencies, start=1)}
    return tuple(
        CategoryEntry(
            category.name(lang.code),
            lang.plural("{n} competency", "{n} competencies", len(model.in_category(category.id))),
            tuple(entries[c.id] for c in model.in_category(category.id)),
        )
        for category in model.categories
    )


def _competency(number: int, competency: Competency, wording: ModelTexts, texts: Texts) -> CompetencyEntry:
    lang = texts.lang
    text = next((t for t in wording.competencies if t.id == competency.id), None)
    return CompetencyEntry(
        number=str(number),
        anchor=f"c-{competency.id}",
        name=competency.name(lang.code),
        definition=text.definition(lang.code) if text else "",
        method={"rating": lang("rated"), "exam": lang("examined")}[competency.method],
        subjects=lang("Subjects: {names}", names=_subjects(competency, texts)) if competency.method == "exam" else "",
        levels=tuple(
            _level(v.value, texts, v.summary(lang.code), tuple(line.text(lang.code) for line in v.indicators))
            for v in text.levels
        ) if text else (),
    )  # fmt: skip
