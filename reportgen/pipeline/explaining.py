"""Explanations: who and what is meant, as text or JSON for the command, as pages for the build."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import quote

from reportgen.assessment.explanation import Derivations, derivations, explanation
from reportgen.language import N_
from reportgen.model.derivation import Step
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.words import Lexicon
from reportgen.outputs.explanation_json import explanation_json
from reportgen.outputs.names import safe_name, unique_names
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.job import Job, read, screen_texts
from reportgen.problems import Problem
from reportgen.reports.explain_text import competency_lines, explain_lines
from reportgen.reports.explain_view import FOLDER, explain_html, explain_view, grade_view
from reportgen.reports.exports import WhoError, meant_person
from reportgen.reports.views import TOP, Texts

_SIMILAR = 3  # competencies named when none is meant


def explain(
    job: Job, who: str, competency: str, on_file: Callable[[str], None] = lambda _: None, *, as_json: bool = False
) -> tuple[str, tuple[Problem, ...]]:
    """Where the numbers of a person come from, or those of one competency; and the problems of the input.

    Compared with the same earlier cycle as a build is. Raises as `read` and `compared` do, and `WhoError` when it is not
    clear who or what is meant.
    """
    assessment, _ = compared(job, read(job, on_file))
    readers, _ = disclosed(job, assessment)
    texts = screen_texts(job, assessment.model, assessment.cycle)
    person = meant_person(who, assessment, texts)
    wanted = competency_meant(competency, assessment, texts) if competency else ""
    one = explanation(person, derivations(assessment, readers.assessment), TOP)
    if as_json:
        return explanation_json(one, assessment.cycle.name, wanted), assessment.problems
    view = explain_view(one, {p.id: p.name for p in assessment.people}, {}, texts)
    lines = competency_lines(view, wanted, texts) if wanted else explain_lines(view, texts)
    return "\n".join(lines), assessment.problems


def competency_meant(text: str, assessment: Assessment, texts: Texts) -> str:
    """The id of the competency that a name, alias or id means; raises `WhoError` with the nearest names."""
    model = assessment.model
    lexicon = Lexicon(model)
    found = lexicon.competency(text)
    if found is not None:
        return found
    names = {c.name(texts.lang.code): c.id for c in model.competencies}
    near = difflib.get_close_matches(text, [*names, *model.competency_ids], n=_SIMILAR, cutoff=0.3)
    shown = list(dict.fromkeys(n if n in names else texts.competency(n) for n in near)) or list(names)
    raise WhoError(
        N_("“{what}” is no competency. There are for example: {names}."), what=text, names=texts.lang.listing(shown)
    )


def page_names(assessment: Assessment) -> tuple[dict[str, str], dict[str, str]]:
    """File names of the pages: of people by id, of grades by id."""
    people = [p.id for p in assessment.people]
    grades = [g.id for g in assessment.grades]
    stems = [safe_name(p) for p in people] + [safe_name(f"grade-{g}") for g in grades]
    names = unique_names(stems, ".html")
    return dict(zip(people, names, strict=False)), dict(zip(grades, names[len(people) :], strict=True))


@dataclass(frozen=True)
class Page:
    """A page to make: whose it is, its path below the output folder, and how to make it."""

    id: str
    name: str
    file: str
    make: Callable[[], bytes]


def pages(assessment: Assessment, readers: Assessment, texts: Texts, family: str) -> Iterator[Page]:
    """A page for each person, and one for the means of each grade; `readers` is what readers see of the assessment."""
    people, grades = page_names(assessment)
    names = {p.id: p.name for p in assessment.people}
    hrefs = {grade: quote(name) for grade, name in grades.items()}
    found = cache(partial(derivations, assessment, readers))

    def of_person(person: PersonResult) -> bytes:
        return explain_html(explain_view(explanation(person, found(), TOP), names, hrefs, texts), texts, family)

    def of_grade(grade: str) -> bytes:
        return explain_html(grade_view(grade, _means(grade, found()), names, people, texts), texts, family)

    for person in assessment.people:
        yield Page(person.id, person.name, f"{FOLDER}/{people[person.id]}", partial(of_person, person))
    for grade, name in grades.items():
        yield Page(grade, texts.grade(grade), f"{FOLDER}/{name}", partial(of_grade, grade))


def _means(grade: str, found: Derivations) -> Mapping[str, Step]:
    return {competency: mean for (of, competency), mean in found.means.items() if of == grade}
