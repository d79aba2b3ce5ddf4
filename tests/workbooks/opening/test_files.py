"""The input folder as files: which are read, in which order, and what is said of the others."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.language import Language
from reportgen.problems import in_order
from reportgen.workbooks.opening import files
from reportgen.workbooks.opening.files import SUFFIXES, find_files, has_workbook
from tests.conftest import WriteBook
from tests.workbooks.opening.books import book, with_cell, with_parts
from tests.workbooks.opening.opened import FORM, causes, open_all, said, sheets

# ---- which files


def test_the_folder_is_searched_with_its_subfolders_in_code_point_order(folder: Path, write_book: WriteBook) -> None:
    for name in ("评分/乙.xlsx", "评分/a.xlsx", "评分/B.xlsm", "评分/A/甲.XLSX", "z.xlsx", "Z.xlsx"):
        write_book(name, {"表": FORM})
    assert [path.relative_to(folder).as_posix() for path in find_files(folder)] == [
        "Z.xlsx",
        "z.xlsx",
        "人员名单.xlsx",
        "评分/A/甲.XLSX",
        "评分/B.xlsm",
        "评分/a.xlsx",
        "评分/乙.xlsx",
    ]


@pytest.mark.parametrize("workers", [0, 2])
def test_grids_come_in_the_order_of_their_files(workers: int, folder: Path, write_book: WriteBook) -> None:
    for name in ("评分/乙.xlsx", "评分/a.xlsx", "z.xlsx"):
        write_book(name, {"一": [[name]], "二": [[name]]})
    opened = open_all(folder, workers=workers)
    assert sheets(opened) == [
        *[("z.xlsx", "一"), ("z.xlsx", "二"), ("人员名单.xlsx", "人员名单")],
        *[("评分/a.xlsx", "一"), ("评分/a.xlsx", "二"), ("评分/乙.xlsx", "一"), ("评分/乙.xlsx", "二")],
    ]
    assert (opened.n_files, opened.problems) == (4, ())


@pytest.mark.parametrize("name", ["表.xlsx", "表.XLSX", "表.xlsm", "夹/深/表.xlsx", "表.xls", "表.ods", "表.csv"])
def test_workbooks_are_read_wherever_they_stand_and_by_what_they_are(
    name: str, folder: Path, write_book: WriteBook
) -> None:
    write_book(name, {"评估": FORM})
    opened = open_all(folder)
    assert (name, "评估") in sheets(opened)
    assert (opened.n_files, opened.problems) == (2, ())


@pytest.mark.parametrize(
    "name", ["~$人员名单.xlsx", ".人员名单.xlsx", ".cache/人员名单.xlsx", "评分/~$表.xlsx", ".~表.csv"]
)
def test_lock_files_and_dotfiles_are_skipped(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"\x00" * 165)
    assert open_all(folder).problems == ()


def test_the_output_folder_is_skipped(folder: Path, write_book: WriteBook) -> None:
    write_book("output/results.xlsx", {"得分": FORM})
    write_book("output/archive/2025/results.xlsx", {"得分": FORM})
    opened = open_all(folder, skip=[folder / "output"])
    assert sheets(opened) == [("人员名单.xlsx", "人员名单")]
    assert opened.problems == ()


def test_an_output_folder_of_ours_is_no_input_wherever_it_stands(folder: Path, write_book: WriteBook) -> None:
    write_book("去年/results.xlsx", {"得分": FORM})
    (folder / "去年" / "data").mkdir()
    (folder / "去年" / "data" / "manifest.json").write_text(
        '{"format": 1, "files": {"results.xlsx": {}}}', encoding="utf-8"
    )
    assert sheets(open_all(folder)) == [("人员名单.xlsx", "人员名单")]


def test_the_settings_file_is_no_input_in_the_folder_itself(folder: Path) -> None:
    (folder / "reportgen.toml").write_text("", encoding="utf-8")
    assert open_all(folder, ignore=["reportgen.toml"]).problems == ()


@pytest.mark.parametrize("name", ["说明.docx", "照片.png", "夹/表.et", "表.txt", "表.fods", "无后缀"])
def test_other_files_are_named_and_not_read(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    shutil.copyfile(folder / "人员名单.xlsx", folder / name)
    opened = open_all(folder)
    assert said(opened) == [("unsupported-file", name, "")]
    assert opened.n_files == 1


def test_folders_behind_links_are_followed_but_not_in_circles(
    folder: Path, write_book: WriteBook, tmp_path: Path
) -> None:
    write_book("../elsewhere/表.xlsx", {"评估": FORM})
    (folder / "链接").symlink_to(tmp_path / "elsewhere")
    (folder / "自身").symlink_to(folder)
    opened = open_all(folder)
    assert (opened.n_files, opened.problems) == (2, ())


def test_a_folder_named_like_a_workbook_is_a_folder(folder: Path, write_book: WriteBook) -> None:
    write_book("评分.xlsx/表.xlsx", {"评估": FORM})
    assert ("评分.xlsx/表.xlsx", "评估") in sheets(open_all(folder))


def test_progress_names_each_file_once(folder: Path, write_book: WriteBook) -> None:
    write_book("评分/表.xlsx", {"评估": FORM})
    (folder / "说明.docx").write_bytes(b"x")
    names: list[str] = []
    open_all(folder, on_file=names.append)
    assert names == ["人员名单.xlsx", "评分/表.xlsx", "说明.docx"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *[(f"表{suffix}", True) for suffix in SUFFIXES],
        *[("夹/表.XLSM", True), ("表.txt", False), ("~$表.xlsx", False), (".表.xlsx", False)],
    ],
)
def test_a_folder_has_a_workbook_when_there_is_one_to_read(name: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    assert has_workbook(tmp_path) is expected
    assert not has_workbook(tmp_path / "missing")


# ---- the same file twice


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("乙.xlsx", "甲.xlsx"),
        ("B.xlsx", "a.xlsx"),
        ("a.xlsx", "a/a.xlsx"),
        ("z/1.xlsx", "评分/1.xlsx"),
        ("1.xlsm", "1.xlsx"),
    ],
)
def test_the_same_file_twice_is_read_once_and_said_at_the_later_path(
    first: str, later: str, folder: Path, write_book: WriteBook
) -> None:
    path = write_book(later, {"评估": FORM})
    (folder / first).parent.mkdir(exist_ok=True)
    shutil.copyfile(path, folder / first)
    opened = open_all(folder)
    assert said(opened) == [("duplicate-file", later, "")]
    assert opened.problems[0].params == {"other": first}
    assert (first, "评估") in sheets(opened)
    assert opened.n_files == 2


# ---- files on their way


class Moving:
    """A file that is half copied, and becomes whole while one waits."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> None:
        self.slept: list[float] = []
        self._whole = book(["工号"])
        self._path = path
        self._becomes_whole = whole
        path.write_bytes(self._whole[:-200])
        monkeypatch.setattr(files, "SETTLED_SECONDS", 2.0)
        monkeypatch.setattr(time, "sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._becomes_whole:
            self._path.write_bytes(self._whole)


def test_a_file_that_is_being_copied_is_given_a_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving = Moving(folder / "表.xlsx", monkeypatch, whole=True)
    assert said(open_all(folder)) == []
    assert len(moving.slept) == 1
    assert 0 < moving.slept[0] <= 2


def test_a_file_that_stays_half_copied_is_waited_for_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving = Moving(folder / "表.xlsx", monkeypatch, whole=False)
    assert causes(open_all(folder)) == [("表.xlsx", "incomplete")]
    assert len(moving.slept) == 1


def test_an_old_file_without_end_is_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving = Moving(folder / "表.xlsx", monkeypatch, whole=True)
    before = time.time() - 60
    os.utime(folder / "表.xlsx", (before, before))
    assert causes(open_all(folder)) == [("表.xlsx", "incomplete")]
    assert moving.slept == []


# ---- what is said of files that are read


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def hide_sheet(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


@pytest.mark.parametrize("hide", [hide_row, hide_column, hide_sheet])
def test_hidden_data_is_read_and_said_at_its_sheet(hide: Any, folder: Path, write_book: WriteBook) -> None:
    path = write_book("表.xlsx", {"一": FORM, "二": FORM})
    workbook = openpyxl.load_workbook(path)
    hide(workbook["二"])
    workbook.save(path)
    opened = open_all(folder)
    assert said(opened) == [("hidden-data", "表.xlsx", "二")]
    assert ("表.xlsx", "二") in sheets(opened)


def test_fault_14_values_from_other_workbooks_are_taken_and_said(folder: Path, en: Language) -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="x/externalLinkPath" Target="last%20year.xlsx" TargetMode="External"/></Relationships>'
    )
    linked = with_parts(book(["工号"]), ("xl/externalLinks/_rels/externalLink1.xml.rels", relation.encode()))
    (folder / "表.xlsx").write_bytes(linked)
    (found,) = open_all(folder).problems
    assert (found.code, found.severity, found.source.file) == ("external-links", "warning", "表.xlsx")
    assert "last year.xlsx" in found.what(en)


def test_an_empty_sheet_is_nothing_to_report(folder: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"评估": FORM, "Sheet2": [], "Sheet3": [["  ", None]]})
    opened = open_all(folder)
    assert sheets(opened)[-1] == ("表.xlsx", "评估")
    assert opened.problems == ()


def test_a_cell_that_holds_no_number_stays_a_problem_of_the_cell(folder: Path) -> None:
    (folder / "表.xlsx").write_bytes(with_cell('<c r="A1"><v>1_000</v></c>'))
    grid = next(grid for grid in open_all(folder).grids if grid.file == "表.xlsx")
    assert grid.at(1, 1).number() is None
    found = grid.broken(grid.at(1, 1))
    assert found is not None
    assert (found.code, found.source.cell) == ("error-cell", "A1")


def test_problems_stand_in_the_order_of_the_files(folder: Path, write_book: WriteBook) -> None:
    (folder / "b.xlsx").write_bytes(b"")
    (folder / "a.docx").write_bytes(b"x")
    shutil.copyfile(write_book("c.xlsx", {"表": FORM}), folder / "d.xlsx")
    (folder / "e.xlsx").write_bytes(b"y")
    opened = open_all(folder, workers=1)
    assert [p.source.file for p in opened.problems] == ["a.docx", "b.xlsx", "d.xlsx", "e.xlsx"]
    assert list(in_order(opened.problems)) == list(opened.problems)
