"""The input folder: finds the workbooks, reads each once, and hands over tidy frames with every value's source."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.model.inputs import (
    COMMENTS,
    MANIFEST,
    MARKS,
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
from reportgen.workbooks.exams import MARK_READERS
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.forms import read_form
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.headers import Block
from reportgen.workbooks.levels import read_standards, read_votes
from reportgen.workbooks.matrices import read_list, read_matrix, read_matrix_across
from reportgen.workbooks.opening import SUFFIXES, UnreadableWorkbookError, open_workbook
from reportgen.workbooks.people import Registry
from reportgen.workbooks.recognise import blocks
from reportgen.workbooks.roster import read_rosters

MAX_FILE_BYTES = 100 * 2**20
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_TELLING_NAMES = 3  # competency or subject names that make an unreadable sheet look like an evaluation

READERS: dict[str, Callable[[Block, Context], Extract]] = {
    "form": read_form,
    "scores": read_form,
    "matrix": read_matrix,
    "matrix-across": read_matrix_across,
    "list": read_list,
    "votes": read_votes,
    "standards": read_standards,
    **MARK_READERS,
}


@dataclass(frozen=True)
class Sheet:
    """A sheet with the tables that were recognised in it."""

    grid: Grid
    blocks: tuple[Block, ...]


def find_files(folder: Path, skip: Sequence[Path] = ()) -> Iterator[Path]:
    """Files below the folder in code-point order of their paths, without lock files, dotfiles and skipped folders."""
    skipped = {path.resolve() for path in skip}

    def walk(current: Path) -> Iterator[Path]:
        for path in current.iterdir():
            if path.name.startswith((".", "~$")) or path.name.casefold() in _SYSTEM_FILES:
                continue
            if path.is_dir():
                ours = (path / MANIFEST).is_file()  # an output folder of ours
                if not path.is_symlink() and path.resolve() not in skipped and not ours:
                    yield from walk(path)
            elif path.is_file():
                yield path

    return iter(sorted(walk(folder), key=lambda path: path.relative_to(folder).as_posix()))


def has_workbook(folder: Path) -> bool:
    """Whether there is any workbook to read below a folder."""
    return folder.is_dir() and any(path.suffix.casefold() in SUFFIXES for path in find_files(folder))


def read_folder(
    folder: Path,
    model: Model,
    *,
    cycle: Cycle | None = None,
    skip: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    on_file: Callable[[str], None] = lambda _: None,
) -> Inputs:
    """Read every workbook below `folder`; `ignore` names files (not paths) that are no input.

    Bad cells, sheets and files become problems of the result; nothing raises for what a file holds.
    """
    lexicon = Lexicon(model)
    sheets, problems, n_files = _open_all(folder, lexicon, skip, ignore, on_file)
    rosters = [block for sheet in sheets for block in sheet.blocks if block.kind == "roster"]
    roster, registry, found = read_rosters(rosters, lexicon)
    problems.extend(found)
    context = Context(lexicon, registry, cycle)
    extract = Extract()
    for sheet in (_read_again(sheet, context) for sheet in sheets):
        extract.add(_read_sheet(sheet, context))
    return Inputs(
        roster=roster,
        ratings=frame(extract.ratings, RATINGS),
        marks=frame(extract.marks, MARKS),
        weights=frame(extract.weights, WEIGHTS),
        votes=frame(extract.votes, VOTES),
        standards=frame(extract.standards, STANDARDS),
        comments=frame(extract.comments, COMMENTS),
        stored=tuple(extract.stored),
        missing_columns=tuple(extract.missing_columns),
        vote_labels=extract.vote_labels,
        dates=tuple(extract.dates),
        files_read=n_files,
        problems=(*problems, *extract.problems),
    )


def _open_all(
    folder: Path, lexicon: Lexicon, skip: Sequence[Path], ignore: Sequence[str], on_file: Callable[[str], None]
) -> tuple[list[Sheet], list[Problem], int]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    n_files = 0
    for path in find_files(folder, skip):
        name = path.relative_to(folder).as_posix()
        if path.parent == folder and path.name in ignore:
            continue
        on_file(name)
        if path.suffix.casefold() not in SUFFIXES:
            problems.append(problem("unsupported-file", Source(name), path.suffix))
            continue
        try:
            content = _content(path)
            digest = hashlib.sha256(content).hexdigest()
            if digest in seen:
                problems.append(problem("duplicate-file", Source(name), other=seen[digest]))
                continue
            seen[digest] = name
            grids = open_workbook(content, name)
        except UnreadableWorkbookError as error:
            problems.append(problem("unreadable-workbook", Source(name), reason=str(error)))
            continue
        except OSError as error:
            problems.append(problem("unreadable-workbook", Source(name), reason=error.strerror or type(error).__name__))
            continue
        n_files += 1
        for grid in grids:
            if grid.cells:
                sheets.append(Sheet(grid, tuple(blocks(grid, lexicon))))
                if grid.hidden:
                    problems.append(problem("hidden-data", grid.source(), what=grid.hidden))
    return sheets, problems, n_files


def _read_sheet(sheet: Sheet, context: Context) -> Extract:
    """Everything a sheet holds; a fault of ours in one sheet refuses that sheet and holds nobody else up."""
    extract = Extract()
    try:
        extract.problems.extend(_unread_parts(sheet, context))
        for block in sheet.blocks:
            if block.kind in READERS:
                extract.add(READERS[block.kind](block, context))
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}"
        return Extract(problems=[problem("unreadable-workbook", sheet.grid.source(), reason=reason)])
    return extract


def _read_again(sheet: Sheet, context: Context) -> Sheet:
    """A sheet that fitted nothing, looked at once more with the people of the roster in mind."""
    if sheet.blocks:
        return sheet
    return Sheet(sheet.grid, tuple(blocks(sheet.grid, context.lexicon, context.registry.known)))


def _content(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableWorkbookError(f"> {MAX_FILE_BYTES // 2**20} MB")
    return path.read_bytes()


def _unread_parts(sheet: Sheet, context: Context) -> Iterator[Problem]:
    """Sheets that fit nothing, and parts of sheets outside every table that look like an evaluation."""
    grid = sheet.grid
    used = {row for block in sheet.blocks for row in range(block.header, block.last + 1)}
    labels = {row for block in sheet.blocks for first, last in block.label_rows for row in range(first, last + 1)}
    rest = [cell for row, cells in grid.rows.items() if row not in used | labels for cell in cells]
    if sheet.blocks:
        if _looks_like_evaluation([c for c in rest if c.column <= _leftmost(sheet)], context.lexicon, Registry({})):
            yield grid.problem("unrecognised-form", None)
    elif _looks_like_evaluation(rest, context.lexicon, context.registry):
        yield grid.problem("unrecognised-form", None)
    else:
        yield grid.problem("unknown-sheet", None)


def _leftmost(sheet: Sheet) -> int:
    """The column of competencies of the sheet's tables: names further right are words of notes."""
    return max((block.columns.get("competency", 0) for block in sheet.blocks), default=0)


def _looks_like_evaluation(cells: Sequence[Cell], lexicon: Lexicon, registry: Registry) -> bool:
    names = set()
    for cell in cells:
        if cell.text in registry.people:
            return True
        named = (lexicon.competency(cell.text) or lexicon.subject(cell.text)) if cell.kind == "text" else None
        if named:
            names.add(named)
    return len(names) >= _TELLING_NAMES
