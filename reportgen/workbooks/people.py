"""Who is meant: finding the person of the roster that a form, row or column names (spec §2.9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reportgen.model.words import clean, key
from reportgen.problems import Problem, problem
from reportgen.workbooks.grid import Cell, Grid


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the roster; `grade` is "" when it names no grade of the model."""

    id: str
    name: str
    grade: str


@dataclass(frozen=True)
class Registry:
    """The people of the roster, looked up by id or name."""

    people: Mapping[str, Person]

    @classmethod
    def of(cls, people: Iterable[Person]) -> "Registry":
        return cls({person.id: person for person in people})

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        index: dict[str, list[Person]] = {}
        for person in self.people.values():
            index.setdefault(key(person.name), []).append(person)
        return index

    @cached_property
    def _by_digits(self) -> dict[str, list[Person]]:
        index: dict[str, list[Person]] = {}
        for person in self.people.values():
            if person.id.isdigit():
                index.setdefault(person.id.lstrip("0"), []).append(person)
        return index

    def named(self, name: str) -> list[Person]:
        """The people of that name."""
        return self._by_name.get(key(name), [])

    def known(self, text: str) -> str | None:
        """`person_id` or `name` when a text is somebody's; None when it is nobody's."""
        plain = clean(text)
        if plain in self.people or self.by_number(plain) is not None:
            return "person_id"
        return "name" if plain and self.named(plain) else None

    def by_number(self, digits: str) -> Person | None:
        """The one person whose id is this number without its zeros."""
        people = self._by_digits.get(digits.lstrip("0"), []) if digits.isdigit() else []
        return people[0] if len(people) == 1 else None

    def resolve(
        self, grid: Grid, id_text: str, id_cell: Cell | None, name_text: str, name_cell: Cell | None
    ) -> tuple[str | None, list[Problem]]:
        """The id of the person meant, or None with the one error that says why.

        Texts are given beside their cells, because a label and its value may share a cell.
        """
        id_text = clean(id_text)
        if not id_text:
            return self._by_name_only(grid, name_text, name_cell or id_cell)
        problems: list[Problem] = []
        person = self.people.get(id_text)
        if person is None and (numbered := self.by_number(id_text)) is not None:
            person = numbered
            problems.append(problem("id-as-number", grid.source(id_cell), id_text, id=person.id))
        if person is None:
            hint = "".join(f" → {p.id}?" for p in self.named(name_text)[:2]) if name_text else ""
            return None, [problem("unknown-person", grid.source(id_cell), id_text, hint=hint)]
        if name_text and key(name_text) != key(person.name):
            return None, [problem("name-mismatch", grid.source(name_cell), name_text, id=person.id, name=person.name)]
        return person.id, problems

    def _by_name_only(self, grid: Grid, name: str, cell: Cell | None) -> tuple[str | None, list[Problem]]:
        people = self.named(name) if name else []
        if len(people) == 1:
            return people[0].id, [problem("name-only", grid.source(cell), name, id=people[0].id)]
        if people:
            ids = "、".join(person.id for person in people)
            return None, [problem("ambiguous-name", grid.source(cell), name, ids=ids)]
        return None, [problem("unknown-person", grid.source(cell), name, hint="")]
