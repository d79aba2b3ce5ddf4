"""What a build does not replace by accident."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import WriteBook
from tests.program import contents, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

HEAD = ["工号", "能力素质", "评估人", "关系", "评分", "日期"]
Folder = tuple[Path, Path]


@pytest.fixture
def folder(write_book: WriteBook, tmp_path: Path) -> Folder:
    """Reports of one person whose rating is of October 2025, in a cycle called 2025."""
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["0007", "毛小满", "客户经理4级"]]})
    rate(write_book, "2025-10-20")
    settings(tmp_path / "input", 'name = "2025"')
    assert run("build", tmp_path / "input", "--output", tmp_path / "out").returncode == 0
    return tmp_path / "input", tmp_path / "out"


def rate(write_book: WriteBook, *days: str) -> None:
    rows: list[list[Any]] = [["0007", "成就导向", f"主管{n}", "上级", 4, day] for n, day in enumerate(days)]
    write_book("评分.xlsx", {"明细": [HEAD, *rows]})


def settings(folder: Path, cycle: str, sample: str = "false") -> None:
    (folder / "reportgen.toml").write_text(f"[cycle]\n{cycle}\n[report]\nsample = {sample}\n", encoding="utf-8")


def test_samples_do_not_replace_reports_of_ones_own(folder: Folder) -> None:
    settings(folder[0], 'name = "2025"', sample="true")
    before = contents(folder[1])
    done = run("build", folder[0], "--output", folder[1])
    assert done.returncode == 2
    assert "示例不会覆盖" in done.stderr
    assert contents(folder[1]) == before


def test_reports_of_ones_own_replace_samples_and_are_not_compared_with_them(folder: Folder, tmp_path: Path) -> None:
    out = tmp_path / "other"
    settings(folder[0], 'name = "2025"', sample="true")
    assert run("build", folder[0], "--output", out).returncode == 0
    settings(folder[0], 'name = "2025"')
    done = run("build", folder[0], "--output", out)
    assert done.returncode == 0
    assert "没有变化" not in done.stdout


def test_workbooks_of_a_year_later_do_not_replace_reports_of_a_cycle_of_the_same_name(
    folder: Folder, write_book: WriteBook
) -> None:
    rate(write_book, "2026-10-12")
    before = contents(folder[1])
    done = run("build", folder[0], "--output", folder[1])
    assert done.returncode == 2
    assert "2026-10-12" in done.stderr
    assert "2025-10-20" in done.stderr
    assert contents(folder[1]) == before
    assert run("build", folder[0], "--output", folder[1], "--archive").returncode == 0
    kept = contents(folder[1] / "archive" / "2025")
    assert {name: content for name, content in kept.items() if name.startswith("people/")} == {
        name: content for name, content in before.items() if name.startswith("people/")
    }
    assert run("build", folder[0], "--output", folder[1]).returncode == 0


def test_a_late_workbook_beside_the_others_is_of_the_same_cycle(folder: Folder, write_book: WriteBook) -> None:
    rate(write_book, "2025-10-20", "2026-03-02")
    assert run("build", folder[0], "--output", folder[1]).returncode == 0


@pytest.mark.parametrize("fresh", [True, False], ids=["new folder", "over reports"])
def test_nothing_is_made_when_every_date_lies_outside_the_cycle(folder: Folder, tmp_path: Path, fresh: bool) -> None:
    settings(folder[0], 'name = "2026"\nfrom = 2026-01-01\nto = 2026-12-31')
    out = tmp_path / "fresh" if fresh else folder[1]
    before = contents(out)
    done = run("build", folder[0], "--output", out, "--archive")
    assert done.returncode == 2
    assert "都在周期 2026（2026-01-01 至 2026-12-31）之外" in done.stderr
    assert contents(out) == before


def test_a_late_form_that_would_name_another_cycle_is_asked_about(folder: Folder, write_book: WriteBook) -> None:
    (folder[0] / "reportgen.toml").unlink()
    rate(write_book, "2025-10-20", "2026-01-05")
    done = run("build", folder[0], "--output", folder[1])
    assert done.returncode == 2
    assert "2026-01-05" in done.stderr
    assert "评分.xlsx 明细" in done.stderr
