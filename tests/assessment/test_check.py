"""The check: what was read, who is covered, who has to mend what."""

from dataclasses import replace
from datetime import date

from reportgen.assessment.assess import assess
from reportgen.assessment.check import check_report, rater_coverage
from reportgen.language import Language
from reportgen.model.check import CheckReport, Example, RaterCoverage
from reportgen.model.inputs import Cycle, Inputs, Rated, SheetLedger, TableLedger
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, concerning, problem
from tests.assessment import frames
from tests.assessment.frames import ABSENT, BLANK, Person

PEOPLE = (Person("0007", "junior", "毛小满"), Person("0012", "senior", "费长风"), Person("0019", "", "级别不明"))
FORM = TableLedger("form", (5, 5), used=2)


def sheet(file: str, *tables: TableLedger, title: str = "表") -> SheetLedger:
    return SheetLedger(file, title, tuple(table.kind for table in tables), tables=tables)


def checked(inputs: Inputs, model: Model, *found: Problem) -> CheckReport:
    return check_report(inputs, model, assess(inputs, model, weights={}, cycle=None), found)


def test_every_file_is_listed_with_what_became_of_it(tiny: Model) -> None:
    inputs = replace(
        frames.inputs(*PEOPLE),
        ledgers=(sheet("b.xlsx", FORM), sheet("b.xlsx", title="二")),
        digests={"b.xlsx": "1", "c.xlsx": "2", "d.xlsx": "1", "e.xlsx": "3"},
    )
    report = checked(
        inputs, tiny,
        problem("unsupported-file", Source("a.docx")),
        problem("duplicate-file", Source("d.xlsx"), other="b.xlsx"),
        problem("unreadable-workbook", Source("e.xlsx"), reason="", remedy=""),
        problem("unreadable-workbook", Source("b.xlsx", "二"), reason="", remedy=""),  # a sheet of a file that was read
    )  # fmt: skip
    assert [(file.name, file.state, len(file.sheets)) for file in report.files] == [
        ("a.docx", "unsupported", 0),
        ("b.xlsx", "read", 2),
        ("c.xlsx", "empty", 0),
        ("d.xlsx", "duplicate", 0),
        ("e.xlsx", "unreadable", 0),
    ]


def test_the_dates_of_a_file_are_those_used_and_those_outside_the_cycle_or_far(tiny: Model) -> None:
    days = (date(2026, 3, 1), date(2026, 5, 1), date(2026, 4, 1))
    inputs = replace(
        frames.inputs(*PEOPLE),
        ledgers=(sheet("a.xlsx", FORM), sheet("b.xlsx", FORM)),
        dates=tuple((day, Source("a.xlsx", "表", "B2")) for day in days),
    )
    report = checked(
        inputs, tiny,
        problem("other-cycle", Source("b.xlsx", "表", "B2"), "2019-01-01", cycle="", start="", end=""),
        problem("mixed-dates", Source("a.xlsx", "表", "B2"), "2024-01-01", months=12, newest=""),
    )  # fmt: skip
    one, other = report.files
    assert (one.first_date, one.last_date, one.outside, one.far) == (days[0], days[1], (), ("2024-01-01",))
    assert (other.first_date, other.last_date, other.outside, other.far) == (None, None, ("2019-01-01",), ())
    assert report.cycle == Cycle("2026")


def test_people_are_listed_with_their_raters_marks_and_scores(tiny: Model) -> None:
    inputs = frames.inputs(
        *PEOPLE,
        ratings=frames.ratings(
            ("0007", "greeting", "甲", "peer", 3), ("0007", "packing", "甲", "peer", 2), ("0007", "greeting", "乙", "supervisor", 3),
            ("0012", "greeting", "费长风", "self", 3),
        ),
        marks=frames.marks(("0007", "茶叶", 80), ("0007", "瓷器", ABSENT), ("0012", "茶叶", BLANK)),
    )  # fmt: skip
    first, second, third = checked(inputs, tiny).people
    assert (first.id, dict(first.raters), first.self_rated, first.marks) == (
        "0007",
        {"peer": 1, "supervisor": 1},
        False,
        2,
    )
    assert (second.id, dict(second.raters), second.self_rated, second.marks) == ("0012", {}, True, 0)
    assert [(p.assessed, p.competencies) for p in (first, second, third)] == [(2, 3), (0, 3), (None, 3)]


def test_raters_are_asked_for_every_rated_competency_of_everybody_they_rate(tiny: Model) -> None:
    peer = [Rated(number, "甲", "甲", "peer") for number in ("0007", "0012")]
    own = [Rated(number, name, "self", "self") for number, name in (("0007", "毛小满"), ("0012", "费长风"))]
    known = Rated("0012", "毛小满", "#0007", "peer")
    inputs = replace(
        frames.inputs(
            *PEOPLE,
            ratings=frames.ratings(
                ("0007", "greeting", "甲", "peer", 3), ("0007", "goods", "甲", "peer", 3), ("0012", "greeting", "甲", "peer", 3),
                ("0012", "greeting", "甲", "peer", 2), ("0007", "greeting", "self", "self", 3), ("0007", "packing", "self", "self", 3),
            ),
        ),
        ledgers=(
            sheet("b.xlsx", replace(FORM, rated=(peer[0], own[0]))),
            sheet("a.xlsx", replace(FORM, rated=(peer[1], own[1], known)), replace(FORM, rated=(peer[0],))),
        ),
    )  # fmt: skip
    assert rater_coverage(inputs, tiny) == (
        RaterCoverage("费长风", "0012", "self", ("0012",), 2, 0, ("a.xlsx",)),
        RaterCoverage("毛小满", "0007", "peer", ("0012",), 2, 0, ("a.xlsx",)),
        RaterCoverage("甲", "", "peer", ("0007", "0012"), 4, 2, ("a.xlsx", "b.xlsx")),
        RaterCoverage("毛小满", "0007", "self", ("0007",), 2, 2, ("b.xlsx",)),  # who gave every answer stands last
    )


