"""Sends what a ledger has planned, as a process of its own that may be killed: LEDGER HOST PORT CA_FILE."""

import sys
from functools import partial
from pathlib import Path

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.sending import send
from reportgen.delivery.transport import Server, connect
from reportgen.model.mail import PLANNED
from reportgen.screen import listen
from tests.parcels import parcel

PER_MINUTE = 6000


def main() -> None:
    path, host, port, ca_file = sys.argv[1:]
    server = Server(host, int(port), user="hr", ca_file=Path(ca_file))
    with Ledger(Path(path)) as ledger:
        ledger.recover()
        listen()
        planned = [entry.number for entry in ledger.entries() if entry.state == PLANNED]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        parcels = [parcel(number) for number in planned]
        sent = send(ledger, parcels, partial(connect, server, "secret"), per_minute=PER_MINUTE, pauses=(0.1, 0.1))
        if sent.put_off or sent.left:
            raise SystemExit(f"mails are left: {sent}")


if __name__ == "__main__":
    main()
