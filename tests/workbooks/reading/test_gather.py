"""What is remembered of workbooks, or read in other processes, is what is read here and now."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.load import packaged_model
from reportgen.workbooks.inbox import read_folder
from reportgen.workbooks.reading import gather
from reportgen.workbooks.reading.memory import Memory
from tests.conftest import GOLDEN, Rows, WriteBook
from tests.program import SAMPLES
from tests.workbooks.reading.alike import told
from tests.workbooks.sheets import SMALL

ROSTER: Rows = [["工号", "姓名", "级别"], ["00017", "李明", "3级"], ["00045", "张伟", "2级"], ["00051", "王芳", "2级"]]
HEAD: Rows = [["工号", "00017", "评估人", "周主任", "关系", "上级", "日期", "2026-03-04"], ["能力素质", "评分"]]
MARKS: Rows = [["工号", "法律法规"], ["00017", 80], ["00051", "缺考"]]


def form(*answers: object, head: Rows = HEAD) -> Rows:
    names = ("成就导向", "抗挫能力", "沟通倾听能力")
    return [*head, *([name, answer] for name, answer in zip(names, answers, strict=True))]


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook) -> Path:
    """Forms, marks, a lunch menu, a broken file, another kind of file, the same file twice; the roster in the middle."""
    write_book("a/1.xlsx", {"评估": form(4, 5, 6), "考试": MARKS})
    write_book(
        "a/2.xlsx", {"评估": form(4, 9, "好", head=[["姓名", "张伟", "评估人", "吴工", "关系", "同级"], HEAD[1]])}
    )
    write_book("b/人员.xlsx", {"人员": ROSTER})
    write_book(
        "c/3.xlsx",
        {
            "评估": form(1, 2, 3, head=[["工号", "00099", "评估人", "吴工", "关系", "同级"], HEAD[1]]),
            "午餐": [["面", 12]],
        },
    )
    folder = tmp_path / "input"
    shutil.copy(folder / "a/1.xlsx", folder / "c/4.xlsx")
    (folder / "a/5.xlsx").write_bytes(b"no workbook")
    (folder / "说明.docx").write_bytes(b"x")
    return folder


@pytest.fixture(params=["here", "in processes"])
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Inputs]:
    """Reads a folder in this process, or in others however few its files are."""
    if request.param == "here":
        return read_folder
    monkeypatch.setattr(gather, "MANY_FILES", 1)
    return lambda *given, **options: read_folder(*given, workers=1, **options)


def remembered(folder: Path) -> bytes:
    """What is kept of a first run."""
    memory = Memory(None, "program")
    read_folder(folder, SMALL, memory=memory)
    content = memory.content()
    assert content is not None
    return content


class Opened:
    """Counts the files that are opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        plain = gather.Gathering._take

        def take(gathering: gather.Gathering, name: str, *more: Any) -> None:
            self.names.append(name)
            plain(gathering, name, *more)

        monkeypatch.setattr(gather.Gathering, "_take", take)


# ---- whole folders


@pytest.mark.parametrize("place", [SAMPLES, GOLDEN / "input", GOLDEN / "faulty" / "input"])
def test_a_folder_is_read_from_memory_as_it_is_read_from_its_files(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = packaged_model()
    plain = told(read_folder(place, model))
    memory = Memory(None, "program")
    monkeypatch.setattr(gather, "MANY_FILES", 2)
    assert told(read_folder(place, model, workers=2, memory=memory)) == plain
    again = Memory(memory.content(), "program")
    assert told(read_folder(place, model, memory=again)) == plain
    assert again.content() is None


def test_results_of_ours_are_remembered_as_such(
    folder: Path, read: Callable[..., Inputs], write_book: WriteBook
) -> None:
    note: Rows = [["单元格", "最接近的有效值（请向填写人核实）"], ["B7", "6"]]
    write_book("old results.xlsx", {"说明": [["Digest of the model", "x"]], "评估": form(1, 1, 1)})
    write_book(
        "problems.xlsx", {"评估": form(1, 1, 1, head=[["工号", "00051", "评估人", "吴工"], HEAD[1]]), "要改的": note}
    )
    plain = read_folder(folder, SMALL)
    own = [(found.source.file, found.source.sheet) for found in plain.problems if found.code == "own-output"]
    assert own == [("old results.xlsx", ""), ("problems.xlsx", "要改的")]
    assert told(read(folder, SMALL, memory=Memory(remembered(folder), "program"))) == told(plain)


# ---- what changed since


def edit(_folder: Path, write_book: WriteBook) -> None:
    write_book("a/1.xlsx", {"评估": form(4, 5, 5), "考试": MARKS})


def add(_folder: Path, write_book: WriteBook) -> None:
    write_book("d/6.xlsx", {"评估": form(2, 2, 2, head=[["工号", "00051", "评估人", "周主任"], HEAD[1]])})


def rename(folder: Path, _write: WriteBook) -> None:
    (folder / "a/2.xlsx").rename(folder / "a/7.xlsx")


def move_the_roster(folder: Path, _write: WriteBook) -> None:
    (folder / "b/人员.xlsx").rename(folder / "z.xlsx")


def delete(folder: Path, _write: WriteBook) -> None:
    (folder / "a/2.xlsx").unlink()


def delete_the_first_of_two(folder: Path, _write: WriteBook) -> None:
    (folder / "a/1.xlsx").unlink()


def copy(folder: Path, _write: WriteBook) -> None:
    shutil.copy(folder / "a/2.xlsx", folder / "a/0.xlsx")


def swap(folder: Path, _write: WriteBook) -> None:
    (folder / "a/1.xlsx").rename(folder / "x")
    (folder / "a/2.xlsx").rename(folder / "a/1.xlsx")
    (folder / "x").rename(folder / "a/2.xlsx")


def a_person_more(_folder: Path, write_book: WriteBook) -> None:
    write_book("b/人员.xlsx", {"人员": [*ROSTER, ["00099", "赵敏", "3级"]]})


def another_grade(_folder: Path, write_book: WriteBook) -> None:
    write_book("b/人员.xlsx", {"人员": [*ROSTER[:2], ["00045", "张伟", "3级"], ROSTER[3]]})


def another_department(_folder: Path, write_book: WriteBook) -> None:
    write_book("b/人员.xlsx", {"人员": [[*ROSTER[0], "部门"], *([*row, "一部"] for row in ROSTER[1:])]})


def a_second_roster(_folder: Path, write_book: WriteBook) -> None:
    write_book("y.xlsx", {"表": [ROSTER[0], ["00099", "赵敏", "3级"]]})


def a_roster_in_a_form(_folder: Path, write_book: WriteBook) -> None:
    write_book("a/1.xlsx", {"评估": form(4, 5, 5), "表": [ROSTER[0], ["00099", "赵敏", "3级"]]})


def no_roster(folder: Path, _write: WriteBook) -> None:
    (folder / "b/人员.xlsx").unlink()


def all_broken(folder: Path, _write: WriteBook) -> None:
    for path in folder.rglob("*.xlsx"):
        path.write_bytes(path.read_bytes()[:-40])


def nothing(_folder: Path, _write: WriteBook) -> None:
    """All is as it was."""


CHANGES = [
    *(edit, add, rename, move_the_roster, delete, delete_the_first_of_two, copy, swap, nothing, all_broken),
    *(a_person_more, another_grade, another_department, a_second_roster, a_roster_in_a_form, no_roster),
]


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_a_folder_is_read_as_if_nothing_were_remembered(
    change: Callable[[Path, WriteBook], None], folder: Path, read: Callable[..., Inputs], write_book: WriteBook
) -> None:
    before = remembered(folder)
    change(folder, write_book)
    plain = told(read_folder(folder, SMALL))
    memory = Memory(before, "program")
    assert told(read(folder, SMALL, memory=memory)) == plain
    after = Memory(memory.content() or before, "program")
    assert told(read(folder, SMALL, memory=after)) == plain


SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "a cycle": {"cycle": Cycle("2025", date(2025, 1, 1), date(2025, 12, 31))},
    "an alias": {"aliases": {"面": "成就导向"}},
}


