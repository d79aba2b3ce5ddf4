"""Exceptions from the vote as they are typed: read as meant, or refused; nothing in between."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.model.recalibration import AdoptionError, Deviation
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.pipeline.deviations import deviations

CELL = ("3", "solution_design")  # 定制策略能力


def read(model: Model, *texts: str) -> list[tuple[str, str, int | None, str]]:
    return [(d.grade, d.competency, d.level, d.reason) for d in deviations(texts, Lexicon(model))]


@pytest.mark.parametrize(
    ("text", "level", "reason"),
    [
        ("客户经理3级/定制策略能力=中级：先观察一年", 2, "先观察一年"),
        ("3级/定制策略能力=2:先观察一年", 2, "先观察一年"),
        ("３级／定制策略能力＝２：先观察一年", 2, "先观察一年"),
        (" 三级 / 定制策略能力 = 中级 ： 先观察一年 ", 2, "先观察一年"),
        ("3级 定制策略能力=中级：先观察一年", 2, "先观察一年"),
        ("3/solution_design=Intermediate: as agreed", 2, "as agreed"),
        ("3级/定制策略能力：先观察一年", None, "先观察一年"),
        ("3级/定制策略能力=2：见纪要：第3/4条=已定", 2, "见纪要：第3/4条=已定"),
        ("3级/定制策略能力：2026年再议", None, "2026年再议"),
        ("3级/定制策略能力：中级岗位只有一人", None, "中级岗位只有一人"),
        ("3级/定制策略能力=2：x；", 2, "x"),
    ],
)
def test_an_exception_is_grade_competency_level_and_reason(
    text: str, level: int | None, reason: str, model: Model
) -> None:
    assert read(model, text) == [(*CELL, level, reason)]


def test_english_names_may_hold_blanks(model: Model) -> None:
    grade, competency = model.grade("3").name_en, model.competency("solution_design").name_en
    assert " " in competency
    for gap in ("/", " / ", " "):
        assert read(model, f"{grade}{gap}{competency} = Intermediate: wait") == [(*CELL, 2, "wait")]


def test_several_may_stand_in_one_option_or_line_by_line(model: Model) -> None:
    both = [(*CELL, 2, "x"), ("2", "writing", None, "y")]
    for gap in (";", "；", "\n", " ;\r\n "):
        assert read(model, f"3级/定制策略能力=2：x{gap}2级/书面表达能力：y") == both
    assert read(model, "3级/定制策略能力=2：x", "2级/书面表达能力：y") == both
    assert read(model) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" ； ", "empty"),
        ("3级", "does not say which level"),
        ("3级/打太极=2：x", "does not say which level"),
        ("9级/定制策略能力=2：x", "does not say which level"),
        ("定制策略能力=2：x", "does not say which level"),
        ("3级/定制策略能力/书面表达能力=2：x", "does not say which level"),
        ("：x", "does not say which level"),
        ("3级/定制策略能力=5：x", "5 is no level"),
        ("3级/定制策略能力=2.5：x", "2.5 is no level"),
        ("3级/定制策略能力=-2：x", "-2 is no level"),
        ("3级/定制策略能力=：x", "— is no level"),
        ("3级/定制策略能力==2：x", "=2 is no level"),
        ("3级/定制策略能力=2 先观察", "2 先观察 is no level"),
        ("3级/定制策略能力=2", "gives no reason"),
        ("3级/定制策略能力=2： ", "gives no reason"),
        ("3级/定制策略能力", "gives no reason"),
        ("3级/定制策略能力：2", "2 stands where the reason should"),
        ("3级/定制策略能力：中级：先观察", "中级 stands where the reason should"),
        ("3级/定制策略能力：=中级，先观察", "中级 stands where the reason should"),
        ("3级/定制策略能力=2：先观察；明年再议", "A semicolon begins another exception"),
        ("3级/定制策略能力=2：x；3级/打太极=2：y", "A semicolon begins another exception"),
    ],
)
def test_what_is_not_clear_is_refused_and_said(text: str, said: str, model: Model) -> None:
    with pytest.raises(AdoptionError) as refused:
        read(model, text)
    assert said in str(refused.value)


WORDS = [
    "3级",
    "客户经理2级",
    "4",
    "定制策略能力",
    "Written",
    "expression",
    "2",
    "中级",
    "Advanced",
    "/",
    "／",
    "=",
    "＝",
    ":",
    "：",
    ";",
    "；",
    "{",
    "}",
    "{text}",
    "%",
    "（",
    ")",
    "【",
    "1.",
    "²",
    "①",
    "原因",
]
odd = st.lists(st.sampled_from([*WORDS, "\n", " ", "\u3000", "\0", "\ud800"]) | st.text(max_size=4), max_size=12)


@settings(max_examples=400, deadline=None)
@given(odd.map("".join))
@example("3级/定制策略能力=2：{text} {0} {")
def test_whatever_is_typed_is_an_exception_with_a_reason_or_refused(model: Model, text: str) -> None:
    try:
        found = deviations([text], Lexicon(model))
    except AdoptionError as error:
        assert str(error)  # noqa: PT017 (either way is right)
        return
    assert found
    for one in found:
        assert isinstance(one, Deviation)
        assert one.grade in {g.id for g in model.grades}
        assert one.competency in model.competency_ids
        assert one.level is None or model.has_level(one.level)
        assert one.reason.strip()
        assert one.reason in text
        assert not set(one.reason) & set(";；\n")


@settings(max_examples=100, deadline=None)
@given(
    st.data(),
    st.text(st.characters(exclude_characters=";；\n", exclude_categories=["Cs"]), min_size=1).map(str.strip),
)
def test_what_is_written_out_is_read_back(model: Model, data: st.DataObject, reason: str) -> None:
    grade, competency = data.draw(st.sampled_from(model.grades)), data.draw(st.sampled_from(model.competencies))
    level = data.draw(st.sampled_from(model.levels))
    code = data.draw(st.sampled_from(["zh", "en"]))
    text = f"{grade.name(code)}/{competency.name(code)}={level.name(code)}：{reason or 'x'}"
    assert read(model, text) == [(grade.id, competency.id, level.value, reason or "x")]
