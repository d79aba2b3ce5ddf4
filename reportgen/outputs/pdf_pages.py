"""Whose report a PDF is, by what stands on its pages. The only module that knows PDFium, which is not safe in threads.

Every page of a report carries its person's id and name, so pages that were swapped or joined show themselves.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from typing import Final

import pypdfium2

from reportgen.language import LANGUAGES, N_, Said, language

LEAST_SHOWN: Final = 4  # characters that are left of a name or id that was cut, however many of them stand as codes
SHORT: Final = 5  # digits of an id that are no longer a figure among others
LONG: Final = 8  # characters of an id that may be found across the end of a line

_HYPHENS: Final = re.compile(r"(?:-[\r\n]+|[\ufffe\x02][\r\n]*)")  # how PDFium gives a hyphen at the end of a line
_LOOSE_MARK: Final = re.compile(r"\s+(?=[\u0300-\u036f])")  # an accent that PDFium puts on a line of its own
_CODE: Final = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
_SPACES: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*")
_PIECE: Final = re.compile(r"[A-Za-z0-9]+|[-_./]")
_LETTER: Final = re.compile(r"[A-Za-z0-9]")
_CUT: Final = "..."  # what becomes of … when widths are made equal
_ROOM: Final = 80  # characters between the beginning of a name and where it is cut, at most
_ON_LINE: Final = r"[^\S\r\n]*"  # what follows on another line may be a figure
_SHORT_ID: Final = 2
_ROUND: Final = "000"
_PASSWORD_NEEDED: Final = 4  # FPDF_ERR_PASSWORD
_RIGHT_TO_LEFT: Final = ("R", "AL", "AN")


class PdfError(Exception):
    """A PDF whose text cannot be read; `reason` is a sentence that can be told in any language."""

    def __init__(self, reason: str) -> None:
        self.reason = Said(reason)
        super().__init__(reason)


def page_texts(content: bytes) -> tuple[str, ...]:
    """The text of each page of a PDF as PDFium gives it. Raises `PdfError`: unreadable (also one without pages), encrypted."""
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            return tuple(_text(document, number) for number in range(len(document)))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_NEEDED:
            raise PdfError(N_("The PDF is already protected by a password.")) from None
        raise PdfError(N_("The PDF cannot be read.")) from None


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        return str(text.get_text_range())


def whose(content: bytes, person_id: str, name: str, others: Mapping[str, str]) -> Said | None:
    """What is wrong with a report that shall be this person's; None when every page is. See `wrong_pages`."""
    try:
        return wrong_pages(page_texts(content), person_id, name, others)
    except PdfError as error:
        return error.reason


def wrong_pages(texts: Sequence[str], person_id: str, name: str, others: Mapping[str, str]) -> Said | None:
    """The first page that is not the person's: without their id or name, or with another's id; None when all are.

    `others` are the ids and names of the roster (the person's own may be among them). Ids count as whole words, names
    without regard to spaces and lines; both as pages show them: cut with “…”, or with codes such as [U+200B] in the place
    of characters that cannot be printed. An id that could as well be a figure, a year or a word (see `_ordinary`) counts
    only where pages put ids: behind the label or behind its person's name. That another is named, such as the
    manager, is no fault. No one's name stands in the finding; ids do.
    """
    if not texts:
        return Said(N_("The PDF has no pages."))
    for number, text in enumerate(texts, start=1):
        page = _Page(text)
        if not page.has_id(person_id, name):
            return Said(N_("Page {page} does not carry the id {id}."), page=number, id=person_id)
        if not page.has_name(name):
            return Said(
                N_("Page {page} does not carry the name that belongs to the id {id}."), page=number, id=person_id
            )
        other = page.other(person_id, others)
        if other is not None:
            return Said(
                N_("Page {page} carries the id {other}; it should carry only {id}."),
                page=number, other=other, id=person_id,
            )  # fmt: skip
    return None