@pytest.mark.parametrize("options", SETTINGS.values(), ids=SETTINGS)
def test_with_other_settings_nothing_is_remembered(
    options: Mapping[str, Any], folder: Path, read: Callable[..., Inputs]
) -> None:
    memory = Memory(remembered(folder), "program")
    assert told(read(folder, SMALL, memory=memory, **options)) == told(read_folder(folder, SMALL, **options))
    back = Memory(memory.content(), "program")
    assert told(read(folder, SMALL, memory=back)) == told(read_folder(folder, SMALL))


def test_with_another_model_or_program_nothing_is_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = remembered(folder)
    opened = Opened(monkeypatch)
    other = replace(SMALL, scale=SMALL.scale[:-1])
    assert told(read_folder(folder, other, memory=Memory(content, "program"))) == told(read_folder(folder, other))
    opened.names.clear()
    read_folder(folder, SMALL, memory=Memory(content, "another program"))
    assert len(opened.names) == 5


# ---- what is opened


def test_unchanged_workbooks_are_not_opened(
    folder: Path, read: Callable[..., Inputs], write_book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = remembered(folder)
    (folder / "a/1.xlsx").touch()
    write_book("a/2.xlsx", {"评估": form(4, 4, 4)})
    opened = Opened(monkeypatch)
    read(folder, SMALL, memory=Memory(content, "program"))
    assert opened.names == ["a/2.xlsx", "a/5.xlsx"]


def test_a_line_of_the_roster_that_means_nobody_else_opens_the_roster_only(
    folder: Path, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = remembered(folder)
    another_department(folder, write_book)
    opened = Opened(monkeypatch)
    read_folder(folder, SMALL, memory=Memory(content, "program"))
    assert opened.names == ["a/5.xlsx", "b/人员.xlsx"]


def test_a_file_that_changes_between_being_hashed_and_opened_is_refused(folder: Path, write_book: WriteBook) -> None:
    content = remembered(folder)
    a_person_more(folder, write_book)

    def meanwhile(name: str) -> None:
        if name == "说明.docx":  # the last one: all are hashed
            write_book("a/2.xlsx", {"评估": form(4, 4, 4)})

    inputs = read_folder(folder, SMALL, memory=Memory(content, "program"), on_file=meanwhile)
    refused = [(p.source.file, p.params["cause"]) for p in inputs.problems if p.code == "unreadable-workbook"]
    assert refused == [("a/2.xlsx", "unread"), ("a/5.xlsx", "not-a-workbook")]
    assert inputs.files_read == 3


def test_a_roster_that_comes_last_makes_the_others_be_read_again(
    folder: Path, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """00099 of `c/3.xlsx` is in the roster of the last file only, whose name says nothing."""
    monkeypatch.setattr(gather, "MANY_FILES", 1)
    a_second_roster(folder, write_book)
    assert told(read_folder(folder, SMALL, workers=2)) == told(read_folder(folder, SMALL))
    assert "00099" in set(read_folder(folder, SMALL, workers=2).ratings["person_id"])
