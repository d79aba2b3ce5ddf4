"""From workbooks to problems and scores: mistakes that real tables hold, and what becomes of them."""

from pathlib import Path
from typing import Any

import pytest

from reportgen.language import Language
from reportgen.model.results import Assessment
from reportgen.pipeline import job
from reportgen.settings import Settings
from reportgen.workbooks.sheet import READERS
from tests.conftest import Rows, WriteBook

ROSTER: Rows = [["工号", "姓名", "级别"], ["00003", "毛小满", "3级"], ["00010", "费长风", "4级"]]
LABELS = ["被评估人", "毛小满", "工号", "00003", "评估人", "周工", "关系", "同级"]
SUBJECTS = ["电信行业概况", "企业概况", "法律法规", "企业规章制度"]


def read(write_book: WriteBook, folder: Path, lang: Language, *sheets: Rows, roster: Rows = ROSTER) -> Assessment:
    write_book("名单.xlsx", {"名单": roster})
    for number, sheet in enumerate(sheets):
        write_book(f"{number}.xlsx", {"表": sheet})
    return job.read(job.Job(folder / "input", folder / "out", Settings(), lang))


def said(assessment: Assessment) -> list[tuple[str, str]]:
    """Code and cell of every problem but unanswered items."""
    return [(p.code, p.source.cell) for p in assessment.problems if p.code not in ("no-tick", "exam-incomplete")]


def score(assessment: Assessment, person: str, competency: str) -> Any:
    return next(r.score for r in assessment.person(person).competencies if r.competency == competency)


@pytest.mark.parametrize(
    ("again", "problems", "band"),
    [(80, [("duplicate-value", "F2")], 4), (90, [("conflicting-value", "B2"), ("conflicting-value", "F2")], None)],
)
def test_a_subject_in_two_columns_is_counted_once_or_not_at_all(
    again: int, problems: list[tuple[str, str]], band: int | None, write_book: WriteBook, tmp_path: Path, zh: Language
) -> None:
    marks: Rows = [["工号", *SUBJECTS, SUBJECTS[0]], ["00003", 80, 80, 80, 80, again]]
    found = read(write_book, tmp_path, zh, marks)
    assert said(found) == problems
    assert score(found, "00003", "general_knowledge") == band


def test_two_columns_of_ratings_must_agree(write_book: WriteBook, tmp_path: Path, zh: Language) -> None:
    form: Rows = [LABELS, ["能力素质", "评分", "评分"], ["成就导向", 4, 4], ["抗挫能力", 4, 5], ["执行能力", 3]]
    found = read(write_book, tmp_path, zh, form)
    assert said(found) == [("duplicate-rating", "C3"), ("conflicting-rating", "B4"), ("conflicting-rating", "C4")]
    assert [score(found, "00003", c) for c in ("achievement", "resilience", "execution")] == [4, None, 3]


@pytest.mark.parametrize(
    ("labels", "problems"),
    [
        (["被评估人：", "工号：00003", "评估人：周工", "关系：同级"], []),
        (["被评估人", "工号", "00003", "评估人", "周工", "关系", "同级"], []),
        (["被评估人：毛小满", "工号：", "评估人：周工", "关系：同级"], [("name-only", "A1")]),
        (["工号：00003", "评估人：", "关系：同级"], [("blank-rater", "B1")]),
        (["被评估人：毛小满 工号：00003 评估人：周工 关系：同级"], []),
    ],
)
def test_a_label_without_value_never_takes_the_next_label_for_it(
    labels: list[str], problems: list[tuple[str, str]], write_book: WriteBook, tmp_path: Path, zh: Language
) -> None:
    found = read(write_book, tmp_path, zh, [labels, ["能力素质", "评分"], ["成就导向", 4]])
    assert said(found) == problems
    assert score(found, "00003", "achievement") == 4


@pytest.mark.parametrize(
    "heads",
    [
        [["能力素质", "毛小满", "费长风"], ["工号", "00003", "00010"]],
        [["工号", "00003", "00010"], ["能力素质", "毛小满", "费长风"]],
        [["能力素质", "毛小满", "费长风"], [None, "00003", "00010"]],
        [["能力素质", "00003", "00010"]],
        [["能力素质", "毛小满", "费长风"]],
        [["姓名", "毛小满", "费长风"], ["工号", "00003", "00010"], ["评估人", "周工", "周工"]],
    ],
)
def test_persons_may_stand_across_with_names_ids_or_both(
    heads: Rows, write_book: WriteBook, tmp_path: Path, zh: Language
) -> None:
    table: Rows = [["评估人", "周工", "关系", "同级"], [], *heads, ["成就导向", 4, 5], ["抗挫能力", 3, 2]]
    found = read(write_book, tmp_path, zh, table)
    assert {code for code, _ in said(found)} <= {"name-only"}
    assert [score(found, p, "resilience") for p in ("00003", "00010")] == [3, 2]


@pytest.mark.parametrize(
    "note", [["注：0—6 分，5 分为达标。"], ["合计", 4, 5], ["平均分", None, 5], [None, "制表人：吴主任"]]
)
def test_notes_and_totals_under_tables_are_nobody_and_nothing(
    note: list[Any], write_book: WriteBook, tmp_path: Path, zh: Language
) -> None:
    rows: Rows = [["评估人", "周工", "关系", "同级"], ["工号", "成就导向", "抗挫能力"], ["00003", 4, 5], [], note]
    across: Rows = [
        ["评估人", "吴工", "关系", "同级"],
        ["能力素质", "毛小满"],
        ["工号", "00003"],
        ["成就导向", 4],
        note,
    ]
    marks: Rows = [["工号", *SUBJECTS], ["00003", 80, 80, 80, 80], note]
    found = read(write_book, tmp_path, zh, rows, across, marks, roster=[*ROSTER, [], note[:1] if note[0] else note])
    assert said(found) == []


def test_lines_of_the_roster_that_differ_in_spelling_only_are_equal(
    write_book: WriteBook, tmp_path: Path, zh: Language
) -> None:
    found = read(write_book, tmp_path, zh, roster=[*ROSTER, ["00003", "毛小满", "三级"], ["00010", "费长风", "3级"]])
    assert said(found) == [("duplicate-value", "A4"), ("duplicate-person", "A5")]


def test_a_footnote_sign_on_a_mark_does_not_become_a_digit(write_book: WriteBook, tmp_path: Path, zh: Language) -> None:
    found = read(write_book, tmp_path, zh, [["工号", *SUBJECTS], ["00003", 80, 80, "8¹", 80]])
    assert said(found) == [("mark-out-of-range", "D2")]


def test_a_fault_in_one_reader_refuses_its_sheet_only(
    write_book: WriteBook, tmp_path: Path, zh: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setitem(READERS, "scores", broken)
    form: Rows = [LABELS, ["能力素质", "评分"], ["成就导向", 4]]
    marks: Rows = [["工号", *SUBJECTS], ["00003", 80, 80, 80, 80]]
    found = read(write_book, tmp_path, zh, form, marks)
    assert [(p.code, p.source.file, p.source.sheet) for p in found.problems] == [
        ("unreadable-workbook", "0.xlsx", "表")
    ]
    assert score(found, "00003", "general_knowledge") == 4
