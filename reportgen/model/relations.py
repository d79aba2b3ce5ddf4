"""Relations of raters to people that an organisation adds to the vocabulary, and further words for those that are there."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pydantic.dataclasses import dataclass

from reportgen.language import N_, Said
from reportgen.model.results import MERGED
from reportgen.model.types import STRICT, Model, NonEmpty, Relation
from reportgen.model.words import Lexicon, key, number_in, words

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

Fault = tuple[str, str]


@dataclass(frozen=True, config=STRICT)
class RelationSettings:
    """`[relations.<id>]`: a new relation with its names (the English one may be left out), or only further `words` for
    one that is known.
    """

    name_zh: NonEmpty | None = None
    name_en: NonEmpty | None = None
    words: tuple[NonEmpty, ...] = ()


def extended(added: Mapping[str, RelationSettings]) -> tuple[Relation, ...]:
    """All relations: those of the vocabulary with their further words, then the organisation's own. Without the faults
    that `relation_faults` names.
    """
    known = {relation.id: relation for relation in words().relations}
    for id_, given in added.items():
        if id_ in known:
            known[id_] = replace(known[id_], words=(*known[id_].words, *given.words))
        else:
            name = given.name_zh or given.name_en or ""
            known[id_] = Relation(name_zh=name, name_en=given.name_en or name, id=id_, words=given.words)
    return tuple(known.values())


def relation_faults(added: Mapping[str, RelationSettings], aliases: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with added relations: (key of the settings, what is wrong and what to do)."""
    packaged = {relation.id: relation for relation in words().relations}
    meant = {key(word): relation.id for relation in packaged.values() for word in relation.spellings}
    named = {relation.id: relation.name_zh for relation in packaged.values()}
    aliased = {key(word): name for word, name in aliases.items()}
    for id_, given in added.items():
        place = f"relations.{id_}"
        if id_ not in packaged and (not _ID.fullmatch(id_) or id_ == MERGED):
            yield place, Said(N_("choose another short name of Latin letters, as in [relations.partner]"))
            continue
        if id_ in packaged and (given.name_zh or given.name_en):
            yield (
                place,
                Said(
                    N_("{id} is {name} and keeps its name; give words only, or add a relation of another id"),
                    id=id_,
                    name=named[id_],
                ),
            )
        if id_ not in packaged and given.name_zh is None:
            yield (
                f"{place}.name_zh",
                Said(N_('is missing; write the name that reports show, as in name_zh = "渠道伙伴"')),
            )
        named.setdefault(id_, given.name_zh or id_)
        own = [] if id_ in packaged else [(place, id_), (f"{place}.name_zh", given.name_zh), (f"{place}.name_en", given.name_en)]  # fmt: skip
        for at, word in (*own, *((f"{place}.words", word) for word in given.words)):
            if word is None:
                continue
            other = meant.setdefault(key(word), id_)
            if other != id_:
                yield (
                    at,
                    Said(
                        N_("{word} already means {name} ({id}); take it out here"),
                        word=word,
                        name=named[other],
                        id=other,
                    ),
                )
            elif key(word) in aliased:
                yield (
                    at,
                    Said(
                        N_("{word} is also in [aliases], for {name}; keep one of the two"),
                        word=word,
                        name=aliased[key(word)],
                    ),
                )


def meaning_faults(added: Mapping[str, RelationSettings], model: Model) -> Iterator[Fault]:
    """Words for relations that mean something else in workbooks: a header, a competency, a grade, a number, no answer."""
    lexicon = Lexicon(model)
    packaged = {relation.id for relation in words().relations}
    looks: Mapping[str, Callable[[str], object]] = {
        N_("a header"): lexicon.field, N_("a competency"): lexicon.competency, N_("a subject"): lexicon.subject,
        N_("a grade"): lexicon.grade, N_("a level"): lexicon.level, N_("a band"): lexicon.point, N_("a number"): number_in,
    }  # fmt: skip
    none = lexicon.words.blank | lexicon.words.absent | lexicon.words.full_ticks | lexicon.words.open_ticks
    for id_, given in added.items():
        names = [] if id_ in packaged else [("name_zh", given.name_zh), ("name_en", given.name_en)]
        for part, word in (*names, *(("words", word) for word in given.words)):
            if word is None:
                continue
            what = N_("no answer, or a tick") if key(word) in none else ""
            what = what or next((name for name, look in looks.items() if look(word) is not None), "")
            if what:
                yield (
                    f"relations.{id_}.{part}",
                    Said(
                        N_("{word} already means something in workbooks ({what}); choose another word"),
                        word=word,
                        what=Said(what),
                    ),
                )
