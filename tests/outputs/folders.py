"""Builds of a few files into an output folder."""

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.outputs.folder import OutputError, OutputFolder

Files = Mapping[str, str]


def build(
    root: Path, files: Files, *, cycle: str = "2026", archive: bool = False, remove_stale: bool = True
) -> list[str]:
    """A whole build of a few files; returns the names that were kept from an earlier one."""
    folder = OutputFolder(root)
    folder.start(cycle, {name: {} for name in files}, archive=archive)
    for name, content in files.items():
        folder.write(name, content.encode())
    return folder.finish({}, remove_stale=remove_stale)


def tree(root: Path) -> dict[str, str]:
    """Every file below a folder but the manifest of the last build, with its content."""
    files = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    return {name: path.read_text(encoding="utf-8") for name, path in files.items() if name != MANIFEST}


def full_disk(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def refusal(root: Path, **options: Any) -> str:
    """Why a build into a folder is refused; nothing in it may change."""
    before = {path: path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")}
    with pytest.raises(OutputError) as caught:
        build(root, {"people/1.pdf": "new"}, **options)
    assert {path: path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")} == before
    return str(caught.value)