def test_a_list_asks_only_what_it_holds(tiny: Model) -> None:
    listed = [Rated(number, "甲", "甲", "peer", ("greeting", "goods")) for number in ("0007", "0012")]
    inputs = replace(
        frames.inputs(*PEOPLE, ratings=frames.ratings(("0007", "greeting", "甲", "peer", 3), ("0012", "greeting", "甲", "peer", 3))),
        ledgers=(sheet("a.xlsx", replace(FORM, kind="list", rated=tuple(listed))),),
    )  # fmt: skip
    (one,) = rater_coverage(inputs, tiny)
    assert (one.asked, one.answered, one.whole) == (2, 2, True)  # goods are examined, not rated
    form = sheet("b.xlsx", replace(FORM, rated=(replace(listed[0], asked=()),)))
    (both,) = rater_coverage(replace(inputs, ledgers=(*inputs.ledgers, form)), tiny)
    assert (both.asked, both.answered, both.whole) == (3, 2, False)


def test_people_without_a_rating_of_the_superior_whom_the_roster_names_are_listed_with_them(tiny: Model) -> None:
    inputs = frames.inputs(*PEOPLE, ratings=frames.ratings(("0007", "greeting", "乙", "supervisor", 3)))
    inputs = replace(inputs, roster=inputs.roster.assign(manager=["王工", "谷建业", ""]))
    assert [(p.id, p.manager) for p in checked(inputs, tiny).without_supervisor] == [("0012", "谷建业")]


def test_a_problem_of_a_cell_belongs_to_whoever_fills_in_such_sheets(tiny: Model) -> None:
    inputs = replace(frames.inputs(*PEOPLE), ledgers=(sheet("a.xlsx", replace(FORM, kind="marks")),))
    report = checked(
        inputs, tiny, problem("error-cell", Source("a.xlsx", "表", "B2")), problem("error-cell", Source("b.xlsx"))
    )
    assert [one.owner for one in report.problems] == ["exams", "collector"]


def test_a_sheet_that_was_not_recognised_is_compared_with_the_most_similar_one_that_was(tiny: Model) -> None:
    at = Source("评分/x.xlsx", "打分")
    found = problem("unrecognised-form", at)

    def example(*ledgers: SheetLedger) -> Example | None:
        return checked(replace(frames.inputs(*PEOPLE), ledgers=ledgers), tiny, found).problems[0].example

    own = sheet("评分/x.xlsx", FORM, title="打分")
    roster, unread = sheet("评分/a.xlsx", replace(FORM, kind="roster")), sheet("评分/b.xlsx", replace(FORM, used=0))
    assert example(own, roster, unread) is None
    elsewhere, beside = sheet("别处.xlsx", FORM), sheet("评分/c.xlsx", FORM)
    assert example(elsewhere) == Example("别处.xlsx", "表", 5)
    assert example(elsewhere, beside) == Example("评分/c.xlsx", "表", 5)
    assert example(elsewhere, beside, sheet("别处.xlsx", FORM, title="打分")) == Example("别处.xlsx", "打分", 5)


def test_without_a_roster_the_cycle_is_that_of_the_dates(tiny: Model) -> None:
    inputs = replace(frames.inputs(), dates=((date(2025, 1, 2), Source("a.xlsx", "表", "B2")),))
    assert check_report(inputs, tiny, None, ()).cycle == Cycle("2025")
    assert check_report(inputs, tiny, None, (), Cycle("第一轮")).cycle == Cycle("第一轮")


def test_what_follows_from_another_error_names_its_cell_and_proposes_nothing(tiny: Model, zh: Language) -> None:
    vote = problem("vote-out-of-range", Source("a.xlsx", "表", "E15"), "9", levels="1")
    count = problem("stored-result-differs", Source("a.xlsx", "表", "I15"), "5", nearest="4", what="n", computed="4")
    other = problem("stored-result-differs", Source("a.xlsx", "表", "K21"), "1", nearest="2", what="n", computed="2")
    name = concerning(problem("unknown-competency", Source("b.xlsx", "表", "B13"), "飞行", hint=""), "1", "甲")
    missing = concerning(problem("no-tick", Source("b.xlsx", "表", "B5"), competencies="装箱"), "1", "甲")
    report = checked(frames.inputs(*PEOPLE), tiny, vote, count, other, name, missing)
    found = {one.problem.source.cell: (one.cause, one.problem.nearest) for one in report.problems}
    assert found == {"E15": ("", ""), "I15": ("E15", ""), "K21": ("", "2"), "B13": ("", ""), "B5": ("B13", "")}
    assert "E15" in next(one for one in report.problems if one.problem is not count and one.cause).remedy(zh)
