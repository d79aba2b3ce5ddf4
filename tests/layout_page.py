"""A sheet on which blocks of cells are placed, and what stands around a table: titles, labels, legends, notes.

Used by `layout_writer`. A cell may carry the rating it states, so that after placing its address is known.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple

from openpyxl.styles import Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from tests.layout_words import SCALE

_LEGEND: list[tuple[Any, str]] = [("分值", "含义"), *SCALE.items()]

_SIDE = Side(style="thin")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_FILL = PatternFill("solid", fgColor="FFF2F2F2")

TITLES = (
    "客户经理评分表",
    "客户经理能力素质评估表",
    "2026年度能力素质评估",
    "政企客户部360度评估",
    "Competency rating",
    "能力素质评分（内部资料）",
)
INSTRUCTIONS = (
    "填表说明：请对被评估人的每一项能力素质打分，0分为尚不具备，5分为达标，6分为超标。",
    "请于10月20日前交回人力资源部，联系人：刘老师，电话 12345。",
    "1. 评分采用0-6分制；2. 不了解的项目可以不填；3. 评分结果只用于培养。",
    "Please rate every item from 0 to 6.",
    "评分人只需填写白色单元格。",
    "评估周期：2026年1月—2026年9月",
    "本表一式两份，部门与人力资源部各留一份",
)
NOTES = (
    "注：请如实填写。",
    "备注：不了解的项目请填 N/A。",
    "说明：0分表示尚不具备，6分表示超标。",
    "* 5分为达标",
    "评分结果由人力资源部保存三年",
)


class Fact(NamedTuple):
    """One rating as somebody gave it."""

    person_id: str
    competency: str
    rater: str
    relation: str
    rating: int


class Cell(NamedTuple):
    value: Any = None
    fact: Fact | None = None
    number_format: str = ""


@dataclass
class Table:
    """Rows of cells; `merges` in the table's own rows and columns (first row, first column, last row, last column)."""

    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(map(len, self.rows))


Label = tuple[str, Cell]


