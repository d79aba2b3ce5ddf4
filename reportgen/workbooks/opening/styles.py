"""openpyxl, reading the styles of a workbook once for all workbooks that have the same: those made from one template do.

Of a workbook that is only read, openpyxl looks at four tables of styles (`_TABLES`), which tell dates from numbers. They are
kept by the bytes that they were read from, and never changed.
"""

from collections import OrderedDict
from typing import IO, Any, Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import ARC_STYLE

_TABLES: Final = ("_cell_styles", "_number_formats", "_date_formats", "_timedelta_formats")
_KEPT: Final = 16
_LARGE: Final = 2**18  # bytes of styles that are not kept

_read: OrderedDict[bytes, tuple[object, ...]] = OrderedDict()


def load_read_only(content: IO[bytes]) -> Any:  # noqa: ANN401 (openpyxl has no types)
    """What `openpyxl.load_workbook` gives for values that are only read, without links; raises what it raises."""
    reader = _Reader(content, read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb


class _Reader(ExcelReader):
    """Reads styles in the step after their own, which finds none."""

    archive: Any

    def read_theme(self) -> None:
        super().read_theme()
        self._whole, self.archive = self.archive, _WithoutStyles(self.archive)

    def read_worksheets(self) -> None:
        self.archive = self._whole
        _apply_styles(self.archive, self.wb)
        super().read_worksheets()


class _WithoutStyles:
    def __init__(self, archive: Any) -> None:  # noqa: ANN401 (likewise)
        self.filename = archive.filename

    def read(self, name: str) -> bytes:
        raise KeyError(name)


def _apply_styles(archive: Any, book: Any) -> None:  # noqa: ANN401 (likewise)
    try:
        source = archive.read(ARC_STYLE)
    except KeyError:
        return
    tables = _read.get(source)
    if tables is None:
        apply_stylesheet(archive, book)
        if len(source) <= _LARGE:
            _read[source] = tuple(getattr(book, name) for name in _TABLES)
            if len(_read) > _KEPT:
                _read.popitem(last=False)
        return
    for name, table in zip(_TABLES, tables, strict=True):
        setattr(book, name, table)
