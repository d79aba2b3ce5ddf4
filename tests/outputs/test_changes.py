"""What changed between two runs: which numbers, because of which cells of which files."""

from pathlib import Path
from typing import Any

import pytest

from reportgen.language import Language
from reportgen.model.changes import Because, Changes, because_text
from reportgen.model.types import Model
from reportgen.outputs.changes import changes_table, compare
from tests.conftest import TINY, Rows
from tests.runs import Folder, run_of_folder

ROSTER: list[list[Any]] = [["工号", "姓名", "级别", "部门"], ["a1", "毛小满", "初阶", "一部"], ["a2", "费长风", "高阶", "二部"]]  # fmt: skip
HEAD = ["工号", "能力素质", "评估人", "关系", "评分"]
ONE: list[list[Any]] = [HEAD, ["a1", "迎客", "同事甲", "同级", 2], ["a2", "迎客", "同事甲", "同级", 3]]
TWO: list[list[Any]] = [HEAD, ["a1", "迎客", "店长", "上级", 4]]
MARKS: list[list[Any]] = [["工号", "茶叶", "瓷器"], ["a1", 90, 89], ["a2", 60, 90]]
FOLDER: Folder = {"名单.csv": ROSTER, "一.csv": ONE, "二.csv": TWO, "成绩.csv": MARKS}


def put(rows: Rows, row: int, column: int, value: object) -> list[list[Any]]:
    """Rows with another value in one cell."""
    changed = [list(line) for line in rows]
    changed[row][column] = value
    return changed


class Compare:
    """Two folders compared under the tiny model."""

    def __init__(self, folder: Path, model: Model) -> None:
        self.folder, self.model = folder, model

    def __call__(self, after: Folder, before: Folder = FOLDER, **options: Any) -> Changes:
        old = run_of_folder(before, self.folder, self.model, options.pop("weighted", None))
        return compare(old, run_of_folder(after, self.folder, self.model, **options))


@pytest.fixture
def between(tmp_path: Path, tiny: Model) -> Compare:
    return Compare(tmp_path, tiny)


def numbers(changes: Changes) -> dict[str, tuple[str, str]]:
    """Person, competency, what -> before, after."""
    return {
        " ".join(part for part in (c.person_id, c.competency, c.what) if part): (c.before, c.after)
        for c in changes.changes
    }


def cause(changes: Changes, person: str, what: str, competency: str = "") -> Because:
    return next(
        c.because
        for c in changes.changes
        if (c.person_id, c.what) == (person, what) and competency in ("", c.competency)
    )


def said(because: Because, lang: Language) -> str:
    return because_text(because, lang, str)


def fates(changes: Changes) -> dict[str, tuple[str, int]]:
    """File -> what happened to it, and how many numbers changed because of it."""
    return {file.file: (file.fate, file.numbers) for file in changes.files}


def test_the_same_folder_twice_has_not_changed(between: Compare) -> None:
    assert between(FOLDER).nothing


def test_a_changed_rating_changes_its_numbers_and_the_summaries_that_follow(between: Compare, en: Language) -> None:
    changes = between({**FOLDER, "一.csv": put(ONE, 1, 4, 3)})
    assert numbers(changes) == {
        "a1 greeting score": ("3.0000", "3.5000"),
        "a1 greeting band": ("3", "4"),
        "a1 greeting surplus": ("0.0000", "0.5000"),
        "a1 shop": ("3.0000", "3.2500"),
        "a1 overall": ("3.0000", "3.2500"),
    }
    assert said(cause(changes, "a1", "score"), en) == "一.csv · E2: 2 → 3 (file changed)"
    assert said(cause(changes, "a1", "overall"), en) == "greeting"
    assert fates(changes) == {"一.csv": ("changed", 5)}
    assert changes.people == 1


