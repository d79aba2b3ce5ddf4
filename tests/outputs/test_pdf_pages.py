"""Whose report a PDF is, by what stands on its pages."""

import io
from collections.abc import Mapping

import pikepdf
import pytest

from reportgen.language import Language
from reportgen.model.inputs import Cycle
from reportgen.model.types import Model
from reportgen.outputs.pdf_pages import PdfError, page_texts, whose, wrong_pages
from reportgen.reports.documents import Press
from reportgen.reports.fonts import find_font, printable
from reportgen.reports.person_view import person_view
from reportgen.reports.views import Texts
from tests.reports.cases import assessment, person

PAGE = "毛小满 000318 说明\r\n得分 3.50，2026 年共 12 份评分\r\n直接上级 褚景行\r\n18 项能力"
OTHERS = {"000318": "毛小满", "000527": "费长风", "000101": "褚景行"}

# Names and ids that typesetting treats in some way: fonts that step in, codes, cutting, wrapping, order of writing.
ODD = {
    "12": "㐂𠮷野𬎆",
    "E-0017": "Anne-Marie O'Brien van der Berg",
    "SH 001": "阿不都热依木·买买提江·艾力",
    "张三01": "张\u200b三",
    "9" * 60: "张三" * 30,
    "2026": "e\u0301ric nguye\u0302\u0303n",
    "77": "محمد علي",
    "LONG-ID-WITH-HYPHENS-AND-MANY-PARTS-12345": "<b>李😀四",
}


def report(number: str, name: str, model: Model, lang: Language) -> bytes:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    one = person(model, [[3, 3], [2, 3], None], name, number)
    texts = Texts(lang, model, Cycle("2026"), "示例公司", printable=printable(font))
    return Press(lang, font).person(person_view(one, assessment(model, [one]), texts))


def joined(*contents: bytes) -> bytes:
    """The pages of PDFs one after another."""
    written = io.BytesIO()
    with pikepdf.new() as whole:
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as part:
                whole.pages.extend(part.pages)
        whole.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def reports(tiny: Model, zh: Language) -> Mapping[str, bytes]:
    return {number: report(number, name, tiny, zh) for number, name in ODD.items()}


def test_reports_of_odd_names_and_ids_are_their_persons_and_nobody_elses(reports: Mapping[str, bytes]) -> None:
    texts = {number: page_texts(content) for number, content in reports.items()}
    own = {
        (number, of)
        for number, pages in texts.items()
        for of, name in ODD.items()
        if wrong_pages(pages, of, name, ODD) is None
    }
    assert own == {(number, number) for number in ODD}


def test_a_page_of_somebody_else_is_found(reports: Mapping[str, bytes], zh: Language) -> None:
    mixed = joined(reports["E-0017"], reports["SH 001"])
    pages = len(page_texts(reports["E-0017"]))
    found = whose(mixed, "E-0017", ODD["E-0017"], ODD)
    assert found is not None
    assert found.told(zh) == f"第 {pages + 1} 页上没有工号 E-0017。"


def test_reports_in_english_are_known_too(tiny: Model, en: Language) -> None:
    content = report("12", "Anna Lee", tiny, en)
    assert whose(content, "12", "Anna Lee", {"5": "苗主任", "2026": "费长风"}) is None
    assert whose(content, "13", "Anna Lee", {}) == "Page 1 does not carry the id 13."


def test_what_is_no_readable_pdf_is_said(reports: Mapping[str, bytes]) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(reports["12"])) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="a password", owner="b password"))
    assert whose(locked.getvalue(), "12", ODD["12"], {}) == "The PDF is already protected by a password."
    assert whose(b"no PDF", "12", ODD["12"], {}) == "The PDF cannot be read."
    with pytest.raises(PdfError, match="cannot be read"):
        page_texts(b"")
    assert whose(joined(), "12", ODD["12"], {}) == "The PDF cannot be read."
    assert wrong_pages((), "12", ODD["12"], {}) == "The PDF has no pages."


def test_a_page_with_id_and_name_and_the_managers_name_is_right() -> None:
    assert wrong_pages([PAGE, PAGE], "000318", "毛小满", OTHERS) is None


