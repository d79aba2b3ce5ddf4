"""From the roster to whom each mail goes, and everything that stops one.

A mail is made only when nothing contradicts it: one address, strictly parsed, of one person. Whatever else the roster
says — two addresses of one, one address of two, the own address of somebody else — stops every mail it concerns.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportgen.delivery.superiors import (
    Claim,
    People,
    Who,
    address_in,
    claims,
    given,
    is_superior,
    same_name,
    told_apart,
    written,
)
from reportgen.language import N_
from reportgen.model.addresses import AddressError, domain_of, parsed, same_mailbox
from reportgen.model.mail import PEOPLE, Addressee, Audience, Group, RosterLine, Stop
from reportgen.model.words import person_key
from reportgen.problems import Problem, Source, concerning, problem

NOBODY: Final = N_("the superior")
SUPERIORS_COLUMN: Final = "上级邮箱"  # headers of the roster, in every language
OWN_COLUMN: Final = "邮箱"
NAMED: Final = 5  # of several people or addresses, those that a message names


def grouped(
    lines: Sequence[RosterLine], audience: Audience, allowed_domains: Collection[str]
) -> tuple[tuple[Group, ...], tuple[Stop, ...]]:
    """Who gets mail about whom, and what stops the others, both in the roster's order: everybody of the roster is in
    exactly one group, or in at least one stop.

    `allowed_domains` are exact: a subdomain is another one. None at all: not limited yet (sending is refused elsewhere).
    """
    people = People(lines)
    allowed = frozenset(domain.lower() for domain in allowed_domains)
    found = list(_own(people, allowed)) if audience == PEOPLE else list(_of_superiors(people, allowed))
    found += _contradicted(lines)
    order = {line.person_id: n for n, line in enumerate(lines)}
    stops = tuple(sorted((_in_order(stop, order) for stop in found), key=lambda stop: order[stop.people[0]]))
    stopped = {person for stop in stops for person in stop.people}
    going = [line for line in lines if line.person_id not in stopped]
    groups = _people(going) if audience == PEOPLE else _superiors(going, people)
    return tuple(groups), stops


def _contradicted(lines: Sequence[RosterLine]) -> Iterator[Stop]:
    """People who stand in the roster twice with different entries: nobody knows which line is right."""
    for line in lines:
        if line.cells.get("again"):
            found = problem("duplicate-person", line.place("again"), line.person_id, other=line.source.cell)
            yield Stop(found, (line.person_id,), given(line.manager))


def _in_order(stop: Stop, order: dict[str, int]) -> Stop:
    people = tuple(sorted(set(stop.people), key=order.__getitem__))
    about = concerning(stop.problem, people[0]) if len(people) == 1 else stop.problem
    return Stop(about, people, stop.addressee)


# mails to the people themselves


def _people(going: Iterable[RosterLine]) -> Iterator[Group]:
    for line in going:
        name = "" if line.name == line.person_id else line.name
        yield Group(Addressee(parsed(written(line.email)), name, line.person_id), (line,))


def _own(people: People, allowed: frozenset[str]) -> Iterator[Stop]:
    """What is wrong with people's own addresses."""
    for line in people.lines:
        yield from _address(written(line.email), line.place("email"), allowed, who=_person(line), people=(line,))
    for owners in people.owners.values():
        if len(owners) > 1:
            places = [(_person(line), line.place("email")) for line in owners]
            yield _shared(address_in(owners[-1].email), places, owners)
    sure = told_apart([claim for claim in claims(people) if claim.address and _mismatch(claim) is None])
    for conflict in _pasted(sure, people):
        yield Stop(conflict.problem, (conflict.owner.person_id,), _person(conflict.owner))
    for one in _two(sure, people):
        if one.own is not None:
            yield Stop(one.problem, (one.own.person_id,), _person(one.own))


# mails to the superiors


def _superiors(going: Sequence[RosterLine], people: People) -> Iterator[Group]:
    """The groups of lines that nothing stops; whose superior is told by all lines, also those that are stopped."""
    ids = {line.person_id for line in going}
    sure = told_apart([claim for claim in claims(people) if claim.address and _mismatch(claim) is None])
    together: dict[tuple[Who, str], list[Claim]] = defaultdict(list)
    for claim in sure:
        if claim.line.person_id in ids:
            together[claim.who, claim.mailbox].append(claim)
    for (who, _), group in together.items():
        name = next((c.name for c in group if c.name), "") or next((c.superior.name for c in group if c.superior), "")
        number = who.value if who.how == "id" else next((c.number for c in group if c.number), "")
        yield Group(Addressee(group[0].address, name, number), tuple(claim.line for claim in group))


