"""Mails to the people themselves, and what always holds of recipients: nobody twice, nobody lost, nothing mixed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.delivery.recipients import grouped
from reportgen.model.addresses import parsed, same_mailbox
from reportgen.model.mail import AUDIENCES, PEOPLE, Audience
from reportgen.model.words import person_key
from tests.delivery.rosters import line, mails, roster, stops

# ---- mails to the people themselves


def test_everybody_gets_their_own_also_two_of_one_name() -> None:
    table = "1 | 王芳 | | | | wang1@x.cn\n2 | 王芳 | | | | wang2@x.cn\n3 | 3 | | | | three@x.cn"
    assert mails(table, PEOPLE) == [("wang1@x.cn", "王芳", "1"), ("wang2@x.cn", "王芳", "2"), ("three@x.cn", "", "3")]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("1 | 毛小满", [("no-address", "F2", "1")]),
        ("1 | 毛小满 | | | | a@x.cn b@x.cn", [("unusable-address", "F2", "1")]),
        ("1 | 毛小满 | | | | a@y.cn", [("foreign-domain", "F2", "1")]),
        ("1 | 毛小满 | | | | a@x.cn\n2 | 费长风 | | | | A@x.cn", [("shared-address", "F3", "1 2")]),
        # the superior's address in the column of the own ones, and the other way round
        ("1 | 毛小满 | 苗青 | | miao@x.cn | miao@x.cn", [("own-address", "E2", "1")]),
        (
            "1 | 毛小满 | 苗青 | | miao@x.cn | a@x.cn\n2 | 费长风 | 苗青 | | miao@x.cn | miao@x.cn",
            [("own-address", "E2", "2")],
        ),
        # it cannot be told which address of the superior is the right one
        (
            "1 | 毛小满 | 苗青 | 9 | old@x.cn | a@x.cn\n9 | 苗青 | | | gu@x.cn | new@x.cn",
            [("two-addresses", "E2", "9")],
        ),
    ],
)
def test_what_stops_somebodys_own_mail(table: str, expected: list[tuple[str, str, str]]) -> None:
    assert stops(table, PEOPLE, ("x.cn",)) == expected


def test_what_stops_the_superiors_mail_leaves_the_peoples_own_alone() -> None:
    table = "1 | 毛小满 | 苗青 | | m1@x.cn | a@x.cn\n2 | 费长风 | 苗青 | | m2@x.cn | b@x.cn\n3 | 石小川 | | | | c@x.cn"
    assert [people for _, _, people in mails(table, PEOPLE)] == ["1", "2", "3"]


# ---- the order, the place, and what always holds


def test_a_column_that_the_roster_does_not_have_is_missed_at_the_persons_id() -> None:
    (only,) = roster("1 | 毛小满 | 苗青")
    bare = type(only)(**{f: getattr(only, f) for f in only.__slots__ if f != "cells"})
    _, (stop,) = grouped([bare], "managers", ())
    assert (stop.problem.code, stop.problem.source.cell) == ("no-address", "A2")


def test_stops_stand_in_the_rosters_order() -> None:
    early = "1 | 甲 | 苗青 | | b@x.cn\n2 | 乙 | 谷雨\n3 | 丙 | 白露 | | b@x.cn"
    assert [people for _, _, people in stops(early)] == ["1 3", "2"]
    table = "1 | 甲 | 苗青 | | \n2 | 乙 | 谷雨 | | gu\n3 | 丙 | 白露 | | b@x.cn\n4 | 丁 | 霜降 | | b@x.cn\n5 | 戊 | | |"
    assert [people for _, _, people in stops(table)] == ["1", "2", "3 4", "5"]


NAMES = st.sampled_from(["", "王芳", "王 芳", "苗青", "谷雨", "无"])
IDS = st.sampled_from(["", "1", "01", "2", "3", "77", "78"])
ADDRESSES = st.sampled_from(["", "a@x.cn", "A@x.cn", "b@x.cn", "c@x.cn", "c@y.cn", "a@x.cn;b@x.cn", "无"])
LINES = st.lists(st.tuples(NAMES, NAMES, IDS, ADDRESSES, ADDRESSES), max_size=6)


@pytest.mark.parametrize("audience", AUDIENCES)
@given(table=LINES, limited=st.booleans())
@settings(max_examples=400, deadline=None)
def test_everybody_is_in_one_group_or_stopped_and_no_group_mixes_superiors_or_addresses(
    audience: Audience, table: list[tuple[str, str, str, str, str]], limited: bool
) -> None:
    lines = [line(n + 1, str(n), name or str(n), *rest) for n, (name, *rest) in enumerate(table, start=1)]
    groups, stopped = grouped(lines, audience, ("x.cn",) if limited else ())
    grouped_ids = [x.person_id for group in groups for x in group.lines]
    stopped_ids = {person for stop in stopped for person in stop.people}
    assert len(grouped_ids) == len(set(grouped_ids))
    assert {*grouped_ids} | stopped_ids == {x.person_id for x in lines}
    assert {*grouped_ids} & stopped_ids == set()
    assert len({same_mailbox(group.addressee.address) for group in groups}) == len(groups)
    for group in groups:
        assert group.addressee.address == parsed(group.addressee.address)
        if audience == PEOPLE:
            assert len(group.lines) == 1
            assert same_mailbox(parsed(group.lines[0].email)) == same_mailbox(group.addressee.address)
            continue
        written = {same_mailbox(parsed(x.manager_email)) for x in group.lines if x.manager_email not in ("", "无")}
        assert written <= {same_mailbox(group.addressee.address)}
        assert len({person_key(x.manager) for x in group.lines} - {"", "无"}) <= 1
        assert len({x.manager_id.lstrip("0") for x in group.lines} - {""}) <= 1
    assert (groups, stopped) == grouped(lines, audience, ("x.cn",) if limited else ())


@given(table=LINES)
@settings(max_examples=200, deadline=None)
def test_no_mail_goes_to_somebodys_own_address_unless_they_can_be_the_superior(
    table: list[tuple[str, str, str, str, str]],
) -> None:
    lines = [line(n + 1, str(n), name or str(n), *rest) for n, (name, *rest) in enumerate(table, start=1)]
    owners = {(same_mailbox(x.email), x.person_id, person_key(x.name)) for x in lines if x.email.count("@") == 1}
    groups, _ = grouped(lines, "managers", ())
    for group in groups:
        addressee = group.addressee
        for mailbox, person, name in owners:
            if mailbox == same_mailbox(addressee.address):
                assert not addressee.name or person_key(addressee.name) == name
                assert not addressee.id or addressee.id.lstrip("0") == person
