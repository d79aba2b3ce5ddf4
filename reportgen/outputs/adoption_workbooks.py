"""The workbooks of recalibration: the levels adopted, to be put into the input folder, and the history of all adoptions.

Both are read back (`reportgen.workbooks.levels`, `.history`), in either language, after edits in any spreadsheet program.
No text of users stands above the table of levels, where labels are looked for.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.language import N_, Language
from reportgen.model.history import Adopted
from reportgen.model.inputs import exact
from reportgen.model.recalibration import Adoption
from reportgen.model.types import Model
from reportgen.outputs.names import safe_name
from reportgen.outputs.sheets import (
    FONT,
    LINE,
    Value,
    book_bytes,
    new_book,
    print_on_a4,
    put,
    put_headings,
    row_height,
    set_widths,
    text_width,
)

# The names of the files are the same in every language: people look for them by name.
HISTORY_FILE: Final = "级别调整历史.xlsx"
STANDARDS: Final = "标准级别"

DATE_FORMAT, MEAN_FORMAT, COUNT_FORMAT = "yyyy-mm-dd", "0.00", "0"
HEADINGS: Final = (  # with number format, and the most characters that a column is wide
    (N_("Adoption no."), COUNT_FORMAT, 11.0), (N_("Adoption cycle"), "", 12.0), (N_("Effective date"), DATE_FORMAT, 13.0),
    (N_("Grade"), "", 32.0), (N_("Competency"), "", 36.0), (N_("Before"), "", 17.5), (N_("Votes"), COUNT_FORMAT, 8.0),
    (N_("Mean"), MEAN_FORMAT, 8.0), (N_("Agreement"), MEAN_FORMAT, 11.0), (N_("Voted level"), "", 17.5),
    (N_("Adopted level"), "", 17.5), (N_("Reason for deviation"), "", 30.0), (N_("Adoption note"), "", 24.0),
)  # fmt: skip
_ADOPTED = 1 + next(c for c, (heading, _, _) in enumerate(HEADINGS) if heading == "Adopted level")
_CHANGED = PatternFill("solid", fgColor="FCEFC9")
_BOLD = Font(name=FONT, bold=True)
_LINE_BELOW = Border(bottom=Side("thin", color="D5DBE3"))
_END_BELOW = Border(bottom=Side("thin", color="5A6573"))
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_NUMBER, _CATEGORY, _GRADE, _WIDEST = 6.0, 16.0, 14.0, 17.0  # widths of columns in characters
_UPRIGHT = 115  # characters across an upright page that are read without effort
_NARROW = 9.0
_ROW = LINE + 3


def file_name(adoption: Adoption, nth: int) -> str:
    """The name of a standards workbook; `nth` counts the adoptions of its cycle from 1."""
    return safe_name(f"{STANDARDS}-{adoption.cycle}" + (f"-{nth}" if nth > 1 else "")) + ".xlsx"


def standards_workbook(adoption: Adoption, earlier: Sequence[Adopted], model: Model, lang: Language) -> bytes:
    """The levels adopted, with this adoption's lines and those of all earlier ones (`earlier`, oldest first)."""
    book = new_book()
    levels, lines = book.create_sheet(lang("Standards table")), book.create_sheet(lang("This adoption"))
    _levels(levels, adoption, lines.title, model, lang)
    _history(lines, adoption.lines or adoption.changes, model, lang)
    if earlier:
        _history(book.create_sheet(lang("Earlier adoptions")), earlier, model, lang)
    return book_bytes(book)


def history_workbook(lines: Iterable[Adopted], model: Model, lang: Language) -> bytes:
    """The history: a line per change, oldest first."""
    book = new_book()
    _history(book.create_sheet(lang("History of required levels")), sorted(lines, key=_when), model, lang)
    return book_bytes(book)


def _when(line: Adopted) -> tuple[object, ...]:
    return line.key


def _levels(sheet: Worksheet, adoption: Adoption, details: str, model: Model, lang: Language) -> None:
    """The table of levels, with the labels by which it is known which one it is."""
    grades = model.grades
    names = [c.name(lang.code) for c in model.competencies]
    categories = {c.id: c.name(lang.code) for c in model.categories}
    widths = [
        _NUMBER, _fitting(_CATEGORY, categories.values()), _fitting(_CATEGORY, names),
        *(min(_fitting(_GRADE, [g.name(lang.code)]), _WIDEST) for g in grades),
    ]  # fmt: skip
    set_widths(sheet, widths)
    last = len(widths)
    _sentence(sheet, 1, lang("Required levels that were adopted"), widths, size=16)
    labels: tuple[tuple[str, Value, str], ...] = (
        (lang("Effective date"), adoption.effective, DATE_FORMAT),
        (lang("Adoption no."), adoption.number, COUNT_FORMAT),
        (lang("Adoption cycle"), adoption.cycle, ""),
    )
    for row, (label, value, number_format) in enumerate(labels, start=2):
        put(sheet.cell(row, 1), label, "")
        put(sheet.cell(row, 3), value, number_format)
        sheet.cell(row, 3).font, sheet.cell(row, 3).alignment = _BOLD, Alignment(horizontal="left")
        sheet.row_dimensions[row].height = _ROW
    top = 3 + len(labels)
    for sentence in _sentences(adoption, details, lang):
        _sentence(sheet, top, sentence, widths)
        top += 1
    put_headings(
        sheet, top + 1, [lang("No."), lang("Category"), lang("Competency"), *(g.name(lang.code) for g in grades)]
    )
    sheet.row_dimensions[top + 1].height = row_height([g.name(lang.code) for g in grades], widths[3:])
    for column in range(1, last + 1):
        sheet.cell(top + 1, column).alignment = _CENTRED if column > 3 else _LEFT  # noqa: PLR2004 (the grades)
    last_of_category = {
        n for n, (one, other) in enumerate(pairwise(model.competencies), 1) if one.category != other.category
    }
    changed = {(line.grade, line.competency) for line in adoption.changes}
    for number, competency in enumerate(model.competencies, start=1):
        row = top + 1 + number
        values: list[Value] = [number, categories[competency.category], competency.name(lang.code)]
        values += [_level(adoption.levels[grade.id, competency.id], model, lang) for grade in grades]
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            put(cell, value, COUNT_FORMAT)
            ends = number in last_of_category
            cell.border, cell.alignment = _END_BELOW if ends else _LINE_BELOW, _CENTRED if column > 3 else _LEFT  # noqa: PLR2004
        sheet.row_dimensions[row].height = _ROW
        for column, grade in enumerate(grades, start=4):
            if (grade.id, competency.id) in changed:
                sheet.cell(row, column).fill, sheet.cell(row, column).font = _CHANGED, _BOLD
    if adoption.note:
        _sentence(sheet, top + len(names) + 3, lang("Note on this adoption – {note}", note=adoption.note), widths)
    sheet.freeze_panes = f"D{top + 2}"
    print_on_a4(sheet, f"{top + 1}:{top + 1}")
    if sum(widths) <= _UPRIGHT:
        sheet.page_setup.orientation = "portrait"
    sheet.print_options.horizontalCentered = True


