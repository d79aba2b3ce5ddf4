"""What a user's programs remember of mails that went out from a folder."""

from pathlib import Path

import pytest

from reportgen.outputs.mailed_here import Mailed, mailed, note_folder, note_mailed


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))


def test_it_is_remembered_by_folder_and_cycle_until_it_is_forgotten(tmp_path: Path) -> None:
    note_mailed(tmp_path / "a", "2025", Mailed(5, 3))
    note_mailed(tmp_path / "a", "2026", Mailed(7, 7))
    assert [mailed(tmp_path / "a", "2025"), mailed(tmp_path / "a", "2026")] == [Mailed(5, 3), Mailed(7, 7)]
    assert mailed(tmp_path / "b", "2025") == Mailed()
    note_mailed(tmp_path / "a", "2025", Mailed())
    assert [mailed(tmp_path / "a", "2025"), mailed(tmp_path / "a", "2026")] == [Mailed(), Mailed(7, 7)]


@pytest.mark.parametrize("content", [b"", b"{", b'{"format": 1, "mails": {"2025": 5}}', b'{"format": 9, "mails": {}}'])
def test_a_note_that_cannot_be_read_says_nothing(tmp_path: Path, content: bytes) -> None:
    note_mailed(tmp_path, "2025", Mailed(5, 3))
    (note,) = note_folder().iterdir()
    note.write_bytes(content)
    assert mailed(tmp_path, "2025") == Mailed()
