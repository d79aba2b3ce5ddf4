"""A recalibration in a sentence and four key figures: what changes, and whom it hits."""

from collections.abc import Sequence

from reportgen.model.recalibration import GradeEffect, Recalibration, disagreed
from reportgen.model.results import Recalibrated
from reportgen.reports.recalibration_effect import to_rate_anew
from reportgen.reports.recalibration_votes import NONE, changing, differing, proposed
from reportgen.reports.views import Figure, Texts


def outcome(lines: Sequence[Recalibrated], recalibration: Recalibration, texts: Texts) -> str:
    """How many experts voted, and how many levels rise, fall and stay."""
    return counted(_what_happened(lines, recalibration, texts), [line.level - line.before for line in lines], texts)


def counted(who: str, changes: Sequence[int], texts: Texts) -> str:
    """A sentence on how many levels rise, fall and stay, behind whose doing it is."""
    lang = texts.lang
    up, down = sum(1 for change in changes if change > 0), sum(1 for change in changes if change < 0)
    same = len(changes) - up - down
    parts = [
        text for n, text in (
            (up, lang("levels that rise: {n}", n=up)),
            (down, lang("levels that fall: {n}", n=down)),
            (same, lang("unchanged: {n}", n=same)),
        ) if n
    ]  # fmt: skip
    return lang("{who}; {parts}.", who=who, parts=lang.listing(parts))


def _what_happened(lines: Sequence[Recalibrated], recalibration: Recalibration, texts: Texts) -> str:
    """Whose levels the sentence counts: those voted, or what is made of them."""
    lang, adoption = texts.lang, recalibration.adoption
    if adoption is not None and adoption.again:
        return lang("Earlier levels are put in force again")
    who = voters(lines, texts)
    if not differing(lines):
        return who
    return lang("{who}; proposed", who=who) if proposed(recalibration) else lang("{who}; adopted", who=who)


def voters(lines: Sequence[Recalibrated], texts: Texts) -> str:
    """How many experts voted."""
    lang = texts.lang
    counts = [line.votes for line in lines if line.votes]
    if not counts:
        return lang("Nobody voted")
    fewest, most = min(counts), max(counts)
    if fewest == most:
        return lang.plural("{n} expert voted", "{n} experts voted", most)
    return lang("{fewest} to {most} experts voted", fewest=fewest, most=most)


def key_figures(lines: Sequence[Recalibrated], effects: Sequence[GradeEffect], texts: Texts) -> tuple[Figure, ...]:
    """Levels that change, levels not agreed on, people and results to be rated anew."""
    lang, model = texts.lang, texts.model
    asked = sum(1 for line in lines if line.agreement is not None)
    members = sum(len(effect.people) for effect in effects)
    counts = [to_rate_anew(effect) for effect in effects]
    people, results = sum(n for n, _ in counts), sum(n for _, n in counts)
    return (
        Figure(str(len(changing(lines))), lang("of {n} levels", n=len(lines)), lang("will change")),
        Figure(str(sum(1 for line in lines if disagreed(line, model))) if asked else NONE, lang("of {n} levels", n=asked) if asked else "", lang("without agreement of the experts")),
        Figure(str(people) if members else NONE, lang("of {n} people", n=members) if members else "", lang("must be rated anew") if members else lang("nobody in the roster")),
        Figure(str(results) if members else NONE, lang("results in all") if members else "", lang("must be given anew")),
    )  # fmt: skip
