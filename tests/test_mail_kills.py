"""Sending that is killed at any moment and started again: no mail twice, none lost, and each ends where it has to."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from reportgen.delivery.ledger import Ledger
from reportgen.model.mail import ACCEPTED, PLANNED, REFUSED, SENDING, UNKNOWN, State
from tests.parcels import address, plan
from tests.program import ROOT
from tests.smtp_server import Fault, Server, smtp_server

pytestmark = pytest.mark.services

KILLS = 200
MAILS = 50
DELAY = 0.01  # seconds that the server takes for each mail
LONGEST = 0.8  # seconds from the start of sending to the kill
NOBODY = (7, 31)  # mails that the server refuses


def started(path: Path, server: Server) -> "subprocess.Popen[str]":
    """Sending what the ledger has planned, as a process of its own."""
    command = [sys.executable, "-m", "tests.mail_driver", str(path), server.host, str(server.port), str(server.ca_file)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ends_before(process: "subprocess.Popen[str]", seconds: float) -> bool:
    """Whether it has done its work before it is killed, that many seconds after it began to send."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        _, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    assert (process.returncode, err) == (0, "")
    return True


@dataclass
class Campaign:
    """Mails to be sent, in a ledger of their own, to a server of their own."""

    path: Path
    server: Server

    def states(self) -> dict[int, State]:
        with Ledger(self.path) as ledger:
            return {entry.number: entry.state for entry in ledger.entries()}

    def settle(self, before: dict[int, State]) -> dict[int, State]:
        """What has become of the mails after a kill: as before, or settled now; one at most was in hand."""
        after = self.states()
        changed = {n: state for n, state in after.items() if state != before[n]}
        assert all(before[n] == PLANNED for n in changed), "a settled mail has changed"
        in_hand = [n for n, state in changed.items() if state == SENDING]
        assert len(in_hand) <= 1
        with Ledger(self.path) as ledger:
            found = ledger.recover()
        assert sum(found.values()) == len(in_hand)
        settled = self.states()
        for n in in_hand:
            assert settled[n] in (PLANNED, UNKNOWN)
            if settled[n] == PLANNED:
                assert address(n) not in self.server.ended, "the end had gone out, and it would be sent again"
        return settled


@contextmanager
def campaign(path: Path) -> Iterator[Campaign]:
    script = [Fault("rcpt", "550 nobody", to=f"m{n}@", times=None) for n in NOBODY]
    with smtp_server(*script, users={"hr": "secret"}, delay=DELAY) as server:
        plan(path, MAILS)
        yield Campaign(path, server)


def test_no_mail_is_sent_twice_and_none_is_lost_however_often_sending_is_killed(tmp_path: Path) -> None:
    chance = random.Random(8)  # noqa: S311 (seeded on purpose)
    kills = campaigns = 0
    unknown = Counter[bool]()  # whether the server has it
    while kills < KILLS:
        campaigns += 1
        with campaign(tmp_path / f"{campaigns}.sqlite") as found:
            before = found.states()
            while True:
                seconds = chance.uniform(0, LONGEST) if kills < KILLS else 60
                if ends_before(started(found.path, found.server), seconds):
                    break
                kills += 1
                before = found.settle(before)
        taken = found.server.taken_for()  # the server has ended: nothing is under way any more
        states = found.states()
        assert len(taken) == len(set(taken)), "a mail was sent twice"
        for n, state in states.items():
            assert state in (ACCEPTED, REFUSED, UNKNOWN), "a mail was lost"
            assert (state == REFUSED) == (n in NOBODY)
            assert state != ACCEPTED or address(n) in taken
            assert state in (ACCEPTED, UNKNOWN) or address(n) not in taken
            unknown[address(n) in taken] += state == UNKNOWN
    told = f"{kills} kills in {campaigns} campaigns; unknown: {unknown[True]} with the server, {unknown[False]} not"
    sys.stdout.write(told)
    assert sum(unknown.values()) <= kills
