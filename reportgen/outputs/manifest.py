"""The manifest of an output folder: which files are ours, of which cycle, and what a run that broke off was doing."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.model.inputs import MANIFEST

ARCHIVE: Final = "archive"
FORMAT: Final = 1
JOURNAL: Final = "archiving"  # where the files are being moved to
UNFINISHED: Final = "unfinished"  # of a build that is going on, or was broken off
EARLIER: Final = "earlier"  # of a file: its hash when a build was last complete
HISTORY: Final = "history"  # kind of a file that stays when a cycle is archived: what was adopted in all of them
SAMPLE: Final = "sample"  # of a file of an adoption: it was tried out with the samples
MAIL: Final = "mail"  # kind of the files of the outbox
PASSWORDS: Final = "passwords"  # of those that open the reports in it
LASTING: Final = frozenset(
    {HISTORY, MAIL, PASSWORDS, "standards", "recalibration"}
)  # kinds of files that a build leaves alone


def read_manifest(root: Path) -> dict[str, Any]:
    """Our manifest of a folder; empty when there is none or it is not ours."""
    try:
        data = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("files"), dict):
        return {}
    files = {
        name: info for name, info in data["files"].items() if inside(PurePosixPath(name)) and isinstance(info, dict)
    }
    archiving = data.pop(JOURNAL, None)
    journal = {JOURNAL: archiving} if isinstance(archiving, str) and _below_archive(archiving) else {}
    return {**data, **journal, "files": files}


def is_unfinished(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is that of a build that was broken off: its files may be of two builds."""
    return bool(manifest.get(UNFINISHED))


def inside(path: PurePosixPath) -> bool:
    """Whether a path of a manifest stays below its folder."""
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _below_archive(name: str) -> bool:
    path = PurePosixPath(name)
    return inside(path) and len(path.parts) == 2 and path.parts[0] == ARCHIVE  # noqa: PLR2004 (archive/<cycle>)


def archived_builds(root: Path) -> list[tuple[int, Path]]:
    """The archived builds of an output folder: the how-manieth cycle there each was (0: not told), and where it is."""
    folders = sorted(p for p in (root / ARCHIVE).iterdir() if p.is_dir()) if (root / ARCHIVE).is_dir() else []
    found = [(read_manifest(folder).get("ordinal", 0), folder) for folder in folders if read_manifest(folder)]
    return [(n if isinstance(n, int) else 0, folder) for n, folder in found]


def as_json(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps({"format": FORMAT, **manifest}, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
