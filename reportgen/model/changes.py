"""What changed since the previous run: numbers with their causes, files, problems. Texts as the tables have them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from reportgen.language import N_, Language
from reportgen.model.reissue import Reissue
from reportgen.problems import shorten

Fate = Literal["new", "changed", "removed", "renamed", "unread", "same"]

FATES: Final[Mapping[str, str]] = {
    "new": N_("new file"),
    "changed": N_("file changed"),
    "removed": N_("file removed"),
    "renamed": N_("file renamed"),
    "unread": N_("file no longer read"),
    "same": N_("file unchanged"),
}
SHOWN_CELLS: Final = 3
LEFT_OUT: Final = "bad"  # of a mark in the tables


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that counted before or counts now. `before` and `after` are empty when it holds nothing that is used;
    they are equal when only its counting changed, to `counted`. `left_before` and `left_after` are what stands there
    all the same and was left out with an error.
    """

    file: str
    fate: Fate
    sheet: str
    cell: str
    part: str
    detail: str
    before: str
    after: str
    counted: bool
    left_before: str = ""
    left_after: str = ""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting of `reportgen.toml`; empty: not set."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why a number changed. `competencies`: a summary, of which these changed; `rosters`: files of the roster that
    changed and may have decided who is meant; `model`, `program`: another one than before.
    """

    cells: tuple[CellChange, ...] = ()
    competencies: tuple[str, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    rosters: tuple[str, ...] = ()
    model: bool = False
    program: bool = False

    @property
    def unknown(self) -> bool:
        """Whether nothing was found that explains it: files that did not change explain nothing."""
        moved = any(cell.fate != "same" for cell in self.cells)
        return not (moved or self.competencies or self.settings or self.rosters or self.model or self.program)

    @property
    def files(self) -> frozenset[str]:
        """The files that changed and are a cause."""
        return frozenset({cell.file for cell in self.cells if cell.fate != "same"} | set(self.rosters))


@dataclass(frozen=True, slots=True)
class Change:
    """A number, word or name that is not what it was. Without `competency` it is the person's; without `person_id` it
    is a grade's, named in `name`. `what` is a column of the tables, or `person`: new or gone.
    """

    person_id: str
    name: str
    competency: str
    what: str
    before: str
    after: str
    because: Because


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is not what it was, and how many numbers of how many people changed because of it."""

    file: str
    fate: Fate
    before: str = ""
    numbers: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem as the table of problems has it; `value` is what stands in the cell."""

    severity: str
    code: str
    file: str
    sheet: str
    cell: str
    message: str
    value: str = ""


@dataclass(frozen=True)
class Changes:
    """What changed since the previous run; with a `state` that is not `compared` nothing else is known. `kept`: person ->
    competencies of which readers are still shown the previous score.
    """

    state: Literal["first", "impossible", "compared"]
    reason: str = ""
    reason_file: str = ""
    changes: tuple[Change, ...] = ()
    files: tuple[FileChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    model: bool = False
    program: bool = False
    new_problems: tuple[ProblemLine, ...] = ()
    solved_problems: tuple[ProblemLine, ...] = ()
    reissue: Reissue = field(default_factory=Reissue)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        reports = (self.reissue.documents, self.reissue.untold)
        found = (self.changes, self.files, self.settings, self.new_problems, self.solved_problems, *reports)
        return self.state == "compared" and not (any(found) or self.model or self.program)

    @property
    def people(self) -> int:
        return len({change.person_id for change in self.changes if change.person_id})

    @property
    def causing_files(self) -> int:
        """Files that changed a number."""
        return sum(1 for file in self.files if file.numbers)


def because_text(because: Because, lang: Language, competency: Callable[[str], str]) -> str:
    """The causes in one line; cells beyond the first few are counted."""
    return ("；" if lang.code == "zh" else "; ").join(_parts(because, lang, competency))


def cell_text(cell: CellChange, lang: Language) -> str:
    """`评分/0003.xlsx · 评估打分 · E12: 3 → 4`."""
    where = lang("line of {cell}", cell=cell.cell) if cell.part == "roster" else cell.cell  # the cell is the id's
    place = " · ".join(part for part in (cell.file, cell.sheet, where) if part)
    if cell.before == cell.after:
        value = value_text(cell, cell.after, lang)
        counts = (
            lang("{value} counts now", value=value) if cell.counted else lang("{value} no longer counts", value=value)
        )
        return f"{place}: {counts}"
    before = value_text(cell, cell.before, lang, cell.left_before)
    return f"{place}: {before} → {value_text(cell, cell.after, lang, cell.left_after)}"


def value_text(cell: CellChange, value: str, lang: Language, left: str = "") -> str:
    """What a cell holds; `left` is what was left out of it, `—` stands for nothing."""
    if left and value in ("", LEFT_OUT):
        return lang("{value} (left out)", value=shorten(left))
    if cell.part == "mark":
        return {"absent": lang("not taken"), LEFT_OUT: lang("a mark that was left out")}.get(value, value) or "—"
    return value or "—"


def setting_text(setting: SettingChange, lang: Language) -> str:
    return lang("setting {key}: {before} → {after}", key=setting.key, before=setting.before or "—", after=setting.after or "—")  # fmt: skip


def _parts(because: Because, lang: Language, competency: Callable[[str], str]) -> Iterator[str]:
    if because.competencies:
        yield lang.listing([competency(c) for c in because.competencies])
    for cell in because.cells[:SHOWN_CELLS]:
        yield lang("{cell} ({fate})", cell=cell_text(cell, lang), fate=lang(FATES[cell.fate]))
    if len(because.cells) > SHOWN_CELLS:
        yield lang.plural("{n} more cell", "{n} more cells", len(because.cells) - SHOWN_CELLS)
    yield from _general(because, lang)


def _general(because: Because, lang: Language) -> Iterator[str]:
    """Causes that are no cell: the roster, settings, the model, the program, or none that could be found."""
    for file in because.rosters:
        yield lang("the roster changed: {file}", file=file)
    for setting in because.settings:
        yield setting_text(setting, lang)
    if because.model:
        yield lang("the model changed")
    if because.program:
        yield lang("the program changed")
    if because.unknown:
        yield lang("cause unknown, please check")
