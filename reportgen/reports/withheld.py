"""What readers are told about scores that they do not see, because too few people are behind them."""

from fractions import Fraction

from reportgen.model.results import PersonResult
from reportgen.model.rounding import SHOWN_DECIMALS, decimal_text, half_up
from reportgen.reports.views import Texts, shown_scores


def withheld_names(person: PersonResult) -> list[str]:
    return [r.competency for r in person.competencies if r.withheld]


def withheld_sentence(person: PersonResult, texts: Texts) -> str:
    """For the first page: how many scores are not shown, and why; empty when all are."""
    n, least = person.withheld, texts.model.thresholds.shown_raters
    if not n:
        return ""
    if not shown_scores(person):
        return texts.lang("Not shown yet: besides the person and the manager too few people rated. Nothing is wrong with the report; showing scores would tell who gave which rating.")  # fmt: skip
    return texts.lang.plural(
        "{n} score is not shown, to protect those who rated: besides the person and the manager they are fewer than {least}. The notes name it.",
        "{n} scores are not shown, to protect those who rated: besides the person and the manager they are fewer than {least}, or it could be worked out from those shown. The notes name them.",
        n, least=least,
    )  # fmt: skip


def withheld_note(person: PersonResult, texts: Texts) -> str:
    """Which scores are not shown, and why, in a sentence; empty when all are."""
    if not person.withheld:
        return ""
    return texts.lang("Not shown, to protect those who rated: {names}. Besides the person and the manager fewer than {least} people rated, or the score could be worked out from others. HR can have more people rate and make the report again.",
                      names=texts.names(withheld_names(person)), least=texts.model.thresholds.shown_raters)  # fmt: skip


def withheld_notes(person: PersonResult, texts: Texts) -> list[str]:
    """For the notes: what is not shown, whether a mean holds it all the same, and what stands as last time."""
    lang, notes = texts.lang, [withheld_note(person, texts)]
    if holds_hidden(person, texts):
        notes.append(lang("Means that are shown are those of all scores, of those too that are not shown."))
    if person.withheld and person.overall is None and texts.shows_overall(person):
        notes.append(lang("Where the mean score, the share at the standard or the coverage would give such a score away, they are not shown either."))  # fmt: skip
    elif person.withheld and (person.attainment is None or person.coverage is None):
        notes.append(lang("Share and coverage would tell something about such a score, so they are not shown either."))
    if any(r.kept for r in person.competencies):  # which ones would tell something of the answers that came since
        notes.append(
            lang("Some scores are those of the last report: fewer than {least} people answered anew since, so their answers could be worked out from a changed score.",
                 least=texts.model.thresholds.shown_raters)
        )  # fmt: skip
    return [note for note in notes if note]


def holds_hidden(person: PersonResult, texts: Texts) -> bool:
    """Whether a mean that is shown was computed with a score that is not."""
    model = texts.model
    hidden = {model.competency(c).category for c in withheld_names(person)}
    overall = texts.shows_overall(person) and person.overall is not None
    return bool(hidden) and (overall or any(person.categories[c] is not None for c in hidden))


def hidden_bar(own: Fraction | None, texts: Texts) -> str:
    """What stands in the place of a bar: the person's own rating may always be read."""
    if own is None:
        return texts.hidden
    return texts.lang("not shown; self {own}", own=decimal_text(half_up(own, SHOWN_DECIMALS)))
