"""What people wrote: the view of the comments on a person's report."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import PersonResult
from reportgen.reports.halves import first_of_second, lines
from reportgen.reports.plain_text import REMARK_LIMIT
from reportgen.reports.views import Texts

# Of the room that comments take in a column half as wide as the page.
COLUMN, SIZE = 78.0, 9.5  # mm, pt
LITTLE, MOST = 9, 44  # lines: up to these they stand in one column, in two; beyond they flow over the whole page
_TITLE, _TITLE_ALONE = 2, 1.4  # lines that a group's title takes, to be on the safe side and really


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

    @property
    def halves(self) -> tuple[tuple[RemarkGroup, ...], ...]:
        """The groups by column, of nearly the same height; a group without a title goes on from the other column."""
        if self.columns == 1:
            return (self.groups,)
        pieces = [(g, i) for g, group in enumerate(self.groups) for i in range(len(group.quotes))]
        heights = [_height(self.groups[g].quotes[i]) + (0 if i else _TITLE_ALONE) for g, i in pieces]
        start = first_of_second(heights, [0] * len(pieces))
        if start == len(pieces):
            return self.groups, ()
        g, i = pieces[start]
        cut = self.groups[g]
        if not i:
            return self.groups[:g], self.groups[g:]
        return (
            (*self.groups[:g], RemarkGroup(cut.title, cut.quotes[:i])),
            (RemarkGroup("", cut.quotes[i:]), *self.groups[g + 1 :]),
        )


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
    long = _lines(groups)
    few = long <= MOST
    return RemarksView(groups, note, few, 2 if few and long > LITTLE else 1) if groups or note else None


def _lines(groups: Sequence[RemarkGroup]) -> float:
    """Lines that comments take in a narrow column, with headings and what lies between them."""
    return sum(_TITLE + sum(_height(quote) for quote in group.quotes) for group in groups)


def _height(quote: Sequence[str]) -> float:
    """Lines that a comment takes in a narrow column, with what lies after it."""
    return 0.4 + sum(lines(line, SIZE, COLUMN) for line in quote)


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
