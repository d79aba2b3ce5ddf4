"""Raters to ask, as the administrator sees them: why, what to do, and that nothing was left out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from reportgen.language import Language
from reportgen.model.check import CheckReport
from reportgen.model.inputs import Cycle
from reportgen.model.raters import Flag, RaterResult
from reportgen.model.types import Model
from reportgen.reports.check_raters import raters_to_ask
from reportgen.reports.check_view import check_html, check_view
from tests.reports.cases import texts

RATER = RaterResult(
    "王工", "#0017", "peer", 3, 36, Fraction(6), 30, Fraction(11, 8), 0.3, compared=24, far=9, asked=80, answered=36
)  # fmt: skip


@pytest.mark.parametrize(
    ("flag", "name", "why"),
    [
        ("all-alike", "全部同分", "36 项评分全是 6 分；其他人给同样这些人的评分各项有高有低。"),
        ("far-off", "多项偏离", "24 项评分中有 9 项与其他人的平均分相差超过 2.5 分，比偶然会有的多。"),
        ("mild", "偏松", "按其他人也评过的 30 项算，平均比其他人高 1.38 分（误差约 ±0.30 分）。"),
        ("few-answers", "答得很少", "请其评 80 项，只评了 36 项。"),
    ],
)
def test_each_flag_says_why_and_what_to_do(flag: Flag, name: str, why: str, model: Model, zh: Language) -> None:
    (row,) = raters_to_ask([replace(RATER, flags=(flag,))], 12, texts(model, zh)).rows
    assert (row.rater, row.relation, row.people, row.items, row.mean) == ("0017 王工", "同级", "3", "36", "6.00")
    assert [(hint.name, hint.why) for hint in row.hints] == [(name, why)]
    assert "请" in row.hints[0].to_do


def test_a_strict_rater_is_that_far_below_the_others(model: Model, en: Language) -> None:
    strict = replace(RATER, key="王工", difference=Fraction(-11, 8), flags=("far-off", "severe"))
    (row,) = raters_to_ask([strict], 12, texts(model, en)).rows
    assert [hint.name for hint in row.hints] == ["often far off", "strict"]
    assert (
        row.hints[1].why == "On average 1.38 below the others, give or take 0.30, over 30 items that others rated, too."
    )
    assert row.hints[1].to_do.endswith("5 means “Meets the standard”.")
    assert row.rater == "王工"


def test_a_rater_without_a_name_is_called_so(model: Model, zh: Language) -> None:
    (row,) = raters_to_ask([replace(RATER, rater="", key="S!A1", flags=("mild",))], 1, texts(model, zh)).rows
    assert row.rater == "未写明"


def test_the_page_calls_it_a_hint_and_has_no_such_section_without_one(model: Model, zh: Language) -> None:
    shown = texts(model, zh)
    flagged = CheckReport(Cycle("2026"), flagged=(replace(RATER, flags=("mild",)),), n_results=12)
    page = check_html(check_view(flagged, shown, {}), shown, "F").decode()
    assert "这只是提示，不是结论" in page
    assert "没有去掉任何一项" in page
    assert "共 12 位评估人（同一人按不同关系分别计），其中 1 位" in page
    fine = check_html(check_view(CheckReport(Cycle("2026")), shown, {}), shown, "F").decode()
    assert "值得核实" not in fine
