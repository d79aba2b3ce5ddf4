"""Files made once per machine: whole or made anew, whoever else makes them."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.reports.font_cache import found_file, kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, not there yet, and a folder for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("REPORTGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def never() -> bytes:
    pytest.fail("it was made again")


def counted(contents: list[bytes]) -> Callable[[], bytes]:
    return lambda: contents.pop(0)


def test_a_file_is_made_once(folder: Path) -> None:
    assert found_file("fonts/a.ttf") is None
    assert kept("fonts/a.ttf", lambda: b"abc").read_bytes() == b"abc"
    assert kept("fonts/a.ttf", never) == folder / "fonts" / "a.ttf" == found_file("fonts/a.ttf")
    assert sorted(path.name for path in (folder / "fonts").iterdir()) == ["a.ttf", "a.ttf.sha256"]


@pytest.mark.parametrize("damage", [b"", b"ab", b"abd", b"abcd"])
def test_a_damaged_file_is_made_anew(damage: bytes, folder: Path) -> None:
    kept("a.ttf", lambda: b"abc")
    (folder / "a.ttf").write_bytes(damage)
    assert found_file("a.ttf") is None
    assert kept("a.ttf", lambda: b"abc").read_bytes() == b"abc"
    assert kept("a.ttf", never).read_bytes() == b"abc"


@pytest.mark.parametrize("seal", [None, b"", b"3 0000\n"])
def test_a_file_without_its_seal_is_made_anew(seal: bytes | None, folder: Path) -> None:
    kept("a.ttf", lambda: b"abc")
    (folder / "a.ttf.sha256").unlink()
    if seal is not None:
        (folder / "a.ttf.sha256").write_bytes(seal)
    assert kept("a.ttf", lambda: b"new").read_bytes() == b"new"


def test_what_cannot_be_made_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(ValueError, match="no font"):
        kept("fonts/a.ttf", lambda: (_ for _ in ()).throw(ValueError("no font")))
    assert not folder.exists()


def test_who_cannot_write_to_the_home_folder_gets_a_folder_among_the_temporary_files(
    folder: Path, tmp_path: Path
) -> None:
    folder.write_text("a file where the folder should be")
    made = kept("fonts/a.ttf", lambda: b"abc")
    assert made.is_relative_to(tmp_path / "temporary")
    assert kept("fonts/a.ttf", never) == made


def test_where_nothing_can_be_written_the_fault_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_text("a file where the folder should be")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "cache"))
    with pytest.raises(OSError, match="cache"):
        kept("fonts/a.ttf", lambda: b"abc")


MAKER = """
import sys, time
from reportgen.reports.font_cache import kept
while time.time() < float(sys.argv[1]):
    pass
for n in range(50):
    print(kept(f"{n}.ttf", lambda: bytes([n]) * 100_000).read_bytes() == bytes([n]) * 100_000)
"""


def test_processes_that_make_the_same_files_at_once_all_get_them_whole(folder: Path) -> None:
    import time

    start = str(time.time() + 1)
    makers = [
        subprocess.Popen([sys.executable, "-c", MAKER, start], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [maker.communicate()[0].split() for maker in makers] == [["True"] * 50] * 3
    assert len(list(folder.iterdir())) == 100
