"""Numbers computed again from the cells that an explanation lists, by openpyxl and arithmetic alone."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

from reportgen.model.derivation import Step
from reportgen.model.types import Model
from reportgen.problems import Source

Value = Fraction | None
TICKS = {"√", "✓", "✔", "●", "■", "☑", "x", "X", "1", "○", "◯", "□"}
EXAM_BANDS = {6: (91, 100), 5: (81, 90), 4: (71, 80), 3: (61, 70), 2: (41, 60), 1: (0, 40)}


class Cells:
    """The cells of a folder of workbooks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._books: dict[str, Any] = {}

    def at(self, source: Source) -> Any:
        if source.file not in self._books:
            self._books[source.file] = openpyxl.load_workbook(self.folder / source.file, data_only=True)
        return self._books[source.file][source.sheet][source.cell].value

    @cached_property
    def weights(self) -> Mapping[str, Fraction]:
        text = (self.folder / "reportgen.toml").read_text(encoding="utf-8")
        return {k: Fraction(v) for k, v in tomllib.loads(text, parse_float=Decimal)["weights"].items()}


def half_up(value: Fraction, decimals: int = 0) -> Fraction:
    scaled = value * 10**decimals
    whole = scaled.numerator // scaled.denominator
    return Fraction(whole + (scaled - whole >= Fraction(1, 2)), 10**decimals)


def leaf_value(leaf: Step, cells: Cells, model: Model) -> Value:
    """What a leaf's cell, setting or entry of the model says."""
    if leaf.origin == "settings":
        return cells.weights[leaf.of.removeprefix("weights.")]
    if leaf.origin == "model":
        return Fraction(_entry(leaf.of, model))
    if leaf.what == "change" and leaf.note:  # not comparable
        return None
    if leaf.note == "withheld":  # there is a score, but not for readers
        return None
    assert leaf.source is not None
    content = cells.at(leaf.source)
    if leaf.heading is not None:
        assert str(content).strip() in TICKS, (leaf, content)
        return _number(cells.at(leaf.heading), [(p.name_zh, p.value) for p in model.scale])
    if leaf.note in ("no-column", "no-line") or content is None or str(content).strip() in ("", "缺考", "未显示"):
        return None
    words: Any = {"rating": model.scale, "level": model.levels}.get(leaf.unit, ())
    value = _number(content, [(name, p.value) for p in words for name in (p.name_zh, p.name_en)])
    return None if leaf.unit == "mark" and not 0 <= value <= 100 else value


def _number(content: Any, words: Sequence[tuple[str, int]]) -> Fraction:
    """The number that a cell holds: as such, as text, or as a word."""
    if isinstance(content, int | float):
        return Fraction(f"{content:.15g}")
    text = str(content).strip().removesuffix("分")
    named = dict(words)
    return Fraction(named[text]) if text in named else Fraction(text.split()[0])


def _entry(path: str, model: Model) -> Any:
    match path.split("."):
        case ["thresholds", name]:
            return getattr(model.thresholds, name)
        case ["competencies"]:
            return len(model.competencies)
        case ["competencies", competency, "weight"]:
            return model.competency(competency).weight
        case ["competencies", competency, "subjects", subject, "weight"]:
            return next(s.weight for s in model.competency(competency).subjects if s.name_zh == subject)
        case ["grades", grade, "required", competency]:
            return model.grade(grade).required.get(competency, model.grade(grade).required_level)
    raise AssertionError(path)


def _mean(v: list[Value], _: list[Value]) -> Value:
    known = [x for x in v if x is not None]
    return Fraction(sum(known), len(known)) if known else None


def _weighted(v: list[Value], w: list[Value]) -> Value:
    known = [(x, y) for x, y in zip(v, w, strict=True) if x is not None and y is not None]
    return sum((x * y for x, y in known), Fraction(0)) / sum(y for _, y in known) if known else None


def _as_shown(value: Fraction) -> Fraction:
    """Two decimals half up, but never lifted over a half or to the standard, 5."""
    shown = half_up(value, 2)
    edges = [*(Fraction(2 * n + 1, 2) for n in range(7)), Fraction(5)]
    return shown - Fraction(1, 100) if any(value < edge <= shown for edge in edges) else shown


def _only(rule: Callable[..., Fraction]) -> Callable[[list[Value], list[Value]], Value]:
    return lambda v, _: None if not v or None in v else rule(*v)


def _present(v: Sequence[Value]) -> list[Fraction]:
    return [x for x in v if x is not None]


AGAIN: Mapping[str, Callable[[list[Value], list[Value]], Value]] = {
    "mean": _mean,
    "weighted-mean": _weighted,
    "complete-weighted-mean": lambda v, w: None if None in v else _weighted(v, w),
    "sum": lambda v, _: Fraction(sum(_present(v))),
    "difference": _only(lambda a, b: a - b),
    "shortfall": _only(lambda a, b: max(a - b, Fraction(0))),
    "direction": _only(lambda a, b: Fraction(0 if not a or abs(a) < b else 1 if a > 0 else -1)),
    "product": _only(lambda a, b: a * b),
    "quotient": lambda v, _: v[0] / v[1] if v[0] is not None and v[1] else None,
    "share": _only(lambda a, *rest: a / sum(rest)),
    "smaller": _only(min),
    "least": lambda v, _: min(_present(v)),
    "most": lambda v, _: max(_present(v)),
    "middle": lambda v, _: sorted(_present(v))[len(v) // 2],
    "largest-difference": lambda v, _: max(abs(x) for x in _present(v)),
    "count": lambda v, _: Fraction(len(_present(v))),
    "count-missing": lambda v, _: Fraction(v.count(None)),
    "count-above-0": lambda v, _: Fraction(len([x for x in _present(v) if x > 0])),
    "count-below-0": lambda v, _: Fraction(len([x for x in _present(v) if x < 0])),
    "count-0": lambda v, _: Fraction(v.count(Fraction(0))),
    "count-from": lambda v, _: Fraction(len([x for x in _present(v[1:]) if x >= (v[0] or 0)])),
    "count-up-to": lambda v, _: Fraction(len([x for x in _present(v[1:]) if x <= (v[0] or 0)])),
    "whole": _only(half_up),
    "two-decimals": _only(lambda a: half_up(a, 2)),
    "band": _only(half_up),
    "as-shown": _only(_as_shown),
    "exam-band": _only(lambda a: Fraction(next(n for n, (low, high) in EXAM_BANDS.items() if low <= a <= high))),
}


class Recomputation:
    """Computes steps again from their cells; `wrong` are those whose value is another."""

    def __init__(self, cells: Cells, model: Model) -> None:
        self.cells = cells
        self.model = model
        self._done: dict[int, Value] = {}
        self.wrong: list[tuple[Step, Value]] = []
        self._kept: list[Step] = []

    def of(self, step: Step) -> Value:
        if id(step) not in self._done:
            self._kept.append(step)  # so that no other object takes its id
            self._done[id(step)] = value = self._compute(step)
            if value != step.value:
                self.wrong.append((step, value))
        return self._done[id(step)]

    def _compute(self, step: Step) -> Value:
        if not step.rule:
            return leaf_value(step, self.cells, self.model)
        weights = [self.of(part.weight) if part.weight else None for part in step.parts]
        return AGAIN[step.rule]([self.of(part) for part in step.parts], weights)
