"""`results.xlsx` where readers do not see some scores: a word in their place, and nowhere more than what is seen."""

import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.assessment.assess import assess
from reportgen.assessment.comparison import compare
from reportgen.assessment.readers import for_readers
from reportgen.language import LANGUAGES, Language, language
from reportgen.model.comparison import Previous, PreviousPerson, PreviousScore
from reportgen.model.inputs import Cycle
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.outputs.about import made_with
from reportgen.outputs.previous_workbook import read_workbook
from reportgen.outputs.workbook import results_workbook
from tests.assessment import frames
from tests.assessment.frames import Person
from tests.outputs.test_workbook import book_of, cells, table

RELATIONS = ("self", "supervisor", "peer", "subordinate", "customer")
FEW, ENOUGH = ("Wu", "Xu"), ("Wu", "Xu", "Yu", "Zhu")
HIDDEN, THIRDS = "1.6666", "3.3333"


def full(model: Model, peers: tuple[int, int] = (1, 2)) -> Assessment:
    """Of Ann resilience (mean 5/3) rests on a supervisor and two peers, needs analysis (13/4) on four; Bai has only needs analysis
    (10/3, of three), Chen nothing.
    """
    lines = [
        ("P1", "resilience", "Li", "supervisor", 2),
        *(("P1", "resilience", rater, "peer", rating) for rater, rating in zip(FEW, peers, strict=True)),
        *(("P1", "needs_analysis", rater, "peer", rating) for rater, rating in zip(ENOUGH, (3, 3, 3, 4), strict=True)),
        *(("P2", "needs_analysis", rater, "peer", rating) for rater, rating in zip(ENOUGH, (3, 3, 4), strict=False)),
    ]
    people = (Person("P1", "3", "安", "东区"), Person("P2", "3", "白", "西区"), Person("P3", "3", "陈", "西区"))
    return assess(frames.inputs(*people, ratings=frames.ratings(*lines)), model, weights={}, cycle=Cycle("2026"))


def readers(model: Model) -> Assessment:
    return for_readers(full(model), minimum=3, order=RELATIONS).assessment


def compared(assessment: Assessment) -> Assessment:
    """With an earlier cycle in which Ann and Bai had 1/3 more than 2 in both."""
    score = PreviousScore("rating", 2, Fraction(7, 3), Fraction(233, 100))
    people = [
        PreviousPerson(i, n, "3", {"resilience": score, "needs_analysis": score})
        for i, n in (("P1", "安"), ("P2", "白"))
    ]
    now = made_with(assessment)
    return replace(assessment, comparison=compare(assessment, Previous("2025", now, tuple(people)), now))


def line(book: Any, sheet: str, **where: str) -> dict[str, Any]:
    return next(row for row in table(book, sheet) if all(row[k] == v for k, v in where.items()))


# ---- a word where others have a number


def test_a_score_that_is_not_shown_is_a_word_and_the_rest_of_its_line_is_empty(model: Model, zh: Language) -> None:
    book = book_of(readers(model), zh)
    row = line(book, "得分", 工号="P1", 能力素质="抗挫能力")
    assert [row[k] for k in ("得分", "状况", "差距", "标准分", "方式")] == ["未显示", None, None, None, "评分"]
    assert line(book, "得分", 工号="P1", 能力素质="执行能力")["得分"] is None, "not assessed stays empty"


def test_means_that_are_not_shown_are_words_too(model: Model, zh: Language) -> None:
    ann, bai, chen = table(book_of(readers(model), zh), "人员")
    assert [ann[k] for k in ("抗挫能力", "需求分析能力", "达标率", "达标覆盖率", "未显示的得分数")] == [
        "未显示",
        3.25,
        "未显示",
        "未显示",
        1,
    ]
    assert [bai[k] for k in ("抗挫能力", "需求分析能力", "达标率", "未显示的得分数")] == [None, 3.33, 0, 0]
    assert [chen[k] for k in ("抗挫能力", "需求分析能力", "达标率", "未显示的得分数")] == [None, None, None, 0]


def test_an_overall_is_a_word_only_where_enough_was_assessed(model: Model, en: Language) -> None:
    found = readers(model)
    ann = replace(found.people[0], overall=None, categories=dict.fromkeys(found.people[0].categories))
    few = table(book_of(replace(found, people=(ann,)), en), "People")[0]
    assert (few["Mean score"], few["Band"], few["Basic competencies"], few["Functional competencies"]) == (
        None,
        None,
        "not shown",
        None,
    )
    results = tuple(replace(r, reason="withheld", score=None, band=None, gap=None) for r in ann.competencies)
    many = table(book_of(replace(found, people=(replace(ann, competencies=results),)), en), "People")[0]
    assert (many["Assessed"], many["Mean score"], many["Band"], many["Functional competencies"]) == (
        18,
        "not shown",
        None,
        "not shown",
    )


def test_groups_say_not_shown_where_nobody_is_shown(model: Model, zh: Language) -> None:
    book = book_of(readers(model), zh)
    grade = line(book, "级别", 级别="客户经理3级")
    assert [grade[k] for k in ("抗挫能力", "需求分析能力", "执行能力", "未显示的得分数")] == ["未显示", 3.29, None, 1]
    east, west = line(book, "部门", 部门="东区"), line(book, "部门", 部门="西区")
    assert [(d["抗挫能力"], d["达标率"], d["未显示的得分数"]) for d in (east, west)] == [
        ("未显示", "未显示", 1),
        (None, 0, 0),
    ]


