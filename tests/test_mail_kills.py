"""Sending that is killed at any moment and started again: no mail twice, none lost, and each ends where it has to."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
WORKERS = 4
LONGEST = 0.6  # seconds from the start of sending to the kill
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
    assert not err, err
    assert process.returncode == 0
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


def killed(folder: Path, seed: int, kills: int) -> Counter[str]:
    """Campaigns, one after another, until there were that many kills; counts what was seen."""
    chance = random.Random(seed)  # noqa: S311 (seeded on purpose)
    seen = Counter[str]()
    while seen["kills"] < kills:
        seen["campaigns"] += 1
        with campaign(folder / f"{seed}-{seen['campaigns']}.sqlite") as found:
            before = found.states()
            while not ends_before(
                started(found.path, found.server), chance.uniform(0, LONGEST) if seen["kills"] < kills else 60
            ):
                seen["kills"] += 1
                before = found.settle(before)
        taken, states = found.server.taken_for(), found.states()  # the server has ended: nothing is under way
        assert len(taken) == len(set(taken)), "a mail was sent twice"
        for n, state in states.items():
            assert state in (ACCEPTED, REFUSED, UNKNOWN), "a mail was lost"
            assert (state == REFUSED) == (n in NOBODY)
            assert state != ACCEPTED or address(n) in taken
            assert state != REFUSED or address(n) not in taken
            seen["unknown, taken" if address(n) in taken else "unknown, not taken"] += state == UNKNOWN
        seen["mails"] += len(states)
    return seen


def test_no_mail_is_sent_twice_and_none_is_lost_however_often_sending_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        parts = [pool.submit(killed, tmp_path, seed, KILLS // WORKERS) for seed in range(WORKERS)]
        seen = sum((part.result() for part in parts), Counter[str]())
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(sorted(seen.items()))}\n")
    assert seen["kills"] == KILLS
    assert seen["unknown, taken"] + seen["unknown, not taken"] <= KILLS
