"""What is remembered of mails outside the output folder: digests by cycle, and nothing that can be read."""

import os
from pathlib import Path

import pytest

from reportgen.model.mail import Item, receipts
from reportgen.outputs.mailed_here import forget, note, note_folder, remembered

A, B = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def test_what_was_noted_is_remembered_by_its_cycle_until_it_is_forgotten() -> None:
    note("2026", [A])
    note("2026", [B])
    assert remembered("2026") == {A, B}
    assert remembered("2025") == frozenset()
    forget("2026", [A])
    assert remembered("2026") == {B}


def test_notes_are_their_owners_only_and_hold_digests(folder: Path) -> None:
    note("2026 周期/一", receipts("managers", "2026", "li@example.com", Item("a1", A)))
    (path,) = note_folder().iterdir()
    assert folder in path.parents
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0) or os.name == "nt"
    assert {len(line) for line in path.read_text(encoding="ascii").split()} == {64}


def test_a_place_that_cannot_be_written_is_done_without(folder: Path) -> None:
    (folder / "reportgen").write_text("a file", encoding="utf-8")
    note("2026", [A])
    assert remembered("2026") == frozenset()


def test_a_receipt_tells_apart_issue_person_mailbox_cycle_and_mailing() -> None:
    one = receipts("managers", "2026", "li@example.com", Item("a1", A))
    assert receipts("managers", "2026", "LI@example.com", Item("a1", A)) == one
    assert len(one & receipts("managers", "2026", "li@example.com", Item("a1", B))) == 1
    for other in (
        receipts("people", "2026", "li@example.com", Item("a1", A)),
        receipts("managers", "2025", "li@example.com", Item("a1", A)),
        receipts("managers", "2026", "wu@example.com", Item("a1", A)),
        receipts("managers", "2026", "li@example.com", Item("a2", A)),
    ):
        assert not one & other
