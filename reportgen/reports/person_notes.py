"""Notes on a person's report: the data, the method, how to read the charts, the terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.model.results import Assessment, CompetencyResult, PersonResult
from reportgen.reports.chart_data import only_spokes
from reportgen.reports.compared import before_name, change_notes, change_of, short_name
from reportgen.reports.halves import first_of_second, lines
from reportgen.reports.standards_text import standards_sentence
from reportgen.reports.typography import HARD_SPACE, whole
from reportgen.reports.views import Band, Texts, shown_scores
from reportgen.reports.withheld import withheld_notes

_COLUMN, _SIZE = 83.0, 8.0  # mm, pt
_TITLE, _AFTER, _PARTED = 1.6, 0.15, 1.5  # a title with the room before it, the room after a paragraph, in lines


@dataclass(frozen=True)
class Block:
    """A heading with its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ScaleRow:
    value: str
    band: Band
    marks: str


@dataclass(frozen=True)
class Part:
    """A block in a column: each paragraph with the words it begins with. Without a title it goes on from the other."""

    title: str
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NotesView:
    blocks: tuple[Block, ...]
    scale: tuple[ScaleRow, ...]
    scale_note: str
    terms_title: str
    terms: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Blocks and terms in two columns of nearly the same height; a block is parted where that is lower."""
        parts = [Part(block.title, tuple(("", text) for text in block.paragraphs)) for block in self.blocks]
        parts.append(Part(self.terms_title, self.terms))
        pieces = [(p, i) for p, part in enumerate(parts) for i in range(len(part.paragraphs))]
        heights = [
            lines("".join(parts[p].paragraphs[i]), _SIZE, _COLUMN) + _AFTER + (0 if i else _TITLE) for p, i in pieces
        ]
        start = first_of_second(heights, [_PARTED if i else 0 for _, i in pieces])
        if start == len(pieces):
            return tuple(parts), ()
        p, i = pieces[start]
        cut, texts = parts[p], parts[p].paragraphs
        if not i:
            return tuple(parts[:p]), tuple(parts[p:])
        return (*parts[:p], Part(cut.title, texts[:i])), (Part("", texts[i:]), *parts[p + 1 :])


def notes_view(person: PersonResult, assessment: Assessment, means: Mapping[str, Fraction], texts: Texts) -> NotesView:
    """The section's view."""
    lang = texts.lang
    changes, change = change_notes(person, assessment, texts), change_of(person, assessment)
    compared = before_name(assessment, texts) if change and change.comparable else ""
    blocks = [
        Block(lang("What this report is for"), (_purpose(assessment, texts),)),
        Block(lang("Where the data comes from"), tuple(_data(person, texts))),
        Block(lang("How scores are computed"), tuple(_method(person, assessment, texts))),
        Block(lang("How to read the charts"), tuple(_charts(person, means, texts, before=compared))),
        *(
            [Block(lang("Since {cycle}", cycle=short_name(assessment.comparison, texts)), changes)]
            if changes and assessment.comparison
            else []
        ),
        Block(lang("If something seems wrong"), (_questions(texts),)),
    ]
    return NotesView(
        blocks=tuple(blocks),
        scale=scale_rows(texts),
        scale_note=lang("Below each band the exam scores that belong to it. {standard} means that the required level is met.",
                        standard=texts.model.standard),
        terms_title=lang("Terms"),
        terms=tuple(_terms(person, means, texts)),
    )  # fmt: skip


def scale_rows(texts: Texts) -> tuple[ScaleRow, ...]:
    """The rating scale, best first, with the exam scores of each band."""
    exams = any(p.exam_from is not None for p in texts.model.scale)
    return tuple(
        ScaleRow(
            str(p.value), texts.band(p.value),
            ("—" if exams else "") if p.exam_from is None else texts.lang("{low} to {high}", low=p.exam_from, high=p.exam_to),
        )
        for p in reversed(texts.model.scale)
    )  # fmt: skip


