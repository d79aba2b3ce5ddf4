"""What a workbook holds, as bytes: the same values come out, and nothing else can."""

import os
import pickle
import zlib
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from reportgen.language import N_, Said
from reportgen.model.inputs import Rated, SheetLedger, StatedLevel, StoredResult, TableLedger
from reportgen.problems import Source, problem
from reportgen.workbooks.reading.packed import Packing
from tests.workbooks.sheets import SMALL

HERE = Source("表.xlsx", "评估", "B3")
PACKING = Packing(SMALL)


@pytest.mark.parametrize(
    "value",
    [
        problem("unknown-grade", HERE, "x", grades=SMALL.grades, nearest="3级", consequence=N_("the roster holds")),
        problem("unreadable-workbook", HERE, reason=Said("Error {n}", n=1), day=date(2026, 3, 4)),
        problem("unknown-subject", HERE, of=SMALL.competencies[-1], subject=SMALL.competencies[-1].subjects[0]),
        problem("ambiguous-sheet", HERE, relation=SMALL.relations[0], point=SMALL.scale[0], level=SMALL.levels[0]),
        StoredResult("3", "resilience", "mean", Fraction(7, 3), 1, "2.3", HERE),
        StatedLevel(3, HERE, HERE),
        SheetLedger(
            "表.xlsx", "评估", ("form",), 1, 2, 3, (TableLedger("form", rated=(Rated("1", "吴", "k", "peer"),)),)
        ),
        (("\\udcff.xlsx", None, 3, 4.5, True, Fraction(1, 3)),),
    ],
    ids=repr,
)
def test_what_was_packed_comes_back(value: object) -> None:
    again = PACKING.unpack(PACKING.pack(value))
    assert again == value
    assert repr(again) == repr(value)


def test_parts_of_the_model_come_back_as_those_of_the_model_at_hand() -> None:
    assert PACKING.unpack(PACKING.pack(SMALL.grades[1])) is SMALL.grades[1]


@pytest.mark.parametrize("value", [os.getcwd, os.stat_result, SMALL, replace(SMALL.grades[0]), frozenset])
def test_what_could_not_come_back_is_not_packed(value: object) -> None:
    with pytest.raises(pickle.PicklingError):
        PACKING.pack([value])


@pytest.mark.parametrize("value", [os.getcwd, SMALL, pickle.loads])
def test_nothing_but_listed_kinds_of_value_is_loaded(value: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        PACKING.unpack(zlib.compress(pickle.dumps(value)))
