"""Rows of large sheets as XML, put into a sheet of which openpyxl makes everything else.

openpyxl takes about 20 µs for a cell, most of it for styles. Here it makes a mould: a sheet with its headings, widths,
panes and filter, and the few styles that cells have. The rows go between as text, cell by cell what openpyxl writes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.outputs.sheets import FORMULA_START, Value, clean, put

_MOST: Final = 32_767  # characters that a cell holds
_BATCH: Final = 1000  # rows of one piece
_RIGHT, _APART = Alignment(horizontal="right"), Alignment(horizontal="left", indent=1)


def rows_xml(
    sheet: Worksheet, formats: Sequence[str], apart: Sequence[bool], rows: Iterable[Sequence[Value]]
) -> Iterator[bytes]:
    """The rows of a sheet below its headings in row 1, in pieces; texts and numbers only.

    `formats` are the number formats of the columns ("": text or whole numbers); a text where others have a number stands
    right. Columns of texts that are to keep `apart` from a number before them are indented. The styles are in the
    workbook when this returns; the rows are made while they are taken.
    """
    columns = [
        (f'<c r="{get_column_letter(n)}', _Column(sheet, number_format, apart=indented))
        for n, (number_format, indented) in enumerate(zip(formats, apart, strict=True), start=1)
    ]
    return _pieces(columns, rows)


def _pieces(columns: "Sequence[tuple[str, _Column]]", rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    parts: list[str] = []
    for n, row in enumerate(rows, start=2):
        parts.append(f'<row r="{n}">')
        for (start, column), value in zip(columns, row, strict=True):
            # the hash of a Fraction takes long
            key = value if value is None or isinstance(value, str) else value.as_integer_ratio()  # type: ignore[union-attr]
            end = column.get(key)
            if end is None:
                end = column[key] = column.end(value)
            if end:
                parts.append(f"{start}{n}{end}")
        parts.append("</row>")
        if n % _BATCH == 0:
            yield "".join(parts).encode()
            parts.clear()
    yield "".join(parts).encode()


class _Column(dict[object, str]):
    """What stands behind the address of a column's cells, by their values: a text, a number's ratio, None. Where that is
    nothing, there is no cell.
    """

    def __init__(self, sheet: Worksheet, number_format: str, *, apart: bool) -> None:
        super().__init__()
        right = _RIGHT if number_format else None
        self._empty = _style(sheet, None, "", _APART if apart else None)
        self._number = _style(sheet, 0, number_format, _APART if apart else None)
        self._text = _style(sheet, "a", number_format, _APART if apart else right)
        self._quoted = _style(sheet, "=", number_format, _APART if apart else right)

    def end(self, value: Value) -> str:
        """As openpyxl writes it, from behind the address on."""
        if value is None:
            return f'{self._empty} t="n"/>' if self._empty != '"' else ""
        if not isinstance(value, str):
            return f'{self._number} t="n"><v>{float(value):.16g}</v></c>'  # type: ignore[arg-type]
        style = self._quoted if value.startswith(FORMULA_START) else self._text
        text = clean(value)[:_MOST]
        if not text:
            return f'{style} t="inlineStr"/>'
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'{style} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'


def _style(sheet: Worksheet, sample: Value, number_format: str, alignment: Alignment | None) -> str:
    """The end of an address and the style of cells like this one."""
    cell = Cell(sheet, row=1, column=1)  # in no row
    put(cell, sample, number_format)
    if alignment is not None:
        cell.alignment = alignment
    return f'" s="{cell.style_id}"' if cell.has_style else '"'
