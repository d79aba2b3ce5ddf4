"""What the XML of a mutated workbook says where openpyxl is lax, and what the oracle writes its findings into."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from tests.mutation_values import NUMBER, Value
from tests.mutations import SHEET

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Answer:
    """What an answer cell holds: the person and competency (or subject) it may be read for, and its value.

    `sure` answers must be read, or be missed with an error at one of `labels` or at the cell itself.
    """

    people: frozenset[str]
    item: str
    value: Value
    sure: bool
    labels: frozenset[str]


@dataclass
class Held:
    """A workbook as the oracle sees it; keys are sheet and cell."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    slots: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)  # where answers stand, and their labels
    doubtful: set[tuple[str, str]] = field(default_factory=set)  # the XML states them in two ways
    uncached: set[tuple[str, str]] = field(default_factory=set)  # formulas without a stored value
    damage: str = ""
    bad: set[tuple[str, str]] = field(default_factory=set)  # the workbook can only be opened without these cells


def look_at_xml(held: Held, title: str, data: bytes) -> None:
    """Note what openpyxl passes over in silence."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = fromstring(archive.read(SHEET))
    seen: Counter[str] = Counter()
    if root.tag != f"{_NAMESPACE}worksheet" or len(root.findall(f"{_NAMESPACE}sheetData")) != 1:
        held.damage = "the sheet's XML is no sheet"
        return
    for row in root.find(f"{_NAMESPACE}sheetData") or ():
        if row.tag != f"{_NAMESPACE}row":
            held.damage = f"odd row {row.tag} {row.attrib}"
        for cell in row:
            address = cell.get("r", "")
            seen[address] += 1
            if cell.tag != f"{_NAMESPACE}c":
                held.damage = f"odd cell {cell.tag} {cell.attrib}"
            if address and not (
                address.endswith(row.get("r", "")) and re.fullmatch(rf"[A-Z]+{row.get('r', '.*')}", address)
            ):
                held.doubtful.add((title, address))
            _look_at_cell(held, title, address, cell)
    held.doubtful |= {(title, address) for address, count in seen.items() if count > 1 and address}


def _look_at_cell(held: Held, title: str, address: str, cell: Element) -> None:
    parts = [part.tag.removeprefix(_NAMESPACE) for part in cell]
    if set(parts) - {"v", "f", "is"} or len(parts) > len(set(parts)):
        held.damage = f"odd content of {address}: {parts}"
    if "f" in parts and "v" not in parts:
        held.uncached.add((title, address))
    value = cell.findtext(f"{_NAMESPACE}v")
    if (
        cell.get("t", "n") == "n"
        and value is not None
        and value.strip()
        and not NUMBER.fullmatch(value.strip(" \n\t\r"))
    ):
        held.doubtful.add((title, address))
