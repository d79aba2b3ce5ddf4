"""Sheets drawn as text, and what is read from them: shared by the tests of this folder.

A line is a row, `|` stands between cells, nothing is an empty cell. Digits are a number, but `00017` and `'5` are text;
`#N/A` is an error, `=` a formula that was never calculated, `TRUE` a logical value, `@2026-03-04` a date.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from openpyxl.utils import range_boundaries

from reportgen.model.inputs import COMMENTS, MARKS, RATINGS, STANDARDS, VOTES, WEIGHTS, Cycle
from reportgen.model.load import packaged_model
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.problems import Problem, in_order
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.people import Person, Registry
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.sheet import READERS

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")

MODEL = packaged_model()

#: Three rated competencies and an examined one, so that a form of three rows is complete.
SMALL = replace(
    MODEL,
    competencies=tuple(
        MODEL.competency(c) for c in ("achievement", "resilience", "communication", "general_knowledge")
    ),
)

PEOPLE = (
    Person("00017", "李明", "3"),
    Person("00024", "王芳", "3"),
    Person("00031", "王芳", "4"),
    Person("00045", "张伟", "2"),
)


def cell(text: str, row: int = 1, column: int = 1, number_format: str = "General") -> Cell:
    """A cell from its drawing."""
    if not text:
        return Cell(row, column)
    if text == "=":
        return Cell(row, column, "formula")
    if text.startswith("#"):
        return Cell(row, column, "error", text)
    if text in ("TRUE", "FALSE"):
        return Cell(row, column, "bool", text == "TRUE")
    if text.startswith("@"):
        return Cell(row, column, "date", datetime.fromisoformat(text[1:]))
    if _NUMBER.fullmatch(text):
        value = float(text) if "." in text else int(text)
        return Cell(row, column, "number", value, number_format)
    return Cell(row, column, "text", text.removeprefix("'"))


def grid(drawing: str, merges: Iterable[str] = (), *, file: str = "甲.xlsx", sheet: str = "表") -> Grid:
    """A sheet from its drawing; `merges` are merged areas such as `A2:A4`."""
    cells = {
        (row, column): cell(text.strip(), row, column)
        for row, line in enumerate(drawing.strip("\n").splitlines(), 1)
        for column, text in enumerate(line.split("|"), 1)
        if text.strip()
    }
    areas = tuple((top, left, bottom, right) for left, top, right, bottom in map(_bounds, merges))
    return Grid(file, sheet, cells, areas, stem=file.rpartition("/")[2].rpartition(".")[0])


def _bounds(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(area)
    assert None not in (left, top, right, bottom)
    return int(left or 0), int(top or 0), int(right or 0), int(bottom or 0)


def kinds(drawing: str) -> list[tuple[str, int]]:
    """Kind and header row of the tables of a sheet."""
    return [(block.kind, block.header) for block in blocks(grid(drawing), Lexicon(SMALL))]


def labels(sheet: str | Grid) -> dict[str, tuple[str, str]]:
    """Labels of the only table of a sheet: field -> text and cell of the value."""
    (block,) = blocks(grid(sheet) if isinstance(sheet, str) else sheet, Lexicon(SMALL))
    return {name: (label.text, label.cell.address) for name, label in block.labels.items()}


@dataclass(frozen=True)
class Read:
    """What came of a sheet: values by the address of their cell, problems as (code, cell)."""

    extract: Extract

    @property
    def problems(self) -> list[tuple[str, str]]:
        return at(self.extract.problems)

    @property
    def ratings(self) -> dict[str, tuple[str, str, int]]:
        """Cell -> person, competency, rating."""
        return {r["cell"]: (r["person_id"], r["competency"], r["rating"]) for r in self.rows("ratings")}

    @property
    def values(self) -> dict[str, int]:
        """Cell -> rating, for sheets about one person."""
        return {place: rating for place, (_, _, rating) in self.ratings.items()}

    @property
    def raters(self) -> set[tuple[str, str]]:
        """Rater and relation of all ratings."""
        return {(r["rater"], r["relation"]) for r in self.rows("ratings")}

    @property
    def marks(self) -> dict[str, tuple[str, str, str]]:
        """Cell -> person, subject, and the mark as a fraction; `absent`, `blank` or `bad` where there is none."""
        return {
            m["cell"]: (m["person_id"], m["subject"], str(m["mark"]) if m["state"] == "mark" else m["state"])
            for m in self.rows("marks")
        }

    @property
    def weights(self) -> dict[str, tuple[str, str, str, str]]:
        """Cell -> competency, subject, grade ("" for all), weight as a fraction."""
        return {w["cell"]: (w["competency"], w["subject"], w["grade"], str(w["weight"])) for w in self.rows("weights")}

    @property
    def votes(self) -> dict[str, tuple[str, str, int]]:
        """Cell -> grade, competency, level."""
        return {v["cell"]: (v["grade"], v["competency"], v["level"]) for v in self.rows("votes")}

    @property
    def experts(self) -> set[str]:
        return {v["expert"] for v in self.rows("votes")}

    @property
    def standards(self) -> dict[str, tuple[str, str, int]]:
        """Cell -> competency, grade, level."""
        return {s["cell"]: (s["competency"], s["grade"], s["level"]) for s in self.rows("standards")}

    @property
    def effective(self) -> set[date | None]:
        return {s["effective"] for s in self.rows("standards")}

    @property
    def comments(self) -> dict[str, tuple[str, str]]:
        """Cell -> competency, text."""
        return {c["cell"]: (c["competency"], c["text"]) for c in self.rows("comments")}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of one of the tables of `reportgen.model.inputs`."""
        columns = {
            "ratings": RATINGS,
            "marks": MARKS,
            "weights": WEIGHTS,
            "votes": VOTES,
            "standards": STANDARDS,
            "comments": COMMENTS,
        }[table]
        return [dict(zip(columns, row, strict=True)) for row in getattr(self.extract, table)]


def at(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Problems as (code, cell), in the order in which they are listed, each once."""
    return [(found.code, found.source.cell) for found in in_order(problems)]


def read(
    sheet: str | Grid, *, model: Model = SMALL, cycle: Cycle | None = None, people: Iterable[Person] = PEOPLE
) -> Read:
    """Read the tables of a sheet about people of the roster, as the inbox does with every sheet."""
    drawn = grid(sheet) if isinstance(sheet, str) else sheet
    lexicon = Lexicon(model)
    context = Context(lexicon, Registry.of(people), cycle)
    extract = Extract()
    for block in blocks(drawn, lexicon, context.registry.known):
        extract.add(READERS[block.kind](block, context))
    return Read(extract)
