"""The scale that a sheet states: its legend (★=6), a range (1-5分), a maximum (满分10分); and values that betray another.

A table on another scale is refused as a whole: 5 of 10 is not 5 of 6.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from reportgen.model.words import Lexicon, clean, key
from reportgen.problems import Problem
from reportgen.workbooks.grid import Cell, Grid

if TYPE_CHECKING:
    from reportgen.workbooks.blocks import Block

LEAST_HIGH = 3  # highest point of a scale that a range can state; 1-2 is an item or a page
LEAST_LEGEND = 3  # entries that make a legend
LONGEST_LEGEND = 1_000  # characters
LEAST_OFF = 3  # values off the scale that betray another one
OFF_SHARE = 5  # … when at least every fifth value is off
_WORDS_SHARE = 2  # … when at least every second answer is a word that is none of ours

_DASH = r"\s*(?:[-–—~～〜∼至到]|to)\s*"
_RANGE_WORDS = r"(?:评分|打分|分值|评价|评估|量表|标度|分数|得分|范围|标准|区间|打分制|scale|rating|rate|score|points?)"
_RANGE = re.compile(
    rf"{_RANGE_WORDS}[^\d]{{0,14}}?(\d{{1,3}}){_DASH}(\d{{1,3}})(?=\s*(?:分|points?|pts|[)\],;。、!]|$))", re.IGNORECASE
)
_BRACKET_RANGE = re.compile(rf"[(\[]\s*(\d{{1,3}}){_DASH}(\d{{1,3}})\s*(?:分|points?|pts)?\s*[)\]]", re.IGNORECASE)
_BRACKET_POINTS = re.compile(rf"[(\[]\s*(\d{{1,3}}){_DASH}(\d{{1,3}})\s*(?:分|points?|pts)\s*[)\]]", re.IGNORECASE)
_PLAIN_RANGE = re.compile(rf"^(\d{{1,3}}){_DASH}(\d{{1,3}})\s*(?:分|points?|pts)?$", re.IGNORECASE)
_MAXIMUM = re.compile(
    r"(?:满分值?|最高分|每题满分|out of|max(?:imum)?(?: score)?)\s*(?:为|是|:|=)?\s*(\d{1,3})\s*分?", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"[(\[]\s*(\d{2,3})\s*分\s*[)\]]")
_SYSTEM = re.compile(r"(\d{1,3}|十|百|五|四|三|七|六|一百)\s*分制|(\d{1,2})-point scale", re.IGNORECASE)
_EACH = re.compile(r"每[项题条]\s*(?:满分)?\s*(\d{1,3})\s*分")
_LEVELS = re.compile(r"([三四五六七八九十]|\d{1,2})\s*级\s*(?:评分|量表|打分|评价)")
_RANGE_FIRST = re.compile(rf"(?<!\d)([01]){_DASH}(\d{{1,3}})\s*(?:分|打分|评分|评价|points?\b)")
_FROM_TO = re.compile(r"from\s+(\d)\s*(?:\([^)]*\))?\s*to\s*(\d{1,3})", re.IGNORECASE)
_UPPER_RANGE = re.compile(rf"(?<![\d.])[2-9]\d?{_DASH}\d{{1,3}}\s*分")
_SCALE_WORDS = re.compile(
    r"优|良|好|中|差|合格|一般|改进|满意|excellent|good|fair|poor|average|outstanding", re.IGNORECASE
)
_WORD_THEN_POINTS = re.compile(r"([^\W\d_]{1,8})\s*[:=]?\s*(\d{1,2})\s*分(?![\d制])")
_CHINESE = {"三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "百": 100, "一百": 100}
_ENTRY = r"([^\s=:,;、。|/]{1,12}?)"
_NUMBER_FIRST = re.compile(
    r"(?<![\d.\-~])(\d{1,3})\s*分?\s*(?:=|:|-|——|—|–|为|表示|代表|means)\s*([^\d\s=:,;、。()\-][^\d=:,;、。]{0,24})"
)
_SIGN_FIRST = re.compile(rf"{_ENTRY}\s*(?:=|:|-|——|—|–|为|表示|代表|→)\s*(\d{{1,3}})(?![\d.]|\s*[-~%]\s*\d|%)\s*分?")
_BARE_SIGN = re.compile(r"([^\w\s=:,;、。|/()\[\]~%.+\-*#※<>])\s*(?:=|:|→)?\s*(\d{1,3})(?![\d.%~]|\s*[~\-]\s*\d)")
_POINTS_FIRST = re.compile(r"(?<![\d.\-~])(\d{1,3})\s*分\s*[(]?\s*([^\W\d_]{1,12})")
_SIGN_WORD = re.compile(
    r"([^\w\s=:,;、。|/()\-])\s*(?:=|:|-|——|—|–|为|表示|代表|→)?\s*([^\W\d_][^=:,;、。|/()★☆◎○◯△□●▲×√]{0,15})"
)


@dataclass(frozen=True)
class Scale:
    """What a sheet says about its ratings: signs with their points and the cells that say so, and the cell that states
    another scale.
    """

    signs: dict[str, int] = field(default_factory=dict)
    other: Cell | None = None
    places: dict[str, Cell] = field(default_factory=dict)


def scale_of(block: "Block", lexicon: Lexicon) -> Scale:
    """The scale that a table's surroundings state: titles, notes, legends, prompts, maxima; not the table itself."""
    grid = block.grid
    points = set(lexicon.model.scale_values)
    cells = list(_surroundings(block))
    for cell in cells:
        stated = _stated_range(cell, lexicon, plain=cell.row >= block.header)
        if stated and not _fits(stated, points):
            return Scale({}, cell)
    named = next((name for name in (block.grid.sheet, block.grid.stem) if _SYSTEM.search(clean(name))), None)
    if named and not _fits(_stated_range(Cell(1, 1, "text", named), lexicon, plain=False) or (0, 0), points):
        return Scale({}, block.header_cell())
    maximum = _maximum(block, lexicon, max(points)) or _stated_maximum(block, cells, lexicon, max(points))
    if maximum is not None:
        return Scale({}, maximum)
    used = _used_signs(block, lexicon)
    legend = _legend(block, cells, used, lexicon)
    if any(value not in points for value in legend.signs.values()):
        at = next((cell for cell in cells if _signs(cell, lexicon)), grid.rows[block.header][0])
        return Scale({}, at)
    if not legend.signs and (words := next((c for c in cells if _mentions(c, used, lexicon)), None)):
        return Scale({}, words)  # signs that are explained by words alone
    another = None if legend.signs else _another(legend.numbers, lexicon, points)
    return Scale(legend.signs, another, legend.places)


