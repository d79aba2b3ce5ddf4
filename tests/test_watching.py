"""When a watched folder is ready for a build. The clock is the test's, so that nothing is waited for."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.pipeline.watching import Back, Due, Empty, Fewer, Lost, News, Times, Waiting, Watch
from reportgen.workbooks.opening.look import look, still_coming

QUIET, WAIT, PATIENCE, RETRY = Times().quiet, Times().wait, Times().patience, Times().retry
WHOLE, HALF = b"PK\3\4 cells PK\5\6".ljust(40, b"\0"), b"PK\3\4 cel"


class Clock:
    """Lets time pass, with a look every second, and collects what is new; builds take no time and are not refused."""

    def __init__(self, folder: Path, expected: Callable[[], int] = lambda: 0, skip: tuple[Path, ...] = ()) -> None:
        self.watch = Watch(folder, skip, expected)
        self.now = 0.0
        self.refused = False

    def after(self, seconds: float) -> list[News]:
        end, news = self.now + seconds, list[News]()
        while self.now < end:
            self.now += min(1.0, end - self.now)
            found = self.watch.step(self.now)
            if any(isinstance(one, Due) for one in found):
                self.watch.built(self.now, refused=self.refused)
            news += found
        return news


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("名单.xlsx", "评分.xlsx"):
        (folder / name).write_bytes(WHOLE)
    return folder


@pytest.fixture
def clock(folder: Path) -> Clock:
    clock = Clock(folder)
    assert clock.after(QUIET + 1) == [Due(new=("名单.xlsx", "评分.xlsx"), first=True)]
    return clock


def test_what_came_changed_and_went_is_told_once(clock: Clock, folder: Path) -> None:
    (folder / "新.csv").write_bytes(b"a")
    (folder / "评分.xlsx").write_bytes(WHOLE + b"\0")
    (folder / "名单.xlsx").unlink()
    assert clock.after(1000) == [Due(("新.csv",), ("评分.xlsx",), ("名单.xlsx",))]


def test_another_time_is_a_change_also_an_earlier_one(clock: Clock, folder: Path) -> None:
    os.utime(folder / "评分.xlsx", (1, 1))
    assert clock.after(QUIET + 1) == [Due(changed=("评分.xlsx",))]


def test_nothing_is_due_as_long_as_files_come(clock: Clock, folder: Path) -> None:
    for n in range(20):
        (folder / f"{n:02}.xlsx").write_bytes(WHOLE)
        assert clock.after(QUIET - 1) == []
    assert clock.after(QUIET) == [Due(new=tuple(f"{n:02}.xlsx" for n in range(20)))]


def test_of_a_folder_that_is_never_quiet_a_build_is_due_in_the_end(clock: Clock, folder: Path) -> None:
    found: list[News] = []
    for n in range(int(PATIENCE) + 2):
        (folder / "记录.log").write_bytes(bytes(n))
        found += clock.after(1)
    assert found == [Due(new=("记录.log",))]


def test_a_change_taken_back_is_none(clock: Clock, folder: Path) -> None:
    (folder / "新.xlsx").write_bytes(WHOLE)
    clock.after(1)
    (folder / "新.xlsx").unlink()
    assert clock.after(100) == []


def test_a_half_copied_file_is_waited_for_and_told_once(clock: Clock, folder: Path) -> None:
    for size in range(6, 10):
        (folder / "新.xlsx").write_bytes(HALF[:size])
        said = clock.after(WAIT / 2)
        assert said == ([Waiting(("新.xlsx",), ())] if size == 6 else [])
    (folder / "新.xlsx").write_bytes(WHOLE)
    assert clock.after(QUIET + 1) == [Due(new=("新.xlsx",))]


@pytest.mark.parametrize("start", [b"", HALF], ids=["noughts", "the beginning"])
def test_one_that_became_whole_with_the_size_and_time_it_had_is_new(clock: Clock, folder: Path, start: bytes) -> None:
    path = folder / "新.xlsx"
    path.write_bytes(start.ljust(len(WHOLE), b"\0"))
    os.utime(path, (1, 1))
    unfinished = Waiting(("新.xlsx",), ())
    assert clock.after(3 * WAIT) == [unfinished, Due(new=("新.xlsx",), unfinished=unfinished)]
    path.write_bytes(WHOLE)
    os.utime(path, (1, 1))
    assert clock.after(QUIET + 1) == [Due(new=("新.xlsx",))]


@pytest.mark.parametrize("sign", ["~$评分.xlsx", ".~lock.评分.xlsx#", ".~评分.xlsx"])
def test_a_workbook_that_is_open_is_waited_for_until_it_is_closed(clock: Clock, folder: Path, sign: str) -> None:
    (folder / sign).touch()
    assert clock.after(1000) == []
    (folder / "评分.xlsx").write_bytes(WHOLE + b"\0")
    assert clock.after(WAIT / 2) == [Waiting((), ("评分.xlsx",))]
    (folder / sign).unlink()
    assert clock.after(1) == [Due(changed=("评分.xlsx",))]


def test_but_not_for_ever(clock: Clock, folder: Path) -> None:
    (folder / "~$评分.xlsx").touch()
    (folder / "评分.xlsx").write_bytes(WHOLE + b"\0")
    unfinished = Waiting((), ("评分.xlsx",))
    assert clock.after(1000) == [unfinished, Due(changed=("评分.xlsx",), unfinished=unfinished)]


def test_what_is_refused_is_tried_again_less_and_less_often(clock: Clock, folder: Path) -> None:
    clock.refused = True
    (folder / "新.xlsx").write_bytes(WHOLE)
    assert clock.after(QUIET + 1) == [Due(new=("新.xlsx",))]
    counts = [len(clock.after(RETRY)) for _ in range(7)]
    assert counts == [1, 0, 1, 0, 0, 0, 1]
    clock.refused = False
    assert clock.after(8 * RETRY) == [Due()]
    assert clock.after(10_000) == []


def test_a_folder_that_vanishes_is_told_once(clock: Clock, folder: Path) -> None:
    away = folder.rename(folder.with_name("away"))
    assert [type(one) for one in clock.after(100)] == [Lost]
    away.rename(folder)
    assert clock.after(100) == [Back()]
    folder.rename(away)
    assert clock.after(QUIET - 1) == []  # a moment without an answer is not worth a word
    away.rename(folder)
    assert clock.after(100) == []


def test_without_a_workbook_nothing_is_due_and_then_the_copying_is_waited_for(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    clock = Clock(folder)
    assert clock.after(2 * PATIENCE) == [Empty()]
    for n in range(5):
        (folder / f"{n}.xlsx").write_bytes(WHOLE)
        assert clock.after(QUIET - 1) == []
    assert clock.after(QUIET) == [Due(new=tuple(f"{n}.xlsx" for n in range(5)), first=True)]


def test_when_most_workbooks_are_gone_nothing_is_due_until_they_are_back_or_somebody_has_built(folder: Path) -> None:
    read = 5
    clock = Clock(folder, lambda: read)
    assert clock.after(2 * PATIENCE) == [Fewer(5, 2)]
    (folder / "3.xlsx").write_bytes(WHOLE)
    assert [type(one) for one in clock.after(QUIET + 1)] == [Due]
    for name in ("3.xlsx", "评分.xlsx"):
        (folder / name).rename(folder.with_name(name))
    assert clock.after(2 * PATIENCE) == [Fewer(5, 1)]
    for name in ("3.xlsx", "评分.xlsx"):
        folder.with_name(name).rename(folder / name)
    assert clock.after(100) == [Back()]
    for name in ("3.xlsx", "评分.xlsx"):
        (folder / name).unlink()
    assert clock.after(2 * PATIENCE) == [Fewer(5, 1)]
    read = 1
    assert clock.after(QUIET + 1) == [Due(gone=("3.xlsx", "评分.xlsx"))]


def test_an_output_folder_below_is_no_input(folder: Path) -> None:
    clock = Clock(folder, skip=(folder / "报告",))
    clock.after(QUIET + 1)
    (folder / "报告").mkdir()
    (folder / "报告" / "results.xlsx").write_bytes(WHOLE)
    assert clock.after(100) == []


# ---- a look


def test_a_look_passes_over_what_is_no_input(folder: Path) -> None:
    for name in (".x", "~$y.xlsx", "Thumbs.db"):
        (folder / name).touch()
    (folder / "甲" / "乙").mkdir(parents=True)
    (folder / "甲" / "乙" / "表.xls").touch()
    assert sorted(look(folder).files) == ["名单.xlsx", "甲/乙/表.xls", "评分.xlsx"]
    assert look(folder).workbooks() == 3


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are those of POSIX")
def test_a_look_follows_links_once_and_opens_no_pipe(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.xlsx").touch()
    (folder / "there").symlink_to(tmp_path / "elsewhere")
    (folder / "circle").symlink_to(folder)
    (folder / "nothing.xlsx").symlink_to(folder / "gone.xlsx")
    os.mkfifo(folder / "pipe.xlsx")
    assert sorted(look(folder).files) == ["nothing.xlsx", "there/a.xlsx", "名单.xlsx", "评分.xlsx"]


@pytest.mark.parametrize(
    ("content", "coming"),
    [
        (b"", True), (bytes(100), True), (HALF, True), (HALF + bytes(100_000), True), (WHOLE, False),
        (WHOLE + b"comment", False), (b"a;b", False), (b"\xd0\xcf\x11\xe0", False),
    ],
)  # fmt: skip
def test_what_is_half_there_is_seen_by_its_beginning_and_end(tmp_path: Path, content: bytes, *, coming: bool) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert still_coming(tmp_path / "a.xlsx") is coming
    assert not still_coming(tmp_path / "gone.xlsx")
