"""Who is meant: finding the person of the roster that a form, row or column names (spec §2.9)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from reportgen.model.words import clean, key, person_key, words
from reportgen.problems import Problem, problem
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.nearest import nearest_person, typed

_ID = r"[A-Za-z]{0,4}-?\d{1,18}"
_ID_FIRST = re.compile(rf"^({_ID})[\s\-_/、,:;|+]*[(\[]?\s*([^\d()\[\]]+?)[)\]]?$")
_NAME_FIRST = re.compile(rf"^([^\d()\[\]]+?)[\s\-_/、,:;|+]*[(\[]?\s*({_ID})\s*[)\]]?$")
SEPARATORS = re.compile(r"[\s\-_—–·()\[\]{}【】,、.&+:;/|]+")
LATIN_NAME = re.compile(r"[A-Z][a-z'’]+(?:[ .\-]+[A-Z][a-z'’]*)+")
NO_NAME_ENDS = frozenset("评度期分次轮区部组厅室司处级员值内表于达")  # 初评, 季度, 华东区, 应达: no people
_BETWEEN = " -_/、,:;|+"
LEAST_ID = 3  # characters of an id that touches the name
_NOT_A_ROLE = re.compile(
    r"[(\[【][^()\[\]]*(?:\d|自评|上级|同级|下级|客户|去年|上年|上期|目标|要求|均值|平均)[^()\[\]]*[)\]】]$"
)
_REMARK = re.compile(r"\s*[(\[【][^()\[\]【】]*[)\]】]$")


@lru_cache(maxsize=65536)
def split_person(text: str) -> tuple[str, str]:
    """Id and name in one cell: `00012 张三`, `张三(00012)`, `张三/00012`; without both, the text is the name."""
    plain = clean(" ".join(text.split()))
    if (match := _ID_FIRST.match(plain)) and _apart(match, 1, 2):
        return match.group(1), match.group(2).strip(_BETWEEN)
    if (match := _NAME_FIRST.match(plain)) and _apart(match, 2, 1):
        return match.group(2), match.group(1).strip(_BETWEEN)
    return "", plain


def _apart(match: re.Match[str], number: int, name: int) -> bool:
    """Whether an id stands apart from the name; 吴1 is a name, 吴00017 and 吴(1) are both."""
    first, second = sorted((number, name))
    if match.end(first) == match.start(second) and match.group(name).isascii():
        return False  # O0012 is a wrong id, not somebody called O
    return match.end(first) < match.start(second) or len(match.group(number)) >= LEAST_ID


@lru_cache(maxsize=65536)
def name_keys(name: str) -> tuple[str, ...]:
    """The spellings under which a name is looked up: as it stands, without a remark in brackets behind
    (`张三（组长）`), and in the other order where a comma stands in it (`Last, First`).
    """
    plain = name.replace("（", "(").replace("）", ")").strip()
    bare = plain if _NOT_A_ROLE.search(plain) else _REMARK.sub("", plain)
    last, comma, first = bare.replace("，", ",").partition(",")
    keys = [person_key(name), person_key(bare)] + ([person_key(f"{first}{last}")] if comma else [])
    return tuple(dict.fromkeys(k for k in keys if k))


def looks_like_name(text: str) -> bool:
    """Whether a text can be a person's name by its form alone: a known family name first, or two Latin words."""
    surnames = words().surnames
    parts = [key(part) for part in SEPARATORS.split(clean(text)) if part]
    return bool(LATIN_NAME.fullmatch(clean(text))) or any(
        2 <= len(part) <= 4 and (part[0] in surnames or part[:2] in surnames) and part[-1] not in NO_NAME_ENDS  # noqa: PLR2004
        for part in parts
    )


