"""The workbooks of an input folder as they lie there now, without opening them: names and hashes."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from reportgen.failures import WHOLE_FOLDER, kind_of
from reportgen.workbooks.opening.files import MAX_FILE_BYTES, input_files, is_read


def digests(folder: Path, skip: Sequence[Path] = (), ignore: Sequence[str] = ()) -> Mapping[str, str | None]:
    """Path below the folder -> SHA-256, of the files that would be opened; None for one that cannot be read.

    Raises `OSError` for a folder that cannot be listed, or that is gone.
    """
    paths = [path for path in input_files(folder, skip, ignore) if is_read(path)]
    return {path.relative_to(folder).as_posix(): _digest(path) for path in paths}


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() if _fits(path) else None
    except OSError as error:
        if kind_of(error) in WHOLE_FOLDER:
            raise
        return None


def _fits(path: Path) -> bool:
    return path.stat().st_size <= MAX_FILE_BYTES
