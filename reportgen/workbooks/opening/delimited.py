"""Text files of cells (.csv, .tsv): characters and separator are decided strictly, nothing is guessed.

Every cell is text, so that ids keep their zeros; names of errors such as #N/A are error cells.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from reportgen.workbooks.opening.raw import ERROR_NAMES, MAX_ROWS, RawBook, RawCell, UnreadableWorkbookError, raw_sheet

SEPARATORS: Final = ",;\t"
MAX_LINES: Final = 2 * MAX_ROWS  # texts within quotation marks may have several

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own hint, no row of the sheet
_GUARDED = re.compile(r'="([^"]*)"|\'(?=[0-9=+@-])(.*)', re.DOTALL)  # ="00017" and '00017, which keep zeros in Excel
_BLANK_CONTROLS = frozenset("\t\n\r\v\f")

Record = list[str]


def read_delimited(content: bytes) -> RawBook:
    """The only sheet of a text file, which has no title; raises `UnreadableWorkbookError`."""
    text = _decoded(content)
    if max(text.rstrip(f"{SEPARATORS}\r\n").count(end) for end in "\r\n") > MAX_LINES:
        raise UnreadableWorkbookError("extent")
    told = _SEPARATOR_LINE.match(text)
    separator = told.group(1) if told else _separator(text)
    if separator not in SEPARATORS:
        raise UnreadableWorkbookError("not-a-workbook.separator")
    try:
        records = _records(text[told.end() :] if told else text, separator, strict=True)
    except csv.Error as error:
        raise UnreadableWorkbookError("extent" if "limit" in str(error) else "incomplete.quote") from error
    cells: list[RawCell] = [
        (row, column, "error" if value in ERROR_NAMES else "text", value, "General")
        for row, record in enumerate(records, 1)
        for column, field in enumerate(record, 1)
        if (value := _unguarded(field.strip()))
    ]
    sheet = raw_sheet("", cells)
    _refuse_shifted(records)
    return RawBook([sheet], [])


def _decoded(content: bytes) -> str:
    """The text: UTF-8 if its bytes are, else GB18030 if that makes Chinese of them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise UnreadableWorkbookError("encoding.text")
    content = content.removesuffix(b"\x1a")  # the end of a file in DOS
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise UnreadableWorkbookError("encoding.text") from error
        if not _chinese(text):
            raise UnreadableWorkbookError("encoding.text") from None
    if any(ch not in _BLANK_CONTROLS and unicodedata.category(ch) == "Cc" for ch in set(text)):
        raise UnreadableWorkbookError("encoding.text")
    return text


def _chinese(text: str) -> bool:
    """Whether a text decoded as GB18030 was written in it: the bytes of Big5, Shift-JIS or Latin-1 often decode as
    well, but to characters that are private, unassigned, or mostly out of use.
    """
    beyond = Counter(ch for ch in text if ch > "\x7f")
    if any(unicodedata.category(ch) in ("Co", "Cn") for ch in beyond):
        return False
    usual = sum(n for ch, n in beyond.items() if _in_gb2312(ch))
    return 2 * usual > beyond.total()


def _in_gb2312(ch: str) -> bool:
    try:
        ch.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _separator(text: str) -> str:
    """The separator that gives most lines the same number of fields; a comma for a single column."""
    if not any(separator in text for separator in SEPARATORS):
        return SEPARATORS[0]
    agreement: dict[str, tuple[float, int]] = {}
    for separator in SEPARATORS:
        try:
            records = _records(text, separator, strict=False)
        except csv.Error:  # all of it is one field
            continue
        widths = Counter(_width(record) for record in records if any(record))
        wide = [(lines / widths.total(), width) for width, lines in widths.items() if width > 1]
        if wide:
            agreement[separator] = max(wide)
    ranked = sorted(agreement.items(), key=lambda item: item[1], reverse=True)
    if not ranked or (len(ranked) > 1 and (ranked[0][1] == ranked[1][1] or ranked[0][1][0] < 0.5)):  # noqa: PLR2004 (most)
        raise UnreadableWorkbookError("not-a-workbook.separator")
    return ranked[0][0]


def _records(text: str, separator: str, *, strict: bool) -> list[Record]:
    """The records, each the row of its number, whatever ends their lines; raises `csv.Error`."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict))


def _refuse_shifted(records: list[Record]) -> None:
    """Refuse a table with a row longer than the rest: a separator within a text has moved its values to the right."""
    for table in _runs(records):
        widths = Counter(len(record) for record in table)
        usual, lines = widths.most_common(1)[0]
        header = next(number for number, record in enumerate(table) if len(record) == usual)
        if lines > 1 and any(_width(record) > usual for record in table[header:]):
            raise UnreadableWorkbookError("not-a-workbook.shifted")


def _runs(records: list[Record]) -> Iterator[list[Record]]:
    """Rows that stand together, without blank ones."""
    run: list[Record] = []
    for record in [*records, []]:
        if any(field.strip() for field in record):
            run.append(record)
        elif run:
            yield run
            run = []


def _width(record: Record) -> int:
    """Fields up to the last that holds anything."""
    return max((number for number, field in enumerate(record, 1) if field.strip()), default=0)


def _unguarded(value: str) -> str:
    match = _GUARDED.fullmatch(value)
    return (match.group(1) or match.group(2) or "").strip() if match else value
