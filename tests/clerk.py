"""A clerk who mends the input with nothing but `problems.xlsx`: reads a row, opens the cell it names, does what it says.

The clerk knows the words in which the rows say what to do, and nothing of what is wrong with the workbooks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

ALL = "全部"
TICK = "√"
COLUMNS = {
    "who": "谁来改",
    "kind": "错误/提醒",
    "file": "文件",
    "sheet": "工作表",
    "cell": "单元格",
    "value": "现在的内容",
    "wrong": "哪里不对",
    "todo": "怎么改",
    "nearest": "最接近的有效值（请向填写人核实）",
}


@dataclass(frozen=True)
class Row:
    """A row of the list of problems, with the text that each column has."""

    who: str
    kind: str
    file: str
    sheet: str
    cell: str
    value: str
    wrong: str
    todo: str
    nearest: str

    @property
    def is_error(self) -> bool:
        return self.kind == "错误"

    def __str__(self) -> str:
        return f"{self.kind} {self.file} {self.sheet} {self.cell}: {self.wrong}{self.todo}"


def read_rows(path: Path) -> list[Row]:
    """The list of problems as it stands in the workbook; none when it has no list."""
    book = openpyxl.load_workbook(path)
    if ALL not in book.sheetnames:
        return []
    head, *lines = book[ALL].iter_rows(values_only=True)
    at = {name: head.index(heading) for name, heading in COLUMNS.items()}
    return [Row(**{name: str(line[column] or "") for name, column in at.items()}) for line in lines]


@dataclass
class Clerk:
    """Mends the workbooks of a folder, and notes what each row made them do."""

    folder: Path
    done: list[str] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    asked: list[Row] = field(default_factory=list)  # what more people have to be asked for: no cell mends that

    def mend(self, rows: list[Row]) -> int:
        """Do what the rows say, errors first; returns how many rows led to an action."""
        self.left = []
        self.asked = [row for row in rows if "可请更多人评价" in row.todo]
        mended = 0
        for row in sorted((row for row in rows if row not in self.asked), key=lambda row: not row.is_error):
            action = self._action(row)
            if action is None:
                self.left.append(row)
            elif action(row):
                mended += 1
                self.done.append(f"{action.__name__.strip('_')} {row.file} {row.cell}".strip())
        return mended

    def _action(self, row: Row) -> Callable[[Row], bool] | None:
        """What a row says is to be done; None when it says that nothing has to be."""
        if "否则不必处理" in row.todo or "补考后请填上" in row.todo:
            return None
        if "修不好的，请把它移出文件夹" in row.todo or ("请删去其中一份" in row.todo and not row.cell):
            return self._remove_file
        if row.nearest:
            return self._type_nearest
        if "只保留那一个勾" in row.todo or ("删去其余的" in row.todo):
            return self._clear
        if "补上表头行" in row.todo and "可对照" in row.todo:
            return self._restore_header
        return None

    def _remove_file(self, row: Row) -> bool:
        path = self.folder / row.file
        path.unlink(missing_ok=True)
        return True

    def _type_nearest(self, row: Row) -> bool:
        return self._change(row, row.nearest)

    def _clear(self, row: Row) -> bool:
        """Delete a tick too many, or a rating that contradicts another: the later of two, when both are listed."""
        if "另有" in row.wrong and (row.file, row.cell) != self._last_of_conflict(row):
            return False
        return self._change(row, None)

    @staticmethod
    def _last_of_conflict(row: Row) -> tuple[str, str]:
        """Of the cells of a conflict (this one, and the one in brackets) the one that stands last in the list."""
        other = row.wrong.split("(", 1)[1].split(")", 1)[0].split()
        return max((row.file, row.cell), (other[0] if len(other) > 1 else row.file, other[-1]))

    def _change(self, row: Row, content: str | None) -> bool:
        """Open the cell and type: a number where a number stood, text where it was text."""
        path = self.folder / row.file
        if not path.exists():
            return False
        book = openpyxl.load_workbook(path)
        cell = book[row.sheet][row.cell]
        assert str("" if cell.value is None else cell.value) == row.value  # the row says what stands there
        was_number = isinstance(cell.value, int | float)
        keeps_zeros = content is not None and content.startswith("0") and len(content) > 1
        cell.value = float(content) if was_number and content and not keeps_zeros else content
        book.save(path)
        return True

    def _restore_header(self, row: Row) -> bool:
        """Copy the header of the sheet to compare with into the same, empty, row."""
        _, _, rest = row.todo.partition("可对照“")
        file, _, rest = rest.partition("”中“")
        title, _, rest = rest.partition("”表的第 ")
        number = int(rest.partition(" 行")[0])
        path = self.folder / row.file
        book = openpyxl.load_workbook(path)
        header = [cell.value for cell in openpyxl.load_workbook(self.folder / file)[title][number]]
        sheet = book[row.sheet]
        assert isinstance(sheet, Worksheet)
        assert all(cell.value is None for cell in sheet[number]), "there is no room for a header"
        for column, value in enumerate(header, start=1):
            sheet.cell(number, column, value)
        book.save(path)
        return True
