"""Bars of agreement for the rows of a table: people whose raters agree, of those with enough raters."""

from reportgen.reports.drawing import Drawing, box
from reportgen.reports.grade_raters import Agreement
from reportgen.reports.page_bars import Tokens

WIDTH, ROW = 58.0, 3.4
_BAR = 2.4


def agreement_bar(agreement: Agreement, title: str, tokens: Tokens) -> str:
    """Filled: they agree; empty within the outline: they do not. Nothing where nobody has enough raters."""
    pen = Drawing(WIDTH, ROW, tokens)
    if agreement.of:
        y, whole = (ROW - _BAR) / 2, WIDTH - 0.4
        if agreement.agree:
            pen.path(box(0.2, y, whole * agreement.agree / agreement.of, _BAR), fill="actual")
        pen.path(box(0.2, y, whole, _BAR), line="rule-2", width=0.2)
    return pen.svg(title)