def test_the_word_stands_right_as_the_numbers_do(model: Model, zh: Language) -> None:
    book = book_of(readers(model), zh)
    words = [cell for cell in cells(book) if cell.value == "未显示"]
    assert len(words) >= 8
    assert {cell.alignment.horizontal for cell in words} == {"right"}
    assert {sheet.auto_filter.ref for sheet in book.worksheets} == {sheet.dimensions for sheet in book.worksheets}


def test_the_last_sheet_says_once_why(model: Model, zh: Language) -> None:
    said = {row["项目"]: row["内容"] for row in table(book_of(readers(model), zh), "说明")}
    assert (
        said["未显示的数值"] == "“未显示”是为了保护评估人：除本人和上级外，评估人不足 3 人，或可由此推算出这样的得分。"
    )
    assert said["级别和部门的平均"] == "只按显示的数值计算。"
    assert "沿用上次的数值" not in said


def test_scores_of_the_issue_before_are_counted_on_the_last_sheet(model: Model, en: Language) -> None:
    found = readers(model)
    kept = tuple(replace(r, kept=r.competency == "needs_analysis") for r in found.people[0].competencies)
    found = replace(found, people=(replace(found.people[0], competencies=kept), *found.people[1:]))
    said = {row["What it is"]: row["What it says"] for row in table(book_of(found, en), "About")}
    assert said["Numbers of the issue before"].startswith("1 score stays as it was: answers of fewer than 3 raters")


def test_where_everything_is_shown_no_column_and_no_line_speaks_of_it(model: Model, zh: Language) -> None:
    found = replace(readers(model), people=readers(model).people[1:])
    book = book_of(found, zh)
    assert "未显示的得分数" not in table(book, "人员")[0]
    assert "未显示的数值" not in [row["项目"] for row in table(book, "说明")]


def test_no_number_is_compared_with_one_that_is_not_shown(model: Model, zh: Language) -> None:
    book = book_of(compared(readers(model)), zh)
    hidden = line(book, "得分", 工号="P1", 能力素质="抗挫能力")
    assert [hidden["2025 得分"], hidden["与 2025 相比的变化"], hidden["不可比的原因"]] == [None, None, "本次未显示"]
    shown = line(book, "得分", 工号="P1", 能力素质="需求分析能力")
    assert [shown["2025 得分"], shown["与 2025 相比的变化"]] == [2.33, 0.92]


# ---- nothing behind what is seen


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry).decode("utf-8") for entry in archive.infolist()}


@pytest.mark.parametrize("earlier", [False, True])
def test_no_number_anywhere_has_more_digits_than_are_seen(earlier: bool, model: Model, zh: Language) -> None:
    found = compared(readers(model)) if earlier else readers(model)
    raw = parts(results_workbook(found, zh))
    sheets = [text for name, text in raw.items() if name.startswith("xl/worksheets/")]
    numbers = [n for text in sheets for n in re.findall(r"<c [^>]*t=\"n\"[^>]*><v>([^<]*)</v>", text)]
    assert "3.25" in numbers
    assert [n for n in numbers if not re.fullmatch(r"-?\d+(\.\d\d?)?", n)] == []
    everything = "\n".join(raw.values())
    assert HIDDEN not in everything
    assert THIRDS not in everything


def test_the_workbook_has_no_place_where_more_could_stand(model: Model, zh: Language) -> None:
    raw = parts(results_workbook(compared(readers(model)), zh))
    assert not [
        name for name in raw if re.search(r"comment|custom|external|drawing|calc|vml|media|table", name.lower())
    ]
    book = openpyxl.load_workbook(io.BytesIO(results_workbook(compared(readers(model)), zh)))
    assert list(book.defined_names) == []
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        assert {*sheet.defined_names} <= {"_xlnm.Print_Titles", "_xlnm._FilterDatabase"}
    formats = {cell.number_format for cell in cells(book)}
    assert formats <= {"General", "@", "0", "0.00", '0.0"%"', "+0.00;-0.00;0.00"}
    properties = book.properties
    assert [properties.title, properties.subject, properties.description, properties.keywords] == [None] * 4


def test_those_who_are_protected_could_have_rated_otherwise_and_not_a_byte_would_differ(
    model: Model, zh: Language
) -> None:
    others = for_readers(full(model, peers=(5, 4)), minimum=3, order=RELATIONS).assessment
    assert results_workbook(others, zh) == results_workbook(readers(model), zh)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_later_cycle_reads_the_words_as_what_was_not_shown(code: str, model: Model) -> None:
    found = readers(model)
    content = results_workbook(found, language(code))
    before = read_workbook(content, Path("results.xlsx"), model, made_with(found), "results.xlsx")
    ann = before.people[0]
    assert (ann.scores["resilience"].score, ann.scores["resilience"].withheld) == (None, True)
    assert (ann.scores["needs_analysis"].score, ann.scores["needs_analysis"].withheld) == (Fraction(13, 4), False)
    assert (ann.scores["execution"].score, ann.scores["execution"].withheld) == (None, False)
