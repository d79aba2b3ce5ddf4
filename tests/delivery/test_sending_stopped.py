"""Sending that is stopped in between, by Ctrl-C or by a ledger that fails: every mail ends in the right state."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reportgen.delivery.ledger import Ledger, LedgerError
from reportgen.delivery.sending import Parcel
from reportgen.model.mail import UNKNOWN, State
from tests.delivery.sending_desk import OK, USERS, Line, desk
from tests.parcels import SENDER, address, content, parcel
from tests.program import ROOT
from tests.smtp_server import DROP, HANG, Fault


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
