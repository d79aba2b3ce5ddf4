"""What changed since the previous run, as one sees it: on the screen, in the table and on the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.outputs.folder import OutputFolder
from tests.compare import rows
from tests.conftest import WriteBook
from tests.program import contents, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

ROSTER = [["工号", "姓名", "级别"], ["0007", "毛小满", "4级"]]
HEAD = ["工号", "能力素质", "评估人", "关系", "评分"]


def folder_files(out: Path) -> dict[str, dict[str, str]]:
    """The reports in an output folder as a build plans them."""
    files = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    kept = {name: {"kind": info["kind"], "id": info["id"]} for name, info in files.items() if "id" in info}
    assert len(kept) > 1
    return kept


def ratings(value: int) -> list[list[Any]]:
    return [HEAD, ["0007", "成就导向", "主管甲", "上级", value], ["0007", "抗挫能力", "主管甲", "上级", 5]]


@pytest.fixture
def out(write_book: WriteBook, tmp_path: Path) -> Path:
    """A first run."""
    write_book("名单.xlsx", {"名单": ROSTER})
    write_book("评分.xlsx", {"明细": ratings(4)})
    done = run("build", tmp_path / "input", "--output", tmp_path / "out")
    assert "上次生成" not in done.stdout
    return tmp_path / "out"


def again(out: Path, *options: str) -> list[str]:
    """The last lines of another run."""
    done = run("build", out.parent / "input", "--output", out, *options)
    return done.stdout.splitlines()


def page(out: Path) -> str:
    return (out / "data" / "changes.html").read_text(encoding="utf-8")


def test_a_changed_rating_is_told_on_the_screen_in_the_table_and_on_the_page(out: Path, write_book: WriteBook) -> None:
    assert "首次生成报告，暂无可比较的内容" in page(out)
    write_book("评分.xlsx", {"明细": ratings(3)})
    lines = again(out)
    assert "与上次生成报告相比，得分有变：1 人。起因：1 个文件。" in lines
    assert "需重新发放的报告：个人 1 份、级别 1 份。" in lines
    assert f"详情见 {out / 'data' / 'changes.html'}" in lines
    changed = rows(out / "data" / "changes.csv")
    assert {(c["competency_name"], c["what"], c["before"], c["after"]) for c in changed} == {
        ("成就导向", "score", "4.0000", "3.0000"), ("成就导向", "band", "4", "3"), ("成就导向", "gap", "1.0000", "2.0000"),
        ("", "basic", "4.5000", "4.0000"), ("", "overall", "4.5000", "4.0000"), ("", "coverage", "0.9000", "0.8000"),
    }  # fmt: skip
    assert {c["because"] for c in changed} == {"评分.xlsx · 明细 · E2: 4 → 3（文件有改动）", "成就导向"}
    assert "评分.xlsx · 明细 · E2: 4 → 3" in page(out)
    assert "上级 主管甲" in page(out)

    assert "与上次生成报告相比，没有变化。" in again(out)
    assert rows(out / "data" / "changes.csv") == []
    assert "没有变化" in page(out)


def test_reports_in_which_only_the_mean_of_the_grade_changed_are_to_be_handed_out_again_too(
    out: Path, write_book: WriteBook
) -> None:
    others = [f"001{n}" for n in range(4)]  # with 0007 five, whose mean is shown
    more = [*ROSTER, *([number, f"同级{number}", "4级"] for number in others), ["0019", "别级", "3级"]]
    theirs = [[number, "成就导向", "主管甲", "上级", 4] for number in (*others, "0019")]
    write_book("名单.xlsx", {"名单": more})
    write_book("评分.xlsx", {"明细": [*ratings(4), *theirs]})
    assert "需重新发放的报告：个人 6 份、级别 2 份。" in again(out)  # of 0007 now there is a mean
    write_book("评分.xlsx", {"明细": [*ratings(3), *theirs]})
    assert "需重新发放的报告：个人 5 份、级别 1 份。" in again(out)
    own, of_grade = (page(out).index(f"people/{name}") for name in ("0007", "0012"))
    assert own < page(out).index("本人数据未变") < of_grade
    assert "people/0019" not in page(out)


def test_a_run_that_was_stopped_leaves_the_reports_handed_out_before_to_compare_with(
    out: Path, write_book: WriteBook
) -> None:
    folder = OutputFolder(out)
    folder.start("", folder_files(out))  # stopped before any file was written
    write_book("评分.xlsx", {"明细": ratings(3)})
    assert "需重新发放的报告：个人 1 份、级别 1 份。" in again(out)
    assert "earlier" not in (out / MANIFEST).read_text(encoding="utf-8")


def test_other_settings_of_the_reports_change_every_file_and_that_is_one_line(out: Path) -> None:
    settings = out.parent / "input" / "reportgen.toml"
    settings.write_text('[report]\nfooter = "x"\n', encoding="utf-8")
    lines = again(out)
    assert "与上次生成报告相比，没有任何数值变化。" in lines
    assert any(line.startswith("报告的样式有变") for line in lines)
    assert "people/0007" not in page(out)


def test_another_language_is_no_change_and_says_it_in_its_own(out: Path, write_book: WriteBook) -> None:
    lines = again(out, "--lang", "en")
    assert "No number changed since the previous reports." in lines
    assert any(line.startswith("The reports are in another language than the previous ones") for line in lines)
    write_book("评分.xlsx", {"明细": ratings(3)})
    again(out, "--lang", "en")
    assert "评分.xlsx · 明细 · E2: 4 → 3 (file changed)" in {c["because"] for c in rows(out / "data" / "changes.csv")}
    assert "People whose entries changed" in page(out)


def test_a_setting_that_changed_numbers_is_named(out: Path) -> None:
    settings = out.parent / "input" / "reportgen.toml"
    settings.write_text('[weights]\npeer = 1\n\n[report]\nfooter = "x"\n', encoding="utf-8")
    assert "与上次生成报告相比，得分有变：1 人。起因：设置。" in again(out)
    assert "设置 weights.peer：— → 1" in page(out)
    assert "footer" not in page(out)


def test_a_table_edited_by_hand_is_said_and_the_next_run_compares_again(out: Path) -> None:
    table = out / "data" / "scores.csv"
    table.write_bytes(table.read_bytes() + b"\r\n")
    lines = again(out)
    assert any("无法与上次生成的报告比较" in line and "data/scores.csv" in line for line in lines)
    assert "无法与上次生成的报告比较" in page(out)
    assert "与上次生成报告相比，没有变化。" in again(out)


def test_a_new_cycle_begins_anew(out: Path) -> None:
    settings = out.parent / "input" / "reportgen.toml"
    settings.write_text('[cycle]\nname = "2027"\n', encoding="utf-8")
    assert not any("上次生成" in line for line in again(out, "--archive"))
    assert "首次生成报告，暂无可比较的内容" in page(out)


def test_what_readers_get_does_not_mention_it(out: Path, write_book: WriteBook) -> None:
    before = contents(out)
    write_book("说明.xlsx", {"说明": [["只是说明"]]})
    again(out)
    after = contents(out)
    assert {name for name in after if before.get(name) != after[name]} == {
        "data/changes.html", MANIFEST, "data/problems.csv", "problems.xlsx", "data/admin.html", "data/workbooks.memory",
    }  # fmt: skip
    assert "说明.xlsx" in page(out)
    assert "没有改变任何数值" in page(out)
    assert b"changes" not in after["index.html"]
