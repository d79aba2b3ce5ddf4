"""Votes about the level that a grade requires, and tables of the standards."""

from datetime import date

import pytest

from tests.workbooks.sheets import grid, read

# Head of a sheet of votes: two rows.
VOTES = """
级别调整（客户经理3级）
能力素质 | 调整前 | 专家1 | 专家2 | 人数 | 平均 | 调整后
""".strip("\n")


# ---- votes


def test_votes_stand_in_a_column_per_expert() -> None:
    votes = read(f"""
{VOTES}
成就导向     | 2    | 3    | 中级 | 2 | 2.5 | 3
抗挫能力     | 中级 | ４   |      | 1 | 4   | 资深
沟通倾听能力 | 2    | '1   | 高级 | 2 | 2   | 2
""")
    assert votes.votes == {
        "C3": ("3", "achievement", 3),
        "D3": ("3", "achievement", 2),
        "C4": ("3", "resilience", 4),
        "C5": ("3", "communication", 1),
        "D5": ("3", "communication", 3),
    }
    assert votes.experts == {"专家1", "专家2"}
    assert votes.problems == []


@pytest.mark.parametrize(
    "head",
    [
        "级别调整（客户经理3级）",
        "客户经理三级能力素质项级别调整",
        "级别 | 客户经理3级",
        "级别：3级",
        "岗位级别 | | 三级",
        "Grade: grade 3",
        "Grade | 3",
    ],
)
def test_the_grade_stands_in_the_title_or_a_label(head: str) -> None:
    votes = read(f"{head}\n能力素质 | 调整前 | 专家1\n成就导向 | 2 | 3")
    assert votes.votes == {"C3": ("3", "achievement", 3)}
    assert votes.problems == []


@pytest.mark.parametrize(("head", "cell"), [("级别 | 客户经理5级", "B1"), ("级别：5级", "A1"), ("级别 | #N/A", "B1")])
def test_votes_about_no_grade_are_left_out_with_one_error_at_it(head: str, cell: str) -> None:
    votes = read(f"{head}\n能力素质 | 调整前 | 专家1\n成就导向 | 2 | 3\n抗挫能力 | 2 | 9")
    assert votes.votes == {}
    assert [place for _, place in votes.problems] == [cell]


def test_a_grade_without_usable_value_is_said_as_such() -> None:
    votes = read("级别 | #N/A\n能力素质 | 调整前 | 专家1\n成就导向 | 2 | 3")
    assert votes.problems == [("error-cell", "B1")]


@pytest.mark.parametrize("title", ["级别调整", "级别调整（客户经理3级、客户经理2级）"])
def test_votes_without_one_grade_in_the_title_are_left_out(title: str) -> None:
    votes = read(f"{title}\n能力素质 | 调整前 | 专家1\n成就导向 | 2 | 3")
    assert votes.votes == {}
    assert votes.problems == [("unknown-grade", "A1")]


def test_experts_may_be_named() -> None:
    votes = read("级别 | 3级\n序号 | 能力素质 | 解释 | 调整前 | 周工 | 吴工 | 备注\n1 | 成就导向 | … | 2 | 3 | 2 | 好")
    assert votes.votes == {"E3": ("3", "achievement", 3), "F3": ("3", "achievement", 2)}
    assert votes.experts == {"周工", "吴工"}
    assert votes.problems == []


@pytest.mark.parametrize("vote", ["5", "0", "-1", "2.5", "'5", "专家级", "达标", "TRUE", "@2026-03-04", "√"])
def test_a_value_that_is_no_level_is_an_error_and_only_that_vote_is_left_out(vote: str) -> None:
    votes = read(f"级别 | 3级\n能力素质 | 调整前 | 专家1 | 专家2\n成就导向 | 2 | {vote} | 2\n抗挫能力 | 2 | 3 | 2")
    assert votes.votes == {"D3": ("3", "achievement", 2), "C4": ("3", "resilience", 3), "D4": ("3", "resilience", 2)}
    assert votes.problems == [("vote-out-of-range", "C3")]


