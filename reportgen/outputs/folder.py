"""The output folder: files whole or not at all, and a manifest that says which files are ours.

Nothing that the manifest does not name is ever changed or removed; a folder that holds anything else is refused.
A name enters the manifest before its file enters the folder, and leaves it after the file, so that a run which breaks
off anywhere leaves nothing foreign. `lock.held` keeps other runs out meanwhile.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.failures import while_reading, while_writing
from reportgen.language import N_
from reportgen.model.inputs import MANIFEST
from reportgen.outputs import disk
from reportgen.outputs.below import files_below
from reportgen.outputs.made import MADE, as_made, as_notes, note, noted
from reportgen.outputs.manifest import (
    ARCHIVE,
    EARLIER,
    FORMAT,
    HISTORY,
    JOURNAL,
    LASTING,
    SAMPLE,
    UNFINISHED,
    archived_builds,
    as_json,
    inside,
    read_manifest,
)
from reportgen.outputs.names import safe_name
from reportgen.outputs.whole import make_folders, write_whole

NAMED: Final = 3  # files that a message names
_IGNORED: Final = frozenset(  # of file managers and network drives
    {
        "thumbs.db",
        "desktop.ini",
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "#recycle",
        "@recycle",
        "@eadir",
    }
)


class OutputError(Exception):
    """An output folder that cannot be used; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system refuses while `path` is written into an `OutputError`."""
    try:
        yield
    except OSError as error:
        failure = while_writing(error)
        raise OutputError(
            N_("{file} could not be written: {reason} ({code}). {remedy} What was written before is whole."),
            file=path, reason=failure.reason, code=failure.code, remedy=failure.remedy,
        ) from error  # fmt: skip


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """The same for the folder as a whole."""
    try:
        yield
    except OSError as error:
        failure = while_writing(error)
        where = f", {error.filename}" if error.filename and str(error.filename) != str(folder) else ""
        raise OutputError(
            N_("The output folder {folder} cannot be used: {reason} ({code}). {remedy}"),
            folder=folder, reason=failure.reason, code=failure.code + where, remedy=failure.remedy,
        ) from error  # fmt: skip


@dataclass
class OutputFolder:
    """An output folder during a build. `check`, `start`, then `write` each file, then `finish`; all raise `OutputError`."""

    root: Path
    manifest: dict[str, Any] = field(default_factory=dict)
    written: dict[str, dict[str, str]] = field(default_factory=dict)
    before: dict[str, dict[str, str]] = field(default_factory=dict)  # files that lie there, with `key` and `sha256`

    def check(self) -> list[str]:
        """Look ahead, before the long work: are there foreign files, can what is there be replaced?

        Returns names of files that office programs seem to have open where that does not keep them from being
        replaced (not on Windows): who looks at them there still sees the old ones.
        """
        self.manifest = manifest = read_manifest(self.root)
        self._refuse_foreign(manifest)
        if JOURNAL in manifest:  # a run broke off in the middle of archiving; what is compared must be in its place
            self._archive()
            manifest = self.manifest
        with changing(self.root):
            there = files_below(self.root)
            present = [
                name
                for name in sorted(manifest.get("files", {}))
                if name in there or (self.root / PurePosixPath(name)).is_file()
            ]
            if disk.WINDOWS:
                self._refuse_open(present)
        return [name for name in present if _signs(name) & there]

    def start(
        self, cycle: str, planned: Mapping[str, Mapping[str, str]], *, archive: bool = False, anew: bool = False
    ) -> None:
        """Check the folder, archive another cycle's build if asked to, and note which files are going to be ours.

        `anew`: what is there is another cycle's though its name is the same.
        """
        self.manifest = read_manifest(self.root)
        self._refuse_foreign(self.manifest)
        if JOURNAL in self.manifest:  # a run broke off in the middle of it
            self._archive()
        before = self.manifest.get("cycle", "")
        if "cycle" in self.manifest and (before != cycle or anew):  # without one only a check has written here
            if not archive:
                raise OutputError(
                    N_("{folder} holds the reports of cycle {before}; this build is {cycle}. Run again with --archive to move the old ones to {folder}/archive, or choose another folder."),
                    folder=self.root, before=before or "—", cycle=cycle or "—",
                )  # fmt: skip
            self.manifest[JOURNAL] = self.archive_place(before)
            self._write_manifest()
            self._archive()
        self.before = {**self.manifest.get("files", {}), **noted(self.root)}
        with changing(self.root):  # the manifest forgets documents that lie there until the end of the run
            if known := as_notes(self.before):
                write_whole(self.root / MADE, known)
        ordinal = 1 + max((n for n, _ in archived_builds(self.root)), default=0)
        self.manifest = {**self.manifest, "cycle": cycle, "ordinal": ordinal, UNFINISHED: True}
        self._claim(planned)

    def join(self, cycle: str, planned: Mapping[str, Mapping[str, str]]) -> list[str]:
        """Check the folder, and note which files a check is going to write beside the build in it.

        Returns those of them that office programs seem to have open.
        """
        opened = [name for name in self.check() if name in planned]
        self.manifest = read_manifest(self.root)
        self.expect(cycle)
        self._claim(planned)
        return opened

    def expect(self, cycle: str) -> None:
        """Refuse a folder that, by its manifest, holds the reports of another cycle."""
        before = self.manifest.get("cycle", cycle)
        if before != cycle:
            raise OutputError(
                N_("{folder} holds the reports of cycle {before}; these workbooks are of {cycle}. Choose another folder with --output, or archive the old reports with the next build."),
                folder=self.root, before=before or "—", cycle=cycle or "—",
            )  # fmt: skip

    def leave(self, *, instead: str = "") -> None:
        """Note what a check, or a recalibration, has written; everything else stays as it was, but for files of the kind
        `instead`, which the ones written replace.
        """
        for name, info in list(self.manifest["files"].items()):
            if instead and info.get("kind") == instead and name not in self.written:
                with changing(self.root):
                    disk.remove(self.root / PurePosixPath(name))
                del self.manifest["files"][name]
        self.manifest["files"] = dict(sorted({**self.manifest["files"], **self.written}.items()))
        self._write_manifest()

    def _claim(self, planned: Mapping[str, Mapping[str, str]]) -> None:
        with changing(self.root):
            self._sweep()
            make_folders(self.root)
        before = self.manifest.get("files", {})
        self.manifest["files"] = {
            **before,
            **{name: {**info, **_last_complete(before.get(name, {}))} for name, info in planned.items()},
        }
        self._write_manifest()

    def write(self, name: str, content: bytes, **info: str) -> None:
        """Write one file of ours: whole or not at all. A name that was not planned is noted first."""
        if not inside(PurePosixPath(name)):
            raise ValueError(name)
        path = self.root / PurePosixPath(name)
        self._refuse_vanished(name)
        if name not in self.manifest["files"]:
            self.manifest["files"][name] = dict(info)
            self._write_manifest()
        with writing(path):
            write_whole(path, content)
        self.written[name] = {**info, "sha256": hashlib.sha256(content).hexdigest()}
        if "key" in info:
            with writing(self.root / MADE):
                note(self.root, name, self.written[name])

    def keep(self, name: str, key: str, **info: str) -> bool:
        """Keep a file of ours as it lies there, if it was made with that key and nobody has changed it since."""
        known = self.before.get(name, {})
        if not as_made(self.root, name, key, known):
            return False
        self.written[name] = {**info, "key": key, "sha256": known["sha256"]}
        return True

    def finish(self, details: Mapping[str, object], *, remove_stale: bool) -> list[str]:
        """Remove files of ours that this build did not make (or keep them, marked), and write the manifest.

        Returns the names of the files that were kept from an earlier build.
        """
        self._refuse_vanished(MANIFEST)
        missing = {name: info for name, info in self.manifest["files"].items() if name not in self.written}
        lasting = {name: info for name, info in missing.items() if info.get("kind") in LASTING}
        stale = {name: info for name, info in missing.items() if name not in lasting}
        kept: dict[str, dict[str, str]] = {}
        for name, info in stale.items():
            path = self.root / PurePosixPath(name)
            with changing(self.root):
                if not path.exists():
                    continue
                if remove_stale:
                    disk.remove(path)
                else:
                    kept[name] = {**info, "stale": "yes"}
        self.manifest = {
            **details,
            "format": FORMAT,
            "cycle": self.manifest["cycle"],
            "ordinal": self.manifest["ordinal"],
            "files": dict(sorted({**lasting, **kept, **self.written}.items())),
        }
        self._write_manifest()
        with changing(self.root):
            disk.remove(self.root / MADE)
        return sorted(kept)

    def settle(self) -> None:
        """Remove what a run left behind that broke off after its last file was written."""
        with changing(self.root):
            self._sweep()
            if (self.root / MADE).exists():
                disk.remove(self.root / MADE)

    def _refuse_vanished(self, name: str) -> None:
        """A folder that was moved or deleted meanwhile is not made anew for the files that are left."""
        with changing(self.root):
            there = (self.root / MANIFEST).is_file()
        if not there:
            raise OutputError(
                N_("The output folder {folder} is no longer there, so {file} was not written. Somebody may have moved or deleted it, or the network is down: see to that, and run again."),
                folder=self.root, file=name,
            )  # fmt: skip

    def _write_manifest(self) -> None:
        with changing(self.root):
            write_whole(self.root / MANIFEST, as_json(self.manifest))

    def _refuse_foreign(self, manifest: Mapping[str, Any]) -> None:
        try:
            if not manifest:
                with suppress(FileNotFoundError, NotADirectoryError), (self.root / MANIFEST).open("rb"):
                    pass  # none, or not ours: not one that cannot be read
            foreign = self._foreign(manifest)
        except OSError as error:
            failure = while_reading(error)
            raise OutputError(
                N_("The output folder {folder} cannot be read: {reason} ({code}). {remedy}"),
                folder=self.root, reason=failure.reason, code=failure.code, remedy=failure.remedy,
            ) from error  # fmt: skip
        if foreign:
            raise OutputError(
                N_("{folder} holds files that reportgen did not make: {names}. Move them elsewhere or choose another folder with --output."),
                folder=self.root, names=_named(foreign),
            )  # fmt: skip

    def _foreign(self, manifest: Mapping[str, Any]) -> list[str]:
        """Files in the folder that no manifest of ours names; dotfiles and lock files of office programs don't count."""
        if not self.root.exists():
            return []
        if not self.root.is_dir():
            raise OutputError(
                N_("{folder} is not a folder but a file. Choose another output folder."), folder=self.root
            )
        ours = {*manifest.get("files", {}), *([MANIFEST, MADE] if manifest else [])}
        foreign = []
        for name in sorted(files_below(self.root) - ours, key=lambda name: name.split("/")):
            path = self.root / PurePosixPath(name)
            if name.startswith(f"{ARCHIVE}/") and (bool(manifest) or _archived(self.root, path)):
                continue
            if not any(_is_systems(part) for part in path.relative_to(self.root).parts):
                foreign.append(name)
        return foreign

    def _refuse_open(self, names: list[str]) -> None:
        held = []
        for name in names:
            try:
                disk.claim(self.root / PurePosixPath(name))
            except PermissionError:
                held.append(name)
        if held:
            raise OutputError(
                N_("These files in {folder} cannot be replaced: {names}. Close them in Excel, WPS or the PDF viewer, and run again. If that does not help, choose another output folder."),
                folder=self.root, names=_named(held),
            )  # fmt: skip

    def _sweep(self) -> None:
        """Remove what a run that was killed was writing."""
        for name in files_below(self.root):
            if name.rpartition("/")[2].startswith(disk.TEMPORARY):
                disk.remove(self.root / PurePosixPath(name))

    def archive_place(self, cycle: str) -> str:
        """A new folder below `archive` for a cycle: a second archive of one cycle gets a number."""
        name = safe_name(cycle)
        target, n = f"{ARCHIVE}/{name}", 1
        while (self.root / PurePosixPath(target)).exists():
            n += 1
            target = f"{ARCHIVE}/{name}~{n}"
        return target

    def _archive(self) -> None:
        """Move everything of ours to where the manifest says; what a run before moved stays there.

        The manifest is copied last, and stands at its old place until that of the next build replaces it: whenever this
        breaks off, the next run goes on with it.
        """
        files = self.manifest["files"]
        lasting = {name: info for name, info in files.items() if info.get("kind") == HISTORY and SAMPLE not in info}
        moved = {name: info for name, info in files.items() if name not in lasting}
        manifest = {key: value for key, value in self.manifest.items() if key != JOURNAL} | {"files": moved}
        target = self.root / PurePosixPath(self.manifest[JOURNAL])
        for name in moved:
            source, place = self.root / PurePosixPath(name), target / PurePosixPath(name)
            with changing(self.root):
                if source.exists():
                    make_folders(place.parent)
                    disk.move(source, place)
        with changing(self.root):
            write_whole(target / MANIFEST, as_json(manifest))
        self.manifest = {"files": lasting} if lasting else {}


def _last_complete(info: Mapping[str, str]) -> dict[str, str]:
    """The hash of a file of the last complete run, kept while another run replaces it."""
    digest = info.get(EARLIER) or info.get("sha256")
    return {EARLIER: digest} if digest else {}


def _is_systems(name: str) -> bool:
    """Whether a file or folder is one of the system's, an office program's or hidden."""
    return name.startswith((".", "~$")) or name.casefold() in _IGNORED


def _named(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" … ({len(names)})" if len(names) > NAMED else "")


def _signs(name: str) -> set[str]:
    """What Excel, WPS and LibreOffice leave beside a file that they have open."""
    folder, slash, file = name.rpartition("/")
    return {f"{folder}{slash}{sign}" for sign in (f"~${file}", f".~lock.{file}#", f".~{file}")}


def _archived(root: Path, path: Path) -> bool:
    """Whether a file lies in an archived build of ours."""
    parts = path.relative_to(root).parts
    return len(parts) > 2 and bool(read_manifest(root / parts[0] / parts[1]))  # noqa: PLR2004 (archive/<cycle>/…)
