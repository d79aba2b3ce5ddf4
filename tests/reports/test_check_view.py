"""The check as an administrator sees it, on the page and on the screen."""

from dataclasses import replace
from datetime import date

import pytest

from reportgen.language import Language
from reportgen.model.check import CheckedFile, CheckedPerson, CheckReport, OwnedProblem, RaterCoverage
from reportgen.model.inputs import Cycle, Rated, SheetLedger, TableLedger
from reportgen.model.types import Model
from reportgen.problems import Source, concerning, problem
from reportgen.reports.check_phrases import shortened, some_people
from reportgen.reports.check_text import check_lines
from reportgen.reports.check_view import CheckView, SheetRow, check_html, check_view
from tests.reports.cases import texts

NAMES = {f"000{n}": name for n, name in enumerate(("甲", "乙", "丙", "丁"), 1)}
FORM = TableLedger(
    "form", (5, 5), ("0001",), (Rated("0001", "王工", "王工", "supervisor"),), used=13, left_out=1, blank=70
)
SELF = replace(FORM, header=(31, 31), people=("0002",), rated=(Rated("0002", "乙", "self", "self"),))


def person(number: str, *, raters: int = 3, marks: int = 1) -> CheckedPerson:
    return CheckedPerson(number, NAMES[number], "3", {"peer": raters}, False, marks, 1, 18)


def report(*tables: TableLedger, problems: tuple[OwnedProblem, ...] = ()) -> CheckReport:
    sheet = SheetLedger("评分/a.xlsx", "表", tuple(t.kind for t in tables), tables=tables)
    return CheckReport(
        Cycle("2026"),
        (CheckedFile("b.docx", "unsupported"), CheckedFile("评分/a.xlsx", "read", (sheet,))),
        tuple(map(person, NAMES)),
        (),
        problems,
        NAMES,
        3,
    )


def view(checked: CheckReport, model: Model, lang: Language) -> CheckView:
    return check_view(checked, texts(model, lang), {})


def row(model: Model, lang: Language, *tables: TableLedger) -> SheetRow:
    return view(report(*tables), model, lang).sheets[1]


@pytest.mark.parametrize(
    ("names", "text"),
    [(["甲"], "甲"), (["甲", "乙", "丙"], "甲、乙、丙"), (list("甲乙丙丁"), "甲、乙等 4 人")],
)
def test_many_people_are_the_first_two_and_how_many_there_are(names: list[str], text: str, zh: Language) -> None:
    assert some_people(names, zh) == text


def test_many_things_likewise(zh: Language, en: Language) -> None:
    assert shortened(["a.xlsx", "b.xlsx", "c.xlsx"], zh, 1) == "a.xlsx等 3 项"
    assert shortened(list("abcd"), en) == "a, b and more (4 in all)"


def test_a_sheet_is_one_line_whatever_stands_on_it(model: Model, zh: Language) -> None:
    assert row(model, zh, FORM) == SheetRow(
        "评分/a.xlsx", "表", "评估打分表（打勾）", "第 5 行", "0001 甲", "王工（上级）", "13", "1", "", read=True
    )
    two = row(model, zh, FORM, SELF)
    assert (two.kind, two.header, two.whom, two.by) == (
        "评估打分表（打勾）×2",
        "第 5、31 行",
        "甲、乙",
        "王工（上级）、本人（自评）",
    )
    assert (two.used, two.left_out) == ("26", "2")
    many = row(model, zh, *(replace(FORM, header=(n, n + 1)) for n in range(1, 50, 10)))
    assert many.header == "第 1–2、11–12、21–22 … 行"


def test_marks_votes_and_nothing_are_named_too(model: Model, zh: Language) -> None:
    marks = row(model, zh, TableLedger("marks", (1, 1), tuple(NAMES), subjects=("a", "b"), used=8, blank=1))
    assert (marks.kind, marks.whom, marks.by, marks.blank) == ("考试成绩、2 科", "甲、乙等 4 人", "", "1")
    votes = row(model, zh, TableLedger("votes", (3, 3), grades=("3",), experts=("专家1",), used=1))
    assert (votes.whom, votes.by) == ("客户经理3级", "专家1")
    nothing = row(model, zh)
    assert (nothing.kind, nothing.header, nothing.used, nothing.read) == ("未识别", "", "", False)
    assert view(report(FORM), model, zh).sheets[0].kind == "不是工作簿，未读取"


