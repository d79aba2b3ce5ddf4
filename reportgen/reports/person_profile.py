"""All competencies of a person as bars, sorted by gap: the view of the profile section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.model.comparison import Change, Comparison, PersonChange
from reportgen.model.results import CompetencyResult, PersonResult
from reportgen.model.rounding import decimal_text, shown_gap
from reportgen.reports.against import former_note, marked
from reportgen.reports.chart_data import BarRow, ScaleRange
from reportgen.reports.compared import NO_SIGN, Sign, cycle_name, little_text, short_name, sign, signed
from reportgen.reports.views import TOP, Band, Texts, needs
from reportgen.reports.withheld import hidden_bar


@dataclass(frozen=True)
class ProfileRow:
    """A line of the table; `bar` is its picture, `alt` says what the picture shows."""

    rank: int
    name: str
    level: str
    score: str
    band: Band
    gap: str
    basis: str
    bar: BarRow
    alt: str
    sign: Sign = NO_SIGN


@dataclass(frozen=True)
class ProfileGroup:
    name: str
    note: str
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True)
class ProfileView:
    say: str
    standard: str
    scale: ScaleRange
    groups: tuple[ProfileGroup, ...]
    legend: Mapping[str, str]
    rule: str
    compared: bool = False
    former: str = ""


def profile_view(
    person: PersonResult,
    means: Mapping[str, Fraction],
    texts: Texts,
    change: PersonChange | None = None,
    comparison: Comparison | None = None,
) -> ProfileView:
    """The section's view; `means` are the grade's means that may be shown, by competency, `change` are the changes of
    `comparison`.
    """
    cycle = "" if comparison is None else cycle_name(comparison, texts)
    changes = {c.competency: c for c in change.changes} if change is not None and change.comparable else {}
    lang, model = texts.lang, texts.model
    ranked = needs(person.competencies, model)
    below = {r.competency for r in ranked}
    rest = sorted(
        (r for r in person.competencies if r.score is not None and r.competency not in below),
        key=lambda r: r.score or Fraction(0),
    )
    hidden = [r for r in person.competencies if r.withheld]
    missing = [r for r in person.competencies if r.score is None and not r.withheld]
    groups = (
        (lang("To be raised"), lang("largest gap first"), ranked),
        (lang("At the standard"), lang("lowest score first"), rest),
        (lang("Not shown"), lang("to protect those who rated; see the notes"), hidden),
        (lang("Not assessed"), lang("left out of all means"), missing),
    )
    return ProfileView(
        say=_say(ranked, rest, texts),
        standard=lang("standard {standard}", standard=model.standard),
        scale=texts.scale,
        groups=tuple(
            ProfileGroup(
                lang("{name}: {n}", name=name, n=lang.plural("{n} competency", "{n} competencies", len(results))),
                note if len(results) > 1 else "",
                tuple(
                    _row(r, ranked, means.get(r.competency), texts, changes.get(r.competency), cycle) for r in results
                ),
            )
            for name, note, results in groups
            if results
        ),
        legend=_legend(
            person,
            means,
            texts,
            ""
            if comparison is None or not any(c.by is not None for c in changes.values())
            else short_name(comparison, texts),
        ),
        rule=texts.joined(_rule(rest, texts), little_text(texts) if changes else ""),
        compared=bool(changes),
        former=former_note(person, texts),
    )


def _row(
    result: CompetencyResult,
    ranked: Sequence[CompetencyResult],
    mean: Fraction | None,
    texts: Texts,
    change: Change | None,
    cycle: str,
) -> ProfileRow:
    lang = texts.lang
    rank = next((i for i, r in enumerate(ranked[:TOP], start=1) if r is result), 0)
    why = (
        hidden_bar(result.self_rating, texts)
        if result.withheld
        else lang("exam incomplete")
        if result.reason == "exam-incomplete"
        else lang("no ratings or marks")
    )
    name = marked(result, texts)
    alt = lang("{name}: {score}", name=name, score=why if result.withheld else texts.score(result.score))
    if mean is not None:
        alt = lang("{row}, mean of the grade {mean}", row=alt, mean=texts.score(mean))
    before = None if change is None or change.obstacle else change.before
    if change is not None and change.by is not None:
        alt = lang("{row}, in {cycle} {before}, change {by}", row=alt, cycle=cycle, before=texts.score(before),
                   by=signed(change.by))  # fmt: skip
    return ProfileRow(
        rank=rank,
        name=name,
        level=texts.level(result.required_level),
        score="" if result.score is None else texts.score(result.score),
        band=texts.band_of_result(result),
        gap=texts.gap(result.score),
        basis=basis(result, texts),
        bar=BarRow(result.score, mean, why, before),
        alt=alt,
        sign=sign(change, texts),
    )


def basis(result: CompetencyResult, texts: Texts) -> str:
    """What a score rests on: the number of ratings, or the exam score."""
    lang = texts.lang
    if result.exam_score is not None:
        return lang("exam {mark}", mark=texts.mark(result.exam_score))
    if result.method == "rating" and result.n_raters:
        return lang.plural("{n} rating", "{n} ratings", result.n_raters)
    return ""


def _say(ranked: Sequence[CompetencyResult], rest: Sequence[CompetencyResult], texts: Texts) -> str:
    """The whole distance: of what is to be raised, and of what counts as at the standard but is not quite there."""
    lang, model = texts.lang, texts.model
    gaps = [shown_gap(r.score or Fraction(0), model) for r in ranked]
    near = [gap for r in rest if (gap := shown_gap(r.score or Fraction(0), model))]
    sentences = []
    if ranked:
        sentences.append(
            lang("{n} competencies need work; their gaps add up to {total} points.", n=len(ranked), total=_sum(gaps))
            if len(ranked) > 1
            else lang("One competency needs work, by {total} points.", total=_sum(gaps))
        )
        if len(ranked) > TOP and gaps[0] != gaps[-1]:
            share = sum(gaps[:TOP], Fraction(0)) / sum(gaps, Fraction(0))
            sentences.append(
                lang("The three largest gaps make up {percent}% of that total.", percent=decimal_text(share * 100, 0))
            )
    else:
        sentences.append(
            lang("Nothing needs work; the lowest scores come first.")
            if rest
            else lang("What each competency requires; the scores are not shown.")
        )
    if near:
        sentences.append(
            lang(
                "{n} more have the band “{band}” but lie below {standard}, by {total} points in all.",
                n=len(near),
                band=texts.band(model.thresholds.attained_band).word,
                standard=model.standard,
                total=_sum(near),
            )
            if len(near) > 1
            else lang(
                "One more has the band “{band}” but lies below {standard}, by {total} points.",
                band=texts.band(model.thresholds.attained_band).word,
                standard=model.standard,
                total=_sum(near),
            )
        )
    return texts.joined(*sentences)


def _sum(gaps: Sequence[Fraction]) -> str:
    return decimal_text(sum(gaps, Fraction(0)))


def _rule(rest: Sequence[CompetencyResult], texts: Texts) -> str:
    """Why a score below the standard can count as at the standard; empty when there is none."""
    model = texts.model
    if not any(shown_gap(r.score or Fraction(0), model) for r in rest):
        return ""
    low = Fraction(2 * model.thresholds.attained_band - 1, 2)
    return texts.lang(
        "The band is the word nearest to the score: from {low} on it is “{band}”.",
        low=decimal_text(low), band=texts.band(model.thresholds.attained_band).word,
    )  # fmt: skip


def _legend(person: PersonResult, means: Mapping[str, Fraction], texts: Texts, before: str) -> dict[str, str]:
    """Words for the marks that occur; `before` names the earlier cycle where a score of it is marked."""
    lang, standard = texts.lang, texts.model.standard
    scores = [r.score for r in person.competencies]
    known = [s for s in scores if s is not None]
    words = {"score": lang("score")} if known else {}
    if any(s < standard for s in known):
        words["gap"] = lang("gap")
    if any(s > standard for s in known):
        words["above"] = lang("above the standard")
    words["standard"] = lang("standard")
    if means:
        words["mean"] = lang("mean of the grade")
    if before:
        words["before"] = lang("score in {cycle}", cycle=before)
    missing = any(s is None and not r.withheld for s, r in zip(scores, person.competencies, strict=True))
    if person.withheld:
        words["missing"] = lang("not shown or not assessed") if missing else texts.hidden
    elif missing:
        words["missing"] = lang("not assessed")
    return words
