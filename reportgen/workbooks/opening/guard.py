"""What is checked before anything is parsed: what a file really is, and that its parts are harmless XML."""

import re
from typing import Final, Literal
from xml.parsers import expat

from reportgen.workbooks.opening.archive import Entry, entries_of, unpacked
from reportgen.workbooks.opening.raw import UnreadableWorkbookError

Format = Literal["zip", "xls", "text"]

TEXT_SUFFIXES: Final = (".csv", ".tsv")
MAX_TAG: Final = 2**16  # characters of a tag with its attributes
MAX_DEPTH: Final = 256  # elements within one another

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_BEFORE_EXCEL_5 = tuple(bytes([9, version]) for version in (0, 2, 4))
_ENCRYPTED = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_WEB = re.compile(rb"\s*(?:<(?:!doctype|html|head|body|table|meta|style|\?xml)|mime-version:)", re.IGNORECASE)
_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_UTF_8 = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LONG_TAG = re.compile(rb"<[^<>!?][^<>]{%d}" % MAX_TAG)
_OVERLAP = MAX_TAG + 16

# Parts that no reader looks into: pictures, embedded files, macros, styles of OpenDocument …
_UNSEEN = re.compile(
    r"^(?:xl/media|xl/embeddings|pictures|thumbnails|configurations2|meta-inf|basic|dialogs|object [^/]*)/"
    r"|^(?:styles|settings|meta)\.xml$"
    r"|\.(?:bin|png|jpe?g|gif|bmp|emf|wmf|svg|tiff?|ole|sig)$"
)
# … and those that are looked at, but may be in any encoding: data of add-ins, outlines of comments.
_FOREIGN = re.compile(r"^customxml/|\.vml$")
_MANIFEST = "meta-inf/manifest.xml"  # of OpenDocument: says what is encrypted
_KEPT = 2**22  # parts up to this size are kept once they are unpacked


def format_of(content: bytes, suffix: str) -> Format:
    """What a file is by its first bytes; text only where its suffix says so (`.csv`)."""
    if not content:
        raise UnreadableWorkbookError("empty")
    if content.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if content.startswith(_OLE):
        if any(name in content for name in _ENCRYPTED):
            raise UnreadableWorkbookError("password")
        if not any(name in content for name in _STREAMS):
            raise UnreadableWorkbookError("old-or-damaged-xls")
        return "xls"
    if content.startswith(_BEFORE_EXCEL_5):
        raise UnreadableWorkbookError("old-or-damaged-xls")
    start = content[:1024].removeprefix(_BYTE_ORDER_MARK)
    if _WEB.match(start):
        raise UnreadableWorkbookError("not-a-workbook.web")
    if suffix in TEXT_SUFFIXES:
        return "text"
    raise UnreadableWorkbookError("not-a-workbook" if b"\0" in start else "not-a-workbook.text")


class Package:
    """The parts of a file that is a zip archive; names do not depend on case and slashes."""

    def __init__(self, content: bytes) -> None:
        """Check every part; raises `UnreadableWorkbookError`."""
        self._content = content
        self._entries = entries_of(content)
        self._kept: dict[str, bytes] = {}
        if _MANIFEST in self._entries and b"encryption-data" in self._unpacked(_MANIFEST):
            raise UnreadableWorkbookError("password")
        for name, entry in self._entries.items():
            self._check(name, entry)

    @property
    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._entries)

    @property
    def xml_bytes(self) -> int:
        """How much XML there is."""
        return sum(entry.file_size for name, entry in self._entries.items() if not _UNSEEN.search(name))

    def has(self, name: str) -> bool:
        return name.casefold() in self._entries

    def xml(self, name: str) -> bytes:
        """A part by its name; refused when it is missing, not among those that were checked, or no whole XML."""
        name = name.casefold()
        if name not in self._entries or _UNSEEN.search(name) or _FOREIGN.search(name):
            raise UnreadableWorkbookError("incomplete")
        part = self._kept.get(name) or self._unpacked(name)
        _refuse_encoding(part)
        _refuse_broken(part)
        return part

    def _unpacked(self, name: str) -> bytes:
        return b"".join(unpacked(self._content, self._entries[name]))

    def _check(self, name: str, entry: Entry) -> None:
        """Unpack a part: it must be of the size that it says, XML in UTF-8 and without DOCTYPE."""
        unseen = bool(_UNSEEN.search(name))
        pieces: list[bytes] = []
        last = b""
        for piece in unpacked(self._content, entry):
            if unseen:
                continue
            _refuse_markup(last + piece)
            if not last and name.endswith((".xml", ".rels")) and not _FOREIGN.search(name):
                _refuse_encoding(piece)
            last = (last + piece)[-_OVERLAP:]
            if entry.file_size <= _KEPT:
                pieces.append(piece)
        if pieces:
            self._kept[name] = b"".join(pieces)


def _refuse_markup(piece: bytes) -> None:
    if _DOCTYPE.search(piece):
        raise UnreadableWorkbookError("doctype")
    if len(piece) > MAX_TAG and _LONG_TAG.search(piece):
        raise UnreadableWorkbookError("too-large")


def _refuse_encoding(start: bytes) -> None:
    declared = _DECLARATION.match(start[:1024].removeprefix(_BYTE_ORDER_MARK))
    if (
        (declared and declared.group(1).lower() not in _UTF_8)
        or start.startswith((b"\xff\xfe", b"\xfe\xff"))
        or b"\0" in start[:4]
    ):
        raise UnreadableWorkbookError("encoding")


def _refuse_broken(xml: bytes) -> None:
    """Refuse XML that is not whole: what is cut off may have been merged areas, or more cells."""
    depth = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableWorkbookError("too-large")

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise UnreadableWorkbookError("incomplete") from error
