"""The command that sends, killed at any moment and started again: no mail twice, none lost."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportgen.delivery.ledger import Ledger
from reportgen.model.mail import ACCEPTED, PLANNED, UNKNOWN
from tests.mail_folder import Office
from tests.program import ROOT
from tests.smtp_server import Server, smtp_server

pytestmark = pytest.mark.services

KILLS = 12
MAILS = 30


def planned(office: Office) -> int:
    with Ledger(office.ledger) as ledger:
        ledger.recover()
        return sum(1 for entry in ledger.entries() if entry.state == PLANNED)


def states(office: Office) -> dict[str, str]:
    with Ledger(office.ledger) as ledger:
        return {entry.address: entry.state for entry in ledger.entries()}


def sending(office: Office, folder: Path) -> "subprocess.Popen[bytes]":
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "reportgen",
        "mail",
        "--input",
        office.input,
        office.output,
        "--send",
        "--yes",
        str(planned(office)),
    ]
    environment = {**os.environ, "REPORTGEN_MAIL_PASSWORD": "x", "XDG_STATE_HOME": str(folder / "state")}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def serve(office: Office, server: Server) -> None:
    office.use(
        f'server = "{server.host}"', f"port = {server.port}", f'ca_file = "{server.ca_file}"', 'user = "hr"',
        "per_minute = 600", "pauses = [0, 0]",
    )  # fmt: skip


def test_a_killed_sending_is_resumed_without_a_mail_twice_or_lost(tmp_path: Path) -> None:
    people = [[f"k{n:04d}", f"员工{n}", "初阶", "店", f"经理{n}", f"m{n}@example.com", ""] for n in range(MAILS)]
    office = Office(tmp_path / "office")
    office.build(people)
    chance = random.Random(8)  # noqa: S311 (seeded on purpose)
    with smtp_server(users={"hr": "x"}, delay=0.02) as server:
        serve(office, server)
        assert office.mail().returncode == 0
        with Ledger(office.ledger) as ledger:
            assert len(ledger.entries()) == MAILS
        kills = 0
        while planned(office):
            process = sending(office, tmp_path)
            if kills == KILLS:
                assert process.wait(120) == (1 if UNKNOWN in states(office).values() else 0)
                break
            enough = len(server.asked) + chance.randint(0, 10)  # four to log in, three for each mail
            while process.poll() is None and len(server.asked) < enough:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.03))
            process.kill()
            process.wait()
            kills += 1
        taken = server.taken_for()
    assert kills == KILLS
    assert len(taken) == len(set(taken))
    found = states(office)
    assert set(found.values()) <= {ACCEPTED, UNKNOWN}
    assert {address for address, state in found.items() if state == ACCEPTED} <= set(taken)