def names_agree(one: str, other: str) -> bool:
    """Whether two spellings can be one name; remarks in brackets behind both (大, 小) must be equal."""
    first, second = name_keys(one), name_keys(other)
    return (
        first[:1] == second[:1] or bool({first[0]} & set(second) or {second[0]} & set(first))
        if first and second
        else False
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the roster; `grade` is "" when it names no grade of the model."""

    id: str
    name: str
    grade: str
    manager: str = ""


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
            index.setdefault(person_key(person.name), []).append(person)
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
        return next((found for k in name_keys(name) if (found := self._by_name.get(k))), [])

    @cached_property
    def _managers(self) -> frozenset[str]:
        return frozenset(key(person.manager) for person in self.people.values() if person.manager)

    def is_manager(self, name: str) -> bool:
        """Whether somebody's superior in the roster bears the name."""
        return key(name) in self._managers

    def known(self, text: str) -> str | None:
        """`person_id` or `name` when a text is somebody's; None when it is nobody's."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    @cached_property
    def _known(self) -> dict[str, str | None]:
        return {}

    def _look_up(self, text: str) -> str | None:
        plain = clean(text)
        if plain in self.people or self.by_number(plain) is not None:
            return "person_id"
        if not plain:
            return None
        number, name = split_person(text)
        return "name" if self.named(plain) or (number and (number in self.people or self.named(name))) else None

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
        if id_text not in self.people and self.by_number(id_text) is None:
            number, name = split_person(id_text)
            if number and name:  # both in the cell of the id
                id_text, name_text, name_cell = number, name_text or name, name_cell if name_text else id_cell
        if not id_text and person_key(name_text) not in self._by_name:
            number, name = split_person(name_text)
            if number and (number in self.people or self.by_number(number) or not self.named(name_text)):
                id_text, name_text, id_cell = number, name, name_cell
        if not id_text:
            return self._by_name_only(grid, name_text, name_cell or id_cell)
        problems: list[Problem] = []
        person = self.people.get(id_text)
        if person is None and (numbered := self.by_number(id_text)) is not None:
            person = numbered
            problems.append(
                problem(
                    "id-as-number",
                    grid.source(id_cell),
                    id_text,
                    id=person.id,
                    nearest=typed(person.id, id_text, id_cell),
                )
            )
        if person is None:
            hint = "".join(f" → {p.id}?" for p in self.named(name_text)[:2]) if name_text else ""
            near = typed(self.nearest(id_text, name_text), id_text, id_cell)
            return None, [problem("unknown-person", grid.source(id_cell), id_text, hint=hint, nearest=near)]
        if name_text and not names_agree(name_text, person.name):
            values = {"id": person.id, "name": person.name}
            near = "" if self.named(name_text) else typed(person.name, name_text, name_cell)  # else the id may be wrong
            return None, [problem("name-mismatch", grid.source(name_cell), name_text, nearest=near, **values)]
        return person.id, problems

    def nearest(self, id_text: str, name_text: str) -> str:
        """Whom an id or a name that is not in the roster may mean, to be proposed; "" when nobody is near."""
        if (id_text, name_text) not in self._nearest:
            people = self.named(name_text) if id_text and name_text else []
            one = people[0].id if len(people) == 1 else ""
            self._nearest[id_text, name_text] = one or nearest_person(id_text, name_text, self._names)
        return self._nearest[id_text, name_text]

    @cached_property
    def _nearest(self) -> dict[tuple[str, str], str]:
        return {}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {person.id: person.name for person in self.people.values()}

    def _by_name_only(self, grid: Grid, name: str, cell: Cell | None) -> tuple[str | None, list[Problem]]:
        people = self.named(name) if name else []
        if len(people) == 1:
            near = typed(f"{people[0].id} {name}", name, cell)  # both, where only the name has a cell
            return people[0].id, [problem("name-only", grid.source(cell), name, id=people[0].id, nearest=near)]
        if people:
            ids = "、".join(person.id for person in people)
            return None, [problem("ambiguous-name", grid.source(cell), name, ids=ids)]
        near = typed(self.nearest("", name), name, cell)
        return None, [
            problem("unknown-person", grid.source(cell), name, hint=f" → {near}?" if near else "", nearest=near)
        ]
