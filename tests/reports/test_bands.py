"""Bars of bands: people on either side of the standard."""

import math
from collections.abc import Sequence

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.types import Model
from reportgen.reports.group_data import BandRow, BandsData, bands
from reportgen.reports.page_groups import bands as bands_chart
from tests.reports.pictures import colours, drawn, grade, nothing_collides, style, texts_in, words_in

WORDS = {"missing": "not assessed", "below": "below the standard", "attained": "at the standard and above"}


def test_bands_count_people_and_name_the_missing(model: Model) -> None:
    data = bands(grade(model).competencies, 2, model, "en", WORDS)
    rows = {row.name: row for row in data.rows}
    assert data.rows[0].name == "Resilience"  # in the model's order among those with one person below
    assert (rows["Resilience"].counts, rows["Resilience"].attained) == ((1, 0, 0, 0, 0, 0, 1), "1 / 2")
    assert (rows["Communication and listening"].attained, rows["Communication and listening"].missing_note) == (
        "1 / 1", "not assessed 1",
    )  # fmt: skip
    assert rows["Resilience"].missing_note == ""
    assert (data.attained, data.standard) == (5, 5)


ROWS = st.lists(
    st.tuples(st.sampled_from(["执行能力", "Communication and listening", "A name that goes on " * 4]),
              st.lists(st.sampled_from([0, 1, 3, 40, 500]), min_size=7, max_size=7), st.integers(0, 99)),
    min_size=1, max_size=20,
)  # fmt: skip


def bands_of(rows: Sequence[tuple[str, Sequence[int], int]], below: str, attained: str) -> BandsData:
    return BandsData(
        tuple(
            BandRow(name, tuple(c), m, f"{sum(c[5:])} / {sum(c)}", f"missing {m}" if m else "") for name, c, m in rows
        ),
        tuple("0123456"), 5, 5, below, attained, "people at the standard",
    )  # fmt: skip


@given(rows=ROWS, label=st.sampled_from(["达标及以上", "at the standard of the model and above it"]))
@settings(max_examples=30, deadline=None)
def test_bars_meet_at_the_standard_and_no_words_collide(
    rows: list[tuple[str, list[int], int]], label: str
) -> None:  # fmt: skip
    svg = bands_chart(bands_of(rows, f"not {label}", label), "t", colours())
    (line,) = (points for points in drawn(svg, "standard"))
    zero = line[0][0]
    lengths = []
    for tone in range(7):
        parts = drawn(svg, f"b{tone}")
        assert len(parts) == sum(1 for _, counts, _ in rows if counts[tone])
        for points, count in zip(parts, (c[tone] for _, c, _ in rows if c[tone]), strict=True):
            left, right = min(x for x, _ in points), max(x for x, _ in points)
            assert right <= zero if tone < 5 else left >= zero
            shown = right - left
            length = shown * 1.5 if shown < 0.7 else shown + 0.35  # with the gap to the next part
            lengths.append((count, length))
            assert right <= 174
    count, longest = max(lengths, default=(1, 0.0))
    assert [length for _, length in lengths] == pytest.approx([n * longest / count for n, _ in lengths], abs=0.03)
    nothing_collides(texts_in(svg), 174, math.inf)


def test_a_part_has_its_number_where_there_is_room() -> None:
    svg = bands_chart(
        bands_of([("执行能力", (0, 0, 0, 1, 100, 300, 99), 0)], "低于达标线", "达标及以上"), "t", colours()
    )
    shown = words_in(svg)
    assert (shown["100"], shown["300"], shown["99"], shown["1"]) == (1, 1, 1, 0)


def test_numbers_are_white_on_dark_bars_and_dark_on_pale_ones() -> None:
    root = fromstring(bands_chart(bands_of([("x", [9] * 7, 0)], "a", "b"), "t", colours()))
    numbers = [e for e in root.iter("{http://www.w3.org/2000/svg}text") if e.text == "9"]
    assert [style(e)["fill"] for e in numbers] == [colours()["paper"]] * 3 + [colours()["ink"]] * 4
