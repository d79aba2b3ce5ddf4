"""What single cells of a mutated workbook say, and opening it: the parts of `mutation_oracle` that look at one cell.

Nothing of the program's reader is used.
"""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable
from fractions import Fraction

import openpyxl
from openpyxl.cell.cell import Cell

from reportgen.model.load import packaged_model
from tests.layout_words import COMPETENCIES, HEADERS, SCALE, UNANSWERED, same_name
from tests.mutations import CELL, DATA, PEOPLE, SHEET, STRINGS, Template, rezip, text_of, unzip

Value = int | Fraction

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def key(text: object) -> str:
    """A text without width, spaces, case, variant characters and a final colon; "" for what is no text."""
    if not isinstance(text, str):
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold()
    shown = "".join(ch for ch in folded if unicodedata.category(ch) != "Cf" and not ch.isspace())
    return same_name(shown).rstrip(":")


def bare(text: str) -> str:
    return re.sub(r"\([^()]*\)$|\[[^\[\]]*\]$", "", re.sub(r"^\d{1,2}[.、)]", "", text))


_FIELDS = {key(word.replace("_", " ")): name for name, listed in HEADERS.items() for word in listed.split()}
_FIELDS[key("姓名")] = "name"
ITEMS = {key(name): item.id for item in COMPETENCIES for name in (item.id, item.name_zh, item.name_en)}
SUBJECTS = {
    key(n): s.id for c in packaged_model().competencies for s in c.subjects for n in (s.id, s.name_zh, s.name_en)
}
NAMES = {key(name): id_ for id_, name in PEOPLE.items()}
_WITHOUT_ZEROS = {id_.lstrip("0"): id_ for id_ in PEOPLE}
_BANDS = {key(name): value for value, name in SCALE.items()}
_BLANK = {key(word) for word in UNANSWERED}


def field_of(value: object) -> str:
    return _FIELDS.get(key(value), "")


def item_in(value: object, known: dict[str, str]) -> str:
    return known.get(key(value)) or known.get(bare(key(value))) or ""


def number_in(cell: Cell | None) -> tuple[Fraction | None, bool]:
    """The number in a cell, and whether there is no doubt about it."""
    value = None if cell is None else cell.value
    if cell is None or cell.data_type == "e" or isinstance(value, bool):
        return None, True
    if isinstance(value, (int, float)):
        return Fraction(f"{value:.15g}") if abs(value) < 1e15 else None, True  # also without inf and nan
    if not isinstance(value, str):
        return None, True
    text = "".join(ch for ch in unicodedata.normalize("NFKC", value) if unicodedata.category(ch) != "Cf").strip()
    plain = re.fullmatch(r"([+-]?\d{1,4}(?:\.\d{1,6})?)(分?)", text)
    return (
        (Fraction(plain[1]), re.fullmatch(r"\d(分)?|[1-9]\d?(\.\d+)?", value.strip()) is not None)
        if plain
        else (None, True)
    )


def rating_in(cell: Cell | None) -> tuple[Value | None, bool]:
    number, sure = number_in(cell)
    if number is None:
        return _BANDS.get(key(cell.value) if cell and cell.data_type != "e" else ""), False
    return (int(number), sure) if number in SCALE else (None, True)


def mark_in(cell: Cell | None) -> tuple[Value | None, bool]:
    number, sure = number_in(cell)
    return (number, sure) if number is not None and 0 <= number <= 100 else (None, True)


def id_in(cell: Cell) -> tuple[str, bool]:
    """The id of the roster that a cell states."""
    value = cell.value
    if cell.data_type == "e" or isinstance(value, bool):
        return "", True
    if isinstance(value, (int, float)) and 0 <= value < 1e15 and value == int(value):
        digits = str(int(value))
        shown = digits.zfill(len(cell.number_format)) if re.fullmatch("0+", cell.number_format) else digits
        return (shown, True) if shown in PEOPLE else (_WITHOUT_ZEROS.get(digits, ""), False)
    text = key(value)
    return (
        (text, True) if text in PEOPLE else (_WITHOUT_ZEROS.get(text.lstrip("0") if text.isdigit() else "", ""), False)
    )


