"""The check: what the input was taken for, whom it covers, who has to mend what."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from string import ascii_uppercase

from reportgen.assessment.cycles import cycle_of
from reportgen.model.check import (
    CheckedFile,
    CheckedPerson,
    CheckReport,
    Example,
    FileState,
    OwnedProblem,
    RaterCoverage,
)
from reportgen.model.inputs import Cycle, Inputs, Rated, SheetLedger, rows
from reportgen.model.owners import owner_of
from reportgen.model.raters import SELF, worst_first
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.problems import Problem

_STATES: Mapping[str, FileState] = {
    "unsupported-file": "unsupported",
    "duplicate-file": "duplicate",
    "unreadable-workbook": "unreadable",
}


def check_report(
    inputs: Inputs, model: Model, assessment: Assessment | None, problems: Sequence[Problem], cycle: Cycle | None = None
) -> CheckReport:
    """Summarise what was read; `assessment` is None when there is no roster, `cycle` the one that is set."""
    names = {row.person_id: row.name for row in rows(inputs.roster)}
    return CheckReport(
        cycle=assessment.cycle if assessment is not None else cycle_of(inputs.dates, cycle, model)[0],
        files=_files(inputs, problems),
        people=_people(inputs, model, assessment),
        raters=rater_coverage(inputs, model),
        problems=_owned(inputs.ledgers, problems),
        names=names,
        few=model.thresholds.few_ratings,
        flagged=worst_first(assessment.raters) if assessment is not None else (),
        n_results=sum(1 for one in assessment.raters if one.relation != SELF) if assessment is not None else 0,
    )


def _files(inputs: Inputs, problems: Sequence[Problem]) -> tuple[CheckedFile, ...]:
    states = {p.source.file: _STATES[p.code] for p in problems if p.code in _STATES and not p.source.sheet}
    sheets: defaultdict[str, list[SheetLedger]] = defaultdict(list)
    for ledger in inputs.ledgers:
        sheets[ledger.file].append(ledger)
    dates: defaultdict[str, list[date]] = defaultdict(list)
    for day, source in inputs.dates:
        dates[source.file].append(day)
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for one in problems:
        found[one.source.file].append(one)
    files = []
    for name in sorted({*states, *sheets, *inputs.digests}):
        days, own = dates[name], found[name]
        files.append(
            CheckedFile(
                name=name,
                state=states.get(name) or ("read" if name in sheets else "empty"),
                sheets=tuple(sheets[name]),
                first_date=min(days, default=None),
                last_date=max(days, default=None),
                outside=tuple(sorted({p.value for p in own if p.code == "other-cycle"})),
                far=tuple(sorted({p.value for p in own if p.code == "mixed-dates"})),
            )
        )
    return tuple(files)


def _people(inputs: Inputs, model: Model, assessment: Assessment | None) -> tuple[CheckedPerson, ...]:
    """The people of the roster, with who rated them."""
    raters: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows(inputs.ratings):
        raters[row.person_id].add((row.relation, row.rater_key))
    marks = Counter(row.person_id for row in rows(inputs.marks) if row.state in ("mark", "absent"))
    assessed = {p.id: p.assessed for p in assessment.people} if assessment is not None else {}
    return tuple(
        CheckedPerson(
            id=row.person_id,
            name=row.name,
            grade=row.grade,
            manager=row.manager,
            raters=dict(sorted(Counter(r for r, _ in raters[row.person_id] if r != SELF).items())),
            self_rated=any(relation == SELF for relation, _ in raters[row.person_id]),
            marks=marks[row.person_id],
            assessed=assessed.get(row.person_id),
            competencies=len(model.competencies),
        )
        for row in rows(inputs.roster)
    )


def rater_coverage(inputs: Inputs, model: Model) -> tuple[RaterCoverage, ...]:
    """Raters by relation, those with answers missing first."""
    order = [relation.id for relation in model.relations]
    coverage = coverage_by_rater(inputs, model).values()
    return tuple(sorted(coverage, key=lambda one: (one.whole, order.index(one.relation), one.name, one.people)))


def coverage_by_rater(inputs: Inputs, model: Model) -> dict[tuple[str, str], RaterCoverage]:
    """(relation, rater key; in a self-rating the person) -> what was asked and answered: asked are the competencies that
    are rated, of everybody whom a form, row or column of theirs is about; of those who stand in lists only, what the
    lists ask about.
    """
    asked = {c.id for c in model.competencies if c.method == "rating"}
    pairs: defaultdict[tuple[str, str], dict[str, Rated]] = defaultdict(dict)
    places: defaultdict[tuple[tuple[str, str], str], set[str]] = defaultdict(set)
    files: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for ledger in inputs.ledgers:
        for rated in (one for table in ledger.tables for one in table.rated):
            identity = _identity(rated.person_id, rated.rater_key, rated.relation)
            pairs[identity].setdefault(rated.person_id, rated)
            places[identity, rated.person_id] |= asked & set(rated.asked) if rated.asked else asked
            files[identity].add(ledger.file)
    answered: Counter[tuple[str, str]] = Counter()
    columns = (inputs.ratings[name].tolist() for name in ("person_id", "rater_key", "relation", "competency"))
    given = {cell for cell in zip(*columns, strict=True) if cell[3] in asked}
    for person, rater, relation, _ in given:
        answered[_identity(person, rater, relation)] += 1
    return {
        identity: RaterCoverage(
            name=next(iter(people.values())).rater,
            id=_id(next(iter(people.values()))),
            relation=identity[0],
            people=tuple(people),
            asked=sum(len(places[identity, person]) for person in people),
            answered=answered[identity],
            files=tuple(sorted(files[identity])),
        )
        for identity, people in pairs.items()
    }


def _identity(person: str, rater: str, relation: str) -> tuple[str, str]:
    """One rater in one relation; everybody is their own rater of themselves."""
    return relation, person if relation == SELF else rater


def _id(rated: Rated) -> str:
    """The id of a rater, where it is known."""
    if rated.relation == SELF:
        return rated.person_id
    return rated.rater_key[1:] if rated.rater_key.startswith("#") else ""


def _owned(ledgers: Sequence[SheetLedger], problems: Sequence[Problem]) -> tuple[OwnedProblem, ...]:
    kinds = {(ledger.file, ledger.sheet): ledger.kinds for ledger in ledgers}
    errors: dict[tuple[str, str], list[Problem]] = {}
    for p in problems:
        if p.severity == "error":
            errors.setdefault((p.source.file, p.source.sheet), []).append(p)
    owned = []
    for p in problems:
        sheet = (p.source.file, p.source.sheet)
        cause = _cause(p, errors.get(sheet, ()))
        owned.append(
            OwnedProblem(
                owner_of(p.code, kinds.get(sheet, ())),
                replace(p, nearest="") if cause else p,
                _example(p, ledgers) if p.code == "unrecognised-form" else None,
                cause,
            )
        )
    return tuple(owned)


def _cause(found: Problem, errors: Sequence[Problem]) -> str:
    """The cell of the error from which a problem follows: a stored result beside an entry that was left out, an answer
    that is missing where a competency's name was not understood.
    """
    if found.code == "stored-result-differs":
        row = found.source.cell.lstrip(ascii_uppercase)
        causes = [e for e in errors if e.source.cell.lstrip(ascii_uppercase) == row]
    elif found.code == "no-tick":
        causes = [e for e in errors if e.code == "unknown-competency" and e.rater == found.rater]
    else:
        causes = []
    return causes[0].source.cell if causes else ""


def _example(found: Problem, ledgers: Sequence[SheetLedger]) -> Example | None:
    """The sheet most like the one that was not recognised, among those that were read: by its name, by its folder."""
    source = found.source
    read = [
        (
            ledger.sheet == source.sheet,
            _folder(ledger.file) == _folder(source.file),
            Example(ledger.file, ledger.sheet, first),
        )
        for ledger in ledgers
        if (ledger.file, ledger.sheet) != (source.file, source.sheet)
        for first in [table.header[0] for table in ledger.tables if table.used and table.kind != "roster"][:1]
    ]
    return max(read, key=lambda one: one[:2])[2] if read else None


def _folder(file: str) -> str:
    return file.rpartition("/")[0]
