"""`reportgen watch`: looks at real folders, real builds; the clock is the test's, so that nothing is waited for."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from babel.messages.pofile import read_po

from reportgen.engine.child import Ended
from reportgen.language import LOCALE_DIR, language
from reportgen.outputs.disk import TEMPORARY
from reportgen.outputs.lock import NOTE, held
from reportgen.pipeline.standing import workbooks_read
from reportgen.pipeline.watching import Times, Watch
from reportgen.watch_command import Keeper, watch
from tests.program import ROOT, contents, run
from tests.tiny_folder import PEOPLE, RATINGS, tiny_folder, write_tables

LIMIT = 120  # seconds after which a process that does not do what it should is ended
QUIET, WAIT, PATIENCE, RETRY = Times().quiet, Times().wait, Times().patience, Times().retry


class Office:
    """A folder that is watched, with builds in this process. `after` lets time pass, looking once a second at most."""

    def __init__(self, folder: Path, *, checking: bool = False, lang: str = "zh") -> None:
        self.source, self.output = folder / "in", folder / "out"
        self.now = 0.0
        self.said: list[str] = []
        self.builds = 0
        self.meanwhile: Callable[[], object] = lambda: None  # happens while a build is going on
        self._words = ("check", "--json") if checking else ("build", "--jobs", 0)
        watch = Watch(self.source, (self.output,), lambda: 0 if checking else workbooks_read(self.output))
        self._keeper = Keeper(watch, self._build, self.output, language(lang), checking, self.said.append)

    def _build(self) -> Ended:
        self.builds += 1
        done = run(*self._words, self.source, "--output", self.output)
        self.meanwhile()
        return Ended(done.returncode, done.stdout, done.stderr)

    def after(self, seconds: float) -> str:
        """What was said meanwhile, without the time of day."""
        self.said.clear()
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + max(1.0, seconds / 10), end)
            self._keeper.go(lambda: self.now)
        return "\n".join(line[6:] for text in self.said for line in text.splitlines())

    def rate(self, rating: object, name: str = "评分", rater: str = "主管甲") -> None:
        write_tables(self.source, {name: [RATINGS[0], ["a1", "迎客", rater, "上级", rating]]})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    tiny_folder(tmp_path / "in")
    return Office(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with its reports."""
    folder = tmp_path_factory.mktemp("made")
    run("build", tiny_folder(folder / "in"), "--output", folder / "out", "--jobs", 0)
    return folder


@pytest.fixture
def built(tmp_path: Path, made: Path) -> Office:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    office = Office(tmp_path)
    office.after(QUIET + 1)
    return office


def test_it_builds_at_once_and_then_only_when_something_changes(office: Office) -> None:
    assert office.after(QUIET + 1).splitlines() == [
        "正在生成报告……",
        "已更新：2 份报告是新的或有变化（初阶店员、a1-毛小满），其余 0 份没有变化。",
        "没有发现问题。",
    ]
    assert (office.after(100), office.builds) == ("", 1)


def test_what_was_built_before_is_known(built: Office, tmp_path: Path) -> None:
    again = Office(tmp_path)
    assert "已是最新：2 份报告都没有变化。" in again.after(QUIET + 1)
    assert built.output == again.output


def test_only_problems_that_are_new_are_listed_and_those_solved_are_counted(built: Office) -> None:
    built.rate(9)
    said = built.after(QUIET + 1)
    assert "错误 1 条，提醒 0 条，见 " in said
    assert said.count("新的错误 [rating-out-of-range] 评分.xlsx 评分 E2：") == 1
    write_tables(built.source, {"名单": [*PEOPLE[:2], ["a3", "程云", "初阶"]]})
    said = built.after(QUIET + 1)
    assert "错误 1 条" in said
    assert "rating-out-of-range" not in said
    built.rate(3)
    assert "原来的问题中有 1 条已解决。" in built.after(QUIET + 1)


def test_a_new_file_and_one_that_is_gone(built: Office) -> None:
    built.rate(2, "另一份", "主管乙")
    assert built.after(QUIET + 1).startswith("新增 另一份.xlsx，正在更新……\n已更新：2 份")
    (built.source / "另一份.xlsx").unlink()
    assert built.after(QUIET + 1).startswith("另一份.xlsx 已移走，正在更新……\n已更新：2 份")


