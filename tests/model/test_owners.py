"""Who has to mend what: every kind of problem has somebody."""

import pytest

from reportgen.codes import CODES
from reportgen.model.check import KINDS
from reportgen.model.owners import OWNER_OF_CODE, OWNERS, owner_of
from reportgen.workbooks.sheet import READERS


def test_every_code_has_an_owner_and_no_other_has() -> None:
    assert set(OWNER_OF_CODE) == set(CODES)


def test_every_kind_of_table_has_a_name() -> None:
    assert set(KINDS) == {*READERS, "roster"}


@pytest.mark.parametrize(
    ("code", "kinds", "owner"),
    [
        ("two-ticks", ("form",), "rater"),
        ("unknown-person", ("matrix",), "hr"),
        ("unreadable-workbook", (), "collector"),
        ("mark-out-of-range", ("marks",), "exams"),
        ("vote-out-of-range", ("votes",), "experts"),
        ("report-failed", (), "system"),
        # who is meant is for those who collect the forms, not for the keeper of the roster
        ("name-mismatch", ("form",), "collector"),
        ("ambiguous-name", ("matrix", "list"), "collector"),
        ("name-only", ("marks",), "exams"),
        ("id-as-number", ("marks-list",), "exams"),
        ("id-as-number", ("roster",), "hr"),
        ("level-mismatch", (), "collector"),
        # an error in a cell is for those who fill in such sheets
        ("error-cell", ("roster",), "hr"),
        ("error-cell", ("form", "form"), "rater"),
        ("error-cell", ("marks-list", "weights"), "exams"),
        ("error-cell", ("votes",), "experts"),
        # … and for the collector where that cannot be told
        ("error-cell", (), "collector"),
        ("error-cell", ("form", "marks"), "collector"),
        ("error-cell", ("ambiguous",), "collector"),
        ("a-code-of-tomorrow", (), "collector"),
    ],
)
def test_a_problem_is_for_whoever_can_mend_it(code: str, kinds: tuple[str, ...], owner: str) -> None:
    assert owner_of(code, kinds) == owner
    assert owner in OWNERS
