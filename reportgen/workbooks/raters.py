"""Who rated, and how related to the person: from columns, labels, titles, the names of sheet and file, and the roster."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportgen.model.raters import SELF, SUPERVISOR
from reportgen.model.words import Lexicon, clean, key, words
from reportgen.problems import problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.grid import Cell
from reportgen.workbooks.labels import Label
from reportgen.workbooks.nearest import nearest_relation, typed
from reportgen.workbooks.people import LATIN_NAME, SEPARATORS, looks_like_name, name_keys, split_person

_ROLE = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]+)[)\]]$")
_BOXES = "□☐○☑✔✓√■●☒"
_TICKED = re.compile(r"[☑✔✓√■●☒]\s*([^\s□☐○☑✔✓√■●☒()\[\]]+)")
_TICKED_BEHIND = re.compile(r"([^\s□☐○☑✔✓√■●☒()\[\]]+)\s*[☑✔✓√■●☒]")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,4}")
_TAILS = (
    "的评分表",
    "的评分",
    "评分表",
    "打分表",
    "评估表",
    "评价表",
    "测评表",
    "评分",
    "打分",
    "评估",
    "评价",
    "测评",
    "填写",
    "表",
)
_AVERAGE = re.compile(r"平均|均值|汇总|合计|average|mean\b", re.IGNORECASE)  # no rater, but a result of several
_HEADS = ("评估人", "评价人", "评分人", "打分人", "评委")


@dataclass(frozen=True)
class Rater:
    """Who rated, how related. Equal keys are the same rater; one who is not named has a key of the form or row."""

    name: str
    key: str
    relation: str


@dataclass(frozen=True)
class RaterLabels:
    """What a form, row or column says about its rater. `fixed` is the relation that a column is for, `place` where a
    label that is missing would stand.
    """

    name: Label | None
    number: Label | None
    relation: Label | None
    place: Cell
    fixed: str | None = None


@dataclass(frozen=True)
class Said:
    """What a sheet's or file's name says about the rater."""

    name: str = ""
    relation: str | None = None


def rater_of(block: Block, said: RaterLabels, person_id: str, context: Context, out: Extract) -> Rater | None:
    """The rater and relation; a relation that is nowhere, or unknown, leaves the ratings out with an error."""
    grid = block.grid
    for label in (said.name, said.number, said.relation):
        if label is not None and (broken := grid.broken(label.cell)) is not None:
            out.problems.append(broken)
            return None
    name, number, bracketed = _named(said, context)
    if _AVERAGE.search(name) and said.name is not None:
        _unknown_relation(said.name.cell, name, block, context, out)
        return None
    relation = said.fixed or _written_relation(said.relation, context) or bracketed
    if relation is None and (said.relation is None or said.relation.blank):
        relation = _inferred(block, said, name, number, person_id, context, out)
    if relation not in (None, SELF) and said.fixed is None and _relation_of_rater(name, number, person_id, context):
        relation = SELF  # nobody is their own peer
        out.problems.append(problem("self-rating", grid.source((said.name or said.number).cell), name or number))  # type: ignore[union-attr]
    if relation is None:
        at = said.relation.cell if said.relation else (said.name.cell if said.name else said.place)
        _unknown_relation(at, said.relation.text if said.relation else "", block, context, out)
        return None
    if relation == SELF:
        own = context.registry.people[person_id].name
        if said.fixed is None and said.name is not None and _is_another(name, number, person_id, context):
            out.problems.append(problem("name-mismatch", grid.source(said.name.cell), name, id=person_id, name=own))
            return None
        return Rater(own if said.fixed or not name else name, SELF, relation)
    if not name and not number:
        return _unnamed(block, said, relation, person_id, context, out)
    return _colleague(name, number, relation, context)


def _unknown_relation(cell: Cell, text: str, block: Block, context: Context, out: Extract) -> None:
    relations = context.model.relations
    near = typed(nearest_relation(text, context.lexicon), text, cell)
    out.problems.append(problem("unknown-relation", block.grid.source(cell), text, relations=relations, nearest=near))


def _unnamed(
    block: Block, said: RaterLabels, relation: str, person_id: str, context: Context, out: Extract
) -> Rater:  # fmt: skip
    """A rater who is not named in the sheet: from its name or the file's, else nobody's."""
    grid = block.grid
    name = next((hint.name for hint in _hints(block, person_id, context) if hint.name), "")
    if name:
        out.problems.append(grid.problem("rater-from-name", None, what=name))
        return _colleague(name, "", relation, context)
    own = context.registry.people[person_id].name
    if block.kind in ("matrix", "matrix-across") and _own_sheet(block, person_id, context):
        out.problems.append(problem("self-rating", grid.source(), own))
        return Rater(own, SELF, SELF)
    at = said.name.cell if said.name else (said.number.cell if said.number else said.place)
    out.problems.append(grid.problem("blank-rater", at))
    return Rater("", f"?{grid.file}\n{grid.sheet}\n{said.place.address}", relation)


def _colleague(name: str, number: str, relation: str, context: Context) -> Rater:
    """The rater, known by the id where one is given or the roster has it, however the name is written."""
    if number and number not in context.registry.people and (colleague := context.registry.by_number(number)):
        number = colleague.id
    people = context.registry.named(name) if name and not number else []
    if len(people) == 1:
        number = people[0].id
    return Rater(name or number, f"#{number}" if number else name_keys(name)[-1], relation)


def _own_sheet(block: Block, person_id: str, context: Context) -> bool:
    """Whether the sheet or file of a rater bears the name of the person rated: the rater's own line."""
    return any(
        person_id in {p.id for p in context.registry.named(text)} for text in (block.grid.sheet, block.grid.stem)
    )


