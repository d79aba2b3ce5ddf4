"""Bars of agreement for the rows of a table: people whose raters agree, of those with enough raters."""

from reportgen.reports.drawing import Drawing, box
from reportgen.reports.grade_raters import Agreement
from reportgen.reports.page_bars import Tokens

WIDTH, ROW = 58.0, 3.4
_BAR, _EDGE = 2.4, 0.2


def agreement_bar(agreement: Agreement, title: str, tokens: Tokens) -> str:
    """Filled: they agree; empty within the outline: they do not."""
    pen = Drawing(WIDTH, ROW, tokens)
    y, whole = (ROW - _BAR) / 2, WIDTH - 2 * _EDGE
    if agreement.agree:
        pen.path(box(_EDGE, y, whole * agreement.agree / agreement.of, _BAR), fill="actual")
    pen.path(box(_EDGE, y, whole, _BAR), line="rule-2", width=_EDGE)
    return pen.svg(title)
