"""Explanations: who and what is meant, as text or JSON for the command, as pages for the build."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reportgen.assessment.explanation import derivations, explanation
from reportgen.assessment.parts import ExplainPart
from reportgen.language import N_
from reportgen.model.derivation import Step
from reportgen.model.results import Assessment
from reportgen.model.words import Lexicon
from reportgen.outputs.explanation_json import explanation_json
from reportgen.outputs.names import safe_name, unique_names
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.job import Job, read, screen_texts
from reportgen.pipeline.reading_memory import workbooks_memory
from reportgen.problems import Problem
from reportgen.reports.explain_text import competency_lines, explain_lines
from reportgen.reports.explain_view import explain_html, explain_view, grade_view
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
    assessment, _ = compared(job, read(job, on_file, workbooks_memory(job.output)))
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
class GradeMeans:
    """What the page of a grade's means is made from: the means by competency, the people's names and pages by their ids."""

    grade: str
    means: Mapping[str, Step]
    names: Mapping[str, str]
    pages: Mapping[str, str]


def grade_page(part: GradeMeans, texts: Texts, family: str) -> bytes:
    """The page of a grade's means."""
    return explain_html(grade_view(part.grade, part.means, part.names, part.pages, texts), texts, family)


def person_page(part: ExplainPart, hrefs: Mapping[str, str], texts: Texts, family: str) -> bytes:
    """The page of a person; `hrefs` are the grades' pages beside it, by grade id."""
    one = explanation(part.person, part.derivations(texts.model), TOP)
    return explain_html(explain_view(one, {}, hrefs, texts), texts, family)
