"""Reading and checking a model file. A wrong model is refused with every fault named; nothing is guessed."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reportgen.model.types import Model
from reportgen.model.words import key as word
from reportgen.model.words import words

PACKAGED = ("account_manager",)


class ModelError(Exception):
    """A model file that cannot be used; `faults` are (place in the file, what is wrong)."""

    def __init__(self, name: str, faults: Iterable[tuple[str, str]]) -> None:
        self.name = name
        self.faults = tuple(faults)
        lines = "\n".join(f"  {place}: {what}" if place else f"  {what}" for place, what in self.faults)
        super().__init__(f"{name}\n{lines}")


def packaged_model(name: str = PACKAGED[0]) -> Model:
    """One of the models that come with the program, by name."""
    text = resources.files("reportgen.model").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return parse_model(text, f"{name}.toml")


def load_model(path: Path) -> Model:
    """Read a model file (TOML, UTF-8); raises `ModelError` with every fault found, or `OSError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ModelError(path.name, [("", f"not UTF-8 text: {error.reason}")]) from error
    return parse_model(text, path.name)


def parse_model(text: str, name: str) -> Model:
    """Build a model from TOML text; `name` is used in messages. Raises `ModelError`."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(name, [("", str(error))]) from error
    if "relations" in data:
        raise ModelError(name, [("relations", "no such key; relations of your own belong into reportgen.toml")])
    try:
        model = replace(TypeAdapter(Model).validate_python(data), relations=words().relations)
    except ValidationError as error:
        faults = [(".".join(str(part) for part in e["loc"]), e["msg"]) for e in error.errors()]
        raise ModelError(name, faults) from error
    faults = list(_faults(model))
    if faults:
        raise ModelError(name, faults)
    return model


def _faults(model: Model) -> Iterator[tuple[str, str]]:
    parts: dict[str, list[object]] = {
        "categories": [c.id for c in model.categories],
        "levels": [v.value for v in model.levels],
        "grades": [g.id for g in model.grades],
        "scale": [p.value for p in model.scale],
        "competencies": [c.id for c in model.competencies],
    }
    for part, keys in parts.items():
        if not keys:
            yield part, "at least one is needed"
        for key, n in Counter(keys).items():
            if n > 1:
                yield part, f"{key!r} stands there {n} times"
    if all(parts.values()):
        yield from _scale_faults(model)
        yield from _exam_faults(model)
        yield from _competency_faults(model)
        yield from _grade_faults(model)
        yield from _name_faults(model)
        yield from _limit_faults(model)
        yield from _doubt_faults(model)


def _scale_faults(model: Model) -> Iterator[tuple[str, str]]:
    for part, values in (("scale", model.scale_values), ("levels", tuple(v.value for v in model.levels))):
        if list(values) != list(range(values[0], values[0] + len(values))):
            yield part, f"values must rise by one, found {list(values)}"
    t = model.thresholds
    for key in ("standard", "need_band", "attained_band"):
        if getattr(t, key) not in model.scale_values:
            yield f"thresholds.{key}", f"{getattr(t, key)} is not on the scale"
    if t.standard <= model.scale_min:
        yield "thresholds.standard", "must be above the lowest rating"
    if t.need_band >= t.attained_band:
        yield "thresholds.need_band", "must be below attained_band"


def _limit_faults(model: Model) -> Iterator[tuple[str, str]]:
    """Shares and steps."""
    t = model.thresholds
    for key in ("overall_share", "agreed_votes"):
        if not 0 <= getattr(t, key) <= 1:
            yield f"thresholds.{key}", "must be between 0 and 1"
    for key in ("little_change", "large_change"):
        if getattr(t, key) < 0:
            yield f"thresholds.{key}", "must not be negative"


def _doubt_faults(model: Model) -> Iterator[tuple[str, str]]:
    """What is said about doubtful ratings."""
    t = model.thresholds
    for key in ("rater_chance", "alike_chance", "few_answers"):
        if not 0 < getattr(t, key) < 1:
            yield f"thresholds.{key}", "must be between 0 and 1"
    for key in ("rater_spread", "halo_spread", "far_off", "far_off_others", "shared_items", "alike_items"):
        if getattr(t, key) <= 0:
            yield f"thresholds.{key}", "must be above 0"


def _exam_faults(model: Model) -> Iterator[tuple[str, str]]:
    """The bands must cut the marks into pieces without hole or overlap, rising with the scale."""
    if not any(c.method == "exam" for c in model.competencies) and not model.exam_points:
        return
    if not model.exam_points:
        yield "scale", "there are examined competencies but no exam_from/exam_to"
        return
    expected: int | None = None
    for point in model.exam_points:
        place = f"scale.{point.value}"
        if point.exam_from is None or point.exam_to is None:
            yield place, "exam_from and exam_to go together"
            return
        if point.exam_to < point.exam_from:
            yield place, "exam_to is below exam_from"
        if expected is not None and point.exam_from != expected:
            yield place, f"exam_from must be {expected}: the bands may leave no hole and may not overlap"
        expected = point.exam_to + 1
    for point in model.scale:
        if point.exam_from is None and point.exam_to is not None:
            yield f"scale.{point.value}", "exam_from and exam_to go together"


def _competency_faults(model: Model) -> Iterator[tuple[str, str]]:  # noqa: C901 (a list of rules)
    categories = {c.id for c in model.categories}
    subjects: Counter[str] = Counter()
    for c in model.competencies:
        place = f"competencies.{c.id}"
        if c.category not in categories:
            yield place, f"category {c.category!r} does not exist"
        if c.weight <= 0:
            yield place, "weight must be positive"
        if c.method == "exam" and not c.subjects:
            yield place, "is examined but has no subjects"
        if c.subjects and all(s.weight == 0 for s in c.subjects):
            yield place, "all subjects have weight 0"
        for s in c.subjects:
            subjects[s.id] += 1
            if s.weight < Fraction(0):
                yield f"{place}.{s.id}", "weight must not be negative"
    for subject, n in subjects.items():
        if n > 1:
            yield "competencies", f"subject {subject!r} stands there {n} times"
    for category in model.categories:
        if not model.in_category(category.id):
            yield f"categories.{category.id}", "has no competencies"


def _grade_faults(model: Model) -> Iterator[tuple[str, str]]:
    levels = {v.value for v in model.levels}
    for g in model.grades:
        place = f"grades.{g.id}"
        if g.required_level not in levels:
            yield place, f"required_level {g.required_level} is no level"
        for competency, level in g.required.items():
            if competency not in model.competency_ids:
                yield place, f"competency {competency!r} does not exist"
            if level not in levels:
                yield place, f"required level {level} of {competency} is no level"


def _name_faults(model: Model) -> Iterator[tuple[str, str]]:
    """Names are looked up in workbooks: one name must not mean two things of a kind."""
    for part, named in (
        ("grades", [(g.id, (g.name_zh, g.name_en, *g.aliases)) for g in model.grades]),
        ("competencies", [(c.id, (c.id, c.name_zh, c.name_en, *c.aliases)) for c in model.competencies]),
        ("levels", [(str(v.value), (v.name_zh, v.name_en)) for v in model.levels]),
        (
            "competencies.subjects",
            [(s.id, (s.name_zh, s.name_en, *s.aliases)) for c in model.competencies for s in c.subjects],
        ),
    ):
        owner: dict[str, str] = {}
        for key, names in named:
            for name in names:
                if owner.setdefault(word(name), key) != key:
                    yield part, f"{name!r} names both {owner[word(name)]} and {key}"
