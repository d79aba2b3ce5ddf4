"""HTML into PDF. With the `pdf_` modules the only one that knows WeasyPrint: quiet or failed, and nothing is ever fetched.

Rendering is a pure function: the same HTML, charts, style sheet and fonts give the same bytes.
"""

import gc
import locale
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

if sys.platform == "darwin":  # Homebrew's folder is not searched by other Pythons, and make drops the variable
    _folders = [os.environ.get("DYLD_FALLBACK_LIBRARY_PATH", ""), "/opt/homebrew/lib", "/usr/local/lib"]
    os.environ["DYLD_FALLBACK_LIBRARY_PATH"] = ":".join(filter(None, _folders))

import weasyprint
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reportgen.reports.errors import RenderError
from reportgen.reports.pdf_document import Page
from reportgen.reports.pdf_pictures import drawn
from reportgen.reports.pdf_shortcuts import take

take()
CHART = "chart:"
PNG = b"\x89PNG"


class _Charts(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves the document's own charts and refuses everything else."""

    def __init__(self, charts: Mapping[str, str | bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._charts = charts

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ANN401, ARG002
        name = url.removeprefix(CHART)
        if not url.startswith(CHART) or name not in self._charts:
            raise FatalURLFetchingError(f"a document asked for {url}")
        image = self._charts[name]
        if isinstance(image, str):
            return URLFetcherResponse(url, image.encode(), {"Content-Type": "image/svg+xml"})
        return URLFetcherResponse(url, image, {"Content-Type": "image/png" if image[:4] == PNG else "image/jpeg"})


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Messages of WeasyPrint (warnings and above) while the block runs; nothing reaches the screen."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [collector], False
    try:
        yield collector.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate


@contextmanager
def _collected_at_the_end() -> Iterator[None]:
    """Cyclic garbage is looked for once, after the block, and only among what the block made.

    A document makes many objects that all live until it is done; searching them, and those of the whole program, over
    and over takes a seventh of the time. Memory stays flat: nothing of a document outlives the block.
    """
    running = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if running:
            gc.enable()


@cache
def _font_configuration() -> FontConfiguration:
    """One per process: a new one per document costs more than the document."""
    return FontConfiguration()


@cache
def add_font(path: Path) -> None:
    """Let the pages of this process use a font file by the names it bears.

    Not by `@font-face`, which copies the file for each process and leaves the copy behind when that is killed. Raises
    `RenderError` when the file cannot be used.
    """
    configuration = _font_configuration()
    try:
        name = path.as_posix().encode(locale.getpreferredencoding(do_setlocale=False))
        added = fontconfig.FcConfigAppFontAddFile(configuration._config, name)  # noqa: SLF001 (WeasyPrint offers no way)
    except Exception as error:
        raise RenderError(f"{path.name}: {type(error).__name__}: {error}") from error
    if not added:
        raise RenderError(f"{path.name}: not a font that can be used")
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", configuration.font_map))


@cache
def _css(text: str) -> weasyprint.CSS:
    return weasyprint.CSS(string=text, font_config=_font_configuration(), url_fetcher=_Charts({}))


def pdf(html: str, charts: Mapping[str, str | bytes], css: str) -> bytes:
    """A PDF of a page of HTML; `<img src="chart:NAME">` shows `charts["NAME"]` (SVG text, or bytes of a PNG or JPEG).

    Raises `RenderError` when WeasyPrint has anything to complain about.
    """
    with _collected_at_the_end():
        return _pdf(html, charts, css)


def _pdf(html: str, charts: Mapping[str, str | bytes], css: str) -> bytes:
    try:
        with _listening() as messages:
            document = Page(html, _Charts(charts))
            fonts = _font_configuration()
            images = {
                CHART + name: image
                for name, chart in charts.items()
                if isinstance(chart, str) and (image := drawn(chart, fonts)) is not None
            }
            content = document.write_pdf(
                stylesheets=[_css(css)], font_config=fonts, cache=images, pdf_variant="pdf/ua-1"
            )
    except FatalURLFetchingError as error:  # not an Exception: it must be caught by name
        raise RenderError(str(error)) from error
    except Exception as error:
        raise RenderError(f"{type(error).__name__}: {error}") from error
    if messages:
        raise RenderError("; ".join(dict.fromkeys(messages)))
    if not isinstance(content, bytes):
        raise RenderError("no document came out")
    return content
