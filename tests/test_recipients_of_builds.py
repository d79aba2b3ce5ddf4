"""What builds and checks say of mail addresses, and what a build keeps for mail."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reportgen.outputs.recipients import RECIPIENTS, read_recipients
from tests.compare import rows
from tests.program import run
from tests.tiny_folder import tiny_folder, write_tables

HEAD = ["工号", "姓名", "级别", "直接上级", "上级工号", "上级邮箱", "邮箱"]
MAO = ["a1", "毛小满", "初阶", "苗青", "b1", "miao@x.cn", "mao@x.cn"]
FEI = ["a2", "费长风", "初阶", "苗青", "b1", "miao@x.cn", "fei@x.cn"]
SHI = ["a3", "石小川", "九阶", "苗青", "b1", "", ""]
RATINGS: list[list[Any]] = [
    ["工号", "能力素质", "评估人", "关系", "评分"],
    *(["a1", item, "主管甲", "上级", rating] for item, rating in (("迎客", 3), ("打包", 2))),
    *(["a2", item, "同事乙", "同级", 4] for item in ("迎客", "打包")),
]
MAIL = (
    "no-address",
    "unusable-address",
    "foreign-domain",
    "shared-address",
    "two-addresses",
    "own-address",
    "manager-mismatch",
)


def folder(path: Path, *people: Sequence[Any], mail: str = "") -> Path:
    made = tiny_folder(path)
    write_tables(made, {"名单": [HEAD, *map(list, people)], "评分": RATINGS})
    with (made / "reportgen.toml").open("a", encoding="utf-8") as settings:
        settings.write(mail)
    return made


def said(source: Path, out: Path) -> list[tuple[str, str]]:
    """Codes and cells of what a check says of addresses."""
    done = json.loads(run("check", source, "--output", out, "--json").stdout)
    return [(p["code"], p["cell"]) for p in done["problems"] if p["code"] in MAIL]


def test_a_build_keeps_the_roster_with_what_readers_see_also_of_people_without_a_report(tmp_path: Path) -> None:
    source, out = folder(tmp_path / "input", MAO, FEI, SHI), tmp_path / "out"
    run("build", source, "--output", out)
    content = (out / RECIPIENTS).read_bytes()
    mao, fei, shi = read_recipients(content)
    assert (mao.person_id, mao.name, mao.grade, mao.email) == ("a1", "毛小满", "初阶店员", "mao@x.cn")
    assert (mao.manager, mao.manager_id, mao.manager_email) == ("苗青", "b1", "miao@x.cn")
    assert (mao.source.file, mao.source.sheet, mao.source.cell) == ("名单.xlsx", "名单", "A2")
    assert mao.cells == {"manager": "D2", "manager_id": "E2", "manager_email": "F2", "email": "G2"}
    assert (mao.assessed, mao.competencies, mao.overall, mao.attained) == (2, 3, "2.50", "1/2")
    assert (fei.assessed, fei.overall, fei.attained) == (2, "", "")  # of one rater: not shown to readers
    assert (shi.assessed, shi.competencies, shi.grade, shi.overall, shi.attained) == (0, 3, "", "", "")
    manifest = json.loads((out / "data" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"][RECIPIENTS]["kind"] == "data"
    assert manifest["files"][RECIPIENTS]["sha256"] == hashlib.sha256(content).hexdigest()
    assert [row["code"] for row in rows(out / "data" / "problems.csv") if row["code"] in MAIL] == []


def test_a_build_warns_of_addresses_that_contradict_each_other(tmp_path: Path) -> None:
    other = ["a2", "费长风", "初阶", "谷雨", "", "miao@x.cn", ""]
    source, out = folder(tmp_path / "input", MAO, other), tmp_path / "out"
    done = run("build", source, "--output", out)
    assert (done.returncode, "同一个邮箱地址 miao@x.cn 写给了不同的人：b1 苗青 (F2)、谷雨 (F3)。" in done.stdout) == (
        0,
        True,
    )
    (found,) = (row for row in rows(out / "data" / "problems.csv") if row["code"] in MAIL)
    assert (found["severity"], found["code"], found["cell"]) == ("warning", "shared-address", "F3")


def test_a_check_says_the_same_and_blank_addresses_are_no_problem_yet(tmp_path: Path) -> None:
    blank = ["a4", "江雪", "高阶", "", "", "", ""]
    two = ["a2", "费长风", "初阶", "谷雨", "", "gu@x.cn; bai@x.cn", "mao@x.cn"]
    source = folder(tmp_path / "input", MAO, two, blank)
    assert said(source, tmp_path / "out") == [("unusable-address", "F3"), ("shared-address", "G3")]


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ("", []),
        ('[mail]\nsender = "hr@x.cn"\n', []),
        ('[mail]\nsender = "hr@y.cn"\n', ["F2", "G2"]),
        ('[mail]\nsender = "hr@y.cn"\ndomains = ["X.cn"]\n', []),
    ],
)
def test_domains_are_looked_at_once_the_settings_name_any(mail: str, expected: list[str], tmp_path: Path) -> None:
    source = folder(tmp_path / "input", MAO, mail=mail)
    assert said(source, tmp_path / "out") == [("foreign-domain", cell) for cell in expected]
