"""Which cells changed between two runs, and which of them a number can have changed because of.

A cell is compared by what it says, not by where it stands: a line that moved down, a file with a new name and the same
content are no cause. A cell that counts neither before nor now is one only when it stands against another: a second
opinion of the same rater that contradicts the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from reportgen.model.changes import CellChange, Fate, SettingChange
from reportgen.model.evidence import Evidence
from reportgen.outputs.earlier import Run, Table

READING = ("aliases.", "cycle.", "model", "relations.")  # settings that decide what is read from a file
WEIGHTS = "weights."
SELF_WEIGHT = "weights.self"

Key = tuple[str, str, str, str, str]  # part, person, grade, competency, which one
Line = tuple[str, ...]  # a row of sources.csv


@dataclass(frozen=True)
class Cells:
    """The cells of a group that changed: `values` hold something else, `counting` only count now or no longer do."""

    values: tuple[CellChange, ...] = ()
    counting: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class Causes:
    """What changed between two runs: cells by their group, settings, files."""

    cells: Mapping[Key, Cells]
    by_place: Mapping[tuple[str, str, str, str], Sequence[Key]]  # part, person, grade, competency -> groups
    weights: tuple[Mapping[tuple[str, str], Mapping[str, str]], Mapping[tuple[str, str], Mapping[str, str]]]
    settings: tuple[SettingChange, ...]
    fates: Mapping[str, Fate]
    rosters: tuple[str, ...]
    model: bool
    program: bool
    weighted_self: bool
    renamed: Mapping[str, str] = field(default_factory=dict)

    def of(self, part: str, person: str = "", grade: str = "", competency: str = "") -> Iterator[Cells]:
        """The cells of a part that changed."""
        for key in self.by_place.get((part, person, grade, competency), ()):
            yield self.cells[key]

    @cached_property
    def of_person(self) -> dict[str, list[Cells]]:
        """The cells of each person that changed, those of the roster apart."""
        found: dict[str, list[Cells]] = {}
        for (part, person, *_), cells in self.cells.items():
            if person and part != "roster":
                found.setdefault(person, []).append(cells)
        return found

    def field(self, person: str, name: str) -> tuple[CellChange, ...]:
        """The cells of a person's line in the roster that give a field."""
        found = self.cells.get(("roster", person, "", "", name), Cells())
        return found.values

    def weights_differ(self, competency: str, before: str, after: str) -> bool:
        """Whether the weights that hold now differ between two grades."""
        return any(
            self._in_force(side, competency, before) != self._in_force(side, competency, after) for side in (0, 1)
        )

    def _in_force(self, side: int, competency: str, grade: str) -> Mapping[str, str]:
        table = self.weights[side]
        return {**table.get((competency, ""), {}), **table.get((competency, grade), {})}

    def overruled(self, competency: str, grade: str, subject: str) -> bool:
        """Whether a weight for all grades does not hold for a grade, because a line for the grade beats it."""
        return all(subject in table.get((competency, grade), {}) for table in self.weights)


def causes(before: Run, after: Run) -> Causes:
    """Compare what two runs were made from."""
    old, new = before.tables["sources.csv"], after.tables["sources.csv"]
    fates, renamed = _fates(before, after)
    cells = _with_left_out(_changed_cells(old, new, fates), _left_out(before), _left_out(after), renamed)
    by_place: dict[tuple[str, str, str, str], list[Key]] = {}
    for key in cells:
        by_place.setdefault(key[:4], []).append(key)
    changed = settings_changed(before.settings, after.settings)
    rosters = {e.file for table in (old, new) for e in map(_evidence, table.rows) if e.part == "roster"}
    return Causes(
        cells=cells,
        by_place=by_place,
        weights=(_weights(old), _weights(new)),
        settings=changed,
        fates=fates,
        rosters=tuple(sorted(file for file in rosters if fates.get(file, "same") not in ("same", "renamed"))),
        model=before.model != after.model,
        program=before.program != after.program,
        weighted_self=any(run.settings.get(SELF_WEIGHT, "0") != "0" for run in (before, after)),
        renamed=renamed,
    )


def settings_changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[SettingChange, ...]:
    """The settings that are not what they were, by name."""
    keys = sorted(before.keys() | after.keys())
    return tuple(
        SettingChange(key, before.get(key, ""), after.get(key, "")) for key in keys if before.get(key) != after.get(key)
    )


def _fates(before: Run, after: Run) -> tuple[dict[str, Fate], dict[str, str]]:
    """What happened to each file, and the earlier names of those that have another one."""
    had, has = ({e.file for e in map(_evidence, run.tables["sources.csv"].rows)} for run in (before, after))
    unreadable = {
        problems.of(row, "file") for problems in [after.tables["problems.csv"]] for row in problems.rows
        if problems.of(row, "code") == "unreadable-workbook"
    }  # fmt: skip
    gone = {digest: file for file, digest in sorted(before.inputs.items(), reverse=True) if file not in after.inputs}
    fates: dict[str, Fate] = {}
    renamed: dict[str, str] = {}
    for file in sorted(before.inputs.keys() | after.inputs.keys()):
        old, new = before.inputs.get(file), after.inputs.get(file)
        if old is None:
            earlier = gone.pop(new or "", None)
            fates[file] = "new" if earlier is None else "renamed"
            if earlier is not None:
                renamed[file] = earlier
        elif new is None:
            fates[file] = "unread" if file in unreadable else "removed"
        elif old != new:
            fates[file] = "unread" if file in had and file not in has else "changed"
        else:
            fates[file] = "same"
    return fates, renamed


def _evidence(row: Line) -> Evidence:
    """A row of the table; `counted` stays a text here."""
    return Evidence(*row)  # type: ignore[arg-type]