@dataclass(frozen=True)
class _Legend:
    """What a sheet explains: signs that stand for points, and points with their meanings and cells."""

    signs: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, tuple[str, Cell]] = field(default_factory=dict)
    places: dict[str, Cell] = field(default_factory=dict)

    def take(self, sign: str, point: int, cell: Cell) -> None:
        """Note a sign; what was noted first holds."""
        if sign not in self.signs:
            self.signs[sign], self.places[sign] = point, cell


def _legend(block: "Block", cells: Sequence[Cell], used: set[str], lexicon: Lexicon) -> _Legend:
    """The legends in single cells and small tables around a table; only signs that stand in it count."""
    legend = _Legend()
    for cell in cells:
        for sign, value in _signs(cell, lexicon):
            if sign in used:
                legend.take(sign, value, cell)
        for number, meaning in _numbers(cell):
            legend.numbers.setdefault(number, (meaning, cell))
    for sign, cell, meaning in _small_table(block, lexicon):
        point: int | None = int(meaning) if meaning.isdigit() else lexicon.point(meaning)
        if sign.isdigit():
            legend.numbers.setdefault(int(sign), (meaning, cell))
        elif point is not None and lexicon.sign(sign) in used:
            legend.take(lexicon.sign(sign), point, cell)
            legend.numbers.setdefault(point, ("", cell))
    return legend


