"""Passwords of recipients: read from a workbook, made up where there is none, written into a workbook to be kept apart.

No password stands in a fault, and none in what `repr` tells of them.
"""

import io
import math
import secrets
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font

from reportgen.language import N_, Language, Said
from reportgen.model.addresses import AddressError, parsed, same_mailbox
from reportgen.model.inputs import OWN_PASSWORDS
from reportgen.model.mail import Addressee
from reportgen.model.words import clean, key
from reportgen.outputs.protection import password_fault
from reportgen.outputs.sheets import (
    FONT,
    book_bytes,
    new_book,
    print_on_a4,
    put,
    put_headings,
    row_height,
    set_widths,
    text_width,
)
from reportgen.problems import Source

LEAST: Final = 8  # characters of a password
TELLING: Final = 4  # characters of an id or a local part that make a password that holds them easy to guess
MOST_UNPACKED: Final = 100_000_000  # bytes of a workbook when unpacked
HEADER_ROWS: Final = 30  # rows in which the headings are looked for

# Letters and digits that nobody mixes up, read or heard one by one: no i l o 0 1, and of 5 s, 2 z, 8 b, 9 g q the digits.
ALPHABET: Final = "acdefhjkmnprtuvwxy23456789"
GROUPS: Final = 4
GROUP: Final = 4
BITS: Final = GROUPS * GROUP * math.log2(len(ALPHABET))  # 75

HEADINGS: Final = {
    "password": ("密码", "口令", "打开密码", "附件密码", "报告密码", "Password", "Passwords", "PDF password"),
    "address": (
        "邮箱", "邮箱地址", "邮件", "邮件地址", "电子邮箱", "电子邮件", "收件人邮箱", "收件邮箱", "本人邮箱",
        "E-mail", "Email", "Mail", "Mail address", "E-mail address", "Email address", "Address",
    ),
    "id": (
        "工号", "员工工号", "员工编号", "人员编号", "人员工号", "收件人工号",
        "ID", "Employee ID", "Person ID", "Staff ID", "Emp ID", "Employee No.", "Employee number",
    ),
    "name": ("收件人", "收件人姓名", "姓名", "Recipient", "Name", "Full name"),
    "manager address": ("上级邮箱", "直接上级邮箱", "上级邮件", "Manager email", "Manager e-mail"),
    "manager id": ("上级工号", "直接上级工号", "Manager ID"),
    "manager name": ("上级", "直接上级", "上级姓名", "直接上级姓名", "Manager", "Line manager"),
}  # fmt: skip
_MANAGER: Final = "manager "
_WHO: Final = frozenset({"address", "id"})
_FIELDS: Final = {key(word): name for name, words in HEADINGS.items() for word in words}

_EMPTY: Final = N_("The password is empty.")
_SHORT: Final = N_("The password has fewer than {least} characters.")
_GUESSED: Final = N_(
    "The password is the id, the name or the address of the recipient, or holds it: anybody can guess it."
)
_TWICE: Final = N_("The same recipient has another password in {other}.")
_NOBODY: Final = N_("There is a password, but no mail address and no id of whom it is for.")
_AGAIN: Final = N_("The table has this column twice: {heading}. Keep one.")
_BOTH: Final = N_(
    "The table has ids or addresses of people and of their managers, so it is not certain whose the passwords are. Keep "
    "the columns of those who receive the mails."
)
_NO_TEXT: Final = N_("The cell cannot be read exactly as it is shown; format it as text and type it anew.")


@dataclass(frozen=True, slots=True)
class PasswordFault:
    """What is wrong with a line of the workbook; no password is in it."""

    source: Source
    what: Said


