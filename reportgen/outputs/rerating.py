"""`rerate.csv`: the ratings to be given anew after required levels changed, for the administrator. It names raters."""

from collections.abc import Iterable
from typing import Final

from reportgen.language import Language
from reportgen.model.inputs import rows
from reportgen.model.recalibration import Outdated
from reportgen.model.results import Assessment
from reportgen.outputs.tables import csv_bytes

COLUMNS: Final = (
    "person_id", "name", "grade", "competency", "competency_name", "against", "required", "rater", "relation", "rating",
    "date", "file", "sheet", "cell",
)  # fmt: skip


def outdated_table(found: Iterable[Outdated], assessment: Assessment, lang: Language) -> bytes:
    """A row per rating that was given against another level than `required`. `against` are the levels that the person's
    ratings on the competency were given against, lowest first, with a space between them.
    """
    people, model, ratings = {p.id: p for p in assessment.people}, assessment.model, assessment.ratings
    found = tuple(found)
    places = [place for one in found for place in one.ratings]
    given = {
        r.Index: r for r in rows(ratings.loc[places])
    }  # looked up once: one by one takes minutes in a large folder
    lines = []
    for one in found:
        person, name = people[one.person_id], model.competency(one.competency).name(lang.code)
        against = " ".join(map(str, one.against))
        lines += [
            (
                person.id, person.name, person.grade, one.competency, name, against, one.required,
                r.rater, r.relation, r.rating, r.date, r.file, r.sheet, r.cell,
            )
            for r in (given[place] for place in one.ratings)
        ]  # fmt: skip
    return csv_bytes(COLUMNS, lines)
