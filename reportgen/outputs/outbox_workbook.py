"""`outbox.xlsx`: the mails that are to be sent, everybody of the roster, and what is not sent. For the administrator only."""

from collections.abc import Sequence
from typing import Final

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.language import Language
from reportgen.model.check import shown_file
from reportgen.model.inputs import OUTBOX_MAIL, OUTBOX_PERSON, OUTBOX_STOP
from reportgen.model.mail import overtaken
from reportgen.model.outbox import OutboxFacts, fated
from reportgen.model.outbox_words import fate_name, occasion_name, size_text, state_name, to_do
from reportgen.outputs.sheets import (
    Value,
    book_bytes,
    new_book,
    pages_wide,
    print_on_a4,
    put,
    put_headings,
    row_height,
    set_widths,
)

_TALLEST: Final = 400  # points: rows of Excel end at 409
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_RIGHT: Final = Alignment(horizontal="right", vertical="top", wrap_text=True)
_AFTER: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)  # a column of numbers
_MAILS: Final = (7, 14, 28, 10, 24, 54, 11, 18, 16, 30, 40)
_PEOPLE: Final = (14, 14, 17, 26, 14, 32, 48)
_STOPS: Final = (24, 14, 9, 40, 40, 24, 18)


def outbox_workbook(facts: OutboxFacts, lang: Language) -> bytes:
    """The workbook as bytes: mails (planned ones, then earlier ones), people, what is not sent."""
    book = new_book()
    mails = [*_drafts(facts, lang), *_earlier(facts, lang)]
    _fill(book.create_sheet(lang("Mails")), _mail_heads(lang), mails, _MAILS)
    _fill(book.create_sheet(lang("People")), _person_heads(lang), _people(facts, lang), _PEOPLE)
    _fill(book.create_sheet(lang("Not sent")), _stop_heads(lang), _stops(facts, lang), _STOPS)
    return book_bytes(book)


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Value]], widths: Sequence[float]) -> None:
    put_headings(sheet, 1, heads)
    sheet.row_dimensions[1].height = row_height(heads, widths)
    for r, row in enumerate(rows, start=2):
        for c, value in enumerate(row, start=1):
            cell = sheet.cell(r, c)
            put(cell, value, "0")
            after = c > 1 and isinstance(row[c - 2], int)
            cell.alignment = _RIGHT if isinstance(value, int) else _AFTER if after else _WRAPPED
        texts = [value if isinstance(value, str) else "" for value in row]
        sheet.row_dimensions[r].height = min(row_height(texts, widths), _TALLEST)
    for c, value in enumerate(rows[0] if rows else (), start=1):
        if isinstance(value, int):
            sheet.cell(1, c).alignment, sheet.cell(1, c + 1).alignment = _RIGHT, _AFTER
    set_widths(sheet, widths)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_a4(sheet, "1:1", wide=pages_wide(widths, 2), columns="A:B")


def _mail_heads(lang: Language) -> list[str]:
    return [
        lang("No."), lang("Recipient"), lang("Address"), lang("Reports"), lang("People"), lang("Attachments"), lang("Size"),
        lang("Occasion"), lang("State"), lang(OUTBOX_MAIL), lang("What the server said, what to do"),
    ]  # fmt: skip


def _drafts(facts: OutboxFacts, lang: Language) -> list[list[Value]]:
    names = {line.person_id: line.name for line in facts.lines}
    rows: list[list[Value]] = []
    for draft in facts.drafts:
        letter = draft.letter
        part = lang("part {part} of {parts}", part=letter.part, parts=letter.parts) if letter.parts > 1 else ""
        rows.append([
            facts.number(draft), letter.addressee.name, letter.addressee.address, len(letter.enclosures),
            "\n".join(f"{who} {names.get(who, '')}".strip() for who in letter.people),
            "\n".join(one.name for one in letter.enclosures), size_text(draft.size),
            "\n".join(text for text in (occasion_name(letter, lang), part) if text),
            lang("sample, cannot be sent") if facts.sample else lang("to be sent"), draft.file, "",
        ])  # fmt: skip
    return rows


def _earlier(facts: OutboxFacts, lang: Language) -> list[list[Value]]:
    names = {line.person_id: line.name for line in facts.lines}
    done = overtaken(facts.earlier)
    rows: list[list[Value]] = []
    for entry in facts.earlier:
        part = lang("part {part} of {parts}", part=entry.part, parts=entry.parts) if entry.parts > 1 else ""
        said = " ".join(text for text in (str(entry.code or ""), entry.reply) if text)
        todo = "" if entry.number in done else to_do(entry, lang)
        rows.append([
            entry.number, entry.name, entry.address, len(entry.items),
            "\n".join(f"{item.person} {names.get(item.person, '')}".strip() for item in entry.items), "",
            size_text(entry.size), part, state_name(entry, lang), entry.file,
            "\n".join(text for text in (said, todo) if text),
        ])  # fmt: skip
    return rows


def _person_heads(lang: Language) -> list[str]:
    return [
        lang("Id"), lang("Name"), lang("Grade"), lang("Department"), lang("Manager"), lang("Address"), lang(OUTBOX_PERSON),
    ]  # fmt: skip


def _people(facts: OutboxFacts, lang: Language) -> list[list[Value]]:
    return [
        [
            one.line.person_id, one.line.name, one.line.grade, one.line.department, one.line.manager,
            facts.address(one.line), fate_name(one, lang),
        ]
        for one in fated(facts)
    ]  # fmt: skip


def _stop_heads(lang: Language) -> list[str]:
    return [
        lang("File"), lang("Sheet"), lang("Cell"), lang(OUTBOX_STOP), lang("What to do"), lang("People concerned"),
        lang("Recipient"),
    ]  # fmt: skip


def _stops(facts: OutboxFacts, lang: Language) -> list[list[Value]]:
    names = {line.person_id: line.name for line in facts.lines}
    return [
        [
            shown_file(stop.problem.source.file), stop.problem.source.sheet, stop.problem.source.cell,
            stop.problem.what(lang), stop.problem.remedy(lang),
            "\n".join(f"{who} {names.get(who, '')}".strip() for who in stop.people), stop.addressee,
        ]
        for stop in facts.stops
    ]  # fmt: skip
