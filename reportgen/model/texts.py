"""Texts of a competency model: definitions, what each level looks like, steps of development. Data, like the model."""

import tomllib
from dataclasses import field
from functools import cached_property
from importlib import resources

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from reportgen.model.load import ModelError
from reportgen.model.types import STRICT, Model, NonEmpty


@dataclass(frozen=True, config=STRICT)
class Sentence:
    """A sentence in both languages."""

    zh: NonEmpty
    en: NonEmpty

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, config=STRICT)
class Summarised:
    """A level in one line."""

    value: int
    summary_zh: NonEmpty
    summary_en: NonEmpty

    def summary(self, lang: str) -> str:
        return self.summary_zh if lang == "zh" else self.summary_en


@dataclass(frozen=True, config=STRICT)
class LevelText(Summarised):
    """What a competency looks like at a level: one line, the behavioural indicators, steps to get there."""

    indicators: tuple[Sentence, ...]
    steps: tuple[Sentence, ...]


@dataclass(frozen=True, config=STRICT)
class CompetencyText:
    id: NonEmpty
    definition_zh: NonEmpty
    definition_en: NonEmpty
    levels: tuple[LevelText, ...]

    def definition(self, lang: str) -> str:
        return self.definition_zh if lang == "zh" else self.definition_en

    def level(self, value: int) -> LevelText:
        return next(level for level in self.levels if level.value == value)


@dataclass(frozen=True, config=STRICT)
class GeneralLevel(Summarised):
    """What a level means for any competency."""

    points: tuple[Sentence, ...]


@dataclass(frozen=True, config=STRICT)
class ModelTexts:
    """All texts of a model."""

    levels: tuple[GeneralLevel, ...] = ()
    competencies: tuple[CompetencyText, ...] = field(default_factory=tuple)

    @cached_property
    def _by_id(self) -> dict[str, CompetencyText]:
        return {text.id: text for text in self.competencies}

    def competency(self, competency: str) -> CompetencyText:
        return self._by_id[competency]

    def level(self, competency: str, value: int) -> LevelText | None:
        """The text of a level; None for a model without texts."""
        text = self._by_id.get(competency)
        return text.level(value) if text else None


def packaged_texts(model: Model) -> ModelTexts:
    """The texts of a packaged model; raises `ModelError` when they do not fit it."""
    name = f"{model.model.id}_texts.toml"
    text = resources.files("reportgen.model").joinpath(name).read_text(encoding="utf-8")
    return parse_texts(text, name, model)


def parse_texts(text: str, name: str, model: Model) -> ModelTexts:
    """Build texts from TOML; every competency and level of the model must have its entry, and no other."""
    try:
        texts = TypeAdapter(ModelTexts).validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ModelError(name, [("", str(error))]) from error
    except ValidationError as error:
        raise ModelError(name, [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]) from error
    levels = [level.value for level in model.levels]
    faults = []
    if [level.value for level in texts.levels] != levels:
        faults.append(("levels", f"must be {levels}"))
    if [c.id for c in texts.competencies] != list(model.competency_ids):
        faults.append(("competencies", "must be those of the model, in its order"))
    faults += [
        (f"competencies.{c.id}", f"levels must be {levels}")
        for c in texts.competencies
        if [level.value for level in c.levels] != levels
    ]
    if faults:
        raise ModelError(name, faults)
    return texts
