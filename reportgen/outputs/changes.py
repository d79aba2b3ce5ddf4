"""What changed since the previous run: the tables of two runs compared, text by text, and each difference explained."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from reportgen.language import Language
from reportgen.model.changes import (
    Because,
    Change,
    Changes,
    FileChange,
    ProblemLine,
    because_text,
)
from reportgen.model.types import Model
from reportgen.outputs.causes import READING, WEIGHTS, Causes, Cells, causes
from reportgen.outputs.earlier import NotComparable, Run, Table
from reportgen.outputs.tables import csv_bytes

CHANGE_COLUMNS = ("person_id", "name", "competency", "competency_name", "what", "before", "after", "because")
SCORED = ("score", "band", "gap", "surplus", "n_raters", "method", "reason")  # all that hang on the ratings or the exam
NUMBERS = ("score", "band", "exam_score", "required_level", "method", "self", "n_raters", "gap", "surplus", "reason")
ROSTER = ("name", "grade", "department", "manager", "manager_email")
RECALIBRATED = ("votes", "mean", "after")
SUMMARIES = ("assessed", "competencies", "overall", "attainment", "coverage")


def not_compared(earlier: NotComparable) -> Changes:
    """That there is nothing to compare with, and why."""
    return Changes("impossible" if earlier.reason else "first", earlier.reason, earlier.file)


def compare(before: Run, after: Run) -> Changes:
    """What changed between two runs of the same cycle."""
    known = causes(before, after)
    changes = tuple(_Comparison(before, after, known).changes())
    old, new = (_problems(run.tables["problems.csv"]) for run in (before, after))
    return Changes(
        state="compared",
        changes=changes,
        files=_files(changes, known),
        settings=known.settings,
        model=known.model,
        program=known.program,
        new_problems=tuple(line for key, line in new.items() if key not in old),
        solved_problems=tuple(line for key, line in old.items() if key not in new),
    )


def changes_table(changes: Changes, model: Model, lang: Language) -> bytes:
    """`changes.csv`: a row per number that is not what it was."""

    def named(competency: str) -> str:
        known = competency in model.competency_ids
        return model.competency(competency).name(lang.code) if known else competency

    return csv_bytes(
        CHANGE_COLUMNS,
        (
            (c.person_id, c.name, c.competency, named(c.competency), c.what, c.before, c.after, because_text(c.because, lang, named))
            for c in changes.changes
        ),
    )  # fmt: skip


class _Comparison:
    """The tables of two runs and what is known of the causes."""

    def __init__(self, before: Run, after: Run, known: Causes) -> None:
        self.before, self.after, self.known = before.tables, after.tables, known
        tables = [run.tables["people.csv"] for run in (before, after)]
        self.grades = [{t.of(r, "person_id"): t.of(r, "grade") for r in t.rows} for t in tables]

    def changes(self) -> Iterator[Change]:
        """People in the order of the table, who are gone last; then grades."""
        old, new = self.before["people.csv"], self.after["people.csv"]
        old_people, new_people = old.by("person_id"), new.by("person_id")
        scores: dict[str, list[Change]] = {}
        for change in self._scores(set(old_people) & set(new_people)):
            scores.setdefault(change.person_id, []).append(change)
        categories = self._categories()
        for (person,), row in new_people.items():
            name = new.of(row, "name")
            if (person,) not in old_people:
                yield Change(person, name, "", "person", "", name, self._came_or_went(person))
                continue
            own = [replace(change, name=name) for change in scores.get(person, ())]
            yield from own
            yield from self._person(person, name, old_people[person,], row, own, categories)
        for (person,), row in old_people.items():
            if (person,) not in new_people:
                name = old.of(row, "name")
                yield Change(person, name, "", "person", name, "", self._came_or_went(person))
        yield from self._recalibration()

    # ---- competencies

    def _scores(self, both: set[tuple[str, ...]]) -> Iterator[Change]:
        old, new = self.before["scores.csv"], self.after["scores.csv"]
        was, now = old.by("person_id", "competency"), new.by("person_id", "competency")
        for place in [*now, *(place for place in was if place not in now)]:
            if place[:1] not in both or was.get(place) == now.get(place):
                continue
            person, competency = place
            a = {what: old.of(was[place], what) if place in was else "" for what in NUMBERS}
            b = {what: new.of(now[place], what) if place in now else "" for what in NUMBERS}
            for what in NUMBERS:
                if a[what] != b[what]:
                    because = self._number(what, person, competency, a["method"], b["method"])
                    yield Change(person, "", competency, what, a[what], b[what], because)

    def _number(self, what: str, person: str, competency: str, was: str, now: str) -> Because:
        """Why a number of a competency changed."""
        known, before, after = self.known, self.grades[0][person], self.grades[1][person]
        moved = () if before == after else known.field(person, "grade")
        if what == "required_level":
            return self._because([*known.of("required", grade=after, competency=competency), Cells(moved)])
        if what == "self":
            return self._because(known.of("self", person, competency=competency))
        found: list[Cells] = []
        exam = what == "exam_score" or "exam" in (was, now)
        if exam:
            found += known.of("mark", person, competency=competency)
            found += known.of("weight", grade=after, competency=competency)
            found += self._weights_of_all_grades(after, competency)
            if moved and known.weights_differ(competency, before, after):
                found.append(Cells(moved))
        if what in SCORED and now != "exam":
            found += known.of("rating", person, competency=competency)
            if known.weighted_self:
                found += known.of("self", person, competency=competency)
        weights = WEIGHTS if what in SCORED and now != "exam" else ""
        return self._because(found, settings=weights)

    def _weights_of_all_grades(self, grade: str, competency: str) -> Iterator[Cells]:
        for cells in self.known.of("weight", grade="", competency=competency):
            kept = [
                tuple(c for c in part if not self.known.overruled(competency, grade, c.detail))
                for part in (cells.values, cells.counting)
            ]
            yield Cells(*kept)

    def _because(self, found: Iterable[Cells], settings: str = "") -> Because:
        """The cells that hold something else; failing that, those that only count now or no longer do, where their
        file changed. Files that did not change are read otherwise because of the roster or a setting.
        """
        groups = list(found)
        cells = [c for group in groups for c in group.values]
        if not cells:
            cells = [c for group in groups for c in group.counting if c.fate != "same"]
        chosen = tuple(dict.fromkeys(cells))
        known = self.known
        general = tuple(s for s in known.settings if settings and s.key.startswith(settings))
        rosters: tuple[str, ...] = ()
        if any(c.fate == "same" for c in chosen):
            rosters = known.rosters
            general += tuple(s for s in known.settings if s.key.startswith(READING))
        return Because(chosen, (), general, rosters, known.model, known.program)

    # ---- people

    def _came_or_went(self, person: str) -> Because:
        fields = ("grade", "name")
        cells = next((c for name in fields if (c := self.known.field(person, name))), ())
        return self._because([Cells(cells)])

    def _person(
        self, person: str, name: str, was: tuple[str, ...], now: tuple[str, ...], own: list[Change], categories: dict[str, str]
    ) -> Iterator[Change]:  # fmt: skip
        old, new = self.before["people.csv"], self.after["people.csv"]
        for what in (*ROSTER, *dict.fromkeys(categories.values()), *SUMMARIES):
            a, b = old.of(was, what), new.of(now, what)
            if a == b:
                continue
            if what in ROSTER:
                because = self._because([Cells(self.known.field(person, what))])
            else:
                because = self._summary(person, what, own, categories)
            yield Change(person, name, "", what, a, b, because)

    def _summary(self, person: str, what: str, own: list[Change], categories: dict[str, str]) -> Because:
        """A summary changed because of competencies; failing that, because of whatever changed of the person."""
        by = "band" if what == "attainment" else "score"
        names = [c.competency for c in own if c.what == by and categories.get(c.competency, what) == what]
        if what not in categories.values():
            names = [c.competency for c in own if c.what == by]
        if what == "assessed":
            names = [c.competency for c in own if c.what == "score" and not (c.before and c.after)]
        if not names:
            return self._because(self.known.of_person.get(person, ()))
        return Because((), tuple(dict.fromkeys(names)), (), (), self.known.model, self.known.program)

    def _categories(self) -> dict[str, str]:
        """Competency -> category, now or before."""
        found: dict[str, str] = {}
        for tables in (self.before, self.after):
            scores = tables["scores.csv"]
            found |= {scores.of(row, "competency"): scores.of(row, "category") for row in scores.rows}
        return found

    # ---- grades

    def _recalibration(self) -> Iterator[Change]:
        old, new = self.before["recalibration.csv"], self.after["recalibration.csv"]
        was, now = old.by("grade", "competency"), new.by("grade", "competency")
        grades = [{grade for grade, _ in rows} for rows in (was, now)]
        for grade in sorted(grades[0] ^ grades[1]):
            votes = [
                str(sum(int(table.of(row, "votes") or 0) for place, row in rows.items() if place[0] == grade))
                if grade in has else ""
                for table, rows, has in ((old, was, grades[0]), (new, now, grades[1]))
            ]  # fmt: skip
            cells = [cells for key, cells in self.known.cells.items() if key[0] == "vote" and key[2] == grade]
            yield Change("", grade, "", "recalibration", votes[0], votes[1], self._because(cells))
        for place, row in now.items():
            if place not in was:
                continue
            grade, competency = place
            for what in RECALIBRATED:
                a, b = old.of(was[place], what), new.of(row, what)
                if a != b:
                    cells = [*self.known.of("vote", grade=grade, competency=competency)]
                    if what == "after" and "0" in (old.of(was[place], "votes"), new.of(row, "votes")):
                        cells += self.known.of("required", grade=grade, competency=competency)
                    yield Change("", grade, competency, f"recalibration_{what}", a, b, self._because(cells))


def _files(changes: Iterable[Change], known: Causes) -> tuple[FileChange, ...]:
    """The files that are not what they were. A summary counts for the files of its competencies."""
    numbers: Counter[str] = Counter()
    people: dict[str, set[str]] = {}
    causing: dict[tuple[str, str], frozenset[str]] = {}
    for change in changes:
        files = change.because.files
        if change.competency:
            causing[change.person_id, change.competency] = (
                causing.get((change.person_id, change.competency), frozenset()) | files
            )
        for competency in change.because.competencies:
            files |= causing.get((change.person_id, competency), frozenset())
        numbers.update(files)
        for file in files:
            people.setdefault(file, set()).update({change.person_id} - {""})
    renamed = set(known.renamed.values())
    return tuple(
        FileChange(file, fate, known.renamed.get(file, ""), numbers[file], len(people.get(file, ())))
        for file, fate in known.fates.items()
        if fate != "same" and (file not in renamed or numbers[file])
    )


def _problems(table: Table) -> dict[tuple[str, ...], ProblemLine]:
    """Problems by all but their message, which is in the language of its run; each one as often as it stands there."""
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[str, ...], ProblemLine] = {}
    for row in table.rows:
        line = ProblemLine(*(table.of(row, name) for name in ProblemLine.__dataclass_fields__))
        key = (line.severity, line.code, line.file, line.sheet, line.cell, line.value)
        seen[key] += 1
        found[(*key, str(seen[key]))] = line
    return found