def _used_signs(block: "Block", lexicon: Lexicon) -> set[str]:
    """The signs that stand in a table in place of ratings."""
    columns = block.value_columns
    cells = [c for line in block.grid.between(block.first, block.last) for c in line if c.column in columns]
    return {
        lexicon.sign(c.text) for c in cells if c.kind == "text" and _is_sign(clean(c.text)) and not c.text.isdigit()
    }


def _mentions(cell: Cell, used: set[str], lexicon: Lexicon) -> bool:
    """Whether a text explains several of the signs that are used."""
    if len(cell.text) < LEAST_LEGEND * 2:
        return False
    found = {lexicon.sign(ch) for ch in clean(cell.text)} & used
    return len({sign for sign in found if not sign.isalnum() and sign not in lexicon.words.blank}) >= LEAST_LEGEND


def _fits(stated: tuple[int, int], points: set[int]) -> bool:
    return stated == (min(points), max(points))


def _surroundings(block: "Block") -> Iterator[Cell]:
    """Text cells outside the answers of a table and outside the other tables of the sheet."""
    answers, fields = block.value_columns, set(block.columns.values())
    for row, cells in block.grid.rows.items():
        if any(first <= row <= last for first, last in block.outside):
            continue
        for cell in cells:
            inside = block.first <= row <= block.last and cell.column in answers | fields
            if cell.kind == "text" and not inside and len(cell.text) <= LONGEST_LEGEND:
                yield cell


def _stated_range(cell: Cell, lexicon: Lexicon, *, plain: bool) -> tuple[int, int] | None:
    """The range of points that a text states: (1-5分), 评分范围 0~6, 满分10分, 百分制."""
    text = clean(cell.text)
    if (match := _MAXIMUM.search(text)) and not _is_exam(text, lexicon):
        low = min(lexicon.model.scale_values)
        return (low, int(match.group(1)))
    if (match := _SYSTEM.search(text)) and not _is_exam(text, lexicon):
        said = match.group(1) or match.group(2)
        high = int(said) if said.isdigit() else _CHINESE[said]
        return (min(lexicon.model.scale_values), high)
    if (match := _EACH.search(text)) and not _is_exam(text, lexicon):
        return (min(lexicon.model.scale_values), int(match.group(1)))
    if match := _LEVELS.search(text):
        levels = int(match.group(1)) if match.group(1).isdigit() else _CHINESE[match.group(1)]
        if levels != len(lexicon.model.scale_values):
            return (1, levels)
    patterns = [_RANGE, _FROM_TO, *([] if _UPPER_RANGE.search(text) else [_RANGE_FIRST])]
    alone = _BRACKET_RANGE.fullmatch(text.strip()) is not None
    patterns += [_BRACKET_RANGE, _PLAIN_RANGE] if plain or alone else [_BRACKET_POINTS]
    for pattern in patterns:
        if match := pattern.search(text):
            low, high = int(match.group(1)), int(match.group(2))
            if low < high >= LEAST_HIGH and low in (0, 1) and not _is_exam(text, lexicon):
                return (low, high)
    return None


def _is_exam(text: str, lexicon: Lexicon) -> bool:
    """Whether a remark is about exams or conversion: those have other scales."""
    plain = key(text)
    return "考试" in plain or "换算" in plain or "折算" in plain or lexicon.subject(text) is not None


