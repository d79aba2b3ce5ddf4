"""A results workbook read again: shown numbers, headings in Chinese or English, and what it says about itself."""

import io
import math
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
from openpyxl.utils import get_column_letter

from reportgen.language import LANGUAGES, N_, Language, language
from reportgen.model.comparison import NOT_SHOWN, OVERALL, Fingerprint, Previous, PreviousPerson, PreviousScore
from reportgen.model.digests import barrier
from reportgen.model.inputs import exact
from reportgen.model.rounding import SHOWN_DECIMALS, band
from reportgen.model.types import Model
from reportgen.outputs.about import CYCLE, PARTS, TITLE, UNWEIGHTED
from reportgen.outputs.folder import OutputError
from reportgen.problems import Source

MOST_UNPACKED = 400_000_000  # bytes of a workbook when unpacked; one of ten thousand people has less

PEOPLE_HEADINGS = (N_("Id"), N_("Name"), N_("Grade"), N_("Assessed"), N_("Mean score"))
SCORE_HEADINGS = (
    N_("Id"), N_("Name"), N_("Grade"), N_("Competency"), N_("Required"), N_("Score"), N_("Band"), N_("Method"),
)  # fmt: skip
RATED_LEVELS = N_("Required when rated")  # a column of the scores where these levels are not those in force
METHODS = {"rating": N_("ratings"), "exam": N_("exam"), "": N_("not assessed")}

Row = Mapping[str, Any]


class PreviousError(OutputError):
    """An earlier build that cannot be compared with; `reason` is translatable, to be filled with `values`."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet's title, the columns of its headings, and its rows by number."""

    title: str
    columns: Mapping[str, str]
    rows: Mapping[int, Row]


@dataclass(frozen=True)
class _Book:
    """The sheets of a workbook in one language; `called` is its name in the places of values."""

    path: Path
    called: str
    lang: Language
    people: _Sheet
    scores: _Sheet
    about: Mapping[str, str]

    def place(self, sheet: _Sheet, heading: str, number: int) -> Source:
        return Source(self.called, sheet.title, f"{sheet.columns[heading]}{number}")


def read_workbook(content: bytes, path: Path, model: Model, now: Fingerprint, called: str) -> Previous:
    """The build that a results workbook shows; `path` is used in messages, `called` in the places of values. Raises
    `PreviousError`.

    Scores of another model or scale than `now` are not read: they say nothing to this one.
    """
    book = _book(content, path, called)
    cycle = book.about.get(book.lang(CYCLE), "")
    parts = {f.name: book.about.get(book.lang(PARTS[f.name]), "") for f in fields(Fingerprint)}
    if parts["weights"] == book.lang(UNWEIGHTED):
        parts["weights"] = "-"
    made_with = Fingerprint(**parts)
    return Previous(cycle, made_with, *_people(book, model, other=bool(barrier(made_with, now))))


def _book(content: bytes, path: Path, called: str) -> _Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            _too_large(path)
        opened = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        sheets = {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in opened.worksheets}
    except PreviousError:
        raise
    except Exception as error:  # a file of anybody's can break the library in any way
        raise PreviousError(N_("{file} cannot be opened as a workbook."), file=path) from error
    for code in LANGUAGES:
        lang = language(code)
        people = _sheet(sheets, [lang(h) for h in PEOPLE_HEADINGS])
        scores = _sheet(sheets, [lang(h) for h in SCORE_HEADINGS])
        if people is not None and scores is not None:
            about = {_text(row[0]): _text(row[1]) for row in sheets.get(lang(TITLE), []) if len(row) > 1}
            return _Book(path, called, lang, people, scores, about)
    raise PreviousError(
        N_("{file} is no results.xlsx of ours: its sheets of people and scores are not there, or their headings were changed."),
        file=path,
    )  # fmt: skip


def _too_large(path: Path) -> NoReturn:
    raise PreviousError(N_("{file} is too large for a results.xlsx."), file=path)


