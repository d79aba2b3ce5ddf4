"""Files of the input folder that cannot be read, and folders that vanish."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from reportgen.language import Language
from reportgen.workbooks.opening.files import MAX_FILE_BYTES, find_files
from tests.conftest import WriteBook
from tests.workbooks.opening.books import book
from tests.workbooks.opening.opened import FORM, causes, open_all, sheets


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty"),
        (b"no workbook", "not-a-workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512), "old-or-damaged-xls"),
        (b"PK\x03\x04" + bytes(100), "incomplete"),
        (book(["工号"])[:-100], "incomplete"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_and_the_others_are_read(
    content: bytes, cause: str, workers: int, folder: Path
) -> None:
    (folder / "损坏.xlsx").write_bytes(content)
    opened = open_all(folder, workers=workers)
    assert causes(opened) == [("损坏.xlsx", cause)]
    assert sheets(opened) == [("人员名单.xlsx", "人员名单")]
    assert opened.n_files == 1


def test_a_file_beyond_all_measure_is_not_even_opened(folder: Path) -> None:
    with (folder / "大.xlsx").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert causes(open_all(folder)) == [("大.xlsx", "too-large")]


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """The system refuses to open the files of a name."""
    plain: Any = Path.open

    def refused(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == name:
            raise OSError(number, os.strerror(number), str(path))
        return plain(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "您没有读取权限。请向文件的所有者申请权限"),
        (errno.EBUSY, "它正被另一个程序占用。请在 Excel、WPS 等程序里关闭它"),
        (errno.ENOENT, "它已经不在了。如果是有意删除或移走的，再运行一次即可"),
        (errno.ENOTTY, "系统不允许读取这个文件。"),
    ],
)
def test_a_file_that_the_system_refuses_is_an_error_and_the_others_are_read(
    number: int, said: str, folder: Path, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch, zh: Language
) -> None:
    write_book("锁.xlsx", {"评估": FORM})
    refuse(monkeypatch, "锁.xlsx", number)
    opened = open_all(folder)
    assert causes(opened) == [("锁.xlsx", "unread")]
    assert said in opened.problems[0].message(zh)
    assert opened.n_files == 1


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EHOSTDOWN, errno.ENETUNREACH, errno.ETIMEDOUT])
def test_nothing_is_made_of_half_a_folder_whose_disk_or_network_fails(
    number: int, folder: Path, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_book("锁.xlsx", {"评估": FORM})
    refuse(monkeypatch, "锁.xlsx", number)
    with pytest.raises(OSError, match="锁"):
        open_all(folder)


def test_a_folder_that_vanishes_while_it_is_read_is_an_error_as_a_whole(folder: Path, write_book: WriteBook) -> None:
    write_book("子/锁.xlsx", {"评估": FORM})
    with pytest.raises(FileNotFoundError, match="input"):
        open_all(folder, on_file=lambda _: shutil.rmtree(folder, ignore_errors=True))


def test_so_is_one_that_stands_empty_because_its_disk_was_unplugged(folder: Path, write_book: WriteBook) -> None:
    write_book("子/锁.xlsx", {"评估": FORM})

    def unplug(_: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    with pytest.raises(FileNotFoundError):
        open_all(folder, on_file=unplug)


def test_a_file_or_folder_that_vanishes_after_it_was_listed_is_told(folder: Path, write_book: WriteBook) -> None:
    write_book("子/评分.xlsx", {"评估": FORM})
    opened = open_all(folder, on_file=lambda _: shutil.rmtree(folder / "子", ignore_errors=True))
    assert (causes(opened), opened.n_files) == ([("子/评分.xlsx", "unread")], 1)


def test_what_was_thrown_away_is_not_read(folder: Path, write_book: WriteBook) -> None:
    for place in ("$RECYCLE.BIN", "#recycle", "子/@eaDir", ".Trash-1000/files"):
        write_book(f"{place}/旧评分.xlsx", {"评估": FORM})
    assert [path.name for path in find_files(folder)] == ["人员名单.xlsx"]


def test_a_link_to_nothing_is_told(folder: Path) -> None:
    (folder / "评分.xlsx").symlink_to("没有.xlsx")
    assert causes(open_all(folder)) == [("评分.xlsx", "unread")]


def test_a_file_that_changes_while_it_is_read_is_read_once_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch, zh: Language
) -> None:
    path = folder / "人员名单.xlsx"
    plain, looks = os.fstat, 0
    changes = 2  # until the file is left alone

    def changing(handle: int) -> os.stat_result:
        nonlocal looks
        looks += 1
        if looks <= changes:
            os.utime(path, (0, looks))
        return plain(handle)

    monkeypatch.setattr(os, "fstat", changing)
    assert open_all(folder).n_files == 1
    looks, changes = 0, 100
    opened = open_all(folder)
    assert causes(opened) == [("人员名单.xlsx", "unread")]
    assert "它此刻正在被修改" in opened.problems[0].message(zh)


def test_a_file_that_cannot_be_read_is_told_with_reason_and_remedy(folder: Path, zh: Language, en: Language) -> None:
    (folder / "空.xlsx").write_bytes(b"")
    (found,) = open_all(folder).problems
    assert found.message(en) == (
        "The workbook cannot be read: the file is empty (0 bytes). Copy or export the file once more."
    )
    assert found.message(zh) == "工作簿无法读取：文件是空的（0 字节）。请重新复制或导出这个文件。"
