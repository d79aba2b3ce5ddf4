"""What readers see beside or instead of a person's exact numbers, as steps of the explanation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from reportgen.assessment.anonymity import KNOWN
from reportgen.assessment.totals import Steps, totals
from reportgen.model.derivation import Step, derived
from reportgen.model.raters import SELF
from reportgen.model.results import CompetencyResult, PersonResult
from reportgen.model.types import Model

# Numbers over all competencies that readers see exactly or not at all; the others are counted over what they see.
EXACT = frozenset({"overall", "overall-band", "category", "attainment", "coverage", "not-assessed", "competencies"})
_FROM_SCORE = ("band", "gap", "gap-shown", "surplus", "raters", "difference")


def beside_score(result: CompetencyResult, score: Step, ratings: Sequence[Step], model: Model) -> dict[str, Step]:
    """The means that stand beside a score (`seen-<relation>`), the score without the self-rating (`others`), the lowest
    and highest rating; and how many raters' score it is. `ratings` are those that stand, `result` is as readers see it.
    """
    of, found = result.competency, dict[str, Step]()
    if result.kept:
        found = {f"seen-{s.relation}": _kept("seen", s.mean, of, s.relation) for s in result.seen}
        ends = zip(("lowest", "highest"), result.spread or (), strict=False)
        return found | {what: Step(what, Fraction(end), "count", of=of, origin="issued") for what, end in ends}
    known = {step.rater for step in ratings if step.relation in KNOWN}  # in whatever relation they rated beside
    for seen in result.seen:
        own = [s for s in ratings if s.relation in seen.relations and (s.relation in KNOWN or s.rater not in known)]
        found[f"seen-{seen.relation}"] = replace(
            derived("seen", "mean", own, "score", model, of=of), relation=seen.relation
        )
    if result.others is not None and result.others != result.score:
        parts = [part for part in score.parts if part.relation != SELF]
        found["others"] = derived("others", "weighted-mean", parts, "score", model, of=of)
    if result.spread is not None:
        hidden = [step for step in _entering(score) if step.relation not in KNOWN and step.rater not in known]
        found["lowest"] = derived("lowest", "least", hidden, "count", model, of=of)
        found["highest"] = derived("highest", "most", hidden, "count", model, of=of)
    return found


def as_shown(steps: Steps, result: CompetencyResult, from_score: Mapping[str, Step]) -> Steps:
    """A competency's numbers as readers see them: without the score when it is withheld, with that of the last issue when
    it is kept (`from_score` follows from it).
    """
    if not result.withheld and not result.kept:
        return steps
    left = {name: step for name, step in steps.items() if name not in _FROM_SCORE}
    if result.withheld:
        return {**left, "score": Step("score", None, "score", of=result.competency, note="withheld")}
    difference = {"difference": steps["difference"]} if "difference" in steps else {}
    return {**left, **difference, **from_score}


def kept_score(result: CompetencyResult) -> Step:
    """The score of the last issue, which readers still see."""
    return replace(_kept("score", result.score, result.competency, ""), note="kept")


def shown_totals(
    shown: Sequence[Steps], person: PersonResult, exact: Sequence[Step], model: Model, weights: Mapping[str, Fraction], largest: int
) -> tuple[Step, ...]:  # fmt: skip
    """The numbers over several competencies that readers see and that are others than the exact ones: those counted over
    what is shown, and means of the last issue.
    """
    known = {(step.what, step.of): step.value for step in exact}
    counted = otherwise([step for step in totals(shown, model, weights, largest) if step.what not in EXACT], exact)
    hidden = [c["score"] for c in shown if c["score"].note == "withheld"]
    counted += [derived("withheld", "count-missing", hidden, "count", model)] if hidden else []
    means = {("overall", ""): person.overall, **{("category", c): mean for c, mean in person.categories.items()}}
    kept = [
        replace(_kept(what, mean, of, ""), note="kept")
        for (what, of), mean in means.items()
        if mean is not None and mean != known.get((what, of))
    ]
    shares = {"attainment": person.attainment, "coverage": person.coverage}
    kept += [
        Step(what, share, "share", origin="issued", note="kept")
        for what, share in shares.items()
        if share is not None and share != known.get((what, ""))
    ]
    return (*kept, *counted)


def otherwise(steps: Sequence[Step], exact: Sequence[Step]) -> list[Step]:
    """Those of some steps whose value is another than that of the exact step, marked as what readers see."""
    known = {(step.what, step.of): step.value for step in exact}
    return [replace(step, note="shown") for step in steps if step.value != known.get((step.what, step.of))]


def _kept(what: str, value: Fraction | None, of: str, relation: str) -> Step:
    return Step(what, value, "score", of=of, relation=relation, origin="issued")


def _entering(score: Step) -> list[Step]:
    """The ratings in a score, with or without relations' means between."""
    return [step for step in score.walk() if step.what == "rating"]
