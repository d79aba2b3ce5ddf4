"""A recalibration in a sentence and four key figures: what changes, and whom it hits."""

from collections.abc import Sequence

from reportgen.model.recalibration import GradeEffect, Recalibration, disagreed
from reportgen.model.results import Recalibrated
from reportgen.reports.recalibration_effect import to_rate_anew
from reportgen.reports.recalibration_votes import NONE, changing, differing, proposed
from reportgen.reports.views import Figure, Texts


def outcome(lines: Sequence[Recalibrated], recalibration: Recalibration, texts: Texts) -> str:
    """How many experts voted, and how many levels rise, fall and stay."""
    lang, changes = texts.lang, [line.level - line.before for line in lines]
    if recalibration.again:
        return lang("Back to earlier levels: {parts}.", parts=_moves(changes, texts))
    who = voters(lines, texts)
    if not differing(lines):
        return counted(who, changes, texts)
    if proposed(recalibration):
        return lang("{who}. Proposed: {parts}.", who=who, parts=_moves(changes, texts))
    return lang("{who}. Adopted: {parts}.", who=who, parts=_moves(changes, texts))


def counted(who: str, changes: Sequence[int], texts: Texts) -> str:
    """A sentence on how many levels rise, fall and stay, behind whose doing it is."""
    return texts.lang("{who}. Levels: {parts}.", who=who, parts=_moves(changes, texts))


def _moves(changes: Sequence[int], texts: Texts) -> str:
    """How many levels rise, fall and stay."""
    lang = texts.lang
    up, down = sum(1 for change in changes if change > 0), sum(1 for change in changes if change < 0)
    same = len(changes) - up - down
    parts = [
        text for n, text in (
            (up, lang("{n} raised", n=up)),
            (down, lang("{n} lowered", n=down)),
            (same, lang("{n} unchanged", n=same)),
        ) if n
    ]  # fmt: skip
    return lang.listing(parts)


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
    """Levels that change, levels not agreed on (where anybody voted), people and scores to be rated anew."""
    lang, model = texts.lang, texts.model
    asked = sum(1 for line in lines if line.agreement is not None)
    members = sum(len(effect.people) for effect in effects)
    counts = [to_rate_anew(effect) for effect in effects]
    people, results = sum(n for n, _ in counts), sum(n for _, n in counts)
    figures = [
        Figure(str(len(changing(lines))), lang("of {n} levels", n=len(lines)), lang("will change")),
        Figure(str(sum(1 for line in lines if disagreed(line, model))) if asked else NONE, lang("of {n} levels", n=asked) if asked else "", lang("without agreement of the experts")),
        Figure(str(people) if members else NONE, lang("of {n} people", n=members) if members else "", lang("must be rated anew") if members else lang("nobody in the roster")),
        Figure(str(results) if members else NONE, lang("scores in all") if members else "", lang("must be given anew")),
    ]  # fmt: skip
    if not any(line.votes for line in lines):
        del figures[1]
    return tuple(figures)
