"""Required levels in explanations: adoptions, and ratings given against others."""

from datetime import date
from fractions import Fraction

import pytest

from reportgen.language import Language
from reportgen.model.derivation import Step
from reportgen.model.history import Adopted
from reportgen.model.types import Model
from reportgen.problems import Source
from reportgen.reports.explain_levels import adoption, given_against, rated_otherwise
from tests.reports.cases import texts

HERE, THERE = Source("a.xlsx", "表", "E5"), Source("b.xlsx", "表", "C5")


def rating(level: Step | None) -> Step:
    return Step("rating", Fraction(4), "rating", origin="cell", source=HERE, level=level)


def level(note: str = "", source: Source | None = None) -> Step:
    return Step("rated-level", Fraction(2), "level", origin="cell" if source else "", source=source, note=note)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (rating(None), ""),
        (rating(level("2026-05-05")), "2026-05-05 评分，当时要求中级"),
        (rating(level()), "评分没有日期，周期开始时要求中级"),
        (rating(level(source=Source("a.xlsx", "表", "C5"))), "评分时要求中级（表中注明，见 C5）"),
        (rating(level(source=THERE)), "评分时要求中级（表中注明，见 b.xlsx · 表 · C5）"),
    ],
)
def test_a_rating_tells_its_level_and_how_it_is_known(step: Step, says: str, model: Model, zh: Language) -> None:
    assert given_against(step, texts(model, zh)) == says


def test_a_score_counts_the_ratings_that_were_given_against_another_level(model: Model, zh: Language) -> None:
    score = Step("score", Fraction(4), "score", "mean", (rating(None), rating(level()), rating(level())))
    assert rated_otherwise(score, texts(model, zh)) == "得分中 3 份评分有 2 份是对照别的级别给出的"
    assert rated_otherwise(Step("score", Fraction(4), "score", "mean", (rating(None),)), texts(model, zh)) == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (None, ""),
        (
            Adopted(1, "2025", date(2025, 12, 31), "3", "writing", 2, 3),
            "2025 周期动态调整采用（第 1 次采用），自 2025-12-31 起施行；当时由中级调为高级",
        ),
        (
            Adopted(1, "2025", date(2025, 12, 31), "", "", 0, 0),
            "2025 周期动态调整采用（第 1 次采用），自 2025-12-31 起施行",
        ),
    ],
)
def test_a_required_level_tells_its_adoption_and_what_it_changed(
    line: Adopted | None, says: str, model: Model, zh: Language
) -> None:
    step = Step("required", Fraction(3), "level", of="3", origin="cell", source=HERE, adopted=line)
    assert adoption(step, texts(model, zh)) == says