def _maximum(block: "Block", lexicon: Lexicon, highest: int) -> Cell | None:
    """A maximum in a column 满分 or in a row of maxima that is not ours."""
    grid = block.grid
    column = block.columns.get("maximum") if "competency" in block.columns else None
    if column:
        given = [n for row in block.rows() if (n := _points_in(grid.at(row, column))) is not None]
        legend = len(set(given)) >= LEAST_LEGEND and set(given) <= set(lexicon.model.scale_values)
        for row in () if legend else block.rows():
            cell = grid.at(row, column)
            if (number := _points_in(cell)) is not None and number != highest:
                return cell
    for row in range(block.first, block.last + 1):
        cells = grid.rows.get(row, [])
        label = next((c for c in cells if lexicon.field(c.text) == "maximum"), None)
        rest = [c for c in cells if c.column in block.items]
        unnamed = not any(c.column not in block.items for c in cells) and all(
            clean(c.text).endswith("分") for c in rest
        )
        given = [n for cell in cells if (n := _points_in(cell)) is not None]
        legend = len(set(given)) >= LEAST_LEGEND and set(given) <= set(lexicon.model.scale_values)
        if not legend and (label or (rest and unnamed and row < block.first + 2)):
            for cell in rest:
                if (number := _points_in(cell)) is not None and number != highest:
                    return cell
        ranges = {clean(cell.text) for cell in rest} if row < block.first + 2 and len(rest) > 1 else set()
        match = _PLAIN_RANGE.match(ranges.pop()) if len(ranges) == 1 else None
        if match and (int(match.group(1)), int(match.group(2))) != (min(lexicon.model.scale_values), highest):
            return rest[0]
    return None


def _stated_maximum(block: "Block", cells: Sequence[Cell], lexicon: Lexicon, highest: int) -> Cell | None:
    """A label 满分 above a table, with another number beside it."""
    for cell in cells:
        if cell.row < block.header and lexicon.field(cell.text) == "maximum":
            beside = block.grid.at(cell.row, block.grid.right_of(cell))
            if (
                _points_in(beside) not in (None, highest)
                and block.grid.at(cell.row, beside.column + 1).number() is None
            ):
                return cell
    return None


def _points_in(cell: Cell) -> int | None:
    match = re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*(?:分|points?|pts)?", clean(cell.text), re.IGNORECASE)
    return int(match.group(1)) if match else None


