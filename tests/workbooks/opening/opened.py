"""What an input folder that was opened tells."""

from reportgen.workbooks.opening.files import Opened
from tests.conftest import Rows

FORM: Rows = [["工号", "00017"], ["能力素质", "评分"], ["成就导向", 4]]


def said(opened: Opened) -> list[tuple[str, str, str]]:
    """Problems as (code, file, sheet)."""
    return [(p.code, p.source.file, p.source.sheet) for p in opened.problems]


def causes(opened: Opened) -> list[tuple[str, object]]:
    """File and cause of those that cannot be read."""
    return [(p.source.file, p.params["cause"]) for p in opened.problems if p.code == "unreadable-workbook"]


def sheets(opened: Opened) -> list[tuple[str, str]]:
    """File and title of what was read."""
    return [(grid.file, grid.sheet) for grid in opened.grids]
