"""Charts of matplotlib: radars that say what those of the pages say, charts of groups in which nothing collides."""

import io
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread
from pypdf import PdfReader

from reportgen.language import language
from reportgen.model.load import packaged_model
from reportgen.model.results import GroupResult, Recalibrated
from reportgen.model.types import Model
from reportgen.reports import page_radar
from reportgen.reports.chart_data import (
    LevelRadarData,
    Point,
    RadarData,
    category_radar,
    group_radar,
    level_radar,
    person_radar,
)
from reportgen.reports.chart_layout import DETAIL, OVERVIEW, RadarFrame
from reportgen.reports.charts import Pen
from reportgen.reports.css import tokens
from reportgen.reports.exports import WhoError, exports, meant
from reportgen.reports.fonts import Font, find_font
from reportgen.reports.group_data import BandRow, BandsData, NeedPoint, NeedsData, bands
from reportgen.reports.group_layout import RADIUS
from tests.reports.cases import assessment, person, texts

PT = 72 / 25.4
Ratings = Sequence[list[int] | int | None]

MIXED: Ratings = [[4, 5], [0], None, [3, 4, 4], *([[5, 6]] * 4), 76, 91, 40, None, [2], None, *([[4]] * 4)]
PEOPLE: dict[str, Ratings] = {
    "scores, breaks, a zero, a single axis": MIXED,
    "all assessed": [[i % 7] for i in range(18)],
    "zeros": [[0]] * 18,
    "nothing": [None] * 18,
}


@cache
def font() -> Font:
    found = find_font()
    assert found is not None, "run `reportgen doctor`"
    return found


@cache
def colours() -> Mapping[str, str]:
    return tokens(font().family)


@cache
def pen() -> Pen:
    return Pen(colours(), font().family, (font().regular, font().bold), font().face)


# ---- reading SVG


@dataclass(frozen=True)
class Text:
    """A text of a picture: baseline [mm], size [mm], alignment."""

    text: str
    x: float
    y: float
    size: float
    anchor: str
    bold: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom [mm], by the font's own widths."""
        wide = sum(advances(bold=self.bold)(ch) for ch in self.text) * self.size
        left = self.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - 0.8 * self.size, left + wide, self.y + 0.12 * self.size


@cache
def advances(*, bold: bool) -> Any:
    """Function from a character to its width [em]."""
    with TTFont(font().bold if bold else font().regular, fontNumber=font().face, lazy=True) as opened:
        cmap, em = opened.getBestCmap(), opened["head"].unitsPerEm
        widths = {glyph: opened["hmtx"][glyph][0] / em for glyph in set(cmap.values())}
        return lambda ch: widths[cmap[ord(ch)]]


def style(element: Element) -> dict[str, str]:
    pairs = (part.split(":") for part in element.get("style", "").split(";") if part)
    return {name.strip(): value.strip() for name, value in pairs} | dict(element.attrib)


def texts_in(svg: str) -> list[Text]:
    """Every text of a picture of matplotlib."""
    found = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        look = style(element)
        x, y = float(look["x"]) / PT, float(look["y"]) / PT
        size = float(look["font-size"].removesuffix("px")) / PT
        anchor = look.get("text-anchor", "start")
        found.append(Text("".join(element.itertext()), x, y, size, anchor, look.get("font-weight") == "700"))
    return found


def words_in(svg: str) -> Counter[str]:
    elements = fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return Counter("".join(element.itertext()) for element in elements)


def drawn(svg: str, colour: str, scale: float = 1) -> list[list[Point]]:
    """The straight outlines filled or stroked in a colour, each as points [mm]."""
    found: list[list[Point]] = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}path"):
        look = style(element)
        if colours()[colour].lower() not in (look.get("fill", "").lower(), look.get("stroke", "").lower()):
            continue
        found += outlines(look["d"], scale)
    return found


def clips(svg: str, scale: float = 1) -> list[list[Point]]:
    """The outlines that something is drawn within, each as points [mm]."""
    svg_path = "{http://www.w3.org/2000/svg}path"
    groups = fromstring(svg).iter("{http://www.w3.org/2000/svg}clipPath")
    return [points for group in groups for path in group.iter(svg_path) for points in outlines(path.attrib["d"], scale)]


