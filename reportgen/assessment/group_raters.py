"""Who rated a group of people, as numbers: how many, how completely, how far they agree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.model.inputs import Inputs
from reportgen.model.raters import SELF
from reportgen.model.results import GroupRaters, PersonResult
from reportgen.model.types import Model


@dataclass(frozen=True)
class Answering:
    """Who, besides the person, rated a person or was asked to (keys), how many ratings were asked for, how many given."""

    raters: frozenset[str]
    asked: int
    given: int


def answering(inputs: Inputs, model: Model) -> dict[str, Answering]:
    """Person id -> what raters were asked for (the competencies that are rated, where a form, row or column of theirs is
    about the person; in a list only what its lines ask about) and what they gave.
    """
    everything = frozenset(c.id for c in model.competencies if c.method == "rating")
    asked: dict[tuple[str, str, str], frozenset[str]] = {}
    for one in (one for ledger in inputs.ledgers for table in ledger.tables for one in table.rated):
        if one.relation != SELF:
            pair = one.person_id, one.rater_key, one.relation
            new = everything.intersection(one.asked) if one.asked else everything
            asked[pair] = asked[pair] | new if pair in asked else new
    ratings = inputs.ratings
    ratings = ratings[(ratings["relation"] != SELF) & ratings["competency"].isin(everything)]
    given = Counter(ratings.drop_duplicates(["person_id", "competency", "rater_key", "relation"])["person_id"])
    raters: dict[str, set[str]] = {}
    places: Counter[str] = Counter()
    for (person, rater, _), competencies in asked.items():
        raters.setdefault(person, set()).add(rater)
        places[person] += len(competencies)
    return {p: Answering(frozenset(who), places[p], given[p]) for p, who in raters.items()}


def group_raters(
    people: Sequence[PersonResult], counted: Mapping[str, Answering], doubtful: Mapping[str, int]
) -> GroupRaters:
    """The raters of a group as its report shows them: `people` as readers see them, `counted` as `answering` gives it,
    `doubtful`: person id -> ratings that look doubtful.
    """
    behind = [counted[p.id] for p in people if p.id in counted]
    agreement = {}
    for results in zip(*(p.competencies for p in people), strict=True):
        said = [r.agreed for r in results if r.agreed is not None]
        if said:
            agreement[results[0].competency] = (sum(said), len(said))
    return GroupRaters(
        raters=len(frozenset[str]().union(*(one.raters for one in behind))),
        asked=sum(one.asked for one in behind),
        answers=sum(one.given for one in behind),
        doubtful=sum(doubtful.get(p.id, 0) for p in people),
        agreement=agreement,
    )
