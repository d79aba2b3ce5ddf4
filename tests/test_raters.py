"""A build with a rater who ticked the same everywhere: the administrator is told, the ratings count, readers see nothing of it."""

from pathlib import Path

import pytest

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.screen import to_ask
from tests.compare import rows
from tests.conftest import WriteBook
from tests.program import pdf_text, run

HONEST = (3, 4, 5, 4, 3, 5, 4, 3, 4, 5, 4, 3)


def test_who_ticked_the_same_everywhere_is_told_to_the_administrator_alone(write_book: WriteBook, tmp_path: Path, model: Model) -> None:  # fmt: skip
    names = [c.name_zh for c in model.competencies if c.method == "rating"][: len(HONEST)]
    given = {"甲乙丙丁"[n]: HONEST[n:] + HONEST[:n] for n in range(4)} | {"沈亦舟": (6,) * len(HONEST)}
    lines = [
        ["0007", name, rater, "同级", r] for rater, all_ in given.items() for name, r in zip(names, all_, strict=True)
    ]
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["0007", "毛小满", "3级"]]})
    write_book("评分.xlsx", {"明细": [["工号", "能力素质", "评估人", "关系", "评分"], *lines]})
    out = tmp_path / "out"

    done = run("build", tmp_path / "input", "--output", out)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2] == f"1 位评估人的评分值得核实：详见 {out / 'data' / 'admin.html'}"
    table = {row["rater"]: row for row in rows(out / "data" / "raters.csv")}
    assert (table["沈亦舟"]["items"], table["沈亦舟"]["mean"]) == ("12", "6.0000")
    assert {rater: row["flags"] for rater, row in table.items() if row["flags"]} == {"沈亦舟": "all-alike"}
    page = (out / "data" / "admin.html").read_text(encoding="utf-8")
    assert "12 项评分全是 6 分" in page
    agreement = rows(out / "data" / "agreement.csv")
    assert [(row["person_id"], row["n"]) for row in agreement] == [("0007", "5")] * len(HONEST)
    assert agreement[0] | {"competency": ""} == {
        "person_id": "0007", "competency": "", "n": "5", "mean": "4.4000", "sd": "1.1402", "min": "3", "max": "6",
        "rwg": "0.6750", "ad": "0.8800",
    }  # fmt: skip
    assert {row["counted"] for row in rows(out / "data" / "ratings.csv")} == {"yes"}
    for text in (pdf_text(out / "people" / "0007-毛小满.pdf"), (out / "index.html").read_text(encoding="utf-8")):
        assert "沈亦舟" not in text
        assert "值得核实" not in text


@pytest.mark.parametrize(
    ("n", "says"), [(0, []), (1, ["The ratings of 1 rater are worth a question: see data/admin.html"])]
)
def test_the_screen_is_silent_without_a_flag(n: int, says: list[str], en: Language) -> None:
    assert to_ask(n, en, Path("data/admin.html")) == says
