"""The notes of a person's report: which weights are set, and which shares really applied."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from reportgen.assessment.assess import competency_result
from reportgen.assessment.scoring import NO_RATINGS, score_of
from reportgen.language import Language
from reportgen.model.relations import RelationSettings, extended
from reportgen.model.types import Model
from reportgen.reports.person_notes import notes_view
from reportgen.reports.typography import HARD_SPACE, JOINER
from tests.reports import cases

WEIGHTS = {"supervisor": Fraction(5), "peer": Fraction(3), "subordinate": Fraction(2)}
ALL = ("supervisor", "peer", "subordinate")


def method(
    model: Model, lang: Language, raters: Sequence[Sequence[str]], weights: Mapping[str, Fraction] = WEIGHTS, hidden: int = -1
) -> str:  # fmt: skip
    """How scores are computed, in the notes of somebody whom these relations rated, competency by competency."""
    results = [
        competency_result(c.id, 2, score_of(dict.fromkeys(who, (8, 2)), weights) if who else NO_RATINGS, None, model)
        for c, who in zip(model.competencies, [*raters, *[()] * len(model.competencies)], strict=False)
    ]
    if hidden >= 0:
        results[hidden] = replace(
            results[hidden], score=None, band=None, gap=None, surplus=None, reason="withheld", shares=()
        )
    person = replace(cases.person(model, [None] * len(model.competencies)), competencies=tuple(results))
    assessment = replace(cases.assessment(model, [person]), weights=weights)
    view = notes_view(person, assessment, {}, cases.texts(model, lang))
    return (
        next(b for b in view.blocks if b.title == lang("How scores are computed"))
        .paragraphs[0]
        .replace(JOINER, "")
        .replace(HARD_SPACE, " ")
    )


def test_the_weights_that_are_set_are_told_with_their_shares(model: Model, zh: Language) -> None:
    assert (
        method(model, zh, [ALL, ALL])
        == "评分类能力：得分是各类评估人平均分的加权平均（上级 50%、同级 30%、下级 20%）。"
    )


def test_other_shares_that_applied_are_told_with_their_competencies(model: Model, zh: Language) -> None:
    names = [c.name_zh for c in model.competencies]
    told = method(model, zh, [ALL, ALL[1:], ALL[1:], ("supervisor",)])
    assert told.endswith(f"放大（同级 60%、下级 40%：{names[1]}、{names[2]}；上级 100%：{names[3]}）。")


def test_shares_that_applied_everywhere_are_told_without_a_list(model: Model, en: Language) -> None:
    told = method(model, en, [ALL[1:], ALL[1:]])
    assert told.endswith("A relation gave no rating, so the other weights were scaled up: Peer 60%, Subordinate 40%.")


def test_of_a_withheld_score_no_shares_are_told(model: Model, zh: Language) -> None:
    told = method(model, zh, [ALL, ALL[1:], ("supervisor", "peer")], hidden=1)
    assert "60%" not in told
    assert told.endswith(f"（上级 62.5%、同级 37.5%：{model.competencies[2].name_zh}）。")


@pytest.mark.parametrize(("code", "name"), [("zh", "渠道伙伴"), ("en", "Channel partner")])
def test_a_relation_of_ones_own_has_its_name(code: str, name: str, model: Model, zh: Language, en: Language) -> None:
    own = replace(model, relations=extended({"partner": RelationSettings("渠道伙伴", "Channel partner")}))
    told = method(own, {"zh": zh, "en": en}[code], [("peer", "partner")], {"partner": Fraction(1), "peer": Fraction(2)})
    assert f"{name} 33.3%" in told


def test_notes_stand_in_two_columns_in_their_order_and_nothing_is_lost(model: Model, zh: Language) -> None:
    one = cases.person(model, [[4, 5]] * 18)
    view = notes_view(one, cases.assessment(model, [one]), {}, cases.texts(model, zh))
    left, right = view.columns
    shown = [text for part in (*left, *right) for _, text in part.paragraphs]
    assert shown == [text for block in view.blocks for text in block.paragraphs] + [text for _, text in view.terms]
    assert [part.title for part in (*left, *right) if part.title] == [block.title for block in view.blocks] + ["词语"]
