"""Processes that read workbooks: one that dies takes nothing else with it, and nothing is left running."""

import shutil
from pathlib import Path

import pytest

from reportgen.workbooks.inbox import read_folder
from reportgen.workbooks.reading import children, gather
from tests.children import left_running
from tests.conftest import Rows, WriteBook
from tests.workbooks.reading.alike import told
from tests.workbooks.sheets import SMALL

ROSTER: Rows = [["工号", "姓名", "级别"], ["00017", "李明", "3级"]]

# What takes the place of the real process: it misbehaves at sheets that say so.
UNRULY = """
import os, time
from reportgen.workbooks.reading import child
from reportgen.workbooks.opening.worker import run
real = child.Look
def look(name, book, lexicon):
    words = {cell[3] for sheet in book.sheets for cell in sheet.cells}
    if "kill" in words: os.kill(os.getpid(), 9)
    if "hang" in words: time.sleep(600)
    if "fault" in words: raise ZeroDivisionError
    if "kill later" in words and KNOWN: os.kill(os.getpid(), 9)
    return real(name, book, lexicon)
KNOWN = []
meet = child._Reader.meet
child._Reader.meet = lambda self, people: (KNOWN.append(1), meet(self, people))
child.Look = look
child.MANY_CELLS, child.LOOK_SECONDS = int(os.environ.get("CELLS", 10_000)), 0.5
run(child._serve)
"""


def form(rater: str, note: str = "") -> Rows:
    labels = ["工号", "00017", "评估人", rater, "关系", "同级"]
    return [
        labels,
        ["能力素质", "评分"],
        ["成就导向", 4],
        ["抗挫能力", 5],
        ["沟通倾听能力", 6],
        *([[], [note]] if note else []),
    ]


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A roster and three forms, read in processes that misbehave when they are told to."""
    (tmp_path / "unruly.py").write_text(UNRULY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(children, "CHILD", "unruly")
    monkeypatch.setattr(gather, "MANY_FILES", 1)
    write_book("名单.xlsx", {"名单": ROSTER})
    for number in (1, 2, 3):
        write_book(f"{number}.xlsx", {"评估": form(f"吴{number}")})
    return tmp_path / "input"


@pytest.mark.parametrize(("note", "cause"), [("kill", "memory"), ("hang", "time")])
def test_a_workbook_that_takes_its_process_down_is_refused_and_the_others_are_read(
    note: str, cause: str, folder: Path, write_book: WriteBook
) -> None:
    write_book("2.xlsx", {"评估": form("吴2", note)})
    inputs = read_folder(folder, SMALL, workers=1)
    assert [(p.source.file, p.params["cause"]) for p in inputs.problems] == [("2.xlsx", cause)]
    assert list(dict.fromkeys(inputs.ratings["file"])) == ["1.xlsx", "3.xlsx"]
    assert not left_running()


def test_a_process_that_stumbles_leaves_the_workbook_to_who_asked(folder: Path, write_book: WriteBook) -> None:
    write_book("2.xlsx", {"评估": form("吴2", "fault")})
    assert told(read_folder(folder, SMALL, workers=1)) == told(read_folder(folder, SMALL))


def test_a_process_killed_when_reading_again_costs_nothing(folder: Path, write_book: WriteBook) -> None:
    shutil.move(folder / "名单.xlsx", folder / "z.xlsx")  # nobody is known until the end
    write_book("2.xlsx", {"评估": form("吴2", "kill later")})
    assert told(read_folder(folder, SMALL, workers=1)) == told(read_folder(folder, SMALL))


def test_large_workbooks_are_read_by_who_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLS", "5")
    assert told(read_folder(folder, SMALL, workers=1)) == told(read_folder(folder, SMALL))


def test_a_process_that_does_not_start_refuses_the_workbooks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "CHILD", "no_such_module")
    inputs = read_folder(folder, SMALL, workers=1)
    assert [p.params["cause"] for p in inputs.problems] == ["incomplete"] * 4


def test_breaking_off_leaves_nothing_running(folder: Path) -> None:
    taken: list[str] = []

    def third(name: str) -> None:
        taken.append(name)
        if len(taken) > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_folder(folder, SMALL, workers=1, on_file=third)
    assert not left_running()
