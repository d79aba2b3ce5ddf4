"""Fixtures of opening."""

from pathlib import Path

import pytest

from tests.conftest import WriteBook


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook) -> Path:
    """An input folder with one workbook."""
    write_book("人员名单.xlsx", {"人员名单": [["工号", "姓名"], ["00017", "李明"]]})
    return tmp_path / "input"