def person_in(ids: Iterable[Cell], names: Iterable[Cell]) -> tuple[frozenset[str], bool]:
    """Who is meant: by id, with a name that does not contradict; by name alone without being sure."""
    found = [id_in(cell) for cell in ids]
    called = [cell.value for cell in names]
    spoken = [key(name) for name in called if key(name) not in _BLANK]
    sure = len(spoken) == len(called)
    if not found:
        people = {NAMES.get(name, "") for name in spoken}
        return (frozenset(people), False) if len(people) == 1 and "" not in people else (frozenset(), False)
    people = {id_ for id_, _ in found}
    if len(people) > 1 or "" in people or any(NAMES.get(name) not in people for name in spoken):
        return frozenset(), False
    return frozenset(people), sure and all(certain for _, certain in found)


def opened(data: bytes) -> openpyxl.Workbook | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # noqa: BLE001 (whatever is wrong with it)
        return None


def _part(data: bytes, name: str) -> str:
    """One part of a workbook, "" when it cannot be had."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(name).decode()
    except Exception:  # noqa: BLE001 (whatever is wrong with it)
        return ""


def without_bad_cells(template: Template, data: bytes) -> tuple[set[str], bytes]:
    """The workbook made readable for openpyxl: with an error value in the cells that it stumbles over, which are named,
    and with the template's own parts in place of all that hold no data. No bytes when a part with data is damaged.
    """
    parts = unzip(template.data)
    text = _part(data, SHEET)
    if STRINGS in parts:
        parts[STRINGS] = _part(data, STRINGS)
    strings = text_of(parts, STRINGS).count("<si>") if STRINGS in parts else 0
    title = re.search('<sheet [^>]*name="([^"]*)"', _part(data, "xl/workbook.xml"))
    if title:
        parts["xl/workbook.xml"] = re.sub(
            '(<sheet [^>]*name=")[^"]*', lambda m: m[1] + title[1], text_of(parts, "xl/workbook.xml")
        )
    styles = re.search(r"<cellXfs.*?</cellXfs>", text_of(parts, "xl/styles.xml"), re.DOTALL)
    known = styles[0].count("<xf ") if styles else 0
    bad = set()

    def mend(match: re.Match[str]) -> str:
        style = re.search(r' s="([^"]*)"', match[3])
        value = re.search(r"<v>(.*?)</v>", match[4] or "", re.DOTALL)
        kept = style[0] if style and style[1].isascii() and style[1].isdigit() and int(style[1]) < known else ""
        kind = re.search(r' t="([^"]*)"', match[3])
        if value and value[1].strip() and not _castable(kind[1] if kind else "n", value[1], strings):
            bad.add(match[1] + match[2])
            return f'<c r="{match[1]}{match[2]}"{kept} t="e"><v>#VALUE!</v></c>'
        return match[0].replace(style[0], kept, 1) if style else match[0]

    def plain(match: re.Match[str]) -> str:
        style = re.search(r' s="([^"]*)"', match[0])
        good = style is None or (style[1].isascii() and style[1].isdigit() and int(style[1]) < known)
        return match[0] if good or style is None else match[0].replace(style[0], "")

    table = DATA.search(re.sub("<c [^>]*>", plain, CELL.sub(mend, text)))
    root = re.search(r"<worksheet[^>]*>", text)
    if not table or not root:
        return set(), b""
    merges = [m[0] for m in re.finditer(r'<mergeCell ref="[A-Z]{1,3}\d+:[A-Z]{1,3}\d+" ?/>', text)]
    merged = f"<mergeCells>{''.join(merges)}</mergeCells>" if merges else ""
    parts[SHEET] = f"{root[0]}{table[0]}{merged}</worksheet>"
    return bad, rezip(parts)


def _castable(kind: str, value: str, strings: int) -> bool:
    if kind == "s":
        return value.strip().isascii() and value.strip().isdigit() and int(value) < strings
    if kind == "n":
        return NUMBER.fullmatch(value.strip()) is not None
    if kind == "b":
        return value.strip() in {"0", "1"}
    return kind != "d" or re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", value) is not None
