"""A workbook written anew with nothing but what cells need: sheets, texts, and the number formats of styles.

For workbooks whose cells are sound but whose other parts openpyxl refuses: colours that are none, properties of other
programs, names in another case, a table of texts that is announced and missing.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring

from reportgen.workbooks.opening.guard import Package
from reportgen.workbooks.opening.outline import Outline

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NO_STYLES: Final = f'<styleSheet xmlns="{_MAIN}"/>'.encode()


def plain_workbook(package: Package, outline: Outline, sheets: Mapping[str, bytes]) -> bytes:
    """The file; `sheets` is the XML of the sheets of cells, by the names of their parts."""
    titles = [sheet for sheet in outline.sheets if sheet.cells]
    parts = {f"worksheets/sheet{n}.xml": sheets[sheet.part] for n, sheet in enumerate(titles, 1)}
    kinds = dict.fromkeys(parts, "worksheet") | {"styles.xml": "styles"}
    parts["styles.xml"] = _number_formats(package.xml(outline.styles) if outline.styles else _NO_STYLES)
    if outline.strings:
        parts["sharedStrings.xml"] = package.xml(outline.strings)
        kinds["sharedStrings.xml"] = "sharedStrings"
    entries = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(titles, 1)
    )
    parts["workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(outline.from_1904)}"/>'
        f"<sheets>{entries}</sheets></workbook>"
    ).encode()
    parts["_rels/workbook.xml.rels"] = _relations(kinds)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", _content_types(kinds))
        archive.writestr("_rels/.rels", _relations({"xl/workbook.xml": "officeDocument"}))
        for name, content in parts.items():
            archive.writestr(f"xl/{name}", content)
    return buffer.getvalue()


def _relations(kinds: Mapping[str, str]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{name}"/>'
        for n, (name, kind) in enumerate(kinds.items(), 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{entries}</Relationships>'.encode()


def _content_types(kinds: Mapping[str, str]) -> bytes:
    entries = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_KIND}.{kind}+xml"/>'
        for name, kind in {**kinds, "workbook.xml": "sheet.main"}.items()
    )
    return f'<Types xmlns="{_TYPES}">{entries}</Types>'.encode()


def _number_formats(styles: bytes) -> bytes:
    """The styles of cells with their number formats alone."""
    root: Element = fromstring(styles)
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(entry.get('numFmtId', '0'))} formatCode={quoteattr(entry.get('formatCode', ''))}/>"
        for entry in root.iter(f"{{{_MAIN}}}numFmt")
        if entry.get("numFmtId", "").isdigit()
    )
    cells: Iterable[Element] = next(root.iter(f"{{{_MAIN}}}cellXfs"), [])
    numbers = [entry.get("numFmtId", "0") for entry in cells] or ["0"]
    uses = "".join(f'<xf numFmtId="{number if number.isdigit() else 0}"/>' for number in numbers)
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
        f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{uses}</cellXfs></styleSheet>"
    ).encode()
