"""What lies in a folder, by one look into each of its folders: a question for each of tens of thousands of files is slow."""

import os
from pathlib import Path


def files_below(root: Path) -> set[str]:
    """The names of all that is no folder, below `root` and with `/`; a link to a folder is one, into which nobody looks.
    Raises `OSError` for what cannot be read, but for folders inside that one may not enter.
    """
    found: set[str] = set()
    waiting = [("", os.fspath(root))]
    while waiting:
        prefix, place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if not entry.is_dir():
                        found.add(f"{prefix}{entry.name}")
                    elif not entry.is_symlink():
                        waiting.append((f"{prefix}{entry.name}/", entry.path))
        except FileNotFoundError:  # no folder yet, or gone meanwhile
            continue
        except PermissionError:
            if not prefix:
                raise
    return found