def test_a_file_that_stays_half_copied_is_left_out_and_taken_when_it_is_whole(built: Office) -> None:
    write_tables(built.source, {"新的": [RATINGS[0], ["a1", "迎客", "主管乙", "上级", 4]]})
    path = built.source / "新的.xlsx"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    said = built.after(WAIT + 4 * QUIET)
    assert "新的.xlsx 不完整，这次先不采用；完整以后会自动更新。" in said
    assert "新的错误 [unreadable-workbook] 新的.xlsx" in said
    path.write_bytes(whole)
    assert "原来的问题中有 1 条已解决。" in built.after(QUIET + 1)


def test_a_workbook_that_is_still_open_is_waited_for_but_not_for_ever(built: Office) -> None:
    (built.source / "~$评分.xlsx").touch()
    assert built.after(QUIET + 1) == ""
    built.rate(4)
    assert built.after(WAIT / 2).startswith("评分.xlsx 有改动，但还在 Excel 等程序中打开。")
    said = built.after(WAIT)
    assert "评分.xlsx 还在 Excel 等程序中打开，采用的是最近一次保存的内容。" in said
    assert "已更新：2 份" in said


def test_a_change_during_a_build_leads_to_another(built: Office) -> None:
    built.meanwhile = lambda: built.rate(2) if built.builds == 2 else None
    built.rate(4)
    assert built.after(4 * QUIET).count("评分.xlsx 有改动，正在更新……") == 2
    clean = built.output.with_name("clean")
    run("build", built.source, "--output", clean)
    assert contents(built.output)["results.xlsx"] == contents(clean)["results.xlsx"]


def test_broken_settings_are_told_once_and_their_repair_is_noticed(built: Office) -> None:
    settings = built.source / "reportgen.toml"
    good = settings.read_text(encoding="utf-8")
    before = contents(built.output)
    settings.write_text(good + "[report]\nlogo = 3\n", encoding="utf-8")
    said = built.after(QUIET + 1)
    assert "没有更新，报告仍是原来的：" in said
    assert "report.logo" in said
    assert (built.after(5 * RETRY), contents(built.output)) == ("", before)
    settings.write_text(good, encoding="utf-8")
    assert "已是最新：2 份报告都没有变化。" in built.after(QUIET + 1)


def test_another_cycle_is_refused_until_somebody_has_archived_the_old_one(built: Office) -> None:
    settings = built.source / "reportgen.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("2025", "2026"), encoding="utf-8")
    assert "--archive" in built.after(QUIET + 1)
    run("build", built.source, "--output", built.output, "--archive")
    assert "已是最新" in built.after(RETRY)


def test_a_folder_that_another_run_writes_to_is_waited_for(built: Office) -> None:
    built.rate(4)
    with held(built.output):
        assert "正被另一次运行使用" in built.after(QUIET + 1)
        assert built.after(RETRY - 2) == ""
    assert built.after(2 * RETRY).startswith("已更新：2 份报告")
    assert (built.after(1000), built.builds) == ("", 3)


def test_a_folder_that_vanishes_is_told_once_and_waited_for(built: Office) -> None:
    away = built.source.rename(built.source.with_name("away"))
    assert built.after(100) == f"文件夹 {built.source}/ 不存在（网络盘断开了？）。等它出现后自动继续。"
    away.rename(built.source)
    assert built.after(100) == f"{built.source}/ 已恢复，继续监视。"
    assert built.builds == 1


def test_when_most_workbooks_are_gone_the_reports_stay_until_somebody_builds(built: Office) -> None:
    for n in range(4):
        built.rate(3, f"评分{n}", f"评估人{n}")
    built.after(QUIET + 1)
    before = contents(built.output)
    rest = sorted(built.source.glob("评分*.xlsx"))
    for path in rest:
        path.rename(built.source.with_name(path.name))
    said = "里只有 1 个工作簿，而上次生成报告时有 6 个。"
    assert said in built.after(2 * PATIENCE)
    assert contents(built.output) == before
    run("build", built.source, "--output", built.output)
    assert "已是最新" in built.after(QUIET + 1)


def test_an_empty_folder_is_watched_until_workbooks_come(tmp_path: Path) -> None:
    office = Office(tmp_path)
    assert office.after(QUIET + 1).startswith(f"文件夹 {office.source}/ 不存在")
    office.source.mkdir()
    (office.source / "说明.txt").touch()
    assert "里没有工作簿。把名单和评分表放进去，就会自动生成报告。" in office.after(2 * PATIENCE)
    for path in tiny_folder(tmp_path / "there").iterdir():
        path.rename(office.source / path.name)
        assert office.builds == 0
        office.after(1)
    assert "已更新：2 份报告" in office.after(2 * QUIET)


