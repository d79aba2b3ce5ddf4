"""An invented operator of any size: rosters, exam marks, and five rating workbooks for each person, as offices fill them in.

    python -m benchmarks.province FOLDER --people 1000

The two forms are laid out with openpyxl, once; every further one is a form with other values in its sheet and in its
table of strings, so that a thousand people take seconds. The same number of people gives the same bytes.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.invented import BRANCH, MODEL, RATED, SUBJECTS, YEAR, Person, Rater, dice

SAVED = datetime(YEAR, 11, 2, 9, 0)  # noqa: DTZ001 (workbooks keep local times)
STRINGS, SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
OPERATOR = "示例通信公司"
SETTINGS = f"""\
[cycle]
name = "{YEAR}"
from = {YEAR}-01-01
to = {YEAR}-12-31

[report]
organisation = "{OPERATOR} 政企客户部"
sample = true
"""
LINE = Side(style="thin", color="8C8C8C")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
FILLED = {
    "上级": True,
    "自评": True,
    "同级": True,
    "下级": False,
    "客户": False,
}  # with ticks, or with one column of scores


@dataclass(frozen=True)
class Mould:
    """A form to be filled in: the parts that stay as they are, packed, and the two that change, in pieces.

    Every second piece of the sheet is an answer (row, point and style; point None: a comment).
    """

    rest: bytes
    strings: str
    pieces: tuple[str, ...]
    answers: tuple[tuple[int, int | None, str, str], ...]
    tick: int
    count: int

    def filled(self, labels: Mapping[str, str], ratings: Sequence[int | None], said: Mapping[int, str]) -> bytes:
        """The workbook: texts for the labels, a rating a row, comments by row."""
        where = {row: self.count + i for i, row in enumerate(said)}
        sheet = [self.pieces[0]]
        for (row, point, cell, style), piece in zip(self.answers, self.pieces[1:], strict=True):
            value = ""
            if point is None and row in where:
                value = f' t="s"><v>{where[row]}</v></c>'
            elif point == -1:
                value = f' t="n"><v>{ratings[row]}</v></c>'
            elif point is not None and ratings[row] == point:
                value = f' t="s"><v>{self.tick}</v></c>'
            sheet += (f'<c r="{cell}" s="{style}"', value or "/>", piece)
        strings = self.strings
        for label, text in labels.items():
            strings = strings.replace(label, escape(text))
        more = "".join(f"<si><t>{escape(text)}</t></si>" for text in said.values())
        packed = BytesIO(self.rest)
        with ZipFile(packed, "a") as archive:
            _add(archive, SHEET, "".join(sheet))
            _add(archive, STRINGS, strings.replace("</sst>", f"{more}</sst>"))
        return packed.getvalue()


def mould(*, ticks: bool) -> Mould:
    """A form with ticks under 0 to 6, or with one column of scores."""
    points: tuple[int, ...] = MODEL.scale_values if ticks else (-1,)
    parts = _unpacked(_form(points))
    # (row, column) -> the row of the form and what stands there; cells are addressed as the sheet's XML has them.
    first = 7
    rows = {first + i: i for i, c in enumerate(MODEL.competencies) if c.method == "rating"}
    sheet, strings = parts.pop(SHEET), parts.pop(STRINGS)
    said = len(points) + 4
    pieces, answers, last = [], [], 0
    for cell in re.finditer(r'<c r="([A-Z])(\d+)" s="(\d+)"(?: t="\w+"><v>\w*</v></c>|/>)', sheet):
        column, row = ord(cell[1]) - ord("A") + 1, int(cell[2])
        if row in rows and 4 <= column <= said:  # noqa: PLR2004 (behind number, name and meaning)
            point = None if column == said else points[column - 4]
            answers.append((rows[row], point, cell[1] + cell[2], cell[3]))
            pieces.append(sheet[last : cell.start()])
            last = cell.end()
    assert len(answers) == len(rows) * (len(points) + 1), "openpyxl writes cells in another way"
    known = re.findall("<si>.*?</si>", strings)
    rest = BytesIO()
    with ZipFile(rest, "w") as archive:
        for name, content in parts.items():
            _add(archive, name, content)
    tick = next((i for i, text in enumerate(known) if "√" in text), 0)
    return Mould(rest.getvalue(), strings, (*pieces, sheet[last:]), tuple(answers), tick, len(known))


def _form(points: Sequence[int]) -> Workbook:
    """The form as it is sent out, with a tick in one place."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "评估表"
    columns = 4 + len(points)
    widths = (6, 20, 44, *[6 if len(points) > 1 else 10] * len(points), 40)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[chr(ord("A") + column - 1)].width = width
    _put(sheet, 1, 1, f"{OPERATOR}客户经理能力素质评估表", bold=True, columns=columns)
    labels = (
        ("被评估人", "@name", "工号", "@id", "级别", "@grade"),
        ("部门", "@department", "日期", "@date"),
        ("评估人", "@rater", "评估人工号", "@number", "关系", "@relation"),
    )
    for row, texts in enumerate(labels, 2):
        parts = (f"{label}：{text}" for label, text in zip(texts[::2], texts[1::2], strict=True))
        for column, text in zip((1, 3, 4), parts, strict=False):
            _put(sheet, row, column, text, left=True, columns=2 if column == 1 else columns - 3 if column > 3 else 1)  # noqa: PLR2004
    note = "对照被评估人现级别的要求水平评分，5分即达到要求；每项只选一个评分。"
    _put(sheet, 5, 1, note, left=True, columns=columns)
    header = ("序号", "能力素质", "解释", *(points if len(points) > 1 else ("评分",)), "评语")
    for column, text in enumerate(header, 1):
        _put(sheet, 6, column, text, bold=True)
    for number, c in enumerate(MODEL.competencies, 1):
        rated = c.method == "rating"
        meaning = f"{c.name_zh}：对照能力素质手册中所在级别的行为标准" if rated else "以考试成绩评定，本表不填"
        tick = "√" if number == 1 and len(points) > 1 else None
        line = (number, c.name_zh, meaning, tick, *[None] * len(points))
        for column, value in enumerate(line, 1):
            _put(sheet, 6 + number, column, value, left=column in {3, columns}, fill="" if rated else "EDEDED")
        sheet.row_dimensions[6 + number].height = 28
    _put(sheet, 7 + len(MODEL.competencies), 1, "评估人签字：＿＿＿＿＿＿＿＿", left=True, columns=columns)
    return book


