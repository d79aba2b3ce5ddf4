"""`results.xlsx`: scores and summaries for management. No rating, no rater, no source; no text is ever a formula.

Numbers are the shown ones (spec §2.8), so that the workbook and the reports say the same, and no cell holds more digits
than are seen. A score or mean that is not shown is a text that says so; what would follow from it is empty.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from reportgen.language import Language
from reportgen.model.comparison import NOT_SHOWN
from reportgen.model.results import Assessment, CompetencyResult, GroupResult, PersonResult
from reportgen.model.rounding import band, shown_agreement, shown_gap, shown_mark, shown_percent, shown_score
from reportgen.model.types import Model
from reportgen.outputs.about import TITLE, about_lines
from reportgen.outputs.by_value import by_value
from reportgen.outputs.change_columns import (
    grade_cells,
    grade_headings,
    people_cells,
    people_headings,
    score_cells,
    score_headings,
)
from reportgen.outputs.previous_workbook import METHODS, RATED_LEVELS
from reportgen.outputs.sheet_rows import rows_xml
from reportgen.outputs.sheets import (
    Value,
    after_numbers,
    align_columns,
    book_bytes,
    new_book,
    pages_wide,
    print_on_a4,
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
    return book_bytes(
        book, {title: _filled(book.create_sheet(title), columns, rows) for title, columns, rows in sheets}
    )


def _filled(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> Iterator[bytes]:
    """The rows of a sheet that is laid out for them."""
    widths = [text_width(heading) for heading, _ in columns]
    numeric = [bool(number_format) for _, number_format in columns]
    for c, cells in enumerate(zip(*rows, strict=True)):
        texts = {value for value in cells if isinstance(value, str)}
        others = [value for value in cells if not isinstance(value, str)]
        numeric[c] |= any(value is not None for value in others)
        widths[c] = max(widths[c], 8 if others else 0, *map(text_width, texts), 0)
    widths = [
        min(width + 2, _MAX_NUMBER if right else _MAX_WIDTH) for width, right in zip(widths, numeric, strict=True)
    ]
    put_headings(sheet, 1, [heading for heading, _ in columns])
    set_widths(sheet, widths)
    align_columns(sheet, numeric)
    sheet.cell(len(rows) + 1, len(columns))  # the sheet's last cell
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, "1:1", wide=pages_wide(widths, 2), columns="A:B")
    return rows_xml(sheet, [number_format for _, number_format in columns], after_numbers(numeric), rows)


def _enough(person: PersonResult, model: Model) -> bool:
    """Whether enough was assessed for readers to see an overall."""
    return person.assessed >= model.thresholds.overall_share * len(person.competencies)


class _Shown:
    """Numbers as people read them, each different one computed once."""

    def __init__(self, model: Model, lang: Language) -> None:
        self._not_shown = lang(NOT_SHOWN)
        self._score = by_value(lambda score: shown_score(score, model))
        self._word = by_value(lambda score: model.point(band(score, model)).name(lang.code))
        self._percent = by_value(shown_percent)
        self.gap = by_value(lambda score: shown_gap(score, model))
        self.mark = by_value(shown_mark)

    def score(self, score: Fraction | None, *, hidden: bool = False) -> Fraction | str | None:
        """A score or mean; a word where it is `hidden`, empty where there is none."""
        if score is None:
            return self._not_shown if hidden else None
        return self._score(score)

    def word(self, score: Fraction | None) -> str | None:
        """The word of its band."""
        return None if score is None else self._word(score)

    def percent(self, share: Fraction | None, *, hidden: bool) -> Fraction | str | None:
        if share is None:
            return self._not_shown if hidden else None
        return self._percent(share)


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
    model, shown = assessment.model, _Shown(assessment.model, lang)
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
            *(shown.score(p.categories[c.id], hidden=c.id in withheld) for c in model.categories),
            shown.score(overall, hidden=bool(withheld) and enough), shown.word(overall),
            shown.percent(p.attainment, hidden=bool(withheld)), shown.percent(p.coverage, hidden=bool(withheld)),
            *(shown.score(r.score, hidden=r.withheld) for r in p.competencies),
            *people_cells(p, assessment.comparison), *([p.withheld] if counted else ()),
        ])  # fmt: skip
    return columns, rows


def _scores(assessment: Assessment, lang: Language) -> tuple[list[Column], list[list[Value]]]:
    model, comparison, shown = assessment.model, assessment.comparison, _Shown(assessment.model, lang)
    columns: list[Column] = [
        (lang("Id"), ""), (lang("Name"), ""), (lang("Grade"), ""), (lang("Category"), ""), (lang("Competency"), ""),
        (lang("Required"), ""), (lang("Score"), SCORE_FORMAT), (lang("Band"), ""), (lang("Gap"), SCORE_FORMAT),
        (lang("Exam score"), SCORE_FORMAT), (lang("Method"), ""),
        *zip(score_headings(comparison, lang), (SCORE_FORMAT, CHANGE_FORMAT, ""), strict=False),
        *(former := _former_columns(assessment, lang)),
    ]  # fmt: skip
    categories = {c.id: c.name(lang.code) for c in model.categories}
    named = {c.id: (categories[c.category], c.name(lang.code)) for c in model.competencies}
    grades = {grade.id: grade.name(lang.code) for grade in model.grades}
    levels = {level.value: level.name(lang.code) for level in model.levels}
    bands = {None: None} | {point.value: point.name(lang.code) for point in model.scale}
    methods = {method: lang(word) for method, word in METHODS.items()}
    changes = {p.id: score_cells(p, comparison, lang) for p in assessment.people}
    rows: list[list[Value]] = [
        [
            p.id, p.name, grades[p.grade], *named[r.competency], levels[r.required_level],
            shown.score(r.score, hidden=r.withheld), bands[r.band],
            None if r.score is None else shown.gap(r.score),
            None if r.exam_score is None else shown.mark(r.exam_score), methods[r.method],
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
    model, shown = assessment.model, _Shown(assessment.model, lang)
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
            *(shown.score(g.categories[c.id], hidden=c.id in within) for c in model.categories),
            shown.score(g.overall, hidden=bool(withheld)), shown.word(g.overall),
            shown.percent(g.attainment, hidden=bool(withheld)), shown.percent(g.coverage, hidden=bool(withheld)),
            *(shown.score(c.mean, hidden=c.competency in withheld) for c in g.competencies),
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
