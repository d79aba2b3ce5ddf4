"""Charts as PDF operators: what is drawn by us comes out as it was drawn, anything else is left alone."""

import pytest

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports.css import tokens
from reportgen.reports.documents import grade_charts, person_charts
from reportgen.reports.drawing import Drawing, box, dot
from reportgen.reports.grade_view import grade_view
from reportgen.reports.person_view import person_view
from reportgen.reports.picture import Label, Picture, Veiled, picture
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import many, with_self, worded

TOKENS = tokens("Some Family")
RATINGS: list[list[int] | int | None] = [[4, 5], [0], None, [3, 4, 4], *([[5, 6]] * 4), 76, 91, 40, None, *([[4]] * 6)]


def shown(pen: Drawing) -> Picture:
    result = picture(pen.svg("title"))
    assert result is not None
    return result


def test_a_picture_keeps_its_size_and_family() -> None:
    result = shown(Drawing(68, 8.5, TOKENS))
    assert (result.width, result.height, result.units, result.family) == (68, 8.5, (68, 8.5), "Some Family")
    assert result.parts == ()


def test_a_box_is_filled_and_outlined_in_its_colours_and_dashes() -> None:
    pen = Drawing(10, 10, TOKENS)
    pen.path(box(1, 2, 3, 4), fill="paper", line="ink", width=0.22, dashes=".9 .6")
    assert shown(pen).parts == (
        b"1 1 1 rg\n0.1059 0.1412 0.1882 RG\n0.22 w\n1 j\n[0.9 0.6] 0 d\n1 2 m 4 2 l 4 6 l 1 6 l h B",
    )


def test_what_is_set_already_is_not_set_again() -> None:
    pen = Drawing(10, 10, TOKENS)
    for x in (0, 5):
        pen.path(box(x, 0, 1, 1), fill="paper")
    assert shown(pen).parts == (b"1 1 1 rg\n0 0 m 1 0 l 1 1 l 0 1 l h f\n5 0 m 6 0 l 6 1 l 5 1 l h f",)


def test_a_circle_is_closed_where_it_began() -> None:
    pen = Drawing(10, 10, TOKENS)
    pen.path(dot(5, 5, 2), fill="paper")
    (operators,) = shown(pen).parts
    assert isinstance(operators, bytes)
    assert operators.splitlines()[1].startswith(b"3 5 m 3 3.895 3.895 3 5 3 c 6.105 3 7 3.895 7 5 c")
    assert operators.endswith(b"3 5 c h f")


def test_an_arc_goes_round_the_side_that_it_was_drawn_on() -> None:
    svg = Drawing(10, 10, TOKENS).svg("").replace("</svg>", "")
    svg += '<path d="M5 3A2 2 0 0 1 7 5M5 3A2 2 0 1 1 3 5" fill="none" stroke="#000000" stroke-width="1"/></svg>'
    result = picture(svg)
    assert result is not None
    (operators,) = result.parts
    assert isinstance(operators, bytes)
    assert b"5 3 m 6.105 3 7 3.895 7 5 c 5 3 m" in operators  # a quarter, clockwise
    assert operators.endswith(b"7 6.105 6.105 7 5 7 c 3.895 7 3 6.105 3 5 c S")  # three of them


def test_a_clip_and_an_opacity_hold_for_one_path_alone() -> None:
    pen = Drawing(10, 10, TOKENS)
    inside = pen.clip(box(0, 0, 5, 5))
    pen.path(box(1, 1, 8, 8), line="paper", width=0.2, opacity=0.6, clip=inside)
    pen.path(box(0, 0, 1, 1), line="paper", width=0.2)
    veiled, after = shown(pen).parts
    assert isinstance(veiled, Veiled)
    assert veiled.opacity == 0.6
    assert veiled.operators.startswith(b"q\n0 0 m 5 0 l 5 5 l 0 5 l h W n\n")
    assert veiled.operators.endswith(b"\nQ")
    assert isinstance(after, bytes)
    assert after.startswith(b"1 1 1 RG\n0.2 w")


def test_texts_keep_their_place_alignment_weight_and_wide_spaces() -> None:
    pen = Drawing(10, 10, TOKENS)
    pen.text(1, 2, "未显示　自评", size=10, align="right", bold=True)
    pen.turned(3, 4, "up", size=10)
    pen.characters([5, 6], [7, 8], "ab", size=10)
    labels = [part for part in shown(pen).parts if isinstance(part, Label)]
    assert labels == [
        Label("未显示　自评", 1, 2, 3.53, 1, bold=True, upwards=False),
        Label("up", 3, 4, 3.53, 0, bold=False, upwards=True),
        Label("a", 5, 7, 3.53, 0, bold=False, upwards=False),
        Label("b", 6, 8, 3.53, 0, bold=False, upwards=False),
    ]


@pytest.mark.parametrize(
    "other",
    [
        "<g/>",
        '<path d="M0 0" fill="red"/>',
        '<path d="M0 0Q1 1 2 2" fill="#000000"/>',
        '<path d="M0 0" fill="#000000" filter="url(#f)"/>',
        '<path d="M0 0" fill="#000000" clip-path="url(#none)"/>',
        '<path d="M0 0A1 2 0 0 1 3 3" fill="#000000"/>',
        '<text x="1" y="2" font-size="3" fill="#000000"><tspan>x</tspan></text>',
        '<text x="1 2" y="2" font-size="3" fill="#000000">abc</text>',
        '<text x="1" y="2" font-size="3" fill="#000000" transform="scale(2)">abc</text>',
        "<path",
    ],
)
def test_svg_of_another_hand_is_left_to_others(other: str) -> None:
    assert picture(Drawing(10, 10, TOKENS).svg("").replace("</svg>", f"{other}</svg>")) is None


def test_every_chart_of_a_person_and_of_a_grade_is_ours(model: Model, zh: Language) -> None:
    one = with_self(person(model, RATINGS))
    done = many(model, 9)
    charts = person_charts(person_view(one, assessment(model, [one]), worded(texts(model, zh))), TOKENS)
    charts |= grade_charts(grade_view(done.grades[0], done, worded(texts(model, zh))), TOKENS)
    assert [name for name, svg in charts.items() if picture(svg) is None] == []
