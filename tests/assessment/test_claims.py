"""One value, one place: what stands twice counts once, what contradicts itself is left out."""

from typing import Any

import pytest

from reportgen.assessment.claims import CONFLICT, DUPLICATE, KEPT, place, settle
from reportgen.problems import Problem, Source
from tests.assessment import frames
from tests.assessment.frames import found

KEYS = ("person_id", "competency", "relation", "rater_key")
CODES = ("duplicate-rating", "conflicting-rating")


def settled(*lines: tuple[str, str, str | None, str, int]) -> tuple[list[str], list[Problem]]:
    states, problems = settle(frames.ratings(*lines), KEYS, "rating", CODES, lambda _: {"competency": "?"})
    return list(states), problems


def test_equal_claims_count_once_and_the_later_cells_are_told() -> None:
    states, problems = settled(*[("P", "writing", "Li", "peer", 4)] * 3)
    assert states == [KEPT, DUPLICATE, DUPLICATE]
    assert found(problems) == [("duplicate-rating", "E3"), ("duplicate-rating", "E4")]
    assert problems[0].params["other"] == "E2"


def test_different_claims_are_all_left_out_and_each_cell_is_told() -> None:
    states, problems = settled(
        ("P", "writing", "Li", "peer", 4), ("P", "writing", "Li", "peer", 0), ("P", "writing", "Li", "peer", 4)
    )
    assert states == [CONFLICT] * 3
    assert found(problems) == [("conflicting-rating", cell) for cell in ("E2", "E3", "E4")]
    assert [(p.value, p.params["others"]) for p in problems] == [
        ("4", ("0 (E3)",)),
        ("0", ("4 (E2)", "4 (E4)")),
        ("4", ("0 (E3)",)),
    ]


@pytest.mark.parametrize(
    "other",
    [
        ("Q", "writing", "Li", "peer", 5),
        ("P", "execution", "Li", "peer", 5),
        ("P", "writing", "Wu", "peer", 5),
        ("P", "writing", "Li", "supervisor", 5),
    ],
)
def test_claims_about_different_things_do_not_meet(other: tuple[str, str, str, str, int]) -> None:
    assert settled(("P", "writing", "Li", "peer", 4), other) == ([KEPT, KEPT], [])


def test_a_blank_rater_is_never_a_duplicate() -> None:
    states, problems = settled(*[("P", "writing", None, "peer", 4)] * 2, ("P", "writing", None, "peer", 5))
    assert (states, problems) == ([KEPT] * 3, [])


def test_nothing_claims_nothing() -> None:
    assert settled() == ([], [])


def test_a_code_without_further_values_needs_none() -> None:
    line: Any = ("3", "writing", "Li", 2)
    states, problems = settle(
        frames.votes(line, line), ("grade", "competency", "expert"), "level", ("duplicate-value", "conflicting-value")
    )
    assert (list(states), found(problems)) == ([KEPT, DUPLICATE], [("duplicate-value", "D3")])


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (Source("a.xlsx", "S", "B7"), "B7"),
        (Source("a.xlsx", "T", "B7"), "T B7"),
        (Source("b.xlsx", "S", "B7"), "b.xlsx S B7"),
    ],
)
def test_another_place_is_named_as_shortly_as_it_is_clear(source: Source, shown: str) -> None:
    assert place(source, Source("a.xlsx", "S", "C1")) == shown
