"""Worksheets of `input_samples/` as an HR office lays them out: titles, labels, tables, drop-downs, print set-up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | date | None
LINE = Side(style="thin", color="8C8C8C")
BODY = Font(name="宋体", size=10.5)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Style:
    font: Font = BODY
    align: Alignment = CENTRE
    fill: str = ""
    box: bool = True


CELL, TEXT, EXAMINED = Style(), Style(align=LEFT), Style(fill="EDEDED")
TITLE = Style(Font(name="黑体", size=16), box=False)
NOTE = Style(Font(name="宋体", size=9.5, color="595959"), LEFT, box=False)
BLUE, GREEN, AMBER, ROSE = "DDEBF7", "E2EFDA", "FFF2CC", "FCE4D6"


class Sheet:
    """A new worksheet of a workbook; `tint` colours its header and label cells."""

    def __init__(self, book: Workbook, name: str, tint: str, widths: Sequence[float], *, wide: bool = True) -> None:
        self.ws: Worksheet = book.create_sheet(name)
        self.columns, self.head = len(widths), Style(Font(name="黑体", size=10.5), fill=tint)
        for column, width in enumerate(widths, 1):
            self.ws.column_dimensions[get_column_letter(column)].width = width
        self.ws.sheet_view.showGridLines = False
        self.ws.page_setup.paperSize, self.ws.page_setup.fitToHeight = 9, 0  # A4, as many pages as it takes
        self.ws.page_setup.orientation = "landscape" if wide else "portrait"
        self.ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.ws.print_options.horizontalCentered = True
        self.ws.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.75)
        self.ws.oddFooter.center.text = "&P / &N"

    def put(self, row: int, column: int, value: Value, style: Style = CELL, columns: int = 1) -> None:
        cell = self.ws.cell(row, column)
        cell.value, cell.font, cell.alignment = value, style.font, style.align
        if style.fill:
            cell.fill = PatternFill("solid", fgColor=style.fill)
        if style.box:
            cell.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, str) and value.isdigit():
            cell.number_format = "@"  # ids are text: they keep their zeros
        if columns > 1:
            self.merge(row, column, columns=columns)

    def merge(self, row: int, column: int, *, rows: int = 1, columns: int = 1) -> None:
        self.ws.merge_cells(None, row, column, row + rows - 1, column + columns - 1)

    def merge_equal(self, column: int, first: int) -> None:
        """Equal cells under one another become one."""
        rows = range(first, self.ws.max_row + 1)
        for _, run in groupby(rows, key=lambda row: self.ws.cell(row, column).value):
            same = list(run)
            self.merge(same[0], column, rows=len(same))

    def title(self, row: int, text: str) -> None:
        self.put(row, 1, text, TITLE, self.columns)
        self.ws.row_dimensions[row].height = 34

    def note(self, row: int, text: str) -> None:
        self.put(row, 1, text, NOTE, self.columns)
        self.ws.row_dimensions[row].height = 18 * (1 + text.count("\n"))

    def labels(self, row: int, texts: Sequence[Value], widths: Sequence[int]) -> None:
        """Labels and values in turn, each so many columns wide."""
        column = 1
        for i, (text, width) in enumerate(zip(texts, widths, strict=True)):
            self.put(row, column, text, CELL if i % 2 else self.head, width)
            column += width
        self.ws.row_dimensions[row].height = 22

    def line(self, row: int, values: Iterable[Value], style: Style = CELL, height: float = 22, left: str = "") -> None:
        """A row of cells; in the columns lettered in `left` texts start at the left, and get the lines they need."""
        for column, value in enumerate(values, 1):
            letter = get_column_letter(column)
            self.put(row, column, value, replace(style, align=LEFT) if letter in left else style)
            if letter in left and isinstance(value, str):
                room = (self.ws.column_dimensions[letter].width - 4) / 2  # Chinese characters
                height = max(height, 6 + 15 * sum(ceil(len(part) / room) or 1 for part in value.split("\n")))
        self.ws.row_dimensions[row].height = height

    def table(
        self, row: int, header: Sequence[Value], lines: Iterable[Sequence[Value]], keep: str, left: str = ""
    ) -> None:
        """A header and the rows under it; header and columns before `keep` stay in sight."""
        self.line(row, header, self.head, 36)
        self.ws.print_title_rows = f"1:{row}"
        self.ws.freeze_panes = f"{keep}{row + 1}"
        for number, values in enumerate(lines, row + 1):
            self.line(number, values, left=left)

    def choice(self, first: str, last: str, choices: Iterable[object]) -> None:
        """A drop-down list in the cells from `first` to column `last` of the last row."""
        rule = DataValidation("list", formula1=f'"{",".join(map(str, choices))}"', allow_blank=True)
        rule.errorTitle, rule.error, rule.showErrorMessage = "内容无效", "请从下拉列表中选择", True
        rule.add(f"{first}:{last}{self.ws.max_row}")
        self.ws.add_data_validation(rule)


def empty() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book
