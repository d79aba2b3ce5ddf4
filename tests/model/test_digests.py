"""Digests tell builds apart that were made with another model, scale, table of levels or weights."""

from dataclasses import replace
from fractions import Fraction

from reportgen.model.comparison import Fingerprint
from reportgen.model.digests import barrier, fingerprint
from reportgen.model.types import Model


def made(model: Model) -> Fingerprint:
    return fingerprint(model, model.standards(), {})


def test_names_and_thresholds_of_wording_change_no_digest(tiny: Model) -> None:
    other = replace(
        tiny,
        thresholds=replace(tiny.thresholds, few_votes=9, little_change=Fraction(1)),
        competencies=tuple(replace(c, name_zh=f"新{c.name_zh}", aliases=("又名",)) for c in tiny.competencies),
    )
    assert made(other) == made(tiny)


def test_another_scale_is_another_model_too(tiny: Model) -> None:
    for other in (
        replace(tiny, thresholds=replace(tiny.thresholds, standard=4)),
        replace(tiny, scale=tiny.scale[1:]),
        replace(tiny, scale=(replace(tiny.scale[0], exam_to=48), *tiny.scale[1:])),
        replace(tiny, levels=tiny.levels[:1]),
    ):
        assert made(other).scale_digest != made(tiny).scale_digest
        assert made(other).model_digest != made(tiny).model_digest


def test_other_competencies_subjects_and_weights_are_another_model_on_the_same_scale(tiny: Model) -> None:
    goods = tiny.competencies[-1]
    heavy = replace(goods, weight=Fraction(2))
    fewer = replace(goods, subjects=goods.subjects[:1])
    for competencies in (tiny.competencies[:2], (*tiny.competencies[:2], heavy), (*tiny.competencies[:2], fewer)):
        other = made(replace(tiny, competencies=competencies))
        assert other.scale_digest == made(tiny).scale_digest
        assert other.model_digest != made(tiny).model_digest


def test_levels_are_told_apart_whatever_the_order_they_come_in(tiny: Model) -> None:
    levels = tiny.standards()
    backwards = dict(reversed(levels.items()))
    assert fingerprint(tiny, backwards, {}) == made(tiny)
    changed = fingerprint(tiny, {**levels, ("junior", "goods"): 2}, {})
    assert changed.standards_digest != made(tiny).standards_digest
    assert changed.model_digest == made(tiny).model_digest


def test_weights_are_the_same_when_their_proportions_are(tiny: Model) -> None:
    half = fingerprint(tiny, {}, {"peer": Fraction(1), "supervisor": Fraction(1), "self": Fraction(0)}).weights
    assert half == fingerprint(tiny, {}, {"supervisor": Fraction(50), "peer": Fraction(50)}).weights
    assert half == "peer 1/2, supervisor 1/2"
    assert made(tiny).weights == "-"


def test_another_model_bars_before_another_scale_and_what_is_not_told_bars_nothing() -> None:
    now = Fingerprint("tiny", "m", "s")
    assert barrier(Fingerprint("other", "m", "x"), now) == "other-model"
    assert barrier(Fingerprint("tiny", "x", "x"), now) == "other-scale"
    assert barrier(Fingerprint("tiny", "x", "s"), now) == ""
    assert barrier(Fingerprint(), now) == ""
