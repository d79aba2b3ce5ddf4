"""Whatever is edited in a folder: exactly the numbers that differ are told, each with files whose edit touches it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.model.types import Model
from reportgen.outputs.changes import NUMBERS, compare
from reportgen.outputs.earlier import Run
from tests.runs import Folder, run_of_folder

HEAD = ["工号", "能力素质", "评估人", "关系", "评分"]
NAMES = {"greeting": "迎客", "packing": "打包", "goods": "商品知识"}
PEOPLE = ("a1", "a2")
BASE: Folder = {
    "名单.csv": [["工号", "姓名", "级别", "部门"], ["a1", "毛小满", "初阶", "一部"], ["a2", "费长风", "高阶", "二部"]],
    "甲.csv": [HEAD, ["a1", "迎客", "甲", "同级", 2], ["a2", "迎客", "甲", "同级", 3], ["a2", "商品知识", "甲", "同级", 1]],
    "乙.csv": [HEAD, ["a1", "迎客", "乙", "上级", 4], ["a1", "打包", "乙", "上级", 1], ["a1", "迎客", "", "自评", 4]],
    "成绩.csv": [["工号", "茶叶", "瓷器"], ["a1", 90, 89]],
    "标准.csv": [["能力素质", "初阶店员", "高阶店员"], ["迎客", 1, 2], ["打包", 1, 2], ["商品知识", 1, 2]],
}  # fmt: skip

Edited = tuple[dict[str, list[list[Any]]], dict[str, int]]
Edit = tuple[Any, ...]

ratings = st.integers(1, 4)
edits = st.one_of(
    st.tuples(st.just("rating"), st.sampled_from(["甲.csv", "乙.csv"]), st.integers(1, 3), ratings),
    st.tuples(st.just("rater"), st.sampled_from(["甲.csv", "乙.csv"]), st.integers(1, 3), st.sampled_from(["甲", "丁"])),
    st.tuples(st.just("mark"), st.integers(1, 2), st.sampled_from([60, 88, 90, "缺考", ""])),
    st.tuples(
        st.just("new"), st.sampled_from(["丙.csv", "亿.csv"]), st.sampled_from(PEOPLE), st.sampled_from([*NAMES]),
        st.sampled_from(["甲", "丙"]), ratings,
    ),
    st.tuples(st.just("drop"), st.sampled_from(["甲.csv", "乙.csv", "成绩.csv", "标准.csv"])),
    st.tuples(st.just("shift"), st.sampled_from(["甲.csv", "乙.csv"])),
    st.tuples(st.just("rename"), st.sampled_from(["甲.csv", "乙.csv"])),
    st.tuples(st.just("grade"), st.sampled_from([1, 2]), st.sampled_from(["初阶", "高阶", "无"])),
    st.tuples(st.just("standard"), st.integers(1, 3), st.integers(1, 2), st.sampled_from([1, 2])),
    st.tuples(st.just("subject"), st.sampled_from(["", "初阶", "高阶"]), st.sampled_from([0, 1, 5])),
    st.tuples(st.just("weights"), st.sampled_from(["peer", "supervisor", "self"])),
)  # fmt: skip


def edit(state: Edited, what: Edit) -> None:
    """Do one edit; one whose file is gone does nothing."""
    edit_files(state[0], what)
    match what:
        case ("rating" | "rater" as kind, file, row, value) if file in state[0]:
            state[0][file][row][4 if kind == "rating" else 2] = value
        case ("new", file, person, competency, rater, value):
            state[0][file] = [HEAD, [person, NAMES[competency], rater, "同级", value]]
        case ("weights", relation):
            state[1].update({"peer": 1, "supervisor": 1, relation: 3})


def edit_files(files: dict[str, list[list[Any]]], what: Edit) -> None:
    """Edits of files as such, of the roster, marks, standards and weights of subjects."""
    match what:
        case ("drop", file):
            files.pop(file, None)
        case ("shift", file) if file in files:
            files[file].insert(1, [""] * 5)
        case ("rename", file) if file in files:
            files[f"改{file}"] = files.pop(file)
        case ("grade", row, grade):
            files["名单.csv"][row][2] = grade
        case ("mark", column, value) if "成绩.csv" in files:
            files["成绩.csv"][1][column] = value
        case ("standard", row, column, level) if "标准.csv" in files:
            files["标准.csv"][row][column] = level
        case ("subject", grade, weight):
            files["权重.csv"] = [["能力素质", "科目", "级别", "权重"], ["商品知识", "茶叶", grade, weight]]


def touched(file: str, before: Folder, after: Folder) -> set[tuple[str, str]]:
    """Person and competency of everything that a file says otherwise than before."""
    old, new = ({tuple(map(str, row)) for row in side.get(file, ())} for side in (before, after))
    found: set[tuple[str, str]] = set()
    ids = {name: competency for competency, name in NAMES.items()}
    for row in old ^ new:
        if file == "名单.csv":
            found |= {(row[0], competency) for competency in NAMES}
        elif file == "成绩.csv":
            found.add((row[0], "goods"))
        elif file in ("标准.csv", "权重.csv"):
            found |= {(person, ids.get(row[0], "")) for person in PEOPLE}
        else:
            found.add((row[0], ids.get(row[1], "")))
    return found


def scores(run: Run) -> Mapping[tuple[str, ...], Mapping[str, str]]:
    """Person and competency -> the numbers, straight from the table."""
    table = run.tables["scores.csv"]
    return {
        (line["person_id"], line["competency"]): {what: line[what] for what in NUMBERS}
        for row in table.rows
        if (line := dict(zip(table.columns, row, strict=True)))
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, tiny: Model) -> tuple[Path, Run]:
    folder = tmp_path_factory.mktemp("folder")
    return folder, run_of_folder(BASE, folder, tiny)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(edits, min_size=1, max_size=4))
def test_exactly_the_numbers_that_differ_are_told_with_the_files_that_did_it(
    base: tuple[Path, Run], tiny: Model, done: list[Edit]
) -> None:
    folder, before = base
    files: dict[str, list[list[Any]]] = {name: [list(row) for row in rows] for name, rows in BASE.items()}
    weights: dict[str, int] = {}
    for one in done:
        edit((files, weights), one)
    after = run_of_folder(files, folder, tiny, weights)
    changes = compare(before, after)

    old, new = scores(before), scores(after)
    stayed = {person for person, _ in old} & {person for person, _ in new}
    expected = {
        (*place, what, old[place][what], new[place][what])
        for place in old
        if place[0] in stayed
        for what in NUMBERS
        if old[place][what] != new[place][what]
    }
    told = [c for c in changes.changes if c.competency]
    assert {(c.person_id, c.competency, c.what, c.before, c.after) for c in told} == expected
    assert len(told) == len(expected)
    for change in changes.changes:
        assert not change.because.unknown, change
        assert weights or not change.because.settings
    for change in told:
        for file in change.because.files:
            assert (change.person_id, change.competency) in touched(file, BASE, files), change
        if not weights:
            assert change.because.files, change
