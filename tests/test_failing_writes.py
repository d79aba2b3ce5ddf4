"""Whatever step on the disk fails, or is the one at which Ctrl-C comes: nothing is torn, nothing is lost, and the next
run makes of it what a run without failure makes.

Every step is failed in turn. Reading and rendering are real, and done once for each input.
"""

import errno
import hashlib
import inspect
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from reportgen import cli
from reportgen.model.inputs import MANIFEST
from reportgen.outputs import disk
from reportgen.outputs.lock import LOCK, NOTE
from reportgen.outputs.made import MADE
from reportgen.outputs.manifest import is_unfinished, read_manifest
from reportgen.pipeline import build as building
from reportgen.reports.documents import Press
from tests.program import contents, lasting
from tests.tiny_folder import tiny_folder

ERRORS: Final = (errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.ENAMETOOLONG, errno.ESTALE)
STEPS: Final = [name for name, step in inspect.getmembers(disk, inspect.isfunction) if step.__module__ == disk.__name__]
CHANGES: Final = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link", "os.symlink"}


# ---- steps on the disk: counted, failed, and nothing beside them


@dataclass
class Steps:
    """What happens to the disk: the steps so far; the one that fails and how; changes outside of steps."""

    taken: list[str] = field(default_factory=list)
    fails: int = -1
    interrupted: bool = False
    inside: bool = False
    root: str = ""
    beside: list[str] = field(default_factory=list)

    def begin(self, root: Path, fails: int = -1, *, interrupted: bool = False) -> None:
        self.taken, self.fails, self.interrupted, self.root = [], fails, interrupted, str(root)

    @property
    def failed(self) -> bool:
        return 0 <= self.fails < len(self.taken)

    def step(self, name: str, step: Callable[..., Any], *arguments: Any) -> Any:
        """Take a step, unless it is the one that fails; Ctrl-C comes when it has just been taken."""
        self.taken.append(name)
        self.inside = True
        try:
            if len(self.taken) - 1 != self.fails:
                return step(*arguments)
            if self.interrupted:
                with suppress(OSError):  # removing a folder that is not empty
                    step(*arguments)
                raise KeyboardInterrupt
            if name == "fill":  # half of it is there
                os.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
            number = ERRORS[self.fails % len(ERRORS)]
            raise OSError(number, os.strerror(number), str(arguments[-1]) if name != "fill" else None)
        finally:
            self.inside = False

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit event of Python: notes changes below the output folder that are no step."""
        if not self.root or self.inside:
            return
        writes = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if writes or event in CHANGES:
            self.beside += [f"{event} {a}" for a in arguments[:2] if isinstance(a, str) and a.startswith(self.root)]


steps = Steps()
sys.addaudithook(steps.heard)


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Steps are counted, work is done once for the same input."""
    for name in STEPS:
        monkeypatch.setattr(disk, name, partial(steps.step, name, getattr(disk, name)))
    for place, name in ((Press, "person"), (Press, "grade"), (building, "read"), (building, "results_workbook")):
        monkeypatch.setattr(place, name, once(getattr(place, name)))
    monkeypatch.setattr(os, "fsync", os.fstat)  # no power fails here: what was written need not be waited for
    monkeypatch.setattr(cli, "listen", lambda: None)
    monkeypatch.setattr(disk, "LOCK_SECONDS", 0)
    steps.beside.clear()
    yield
    steps.root = ""
    assert steps.beside == []


made: dict[str, Any] = {}


def once(work: Callable[..., Any]) -> Callable[..., Any]:
    """Do work once for each argument that matters."""

    def memo(first: Any, second: Any, *others: Any) -> Any:
        matters = repr(second) if isinstance(first, Press) else getattr(first, "source", None) or repr(first)
        key = f"{work.__qualname__} {matters}"
        if key not in made:
            made[key] = (work(first, second, *others), others)
        result, filled = made[key]
        for one, like in zip(others, filled, strict=True):  # the memory that reading fills
            vars(one).update(vars(like))
        return result

    return memo


# ---- input folders, and a run


