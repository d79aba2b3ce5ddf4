"""Nothing in the code knows the account manager's model: another one runs through the whole program."""

from pathlib import Path

from tests.compare import rows
from tests.conftest import TINY, TINY_TEXTS, Rows, WriteBook
from tests.program import pdf_text, run


def test_a_model_of_three_competencies_two_levels_and_a_scale_of_four(write_book: WriteBook, tmp_path: Path) -> None:
    write_book(
        "名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["a1", "毛小满", "初阶"], ["a2", "费长风", "高阶店员"]]}
    )
    write_book(
        "评分.xlsx",
        {
            "表": [
                ["姓名", "毛小满", "工号", "a1"], ["评估人", "店长", "关系", "上级"],
                ["能力素质", 1, 2, 3, 4], ["迎客", None, "√"], ["打包", None, None, None, "√"],
            ],
            "明细": [
                ["工号", "能力素质", "评估人", "关系", "评分"],
                ["a1", "迎客", "同事甲", "同级", 3], ["a2", "迎客", "同事甲", "同级", 4], ["a2", "打包", "同事甲", "同级", 5],
            ],
        },
    )  # fmt: skip
    write_book(
        "成绩.xlsx", {"成绩": [["工号", "姓名", "茶叶", "瓷器"], ["a1", "毛小满", 90, 89], ["a2", "费长风", 60, 90]]}
    )
    votes: Rows = [
        ["级别调整 初阶店员"],
        ["能力素质", "调整前", "甲", "乙"],
        ["迎客", 1, 1, 2],
        ["打包", 1, "会教", "会教"],
    ]
    write_book("投票.xlsx", {"投票": votes})
    (tmp_path / "input" / "tiny.toml").write_text(TINY, encoding="utf-8")
    (tmp_path / "input" / "tiny_texts.toml").write_text(TINY_TEXTS, encoding="utf-8")
    (tmp_path / "input" / "reportgen.toml").write_text(
        'model = "tiny.toml"\n[anonymity]\nminimum = 1\n', encoding="utf-8"
    )

    done = run("build", tmp_path / "input", "--output", tmp_path / "out")

    assert done.returncode == 1, done.stdout + done.stderr  # the 5 is not on this scale
    problems = [
        (p["code"], p["cell"]) for p in rows(tmp_path / "out" / "data" / "problems.csv") if p["severity"] == "error"
    ]
    assert problems == [("rating-out-of-range", "E4")]
    scores = {(s["person_id"], s["competency"]): s for s in rows(tmp_path / "out" / "data" / "scores.csv")}
    # greeting: (2 + 3) / 2; goods: (1×90 + 2×89) / 3 = 89.33 → 89 → 3; (60 + 2×90) / 3 = 80 → 3
    shown = {place: (s["required_level"], s["score"], s["band_name"], s["exam_score"]) for place, s in scores.items()}
    assert shown == {
        ("a1", "greeting"): ("1", "2.5000", "可以", ""),
        ("a1", "packing"): ("1", "4.0000", "很好", ""),
        ("a1", "goods"): ("1", "3.0000", "可以", "89.3333"),
        ("a2", "greeting"): ("2", "4.0000", "很好", ""),
        ("a2", "packing"): ("2", "", "", ""),
        ("a2", "goods"): ("2", "3.0000", "可以", "80.0000"),
    }
    after = {(r["competency"], r["mean"], r["after"]) for r in rows(tmp_path / "out" / "data" / "recalibration.csv")}
    assert after == {("greeting", "1.5000", "2"), ("packing", "2.0000", "2"), ("goods", "", "1")}
    report = pdf_text(tmp_path / "out" / "people" / "a1-毛小满.pdf")
    assert "3分表示达到要求水平" in report
    assert "客户经理" not in report
    assert "迎客表现2" in report, "what the next grade asks, from the texts beside the model"
    assert (tmp_path / "out" / "grades" / "初阶店员.pdf").is_file()
