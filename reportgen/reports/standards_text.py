"""Which required levels a report was made with, as every report says it."""

from reportgen.model.in_force import in_force_text
from reportgen.model.results import Assessment
from reportgen.reports.views import Texts


def standards_text(assessment: Assessment, texts: Texts) -> str:
    """The required levels in force as a phrase without a full stop: `the standards table in force from 2026-01-01`;
    where they were adopted, with the cycle of the votes and the number of the adoption.
    """
    return in_force_text(assessment, texts.lang, texts.printable)


def standards_sentence(assessment: Assessment, texts: Texts) -> str:
    """The same as a sentence."""
    return texts.lang("Required levels: {standards}.", standards=standards_text(assessment, texts))
