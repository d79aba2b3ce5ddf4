"""What a table of a sheet was taken for, and whose it is: for the check, and for the problems found in it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from reportgen.model.inputs import Rated, TableLedger
from reportgen.model.words import clean
from reportgen.problems import Problem, concerning
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract

_FORMS = ("form", "scores")  # one person, one rater


def table_ledger(block: Block, part: Extract, context: Context, counted: Mapping[str, int]) -> TableLedger:
    """The ledger of a table; `part` is what its reader brought, `counted` the fates of its cells."""
    header = (block.header, max(block.header, block.first - 1))
    if block.kind == "roster":
        ids = [clean(cell.text) for row in block.rows() if (cell := block.cell(row, "person_id")) is not None]
        people = tuple(dict.fromkeys(i for i in ids if i in context.registry.people))
        return TableLedger(
            "roster", header, people, used=len(people), left_out=len([i for i in ids if i]) - len(people)
        )
    if block.kind in ("weights", "history"):
        counted = {"used": len(part.weights) + len(part.history), "left_out": len(part.left_out), "blank": 0}
    days = [day for day, _ in part.dates]
    return TableLedger(
        kind=block.kind,
        header=header,
        people=_unique([*(r.person_id for r in part.rated), *(row[0] for row in (*part.ratings, *part.marks))]),
        rated=_together(part.rated),
        subjects=_unique([row[1] for row in (*part.marks, *part.weights)]),
        grades=_unique([row[0] for row in part.votes] + [row[3] for row in (*part.standards, *part.history) if row[3]]),
        experts=_unique([row[2] for row in part.votes]),
        first_date=min(days, default=None),
        last_date=max(days, default=None),
        used=counted["used"],
        left_out=counted["left_out"],
        blank=counted["blank"],
    )


def named_problems(block: Block, part: Extract) -> list[Problem]:
    """The problems of a table with its rater, where one label names the rater of all of it, and of a form the person."""
    raters, people = {r.rater for r in part.rated}, {r.person_id for r in part.rated}
    label = block.labels.get("rater")
    written = label.text if label is not None and not label.blank and not label.cell.not_given else ""
    rater = raters.pop() if block.kind in _FORMS and len(raters) == 1 else written
    person = people.pop() if block.kind in _FORMS and len(people) == 1 else ""
    return [concerning(found, person, rater) for found in part.problems]


def _together(rated: Iterable[Rated]) -> tuple[Rated, ...]:
    """Who rates whom, once each; what the lines of a list ask about is put together."""
    found: dict[tuple[str, str, str], Rated] = {}
    asked: dict[tuple[str, str, str], dict[str, None]] = {}
    whole = set()
    for one in rated:
        pair = one.person_id, one.rater_key, one.relation
        found.setdefault(pair, one)
        asked.setdefault(pair, {}).update(dict.fromkeys(one.asked))
        if not one.asked:
            whole.add(pair)
    return tuple(replace(one, asked=() if pair in whole else tuple(asked[pair])) for pair, one in found.items())


def _unique(values: list[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values))