def _of_superiors(people: People, allowed: frozenset[str]) -> Iterator[Stop]:
    """What is wrong with superiors and their addresses."""
    every = claims(people)
    for claim in every:
        if (found := _mismatch(claim)) is not None:
            yield Stop(found, (claim.line.person_id,), claim.called)
    yield from _names_of_one(every)
    foreign: dict[str, list[Claim]] = defaultdict(list)
    for claim in every:
        if claim.address and allowed and domain_of(claim.address) not in allowed:
            foreign[claim.mailbox].append(claim)
        else:
            who = claim.called or NOBODY
            yield from _address(claim.text, claim.place, allowed, who=who, people=(claim.line,), called=claim.called)
    for group in foreign.values():
        first, lines = group[0], tuple(claim.line for claim in group)
        yield from _address(
            first.text, first.place, allowed, who=first.called or NOBODY, people=lines, called=first.called
        )
    sure = told_apart([claim for claim in every if claim.address and _mismatch(claim) is None])
    for one in _two(sure, people):
        yield Stop(one.problem, tuple(c.line.person_id for c in one.claims), one.claims[0].called)
    yield from _of_two(sure)
    for conflict in _pasted(sure, people):
        yield Stop(conflict.problem, tuple(c.line.person_id for c in conflict.claims), conflict.claims[0].called)


def _mismatch(claim: Claim) -> Problem | None:
    """The problem of an id that is another person's than the name beside it, or is not the one that stands with the name."""
    place, there = claim.line.place("manager"), claim.superior
    if claim.beside:
        names: tuple[str, ...] = (f"{claim.beside} {claim.name}",)
    elif there is not None and claim.name and not same_name(claim.name, there.name):
        names = (_with_place(there.name, there.source, place),)
    else:
        return None
    return problem("manager-mismatch", place, claim.name, id=claim.number, names=names)


def _names_of_one(every: Sequence[Claim]) -> Iterator[Stop]:
    """An id of somebody who is not in the roster stands with two names: all its lines."""
    by_number: dict[Who, list[Claim]] = defaultdict(list)
    for claim in every:
        if claim.who.how == "number":
            by_number[claim.who].append(claim)
    for group in by_number.values():
        named = [claim for claim in group if claim.name]
        parts = _parts(named, lambda claim: person_key(claim.name))
        if len(parts) > 1:
            odd = parts[-1][0]
            place = odd.line.place("manager")
            names = tuple(_with_place(p[0].name, p[0].line.place("manager"), place) for p in parts[:NAMED])
            found = problem("manager-mismatch", place, odd.name, id=odd.number, names=names)
            yield Stop(found, tuple(claim.line.person_id for claim in group), odd.called)


@dataclass(frozen=True)
class _Two:
    """Somebody with several addresses; `own` is their own line where its address is one of them."""

    problem: Problem
    claims: tuple[Claim, ...]
    own: RosterLine | None


def _two(sure: Sequence[Claim], people: People) -> Iterator[_Two]:
    """Superiors who have several addresses: in the lines of their people, or there and in their own line."""
    by_who: dict[Who, list[Claim]] = defaultdict(list)
    for claim in sure:
        if claim.who.how != "address":
            by_who[claim.who].append(claim)
    bearing: dict[str, list[Claim]] = defaultdict(list)
    for claim in sure:
        for name in {claim.name, claim.superior.name if claim.superior else ""} - {""}:
            bearing[person_key(name)].append(claim)
    for who, group in by_who.items():
        own = _own_line(who, people)
        seen = [(c.address, c.place) for part in _parts(group, lambda c: c.mailbox) for c in part[:1]]
        if who.how == "name":  # others of that name have ids, and it cannot be told which of them is meant
            seen += [(c.address, c.place) for c in bearing[who.value] if c.who != who]
        if own is not None and (address := address_in(own.email)):
            seen.append((address, own.place("email")))
        different = {same_mailbox(address): (address, place) for address, place in reversed(seen)}
        if len(different) > 1:
            odd, place = seen[len(_parts(group, lambda c: c.mailbox)) - 1]
            addresses = tuple(_with_place(a, p, place) for a, p in list(reversed(different.values()))[:NAMED])
            found = problem("two-addresses", place, odd, who=group[0].called, addresses=addresses)
            yield _Two(found, tuple(group), own if own is not None and address_in(own.email) else None)


