"""`data/recipients.json`: the roster as far as mail needs it, with what readers see of everybody's result.

For the administrator only. Mail reads this file and nothing else of the input; it is read strictly.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reportgen.language import N_
from reportgen.model.mail import RosterLine
from reportgen.problems import Source

RECIPIENTS: Final = "data/recipients.json"
FORMAT: Final = 1
CELLS: Final = frozenset({"manager", "manager_id", "manager_email", "email", "again"})
_TEXTS: Final = (
    "person_id", "name", "grade", "department", "manager", "manager_id", "manager_email", "email", "overall", "attained",
)  # fmt: skip
_NUMBERS: Final = ("assessed", "competencies")
_SOURCE: Final = ("file", "sheet", "cell")
_KEYS: Final = frozenset({*_TEXTS, *_NUMBERS, "source", "cells"})


class RecipientsError(Exception):
    """A file of recipients that is not as we write it; `reason` is translatable, to be filled with `values`."""

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason.format(**values))


def recipients_json(lines: Sequence[RosterLine]) -> bytes:
    """The file's bytes; the same lines give the same bytes."""
    people = [
        {name: getattr(line, name) for name in (*_TEXTS, *_NUMBERS)}
        | {"source": {name: getattr(line.source, name) for name in _SOURCE}, "cells": dict(line.cells)}
        for line in lines
    ]
    text = json.dumps({"format": FORMAT, "people": people}, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode("utf-8", "backslashreplace")  # names of files may be no Unicode


def read_recipients(content: bytes) -> tuple[RosterLine, ...]:
    """The lines in the roster's order. Raises `RecipientsError` for anything that `recipients_json` does not write."""
    try:
        told = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _odd("JSON") from error
    if not isinstance(told, dict) or type(told.get("format")) is not int:
        raise _odd("format")
    if told["format"] != FORMAT:
        raise RecipientsError(
            N_("{file} was written by another version of the program. Run make reports again."), file=RECIPIENTS
        )
    if told.keys() != {"format", "people"} or not isinstance(told["people"], list):
        raise _odd("people")
    lines = tuple(_line(one, n) for n, one in enumerate(told["people"], start=1))
    if len({line.person_id for line in lines}) != len(lines):
        raise _odd("person_id")
    return lines


def _line(one: Any, n: int) -> RosterLine:  # noqa: ANN401 (JSON)
    what = f"people[{n}]"
    if not isinstance(one, dict) or one.keys() != _KEYS:
        raise _odd(what)
    for name in _TEXTS:
        if not isinstance(one[name], str):
            raise _odd(f"{what}.{name}")
    for name in _NUMBERS:
        if type(one[name]) is not int or one[name] < 0:
            raise _odd(f"{what}.{name}")
    source = _texts(one["source"], f"{what}.source")
    cells = _texts(one["cells"], f"{what}.cells")
    if source.keys() != set(_SOURCE) or not cells.keys() <= CELLS or not one["person_id"]:
        raise _odd(what)
    return RosterLine(**{name: one[name] for name in (*_TEXTS, *_NUMBERS)}, source=Source(**source), cells=dict(cells))


def _texts(one: Any, what: str) -> Mapping[str, str]:  # noqa: ANN401 (JSON)
    if not isinstance(one, dict) or not all(isinstance(text, str) for text in one.values()):
        raise _odd(what)
    return one


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand there once."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def _odd(what: str) -> RecipientsError:
    return RecipientsError(
        N_("{file} is not as the program writes it ({what}): it was changed or damaged. Run make reports again."),
        file=RECIPIENTS, what=what,
    )  # fmt: skip
