"""The tables of raters, for the administrator: `agreement.csv`, `raters.csv`."""

from collections.abc import Iterable
from typing import Final

from reportgen.model.raters import Panel, RaterResult
from reportgen.outputs.tables import csv_bytes

AGREEMENT_COLUMNS: Final = ("person_id", "competency", "n", "mean", "sd", "min", "max", "rwg", "ad")
RATER_COLUMNS: Final = ("rater", "relation", "people", "items", "mean", "difference", "flags")


def rater_tables(panels: Iterable[Panel], raters: Iterable[RaterResult]) -> dict[str, bytes]:
    """File name -> content. A line per person and competency with a rating by somebody else; a line per rater and
    relation, in the order in which they first stand in the workbooks, a rater without a name with a blank one.
    """
    agreement = (
        (p.person_id, p.competency, p.n, p.mean, p.sd, p.lowest, p.highest, p.rwg, p.deviation) for p in panels
    )
    rated = ((r.rater, r.relation, r.people, r.items, r.mean, r.difference, " ".join(r.flags)) for r in raters)
    return {
        "agreement.csv": csv_bytes(AGREEMENT_COLUMNS, agreement),
        "raters.csv": csv_bytes(RATER_COLUMNS, rated),
    }