def _put(
    sheet: Worksheet, row: int, column: int, value: object, *, bold: bool = False, left: bool = False, fill: str = "", columns: int = 1
) -> None:  # fmt: skip
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]  # what openpyxl takes
    cell.font = Font(name="黑体" if bold else "宋体", size=10.5)
    cell.alignment, cell.border = LEFT if left else CENTRE, BOX
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    if columns > 1:
        sheet.merge_cells(None, row, column, row, column + columns - 1)


def _unpacked(book: Workbook) -> dict[str, str]:
    """The parts of a workbook with a table of strings, as Excel writes it, and without the time at which it was saved."""
    book.properties.creator, book.properties.created = "人力资源部", SAVED
    packed = BytesIO()
    book.save(packed)
    with ZipFile(packed) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{SAVED:%FT%TZ}", parts[core])
    known: dict[str, int] = {}

    def shared(cell: re.Match[str]) -> str:
        return f' t="s"><v>{known.setdefault(cell[1], len(known))}</v></c>'

    sheet = re.sub(r"&#(\d+);", lambda code: chr(int(code[1])), parts[SHEET])
    sheet = re.sub(r' t="n"(?:></c>| ?/>)', "/>", sheet)  # openpyxl writes either, with lxml and without
    parts[SHEET] = re.sub(r' t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', shared, sheet)
    strings = "".join(f"<si><t>{text}</t></si>" for text in known)
    parts[STRINGS] = f'{XML}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    kinds, links = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    parts[kinds] = parts[kinds].replace(
        "</Types>", f'<Override PartName="/{STRINGS}" ContentType="{OFFICE}.sharedStrings+xml"/></Types>'
    )
    parts[links] = parts[links].replace(
        "</Relationships>", f'<Relationship Type="{LINK}" Target="/{STRINGS}" Id="strings"/></Relationships>'
    )
    return parts


