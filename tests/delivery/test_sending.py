"""The sending loop against a server that misbehaves by script: the ledger's state of every mail, beside the server's own log."""

from pathlib import Path
from typing import Any

import pytest

from reportgen.delivery import faults
from reportgen.delivery.ledger import Ledger, LedgerError
from reportgen.delivery.sending import Sent
from tests.delivery.sending_desk import OK, USERS, Line, desk
from tests.parcels import address, parcel
from tests.smtp_server import DROP, HANG, Fault

# ---- one fault, three mails


@pytest.mark.parametrize(
    ("fault", "lines"),
    [
        # for the time being: tried again, the other mails first, or all after a pause
        (Fault("greeting", "421 busy"), [OK, OK, OK]),
        (Fault("greeting", DROP), [OK, OK, OK]),
        (Fault("mail", "421 bye", after=1), [OK, ("accepted", 250, 2), OK]),
        (Fault("rcpt", "421 bye", to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("mail", "452 full", after=1), [OK, ("accepted", 250, 2), OK]),
        (Fault("rcpt", "451 greylisted", to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("rcpt", "452 many", to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("end", "451 later", to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("end", "421 bye", to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("rcpt", DROP, to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("data", DROP, to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("body", DROP, to="m2@"), [OK, ("accepted", 250, 2), OK]),
        (Fault("auth", "454 later"), [OK, OK, OK]),
        # for ever so: it stays planned, with the code
        (Fault("rcpt", "450 greylisted", to="m2@", times=None), [OK, ("planned", 450, 4), OK]),
        (Fault("end", "452 full", to="m2@", times=None), [OK, ("planned", 452, 4), OK]),
        (Fault("rcpt", "421 bye", to="m2@", times=None), [OK, ("planned", 421, 4), OK]),
        (Fault("body", DROP, to="m2@", times=None), [OK, ("planned", 0, 4), OK]),
        (Fault("greeting", "421 busy", times=None), [("planned", 0, 0)] * 3),
        (Fault("mail", "421 bye", times=None), [("planned", 421, 2), ("planned", 421, 1), ("planned", 421, 1)]),
        # refused for good
        (Fault("rcpt", "550 nobody", to="m2@"), [OK, ("refused", 550, 1), OK]),
        (Fault("rcpt", "552 box full", to="m2@"), [OK, ("refused", 552, 1), OK]),
        (Fault("mail", "552 too much", after=1), [OK, ("refused", 552, 1), OK]),
        (Fault("data", "554 no", to="m2@"), [OK, ("refused", 554, 1), OK]),
        (Fault("end", "552 too much", to="m2@"), [OK, ("refused", 552, 1), OK]),
        # nobody knows
        (Fault("end", DROP, to="m2@"), [OK, ("unknown", 0, 1), OK]),
        (Fault("end", DROP, to="m2@", keeps=True), [OK, ("unknown", 0, 1), OK]),
        (Fault("end", HANG, to="m2@"), [OK, ("unknown", 0, 1), OK]),
        (Fault("end", HANG, to="m2@", keeps=True), [OK, ("unknown", 0, 1), OK]),
        (Fault("end", DROP, times=None, keeps=True), [("unknown", 0, 1)] * 3),
        # the run stops
        (Fault("auth", "535 wrong"), [("planned", 0, 0)] * 3),
        (Fault("starttls", "501 no"), [("planned", 0, 0)] * 3),
        (Fault("greeting", "HTTP/1.1 400 Bad Request"), [("planned", 0, 0)] * 3),
        (Fault("mail", "550 not you", after=1), [OK, ("planned", 550, 1), ("planned", 0, 0)]),
        (Fault("mail", "530 log in", after=1), [OK, ("planned", 530, 1), ("planned", 0, 0)]),
        # between two mails: connected anew, and nobody need know
        (Fault("rset", DROP), [OK, OK, OK]),
        (Fault("rset", "421 idle"), [OK, OK, OK]),
    ],
    ids=lambda value: f"{value.at} {value.answer} {value.times} {value.keeps}" if isinstance(value, Fault) else "",
)
def test_every_mail_ends_in_its_state(fault: Fault, lines: list[Line], tmp_path: Path) -> None:
    sizes = {2: 6_000_000} if fault.at == "body" else {}
    with desk(tmp_path, fault, users=USERS) as found:
        sent = found.send(sizes=sizes, user="hr", end_timeout=0.7 if fault.answer == HANG else 10)
        assert found.lines() == lines
        assert sent.counts == {
            state: n for state in {s for s, _, _ in lines} if (n := [s for s, _, _ in lines].count(state))
        }
        if all(line[0] == "planned" for line in lines):
            assert found.server.taken == []


@pytest.mark.parametrize(
    ("ways", "reason"),
    [
        ({"starttls_offered": False}, faults.NO_STARTTLS),
        ({"certificate": "other name"}, faults.OTHER_NAME),
        ({"certificate": "unknown authority"}, faults.UNKNOWN_AUTHORITY),
        ({"certificate": "expired"}, faults.EXPIRED),
        ({"auth_before_tls": True, "auth_within_tls": False}, faults.NO_LOGIN),
        ({"users": {"hr": "another"}}, faults.LOGIN_REFUSED),
    ],
)
def test_with_a_server_that_cannot_be_used_all_stay_planned(ways: dict[str, Any], reason: str, tmp_path: Path) -> None:
    with desk(tmp_path, **{"users": USERS} | ways) as found:
        sent = found.send(user="hr")
        assert sent.halt is not None
        assert (sent.halt.reason, sent.left, found.pauses) == (reason, (1, 2, 3), [])
        assert (found.lines(), len(found.server.greeted)) == ([("planned", 0, 0)] * 3, 1)


def test_of_several_mails_the_refused_one_is_refused_and_the_others_arrive(tmp_path: Path) -> None:
    script = [Fault("rcpt", "550 nobody", to=f"m{n}@", times=None) for n in (2, 5)]
    with desk(tmp_path, *script, n=6) as found:
        sent = found.send()
        assert (sent.accepted, sent.refused, sent.halt, sent.gone) == ((1, 3, 4, 6), (2, 5), None, None)
        assert found.server.taken_for() == [address(n) for n in (1, 3, 4, 6)]
        assert (len(found.server.greeted), found.pauses) == (1, [])


def test_a_mail_larger_than_the_server_takes_stays_planned_and_the_others_go(tmp_path: Path) -> None:
    with desk(tmp_path, size=1000) as found:
        sent = found.send(sizes={2: 2000})
        assert found.lines() == [OK, ("planned", 552, 1), OK]
        assert (sent.too_large, sent.accepted, found.pauses) == ((2,), (1, 3), [])
        with Ledger(found.path) as ledger:
            assert ledger.facts() == {"most_bytes": "1000"}


# ---- rounds and pauses


def test_what_is_put_off_is_tried_again_after_growing_pauses_the_others_first(tmp_path: Path) -> None:
    with desk(tmp_path, Fault("rcpt", "451 later", to="m1@", times=None)) as found:
        sent = found.send()
        assert found.begun == [
            (0, 1, "planned", 451),
            (1, 2, "accepted", 250),
            (2, 3, "accepted", 250),
            (62, 1, "planned", 451),
            (362, 1, "planned", 451),
            (2162, 1, "planned", 451),
        ]
        assert (found.pauses, sent.put_off, sent.left) == ([(60, 1), (300, 1), (1800, 1)], (1,), ())
        assert len(found.server.greeted) == 4, "no connection is kept through a pause"


def test_a_server_that_takes_three_mails_at_a_time_gets_all(tmp_path: Path) -> None:
    script = [Fault("mail", "421 enough for now", after=k) for k in (3, 7)]
    with desk(tmp_path, *script, n=10) as found:
        sent = found.send(pauses=(60,))
        assert (len(sent.accepted), sent.gone) == (10, None)
        assert {seconds for seconds, _ in found.pauses} == {60}


def test_a_server_that_stays_away_is_given_up_after_the_last_pause(tmp_path: Path) -> None:
    with desk(tmp_path, Fault("greeting", "421 busy", times=None)) as found:
        sent = found.send()
        assert (found.clock.slept[-1], [seconds for seconds, _ in found.pauses]) == (1800, [60, 300, 1800])
        assert sent.gone is not None
        assert (sent.gone.code, sent.left, len(found.server.greeted)) == (421, (1, 2, 3), 4)


def test_a_server_that_loses_every_mail_gets_only_a_few(tmp_path: Path) -> None:
    with desk(tmp_path, Fault("end", DROP, times=None, keeps=True), n=10) as found:
        sent = found.send()
        assert (sent.unknown, sent.left) == ((1, 2, 3, 4), (5, 6, 7, 8, 9, 10))
        assert sent.gone is not None


def test_without_pauses_nothing_is_tried_twice(tmp_path: Path) -> None:
    with desk(tmp_path, Fault("rcpt", "451 later", to="m1@"), Fault("rcpt", "421 bye", to="m2@")) as found:
        sent = found.send(pauses=())
        assert found.lines() == [("planned", 451, 1), ("planned", 421, 1), ("planned", 0, 0)]
        assert (sent.put_off, sent.left, found.pauses) == ((1, 2), (3,), [])


def test_mails_go_out_evenly_over_one_connection(tmp_path: Path) -> None:
    with desk(tmp_path, n=5) as found:
        found.send()
        assert [moment for moment, _, _, _ in found.begun] == [0, 1, 2, 3, 4]
        assert (len(found.server.greeted), found.server.asked[-1]) == (1, "QUIT")


def test_nothing_to_send_asks_nobody(tmp_path: Path) -> None:
    with desk(tmp_path) as found:
        assert found.send(parcels=[]) == Sent()
        assert found.server.greeted == []


def test_sending_again_sends_nothing(tmp_path: Path) -> None:
    with desk(tmp_path) as found:
        found.send()
        assert found.send(parcels=[]).counts == {}
        with pytest.raises(LedgerError, match="Mail 1 is not planned"):
            found.send(parcels=[parcel(1)])
        assert len(found.server.taken) == 3