@dataclass
class Page:
    """One sheet being written; rows and columns count from 1."""

    title: str
    dice: Random
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    formatted: list[tuple[int, int]] = field(default_factory=list)
    row: int = 1
    left: int = 1

    def put(self, row: int, column: int, value: Any, last_column: int = 0) -> None:
        """Set a cell, merged to the right as far as `last_column` says."""
        self.cells[row, column] = value if isinstance(value, Cell) else Cell(value)
        if last_column > column:
            self.merges.append((row, column, row, last_column))

    def table(self, table: Table, spans: list[int]) -> None:
        """Place a table at the current row; column i is `spans[i]` columns wide."""
        starts = [self.left + sum(spans[:i]) for i in range(table.width)]
        top = self.row
        covered = set()
        for r1, c1, r2, c2 in table.merges:
            self.merges.append((top + r1, starts[c1], top + r2, starts[c2] + spans[c2] - 1))
            covered |= {(r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
        for r, cells in enumerate(table.rows):
            for c, cell in enumerate(cells):
                if cell.value is not None:
                    self.cells[top + r, starts[c]] = cell
                else:
                    self.formatted.append((top + r, starts[c]))
                if spans[c] > 1 and (r, c) not in covered:
                    self.merges.append((top + r, starts[c], top + r, starts[c] + spans[c] - 1))
        self.row += len(table.rows)

    def labels(self, labels: list[Label], style: str, per_row: int) -> None:
        """Place labels with their values, some in a row, and go on below."""
        column = self.left
        for i, (text, cell) in enumerate(labels):
            if i and i % per_row == 0:
                self.row, column = self.row + 1, self.left
            colon = self.dice.choice(["：", ":", "： "])
            if style == "inline":
                self.put(self.row, column, f"{text}{colon}{_text(cell)}")
                column += self.dice.choice([1, 2])
            elif style == "inline merged":
                self.put(self.row, column, f"{text}{colon}{_text(cell)}", column + 1)
                column += 2
            elif style == "merged":
                self.put(self.row, column, text, column + 1)
                self.put(self.row, column + 2, cell, column + 3)
                column += 4
            else:
                self.put(self.row, column, text + (colon if style == "colon" else ""))
                self.put(self.row, column + 1, cell)
                column += self.dice.choice([2, 2, 3])
        self.row += 1

    def above(self, traits: set[str], width: int) -> None:
        """What stands above a table: title, instructions, legend; as far as the traits ask for it."""
        self.row += 2 if "blank rows above" in traits else 0
        last = self.left + max(width, 4) - 1
        if "title" in traits:
            self.put(self.row, self.left, self.dice.choice(TITLES), last if self.dice.random() < 0.7 else 0)
            self.row += self.dice.choice([1, 1, 2])
        if "instructions" in traits:
            for text in self.dice.sample(INSTRUCTIONS, self.dice.randint(1, 4)):
                self.put(self.row, self.left, text, last if self.dice.random() < 0.5 else 0)
                self.row += 1
        if "legend above" in traits:
            self.legend(self.dice.choice(["line", "rows", "across"]))
        if "header far down" in traits:
            for number in range(1, self.dice.randint(12, 34)):
                self.put(self.row, self.left, f"第{number}条 {self.dice.choice(INSTRUCTIONS)}")
                self.row += 1
        self.row += self.dice.choice([0, 1]) if self.row > 1 else 0

    def legend(self, style: str) -> None:
        """The scale, in one of the ways it is shown."""
        if style == "line":
            self.put(self.row, self.left, "评分标准：" + "；".join(f"{v}={name}" for v, name in SCALE.items()))
        elif style == "rows":
            for value, name in SCALE.items():
                self.put(self.row, self.left, f"{value}分：{name}")
                self.row += 1
            self.row -= 1
        elif style == "across":
            for column, (value, name) in enumerate(_LEGEND, self.left):
                self.put(self.row, column, value)
                self.put(self.row + 1, column, name)
            self.row += 1
        else:
            for value, name in _LEGEND:
                self.put(self.row, self.left, value)
                self.put(self.row, self.left + 1, name)
                self.row += 1
            self.row -= 1
        self.row += 1

    def beside(self, row: int) -> None:
        """Something to the right of all that stands on the sheet, with a free column between."""
        column = 2 + max(*(c for _, c in self.cells), *(c2 for *_, c2 in self.merges), 1)
        if self.dice.random() < 0.5:
            for offset, (value, name) in enumerate(_LEGEND):
                self.put(row + offset, column, value)
                self.put(row + offset, column + 1, name)
        else:
            for offset, text in enumerate(self.dice.sample(NOTES, 3)):
                self.put(row + offset, column, text)

    def below(self, traits: set[str], width: int) -> None:
        """What stands under a table: notes, legend, signatures, a table of shares, empty formatted rows."""
        last = self.left + width - 1
        self.row += 0 if "directly below" in traits else self.dice.randint(1, 3)
        if "notes below" in traits:
            for text in self.dice.sample(NOTES, self.dice.randint(1, 3)):
                self.put(self.row, self.left, text, last if self.dice.random() < 0.4 else 0)
                self.row += 1
        if "legend below" in traits:
            self.legend(self.dice.choice(["line", "rows", "across", "table"]))
        if "signatures" in traits:
            signatures = ["评估人签字：", "被评估人签字：________", "部门负责人签字", "人力资源部（盖章）："]
            for offset, text in enumerate(self.dice.sample(signatures, 2)):
                self.put(self.row, self.left + 2 * offset, text)
            self.row += 1
        if "shares below" in traits:
            for cells in (["等级", "优秀", "良好", "合格"], ["比例", "10%", "30%", "60%"]):
                for offset, text in enumerate(cells):
                    self.put(self.row, self.left + offset, text)
                self.row += 1
        if "formatted rows" in traits:
            self.formatted += [(self.row + r, self.left + c) for r in range(20) for c in range(width)]

    def save(self, sheet: Worksheet) -> None:
        for (row, column), cell in self.cells.items():
            written = sheet.cell(row, column, cell.value)
            if cell.number_format:
                written.number_format = cell.number_format
        first: Any = None
        for row, column in self.formatted:
            target: Any = sheet.cell(row, column)
            if first is None:
                first = target
                first.border, first.fill = _BORDER, _FILL
            target._style = first._style  # the fast way to format many cells alike
        for r1, c1, r2, c2 in self.merges:
            # like merge_cells, without its search through all others
            sheet.merged_cells.ranges.add(CellRange(min_row=r1, min_col=c1, max_row=r2, max_col=c2))

    def facts(self) -> list[tuple[Fact, str]]:
        """The ratings on the sheet with their addresses."""
        return [(cell.fact, f"{get_column_letter(c)}{r}") for (r, c), cell in self.cells.items() if cell.fact]


def _text(cell: Cell) -> str:
    """A cell's value as text, as Excel would show it."""
    if isinstance(cell.value, int) and cell.number_format:
        return f"{cell.value:0{len(cell.number_format)}d}"
    if isinstance(cell.value, datetime):
        return cell.value.strftime("%Y-%m-%d")
    return str(cell.value)


def day(dice: Random) -> Cell:
    """The day of the evaluation in one of the ways to write it."""
    value = datetime(2026, 10, 15, tzinfo=UTC).replace(tzinfo=None)
    return Cell(dice.choice([value, "2026-10-15", "2026年10月15日", "2026/10/15"]))
