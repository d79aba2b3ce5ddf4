"""Documents made in workers: a task says which, the outfit what all of them share; both are plain values.

Here is the code that runs in a worker process or on another machine. It must come to the same bytes everywhere.
"""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportgen.assessment.parts import ExplainPart, Part
from reportgen.engine.processes import limited
from reportgen.pipeline.explaining import GradeMeans, grade_page, person_page
from reportgen.reports.documents import Press
from reportgen.reports.errors import RenderError
from reportgen.reports.grade_view import grade_view
from reportgen.reports.person_view import person_view
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class Outfit:
    """What all documents of a run share; `hrefs` are the pages that explain the grades' means, by grade id."""

    press: Press
    texts: Texts
    hrefs: Mapping[str, str]

    def packed(self) -> bytes:
        """To be sent along with tasks: a worker unpacks it once."""
        return pickle.dumps(self)


@dataclass(frozen=True)
class Task:
    """A document to make: its kind, and what it is made from."""

    kind: str
    part: Any


@dataclass(frozen=True)
class Made:
    """A document's bytes, or why there are none."""

    content: bytes
    reason: str = ""


def load() -> None:
    """Load what lays pages out; raises `ImportError` or `OSError` where a library of the system is missing."""
    Press.load()


def make(outfit: bytes, tasks: Sequence[Task]) -> list[Made]:
    """Make documents, in a worker each under a limit of time; a fault in one holds no other up."""
    shared = _unpacked(outfit)
    made = []
    for task in tasks:
        with limited():
            made.append(_made(shared, task))
    return made


@cache
def _unpacked(outfit: bytes) -> Outfit:
    found = pickle.loads(outfit)  # noqa: S301 (from the process that started this one)
    assert isinstance(found, Outfit)  # noqa: S101
    return found


def _made(outfit: Outfit, task: Task) -> Made:
    try:
        return Made(document(outfit, task))
    except RenderError as error:
        return Made(b"", str(error))
    except Exception as error:  # noqa: BLE001 (a fault of ours in one report holds nobody else up)
        return Made(b"", f"{type(error).__name__}: {error}")


def document(outfit: Outfit, task: Task) -> bytes:
    """The bytes of a document; raises `RenderError`."""
    return _KINDS[task.kind](outfit, task.part)


def _person(outfit: Outfit, part: Part) -> bytes:
    assessment = part.assessment(outfit.texts.model)
    return outfit.press.person(person_view(assessment.people[0], assessment, outfit.texts))


def _grade(outfit: Outfit, part: Part) -> bytes:
    assessment = part.assessment(outfit.texts.model)
    return outfit.press.grade(grade_view(assessment.grades[0], assessment, outfit.texts))


def _explanation(outfit: Outfit, part: ExplainPart) -> bytes:
    return person_page(part, outfit.hrefs, outfit.texts, outfit.press.font.family)


def _means(outfit: Outfit, part: GradeMeans) -> bytes:
    return grade_page(part, outfit.texts, outfit.press.font.family)


_KINDS: dict[str, Callable[[Outfit, Any], bytes]] = {
    "person": _person, "grade": _grade, "explanation": _explanation, "means": _means,
}  # fmt: skip
