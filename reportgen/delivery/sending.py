"""The sending loop: one mail after another over one connection, paced; every step is in the ledger before the next.

What a server puts off is tried again after pauses, the other mails first. A mail is never begun without a connection.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from reportgen.delivery.connection import Connection
from reportgen.delivery.faults import Down, Halt, Lost, PutOff, Refused, Reply, ServerError, TooLarge
from reportgen.delivery.interruption import Gate
from reportgen.delivery.ledger import Ledger, LedgerError
from reportgen.model.mail import ACCEPTED, PLANNED, REFUSED, UNKNOWN, State

MOST_BYTES: Final = "most_bytes"  # the fact in the ledger: what the server takes
MINUTE: Final = 60.0

Outcome = Reply | Refused | Lost | PutOff | TooLarge | Halt


@dataclass(frozen=True, slots=True)
class Parcel:
    """A planned mail: its number in the ledger, from and to which address, and its bytes, made when its turn comes."""

    number: int
    sender: str
    address: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the mails, by their numbers. `put_off`, `too_large` and `left` are planned still: the server asked to
    come later at the last try too; it has more bytes than the server takes; the run stopped before or at it. `halt` and
    `gone` say why a run stopped: for good, or as the server could not be reached or went away too often.
    """

    accepted: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    put_off: tuple[int, ...] = ()
    too_large: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    halt: Halt | None = None
    gone: ServerError | None = None

    @property
    def counts(self) -> Mapping[State, int]:
        """How many mails of this run are in which state."""
        found: dict[State, int] = {
            ACCEPTED: len(self.accepted),
            REFUSED: len(self.refused),
            UNKNOWN: len(self.unknown),
            PLANNED: len(self.put_off) + len(self.too_large) + len(self.left),
        }
        return {state: n for state, n in found.items() if n}


