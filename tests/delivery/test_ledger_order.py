"""The ledger of mails in any order of steps: it says what they leave, whatever came before."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from reportgen.delivery.ledger import Ledger, LedgerError
from reportgen.model.mail import State
from tests.parcels import draft

SETTLE: dict[str, Callable[[Ledger, int], None]] = {
    "accepted": lambda ledger, n: ledger.accepted(n, 250, "ok"),
    "refused": lambda ledger, n: ledger.refused(n, 550, "no"),
    "unknown": lambda ledger, n: ledger.unknown(n, "lost"),
    "planned": lambda ledger, n: ledger.put_off(n, 451, "later"),
}
ENDS: list[State] = ["accepted", "refused", "unknown", "planned"]


class Steps(RuleBasedStateMachine):
    """The ledger beside a dictionary: numbers and states."""

    @initialize()
    def make(self) -> None:
        self.folder = TemporaryDirectory()
        self.ledger = Ledger(Path(self.folder.name) / "mail.sqlite")
        self.ledger._db.execute("PRAGMA synchronous = OFF")  # quick; nothing is switched off here
        self.states: dict[int, State] = {}
        self.drafts: dict[int, int] = {}
        self.ended: set[int] = set()
        self.next = 1

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.__exit__()
            self.folder.cleanup()

    @rule(wanted=st.sets(st.integers(1, 5)))
    def plan(self, wanted: set[int]) -> None:
        settled = {self.drafts[n] for n, state in self.states.items() if state != "planned"}
        drafts = [draft(i) for i in sorted(wanted)]
        if wanted & settled:
            with pytest.raises(LedgerError):
                self.ledger.plan(drafts)
            return
        self.ledger.plan(drafts)
        for n in [n for n, state in self.states.items() if state == "planned" and self.drafts[n] not in wanted]:
            del self.states[n]
        planned = {self.drafts[n] for n in self.states}
        for i in sorted(wanted - planned):
            self.states[self.next], self.drafts[self.next] = "planned", i
            self.next += 1

    @rule(n=st.integers(1, 8))
    def begin(self, n: int) -> None:
        if self.states.get(n) == "planned":
            self.ledger.begin(n)
            self.states[n] = "sending"
            self.ended.discard(n)
        else:
            with pytest.raises(LedgerError):
                self.ledger.begin(n)

    @rule(n=st.integers(1, 8))
    def ending(self, n: int) -> None:
        if self.states.get(n) == "sending":
            self.ledger.ending(n)
            self.ended.add(n)
        else:
            with pytest.raises(LedgerError):
                self.ledger.ending(n)

    @rule(n=st.integers(1, 8), end=st.sampled_from(ENDS))
    def settle(self, n: int, end: State) -> None:
        if self.states.get(n) == "sending":
            SETTLE[end](self.ledger, n)
            self.states[n] = end
        else:
            with pytest.raises(LedgerError):
                SETTLE[end](self.ledger, n)

    @rule()
    def crash(self) -> None:
        self.ledger.recover()
        for n, state in self.states.items():
            if state == "sending":
                self.states[n] = "unknown" if n in self.ended else "planned"

    @invariant()
    def same(self) -> None:
        assert {e.number: e.state for e in self.ledger.entries()} == self.states


def test_any_order_of_steps_leaves_what_they_say() -> None:
    run_state_machine_as_test(
        Steps, settings=settings(max_examples=60, stateful_step_count=25, deadline=None, derandomize=True)
    )