def _add(archive: ZipFile, name: str, content: str) -> None:
    archive.writestr(ZipInfo(name, SAVED.timetuple()[:6]), content, ZIP_DEFLATED, 1)


def write_table(path: Path, title: str, rows: Iterable[Sequence[object]]) -> None:
    """A workbook of one plain table under a title."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    with ZipFile(path, "w") as archive:
        for name, content in _unpacked(book).items():
            _add(archive, name, content)


def write_province(folder: Path, people: int) -> int:
    """Write the operator's workbooks and settings into a new folder; the number of workbooks."""
    folder.mkdir(parents=True)
    (folder / "reportgen.toml").write_text(SETTINGS, encoding="utf-8", newline="\n")
    staff, written = [Person(n) for n in range(people)], 0
    for first in range(0, people, BRANCH):
        branch = staff[first : first + BRANCH]
        place = branch[0].branch
        roster: list[Sequence[object]] = [
            ("序号", "工号", "姓名", "级别", "部门", "岗位", "入职日期", "直接上级", "上级工号", "上级邮箱")
        ]
        roster += [
            (i, p.id, p.name, p.grade, p.department, f"{p.sector}客户经理", p.joined, p.superior.name, p.superior.id, f"m{p.superior.id}@example.com")
            for i, p in enumerate(branch, 1)
        ]  # fmt: skip
        write_table(folder / f"人员名单-{place}.xlsx", f"{OPERATOR}{place}客户经理名单", roster)
        marks: list[Sequence[object]] = [
            ("考试日期", date(YEAR, 10, 24)),
            ("序号", "工号", "姓名", *(s.name_zh for s in SUBJECTS)),
        ]
        marks += [(i, p.id, p.name, *(p.mark(s.id) for s in SUBJECTS)) for i, p in enumerate(branch, 1)]
        write_table(folder / f"考试成绩-{place}.xlsx", f"{OPERATOR}{place}客户经理考试成绩", marks)
        written += 2
    moulds = {ticks: mould(ticks=ticks) for ticks in (True, False)}
    for p in staff:
        home = folder / "评分" / p.branch / p.department
        home.mkdir(parents=True, exist_ok=True)
        for n, rater in enumerate(p.raters(people), 1):
            (home / f"{p.id}-{p.name}-{n}.xlsx").write_bytes(form(moulds[FILLED[rater.relation]], p, rater))
            written += 1
    return written


def form(empty: Mould, p: Person, rater: Rater, *, but: Mapping[str, int] | None = None) -> bytes:
    """One rater's form about a person; `but` are other answers than those that the rater gave first, by competency."""
    given = p.answers(rater)
    said = p.comments(rater, given)
    given |= but or {}
    labels = {
        "@name": p.name, "@id": p.id, "@grade": p.grade, "@department": p.department, "@rater": rater.name,
        "@number": rater.id, "@relation": rater.relation, "@date": f"{YEAR}-10-{dice(p.id, rater.id).randrange(12, 24)}",
    }  # fmt: skip
    rows = {i: c.id for i, c in enumerate(MODEL.competencies) if c in RATED}
    ratings = [given.get(c.id) for c in MODEL.competencies]
    return empty.filled(labels, ratings, {row: said[c] for row, c in rows.items() if c in said})


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the workbooks of an invented operator.")
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("--people", type=int, default=1000)
    options = parser.parse_args()
    print(f"{write_province(options.folder, options.people)} workbooks in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