def _named(said: RaterLabels, context: Context) -> tuple[str, str, str | None]:
    """Name and id of the rater as written, and the relation in brackets behind the name: `李四（上级）`."""
    name = "" if said.name is None or said.name.cell.not_given else clean(said.name.text)
    number = "" if said.number is None or said.number.cell.not_given else clean(said.number.text)
    if name and not number and all(split := split_person(name)):
        number, name = split
    role = _ROLE.match(name)
    bracketed = context.lexicon.relation(role.group(2)) if role else None
    return (role.group(1) if role and bracketed else name), number, bracketed


def _inferred(
    block: Block, said: RaterLabels, name: str, number: str, person_id: str, context: Context, out: Extract
) -> str | None:
    """A relation that is not written: self by the rater, the title's, that of the sheet's or file's name, the roster's."""
    grid = block.grid
    relation = _relation_of_rater(name, number, person_id, context)
    if relation is not None:
        return relation
    titled = {found for line in block.title.split("\n") if (found := relation_of_title(line, context.lexicon))}
    if len(titled) == 1:
        return titled.pop()
    told = next((hint.relation for hint in _hints(block, person_id, context) if hint.relation), None)
    if told is not None:
        out.problems.append(grid.problem("rater-from-name", None, what=context.model.relation(told)))
    elif name and _is_manager(name, person_id, context):
        told = SUPERVISOR
        cell = said.name.cell if said.name else said.place
        out.problems.append(problem("relation-from-roster", grid.source(cell), name))
    return told


def _hints(block: Block, person_id: str, context: Context) -> Iterator[Said]:
    for text in (block.grid.sheet, block.grid.stem):
        yield _said_by(text, person_id, context)


def _written_relation(label: Label | None, context: Context) -> str | None:
    if label is None or not label.text:
        return None
    text = ticked_word(label.text)
    return context.lexicon.relation(text) or context.lexicon.relation_heading(text)


def ticked_word(text: str) -> str:
    """The one word that is ticked among words with boxes before or behind them (`□自评 ☑上级`, `自评□ 上级☑`); else the
    text itself.
    """
    plain = text.strip()
    if sum(plain.count(box) for box in _BOXES) == 0:
        return text
    ticked = (_TICKED if plain[0] in _BOXES else _TICKED_BEHIND).findall(plain)
    return ticked[0] if len(ticked) == 1 else text


