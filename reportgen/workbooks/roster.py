"""The roster: who is reported on, in which order."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from reportgen.language import N_
from reportgen.model.inputs import ROSTER, frame
from reportgen.model.words import Lexicon, clean, key
from reportgen.problems import Problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.grid import Cell, is_note
from reportgen.workbooks.nearest import nearest_grade
from reportgen.workbooks.people import Person, Registry

FIELDS = ("name", "grade", "department", "manager", "manager_email")


def read_rosters(rosters: Sequence[Block], lexicon: Lexicon) -> tuple[pd.DataFrame, Registry, list[Problem]]:
    """All rosters joined into one frame (see `reportgen.model.inputs`), with the people known from it."""
    rows: dict[str, tuple[Any, ...]] = {}
    compared: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for block in rosters:
        grid = block.grid
        for number in block.rows():
            values = {name: _text(block.cell(number, name)) for name in ("person_id", *FIELDS)}
            cell = grid.at(number, block.columns["person_id"])
            if _is_note(grid.rows[number], values, lexicon):
                continue
            broken = grid.broken(cell)
            if broken is not None or not values["person_id"]:
                problems.append(broken or grid.problem("missing-id", cell))
                continue
            person_id = clean(values["person_id"])
            line = tuple(key(values[name]) for name in FIELDS if name != "grade")
            line = (*line, lexicon.grade(values["grade"]) or key(values["grade"]))
            if person_id in rows:
                code = "duplicate-value" if line == compared[person_id] else "duplicate-person"
                problems.append(grid.problem(code, cell, other=" ".join(rows[person_id][-3:]).strip()))
                continue
            compared[person_id] = line
            cells = [c for name in FIELDS if name != "grade" and (c := block.cell(number, name)) is not None]
            damaged = [damage for c in cells if (damage := grid.broken(c)) is not None]
            problems.extend(damaged)
            grade, found = _grade(block, number, values["grade"], lexicon)
            problems.extend(found)
            if not values["name"] and not damaged:
                problems.append(grid.problem("missing-name", grid.at(number, block.columns["name"])))
            name = values["name"] or person_id
            rest = tuple(values[field] for field in FIELDS[2:])
            more = {head.text: _text(grid.at(number, head.column)) for head in block.strangers}
            rows[person_id] = (person_id, name, grade, *rest, more, grid.file, grid.sheet, cell.address)
    registry = Registry.of(Person(row[0], row[1], row[2], row[4]) for row in rows.values())
    return frame(list(rows.values()), ROSTER), registry, problems


def _is_note(cells: list[Cell], values: Mapping[str, str], lexicon: Lexicon) -> bool:
    """Whether a row is a total, a note or an empty numbered line rather than a person's."""
    if not values["name"] and not values["grade"]:
        return True
    if any(lexicon.is_total(values[name]) for name in ("person_id", "name")):
        return True
    return is_note(cells)


def _grade(block: Block, row: int, text: str, lexicon: Lexicon) -> tuple[str, list[Problem]]:
    cell = block.grid.spread(row, block.columns["grade"])
    grade = lexicon.grade(text)
    if grade is not None:
        return grade, []
    broken = block.grid.broken(cell)
    if broken is not None:
        return "", [broken]
    no_report = N_("there is no report for this person")
    return "", [
        block.grid.problem(
            "unknown-grade",
            cell,
            consequence=no_report,
            grades=lexicon.model.grades,
            nearest=nearest_grade(text, lexicon.model),
        )
    ]


def _text(cell: Cell | None) -> str:
    return "" if cell is None or cell.kind in ("error", "formula") else cell.text
