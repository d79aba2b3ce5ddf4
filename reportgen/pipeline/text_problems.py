"""Texts of the input that reports cannot show as they stand."""

from collections.abc import Iterator

from reportgen.model.inputs import rows, source_of
from reportgen.model.results import Assessment
from reportgen.problems import Problem, Source, problem
from reportgen.reports.plain_text import NAME_LIMIT, REMARK_LIMIT, TEXT_LIMIT, Shows, called, code, shown
from reportgen.settings import SETTINGS_FILE, Settings


def text_problems(assessment: Assessment, settings: Settings, shows: Shows) -> list[Problem]:
    """What reports do not show as it stands in the input: each unprintable character of a person's name, any other
    such character once, each text that is too long once.
    """
    found: dict[tuple[object, ...], Problem] = {}
    for text, limit, source, is_name in _printed(assessment, settings):
        page = shown(text, shows, limit)
        for ch in page.unprintable:
            if is_name:
                found[source, ch] = problem(
                    "unprintable-name", source, ch, name=page.text, character=called(ch), code=code(ch)
                )
            else:
                found.setdefault((ch,), problem("missing-glyph", source, ch, code=code(ch)))
        if page.cut:
            found.setdefault((text, limit), problem("long-text", source, text, limit=limit))
    return list(found.values())


def _printed(assessment: Assessment, settings: Settings) -> Iterator[tuple[str, int, Source, bool]]:
    """The texts of the input that reports print, how long they may be there, where they stand, and which are names of
    people who get a report.
    """
    report = settings.report
    for text in (report.organisation, assessment.cycle.name, report.footer):
        yield text, TEXT_LIMIT, Source(SETTINGS_FILE), False
    yield report.introduction, len(report.introduction) + 1, Source(SETTINGS_FILE), False
    for person in assessment.people:
        yield person.id, NAME_LIMIT, person.source, False
        if person.name != person.id:
            yield person.name, NAME_LIMIT, person.source, True
        yield person.department, TEXT_LIMIT, person.source, False
        yield person.manager, TEXT_LIMIT, person.source, False
    for row in rows(assessment.inputs.comments):
        yield row.text, REMARK_LIMIT, source_of(row), False
