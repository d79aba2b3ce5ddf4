"""Charts on the pages: as WeasyPrint would draw them, and the same whatever was drawn before."""

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports import pdf_pictures
from reportgen.reports.documents import person_charts
from reportgen.reports.drawing import Drawing
from reportgen.reports.errors import RenderError
from reportgen.reports.pdf import pdf
from reportgen.reports.person_view import person_view
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import with_self, worded
from tests.reports.pictures import MIXED, colours

PAGE = '<html lang="en"><title>x</title><body><img src="chart:one" alt="one">'


def of_another_hand(svg: str) -> str:
    """The same picture, but left to WeasyPrint."""
    return svg.replace("</svg>", "<g/></svg>")


def seen(svg: str) -> NDArray[np.float64]:
    """The page that shows a picture: how dark it is, by squares of two points."""
    document = pypdfium2.PdfDocument(pdf(PAGE, {"one": svg}, ""))
    page = 255 - np.asarray(document[0].render(scale=3, grayscale=True).to_numpy(), dtype=float)
    high, wide = (size // 6 for size in page.shape)
    squares: NDArray[np.float64] = page[: high * 6, : wide * 6].reshape(high, 6, wide, 6).mean(axis=(1, 3))
    return squares


@pytest.mark.parametrize(
    ("name", "apart"),  # small letters on their own differ by a shade
    [("radar", 0.05), ("category1", 0.05), ("bars-legend", 0.05), ("bar1-1", 0.05), ("bar1-2", 0.05), ("bar2-1", 0.05),
     ("views1", 0.05), ("axis", 0.15)],
)  # fmt: skip
def test_charts_look_as_weasyprint_draws_them(name: str, apart: float, model: Model, zh: Language) -> None:
    one = with_self(person(model, MIXED))
    svg = person_charts(person_view(one, assessment(model, [one]), worded(texts(model, zh))), colours())[name]
    ours, theirs = seen(svg), seen(of_another_hand(svg))
    assert (theirs > 50).sum() > 3  # there is something to see
    assert abs(ours - theirs).sum() < apart * theirs.sum()


def test_turned_texts_read_upwards() -> None:
    pen = Drawing(40, 40, colours())
    pen.turned(20, 30, "能力评估", size=12)
    ours, theirs = seen(pen.svg("")), seen(of_another_hand(pen.svg("")))
    assert abs(ours - theirs).sum() < 0.1 * theirs.sum()


def labelled(text: str) -> str:
    pen = Drawing(80, 10, colours())
    pen.text(0, 8, text)
    return pen.svg("")


def test_a_document_is_the_same_whatever_was_drawn_before() -> None:
    pdf_pictures._lines.cache_clear()  # as in a new process
    alone = pdf(PAGE, {"one": labelled("能力 4.50")}, "")
    pdf_pictures._lines.cache_clear()  # as in a new process
    pdf(PAGE, {"one": labelled("力量 5.4 4.50")}, "")
    assert pdf(PAGE, {"one": labelled("能力 4.50")}, "") == alone


def test_a_sign_without_a_glyph_fails_the_document_each_time() -> None:
    for _ in range(2):
        with pytest.raises(RenderError, match="FDD0"):
            pdf(PAGE, {"one": labelled("a\ufdd0")}, "")
