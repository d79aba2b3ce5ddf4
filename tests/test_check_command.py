"""`reportgen check`: what it prints, writes and leaves alone."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from tests.conftest import GOLDEN, WriteBook
from tests.program import contents, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

FAULTY = GOLDEN / "faulty" / "input"
ROSTER = [["工号", "姓名", "级别"], ["0007", "毛小满", "客户经理4级"], ["0012", "费长风", "3级"]]
RATINGS: list[list[Any]] = [
    ["工号", "能力素质", "评估人", "关系", "评分", "日期"],
    ["0007", "成就导向", "主管甲", "上级", 4, "2026-03-01"],
]
WRITTEN = {"problems.xlsx", "data/admin.html", "data/manifest.json"}


@pytest.fixture
def folder(write_book: WriteBook, tmp_path: Path) -> Path:
    """Two people, one rating."""
    write_book("名单.xlsx", {"名单": ROSTER})
    write_book("评分.xlsx", {"明细": RATINGS})
    return tmp_path / "input"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The faulty workbooks, as programs see their check."""
    done = run("check", FAULTY, "--output", tmp_path_factory.mktemp("faulty") / "out", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_it_says_of_every_sheet_what_it_was_taken_for_whom_it_rates_and_by_whom(folder: Path, tmp_path: Path) -> None:
    done = run("check", folder, "--output", tmp_path / "out")
    lines = done.stdout.splitlines()
    assert lines[1:4] == [
        "文件和工作表（2 个文件：2 采用）",
        "  名单.xlsx › 名单：人员名单；表头第 1 行；涉及 毛小满、费长风；采用 2、未采用 0、空白 0",
        "  评分.xlsx › 明细：评分明细；表头第 1 行；涉及 0007 毛小满；由 主管甲（上级）；采用 1、未采用 0、空白 0",
    ]
    assert "  没有任何评分（连自评也没有） (1 / 2)：0012 费长风" in lines
    assert "评估人：1 人、1 份（按关系计），全部答完" in lines  # a list asks only what it holds
    assert lines[-2:] == ["已读取：2 人，1 个评分，评估周期 2026。", "没有发现问题。"]


def test_english_is_one_option_away(folder: Path, tmp_path: Path) -> None:
    done = run("check", folder, "--output", tmp_path / "out", "--lang", "en")
    assert (
        "  评分.xlsx › 明细: rating list; header row 1; about 0007 毛小满; by 主管甲 (Supervisor); used 1, left out 0, blank 0"
        in done.stdout
    )
    assert openpyxl.load_workbook(tmp_path / "out" / "problems.xlsx").sheetnames == ["Overview"]


def test_json_is_all_that_is_printed_and_complete(faulty: dict[str, Any]) -> None:
    assert faulty["counts"] == {"errors": 11, "warnings": 14, "files": 16, "people": 6, "raters": 9}
    assert {file["file"]: file["state"] for file in faulty["files"] if file["state"] != "read"} == {
        "损坏.xlsx": "unreadable",
        "评分/副本 00038-上级.xlsx": "duplicate",
    }
    one = next(p for p in faulty["problems"] if p["code"] == "rating-out-of-range")
    assert {key: one[key] for key in ("severity", "owner", "rater", "person", "sheet", "cell", "value", "nearest")} == {
        "severity": "error", "owner": "rater", "rater": "同级乙", "person": "00003", "sheet": "评分矩阵", "cell": "H5",
        "value": "7", "nearest": "6",
    }  # fmt: skip


def test_people_with_incomplete_data_are_marked_with_what_is_missing_and_whom_to_ask(faulty: dict[str, Any]) -> None:
    told = {p["id"]: (p["manager"], p["missing"]) for p in faulty["people"] if p["missing"]}
    assert told == {
        "00017": ("吴主任", ["without_supervisor", "few_rated"]),
        "00024": ("郑经理", ["without_supervisor", "few_rated"]),
    }
    fates = [file["fate"] for file in faulty["files"]]
    assert {fate: fates.count(fate) for fate in fates} == {
        "used": 12,
        "not-recognised": 2,
        "unreadable": 1,
        "duplicate": 1,
    }


def test_a_form_filled_in_wrongly_is_not_for_the_keeper_of_the_roster(faulty: dict[str, Any]) -> None:
    owners = {p["code"]: p["owner"] for p in faulty["problems"]}
    assert [owners[code] for code in ("name-mismatch", "id-as-number", "unknown-person")] == [
        "collector",
        "exams",
        "hr",
    ]


def test_an_exam_without_a_score_because_of_a_bad_mark_is_not_to_be_taken_again(faulty: dict[str, Any]) -> None:
    told = {p["cell"]: p["remedy"] for p in faulty["problems"] if p["code"] == "exam-incomplete"}
    assert told == {"D2": "改正这一格的成绩后即可计算。", "E3": "补考后请填上成绩。"}


def test_every_key_of_the_json_is_documented(faulty: dict[str, Any]) -> None:
    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            own = set() if {*value} <= {"self", "supervisor", "peer", "subordinate", "customer"} else set(value)
            return own.union(*(keys(v) for v in value.values()))
        return set().union(*(keys(v) for v in value)) if isinstance(value, list) else set()

    text = (Path(__file__).parent.parent / "docs" / "check.md").read_text(encoding="utf-8")
    assert {key for key in keys(faulty) if f"`{key}`" not in text} == set()


def test_the_nearest_value_of_every_planted_fault_is_the_right_one(faulty: dict[str, Any]) -> None:
    near = {(p["code"], p["cell"]): p["nearest"] for p in faulty["problems"] if p["nearest"]}
    assert near == {
        ("mark-out-of-range", "D2"): "100",
        ("vote-out-of-range", "E15"): "4",
        ("unknown-competency", "B13"): "协调能力",  # the one that the form lacks
        ("name-mismatch", "B2"): "赵涛",
        ("rating-out-of-range", "H5"): "6",
        ("unknown-person", "A8"): "00024",
        ("stored-result-differs", "K21"): "2",
        ("id-as-number", "A4"): "00017",
    }


def test_the_links_of_the_list_lead_to_the_workbooks(tmp_path: Path) -> None:
    run("check", FAULTY, "--output", tmp_path / "输出 1" / "out")
    sheet = openpyxl.load_workbook(tmp_path / "输出 1" / "out" / "problems.xlsx")["全部"]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) > sheet.max_row
    for link in links:
        assert link.target is not None
        assert not link.target.startswith("/")
        assert (tmp_path / "输出 1" / "out" / unquote(link.target)).resolve().is_relative_to(FAULTY)
        assert (tmp_path / "输出 1" / "out" / unquote(link.target)).is_file()