def test_a_value_that_is_left_out_now_is_named_all_the_same(between: Compare, zh: Language) -> None:
    wrong = {**FOLDER, "一.csv": put(ONE, 1, 4, 9), "成绩.csv": put(MARKS, 1, 1, 105)}
    changes = between(wrong)
    assert said(cause(changes, "a1", "score", "greeting"), zh) == "一.csv · E2: 2 → 9（未采用）（文件有改动）"
    assert said(cause(changes, "a1", "exam_score"), zh) == "成绩.csv · B2: 90 → 105（未采用）（文件有改动）"
    back = between(FOLDER, wrong)
    assert said(cause(back, "a1", "score", "greeting"), zh) == "一.csv · E2: 9（未采用） → 2（文件有改动）"
    renamed = between({"名单.csv": ROSTER, "另.csv": ONE, "二.csv": TWO, "成绩.csv": MARKS}, wrong)
    assert said(cause(renamed, "a1", "score", "greeting"), zh).startswith("另.csv · E2: — → 2")


def test_a_line_that_moved_and_a_file_of_another_name_change_nothing(between: Compare) -> None:
    changes = between(
        {
            "名单.csv": ROSTER,
            "一.csv": [ONE[0], ONE[2], ONE[1]],
            "dept/二.csv".replace("/", "-"): TWO,
            "成绩.csv": MARKS,
        }
    )
    assert changes.changes == ()
    assert fates(changes) == {"一.csv": ("changed", 0), "dept-二.csv": ("renamed", 0)}


def test_a_new_and_a_removed_file_are_named_with_the_cells_that_came_and_went(between: Compare, en: Language) -> None:
    third: Rows = [HEAD, ["a2", "打包", "店长", "上级", 4]]
    changes = between({"名单.csv": ROSTER, "一.csv": ONE, "三.csv": third, "成绩.csv": MARKS})
    assert said(cause(changes, "a1", "score"), en) == "二.csv · E2: 4 → — (file removed)"
    assert said(cause(changes, "a2", "score"), en) == "三.csv · E2: — → 4 (new file)"
    assert numbers(changes)["a2 packing reason"] == ("not-assessed", "")
    assert {file: fate for file, (fate, _) in fates(changes).items()} == {"二.csv": "removed", "三.csv": "new"}


def test_a_file_that_contradicts_another_is_the_cause_though_it_does_not_count(between: Compare, en: Language) -> None:
    third: Rows = [HEAD, ["a1", "迎客", "店长", "上级", 1]]
    changes = between({**FOLDER, "三.csv": third})
    assert numbers(changes)["a1 greeting n_raters"] == ("2", "1")
    assert said(cause(changes, "a1", "score"), en) == "三.csv · E2: — → 1 (new file)"
    assert [p.code for p in changes.new_problems] == ["conflicting-rating", "conflicting-rating"]
    assert [p.code for p in between(FOLDER, {**FOLDER, "三.csv": third}).solved_problems] == ["conflicting-rating"] * 2


def test_a_rating_that_stands_twice_is_no_cause(between: Compare) -> None:
    twice: Rows = [HEAD, ["a1", "迎客", "店长", "上级", 4]]
    changes = between({**FOLDER, "一.csv": put(ONE, 1, 4, 3), "三.csv": [*twice, ["a2", "打包", "店长", "上级", 4]]})
    assert cause(changes, "a1", "score").files == {"一.csv"}


def test_a_mark_changes_the_exam_and_a_weight_sheet_everybodys(between: Compare, en: Language) -> None:
    changes = between({**FOLDER, "成绩.csv": put(MARKS, 1, 1, "缺考")})
    assert numbers(changes)["a1 goods reason"] == ("", "exam-incomplete")
    assert said(cause(changes, "a1", "exam_score"), en) == "成绩.csv · B2: 90 → not taken (file changed)"
    weights: Rows = [["能力素质", "科目", "级别", "权重"], ["商品知识", "茶叶", "", 5]]
    changes = between({**FOLDER, "权重.csv": weights})
    assert {c.person_id: c.because.files for c in changes.changes if c.what == "exam_score"} == {
        "a1": {"权重.csv"}, "a2": {"权重.csv"},
    }  # fmt: skip


def test_a_weight_for_all_grades_is_no_cause_where_a_line_for_the_grade_beats_it(between: Compare) -> None:
    weights: Rows = [["能力素质", "科目", "级别", "权重"], ["商品知识", "茶叶", "", 1], ["商品知识", "茶叶", "初阶", 3]]
    before = {**FOLDER, "权重.csv": weights}
    changes = between({**before, "权重.csv": put(weights, 1, 3, 5), "成绩.csv": put(MARKS, 1, 1, 50)}, before)
    assert cause(changes, "a1", "exam_score").files == {"成绩.csv"}
    assert cause(changes, "a2", "exam_score").files == {"权重.csv"}


