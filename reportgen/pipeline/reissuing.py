"""Whose new values are shown although too few answers changed since their previous issue: those that were asked for."""

import re
from collections.abc import Iterator

from reportgen.model.results import Assessment
from reportgen.pipeline.job import Job, screen_texts
from reportgen.reports.exports import WhoError, meant_person
from reportgen.reports.views import Texts

EVERYBODY = "all"
_BETWEEN = re.compile(r"[\s,，;；、]+")


def reissued(job: Job, assessment: Assessment) -> frozenset[str]:
    """The ids of the people meant by `--reissue`: by id or name, several in one text, or everybody.

    Raises `WhoError` for somebody who is not in the roster, or may be several people.
    """
    if any(text.strip().casefold() == EVERYBODY for text in job.reissue):
        return frozenset(p.id for p in assessment.people)
    texts = screen_texts(job, assessment.model, assessment.cycle)
    return frozenset(id_ for text in job.reissue for id_ in _meant(text, assessment, texts))


def _meant(text: str, assessment: Assessment, texts: Texts) -> Iterator[str]:
    """The people of a text; one name may have spaces in it."""
    parts = [part for part in _BETWEEN.split(text) if part]
    try:
        yield meant_person(text, assessment, texts).id
    except WhoError:
        if len(parts) < 2:  # noqa: PLR2004 (several)
            raise
        for part in parts:
            yield meant_person(part, assessment, texts).id
