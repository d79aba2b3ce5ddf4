"""Radars of matplotlib say what those of the pages say."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from reportgen.model.load import packaged_model
from reportgen.model.results import Recalibrated
from reportgen.model.types import Model
from reportgen.reports import page_radar
from reportgen.reports.chart_data import (
    LevelRadarData,
    RadarData,
    category_radar,
    group_radar,
    level_radar,
    person_radar,
)
from reportgen.reports.chart_layout import DETAIL, OVERVIEW, RadarFrame
from tests.reports.cases import person
from tests.reports.pictures import MIXED, PT, Ratings, clips, colours, drawn, grade, is_box, pen, same_shapes, words_in

PEOPLE: dict[str, Ratings] = {
    "scores, breaks, a zero, a single axis": MIXED,
    "all assessed": [[i % 7] for i in range(18)],
    "zeros": [[0]] * 18,
    "nothing": [None] * 18,
}


def radars(model: Model) -> Iterator[tuple[str, RadarData, RadarFrame]]:
    for name, ratings in PEOPLE.items():
        for lang, missing in (("zh", "未评估"), ("en", "not assessed")):
            one = person(model, ratings)
            badges = ("writing", "resilience")
            yield f"{name} {lang}", person_radar(one, badges, model, lang, missing, "mean"), OVERVIEW
            detail = category_radar(one, "basic", badges, model, lang, missing)
            assert detail is not None
            yield f"{name} {lang} basic", detail, DETAIL
    yield "group", group_radar(grade(model), ("writing",), model, "zh", "未评估", "平均"), OVERVIEW


def levels(model: Model, *, after: bool) -> LevelRadarData:
    table = [
        Recalibrated("3", c, 2, 3, Fraction(i % 4 + 1), i % 4 + 1, (0, 0, 0, 3))
        for i, c in enumerate(model.competency_ids)
    ]
    return level_radar(table, model, "en", after=after)


@pytest.mark.parametrize(
    ("data", "frame"), [pytest.param(data, frame, id=name) for name, data, frame in radars(packaged_model())]
)
def test_a_radar_says_the_same_on_a_page_and_in_a_file(data: RadarData, frame: RadarFrame) -> None:
    page, file = page_radar.radar(data, "t", colours(), frame), pen().radar(data, "t", frame)
    assert words_in(page) == words_in(file)
    assert sum(words_in(page)[axis.shown] for axis in data.axes) >= len(data.axes)


@pytest.mark.parametrize("colour", ["actual", "actual-deep", "standard", "wash"])
@pytest.mark.parametrize(
    ("data", "frame"), [pytest.param(data, frame, id=name) for name, data, frame in radars(packaged_model())]
)
def test_a_radar_has_the_same_shapes_on_a_page_and_in_a_file(data: RadarData, frame: RadarFrame, colour: str) -> None:
    page = drawn(page_radar.radar(data, "t", colours(), frame), colour)
    file = drawn(pen().radar(data, "t", frame), colour, PT)
    tabs = [piece for piece in file if is_box(piece)]  # of the scale; the page draws it with h and v
    assert same_shapes(sorted(page), sorted(piece for piece in file if piece not in tabs))
    assert len(tabs) == (colour == "standard")
    assert bool(page) == (colour in ("standard", "wash") or any(axis.value is not None for axis in data.axes))


@pytest.mark.parametrize(
    ("data", "frame"), [pytest.param(data, frame, id=name) for name, data, frame in radars(packaged_model())]
)
def test_breaks_are_hatched_on_a_page_and_in_a_file(data: RadarData, frame: RadarFrame) -> None:
    page, file = page_radar.radar(data, "t", colours(), frame), pen().radar(data, "t", frame)
    breaks = any(axis.value is None for axis in data.axes)
    assert bool(drawn(page, "missing")) == bool(drawn(file, "missing")) == breaks
    once = [piece for piece, _ in itertools.groupby(sorted(clips(file, PT))) if not is_box(piece)]
    assert same_shapes(sorted(clips(page)), once)


@pytest.mark.parametrize("after", [False, True])
def test_levels_are_the_same_on_a_page_and_in_a_file(model: Model, after: bool) -> None:
    data = levels(model, after=after)
    page, file = page_radar.level_radar(data, "t", colours()), pen().level_radar(data, "t")
    assert words_in(page) == words_in(file)
    for colour in ("standard", "ink-2"):
        assert same_shapes(drawn(page, colour), drawn(file, colour, PT))
    assert len(drawn(file, "ink-2")) == (1 if after else 0)  # the levels before, dashed


def test_a_name_is_text_never_a_formula() -> None:
    data = person_radar(person(packaged_model(), MIXED), (), packaged_model(), "zh", "$x^2$", "<b>")
    assert words_in(pen().radar(data, "t"))["$x^2$"] == 3


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ([4] * 18, 1),
        ([3, 4, None, 5, 5, None, *([2] * 11), None], 3),
        ([None] * 18, 0),
        ([1, None, 2, 3, *([None] * 14)], 1),
    ],
    ids=["all", "three parts", "nothing", "a place alone and a line"],
)
def test_an_earlier_cycle_is_the_same_line_on_a_page_and_in_a_file(
    before: list[int | None], lines: int, model: Model
) -> None:
    data = person_radar(person(model, MIXED), (), model, "zh", "未评估", "平均")
    data = replace(data, before=tuple(None if v is None else Fraction(v) for v in before))
    page = drawn(page_radar.radar(data, "t", colours(), OVERVIEW), "ink-2")
    assert same_shapes(sorted(page), sorted(drawn(pen().radar(data, "t", OVERVIEW), "ink-2", PT)))
    assert len(page) == lines
