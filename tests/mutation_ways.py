"""The ways in which `mutations` changes a workbook: each takes random numbers and the parts, and tells what it did."""

import re
from collections.abc import Callable
from random import Random

from openpyxl.utils import get_column_letter

from tests.mutations import (
    CELL,
    DATA,
    NAMES,
    PEOPLE,
    SHEET,
    STRINGS,
    SUBJECTS,
    Cells,
    Parts,
    Template,
    cells_of,
    text_of,
    with_cells,
)

Way = Callable[[Random, Parts, Template], str]
BytesWay = Callable[[Random, bytes], tuple[str, bytes]]

TEXTS = (
    *NAMES,
    *PEOPLE,
    *PEOPLE.values(),
    *SUBJECTS,
    "12",
    "13",
    "99999",
    "工号",
    "姓名",
    "能力素质",
    "评分",
    "关系",
    "评估人",
    "上级",
    "自评",
    "朋友",
    "合计",
    "平均",
    "备注",
    "√",
    "○",
    "5",
    "4分",
    "７",
    "达标",
    "N/A",
    "缺考",
    "",
    " ",
    "成就导何",
    "成 就 导 向",
    "張三",
    "工号：00013",
    "工号：",
    "被评估人：李四",
    "1-10分",
)
VALUES = (
    *[
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "10",
        "-1",
        "-0",
        "100",
        "101",
        "4.0",
        "4.5",
        "3.9999999999999999",
        "5e0",
        "4E+0",
        "1e1",
        "0.1",
        "1_0",
        "４",
        "nan",
        "inf",
        "TRUE",
        "true",
        "4分",
    ],
    *(["√", "#N/A", "2026-05-03", "46000", "1e400", "00004", "+4", "0x4", "4,0", "99999999999999999999"]),
    "",
    " 4 ",
    "\n4\n",
    "4 5",
)
TYPES = ("s", "n", "b", "e", "str", "inlineStr", "d", "x", None)
TITLES = (
    "Sheet1",
    "上级",
    "自评",
    "人员名单",
    "考试成绩",
    "张三",
    "a&amp;b",
    "'",
    "x" * 40,
    "",
    "科目权重",
    "级别调整3级",
)


def _flip(dice: Random, data: bytes) -> bytes:
    for _ in range(dice.choice([1, 1, 1, 2, 5])):
        at = dice.randrange(len(data))
        new = data[at] ^ (1 << dice.randrange(8)) if dice.random() < 0.5 else dice.randrange(256)
        data = data[:at] + bytes([new]) + data[at + 1 :]
    return data


def flip_bytes(dice: Random, data: bytes) -> tuple[str, bytes]:
    if dice.random() < 0.4:  # the table of contents is short, and its damage is the least noticed
        at = data.rindex(b"PK\x01\x02", 0, data.index(b"PK\x05\x06"))
        start = data.index(b"PK\x01\x02")
        return f"bytes flipped in the table of contents ({at})", data[:start] + _flip(dice, data[start:])
    return "bytes flipped in the zip", _flip(dice, data)


def cut(dice: Random, data: bytes) -> tuple[str, bytes]:
    at = dice.randrange(len(data))
    if dice.random() < 0.6:
        return f"cut at {at}", data[:at]
    end = dice.randrange(at, min(at + 2000, len(data)) + 1)
    return f"bytes {at}–{end} {'zeroed' if end % 2 else 'gone'}", data[:at] + (
        b"\0" * (end - at) if end % 2 else b""
    ) + data[end:]


def flip_xml(dice: Random, parts: Parts, _: Template) -> str:
    name = dice.choice([SHEET] * 3 + [STRINGS] * 2 * (STRINGS in parts) + list(parts))
    content = parts[name]
    data = content.encode() if isinstance(content, str) else content
    at = dice.randrange(len(data))
    letters = [i for i in range(at, min(at + 200, len(data))) if chr(data[i]).isalnum()] or [at]
    if dice.random() < 0.6:  # a letter or digit for another keeps the XML in form more often
        spot = dice.choice(letters)
        new = ord(dice.choice("0123456789abcdeflnrstvxABCDEFX"))
        told = f"{name} byte {spot}: {chr(data[spot])} → {chr(new)}"
        parts[name] = data[:spot] + bytes([new]) + data[spot + 1 :]
    else:
        told = f"{name} around byte {at} flipped"
        parts[name] = data[:at] + _flip(dice, data[at : at + 1]) + data[at + 1 :]
    return told


def _replace(parts: Parts, name: str, match: re.Match[str], new: str) -> None:
    text = match.string
    parts[name] = text[: match.start()] + new + text[match.end() :]


def delete_element(dice: Random, parts: Parts, _: Template) -> str:
    what = dice.choice(["c", "c", "row", "v", "v", "si", "f", "f", "is"])
    part = STRINGS if what == "si" and STRINGS in parts else SHEET
    pattern = rf"<{what}(?=[ >/])[^>]*?(?:/>|>.*?</{what}>)"
    found = [m for m in re.finditer(pattern, text_of(parts, part), re.DOTALL) if m[0]]
    if not found:
        return f"no <{what}> to delete"
    match = dice.choice(found)
    _replace(parts, part, match, "")
    return f"deleted {match[0][:60]}"


