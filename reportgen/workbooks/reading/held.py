"""What one workbook holds: its sheets looked at before anybody is known, and read when the people are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath

from reportgen.language import LANGUAGES, language
from reportgen.model.inputs import OWN_COLUMNS, OWN_SHEETS, OWN_WORKBOOK, SheetLedger
from reportgen.model.words import Lexicon
from reportgen.problems import Problem, Source, problem
from reportgen.workbooks.blocks import Block, Unsure
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.opening.raw import RawBook, RawSheet
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.sheet import NAMED_CELLS, Sheet, read_sheet


@dataclass
class Held:
    """What a workbook holds.

    `said` is what is wrong with the file (links, hidden parts), `own` what of it we made ourselves, `covered` tells of
    values under merged areas; `extract` and `ledgers` are those of its other sheets, in their order.
    """

    said: Sequence[Problem]
    own: Sequence[Source]
    covered: Sequence[Problem]
    extract: Extract
    ledgers: Sequence[SheetLedger]


class Look:
    """The sheets of a workbook as they look before anybody is known, each with whether people matter.

    `name` is the workbook's path below the input folder; `grids` are its sheets that hold anything, `said` is what is
    wrong with the file.
    """

    def __init__(self, name: str, book: RawBook, lexicon: Lexicon) -> None:
        self.grids = grids = [_grid(sheet, name) for sheet in book.sheets if sheet.cells]
        self.said = [problem("external-links", Source(name), targets=tuple(book.links))] if book.links else []
        self.said += [problem("hidden-data", grid.source(), what=grid.hidden) for grid in grids if grid.hidden]
        self._covered = list(_covered(grids))
        about = any(_is_about(grid) for grid in grids)
        own = {Source(name)} if about else {grid.source() for grid in grids if _is_own(grid)}
        self._own = sorted(own)
        self._sheets: list[tuple[Sheet, bool]] = []
        for grid in grids if not about else ():
            if grid.source() not in own:
                unsure, shown = Unsure(), _shown(grid)
                self._sheets.append((Sheet(shown, tuple(blocks(shown, lexicon, unsure))), unsure.asked))

    @property
    def rosters(self) -> list[Block]:
        """The rosters in it."""
        return [block for sheet, _ in self._sheets for block in sheet.blocks if block.kind == "roster"]

    def read(self, context: Context) -> Held:
        """Everything that it holds, now that people are known."""
        extract = Extract()
        ledgers = []
        for sheet, asked in self._sheets:
            known = context.registry.known
            part, ledger = read_sheet(
                Sheet(sheet.grid, tuple(blocks(sheet.grid, context.lexicon, known))) if asked else sheet, context
            )
            extract.add(part)
            ledgers.append(ledger)
        return Held(self.said, self._own, self._covered, extract, ledgers)


def _grid(sheet: RawSheet, file: str) -> Grid:
    cells = {(cell[0], cell[1]): Cell(*cell) for cell in sheet.cells}
    return Grid(file, sheet.title, cells, tuple(sheet.merges), sheet.hidden, PurePosixPath(file).stem)


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


def own_words() -> list[list[str]]:
    """The words by which we know what we made ourselves."""
    return [sorted(_spellings(text)) for text in (OWN_WORKBOOK, *OWN_SHEETS)]


def _shown(grid: Grid) -> Grid:
    """The grid without what merged areas cover."""
    hidden = {(cell.row, cell.column) for cell in grid.covered}
    return replace(grid, cells={p: c for p, c in grid.cells.items() if p not in hidden}) if hidden else grid


def _covered(grids: Sequence[Grid]) -> Iterator[Problem]:
    for grid in grids:
        covered = [cell for cell in grid.covered if cell.key != grid.anchor(cell).key]  # some programs repeat the value
        if covered:
            more = " …" if len(covered) > NAMED_CELLS else ""
            named = ", ".join(cell.address for cell in covered[:NAMED_CELLS])
            yield grid.problem("covered-cells", None, cells=named + more)