def test_checking_makes_no_reports_and_tells_which_problems_came_and_went(tmp_path: Path) -> None:
    tiny_folder(tmp_path / "in")
    office = Office(tmp_path, checking=True)
    assert office.after(QUIET + 1) == "正在检查工作簿……\n已检查。\n没有发现问题。"
    office.rate(9)
    said = office.after(QUIET + 1)
    assert said.startswith("评分.xlsx 有改动，正在检查……\n已检查。\n错误 1 条")
    assert "新的错误 [rating-out-of-range] 评分.xlsx 评分 E2：" in said
    assert not (office.output / "people").exists()


def test_scores_kept_for_want_of_answers_are_told(built: Office) -> None:
    columns = RATINGS[0]
    peers: list[list[Any]] = [["a1", "迎客", f"同事{n}", "同级", 3] for n in range(4)]
    write_tables(built.source, {"评分": [columns, *peers[:3]]})
    built.after(QUIET + 1)
    write_tables(built.source, {"评分": [columns, *peers]})
    assert "有 1 人的报告暂时保留上一次的值" in built.after(QUIET + 1)


# ---- the command itself


@contextmanager
def started(*arguments: object, cwd: Path) -> Iterator["subprocess.Popen[str]"]:
    """The command as a process of its own, which is ended whatever happens."""
    command = [sys.executable, "-m", "reportgen", "watch", "--every", "0.1", *map(str, arguments)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    ) as process:  # fmt: skip
        limit = Timer(LIMIT, process.kill)
        limit.start()
        try:
            yield process
        finally:
            limit.cancel()
            process.kill()


def read_until(process: "subprocess.Popen[str]", wanted: str) -> str:
    """What the command prints, up to the line with some text in it."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if wanted in line:
            break
    assert wanted in said, said
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_stopped_while_it_waits_it_ends_calmly(tmp_path: Path, name: str) -> None:
    (tmp_path / "input").mkdir()
    with started(cwd=tmp_path) as process:
        assert "正在监视 input/" in read_until(process, "input/ 里没有工作簿")
        process.send_signal(getattr(signal, name))
        out, err = process.communicate()
        assert (process.returncode, out[6:], err) == (0, "已停止监视。已写好的报告都是完整的。\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_stopped_in_the_middle_of_a_build_it_stops_the_build_first(tmp_path: Path) -> None:
    output = tmp_path / "out"
    with started(tiny_folder(tmp_path / "in"), "--output", output, cwd=tmp_path) as process:
        while not (output / NOTE).exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate()
        assert (process.returncode, err) == (0, "")
        assert out.splitlines()[-1].endswith("已停止监视。已写好的报告都是完整的。")
    with held(output):  # nobody writes there any more
        assert not [name for name in contents(output) if TEMPORARY in name]


def test_a_change_is_noticed_and_built_by_a_process_of_its_own(tmp_path: Path) -> None:
    source, output = tiny_folder(tmp_path / "in"), tmp_path / "out"
    options = ("--output", output, "--lang", "en", "--jobs", 0, "--no-previous")
    with started(source, *options, cwd=tmp_path) as process:
        assert "Making the reports …" in read_until(process, "No problems.")
        write_tables(source, {"评分": [RATINGS[0], ["a1", "迎客", "主管甲", "上级", 9]]})
        assert "changed: 评分.xlsx. Updating …" in read_until(process, "New error [rating-out-of-range]")


@pytest.mark.parametrize("options", [("--previous", "x", "--no-previous"), ("--check", "--no-previous")])
def test_options_that_contradict_each_other_are_refused(options: tuple[str, ...], tmp_path: Path) -> None:
    done = run("watch", tmp_path, *options)
    assert (done.returncode, "previous" in done.stderr) == (2, True)


def test_the_unit_in_the_manual_starts_the_command_as_it_is() -> None:
    page = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=\S+/python -m reportgen watch (.+)$", page, re.MULTILINE)
    assert found is not None
    given = watch.make_context("watch", found.group(1).split()).params
    assert (given["source"], given["output"]) == (Path("/srv/hr/input"), Path("/srv/hr/output"))
    assert [name for option in watch.params for name in option.opts if name.startswith("--") and name not in page] == []


def test_the_manual_quotes_what_the_screen_says() -> None:
    page = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    with (LOCALE_DIR / "zh" / "LC_MESSAGES" / "reportgen.po").open("rb") as file:
        said = [str(m.string) for m in read_po(file, locale="zh") if isinstance(m.string, str)]
    quoted = re.findall("「(.+?)」", page)
    assert len(quoted) > 3
    assert [q for q in quoted if not any(q in text for text in said)] == []