@dataclass(frozen=True)
class Ended:
    """A run that has ended."""

    code: int
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`reportgen build` in this process, with a step that fails."""

    def run(source: Path, root: Path, *options: str, fails: int = -1, interrupted: bool = False) -> Ended:
        steps.begin(root, fails, interrupted=interrupted)
        monkeypatch.setattr(sys, "argv", ["reportgen", "build", str(source), "--output", str(root), *options])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        steps.root = ""  # what a test does there itself is its own matter
        code = ended.value.code
        del ended
        assert isinstance(code, int)
        return Ended(code, capsys.readouterr().err)

    return run


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    """Two people; one of them; the same one in another cycle."""
    return {
        "two": tiny_folder(tmp_path / "two", 2),
        "one": tiny_folder(tmp_path / "one"),
        "next": tiny_folder(tmp_path / "next", cycle="2026"),
    }


SCENARIOS = {  # what was built before, what is built now
    "into a new folder": (None, "one", ()),
    "over a build with one person more": ("two", "one", ()),
    "of another cycle, archiving the one before": ("two", "next", ("--archive",)),
}


def named(root: Path) -> set[str]:
    """Every file that manifests name, those of archives included."""
    names = {MANIFEST, *read_manifest(root)["files"]} if read_manifest(root) else set()
    moving = read_manifest(root).get("archiving")
    if moving:
        names |= {f"{moving}/{name}" for name in names}
    for folder in (root / "archive").glob("*"):
        if read_manifest(folder):
            names |= {f"archive/{folder.name}/{name}" for name in (MANIFEST, *read_manifest(folder)["files"])}
    return names


def state(root: Path) -> frozenset[tuple[str, int, bytes]]:
    """Everything there, hidden files and empty folders too: place, permissions, content."""
    return frozenset(
        (str(path.relative_to(root)), path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in [root, *root.rglob("*")]
        if path.exists()
    )


@pytest.mark.parametrize("interrupted", [False, True], ids=["refused", "interrupted"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_step_of_a_build_may_fail(
    scenario: str, interrupted: bool, inputs: dict[str, Path], start: Run, tmp_path: Path
) -> None:
    before, now, options = SCENARIOS[scenario]
    root, earlier, clean = tmp_path / "out", tmp_path / "earlier", tmp_path / "clean"
    if before is not None:
        assert start(inputs[before], earlier).code == 0
        shutil.copytree(earlier, clean)
    assert start(inputs[now], clean, *options).code == 0
    old = contents(earlier) if before is not None else {}
    new = contents(clean)
    assert not {f"people/{name}" for name in (LOCK, NOTE)} & set(new)
    versions = {(name.rpartition("archive/2025/")[2], content) for name, content in [*old.items(), *new.items()]}
    kept = {content for name, content in old.items() if name != MANIFEST} & set(new.values())

    mended: set[tuple[frozenset[tuple[str, int, bytes]], str]] = set()
    for n in itertools.count():
        shutil.rmtree(root, ignore_errors=True)
        if before is not None:
            shutil.copytree(earlier, root)
        ended = start(inputs[now], root, *options, fails=n, interrupted=interrupted)
        if not steps.failed:
            break
        where = f"step {n}: {steps.taken[n]}: {ended.err}"
        if interrupted:
            assert (ended.code, "已停止" in ended.err) == (130, True), where
        elif ended.code == 0:  # a step of tidying up
            assert steps.taken[n] in ("share", "remove", "unlock", "remove_folder"), where
        else:
            assert ended.code == 2, where
            assert str(root) in ended.err, where
            assert os.strerror(ERRORS[n % len(ERRORS)]) not in ended.err, where
            assert "请" in ended.err, where
        assert "Traceback" not in ended.err, where

        there = contents(root) if root.exists() else {}
        noted = {name for name in there if name == MADE or Path(name).name.startswith(".reportgen")}
        files = {name: content for name, content in there.items() if name not in noted}
        wholes = {(name.rpartition("archive/2025/")[2], content) for name, content in files.items() if name != MANIFEST}
        assert wholes <= versions, where
        assert set(files) <= named(root), where
        manifest = read_manifest(root)
        if manifest and not is_unfinished(manifest) and "archiving" not in manifest:
            hashes = {name: hashlib.sha256(there[name]).hexdigest() for name in manifest["files"]}
            assert hashes == {name: info["sha256"] for name, info in manifest["files"].items()}, where
        assert kept <= set(there.values()), where

        left = (state(root), steps.taken[n] if "lock" in steps.taken[n] else "")  # a lock is held in this process too
        if left in mended:  # another step left the very same, and the next run made of it what it should
            continue
        mended.add(left)
        again = start(inputs[now], root, *options)
        assert again.code == 0, f"{where}\nand then: {again.err}"
        assert lasting(contents(root)) == lasting(new), where
    assert n > 40, "steps are counted"
    assert len(mended) > 10, "and leave different things"
    assert contents(root) == new