def _signs(cell: Cell, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Signs or words with their points in a legend of one cell: `★=6 ◎=5`, `◎ 达标 △ 需发展`."""
    text = clean(cell.text)
    numbered = [
        (lexicon.sign(m.group(1).strip("(["))[-3:], int(m.group(2)))
        for m in _SIGN_FIRST.finditer(text)
        if not m.group(1).strip("([").isdigit() and _is_sign(m.group(1).strip("(["))
    ]
    numbered += [(lexicon.sign(m.group(1)), int(m.group(2))) for m in _BARE_SIGN.finditer(text)]
    if numbered:
        return numbered
    return [
        (lexicon.sign(m.group(1)), point)
        for m in _SIGN_WORD.finditer(text)
        if _is_sign(m.group(1)) and (point := lexicon.point(m.group(2).strip())) is not None
    ]


def _is_sign(text: str) -> bool:
    """Whether a text is a sign rather than a word: ★, ◎, ++, A."""
    return bool(text) and len(text) <= 3 and (not any("\u3400" <= ch <= "\u9fff" for ch in text) or text in "优良中差")  # noqa: PLR2004


def _numbers(cell: Cell) -> list[tuple[int, str]]:
    """Points with their meanings in a legend of one cell: `1=差 2=较差 …`."""
    text = clean(cell.text)
    found = [(int(m.group(1)), m.group(2).strip()) for m in _NUMBER_FIRST.finditer(text)]
    found += [(int(m.group(1)), m.group(2)) for m in _POINTS_FIRST.finditer(text)]
    found += [
        (int(m.group(2)), m.group(1)) for m in _WORD_THEN_POINTS.finditer(text) if _SCALE_WORDS.search(m.group(1))
    ]
    if len(found) == 1 and _SCALE_WORDS.search(found[0][1]) and text[:1].isdigit():
        return found  # one line of a legend that goes on below
    found += [(int(m.group(2)), m.group(1)) for m in _SIGN_FIRST.finditer(text) if not m.group(1).isdigit()]
    return found if len({n for n, _ in found}) > 1 else []


def _small_table(block: "Block", lexicon: Lexicon) -> Iterator[tuple[str, Cell, str]]:
    """Entries of a legend that is a small table beside or below: a sign or point, and its meaning in the next cell."""
    grid, answers = block.grid, block.value_columns | set(block.columns.values())
    runs: dict[int, list[tuple[str, Cell, str]]] = {}
    for row, cells in grid.rows.items():
        if any(first <= row <= last for first, last in block.outside):
            continue
        for cell in cells:
            if block.first <= row <= block.last and cell.column in answers:
                continue
            other = grid.at(row, grid.right_of(cell))
            sign, meaning = clean(cell.text), clean(other.text)
            if other.blank or len(meaning) > 12 or not (sign.isdigit() or _is_sign(sign)):  # noqa: PLR2004
                continue
            if lexicon.competency(meaning) or (sign.isdigit() and meaning.isdigit()):
                continue
            runs.setdefault(cell.column, []).append((sign, cell, meaning.removesuffix("分")))
    for entries in runs.values():
        known = sum(1 for _, _, m in entries if m.isdigit() or lexicon.point(m) is not None or _SCALE_WORDS.search(m))
        distinct = {sign for sign, _, _ in entries}
        if len(entries) >= LEAST_LEGEND and len(distinct) == len(entries) and known * 2 >= len(entries):
            yield from entries


def _another(numbers: dict[int, tuple[str, Cell]], lexicon: Lexicon, points: set[int]) -> Cell | None:
    """Where a legend of numbers states another scale than ours."""
    if len(numbers) < LEAST_LEGEND or max(numbers) - min(numbers) != len(numbers) - 1:
        return None  # no run of points: a lookup table perhaps
    cell = min((c for _, c in numbers.values()), key=lambda c: (c.row, c.column))
    if not set(numbers) <= points:
        return cell
    own = sum(1 for number, (meaning, _) in numbers.items() if not meaning or lexicon.point(meaning) == number)
    if own * 2 >= len(numbers) or set(numbers) == points:
        return None
    return cell


def other_marks(block: "Block", marks: Sequence[tuple[Cell, Fraction | None]], low: int, high: int) -> Cell | None:
    """The cell that tells that marks are not out of `high`: a title or header (满分150), a line 满分, or marks that are all
    shares (0.85).
    """
    lexicon_cells = [c for c in _surroundings(block) if c.row <= block.first]
    for cell in lexicon_cells:
        text = clean(cell.text)
        match = _MAXIMUM.search(text) or (_IN_BRACKETS.search(text) if cell.row >= block.header else None)
        if match and int(match.group(1)) != high:
            return cell
    given = [(cell, mark) for cell, mark in marks if mark is not None]
    if (
        len(given) >= LEAST_OFF
        and all(low <= mark <= 1 for _, mark in given)
        and any(m.denominator > 1 for _, m in given)
    ):
        return given[0][0]
    return None


def off_scale(answers: Sequence[tuple[Cell, int | Problem | None]], highest: int) -> Cell | None:
    """The first value off the scale, when so many are that the table must be rated on another scale."""
    given = [(cell, value) for cell, value in answers if value is not None]
    beyond = [
        c for c, v in given if isinstance(v, Problem) and (n := c.number()) is not None and (n > highest or n < 0)
    ]
    words = [c for c, v in given if isinstance(v, Problem) and v.code == "unreadable-rating" and _is_word(c)]
    if len(beyond) >= LEAST_OFF and len(beyond) * OFF_SHARE >= len(given):
        return beyond[0]
    if len(words) >= LEAST_OFF and len({c.key for c in words}) < len(words) and len(words) * _WORDS_SHARE >= len(given):
        return words[0]
    return None


def _is_word(cell: Cell) -> bool:
    return cell.kind == "text" and not any(ch.isdigit() for ch in clean(cell.text))


def other_scale(grid: Grid, cell: Cell, lexicon: Lexicon) -> Problem:
    """The one problem of a table that is rated on another scale."""
    low, high = lexicon.model.scale_min, lexicon.model.scale_max
    return grid.problem("other-scale", cell, scale=f"{low}–{high}")
