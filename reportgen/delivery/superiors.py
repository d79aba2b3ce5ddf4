"""Whom the roster's lines name as superior: by id where they give one, else by name, else by the address alone."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from reportgen.model.addresses import AddressError, parsed, same_mailbox
from reportgen.model.mail import RosterLine
from reportgen.model.words import clean, key, person_key, words
from reportgen.problems import Source

How = Literal["id", "number", "name", "address"]
_BRACKETS: Final = ("(", "[", "【")
_ID: Final = r"([A-Za-z]{0,4}-?\d{3,18})"
_BETWEEN: Final = r"[\s\-_/、,:;|(\[【)\]】]*"
_ID_ALONE: Final = re.compile(_ID)
_ID_FIRST: Final = re.compile(rf"{_ID}{_BETWEEN}([^\d\[\]()]+?){_BETWEEN}")
_NAME_FIRST: Final = re.compile(rf"([^\d\[\]()]+?){_BETWEEN}{_ID}{_BETWEEN}")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who is told apart from everybody else: by the id of a person of the roster, the number of somebody who is
    not in it, a name, or an address that stands without any of these.
    """

    how: How
    value: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a line says of its superior. `number` is the id as it stands, `text` the address as it stands, at `place`;
    `address` is "" when the text is none; `superior` is the superior's own line, where the id tells it; `beside` is
    another id that stands in the cell of the name.
    """

    line: RosterLine
    name: str
    number: str
    text: str
    place: Source
    who: Who
    address: str = ""
    superior: RosterLine | None = None
    beside: str = ""

    @property
    def mailbox(self) -> str:
        return same_mailbox(self.address)

    @property
    def called(self) -> str:
        """How the superior is called in a message: name, else id; "" without both."""
        return self.name or (self.superior.name if self.superior else "") or self.number


def given(text: str) -> str:
    """What a cell says; "" for 无, — and the like."""
    plain = clean(text)
    return "" if key(plain) in words().nobody else plain


def written(text: str) -> str:
    """The same for an address, which is taken exactly as it stands."""
    return text.strip() if given(text) else ""


def address_in(text: str) -> str:
    """The address that a text is, "" when it is none."""
    try:
        return parsed(text)
    except AddressError:
        return ""


def apart(text: str) -> tuple[str, str]:
    """Name and id of one cell: `苗青(00031)`, `00031 苗青`; "" for what is not there."""
    if match := _ID_FIRST.fullmatch(text):
        return match.group(2), match.group(1)
    if match := _NAME_FIRST.fullmatch(text):
        return match.group(1), match.group(2)
    return ("", text) if _ID_ALONE.fullmatch(text) else (text, "")


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: a remark in brackets behind one of them tells nothing (`周明（副总）`)."""
    first, second = person_key(one), person_key(other)
    return first == second or _bare(first) == second or first == _bare(second)


def _bare(name: str) -> str:
    places = [place for bracket in _BRACKETS if (place := name.find(bracket)) > 0]
    return name[: min(places)] if places else name


class People:
    """The people of the roster, looked up by id, by name and by their own address."""

    def __init__(self, lines: Sequence[RosterLine]) -> None:
        self.lines = tuple(lines)
        self.by_id: Mapping[str, RosterLine] = {line.person_id: line for line in lines}

    @cached_property
    def _by_number(self) -> Mapping[str, list[RosterLine]]:
        found: dict[str, list[RosterLine]] = defaultdict(list)
        for line in self.lines:
            found[_number(line.person_id)].append(line)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[RosterLine]]:
        found: dict[str, list[RosterLine]] = defaultdict(list)
        for line in self.lines:
            found[person_key(line.name)].append(line)
        return found

    @cached_property
    def owners(self) -> Mapping[str, list[RosterLine]]:
        """Mailbox -> the people whose own address it is."""
        found: dict[str, list[RosterLine]] = defaultdict(list)
        for line in self.lines:
            if address := address_in(line.email):
                found[same_mailbox(address)].append(line)
        return found

    def numbered(self, number: str) -> RosterLine | None:
        """The person of an id; where no id is written like that, the only one whose id is the same but for zeros in front."""
        found = self.by_id.get(number)
        if found is None:
            alike = self._by_number.get(_number(number), [])
            found = alike[0] if len(alike) == 1 else None
        return found

    def named(self, name: str) -> Sequence[RosterLine]:
        return self._by_name.get(person_key(name), [])


def _number(text: str) -> str:
    plain = key(text)
    return plain.lstrip("0") if plain.isdigit() else plain


def claims(people: People) -> tuple[Claim, ...]:
    """What every line says, in the roster's order; `who` as far as the line itself tells it."""
    return tuple(_claim(line, people) for line in people.lines)


def _claim(line: RosterLine, people: People) -> Claim:
    """An address that is not written in the line is the own one of the superior whose id it gives."""
    (name, beside), number = apart(given(line.manager)), given(line.manager_id)
    number, beside = number or beside, beside if number and _number(beside) != _number(number) else ""
    superior = people.numbered(number) if number else None
    text, place = written(line.manager_email), line.place("manager_email")
    if not text and superior is not None and written(superior.email):
        text, place = written(superior.email), superior.place("email")
    address = address_in(text)
    if superior is not None:
        who = Who("id", superior.person_id)
    elif number:
        who = Who("number", _number(number))
    elif name:
        who = Who("name", person_key(name))
    else:
        who = Who("address", same_mailbox(address))
    return Claim(line, name, number, text, place, who, address, superior, beside)


def told_apart(found: Collection[Claim]) -> tuple[Claim, ...]:
    """Claims with an address, `who` being settled by what the others say: a name without id is whoever bears it with that
    address, else the only one with an id who bears it; an address alone is that of the only one who has it.
    """
    by_id = [claim for claim in found if claim.who.how in ("id", "number")]
    bearing: dict[str, set[Who]] = defaultdict(set)
    exactly: dict[tuple[str, str], set[Who]] = defaultdict(set)
    for claim in by_id:
        for name in {person_key(n) for n in (claim.name, claim.superior.name if claim.superior else "") if n}:
            bearing[name].add(claim.who)
            exactly[name, claim.mailbox].add(claim.who)
    named = []
    for claim in found:
        one = claim.who
        if one.how == "name":
            fits = exactly[one.value, claim.mailbox] or bearing[one.value]
            one = next(iter(fits)) if len(fits) == 1 else one
        named.append(replace(claim, who=one))
    having: dict[str, set[Who]] = defaultdict(set)
    for claim in named:
        if claim.who.how != "address":
            having[claim.mailbox].add(claim.who)
    return tuple(
        replace(claim, who=next(iter(having[claim.mailbox])))
        if claim.who.how == "address" and len(having[claim.mailbox]) == 1
        else claim
        for claim in named
    )


def is_superior(owner: RosterLine, claim: Claim, people: People) -> bool:
    """Whether the owner of an address can be the superior that a claim names. Somebody is their own superior only if the
    line says so beyond doubt.
    """
    own = owner.person_id == claim.line.person_id
    match claim.who.how:
        case "id":
            return owner.person_id == claim.who.value
        case "number":
            return False
        case "name":
            return same_name(owner.name, claim.name or claim.who.value) and not (
                own and len(people.named(owner.name)) > 1
            )
        case "address":
            return not own
