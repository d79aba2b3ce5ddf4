"""Valid workbooks and copies of them with something changed: bytes, XML, cells, headers, rows, columns.

`mutant(seed)` gives one copy, the same for the same seed; `python -m tests.mutations SEED FOLDER` writes it with its
roster. What such a copy logically holds is the matter of `mutation_oracle`.
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter

from tests.layout_words import COMPETENCIES

ROSTER = "人员名单.xlsx"
PEOPLE = {"00012": "张三", "00013": "李四", "00107": "王五", "20110": "赵小六", "20111": "陈七", "00230": "周八"}
SUBJECTS = ("电信行业概况", "企业概况", "法律法规", "管理基础知识", "电信技术知识", "计算机操作知识")
NAMES = [item.name_zh for item in COMPETENCIES]

Parts = dict[str, str | bytes]
Mutation = Callable[[Random, Parts], str]
Cells = dict[tuple[int, int], tuple[str, str]]

CELL = re.compile(r'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
DATA = re.compile(r"<sheetData>.*</sheetData>", re.DOTALL)
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


@dataclass(frozen=True)
class Template:
    """A valid workbook. `kind` tells the oracle how to look at it, `header` is the row of its (first) header."""

    kind: str
    data: bytes
    header: int


def _numbers(seed: str) -> Callable[[], int]:
    dice = Random(seed)  # noqa: S311 (test data)
    return lambda: dice.randint(0, 6)


def _matrix() -> tuple[list[list[Any]], int]:
    rating = _numbers("matrix")
    rows: list[list[Any]] = [["评分矩阵"], ["评估人", "孙九", "关系", "同级"], [], ["工号", "姓名", *NAMES[:7], "合计"]]
    for id_, name in list(PEOPLE.items())[:5]:
        ratings = [rating() for _ in range(7)]
        shown = [f"{ratings[0]}分", str(ratings[1]), *ratings[2:]]
        rows.append([id_, name, *shown, sum(ratings)])
    rows[6][6] = None
    return rows, 4


def _list() -> tuple[list[list[Any]], int]:
    rating = _numbers("list")
    rows: list[list[Any]] = [["评分明细"], ["工号", "姓名", "能力素质", "评估人", "关系", "评分"]]
    for rater, relation in (("孙九", "同级"), ("钱十", "上级")):
        for id_, name in list(PEOPLE.items())[1:4]:
            rows += [[id_, name, item, rater, relation, rating()] for item in NAMES[12:17]]
    return rows, 2


def _ticks() -> tuple[list[list[Any]], int]:
    rating = _numbers("ticks")
    rows: list[list[Any]] = [
        ["客户经理能力素质评估表"],
        ["被评估人", "王五", "工号", "00107", "级别", "客户经理3级"],
        ["评估人", "钱十", "关系", "上级"],
        ["序号", "能力素质", *range(7), "备注"],
    ]
    for number, item in enumerate(NAMES[:9], 1):
        value = rating()
        rows.append([number, item, *("√" if point == value else None for point in range(7))])
    rows[7][2:9] = [None] * 7
    return rows, 4


def _stacked() -> tuple[list[list[Any]], int]:
    rating = _numbers("stacked")
    rows: list[list[Any]] = []
    for id_ in ("00012", "20110", "00230"):
        rows += [
            [f"被评估人：{PEOPLE[id_]}", None, f"工号：{id_}"],
            ["评估人：孙九", None, "关系：下级"],
            ["序号", "能力素质", "评分", "备注"],
        ]
        rows += [[number, item, rating(), None] for number, item in enumerate(NAMES[2:8], 1)]
        rows.append([])
    return rows, 3


def _across() -> tuple[list[list[Any]], int]:
    rating = _numbers("across")
    ids = list(PEOPLE)[:4]
    rows: list[list[Any]] = [["评估人", "钱十", "关系", "客户"], []]
    rows += [["能力素质", *(PEOPLE[id_] for id_ in ids)], ["工号", *ids]]
    rows += [[item, *(rating() for _ in ids)] for item in NAMES[4:12]]
    return rows, 3


def _marks() -> tuple[list[list[Any]], int]:
    dice = Random("marks")  # noqa: S311
    rows: list[list[Any]] = [["工号", "姓名", *SUBJECTS]]
    for id_, name in PEOPLE.items():
        rows.append([id_, name, *(dice.randrange(120, 401) / 4 for _ in SUBJECTS)])
    rows[3][4] = "缺考"
    return rows, 1


@cache
def templates() -> Mapping[str, Template]:
    made = {}
    for kind, content in (
        ("matrix", _matrix()),
        ("list", _list()),
        ("ticks", _ticks()),
        ("stacked", _stacked()),
        ("across", _across()),
        ("marks", _marks()),
    ):
        rows, header = content
        book = _book("考试成绩" if kind == "marks" else "评分", rows)
        made[kind] = Template(kind, _as_excel_writes(book, shared=kind != "across"), header)
    return made


def roster() -> bytes:
    grades = ["客户经理4级", "客户经理3级", "客户经理2级"]
    people = [[id_, name, grades[i % 3], "一部"] for i, (id_, name) in enumerate(PEOPLE.items())]
    return _book("人员名单", [["工号", "姓名", "级别", "部门"], *people])


def _book(title: str, rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    below = len(rows) + 3
    sheet.cell(below, 1).number_format = "yyyy-mm-dd"  # so that a changed style can make a number a date
    sheet.cell(below, 2).number_format = "00000"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _as_excel_writes(data: bytes, *, shared: bool) -> bytes:
    """Turn every seventh number below row 4 into a formula with its value stored; put texts into a part of their own."""
    parts = unzip(data)
    count = 0
    texts: dict[str, int] = {}

    def cell(match: re.Match[str]) -> str:
        nonlocal count
        if shared and (text := re.search("<is><t[^>]*>(.*?)</t></is>", match[0], re.DOTALL)):
            at = texts.setdefault(text[1], len(texts))
            return match[0].replace(text[0], f"<v>{at}</v>").replace("inlineStr", "s")
        count += 't="n"' in match[3] and int(match[2]) > 4
        return match[0].replace("<v", "<f>1+1</f><v", 1) if 't="n"' in match[3] and count % 7 == 6 else match[0]

    parts[SHEET] = CELL.sub(cell, text_of(parts, SHEET))
    if shared:
        parts[STRINGS] = (
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{len(texts)}">'
            + "".join(f"<si><t>{text}</t></si>" for text in texts)
            + "</sst>"
        )
        override = (
            '<Override PartName="/xl/sharedStrings.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
        )
        related = (
            '<Relationship Id="rId99" Target="sharedStrings.xml" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
        )
        for name, new in (("[Content_Types].xml", override), ("xl/_rels/workbook.xml.rels", related)):
            end = new[new.rindex("</") :]
            parts[name] = text_of(parts, name).replace(end, new)
    return rezip(parts)


def unzip(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rezip(parts: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def text_of(parts: Parts, name: str) -> str:
    """A part as text; not asked for again once its bytes were changed."""
    content = parts[name]
    return content if isinstance(content, str) else content.decode("utf-8", "replace")


def cells_of(xml: str) -> Cells:
    """Attributes (without the address) and content of every cell."""
    return {(int(m[2]), column_index_from_string(m[1])): (m[3], m[4] or "") for m in CELL.finditer(xml)}


def with_cells(xml: str, cells: Cells) -> str:
    """The sheet with other cells."""
    rows = []
    for row in sorted({r for r, _ in cells}):
        inner = "".join(
            f'<c r="{get_column_letter(c)}{r}"{attributes}>{content}</c>'
            for (r, c), (attributes, content) in sorted(cells.items())
            if r == row
        )
        rows.append(f'<row r="{row}">{inner}</row>')
    return DATA.sub(lambda _: f"<sheetData>{''.join(rows)}</sheetData>", xml)


def mutant(seed: int) -> tuple[Template, str, bytes]:
    """A template, what was done to it, and the outcome."""
    from tests.mutation_ways import BYTES, WAYS

    dice = Random(seed)  # noqa: S311
    template = templates()[dice.choice(sorted(templates()))]
    ways, weights = zip(*WAYS, strict=True)
    if dice.random() < 0.12:
        way = dice.choice(BYTES)
        return template, *way(dice, template.data)
    parts = unzip(template.data)
    chosen = dice.choices(ways, weights, k=1 if dice.random() < 0.8 else 2)
    told = [way(dice, parts, template) for way in chosen]
    return template, "; ".join(told), rezip(parts)


if __name__ == "__main__":
    made, done, content = mutant(int(sys.argv[1]))
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ROSTER).write_bytes(roster())
    (folder / f"{made.kind}.xlsx").write_bytes(content)
    print(made.kind, done)  # noqa: T201
