"""The administrator's tables about what readers see: the relations' means, and what is withheld."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from reportgen.model.raters import SELF
from reportgen.model.results import Assessment, PersonResult
from reportgen.outputs.tables import Maker, Row, columns_of, csv_bytes

RELATION_COLUMNS: Final = ("person_id", "competency", "relation", "n", "mean", "shown")
WITHHELD_COLUMNS: Final = ("person_id", "competency", "withheld")
_RATED: Final = ("person_id", "competency", "relation", "rating", "stands")


def reader_tables(
    assessment: Assessment, readers: Sequence[PersonResult], withheld: Iterable[tuple[str, str]], order: Sequence[str]
) -> dict[str, bytes]:
    """`relations.csv`: the mean of every relation's ratings that stand, and whether readers see it by itself (of a score
    that is kept they see the mean of then, which may be another); and
    `withheld.csv`: the scores, category means and overalls that they do not see. `readers` are the people as they see
    them, `order` is that of the relations.
    """
    return {name: make() for name, make in reader_makers(assessment, readers, withheld, order).items()}


def reader_makers(
    assessment: Assessment, readers: Sequence[PersonResult], withheld: Iterable[tuple[str, str]], order: Sequence[str]
) -> dict[str, Maker]:
    """What makes each of them."""
    return {
        "relations.csv": lambda: csv_bytes(RELATION_COLUMNS, _relation_rows(assessment, readers, order)),
        "withheld.csv": lambda: csv_bytes(WITHHELD_COLUMNS, ((*one, "yes") for one in withheld)),
    }


def _relation_rows(assessment: Assessment, readers: Sequence[PersonResult], order: Sequence[str]) -> Iterator[Row]:
    sums: dict[tuple[str, str], dict[str, list[int]]] = {}
    for person_id, competency, relation, rating, stands in columns_of(assessment.ratings, _RATED):
        if stands:
            sums.setdefault((person_id, competency), {}).setdefault(relation, []).append(int(rating))
    means: dict[tuple[int, int], Fraction] = {}
    for person in readers:
        for result in person.competencies:
            given = sums.get((person.id, result.competency))
            if given is None:
                continue
            seen = {one.relation: one.mean for one in result.seen}
            for relation in order:
                if relation not in given:
                    continue
                total, n = place = sum(given[relation]), len(given[relation])
                mean = means.get(place)
                if mean is None:
                    mean = means[place] = Fraction(total, n)
                shown = (relation in seen and seen[relation] == mean) or (
                    relation == SELF and result.method == "rating"
                )
                yield person.id, result.competency, relation, n, mean, "yes" if shown else "no"
