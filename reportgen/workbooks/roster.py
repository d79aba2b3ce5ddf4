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
from reportgen.workbooks.roster_columns import FOR_MAIL, mail_columns, said, text_of

FIELDS = ("name", "grade", "department")


def read_rosters(rosters: Sequence[Block], lexicon: Lexicon) -> tuple[pd.DataFrame, Registry, list[Problem]]:
    """All rosters joined into one frame (see `reportgen.model.inputs`), with the people known from it."""
    rows: dict[str, tuple[Any, ...]] = {}
    compared: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for block in rosters:
        grid, columns = block.grid, mail_columns(block, lexicon)
        for number in block.rows():
            values = {name: text_of(block.cell(number, name)) for name in ("person_id", *FIELDS)}
            told = {name: said(block, columns, number, name) for name in FOR_MAIL}
            values |= {name: text for name, (text, _) in told.items()}
            cell = grid.at(number, block.columns["person_id"])
            if _is_note(grid.rows[number], values, lexicon):
                continue
            broken = grid.broken(cell)
            if broken is not None or not values["person_id"]:
                problems.append(broken or grid.problem("missing-id", cell))
                continue
            person_id = clean(values["person_id"])
            line = tuple(key(values[name]) for name in (*FIELDS, *FOR_MAIL) if name != "grade")
            line = (*line, lexicon.grade(values["grade"]) or key(values["grade"]))
            if person_id in rows:
                code = "duplicate-value" if line == compared[person_id] else "duplicate-person"
                problems.append(grid.problem(code, cell, other=" ".join(rows[person_id][-3:]).strip()))
                if code == "duplicate-person":  # the place of the line that contradicts: no mail then
                    here, first = (grid.file, grid.sheet), rows[person_id][-3:-1]
                    rows[person_id][-4]["again"] = " ".join([*(here if here != first else ()), cell.address])
                continue
            compared[person_id] = line
            cells = [c for name in FIELDS if name != "grade" and (c := block.cell(number, name)) is not None]
            cells += [grid.spread(number, column) for name in FOR_MAIL for column in columns.get(name, ())]
            damaged = [damage for c in cells if (damage := grid.broken(c)) is not None]
            problems.extend(damaged)
            grade, found = _grade(block, number, values["grade"], lexicon)
            problems.extend(found)
            if not values["name"] and not damaged:
                problems.append(grid.problem("missing-name", grid.at(number, block.columns["name"])))
            name = values["name"] or person_id
            rest = tuple(values[field] for field in ("department", "manager", "manager_email"))
            more = {head.text: text_of(grid.at(number, head.column)) for head in block.strangers}
            places = {field: place.address for field, (_, place) in told.items() if place is not None}
            mail = (clean(values["manager_id"]), values["email"], places)
            rows[person_id] = (person_id, name, grade, *rest, more, *mail, grid.file, grid.sheet, cell.address)
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