@pytest.mark.parametrize(
    ("page", "finding"),
    [
        (PAGE.replace("000318", ""), "Page 2 does not carry the id 000318."),
        (PAGE.replace("000318", "0003185"), "Page 2 does not carry the id 000318."),
        (PAGE.replace("000318", "A-000318"), "Page 2 does not carry the id 000318."),
        (PAGE.replace("毛小满", "毛小"), "Page 2 does not carry the name that belongs to the id 000318."),
        (PAGE + " 000527", "Page 2 carries the id 000527; it should carry only 000318."),
        (PAGE + "000527-费长风", "Page 2 carries the id 000527; it should carry only 000318."),
        (PAGE + " ０００５２７", "Page 2 carries the id 000527; it should carry only 000318."),
        (PAGE + " 000\u2060527", "Page 2 carries the id 000527; it should carry only 000318."),
        ("", "Page 2 does not carry the id 000318."),
    ],
)
def test_a_wrong_page_is_told_with_its_number_and_without_names(page: str, finding: str) -> None:
    assert wrong_pages([PAGE, page], "000318", "毛小满", OTHERS) == finding


@pytest.mark.parametrize("other", ["2026", "12", "18", "19", "3", "50000", "KPI", "A1"])
def test_figures_years_and_words_on_a_page_are_nobodys_id(other: str) -> None:
    page = PAGE + " 50000 KPI A1 COVID 19"
    assert wrong_pages([page], "000318", "毛小满", {other: "褚景行"}) is None


@pytest.mark.parametrize("where", ["费长风 {}", "费长风{} 说明", "工号 {}", "ID {}　一部"])
@pytest.mark.parametrize("other", ["2026", "12", "50000", "KPI", "A1"])
def test_such_an_id_counts_where_pages_put_ids(where: str, other: str) -> None:
    found = wrong_pages([f"{PAGE}\r\n{where.format(other)}"], "000318", "毛小满", {other: "费长风"})
    assert found == f"Page 1 carries the id {other}; it should carry only 000318."


def test_a_persons_own_short_id_must_stand_where_pages_put_ids() -> None:
    assert wrong_pages(["毛小满 12 说明"], "12", "毛小满", {}) is None
    assert wrong_pages(["毛小满 说明 12 份评分"], "12", "毛小满", {}) is not None
    assert wrong_pages(["买买提江买买… 12 说明"], "12", "买买提江" * 20, {}) is None
    assert wrong_pages(["买买提江买买… 说明 12 份"], "12", "买买提江" * 20, {}) is not None


def test_an_id_within_another_is_not_that_one() -> None:
    others = {"0017": "甲", "E-0017": "毛小满", "E-0017-2": "乙"}
    assert wrong_pages(["毛小满 E-0017 说明"], "E-0017", "毛小满", others) is None
    assert wrong_pages(["毛小满 E-000317 说明"], "E-000317", "毛小满", {"000317": "甲"}) is None
    assert wrong_pages(["毛小满 0017 E-0017"], "0017", "毛小满", others) is not None
    assert wrong_pages(["毛小满 E-0017 E-0017-2"], "E-0017", "毛小满", others) is not None


def test_two_of_one_name_are_told_apart_by_their_ids() -> None:
    namesakes = {"35": "毛小满", "12": "毛小满"}
    assert wrong_pages(["毛小满 12 说明 35 份"], "12", "毛小满", namesakes) is None
    assert wrong_pages(["毛小满 12 说明", "毛小满 35 说明"], "12", "毛小满", namesakes) is not None


def test_ids_with_blanks_and_chinese_characters_are_found() -> None:
    others = {"SH 001": "甲", "工号7": "乙", "SH 0012": "丙"}
    assert wrong_pages(["毛小满 SH 001 说明"], "SH 001", "毛小满", others) is None
    assert wrong_pages(["毛小满 工号7 丁"], "工号7 丁", "毛小满", others) is None
    assert wrong_pages(["毛小满 000318 SH 0012"], "000318", "毛小满", others) is not None
    assert wrong_pages(["毛小满 000318 工号7"], "000318", "毛小满", others) is not None


def test_a_name_broken_by_lines_and_hyphens_is_the_same_name() -> None:
    assert wrong_pages(["Anne-\r\nMarie Lee K100"], "K100", "Anne-Marie Lee", {}) is None
    assert wrong_pages(["Anne\ufffe\r\nMarie\r\nLee K100"], "K100", "Anne-Marie Lee", {}) is None
    assert wrong_pages(["毛小满 E-\r\n0017"], "E-0017", "毛小满", {}) is None
