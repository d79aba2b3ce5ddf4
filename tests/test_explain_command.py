"""`reportgen explain`: who and what is meant, what it prints, how it ends; and the pages of a build."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reportgen.pipeline import explaining
from tests.compare import rows
from tests.conftest import GOLDEN, WriteBook
from tests.program import SAMPLES, contents, run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures

ROSTER = [
    ["工号", "姓名", "级别", "部门"],
    ["0007", "毛小满", "客户经理4级", "一部"],
    ["0012", "费/长风", "3级", "二部"],
    ["con", "费长空", "3级", "二部"],
]
FORM: list[list[Any]] = [
    ["被评估人", "毛小满", "工号", "0007"],
    ["评估人", "同事甲", "关系", "同级"],
    ["能力素质", 0, 1, 2, 3, 4, 5, 6],
    ["成就导向", None, None, None, None, "√"],
]


@pytest.fixture
def folder(write_book: WriteBook, tmp_path: Path) -> Path:
    """Three people, one rating."""
    write_book("名单.xlsx", {"名单": ROSTER})
    write_book("评分/表.xlsx", {"打分": FORM})
    return tmp_path / "input"


@pytest.mark.parametrize(
    ("who", "what"),
    [("0007", "成就导向"), ("7", "achievement"), ("毛小满", "Achievement orientation"), (" 毛 小满", "成就 导向")],
)
def test_a_competency_of_a_person_down_to_its_cell(who: str, what: str, folder: Path) -> None:
    done = run("explain", who, what, "--input", folder)
    assert done.returncode == 0
    lines = [re.sub(" {2,}", "  ", line) for line in done.stdout.splitlines()]
    assert lines[:2] == [f"正在读取 {folder}/", "毛小满　工号 0007　客户经理4级　一部"]
    assert "4.00  得分  只有这一个值" in lines
    assert "  4  同级 同事甲  评分/表.xlsx · 打分 · F4（勾在“4”栏 F3）" in lines


def test_all_competencies_in_english(folder: Path) -> None:
    done = run("explain", "0007", "--input", folder, "--lang", "en")
    lines = [re.sub(" {2,}", "  ", line) for line in done.stdout.splitlines()]
    assert "Achievement orientation  4.00  Nearly meets  Basic  1 rating; not shown in the reports" in lines
    assert "1  To be raised  competencies whose band is 4 Nearly meets or lower" in lines


def test_json_is_nothing_but_the_tree(folder: Path) -> None:
    done = run("explain", "0007", "achievement", "--input", folder, "--json")
    data = json.loads(done.stdout)
    assert data["person"]["source"] == {"file": "名单.xlsx", "sheet": "名单", "cell": "A2"}
    assert [c["competency"] for c in data["competencies"]] == ["achievement"]
    score = data["competencies"][0]["steps"]["score"]
    assert (score["value"], score["decimal"], score["rule"]) == ("4", "4", "mean")
    assert score["parts"] == [
        {
            "what": "rating", "value": "4", "decimal": "4", "unit": "rating", "of": "achievement", "person": "0007",
            "by": "同事甲", "relation": "peer", "origin": "cell",
            "source": {"file": "评分/表.xlsx", "sheet": "打分", "cell": "F4"},
            "heading": {"file": "评分/表.xlsx", "sheet": "打分", "cell": "F3"},
        }
    ]  # fmt: skip


def test_json_of_everything_has_exact_values_and_leaves_out_what_others_were_rated() -> None:
    data = json.loads(run("explain", "001355", "--input", SAMPLES, "--json").stdout)
    assert len(data["competencies"]) == 18
    means = [c["steps"]["grade-mean"] for c in data["competencies"] if "grade-mean" in c["steps"]]
    assert means
    others = [part for mean in means for part in mean["parts"] if part["person"] != "001355"]
    assert others
    assert not any("parts" in part for part in others)
    overall = next(step for step in data["totals"] if step["what"] == "overall")
    assert Fraction(overall["value"]) == sum(Fraction(p["value"]) for p in overall["parts"]) / len(overall["parts"])


def test_the_earlier_cycle_of_the_settings_is_compared_with_as_in_a_build() -> None:
    lines = [re.sub(" {2,}", "  ", line) for line in run("explain", "001355", "writing", "--input", SAMPLES).stdout.splitlines()]  # fmt: skip
    assert "3.63  2025 得分  2025年评估结果.xlsx · 得分 · G77" in lines
    assert "+0.37  变化  4.00 - 3.63；提高" in lines
    data = json.loads(run("explain", "001355", "writing", "--input", SAMPLES, "--json").stdout)
    assert data["previous_cycle"] == "2025"
    steps = data["competencies"][0]["steps"]
    assert (steps["change"]["value"], steps["direction"]["value"]) == ("37/100", "1")
    assert steps["previous"]["source"] == {"file": "2025年评估结果.xlsx", "sheet": "得分", "cell": "G77"}


def test_an_earlier_cycle_that_cannot_be_read_is_said_as_in_a_build(folder: Path) -> None:
    (folder / "reportgen.toml").write_text('[cycle]\nname = "2026"\nprevious = "去年.xlsx"\n', encoding="utf-8")
    done = run("explain", "0007", "--input", folder)
    assert done.returncode == 2
    assert "去年.xlsx 不存在" in done.stderr


LIST: list[list[Any]] = [
    ["工号", "姓名", "能力素质", "评估人", "关系", "评分"],
    ["0007", "毛小满", "成就导向", "客户甲", "客户", 9],
    ["0007", "毛小满", "成就导向", "客户乙", "客户", 5],
    ["0007", "毛小瞒", "抗挫能力", "客户乙", "客户", 5],
]


def test_ratings_that_were_left_out_stand_under_their_competency_with_the_reason(
    folder: Path, write_book: WriteBook
) -> None:
    write_book("评分/列表.xlsx", {"列表": LIST})
    ticks: list[Any] = ["抗挫能力", None, None, "√", None, "√"]
    write_book("评分/两格.xlsx", {"打分": [*FORM[:1], ["评估人", "同事乙", "关系", "同级"], FORM[2], ticks]})
    write_book("评分/改名.xlsx", {"打分": [["被评估人", "毛大满", "工号", "0007"], *FORM[1:], ["抗挫能力", None, "√"]]})
    lines = {
        c: [re.sub(" {2,}", "  ", line) for line in run("explain", "0007", *c, "--input", folder).stdout.splitlines()]
        for c in (("成就导向",), ("抗挫能力",), ())
    }
    assert "4.50  得分  2 份评分的平均：9 ÷ 2" in lines["成就导向",]
    assert "  9  客户 客户甲  评分/列表.xlsx · 列表 · F2　9 不在评分范围（0–6）内，这项评分未采用" in lines["成就导向",]
    assert [line.partition("　")[0] for line in lines["抗挫能力",] if "未采用" in line][:2] == [
        "  √  同级 同事乙  评分/两格.xlsx · 打分 · F4",
        "  毛小瞒  客户乙  评分/列表.xlsx · 列表 · B4",
    ]
    assert lines[()][-5].startswith("  毛大满  同事甲  评分/改名.xlsx · 打分 · B1　姓名“毛大满”与工号 0007 不符")
    data = json.loads(run("explain", "0007", "--input", folder, "--json").stdout)
    assert [found["code"] for found in data["left_out"]] == ["name-mismatch"]
    assert data["competencies"][0]["left_out"] == [
        {"code": "rating-out-of-range", "value": "9", "by": "客户甲", "relation": "customer",
         "source": {"file": "评分/列表.xlsx", "sheet": "列表", "cell": "F2"}}
    ]  # fmt: skip


def test_several_people_of_a_name_are_named_with_their_ids() -> None:
    done = run("explain", "王雅楠", "--input", SAMPLES)
    assert done.returncode == 2
    assert done.stderr == "“王雅楠”可能是以下任何一人：001588 王雅楠、002519 王雅楠。请改用工号。\n"


def test_nobody_meant_is_told_who_is_near_and_a_grade_is_nobody(folder: Path) -> None:
    done = run("explain", "毛晓满", "--input", folder)
    assert (done.returncode, done.stderr) == (2, "人员名单中没有“毛晓满”。例如有：0007 毛小满。\n")
    done = run("explain", "客户经理3级", "--input", folder)
    assert done.returncode == 2
    assert "0007 毛小满、0012 费/长风、con 费长空" in done.stderr


def test_somebody_whose_grade_is_unknown_is_told_to_mend_it(write_book: WriteBook, tmp_path: Path) -> None:
    write_book("名单.xlsx", {"名单": [*ROSTER, ["0020", "石小川", "九级", "二部"]]})
    done = run("explain", "石小川", "--input", tmp_path / "input")
    assert (done.returncode, done.stderr) == (2, "人员名单中“石小川”的级别无法识别，因此没有计算。请先改正级别。\n")


def test_an_unknown_competency_is_told_the_nearest(folder: Path) -> None:
    done = run("explain", "0007", "沟通能力", "--input", folder)
    assert done.returncode == 2
    assert done.stderr.startswith("“沟通能力”不是能力素质项。例如有：沟通倾听能力、")


def test_a_person_called_like_a_grade_is_still_meant(write_book: WriteBook, tmp_path: Path) -> None:
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["3", "毛小满", "4级"]]})
    assert run("explain", "3", "--input", tmp_path / "input").returncode == 0


def test_problems_of_the_input_do_not_hide_an_explanation() -> None:
    done = run("explain", "00003", "--input", GOLDEN / "faulty" / "input")
    assert done.returncode == 0
    assert "错误" in done.stdout.splitlines()[-1]


def test_make_hands_over_names_with_blanks() -> None:
    """The recipe's arguments come through the environment."""
    makefile = (SAMPLES.parent / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\nexplain: ")[2].partition("\n\n")[0]
    assert '-- "$$WHO" $${COMPETENCY:+"$$COMPETENCY"}' in recipe
    assert '$${INPUT:+--input "$$INPUT"}' in recipe


# ---- the pages of a build


def test_a_build_writes_a_page_for_everybody_and_for_each_grade_that_no_reader_is_led_to(
    folder: Path, tmp_path: Path
) -> None:
    assert run("build", folder, "--output", tmp_path / "out").returncode == 0
    files = contents(tmp_path / "out")
    names = [name.removeprefix("data/explain/") for name in files if name.startswith("data/explain/")]
    assert names == ["0007.html", "0012.html", "_con.html", "grade-3.html", "grade-4.html"]
    page = files["data/explain/0007.html"].decode("utf-8")
    assert "评分/表.xlsx · 打分 · F4（勾在“4”栏 F3）" in page
    assert str(tmp_path) not in page
    listed = json.loads(files["data/manifest.json"])["files"]
    assert listed["data/explain/0007.html"]["id"] == "0007"
    index = files["index.html"].decode("utf-8")
    assert "explain" not in index
    assert "同事甲" not in index


def test_a_page_that_cannot_be_made_is_a_problem_and_holds_nobody_up(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ValueError("planted")

    monkeypatch.setattr(explaining, "explain_view", fault)
    assert run("build", folder, "--output", tmp_path / "out").returncode == 1
    found = [(p["code"], p["file"]) for p in rows(tmp_path / "out" / "data" / "problems.csv")]
    assert ("report-failed", "data/explain/0007.html") in found
    assert (tmp_path / "out" / "people" / "0007-毛小满.pdf").exists()
