"""The roster as mail needs it: what a build writes of it, and what can be said of its addresses before any mail is made."""

from typing import Any

from reportgen.delivery.recipients import grouped
from reportgen.model.inputs import rows, source_of
from reportgen.model.mail import AUDIENCES, RosterLine
from reportgen.model.mail_settings import MailSettings
from reportgen.model.results import Assessment, PersonResult
from reportgen.problems import Problem
from reportgen.reports.views import Texts

_ELSEWHERE = ("no-address", "duplicate-person")  # a problem only for who wants to send mail; one of the roster anyway


def roster_lines(assessment: Assessment, readers: Assessment, texts: Texts) -> tuple[RosterLine, ...]:
    """Everybody of the roster, with or without a report; `readers` is the assessment as readers see it."""
    seen = {person.id: person for person in readers.people}
    return tuple(_line(row, seen.get(row.person_id), texts) for row in rows(assessment.inputs.roster))


def _line(row: Any, person: PersonResult | None, texts: Texts) -> RosterLine:  # noqa: ANN401 (a row of the roster)
    shown = person is not None and texts.shows_overall(person)
    return RosterLine(
        person_id=row.person_id,
        name=row.name,
        grade=texts.grade(row.grade) if row.grade else "",
        department=row.department,
        manager=row.manager,
        manager_id=row.manager_id,
        manager_email=row.manager_email,
        email=row.email,
        assessed=person.assessed if person else 0,
        competencies=len(person.competencies) if person else len(texts.model.competency_ids),
        overall=texts.score(person.overall) if person and shown and person.overall is not None else "",
        attained=_attained(person, texts) if person and shown and person.attainment is not None else "",
        source=source_of(row),
        cells=dict(row.cells),
    )


def _attained(person: PersonResult, texts: Texts) -> str:
    """How many of the competencies whose score readers see are at the standard, as `16/18`."""
    bands = [result.band for result in person.competencies if result.band is not None]
    return f"{sum(1 for band in bands if band >= texts.model.thresholds.attained_band)}/{len(bands)}"


def address_problems(assessment: Assessment, texts: Texts, mail: MailSettings) -> list[Problem]:
    """What would stop mail to superiors or to the people, but for addresses that are just not there; domains are looked
    at once the settings name any.
    """
    lines = roster_lines(assessment, assessment, texts)
    stops = [stop for audience in AUDIENCES for stop in grouped(lines, audience, mail.allowed)[1]]
    return [stop.problem for stop in stops if stop.problem.code not in _ELSEWHERE]