def test_without_a_roster_the_check_and_the_list_are_there_all_the_same(write_book: WriteBook, tmp_path: Path) -> None:
    write_book("评分.xlsx", {"明细": RATINGS})
    done = run("check", tmp_path / "input", "--output", tmp_path / "out")
    assert (done.returncode, "没有找到人员名单" in done.stderr) == (2, True)
    assert "评分明细" in done.stdout
    assert set(contents(tmp_path / "out")) == WRITTEN
    said = run("check", tmp_path / "input", "--output", tmp_path / "out", "--json")
    assert (said.returncode, json.loads(said.stdout)["roster"]) == (2, False)


def test_an_empty_folder_is_said_in_a_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    done = run("check", tmp_path / "input", "--output", tmp_path / "out")
    assert (done.returncode, len(done.stdout.splitlines()), "没有可读的工作簿" in done.stderr) == (2, 1, True)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_only_a_check_has_written_to_takes_a_build_of_any_cycle(folder: Path, tmp_path: Path) -> None:
    run("check", folder, "--output", tmp_path / "out")
    (folder / "reportgen.toml").write_text('[cycle]\nname = "2025"\n', encoding="utf-8")
    done = run("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {"problems.xlsx", "data/admin.html", "index.html"} <= set(contents(tmp_path / "out"))


def test_a_check_beside_a_build_of_the_same_cycle_leaves_its_reports_alone(
    folder: Path, write_book: WriteBook, tmp_path: Path
) -> None:
    run("build", folder, "--output", tmp_path / "out")
    built = contents(tmp_path / "out")
    assert run("check", folder, "--output", tmp_path / "out").returncode == 0
    assert contents(tmp_path / "out") == built
    write_book("评分.xlsx", {"明细": [*RATINGS, ["0012", "成就导向", "主管甲", "上级", 9, "2026-03-01"]]})
    assert run("check", folder, "--output", tmp_path / "out").returncode == 1
    changed = contents(tmp_path / "out")
    assert {name for name in built if built[name] != changed[name]} == WRITTEN


@pytest.mark.parametrize("why", ["another cycle", "foreign files", "no folder"])
def test_a_folder_that_is_not_for_this_check_is_left_alone_and_that_is_said(
    folder: Path, tmp_path: Path, why: str
) -> None:
    output = tmp_path / "out"
    if why == "another cycle":
        run("build", folder, "--output", output)
        (folder / "reportgen.toml").write_text('[cycle]\nname = "2025"\n', encoding="utf-8")
    elif why == "foreign files":
        output.mkdir()
        (output / "通讯录.docx").write_text("mine")
    else:
        (tmp_path / "file").write_text("")
        output = tmp_path / "file" / "out"
    before = contents(output)
    done = run("check", folder, "--output", output)
    assert done.returncode == 0
    assert "评分明细" in done.stdout
    assert "问题清单没有写出：" in done.stdout
    assert {"another cycle": "2026", "foreign files": "通讯录.docx", "no folder": "应为文件夹的位置是一个文件"}[
        why
    ] in done.stdout
    assert contents(output) == before
    said = json.loads(run("check", folder, "--output", output, "--json").stdout)
    assert (said["problems_file"], bool(said["not_written"])) == (None, True)


def test_readers_pages_mention_nothing_of_it(folder: Path, tmp_path: Path) -> None:
    run("build", folder, "--output", tmp_path / "out")
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert not [word for word in ("problems.xlsx", "admin", "主管甲") if word in index]
    page = (tmp_path / "out" / "data" / "admin.html").read_text(encoding="utf-8")
    assert "主管甲" in page
    assert 'href="../problems.xlsx"' not in page  # nothing to mend


def test_a_list_of_problems_that_is_open_elsewhere_is_told(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "似乎正在" not in run("check", folder, "--output", out).stdout
    (out / "~$problems.xlsx").write_bytes(b"")
    assert "problems.xlsx 似乎正在 Excel 等程序中打开" in run("check", folder, "--output", out).stdout
