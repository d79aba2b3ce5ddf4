"""A second look at a sheet, straight at its XML and with nothing but patterns: where values stand, what is hidden or
merged, and which cells hold what no spreadsheet program writes.

It knows nothing of the library that reads the cells, so that the two can be compared.
"""

import html
import re
from datetime import datetime
from math import isfinite

from reportgen.workbooks.opening.merges import merged_areas
from reportgen.workbooks.opening.raw import MAX_COLUMNS, MAX_ROWS, UnreadableWorkbookError, column_number, letters

_P = rb"(?:[\w.-]+:)?"  # a namespace's prefix
_NO_MARKUP = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*)?<" + _P + rb"worksheet[\s>]")
_DATA = re.compile(rb"<" + _P + rb"sheetData[\s/>]")
_TOKEN = re.compile(
    rb"<(" + _P + rb")(?:row((?:\s[^>]*)?)>|c((?:\s[^>]*?)?)(?:/>|>(.*?)</" + _P + rb"c\s*>))", re.DOTALL
)
_FILLED = re.compile(rb"<" + _P + rb"(?:v|is|f)[\s>/]")
_FORMULA = re.compile(rb"<" + _P + rb"f[\s>/]")
_VALUE = re.compile(rb"<" + _P + rb"v(?:\s[^>]*?)?(?:/>|>([^<]*)</)")
_INLINE = re.compile(rb"<" + _P + rb"is[\s>]")
_TEXT = re.compile(rb"<" + _P + rb"t(?:\s[^>]*)?>([^<]*)</")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
_NUMBERED = re.compile(rb"\sr\s*=")
_TYPE = re.compile(rb"""\st\s*=\s*["']([^"']*)["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<" + _P + rb"col\s[^>]*>")
_BOUND = re.compile(rb"""\s(min|max)\s*=\s*["']([0-9]{1,7})["']""")
_NUMBER = re.compile(rb"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_STRING = re.compile(rb"<" + _P + rb"si[\s>/]")
_STEP = 2**20
_SHORT = 15  # digits of a number that is surely none of a text

Place = tuple[int, int]


class SheetXml:
    """What the XML of a sheet says.

    `values`: the places of the cells that hold a value, as numbers of `place_number`; `formulas`: cells that hold a formula
    and nothing stored; `odd`: cells whose value no program can have meant, with its text. `mended` is the XML with
    the odd cells empty, or None when there are none. `last_row` is the last with a value, `widest` the last column
    of any cell up to there.
    """

    def __init__(self, xml: bytes, n_strings: int) -> None:
        if b"<!" in xml or xml.find(b"<?", 1) > 0:
            xml = _NO_MARKUP.sub(_as_text, xml)
        if not _ROOT.match(xml):
            raise UnreadableWorkbookError("incomplete")
        self.values: set[int] = set()
        self.formulas: list[Place] = []
        self.odd: dict[Place, str] = {}
        self.hidden_rows: set[int] = set()
        self.last_row = 0
        self.widest = 0
        self.mended: bytes | None = None
        self._n_strings = n_strings
        self._columns: dict[bytes, int] = {}
        start = _DATA.search(xml)
        self._begin = start.start() if start else len(xml)
        self._end = _last_filled(xml, self._begin)
        self._read(xml)
        self.hidden_columns = _hidden_columns(xml[: self._begin])
        self.merges = merged_areas(xml, self._end)

    def _read(self, xml: bytes) -> None:
        row = column = 0
        odd: list[tuple[int, int, bytes]] = []
        for token in _TOKEN.finditer(xml, self._begin):
            if token.start() > self._end:
                break
            prefix, row_tag, attributes, content = token.groups()
            if row_tag is not None:
                row, column = _row_number(row_tag, row), 0
                if _HIDDEN.search(row_tag):
                    self.hidden_rows.add(row)
                continue
            column = self._column_number(attributes, row, column)
            self.widest = max(self.widest, column)
            if content and not self._understood((row, column), attributes, content):
                odd.append((token.start(), token.end(), b'<%bc r="%b%d"/>' % (prefix, letters(column).encode(), row)))
        if odd:
            self.mended = _replaced(xml, odd)

    def _column_number(self, attributes: bytes, row: int, last: int) -> int:
        """The column of a cell; cells without a reference stand one after another."""
        place = _PLACE.search(attributes)
        if not place:
            if _NUMBERED.search(attributes):
                raise UnreadableWorkbookError("incomplete")
            return last + 1
        name = place.group(1)
        if name not in self._columns:
            self._columns[name] = column_number(name.decode().upper())
        column = self._columns[name]
        if int(place.group(2)) != row or column <= last:
            raise UnreadableWorkbookError("order")
        return column

    def _understood(self, place: Place, attributes: bytes, content: bytes) -> bool:
        """Take down a cell; false when its value is one that nobody can have meant."""
        kind = _TYPE.search(attributes)
        type_ = kind.group(1) if kind else b"n"
        value = _VALUE.search(content)
        text = (value.group(1) or b"").strip() if value else b""
        if value and _VALUE.search(content, value.end()):
            raise UnreadableWorkbookError("order")
        if b"&" in text:
            text = html.unescape(text.decode("utf-8", "replace")).encode().strip()
        if type_ == b"inlineStr" and _INLINE.search(content):
            text = b"".join(_TEXT.findall(content)).strip()
        elif not text:
            if _FORMULA.search(content) and not (type_ == b"str" and value):
                self._within(place)
                self.formulas.append(place)
            return not (value and value.group(1))  # spaces alone
        if not text:
            return True
        self._within(place)
        if _plausible(type_, text, self._n_strings):
            self.values.add(place_number(*place))
            return True
        self.odd[place] = text.decode("utf-8", "replace")
        return False

    def _within(self, place: Place) -> None:
        if place[0] > MAX_ROWS or place[1] > MAX_COLUMNS:
            raise UnreadableWorkbookError("extent")
        self.last_row = place[0]


def _plausible(type_: bytes, text: bytes, n_strings: int) -> bool:
    """Whether a stored text is one of its type: `nan`, `1_000` or `0x10` are no numbers, `-1` is no shared string."""
    if type_ == b"n":
        return bool(_NUMBER.fullmatch(text)) and isfinite(float(text))
    if type_ == b"s":
        if not text.isdigit():
            return False
        if len(text) > _SHORT or int(text) >= n_strings:
            raise UnreadableWorkbookError("incomplete")  # the table of texts is another one, or cut short
        return True
    if type_ == b"b":
        return text in (b"0", b"1")
    if type_ == b"d":
        try:
            datetime.fromisoformat(text.decode("ascii", "replace"))
        except ValueError:
            return False
    return type_ in (b"str", b"e", b"inlineStr", b"d")


def place_number(row: int, column: int) -> int:
    """A place as one number, because there may be a million."""
    return row << 14 | column


def strings_in(xml: bytes) -> int:
    """How many texts the table of shared strings holds."""
    return len(_STRING.findall(_NO_MARKUP.sub(b"", xml) if b"<!" in xml else xml))


def _as_text(match: re.Match[bytes]) -> bytes:
    """Nothing in the place of comments and instructions, plain text in that of CDATA."""
    text: bytes | None = match.group(1)
    return b"" if text is None else text.replace(b"&", b"&amp;").replace(b"<", b"&lt;")


def _last_filled(xml: bytes, begin: int) -> int:
    """Where the last cell with anything in it stands: after it there are styles only, often to the end of the sheet."""
    end = len(xml)
    while end > begin:
        start = max(begin, end - _STEP)
        last = -1
        for match in _FILLED.finditer(xml, start, min(len(xml), end + 64)):
            last = match.start()
        if last >= 0:
            return last
        end = start
    return begin


def _row_number(attributes: bytes, last: int) -> int:
    found = _ROW.search(attributes)
    if not found and _NUMBERED.search(attributes):
        raise UnreadableWorkbookError("incomplete")
    row = int(found.group(1)) if found else last + 1
    if row <= last:
        raise UnreadableWorkbookError("order")
    return row


def _hidden_columns(head: bytes) -> set[int]:
    columns: set[int] = set()
    for tag in _COLUMN.findall(head):
        if _HIDDEN.search(tag):
            bounds = {name: int(value) for name, value in _BOUND.findall(tag)}
            columns.update(range(bounds.get(b"min", 1), min(bounds.get(b"max", 0), MAX_COLUMNS) + 1))
    return columns


def _replaced(xml: bytes, spans: list[tuple[int, int, bytes]]) -> bytes:
    parts: list[bytes] = []
    last = 0
    for start, end, new in spans:
        parts += [xml[last:start], new]
        last = end
    return b"".join([*parts, xml[last:]])
