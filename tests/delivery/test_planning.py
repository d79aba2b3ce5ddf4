"""Which reports go to whom: what an addressee has not got yet, in the issue it has now; a change of hands is stopped."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from reportgen.delivery.planning import Planned, planned
from reportgen.model.mail import ACCEPTED, REFUSED, STATES, UNKNOWN, Addressee, Entry, Group, Item, RosterLine, State
from reportgen.problems import Source

LI, WANG = "li@example.com", "wang@example.com"


def line(person: str) -> RosterLine:
    place = Source("人员名单.xlsx", "人员", f"B{person}")
    return RosterLine(
        person, f"人{person}", "1级", "", "", "", "", "", 18, 18, "", "", place, {"manager_email": f"I{person}"}
    )


def group(address: str, *people: str) -> Group:
    return Group(Addressee(address, "李"), tuple(line(person) for person in people))


def entry(number: int, address: str, state: State, released: bool = False, **items: str) -> Entry:
    carried = tuple(Item(person.removeprefix("p"), digest) for person, digest in items.items())
    return Entry(
        number, str(number), "managers", "2026", address, "", 1, 1, "", "", 1, "", state, carried, released=released
    )


def due(plan: Planned) -> dict[str, int]:
    """Who is to go, with the version."""
    return {one.line.person_id: one.version for one in plan.due}


def test_the_first_time_everybody_with_a_report_is_due() -> None:
    (plan,), stops = planned([group(LI, "1", "2", "3")], {"1": "a", "2": "b"}, ())
    assert (due(plan), plan.occasion, plan.version, stops) == ({"1": 1, "2": 1}, "first", 1, ())


def test_what_was_accepted_refused_or_may_have_arrived_is_not_due_again() -> None:
    entries = [entry(1, LI, ACCEPTED, p1="a"), entry(2, LI, REFUSED, p2="b"), entry(3, LI, UNKNOWN, p3="c")]
    (plan,), _ = planned([group(LI, "1", "2", "3")], {"1": "a", "2": "b", "3": "c"}, entries)
    assert due(plan) == {}
    assert [one.person_id for one in plan.earlier] == ["1", "2", "3"]


def test_a_changed_report_is_a_new_version_and_goes_without_those_that_did_not_change() -> None:
    entries = [entry(1, LI, ACCEPTED, p1="a", p2="b"), entry(2, LI, UNKNOWN, p1="a2")]
    (plan,), _ = planned([group(LI, "1", "2")], {"1": "a3", "2": "b"}, entries)
    assert (due(plan), plan.occasion, plan.version) == ({"1": 3}, "update", 3)


def test_a_refused_issue_is_not_counted_as_a_version() -> None:
    (plan,), _ = planned([group(LI, "1")], {"1": "a2"}, [entry(1, LI, REFUSED, p1="a")])
    assert (due(plan), plan.occasion) == ({"1": 1}, "first")


def test_a_correction_that_is_taken_back_is_due_as_a_further_version() -> None:
    entries = [entry(1, LI, ACCEPTED, p1="a"), entry(2, LI, ACCEPTED, p1="b")]
    (plan,), _ = planned([group(LI, "1")], {"1": "a"}, entries)
    assert (due(plan), plan.occasion) == ({"1": 3}, "update")
    (plan,), _ = planned([group(LI, "1")], {"1": "a"}, [*entries, entry(3, LI, UNKNOWN, p1="a")])
    assert due(plan) == {}


def test_a_correction_that_was_refused_and_then_taken_back_leaves_nothing_to_send() -> None:
    entries = [entry(1, LI, ACCEPTED, p1="a"), entry(2, LI, REFUSED, p1="b")]
    (plan,), _ = planned([group(LI, "1")], {"1": "a"}, entries)
    assert due(plan) == {}


def test_further_people_of_a_manager_who_has_mail_already_are_an_addition() -> None:
    (plan,), _ = planned([group(LI, "1", "2")], {"1": "a", "2": "b"}, [entry(1, LI, ACCEPTED, p1="a")])
    assert (due(plan), plan.occasion) == ({"2": 1}, "addition")


def test_what_is_released_is_due_again_with_the_same_version() -> None:
    (plan,), _ = planned([group(LI, "1")], {"1": "a"}, [entry(1, LI, ACCEPTED, released=True, p1="a")])
    assert (due(plan), plan.occasion) == ({"1": 1}, "again")


def test_a_report_that_somebody_else_got_is_stopped_at_the_cell_of_the_address() -> None:
    entries = [entry(7, WANG, ACCEPTED, p1="a")]
    (plan,), (stop,) = planned([group(LI, "1", "2")], {"1": "a", "2": "b"}, entries)
    assert due(plan) == {"2": 1}
    assert (stop.problem.code, stop.problem.source.cell, stop.people) == ("recipient-changed", "I1", ("1",))


def test_a_change_of_hands_that_is_meant_goes_to_the_new_one_and_then_stays_there() -> None:
    entries = [entry(7, WANG, ACCEPTED, p1="a")]
    for moved in (["1"], ["all"]):
        (plan,), stops = planned([group(LI, "1")], {"1": "a"}, entries, moved)
        assert (due(plan), plan.occasion, stops) == ({"1": 1}, "first", ())
    later = [*entries, entry(8, LI, ACCEPTED, p1="a")]
    (plan,), stops = planned([group(LI, "1")], {"1": "new"}, later)
    assert (due(plan), stops) == ({"1": 2}, ())


def test_case_before_the_at_sign_makes_no_other_mailbox() -> None:
    (plan,), stops = planned([group("Li@example.com", "1")], {"1": "a"}, [entry(1, LI, ACCEPTED, p1="a")])
    assert (due(plan), stops) == ({}, ())


def test_what_went_out_without_the_ledgers_knowing_is_stopped() -> None:
    (plan,), (stop,) = planned(
        [group(LI, "1", "2")], {"1": "a", "2": "b"}, (), elsewhere=lambda _, item: item.person == "2"
    )
    assert due(plan) == {"1": 1}
    assert (stop.problem.code, stop.problem.source.cell, stop.people) == ("mailed-elsewhere", "I2", ("2",))


PEOPLE = st.sampled_from(["1", "2", "3"])
REPORTS = st.dictionaries(PEOPLE, st.sampled_from("ab"), max_size=3)
ENTRIES = st.lists(
    st.builds(
        lambda address, state, released, items: (address, state, released, items),
        st.sampled_from([LI, WANG]), st.sampled_from(STATES), st.booleans(), REPORTS,
    ),
    max_size=6,
)  # fmt: skip


@given(reports=REPORTS, mails=ENTRIES)
def test_nothing_is_planned_twice_and_everybody_with_a_report_is_accounted_for(
    reports: Mapping[str, str], mails: list[tuple[str, State, bool, dict[str, str]]]
) -> None:
    entries = [
        entry(n, address, state, released, **{f"p{person}": digest for person, digest in items.items()})
        for n, (address, state, released, items) in enumerate(mails, start=1)
    ]
    (plan,), stops = planned([group(LI, "1", "2", "3")], reports, entries)
    latest = {i.person: (i, e) for e in entries if e.state in (ACCEPTED, UNKNOWN) and e.address == LI for i in e.items}
    has = {item for item, e in latest.values() if not e.released}
    has |= {i for e in entries if e.state == REFUSED and not e.released and e.address == LI for i in e.items}
    assert not {Item(one.line.person_id, one.sha256) for one in plan.due} & has
    accounted = (
        [one.line.person_id for one in plan.due]
        + [one.person_id for one in plan.earlier]
        + [p for s in stops for p in s.people]
    )
    assert sorted(accounted) == sorted(reports)
