"""What the first page of a grade's report says: the result in a sentence, key figures, notes.

Scores that are not shown are assessed, but nothing is claimed about them: means, counts and rankings are those of the
scores shown, and the page says so.
"""

from collections.abc import Sequence
from fractions import Fraction

from reportgen.model.results import CompetencyGroup, GroupResult, PersonResult
from reportgen.model.rounding import decimal_text
from reportgen.reports.not_shown import NotShown, why
from reportgen.reports.views import TOP, Figure, Texts


def result(
    grade: GroupResult, people: Sequence[PersonResult], ranked: Sequence[CompetencyGroup], hidden: NotShown, texts: Texts
) -> str:  # fmt: skip
    """The result; `ranked` are the needs, the largest first."""
    lang = texts.lang
    assessed = sum(1 for p in people if p.assessed)
    if not assessed:
        return lang("Nobody in this grade has been assessed yet, so no conclusion is drawn.")
    if hidden.total and not any(c.n for c in grade.competencies):
        return _nothing_shown(grade, assessed, hidden, texts)
    if not ranked:
        if hidden.total:
            return lang.plural(
                "All scores shown are at the standard; {n} score is not shown.",
                "All scores shown are at the standard; {n} scores are not shown.",
                hidden.total,
            )
        return lang("All assessed competencies of all people are at the standard.")
    largest = texts.listed([texts.competency(c.competency) for c in ranked[:TOP]], TOP)
    if len(ranked) > TOP and _burden(ranked[TOP]) == _burden(ranked[TOP - 1]):
        largest = lang("{names} among others", names=largest)
    who = _who(grade, len(people), assessed, hidden, texts)
    if hidden.total:
        return lang("{who}; of the scores shown the largest gaps are in {largest}.", who=who, largest=largest)
    return lang("{who}; the largest gaps are in {largest}.", who=who, largest=largest)


def _nothing_shown(grade: GroupResult, assessed: int, hidden: NotShown, texts: Texts) -> str:
    """All scores withheld; means of persons may still be there."""
    if grade.overall is not None:
        mean = _mean_of(assessed - hidden.without_mean, assessed, texts.score(grade.overall), texts)
        return texts.lang("{who}; scores on single competencies are not shown.", who=mean)
    return texts.lang.plural(
        "{n} person has been assessed, but too few raters stand behind the scores to show them.",
        "{n} people have been assessed, but too few raters stand behind the scores to show them.",
        assessed,
    )


def _who(grade: GroupResult, people: int, assessed: int, hidden: NotShown, texts: Texts) -> str:
    """Who has the mean."""
    lang, mean = texts.lang, texts.score(grade.overall)
    if hidden.without_mean:
        return _mean_of(assessed - hidden.without_mean, assessed, mean, texts)
    if assessed == people:
        return lang.plural(
            "One person has a mean of {mean}", "The {n} people have a mean of {mean}", assessed, mean=mean
        )
    return lang.plural(
        "One of {of} people is assessed, with a mean of {mean}",
        "{n} of {of} people are assessed, with a mean of {mean}",
        assessed, of=people, mean=mean,
    )  # fmt: skip


def _mean_of(shown: int, assessed: int, mean: str, texts: Texts) -> str:
    """The mean of those whose mean is shown."""
    if not shown:
        return texts.lang.plural(
            "The mean of the {n} person assessed is not shown", "The means of the {n} people assessed are not shown", assessed
        )  # fmt: skip
    if shown == assessed:
        return texts.lang.plural(
            "One person has a mean of {mean}", "The {n} people have a mean of {mean}", assessed, mean=mean
        )
    return texts.lang.plural(
        "Of {of} people assessed {n} has a mean shown, {mean}",
        "Of {of} people assessed {n} have means shown, {mean} on average",
        shown, of=assessed, mean=mean,
    )  # fmt: skip


def _burden(c: CompetencyGroup) -> Fraction:
    """People in need × their mean gap."""
    return c.in_need * (c.mean_gap or Fraction(0))


def figures(
    grade: GroupResult, people: Sequence[PersonResult], hidden: NotShown, texts: Texts
) -> tuple[Figure, ...]:  # fmt: skip
    """The key figures; what cannot be told of everybody says of whom it is told."""
    return (_mean(grade, hidden, texts), _share(grade, hidden, texts), _all_met(people, hidden, texts), _unassessed(people, hidden, texts))  # fmt: skip


def _mean(grade: GroupResult, hidden: NotShown, texts: Texts) -> Figure:
    lang = texts.lang
    if grade.overall is not None:
        return Figure(texts.score(grade.overall), "", lang("mean score, band “{band}”", band=texts.band_of(grade.overall).word))  # fmt: skip
    return Figure(texts.hidden if hidden.total else "—", "", lang("mean score"))


