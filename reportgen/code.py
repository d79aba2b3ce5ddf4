"""A kind of problem: its severity, what is wrong and what to do."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem: what is wrong and what to do, both to be filled with the problem's values."""

    severity: Severity
    what: str
    remedy: str


def error(what: str, remedy: str) -> Code:
    return Code("error", what, remedy)


def warning(what: str, remedy: str) -> Code:
    return Code("warning", what, remedy)