def test_people_of_whom_something_is_missing_link_to_their_explanation_where_there_is_one(
    model: Model, zh: Language
) -> None:
    checked = replace(
        report(FORM), people=(person("0001", raters=1), person("0002", raters=0), person("0003", marks=0))
    )
    shown = check_view(checked, texts(model, zh), {"0001": "explain/0001.html"})
    assert [(line.label, line.counted, [p.name for p in line.people]) for line in shown.missing] == [
        ("没有任何评分（连自评也没有）", "1 / 3", ["0002 乙"]),
        ("他评人数不足 3 人", "1 / 3", ["0001 甲"]),
        ("没有考试成绩", "1 / 3", ["0003 丙"]),
    ]
    assert shown.missing[1].people[0].href == "explain/0001.html"
    assert [p.name for p in shown.people] == ["0001 甲"]
    assert 'href="explain/0001.html"' in check_html(shown, texts(model, zh), "F").decode()


def test_links_lead_only_to_pages_that_there_are(model: Model, zh: Language) -> None:
    shown = check_view(report(FORM), texts(model, zh), {}, ["index.html"])
    assert [link.href for link in shown.page.links] == ["", "../index.html"]


def test_raters_with_answers_missing_are_named_and_many_are_counted(model: Model, zh: Language) -> None:
    late = [RaterCoverage(f"李{n}", "", "peer", ("0001",), 14, 13, ("a.xlsx",)) for n in range(12)]
    whole = RaterCoverage("王工", "0009", "supervisor", ("0001", "0002"), 28, 28, ("a.xlsx",))
    shown = view(replace(report(FORM), raters=(*late, whole, replace(late[0], name=""))), model, zh)
    lines = list(check_lines(shown, zh))
    start = lines.index("评估人：14 人、14 份（按关系计），其中 1 份全部答完；没有答完的：")
    assert lines[start + 1] == "  李0（同级）：已答 13 / 14 项，评 甲"
    assert lines[start + 11] == "  …… 另有 3 条。"
    assert (shown.raters[12].name, shown.raters[12].whole, shown.raters[13].name) == ("0009 王工", True, "未写明")


def test_doubtful_dates_stand_first_and_on_the_screen_alone(model: Model, zh: Language) -> None:
    day = date(2026, 3, 1)
    files = (
        CheckedFile("a.xlsx", "read", (), day, date(2026, 4, 1)),
        CheckedFile("b.xlsx", "read", (), day, day, ("2019-01-01",), ("2024-01-01",)),
        CheckedFile("c.xlsx", "read"),
    )
    shown = view(replace(report(FORM), files=files), model, zh)
    assert [(r.file, r.dates, r.note) for r in shown.cycles] == [
        ("b.xlsx", "2026-03-01", "不在评估周期内，未采用：2019-01-01、离最新日期太远：2024-01-01"),
        ("a.xlsx", "2026-03-01 – 2026-04-01", ""),
    ]
    lines = list(check_lines(shown, zh))
    assert lines[lines.index("可能不属于评估周期 2026 的日期") + 1 :] == [
        "  b.xlsx：不在评估周期内，未采用：2019-01-01、离最新日期太远：2024-01-01"
    ]


def test_the_page_groups_problems_by_who_and_file_and_escapes_what_stands_in_cells(model: Model, zh: Language) -> None:
    bad = concerning(
        problem("unreadable-rating", Source("评分/a.xlsx", "表", "B2"), "<b>5</b>", scale="0–6", nearest="5"),
        "",
        "王工",
    )
    checked = report(
        FORM,
        problems=(OwnedProblem("rater", bad), OwnedProblem("hr", problem("missing-id", Source("n.xlsx", "S", "A3")))),
    )
    shown = view(checked, model, zh)
    assert [(group.who, group.counts, [file.name for file in group.files]) for group in shown.owners] == [
        ("名单管理员（HR）", "错误 1 个，提醒 0 条", ["n.xlsx"]),
        ("评估人 王工", "错误 1 个，提醒 0 条", ["评分/a.xlsx"]),
    ]
    page = check_html(shown, texts(model, zh), "F").decode()
    assert "<b>5</b>" not in page
    assert 'href="../problems.xlsx"' in page


def test_without_a_roster_the_page_says_what_is_needed(model: Model, zh: Language, en: Language) -> None:
    nobody = CheckReport(Cycle(""))
    assert "没有找到人员名单" in check_html(view(nobody, model, zh), texts(model, zh), "F").decode()
    assert "No file has a date." in check_html(view(nobody, model, en), texts(model, en), "F").decode()
