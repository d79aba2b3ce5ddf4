"""Crafted hostile and broken files, built in memory, with the causes that a refusal of each may name.

`HOSTILE` are files to be refused as a whole. Each of them, except those with other content, holds the rating list of
`hostile_parts`, so that a reader which overlooks the fault reads plausible ratings. `ODD_CELLS` are files with one
unusual cell, `ODD_CELL`: either its value `ODD_VALUE` is right, or there is an error at that cell; the rest is read.
"""

import struct
from dataclasses import replace

from tests.workbooks.hostile_containers import ARCHIVES, BIG, CUT, FOREIGN, LIST_CSV, NOT, OLE_FILES
from tests.workbooks.hostile_parts import (
    BOOK,
    BOOK_RELS,
    BOOK_TYPE,
    HEADER,
    MAIN,
    MEGABYTE,
    OFFICE,
    OTHER_RELATIONS,
    OTHER_TYPES,
    PARTS,
    ROOT_RELS,
    SECOND,
    SHEET,
    SHEET_RELATION,
    SHEET_TYPE,
    STRINGS,
    STYLES,
    THIRD,
    TYPE,
    TYPES,
    XML,
    Entry,
    Expect,
    Hostile,
    Odd,
    Parts,
    archive,
    book,
    changed,
    content_types,
    deflated,
    edited,
    entries,
    file,
    number_cell,
    ole,
    relations,
    sheet,
    workbook,
)
from tests.workbooks.hostile_xml import ENCODING, NO_SHEET, SHEET_FILES, XML_FILES, first_row

__all__ = ["HOSTILE", "ODD_CELL", "ODD_CELLS", "ODD_VALUE", "Hostile", "Odd"]

ODD_CELL = "E2"
ODD_VALUE = 5

# ----- packages: sheets that are missing, elsewhere or twice ----------------------------------------------------------

EXTERNAL = ("external", *NO_SHEET)
TWICE = ("duplicate-part",)
STRICT_MAIN, STRICT_OFFICE = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
OTHER_SHEET = sheet(HEADER, first_row(number_cell("E2", "0")))
SECOND_SHEET = "xl/worksheets/sheet2.xml"
CHART_SHEET = (
    f'{XML}<chartsheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    '<drawing r:id="rId1"/></chartsheet>'
).encode()
DRAWING = f'{XML}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'.encode()
CHART_PARTS = {
    "xl/drawings/drawing1.xml": DRAWING,
    "xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", "../drawings/drawing1.xml")),
    "xl/worksheets/_rels/sheet2.xml.rels": relations(("drawing", "../drawings/drawing1.xml")),
}
BINARY = {
    TYPES: content_types(
        ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
        defaults='<Default Extension="bin" ContentType="application/vnd.ms-excel.worksheet"/>',
    ),
    ROOT_RELS: relations(("officeDocument", "xl/workbook.bin")),
    "xl/workbook.bin": b"\x83\x01\x00\x84\x01\x00",
    "xl/worksheets/sheet1.bin": b"\x81\x01\x00\x82\x01\x00",
    **dict.fromkeys((BOOK, BOOK_RELS, SHEET, STRINGS, STYLES)),
}


def _strict(part: str) -> bytes:
    text = PARTS[part].decode()
    return text.replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE).encode()


def _target(target: str, mode: str = "", kind: str = "worksheet") -> dict[str, bytes]:
    """The rating list with its sheet's relation pointing elsewhere."""
    return {BOOK_RELS: relations((kind, target), *OTHER_RELATIONS, mode=mode)}


def _two(
    first: str, second: str, relation: tuple[str, str] = ("worksheet", "worksheets/sheet2.xml")
) -> dict[str, bytes]:
    """A workbook that names two sheets, the second of them related as given and without a part."""
    return {
        BOOK: book(first, second, ids=("rId1", "rId4")),
        BOOK_RELS: relations(SHEET_RELATION, *OTHER_RELATIONS, relation),
        TYPES: content_types(BOOK_TYPE, SHEET_TYPE, *OTHER_TYPES, (SECOND_SHEET, f"{TYPE}.worksheet+xml")),
    }


