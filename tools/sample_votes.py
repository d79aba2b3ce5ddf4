"""Vote sheets of `input_samples/`: a column per expert, and a sheet per expert."""

from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from sample_people import (
    APART,
    APART_ON,
    EXPERTS,
    LEVELS,
    LOWERED,
    MODEL,
    RAISED,
    VOTE_NOTE,
    VOTED_APART,
    VOTED_GRADE,
    vote,
)
from sample_sheets import BLUE, Sheet, Value, empty

Books = Iterator[tuple[str, Workbook]]
Rows = list[Sequence[Value]]


def votes() -> Books:
    book = empty()
    sheet = Sheet(book, "级别调整", BLUE, (6, 20, 10, *[9] * EXPERTS, 8, 9, 10), wide=False)
    sheet.title(1, f"能力素质项级别动态调整表（{VOTED_GRADE.name_zh}）")
    sheet.note(2, f"{VOTE_NOTE}\n级别　{LEVELS}")
    rows: Rows = []
    for i, c in enumerate(MODEL.competencies, 1):
        before = VOTED_GRADE.required_for(c.id)
        after = before + (c.id in RAISED) - (c.id in LOWERED)
        levels = vote(c.id, after)
        rows.append((i, c.name_zh, before, *levels, EXPERTS, sum(levels) / EXPERTS, after))
    experts = (f"专家{i}" for i in range(1, EXPERTS + 1))
    sheet.table(4, ("序号", "能力素质", "调整前", *experts, "人数", "平均", "调整后"), rows, "C")
    for row in range(5, 5 + len(rows)):
        sheet.ws.cell(row, 5 + EXPERTS).number_format = "0.0"
    sheet.choice("D5", get_column_letter(3 + EXPERTS), [v.value for v in MODEL.levels])
    yield "级别调整-3级.xlsx", book


def votes_apart() -> Books:
    """A sheet per expert, as they send them in."""
    book = empty()
    for expert, named in APART.items():
        sheet = Sheet(book, expert, BLUE, (6, 24, 12, 12), wide=False)
        sheet.title(1, f"级别调整意见（{VOTED_APART.name_zh}）")
        sheet.note(2, f"请按岗位实际需要填写调整值。\n级别　{LEVELS}")
        sheet.labels(3, ("专家", expert), (2, 2))
        given = dict(zip(APART_ON, named, strict=True))
        rows: Rows = [
            (i, c.name_zh, VOTED_APART.required_for(c.id), given.get(c.id, VOTED_APART.required_for(c.id)))
            for i, c in enumerate(MODEL.competencies, 1)
        ]
        sheet.table(4, ("序号", "能力素质", "调整前", "调整值"), rows, "C")
        sheet.choice("D5", "D", [v.value for v in MODEL.levels])
    yield "级别调整-2级.xlsx", book
