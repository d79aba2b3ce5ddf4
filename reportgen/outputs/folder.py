"""The output folder: files whole or not at all, and a manifest that says which files are ours.

Nothing that the manifest does not name is ever changed or removed; a folder that holds anything else is refused.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.language import N_
from reportgen.model.inputs import MANIFEST
from reportgen.outputs.names import safe_name

ARCHIVE: Final = "archive"
FORMAT: Final = 1
_TEMPORARY: Final = ".reportgen-"
_IGNORED: Final = frozenset({"thumbs.db", "desktop.ini"})


class OutputError(Exception):
    """An output folder that cannot be used; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))


@dataclass
class OutputFolder:
    """An output folder during a build. `start`, then `write` each file, then `finish`."""

    root: Path
    manifest: dict[str, Any] = field(default_factory=dict)
    written: dict[str, dict[str, str]] = field(default_factory=dict)

    def start(self, cycle: str, planned: Mapping[str, Mapping[str, str]], *, archive: bool = False) -> None:
        """Check the folder, archive another cycle's build if asked to, and note which files are going to be ours.

        Raises `OutputError`: foreign files, another cycle, no permission.
        """
        self.manifest = read_manifest(self.root)
        self._refuse_foreign()
        before = self.manifest.get("cycle", "")
        if "cycle" in self.manifest and before != cycle:  # without one only a check has written here
            if not archive:
                raise OutputError(
                    N_("{folder} holds the reports of cycle {before}; this build is {cycle}. Run again with --archive to move the old ones to {folder}/archive, or choose another folder."),
                    folder=self.root, before=before or "—", cycle=cycle or "—",
                )  # fmt: skip
            self._archive(before)
        self.manifest["cycle"] = cycle
        self._claim(planned)

    def join(self, cycle: str, planned: Mapping[str, Mapping[str, str]]) -> None:
        """Check the folder, and note which files a check is going to write beside the build in it.

        Raises `OutputError` as `start` does.
        """
        self.manifest = read_manifest(self.root)
        self._refuse_foreign()
        before = self.manifest.get("cycle", cycle)
        if before != cycle:
            raise OutputError(
                N_("{folder} holds the reports of cycle {before}; these workbooks are of {cycle}. Choose another folder with --output, or archive the old reports with the next build."),
                folder=self.root, before=before or "—", cycle=cycle or "—",
            )  # fmt: skip
        self._claim(planned)

    def leave(self) -> None:
        """Note what a check has written; everything else stays as it was."""
        self.manifest["files"] = dict(sorted({**self.manifest["files"], **self.written}.items()))
        self._write_manifest()

    def _claim(self, planned: Mapping[str, Mapping[str, str]]) -> None:
        files = {**self.manifest.get("files", {}), **{name: dict(info) for name, info in planned.items()}}
        self.manifest = {**self.manifest, "files": files}
        try:
            _make_folder(self.root)
            self._write_manifest()
        except OSError as error:
            raise OutputError(
                N_("{folder} cannot be written to ({reason}). Choose another folder with --output, or ask for permission."),
                folder=self.root, reason=error.strerror or type(error).__name__,
            ) from error  # fmt: skip

    def write(self, name: str, content: bytes, **info: str) -> None:
        """Write one file of ours: whole or not at all."""
        try:
            write_whole(self.root / PurePosixPath(name), content)
        except OSError as error:
            raise OutputError(
                N_("{file} could not be written ({reason}). What was written before is whole; mend the cause and run again."),
                file=self.root / PurePosixPath(name), reason=error.strerror or type(error).__name__,
            ) from error  # fmt: skip
        self.written[name] = {**info, "sha256": hashlib.sha256(content).hexdigest()}

    def finish(self, details: Mapping[str, object], *, remove_stale: bool) -> list[str]:
        """Remove files of ours that this build did not make (or keep them, marked), and write the manifest.

        Returns the names of the files that were kept from an earlier build.
        """
        stale = {name: info for name, info in self.manifest["files"].items() if name not in self.written}
        kept: dict[str, dict[str, str]] = {}
        for name, info in stale.items():
            path = self.root / PurePosixPath(name)
            if not path.exists():
                continue
            if remove_stale:
                path.unlink()
            else:
                kept[name] = {**info, "stale": "yes"}
        self.manifest = {
            **details,
            "format": FORMAT,
            "cycle": self.manifest["cycle"],
            "files": dict(sorted({**kept, **self.written}.items())),
        }
        self._write_manifest()
        return sorted(kept)

    def _write_manifest(self) -> None:
        text = json.dumps({"format": FORMAT, **self.manifest}, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(self.root / MANIFEST, text.encode("utf-8"))

    def _refuse_foreign(self) -> None:
        try:
            foreign = self._foreign()
        except OSError as error:
            raise OutputError(
                N_("{folder} cannot be read ({reason})."),
                folder=self.root,
                reason=error.strerror or type(error).__name__,
            ) from error
        if foreign:
            more = f" … ({len(foreign)})" if len(foreign) > 3 else ""  # noqa: PLR2004 (names shown)
            raise OutputError(
                N_("{folder} holds files that reportgen did not make: {names}. Move them elsewhere or choose another folder with --output."),
                folder=self.root, names=", ".join(foreign[:3]) + more,
            )  # fmt: skip

    def _foreign(self) -> list[str]:
        """Files in the folder that no manifest of ours names; dotfiles and lock files of office programs don't count."""
        if not self.root.exists():
            return []
        if not self.root.is_dir():
            raise NotADirectoryError(20, "not a folder", str(self.root))
        ours = {*self.manifest.get("files", {}), *([MANIFEST] if self.manifest else [])}
        foreign = []
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            archived = name.startswith(f"{ARCHIVE}/") and (bool(self.manifest) or _archived(self.root, path))
            if path.is_dir() or archived or name in ours:
                continue
            if path.name.startswith(_TEMPORARY):
                path.unlink()  # left by a run that was killed
            elif not path.name.startswith((".", "~$")) and path.name.casefold() not in _IGNORED:
                foreign.append(name)
        return foreign

    def _archive(self, cycle: str) -> None:
        """Move everything of ours into `archive/<cycle>/`; a second archive of one cycle gets a number."""
        name = safe_name(cycle)
        target, n = self.root / ARCHIVE / name, 1
        while target.exists():
            n += 1
            target = self.root / ARCHIVE / f"{name}~{n}"
        for file in (*self.manifest["files"], MANIFEST):
            source = self.root / PurePosixPath(file)
            if source.exists():
                _make_folder((target / PurePosixPath(file)).parent)
                source.replace(target / PurePosixPath(file))
        self.manifest = {}


def _archived(root: Path, path: Path) -> bool:
    """Whether a file lies in an archived build of ours."""
    parts = path.relative_to(root).parts
    return len(parts) > 2 and bool(read_manifest(root / parts[0] / parts[1]))  # noqa: PLR2004 (archive/<cycle>/…)


def read_manifest(root: Path) -> dict[str, Any]:
    """Our manifest of a folder; empty when there is none or it is not ours."""
    try:
        data = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("files"), dict):
        return {}
    files = {
        name: info for name, info in data["files"].items() if _inside(PurePosixPath(name)) and isinstance(info, dict)
    }
    return {**data, "files": files}


def _inside(path: PurePosixPath) -> bool:
    """Whether a path of a manifest stays below its folder."""
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _make_folder(path: Path) -> None:
    """Make a folder and its parents; folders we make are readable by their owner only."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is complete and on disk; for its owner's eyes only."""
    _make_folder(path.parent)
    handle, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
