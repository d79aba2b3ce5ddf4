"""Charts as files: their bytes, their faces, and whose charts there are."""

import io
from fractions import Fraction
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from fontTools.ttLib import TTFont
from matplotlib.image import imread
from pypdf import PdfReader

from reportgen.language import language
from reportgen.model.load import packaged_model
from reportgen.model.results import Recalibrated
from reportgen.model.types import Model
from reportgen.reports.chart_data import RadarData, person_radar
from reportgen.reports.chart_layout import DETAIL, OVERVIEW
from reportgen.reports.exports import WhoError, exports, meant
from tests.reports.cases import assessment, person, texts
from tests.reports.pictures import MIXED, font, pen


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