def _purpose(assessment: Assessment, texts: Texts) -> str:
    lang, cycle = texts.lang, texts.printable(assessment.cycle.name)
    return (
        lang("It is a basis for the talk between you and your manager about what to work on next. It shows one assessment, {cycle}, not the whole person, and decides nothing by itself.",
             cycle=cycle)
        if cycle
        else lang("It is a basis for the talk between you and your manager about what to work on next. It shows one assessment, not the whole person, and decides nothing by itself.")
    )  # fmt: skip


def _data(person: PersonResult, texts: Texts) -> list[str]:
    lang = texts.lang
    notes = []
    rated = [r.n_raters for r in person.competencies if r.method == "rating" and r.n_raters]
    if rated:
        low, high = min(rated), max(rated)
        notes.append(
            lang.plural("{n} rating per rated competency.", "{n} ratings per rated competency.", low)
            if low == high
            else lang("Between {low} and {high} ratings per rated competency.", low=low, high=high)
        )
    examined = sum(1 for r in person.competencies if r.exam_score is not None)
    if examined and rated:
        notes.append(lang.plural("{n} was assessed by exam.", "{n} were assessed by exam.", examined))
    elif examined:
        notes.append(
            lang.plural("{n} competency was assessed by exam.", "{n} competencies were assessed by exam.", examined)
        )
    own = sum(1 for r in person.competencies if r.self_rating is not None)
    if own:
        notes.append(
            lang.plural(
                "{n} self-rating is shown for comparison only.", "{n} self-ratings are shown for comparison only.", own
            )
        )
    incomplete = [r.competency for r in person.competencies if r.reason == "exam-incomplete"]
    if incomplete:
        notes.append(
            lang("A subject was not taken, so there is no exam score: {names}.", names=texts.names(incomplete))
        )
    notes += withheld_notes(person, texts)
    unassessed = [r.competency for r in person.competencies if r.reason == "not-assessed"]
    if unassessed and person.assessed:
        notes.append(
            lang(
                "No ratings or marks: {names}. What was not assessed is left out of all means.",
                names=texts.names(unassessed),
            )
        )
    elif unassessed:
        notes.append(lang("Nothing was handed in: no ratings and no marks. That is not zero, so no score is given."))
    if person.assessed and not texts.shows_overall(person):
        notes.append(lang("Fewer than half of the competencies are assessed, so no overall is given."))
    return notes


def _method(person: PersonResult, assessment: Assessment, texts: Texts) -> list[str]:
    lang, model = texts.lang, texts.model
    notes = []
    by_rating = [r for r in person.competencies if r.method == "rating" and not r.withheld]
    if by_rating or person.withheld or not person.assessed:
        notes.append(_weights(by_rating, assessment, texts))
    if any(r.method == "exam" for r in person.competencies) or not person.assessed:
        notes.append(
            lang("Examined competencies: the weighted mean of the subjects' marks is rounded half up; its band gives the score.")
        )  # fmt: skip
    notes.append(
        lang("The gap is {standard} less the score; above the standard there is none. The band is the word nearest to the score: {low} is already “{band}”, with a distance of {distance}. “To be raised” lists the competencies below that band.",
             standard=model.standard, low=_half_below(texts), band=texts.band(model.thresholds.attained_band).word,
             distance=texts.gap(Fraction(2 * model.standard - 1, 2)))
    )  # fmt: skip
    notes.append(standards_sentence(assessment, texts))
    notes.append(lang("Scores lie on the scale {low}–{high}; {standard} means that the required level is met. Shown scores have two decimals and never reach a band or the standard before the exact score does. Equal scores stand in the model's order.",
                      low=model.scale_min, high=model.scale_max, standard=model.standard))  # fmt: skip
    return notes


def _half_below(texts: Texts) -> str:
    return texts.score(Fraction(2 * texts.model.standard - 1, 2))


