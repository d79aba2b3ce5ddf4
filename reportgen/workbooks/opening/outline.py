"""What a workbook's own table of contents says: its sheets and their parts, and the other workbooks it refers to."""

import posixpath
from typing import Final, NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from reportgen.workbooks.opening.guard import Package
from reportgen.workbooks.opening.raw import UnreadableWorkbookError

_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_TYPES: Final = "[Content_Types].xml"
_USUAL: Final = "xl/workbook.xml"
_LINKS: Final = "xl/externallinks/_rels/"
_WITHOUT_CELLS: Final = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")


class SheetPart(NamedTuple):
    """A sheet by its title and the name of its part; `cells` is false for sheets of charts, dialogs and macros."""

    title: str
    part: str
    hidden: bool
    cells: bool


class Outline(NamedTuple):
    """The sheets in their order, the names of the parts with texts and styles of cells (empty without one), and
    whether days are counted from 1904.
    """

    sheets: list[SheetPart]
    strings: str
    styles: str
    from_1904: bool


class _Relation(NamedTuple):
    kind: str
    target: str
    external: bool


def outline_of(package: Package) -> Outline:
    """What the workbook consists of; refused where the parts contradict each other."""
    if package.has("xl/workbook.bin"):
        raise UnreadableWorkbookError("binary-workbook")
    if not package.has(_TYPES):
        raise UnreadableWorkbookError("not-a-workbook")
    workbook = next((r.target for r in _relations(package, "").values() if r.kind == "officeDocument"), "")
    if not package.has(workbook):
        raise UnreadableWorkbookError("incomplete" if package.has(_USUAL) else "not-a-workbook")
    root = _parsed(package, workbook)
    if root.tag == f"{_STRICT}workbook":
        raise UnreadableWorkbookError("strict")
    types = _content_types(package)
    books = [part for kind, parts in types.items() if kind.endswith(".main+xml") for part in parts]
    if _local(root.tag) != "workbook" or books not in ([workbook.casefold()], []):
        raise UnreadableWorkbookError("not-a-workbook" if len(books) < 2 else "duplicate-part")  # noqa: PLR2004 (two)
    from_1904 = any(entry.get("date1904", "") in ("1", "true") for entry in root if _local(entry.tag) == "workbookPr")
    return Outline(
        _sheets(root, package, workbook),
        _only(types, ".sharedStrings+xml", package),
        _only(types, ".styles+xml", package),
        from_1904,
    )


def linked_workbooks(package: Package) -> list[str]:
    """The names of the workbooks that formulas refer to, each once."""
    targets: list[str] = []
    for name in package.names:
        if name.startswith(_LINKS) and name.endswith(".rels"):
            for relation in _relations(
                package, f"xl/externallinks/{posixpath.basename(name)[: -len('.rels')]}"
            ).values():
                target = unquote(relation.target).replace("\\", "/").rpartition("/")[2]
                if relation.external and target and target not in targets:
                    targets.append(target)
    return targets


def _only(types: dict[str, list[str]], kind: str, package: Package) -> str:
    """The part of a kind, if there is one; of two, programs would take the one or the other."""
    parts = [part for name, found in types.items() if name.endswith(kind) for part in found if package.has(part)]
    if len(parts) > 1:
        raise UnreadableWorkbookError("duplicate-part")
    return parts[0] if parts else ""


def _sheets(workbook: Element, package: Package, name: str) -> list[SheetPart]:
    relations = _relations(package, name)
    sheets = [
        _sheet(entry, relations, package)
        for group in workbook
        if _local(group.tag) == "sheets"
        for entry in group
        if _local(entry.tag) == "sheet" and any(_local(name) == "id" and value for name, value in entry.items())
    ]
    if len({sheet.title.casefold() for sheet in sheets}) < len(sheets):
        raise UnreadableWorkbookError("duplicate-part")
    if len({sheet.part.casefold() for sheet in sheets}) < len(sheets):
        raise UnreadableWorkbookError("duplicate-part")
    if not any(sheet.cells for sheet in sheets):
        raise UnreadableWorkbookError("no-sheets")
    return sheets


def _sheet(entry: Element, relations: dict[str, _Relation], package: Package) -> SheetPart:
    attributes = {_local(name): value for name, value in entry.attrib.items()}
    relation = relations.get(attributes.get("id", ""))
    if relation is None or not attributes.get("name"):
        raise UnreadableWorkbookError("incomplete")
    if relation.external:
        raise UnreadableWorkbookError("external")
    cells = relation.kind == "worksheet"
    if not package.has(relation.target) or not (cells or relation.kind in _WITHOUT_CELLS):
        raise UnreadableWorkbookError("incomplete")
    return SheetPart(attributes["name"], relation.target, attributes.get("state", "visible") != "visible", cells)


def _content_types(package: Package) -> dict[str, list[str]]:
    """The parts of each type, in small letters."""
    types: dict[str, list[str]] = {}
    for entry in _parsed(package, _TYPES):
        if _local(entry.tag) == "Override":
            part = entry.get("PartName", "").removeprefix("/").casefold()
            types.setdefault(entry.get("ContentType", ""), []).append(part)
    return types


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """The relations of a part, by their ids; `""` is the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(path):
        return {}
    found: dict[str, _Relation] = {}
    for entry in _parsed(package, path):
        external = entry.get("TargetMode", "") == "External"
        target = entry.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, target)).removeprefix("/")
        found[entry.get("Id", "")] = _Relation(entry.get("Type", "").rpartition("/")[2], target, external)
    return found


def _parsed(package: Package, part: str) -> Element:
    root: Element = fromstring(package.xml(part))
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]
