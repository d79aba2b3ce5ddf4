"""The numbers of a person over several competencies: summaries, and the sums and counts that pages tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from reportgen.model.derivation import Step, derived, fact
from reportgen.model.types import Model

Steps = Mapping[str, Step]  # a competency's numbers by name


def totals(
    competencies: Sequence[Steps], model: Model, weights: Mapping[str, Fraction], largest: int
) -> tuple[Step, ...]:  # fmt: skip
    """Every number of a person over the competencies, which stand in the model's order; `weights` are the relations',
    `largest` is how many gaps pages single out. Without anything assessed only the counts. What people ask for stands
    first.
    """
    scores = [c["score"] for c in competencies]
    total = fact("competencies", len(scores), "count", "competencies")
    assessed = derived("assessed", "count", scores, "count", model)
    missing = derived("not-assessed", "count-missing", scores, "count", model)
    counts = [total, assessed, missing]
    last = [*_relation_shares(weights, model), *_counts(competencies, model)]
    if not assessed.value:
        return (*counts, *last)
    overall = mean_over("overall", scores, model)
    attained, attainment = _attained(competencies, "", model)
    inside = {c.id: members(c.id, competencies, model) for c in model.categories}
    return (
        overall,
        derived("overall-band", "band", [overall], "band", model),
        attainment,
        _coverage(scores, assessed, model),
        *(mean_over("category", [c["score"] for c in own], model, of) for of, own in inside.items()),
        *counts,
        attained,
        *_gaps(competencies, assessed, model, largest),
        *_differences(competencies, model),
        *(step for of, own in inside.items() for step in _attained(own, of, model)),
        *last,
    )


def members(category: str, competencies: Sequence[Steps], model: Model) -> list[Steps]:
    """The competencies of a category."""
    ids = {c.id for c in model.in_category(category)}
    return [c for c in competencies if c["score"].of in ids]


def mean_over(what: str, scores: Sequence[Step], model: Model, of: str = "") -> Step:
    """The mean over assessed competencies (the `of` of each score); with the model's weights where they differ."""
    weights = [model.competency(step.of).weight for step in scores]
    if len(set(weights)) <= 1:
        return derived(what, "mean", scores, "score", model, of=of)
    weighed = [
        replace(s, weight=fact("weight", w, "weight", f"competencies.{s.of}.weight"))
        for s, w in zip(scores, weights, strict=True)
    ]
    return derived(what, "weighted-mean", weighed, "score", model, of=of)


def _attained(competencies: Sequence[Steps], of: str, model: Model) -> list[Step]:
    """How many are assessed and attain the standard's band, and the share of these."""
    least = fact("attained-band", model.thresholds.attained_band, "band", "thresholds.attained_band")
    bands = [c["band"] for c in competencies if "band" in c]
    attained = derived("attained", "count-from", [least, *bands], "count", model, of=of)
    assessed = derived("assessed", "count", bands, "count", model, of=of)
    if of:
        return [attained, assessed]
    return [attained, derived("attainment", "quotient", [attained, assessed], "share", model)]


def _coverage(scores: Sequence[Step], assessed: Step, model: Model) -> Step:
    """Σ min(score, standard) / (standard × assessed)."""
    standard = fact("standard", model.standard, "score", "thresholds.standard")
    capped = [
        derived("covered", "smaller", [step, standard], "score", model, of=step.of)
        for step in scores
        if step.value is not None
    ]
    whole = derived("whole-standard", "product", [standard, assessed], "score", model)
    return derived("coverage", "quotient", [derived("covered", "sum", capped, "score", model), whole], "share", model)


def _relation_shares(weights: Mapping[str, Fraction], model: Model) -> list[Step]:
    """Each relation's weight in per cent of all that are set."""
    entries = {
        r: Step("weight", w, "weight", of=f"weights.{r}", relation=r, origin="settings") for r, w in weights.items()
    }
    return [
        derived("relation-weight", "share", [step, *entries.values()], "share", model, of=relation)
        for relation, step in entries.items()
        if step.value
    ]


def _counts(competencies: Sequence[Steps], model: Model) -> list[Step]:
    """How many ratings stand behind rated competencies, how many were examined, rated by oneself, rescaled."""
    raters = [c["raters"] for c in competencies if "raters" in c]
    rules = (("raters-least", "least"), ("raters-most", "most"), ("raters-middle", "middle"))
    found = [derived(what, rule, raters, "count", model) for what, rule in rules] if raters else []
    own = [c["self"] for c in competencies if "self" in c]
    exams = [c["exam-score"] for c in competencies if "exam-score" in c]
    scaled = [c["score"] for c in competencies if c["score"].note == "rescaled"]
    return [
        *found,
        derived("self-ratings", "count", own, "count", model),
        derived("examined", "count", exams, "count", model),
        derived("rescaled", "count", scaled, "count", model),
    ]


def _gaps(competencies: Sequence[Steps], assessed: Step, model: Model, largest: int) -> list[Step]:
    """What is to be raised and by how much; and what counts as at the standard but is not quite there."""
    limit = model.thresholds.need_band
    rated = [c for c in competencies if "band" in c]
    low = sorted((c for c in rated if (c["band"].value or 0) <= limit), key=lambda c: -(c["gap"].value or 0))
    rest = [c["gap-shown"] for c in rated if (c["band"].value or 0) > limit]
    gaps = [c["gap-shown"] for c in low]
    most = fact("need-band", limit, "band", "thresholds.need_band")
    needs = derived("needs", "count-up-to", [most, *(c["band"] for c in rated)], "count", model)
    total = derived("gap-total", "sum", gaps, "points", model)
    first = derived("gap-first", "sum", gaps[:largest], "points", model)
    shares = [derived("gap-share", "quotient", [first, total], "share", model)] if len(gaps) > largest else []
    return [
        needs,
        derived("met", "difference", [assessed, needs], "count", model),
        total,
        *shares,
        derived("near", "count-above-0", rest, "count", model),
        derived("near-total", "sum", [step for step in rest if step.value], "points", model),
    ]


def _differences(competencies: Sequence[Steps], model: Model) -> list[Step]:
    """Self ratings beside scores: how many are higher, lower, the same, and the largest difference."""
    found = [c["difference"] for c in competencies if "difference" in c]
    if not found:
        return []
    return [
        derived("compared", "count", found, "count", model),
        derived("higher", "count-above-0", found, "count", model),
        derived("lower", "count-below-0", found, "count", model),
        derived("same", "count-0", found, "count", model),
        derived("largest-difference", "largest-difference", found, "points", model),
    ]