def test_another_grade_is_the_cause_where_its_subjects_weigh_otherwise(between: Compare) -> None:
    weights: Rows = [["能力素质", "科目", "级别", "权重"], ["商品知识", "茶叶", "高阶", 5]]
    before = {**FOLDER, "权重.csv": weights}
    promoted = {**before, "名单.csv": put(ROSTER, 1, 2, "高阶")}
    assert cause(between(promoted, before), "a1", "exam_score").files == {"名单.csv"}
    assert "a1 goods exam_score" not in numbers(between({**FOLDER, "名单.csv": promoted["名单.csv"]}))


def test_a_rating_that_only_counts_now_is_the_cause_when_nothing_else_is(between: Compare, en: Language) -> None:
    head = [*HEAD, "评估人工号"]
    same: Rows = [head, ["a2", "打包", "丙", "同级", 3, "x1"], ["a2", "打包", "丙", "同级", 3, "x1"]]
    before = {**FOLDER, "三.csv": same}
    changes = between({**before, "三.csv": put(same, 2, 5, "x2")}, before)
    assert numbers(changes) == {"a2 packing n_raters": ("1", "2")}
    assert said(changes.changes[0].because, en) == "三.csv · E3: 3 counts now (file changed)"


def test_self_ratings_are_a_cause_of_the_score_only_when_they_have_a_weight(between: Compare) -> None:
    own: Rows = [HEAD, ["a1", "迎客", "", "自评", 3]]
    before = {**FOLDER, "三.csv": own}
    after = {**before, "三.csv": put(own, 1, 4, 1), "二.csv": put(TWO, 1, 4, 3)}
    weights = {"self": 1, "peer": 1, "supervisor": 1}
    assert cause(between(after, before), "a1", "score").files == {"二.csv"}
    assert cause(between(after, before), "a1", "self").files == {"三.csv"}
    weighted = between(after, before, weighted=weights, weights=weights)
    assert cause(weighted, "a1", "score").files == {"二.csv", "三.csv"}


def test_ratings_that_an_exam_replaces_are_no_cause(between: Compare) -> None:
    rated = {**FOLDER, "二.csv": [*TWO, ["a1", "商品知识", "店长", "上级", 4]]}
    without = {**rated, "成绩.csv": [MARKS[0], MARKS[2]], "二.csv": put(rated["二.csv"], 2, 4, 3)}
    changes = between(rated, without)
    assert numbers(changes)["a1 goods method"] == ("rating", "exam")
    assert cause(changes, "a1", "n_raters", "goods").files == {"成绩.csv"}


def test_the_standards_change_the_required_level_of_their_grade(between: Compare, en: Language) -> None:
    levels: Rows = [["能力素质", "初阶店员", "高阶店员"], ["迎客", 2, 2], ["打包", 1, 2], ["商品知识", 1, 2]]
    changes = between({**FOLDER, "标准.csv": levels})
    assert numbers(changes) == {"a1 greeting required_level": ("1", "2")}
    assert said(cause(changes, "a1", "required_level"), en) == "标准.csv · B2: — → 2 (new file)"


def test_another_grade_department_and_name_come_from_the_roster(between: Compare, en: Language) -> None:
    changes = between({**FOLDER, "名单.csv": [ROSTER[0], ["a1", "毛大满", "高阶", "三部"], ROSTER[2]]})
    assert numbers(changes) == {
        **{f"a1 {c} required_level": ("1", "2") for c in ("greeting", "packing", "goods")},
        "a1 grade": ("junior", "senior"), "a1 department": ("一部", "三部"), "a1 name": ("毛小满", "毛大满"),
    }  # fmt: skip
    assert {frozenset(c.because.files) for c in changes.changes} == {frozenset({"名单.csv"})}
    assert said(cause(changes, "a1", "department"), en) == "名单.csv · line of A2: 一部 → 三部 (file changed)"


