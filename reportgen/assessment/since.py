"""Changes since an earlier cycle as derivations: from the scores as they stood there and those of now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.totals import Steps, mean_over, members
from reportgen.model.comparison import Change, MeanChange, Obstacle, PersonChange, PreviousPerson, PreviousScore
from reportgen.model.derivation import CompetencyExplanation, Step, derived, fact
from reportgen.model.rounding import shown_score
from reportgen.model.types import Model

Explained = tuple[CompetencyExplanation, ...]

# With these nothing of then is of use: it is of another model or scale, or perhaps somebody else's.
BARS: frozenset[Obstacle] = frozenset({"other-model", "other-scale", "other-name", "new-person"})


def with_changes(
    competencies: Explained, change: PersonChange, before: PreviousPerson | None, model: Model
) -> tuple[Explained, tuple[Step, ...]]:
    """A person's competencies with their changes, and the changes over several of them."""
    scores: Mapping[str, PreviousScore] = before.scores if before else {}
    found = tuple(
        replace(one, steps={**one.steps, **_change(one.steps["score"], own, scores.get(own.competency), model)})
        for one, own in zip(competencies, change.changes, strict=True)
    )
    return found, tuple(_totals([one.steps for one in found], change, before, model))


def _change(score: Step, change: Change, then: PreviousScore | None, model: Model) -> dict[str, Step]:
    """The change of a competency; without a value and with a note where it cannot be compared."""
    of, found = change.competency, dict[str, Step]()
    if then is not None and change.obstacle not in BARS:
        found["previous"] = _as_shown(then, of, model)
        if change.obstacle == "required-level":
            found["previous-required"] = Step(
                "previous-required", Fraction(then.required_level), "level", of=of, origin="cell", source=then.level_source,
            )  # fmt: skip
    if change.obstacle:
        return {**found, "change": Step("change", None, "points", of=of, note=change.obstacle)}
    shown = derived("score-shown", "as-shown", [score], "score", model, of=of)
    by = derived("change", "difference", [shown, found["previous"]], "points", model, of=of)
    little = fact("little-change", model.thresholds.little_change, "points", "thresholds.little_change")
    return {**found, "change": by, "direction": derived("direction", "direction", [by, little], "direction", model, of=of)}  # fmt: skip


def _as_shown(then: PreviousScore, of: str, model: Model) -> Step:
    """The score as people read it then: as it stands there, or rounded from what stands there."""
    exact = _exact(then, of)
    leaf = replace(exact, what="previous", value=then.shown)
    if then.shown_source is not None:
        return replace(leaf, source=then.shown_source)
    if then.score is None:
        return replace(leaf, note="withheld-then" if then.withheld else "not-assessed-then")
    if then.score == then.shown:
        return leaf
    if then.shown == shown_score(then.score, model):
        return derived("previous", "as-shown", [exact], "score", model, of=of)
    return replace(leaf, note="below-edge")


def _exact(then: PreviousScore, of: str) -> Step:
    return Step("previous-score", then.score, "score", of=of, origin="cell", source=then.source)


def _totals(
    competencies: Sequence[Steps], change: PersonChange, before: PreviousPerson | None, model: Model
) -> list[Step]:
    """How many are compared and how they moved; the means of then and now over these, also by category."""
    changes = [c["change"] for c in competencies]
    now = [step for step in changes if step.note != "not-assessed-now"]
    found = [
        derived("comparable", "count", changes, "count", model),
        derived("not-comparable", "count-missing", now, "count", model),
    ]
    directions = [c["direction"] for c in competencies if "direction" in c]
    if before is None or not directions:
        return found
    for what, rule in (("change-up", "count-above-0"), ("change-same", "count-0"), ("change-down", "count-below-0")):
        found.append(derived(what, rule, directions, "count", model))
    found += _means("", competencies, change.overall, before, model)
    for category in model.categories:
        own = members(category.id, competencies, model)
        found += _means(category.id, own, change.categories[category.id], before, model)
    return found


def _means(
    of: str, competencies: Sequence[Steps], change: MeanChange | None, before: PreviousPerson, model: Model
) -> list[Step]:
    """The means over what is comparable, and their difference as shown; nothing where nothing is."""
    if change is None:
        return []
    same = [c for c in competencies if "direction" in c]
    then = (
        Step("previous-mean", change.before, "score", of=of, origin="cell", source=before.sources.get(of))
        if change.as_stood
        else mean_over("previous-mean", [_exact(before.scores[c["score"].of], c["score"].of) for c in same], model, of)
    )
    now = mean_over("present-mean", [c["score"] for c in same], model, of)
    shown = [derived(f"{step.what}-shown", "as-shown", [step], "score", model, of=of) for step in (now, then)]
    counted = derived("comparable", "count", [c["change"] for c in competencies], "count", model, of=of)
    found = [then, now, derived("mean-change", "difference", shown, "points", model, of=of)]
    return [counted, *found] if of else found
