"""`data/issued.json`: written, read again, and what is said when it cannot be."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.issued import Issue, IssuedCell, Issues
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.issued import ISSUED, NOT_READ, issued_bytes, read_issued

CELL = IssuedCell((("#1", "peer", 0), ("李\n?", "customer", 3)), shown=True, groups=(("peer",), ("customer", "peer")))
ISSUES: Issues = {
    "0017": (
        Issue(3),
        Issue(
            3,
            {"peer": Fraction(1, 3)},
            {"greeting": CELL},
            {"shop": {"greeting": Fraction(3, 2)}},
            (("#1", "很好"),),
        ),
    ),
    "=B": (),
}


def folder(root: Path, content: bytes | None = None, *, cycle: str = "2025", sample: bool = False) -> Path:
    """An output folder with issues."""
    made = OutputFolder(root)
    made.start(cycle, {ISSUED: {}})
    made.write(ISSUED, issued_bytes(ISSUES) if content is None else content, kind="data")
    made.finish({"sample": sample}, remove_stale=True)
    return root


def manifest(root: Path) -> tuple[Path, dict[str, Any]]:
    path = root / "data" / "manifest.json"
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read_issued(folder(tmp_path / "out"), "2025") == (ISSUES, "")


def test_the_same_issues_are_the_same_bytes() -> None:
    assert issued_bytes(ISSUES) == issued_bytes(dict(ISSUES))
    assert issued_bytes(ISSUES).isascii()


def test_nothing_was_issued_where_nothing_lies(tmp_path: Path) -> None:
    assert read_issued(tmp_path / "none", "2025") == ({}, "")


def test_another_cycle_and_samples_are_no_earlier_issues(tmp_path: Path) -> None:
    root = folder(tmp_path / "out", sample=True)
    assert read_issued(root, "2026", sample=True) == ({}, "")
    assert read_issued(root, "2025") == ({}, "")
    assert read_issued(root, "2025", sample=True) == (ISSUES, "")


def test_an_earlier_version_left_none_and_nothing_is_said(tmp_path: Path) -> None:
    root = folder(tmp_path / "out")
    path, known = manifest(root)
    del known["files"][ISSUED]
    path.write_text(json.dumps(known), encoding="utf-8")
    assert read_issued(root, "2025") == ({}, "")


def test_a_run_that_was_stopped_before_it_wrote_them_leaves_none(tmp_path: Path) -> None:
    root = folder(tmp_path / "out")
    path, known = manifest(root)
    known["files"][ISSUED] = {}
    path.write_text(json.dumps(known), encoding="utf-8")
    assert read_issued(root, "2025") == (ISSUES, ""), "it came as far as writing them"
    (root / ISSUED).unlink()
    assert read_issued(root, "2025") == ({}, "")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    root = folder(tmp_path / "out")
    (root / ISSUED).unlink()
    assert read_issued(root, "2025") == ({}, NOT_READ)


WHOLE = issued_bytes(ISSUES)


@pytest.mark.parametrize(
    "content",
    [
        WHOLE.replace(b'"peer",0', b'"peer",1'),
        WHOLE.replace(b'"shown":true', b'"shown":false'),
        WHOLE[:-20],
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"sha256":"x"}',
        b"null",
    ],
)
def test_a_file_that_was_changed_is_said_and_not_used(content: bytes, tmp_path: Path) -> None:
    assert content != WHOLE
    assert read_issued(folder(tmp_path / "out", content), "2025") == ({}, NOT_READ)