class PasswordsError(Exception):
    """A workbook whose passwords cannot be used: the faults of its lines, or of the whole of it."""

    def __init__(self, faults: Sequence[PasswordFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.source.sheet} {f.source.cell} {f.what}".strip() for f in faults))


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords by mailbox (`same_mailbox`) and by id, with the cells where they stand. Their `repr` tells nothing of them."""

    by_address: Mapping[str, str] = field(default_factory=dict, repr=False)
    by_id: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: Mapping[tuple[str, str], Source] = field(default_factory=dict, repr=False)

    def of(self, addressee: Addressee) -> str | None:
        """The password of a recipient, by address or id; None when there is none.

        Raises `PasswordsError` when address and id have different ones, or it is one that this recipient may not have.
        """
        mailbox = same_mailbox(addressee.address)
        found = {
            kind: known[who]
            for kind, who, known in (("address", mailbox, self.by_address), ("id", addressee.id, self.by_id))
            if who in known
        }
        if not found:
            return None
        places = [self.places.get((kind, mailbox if kind == "address" else addressee.id), Source("")) for kind in found]
        if len(set(found.values())) > 1:
            raise PasswordsError([PasswordFault(places[0], Said(_TWICE, other=_called(places[1])))])
        password = next(iter(found.values()))
        what = fault(password, addressee.id, addressee.name, addressee.address)
        if what is not None:
            raise PasswordsError([PasswordFault(places[0], what)])
        return password


def _called(place: Source) -> str:
    return f"{place.sheet} {place.cell}".strip()


def generated() -> str:
    """A password to be read out on the phone, such as `k7wm-9trf-x4hc-n2pd`: 16 signs, 75 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def made_up(addressee: Addressee) -> str:
    """A new password that this recipient may have: short names such as Wu may stand in it by chance, and it would then be
    refused when it is read again.
    """
    while fault(password := generated(), addressee.id, addressee.name, addressee.address) is not None:
        pass
    return password


def fault(password: str, person_id: str = "", name: str = "", address: str = "") -> Said | None:
    """Why a password may not be used for this recipient; None when it may."""
    if not password:
        return Said(_EMPTY)
    if len(password) < LEAST:
        return Said(_SHORT, least=LEAST)
    unusable = password_fault(password)
    if unusable is not None:
        return Said(unusable)
    guess = key(password)
    local = address.partition("@")[0]
    for known, least in ((person_id, TELLING), (name, 2), (local, TELLING), (address, TELLING)):
        if key(known) and (key(known) == guess or (len(key(known)) >= least and key(known) in guess)):
            return Said(_GUESSED)
    return None


def read_passwords(path: Path, called: str = "") -> Passwords:
    """The passwords of a workbook (.xlsx) with a column of passwords and one of addresses or ids, on any of its sheets.

    `called` is the file's name in faults. Raises `PasswordsError` with all faults at once, and `OSError`.
    """
    file = called or path.name
    content = path.read_bytes()
    faults: list[PasswordFault] = []
    lines: list[_Line] = []
    tables = 0
    for title, rows in _sheets(content, file):
        columns = None
        for number, row in enumerate(rows, start=1):
            if columns is None:
                columns = _columns(row, Source(file, title)) if number <= HEADER_ROWS else None
                tables += columns is not None
            elif any(_given(cell) for cell in row):
                lines.append(_line(row, columns, Source(file, title), faults))
    if not tables:
        raise PasswordsError([PasswordFault(Source(file), Said(
            N_("No sheet has a column 密码 (Password) together with a column 邮箱 (E-mail) or 工号 (ID).")
        ))])  # fmt: skip
    found = _joined(lines, faults)
    if faults:
        raise PasswordsError(faults)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the table: the password and whom it is for."""

    source: Source
    password: str = field(repr=False)
    address: str
    person_id: str


_AnyCell = Cell | MergedCell


def _sheets(content: bytes, file: str) -> Iterator[tuple[str, Sequence[Sequence[_AnyCell]]]]:
    """Titles of the sheets with their rows of cells."""
    reason = N_("The file is no Excel workbook (.xlsx), or it is damaged or protected by a password of its own.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            reason = N_("The workbook is too large for a list of passwords.")
            raise ValueError(unpacked)  # noqa: TRY301 (told below, as every other reason)
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        read: list[tuple[str, Sequence[Sequence[_AnyCell]]]] = [
            (sheet.title, list(sheet.iter_rows())) for sheet in book.worksheets
        ]
    except Exception:  # noqa: BLE001 (a file of anybody's can break the library in any way, and its words may hold cells)
        raise PasswordsError([PasswordFault(Source(file), Said(reason))]) from None
    yield from read


def _columns(row: Sequence[_AnyCell], sheet: Source) -> Mapping[str, int] | None:
    """Which column holds what, when this is the row of headings. Raises `PasswordsError` when it is not certain."""
    columns: dict[str, int] = {}
    again: list[_AnyCell] = []
    for number, cell in enumerate(row):
        name = _FIELDS.get(key(cell.value)) if isinstance(cell.value, str) else None
        if name in columns:
            again.append(cell)
        elif name is not None:
            columns[name] = number
    managers = {name.removeprefix(_MANAGER): n for name, n in columns.items() if name.startswith(_MANAGER)}
    own = {name: n for name, n in columns.items() if not name.startswith(_MANAGER)}
    if "password" not in own or not _WHO & {*own, *managers}:
        return None
    if again:
        what = Said(_AGAIN, heading=str(again[0].value).strip())
        raise PasswordsError([PasswordFault(Source(sheet.file, sheet.sheet, again[0].coordinate), what)])
    if _WHO & own.keys() and _WHO & managers.keys():
        raise PasswordsError(
            [PasswordFault(Source(sheet.file, sheet.sheet, row[own["password"]].coordinate), Said(_BOTH))]
        )
    return own if _WHO & own.keys() else managers | {"password": own["password"]}


def _given(cell: _AnyCell) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())


def _line(row: Sequence[_AnyCell], columns: Mapping[str, int], sheet: Source, faults: list[PasswordFault]) -> _Line:
    """A line of the table; what is wrong with it goes to `faults`, and its password is then empty."""
    cells = {name: row[number] for name, number in columns.items()}
    texts: dict[str, str] = {}

    def wrong(name: str, what: Said) -> None:
        texts[name] = ""
        faults.append(PasswordFault(Source(sheet.file, sheet.sheet, cells[name].coordinate), what))

    before = len(faults)
    for name, cell in cells.items():
        shown = _shown(cell)
        texts[name] = shown or ""
        if shown is None:
            wrong(name, Said(_NO_TEXT))
    if texts.get("address"):
        try:
            texts["address"] = parsed(texts["address"])
        except AddressError as error:
            wrong("address", Said(N_("The address cannot be used: {reason}."), reason=Said(error.reason)))
    person_id = clean(texts.get("id", ""))
    if len(faults) == before:
        if not texts.get("address") and not person_id:
            wrong("password", Said(_NOBODY))
        elif what := fault(texts["password"], person_id, texts.get("name", ""), texts.get("address", "")):
            wrong("password", what)
    place = Source(sheet.file, sheet.sheet, cells["password"].coordinate)
    return _Line(place, texts["password"], texts.get("address", ""), person_id)


def _shown(cell: _AnyCell) -> str | None:
    """What a cell shows, where that is certain: texts, and whole numbers that are shown as they are or with zeros in front."""
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return None if cell.data_type == "e" else value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or not 0 <= value < 10**15:
        return None
    pattern = str(cell.number_format)
    if pattern in ("General", "@", "0"):
        return (
            str(int(value)) if pattern != "General" or value < 10**11 else None
        )  # Excel shows longer ones as 1.23E+11
    return str(int(value)).zfill(len(pattern)) if set(pattern) == {"0"} else None


def _joined(lines: Sequence[_Line], faults: list[PasswordFault]) -> Passwords:
    """The passwords by address and by id; two that differ for one recipient are a fault."""
    by_address: dict[str, str] = {}
    by_id: dict[str, str] = {}
    first: dict[tuple[str, str], Source] = {}
    for line in lines:
        for kind, who, known in (("address", same_mailbox(line.address), by_address), ("id", line.person_id, by_id)):
            if not who or not line.password:
                continue
            place = first.setdefault((kind, who), line.source)
            if known.setdefault(who, line.password) != line.password:
                faults.append(PasswordFault(line.source, Said(_TWICE, other=_called(place))))
                break
    return Passwords(by_address, by_id, first)


def passwords_workbook(recipients: Sequence[Addressee], passwords: Passwords, lang: Language) -> bytes:
    """The workbook `passwords.xlsx`: who opens attachments with which password. `read_passwords` reads it again, and our
    readers of input know it by its first line.
    """
    book = new_book()
    sheet = book.create_sheet(lang("Passwords"))
    headings = [lang("Recipient"), lang("Id"), lang("Mail address"), lang("Password")]
    known = passwords.by_address  # also of those who may not have theirs any more: it opens what they got with it
    rows = [(one.name, one.id, one.address, known.get(same_mailbox(one.address), "")) for one in recipients]
    widths = [max(*(text_width(text) for text in column), 12) + 3 for column in zip(headings, *rows, strict=True)]
    set_widths(sheet, widths)
    for number, sentence in enumerate(
        (
            lang(OWN_PASSWORDS),
            lang("Tell each recipient theirs by phone or in person, or by WeChat Work; never by mail."),
            lang("A recipient keeps the same password in later mails, as long as this file stays here."),
        ),
        start=1,
    ):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(headings))
        cell = sheet.cell(number, 1)
        put(cell, sentence, "")
        cell.font, cell.alignment = Font(name=FONT, bold=number == 1), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = row_height([sentence], [sum(widths)])
    put_headings(sheet, 5, headings)
    for number, row in enumerate(rows, start=6):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            put(cell, text, "")
            if column == len(row):
                cell.font = Font(name="Consolas")
    sheet.freeze_panes = "A6"
    print_on_a4(sheet, "5:5")
    return book_bytes(book)
