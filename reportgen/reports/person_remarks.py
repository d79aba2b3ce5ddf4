"""What people wrote: the view of the comments on a person's report."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import PersonResult
from reportgen.reports.chart_text import text_width
from reportgen.reports.plain_text import REMARK_LIMIT
from reportgen.reports.views import Texts

# Of the room that comments take in a column half as wide as the page.
COLUMN, SIZE = 78.0, 9.5  # mm, pt
LITTLE, MOST = 9, 44  # lines: up to these they stand in one column, in two; beyond they flow over the whole page


@dataclass(frozen=True)
class RemarkGroup:
    """Comments of one kind of people, each as paragraphs."""

    title: str
    quotes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RemarksView:
    """`few`: they stand together on a page, on so many `columns`."""

    groups: tuple[RemarkGroup, ...]
    note: str
    few: bool
    columns: int


def remarks_view(person: PersonResult, texts: Texts) -> RemarksView | None:
    """The section's view; None without any comment."""
    lang, remarks = texts.lang, person.remarks
    kinds = (
        (lang("Your own"), remarks.own),
        (lang("Your manager's"), remarks.supervisor),
        (lang("Others'"), remarks.others),
    )
    groups = tuple(
        RemarkGroup(title, quotes)
        for title, written in kinds
        if (quotes := tuple(q for text in written if (q := _paragraphs(text, texts))))
    )
    note = (
        lang("More was written by fewer than {n} people; to protect them it is not shown.", n=texts.model.thresholds.shown_raters)
        if remarks.withheld
        else ""
    )  # fmt: skip
    lines = _lines(groups)
    few = lines <= MOST
    return RemarksView(groups, note, few, 2 if few and lines > LITTLE else 1) if groups or note else None


def _lines(groups: Sequence[RemarkGroup]) -> float:
    """Lines that comments take in a narrow column, with headings and what lies between them."""
    return sum(
        2 + sum(0.4 + sum(math.ceil(text_width(line, SIZE) / COLUMN) for line in quote) for quote in group.quotes)
        for group in groups
    )


def _paragraphs(text: str, texts: Texts) -> tuple[str, ...]:
    """A comment as it can be printed, line by line; what is too long ends with an ellipsis."""
    lines: list[str] = []
    room = REMARK_LIMIT
    for line in text.splitlines():
        shown = texts.printable(line, limit=max(room, 1)).strip()
        if not shown:
            continue
        if room <= 0:
            return (*lines, "…")
        lines.append(shown)
        room -= len(shown)
    return tuple(lines)
