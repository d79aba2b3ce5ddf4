"""`reportgen chart`: whose radars it saves, what it says, how it ends."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reportgen.outputs.folder import OutputFolder
from tests.conftest import GOLDEN, WriteBook
from tests.program import SAMPLES, contents, pdf_text, run

ROSTER = [
    ["工号", "姓名", "级别", "部门"],
    ["0007", "毛小满", "客户经理4级", "一部"],
    ["0012", "费/长风", "3级", "二部"],
]
RATINGS: list[list[Any]] = [["工号", "能力素质", "评估人", "关系", "评分"], ["0007", "成就导向", "主管甲", "上级", 4]]
START = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
RADARS = ["全部能力素质", "基本能力", "专业_技术能力", "职能行为能力"]


@pytest.fixture
def folder(write_book: WriteBook, tmp_path: Path) -> Path:
    """Two people, one rating."""
    write_book("名单.xlsx", {"名单": ROSTER})
    write_book("评分.xlsx", {"明细": RATINGS})
    return tmp_path / "input"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_radars_of_a_person_of_the_samples_the_same_bytes_twice(kind: str, tmp_path: Path) -> None:
    for target in ("one", "two"):
        done = run("chart", "001355", SAMPLES, "--format", kind, "--output", tmp_path / target)
        assert done.returncode == 0
        names = [f"001355-苗雨欣-{radar}.{kind}" for radar in RADARS]
        assert done.stdout.splitlines()[1:-1] == [f"已保存：{tmp_path / target / name}" for name in names]
    first = contents(tmp_path / "one")
    assert sorted(first) == sorted(names)
    assert all(content.startswith(START[kind]) for content in first.values())
    assert len(set(first.values())) == len(names)
    assert contents(tmp_path / "two") == first


@pytest.mark.parametrize("who", ["3", "客户经理3级", "三级", "account manager, grade 3"])
def test_the_radars_of_a_grade_and_of_the_vote_on_its_levels(who: str, tmp_path: Path) -> None:
    done = run("chart", who, SAMPLES, "--format", "svg", "--output", tmp_path / "out")
    assert done.returncode == 0
    names = ["3-客户经理3级-全部能力素质.svg", "3-客户经理3级-调整前级别.svg", "3-客户经理3级-调整后级别.svg"]
    assert sorted(contents(tmp_path / "out")) == sorted(names)


def test_a_name_does_for_an_only_person_and_english_is_one_option_away(tmp_path: Path) -> None:
    done = run("chart", "苗雨欣", SAMPLES, "--format", "pdf", "--output", tmp_path, "--lang", "en")
    assert done.stdout.splitlines()[0] == f"Reading {SAMPLES}/"
    assert done.stdout.splitlines()[1] == f"Saved: {tmp_path / '001355-苗雨欣-all competencies.pdf'}"
    assert "Writtenexpression" in pdf_text(tmp_path / "001355-苗雨欣-all competencies.pdf")


def test_pictures_go_to_charts_for_their_owner_only(folder: Path, tmp_path: Path) -> None:
    assert run("chart", "费/长风", folder, cwd=tmp_path).returncode == 0
    names = [f"0012-费_长风-{radar}.png" for radar in RADARS]
    assert sorted(contents(tmp_path / "charts")) == sorted(names)
    assert stat.S_IMODE((tmp_path / "charts").stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "charts").iterdir())


def test_several_people_of_a_name_are_named_with_their_ids(tmp_path: Path) -> None:
    done = run("chart", "王雅楠", SAMPLES, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr == "“王雅楠”可能是以下任何一人：001588 王雅楠、002519 王雅楠。请改用工号。\n"
    assert not (tmp_path / "out").exists()


def test_somebody_unknown_is_told_who_is_there(folder: Path, tmp_path: Path) -> None:
    done = run("chart", "毛晓满", folder, "--output", tmp_path / "out", "--lang", "en")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "“毛晓满” is nobody in the roster and no grade. There are for example: 0007 毛小满, Account"
    )
    assert not (tmp_path / "out").exists()


def test_a_grade_without_people_and_votes_has_no_radar(folder: Path, tmp_path: Path) -> None:
    done = run("chart", "1级", folder, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr == "人员名单中没有客户经理1级的人，也没有人对这一级别投过票。\n"


def test_problems_of_the_input_are_counted_like_those_of_a_check(tmp_path: Path) -> None:
    source = GOLDEN / "faulty" / "input"
    checked = run("check", source, cwd=tmp_path)
    done = run("chart", "3级", source, "--output", tmp_path / "out")
    assert done.returncode == checked.returncode == 1
    assert done.stdout.splitlines()[-1] == checked.stdout.splitlines()[-1].partition("：")[0]
    assert contents(tmp_path / "out")


def test_pictures_never_land_among_the_reports(folder: Path, tmp_path: Path) -> None:
    reports = OutputFolder(tmp_path / "out")
    reports.start("2026", {})
    reports.finish({}, remove_stale=True)
    before = contents(tmp_path / "out")
    for target in (tmp_path / "out", tmp_path / "out" / "people" / "charts"):
        done = run("chart", "0007", folder, "--output", target)
        assert done.returncode == 2
        assert "--output" in done.stderr
    assert contents(tmp_path / "out") == before


def test_another_format_is_refused(folder: Path, tmp_path: Path) -> None:
    done = run("chart", "0007", folder, "--format", "bmp", "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "'bmp' is not one of 'png', 'svg', 'pdf'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_another_process_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "reportgen", "chart", "0007", folder, "--format", "pdf", "--output", tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True,
        )  # fmt: skip
    assert len(contents(tmp_path / "1")) == len(RADARS)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
