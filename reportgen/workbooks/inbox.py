"""The input folder: every workbook read once, handed over as tidy frames with every value's source."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from reportgen.language import LANGUAGES, language
from reportgen.model.inputs import (
    COMMENTS,
    HISTORY,
    MARKS,
    OWN_COLUMNS,
    OWN_SHEETS,
    OWN_WORKBOOK,
    RATINGS,
    STANDARDS,
    VOTES,
    WEIGHTS,
    Cycle,
    Inputs,
    frame,
)
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.blocks import Unsure
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.grid import Grid
from reportgen.workbooks.opening.files import Opened, open_all, open_one
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.roster import read_rosters
from reportgen.workbooks.sheet import NAMED_CELLS, Sheet, read_sheet


def read_folder(
    folder: Path,
    model: Model,
    *,
    cycle: Cycle | None = None,
    skip: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    on_file: Callable[[str], None] = lambda _: None,
    workers: int = 0,
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> Inputs:
    """Read every workbook below `folder`; `ignore` names files (not paths) that are no input,
    `workers` is the number of processes that open files (0: this one), `aliases` are further spellings.

    Bad cells, sheets and files become problems of the result; nothing raises for what a file holds.
    """
    looks = _Looks(Lexicon(model, aliases))
    return _inputs(open_all(folder, skip, ignore, on_file, workers, looks.take), looks, cycle)


def read_file(
    path: Path, model: Model, *, workers: int = 0, aliases: Mapping[str, str] = MappingProxyType({})
) -> Inputs:
    """Read one workbook as if it lay in a folder by itself: its name is the file of every source.

    Nothing raises for what it holds; `FileNotFoundError` when it is not there.
    """
    looks = _Looks(Lexicon(model, aliases))
    return _inputs(open_one(path, workers, looks.take), looks, None)


class _Looks:
    """Sheets as they look before anybody is known, each with whether people matter."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.sheets: list[tuple[Sheet, bool]] = []

    def take(self, grid: Grid) -> None:
        """Look at a sheet."""
        unsure = Unsure()
        shown = _shown(grid)
        self.sheets.append((Sheet(shown, tuple(blocks(shown, self.lexicon, unsure))), unsure.asked))


def _inputs(opened: Opened, looked: _Looks, cycle: Cycle | None) -> Inputs:
    """Everything that the sheets of opened files hold."""
    lexicon = looked.lexicon
    own = {Source(grid.file) for grid in opened.grids if _is_about(grid)}
    own |= {grid.source() for grid in opened.grids if _is_own(grid) and Source(grid.file) not in own}
    looks = [look for look in looked.sheets if not {look[0].grid.source(), Source(look[0].grid.file)} & own]
    rosters = [block for sheet, _ in looks for block in sheet.blocks if block.kind == "roster"]
    roster, registry, found = read_rosters(rosters, lexicon)
    context = Context(lexicon, registry, cycle)
    made = [problem("own-output", source) for source in sorted(own)]
    extract = Extract(problems=[*opened.problems, *made, *_covered(opened.grids), *found])
    ledgers = []
    for sheet, asked in looks:
        known = Sheet(sheet.grid, tuple(blocks(sheet.grid, lexicon, registry.known))) if asked else sheet
        part, ledger = read_sheet(known, context)
        extract.add(part)
        ledgers.append(ledger)
    if roster.empty:  # then nobody is known, which is said once
        extract.problems = [found for found in extract.problems if found.code != "unknown-person"]
    return Inputs(
        roster=roster,
        ratings=frame(extract.ratings, RATINGS),
        marks=frame(extract.marks, MARKS),
        weights=frame(extract.weights, WEIGHTS),
        votes=frame(extract.votes, VOTES),
        standards=frame(extract.standards, STANDARDS),
        comments=frame(extract.comments, COMMENTS),
        history=frame(extract.history, HISTORY),
        stored=tuple(extract.stored),
        stated=tuple(extract.stated),
        missing_columns=tuple(extract.missing_columns),
        vote_labels=extract.vote_labels,
        dates=tuple(extract.dates),
        files_read=opened.n_files,
        problems=tuple(extract.problems),
        ledgers=tuple(ledgers),
        digests=opened.digests,
    )


def _is_about(grid: Grid) -> bool:
    """Whether a sheet tells that its workbook is one of our results."""
    words = _spellings(OWN_WORKBOOK)
    return any(cell.text in words for (_, column), cell in grid.cells.items() if column == 1)


def _is_own(grid: Grid) -> bool:
    """Whether a sheet is a list of problems or a table that we made."""
    head = {cell.text for cell in grid.rows.get(1, ())}
    return any(head & _spellings(text) for text in OWN_SHEETS) or any(columns <= head for columns in OWN_COLUMNS)


@cache
def _spellings(text: str) -> frozenset[str]:
    return frozenset(language(code)(text) for code in LANGUAGES)


def _shown(grid: Grid) -> Grid:
    """The grid without what merged areas cover."""
    hidden = {(cell.row, cell.column) for cell in grid.covered}
    return replace(grid, cells={p: c for p, c in grid.cells.items() if p not in hidden}) if hidden else grid


def _covered(grids: Iterable[Grid]) -> Iterator[Problem]:
    for grid in grids:
        covered = [cell for cell in grid.covered if cell.key != grid.anchor(cell).key]  # some programs repeat the value
        if covered:
            more = " …" if len(covered) > NAMED_CELLS else ""
            named = ", ".join(cell.address for cell in covered[:NAMED_CELLS])
            yield grid.problem("covered-cells", None, cells=named + more)
