"""What a check of the input says: plain values, complete, for the screen, the page, the workbook of problems and JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from reportgen.language import N_, Language
from reportgen.model.inputs import Cycle, SheetLedger
from reportgen.model.owners import OWNERS, RATER
from reportgen.model.raters import SUPERVISOR, RaterResult
from reportgen.problems import Problem

FileState = Literal["read", "empty", "duplicate", "unsupported", "unreadable"]

# Of whom something is missing: name of the property of `CheckReport` -> what is missing, in the order of the lists.
MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unrated": N_("Nobody rated them, not even themselves"),
        "only_self": N_("Rated by themselves only"),
        "without_supervisor": N_("No rating by a superior"),
        "few_rated": N_("Rated by fewer than {few} others"),
        "without_marks": N_("Without exam marks"),
        "not_assessed": N_("Without any score"),
    }
)

STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "read": N_("read"),
        "empty": N_("empty"),
        "duplicate": N_("the same as another file, not read"),
        "unsupported": N_("not a workbook, not read"),
        "unreadable": N_("cannot be read"),
    }
)

FATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "used": N_("{n} used"),
        "not-recognised": N_("{n} not recognised"),
        "unreadable": N_("{n} damaged or unreadable"),
        "duplicate": N_("{n} duplicate"),
        "unsupported": N_("{n} no workbook"),
        "empty": N_("{n} empty"),
    }
)

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "roster": N_("roster"),
        "form": N_("rating form, ticks"),
        "scores": N_("rating form, numbers"),
        "form-across": N_("rating form, competencies across"),
        "matrix": N_("rating matrix"),
        "matrix-across": N_("rating matrix, people across"),
        "mutual": N_("ratings of each other"),
        "list": N_("rating list"),
        "marks": N_("exam marks"),
        "marks-list": N_("exam marks, one per line"),
        "weights": N_("weights of subjects"),
        "votes": N_("votes on levels"),
        "standards": N_("standards table"),
        "history": N_("history of required levels"),
        "assignment": N_("who rates whom, no ratings"),
        "ambiguous": N_("can be read in two ways, not read"),
        "off-scale": N_("ratings on another scale, not used"),
    }
)


def shown_file(name: str) -> str:
    """A file's path as it can be shown; one that is no Unicode has codes in it."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file of the input folder. Dates are those used; `outside` lie outside the cycle, `far` are far from the newest."""

    name: str
    state: FileState
    sheets: tuple[SheetLedger, ...] = ()
    first_date: date | None = None
    last_date: date | None = None
    outside: tuple[str, ...] = ()
    far: tuple[str, ...] = ()

    @property
    def fate(self) -> str:
        """What became of it, a key of `FATES`: a file that was read is used when anything in it was recognised."""
        if self.state != "read":
            return self.state
        return "used" if any(sheet.tables for sheet in self.sheets) else "not-recognised"


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """A person of the roster. `raters` counts those of others, by relation; `marks` marks and absences; `assessed` is None
    without a known grade; `manager` is the superior that the roster names.
    """

    id: str
    name: str
    grade: str
    raters: Mapping[str, int]
    self_rated: bool
    marks: int
    assessed: int | None
    competencies: int
    manager: str = ""

    @property
    def n_raters(self) -> int:
        return sum(self.raters.values())


