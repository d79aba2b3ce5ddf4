"""The tables of raters: columns, four decimals half up, empty where nothing is defined."""

import csv
import io
from fractions import Fraction

from reportgen.model.raters import Panel, RaterResult
from reportgen.outputs.rater_tables import rater_tables


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_agreement_has_a_line_per_person_and_competency() -> None:
    panels = (
        Panel("0001", "writing", 3, Fraction(11, 3), Fraction(57735, 10**5), 3, 4, Fraction(11, 12), Fraction(4, 9)),
        Panel("0002", "writing", 1, Fraction(5), None, 5, 5, None, None),
    )
    assert read(rater_tables(panels, ())["agreement.csv"]) == [
        ["person_id", "competency", "n", "mean", "sd", "min", "max", "rwg", "ad"],
        ["0001", "writing", "3", "3.6667", "0.5774", "3", "4", "0.9167", "0.4444"],
        ["0002", "writing", "1", "5.0000", "", "5", "5", "", ""],
    ]


def test_raters_have_a_line_each_with_flags_one_after_another() -> None:
    raters = (
        RaterResult("王工", "#17", "peer", 2, 20, Fraction(6), 20, Fraction(-5, 4), 0.2, flags=("all-alike", "severe")),
        RaterResult("", "file·S·A1", "customer", 1, 3, Fraction(10, 3)),
        RaterResult("=1+1", "=1+1", "peer", 1, 1, Fraction(0), 1, Fraction(0)),
    )
    assert read(rater_tables((), raters)["raters.csv"]) == [
        ["rater", "relation", "people", "items", "mean", "difference", "flags"],
        ["王工", "peer", "2", "20", "6.0000", "-1.2500", "all-alike severe"],
        ["", "customer", "1", "3", "3.3333", "", ""],
        ["'=1+1", "peer", "1", "1", "0.0000", "0.0000", ""],
    ]
