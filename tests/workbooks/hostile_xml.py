"""Hostile XML inside sound archives: entities, encodings, sizes, and sheets whose cells lie or contradict each other."""

import hashlib
from collections.abc import Sequence

from tests.workbooks.hostile_containers import BIG, CUT
from tests.workbooks.hostile_parts import (
    BOOK,
    BOOK_RELS,
    FIRST,
    HEADER,
    MAIN,
    MEGABYTE,
    OFFICE,
    PACKAGE,
    PARTS,
    ROOT_RELS,
    SECOND,
    SHEET,
    STRINGS,
    STYLES,
    THIRD,
    TYPES,
    XML,
    Hostile,
    Parts,
    changed,
    edited,
    number_cell,
    repeated,
    row,
    sheet,
)

# ----- XML: entities, encodings, sizes --------------------------------------------------------------------------------

DOCTYPE, ENCODING = "doctype", "encoding"
SLOW = (BIG, "time", "memory")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "5">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
LOCAL_FILE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.com/p.dtd"> %p;]>'
FIVE = '<!DOCTYPE x [<!ENTITY e "5">]>'
VML = f'{XML}<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape/></xml>'.encode()
CORE = f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>'.encode()
THEME = f'{XML}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="x"/>'.encode()
COMMENTS = f'{XML}<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
MORE_PARTS = {
    "xl/drawings/vmlDrawing1.vml": VML,
    "docProps/core.xml": CORE,
    "xl/theme/theme1.xml": THEME,
    "xl/comments1.xml": COMMENTS,
    "customXml/item1.xml": f"{XML}<x/>".encode(),
}


def _with_dtd(part: bytes, dtd: str) -> bytes:
    return part.replace(XML.encode(), (XML + dtd).encode(), 1)


def _entity(dtd: str, use: str = "&e;") -> dict[str, bytes]:
    """The sheet with a document type and an entity as first rating."""
    return {SHEET: _with_dtd(sheet(HEADER, row(2, (5, 6, 7, 8), number_cell("E2", use)), SECOND, THIRD), dtd)}