def _weights(by_rating: Sequence[CompetencyResult], assessment: Assessment, texts: Texts) -> str:
    lang = texts.lang
    if not assessment.weights:
        return lang("Rated competencies: the score is the mean of all ratings except the self-rating.")
    total = sum(assessment.weights.values(), Fraction(0))
    weighted = {r: w / total for r, w in assessment.weights.items() if w}
    text = lang(
        "Rated competencies: weighted mean of the relations' means ({shares}).", shares=_shares(weighted, texts)
    )
    shown = [r for r in by_rating if r.shares]
    others: dict[str, list[str]] = {}
    for result in shown:
        if (applied := {s.relation: s.share for s in result.shares}) != weighted:
            others.setdefault(_shares(applied, texts), []).append(result.competency)
    if len(others) == 1 and sum(map(len, others.values())) == len(shown):
        return text + lang(
            " A relation gave no rating, so the other weights were scaled up: {shares}.", shares=next(iter(others))
        )
    if others:
        groups = [
            lang("{shares}: {names}", shares=shares, names=texts.names(names)) for shares, names in others.items()
        ]
        text += lang(
            " Where a relation gave no rating, the other weights were scaled up ({groups}).",
            groups=("；" if lang.code == "zh" else "; ").join(groups),
        )
    return text


def _shares(shares: Mapping[str, Fraction], texts: Texts) -> str:
    """Relations with their shares of a score, in the vocabulary's order."""
    order = [relation.id for relation in texts.model.relations]
    shown = [
        f"{texts.relation(r)}{HARD_SPACE}{texts.percent(shares[r]).removesuffix('.0')}%"
        for r in sorted(shares, key=order.index)
    ]
    return texts.lang.listing([whole(share, texts.lang.code) for share in shown])


def _charts(person: PersonResult, means: Mapping[str, Fraction], texts: Texts, *, before: str = "") -> list[str]:
    lang = texts.lang
    scores = [r.score for r in person.competencies]
    notes = []
    shown = shown_scores(person)
    if shown and not only_spokes(scores):
        notes.append(
            lang("Radar: every axis is a competency, further out is better. Blue is the present level, the red line the standard; the white between them is the gap. The size of the area depends on the order of the axes: compare axis by axis.")
        )  # fmt: skip
    if shown:
        notes.append(lang("Bars: blue is the score, the dashed box the gap, dark blue what goes beyond the standard."))
    if means:
        notes.append(
            lang("The black triangle is the mean of all people of the grade, shown where at least {n} were assessed.",
                 n=texts.model.thresholds.group_mean_people)
        )  # fmt: skip
    if before:
        notes.append(
            lang("The dashed grey line and the open circle are the score in {cycle}, where it can be compared.", cycle=before)
        )  # fmt: skip
    missing = any(r.score is None and not r.withheld for r in person.competencies)
    if person.withheld:
        notes.append(
            lang("Hatched means not shown or not assessed, as the word beside it says. It is not zero: zero is a rating of its own.")
            if missing
            else lang("Hatched means not shown. It is not zero: zero is a rating of its own.")
        )  # fmt: skip
    elif missing:
        notes.append(lang("Hatched means not assessed. It is not zero: zero is a rating of its own."))
    return notes


def _questions(texts: Texts) -> str:
    return texts.lang(
        "Talk to your manager first. If a question remains, ask HR: they check the source data and reply; raters stay anonymous."
    )


def _terms(person: PersonResult, means: Mapping[str, Fraction], texts: Texts) -> list[tuple[str, str]]:
    lang = texts.lang
    levels = lang.listing([level.name(lang.code) for level in texts.model.levels])
    grade = whole(texts.grade(person.grade), lang.code)
    terms = [
        (lang("Required level"), lang("The level that the grade ({grade}) requires of a competency: {levels}.", grade=grade, levels=levels)),
        (lang("Score"), lang("Where you stand against the required level, on the rating scale.")),
        (lang("Gap"), lang("Distance from the score to the standard. A surplus in one competency does not offset a gap in another.")),
        (lang("Share at the standard"), lang("Share of the assessed competencies whose band is “{band}” or better.",
                                       band=texts.band(texts.model.thresholds.attained_band).word)),
        (lang("Coverage"), lang("How much of the standard is there: scores, each counted up to the standard at most, against the standard.")),
    ]  # fmt: skip
    if means:
        terms.append(
            (lang("Mean of the grade"), lang("Mean over all assessed people of the grade; each counts equally."))
        )
    return terms
