"""The handbook: golden HTML per section, nothing of the model missing, numbers that follow from it, full pages."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from pypdf import PageObject, PdfReader

from reportgen.language import Language, language
from reportgen.model.inputs import Cycle
from reportgen.model.load import parse_model
from reportgen.model.rounding import band
from reportgen.model.texts import CompetencyText, GeneralLevel, LevelText, ModelTexts, Sentence, packaged_texts
from reportgen.model.types import Model
from reportgen.reports.handbook_view import HandbookView, handbook_view, scores
from reportgen.reports.html import render
from reportgen.reports.typography import HARD_SPACE, JOINER
from reportgen.reports.views import Texts
from tests.conftest import TINY
from tests.reports.test_documents import same_as_golden
from tests.reports.test_pages import HALF, lowest, press

EXAM = 'method = "exam"\nsubjects = [{ name_zh = "科目%s", name_en = "Subject %s" }]'


def view_of(model: Model, lang: Language, wording: ModelTexts | None = None) -> HandbookView:
    return handbook_view(wording or ModelTexts(), Texts(lang, model, Cycle(""), "示例公司"))


def wording(model: Model) -> ModelTexts:
    """Made-up texts, so that the golden HTML does not change with the wording of the packaged model."""
    return ModelTexts(
        tuple(
            GeneralLevel(v.value, f"{v.name_zh}一句话。", f"{v.name_en} in a line.", (Sentence(f"{v.name_zh}要点。", "Point."),))
            for v in model.levels
        ),
        tuple(
            CompetencyText(c.id, f"{c.name_zh}的定义。", f"What {c.name_en} is.", tuple(
                LevelText(v.value, f"{v.name_zh}的{c.name_zh}。", f"{v.name_en} {c.name_en}.",
                          (Sentence(f"{c.name_zh}在{v.name_zh}水平上的行为表现。", f"{c.name_en} seen at {v.name_en}."),), ())
                for v in model.levels
            ))
            for c in model.competencies
        ),
    )  # fmt: skip


def pages(view: HandbookView, lang: Language) -> PdfReader:
    return PdfReader(io.BytesIO(press(lang).handbook(view)))


def squeezed(text: str) -> str:
    """Text without what only the layout has: spaces, joiners, the shape of quotes."""
    return "".join(text.translate({ord(JOINER): None, ord("“"): '"', ord("”"): '"'}).split())


def head(page: PageObject) -> str:
    """The running head of a page: it is drawn after all else but the foot."""
    return squeezed(page.extract_text().splitlines()[-2])


@pytest.fixture(scope="module")
def books(model: Model) -> Mapping[str, PdfReader]:
    """The packaged handbook in both languages."""
    return {code: pages(view_of(model, lang, packaged_texts(model)), lang)
            for code in ("zh", "en") if (lang := language(code))}  # fmt: skip


# ---- golden HTML


@pytest.mark.parametrize("section", ["first", "standards", "rating", "exams", "example", "reading"])
def test_sections_of_the_handbook(section: str, model: Model, zh: Language) -> None:
    view = view_of(model, zh, wording(model))
    assert same_as_golden(f"handbook-{section}.html", render(f"handbook/{section}.html", view, zh))


def test_the_section_of_the_competencies(tiny: Model, en: Language) -> None:
    view = view_of(tiny, en, wording(tiny))
    assert same_as_golden("handbook-competencies.html", render("handbook/competencies.html", view, en))


# ---- nothing is missing, and it stands where it is looked for


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_text_of_the_model_is_in_the_handbook(code: str, model: Model, books: Mapping[str, PdfReader]) -> None:
    text = squeezed("".join(page.extract_text() for page in books[code].pages))
    texts = packaged_texts(model)
    expected = [p.text(code) for level in texts.levels for p in level.points]
    expected += [level.summary(code) for level in texts.levels]
    for c in texts.competencies:
        expected += [c.definition(code), *(level.summary(code) for level in c.levels)]
        expected += [line.text(code) for level in c.levels for line in level.indicators]
    expected += [named.name(code) for part in (model.grades, model.scale, model.competencies) for named in part]
    expected += [s.name(code) for c in model.competencies for s in c.subjects]
    assert [line for line in expected if squeezed(line) not in text] == []


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_contents_name_the_right_pages(code: str, model: Model, books: Mapping[str, PdfReader]) -> None:
    texts = [squeezed(page.extract_text()) for page in books[code].pages]
    for number, c in enumerate(model.competencies, start=1):
        definition = squeezed(packaged_texts(model).competency(c.id).definition(code))
        page = next(i for i, text in enumerate(texts, start=1) if definition in text)
        assert f"{number}{squeezed(c.name(code))}{page}" in texts[0]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_how_to_rate_and_to_read_come_before_the_competencies(
    code: str, model: Model, books: Mapping[str, PdfReader]
) -> None:
    lang = language(code)
    texts = [squeezed(page.extract_text()) for page in books[code].pages]
    early = texts[1] + texts[2]
    assert squeezed(lang("How to rate")) in early
    assert squeezed(lang("How to read a report")) in early
    assert all(squeezed(point.name(code)) in early for point in model.scale)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_running_heads_name_the_category_at_the_top_of_the_page(
    code: str, model: Model, books: Mapping[str, PdfReader]
) -> None:
    texts = packaged_texts(model)
    found = []
    for page in books[code].pages[1:]:
        text = squeezed(page.extract_text())
        here = [c for c in model.competencies if squeezed(texts.competency(c.id).definition(code)) in text]
        if here:
            category = next(k for k in model.categories if k.id == here[0].category)
            assert head(page).endswith(squeezed(category.name(code)))
        for c in here:
            lines = [line.text(code) for level in texts.competency(c.id).levels for line in level.indicators]
            assert all(squeezed(line) in text for line in lines), f"{c.id} is torn apart"
        found += here
    assert found == list(model.competencies)


# ---- layout


@pytest.mark.parametrize("code", ["zh", "en"])
def test_no_page_but_the_last_is_more_than_half_empty(code: str, books: Mapping[str, PdfReader]) -> None:
    for number, page in enumerate(books[code].pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


def test_no_line_is_one_character(books: Mapping[str, PdfReader]) -> None:
    lines = [line.strip() for page in books["zh"].pages for line in page.extract_text().splitlines()]
    assert [line for line in lines if re.fullmatch(r"[一-鿿][。；！？]?", line)] == []


def test_a_grade_is_never_parted_from_its_number(model: Model, en: Language) -> None:
    standards = view_of(model, en).standards
    assert standards.names == tuple(g.name_en.replace("grade ", f"grade{HARD_SPACE}") for g in model.grades)


# ---- numbers and rules follow from the model


@pytest.mark.parametrize("name", ["model", "tiny"])
def test_the_example_follows_from_the_model(name: str, zh: Language, request: pytest.FixtureRequest) -> None:
    one: Model = request.getfixturevalue(name)
    example = view_of(one, zh).example
    assert example is not None
    ratings = [int(value) for _, value in example.ratings]
    mean = Fraction(sum(ratings), len(ratings))
    score, word, gap = (value for _, value in example.results)
    assert score.endswith(f"= {float(mean):.2f}")
    assert one.point(band(mean, one)).name_zh in word
    assert gap == f"{one.standard} − {float(mean):.2f} = {one.standard - float(mean):.2f}"
    assert mean < one.standard, "there is a gap to show"
    assert len(ratings) == 3
    assert len(set(ratings)) > 1


def test_the_marks_of_the_example_are_weighted(tiny: Model, en: Language) -> None:
    exams = view_of(tiny, en).exams
    assert exams is not None
    assert exams.subjects == (("Knowledge of goods", "Tea 33.3%, China 66.7%"),)
    assert "67, 75" in exams.example
    assert "72.33" in exams.example, "(67 + 2 × 75) / 3"


@pytest.mark.parametrize("name", ["model", "tiny"])
def test_bands_cut_the_scores_without_a_hole(name: str, zh: Language, request: pytest.FixtureRequest) -> None:
    one: Model = request.getfixturevalue(name)
    texts = Texts(zh, one, Cycle(""))
    ends = [scores(value, texts) for value in one.scale_values]
    for value, (low, high) in zip(one.scale_values, ends, strict=True):
        assert band(low, one) == band(high, one) == value
    assert all(low - high == Fraction(1, 100) for (_, high), (low, _) in pairwise(ends))
    assert ends[0][0] == one.scale_min
    assert ends[-1][1] == one.scale_max


def test_what_the_model_says_about_exams_and_the_standard(model: Model, en: Language) -> None:
    view = view_of(model, en)
    assert view.exams is not None
    assert "0 to 40, still give 1. 0 is for ratings only." in view.exams.rule
    assert "81 or more" in view.exams.rule
    assert "4.50 is already “Meets the standard”" in view.bands
    assert [item.band.value for item in view.scale if item.first] == ["5"]


def test_one_level_of_everything_is_one_line_per_grade(model: Model, zh: Language) -> None:
    standards = view_of(model, zh).standards
    assert [(level.name, note) for _, level, note in standards.grades] == [
        ("初级", "最低级别"), ("中级", ""), ("高级", ""), ("资深", "最高级别"),
    ]  # fmt: skip
    assert standards.differing == ()


def test_only_competencies_that_differ_get_a_line_of_their_own(model: Model, en: Language) -> None:
    grades = tuple(replace(g, required={"execution": 4} if g.id == "3" else {}) for g in model.grades)
    standards = view_of(replace(model, grades=grades), en).standards
    assert [(name, [level.name for level in levels]) for name, levels in standards.differing] == [
        ("Execution", ["Basic", "Expert", "Advanced", "Expert"])
    ]
    assert len(standards.grades) == len(model.grades)
    assert "but those listed below" in standards.say


def test_when_every_competency_differs_there_is_no_common_level(tiny: Model, en: Language) -> None:
    grades = tuple(replace(g, required=dict.fromkeys(tiny.competency_ids, 2)) for g in tiny.grades)
    standards = view_of(replace(tiny, grades=grades), en).standards
    assert standards.grades == ()
    assert len(standards.differing) == len(tiny.competencies)


# ---- other models


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("worded", [True, False])
def test_another_model_has_a_handbook_too(code: str, worded: bool, tiny: Model) -> None:
    lang = language(code)
    reader = pages(view_of(tiny, lang, wording(tiny) if worded else None), lang)
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    assert all(squeezed(c.name(code)) in text for c in tiny.competencies)
    assert all(squeezed(v.name(code)) in text for v in tiny.levels)
    assert all(squeezed(p.name(code)) in text for p in tiny.scale)
    assert "客户经理" not in text
    assert "ccountmanager" not in text


def test_a_model_without_exams_does_not_speak_of_them(tiny: Model, en: Language) -> None:
    rated = replace(tiny, competencies=tiny.competencies[:2])
    view = view_of(rated, en)
    assert view.exams is None
    assert "xam" not in re.sub(r"xample", "", render("handbook.html", view, en))


def test_a_model_without_ratings_has_no_example_of_them(en: Language) -> None:
    text = TINY.replace('method = "rating"', EXAM % ("一", "1"), 1).replace('method = "rating"', EXAM % ("二", "2"), 1)
    view = view_of(parse_model(text, "exams.toml"), en)
    assert view.example is None
    assert "A worked example" not in render("handbook.html", view, en)
    assert view.methods == "Examined: exam marks become a score on the same scale."