def _own_line(who: Who, people: People) -> RosterLine | None:
    """The superior's own line: by id, or the only one that bears the name."""
    if who.how == "id":
        return people.by_id[who.value]
    alike = people.named(who.value) if who.how == "name" else ()
    return alike[0] if len(alike) == 1 else None


def _of_two(sure: Sequence[Claim]) -> Iterator[Stop]:
    """Addresses that stand with several superiors."""
    by_mailbox: dict[str, list[Claim]] = defaultdict(list)
    for claim in sure:
        by_mailbox[claim.mailbox].append(claim)
    for group in by_mailbox.values():
        parts = _parts([c for c in group if c.who.how != "address"], lambda claim: claim.who)
        if len(parts) > 1:
            places = [(_superior(part[0]), part[0].place) for part in parts]
            yield _shared(parts[-1][0].address, places, [claim.line for claim in group])


def _superior(claim: Claim) -> str:
    return f"{claim.number} {claim.called}".strip() if claim.number != claim.called else claim.called


@dataclass(frozen=True)
class _Pasted:
    """An address that stands as a superior's and is somebody else's own."""

    problem: Problem
    claims: tuple[Claim, ...]
    owner: RosterLine


def _pasted(sure: Sequence[Claim], people: People) -> Iterator[_Pasted]:
    found: dict[tuple[str, str, Who], list[Claim]] = defaultdict(list)
    for claim in sure:
        for owner in people.owners.get(claim.mailbox, ()):
            if not is_superior(owner, claim, people):
                found[owner.person_id, claim.mailbox, claim.who].append(claim)
    for (person, _, _), group in found.items():
        first, owner = group[0], people.by_id[person]
        said = problem(
            "own-address", first.place, first.address, who=first.called or NOBODY,
            owner=_with_place(_person(owner), owner.place("email"), first.place),
        )  # fmt: skip
        yield _Pasted(said, tuple(group), owner)


# what both have in common


def _address(
    text: str, place: Source, allowed: frozenset[str], *, who: str, people: Sequence[RosterLine], called: str | None = None
) -> Iterator[Stop]:  # fmt: skip
    """What is wrong with an address by itself. `called` is the addressee, when that is not `who`."""
    ids, addressee = tuple(line.person_id for line in people), who if called is None else called
    if not text:
        column = OWN_COLUMN if called is None else SUPERIORS_COLUMN
        yield Stop(problem("no-address", place, "", who=who, column=column), ids, addressee)
        return
    try:
        address = parsed(text)
    except AddressError as error:
        yield Stop(problem("unusable-address", place, text, who=who, reason=error.reason), ids, addressee)
        return
    domain = domain_of(address)
    if allowed and domain not in allowed:
        listed = tuple(sorted(allowed))
        yield Stop(problem("foreign-domain", place, address, who=who, domain=domain, allowed=listed), ids, addressee)


def _shared(address: str, places: Sequence[tuple[str, Source]], lines: Sequence[RosterLine]) -> Stop:
    """One address of several people; said at the last of them."""
    here = places[-1][1]
    names = tuple(_with_place(name, place, here) for name, place in places[:NAMED])
    return Stop(problem("shared-address", here, address, people=names), tuple(x.person_id for x in lines), address)


def _parts(group: Sequence[Claim], by: Callable[[Claim], object]) -> list[list[Claim]]:
    """Claims apart by what they say, the most frequent first: what stands last is the likeliest slip."""
    parts: dict[object, list[Claim]] = defaultdict(list)
    for claim in group:
        parts[by(claim)].append(claim)
    return sorted(parts.values(), key=len, reverse=True)


def _person(line: RosterLine) -> str:
    return line.person_id if line.name == line.person_id else f"{line.person_id} {line.name}"


def _with_place(text: str, place: Source, here: Source) -> str:
    """A text with where it stands: the cell, and sheet and file where these are others than `here`."""
    parts = [
        place.file if place.file != here.file else "",
        place.sheet if (place.file, place.sheet) != (here.file, here.sheet) else "",
        place.cell,
    ]
    where = " ".join(part for part in parts if part)
    return f"{text} ({where})" if where else text
