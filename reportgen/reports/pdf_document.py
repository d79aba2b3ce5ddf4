"""Pages of HTML for WeasyPrint, read as XML where they are that: a browser's parser takes ten times as long.

The templates close what they open, and what they fill in is escaped. Any other page is read as HTML.
"""

import re
from functools import cache
from xml.etree import ElementTree as ET

import weasyprint
from weasyprint.urls import URLFetcher

from reportgen.reports.css import template_folder

_EMPTY = re.compile(r"<((?:br|col|img|meta)\b[^>]*)>")
# What css/agent.css speaks of; a page with other elements gets WeasyPrint's own style sheet for them.
ELEMENTS = frozenset(
    {
        "b", "body", "br", "col", "colgroup", "div", "h1", "h2", "h3", "h4", "head", "html", "img", "li", "meta", "ol", "p",
        "section", "small", "span", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
    }
)  # fmt: skip


class Page(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint ships no types
    """A page of HTML with a fetcher for its pictures."""

    def __init__(self, html: str, fetcher: URLFetcher) -> None:
        tree = _tree(html)
        if tree is None:
            super().__init__(string=html, url_fetcher=fetcher)
        else:
            self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
            self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
            self.etree_element = self.wrapper_element.etree_element
        self._plain = ELEMENTS.issuperset({element.tag for element in self.etree_element.iter()})

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:  # noqa: FBT001, FBT002 (WeasyPrint's)
        return [_agent()] if self._plain else super()._ua_stylesheets(forms)


def _tree(html: str) -> ET.Element | None:
    """The page as a tree; None when it is no well-formed XML."""
    text = _EMPTY.sub(r"<\1/>", html.removeprefix("<!doctype html>"))
    try:
        root = ET.fromstring(text)  # noqa: S314 (written by this program)
    except ET.ParseError:
        return None
    if root.tag != "html":
        return None
    for table in list(root.iter("table")):
        _put_rows_into_a_body(table)
    return root


def _put_rows_into_a_body(table: ET.Element) -> None:
    """As HTML's own parsers do."""
    rows = table.findall("tr")
    if rows:
        place = list(table).index(rows[0])
        body = ET.Element("tbody")
        for row in rows:
            table.remove(row)
            body.append(row)
        table.insert(place, body)


@cache
def _agent() -> weasyprint.CSS:
    return weasyprint.CSS(string=(template_folder() / "css" / "agent.css").read_text(encoding="utf-8"))
