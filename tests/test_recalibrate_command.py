"""Recalibration as a user runs it: votes, what they would change, adopting, three cycles of it, and taking it back."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.language import language
from reportgen.model.history import Adopted
from reportgen.model.load import packaged_model
from reportgen.outputs.adoption_workbooks import history_workbook
from reportgen.outputs.folder import OutputFolder
from reportgen.pipeline.job import Job, read
from reportgen.settings import load_settings
from tests.compare import rows
from tests.conftest import WriteBook
from tests.program import Done, contents, pdf_text, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

HISTORY = "recalibration/级别调整历史.xlsx"
Votes = Mapping[str, Sequence[int]]  # competency -> a level per expert


class Office:
    """An input folder, and runs on it."""

    def __init__(self, write: WriteBook, root: Path) -> None:
        self.write, self.root = write, root
        self.out, self.input = root / "output", root / "input"

    def prepare(self, cycle: str, votes: Votes, *, rated: date | None = None, grade: str = "客户经理3级") -> None:
        """Two people of grade 3; 毛小满 was rated on 沟通倾听能力 and 书面表达能力, on a day if one is given."""
        self.input.mkdir(exist_ok=True)
        people = [["0007", "毛小满", "3级"], ["0012", "费长风", "3级"]]
        self.write("名单.xlsx", {"名单": [["工号", "姓名", "级别"], *people]})
        head: list[Any] = ["工号", "能力素质", "评估人", "关系", "评分", "日期"]
        lines = [["0007", c, "主管甲", "上级", 5, rated] for c in ("沟通倾听能力", "书面表达能力")]
        self.write("评分.xlsx", {"明细": [head, *lines]})
        experts = [f"专家{n}" for n in range(1, 1 + max(map(len, votes.values()), default=1))]
        table: list[list[Any]] = [[f"级别调整（{grade}）"], ["能力素质", "调整前", *experts]]
        self.write("级别调整.xlsx", {"投票": [*table, *([c, None, *levels] for c, levels in votes.items())]})
        (self.input / "reportgen.toml").write_text(f'[cycle]\nname = "{cycle}"\n', encoding="utf-8")

    def recalibrate(self, *options: object) -> Done:
        return run("recalibrate", "input", *options, cwd=self.root)

    def adopt(self, *options: object) -> Done:
        return self.recalibrate("--adopt", *options)

    def note(self, cycle: str, lost: str) -> None:
        """A history of an adoption in the output folder, of which something is lost."""
        line = Adopted(1, cycle, date(int(cycle), 12, 31), "3", "writing", 2, 3)
        content = history_workbook([line], packaged_model(), language("zh"))
        folder = OutputFolder(self.out)
        folder.join(cycle, {HISTORY: {"kind": "history"}})
        folder.write(HISTORY, b"PK" if lost == "the workbook" else content, kind="history")
        folder.leave()
        if lost == "the workbook":
            return
        book = openpyxl.load_workbook(self.out / HISTORY)
        sheet = book.worksheets[-1]
        if lost == "a date":
            sheet["C2"] = "年底"
        else:
            sheet.delete_rows(1 if lost == "the header" else 2)
        book.save(self.out / HISTORY)

    def drop(self, name: str) -> None:
        """Copy a workbook of an adoption into the input folder, as one is told to."""
        shutil.copy(self.out / "recalibration" / name, self.input)

    def required(self) -> dict[str, str]:
        """The required levels of 毛小满 with which a build would be made of the input folder."""
        assessment = read(Job(self.input, self.root / "reports", load_settings(self.input), language("zh")))
        results = assessment.person("0007").competencies
        return {assessment.model.competency(r.competency).name_zh: str(r.required_level) for r in results}


@pytest.fixture
def office(write_book: WriteBook, tmp_path: Path) -> Office:
    return Office(write_book, tmp_path)


def lines(book: Path) -> list[tuple[Any, ...]]:
    """The cells of the last sheet of a workbook below its heading."""
    sheet = openpyxl.load_workbook(book).worksheets[-1]
    return [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]


VOTES: Votes = {"沟通倾听能力": (3, 3, 2), "书面表达能力": (3, 2), "定制策略能力": (1, 1, 2)}


def test_what_the_votes_would_change_is_shown_and_nothing_is_adopted(office: Office) -> None:
    office.prepare("2026", VOTES)
    done = office.recalibrate()
    assert done.returncode == 0
    assert "3级：3 位专家投票；上调 2 项，下调 1 项，不变 15 项" in done.stdout
    assert "2 人中有 1 人须重新评分（涉及 2 项得分）" in done.stdout
    assert "尚未采用" in done.stdout
    assert not list(office.out.rglob("*.xlsx"))
    table = {r["competency"]: r for r in rows(office.out / "data" / "recalibration.csv")}
    assert (table["writing"]["mean"], table["writing"]["after"]) == ("2.5000", "3")  # exactly a half goes up
    text = pdf_text(office.out / "recalibration" / "客户经理3级.pdf")
    assert "毛小满" in text
    assert "费长风" not in text  # nobody has rated him: nothing of his becomes void
    assert (office.out / "recalibration" / "全部级别.pdf").is_file()


def test_the_ratings_to_be_given_anew_are_listed_for_the_administrator(office: Office) -> None:
    office.prepare("2026", VOTES, rated=date(2026, 3, 2))
    office.recalibrate()
    anew = rows(office.out / "data" / "rerate.csv")
    assert [(r["person_id"], r["competency"], r["against"], r["required"], r["rater"], r["cell"]) for r in anew] == [
        ("0007", "communication", "2", "3", "主管甲", "E2"),
        ("0007", "writing", "2", "3", "主管甲", "E3"),
    ]


def test_an_adopted_table_is_in_force_once_it_is_in_the_input_folder(office: Office) -> None:
    office.prepare("2026", VOTES)
    before = office.required()
    assert (before["沟通倾听能力"], before["定制策略能力"]) == ("2", "2")
    done = office.adopt("--except", "3级/定制策略能力：先观察一年")
    assert done.returncode == 0, done.stderr
    assert "已采用（第 1 次）" in done.stdout
    assert office.required() == before
    office.drop("标准级别-2026.xlsx")
    assert {c: level for c, level in office.required().items() if level != before[c]} == {
        "沟通倾听能力": "3",
        "书面表达能力": "3",
    }
    assert run("build", "input", "--output", "reports", cwd=office.root).returncode == 0
    scores = rows(office.root / "reports" / "data" / "scores.csv")
    assert {r["required_level"] for r in scores if r["competency"] == "writing"} == {"3"}
    assert "2026" in pdf_text(office.root / "reports" / "people" / "0007-毛小满.pdf")
    told = [(p["code"], p["file"], p["cell"]) for p in rows(office.root / "reports" / "data" / "problems.csv")]
    assert ("requirement-changed", "评分.xlsx", "E2") in told
    again = office.recalibrate()  # the votes still say what they said before the table was in force
    assert "上调 2 项" in again.stdout
    assert "此前已采用（第 1 次）" in again.stdout


def test_adopting_twice_is_refused(office: Office) -> None:
    office.prepare("2026", VOTES)
    assert office.adopt().returncode == 0
    files = contents(office.out)
    done = office.adopt()
    assert done.returncode == 2
    assert "2026 周期的投票结果已经采用" in done.stderr
    assert contents(office.out) == files
    assert "拟采用" in office.recalibrate("--again", "0").stdout  # what is only looked at is not called adopted
    text = pdf_text(office.out / "recalibration" / "客户经理3级.pdf")
    assert "拟采用，尚未采用" in text
    assert "拟恢复第一次采用之前的级别" in text


def test_three_cycles_with_history_deviation_and_undo(office: Office) -> None:
    office.prepare("2024", VOTES)
    assert office.adopt("--except", "客户经理3级/定制策略能力=2：先观察一年").returncode == 0
    office.drop("标准级别-2024.xlsx")

    office.prepare("2025", {"抗挫能力": (3, 3, 3), "沟通倾听能力": (2, 2, 2)})
    run("recalibrate", "input", "--adopt", "--output", "output25", cwd=office.root)
    office.out = office.root / "output25"  # the history came along in the input folder
    assert [row[0] for row in lines(office.out / HISTORY)] == [1, 1, 2, 2]
    office.drop("标准级别-2025.xlsx")
    assert office.required() | {"沟通倾听能力": "2", "抗挫能力": "3", "书面表达能力": "3"} == office.required()

    office.prepare("2026", {"执行能力": (2, 2, 2)})
    office.out = office.root / "output26"
    undo = run("recalibrate", "input", "--adopt", "--again", "2024", "--output", "output26", cwd=office.root)
    assert undo.returncode == 0, undo.stderr
    office.drop("标准级别-2026.xlsx")
    assert office.required() | {"沟通倾听能力": "3", "抗挫能力": "2", "书面表达能力": "3"} == office.required()

    first = run("recalibrate", "input", "--adopt", "--again", "0", "--output", "output26", cwd=office.root)
    assert first.returncode == 0, first.stderr
    office.drop("标准级别-2026-2.xlsx")
    assert set(office.required().values()) == {"2"}
    assert [row[0] for row in lines(office.out / HISTORY)] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_within_a_business_year_adopting_needs_a_reason_that_is_kept(office: Office) -> None:
    office.prepare("2025", VOTES)
    office.adopt()
    office.drop("标准级别-2025.xlsx")
    office.prepare("2026", {"沟通倾听能力": (2, 2, 2)})
    other = ("--output", "later")
    assert office.recalibrate(*other).returncode == 0
    refused = office.adopt("--effective", "2026-06-30", *other)
    assert refused.returncode == 2
    assert "不足 12 个月" in refused.stderr
    assert office.adopt("--effective", "2026-06-30", "--anyway", "业务重组", *other).returncode == 0
    assert "业务重组" in str(lines(office.root / "later" / HISTORY))


def test_an_adopted_table_that_was_not_dropped_in_is_missed(office: Office) -> None:
    office.prepare("2025", VOTES)
    office.adopt()
    shutil.copy(office.out / HISTORY, office.input)
    office.prepare("2026", {"抗挫能力": (3, 3, 3)})
    done = office.recalibrate("--output", "later")
    assert "[adopted-not-in-force] 级别调整历史.xlsx" in done.stdout
    refused = office.adopt("--output", "later")
    assert refused.returncode == 2
    assert "2025 周期采用" in refused.stderr


@pytest.mark.parametrize("lost", ["a date", "the header", "all lines", "the workbook"])
def test_a_history_that_cannot_be_read_is_not_written_over(lost: str, office: Office) -> None:
    office.prepare("2026", {"抗挫能力": (3, 3, 3)})
    office.note("2025", lost)
    files = contents(office.out)
    done = office.adopt()
    assert done.returncode == 2
    assert "级别调整历史.xlsx" in done.stderr
    assert contents(office.out) == files


def test_the_next_build_is_compared_with_the_one_before_and_not_with_a_recalibration(office: Office) -> None:
    office.prepare("2026", {"抗挫能力": (3, 3, 2)})
    (office.input / "评分.xlsx").unlink()
    assert run("build", "input", cwd=office.root).returncode == 0
    office.prepare("2026", {"抗挫能力": (3, 3, 3)})
    (office.input / "评分.xlsx").unlink()
    assert office.recalibrate().returncode == 0
    assert run("build", "input", cwd=office.root).returncode == 0
    changes = [(r["what"], r["before"], r["after"]) for r in rows(office.out / "data" / "changes.csv")]
    assert changes == [("recalibration_mean", "2.6667", "3.0000")]
    assert not (office.out / "data" / "earlier-recalibration.csv").exists()


def test_a_folder_with_another_cycles_reports_is_refused(office: Office) -> None:
    office.prepare("2026", VOTES)
    folder = OutputFolder(office.out)
    folder.start("2025", {"people/1.pdf": {}})
    folder.finish({}, remove_stale=True)
    done = office.recalibrate()
    assert done.returncode == 2
    assert "2025" in done.stderr


def test_bad_votes_lose_nothing_else(office: Office) -> None:
    office.prepare("2026", VOTES)
    book = openpyxl.load_workbook(office.input / "级别调整.xlsx")
    book.worksheets[0]["C3"] = 9
    book.save(office.input / "级别调整.xlsx")
    done = office.adopt()
    assert done.returncode == 1
    assert "[vote-out-of-range] 级别调整.xlsx 投票 C3" in done.stdout
    table = {r["competency"]: r for r in rows(office.out / "data" / "recalibration.csv")}
    assert (table["communication"]["votes"], table["writing"]["votes"]) == ("2", "2")
    assert "1 票" in str(lines(office.out / HISTORY))  # the record says that a vote is missing


def test_votes_alone_are_enough_and_no_votes_are_said(office: Office) -> None:
    office.prepare("2026", VOTES)
    (office.input / "名单.xlsx").unlink()
    (office.input / "评分.xlsx").unlink()
    assert office.recalibrate().returncode == 0
    (office.input / "级别调整.xlsx").unlink()
    office.write("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["0007", "毛小满", "3级"]]})
    done = office.recalibrate()
    assert done.returncode == 2
    assert "没有投票" in done.stderr


def test_a_build_leaves_the_recalibration_alone_and_an_archive_keeps_its_history(office: Office) -> None:
    office.prepare("2025", VOTES)
    office.adopt()
    assert run("build", "input", cwd=office.root).returncode == 0
    files = {"客户经理3级.pdf", "全部级别.pdf", "标准级别-2025.xlsx", "级别调整历史.xlsx"}
    assert {p.name for p in (office.out / "recalibration").iterdir()} == files
    assert (office.out / "data" / "rerate.csv").is_file()
    office.drop("标准级别-2025.xlsx")
    office.prepare("2026", {"抗挫能力": (3, 3, 3)})
    assert run("build", "input", "--archive", cwd=office.root).returncode == 0
    assert {p.name for p in (office.out / "recalibration").iterdir()} == {"级别调整历史.xlsx"}
    assert {p.name for p in (office.out / "archive/2025/recalibration").iterdir()} == files - {"级别调整历史.xlsx"}
    assert (office.out / "archive/2025/data/rerate.csv").is_file()
    assert not (office.out / "data" / "rerate.csv").exists()
    assert office.adopt().returncode == 0
    assert [row[0] for row in lines(office.out / HISTORY)] == [1, 1, 1, 2]


@pytest.mark.usefixtures("rendered_anew")
def test_the_same_votes_give_the_same_bytes(office: Office) -> None:
    office.prepare("2026", VOTES)
    office.adopt("--output", "one")
    office.adopt("--output", "two")
    assert contents(office.root / "one") == contents(office.root / "two")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--except", "3级/定制策略能力=9：x"], "9"),
        (["--except", "3级/定制策略能力=2"], "原因"),
        (["--except", "3级/打太极=2：x"], "打太极"),
        (["--except", "3级/定制策略能力=1：x"], "投票结果"),
        (["--again", "2019"], "历史"),
        (["--effective", "2026-01-01"], "--adopt"),
        (["--adopt", "--again", "1", "--except", "3级/定制策略能力：x"], "--again"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(office: Office, options: list[str], said: str) -> None:
    office.prepare("2026", VOTES)
    done = office.recalibrate(*options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not office.out.exists()


def test_earlier_levels_that_are_looked_at_are_not_reported_as_adopted(office: Office) -> None:
    office.prepare("2024", VOTES)
    assert office.adopt().returncode == 0
    office.drop("标准级别-2024.xlsx")
    assert office.recalibrate("--again", "0").returncode == 0
    text = pdf_text(office.out / "recalibration" / "客户经理3级.pdf")
    assert "尚未采用" in text
    assert "第一次采用之前的级别" in text
    assert "已采用" not in text


def test_a_build_says_when_an_adopted_table_was_forgotten(office: Office) -> None:
    office.prepare("2025", VOTES)
    assert office.adopt().returncode == 0
    office.prepare("2026", {})
    done = run("build", "input", "--archive", cwd=office.root)
    assert "adopted-not-in-force" in done.stdout
    assert "没有与存档的周期对比" not in done.stdout  # only a recalibration has written there before
    office.drop("标准级别-2025.xlsx")
    assert "adopted-not-in-force" not in run("build", "input", "--archive", cwd=office.root).stdout


@pytest.mark.parametrize("broken", ["no workbook", "empty", "gone"])
def test_a_lost_history_is_never_written_over(broken: str, office: Office) -> None:
    office.prepare("2025", VOTES)
    assert office.adopt().returncode == 0
    history, before = office.out / HISTORY, (office.out / "recalibration" / "标准级别-2025.xlsx").read_bytes()
    if broken == "gone":
        history.unlink()
    elif broken == "empty":
        openpyxl.Workbook().save(history)
    else:
        history.write_bytes(b"spoilt")
    done = office.adopt("--anyway", "再来一次")
    assert done.returncode == 2
    assert "级别调整历史.xlsx" in done.stderr
    assert (office.out / "recalibration" / "标准级别-2025.xlsx").read_bytes() == before
    office.drop("标准级别-2025.xlsx")  # holds the whole history
    history.unlink(missing_ok=True)
    assert "已经采用" in office.adopt().stderr
    assert office.adopt("--again", "0").returncode == 0
    assert len(lines(history)) == 6


def test_levels_are_not_adopted_from_before_ratings_that_they_void(office: Office) -> None:
    office.prepare("2026", VOTES, rated=date(2026, 9, 1))
    refused = office.adopt("--effective", "2026-09-01")
    assert refused.returncode == 2
    assert "--effective 2026-09-02" in refused.stderr
    assert office.adopt("--effective", "2026-09-02").returncode == 0
    assert office.adopt("--again", "0", "--effective", "2026-09-02").returncode == 0
    assert office.adopt("--effective", "2026-09-02", "--anyway", "评分时已按新级别").returncode == 0


def test_that_the_adopted_workbook_is_still_missing_is_said_until_it_is_there(office: Office) -> None:
    office.prepare("2026", VOTES)
    assert office.adopt("--effective", "2027年1月1日").returncode == 0
    assert "还没有放入 input/" in office.recalibrate().stdout
    office.drop("标准级别-2026.xlsx")
    assert "还没有放入" not in office.recalibrate().stdout


def test_what_was_tried_out_with_samples_gives_way_to_real_adoptions_and_never_the_other_way_round(
    office: Office,
) -> None:
    office.prepare("2026", VOTES)
    real = (office.input / "reportgen.toml").read_text(encoding="utf-8")
    sample = real + "[report]\nsample = true\n"
    (office.input / "reportgen.toml").write_text(sample, encoding="utf-8")
    assert office.adopt().returncode == 0
    assert office.adopt().returncode == 2  # twice, of the samples too
    (office.input / "reportgen.toml").write_text(real, encoding="utf-8")
    assert "尚未采用" in office.recalibrate().stdout
    assert office.adopt("--except", "3级/定制策略能力：先观察一年").returncode == 0
    assert [row[0] for row in lines(office.out / HISTORY)] == [1, 1]
    (office.input / "reportgen.toml").write_text(sample, encoding="utf-8")
    refused = office.adopt()
    assert refused.returncode == 2
    assert "--output" in refused.stderr
    assert [row[0] for row in lines(office.out / HISTORY)] == [1, 1]