def _again(name: str, content: bytes = OTHER_SHEET) -> bytes:
    """The rating list with one more entry."""
    return archive([*entries(), deflated(name, content)])


PACKAGE_FILES = (
    changed("no-sheets", {BOOK: book()}, "no-sheets"),
    changed(
        "sheet-relation-missing",
        {BOOK_RELS: relations(*OTHER_RELATIONS), BOOK: book("评分明细", ids=("rId7",))},
        *NO_SHEET,
    ),
    changed("sheet-part-missing", {SHEET: None}, *NO_SHEET),
    changed("second-sheet-part-missing", _two("评分明细", "补充"), *NO_SHEET),
    changed(
        "second-sheet-of-unknown-kind",
        {**_two("评分明细", "补充", ("sheetX", "worksheets/sheet2.xml")), SECOND_SHEET: OTHER_SHEET},
        *NO_SHEET,
    ),
    changed("second-sheet-same-part", _two("评分明细", "补充", SHEET_RELATION), *TWICE, *NO_SHEET),
    changed("two-sheets-of-one-name", {**_two("评分明细", "评分明细"), SECOND_SHEET: OTHER_SHEET}, *TWICE, *NO_SHEET),
    changed(
        "chart-sheet-only",
        {**CHART_PARTS, SHEET: CHART_SHEET, **_target("worksheets/sheet1.xml", kind="chartsheet")},
        *NO_SHEET,
    ),
    changed("sheet-is-a-chart", {SHEET: CHART_SHEET}, *NO_SHEET),
    changed(
        "sheet-is-an-image", {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n", **_target("media/image1.png")}, *NO_SHEET
    ),
    changed("sheet-is-the-workbook", _target("workbook.xml"), *NO_SHEET),
    changed(
        "workbook-is-its-relations",
        {
            ROOT_RELS: relations(("officeDocument", "_rels/.rels")),
            TYPES: content_types((ROOT_RELS, f"{TYPE}.sheet.main+xml")),
        },
        NOT,
        *NO_SHEET,
    ),
    changed(
        "two-main-parts",
        {
            "xl/workbook2.xml": book("评分明细"),
            "xl/_rels/workbook2.xml.rels": relations(("worksheet", "worksheets/sheet2.xml"), *OTHER_RELATIONS),
            SECOND_SHEET: OTHER_SHEET,
            ROOT_RELS: relations(("officeDocument", "xl/workbook2.xml")),
        },
        *TWICE,
        NOT,
        *NO_SHEET,
    ),
    changed("strict", {part: _strict(part) for part in PARTS}, "strict"),
    changed("strict-sheet-only", {SHEET: _strict(SHEET)}, "strict", CUT),
    changed("binary-workbook", BINARY, "binary-workbook"),
    changed("sheet-absolute-path", _target("/etc/passwd"), *EXTERNAL),
    changed("sheet-windows-path", _target("C:\\Users\\x.xml"), *EXTERNAL),
    changed(
        "sheet-path-upwards", {SHEET: None, "../sheet1.xml": PARTS[SHEET], **_target("../../sheet1.xml")}, *EXTERNAL
    ),
    changed("sheet-from-the-web", _target("http://example.com/sheet1.xml", ' TargetMode="External"'), *EXTERNAL),
    changed("sheet-from-a-share", _target("\\\\example.com\\share\\sheet1.xml", ' TargetMode="External"'), *EXTERNAL),
    changed("sheet-external-but-here", _target("worksheets/sheet1.xml", ' TargetMode="External"'), *EXTERNAL),
    file("part-path-upwards", lambda: _again("../../../etc/cron.d/x"), "external"),
    file("part-path-absolute", lambda: _again("/etc/cron.d/x"), "external"),
    file("part-path-drive", lambda: _again("C:\\Windows\\x.xml"), "external"),
    file("part-twice", lambda: _again(SHEET), *TWICE),
    file("part-twice-in-capitals", lambda: _again("XL/Worksheets/Sheet1.xml"), *TWICE),
    file("part-twice-backslashes", lambda: _again(SHEET.replace("/", "\\")), *TWICE, "external"),
    file("part-twice-leading-slash", lambda: _again("/" + SHEET), *TWICE, "external"),
    file("part-twice-dot-path", lambda: _again("xl/./worksheets/sheet1.xml"), *TWICE, "external"),
    file("strings-twice", lambda: _again(STRINGS, PARTS[STRINGS].replace(b"00002", b"00001")), *TWICE),
    file("content-types-twice", lambda: _again("[content_types].xml", PARTS[TYPES]), *TWICE),
)

# ----- CSV ------------------------------------------------------------------------------------------------------------

PNG_NOISE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))
TEXT_FILES = (
    file("line-7-mb", LIST_CSV.encode() + b"00001," + b"x" * (7 * MEGABYTE), BIG, CUT, NOT, ending="csv"),
    file("columns-1-million", LIST_CSV.encode() + b"5," * 1_000_000, "extent", BIG, ending="csv"),
    file("lines-1-million", LIST_CSV.encode() + b"5,5\r\n" * 1_000_000, "extent", BIG, ending="csv"),
    file("zero-bytes", LIST_CSV.replace("李四", "李\0四").encode(), NOT, CUT, ENCODING, ending="csv"),
    file("zeros-behind-text", LIST_CSV.encode() + bytes(4096), NOT, CUT, ENCODING, ending="csv"),
    file(
        "lone-quote",
        (LIST_CSV + '00002,成就导向,"李四,上级,3\r\n00002,抗挫能力,李四,上级,4\r\n').encode(),
        CUT,
        NOT,
        ending="csv",
    ),
    file("utf-16-without-mark", LIST_CSV.encode("utf-16-le"), ENCODING, NOT, CUT, ending="csv"),
    file(
        "two-encodings",
        LIST_CSV.encode() + "00002,成就导向,王五,同级,3\r\n".encode("gb18030") + b"\xff\xff\r\n",
        ENCODING,
        NOT,
        CUT,
        ending="csv",
    ),
    file("picture-named-csv", PNG_NOISE, NOT, ENCODING, ending="csv"),
    file("empty-text", b"", "empty", ending="csv"),
)