class _Page:
    """The text of a page, made comparable once."""

    def __init__(self, text: str) -> None:
        self.flat = _plain(_LOOSE_MARK.sub("", _HYPHENS.sub("-", text)))
        self.close = _squashed(self.flat)

    def has_name(self, name: str) -> bool:
        """Whether the name stands on the page, whole or as far as there was room for it."""
        words = [_squashed(word) for word in (_words_of(name) if _from_right(name) else [_plain(name)])]
        return bool("".join(words)) and all(_stands(word, self.close) for word in words)

    def has_id(self, person_id: str, name: str) -> bool:
        """Whether the person's id stands on the page as a word of its own; an ordinary one only where ids are put."""
        wanted = _flat(person_id)
        if not wanted:
            return False
        if _ordinary(wanted):
            return self._put(wanted, name, gap=r"\s*")
        if _word_in(wanted, self.flat):
            return True
        return len(wanted) >= LONG and _stands(_squashed(wanted), self.close)

    def other(self, own: str, others: Mapping[str, str]) -> str | None:
        """An id of somebody else that stands on the page."""
        mine = _flat(own)
        for word in self._words(mine):
            if word in others and not (_ordinary(word) and not self._put(word, others[word])):
                return word
        for found in _unusual(others):
            wanted = _flat(found)
            if wanted.partition(" ")[0] not in self.flat:  # nearly all of them: there may be thousands
                continue
            if wanted == mine or (_ordinary(wanted) and not self._put(wanted, others[found])):
                continue
            if _word_in(wanted, self.flat.replace(mine, " ") if wanted in mine else self.flat):
                return found
        return None

    def _words(self, own: str) -> Iterator[str]:
        """What may be an id: words, and parts of words that are joined by signs, but for those of the person's own id."""
        for match in _WORD.finditer(self.flat):
            pieces = _PIECE.findall(match.group())
            at = 0
            while at < len(pieces):
                for end in range(len(pieces), at, -2):
                    joined = "".join(pieces[at:end])
                    if joined == own:
                        at = end - 1
                        break
                    yield joined
                at += 2

    def _put(self, wanted: str, name: str, gap: str = _ON_LINE) -> bool:
        """Whether the id stands where pages put ids: behind the label or behind its person's name, `gap` between them."""
        number = rf"{re.escape(wanted)}(?![A-Za-z0-9]|[-_./][A-Za-z0-9])"
        words = [_spread(word) for word in (_words_of(name) if _from_right(name) else [_plain(name)])]
        before = [rf"(?<![A-Za-z]){_spread(label)}" for label in _labels()] + [word for word in words if word]
        if len(start := _squashed(_plain(name))) > LEAST_SHOWN:
            before.append(rf"{_spread(start[:LEAST_SHOWN])}[\s\S]{{0,{_ROOM}}}{re.escape(_CUT)}")
        pattern = rf"(?:{'|'.join(before)}){gap}{number}"
        if _from_right(name):
            pattern += rf"|(?<![A-Za-z0-9]){number}{gap}(?:{'|'.join(words)})"
        return re.search(pattern, self.flat) is not None


@lru_cache(maxsize=1)
def _labels() -> tuple[str, ...]:
    """What stands before the id on a first page, in every language."""
    return tuple(_plain(language(code)("ID {id}", id="")).strip() for code in LANGUAGES)


@lru_cache(maxsize=65536)
def _flat(text: str) -> str:
    """An id as `_Page.flat` would have it."""
    return _SPACES.sub(" ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Text without what typesetting puts into it: one width, no invisible signs, codes as the characters they stand for."""
    shown = _CODE.sub(_character, _without_format(unicodedata.normalize("NFKC", text)))
    return _without_format(unicodedata.normalize("NFKC", shown))


def _character(code: re.Match[str]) -> str:
    with suppress(ValueError):
        return chr(int(code.group(1), 16))
    return code.group()


def _without_format(text: str) -> str:
    """Without invisible characters, selectors of a character's form, controls (but line ends) and halves of surrogates."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ch for ch in text
        if ch.isspace() or not (unicodedata.category(ch) in ("Cf", "Cc", "Cs") or "\ufe00" <= ch <= "\ufe0f" or "\U000e0100" <= ch <= "\U000e01ef")
    )  # fmt: skip


def _squashed(text: str) -> str:
    """Without spaces; codes that a line's end had broken are read, too."""
    close = _SPACES.sub("", text)
    return _without_format(unicodedata.normalize("NFKC", _CODE.sub(_character, close)))


def _stands(wanted: str, close: str) -> bool:
    """Whether a text stands on a page, whole, or its beginning with the sign that its end is missing."""
    if wanted in close:
        return True
    start = 0
    while len(wanted) > LEAST_SHOWN and (at := close.find(_CUT, start)) >= 0:
        before = close[max(0, at - len(wanted)) : at]
        if any(before.endswith(wanted[:n]) for n in range(LEAST_SHOWN, len(wanted))):
            return True
        start = at + 1
    return False


def _from_right(name: str) -> bool:
    """Whether a name is written from right to left: the order of its words, and of the id beside it, is then the page's."""
    return any(unicodedata.bidirectional(ch) in _RIGHT_TO_LEFT for ch in name)


def _spread(text: str) -> str:
    """A pattern of a text that may have blanks and line ends anywhere."""
    return r"\s*".join(map(re.escape, _squashed(text)))


def _words_of(name: str) -> list[str]:
    return _plain(name).split()


def _word_in(wanted: str, flat: str) -> bool:
    """Whether an id stands in a text and is no part of a longer one."""
    before = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-_./])" if _LETTER.match(wanted[0]) else ""
    after = r"(?![A-Za-z0-9]|[-_./][A-Za-z0-9])" if _LETTER.match(wanted[-1]) else ""
    pattern = r"\s+".join(re.escape(part) for part in wanted.split(" "))
    return re.search(f"{before}{pattern}{after}", flat) is not None


@lru_cache(maxsize=65536)
def _ordinary(shown: str) -> bool:
    """Whether an id could stand on any page as something else: digits that are few or a round number (2026, 100, 50000),
    one or two characters, or no digit at all.
    """
    if shown.isdigit():
        return len(shown) < SHORT or (not shown.startswith("0") and shown.endswith(_ROUND))
    return len(shown) <= _SHORT_ID or not any(ch.isdigit() for ch in shown)


@lru_cache(maxsize=65536)
def _is_word(shown: str) -> bool:
    return _WORD.fullmatch(shown) is not None


def _unusual(ids: Mapping[str, str]) -> Iterator[str]:
    """Ids that are not found as words: with blanks, other signs or Chinese characters in them."""
    return (one for one in ids if not _is_word(one))
