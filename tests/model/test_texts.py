"""The texts of the packaged model: complete, in both languages, in the model's order."""

import pytest

from reportgen.model.load import ModelError
from reportgen.model.texts import ModelTexts, packaged_texts, parse_texts
from reportgen.model.types import Model


@pytest.fixture(scope="module")
def wording(model: Model) -> ModelTexts:
    return packaged_texts(model)


def test_every_competency_has_an_entry_for_every_level(wording: ModelTexts, model: Model) -> None:
    assert [c.id for c in wording.competencies] == list(model.competency_ids)
    assert sum(len(c.levels) for c in wording.competencies) == 72
    assert all(2 <= len(level.indicators) <= 5 for c in wording.competencies for level in c.levels)
    assert all(2 <= len(level.steps) <= 3 for c in wording.competencies for level in c.levels)
    assert wording.competency("execution").level(2).summary("zh") != wording.competency("execution").level(3).summary(
        "zh"
    )


def test_chinese_sentences_end_as_such_and_english_ones_as_such(wording: ModelTexts) -> None:
    for c in wording.competencies:
        assert (c.definition("zh")[-1], c.definition("en")[-1]) == ("。", ".")
        for level in c.levels:
            for sentence in (*level.indicators, *level.steps):
                assert (sentence.text("zh")[-1], sentence.text("en")[-1]) == ("。", "."), sentence
                assert sentence.text("en").isascii(), sentence


def test_every_level_says_something_of_its_own(wording: ModelTexts) -> None:
    for c in wording.competencies:
        assert len({level.summary_zh for level in c.levels}) == 4
        assert len({level.indicators for level in c.levels}) == 4


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("levels = []\ncompetencies = []", "levels"),
        ("level = []", "level"),
        ("[[levels]\n", ""),
    ],
)
def test_texts_that_do_not_fit_the_model_are_refused(text: str, place: str, model: Model) -> None:
    with pytest.raises(ModelError) as refused:
        parse_texts(text, "texts.toml", model)
    assert place in [fault for fault, _ in refused.value.faults]


def test_a_competency_without_a_level_is_refused(model: Model, wording: ModelTexts) -> None:
    sentence = '{ zh = "一。", en = "One." }'
    level = 'value = {}\nsummary_zh = "一。"\nsummary_en = "One."\n'
    general = "".join(f"[[levels]]\n{level.format(v.value)}points = [{sentence}]\n" for v in wording.levels)
    entries = "".join(
        f'[[competencies]]\nid = "{c}"\ndefinition_zh = "一。"\ndefinition_en = "One."\n'
        f"[[competencies.levels]]\n{level.format(1)}indicators = [{sentence}]\nsteps = [{sentence}]\n"
        for c in model.competency_ids
    )
    with pytest.raises(ModelError, match=r"competencies\.achievement"):
        parse_texts(general + entries, "texts.toml", model)