def send(  # noqa: PLR0913 (what it is given instead of reaching out for it)
    ledger: Ledger,
    parcels: Iterable[Parcel],
    connect: Callable[[], Connection],
    *,
    per_minute: int,
    pauses: Sequence[float],
    on_mail: Callable[[int, State, int], object] = lambda *_: None,
    on_pause: Callable[[float, int], object] = lambda *_: None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> Sent:
    """Send planned mails, at most `per_minute` in a minute, and tell what became of them.

    `on_mail` is told the number, the state and the server's code after each try; `on_pause` the seconds of a pause before it
    and how many mails wait. Raises `LedgerError` before anything more is sent when a step cannot be noted, what `content` of a
    parcel raises before anything of it is sent, and `KeyboardInterrupt`: the mail in hand is planned again then, or
    settled if its end had gone out.
    """
    run = _Run(ledger, connect, MINUTE / per_minute, tuple(pauses), on_mail, on_pause, clock, sleep)
    listed = tuple(parcels)
    with run.gate:
        try:
            run.all(listed)
        except Halt as error:
            run.halt = error
        finally:
            run.hang_up()
    return run.sent(listed)


@dataclass
class _Run:
    ledger: Ledger
    connect: Callable[[], Connection]
    interval: float
    pauses: tuple[float, ...]
    on_mail: Callable[[int, State, int], object]
    on_pause: Callable[[float, int], object]
    clock: Callable[[], float]
    sleep: Callable[[float], object]
    gate: Gate = field(default_factory=Gate)
    connection: Connection | None = None
    next_at: float | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    tries: Counter[int] = field(default_factory=Counter)
    failures: int = 0  # of the server itself, in a row
    halt: Halt | None = None
    gone: ServerError | None = None

    def all(self, parcels: Sequence[Parcel]) -> None:
        """Rounds: the mails put off in one are tried again in the next, after a pause. When the server itself goes away,
        everything waits; that many times in a row as there are pauses. Raises `Halt`.
        """
        waiting, later = deque(parcels), list[Parcel]()
        while True:
            trouble = self.round(waiting, later)
            if not waiting and not later:
                return
            if trouble is not None and self.failures > len(self.pauses):
                self.gone = trouble
                return
            counted = [self.failures] if trouble is not None else []
            counted += [] if waiting else [self.tries[parcel.number] for parcel in later]
            self.pause(self.pauses[max(counted) - 1], len(waiting) + len(later))
            if not waiting:
                waiting, later = deque(later), []

    def round(self, waiting: deque[Parcel], later: list[Parcel]) -> ServerError | None:
        """Send those that wait, up to the last or until the server goes away, and return what made it go."""
        while waiting:
            try:
                connection = self.connected()
            except PutOff as error:
                self.failures += 1
                return error
            parcel = waiting.popleft()
            outcome = self.one(connection, parcel)
            if isinstance(outcome, Halt):
                raise outcome
            if isinstance(outcome, PutOff):
                self.tries[parcel.number] += 1
                if self.tries[parcel.number] <= len(self.pauses):
                    later.append(parcel)
            if isinstance(outcome, Lost | Down):
                self.failures += 1
                return outcome
            self.failures = 0
        return None

    def one(self, connection: Connection, parcel: Parcel) -> Outcome:
        """Hand over one mail and note what became of it."""
        content = parcel.content()
        with self.gate.held():
            self.ledger.begin(parcel.number)
            outcome = self.handed_over(connection, parcel, content)
            self.outcomes[parcel.number] = outcome
            state = self.settle(parcel.number, outcome)
            self.on_mail(parcel.number, state, outcome.code)
        return outcome

    def handed_over(self, connection: Connection, parcel: Parcel, content: bytes) -> Outcome:
        """Ctrl-C comes at once until the end of the data, and waits from there on."""
        ended = False

        def before_end() -> None:
            nonlocal ended
            self.gate.hold()
            self.ledger.ending(parcel.number)
            ended = True

        try:
            self.gate.let()
            try:
                outcome: Outcome = connection.hand_over(parcel.sender, parcel.address, content, before_end)
            except (Refused, Lost, PutOff, TooLarge, Halt) as error:
                outcome = error
            self.gate.hold()
        except BaseException:
            self.gate.hold()
            with suppress(LedgerError):  # as it stands then, `recover` comes to the same
                if ended:
                    self.ledger.unknown(parcel.number, "")
                else:
                    self.ledger.put_off(parcel.number, 0, "")
            raise
        return outcome

    def settle(self, number: int, outcome: Outcome) -> State:
        if isinstance(outcome, Reply):
            self.ledger.accepted(number, outcome.code, outcome.text)
            return ACCEPTED
        if isinstance(outcome, Refused):
            self.ledger.refused(number, outcome.code, outcome.reply)
            return REFUSED
        if isinstance(outcome, Lost):
            self.ledger.unknown(number, outcome.reply)
            return UNKNOWN
        self.ledger.put_off(number, outcome.code, outcome.reply)
        if isinstance(outcome, TooLarge):
            self.ledger.note(MOST_BYTES, str(outcome.most_bytes))
        return PLANNED

    def connected(self) -> Connection:
        """The connection for the next mail when its turn has come, made anew when the server has closed it meanwhile."""
        self.pace()
        if self.connection is not None and not self.connection.ready():
            self.hang_up()
        if self.connection is None:
            self.connection = self.connect()
        return self.connection

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def pace(self) -> None:
        """Wait until it is the next mail's turn."""
        now = self.clock()
        if self.next_at is not None and self.next_at > now:
            self.sleep(self.next_at - now)
            now = self.next_at
        self.next_at = now + self.interval

    def pause(self, seconds: float, waiting: int) -> None:
        """Wait without a connection: servers close idle ones."""
        self.hang_up()
        self.on_pause(seconds, waiting)
        self.sleep(seconds)

    def sent(self, parcels: Sequence[Parcel]) -> Sent:
        def numbers(kind: type) -> tuple[int, ...]:
            return tuple(p.number for p in parcels if isinstance(self.outcomes.get(p.number), kind))

        return Sent(
            numbers(Reply), numbers(Refused), numbers(Lost), numbers(PutOff), numbers(TooLarge),
            numbers(Halt) + numbers(type(None)), self.halt, self.gone,
        )  # fmt: skip
