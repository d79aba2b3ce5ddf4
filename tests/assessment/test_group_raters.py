"""Who rated a group, as numbers."""

from dataclasses import replace

from reportgen.assessment.group_raters import answering, group_raters
from reportgen.model.inputs import Rated, SheetLedger, TableLedger
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.test_readers import full, panel, readers


def test_asked_is_what_forms_and_lists_ask_about_and_given_what_was_answered(tiny: Model) -> None:
    rated = (
        Rated("a1", "Li", "Li", "peer"),  # a form: every competency that is rated
        Rated("a1", "Wu", "Wu", "customer", ("greeting",)),  # a list: one line
        Rated("a1", "Wu", "Wu", "customer", ("packing",)),  # and another, elsewhere
        Rated("a1", "a1", "a1", "self"),
    )
    lines = [
        ("a1", "greeting", "Li", "peer", 3),
        ("a1", "greeting", "Wu", "customer", 2),
        ("a1", "greeting", "a1", "self", 1),
    ]
    inputs = frames.inputs(ratings=frames.ratings(*lines))
    inputs = replace(inputs, ledgers=(SheetLedger("f", "S", tables=(TableLedger("form", rated=rated),)),))
    found = answering(inputs, tiny)
    every = sum(1 for c in tiny.competencies if c.method == "rating")
    assert {p: (sorted(one.raters), one.asked, one.given) for p, one in found.items()} == {
        "a1": (["Li", "Wu"], every + 2, 2)
    }


def test_a_group_counts_its_raters_once_and_says_where_they_agree(tiny: Model) -> None:
    person = readers(
        full(tiny, panel(peer=4), [("w", "peer", 0), ("x", "peer", 0), ("y", "peer", 3), ("z", "peer", 3)])
    ).assessment.people[0]
    inputs = replace(
        frames.inputs(ratings=frames.ratings(("a1", "greeting", "Li", "peer", 3))),
        ledgers=(SheetLedger("f", "S", tables=(TableLedger("form", rated=(Rated("a1", "Li", "Li", "peer"),)),)),),
    )
    counted = answering(inputs, tiny)
    found = group_raters([person, replace(person, id="b2")], counted, {"a1": 2})
    assert (found.raters, found.answers, found.doubtful) == (1, 1, 2)
    assert found.agreement == {"greeting": (2, 2), "packing": (0, 2)}


def test_a_group_without_people_has_no_raters(tiny: Model) -> None:
    found = group_raters([], answering(frames.inputs(), tiny), {})
    assert (found.raters, found.asked, found.answers, found.agreement) == (0, 0, 0, {})