HOSTILE: tuple[Hostile, ...] = (*FOREIGN, *OLE_FILES, *ARCHIVES, *XML_FILES, *SHEET_FILES, *PACKAGE_FILES, *TEXT_FILES)

# ----- single odd cells -----------------------------------------------------------------------------------------------


def _odd(name: str, expect: Expect, cell: str, changes: Parts | None = None) -> Odd:
    """A rating list whose first rating is the given cell."""
    return Odd(
        name,
        f"{name}.xlsx",
        lambda: workbook({SHEET: sheet(HEADER, first_row(cell), SECOND, THIRD), **(changes or {})}),
        expect,
    )


def _odd_file(name: str, changes: Parts, ending: str = "xlsx") -> Odd:
    """A rating list that is odd elsewhere but right."""
    return Odd(name, f"{name}.{ending}", lambda: workbook(changes), "read")


def _true_descriptor() -> Entry:
    """The sheet as streaming writers write it: sizes behind the data only."""
    entry = deflated(SHEET, PARTS[SHEET])
    behind = struct.pack("<4s3I", b"PK\7\x08", entry.crc, len(entry.stream), entry.size)
    return replace(entry, flags=0x808, local=(0, 0, 0), descriptor=behind)


def _plain(value: str, attributes: str = "") -> str:
    return f'<c r="E2"{attributes}><v>{value}</v></c>'


BAD_NUMBERS = ("nan", "inf", "-inf", "1e400", "-1e400", "1_000", "0_5", "0x5", "5,0", "1e999999999", "x")