def _sentences(adoption: Adoption, details: str, lang: Language) -> list[str]:
    """What to do with the workbook, and what it shows."""
    said = [
        lang(
            "Put this file into the input folder and leave everything there in its place. From the effective date on, reports are made with these levels and say so."
        )
    ]
    if adoption.again:
        said.append(lang("Levels that held before are put in force again ({again}).", again=adoption.again))
    if any(line.changes for line in adoption.lines):
        said.append(
            lang("Levels in bold on a coloured ground are changed; what was required before is on the sheet “{sheet}”.", sheet=details)
        )  # fmt: skip
    else:
        said.append(lang("No level was changed."))
    return said


def _sentence(sheet: Worksheet, row: int, text: str, widths: Sequence[float], *, size: int = 11) -> None:
    """A sentence across the whole table."""
    cell = sheet.cell(row, 1)
    put(cell, text, "")
    cell.font = Font(name=FONT, bold=size > 11, size=size)  # noqa: PLR2004 (a title)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
    sheet.row_dimensions[row].height = row_height([text], [sum(widths) * 11 / size])


def _fitting(least: float, texts: Iterable[str]) -> float:
    return max([least, *(text_width(text) * 1.15 + 3.5 for text in texts)])


def _history(sheet: Worksheet, lines: Iterable[Adopted], model: Model, lang: Language) -> None:
    """Lines of the history as a plain table: to be filtered, and added to by hand if need be."""
    headings = [lang(heading) for heading, _, _ in HEADINGS]
    rows = [(line, _values(line, model, lang)) for line in lines]
    widths = [
        min(
            _fitting(
                max(_NARROW, text_width(headings[c]) / 2 + 5),
                (v for _, values in rows if isinstance(v := values[c], str)),
            ),
            width,
        )
        if not number_format
        else width
        for c, (_, number_format, width) in enumerate(HEADINGS)
    ]
    put_headings(sheet, 1, headings)
    sheet.row_dimensions[1].height = row_height(headings, widths)
    for r, (line, values) in enumerate(rows, start=2):
        for c, ((_, number_format, _), value) in enumerate(zip(HEADINGS, values, strict=True), start=1):
            cell = sheet.cell(r, c)
            put(cell, value, number_format)
            cell.border, cell.alignment = _LINE_BELOW, _CENTRED if number_format else _LEFT
        if line.changes:
            sheet.cell(r, _ADOPTED).fill, sheet.cell(r, _ADOPTED).font = _CHANGED, _BOLD
        sheet.row_dimensions[r].height = max(
            row_height([v if isinstance(v, str) else "" for v in values], widths), _ROW
        )
    for c, (_, number_format, _) in enumerate(HEADINGS, start=1):
        if number_format:
            sheet.cell(1, c).alignment = Alignment(horizontal="center", vertical="top", wrap_text=True)
    set_widths(sheet, widths)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, "1:1")
    if (head := sheet.HeaderFooter.oddHeader) is not None:
        head.center.text = sheet.title


def _values(line: Adopted, model: Model, lang: Language) -> tuple[Value, ...]:
    """The cells of a line; of an adoption that changed nothing the level, grade and competency stay empty."""
    there = bool(line.grade)
    return (
        line.number, line.cycle, line.effective,
        model.grade(line.grade).name(lang.code) if there else None,
        model.competency(line.competency).name(lang.code) if there else None,
        _level(line.before, model, lang) if there else None,
        line.votes, _number(line.mean), _number(line.agreement),
        None if line.voted is None else _level(line.voted, model, lang),
        _level(line.after, model, lang) if there else None,
        line.reason or None, line.note or None,
    )  # fmt: skip


def _number(value: Fraction | None) -> Fraction | None:
    """A number at the 15 digits at which cells are read: openpyxl writes 16 and would round twice."""
    return None if value is None else exact(float(value))


def _level(level: int, model: Model, lang: Language) -> str:
    return model.level(level).name(lang.code)
