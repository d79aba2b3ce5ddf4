"""`index.html`: a page for management that links everything readers may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from reportgen.model.results import Assessment, PersonResult
from reportgen.reports.compared import before_name
from reportgen.reports.css import stylesheet
from reportgen.reports.html import render
from reportgen.reports.not_shown import not_shown, why
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class GradeLink:
    name: str
    href: str
    note: str


@dataclass(frozen=True)
class PersonLink:
    id: str
    name: str
    href: str
    grade: str
    department: str
    assessed: str
    overall: str
    band: str


@dataclass(frozen=True)
class IndexView:
    title: str
    organisation: str
    sample: bool
    say: str
    results: str
    grades: tuple[GradeLink, ...]
    people: tuple[PersonLink, ...]
    compared: str = ""
    withheld: str = ""


def index_view(
    assessment: Assessment, people: Mapping[str, str], grades: Mapping[str, str], results: str, texts: Texts
) -> IndexView:
    """The view of the page; `people` and `grades` map ids to the documents that were made (paths below the page)."""
    lang = texts.lang
    cycle = assessment.cycle.name
    return IndexView(
        title=" ".join(part for part in (lang("Competency reports"), cycle) if part),
        organisation=texts.organisation,
        sample=texts.sample,
        say=lang("{people} reports on people, {grades} on grades.", people=len(people), grades=len(grades)),
        results=results,
        grades=tuple(
            GradeLink(
                texts.grade(g.id), quote(grades.get(g.id, "")), lang.plural("{n} person", "{n} people", len(g.people))
            )
            for g in assessment.grades
        ),
        people=tuple(
            PersonLink(
                id=p.id,
                name=p.name,
                href=quote(people.get(p.id, "")),
                grade=texts.grade(p.grade),
                department=p.department,
                assessed=f"{p.assessed} / {len(p.competencies)}",
                overall=_overall(p, texts),
                band=texts.band_of(p.overall).word if p.overall is not None and texts.shows_overall(p) else "",
            )
            for p in assessment.people
        ),
        compared=_compared(assessment, texts),
        withheld=why(not_shown(assessment.people, texts), texts),
    )


def _overall(person: PersonResult, texts: Texts) -> str:
    """The overall as readers see it: a dash where too little is assessed, a word where it is not shown."""
    if not texts.shows_overall(person):
        return "—"
    return texts.hidden if person.overall is None else texts.score(person.overall)


def _compared(assessment: Assessment, texts: Texts) -> str:
    cycle = before_name(assessment, texts)
    return texts.lang("The reports compare with {cycle}.", cycle=cycle) if cycle else ""


def index_html(view: IndexView, texts: Texts, family: str) -> bytes:
    return render("index.html", view, texts.lang, css=stylesheet(("index",), family)).encode("utf-8")
