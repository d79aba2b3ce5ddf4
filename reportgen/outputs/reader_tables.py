"""The administrator's tables about what readers see: the relations' means, and what is withheld."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from reportgen.model.inputs import rows
from reportgen.model.raters import SELF
from reportgen.model.results import Assessment, PersonResult
from reportgen.outputs.tables import Row, csv_bytes

RELATION_COLUMNS: Final = ("person_id", "competency", "relation", "n", "mean", "shown")
WITHHELD_COLUMNS: Final = ("person_id", "competency", "withheld")


def reader_tables(
    assessment: Assessment, readers: Sequence[PersonResult], withheld: Iterable[tuple[str, str]], order: Sequence[str]
) -> dict[str, bytes]:
    """`relations.csv`: the mean of every relation's ratings that stand, and whether readers see it by itself (of a score
    that is kept they see the mean of then, which may be another); and
    `withheld.csv`: the scores, category means and overalls that they do not see. `readers` are the people as they see
    them, `order` is that of the relations.
    """
    return {
        "relations.csv": csv_bytes(RELATION_COLUMNS, _relation_rows(assessment, readers, order)),
        "withheld.csv": csv_bytes(WITHHELD_COLUMNS, ((*one, "yes") for one in withheld)),
    }


def _relation_rows(assessment: Assessment, readers: Sequence[PersonResult], order: Sequence[str]) -> Iterator[Row]:
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for row in rows(assessment.ratings[assessment.ratings["stands"]]):
        place = row.person_id, row.competency, row.relation
        total, n = sums.get(place, (0, 0))
        sums[place] = total + int(row.rating), n + 1
    for person in readers:
        for result in person.competencies:
            seen = {one.relation: one.mean for one in result.seen}
            for relation in order:
                total, n = sums.get((person.id, result.competency, relation), (0, 0))
                if not n:
                    continue
                mean = Fraction(total, n)
                shown = seen.get(relation) == mean or (relation == SELF and result.method == "rating")
                yield person.id, result.competency, relation, n, mean, "yes" if shown else "no"
