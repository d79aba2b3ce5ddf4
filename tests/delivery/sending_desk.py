"""A desk to send from in tests: a ledger, a scripted server and a clock that only the pauses move."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from reportgen.delivery.ledger import Ledger
from reportgen.delivery.sending import Parcel, Sent, send
from reportgen.delivery.transport import Connection, Server, connect
from reportgen.model.mail import PLANNED, State
from tests import smtp_server as scripted
from tests.parcels import address, parcel, plan
from tests.smtp_server import Fault, smtp_server

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