def _share(grade: GroupResult, hidden: NotShown, texts: Texts) -> Figure:
    label = texts.lang("average share of competencies met")
    if grade.attainment is None:
        return Figure(texts.hidden if hidden.total else "—", "", label)
    return Figure(texts.percent(grade.attainment), "%", label)


def _all_met(people: Sequence[PersonResult], hidden: NotShown, texts: Texts) -> Figure:
    """People at the standard everywhere, among those of whom all scores are shown."""
    lang = texts.lang
    attained = texts.model.thresholds.attained_band
    known = [p for p in people if not p.withheld]
    met = sum(
        1 for p in known if p.assessed == len(p.competencies)
        and all(r.band is not None and r.band >= attained for r in p.competencies)
    )  # fmt: skip
    if hidden.people:
        label = lang("meet the standard everywhere (all scores shown)")
        if not any(p.assessed for p in known):
            return Figure(texts.hidden, "", lang("number of people at the standard everywhere"))
        return Figure(str(met), f"/ {len(known)}", label)
    label = lang("people meet the standard everywhere")
    return Figure(str(met), f"/ {len(people)}", label) if any(p.assessed for p in people) else Figure("—", "", label)


def _unassessed(people: Sequence[PersonResult], hidden: NotShown, texts: Texts) -> Figure:
    results = [r for p in people for r in p.competencies]
    missing = sum(1 for r in results if r.score is None) - hidden.total
    label = texts.lang("values not assessed")
    if hidden.total:
        label = texts.lang("values not assessed; not shown: {n}", n=hidden.total)
    return Figure(str(missing), f"/ {len(results)}", label)


def notes(grade: GroupResult, people: Sequence[PersonResult], hidden: NotShown, texts: Texts) -> tuple[str, ...]:
    """What the numbers of the page rest on."""
    lang, model = texts.lang, texts.model
    attained = model.thresholds.attained_band
    found = [
        lang("A competency counts as met from the band “{band}” on, that is from a score of {low}; below that it is not there yet.",
             band=texts.band(attained).word, low=decimal_text(Fraction(2 * attained - 1, 2)))
    ]  # fmt: skip
    if hidden.total:
        found.append(_on_what(people, hidden, texts))
    elif texts.score(grade.overall) != texts.score(grade.overall_by_competency):
        found.append(lang("The mean score is the mean over people ({a}); over the competencies it is {b}, as not everybody was assessed in everything.",
                          a=texts.score(grade.overall), b=texts.score(grade.overall_by_competency)))  # fmt: skip
    if hidden.total and any(p.assessed < len(p.competencies) for p in people):
        found.append(lang("What was not assessed is left out of all means; a person's own mean is shown from {percent}% of the competencies on.",
                          percent=decimal_text(model.thresholds.overall_share * 100, 0)))  # fmt: skip
    elif any(p.assessed < len(p.competencies) for p in people):
        found.append(lang("What was not assessed is left out of all means; a person's own mean is shown from {percent}% of the competencies on. Category means are means over people.",
                          percent=decimal_text(model.thresholds.overall_share * 100, 0)))  # fmt: skip
    return tuple(found)


def _on_what(people: Sequence[PersonResult], hidden: NotShown, texts: Texts) -> str:
    """Why scores are not shown, and over whom means and shares are made then."""
    lang = texts.lang
    assessed = [p for p in people if p.assessed]
    whole = sum(1 for p in assessed if not p.withheld)
    sentences = [
        why(hidden, texts),
        lang("Means and counts rest on the scores shown; a person's own mean counts all."),
    ]
    if 0 < whole < len(assessed):
        sentences.append(lang.plural(
            "The share met is that of the {n} person with all scores shown.",
            "The share met is that of the {n} people with all scores shown.", whole,
        ))  # fmt: skip
    return texts.joined(*sentences)


def reading(grade: GroupResult, hidden: NotShown, texts: Texts) -> str:
    """How this grade's radar is read: only what is in it."""
    lang, standard = texts.lang, texts.model.standard
    means = [c.mean for c in grade.competencies if c.mean is not None]
    if not means:
        mark = (
            lang("Hatching: not shown (n/s) or not assessed (n/a), not zero.") if hidden.total
            else lang("Hatching, up to the neighbouring axes, and n/a mean not assessed, not zero.")
        )  # fmt: skip
        return texts.joined(lang("The thick red line is the standard."), mark)
    sentences = [lang("The filled blue area is the mean level of the grade, the thick red line the standard.")]
    if any(mean < standard for mean in means):
        sentences.append(lang("The white between them is the gap."))
    if any(c.in_need for c in grade.competencies) and len(grade.people) > 1:
        sentences.append(lang("A mean at the standard does not mean that everybody is."))
    if any(c.mean is None and hidden.of(c.competency) for c in grade.competencies):
        sentences.append(lang("Hatching: not shown (n/s) or not assessed (n/a), not zero."))
    return texts.joined(*sentences)