def outlines(data: str, scale: float) -> Iterator[list[Point]]:
    """The straight outlines of path data, without the last point where it is the first."""
    for piece in re.findall(r"M[^M]*", data):
        if not re.search(r"[AaCcHhVv]", piece):
            numbers = [float(n) / scale for n in re.findall(r"-?[\d.]+", piece)]
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            yield points[:-1] if points[0] == points[-1] else points


def discs(svg: str, colour: str) -> list[tuple[float, float, float]]:
    """The circles with room for a number that are filled in a colour: centre and radius [mm]."""
    found = []
    for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}path"):
        look = style(element)
        if look.get("fill", "").lower() == colours()[colour].lower() and "C" in look["d"]:
            numbers = [float(n) / PT for n in re.findall(r"-?[\d.]+", look["d"])]
            xs, ys = numbers[::2], numbers[1::2]
            found.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, (max(xs) - min(xs)) / 2))
    return [disc for disc in found if disc[2] > 1]


def is_box(points: list[Point]) -> bool:
    return len(points) == 4 and len({x for x, _ in points}) == len({y for _, y in points}) == 2


def same_shapes(one: list[list[Point]], other: list[list[Point]]) -> bool:
    """Whether outlines lie on one another, within 0.02 mm."""
    return [len(p) for p in one] == [len(p) for p in other] and all(
        math.dist(a, b) <= 0.02 for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True)
    )


# ---- radars


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


def grade(model: Model) -> GroupResult:
    return assessment(model, [person(model, MIXED), person(model, [[6]] * 17 + [None])]).grades[0]


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


# ---- files


@pytest.fixture(scope="module")
def overview() -> RadarData:
    return person_radar(person(packaged_model(), MIXED), ("writing",), packaged_model(), "zh", "未评估", "平均")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_radar_gives_the_same_bytes(overview: RadarData, kind: str) -> None:
    assert pen().file(overview, "毛小满", OVERVIEW, kind) == pen().file(overview, "毛小满", OVERVIEW, kind)


def test_a_png_has_200_dots_an_inch_on_white(overview: RadarData) -> None:
    picture = imread(io.BytesIO(pen().file(overview, "毛小满", OVERVIEW, "png")))
    assert picture.shape[:2] == tuple(int(side / 25.4 * 200) for side in (OVERVIEW.height, OVERVIEW.width))
    assert list(picture[0, 0]) == [1, 1, 1, 1]


