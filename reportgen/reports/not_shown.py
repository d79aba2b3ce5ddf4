"""Scores that readers do not see, as too few raters stand behind them: how many, where, and what is said about them.

Such a score is neither missing nor 0, and nothing that a report says may claim anything about it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from reportgen.model.results import GroupResult, PersonResult
from reportgen.reports.chart_data import RadarData
from reportgen.reports.views import Band, Texts

TONE = "h"  # of the chip that stands for it


@dataclass(frozen=True)
class NotShown:
    """Scores of some people that are not shown: in all, by competency, by category; `people` have such a score,
    `without_mean` are assessed, but their overall is not shown either.
    """

    total: int = 0
    people: int = 0
    without_mean: int = 0
    by_competency: Mapping[str, int] = field(default_factory=dict)
    by_category: Mapping[str, int] = field(default_factory=dict)

    def of(self, competency: str) -> int:
        """People whose score on a competency is not shown."""
        return self.by_competency.get(competency, 0)


def not_shown(people: Sequence[PersonResult], texts: Texts) -> NotShown:
    """What is not shown of these people."""
    hidden = [r.competency for p in people for r in p.competencies if r.withheld]
    return NotShown(
        total=len(hidden),
        people=sum(1 for p in people if p.withheld),
        without_mean=sum(1 for p in people if p.withheld and p.overall is None),
        by_competency=Counter(hidden),
        by_category=Counter(texts.model.competency(c).category for c in hidden),
    )


def score_text(score: Fraction | None, hidden: int, texts: Texts) -> str:
    """A mean, or why there is none: `hidden` scores of those it would rest on are not shown."""
    return texts.hidden if score is None and hidden else texts.score(score)


def chip(texts: Texts) -> Band:
    """What stands in the place of a band."""
    return Band(texts.hidden, TONE)


def why(hidden: NotShown, texts: Texts) -> str:
    """How many scores are not shown and why; empty when all are."""
    if not hidden.total:
        return ""
    return texts.lang.plural(
        "To protect the raters {n} score is not shown: fewer than {few} raters besides the person and the supervisor are behind it, or such a score would follow.",
        "To protect the raters {n} scores are not shown: fewer than {few} raters besides the person and the supervisor are behind them, or such a score would follow.",
        hidden.total, few=texts.model.thresholds.shown_raters,
    )  # fmt: skip


def named(radar: RadarData, group: GroupResult, hidden: NotShown, texts: Texts) -> RadarData:
    """A group's radar in which a mean that is not shown is not called missing."""
    short = texts.lang("n/s")
    axes = tuple(
        replace(axis, shown=short) if axis.value is None and hidden.of(c.competency) else axis
        for axis, c in zip(radar.axes, group.competencies, strict=True)
    )
    arcs = tuple(
        replace(arc, note=short) if group.categories[c.id] is None and hidden.by_category.get(c.id) else arc
        for arc, c in zip(radar.arcs, texts.model.categories, strict=True)
    )
    return replace(radar, axes=axes, arcs=arcs)
