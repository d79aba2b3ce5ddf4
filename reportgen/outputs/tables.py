"""The tidy tables of `data/*.csv`: UTF-8 with BOM for Excel, 4 decimals half up, missing is empty."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import pandas as pd

from reportgen.language import Language
from reportgen.model.evidence import Evidence
from reportgen.model.results import Assessment, PersonResult, Recalibrated
from reportgen.model.rounding import decimal_text
from reportgen.model.types import Model
from reportgen.outputs.by_value import by_value
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
Maker = Callable[[], bytes]


def csv_bytes(columns: Sequence[str], lines: Iterable[Row]) -> bytes:
    """A CSV file. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    content = io.BytesIO()
    content.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(content, "utf-8", "backslashreplace", newline="")  # file names may be no Unicode
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    texts, number = _Texts(), by_value(partial(decimal_text, decimals=DECIMALS))
    writer.writerows(
        [
            texts[value] if (kind := type(value)) is str
            else value if value is None or kind is int
            else number(value) if kind is Fraction  # type: ignore[arg-type]
            else _cell(value)
            for value in row
        ]
        for row in lines
    )  # fmt: skip
    text.flush()
    return content.getvalue()


class _Texts(dict[object, str]):
    """Texts as they stand in a file, by what they are: few different ones stand in hundreds of thousands of cells."""

    def __missing__(self, text: object) -> str:
        self[text] = found = _cell(text)
        return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return decimal_text(value, DECIMALS)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_START) and not _PLAIN_NUMBER.match(text) else text


def columns_of(table: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame as plain tuples of some of its columns."""
    return zip(*(table[name].tolist() for name in names), strict=True)


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
    return {name: make() for name, make in data_makers(assessment, lang).items()}


def data_makers(assessment: Assessment, lang: Language) -> dict[str, Maker]:
    """File name -> what makes the content, of the same tables: those of thousands of people need not be held at once."""
    model, people, changes = assessment.model, assessment.people, assessment.comparison
    makers: dict[str, Maker] = {}
    if changes is not None:
        makers["comparison.csv"] = lambda: csv_bytes(COLUMNS, comparison_rows(changes, people, model, lang))
    if rated := rated_levels(assessment):
        makers["rated_levels.csv"] = lambda: csv_bytes(RATED_LEVELS_COLUMNS, rated)
    return {
        **makers,
        "scores.csv": lambda: csv_bytes(SCORE_COLUMNS, score_rows(people, model, lang)),
        "people.csv": lambda: csv_bytes(person_columns(model), person_rows(people, model)),
        "ratings.csv": lambda: csv_bytes(RATING_COLUMNS, _rating_rows(assessment)),
        "recalibration.csv": lambda: recalibration_table(assessment.recalibration),
        "problems.csv": lambda: csv_bytes(PROBLEM_COLUMNS, problem_rows(assessment.problems, lang)),
    }


def _rating_rows(assessment: Assessment) -> Iterator[Row]:
    for *before, counted, file, sheet, cell in columns_of(assessment.ratings, RATING_COLUMNS):
        yield *before, "yes" if counted else "no", file, sheet, cell
