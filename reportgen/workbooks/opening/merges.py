"""The merged areas that a sheet's XML names: any that contradict the sheet or one another refuse the file."""

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import Final

from reportgen.workbooks.opening.raw import Area, UnreadableWorkbookError, column_number

MAX_MERGES: Final = 100_000
LAST_ROW: Final = 2**20
LAST_COLUMN: Final = 2**14

_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s([^>]*)>")
_REFERENCE = re.compile(
    rb"""(?:^|\s)ref\s*=\s*["']\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?["']"""
)


def merged_areas(xml: bytes, begin: int) -> list[Area]:
    """The areas named behind a place in the XML; raises `UnreadableWorkbookError`."""
    tags = _MERGE.findall(xml, begin)
    if len(tags) > MAX_MERGES:
        raise UnreadableWorkbookError("merge")
    areas = [_area(tag) for tag in tags]
    _refuse_overlaps(areas)
    return areas


def _area(attributes: bytes) -> Area:
    found = _REFERENCE.search(attributes)
    if not found:
        raise UnreadableWorkbookError("merge")
    left, top, right, bottom = found.groups()
    area = int(top), column_number(left.decode()), int(bottom or top), column_number((right or left).decode())
    if not (0 < area[0] <= area[2] <= LAST_ROW and 0 < area[1] <= area[3] <= LAST_COLUMN):
        raise UnreadableWorkbookError("merge")
    return area


def _refuse_overlaps(areas: Sequence[Area]) -> None:
    """Go through the rows and keep the columns that merged areas take up there."""
    begins = [(top, 1, left, right) for top, left, _, right in areas]
    ends = [(bottom + 1, 0, left, right) for _, left, bottom, right in areas]
    taken: list[tuple[int, int]] = []
    for _, begin, left, right in sorted([*begins, *ends]):
        at = bisect_left(taken, (left, right))
        if not begin:
            del taken[at]
        elif (at < len(taken) and taken[at][0] <= right) or (at and taken[at - 1][1] >= left):
            raise UnreadableWorkbookError("merge")
        else:
            insort(taken, (left, right))