def _cell(dice: Random, parts: Parts, *, filled: bool = True) -> re.Match[str] | None:
    found = [m for m in CELL.finditer(text_of(parts, SHEET)) if m[4] or not filled]
    return dice.choice(found) if found else None


def _set(attributes: str, name: str, value: str | None) -> str:
    """Attributes with one changed."""
    rest = re.sub(rf'\s*\b{name}="[^"]*"', "", attributes)
    return rest if value is None else f'{rest} {name}="{value}"'


def change_address(dice: Random, parts: Parts, _: Template) -> str:
    text = text_of(parts, SHEET)
    if dice.random() < 0.25:
        match = dice.choice(list(re.finditer(r'<row r="(\d+)"', text)))
        new = str(dice.choice([int(match[1]) + 1, max(1, int(match[1]) - 1), 1, 60, 0]))
        _replace(parts, SHEET, match, f'<row r="{new}"')
        return f"row {match[1]} says it is row {new}"
    found = _cell(dice, parts)
    if not found:
        return "no cell"
    column, row = dice.randint(1, 12), int(found[2]) if dice.random() < 0.6 else dice.randint(1, 14)
    address = f"{get_column_letter(column)}{row}"
    new = dice.choice(
        [f' r="{address}"', f' r="{address}"', f' r="{address}"', "", f' r="{address.lower()}"', ' r="5"', ' r="ZZZZ9"']
    )
    _replace(parts, SHEET, found, found[0].replace(f' r="{found[1]}{found[2]}"', new, 1))
    return f"cell {found[1]}{found[2]} got{new or ' no address'}"


def change_type(dice: Random, parts: Parts, _: Template) -> str:
    found = _cell(dice, parts)
    if not found:
        return "no cell"
    new = dice.choice(TYPES)
    _replace(parts, SHEET, found, f'<c r="{found[1]}{found[2]}"{_set(found[3], "t", new)}>{found[4]}</c>')
    return f"cell {found[1]}{found[2]}: type {new} ({found[0]})"


def change_style(dice: Random, parts: Parts, _: Template) -> str:
    found = _cell(dice, parts)
    if not found:
        return "no cell"
    new = dice.choice(["0", "1", "1", "2", "2", "3", "99", "-1", "x"])
    _replace(parts, SHEET, found, f'<c r="{found[1]}{found[2]}"{_set(found[3], "s", new)}>{found[4]}</c>')
    return f"cell {found[1]}{found[2]}: style {new}"


def change_value(dice: Random, parts: Parts, _: Template) -> str:
    found = _cell(dice, parts)
    if not found:
        return "no cell"
    new = dice.choice(VALUES)
    attributes = _set(found[3], "t", dice.choice(["str", "n", None])) if dice.random() < 0.3 else found[3]
    content = re.sub(r"<v>.*?</v>|<v ?/>", lambda _: f"<v>{new}</v>", found[4], flags=re.DOTALL)
    _replace(parts, SHEET, found, f'<c r="{found[1]}{found[2]}"{attributes}>{content}</c>')
    return f"cell {found[1]}{found[2]}: {attributes} value {new!r}"


def _with(parts: Parts, cells: Cells) -> None:
    parts[SHEET] = with_cells(text_of(parts, SHEET), cells)


def swap_cells(dice: Random, parts: Parts, _: Template) -> str:
    cells = cells_of(text_of(parts, SHEET))
    if len(cells) < 2:
        return "too few cells"
    one, other = dice.sample(sorted(cells), 2)
    if dice.random() < 0.5:  # in one row or column the mistake looks more natural
        near = [at for at in cells if (at[0] == one[0]) != (at[1] == one[1])]
        other = dice.choice(sorted(near) or [other])
    cells[one], cells[other] = cells[other], cells[one]
    _with(parts, cells)
    return f"swapped {one} and {other}"


def add_merge(dice: Random, parts: Parts, _: Template) -> str:
    row, column = dice.randint(1, 12), dice.randint(1, 9)
    down, right = dice.choice([(0, 1), (1, 0), (2, 0), (0, 3), (1, 1), (3, 4)])
    ref = f"{get_column_letter(column)}{row}:{get_column_letter(column + right)}{row + down}"
    if dice.random() < 0.05:
        ref = dice.choice(["A1:Z60", "B2", "", "B5:A1", "A1:B"])
    text = text_of(parts, SHEET)
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'
    parts[SHEET] = text.replace("</sheetData>", merge, 1) if "<mergeCells" not in text else text
    return f"merged {ref}"