@dataclass(frozen=True, slots=True)
class RaterCoverage:
    """A rater in one relation: whom they were asked to rate, how many answers were asked for and given."""

    name: str
    id: str
    relation: str
    people: tuple[str, ...]
    asked: int
    answered: int
    files: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every answer was given."""
        return self.answered >= self.asked


@dataclass(frozen=True, slots=True)
class Example:
    """A sheet that was read, to compare one with that was not."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class OwnedProblem:
    """A problem with the one who has to mend it. `cause` is the cell of an error from which it follows."""

    owner: str
    problem: Problem
    example: Example | None = None
    cause: str = ""

    @property
    def rater(self) -> str:
        """The rater's name, where it is the rater who has to mend it."""
        return self.problem.rater if self.owner == RATER else ""

    def who(self, lang: Language) -> str:
        """Who has to mend it, a rater by name."""
        if self.owner == RATER and not self.rater:
            return lang("Rater (not named)")
        return " ".join(part for part in (lang(OWNERS[self.owner]), self.rater) if part)

    def remedy(self, lang: Language) -> str:
        """What to do, with the sheet to compare with; what follows from another error is not mended by itself."""
        found = self.problem
        if self.cause:
            return lang("First mend {cell}; this may then go away by itself.", cell=self.cause)
        if found.nearest and "hint" in found.params:
            found = replace(found, params={**found.params, "hint": ""})  # the nearest value stands by itself
        said = found.remedy(lang)
        if self.example is None:
            return said
        to = lang(
            "Compare with {file}, sheet {sheet}, row {row}.",
            file=shown_file(self.example.file), sheet=self.example.sheet, row=self.example.row,
        )  # fmt: skip
        return f"{said}{'' if lang.code == 'zh' else ' '}{to}"


@dataclass(frozen=True)
class CheckReport:
    """Everything a check says. `names` are those of the people by id; `few` is the number of raters below which few is."""

    cycle: Cycle
    files: tuple[CheckedFile, ...] = ()
    people: tuple[CheckedPerson, ...] = ()
    raters: tuple[RaterCoverage, ...] = ()
    problems: tuple[OwnedProblem, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    few: int = 0
    flagged: tuple[RaterResult, ...] = ()
    n_results: int = 0

    @property
    def errors(self) -> int:
        return sum(map(_is_error, self.problems))

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors

    def missing(self) -> dict[str, tuple[CheckedPerson, ...]]:
        """The people of whom something is missing, by the keys of `MISSING`; only lists that are not empty."""
        listed: dict[str, tuple[CheckedPerson, ...]] = {name: getattr(self, name) for name in MISSING}
        return {name: people for name, people in listed.items() if people}

    @property
    def fates(self) -> dict[str, int]:
        """How many files were used, not recognised, and so on: keys of `FATES`, in their order, without zeros."""
        counted = Counter(file.fate for file in self.files)
        return {fate: counted[fate] for fate in FATES if counted[fate]}

    @property
    def unrated(self) -> tuple[CheckedPerson, ...]:
        """People whom nobody rated, not even themselves."""
        return tuple(p for p in self.people if not p.n_raters and not p.self_rated)

    @property
    def only_self(self) -> tuple[CheckedPerson, ...]:
        return tuple(p for p in self.people if not p.n_raters and p.self_rated)

    @property
    def without_supervisor(self) -> tuple[CheckedPerson, ...]:
        """People whom no superior rated, though the roster names one."""
        return tuple(p for p in self.people if p.manager and not p.raters.get(SUPERVISOR))

    @property
    def few_rated(self) -> tuple[CheckedPerson, ...]:
        """People rated by somebody else, but by few."""
        return tuple(p for p in self.people if 0 < p.n_raters < self.few)

    @property
    def without_marks(self) -> tuple[CheckedPerson, ...]:
        return tuple(p for p in self.people if not p.marks)

    @property
    def not_assessed(self) -> tuple[CheckedPerson, ...]:
        """People without a score on any competency, and those without a report."""
        return tuple(p for p in self.people if not p.assessed)

    def by_owner(self) -> dict[str, list[OwnedProblem]]:
        """Problems by who has to mend them, in the order of owners; those of raters by rater, then by file. Files with
        errors and errors come first.
        """
        bad = {(one.owner, one.rater, one.problem.source.file) for one in self.problems if _is_error(one)}

        def place(one: OwnedProblem) -> tuple[str, bool, str, bool]:
            file = one.problem.source.file
            return one.rater, (one.owner, one.rater, file) not in bad, file, not _is_error(one)

        grouped = {owner: sorted((o for o in self.problems if o.owner == owner), key=place) for owner in OWNERS}
        return {owner: own for owner, own in grouped.items() if own}


def _is_error(one: OwnedProblem) -> bool:
    return one.problem.severity == "error"
