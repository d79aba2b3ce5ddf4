"""Three cycles in a row, as a user runs them: what is compared with what, what the run says, what stands in the files."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.model.inputs import MANIFEST
from reportgen.pipeline.reading_memory import WORKBOOKS_MEMORY
from reportgen.settings import SettingsError, parse_settings
from tests.compare import rows
from tests.conftest import WriteBook
from tests.program import Done, contents, lasting, pdf_text, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

ROSTER = ["工号", "姓名", "级别", "部门"]
HEAD = ["工号", "能力素质", "评估人", "关系", "评分"]
NAMES = ("成就导向", "抗挫能力", "沟通倾听能力", "书面表达能力")
PEOPLE: dict[str, tuple[str, str]] = {"0007": ("毛小满", "3级"), "0012": ("费长风", "3级")}


class Year:
    """An input folder of a cycle, and builds of it into the one output folder."""

    def __init__(self, write: WriteBook, root: Path) -> None:
        self.write, self.root = write, root

    def prepare(
        self, cycle: str, people: dict[str, tuple[str, str]], scores: dict[str, list[float]], standards: int = 0, more: str = ""
    ) -> None:  # fmt: skip
        """`scores` are one rating per competency of NAMES, `standards` a level for grade 3 in the first of them."""
        (self.root / "input").mkdir(exist_ok=True)
        self.write("名单.xlsx", {"名单": [ROSTER, *([i, name, grade, "一部"] for i, (name, grade) in people.items())]})
        lines = [
            [i, c, "主管甲", "上级", s] for i, values in scores.items() for c, s in zip(NAMES, values, strict=False)
        ]
        self.write("评分.xlsx", {"明细": [HEAD, *lines]})
        if standards:
            table: list[list[Any]] = [["能力素质", "客户经理4级", "客户经理3级"], [NAMES[0], 1, standards]]
            self.write("标准.xlsx", {"标准": [["标准级别"], *table]})
        settings = f'[cycle]\nname = "{cycle}"\n{more}'
        (self.root / "input" / "reportgen.toml").write_text(settings, encoding="utf-8")

    def build(self, *options: object) -> Done:
        return run("build", "input", *options, cwd=self.root)

    @property
    def out(self) -> Path:
        return self.root / "output"

    def changes(self) -> dict[tuple[str, str], tuple[str, str, str]]:
        """Change, direction and reason per person and competency name, where anything was assessed."""
        return {
            (r["person_id"], r["competency_name"]): (r["change"], r["direction"], r["reason"])
            for r in rows(self.out / "data" / "comparison.csv")
            if r["reason"] != "not-assessed-now"
        }


@pytest.fixture
def year(write_book: WriteBook, tmp_path: Path) -> Year:
    return Year(write_book, tmp_path)


def first(year: Year, cycle: str = "2024") -> None:
    year.prepare(cycle, PEOPLE, {"0007": [3, 4, 5, 4], "0012": [4, 4, 4, 4]})
    assert year.build("--archive").returncode == 0


def test_three_cycles_in_a_row_need_nothing_but_archive(year: Year) -> None:
    """2025: Mao is promoted, Fei stays. 2026: Fei is gone, Lu is new, grade 3 requires more in one competency."""
    first(year)
    assert "data/comparison.csv" not in contents(year.out)

    year.prepare("2025", {**PEOPLE, "0007": ("毛小满", "2级")}, {"0007": [4, 4, 5, 5], "0012": [5, 4, 3, 4]})
    assert year.build().returncode == 2, "the old reports are in the way"
    done = year.build("--archive")
    assert done.returncode == 0
    assert "已与 2024 对比（那套报告现已存档）。" in done.stdout
    assert "--no-previous" in done.stdout
    assert year.changes()["0012", "成就导向"] == ("1.0000", "up", "")
    assert year.changes()["0012", "抗挫能力"] == ("0.0000", "same", "")
    assert year.changes()["0012", "沟通倾听能力"] == ("-1.0000", "down", "")
    assert {c for (i, _), c in year.changes().items() if i == "0007"} == {("", "", "required-level")}
    own = pdf_text(year.out / "people" / "0012-费长风.pdf")
    assert "与2024相比：1项提高、2项基本持平、1项下降" in own
    assert all(text in own for text in ("▲+1.00", "▼−1.00", "0.00", "2024得分", "灰色虚线是2024的得分"))
    assert "毛小满" not in own
    promoted = pdf_text(year.out / "people" / "0007-毛小满.pdf")
    assert "级别有变动，要求水平不同，不与2024比较" in promoted
    assert "级别由客户经理3级变为客户经理2级" in promoted
    grade = pdf_text(year.out / "grades" / "客户经理3级.pdf")
    assert "与2024相比：可比的1人，平均分由4.00到4.00（0.00）" in grade
    assert "转到客户经理2级：毛小满（0007）" in grade
    assert "由客户经理3级转入：毛小满（0007）" in pdf_text(year.out / "grades" / "客户经理2级.pdf")
    assert "本次报告与 2024 作了对比" in (year.out / "index.html").read_text(encoding="utf-8")

    second = lasting(contents(year.out))
    again = year.build("--archive")
    assert "已与 2024 对比（output/archive/2024）。" in again.stdout, "now it lies there"
    assert lasting(contents(year.out)) == second

    people = {"0007": ("毛小满", "2级"), "0031": ("陆一鸣", "3级"), "0012": ("费长风", "3级")}
    del people["0012"]
    people["0044"] = ("苗思远", "3级")
    year.prepare("2026", people, {"0007": [5, 4, 5, 5], "0031": [4], "0044": [3]}, standards=3)
    done = year.build("--archive")
    assert "已与 2025 对比" in done.stdout
    assert "名单中新增 2 人：0031 陆一鸣、0044 苗思远。" in done.stdout
    assert "已不在名单中 1 人：0012 费长风。" in done.stdout
    assert "要求水平与 2025 相比有调整" in done.stdout
    assert year.changes()["0007", "成就导向"] == ("1.0000", "up", "")
    assert {reason for (i, _), (_, _, reason) in year.changes().items() if i == "0031"} == {"new-person"}
    grade = pdf_text(year.out / "grades" / "客户经理3级.pdf")
    assert "本级别没有人可与2025比较" in grade
    assert "已不在名单中：费长风（0012）" in grade
    assert "与2025" not in pdf_text(year.out / "people" / "0031-陆一鸣.pdf").partition("说明")[0]
    assert "没有参加2025的评估" in pdf_text(year.out / "people" / "0031-陆一鸣.pdf")
    ordinals = [json.loads((year.out / p / "data" / "manifest.json").read_text(encoding="utf-8"))["ordinal"] for p in ("archive/2024", "archive/2025", ".")]  # fmt: skip
    assert ordinals == [1, 2, 3]


def test_a_results_workbook_of_last_year_in_the_input_folder_is_compared_with_and_not_read_as_input(year: Year) -> None:
    first(year, "2025")
    (year.root / "input" / "上次.xlsx").write_bytes((year.out / "results.xlsx").read_bytes())
    year.prepare("2026", PEOPLE, {"0007": [4, 4], "0012": [5]}, more='previous = "上次.xlsx"\n')
    done = year.build("--output", "new")
    assert done.returncode == 0, done.stdout
    assert "已与 2025 对比（input/上次.xlsx）。" in done.stdout
    assert "--no-previous" not in done.stdout, "it was asked for"
    year.prepare("2026", PEOPLE, {"0007": [4, 4], "0012": [5]}, more='previous = "nowhere.xlsx"\n')
    before = lasting(contents(year.root / "new"))
    assert year.build("--output", "new", "--previous", "input/上次.xlsx").returncode == 0
    after = lasting(contents(year.root / "new"))
    for name in (MANIFEST, WORKBOOKS_MEMORY):  # the workbooks were written anew: other bytes, the same values
        del before[name], after[name]
    assert after == before, "the command line wins over the setting"
    book = openpyxl.load_workbook(year.root / "new" / "results.xlsx")
    head = [cell.value for cell in book["得分"][1]]
    line: list[Any] = [cell.value for cell in book["得分"][2]]
    assert head[-3:] == ["2025 得分", "与 2025 相比的变化", "不可比的原因"]
    assert line[-3:] == [3, 1, None]
    assert [c.value for c in book["人员"][1]][-2:] == ["与 2025 相比：可比项数", "与 2025 相比：可比各项平均分的变化"]
    assert [c.value for c in book["人员"][2]][-2:] == [2, 0.5]
    assert ["对比周期", "2025"] in [[c.value for c in row] for row in book["说明"].iter_rows()]


def test_a_setting_that_leads_nowhere_is_told_before_anything_is_written_unless_no_comparison_is_wanted(
    year: Year,
) -> None:
    year.prepare("2026", {"0007": PEOPLE["0007"]}, {"0007": [4]}, more='previous = "../nowhere"\n')
    done = year.build()
    assert (done.returncode, "input/../nowhere 不存在" in done.stderr) == (2, True)
    assert not year.out.exists()
    assert year.build("--no-previous", "--previous", "output").returncode == 2, "that contradicts itself"
    done = year.build("--no-previous")
    assert (done.returncode, "对比" in done.stdout) == (0, False)
    assert "data/comparison.csv" not in contents(year.out)


def test_a_setting_of_an_earlier_build_alone_leaves_the_cycle_to_the_dates(tmp_path: Path) -> None:
    alone = parse_settings('[cycle]\nprevious = "../output"\n', tmp_path)
    assert alone.fixed_cycle is None
    with pytest.raises(SettingsError, match=r"cycle\.name"):
        parse_settings('[cycle]\nprevious = "../output"\nto = 2026-01-01\n', tmp_path)
