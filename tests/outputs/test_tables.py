"""The tidy tables: columns, decimals, missing values, and text that no spreadsheet takes for a formula."""

import codecs
import csv
import io
import os
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.outputs.tables import csv_bytes, data_makers, data_tables
from reportgen.problems import Source, problem
from tests.assessment import frames
from tests.assessment.frames import ABSENT, Person


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cell(value: object) -> str:
    """A value as it stands in a table."""
    return read(csv_bytes(["column"], [[value]]))[1][0]


def lines(tables: dict[str, bytes], name: str) -> list[dict[str, str]]:
    header, *rest = read(tables[name])
    return [dict(zip(header, row, strict=True)) for row in rest]


# ---- cells


def test_a_table_is_utf_8_with_byte_order_mark_and_ends_its_lines_for_excel() -> None:
    content = csv_bytes(["工号", "n"], [["00017", 1], ["a,b", 2]])
    assert content == codecs.BOM_UTF8 + '工号,n\r\n00017,1\r\n"a,b",2\r\n'.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(7, 2), "3.5000"),
        (Fraction(2, 3), "0.6667"),
        (Fraction("2.00005"), "2.0001"),  # half up, not to even
        (Fraction("2.00004999"), "2.0000"),
        (Fraction("3.49996"), "3.5000"),  # tables round; only what people read gives way to bands
        (Fraction(5), "5.0000"),
        (Fraction(0), "0.0000"),
        (Fraction(-1, 3), "-0.3333"),
    ],
)
def test_an_exact_value_has_4_decimals_half_up(value: Fraction, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (-1, "-1"), (18, "18"), (None, ""), ("", ""), ("x", "x")])
def test_whole_numbers_stay_and_missing_is_empty(value: object, text: str) -> None:
    assert read(csv_bytes(["column", "other"], [[value, "."]]))[1] == [text, "."]


