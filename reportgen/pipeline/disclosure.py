"""From the full assessment to what readers see: with what they were shown before, and what there is to say about it."""

from collections.abc import Iterator
from dataclasses import replace

from reportgen.assessment import shown_changes
from reportgen.assessment.readers import Readers, for_readers
from reportgen.model.comparison import OVERALL
from reportgen.model.inputs import rows, source_of
from reportgen.model.raters import RatingKey
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.types import Model, Named
from reportgen.outputs.folder import OutputError
from reportgen.outputs.issued import ISSUED, read_issued
from reportgen.pipeline.job import Job
from reportgen.pipeline.reissuing import reissued
from reportgen.problems import Problem, Source, problem

# What is not a competency or category and yet can be withheld or kept; names in both languages, as the model's are.
COMMENTS = "comments"
_OTHERS = {OVERALL: Named("平均得分", "Mean score"), COMMENTS: Named("评语", "Comments")}


def disclosed(
    job: Job, assessment: Assessment, *, anew: bool = False, issuing: bool = False
) -> tuple[Readers, list[Problem]]:
    """What readers see of an assessment, and the warnings about what they do not see.

    `anew`: what lies in the output folder is of something else (samples), and nothing was shown before. Raises
    `WhoError` for somebody unknown who is to be issued again; and when reports are made (`issuing`), `OutputError` if it
    is lost what was shown before: but everybody may be issued again.
    """
    past, reason = read_issued(job.output, assessment.cycle.name, sample=job.settings.report.sample)
    again = reissued(job, assessment)
    if reason and issuing and not anew and len(again) < len(assessment.people):
        raise OutputError(reason, file=job.output / ISSUED)
    minimum = assessment.model.thresholds.shown_raters
    order = tuple(relation.id for relation in assessment.model.relations)
    readers = for_readers(assessment, minimum=minimum, order=order, past={} if anew else past, reissue=again)
    if assessment.comparison is not None:
        changes = shown_changes.for_readers(assessment.comparison, readers.assessment)
        readers = replace(readers, assessment=replace(readers.assessment, comparison=changes))
    return readers, list(_warnings(assessment, readers, minimum))


def _warnings(assessment: Assessment, readers: Readers, minimum: int) -> Iterator[Problem]:
    people = {p.id: p for p in assessment.people}
    named = _named(assessment.model)
    places = _places(assessment, readers)
    withheld: dict[str, list[str]] = {}
    for person, what in readers.unseen:
        withheld.setdefault(person, []).append(what)
    for person, names in withheld.items():
        yield problem(
            "few-raters", people[person].source, "", person=_who(people[person]), n=len(names), minimum=minimum,
            names=tuple(named[name] for name in names),
        )  # fmt: skip
    for kept in readers.kept:
        about, kept_names = people[kept.person_id], (*kept.competencies, *([COMMENTS] if kept.remarks else []))
        place = about.source if kept.answer is None else places[kept.person_id, *kept.answer]
        yield problem(
            "answers-kept", place, "", person=_who(about),
            n=kept.raters, id=kept.person_id, names=tuple(named[name] for name in kept_names),
        )  # fmt: skip


def _who(person: PersonResult) -> str:
    return f"{person.id} {person.name}".strip()


def _named(model: Model) -> dict[str, Named]:
    """What can be withheld or kept, by id, with its names."""
    known: dict[str, Named] = {one.id: one for one in model.competencies}
    return known | {one.id: one for one in model.categories} | _OTHERS


def _places(assessment: Assessment, readers: Readers) -> dict[RatingKey, Source]:
    """Where those answers stand that are the first of a person's not shown yet."""
    wanted = {(kept.person_id, *kept.answer) for kept in readers.kept if kept.answer is not None}
    if not wanted:
        return {}
    ratings = assessment.ratings
    ratings = ratings[ratings["stands"] & ratings["person_id"].isin({person for person, *_ in wanted})]
    return {
        key: source_of(row)
        for row in rows(ratings)
        if (key := (row.person_id, row.competency, row.rater_key, row.relation)) in wanted
    }
