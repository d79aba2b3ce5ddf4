"""Ratings that were given against another required level than the one in force.

A rating says how somebody meets the level it was given against and cannot be converted: it stands, and is to be given
anew.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from reportgen.assessment.cycles import start_of
from reportgen.assessment.history import Levels, Timeline
from reportgen.model.inputs import SOURCE, Cycle, StatedLevel, rows, source_of
from reportgen.model.recalibration import Outdated
from reportgen.model.types import Model, Named
from reportgen.problems import Problem, Source, concerning, problem

Given = dict[int, int]  # place in the frame of ratings -> the level that the rating was given against


def rated_ones(ratings: pd.DataFrame, examined: Collection[tuple[str, str]]) -> pd.DataFrame:
    """The ratings that stand, on competencies in which the person was not examined: (person id, competency id)."""
    places = zip(ratings["person_id"], ratings["competency"], strict=True)
    rated = pd.Series([place not in examined for place in places], index=ratings.index, dtype=bool)
    return ratings[rated & ratings["stands"].astype(bool)]


def perhaps_outdated(
    ratings: pd.DataFrame, grades: Mapping[str, str], line: Timeline, stated: Collection[StatedLevel], cycle: Cycle
) -> pd.DataFrame:
    """The ratings that may have been given against another level than the last of a timeline; nearly always none, and
    that is found at once.
    """
    days = [day for day in (*ratings["date"].unique(), start_of(cycle)) if day is not None]
    moving = line.moving(min(days)) if days else frozenset()
    if not moving and not stated:
        return ratings.iloc[:0]
    places = {(one.rating.file, one.rating.sheet, one.rating.cell) for one in stated}
    cells = zip(ratings["person_id"].map(grades), ratings["competency"], strict=True)
    sources = zip(*(ratings[column] for column in SOURCE), strict=True)
    found = [cell in moving or source in places for cell, source in zip(cells, sources, strict=True)]
    return ratings[pd.Series(found, index=ratings.index, dtype=bool)]


def given_against(
    ratings: pd.DataFrame, grades: Mapping[str, str], line: Timeline, stated: Iterable[StatedLevel], cycle: Cycle
) -> Given:
    """The required level that each rating of a person of the roster was given against, as far as it is known.

    `grades`: person id -> grade. The level that the form states is the one; else the one required on the form's date. An
    undated rating may be as old as the cycle.
    """
    said = {one.rating: one.level for one in stated}
    start = start_of(cycle)
    found = {}
    for row in rows(ratings):
        grade = grades.get(row.person_id, "")
        level = level_given(row, grade, line, said, start) if grade else None
        if level is not None:
            found[row.Index] = level
    return found


def level_given(
    row: Any,  # noqa: ANN401 (a row of the ratings)
    grade: str,
    line: Timeline,
    said: Mapping[Source, int],
    start: date | None,
) -> int | None:
    """The required level that one rating was given against, where it is known; `start` is that of the cycle."""
    level = said.get(source_of(row)) if said else None
    day = row.date or start
    if level is None and day is not None:
        level = line.at(day, grade, row.competency)
    return level


def outdated(ratings: pd.DataFrame, given: Given, grades: Mapping[str, str], required: Levels) -> tuple[Outdated, ...]:
    """Whose ratings on which competency were given against another level than is `required`, in the frame's order.

    `ratings` as `rated_ones` gives them.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows(ratings):
        level = given.get(row.Index)
        if level is not None and level != required[grades[row.person_id], row.competency]:
            found.setdefault((row.person_id, row.competency), []).append(row.Index)
    return tuple(
        Outdated(
            person, competency, required[grades[person], competency],
            tuple(sorted({given[place] for place in places})), tuple(places),
        )
        for (person, competency), places in found.items()
    )  # fmt: skip


def requirement_changed(
    ratings: pd.DataFrame, found: Iterable[Outdated], given: Given, stated: Iterable[StatedLevel], model: Model
) -> Iterator[Problem]:
    """A warning per form (or line of a matrix or list): which of its ratings are to be given anew."""
    said = {one.rating: one.source for one in stated}
    forms: dict[tuple[Any, ...], list[tuple[Any, Outdated]]] = {}
    by_place = {place: one for one in found for place in one.ratings}
    for row in rows(ratings.loc[sorted(by_place)]):
        key = row.person_id, row.rater_key, row.relation, row.file, row.sheet
        forms.setdefault(key, []).append((row, by_place[row.Index]))
    for lines in forms.values():
        row, _ = lines[0]
        changes = tuple(_change(one.competency, given[line.Index], one.required, model) for line, one in lines)
        source: Source = said.get(source_of(row), source_of(row))
        yield concerning(
            problem("requirement-changed", source, _day(row.date), person=row.person_id, n=len(lines), changes=changes),
            row.person_id, row.rater,
        )  # fmt: skip


def _change(competency: str, against: int, required: int, model: Model) -> Named:
    """A competency with the level that was required and the one that is."""
    name, old, new = model.competency(competency), model.level(against), model.level(required)
    return Named(
        name_zh=f"{name.name_zh}（{old.name_zh}→{new.name_zh}）", name_en=f"{name.name_en} ({old.name_en} → {new.name_en})"
    )  # fmt: skip


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