@pytest.mark.parametrize(("vote", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
def test_a_vote_without_usable_value_is_an_error_and_the_others_are_read(vote: str, code: str) -> None:
    votes = read(f"级别 | 3级\n能力素质 | 调整前 | 专家1 | 专家2\n成就导向 | 2 | {vote} | 2")
    assert votes.votes == {"D3": ("3", "achievement", 2)}
    assert votes.problems == [(code, "C3")]


def test_a_blank_is_no_vote() -> None:
    votes = read("级别 | 3级\n能力素质 | 调整前 | 专家1 | 专家2\n成就导向 | 2 | | 2\n抗挫能力 | 2 | |")
    assert votes.votes == {"D3": ("3", "achievement", 2)}
    assert votes.problems == []


def test_an_unknown_name_is_an_error_and_the_others_are_read() -> None:
    votes = read("级别 | 3级\n能力素质 | 调整前 | 专家1\n抗错能力 | 2 | 3\n成就导向 | 2 | 3")
    assert votes.votes == {"C4": ("3", "achievement", 3)}
    assert votes.problems == [("unknown-competency", "A3")]


@pytest.mark.parametrize(("header", "code"), [("#REF!", "error-cell"), ("=", "no-cached-value")])
def test_an_expert_without_usable_name_is_said_and_the_others_are_read(header: str, code: str) -> None:
    votes = read(f"级别 | 3级\n能力素质 | 调整前 | {header} | 专家2\n成就导向 | 2 | 3 | 2")
    assert votes.votes["D3"] == ("3", "achievement", 2)
    assert votes.problems == [(code, "C2")]


@pytest.mark.parametrize(
    "sheets",
    [
        [("级别 | 3级 | 专家 | 周工", "Sheet1", "a.xlsx"), ("级别 | 3级 | 专家 | 吴工", "Sheet1", "b.xlsx")],
        [("级别：3级 | 评委：周工", "表", "a.xlsx"), ("级别：3级 | 评委：吴工", "表", "a.xlsx")],
        [("级别 | 3级", "周工", "级别调整.xlsx"), ("级别 | 3级", "吴工", "级别调整.xlsx")],
        [("级别 | 3级", "Sheet1", "周工.xlsx"), ("级别 | 3级", "Sheet1", "吴工.xlsx")],
        [("级别 | 3级", "级别调整", "3级-周工.xlsx"), ("级别 | 3级", "级别调整", "3级-吴工.xlsx")],
        [("级别 | 3级", "周工3级", "级别调整.xlsx"), ("级别 | 3级", "吴工3级", "级别调整.xlsx")],
        [("级别 | 3级", "3级", "周工.xlsx"), ("级别 | 3级", "3级", "吴工.xlsx")],
        [("级别 | 3级", "客户经理3级", "周工.xlsx"), ("级别 | 3级", "客户经理3级", "吴工.xlsx")],
    ],
    ids=[
        "label",
        "inline label",
        "sheet",
        "file",
        "file, sheet 级别调整",
        "sheet, with the grade",
        "file, sheet 3级",
        "file, sheet 客户经理3级",
    ],
)
def test_the_expert_of_a_single_column_is_told_by_label_sheet_or_file(sheets: list[tuple[str, str, str]]) -> None:
    experts = []
    for head, sheet, file in sheets:
        votes = read(grid(f"{head}\n能力素质 | 调整前 | 调整值\n成就导向 | 2 | 3", sheet=sheet, file=file))
        assert votes.votes == {"C3": ("3", "achievement", 3)}
        assert votes.problems == []
        experts += list(votes.experts)
    assert len(set(experts)) == 2


def test_one_expert_is_one_over_the_grades_and_sheets() -> None:
    experts = set()
    for grade in ("3级", "2级"):
        experts |= read(f"级别 | {grade} | 专家 | 周 工\n能力素质 | 调整值\n成就导向 | 3").experts
    assert len(experts) == 1


def test_stored_results_are_handed_on_for_comparison() -> None:
    votes = read(f"{VOTES}\n成就导向 | 中级 | 3 | 2 | 2 | 2.5 | 3\n抗挫能力 | 2 | 3 | 3 | | = | 高级")
    assert [(s.competency, s.what, str(s.value), s.source.cell) for s in votes.extract.stored] == [
        ("achievement", "before", "2", "B3"),
        ("achievement", "votes", "2", "E3"),
        ("achievement", "mean", "5/2", "F3"),
        ("achievement", "after", "3", "G3"),
        ("resilience", "before", "2", "B4"),
        ("resilience", "after", "3", "G4"),
    ]


def test_the_place_of_a_competency_is_handed_on() -> None:
    votes = read(f"{VOTES}\n成就导向 | 2 | 3 | 2\n抗挫能力 | 2 | |")
    assert {place: source.cell for place, source in votes.extract.vote_labels.items()} == {
        ("3", "achievement"): "A3",
        ("3", "resilience"): "A4",
    }


def test_votes_about_several_grades_may_stand_below_each_other() -> None:
    votes = read("""
级别 | 客户经理3级
能力素质 | 调整前 | 专家1
成就导向 | 2      | 3

级别 | 客户经理2级
能力素质 | 调整前 | 专家1
成就导向 | 3      | 4
""")
    assert votes.votes == {"C3": ("3", "achievement", 3), "C7": ("2", "achievement", 4)}
    assert votes.problems == []


# ---- standards


def test_standards_have_a_column_per_grade() -> None:
    standards = read("""
客户经理能力素质标准级别设置
序号 | 能力素质     | 客户经理4级 | 3级 | 二级 | １级
1    | 成就导向     | 初级        | 2   | '3   | 资深
2    | 通用基础知识 | 1           |     | 高级 | Expert
""")
    assert standards.standards == {
        "C3": ("achievement", "4", 1),
        "D3": ("achievement", "3", 2),
        "E3": ("achievement", "2", 3),
        "F3": ("achievement", "1", 4),
        "C4": ("general_knowledge", "4", 1),
        "E4": ("general_knowledge", "2", 3),
        "F4": ("general_knowledge", "1", 4),
    }
    assert standards.effective == {None}
    assert standards.problems == []


@pytest.mark.parametrize(
    "head", ["生效日期 | 2026-03-04", "生效日期：2026年3月4日", "执行日期 | | @2026-03-04", "Effective date: 2026/3/4"]
)
def test_standards_hold_from_their_day(head: str) -> None:
    standards = read(f"{head}\n能力素质 | 4级 | 3级\n成就导向 | 1 | 2")
    assert standards.effective == {date(2026, 3, 4)}
    assert len(standards.standards) == 2
    assert standards.problems == []


def test_the_day_may_stand_in_a_column() -> None:
    standards = read("能力素质 | 4级 | 3级 | 生效日期\n成就导向 | 1 | 2 | 2026-03-04\n抗挫能力 | 1 | 2 | 2026-03-04")
    assert standards.effective == {date(2026, 3, 4)}
    assert len(standards.standards) == 4


@pytest.mark.parametrize(
    ("day", "code"), [("下月", "unreadable-date"), ("#N/A", "error-cell"), ("=", "no-cached-value")]
)
def test_a_day_that_is_none_is_said(day: str, code: str) -> None:
    standards = read(f"生效日期 | {day}\n能力素质 | 4级 | 3级\n成就导向 | 1 | 2")
    assert standards.problems == [(code, "B1")]


@pytest.mark.parametrize("level", ["5", "0", "2.5", "专家级", "TRUE"])
def test_what_is_no_level_is_an_error_and_the_others_are_read(level: str) -> None:
    standards = read(f"能力素质 | 4级 | 3级\n成就导向 | {level} | 2\n抗挫能力 | 1 | 2")
    assert standards.standards.keys() == {"C2", "B3", "C3"}
    assert standards.problems == [("level-out-of-range", "B2")]


@pytest.mark.parametrize(("level", "code"), [("#N/A", "error-cell"), ("=", "no-cached-value")])
def test_a_level_without_usable_value_is_an_error_and_the_others_are_read(level: str, code: str) -> None:
    standards = read(f"能力素质 | 4级 | 3级\n成就导向 | {level} | 2")
    assert standards.standards == {"C2": ("achievement", "3", 2)}
    assert standards.problems == [(code, "B2")]


def test_an_unknown_competency_is_an_error_and_the_others_are_read() -> None:
    standards = read("能力素质 | 4级 | 3级\n抗错能力 | 1 | 2\n成就导向 | 1 | 2")
    assert standards.standards == {"B3": ("achievement", "4", 1), "C3": ("achievement", "3", 2)}
    assert standards.problems == [("unknown-competency", "A2")]


@pytest.mark.parametrize(
    ("header", "code"), [("客户经理5级", "unknown-grade"), ("#REF!", "error-cell"), ("=", "no-cached-value")]
)
def test_a_column_of_no_known_grade_is_an_error_and_the_others_are_read(header: str, code: str) -> None:
    standards = read(f"能力素质 | 4级 | {header} | 2级\n成就导向 | 1 | 2 | 3")
    assert standards.standards == {"B2": ("achievement", "4", 1), "D2": ("achievement", "2", 3)}
    assert standards.problems == [(code, "C1")]


def test_tables_of_one_file_and_of_several_are_different_tables() -> None:
    table = "能力素质 | 4级 | 3级\n成就导向 | 1 | 2"
    both = read(f"{table}\n\n{table}")
    other = read(grid(table, sheet="另一张"))
    assert len({row["table"] for row in both.rows("standards") + other.rows("standards")}) == 3
