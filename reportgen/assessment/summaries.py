"""Summaries of persons and groups (spec §2.5, §2.6)."""

from collections.abc import Sequence
from fractions import Fraction

from reportgen.model.results import CompetencyGroup, CompetencyResult, GroupResult, PersonResult
from reportgen.model.rounding import band, total, weighted_mean
from reportgen.model.types import Model


def mean(values: Sequence[Fraction]) -> Fraction | None:
    return total(values) / len(values) if values else None


def category_scores(results: Sequence[CompetencyResult], model: Model) -> dict[str, Fraction | None]:
    """Category id -> mean of its assessed competency scores, with the model's competency weights."""
    pairs: dict[str, list[tuple[Fraction, Fraction]]] = {category.id: [] for category in model.categories}
    for r in results:
        if r.score is not None:
            competency = model.competency(r.competency)
            pairs[competency.category].append((r.score, competency.weight))
    return {category: weighted_mean(own) for category, own in pairs.items()}


def overall(results: Sequence[CompetencyResult], model: Model) -> Fraction | None:
    """Mean over the assessed competencies, with the model's competency weights."""
    return weighted_mean([(r.score, model.competency(r.competency).weight) for r in results if r.score is not None])


def attainment(results: Sequence[CompetencyResult], model: Model) -> Fraction | None:
    """达标率: share [0–1] of the assessed competencies that attain the standard's band."""
    bands = [r.band for r in results if r.band is not None]
    attained = sum(1 for b in bands if b >= model.thresholds.attained_band)
    return Fraction(attained, len(bands)) if bands else None


def coverage(results: Sequence[CompetencyResult], model: Model) -> Fraction | None:
    """Σ min(score, standard) / (standard × assessed) [0–1]; used instead of the polygon's area, which depends on the
    order of the axes.
    """
    standard = Fraction(model.standard)
    scores = [min(r.score, standard) for r in results if r.score is not None]
    return total(scores) / (model.standard * len(scores)) if scores else None


def group(group_id: str, name: str, people: Sequence[PersonResult], model: Model) -> GroupResult:
    """Summary of a group of people, each weighing the same."""
    competencies = tuple(
        _competency(i, competency_id, people, model) for i, competency_id in enumerate(model.competency_ids)
    )
    by_competency = weighted_mean(
        [(c.mean, model.competency(c.competency).weight) for c in competencies if c.mean is not None]
    )
    return GroupResult(
        id=group_id,
        name=name,
        people=tuple(p.id for p in people),
        competencies=competencies,
        categories={
            category.id: mean([s for p in people if (s := p.categories[category.id]) is not None])
            for category in model.categories
        },
        overall=mean([p.overall for p in people if p.overall is not None]),
        overall_by_competency=by_competency,
        attainment=mean([p.attainment for p in people if p.attainment is not None]),
        coverage=mean([p.coverage for p in people if p.coverage is not None]),
    )


def _competency(index: int, competency: str, people: Sequence[PersonResult], model: Model) -> CompetencyGroup:
    results = [p.competencies[index] for p in people]
    scores = [r.score for r in results if r.score is not None]
    bands = [r.band for r in results if r.band is not None]
    needs = [
        r.gap for r in results if r.band is not None and r.band <= model.thresholds.need_band and r.gap is not None
    ]
    average = mean(scores)
    return CompetencyGroup(
        competency=competency,
        n=len(scores),
        mean=average,
        band=None if average is None else band(average, model),
        per_band=tuple(bands.count(value) for value in model.scale_values),
        in_need=len(needs),
        mean_gap=mean(needs),
    )