def test_equal_numbers_of_different_kinds_keep_their_own_look_in_every_line() -> None:
    lines: list[list[object]] = [[1, Fraction(1), "1", True], [Fraction(1), "1", True, 1], [None, "", "-1", "-x"]]
    assert read(csv_bytes(["a", "b", "c", "d"], lines))[1:] == [
        ["1", "1.0000", "1", "True"],
        ["1.0000", "1", "True", "1"],
        ["", "", "-1", "'-x"],
    ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "+1", "@SUM(A1)", "-1+2", "-x", "\t=1", "\r=1", "\n=1", "=", "+8613800000000"],
)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "-0.5", "00017", "3.1415", "a=b", "张三", "1-2", "'x"])
def test_numbers_and_other_text_stay(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize("text", ['say "no"', "a,b", "one\ntwo", "one\r\ntwo"])
def test_signs_of_the_format_inside_a_text_stay(text: str) -> None:
    assert cell(text) == text


def test_a_file_name_that_is_no_unicode_is_written_all_the_same() -> None:
    name = os.fsdecode("人.xlsx".encode("gb18030"))  # as a system lists a file that came from an old archive
    assert cell(name).endswith(".xlsx")


# ---- tables


def assessment(model: Model) -> Assessment:
    """Ann is rated, examined and left without an exam score; Bo has nothing yet."""
    inputs = frames.inputs(
        Person("00017", "3", "安", "东区"),
        Person("00024", "1", "柏"),
        ratings=frames.ratings(
            ("00017", "resilience", "Li", "supervisor", 4),
            ("00017", "resilience", "Wu", "peer", 6),
            ("00017", "resilience", "Xu", "peer", 6),
            ("00017", "resilience", "安", "self", 3),
            ("00017", "writing", "Li", "supervisor", 0),
            ("00017", "execution", "安", "self", 5),
        ),
        marks=frames.marks(
            *(("00017", s, m) for s, m in zip(("计算机操作知识", "应用文写作知识", "电信业务英语词汇及营销常用英语"), (90, 91, 91), strict=True)),
            ("00017", "法律法规", ABSENT),
        ),
        votes=frames.votes(*(("3", "writing", expert, level) for expert, level in zip("abc", (1, 1, 2), strict=True))),
        dates=((date(2026, 3, 1), Source("ratings.xlsx", "S", "B1")),),
    )  # fmt: skip
    return assess(inputs, model, weights={}, cycle=None)


def test_scores_have_a_line_per_person_and_competency(model: Model, zh: Language) -> None:
    scores = lines(data_tables(assessment(model), zh), "scores.csv")
    assert list(scores[0]) == [
        "person_id", "name", "grade", "competency", "competency_name", "category", "method", "required_level", "score",
        "band", "band_name", "gap", "surplus", "n_raters", "exam_score", "self", "reason",
    ]  # fmt: skip
    places = [(s["person_id"], s["competency"]) for s in scores]
    assert places == [(p, c) for p in ("00017", "00024") for c in model.competency_ids]
    shown = {s["competency"]: list(s.values()) for s in scores if s["person_id"] == "00017"}
    assert shown["resilience"] == [
        "00017", "安", "3", "resilience", "抗挫能力", "basic", "rating", "2", "5.3333", "5", "达标", "0.0000", "0.3333",
        "3", "", "3.0000", "",
    ]  # fmt: skip
    assert shown["writing"] == [
        "00017", "安", "3", "writing", "书面表达能力", "basic", "rating", "2", "0.0000", "0", "尚不具备", "5.0000",
        "0.0000", "1", "", "", "",
    ]  # fmt: skip
    assert shown["execution"] == [
        "00017", "安", "3", "execution", "执行能力", "basic", "", "2", "", "", "", "", "", "0", "", "5.0000",
        "not-assessed",
    ]  # fmt: skip
    assert shown["job_skills"] == [
        "00017", "安", "3", "job_skills", "岗位基本技能", "professional", "exam", "2", "6.0000", "6", "超标", "0.0000",
        "1.0000", "0", "90.6667", "", "",
    ]  # fmt: skip
    assert shown["general_knowledge"] == [
        "00017", "安", "3", "general_knowledge", "通用基础知识", "professional", "exam", "2", "", "", "", "", "", "0",
        "", "", "exam-incomplete",
    ]  # fmt: skip


def test_names_in_scores_follow_the_language(model: Model, en: Language) -> None:
    scores = lines(data_tables(assessment(model), en), "scores.csv")
    assert (scores[1]["competency_name"], scores[1]["band_name"]) == ("Resilience", "Meets the standard")


def test_people_have_a_line_each_with_a_column_per_category(model: Model, zh: Language) -> None:
    people = lines(data_tables(assessment(model), zh), "people.csv")
    assert [list(p.items()) for p in people] == [
        [
            ("person_id", "00017"), ("name", "安"), ("grade", "3"), ("department", "东区"), ("manager", ""),
            ("manager_email", ""), ("assessed", "3"), ("competencies", "18"),
            ("basic", "2.6667"),  # (16/3 + 0) / 2
            ("professional", "6.0000"), ("functional", ""),
            ("overall", "3.7778"),  # (16/3 + 0 + 6) / 3
            ("attainment", "0.6667"), ("coverage", "0.6667"),
        ],
        [
            ("person_id", "00024"), ("name", "柏"), ("grade", "1"), ("department", ""), ("manager", ""),
            ("manager_email", ""), ("assessed", "0"), ("competencies", "18"), ("basic", ""), ("professional", ""),
            ("functional", ""), ("overall", ""), ("attainment", ""), ("coverage", ""),
        ],
    ]  # fmt: skip


def test_the_table_of_people_follows_the_models_categories(tiny: Model, zh: Language) -> None:
    empty = assess(frames.inputs(Person("a", "junior")), tiny, weights={}, cycle=None)
    assert read(data_tables(empty, zh)["people.csv"])[0] == [
        "person_id", "name", "grade", "department", "manager", "manager_email", "assessed", "competencies", "shop",
        "overall", "attainment", "coverage",
    ]  # fmt: skip


def test_every_rating_stands_with_its_source_and_whether_it_counted(model: Model, zh: Language) -> None:
    ratings = read(data_tables(assessment(model), zh)["ratings.csv"])
    assert ratings[0] == ["person_id", "competency", "rater", "relation", "rating", "counted", "file", "sheet", "cell"]
    assert ratings[1] == ["00017", "resilience", "Li", "supervisor", "4", "yes", "ratings.xlsx", "S", "E2"]
    assert [row[5] for row in ratings[1:]] == ["yes", "yes", "yes", "no", "yes", "no"]


def test_recalibration_stands_with_mean_and_change(model: Model, zh: Language) -> None:
    table = read(data_tables(assessment(model), zh)["recalibration.csv"])
    assert table[0] == ["grade", "competency", "before", "votes", "mean", "after", "change"]
    by_competency = {row[1]: row for row in table[1:]}
    assert list(by_competency) == list(model.competency_ids)
    assert by_competency["writing"] == ["3", "writing", "2", "3", "1.3333", "1", "-1"]
    assert by_competency["execution"] == ["3", "execution", "2", "0", "", "2", "0"]


def test_problems_stand_with_severity_place_and_value(model: Model, en: Language) -> None:
    bad = problem("two-ticks", Source("a.xlsx", "S", "G2"), "=√", competency="Resilience", cells=("E2", "G2"))
    found = replace(assessment(model), problems=(bad, problem("duplicate-file", Source("b.xlsx"), other="a.xlsx")))
    assert read(data_tables(found, en)["problems.csv"]) == [
        ["severity", "code", "file", "sheet", "cell", "message", "value"],
        ["error", "two-ticks", "a.xlsx", "S", "G2", bad.message(en), "'=√"],
        ["warning", "duplicate-file", "b.xlsx", "", "", found.problems[1].message(en), ""],
    ]


def test_an_empty_assessment_has_all_tables_with_their_headers(model: Model, zh: Language) -> None:
    tables = data_tables(assess(frames.inputs(), model, weights={}, cycle=None), zh)
    assert set(tables) == {"scores.csv", "people.csv", "ratings.csv", "recalibration.csv", "problems.csv"}
    assert all(len(read(content)) == 1 for content in tables.values())


def test_the_same_assessment_makes_the_same_bytes(model: Model, zh: Language) -> None:
    assert data_tables(assessment(model), zh) == data_tables(assessment(model), zh)


def test_each_table_can_be_made_by_itself_and_again(model: Model, zh: Language) -> None:
    makers, tables = data_makers(assessment(model), zh), data_tables(assessment(model), zh)
    assert list(makers) == list(tables)
    for _ in range(2):
        assert {name: make() for name, make in makers.items()} == tables
