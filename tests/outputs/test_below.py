"""What lies in a folder, whatever there is in it."""

import os
from pathlib import Path

import pytest

from reportgen.outputs.below import files_below


def test_files_are_named_by_their_way_from_the_folder_and_folders_are_not(tmp_path: Path) -> None:
    (tmp_path / "people" / "empty").mkdir(parents=True)
    for name in ("a.txt", "people/安.pdf", ".reportgen-x"):
        (tmp_path / name).write_bytes(b"")
    assert files_below(tmp_path) == {"a.txt", "people/安.pdf", ".reportgen-x"}


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert files_below(tmp_path / "nowhere") == set()


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_nobody_looks_into_a_linked_folder_and_a_link_to_nothing_counts(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "theirs.txt").write_bytes(b"")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "out" / "gone").symlink_to(tmp_path / "nothing")
    assert files_below(tmp_path / "out") == {"gone"}


def test_a_folder_inside_that_one_may_not_enter_is_passed_over_but_not_the_folder_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_bytes(b"")
    scandir = os.scandir

    def closed(place: str) -> object:
        if place == str(shut):
            raise PermissionError(place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", closed)
    shut = tmp_path / "closed"
    assert files_below(tmp_path) == {"a.txt"}
    shut = tmp_path
    with pytest.raises(PermissionError):
        files_below(tmp_path)
