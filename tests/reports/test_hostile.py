"""Text of the input is text: whatever it holds, it is shown literally, nothing is fetched, nothing is attached."""

import io
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, cast

import pytest
from pypdf import PdfReader

from reportgen.language import Language, language
from reportgen.model.inputs import Cycle
from reportgen.model.results import Assessment, PersonResult, Remarks
from reportgen.model.types import Model
from reportgen.reports.documents import Press, person_charts
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import grade_view
from reportgen.reports.html import render
from reportgen.reports.index_view import index_html, index_view
from reportgen.reports.person_view import person_view
from reportgen.reports.plain_text import plain
from reportgen.reports.typography import JOINER
from reportgen.reports.views import Texts
from tests.reports.cases import assessment, person, texts

URLS = [
    "file:///etc/passwd", "http://example.com/x", "https://example.com/x.png", "//example.com/x", "ftp://example.com/x",
    "javascript:alert(1)", "data:text/html,<script>x</script>", "data:image/svg+xml;base64,PHN2Zy8+", "chart:radar",
    "chart:logo", "../../etc/passwd", r"\\server\share\x", "mailto:x@example.com", "cid:1",
]  # fmt: skip
SHAPES = [
    '<img src="{}">', "<img src='{}' onerror=alert(1)>", '"><img src="{}">', "'><object data='{}'></object>",
    '<link rel="attachment" href="{}">', '<link rel=stylesheet href="{}">', '<a href="{}">x</a>',
    '<style>@import url("{}");</style>',
]  # fmt: skip
OTHERS = [
    "<script>alert(1)</script>", "</title><script>x</script>", "<b>bold", "</body></html>", "<!-- x", "--><b>x",
    "<![CDATA[ x ]]>", "<?xml version='1.0'?>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;', "&amp;",
    "&lt;b&gt;", "&#x3c;b&#x3e;", "&copy", "{{ 7 * 7 }}", "{% raw %}", "{{ view.__class__ }}", "{#", "${7*7}", "%s%n",
    "{name}", "{0}", "{", "}", "$\\frac{1}{2}$", '=HYPERLINK("http://example.com")', "@SUM(1)", "+1", "-1", "|calc",
    "'; DROP TABLE x; --", "\\", '"', "'", "`", "<svg onload=alert(1)>", "<text x=1>", "]]>", "content: url(x)",
    "</style><b>", "url(file:///etc/passwd)", "</text></svg>", "a" * 39, "<" * 30, "&" * 30, '"' * 30,
]  # fmt: skip
PAYLOADS = [shape.format(url) for shape, url in itertools.product(SHAPES, URLS)] + OTHERS

Given = tuple[PersonResult, Texts, str]


def with_person(field: str) -> Callable[[PersonResult, Texts, str], Given]:
    return lambda one, to, text: (replace(one, **cast("Any", {field: text})), to, text)


def with_texts(field: str) -> Callable[[PersonResult, Texts, str], Given]:
    return lambda one, to, text: (one, replace(to, **cast("Any", {field: text})), text)


FIELDS: Mapping[str, Callable[[PersonResult, Texts, str], Given]] = {
    **{name: with_person(name) for name in ("id", "name", "department", "manager")},
    **{name: with_texts(name) for name in ("organisation", "introduction", "footer")},
    "comments": lambda one, to, text: (replace(one, remarks=Remarks(others=(text,))), to, text),
    "cycle": lambda one, to, text: (one, replace(to, cycle=Cycle(text)), text),
}


class Shape(HTMLParser):
    """Elements with their attributes' names, and all text, of a page as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.sources: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.sources |= {value or "" for name, value in attrs if name in ("src", "href", "data", "style")}

    def handle_data(self, data: str) -> None:
        self.text += data.replace(JOINER, "")


def html_of(one: PersonResult, to: Texts, done: Assessment) -> tuple[str, str, str]:
    done = replace(done, people=(one,), grades=(replace(done.grades[0], people=(one.id,)),), cycle=to.cycle)
    return (
        render("person.html", person_view(one, done, to), to.lang),
        render("grade.html", grade_view(done.grades[0], done, to), to.lang),
        index_html(index_view(done, {one.id: "people/x.pdf"}, {}, "results.xlsx", to), to, "x").decode(),
    )


@pytest.fixture(scope="module")
def ordinary(model: Model) -> tuple[PersonResult, Texts, Assessment]:
    one = person(model, [[4]] * 18)
    return one, replace(texts(model, language("zh")), printable=plain), assessment(model, [one])


def test_there_are_payloads_enough() -> None:
    assert len(set(PAYLOADS)) >= 100


@pytest.mark.parametrize("field", FIELDS)
def test_no_payload_becomes_markup(field: str, ordinary: tuple[PersonResult, Texts, Assessment]) -> None:
    one, to, done = ordinary
    harmless = [Shape(html) for html in html_of(*FIELDS[field](one, to, "甲")[:2], done)]
    for payload in PAYLOADS:
        pages = [Shape(html) for html in html_of(*FIELDS[field](one, to, payload)[:2], done)]
        for page, usual in zip(pages, harmless, strict=True):
            assert page.elements == usual.elements, payload
            assert page.sources == usual.sources, payload
        assert any(plain(payload, limit=40).rstrip("…")[:30] in page.text for page in pages), payload


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 8))
def test_no_payload_is_fetched_attached_or_acted_on(
    start: int, ordinary: tuple[PersonResult, Texts, Assessment]
) -> None:
    """Eight payloads a document, one in every field; a fetch would fail the document."""
    one, to, done = ordinary
    for field, payload in zip(FIELDS, itertools.islice(itertools.cycle(PAYLOADS), start, None), strict=False):
        one, to, _ = FIELDS[field](one, to, payload)
    done = replace(done, people=(one,), cycle=to.cycle)
    view = replace(person_view(one, done, to), profile=None, categories=None, growth=None, others=None)
    content = press(to.lang).person(view)
    for word in (b"/EmbeddedFile", b"/JavaScript", b"/Launch", b"/URI", b"/GoToR", b"/SubmitForm", b"/OpenAction"):
        assert word not in content
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    assert "".join(plain(one.name, limit=40).split())[:20] in text


def test_charts_escape_what_they_write(model: Model, zh: Language) -> None:
    from xml.etree.ElementTree import fromstring

    one = replace(person(model, [[4]] * 18), name="</text><script>")
    view = person_view(one, assessment(model, [one]), texts(model, zh))
    hostile = replace(
        view, radar=replace(view.radar, axes=(replace(view.radar.axes[0], name="</text>&"), *view.radar.axes[1:]))
    )
    svg = person_charts(hostile, press(zh).tokens)["radar"]
    root = fromstring(svg)  # noqa: S314 (our own)
    assert any((element.text or "") == "</text>&" for element in root.iter())


def press(lang: Language) -> Press:
    font = find_font()
    assert font is not None, "run `reportgen doctor`"
    return Press(lang, font)