def _late_dtd() -> dict[str, bytes]:
    """The document type begins 5 bytes before the end of the first megabyte, behind a comment that packs badly."""
    length = MEGABYTE - len(XML) - 12
    noise = hashlib.shake_256(b"noise").hexdigest(MEGABYTE // 2)
    return _entity(f"<!--{noise[:length]}-->{FIVE}")


def _recoded(part: bytes, encoding: str, declared: str, dtd: str = "", mark: bytes = b"") -> bytes:
    text = _with_dtd(part, dtd).decode().replace('"UTF-8"', f'"{declared}"', 1)
    return mark + text.encode(encoding)


def _utf7() -> bytes:
    """A document type that is none in ASCII."""
    return PARTS[SHEET].replace(b'"UTF-8"', b'"UTF-7"').replace(b"<worksheet", b"+ADwAIQ-DOCTYPE x+AD4-<worksheet", 1)


def _attributes() -> dict[str, bytes]:
    attributes = "".join(f' a{number}=""' for number in range(1_000_000))
    return {SHEET: edited(SHEET, '<row r="2"', f'<row r="2"{attributes}')}


def _inside(part: str, before: str, block: bytes, count: int) -> Parts:
    """A part with `count` blocks put in before a text of it."""
    head, tail = PARTS[part].split(before.encode(), 1)
    return {part: repeated(part, head, block, count, before.encode() + tail)}


def _nested(part: str, before: str) -> dict[str, bytes]:
    return {part: edited(part, before, "<x>" * 100_000 + "</x>" * 100_000 + before)}


def _attribute() -> Parts:
    head, tail = PARTS[SHEET].split(b'<row r="2"', 1)
    return {SHEET: repeated(SHEET, head + b'<row r="2" x="', b"x", 50 * MEGABYTE, b'"' + tail)}


def _names() -> Parts:
    head, tail = PARTS[BOOK].split(b"</workbook>", 1)
    name = b'<definedName name="n">Sheet1!$A$1</definedName>'
    return {BOOK: repeated(BOOK, head + b"<definedNames>", name, 1_000_000, b"</definedNames></workbook>" + tail)}


BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
XML_FILES = (
    changed("billion-laughs", _entity(LAUGHS + "]>", "&j;"), DOCTYPE),
    changed(
        "quadratic-blowup", lambda: _entity(f'<!DOCTYPE x [<!ENTITY e "{"5" * 50_000}">]>', "&e;" * 20_000), DOCTYPE
    ),
    changed("external-entity", _entity(LOCAL_FILE), DOCTYPE),
    changed("parameter-entity", _entity(PARAMETER, "5"), DOCTYPE),
    changed("external-subset", _entity('<!DOCTYPE x SYSTEM "http://example.com/x.dtd">', "5"), DOCTYPE),
    changed("entity-five", _entity(FIVE), DOCTYPE),
    changed("doctype-without-entity", _entity("<!DOCTYPE worksheet>", "5"), DOCTYPE),
    changed("doctype-after-1-mb", _late_dtd, DOCTYPE),
    *(
        changed(
            f"doctype-in-{part.rpartition('/')[2].lstrip('[.').replace(']', '')}",
            {part: _with_dtd(content, LOCAL_FILE)},
            DOCTYPE,
        )
        for part, content in {
            **{p: PARTS[p] for p in (STRINGS, ROOT_RELS, BOOK_RELS, STYLES, BOOK, TYPES)},
            **MORE_PARTS,
        }.items()
    ),
    *(
        changed(f"{code}-doctype", {SHEET: _recoded(PARTS[SHEET], code, "UTF-16", FIVE, mark)}, DOCTYPE, ENCODING)
        for code, mark in BOMS.items()
    ),
    changed(
        "utf-16-doctype-no-mark", {SHEET: _recoded(PARTS[SHEET], "utf-16-le", "UTF-16LE", FIVE)}, DOCTYPE, ENCODING, CUT
    ),
    changed("utf-16-doctype-strings", {STRINGS: _recoded(PARTS[STRINGS], "utf-16", "UTF-16", FIVE)}, DOCTYPE, ENCODING),
    changed("utf-16", {SHEET: _recoded(PARTS[SHEET], "utf-16", "UTF-16")}, ENCODING),
    changed("utf-16-strings", {STRINGS: _recoded(PARTS[STRINGS], "utf-16", "UTF-16")}, ENCODING),
    changed("utf-32", {SHEET: _recoded(PARTS[SHEET], "utf-32", "UTF-32")}, ENCODING, CUT),
    changed("utf-7", {SHEET: _utf7()}, ENCODING, DOCTYPE, CUT),
    changed("ebcdic-doctype", {SHEET: _recoded(PARTS[SHEET], "cp037", "cp037", FIVE)}, ENCODING, DOCTYPE, CUT),
    changed("declared-gbk", {STRINGS: _recoded(PARTS[STRINGS], "gb18030", "GBK")}, ENCODING, CUT),
    changed("declared-latin-1", {STRINGS: _recoded(PARTS[STRINGS], "utf-8", "ISO-8859-1")}, ENCODING),
    changed("nested-100000-deep", lambda: _nested(SHEET, "</worksheet>"), *SLOW, CUT),
    changed("nested-in-strings", lambda: _nested(STRINGS, "</t>"), *SLOW, CUT),
    changed("million-attributes", _attributes, *SLOW, CUT),
    changed("attribute-50-mb", _attribute, *SLOW, CUT),
    changed("million-formats", lambda: _inside(STYLES, "</cellXfs>", b'<xf xfId="0"/>', 1_000_000), *SLOW),
    changed("million-names", _names, *SLOW),
    changed(
        "million-relations",
        lambda: _inside(
            BOOK_RELS,
            "</Relationships>",
            f'<Relationship Id="x" Type="{OFFICE}/theme" Target="x"/>'.encode(),
            1_000_000,
        ),
        *SLOW,
        CUT,
    ),
    changed(
        "million-sheets",
        lambda: _inside(BOOK, "</sheets>", b'<sheet name="x" sheetId="2" r:id="rId1"/>', 1_000_000),
        *SLOW,
        CUT,
        "no-sheets",
    ),
)


# ----- sheets: extent, order, merged areas, strings -------------------------------------------------------------------


def first_row(cell: str) -> str:
    """The first person's row with another rating cell."""
    return row(2, (5, 6, 7, 8), cell)


def _far(row_number: str, ref: str) -> str:
    return f'<row r="{row_number}"><c r="{ref}"><v>5</v></c></row>'


def _rows(name: str, rows: Sequence[str], *causes: str, tail: str = "") -> Hostile:
    """The rating list with these rows under its header."""
    return changed(name, {SHEET: sheet(HEADER, *rows, tail=tail)}, *causes)


def _merges(name: str, *areas: str) -> Hostile:
    return _rows(name, (FIRST, SECOND, THIRD), "merge", tail=_merge_xml(areas))


def _merge_xml(areas: Sequence[str]) -> str:
    return f'<mergeCells count="{len(areas)}">{"".join(f"<mergeCell ref={area!r}/>" for area in areas)}</mergeCells>'


def _many_merges() -> dict[str, bytes]:
    pairs = ("F{0}:G{0}", "H{0}:I{0}", "J{0}:K{0}", "L{0}:M{0}")
    return {SHEET: sheet(tail=_merge_xml([pair.format(number) for number in range(10, 50_010) for pair in pairs]))}


FAR = ("extent", CUT)
PLACES = ("order", "extent", CUT)
NO_SHEET = ("no-sheets", CUT)
SHEET_FILES = (
    _rows("cell-xfd1048576", (FIRST, _far("1048576", "XFD1048576")), "extent"),
    _rows("cell-zzzz99999999", (FIRST, _far("99999999", "ZZZZ99999999")), *FAR),
    _rows("cell-row-100001", (FIRST, _far("100001", "A100001")), "extent"),
    _rows("cell-column-1001", (FIRST, _far("3", "ALM3")), "extent"),
    _rows("far-row-without-references", (FIRST, '<row r="1048570"><c><v>5</v></c></row>'), "extent"),
    *(
        _rows(f"row-number-{name}", (FIRST, _far(value, "A3")), *PLACES)
        for name, value in (("0", "0"), ("negative", "-1"), ("text", "x"), ("half", "1.5"), ("20-digits", "9" * 20))
    ),
    *(
        _rows(f"reference-{name}", (first_row(number_cell(value, "5")), SECOND), *PLACES)
        for name, value in (
            ("row-0", "E0"),
            ("letters", "E"),
            ("number", "2"),
            ("minus", "E-2"),
            ("double", "E2E2"),
            ("area", "E2:F2"),
            ("accent", "É2"),
        )
    ),
    _rows("row-contradicts-cells", (FIRST.replace('r="2"', 'r="9"', 1), SECOND), *PLACES),
    _rows("cell-of-another-row", (first_row(number_cell("E3", "5")), row(3, (10, 6, 7, 8), "")), *PLACES),
    _rows("cell-twice", (first_row(number_cell("E2", "5") + number_cell("E2", "0")), SECOND), "order"),
    _rows("value-twice", (first_row('<c r="E2"><v>5</v><v>0</v></c>'), SECOND), "order", CUT),
    _rows("row-twice", (FIRST, FIRST.replace("<v>5</v></c></row>", "<v>0</v></c></row>"), SECOND), "order"),
    _rows("rows-out-of-order", (FIRST, THIRD, SECOND), "order"),
    _rows(
        "cells-out-of-order",
        (
            first_row("").replace("</row>", "").replace('<row r="2">', '<row r="2">' + number_cell("E2", "5"))
            + "</row>",
            SECOND,
        ),
        "order",
    ),
    changed(
        "two-sheet-data",
        {SHEET: edited(SHEET, "</sheetData>", f"</sheetData><sheetData>{THIRD}</sheetData>")},
        "order",
        CUT,
    ),
    changed("foreign-namespace", {SHEET: sheet(namespace="urn:example:sheet")}, "strict", *NO_SHEET),
    _merges("merge-everything", "A1:XFD1048576"),
    _merges("merge-reversed", "B2:A1"),
    _merges("merge-overlapping", "G2:H3", "H3:I4"),
    _merges("merge-beyond-sheet", "A1:ZZZZ99999999"),
    _merges("merge-half", "A1:"),
    changed("merges-200000", _many_merges, "merge", *SLOW),
    *(
        changed(f"string-{name}", {SHEET: edited(SHEET, "<v>10</v>", f"<v>{index}</v>")}, CUT)
        for name, index in (("out-of-range", "99"),)
    ),
)
