"""The input folder: every workbook read once, handed over as tidy frames with every value's source."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.workbooks.opening.files import Files, input_files
from reportgen.workbooks.reading.gather import Gathering
from reportgen.workbooks.reading.memory import Memory


def read_folder(  # noqa: PLR0913 (each is a choice of whoever runs it)
    folder: Path,
    model: Model,
    *,
    cycle: Cycle | None = None,
    skip: Sequence[Path] = (),
    ignore: Sequence[str] = (),
    on_file: Callable[[str], None] = lambda _: None,
    workers: int = 0,
    aliases: Mapping[str, str] = MappingProxyType({}),
    memory: Memory | None = None,
) -> Inputs:
    """Read every workbook below `folder`; `ignore` names files (not paths) that are no input,
    `workers` is the number of processes that open files (0: this one), `aliases` are further spellings. Workbooks that
    the `memory` knows by content are hashed and not opened; afterwards it knows those of this run.

    Bad cells, sheets and files become problems of the result; nothing raises for what a file holds. `OSError` for a
    folder that cannot be listed, or that is gone while it is being read.
    """
    files = Files(folder, input_files(folder, skip, ignore), on_file)
    return Gathering(files, Lexicon(model, aliases), cycle, workers, memory).inputs()


def read_file(
    path: Path, model: Model, *, workers: int = 0, aliases: Mapping[str, str] = MappingProxyType({})
) -> Inputs:
    """Read one workbook as if it lay in a folder by itself: its name is the file of every source.

    Nothing raises for what it holds; `FileNotFoundError` when it is not there.
    """
    files = Files(path.parent, [path], lambda _: None)
    return Gathering(files, Lexicon(model, aliases), None, workers, None).inputs()
