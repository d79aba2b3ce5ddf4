"""What an input folder that was opened tells."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.model.load import PACKAGED, packaged_model
from reportgen.model.words import Lexicon
from reportgen.problems import Problem
from reportgen.workbooks.grid import Grid
from reportgen.workbooks.opening.crew import read_all
from reportgen.workbooks.opening.files import Files, input_files
from reportgen.workbooks.opening.raw import UnreadableWorkbookError
from reportgen.workbooks.reading.held import Look
from tests.conftest import Rows

FORM: Rows = [["工号", "00017"], ["能力素质", "评分"], ["成就导向", 4]]


@dataclass
class Opened:
    """The sheets that hold anything, what is wrong with files and sheets, and how many files were read."""

    grids: list[Grid]
    problems: tuple[Problem, ...]
    n_files: int


def open_all(
    folder: Path,
    skip: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    on_file: Callable[[str], None] = lambda _: None,
    workers: int = 0,
) -> Opened:
    """Open every workbook below `folder`, whoever is known."""
    files = Files(folder, input_files(folder, skip, ignore), on_file)
    names: list[str] = []

    def contents() -> Iterator[tuple[bytes, str]]:
        for file in files.contents():
            names.append(file.name)
            yield file.content, file.suffix

    looks = []
    for place, result in enumerate(read_all(contents(), workers)):
        if isinstance(result, UnreadableWorkbookError):
            files.refuse(names[place], result)
        else:
            look = Look(names[place], result, Lexicon(packaged_model(PACKAGED[0])))
            files.add(names[place], look.said)
            looks.append(look)
    return Opened([grid for look in looks for grid in look.grids], tuple(files.problems()), len(looks))


def said(opened: Opened) -> list[tuple[str, str, str]]:
    """Problems as (code, file, sheet)."""
    return [(p.code, p.source.file, p.source.sheet) for p in opened.problems]


def causes(opened: Opened) -> list[tuple[str, object]]:
    """File and cause of those that cannot be read."""
    return [(p.source.file, p.params["cause"]) for p in opened.problems if p.code == "unreadable-workbook"]


def sheets(opened: Opened) -> list[tuple[str, str]]:
    """File and title of what was read."""
    return [(grid.file, grid.sheet) for grid in opened.grids]