def test_people_who_came_and_went_are_one_row_each(between: Compare) -> None:
    changes = between({**FOLDER, "名单.csv": [*ROSTER[:2], ["a3", "石青", "初阶", "一部"]]})
    assert numbers(changes) == {"a3 person": ("", "石青"), "a2 person": ("费长风", "")}
    assert all(c.because.files == {"名单.csv"} for c in changes.changes)


def test_a_form_that_only_names_somebody_changes_with_the_roster(between: Compare, en: Language) -> None:
    named: Rows = [["姓名", "能力素质", "评估人", "关系", "评分"], ["毛小满", "打包", "店长", "上级", 4]]
    before = {**FOLDER, "三.csv": named}
    changes = between({**before, "名单.csv": [*ROSTER, ["a3", "毛小满", "初阶", "一部"]]}, before)
    because = cause(changes, "a1", "score")
    assert because.files == {"名单.csv"}
    assert not because.unknown
    assert said(because, en) == "三.csv · E2: 4 → — (file unchanged); the roster changed: 名单.csv"


def test_relation_weights_are_named_with_their_values(between: Compare, en: Language) -> None:
    changes = between(FOLDER, weights={"peer": 3, "supervisor": 1})
    assert numbers(changes)["a1 greeting score"] == ("3.0000", "2.5000")
    assert said(cause(changes, "a1", "score"), en) == ("setting weights.peer: — → 3; setting weights.supervisor: — → 1")
    assert not any(c.person_id == "a2" for c in changes.changes)


def test_another_model_or_program_is_told_with_every_number(tmp_path: Path, tiny: Model, en: Language) -> None:
    from reportgen.model.load import parse_model

    harder = parse_model(TINY.replace("standard = 3", "standard = 4"), "tiny.toml")
    before = run_of_folder(FOLDER, tmp_path, tiny)
    changes = compare(before, run_of_folder(FOLDER, tmp_path, harder, program_digest="new"))
    assert (changes.model, changes.program) == (True, True)
    assert said(cause(changes, "a1", "gap"), en) == "the model changed; the program changed"


def test_a_number_that_changed_without_a_cause_is_said_to_be_so(tmp_path: Path, tiny: Model, en: Language) -> None:
    from dataclasses import replace

    before = run_of_folder(FOLDER, tmp_path, tiny)
    scores = before.tables["scores.csv"]
    wrong = replace(scores, rows=[tuple("3.5000" if v == "3.0000" else v for v in row) for row in scores.rows])
    changes = compare(before, replace(before, tables={**before.tables, "scores.csv": wrong}))
    assert changes.changes
    assert all(c.because.unknown for c in changes.changes)
    assert said(changes.changes[0].because, en) == "cause unknown, please check"


def test_votes_change_the_recalibrated_level_of_a_grade(between: Compare) -> None:
    votes: Rows = [["级别调整 初阶店员"], ["能力素质", "调整前", "甲", "乙"], ["迎客", 1, 1, 2], ["打包", 1, 2, 2]]
    before = {**FOLDER, "投票.csv": votes}
    changes = between({**before, "投票.csv": put(votes, 2, 3, 1)}, before)
    assert {(c.name, c.competency, c.what, c.before, c.after) for c in changes.changes} == {
        ("junior", "greeting", "recalibration_mean", "1.5000", "1.0000"),
        ("junior", "greeting", "recalibration_after", "2", "1"),
    }
    assert fates(changes) == {"投票.csv": ("changed", 2)}
    assert [(c.what, c.before, c.after) for c in between(before).changes] == [("recalibration", "", "4")]


def test_the_table_has_a_row_for_each_number_and_only_a_header_without(
    between: Compare, tiny: Model, en: Language
) -> None:
    header = "person_id,name,competency,competency_name,what,before,after,because"
    assert changes_table(between(FOLDER), tiny, en).decode("utf-8-sig") == header + "\r\n"
    table = changes_table(between({**FOLDER, "一.csv": put(ONE, 2, 4, 4)}), tiny, en).decode("utf-8-sig")
    assert table.splitlines()[1] == (
        "a2,费长风,greeting,Greeting,score,3.0000,4.0000,一.csv · E3: 3 → 4 (file changed)"
    )
