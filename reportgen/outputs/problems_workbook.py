"""`problems.xlsx`: the issues of the input by who has to fix them, with links to the cells. Names raters: not to be passed on whole."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.language import Language
from reportgen.model.check import CheckReport, OwnedProblem, shown_file
from reportgen.model.owners import OWNERS, RATER
from reportgen.outputs.sheets import (
    FONT,
    LINE,
    book_bytes,
    new_book,
    print_on_a4,
    put,
    put_headings,
    row_height,
    set_widths,
)

_WIDTHS = (18, 10, 26, 12, 8, 14, 40, 40, 17)
_OVERVIEW = (34, 9, 9, 9, 28)
_LINK = Font(name=FONT, color="1F4E8C", underline="single")
_ERROR, _ERROR_FILL = Font(name=FONT, bold=True, color="9C1C28"), PatternFill("solid", fgColor="F6E3E5")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CENTRED = Alignment(horizontal="center", vertical="top")
_BEGINS = Border(top=Side("medium", color="5A6573"))
_FIRST = 2  # row of the first problem
_MAX_LINKS = 60_000  # a sheet of Excel takes 65,530


def problems_workbook(report: CheckReport, lang: Language, base: str | None) -> bytes:
    """The workbook as bytes. `base` is the way from its folder to the input folder; None: there is none, so no links."""
    book = new_book()
    overview = book.create_sheet(lang("Overview"))
    grouped = report.by_owner()
    listed = [one for own in grouped.values() for one in own]
    files = frozenset(file.name for file in report.files)
    links = _Links(base, files)
    lines: dict[str, tuple[str, int]] = {}  # who -> the sheet and the row where their lines begin
    if listed:
        _list(book.create_sheet(lang("All")), listed, report, lang, links)
        _note(lines, lang("All"), listed, lang)
    for owner, own in grouped.items():
        if len(grouped) > 1 or owner == RATER:
            title = lang(OWNERS[owner])[:31]
            _list(book.create_sheet(title), own, report, lang, links, people=owner == RATER)
            _note(lines, title, own, lang)
    _overview(overview, report, listed, lines, lang, linked=base is not None)
    return book_bytes(book)


def _note(lines: dict[str, tuple[str, int]], sheet: str, listed: Sequence[OwnedProblem], lang: Language) -> None:
    """Note where on a sheet everybody's lines begin."""
    for row, one in reversed(list(enumerate(listed, start=_FIRST))):
        lines[one.who(lang)] = sheet, row


class _Links:
    """Links from the workbook to cells of the input."""

    def __init__(self, base: str | None, files: frozenset[str]) -> None:
        self._base = base
        self._files = files

    def to(self, file: str, sheet: str = "", cell: str = "") -> Hyperlink | None:
        """A link to a file, a sheet or a cell; None for what is no file of the input."""
        if self._base is None or file not in self._files:
            return None
        target = quote(f"{self._base}/{file}", safe="/", errors="surrogateescape")
        return Hyperlink(ref="", target=target, location=place(sheet, cell) if sheet else None)