def _relation_of_rater(name: str, number: str, person_id: str, context: Context) -> str | None:
    """Self, when the rater is the person."""
    person = context.registry.people[person_id]
    if number:
        return SELF if number == person_id else None
    return SELF if name and [p.id for p in context.registry.named(name)] == [person.id] else None


def _is_another(name: str, number: str, person_id: str, context: Context) -> bool:
    """Whether somebody else of the roster is written as the rater of a self-rating."""
    people = context.registry.named(name)
    return bool(name) and number in ("", *({p.id for p in people})) and person_id not in {p.id for p in people} != set()


def _is_manager(name: str, person_id: str, context: Context) -> bool:
    manager = context.registry.people[person_id].manager
    return bool(manager) and key(manager) == key(name)


def relation_of_title(line: str, lexicon: Lexicon) -> str | None:
    """The relation that a title such as 上级评分表 or 客户经理自评表 is for; the role itself is no relation."""
    text = key(line)
    role = key(lexicon.model.model.role_zh)
    text = text.removeprefix(role) if text.startswith(role) else text.replace(role, " ")
    if not any(sign in text for sign in ("评", "表", "测", "打分")):
        return None
    for part in SEPARATORS.split(text):
        exact = lexicon.relation_heading(part)
        ends = (lexicon.relation_heading(part[i:]) for i in range(len(part) - 1))
        found = exact or next((relation for relation in ends if relation), None)
        if found and lexicon.relations_in(text) == {found}:
            return found
    return None


def _said_by(text: str, person_id: str, context: Context) -> Said:
    """What a sheet's or file's name says: a relation, and the rater's name if it can be nothing else."""
    said = Said()
    if LATIN_NAME.fullmatch(text.strip()):
        return Said(text.strip())
    parts = [part for part in SEPARATORS.split(clean(text)) if part]
    for part in parts:
        found = _part(part, person_id, context)
        said = Said(said.name or found.name, said.relation or found.relation)
    if said.relation and not said.name and len(parts) == 2:  # noqa: PLR2004 (储文-下级: beside a relation stands who)
        rest = next((p for p in parts if not context.lexicon.relation_heading(p)), "")
        if _HAN_NAME.fullmatch(rest) and not context.lexicon.knows(rest) and not context.registry.known(rest):
            said = replace(said, name=rest)
    return said


def _part(part: str, person_id: str, context: Context) -> Said:
    """What one part of a name says: `同级`, `李四`, `同级李四`, `李四评分表`."""
    relation = context.lexicon.relation_heading(part) if part else None
    if relation or not part:
        return Said(relation=relation)
    for head in _HEADS:
        part = part.removeprefix(head)
    for tail in _TAILS:
        part = part.removesuffix(tail)
    rest = Said()
    for cut in range(2, len(part) - 1):
        for one, other in ((part[:cut], part[cut:]), (part[cut:], part[:cut])):
            if rest.relation is None and (relation := context.lexicon.relation(one)):
                rest, part = Said(relation=relation), other
    return replace(rest, name=part) if _is_rater_name(part, person_id, context) else rest


def is_somebody(text: str, context: Context) -> bool:
    """Whether a text names a person of the roster, perhaps with a relation in brackets."""
    role = _ROLE.match(clean(text))
    name = role.group(1) if role else clean(text)
    return context.registry.known(name) is not None or context.registry.is_manager(name)


def _is_rater_name(text: str, person_id: str, context: Context) -> bool:
    """Whether a text is the name of a person other than the one rated."""
    people = context.registry.named(text)
    if people:
        return person_id not in {p.id for p in people}
    if context.registry.is_manager(text):
        return True
    if not _HAN_NAME.fullmatch(text) or context.lexicon.knows(text):
        return False
    return looks_like_name(text) and (len(text) <= 3 or key(text)[:2] in words().surnames)  # noqa: PLR2004
