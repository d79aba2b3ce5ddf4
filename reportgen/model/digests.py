"""Digests that tell whether two builds were made with the same model, scale and standards, whatever they are called.

The model's covers what scores depend on: categories, levels, grades, scale with exam bands, the standard, competencies
with method, weight and subjects. Names, texts, thresholds of wording and the model's own required levels are not in it.
"""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction

from reportgen.model.comparison import Fingerprint, Obstacle
from reportgen.model.types import Model

LENGTH = 16  # hexadecimal digits; enough to tell builds apart, short enough to stand in a cell


def fingerprint(model: Model, standards: Mapping[tuple[str, str], int], weights: Mapping[str, Fraction]) -> Fingerprint:
    """What a build is made with; `standards` are the required levels in force, `weights` those of relations."""
    scale = [
        [[p.value, p.exam_from, p.exam_to] for p in model.scale],
        [level.value for level in model.levels],
        model.standard,
    ]
    competencies = [
        [c.id, c.category, c.method, str(c.weight), [[s.name_zh, str(s.weight)] for s in c.subjects]]
        for c in model.competencies
    ]
    parts = [model.model.id, scale, [c.id for c in model.categories], [g.id for g in model.grades], competencies]
    levels = [[grade, competency, level] for (grade, competency), level in sorted(standards.items())]
    return Fingerprint(
        model=model.model.id,
        model_digest=_digest(parts),
        scale_digest=_digest(scale),
        standards_digest=_digest(levels),
        weights=weights_text(weights),
    )


def barrier(before: Fingerprint, now: Fingerprint) -> Obstacle:
    """What forbids comparing any score of a build with the present one: another model, another scale; else nothing."""
    if before.model and before.model != now.model:
        return "other-model"
    if before.scale_digest and before.scale_digest != now.scale_digest:
        return "other-scale"
    return ""


def weights_text(weights: Mapping[str, Fraction]) -> str:
    """Weights of relations as one text, the same for the same proportions; `-` without weights."""
    total = sum(weights.values(), Fraction(0))
    return ", ".join(f"{r} {w / total}" for r, w in sorted(weights.items()) if w) or "-"


def _digest(parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:LENGTH]