def _sheet(sheets: Mapping[str, list[list[Any]]], headings: Sequence[str]) -> _Sheet | None:
    """The first sheet with these headings; where a heading stands twice, the first counts."""
    for title, lines in sheets.items():
        head = [_text(v) for v in lines[0]] if lines else []
        if set(headings) <= set(head):
            columns = {h: get_column_letter(n) for n, h in reversed(list(enumerate(head, start=1)))}
            rows = {n: dict(reversed(list(zip(head, line, strict=False)))) for n, line in enumerate(lines[1:], start=2) if any(line)}  # fmt: skip
            return _Sheet(title, columns, rows)
    return None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _people(book: _Book, model: Model, *, other: bool) -> tuple[tuple[PreviousPerson, ...], tuple[str, ...]]:
    lang = book.lang
    ids = [_id(row, book) for row in book.people.rows.values()]
    lines = [(_id(row, book), _text(row[lang("Competency")])) for row in book.scores.rows.values()]
    if any(n > 1 for n in (*Counter(ids).values(), *Counter(lines).values())):
        _refuse(book, N_("a line stands there twice"))
    per_person = Counter(i for i, _ in lines)
    if set(ids) != set(per_person) or len(set(per_person.values())) > 1:
        _refuse(book, N_("the tables of people and of scores do not fit together"))
    names = {n: c.id for c in model.competencies for n in (c.name_zh, c.name_en)}
    grades = {n: g.id for g in model.grades for n in (g.name_zh, g.name_en)}
    scores: dict[str, dict[str, PreviousScore]] = {i: {} for i in ids}
    if not other:
        for (person, name), n in zip(lines, book.scores.rows, strict=True):
            if name in names:
                scores[person][names[name]] = _score(n, book, model)
    headings = {c.id: c.name(lang.code) for c in model.categories} | {"": lang("Mean score")}
    means = {key: heading for key, heading in headings.items() if heading in book.people.columns}
    people = tuple(
        PreviousPerson(
            id=i, name=_text(row[lang("Name")]), grade=grades.get(grade := _text(row[lang("Grade")]), grade),
            scores=scores[i],
            categories={} if other else {c.id: _number(row.get(c.name(lang.code)), book, model) for c in model.categories},
            overall=None if other else _number(row[lang("Mean score")], book, model),
            sources={key: book.place(book.people, heading, n) for key, heading in means.items()},
            withheld=frozenset(key or OVERALL for key, heading in means.items() if _withheld(row[heading], book)),
        )
        for i, (n, row) in zip(ids, book.people.rows.items(), strict=True)
    )  # fmt: skip
    if not other:
        _check_agreement(book, people, model, names)
    unknown = () if other else tuple(dict.fromkeys(name for _, name in lines if name not in names))
    return people, unknown


def _check_agreement(book: _Book, people: Sequence[PreviousPerson], model: Model, names: Mapping[str, str]) -> None:
    """The sheets of people and of scores say the same things; sorting one column alone, say, makes them differ."""
    lang = book.lang
    known = {p.id: (p, row) for p, row in zip(people, book.people.rows.values(), strict=True)}
    for row in book.scores.rows.values():
        person, line = known[_id(row, book)]
        where = (person.id, _text(row[lang("Competency")]))
        if any(_text(row[lang(head)]) != _text(line[lang(head)]) for head in ("Name", "Grade")):
            _refuse(book, N_("the tables of people and of scores do not fit together"), *where)
        competency = names.get(where[1])
        if competency is not None and where[1] in line:
            score, cell = person.scores[competency], line[where[1]]
            if (_number(cell, book, model), _withheld(cell, book)) != (score.score, score.withheld):
                _refuse(book, N_("the tables of people and of scores do not fit together"), *where)


def _id(row: Row, book: _Book) -> str:
    value = row[book.lang("Id")]
    if not isinstance(value, str) or not value:
        _refuse(book, N_("an id is no text; a leading zero may have been lost"))
    return value


def _score(n: int, book: _Book, model: Model) -> PreviousScore:
    """The score in a row of the scores."""
    lang, row = book.lang, book.scores.rows[n]
    levels = {level.name(lang.code): level.value for level in model.levels}
    methods: dict[str, Any] = {lang(word): method for method, word in METHODS.items()}
    level, method = _text(row[lang("Required")]), _text(row[lang("Method")])
    if level not in levels or method not in methods:
        _refuse(book, N_("this is no method or level"), level, method)
    score, withheld = _number(row[lang("Score")], book, model), _withheld(row[lang("Score")], book)
    word = "" if score is None else model.point(band(score, model)).name(lang.code)
    words = {word, lang(NOT_SHOWN)} if withheld else {word}
    if _text(row[lang("Band")]) not in words or ((withheld or score is not None) and not methods[method]):
        _refuse(book, N_("the band does not fit the score"), _text(row[lang("Id")]), _text(row[lang("Competency")]))
    at, at_level = (book.place(book.scores, lang(heading), n) for heading in ("Score", "Required"))
    rated = _rated_levels(_text(row.get(lang(RATED_LEVELS))), levels, book)
    return PreviousScore(methods[method], levels[level], score, score, at, at_level, withheld=withheld, rated=rated)


def _rated_levels(text: str, levels: Mapping[str, int], book: _Book) -> tuple[int, ...]:
    """The levels that ratings were given against; empty where the sheet names none."""
    names = [name.strip() for name in text.split(book.lang.listing(["", ""]))] if text else []
    if any(name not in levels for name in names):
        _refuse(book, N_("this is no method or level"), text)
    return tuple(levels[name] for name in names)


def _withheld(value: object, book: _Book) -> bool:
    """Whether a cell says that its number was withheld from readers."""
    return _text(value) == book.lang(NOT_SHOWN)


def _number(value: object, book: _Book, model: Model) -> Fraction | None:
    if value is None or _withheld(value, book):
        return None
    plain = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    number = exact(value) if plain else None  # type: ignore[arg-type]
    shown = number is not None and (number * 10**SHOWN_DECIMALS).denominator == 1
    if number is None or not shown or not model.scale_min <= number <= model.scale_max:
        _refuse(book, N_("this is no score of the scale"), _text(value))
    return number


def _refuse(book: _Book, what: str, *seen: str) -> NoReturn:
    raise PreviousError(
        N_("{file} cannot be compared with: {what}{place}."),
        file=book.path, what=what, place=f" ({' '.join(seen)})" if seen else "",
    )  # fmt: skip