def _key(e: Evidence) -> Key:
    which = {"rating": e.detail.partition(" ")[0], "self": "", "required": ""}.get(e.part, e.detail)
    return e.part, e.person_id, e.grade, e.competency, which


def _weights(table: Table) -> dict[tuple[str, str], dict[str, str]]:
    """(competency, grade) -> subject -> weight, of those that count."""
    weights: dict[tuple[str, str], dict[str, str]] = {}
    for e in map(_evidence, table.rows):
        if e.part == "weight" and _counts(e):
            weights.setdefault((e.competency, e.grade), {})[e.detail] = e.value
    return weights


def _changed_cells(old: Table, new: Table, fates: Mapping[str, Fate]) -> dict[Key, Cells]:
    if old is new:
        return {}
    before, after = set(old.rows), set(new.rows)
    touched = {_key(_evidence(row)) for row in before ^ after}
    groups: dict[Key, tuple[list[Evidence], list[Evidence]]] = {}
    for side, table in enumerate((old, new)):
        for e in map(_evidence, table.rows):
            key = _key(e)
            if key in touched:
                groups.setdefault(key, ([], []))[side].append(e)
    found = {key: _compare(*sides, fates) for key, sides in groups.items()}
    return {key: cells for key, cells in found.items() if cells.values or cells.counting}


def _left_out(run: Run) -> dict[tuple[str, str, str], str]:
    """(file, sheet, cell) -> what stands there, of cells whose value was left out with an error."""
    table = run.tables["problems.csv"]
    return {
        (table.of(row, "file"), table.of(row, "sheet"), table.of(row, "cell")): table.of(row, "value")
        for row in table.rows
        if table.of(row, "severity") == "error" and table.of(row, "cell")
    }


def _with_left_out(
    found: Mapping[Key, Cells],
    before: Mapping[tuple[str, str, str], str],
    after: Mapping[tuple[str, str, str], str],
    renamed: Mapping[str, str],
) -> dict[Key, Cells]:
    """The cells with what stands or stood in them and was left out."""

    def told(cell: CellChange) -> CellChange:
        was = before.get((renamed.get(cell.file, cell.file), cell.sheet, cell.cell), "")
        return replace(cell, left_before=was, left_after=after.get((cell.file, cell.sheet, cell.cell), ""))

    return {key: Cells(tuple(map(told, cells.values)), cells.counting) for key, cells in found.items()}


def _compare(before: list[Evidence], after: list[Evidence], fates: Mapping[str, Fate]) -> Cells:
    """The cells of one group: what says the same is matched, the rest is what changed."""
    old, new = list(before), list(after)
    same = [
        *_matched(old, new, lambda e: (e.value, e.detail, e.counted, _place(e))),
        *_matched(old, new, lambda e: (e.value, e.detail, _place(e))),
        *_matched(old, new, lambda e: (e.value, e.detail, e.counted)),
        *_matched(old, new, lambda e: (e.value, e.counted)),
        *_matched(old, new, lambda e: e.value),
    ]
    turned = [pair for pair in same if pair[0].counted != pair[1].counted and not _stood_in(pair, old, new)]
    against = {_against(e) for pair in turned for e in pair}
    pairs: list[tuple[Evidence | None, Evidence | None]] = [
        *_matched(old, new, _place),
        *_matched(old, new, lambda e: (e.file, e.sheet, e.detail)),
        *((e, None) for e in old),
        *((None, e) for e in new),
    ]
    values = [
        _cell(a, b, fates)
        for a, b in pairs
        if any(e is not None and (_counts(e) or _against(e) in against) for e in (a, b))
    ]
    return Cells(_sorted(values), _sorted(_cell(a, b, fates) for a, b in turned))


def _matched(old: list[Evidence], new: list[Evidence], by: object) -> list[tuple[Evidence, Evidence]]:
    """Pairs that are alike, taken out of both lists."""
    if not old or not new:
        return []
    waiting: dict[object, list[Evidence]] = {}
    for e in new:
        waiting.setdefault(by(e), []).append(e)  # type: ignore[operator]
    pairs = []
    for e in list(old):
        alike = waiting.get(by(e))  # type: ignore[operator]
        if alike:
            other = alike.pop(0)
            pairs.append((e, other))
            old.remove(e)
            new.remove(other)
    return pairs


def _stood_in(pair: tuple[Evidence, Evidence], old: list[Evidence], new: list[Evidence]) -> bool:
    """Whether a cell only gave its place to another one that says the same: a value that stands twice counts once."""
    here, there = (pair[1], new) if _counts(pair[0]) else (pair[0], old)
    for other in there:
        if _counts(other) and (other.value, other.detail) == (here.value, here.detail):
            there[there.index(other)] = here
            return True
    return False


def _counts(e: Evidence) -> bool:
    return str(e.counted) == "yes"


def _against(e: Evidence) -> str:
    """Cells that can contradict each other: one rater's, one subject's, those of the tables of standards."""
    return "" if e.part == "required" else e.detail


def _place(e: Evidence) -> tuple[str, str, str]:
    return e.file, e.sheet, e.cell


def _cell(before: Evidence | None, after: Evidence | None, fates: Mapping[str, Fate]) -> CellChange:
    here = after or before
    if here is None:
        raise ValueError("neither before nor after")
    return CellChange(
        file=here.file, fate=fates.get(here.file, "changed"), sheet=here.sheet, cell=here.cell, part=here.part,
        detail=here.detail, before="" if before is None else before.value, after="" if after is None else after.value,
        counted=_counts(here),
    )  # fmt: skip


def _sorted(cells: Iterable[CellChange]) -> tuple[CellChange, ...]:
    return tuple(
        sorted(cells, key=lambda c: (c.fate == "same", c.file, c.sheet, len(c.cell), c.cell, c.before, c.after))
    )
