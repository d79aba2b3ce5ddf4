"""Pictures of votes, of required levels and of who is to be rated anew."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from defusedxml.ElementTree import fromstring

from reportgen.model.load import packaged_model
from reportgen.model.types import Model
from reportgen.reports.page_required import FRAME, WIDE, frame_for, required_radar
from reportgen.reports.page_votes import WIDTH, capacity, marks, marks_head, names_fit, votes
from reportgen.reports.votes_data import VotesRow, required_data
from tests.reports.pictures import Text, colours, drawn, nothing_collides, words_in
from tests.reports.recalibrations import VOTED, another, voted


def filled(svg: str, colour: str) -> list[str]:
    """Path data of whatever is filled in a colour, shape by shape."""
    found = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}path"):
        if element.get("fill", "").lower() == colours()[colour].lower():
            found += re.findall(r"M[^M]*", element.attrib["d"])
    return found


def texts_of(svg: str) -> list[Text]:
    return [
        Text("".join(e.itertext()), float(e.attrib["x"]), float(e.attrib["y"]), float(e.attrib["font-size"]),
             e.get("text-anchor", "start"), e.get("font-weight") == "700")
        for e in fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]  # fmt: skip


@pytest.mark.parametrize("counts", [(0, 4, 1, 0), (7, 0, 0, 0), (1, 1, 1, 2), (0, 0, 0, 12)])
def test_every_vote_is_a_dot_in_the_column_of_its_level(counts: Sequence[int]) -> None:
    svg = votes(VotesRow(tuple(counts), 1, 2), "t", colours())
    dots = [shape for shape in filled(svg, "ink") if "c" in shape]
    columns = Counter(int(float(re.match(r"M([\d.]+)", shape)[1]) // (WIDTH / 4)) for shape in dots)  # type: ignore[index]
    assert [columns[i] for i in range(4)] == list(counts)


def test_many_votes_are_bars_with_their_number() -> None:
    svg = votes(VotesRow((3, 20, 0, 7), 1, 1), "t", colours(), dots=False)
    assert words_in(svg) == Counter({"3": 1, "20": 1, "7": 1})
    assert len(filled(svg, "ink-2")) == 3


@pytest.mark.parametrize(("levels", "most"), [(2, 30), (4, 12), (6, 6)])
def test_fewer_levels_have_room_for_more_dots(levels: int, most: int) -> None:
    assert capacity(levels) == most


def test_what_held_before_and_what_was_voted_are_told_apart_without_colour() -> None:
    """A bar below the level before, a frame around the one voted; without a vote there is no frame."""
    wide = WIDTH / 4
    voted_one = votes(VotesRow((0, 0, 5, 0), 1, 2), "t", colours())
    assert [float(s.split()[0][1:]) // wide for s in filled(voted_one, "standard-wash")] == [2]
    assert [round(float(s.split()[0][1:]) / wide) for s in filled(voted_one, "ink") if "c" not in s] == [1]
    assert filled(votes(VotesRow((0, 0, 0, 0), 1, None), "t", colours()), "standard-wash") == []


def test_level_names_stand_above_the_columns_where_they_fit() -> None:
    assert names_fit(("初级", "中级", "高级", "资深"))
    assert not names_fit(("Basic", "Intermediate", "Advanced", "Expert"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("after", [False, True])
def test_every_ring_bears_the_name_of_its_level(lang: str, model: Model, *, after: bool) -> None:
    data = required_data(voted(model, VOTED), model, lang)
    words = words_in(required_radar(data, "t", colours(), after=after))
    for level in model.levels:
        assert words[level.name(lang)] == 1


def test_changed_axes_have_an_arrow_and_a_larger_dot(model: Model) -> None:
    data = required_data(voted(model, VOTED), model, "zh")
    assert Counter(data.marks) == Counter({"": 15, "↑": 2, "↓": 1})
    svg = required_radar(data, "t", colours(), after=True)
    assert sum("↑" in word or "↓" in word for word in words_in(svg).elements()) == 3
    assert len([e for e in drawn(svg, "ink") if len(e) == 18]) == 1, "the levels before, dashed"
    assert drawn(required_radar(data, "t", colours(), after=False), "standard") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("all_rise", [False, True])
def test_no_two_words_of_a_radar_cover_each_other(lang: str, model: Model, *, all_rise: bool) -> None:
    cast = dict.fromkeys(model.competency_ids, (3, 3, 3)) if all_rise else VOTED
    svg = required_radar(required_data(voted(model, cast), model, lang), "t", colours(), after=True)
    nothing_collides(texts_of(svg), FRAME.width, FRAME.height)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_names_have_a_wide_radar_of_their_own(lang: str, model: Model) -> None:
    assert frame_for(required_data(voted(model, VOTED), model, lang)) == FRAME
    many = another(model, 6, 30)
    data = required_data(voted(many, dict.fromkeys(many.competency_ids, (3, 3, 3))), many, lang)
    assert frame_for(data) == WIDE
    nothing_collides(texts_of(required_radar(data, "t", colours(), after=True, frame=WIDE)), WIDE.width, WIDE.height)


@pytest.mark.parametrize("levels", [2, 3, 5, 6])
@pytest.mark.parametrize("competencies", [3, 4, 17, 30])
def test_rings_are_named_in_models_of_other_sizes(levels: int, competencies: int) -> None:
    model = another(packaged_model(), levels, competencies)
    words = words_in(required_radar(required_data(voted(model, {}), model, "zh"), "t", colours(), after=True))
    assert all(words[level.name_zh] + words[str(level.value)] == 1 for level in model.levels)


@pytest.mark.parametrize("columns", [1, 3, 6, 7, 18, 30])
@pytest.mark.parametrize("name", ["沟通倾听能力", "Strategy and solution design"])
def test_marks_stand_under_their_names(columns: int, name: str) -> None:
    width = min(114.0, columns * 17)
    head = marks_head([f"{name}{i}" for i in range(columns)], width, "t", colours())
    assert len(words_in(head)) >= columns
    row = marks([i % 2 == 0 for i in range(columns)], width, "t", colours())
    assert len(filled(row, "ink")) == (columns + 1) // 2
