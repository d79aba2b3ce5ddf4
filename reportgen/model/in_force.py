"""Which required levels are in force, in words: the same in every report, workbook and table."""

from collections.abc import Callable
from dataclasses import replace

from reportgen.language import Language
from reportgen.model.history import Adopted
from reportgen.model.results import Assessment


def adoption_in_force(assessment: Assessment) -> Adopted | None:
    """A line of the adoption that put the levels in force; None where no adoption did, or its history is not at hand."""
    number = assessment.standards.adoption
    return next((line for line in assessment.history if number and line.number == number), None)


def adopted_line(assessment: Assessment, grade: str, competency: str) -> Adopted | None:
    """The line of that adoption on a required level; where it left the level as it was, one without grade and competency."""
    found = adoption_in_force(assessment)
    own = (
        line
        for line in assessment.history
        if found and (line.number, line.grade, line.competency) == (found.number, grade, competency)
    )
    return next(own, found and replace(found, grade="", competency="", before=0, after=0))


def in_force_text(assessment: Assessment, lang: Language, printable: Callable[[str], str] = str) -> str:
    """The required levels in force as a phrase: whose table, and since when; an adoption with its cycle and number.

    `printable` is what makes the name of a cycle fit for the page.
    """
    standards = assessment.standards
    if standards.source is None:
        return lang("the model's own levels")
    if standards.effective is None:
        return lang("the standards table handed in for this cycle")
    date = standards.effective.isoformat()
    if not standards.adoption:
        return lang("the standards table in force from {date}", date=date)
    line = adoption_in_force(assessment)
    cycle = printable(line.cycle) if line else ""
    if not cycle:
        return lang("the levels of adoption {n}, in force from {date}", n=standards.adoption, date=date)
    return lang("the levels adopted in cycle {cycle} (adoption {n}), in force from {date}",
                cycle=cycle, n=standards.adoption, date=date)  # fmt: skip
