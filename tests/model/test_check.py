"""What a check says: in which order problems are mended, by whom, and who is missing."""

import pytest

from reportgen.language import Language
from reportgen.model.check import CheckedPerson, CheckReport, Example, OwnedProblem, shown_file
from reportgen.model.inputs import Cycle
from reportgen.problems import Source, concerning, problem


def owned(owner: str, code: str, file: str, rater: str = "") -> OwnedProblem:
    return OwnedProblem(owner, concerning(problem(code, Source(file, "S", "A1")), "", rater))


def person(number: str, raters: dict[str, int], *, self_rated: bool = False, marks: int = 1) -> CheckedPerson:
    return CheckedPerson(number, "某人", "3", raters, self_rated, marks, assessed=len(raters), competencies=18)


def test_problems_are_grouped_by_owner_then_rater_then_file_and_errors_come_first() -> None:
    listed = [
        owned("rater", "no-tick", "a.xlsx", "乙"),
        owned("rater", "no-tick", "b.xlsx", "甲"),
        owned("rater", "two-ticks", "c.xlsx", "甲"),
        owned("rater", "duplicate-rating", "c.xlsx", "甲"),
        owned("collector", "duplicate-file", "z.xlsx"),
        owned("hr", "id-as-number", "m.xlsx"),
    ]
    grouped = CheckReport(Cycle("2026"), problems=tuple(reversed(listed))).by_owner()
    assert list(grouped) == ["hr", "collector", "rater"]
    assert [(one.rater, one.problem.source.file, one.problem.code) for one in grouped["rater"]] == [
        ("乙", "a.xlsx", "no-tick"),
        ("甲", "c.xlsx", "two-ticks"),  # the file with an error first
        ("甲", "c.xlsx", "duplicate-rating"),
        ("甲", "b.xlsx", "no-tick"),
    ]


def test_errors_and_warnings_are_counted() -> None:
    report = CheckReport(Cycle(""), problems=(owned("rater", "two-ticks", "a"), owned("rater", "no-tick", "a")))
    assert (report.errors, report.warnings) == (1, 1)


@pytest.mark.parametrize(
    ("one", "who"),
    [
        (owned("rater", "two-ticks", "a", "上级甲"), "评估人 上级甲"),
        (owned("rater", "two-ticks", "a"), "评估人（未写明）"),
        (owned("hr", "unknown-person", "a", "上级甲"), "名单管理员（HR）"),  # not for the rater to mend
    ],
)
def test_a_rater_is_called_by_name_where_it_is_the_rater_who_mends(one: OwnedProblem, who: str, zh: Language) -> None:
    assert one.who(zh) == who


def test_a_sheet_that_was_not_recognised_is_shown_one_to_compare_with(zh: Language, en: Language) -> None:
    found = problem("unrecognised-form", Source("a.xlsx", "S"))
    assert "对照“评分/b.xlsx”中“表”表的第 5 行" in OwnedProblem(
        "collector", found, Example("评分/b.xlsx", "表", 5)
    ).remedy(zh)
    assert OwnedProblem("collector", found).remedy(en) == found.remedy(en)


def test_the_nearest_value_stands_in_one_place_only(en: Language) -> None:
    near = problem("unknown-person", Source("a.xlsx"), "99", hint=" → 00024?", nearest="00024")
    assert OwnedProblem("hr", near).remedy(en).endswith("add the person to the roster.")
    two = problem("unknown-person", Source("a.xlsx"), "99", hint=" → 00024? → 00031?")
    assert OwnedProblem("hr", two).remedy(en).endswith("→ 00024? → 00031?")


def test_people_of_whom_something_is_missing_are_listed() -> None:
    people = (
        person("1", {}),
        person("2", {}, self_rated=True),
        person("3", {"peer": 1, "supervisor": 1}),
        person("4", {"peer": 3}, marks=0),
    )
    report = CheckReport(Cycle(""), people=people, few=3)

    def ids(listed: tuple[CheckedPerson, ...]) -> list[str]:
        return [p.id for p in listed]

    assert (ids(report.unrated), ids(report.only_self), ids(report.few_rated)) == (["1"], ["2"], ["3"])
    assert (ids(report.without_marks), ids(report.not_assessed)) == (["4"], ["1", "2"])


def test_a_path_that_is_no_unicode_can_be_shown() -> None:
    assert shown_file("评分/\udcff.xlsx") == "评分/\\udcff.xlsx"
