"""What is wrong with a line of `reportgen.toml`, as whoever wrote it understands: what to write instead."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reportgen.language import N_, Said

_LINE = re.compile(r"\(at line (\d+), column \d+\)")

# The kind of a fault, by pydantic's name for it or the beginning of it -> what to do.
_WRONG: Final[Mapping[str, str]] = {
    "unexpected_keyword_argument": N_("there is no such setting; see whether it is misspelled (README.md lists all settings)"),
    "string_too_short": N_("is empty; write a text, or delete the line"),
    "string": N_('write a text in straight quotes, as in "……"'),
    "tuple": N_('write a list in brackets, as in ["……", "……"]'),
    "int": N_("write a whole number without quotes, as in 3"),
    "date": N_("write a date without quotes, as in 2026-01-31"),
    "bool": N_("write true or false, without quotes"),
    "literal_error": N_("write one of: {expected}"),
    "value_error": N_('write a number, as in 2 or 1.5; a fraction in quotes, as in "1/3"'),
    "dataclass": N_("is a section: write [{place}] on a line of its own, and its settings below"),
    "dict": N_("is a section: write [{place}] on a line of its own, and its settings below"),
    "mapping": N_("is a section: write [{place}] on a line of its own, and its settings below"),
}  # fmt: skip


def place_of(parts: Sequence[int | str]) -> str:
    """The setting as it is called in the file: `relations.partner.words`."""
    return ".".join(str(part) for part in parts).replace("from_", "from")


def wrong(error: Mapping[str, Any]) -> str:
    """What to do about a fault that pydantic found; its own words for one of a kind that is not known."""
    kind = error["type"]
    text = next((said for name, said in _WRONG.items() if kind.startswith(name)), "")
    if not text:
        return str(error["msg"])
    values = {"place": place_of(error["loc"]), "expected": error.get("ctx", {}).get("expected", "")}
    return Said(text, **{name: value for name, value in values.items() if f"{{{name}}}" in text})


def unreadable(error: tomllib.TOMLDecodeError) -> str:
    """In which line the file cannot be read, and what usually is the matter."""
    found = _LINE.search(str(error))
    if found is None:
        return Said(N_("the file ends in the middle of a setting: a quotation mark or bracket is missing ({reason})"), reason=str(error))  # fmt: skip
    return Said(
        N_('line {line} cannot be read. Texts stand between straight quotes "…", not “…”; numbers without quotes; one setting per line ({reason})'),
        line=found[1], reason=str(error),
    )  # fmt: skip
