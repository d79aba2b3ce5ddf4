"""The tidy tables of `data/*.csv`: UTF-8 with BOM for Excel, 4 decimals half up, missing is empty."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from reportgen.language import Language
from reportgen.model.evidence import Evidence
from reportgen.model.inputs import rows
from reportgen.model.results import Assessment, PersonResult, Recalibrated
from reportgen.model.rounding import decimal_text
from reportgen.model.types import Model
from reportgen.outputs.change_columns import COLUMNS, comparison_rows
from reportgen.problems import Problem

DECIMALS = 4
FORMULA_START = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")

SCORE_COLUMNS = (
    "person_id", "name", "grade", "competency", "competency_name", "category", "method", "required_level", "score", "band",
    "band_name", "gap", "surplus", "n_raters", "exam_score", "self", "reason",
)  # fmt: skip
PERSON_COLUMNS = (
    "person_id", "name", "grade", "department", "manager", "manager_email", "assessed", "competencies",
    "{categories}", "overall", "attainment", "coverage",
)  # fmt: skip
RATING_COLUMNS = ("person_id", "competency", "rater", "relation", "rating", "counted", "file", "sheet", "cell")
RECALIBRATION_COLUMNS = ("grade", "competency", "before", "votes", "mean", "after", "change")
RATED_LEVELS_COLUMNS = ("person_id", "competency", "required_level", "rated_levels")
PROBLEM_COLUMNS = ("severity", "code", "file", "sheet", "cell", "message", "value")
SOURCE_COLUMNS = Evidence._fields

Row = Sequence[object]


def csv_bytes(columns: Sequence[str], lines: Iterable[Row]) -> bytes:
    """A CSV file. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in lines:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")  # file names may be no Unicode


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return decimal_text(value, DECIMALS)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_START) and not _PLAIN_NUMBER.match(text) else text


def score_rows(people: Sequence[PersonResult], model: Model, lang: Language) -> list[Row]:
    """A row per person and competency."""
    return [
        (
            p.id, p.name, p.grade, r.competency, model.competency(r.competency).name(lang.code),
            model.competency(r.competency).category, r.method, r.required_level, r.score, r.band,
            None if r.band is None else model.point(r.band).name(lang.code),
            r.gap, r.surplus, r.n_raters, r.exam_score, r.self_rating, r.reason,
        )
        for p in people
        for r in p.competencies
    ]  # fmt: skip


def person_columns(model: Model) -> list[str]:
    """Columns of the table of people: one per category of the model."""
    return [
        name
        for column in PERSON_COLUMNS
        for name in ([c.id for c in model.categories] if column == "{categories}" else [column])
    ]


def person_rows(people: Sequence[PersonResult], model: Model) -> list[Row]:
    """A row per person."""
    return [
        (
            p.id, p.name, p.grade, p.department, p.manager, p.manager_email, p.assessed, len(p.competencies),
            *(p.categories[c.id] for c in model.categories), p.overall, p.attainment, p.coverage,
        )
        for p in people
    ]  # fmt: skip


def problem_rows(problems: Sequence[Problem], lang: Language) -> list[Row]:
    return [
        (p.severity, p.code, p.source.file, p.source.sheet, p.source.cell, p.message(lang), p.value) for p in problems
    ]


def rated_levels(assessment: Assessment) -> list[Row]:
    """A row per score that was given against other levels than the required one: these levels, apart by a space."""
    return [
        (p.id, r.competency, r.required_level, " ".join(map(str, r.rated_levels)))
        for p in assessment.people
        for r in p.competencies
        if r.against
    ]


def sources_table(evidence: Iterable[Evidence]) -> bytes:
    """`sources.csv`: the cells behind the numbers."""
    return csv_bytes(SOURCE_COLUMNS, ((*e[:6], "yes" if e.counted else "no", *e[7:]) for e in evidence))


def recalibration_table(lines: Iterable[Recalibrated]) -> bytes:
    """`recalibration.csv`: a row per grade that was voted on and competency (spec §4)."""
    return csv_bytes(
        RECALIBRATION_COLUMNS, [(r.grade, r.competency, r.before, r.votes, r.mean, r.after, r.change) for r in lines]
    )


def data_tables(assessment: Assessment, lang: Language) -> dict[str, bytes]:
    """File name -> content of every table for the administrator."""
    model = assessment.model
    ratings = [
        (
            r.person_id,
            r.competency,
            r.rater,
            r.relation,
            r.rating,
            "yes" if r.counted else "no",
            r.file,
            r.sheet,
            r.cell,
        )
        for r in rows(assessment.ratings)
    ]
    changes = assessment.comparison
    compared = {} if changes is None else {
        "comparison.csv": csv_bytes(COLUMNS, comparison_rows(changes, assessment.people, model, lang))
    }  # fmt: skip
    rated = rated_levels(assessment)
    former = {"rated_levels.csv": csv_bytes(RATED_LEVELS_COLUMNS, rated)} if rated else {}
    return {
        **compared,
        **former,
        "scores.csv": csv_bytes(SCORE_COLUMNS, score_rows(assessment.people, model, lang)),
        "people.csv": csv_bytes(person_columns(model), person_rows(assessment.people, model)),
        "ratings.csv": csv_bytes(RATING_COLUMNS, ratings),
        "recalibration.csv": recalibration_table(assessment.recalibration),
        "problems.csv": csv_bytes(PROBLEM_COLUMNS, problem_rows(assessment.problems, lang)),
    }
