"""Documents that a build has written, noted one by one, so that a build that is broken off need not make them again."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from reportgen.outputs import disk
from reportgen.outputs.manifest import inside
from reportgen.outputs.whole import file_digest

MADE: Final = "data/made.jsonl"  # there only while a build goes on, or after one was broken off


def as_notes(files: Mapping[str, Mapping[str, str]]) -> bytes:
    """Notes of those files that are documents: of each its name, the key that it was made by and its hash."""
    known = [[name, info] for name, info in files.items() if "key" in info]
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in known)


def note(root: Path, name: str, info: Mapping[str, str]) -> None:
    """Note a document that was just written."""
    disk.append(root / MADE, as_notes({name: info}))


def noted(root: Path) -> dict[str, dict[str, str]]:
    """What a build that was broken off had noted; the last word on each document counts."""
    found: dict[str, dict[str, str]] = {}
    with suppress(OSError):
        for line in (root / MADE).read_bytes().splitlines():
            with suppress(ValueError, TypeError):  # the last line may be half of one
                name, info = json.loads(line)
                if isinstance(info, dict) and inside(PurePosixPath(name)):
                    found[name] = info
    return found


def as_made(root: Path, name: str, key: str, info: Mapping[str, str]) -> bool:
    """Whether a file lies there as it was made by that key, and nobody has changed it since; `info` is known of it."""
    if info.get("key") != key or "stale" in info:
        return False
    digest = file_digest(root / PurePosixPath(name))
    return digest is not None and digest == info.get("sha256")