def place(sheet: str, cell: str = "") -> str:
    """A cell of a sheet as Excel writes it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell or 'A1'}"


def _headings(lang: Language) -> list[str]:
    return [
        lang("Owner"), lang("Kind"), lang("File"), lang("Sheet"), lang("Cell"), lang("Current value"),
        lang("What is wrong"), lang("What to do"), lang("Nearest valid value (confirm with whoever entered it)"),
    ]  # fmt: skip


def _list(
    sheet: Worksheet,
    listed: Sequence[OwnedProblem],
    report: CheckReport,
    lang: Language,
    links: _Links,
    *,
    people: bool = False,
) -> None:
    """A table of problems; with `people`, whose rating it is stands beside the rater."""
    headings, widths = _headings(lang), list(_WIDTHS)
    if people:
        headings.insert(1, lang("Person rated"))
        widths.insert(1, 16)
    put_headings(sheet, 1, headings)
    sheet.row_dimensions[1].height = row_height(headings, widths)
    before = ""
    for r, one in enumerate(listed, start=_FIRST):
        found, source = one.problem, one.problem.source
        is_error = found.severity == "error"
        who = one.who(lang)
        values = [
            who, lang("Error") if is_error else lang("Warning"), shown_file(source.file), source.sheet, source.cell,
            found.value, found.what(lang), one.remedy(lang), found.nearest,
        ]  # fmt: skip
        if people:
            values.insert(1, " ".join(part for part in (found.person, report.names.get(found.person, "")) if part))
        for c, value in enumerate(values, start=1):
            cell = sheet.cell(r, c)
            put(cell, value, "")
            cell.alignment = _WRAPPED
            if who != before:
                cell.border = _BEGINS
        sheet.row_dimensions[r].height = row_height(values, widths)
        before = who
        shift = int(people)
        if is_error:
            sheet.cell(r, 2 + shift).font, sheet.cell(r, 2 + shift).fill = _ERROR, _ERROR_FILL
        to_file, to_cell = links.to(source.file), links.to(source.file, source.sheet, source.cell)
        if r * 2 < _MAX_LINKS and to_file is not None:
            sheet.cell(r, 3 + shift).hyperlink, sheet.cell(r, 3 + shift).font = to_file, _LINK
            at = sheet.cell(r, (5 if source.cell else 4) + shift)
            if source.sheet:
                at.hyperlink, at.font = to_cell, _LINK
    set_widths(sheet, widths)
    sheet.freeze_panes = f"B{_FIRST}"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, "1:1")
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)  # inches: the table is wide


def _overview(
    sheet: Worksheet,
    report: CheckReport,
    listed: Sequence[OwnedProblem],
    lines: Mapping[str, tuple[str, int]],
    lang: Language,
    *,
    linked: bool,
) -> None:
    title = " ".join(part for part in (lang("Issues to fix"), report.cycle.name) if part)
    put(sheet["A1"], title, "")
    sheet["A1"].font = Font(name=FONT, bold=True, size=16)
    for r, line in enumerate(_sentences(report, lang, linked=linked), start=2):
        put(sheet.cell(r, 1), line, "")
        sheet.cell(r, 1).alignment = _WRAPPED
        sheet.merge_cells(start_row=r, start_column=1, end_row=r, end_column=5)
        sheet.row_dimensions[r].height = row_height([line], [sum(_OVERVIEW)])
    set_widths(sheet, _OVERVIEW)
    print_on_a4(sheet, "")
    if not listed:
        return
    top = sheet.max_row + 2
    put_headings(sheet, top, [lang("Owner"), lang("Errors"), lang("Warnings"), lang("Files"), lang("Where")])
    sheet.row_dimensions[top].height = LINE + 4
    for c in range(2, 5):
        sheet.cell(top, c).alignment = _CENTRED
    groups: dict[str, list[OwnedProblem]] = {}
    for one in listed:
        groups.setdefault(one.who(lang), []).append(one)
    for r, (who, own) in enumerate(groups.items(), start=top + 1):
        n_errors = sum(1 for one in own if one.problem.severity == "error")
        put(sheet.cell(r, 1), who, "")
        sheet.row_dimensions[r].height = row_height([who], _OVERVIEW[:1])
        for c, count in enumerate((n_errors, len(own) - n_errors, len({one.problem.source.file for one in own})), 2):
            put(sheet.cell(r, c), count, "0")
            sheet.cell(r, c).alignment = _CENTRED
        if n_errors:
            sheet.cell(r, 2).font = _ERROR
        at = sheet.cell(r, 5)
        title, row = lines[who]
        put(at, lang("{sheet}, from row {row}", sheet=title, row=row), "")
        at.hyperlink, at.font = Hyperlink(ref="", location=place(title, f"A{row}")), _LINK
    sheet.freeze_panes = f"A{top + 1}"


def _sentences(report: CheckReport, lang: Language, *, linked: bool) -> list[str]:
    lines = []
    if not report.people:
        lines.append(
            lang("No roster was found, so no report can be made: a sheet with the columns 工号, 姓名, 级别 is needed.")
        )
    if not report.problems:
        return [*lines, lang("No problems were found; there is nothing to fix.")] if report.people else lines
    lines.append(
        lang(
            "{errors} errors: values that are left out until they are corrected. {warnings} warnings: used as they stand, or blanks worth knowing; please confirm these are intended.",
            errors=report.errors, warnings=report.warnings,
        )
    )  # fmt: skip
    lines.append(
        lang(
            "Correct the workbooks themselves, save them, and run the check once more; this list is then written anew."
        )
    )
    lines.append(
        lang(
            "For the administrator only: the list names raters and what they gave. Pass on to each person only the lines that are theirs."
        )
    )
    if linked:
        lines.append(lang("A click on a file or cell opens the workbook there."))
    lines.append(
        lang("The nearest valid value is a proposal. A rating or a mark has to be confirmed by whoever gave it.")
    )
    return lines
