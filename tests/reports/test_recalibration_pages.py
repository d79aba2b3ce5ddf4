"""Pages of the report on a recalibration: golden HTML per section, PDFs of ordinary and of extreme recalibrations."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from reportgen.language import Language, language
from reportgen.model.recalibration import Recalibration
from reportgen.model.types import Model
from reportgen.reports.documents import Press
from reportgen.reports.html import render
from reportgen.reports.recalibration_view import RecalibrationView, recalibrations_view
from reportgen.reports.typography import JOINER
from tests.program import alternatives, pdf_fonts
from tests.reports.cases import assessment, person, texts
from tests.reports.extremes import LONG_NAME
from tests.reports.pictures import font
from tests.reports.recalibrations import RATED, VOTED, adoption, another, but, people, view_of, voted, whole, worded
from tests.reports.test_documents import same_as_golden
from tests.reports.test_pages import HALF, lowest

FIVE = {**VOTED, "emotional_control": (3, 3, 3, 4, 3), "coordination": (3, 2, 3, 3, 3)}


def ordinary(model: Model, lang: Language, n: int = 10) -> RecalibrationView:
    """Ten people, five levels that change, one that is not adopted as voted."""
    members = people(model, n)
    lines = but(voted(model, FIVE), "interpersonal", 2, "分歧大，明年再议。")
    return view_of(whole(lines, members, adoption=adoption()), assessment(model, members), worded(texts(model, lang)))


def pages(view: RecalibrationView, code: str) -> PdfReader:
    return PdfReader(io.BytesIO(Press(language(code), font()).recalibration(view)))


def text_of(reader: PdfReader) -> str:
    """Text without spaces; the font has one glyph for both of two dots."""
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    return text.replace(JOINER, "").replace("•", "·")


@pytest.mark.parametrize("section", ["summary", "votes", "radars", "effect", "texts", "reasons", "method"])
def test_sections_of_a_report_on_a_recalibration(section: str, model: Model, zh: Language) -> None:
    view = ordinary(model, zh, 2)
    html = render(f"recalibration/{section}.html", view, zh, grade=view.grades[0], g=1)
    assert same_as_golden(f"recalibration-{section}.html", html)


def test_the_overview_of_all_grades(model: Model, zh: Language) -> None:
    lines = voted(model, VOTED | {"writing": (4, 4, 4, 4, 4)})
    view = recalibrations_view(whole(lines, people(model, 2)), assessment(model, people(model, 2)), texts(model, zh))
    assert same_as_golden("recalibration-overview.html", render("recalibration/overview.html", view, zh))


@pytest.mark.parametrize("code", ["zh", "en"])
def test_ten_people_and_five_changes_are_three_or_four_pages(code: str, model: Model, tmp_path: Path) -> None:
    view = ordinary(model, language(code))
    content = Press(language(code), font()).recalibration(view)
    reader = PdfReader(io.BytesIO(content))
    assert 3 <= len(reader.pages) <= 4
    for number, page in enumerate(reader.pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"
    text = text_of(reader)
    for row in view.grades[0].effect.people:
        assert row.id in text
        assert row.name in text
    assert "".join(view.grades[0].result.split()) in text
    assert any(view.grades[0].votes.after_text == alt for alt in alternatives(reader))
    (tmp_path / "x.pdf").write_bytes(content)
    fonts = pdf_fonts(tmp_path / "x.pdf")
    assert len(fonts) == 2
    assert all(fonts.values())


def test_the_same_recalibration_gives_the_same_bytes(model: Model, zh: Language) -> None:
    press = Press(zh, font())
    assert press.recalibration(ordinary(model, zh, 2)) == press.recalibration(ordinary(model, zh, 2))


def test_every_grade_of_a_report_on_all_begins_a_page_and_names_it(model: Model, zh: Language) -> None:
    lines = [voted(model, VOTED, grade) for grade in (0, 1, 2)]
    effects = [whole(one, people(model, 3) if i == 1 else []).effects[0] for i, one in enumerate(lines)]
    recalibration = Recalibration(tuple(line for one in lines for line in one), tuple(effects))
    view = recalibrations_view(recalibration, assessment(model, people(model, 3)), worded(texts(model, zh)))
    texts_of_pages = ["".join(page.extract_text().split()) for page in pages(view, "zh").pages]
    starts = [next(i for i, text in enumerate(texts_of_pages) if "投票与级别" in text and grade.name in text.replace(JOINER, ""))
              for grade in view.grades]  # fmt: skip
    assert starts == sorted(set(starts))
    assert starts[0] == 1, "the overview is one page"


@pytest.mark.parametrize(("n", "changes"), [(0, 18), (1, 1), (1, 18), (30, 2), (30, 7), (120, 18)])
def test_everybody_is_named_however_many_they_and_the_changes_are(
    n: int, changes: int, model: Model, en: Language
) -> None:
    members = [person(model, RATED, LONG_NAME if i % 7 == 3 else f"人员{i}", f"E-2026-000-{i:010}") for i in range(n)]
    lines = voted(model, dict.fromkeys(model.competency_ids[:changes], (3, 3, 3)))
    reader = pages(view_of(whole(lines, members), assessment(model, members), texts(model, en)), "en")
    text = text_of(reader)
    assert all(p.id in text and p.name in text for p in members)


@pytest.mark.parametrize(("levels", "competencies", "votes"), [(2, 1, 3), (6, 30, 40)])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_models_of_other_sizes_fit_the_pages(
    levels: int, competencies: int, votes: int, code: str, model: Model
) -> None:
    """Nothing sticks out of a page on the right: the widest words are long English names."""
    odd = another(model, levels, competencies, "Comprehensive interdisciplinary understanding of requirements number")
    lines = voted(odd, dict.fromkeys(odd.competency_ids[::2], (1,) * votes), n=votes)
    members = [replace(p, id=f"E{i:04}", name=LONG_NAME) for i, p in enumerate(people(odd, 3))]
    recalibration = whole(lines, members)
    done = assessment(odd, members)
    reader = pages(recalibrations_view(recalibration, done, texts(odd, language(code))), code)
    assert rightmost(reader) <= reader.pages[0].mediabox.right
    assert text_of(reader).count("E0002") >= 1


def rightmost(reader: PdfReader) -> float:
    """Where the text begins that stands farthest to the right [pt]."""
    found: list[float] = []

    def visit(text: str, of_page: Sequence[float], of_text: Sequence[float], *_: object) -> None:
        if text.strip():
            found.append(of_page[4] + of_page[0] * of_text[4])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    return max(found)