def hide(dice: Random, parts: Parts, _: Template) -> str:
    text = text_of(parts, SHEET)
    if dice.random() < 0.6:
        match = dice.choice(list(re.finditer(r'<row r="(\d+)"', text)))
        _replace(parts, SHEET, match, f'{match[0]} hidden="1"')
        return f"row {match[1]} hidden"
    column = dice.randint(1, 9)
    columns = f'<cols><col min="{column}" max="{column}" width="9" hidden="1"/></cols><sheetData>'
    parts[SHEET] = text.replace("<sheetData>", columns, 1)
    return f"column {column} hidden"


def change_string(dice: Random, parts: Parts, _: Template) -> str:
    part = STRINGS if STRINGS in parts else SHEET
    found = list(re.finditer(r"<(si|is)>(.*?)</\1>", text_of(parts, part), re.DOTALL))
    if not found:
        return "no strings"
    match = dice.choice(found)
    old = re.sub("<[^>]*>", "", match[2])
    changed = [old[:-1], old[1:], old + "\u200b", old.replace("0", "O", 1), f"{old}1", f" {old}"]
    new = dice.choice(TEXTS) if dice.random() < 0.7 else dice.choice(changed)
    _replace(parts, part, match, f'<{match[1]}><t xml:space="preserve">{new}</t></{match[1]}>')
    return f"string {old!r} → {new!r}"


def rename(dice: Random, parts: Parts, _: Template) -> str:
    new = dice.choice(TITLES)
    parts["xl/workbook.xml"] = re.sub(
        r'(<sheet [^>]*name=")[^"]*', lambda m: m[1] + new, text_of(parts, "xl/workbook.xml")
    )
    return f"sheet renamed {new!r}"


def _mapped(cells: Cells, columns: dict[int, int], rows: Callable[[int], bool]) -> Cells:
    """Cells with columns at other places, in the given rows."""
    return {(r, columns.get(c, c) if rows(r) else c): cell for (r, c), cell in cells.items()}


def _shuffled(dice: Random, items: list[int]) -> dict[int, int]:
    other = items[:]
    dice.shuffle(other)
    return dict(zip(items, other, strict=True))


def permute_headers(dice: Random, parts: Parts, template: Template) -> str:
    """Headers in another order: with their columns, or alone."""
    cells = cells_of(text_of(parts, SHEET))
    columns = sorted({c for r, c in cells if r == template.header})
    if dice.random() < 0.5:
        columns = dice.sample(columns, min(2, len(columns)))
    order = _shuffled(dice, columns)
    alone = dice.random() < 0.5
    depth = 1 if template.kind != "across" or dice.random() < 0.5 else 2
    last = template.header + depth - 1 if alone else 10**6
    _with(parts, _mapped(cells, order, lambda row: template.header <= row <= last))
    return f"headers permuted {'without' if alone else 'with'} their columns: {order}"


def move_columns(dice: Random, parts: Parts, _: Template) -> str:
    cells = cells_of(text_of(parts, SHEET))
    if not cells:
        return "no cells"
    width = max(c for _, c in cells)
    if dice.random() < 0.3:
        by = dice.randint(1, 3)
        start = dice.randint(1, width)
        _with(parts, {(r, c + by if c >= start else c): cell for (r, c), cell in cells.items()})
        return f"{by} columns inserted at {start}"
    order = _shuffled(dice, dice.sample(range(1, width + 1), min(width, dice.choice([2, 3, 30]))))
    _with(parts, _mapped(cells, order, lambda _: True))
    return f"columns moved {order}"


def move_rows(dice: Random, parts: Parts, _: Template) -> str:
    cells = cells_of(text_of(parts, SHEET))
    if not cells:
        return "no cells"
    height = max(r for r, _ in cells)
    if dice.random() < 0.3:
        by = dice.randint(1, 3)
        start = dice.randint(1, height)
        _with(parts, {(r + by if r >= start else r, c): cell for (r, c), cell in cells.items()})
        return f"{by} rows inserted at {start}"
    order = _shuffled(dice, dice.sample(range(1, height + 1), min(height, dice.choice([2, 2, 3, 30]))))
    _with(parts, {(order.get(r, r), c): cell for (r, c), cell in cells.items()})
    return f"rows moved {order}"


def shuffle_xml_rows(dice: Random, parts: Parts, _: Template) -> str:
    """The same rows at the same places, written in another order."""
    text = text_of(parts, SHEET)
    rows = re.findall(r"<row .*?</row>", text, re.DOTALL)
    dice.shuffle(rows)
    parts[SHEET] = DATA.sub(lambda _: f"<sheetData>{''.join(rows)}</sheetData>", text)
    return "rows of the XML in another order"


BYTES: tuple[BytesWay, ...] = (flip_bytes, flip_bytes, cut)
WAYS: tuple[tuple[Way, int], ...] = (
    (flip_xml, 14),
    (delete_element, 14),
    (change_address, 7),
    (change_type, 9),
    (change_style, 4),
    (change_value, 14),
    (swap_cells, 8),
    (add_merge, 7),
    (hide, 3),
    (change_string, 12),
    (rename, 3),
    (permute_headers, 8),
    (move_columns, 5),
    (move_rows, 5),
    (shuffle_xml_rows, 1),
)
