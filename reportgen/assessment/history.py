"""The history of adoptions: which required level held when, and what follows for votes, ratings and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, groupby
from typing import Any

import pandas as pd

from reportgen.assessment.claims import place
from reportgen.model.history import Adopted
from reportgen.model.inputs import Cycle, rows, source_of
from reportgen.model.results import Standards
from reportgen.model.types import Model
from reportgen.problems import Problem, problem

Levels = Mapping[tuple[str, str], int]
Key = tuple[date, int]  # effective date, number of the adoption (0: a table without one)


def history_of(table: pd.DataFrame) -> tuple[tuple[Adopted, ...], list[Problem]]:
    """The lines of earlier adoptions, each once, in the order of time; lines that contradict each other are left out.

    The same line may stand in several workbooks: every standards workbook carries the history up to then.
    """
    found: dict[tuple[int, str, str], list[Any]] = {}
    adoptions: dict[int, set[tuple[str, date]]] = {}
    for row in rows(table):
        found.setdefault((row.number, row.grade, row.competency), []).append(row)
        adoptions.setdefault(row.number, set()).add((row.cycle, row.effective))
    lines, problems = [], []
    for (number, _, _), same in found.items():
        if len({(row.before, row.after) for row in same}) > 1 or len(adoptions[number]) > 1:
            rivals = same if len({_said(row) for row in same}) > 1 else [r for r in rows(table) if r.number == number]
            problems += [
                problem("conflicting-value", source_of(row), _said(row), others=_others(row, rivals)) for row in same
            ]
        else:
            lines.append(_line(same[0]))
    return tuple(sorted(lines, key=lambda line: line.key)), problems


def joined(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """The lines of two histories."""
    return pd.concat([part for part in (table, more) if len(part)], ignore_index=True) if len(more) else table


def _said(row: Any) -> str:  # noqa: ANN401 (a row of the frame)
    return f"{row.number} {row.cycle} {row.effective.isoformat()} {row.before}→{row.after}"


def _others(row: Any, rivals: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401
    here = source_of(row)
    return tuple(f"{_said(other)} ({place(source_of(other), here)})" for other in rivals if _said(other) != _said(row))


def _line(row: Any) -> Adopted:  # noqa: ANN401
    return Adopted(
        row.number, row.cycle, row.effective, row.grade, row.competency, row.before, row.after, row.votes, row.mean,
        row.agreement, row.voted, row.reason, row.note, source_of(row),
    )  # fmt: skip


def adoptions(history: Sequence[Adopted]) -> list[tuple[Adopted, ...]]:
    """The lines of each adoption, in the order of time."""
    return [tuple(lines) for _, lines in groupby(history, key=lambda line: line.key)]


@dataclass(frozen=True)
class Timeline:
    """Which level was required when. `steps` are in the order of time, each with the levels that it set."""

    first: Levels
    steps: tuple[tuple[Key, Levels], ...] = ()

    def at(self, day: date, grade: str, competency: str) -> int:
        """The level required on a day."""
        level = self.first[grade, competency]
        for (effective, _), levels in self.steps:
            if effective > day:
                break
            level = levels.get((grade, competency), level)
        return level

    def moving(self, since: date) -> frozenset[tuple[str, str]]:
        """(grade id, competency id) of the levels that the steps after a day may have changed: all others were the last
        ones on that day already.
        """
        levels, past = dict(self.first), []
        for (effective, _), step in self.steps:
            if effective > since:
                past.append(dict(levels))
            levels |= step
        return frozenset(cell for then in past for cell, level in then.items() if level != levels[cell])


def timeline(tables: pd.DataFrame, history: Sequence[Adopted], standards: Standards, model: Model) -> Timeline:
    """The required levels over time, from the dated tables and the history up to the table in force.

    What an adoption has no line for, it left as it was: what is known of the levels after it is known of those before.
    Where nothing tells what held at first, the table without a date did, else the model. Without a date for what is in
    force nothing is known to have changed.
    """
    if standards.effective is None:
        return Timeline(standards.levels)
    now = standards.effective, standards.adoption
    first, known = model.standards(), dict[Key, dict[tuple[str, str], int]]()
    for row in rows(tables):
        if row.effective is None:
            first[row.grade, row.competency] = row.level
        elif (key := (row.effective, row.adoption)) < now:  # cells that a table leaves empty have the model's level
            known.setdefault(key, model.standards())[row.grade, row.competency] = row.level
    known[now] = dict(standards.levels)
    adopted = {lines[0].key: lines for lines in adoptions(in_force(history, standards))}
    for key, lines in adopted.items():
        known.setdefault(key, {(line.grade, line.competency): line.after for line in lines if line.grade})
    before: dict[tuple[str, str], int] = {}
    for key in sorted(known, reverse=True):
        known[key] = before | known[key]
        lines = adopted.get(key, ())
        before = (
            known[key] | {(line.grade, line.competency): line.before for line in lines if line.grade} if lines else {}
        )
    return Timeline(first | before, tuple(sorted(known.items(), key=lambda step: step[0])))


def in_force(history: Sequence[Adopted], standards: Standards) -> tuple[Adopted, ...]:
    """The lines of the adoptions that led to the table in force."""
    if standards.effective is None:
        return ()
    now = standards.effective, standards.adoption
    return tuple(line for line in history if line.key <= now)


def before_adoption(history: Sequence[Adopted], standards: Standards, cycle: Cycle) -> dict[tuple[str, str], int]:
    """The levels in force when a cycle's experts voted: those in force, but for what the adoption of its votes changed."""
    levels = dict(standards.levels)
    for line in reversed(in_force(_since_votes(history, cycle), standards)):
        if line.grade and levels[line.grade, line.competency] == line.after:  # else another table holds since
            levels[line.grade, line.competency] = line.before
    return levels


