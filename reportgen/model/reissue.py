"""Which reports have to be handed out again: those whose content is not what it was in the previous reports."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["changed", "new", "withdrawn"]

PERSON: Final = "person"
GRADE: Final = "grade"


@dataclass(frozen=True, slots=True)
class Document:
    """A report of a person or a grade that is not what it was. `own`: entries of the person's own changed, and not only
    what the report shows of others (the mean of the grade).
    """

    kind: str
    id: str
    file: str
    state: State
    own: bool = False


@dataclass(frozen=True)
class Reissue:
    """The reports that are not what they were; with a reason in `untold` (translatable) that cannot be told."""

    documents: tuple[Document, ...] = ()
    untold: str = ""

    def of(self, kind: str, *states: State) -> tuple[Document, ...]:
        return tuple(one for one in self.documents if one.kind == kind and one.state in states)

    @property
    def anew(self) -> tuple[int, int]:
        """How many reports of people and of grades have to be handed out: changed and new ones."""
        return len(self.of(PERSON, "changed", "new")), len(self.of(GRADE, "changed", "new"))

    @property
    def withdrawn(self) -> int:
        return sum(1 for one in self.documents if one.state == "withdrawn")
