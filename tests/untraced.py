"""Coverage without what it costs in other people's code: the libraries that work longest run unmeasured.

Coverage is told of every call, also in modules whose lines it does not count. Laying out a PDF, reading one and packing a
workbook are millions of calls. Without coverage nothing here has any effect.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest


def leave_libraries_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the longest works of libraries unmeasured, and what they call of ours measured."""
    import openpyxl
    import pypdf
    import weasyprint
    from openpyxl.workbook import Workbook

    from reportgen.reports import pdf

    for place, name in (
        (weasyprint.HTML, "write_pdf"), (weasyprint.HTML, "__init__"), (weasyprint.CSS, "__init__"),
        (pypdf.PdfReader, "__init__"), (pypdf.PageObject, "extract_text"),
        (openpyxl, "load_workbook"), (Workbook, "save"),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, unmeasured(getattr(place, name)))
    for place, name in ((pdf._Charts, "fetch"), (pdf._Charts, "__init__"), (pdf._Collector, "emit")):
        monkeypatch.setattr(place, name, measured(getattr(place, name)))


_paused: list[Any] = []


def unmeasured(work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def wrapper(*arguments: Any, **options: Any) -> Any:
        tracer = sys.gettrace()
        if tracer is None:
            return work(*arguments, **options)
        _paused.append(tracer)
        sys.settrace(None)
        try:
            return work(*arguments, **options)
        finally:
            sys.settrace(_paused.pop())
            _call()

    return wrapper


def measured(work: Callable[..., Any]) -> Callable[..., Any]:
    """Work of ours that unmeasured work calls."""

    @wraps(work)
    def wrapper(*arguments: Any, **options: Any) -> Any:
        if not _paused or sys.gettrace() is not None:
            return work(*arguments, **options)
        sys.settrace(_paused[-1])
        try:
            _call()
            return work(*arguments, **options)
        finally:
            sys.settrace(None)

    return wrapper


def _call() -> None:
    """Coverage takes over at the next call, so one is made. Not in a function that also sets it on: coverage would see that
    one return without having seen it begin.
    """
