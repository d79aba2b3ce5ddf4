"""A part of an assessment makes the same document as the whole, and tells when a document has to be made again."""

import pickle
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, cast

import pandas as pd
import pytest

from reportgen.assessment import shown_changes
from reportgen.assessment.assess import assess
from reportgen.assessment.explanation import derivations, explanation
from reportgen.assessment.parts import ExplainPart, Part, Parts
from reportgen.assessment.readers import for_readers
from reportgen.language import language
from reportgen.model.issued import Issues
from reportgen.model.part_digest import part_digest
from reportgen.model.results import Assessment
from reportgen.model.texts import packaged_texts
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.explaining import page_names
from reportgen.pipeline.job import Job, read
from reportgen.reports.explain_view import explain_view
from reportgen.reports.explain_view import grade_view as means_view
from reportgen.reports.grade_view import grade_view
from reportgen.reports.person_view import person_view
from reportgen.reports.views import TOP, Texts
from reportgen.settings import load_settings
from tests.test_explain_numbers import FOLDERS, changed


@dataclass(frozen=True)
class Case:
    """An assessment, what readers see of it, and how it is told."""

    assessment: Assessment
    readers: Assessment
    texts: Texts
    issues: Issues

    @property
    def parts(self) -> Parts:
        return Parts(self.assessment, self.readers)


def case(job: Job, assessment: Assessment, past: Issues | None = None) -> Case:
    """An assessment and what readers see of it, who saw `past` before."""
    assessment, _ = compared(job, assessment)
    model = assessment.model
    order = [relation.id for relation in model.relations]
    readers = for_readers(assessment, minimum=model.thresholds.shown_raters, order=order, past=past)
    shown = readers.assessment
    if assessment.comparison is not None:
        shown = replace(shown, comparison=shown_changes.for_readers(assessment.comparison, shown))
    texts = Texts(job.lang, model, assessment.cycle, wording=packaged_texts(model))
    return Case(assessment, shown, texts, readers.issues)


def job_of(folder: Path, output: Path, lang: str = "zh") -> Job:
    own = load_settings(folder)
    before = folder / own.cycle.previous if own.cycle and own.cycle.previous else None
    return Job(folder, output, own, language(lang), previous=before)


def again(job: Job, found: Case, ratings: pd.DataFrame) -> Assessment:
    """The same folder with other ratings."""
    inputs, own = replace(found.assessment.inputs, ratings=ratings), job.settings
    return assess(inputs, found.assessment.model, weights=own.weights, cycle=own.fixed_cycle)


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return job_of(FOLDERS["samples"], tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def samples(job: Job) -> Case:
    return case(job, read(job))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_views_of_parts_are_those_of_the_whole(samples: Case, lang: str) -> None:
    same(replace(samples, texts=replace(samples.texts, lang=language(lang))))


@pytest.mark.parametrize("name", ["weighted", "changed"])
def test_so_they_are_with_weights_and_with_changed_levels(name: str, tmp_path: Path) -> None:
    folder = changed(tmp_path / "input") if name == "changed" else FOLDERS[name]
    other = job_of(folder, tmp_path / "out")
    same(case(other, read(other)))


def test_so_they_are_where_values_of_the_last_issue_are_shown(samples: Case, job: Job) -> None:
    table = samples.assessment.inputs.ratings
    nearly = again(job, samples, table[table.groupby("person_id").cumcount() > 0])
    kept = case(job, nearly, samples.issues)
    assert any(r.kept for p in kept.readers.people for r in p.competencies)
    assert any(r.withheld for p in kept.readers.people for r in p.competencies)
    same(kept)


_Part = TypeVar("_Part", Part, ExplainPart)


def handed_over(part: _Part) -> _Part:
    """The part as another process gets it."""
    return cast("_Part", pickle.loads(pickle.dumps(part)))  # noqa: S301 (made one line above)


def same(found: Case) -> None:
    parts, model, texts = found.parts, found.assessment.model, found.texts
    every = derivations(found.assessment, found.readers)
    people, grades = page_names(found.assessment)
    names = {p.id: p.name for p in found.assessment.people}
    for person, seen in zip(found.assessment.people, found.readers.people, strict=True):
        part = handed_over(parts.person(person.id)).assessment(model)
        assert person_view(part.people[0], part, texts) == person_view(seen, found.readers, texts)
        own = handed_over(parts.explanation(person.id))
        one = explanation(own.person, own.derivations(model), TOP)
        assert explain_view(one, {}, grades, texts) == explain_view(
            explanation(person, every, TOP), names, grades, texts
        )
    for grade in found.readers.grades:
        part = handed_over(parts.grade(grade.id)).assessment(model)
        assert grade_view(part.grades[0], part, texts) == grade_view(grade, found.readers, texts)
        means = means_view(grade.id, every.of_grades[grade.id], names, people, texts)
        assert means_view(grade.id, parts.means(grade.id), names, people, texts) == means


def digests(found: Case) -> dict[tuple[str, str], str]:
    parts = found.parts
    return (
        {("person", p.id): part_digest(parts.person(p.id)) for p in found.readers.people}
        | {("explanation", p.id): part_digest(parts.explanation(p.id)) for p in found.readers.people}
        | {("grade", g.id): part_digest(parts.grade(g.id)) for g in found.readers.grades}
    )


def test_a_changed_rating_changes_the_parts_of_its_person_and_grade_alone(samples: Case, job: Job) -> None:
    assert digests(samples) == digests(case(job, read(job)))
    table = samples.assessment.inputs.ratings.copy()
    person = samples.assessment.person(table["person_id"].iloc[0])
    best = samples.assessment.model.scale_max
    table.loc[table.index[0], "rating"] = best if table["rating"].iloc[0] != best else best - 1
    now = case(job, again(job, samples, table))
    old, new = digests(samples), digests(now)
    differing = {key for key, digest in old.items() if new[key] != digest}
    own = {("person", person.id), ("explanation", person.id), ("grade", person.grade)}
    assert own <= differing
    members = {p.id for p in now.readers.people if p.grade == person.grade}
    others = {id_ for _, id_ in differing - own}
    assert others == (members - {person.id} if means(samples, person.grade) != means(now, person.grade) else set())


def means(found: Case, grade: str) -> list[str]:
    """The means of a grade as its people's pages tell them."""
    least = found.assessment.model.thresholds.group_mean_people
    one = next(g for g in found.readers.grades if g.id == grade)
    return [found.texts.score(c.mean) for c in one.competencies if c.n >= least]
