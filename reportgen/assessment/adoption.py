"""Adopting required levels: an explicit step, refused when it cannot be meant, and never undone but by another one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reportgen.assessment.cycles import end_of
from reportgen.assessment.history import adoptions, before_adoption, not_in_force, standing
from reportgen.assessment.recalibration import line_of, too_soon
from reportgen.language import N_
from reportgen.model.history import Adopted
from reportgen.model.inputs import rows
from reportgen.model.recalibration import Adoption, AdoptionError, Deviation, Outdated, decided
from reportgen.model.results import Assessment, Recalibrated, Standards
from reportgen.model.types import Model
from reportgen.problems import Source, errors

FIRST = "0"  # what was in force before the first adoption


@dataclass(frozen=True)
class Terms:
    """How to adopt: from which day on (None: the cycle's end), why in spite of what speaks against it, a note."""

    effective: date | None = None
    anyway: str = ""
    note: str = ""


def with_deviations(
    assessment: Assessment, deviations: Iterable[Deviation], *, anew: bool = False
) -> tuple[Recalibrated, ...]:
    """The recalibrated table with the levels that deviate from the vote; a level of a grade that nobody voted on gets a
    line, also when it is adopted already. `anew`: an adoption that changed no level is set aside.

    Raises `AdoptionError` for a deviation that is none, or that is given twice.
    """
    model = assessment.model
    lines = {(line.grade, line.competency): line for line in assessment.recalibration}
    before = before_adoption(assessment.history, assessment.standards, assessment.cycle)
    own = {(line.grade, line.competency): line for line in standing(assessment.history, assessment.cycle) if line.grade}
    if anew and not any(line.changes for line in own.values()):
        lines = {cell: replace(line, adopted=None, reason="") for cell, line in lines.items()}
    lines |= {
        cell: decided(line_of(*cell, {}, before[cell], model), told.after, told.reason)
        for cell, told in own.items()
        if cell not in lines
    }
    given = set()
    for one in deviations:
        cell = one.grade, one.competency
        line = lines.get(cell) or line_of(*cell, {}, before[cell], model)
        level = line.before if one.level is None else one.level
        names = {"grade": model.grade(one.grade), "competency": model.competency(one.competency)}
        if cell in given:
            raise AdoptionError(N_("{grade} {competency}: two exceptions are given. Keep one of them."), **names)
        if level == line.after:
            raise AdoptionError(
                N_("{grade} {competency}: {level} is the result of the vote, so this is no exception. Leave it out."),
                **names, level=model.level(level),
            )  # fmt: skip
        given.add(cell)
        lines[cell] = decided(line, level, one.reason)
    order = {g.id: i for i, g in enumerate(model.grades)}
    places = {c: i for i, c in enumerate(model.competency_ids)}
    return tuple(sorted(lines.values(), key=lambda line: (order[line.grade], places[line.competency])))


def adopt(assessment: Assessment, lines: Sequence[Recalibrated], terms: Terms) -> Adoption:
    """The levels of the lines (`Recalibrated.level`), to be in force from a day on.

    Raises `AdoptionError` when nobody voted, when the history has errors, when this cycle's votes are adopted already,
    when the day is before an earlier adoption's, and, without a reason (`anyway`), less than a business year after the
    last recalibration or when the levels adopted last are not in force.
    """
    history, cycle = assessment.history, assessment.cycle
    if not any(line.votes or line.reason for line in lines):
        raise AdoptionError(N_("There is nothing to adopt: the workbooks hold no votes on required levels."))
    _refuse_errors(assessment)
    effective = _effective(assessment, terms)
    _refuse_twice(assessment, terms)
    if not terms.anyway:
        _refuse_missing(assessment)
        _refuse_too_soon(assessment, lines, effective)
    number, note = _next(assessment), terms.note or terms.anyway
    levels = before_adoption(history, assessment.standards, cycle)
    made = []
    for line in lines:
        levels[line.grade, line.competency] = line.level
        made.append(
            Adopted(
                number, cycle.name, effective, line.grade, line.competency, line.before, line.level,
                line.votes, line.mean, line.agreement, line.after if line.votes else None, line.reason, note,
            )
        )  # fmt: skip
    return Adoption(number, cycle.name, effective, levels, tuple(made), note=note)


def refuse_backdated(assessment: Assessment, adoption: Adoption, ratings: Iterable[Outdated], terms: Terms) -> None:
    """Raises `AdoptionError`, without a reason (`anyway`), when ratings that no longer hold bear that day or a later one:
    once the levels are in force these would count as given against them. `ratings` as `effects` gives them.
    """
    dates = assessment.ratings["date"]
    days = [day for one in ratings for place in one.ratings if (day := dates[place]) and day >= adoption.effective]
    if days and not terms.anyway:
        raise AdoptionError(
            N_("{n} ratings that were given against the levels before are dated {day} or earlier, but not before {effective}: they would count as given against the new levels. Give a later day, --effective {later}. To adopt all the same, say why: --anyway REASON."),
            n=len(days), day=max(days).isoformat(), effective=adoption.effective.isoformat(),
            later=(max(days) + timedelta(days=1)).isoformat(),
        )  # fmt: skip


def adopt_again(assessment: Assessment, which: str, terms: Terms) -> Adoption:
    """An earlier table, to be in force again: that of a cycle or of an adoption's number; `FIRST`: what was before all.

    Raises `AdoptionError` when there is no such adoption, when nothing would change, when the history has errors, does not
    go with the table in force or with the workbook of that adoption, and for a day before an earlier adoption's.
    """
    history, cycle = assessment.history, assessment.cycle
    _refuse_errors(assessment)
    effective = _effective(assessment, terms)
    number = _meant(history, which)
    present = decided_levels(history, assessment.standards)
    levels = levels_after(history, number, present)
    levels |= _of_workbook(assessment, number, levels, gap=_gap(assessment, number, present))
    changes = [cell for cell in _cells(assessment.model) if levels[cell] != present[cell]]
    if not changes:
        raise AdoptionError(N_("These levels are in force already or about to be: nothing would change."))
    new = _next(assessment)
    lines = tuple(
        Adopted(new, cycle.name, effective, *cell, present[cell], levels[cell], note=terms.note) for cell in changes
    )
    return Adoption(new, cycle.name, effective, levels, lines, again=which, note=terms.note)


def decided_levels(history: Sequence[Adopted], standards: Standards) -> dict[tuple[str, str], int]:
    """The levels decided on last: those in force, and over them what was adopted since."""
    levels, now = dict(standards.levels), (standards.effective or date.min, standards.adoption)
    levels.update({(line.grade, line.competency): line.after for line in history if line.grade and line.key > now})
    return levels


def levels_after(
    history: Sequence[Adopted], number: int, present: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """The levels as an adoption left them (0: as they were before the first), unwound from the present ones."""
    levels = dict(present)
    for line in reversed(history):
        if line.number >= number and line.grade:
            levels[line.grade, line.competency] = line.after if line.number == number else line.before
    return levels


def _cells(model: Model) -> list[tuple[str, str]]:
    return [(grade.id, competency) for grade in model.grades for competency in model.competency_ids]


def _next(assessment: Assessment) -> int:
    """The number of a new adoption; a table of an adoption may be there whose lines of the history are not."""
    numbers = [line.number for line in assessment.history]
    return 1 + max([*numbers, *assessment.inputs.standards["adoption"]], default=0)


def _meant(history: Sequence[Adopted], which: str) -> int:
    """The number of the adoption that is meant by a cycle's name (its last) or a number."""
    of_cycle = [line.number for line in history if line.cycle == which]
    if of_cycle:
        return of_cycle[-1]
    numbers = {str(line.number): line.number for line in history}
    if which in numbers:
        return numbers[which]
    if which == FIRST and history:
        return 0
    known = tuple(
        f"{lines[0].number} ({lines[0].cycle}, {lines[0].effective.isoformat()})" for lines in adoptions(history)
    )
    if not known:
        raise AdoptionError(N_("There is no earlier adoption: the history is empty."))
    raise AdoptionError(
        N_("There is no adoption {which}. Give a cycle or a number of these, or 0 for the levels before the first: {known}."),
        which=which, known=known,
    )  # fmt: skip


def _effective(assessment: Assessment, terms: Terms) -> date:
    """The day from which the levels hold: the one given, else the cycle's end."""
    if not assessment.cycle.name:
        raise AdoptionError(N_("No cycle is known, so an adoption would have no name. Set [cycle] in reportgen.toml."))
    day = terms.effective or end_of(assessment.cycle)
    if day is None:
        raise AdoptionError(
            N_("It is not known when cycle {cycle} ends. Say from which day the levels hold: --effective 2026-12-31."),
            cycle=assessment.cycle.name,
        )
    last = max((line.effective for line in assessment.history), default=date.min)
    last = max(last, assessment.standards.effective or date.min)
    if day < last:
        raise AdoptionError(
            N_("Levels that hold from {last} on are adopted already; new ones cannot hold from an earlier day, {day}. Give a later one with --effective."),
            last=last.isoformat(), day=day.isoformat(),
        )  # fmt: skip
    return day


def _refuse_errors(assessment: Assessment) -> None:
    """What was adopted before must be known for certain: else numbers and levels would be given twice."""
    sheets = {(sheet.file, sheet.sheet) for sheet in assessment.inputs.ledgers if "history" in sheet.kinds}
    sheets |= {(row.file, row.sheet) for row in rows(assessment.inputs.history)}
    for one in errors(assessment.problems):
        if (one.source.file, one.source.sheet) in sheets:
            raise uncertain(one.source)


def uncertain(source: Source) -> AdoptionError:
    """That nothing can be adopted, as the history cannot be relied on: where it is wrong."""
    return AdoptionError(
        N_("The history of adoptions has an error, so it is not certain what was adopted before: {place}. Correct it, or put the original workbook back."),
        place=" ".join(part for part in (source.file, source.sheet, source.cell) if part),
    )  # fmt: skip


def _refuse_twice(assessment: Assessment, terms: Terms) -> None:
    """A cycle's votes are adopted once; after the adoption was taken back they may be adopted again."""
    own = standing(assessment.history, assessment.cycle)
    if not own:
        return
    if not any(line.changes for line in own):  # nothing that could be taken back
        if not terms.anyway:
            raise AdoptionError(
                N_("It was decided already that the votes of cycle {cycle} change no level (adoption {number}). To decide anew, say why: --anyway REASON."),
                cycle=own[-1].cycle, number=own[-1].number,
            )  # fmt: skip
    else:
        earlier = [line.number for line in assessment.history if line.key < own[0].key]
        raise AdoptionError(
            N_("The votes of cycle {cycle} are adopted already (adoption {number}, in force from {date}). To take that back, adopt the levels before again: --adopt --again {before}."),
            cycle=own[-1].cycle, number=own[-1].number, date=own[-1].effective.isoformat(), before=max(earlier, default=0),
        )  # fmt: skip


def _refuse_missing(assessment: Assessment) -> None:
    history, standards, cycle = assessment.history, assessment.standards, assessment.cycle
    voted_on = before_adoption(history, standards, cycle)
    if not_in_force(history, standards, cycle, None) or voted_on != decided_levels(history, standards):
        raise AdoptionError(
            N_("The levels adopted in cycle {cycle}, in force from {date}, are not among the workbooks, so the votes would be adopted on top of older levels. Put the standards workbook of that adoption into the input folder. To adopt all the same, say why: --anyway REASON."),
            cycle=history[-1].cycle, date=history[-1].effective.isoformat(),
        )  # fmt: skip


def _refuse_too_soon(assessment: Assessment, lines: Sequence[Recalibrated], effective: date) -> None:
    model = assessment.model
    for line in lines:
        last = too_soon(assessment.history, line.grade, assessment.cycle, effective, model)
        if last is not None and line.level != line.before:
            raise AdoptionError(
                N_("{grade} was recalibrated from {date} on, less than {months} months before {day}. To adopt all the same, say why: --anyway REASON."),
                grade=model.grade(line.grade), date=last.effective.isoformat(), day=effective.isoformat(),
                months=model.thresholds.recalibration_months,
            )  # fmt: skip


def _gap(assessment: Assessment, number: int, present: Mapping[tuple[str, str], int]) -> bool:
    """Whether a table that is no adoption's has held since an adoption: lines of the history do not go on from each
    other, or such a table is among the workbooks. What it changed cannot be unwound.
    """
    history, now = assessment.history, assessment.standards.effective
    since = next(line.effective for line in history if line.number >= number)
    tables = assessment.inputs.standards
    if now is not None and any(
        row.adoption == 0 and row.effective is not None and since < row.effective <= now for row in rows(tables)
    ):
        return True
    levels = dict(present)
    for line in reversed([line for line in history if line.grade and line.number >= number]):
        if levels[line.grade, line.competency] != line.after:
            return True
        levels[line.grade, line.competency] = line.before
    return False


def _of_workbook(
    assessment: Assessment, number: int, levels: Mapping[tuple[str, str], int], *, gap: bool
) -> dict[tuple[str, str], int]:
    """The levels in the workbook of an adoption, where it is in the input folder: it must not contradict the history, and
    it must be there when the history alone does not tell the levels.
    """
    told = {(line.grade, line.competency) for line in assessment.history if not gap or line.number == number}
    table = assessment.inputs.standards
    found = {}
    for row in rows(table[table["adoption"] == number]) if number else ():
        cell = row.grade, row.competency
        if cell in told and row.level != levels[cell]:
            raise AdoptionError(
                N_("{file} {cell} says {found}, but by the history the level adopted then is {level}. One of the two was changed: put the original workbook back."),
                file=row.file, cell=row.cell, found=assessment.model.level(row.level),
                level=assessment.model.level(levels[cell]),
            )  # fmt: skip
        found[cell] = row.level
    if gap and not found:
        raise AdoptionError(
            N_("Another table of levels has held since adoption {number}, so the levels to go back to are not known for certain. Put the standards workbook of that adoption into the input folder, or hand in a table of your own with a later effective date."),
            number=number,
        )  # fmt: skip
    return found
