"""The sending loop against a server that misbehaves by script: the ledger's state of every mail, beside the server's own log."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reportgen.delivery import faults
from reportgen.delivery.ledger import Ledger, LedgerError
from reportgen.delivery.sending import Parcel, Sent, send
from reportgen.delivery.transport import Connection, Server, connect
from reportgen.model.mail import PLANNED, UNKNOWN, State
from tests import smtp_server as scripted
from tests.parcels import SENDER, address, content, parcel, plan
from tests.program import ROOT
from tests.smtp_server import DROP, HANG, Fault, smtp_server

Line = tuple[State, int, int]  # state, code, tries
PAUSES = (60, 300, 1800)
OK: Line = ("accepted", 250, 1)
USERS = {"hr": "secret"}


class Clock:
    """A clock that sleeping puts forward at once."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Desk:
    """A ledger with planned mails 1 to `n`, and a server to send them to."""

    def __init__(self, path: Path, server: scripted.Server, n: int) -> None:
        self.path, self.server, self.clock = path, server, Clock()
        self.numbers = range(1, n + 1)
        self.begun: list[tuple[float, int, str, int]] = []
        self.pauses: list[tuple[float, int]] = []
        if not path.exists():
            plan(path, n)

    def connect(self, **others: Any) -> Connection:
        given: dict[str, Any] = {
            "host": self.server.host, "port": self.server.port, "ca_file": self.server.ca_file, "timeout": 10, "end_timeout": 10,
        }  # fmt: skip
        return connect(Server(**given | others), "secret")

    def send(
        self,
        *,
        pauses: tuple[float, ...] = PAUSES,
        sizes: dict[int, int] | None = None,
        on_mail: Callable[[int, State, int], object] = lambda *_: None,
        on_pause: Callable[[float, int], object] = lambda *_: None,
        parcels: list[Parcel] | None = None,
        **others: Any,
    ) -> Sent:
        def told(number: int, state: State, code: int) -> None:
            self.begun.append((self.clock.now, number, state, code))
            on_mail(number, state, code)

        def paused(seconds: float, waiting: int) -> None:
            self.pauses.append((seconds, waiting))
            on_pause(seconds, waiting)

        with Ledger(self.path) as ledger:
            planned = [entry.number for entry in ledger.entries() if entry.state == PLANNED]
            return send(
                ledger,
                [parcel(n, (sizes or {}).get(n, 0)) for n in planned] if parcels is None else parcels,
                partial(self.connect, **others),
                per_minute=60,
                pauses=pauses,
                clock=self.clock,
                sleep=self.clock.sleep,
                on_mail=told,
                on_pause=paused,
            )

    def lines(self) -> list[Line]:
        with Ledger(self.path) as ledger:
            return [(entry.state, entry.code, entry.tries) for entry in ledger.entries()]

    def agree(self) -> None:
        """The ledger and the server's log say the same; what is unknown may be either way."""
        taken, ended = self.server.taken_for(), self.server.ended
        assert len(taken) == len(set(taken)), "a mail was taken twice"
        for number, (state, _, _) in enumerate(self.lines(), 1):
            if address(number) in taken:
                assert state in ("accepted", "unknown"), number
            else:
                assert state != "accepted", number
            assert state != "unknown" or address(number) in ended, number
        for mail in self.server.taken:
            assert mail.content.startswith(f"To: {mail.address}\r\n".encode())


@contextmanager
def desk(path: Path, *script: Fault, n: int = 3, **ways: Any) -> Iterator[Desk]:
    with smtp_server(*script, **ways) as server:
        found = Desk(path / "mail.sqlite", server, n)
        yield found
        found.agree()


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


# ---- stopped in between


