"""Rendering once what comes out the same: for tests of runs, in which the same pages are printed again and again.

The same HTML, charts and style sheet give the same bytes; that is tested where `rendered_anew` is asked for, and in
tests/reports. A document that fails is rendered every time.
"""

from collections.abc import Mapping

import pytest

from reportgen.reports import documents
from reportgen.reports.pdf import pdf

Work = tuple[str, tuple[tuple[str, str | bytes], ...], str]

_rendered: dict[Work, bytes] = {}


def _once(html: str, charts: Mapping[str, str | bytes], css: str) -> bytes:
    work = (html, tuple(charts.items()), css)
    if work not in _rendered:
        _rendered[work] = pdf(html, charts, css)
    return _rendered[work]


@pytest.fixture
def rendered_anew() -> None:
    """For tests of equal bytes: nothing that was rendered before is used."""


@pytest.fixture(autouse=True)
def rendered_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Import both fixtures into a module of tests of runs."""
    if "rendered_anew" not in request.fixturenames:
        monkeypatch.setattr(documents, "pdf", _once)
