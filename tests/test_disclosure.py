"""Late answers, as the office meets them: built twice, the reports do not give away who came late."""

import json
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import openpyxl
import pytest

from tests.compare import rows
from tests.program import Done, pdf_text, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures
from tests.tiny_folder import tiny_folder

PEERS = [("甲", 3), ("乙", 3), ("丙", 3)]
LATE = [("丁", 1), ("戊", 1), ("己", 1)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first reports of a1, to whom three peers gave 3 for greeting, with their input."""
    folder = tmp_path_factory.mktemp("first")
    rate(tiny_folder(folder / "input"), PEERS)
    build(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The first reports in a folder of the test's own, where it goes on."""
    copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def rate(source: Path, answers: list[tuple[str, int]]) -> Path:
    """Write the ratings of a1's greeting."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "评分"
    lines: list[list[Any]] = [["工号", "能力素质", "评估人", "关系", "评分"]]
    for line in lines + [["a1", "迎客", f"同事{name}", "同级", rating] for name, rating in answers]:
        sheet.append(line)
    book.save(source / "评分.xlsx")
    return source


def build(folder: Path, *options: str) -> Done:
    return run("build", "input", *options, cwd=folder)


def shown(folder: Path) -> str:
    """The score of greeting as readers see it, from the results workbook."""
    book = openpyxl.load_workbook(folder / "output" / "results.xlsx")
    sheet = book.worksheets[0]
    heading = [cell.value for cell in sheet[1]].index("迎客") + 1
    value = sheet.cell(2, heading).value
    return value if isinstance(value, str) else f"{value:.2f}"


def warnings(folder: Path) -> dict[str, dict[str, str]]:
    return {p["code"]: p for p in rows(folder / "output" / "data" / "problems.csv")}


def exact(folder: Path) -> str:
    return next(s for s in rows(folder / "output" / "data" / "scores.csv") if s["competency"] == "greeting")["score"]


def test_late_answers_wait_for_a_third_one_and_the_administrator_is_told_whose(folder: Path) -> None:
    assert shown(folder) == "3.00"

    rate(folder / "input", PEERS + LATE[:1])
    done = build(folder)
    assert (done.returncode, shown(folder), exact(folder)) == (0, "3.00", "2.5000")
    assert "同事丁" not in pdf_text(folder / "output" / "people" / "a1-毛小满.pdf")
    told = warnings(folder)["answers-kept"]
    assert (told["file"], told["cell"]) == ("评分.xlsx", "E5"), "the answer that came late"
    assert "a1 毛小满" in told["message"]
    assert "迎客" in told["message"]
    assert "丁" not in told["message"]
    assert "1" in told["message"]

    rate(folder / "input", PEERS + LATE)
    build(folder)
    assert (shown(folder), "answers-kept" in warnings(folder)) == ("2.00", False)


def test_the_new_values_are_shown_at_once_to_those_who_ask_for_it(folder: Path) -> None:
    rate(folder / "input", PEERS + LATE[:2])
    build(folder)
    assert shown(folder) == "3.00"
    build(folder, "--reissue", "a1")
    assert (shown(folder), exact(folder)) == ("2.20", "2.2000")
    build(folder)
    assert (shown(folder), "answers-kept" in warnings(folder)) == ("2.20", False), "what is shown stays shown"


def test_a_score_that_is_kept_is_no_reason_to_hand_reports_out_again(folder: Path) -> None:
    rate(folder / "input", [("甲", 1), *PEERS[1:]])
    done = build(folder)
    assert (shown(folder), exact(folder)) == ("3.00", "2.3333")
    assert "需重新发放" not in done.stdout, "reports differ by their note alone"
    page = (folder / "output" / "data" / "changes.html").read_text(encoding="utf-8")
    assert "报告里暂时还是原来的得分：迎客" in page
    assert "REISSUE=a1" in page
    done = build(folder, "--reissue", "a1")
    assert "需重新发放的报告：个人 1 份" in done.stdout
    assert "暂时还是" not in (folder / "output" / "data" / "changes.html").read_text(encoding="utf-8")


def test_a_higher_minimum_withholds_what_was_shown_and_says_so(folder: Path) -> None:
    settings = folder / "input" / "reportgen.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[anonymity]\nminimum = 5\n", encoding="utf-8")
    build(folder)
    assert shown(folder) == "未显示"
    told = warnings(folder)["few-raters"]["message"]
    assert "a1 毛小满" in told
    assert "迎客" in told


@pytest.mark.parametrize("way", ["edited", "missing"])
def test_what_was_issued_is_edited_or_missing(way: str, folder: Path) -> None:
    issued = folder / "output" / "data" / "issued.json"
    if way == "edited":
        issued.write_text(issued.read_text(encoding="utf-8").replace('"peer",3', '"peer",4'), encoding="utf-8")
    else:
        issued.unlink()
    rate(folder / "input", PEERS + LATE[:1])
    done = build(folder)
    assert done.returncode == 2
    assert "issued.json" in done.stderr
    assert "REISSUE=all" in done.stderr
    assert shown(folder) == "3.00", "nothing was made"
    assert run("check", "input", cwd=folder).returncode == 0
    build(folder, "--reissue", "all")
    assert shown(folder) == "2.50"
    assert build(folder).returncode == 0


def test_a_run_that_was_stopped_before_it_wrote_anything_is_no_reason_to_worry(folder: Path) -> None:
    output = folder / "output"
    manifest = json.loads((output / "data" / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["data/issued.json"]["sha256"]
    (output / "data" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (output / "data" / "issued.json").unlink()
    done = build(folder)
    assert "data/issued.json" not in done.stdout
    assert shown(folder) == "3.00"


def test_a_new_cycle_starts_afresh(folder: Path) -> None:
    settings = folder / "input" / "reportgen.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2025", "2026"), encoding="utf-8")
    rate(folder / "input", PEERS + LATE[:1])
    build(folder, "--archive")
    assert (shown(folder), "answers-kept" in warnings(folder)) == ("2.50", False)
    assert list((folder / "output" / "archive").rglob("issued.json"))


def test_after_the_samples_ones_own_workbooks_start_afresh(folder: Path) -> None:
    settings = folder / "input" / "reportgen.toml"
    own = settings.read_text(encoding="utf-8")
    settings.write_text(own + "[report]\nsample = true\n", encoding="utf-8")
    rmtree(folder / "output")
    build(folder)
    settings.write_text(own, encoding="utf-8")
    rate(folder / "input", PEERS + LATE[:1])
    done = build(folder)
    assert done.returncode == 0, done.stderr
    assert (shown(folder), "answers-kept" in warnings(folder)) == ("2.50", False)
