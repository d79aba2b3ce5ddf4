"""`results.xlsx`: scores and summaries for management. No rating, no rater, no source; no text is ever a formula.

Numbers are the shown ones (spec §2.8), so that the workbook and the reports say the same, and no cell holds more digits
than are seen. A score or mean that is not shown is a text that says so; what would follow from it is empty.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.language import Language
from reportgen.model.comparison import NOT_SHOWN
from reportgen.model.results import Assessment, CompetencyResult, GroupResult, PersonResult
from reportgen.model.rounding import band, shown_agreement, shown_gap, shown_mark, shown_percent, shown_score
from reportgen.model.types import Model
from reportgen.outputs.about import TITLE, about_lines
from reportgen.outputs.change_columns import (
    grade_cells,
    grade_headings,
    people_cells,
    people_headings,
    score_cells,
    score_headings,
)
from reportgen.outputs.previous_workbook import METHODS, RATED_LEVELS
from reportgen.outputs.sheets import (
    Value,
    align_columns,
    book_bytes,
    new_book,
    pages_wide,
    print_on_a4,
    put,
    put_headings,
    set_widths,
    text_width,
)

SCORE_FORMAT = "0.00"
PERCENT_FORMAT = '0.0"%"'
CHANGE_FORMAT = "+0.00;-0.00;0.00"
_MAX_WIDTH, _MAX_NUMBER = 40, 18  # of columns of text and of numbers, whose headings stand in several lines

Column = tuple[str, str]  # heading, number format ("" = text or whole number)


def results_workbook(assessment: Assessment, lang: Language) -> bytes:
    """The workbook as bytes."""
    book = new_book()
    sheets: list[tuple[str, list[Column], Sequence[Sequence[Value]]]] = [
        (lang("People"), *_people(assessment, lang)),
        (lang("Scores"), *_scores(assessment, lang)),
        (lang("Grades"), *_grades(assessment, lang)),
        (lang("Departments"), *_groups(assessment.departments, assessment, lang, lang("Department"))),
    ]
    if assessment.recalibration:
        sheets.append((lang("Recalibration"), *_recalibration(assessment, lang)))
    sheets.append((lang(TITLE), [(lang("What it is"), ""), (lang("What it says"), "")], about_lines(assessment, lang)))
    for title, columns, rows in sheets:
        _fill(book.create_sheet(title), columns, rows)
    return book_bytes(book)


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    widths = [text_width(heading) for heading, _ in columns]
    numeric = [bool(number_format) for _, number_format in columns]
    put_headings(sheet, 1, [heading for heading, _ in columns])
    for r, row in enumerate(rows, start=2):
        for c, ((_, number_format), value) in enumerate(zip(columns, row, strict=True), start=1):
            cell = sheet.cell(r, c)
            put(cell, value, number_format)
            if number_format and isinstance(value, str):  # a word where others have a number
                cell.alignment = Alignment(horizontal="right")
            numeric[c - 1] |= value is not None and not isinstance(value, str)
            widths[c - 1] = max(widths[c - 1], text_width(value) if isinstance(value, str) else 8)
    widths = [
        min(width + 2, _MAX_NUMBER if right else _MAX_WIDTH) for width, right in zip(widths, numeric, strict=True)
    ]
    set_widths(sheet, widths)
    align_columns(sheet, numeric)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, "1:1", wide=pages_wide(widths, 2), columns="A:B")


def _enough(person: PersonResult, model: Model) -> bool:
    """Whether enough was assessed for readers to see an overall."""
    return person.assessed >= model.thresholds.overall_share * len(person.competencies)


def _score(score: Fraction | None, model: Model, *, hidden: bool = False, lang: Language) -> Fraction | str | None:
    """A score or mean as people read it; a word where it is `hidden`, empty where there is none."""
    if score is None:
        return lang(NOT_SHOWN) if hidden else None
    return shown_score(score, model)


def _word(score: Fraction | None, model: Model, lang: Language) -> str | None:
    return None if score is None else model.point(band(score, model)).name(lang.code)


def _percent(share: Fraction | None, *, hidden: bool, lang: Language) -> Fraction | str | None:
    if share is None:
        return lang(NOT_SHOWN) if hidden else None
    return shown_percent(share)


def _hidden_columns(assessment: Assessment, lang: Language) -> list[Column]:
    """The heading of how many scores are not shown, where some are."""
    return [(lang("Scores not shown"), "0")] if any(p.withheld for p in assessment.people) else []


def _summary_columns(model: Model, lang: Language) -> list[Column]:
    categories = [(c.name(lang.code), SCORE_FORMAT) for c in model.categories]
    return [
        *categories, (lang("Mean score"), SCORE_FORMAT), (lang("Band"), ""),
        (lang("At standard"), PERCENT_FORMAT), (lang("Coverage"), PERCENT_FORMAT),
    ]  # fmt: skip


def _people(assessment: Assessment, lang: Language) -> tuple[list[Column], list[list[Value]]]:
    model = assessment.model
    columns: list[Column] = [
        (lang("Id"), ""), (lang("Name"), ""), (lang("Grade"), ""), (lang("Department"), ""), (lang("Manager"), ""),
        (lang("Assessed"), ""), (lang("Competencies"), ""), *_summary_columns(model, lang),
        *((c.name(lang.code), SCORE_FORMAT) for c in model.competencies),
        *zip(people_headings(assessment.comparison, lang), ("", CHANGE_FORMAT), strict=False),
        *(counted := _hidden_columns(assessment, lang)),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for p in assessment.people:
        enough = _enough(p, model)
        overall = p.overall if enough else None
        withheld = {model.competency(r.competency).category for r in p.competencies if r.withheld}
        rows.append([
            p.id, p.name, model.grade(p.grade).name(lang.code), p.department, p.manager, p.assessed, len(p.competencies),
            *(_score(p.categories[c.id], model, hidden=c.id in withheld, lang=lang) for c in model.categories),
            _score(overall, model, hidden=bool(withheld) and enough, lang=lang), _word(overall, model, lang),
            _percent(p.attainment, hidden=bool(withheld), lang=lang), _percent(p.coverage, hidden=bool(withheld), lang=lang),
            *(_score(r.score, model, hidden=r.withheld, lang=lang) for r in p.competencies),
            *people_cells(p, assessment.comparison), *([p.withheld] if counted else ()),
        ])  # fmt: skip
    return columns, rows


def _scores(assessment: Assessment, lang: Language) -> tuple[list[Column], list[list[Value]]]:
    model, comparison = assessment.model, assessment.comparison
    columns: list[Column] = [
        (lang("Id"), ""), (lang("Name"), ""), (lang("Grade"), ""), (lang("Category"), ""), (lang("Competency"), ""),
        (lang("Required"), ""), (lang("Score"), SCORE_FORMAT), (lang("Band"), ""), (lang("Gap"), SCORE_FORMAT),
        (lang("Exam score"), SCORE_FORMAT), (lang("Method"), ""),
        *zip(score_headings(comparison, lang), (SCORE_FORMAT, CHANGE_FORMAT, ""), strict=False),
        *(former := _former_columns(assessment, lang)),
    ]  # fmt: skip
    categories = {c.id: c.name(lang.code) for c in model.categories}
    methods = {method: lang(word) for method, word in METHODS.items()}
    changes = {p.id: score_cells(p, comparison, lang) for p in assessment.people}
    rows: list[list[Value]] = [
        [
            p.id, p.name, model.grade(p.grade).name(lang.code), categories[model.competency(r.competency).category],
            model.competency(r.competency).name(lang.code), model.level(r.required_level).name(lang.code),
            _score(r.score, model, hidden=r.withheld, lang=lang), None if r.band is None else model.point(r.band).name(lang.code),
            None if r.score is None else shown_gap(r.score, model),
            None if r.exam_score is None else shown_mark(r.exam_score), methods[r.method],
            *(changes[p.id][i] if changes[p.id] else ()), *([_former(r, model, lang)] if former else ()),
        ]
        for p in assessment.people
        for i, r in enumerate(p.competencies)
    ]  # fmt: skip
    return columns, rows


def _former_columns(assessment: Assessment, lang: Language) -> list[Column]:
    """The heading of the levels required when scores were given, where that differs from the level in force."""
    shown = any(r.against and r.score is not None for p in assessment.people for r in p.competencies)
    return [(lang(RATED_LEVELS), "")] if shown else []


def _former(result: CompetencyResult, model: Model, lang: Language) -> str | None:
    """The levels required when ratings behind a shown score were given; empty where it is the one in force."""
    if not result.against or result.score is None:
        return None
    return lang.listing([model.level(level).name(lang.code) for level in result.rated_levels])


def _groups(
    groups: Sequence[GroupResult], assessment: Assessment, lang: Language, heading: str
) -> tuple[list[Column], list[list[Value]]]:
    model = assessment.model
    columns: list[Column] = [
        (heading, ""), (lang("Number of people"), ""), *_summary_columns(model, lang),
        *((c.name(lang.code), SCORE_FORMAT) for c in model.competencies), *(counted := _hidden_columns(assessment, lang)),
    ]  # fmt: skip
    grades = {g.id: g for g in model.grades}
    hidden = {p.id: [r.competency for r in p.competencies if r.withheld] for p in assessment.people}
    rows: list[list[Value]] = []
    for g in groups:
        withheld = Counter(c for person in g.people for c in hidden.get(person, ()))
        within = {model.competency(c).category for c in withheld}
        rows.append([
            grades[g.id].name(lang.code) if g.id in grades and heading == lang("Grade") else g.name, len(g.people),
            *(_score(g.categories[c.id], model, hidden=c.id in within, lang=lang) for c in model.categories),
            _score(g.overall, model, hidden=bool(withheld), lang=lang), _word(g.overall, model, lang),
            _percent(g.attainment, hidden=bool(withheld), lang=lang), _percent(g.coverage, hidden=bool(withheld), lang=lang),
            *(_score(c.mean, model, hidden=c.competency in withheld, lang=lang) for c in g.competencies),
            *([withheld.total()] if counted else ()),
        ])  # fmt: skip
    return columns, rows


def _grades(assessment: Assessment, lang: Language) -> tuple[list[Column], list[list[Value]]]:
    """The summaries of grades, and the means of those who can be compared with an earlier cycle."""
    columns, rows = _groups(assessment.grades, assessment, lang, lang("Grade"))
    headings = grade_headings(assessment.comparison, lang)
    columns += zip(headings, ("", SCORE_FORMAT, SCORE_FORMAT, CHANGE_FORMAT), strict=False)
    cells = [grade_cells(grade.id, assessment.comparison, assessment.model) for grade in assessment.grades]
    return columns, [[*row, *more] for row, more in zip(rows, cells, strict=True)]


def _recalibration(assessment: Assessment, lang: Language) -> tuple[list[Column], list[list[Value]]]:
    model = assessment.model
    columns: list[Column] = [
        (lang("Grade"), ""), (lang("Competency"), ""), (lang("Before"), ""), (lang("Votes"), ""),
        (lang("Mean"), SCORE_FORMAT), (lang("Voted level"), ""), (lang("Change"), ""), (lang("Agreement (r_wg)"), SCORE_FORMAT),
        (lang("Adopted level"), ""), (lang("Reason for another level than the one voted"), ""),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            model.grade(r.grade).name(lang.code), model.competency(r.competency).name(lang.code),
            model.level(r.before).name(lang.code), r.votes, None if r.mean is None else shown_mark(r.mean),
            model.level(r.after).name(lang.code), r.change, None if r.agreement is None else shown_agreement(r.agreement, model.thresholds.agreed_votes),
            lang("undecided") if r.adopted is None else model.level(r.adopted).name(lang.code), r.reason or None,
        ]
        for r in assessment.recalibration
    ]  # fmt: skip
    return columns, rows