def test_an_svg_file_needs_no_font_and_has_a_title(overview: RadarData) -> None:
    root = fromstring(pen().file(overview, "毛小满 < 2026", OVERVIEW, "svg"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "毛小满 < 2026"
    assert not list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert len(list(root.iter("{http://www.w3.org/2000/svg}use"))) > 100


def test_a_pdf_embeds_the_simplified_face_and_its_text_can_be_found(overview: RadarData) -> None:
    reader = PdfReader(io.BytesIO(pen().file(overview, "毛小满", OVERVIEW, "pdf")))
    assert reader.metadata is not None
    assert reader.metadata.title == "毛小满"
    assert {"/CreationDate", "/Producer"}.isdisjoint(reader.metadata)
    page = reader.pages[0]
    assert "书面表达能力" in "".join(page.extract_text().split())
    wanted = set()
    for path in (font().regular, font().bold):
        with TTFont(path, fontNumber=font().face, lazy=True) as opened:
            wanted.add(opened["name"].getDebugName(6))
    used: Any = page["/Resources"]["/Font"]  # type: ignore[index]
    assert {str(f.get_object()["/BaseFont"]).partition("+")[2] for f in used.values()} == wanted


def test_who_is_meant(model: Model) -> None:
    people = [
        person(model, MIXED, "毛小满", "0007"), person(model, MIXED, "毛小满", "0012"), person(model, MIXED, "费长风", "3"),
    ]  # fmt: skip
    done, zh = assessment(model, people), texts(model, language("zh"))
    assert meant(" 费 长风 ", done, zh) is people[2]
    assert meant("7", done, zh) is people[0]
    assert meant("3", done, zh) is people[2]  # an id is an id, even if a grade is called the same
    assert meant("三级", done, zh) is model.grade("3")
    with pytest.raises(WhoError) as several:
        meant("毛小满", done, zh)
    assert several.value.values["candidates"] == "0007 毛小满、0012 毛小满"
    with pytest.raises(WhoError) as nobody:
        meant("费长丰", done, zh)
    assert nobody.value.values["candidates"].startswith("3 费长风、客户经理4级")


def test_a_person_has_an_overview_and_a_radar_per_category_a_grade_also_its_votes(model: Model) -> None:
    one = person(model, MIXED)
    table = [Recalibrated("3", c, 2, 3, Fraction(3), 3, (0, 0, 3, 0)) for c in model.competency_ids]
    done, zh = assessment(model, [one], table), texts(model, language("zh"))
    made = exports(one, done, zh)
    assert [(e.name, e.frame) for e in made] == [
        ("0007-毛小满-全部能力素质", OVERVIEW),
        ("0007-毛小满-基本能力", DETAIL),
        ("0007-毛小满-专业/技术能力", DETAIL),
        ("0007-毛小满-职能行为能力", DETAIL),
    ]
    assert made[0].title == "毛小满 0007 2026: 全部能力素质"
    assert isinstance(made[0].data, RadarData)
    assert sorted(axis.badge for axis in made[0].data.axes if axis.badge) == [1, 2, 3]
    assert [e.name for e in exports(model.grade("3"), done, zh)] == [
        "3-客户经理3级-全部能力素质", "3-客户经理3级-调整前级别", "3-客户经理3级-调整后级别",
    ]  # fmt: skip
    with pytest.raises(WhoError, match="nobody of 客户经理4级"):
        exports(model.grade("4"), done, zh)


# ---- bands

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
    svg = pen().bands(bands_of(rows, f"not {label}", label), "t")
    (line,) = (points for points in drawn(svg, "standard", PT))
    zero = line[0][0]
    unit = None
    for tone in range(7):
        parts = drawn(svg, f"b{tone}", PT)
        assert len(parts) == sum(1 for _, counts, _ in rows if counts[tone])
        for points, count in zip(parts, (c[tone] for _, c, _ in rows if c[tone]), strict=True):
            left, right = min(x for x, _ in points), max(x for x, _ in points)
            assert right <= zero if tone < 5 else left >= zero
            shown = right - left
            length = shown * 1.5 if shown < 0.7 else shown + 0.35  # with the gap to the next part
            unit = unit or length / count
            assert length / count == pytest.approx(unit, rel=0.01)
            assert right <= 174
    nothing_collides(texts_in(svg), 174, math.inf)


def test_a_part_has_its_number_where_there_is_room() -> None:
    svg = pen().bands(bands_of([("执行能力", (0, 0, 0, 1, 100, 300, 99), 0)], "低于达标线", "达标及以上"), "t")
    shown = words_in(svg)
    assert (shown["100"], shown["300"], shown["99"], shown["1"]) == (1, 1, 1, 0)


def test_numbers_are_white_on_dark_bars_and_dark_on_pale_ones() -> None:
    root = fromstring(pen().bands(bands_of([("x", [9] * 7, 0)], "a", "b"), "t"))
    numbers = [e for e in root.iter("{http://www.w3.org/2000/svg}text") if e.text == "9"]
    assert [style(e)["fill"] for e in numbers] == ["#ffffff"] * 3 + [colours()["ink"].lower()] * 4


# ---- needs

LONG = "Many people below the standard and far below it: a programme for all of them comes first"
CORNERS = {
    "few_deep": "人少而深：一对一辅导", "many_deep": "人多且深：重点攻关", "few_shallow": "人少且浅：日常带教",
    "many_shallow": "人多而浅：集中培训", "x": "低于达标线的人数（共 40 人）", "y": "这些人的平均差距（分）",
}  # fmt: skip
POINTS = st.lists(st.tuples(st.integers(1, 500), st.fractions(Fraction(1, 100), 6)), min_size=1, max_size=20)
CROWD = st.tuples(st.integers(1, 500), st.fractions(Fraction(1, 100), 6)).map(lambda point: [point] * 20)


def needs_of(points: Sequence[tuple[int, Fraction]], words: Mapping[str, str] = CORNERS) -> NeedsData:
    numbered = tuple(NeedPoint(i, f"n{i}", people, depth) for i, (people, depth) in enumerate(points, start=1))
    many = Fraction(max([5, *(people for people, _ in points)])) / 2
    deep = max([Fraction(1), *(depth for _, depth in points)]) / 2
    return NeedsData(numbered, 500, many, deep, words)


def nothing_collides(found: Sequence[Text], width: float, height: float) -> None:
    """Every text lies in the picture, and no two overlap."""
    for text in found:
        left, top, right, bottom = text.box
        assert left >= -0.01, text
        assert right <= width + 0.01, text
        assert top >= -0.3, text
        assert bottom <= height, text
    for one, other in itertools.combinations(found, 2):
        a, b = one.box, other.box
        assert min(a[2], b[2]) <= max(a[0], b[0]) + 0.01 or min(a[3], b[3]) <= max(a[1], b[1]) + 0.01, (one, other)


@given(points=POINTS | CROWD, words=st.fixed_dictionaries({k: st.sampled_from([v, LONG]) for k, v in CORNERS.items()}))
@settings(max_examples=40, deadline=None)
def test_discs_keep_apart_from_one_another_and_from_the_words(
    points: list[tuple[int, Fraction]], words: dict[str, str]
) -> None:
    svg = pen().needs(needs_of(points, words), "t")
    found = discs(svg, "actual-deep")
    assert len(found) == len(points)
    for x, y, radius in found:
        assert radius == pytest.approx(2.15, abs=0.01)
        assert radius <= x <= 94 - radius
        assert radius <= y <= 88 - radius
    for a, b in itertools.combinations(found, 2):
        assert math.dist(a[:2], b[:2]) >= 4.49
    numbers = [t for t in texts_in(svg) if t.size == pytest.approx(7.5 / PT) and t.text.isdigit() and t.bold]
    others = [t for t in texts_in(svg) if t not in numbers]
    assert Counter(t.text for t in numbers) == Counter(str(i) for i in range(1, len(points) + 1))
    nothing_collides(others, 94, 88)
    for (x, y, radius), text in itertools.product(found, others):
        left, top, right, bottom = text.box
        near = min(max(x, left), right), min(max(y, top), bottom)
        assert math.dist((x, y), near) >= radius - 0.05, text


def test_a_disc_stands_at_its_people_and_depth() -> None:
    found = discs(
        pen().needs(needs_of([(40, Fraction(2)), (28, Fraction(7, 5)), (10, Fraction(1, 2))]), "t"), "actual-deep"
    )
    (x0, y0), (x1, y1), (x2, y2) = ((x, y) for x, y, _ in found)
    assert (x0 - x1) == pytest.approx(12 / 18 * (x1 - x2), abs=0.02)
    assert (y1 - y0) == pytest.approx(6 / 9 * (y2 - y1), abs=0.02)
    assert x0 > x1
    assert y0 < y1


def test_a_disc_that_gives_way_stays_in_its_quarter_and_points_to_its_true_place() -> None:
    svg = pen().needs(needs_of([(40, Fraction(2)), (16, Fraction(3, 4)), (16, Fraction(3, 4))]), "t")
    _, first, second = discs(svg, "actual-deep")
    leader = next(points for points in drawn(svg, "actual-deep", PT) if len(points) == 2)
    assert math.dist(leader[0], first[:2]) < 0.02
    assert math.dist(leader[1], second[:2]) < 0.02
    (upright, *_), *_ = (points for points in drawn(svg, "ink-2", PT) if points[0][0] == points[-1][0])
    assert second[0] + RADIUS <= upright[0] + 0.01


def test_ticks_are_whole_people_and_half_points() -> None:
    few = words_in(pen().needs(needs_of([(4, Fraction(5, 4))]), "t"))
    assert all(few[tick] for tick in ("0", "1", "2", "3", "4", "0.0", "0.5", "1.0", "1.5"))
    assert not few["2.0"]
    many = words_in(pen().needs(needs_of([(463, Fraction(5))]), "t"))
    assert all(many[tick] for tick in ("0", "100", "500", "4.5", "5.0"))
    assert not many["1"] - 1  # the number of the disc alone


def test_nobody_below_the_standard_is_an_empty_picture() -> None:
    svg = pen().needs(needs_of([]), "t")
    assert discs(svg, "actual-deep") == []
    assert words_in(svg)["人少而深：一对一辅导"] == 1