def adopted_in(history: Sequence[Adopted], cycle: Cycle) -> tuple[Adopted, ...]:
    """The lines of all adoptions made in a cycle, in the order of time: of its votes, and of earlier tables again."""
    return tuple(line for line in history if cycle.name and line.cycle == cycle.name)


def standing(history: Sequence[Adopted], cycle: Cycle) -> tuple[Adopted, ...]:
    """The lines of the adoption of a cycle's votes, and of what the cycle adopted since; empty while its votes are not
    adopted, and again when that was taken back.
    """
    own = _since_votes(history, cycle)
    first = {(line.grade, line.competency): line.before for line in reversed(own)}
    last = {(line.grade, line.competency): line.after for line in own}
    return () if own and not own[-1].of_votes and first == last else own


def _since_votes(history: Sequence[Adopted], cycle: Cycle) -> tuple[Adopted, ...]:
    """The lines of a cycle's adoptions from the first one of its votes on."""
    return tuple(dropwhile(lambda line: not line.of_votes, adopted_in(history, cycle)))


def not_in_force(history: Sequence[Adopted], standards: Standards, cycle: Cycle, end: date | None) -> list[Problem]:
    """A warning when the last adoption of another cycle should be in force, but its table was not handed in."""
    due = [line for line in history if line.cycle != cycle.name and (end is None or line.effective <= end)]
    if not due:
        return []
    last = due[-1]
    if last.key <= (standards.effective or date.min, standards.adoption):
        return []
    return [problem("adopted-not-in-force", last.source, "", cycle=last.cycle, date=last.effective.isoformat())]


def changed_by_hand(history: Sequence[Adopted], standards: Standards, model: Model) -> list[Problem]:
    """A warning at each level in force that is not the one which its adoption put down."""
    now = standards.effective, standards.adoption
    return [
        problem(
            "adopted-level-differs", source, found, grade=model.grade(line.grade), number=line.number,
            competency=model.competency(line.competency), found=model.level(found), level=model.level(line.after),
        )
        for line in history
        if line.key == now
        and (source := standards.sources.get((line.grade, line.competency))) is not None
        and (found := standards.level(line.grade, line.competency)) != line.after
    ]  # fmt: skip