def poke() -> None:
    """Ctrl-C, as it comes to the program."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize(
    ("fault", "line", "taken"),
    [
        (Fault("hello", then=poke), ("planned", 0, 0), []),
        (Fault("mail", then=poke), ("planned", 0, 1), []),
        (Fault("rcpt", then=poke), ("planned", 0, 1), []),
        (Fault("data", then=poke), ("planned", 0, 1), []),
        (Fault("end", then=poke), OK, [1]),
        (Fault("end", "451 later", then=poke), ("planned", 451, 1), []),
        (Fault("end", "550 no", then=poke), ("refused", 550, 1), []),
        (Fault("end", DROP, then=poke), ("unknown", 0, 1), []),
    ],
    ids=lambda value: f"{value.at} {value.answer}" if isinstance(value, Fault) else "",
)
def test_ctrl_c_leaves_the_mail_in_hand_in_the_right_state(
    fault: Fault, line: Line, taken: list[int], tmp_path: Path
) -> None:
    then = fault.then

    def wait() -> None:
        assert then is not None
        then()
        time.sleep(0.1)  # the answer comes after it

    fault.then = wait
    with desk(tmp_path, fault) as found:
        with pytest.raises(KeyboardInterrupt):
            found.send()
        assert found.lines() == [line, ("planned", 0, 0), ("planned", 0, 0)]
        assert found.server.taken_for() == [address(n) for n in taken]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with Ledger(found.path) as ledger:
            assert ledger.recover() == {}
        found.send()
        assert [state for state, _, _ in found.lines()][1:] == ["accepted", "accepted"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_second_ctrl_c_does_not_wait_for_the_answer(tmp_path: Path) -> None:
    def twice() -> None:
        for _ in range(2):
            poke()
            time.sleep(0.1)

    with desk(tmp_path, Fault("end", HANG, then=twice)) as found:
        begin = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            found.send(end_timeout=20)
        assert time.monotonic() - begin < 10
        assert found.lines() == [("unknown", 0, 1), ("planned", 0, 0), ("planned", 0, 0)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_second_ctrl_c_ends_the_program_and_the_mail_in_hand_is_unknown(tmp_path: Path) -> None:
    asked = threading.Event()
    with desk(tmp_path, Fault("end", HANG, then=asked.set), users=USERS) as found:
        server = found.server
        place = [str(found.path), server.host, str(server.port), str(server.ca_file)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.mail_driver", *place], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        assert asked.wait(60)
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):  # it waits for the answer
            process.communicate(timeout=0.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert (process.returncode, "已停止" in err, "Traceback" in err) == (130, True, False)
        with Ledger(found.path) as ledger:
            assert ledger.recover() == {"unknown": 1}
        assert found.lines() == [("unknown", 0, 1), ("planned", 0, 0), ("planned", 0, 0)]


def test_ctrl_c_in_a_pause_sends_nothing_more(tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with desk(tmp_path, Fault("rcpt", "421 bye", to="m2@")) as found:
        with pytest.raises(KeyboardInterrupt):
            found.send(on_pause=stop)
        assert found.lines() == [OK, ("planned", 421, 1), ("planned", 0, 0)]


def test_ctrl_c_between_mails_sends_nothing_more(tmp_path: Path) -> None:
    def stop(number: int, *_: object) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with desk(tmp_path) as found:
        with pytest.raises(KeyboardInterrupt):
            found.send(on_mail=stop)
        assert found.lines() == [OK, OK, ("planned", 0, 0)]


# ---- a ledger that fails


@pytest.mark.parametrize(
    ("step", "taken", "state"),
    [("begin", 0, "planned"), ("ending", 0, "planned"), ("accepted", 1, "unknown")],
)
def test_when_a_step_cannot_be_noted_nothing_more_is_sent(
    step: str, taken: int, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LedgerError("disk full")

    with desk(tmp_path) as found:
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, step, full)
            with pytest.raises(LedgerError, match="disk full"):
                found.send()
        assert len(found.server.taken) == taken
        with Ledger(found.path) as ledger:
            ledger.recover()
        assert [s for s, _, _ in found.lines()] == [state, "planned", "planned"]


def test_a_ledger_that_another_program_holds_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **others: plain(*args, **others | {"timeout": 0.05}))
    with desk(tmp_path) as found:
        holder = plain(found.path)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="locked"):
            found.send(parcels=[parcel(1)])
        holder.close()
        assert (found.server.taken, found.server.ended) == ([], [])


def test_a_mail_whose_content_cannot_be_had_is_not_begun(tmp_path: Path) -> None:
    def broken() -> bytes:
        raise OSError(os.strerror(2))

    with desk(tmp_path) as found:
        with pytest.raises(OSError, match="No such file"):
            found.send(parcels=[parcel(1), Parcel(2, SENDER, address(2), broken), parcel(3)])
        assert found.lines() == [OK, ("planned", 0, 0), ("planned", 0, 0)]


def test_a_content_that_is_no_mail_is_not_sent(tmp_path: Path) -> None:
    with desk(tmp_path) as found:
        with pytest.raises(ValueError, match="CRLF"):
            found.send(parcels=[Parcel(1, SENDER, address(1), lambda: content(1)[:-1])])
        assert found.lines() == [("planned", 0, 1), ("planned", 0, 0), ("planned", 0, 0)]
        assert UNKNOWN not in {state for state, _, _ in found.lines()}
