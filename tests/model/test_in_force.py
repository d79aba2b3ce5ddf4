"""Which required levels are in force, in words."""

from dataclasses import replace
from datetime import date

import pytest

from reportgen.language import Language
from reportgen.model.history import Adopted
from reportgen.model.in_force import adoption_in_force, in_force_text
from reportgen.model.results import Standards
from reportgen.model.types import Model
from reportgen.problems import Source
from tests.reports.cases import assessment

CELL = Source("s.xlsx", "S", "A1")
END = date(2025, 12, 31)
LINE = Adopted(1, "2025", END, "am3", "communication", 2, 3)


@pytest.mark.parametrize(
    ("standards", "history", "chinese", "english"),
    [
        (Standards({}), (), "按模型规定的级别", "the model's own levels"),
        (
            Standards({}, CELL),
            (),
            "本次评估提交的标准级别表",
            "the standards table handed in for this cycle",
        ),
        (
            Standards({}, CELL, date(2026, 1, 1)),
            (LINE,),
            "自 2026-01-01 起施行的标准级别表",
            "the standards table in force from 2026-01-01",
        ),
        (
            Standards({}, CELL, END, adoption=1),
            (LINE,),
            "2025 周期动态调整采用的标准级别（第 1 次采用），自 2025-12-31 起施行",
            "the levels adopted in cycle 2025 (adoption 1), in force from 2025-12-31",
        ),
        (
            Standards({}, CELL, END, adoption=2),
            (LINE,),
            "动态调整采用的标准级别（第 2 次采用），自 2025-12-31 起施行",
            "the levels of adoption 2, in force from 2025-12-31",
        ),
    ],
)
def test_the_levels_in_force_are_named_by_their_table_or_their_adoption(
    standards: Standards, history: tuple[Adopted, ...], chinese: str, english: str, model: Model, zh: Language, en: Language
) -> None:  # fmt: skip
    found = replace(assessment(model, []), standards=standards, history=history)
    assert (in_force_text(found, zh), in_force_text(found, en)) == (chinese, english)


def test_a_table_without_a_number_comes_from_no_adoption(model: Model) -> None:
    found = replace(assessment(model, []), standards=Standards({}, CELL, END), history=(replace(LINE, number=0),))
    assert adoption_in_force(found) is None
    adopted = replace(found, standards=Standards({}, CELL, END, adoption=1), history=(LINE,))
    assert adoption_in_force(adopted) == LINE
