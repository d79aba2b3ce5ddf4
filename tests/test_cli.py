"""The command: what it reads, what it says, how it ends."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.compare import rows
from tests.conftest import GOLDEN, WriteBook
from tests.program import SAMPLES, contents, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

ROSTER = [
    ["工号", "姓名", "级别", "部门"],
    ["0007", "毛小满", "客户经理4级", "一部"],
    ["0012", "费长风", "3级", "二部"],
]
RATINGS: list[list[Any]] = [["工号", "能力素质", "评估人", "关系", "评分"], ["0007", "成就导向", "主管甲", "上级", 4]]


@pytest.fixture
def folder(write_book: WriteBook, tmp_path: Path) -> Path:
    """Two people, one rating."""
    write_book("名单.xlsx", {"名单": ROSTER})
    write_book("评分.xlsx", {"明细": RATINGS})
    return tmp_path / "input"


def test_help_is_english_and_names_the_commands() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("build", "check", "doctor"))


def test_doctor_says_that_the_font_of_the_reports_is_ready_and_how_big() -> None:
    done = run("doctor", "--lang", "en")
    assert done.returncode == 0, done.stdout
    assert re.search(r"The font of the reports is ready: made from \S.*, [2-9]\.\d MB\.", done.stdout)


def test_it_says_first_what_it_reads_and_last_where_the_reports_and_problems_are(folder: Path, tmp_path: Path) -> None:
    done = run("build", folder, "--output", tmp_path / "out")
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0] == f"正在读取 {folder}/"
    assert "个人报告 2 份、级别报告 2 份" in lines[-2]
    assert "index.html" in lines[-2]
    assert lines[-1] == "没有发现问题。"


def test_english_is_one_option_away(folder: Path, tmp_path: Path) -> None:
    done = run("build", folder, "--output", tmp_path / "out", "--lang", "en")
    assert done.stdout.splitlines()[0] == f"Reading {folder}/"
    assert "2 reports on people and 2 on grades" in done.stdout
    assert rows(tmp_path / "out" / "data" / "scores.csv")[0]["competency_name"] == "Achievement orientation"


@pytest.mark.usefixtures("rendered_anew")
def test_a_second_run_gives_the_same_bytes_and_an_hour_changes_nothing(folder: Path, tmp_path: Path) -> None:
    said = {"data/changes.html", "data/manifest.json"}  # first "first run", then "nothing changed"
    run("build", folder, "--output", tmp_path / "one")
    first = contents(tmp_path / "one")
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    run("build", folder, "--output", tmp_path / "one")
    second = contents(tmp_path / "one")
    assert {name for name in first if first[name] != second[name]} == said
    assert second.keys() == first.keys()
    run("build", folder, "--output", tmp_path / "one")
    run("build", folder, "--output", tmp_path / "two")
    assert contents(tmp_path / "one") == second
    assert contents(tmp_path / "two") == first


def test_without_a_folder_the_input_is_read_as_soon_as_it_holds_a_workbook(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "input_samples").symlink_to(SAMPLES)
    assert run("check", cwd=tmp_path).stdout.splitlines()[0] == "正在读取 input/"
    for path in folder.iterdir():
        path.unlink()
    done = run("check", cwd=tmp_path)
    assert done.stdout.splitlines()[0] == "正在读取 input_samples/"
    assert done.returncode == 0


def test_check_lists_every_problem_and_makes_no_report(tmp_path: Path) -> None:
    done = run("check", GOLDEN / "faulty" / "input", cwd=tmp_path)
    assert done.returncode == 1
    for problem in rows(GOLDEN / "faulty" / "expected" / "problems.csv"):
        place = " ".join(part for part in (problem["file"], problem["sheet"], problem["cell"]) if part)
        assert f"[{problem['code']}] {place}\n" in done.stdout
    assert set(contents(tmp_path)) == {
        f"output/{name}" for name in ("problems.xlsx", "data/admin.html", "data/manifest.json")
    }


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda folder: folder / "nowhere", "不存在"),
        (lambda folder: folder / "名单.xlsx", "不是文件夹"),
    ],
)
def test_a_wrong_folder_is_named(folder: Path, prepare: object, says: str) -> None:
    wrong = prepare(folder)  # type: ignore[operator]
    done = run("check", wrong)
    assert done.returncode == 2
    assert str(wrong) in done.stderr
    assert says in done.stderr


def test_an_empty_folder_and_one_without_roster_get_their_sentence(write_book: WriteBook, tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    done = run("build", tmp_path / "input", "--output", tmp_path / "out")
    assert (done.returncode, "没有可读的工作簿" in done.stderr) == (2, True)
    assert not (tmp_path / "out").exists()
    write_book("评分.xlsx", {"明细": RATINGS})
    done = run("build", tmp_path / "input", "--output", tmp_path / "out")
    assert (done.returncode, "人员名单" in done.stderr) == (2, True)
    assert f"问题清单在 {tmp_path / 'out' / 'problems.xlsx'}。" in done.stderr
    assert set(contents(tmp_path / "out")) == {"problems.xlsx", "data/admin.html", "data/manifest.json"}


def test_a_folder_with_other_files_is_refused_and_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "通讯录.docx").write_text("mine")
    done = run("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "通讯录.docx" in done.stderr
    assert contents(tmp_path / "out") == {"通讯录.docx": b"mine"}


@pytest.mark.parametrize("output", [".", "..", "input"])
def test_the_output_must_not_hold_the_input(folder: Path, output: str) -> None:
    done = run("build", folder, "--output", folder / output if output != "input" else folder)
    assert done.returncode == 2
    assert "输入文件夹" in done.stderr


def test_an_output_folder_inside_the_input_is_not_read(folder: Path) -> None:
    assert run("build", folder, "--output", folder / "out").returncode == 0
    done = run("build", folder, "--output", folder / "out")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "没有发现问题。")


def test_an_output_that_cannot_be_written_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("build", folder, "--output", tmp_path / "file" / "out")
    assert done.returncode == 2
    assert "无法" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "reportgen.toml").write_text('[report]\norganization = "x"\n', encoding="utf-8")
    done = run("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "report.organization" in done.stderr


def test_a_wrong_model_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "reportgen.toml").write_text('model = "m.toml"\n', encoding="utf-8")
    (folder / "m.toml").write_text("[model]\nid = 1\n", encoding="utf-8")
    done = run("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "m.toml" in done.stderr
    assert "thresholds" in done.stderr


def test_another_cycle_is_refused_until_the_old_one_is_archived(folder: Path, tmp_path: Path) -> None:
    settings = folder / "reportgen.toml"
    settings.write_text('[cycle]\nname = "2025"\n', encoding="utf-8")
    assert run("build", folder, "--output", tmp_path / "out").returncode == 0
    old = contents(tmp_path / "out")
    settings.write_text('[cycle]\nname = "2026"\n', encoding="utf-8")
    done = run("build", folder, "--output", tmp_path / "out")
    assert (done.returncode, "--archive" in done.stderr) == (2, True)
    assert contents(tmp_path / "out") == old
    assert run("build", folder, "--output", tmp_path / "out", "--archive").returncode == 0
    assert contents(tmp_path / "out" / "archive" / "2025") == old


def test_who_left_the_roster_loses_the_report_but_not_while_the_roster_has_errors(
    folder: Path, write_book: WriteBook, tmp_path: Path
) -> None:
    gone = tmp_path / "out" / "people" / "0012-费长风.pdf"
    run("build", folder, "--output", tmp_path / "out")
    assert gone.exists()
    write_book("名单.xlsx", {"名单": [*ROSTER[:2], ["0012", "费长风", "9级", "二部"]]})
    done = run("build", folder, "--output", tmp_path / "out")
    assert (done.returncode, gone.exists(), "0012-费长风.pdf" in done.stdout) == (1, True, True)
    write_book("名单.xlsx", {"名单": ROSTER[:2]})
    assert run("build", folder, "--output", tmp_path / "out").returncode == 0
    assert not gone.exists()


def test_odd_names_become_safe_files_and_stay_text(write_book: WriteBook, tmp_path: Path) -> None:
    import openpyxl

    odd = ["+1+1", "<b>粗</b>", "a/b:c?", "x" * 300]
    lines = [[f"n{i}", name, "4级", "@部门"] for i, name in enumerate(odd)]
    write_book("名单.xlsx", {"名单": [ROSTER[0], *lines]})
    done = run("build", tmp_path / "input", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(path.name for path in (tmp_path / "out" / "people").iterdir())
    assert names[:3] == ["n0-+1+1.pdf", "n1-_b_粗__b_.pdf", "n2-a_b_c_.pdf"]
    assert len(names[3].encode()) <= 255
    sheet = openpyxl.load_workbook(tmp_path / "out" / "results.xlsx").worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("+1+1", "s")
    assert "<b>粗</b>" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_ctrl_c_leaves_whole_files_and_a_rerun_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reportgen", "build", str(SAMPLES), "--output", str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    deadline = time.monotonic() + 120
    while not list((tmp_path / "out").glob("people/*.pdf")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "已停止" in err
    assert "Traceback" not in err
    made = list((tmp_path / "out").rglob("*.pdf"))
    assert 0 < len(made) < 28
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in made)
    assert run("build", GOLDEN / "input", "--output", tmp_path / "out").returncode == 0


def test_a_ctrl_c_that_a_library_swallowed_is_heeded_before_the_next_report() -> None:
    from reportgen.screen import CtrlC

    pressed = CtrlC()
    pressed.heed()
    with contextlib.suppress(KeyboardInterrupt):  # as a callback from C does
        pressed(signal.SIGINT, None)
    with pytest.raises(KeyboardInterrupt):
        pressed.heed()


def test_a_report_that_fails_is_told_and_holds_nobody_up(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportgen.reports.documents import Press

    whole = Press.person

    def broken(press: Press, view: Any) -> bytes:
        if view.name == "毛小满":
            raise KeyError("a fault of ours")
        return whole(press, view)

    monkeypatch.setattr(Press, "person", broken)
    done = run("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 1
    assert "毛小满的报告没有生成" in done.stdout
    assert [path.name for path in (tmp_path / "out" / "people").iterdir()] == ["0012-费长风.pdf"]
    assert "毛小满（未生成）" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("成就导向", "级别划分")), ("en", ("Achievementorientation", "Thelevels"))]
)
def test_the_handbook_is_a_pdf_of_the_whole_model(lang: str, words: tuple[str, str], tmp_path: Path) -> None:
    from tests.program import pdf_fonts, pdf_text

    done = run("handbook", "--output", tmp_path / "手册.pdf", "--lang", lang)
    assert done.returncode == 0, done.stderr
    text = pdf_text(tmp_path / "手册.pdf")
    assert all(word in text for word in words)
    assert all(pdf_fonts(tmp_path / "手册.pdf").values())
