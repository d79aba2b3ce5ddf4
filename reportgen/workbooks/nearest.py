"""The nearest valid value to one that was left out, as one would type it into the cell: a proposal for whoever mends it,
never used to read a value. "" where there is none, or several are equally near.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from fractions import Fraction

from reportgen.model.types import Model
from reportgen.model.words import Lexicon, clean, key, number_in
from reportgen.workbooks.grid import Cell

LEAST_ALIKE = 0.5  # of two words, as difflib has it
_NUMBERS = re.compile(r"(?<![\d.])-?\d{1,6}(?:\.\d{1,6})?(?![\d.])")
_YEAR_FIRST = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\D+(\d{1,2})\D+(\d{4})(?!\d)")
_MONTHS = 12
_MORE = re.compile(r"[半½¼¾@=+*/]")


def typed(near: str, text: str, cell: Cell | None) -> str:
    """The content of a cell with the nearest value in place of `text`: a label or an id may stand in the same cell. ""
    when the text does not stand there.
    """
    if not near or cell is None or text in (cell.text, clean(cell.text)):
        return near
    return cell.text.replace(text, near, 1) if text and text in cell.text else ""


def nearest_word(text: str, words: Mapping[str, str]) -> str:
    """Of `words` (spelling -> what it stands for) what the one spelling most like the text stands for."""
    plain = key(text)
    letters = set(plain)
    rated = [
        (SequenceMatcher(None, plain, spelling).ratio(), meant)
        for spelling, meant in words.items()
        if not letters.isdisjoint(spelling)  # nothing is alike then; rosters are long
    ]
    best = max((ratio for ratio, _ in rated), default=0.0)
    meant = {meant for ratio, meant in rated if ratio == best}
    return meant.pop() if plain and best >= LEAST_ALIKE and len(meant) == 1 else ""


def the_number(cell: Cell) -> Fraction | None:
    """The one number in a cell, also with words around it; a share is taken in percent."""
    number = cell.number()
    if number is not None:
        return number * 100 if "%" in cell.number_format else number
    if _MORE.search(cell.text):  # halves, sums: more than a number with words around it
        return None
    found = [plain for match in _NUMBERS.findall(clean(cell.text)) if (plain := number_in(match)) is not None]
    return Fraction(found[0]) if cell.kind == "text" and len(found) == 1 else None


def nearest_point(cell: Cell, lexicon: Lexicon) -> str:
    """The nearest point of the rating scale, halves upwards; of a word the point of the most similar band."""
    number = the_number(cell)
    if number is not None:
        return _nearest_number(number, lexicon.model.scale_values)
    bands = {key(name): str(p.value) for p in lexicon.model.scale for name in (p.name_zh, p.name_en)}
    return nearest_word(cell.text, bands) if cell.kind == "text" else ""


def nearest_mark(cell: Cell, model: Model) -> str:
    """The nearest mark."""
    number = the_number(cell)
    low, high = model.mark_range
    return "" if number is None else _plain(min(max(number, Fraction(low)), Fraction(high)))


def nearest_level(cell: Cell, lexicon: Lexicon) -> str:
    """The nearest level as a number; of a word the name of the most similar level."""
    number = the_number(cell)
    levels = lexicon.model.levels
    if number is not None:
        return _nearest_number(number, [level.value for level in levels])
    return nearest_word(cell.text, {key(level.name_zh): level.name_zh for level in levels})


def nearest_weight(cell: Cell) -> str:
    """The number in a weight that has words around it. A negative one has none: whether its sign or all of it is wrong
    cannot be told.
    """
    number = the_number(cell)
    return "" if number is None or number < 0 else _plain(number)


def nearest_grade(text: str, model: Model) -> str:
    """The name of the most similar grade."""
    return nearest_word(
        text, {key(name): g.name_zh for g in model.grades for name in (g.name_zh, g.name_en, *g.aliases)}
    )


def nearest_relation(text: str, lexicon: Lexicon) -> str:
    """The most similar relation."""
    return nearest_word(text, {key(w): r.name_zh for r in lexicon.model.relations for w in r.spellings[1:]})


def nearest_competency(text: str, lexicon: Lexicon, taken: Iterable[str] = ()) -> str:
    """The most similar competency among those that the table does not name yet; the only one that a table of rated
    competencies lacks, however it is written.
    """
    there = set(taken)
    free = [c for c in lexicon.model.competencies if c.id not in there]
    alike = nearest_word(
        text, {key(name): c.name_zh for c in free for name in (c.id, c.name_zh, c.name_en, *c.aliases)}
    )
    rated = [c for c in free if c.method == "rating"]
    return alike or (rated[0].name_zh if there and len(rated) == 1 and text else "")


def nearest_person(id_text: str, name_text: str, names: Mapping[str, str]) -> str:
    """Whom of the roster (`names`: id -> name) an id or a name that is not in it may mean by its spelling; as an id where
    an id stands, else as a name. An id is near that differs by one slip of the hand; one of somebody called otherwise is
    not.
    """
    if not id_text:
        return nearest_word(name_text, {key(name): name for name in names.values()})
    near = [
        number for number, name in names.items() if _one_slip(key(id_text), key(number)) and _may_be(name_text, name)
    ]
    return near[0] if len(near) == 1 else ""


def _one_slip(one: str, other: str) -> bool:
    """Whether one character is wrong, missing or too many, or two neighbours are exchanged."""
    if len(one) > len(other):
        one, other = other, one
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest, other_rest = one[start:], other[start:]
    if len(one) < len(other):
        return rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])


def _may_be(text: str, name: str) -> bool:
    return not text or SequenceMatcher(None, key(text), key(name)).ratio() >= LEAST_ALIKE


def nearest_date(text: str) -> str:
    """The day that a text means when its parts stand in another order, or the month's last when there is no such day."""
    plain = clean(text)
    if match := _YEAR_FIRST.search(plain):
        year, month, day = map(int, match.groups())
    elif match := _YEAR_LAST.search(plain):
        first, second, year = map(int, match.groups())
        if (first > _MONTHS) == (second > _MONTHS) and first != second:
            return ""  # 03/04/2026 is two days
        month, day = (first, second) if second > _MONTHS else (second, first)
    else:
        return ""
    if not 1 <= month <= _MONTHS or day < 1 or not date.min.year <= year <= date.max.year:
        return ""
    return date(year, month, min(day, monthrange(year, month)[1])).isoformat()


def _nearest_number(number: Fraction, values: Iterable[int]) -> str:
    return str(min(values, key=lambda value: (abs(value - number), -value)))


def _plain(number: Fraction) -> str:
    return f"{float(number):.15g}"