GOOD_NUMBERS = {
    "decimals": "5.0",
    "exponent": "5E0",
    "spaces": "\n 5 \n",
    "16-digits": "4.999999999999999",
    "reference": "&#53;",
    "cdata": "<![CDATA[5]]>",
}
PHONETIC = '<r><t>5</t></r><rPh sb="0" eb="1"><t>0</t></rPh>'
STYLED = ' s="{}"'.format
BY_STRING = ('<c r="E2"><v>5</v></c>', '<c r="E2" t="s"><v>12</v></c>')
MACRO_TYPES = content_types(
    (BOOK, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    SHEET_TYPE,
    *OTHER_TYPES,
    defaults='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
)

ODD_CELLS: tuple[Odd, ...] = (
    *(_odd(f"number-{text}", "cell-problem", _plain(text)) for text in BAD_NUMBERS),
    *(_odd(f"number-with-{name}", "read", _plain(text)) for name, text in GOOD_NUMBERS.items()),
    *(_odd(f"string-{index}", "cell-problem", _plain(index, ' t="s"')) for index in ("-6", "x", "0_5")),
    _odd("type-unknown", "cell-problem", _plain("5", ' t="z"')),
    _odd("type-error", "cell-problem", _plain("#N/A", ' t="e"')),
    _odd("type-error-with-number", "cell-problem", _plain("5", ' t="e"')),
    _odd("type-boolean", "cell-problem", _plain("1", ' t="b"')),
    _odd("type-date", "cell-problem", _plain("2026-05-05", ' t="d"')),
    _odd("style-of-a-date", "cell-problem", _plain("5", STYLED(1))),
    _odd("style-out-of-range", "read", _plain("5", STYLED(999))),
    _odd("style-negative", "read", _plain("5", STYLED(-1))),
    _odd("formula", "read", '<c r="E2"><f>2+3</f><v>5</v></c>'),
    _odd("formula-without-value", "cell-problem", '<c r="E2"><f>2+3</f></c>'),
    _odd("formula-text", "read", '<c r="E2" t="str"><f>"5"</f><v>5</v></c>'),
    _odd("inline-text", "read", '<c r="E2" t="inlineStr"><is><t>5</t></is></c>'),
    _odd("inline-phonetic", "read", f'<c r="E2" t="inlineStr"><is>{PHONETIC}</is></c>'),
    _odd(
        "shared-phonetic",
        "read",
        _plain("11", ' t="s"'),
        {STRINGS: edited(STRINGS, "</sst>", f"<si>{PHONETIC}</si></sst>")},
    ),
    _odd(
        "string-index-with-spaces",
        "read",
        _plain("\n 11 \n", ' t="s"'),
        {STRINGS: edited(STRINGS, "</sst>", "<si><t>5</t></si></sst>")},
    ),
    _odd("reference-in-small-letters", "read", number_cell("e2", "5")),
    _odd("cell-without-reference", "read", "<c><v>5</v></c>"),
    _odd_file("row-without-number", {SHEET: edited(SHEET, '<row r="2">', "<row>")}),
    _odd_file("strings-count-wrong", {STRINGS: edited(STRINGS, "<sst ", '<sst count="4294967295" uniqueCount="1" ')}),
    _odd_file("dimension-wrong", {SHEET: edited(SHEET, "<sheetData>", '<dimension ref="A1:B2"/><sheetData>')}),
    _odd_file("macros-beside", {TYPES: MACRO_TYPES, "xl/vbaProject.bin": ole({"_VBA_PROJECT": bytes(100)})}, "xlsm"),
    _odd_file("true-descriptor", {SHEET: _true_descriptor()}),
    _odd_file(
        "blank-shared-string",
        {STRINGS: edited(STRINGS, "</sst>", "<si/><si><t>5</t></si></sst>"), SHEET: edited(SHEET, *BY_STRING)},
    ),
    _odd_file("byte-order-mark", {SHEET: b"\xef\xbb\xbf" + PARTS[SHEET]}),
    _odd_file("sheet-path-from-root", _target("/xl/worksheets/sheet1.xml")),
    _odd_file(
        "far-blank-row",
        {SHEET: edited(SHEET, "</sheetData>", '<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')},
    ),
    _odd_file(
        "chart-sheet-beside",
        {
            **CHART_PARTS,
            "xl/worksheets/_rels/sheet1.xml.rels": None,
            **_two("评分明细", "图", ("chartsheet", "worksheets/sheet2.xml")),
            SECOND_SHEET: CHART_SHEET,
            TYPES: content_types(BOOK_TYPE, SHEET_TYPE, *OTHER_TYPES, (SECOND_SHEET, f"{TYPE}.chartsheet+xml")),
        },
    ),
)
