"""Problems of the input: where a value was read, what is wrong with it, what to do.

A problem is data. Its code has one severity: an *error* is a value that was left out, a *warning* is one that was
used, or a blank worth knowing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from reportgen.code import Severity
from reportgen.codes import CODES
from reportgen.language import Language, Said
from reportgen.model.types import Named

MAX_VALUE_LENGTH = 80


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a value was read: path below the input folder (with /), sheet title, cell such as `B7`."""

    file: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `value` is what stands in the cell, `params` fill the code's texts: plain values, parts of the model
    (shown by their name in the reader's language), or tuples of them. `nearest` is the nearest valid value as one would
    type it into the cell, "" when there is none; `person` (id) and `rater` (name) are whom and whose answer it concerns,
    `relation` theirs; `competency` is the id of the one that an answer is about.
    """

    code: str
    source: Source
    value: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    nearest: str = ""
    person: str = ""
    rater: str = ""
    relation: str = ""
    competency: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    def what(self, lang: Language) -> str:
        return lang(CODES[self.code].what, **self._shown(lang))

    def remedy(self, lang: Language) -> str:
        """What to do: the code's remedy, or the one that `params` give `instead`."""
        return lang(str(self.params.get("instead", CODES[self.code].remedy)), **self._shown(lang))

    def _shown(self, lang: Language) -> dict[str, str]:
        """The values as they stand in the texts: names in the language, marked texts translated."""
        return {"value": shorten(self.value)} | {name: _shown(value, lang) for name, value in self.params.items()}

    def message(self, lang: Language) -> str:
        """What is wrong and what to do, in one text."""
        return f"{self.what(lang)}{'' if lang.code == 'zh' else ' '}{self.remedy(lang)}"


def _shown(value: object, lang: Language) -> str:
    if isinstance(value, Named):
        return value.name(lang.code)
    if isinstance(value, tuple):
        return lang.listing([_shown(item, lang) for item in value])
    if isinstance(value, Said):
        return value.told(lang)
    return lang(value) if isinstance(value, str) and value else str(value)


def filled(text: str, values: Mapping[str, object], lang: Language) -> str:
    """A text with values that may be parts of the model, shown by their names."""
    return lang(text, **{name: _shown(value, lang) for name, value in values.items()})


def shorten(text: str) -> str:
    """Cell contents as they may stand in a message: one line, not endless."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_VALUE_LENGTH else line[: MAX_VALUE_LENGTH - 1] + "…"


def problem(code: str, source: Source, value: object = "", /, *, nearest: object = "", **params: object) -> Problem:
    """Make a problem; `KeyError` for a code that is not in the table."""
    if code not in CODES:
        raise KeyError(code)
    return Problem(code, source, _text(value), params, _text(nearest))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def concerning(found: Problem, person: str | None, rater: str = "", competency: str = "") -> Problem:
    """The problem with the person (id), rater (name) and competency (id) it concerns, where it does not name them yet."""
    person, rater = found.person or person or "", found.rater or rater
    return replace(found, person=person, rater=rater, competency=found.competency or competency)


class Found(Protocol):
    """What can be shown of a problem."""

    @property
    def severity(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def source(self) -> Source: ...
    def message(self, lang: Language) -> str: ...


FoundT = TypeVar("FoundT", bound=Found)


def errors(problems: Iterable[FoundT]) -> list[FoundT]:
    return [p for p in problems if p.severity == "error"]


def warnings(problems: Iterable[FoundT]) -> list[FoundT]:
    return [p for p in problems if p.severity == "warning"]


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as one would work through them: by file, sheet, row and column; the same one only once."""

    def place(found: Problem) -> tuple[str, str, int, int, str, str]:
        match = _CELL.fullmatch(found.source.cell)
        row, column = (int(match.group(2)), _column(match.group(1))) if match else (0, 0)
        return found.source.file, found.source.sheet, row, column, found.code, found.value

    unique = {(p.code, p.source, p.value, repr(p.params)): p for p in problems}
    return tuple(sorted(unique.values(), key=place))


_CELL = re.compile(r"([A-Z]+)(\d+)")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
