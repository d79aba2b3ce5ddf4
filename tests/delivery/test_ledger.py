"""The ledger of mails: every step, what a crash leaves behind, and what may never change."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.delivery.ledger import Ledger, LedgerError, counts
from reportgen.model.mail import Entry, Item, State, settled
from tests.parcels import CYCLE, MAILING, address, content, draft, plan
from tests.program import ROOT

SETTLE: dict[str, Callable[[Ledger, int], None]] = {
    "accepted": lambda ledger, n: ledger.accepted(n, 250, "ok"),
    "refused": lambda ledger, n: ledger.refused(n, 550, "no"),
    "unknown": lambda ledger, n: ledger.unknown(n, "lost"),
    "planned": lambda ledger, n: ledger.put_off(n, 451, "later"),
}
ENDS: list[State] = ["accepted", "refused", "unknown", "planned"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mail.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """One with mails 1 to 3."""
    with Ledger(path) as made:
        made.plan([draft(n) for n in (1, 2, 3)])
        yield made


def first(ledger: Ledger) -> Entry:
    return ledger.entries()[0]


def told(ledger: Ledger) -> list[tuple[State, int, str, int]]:
    return [(e.state, e.code, e.reply, e.tries) for e in ledger.entries()]


# ---- steps


def test_a_planned_mail_is_told_as_it_was_drafted(ledger: Ledger) -> None:
    one = draft(1)
    assert ledger.entries()[0] == Entry(
        1, one.letter.id, MAILING, CYCLE, address(1), "经理1", 1, 1, "outbox/001.eml", one.sha256, len(content(1)),
        one.message_id, "planned", (Item("E001", "a" * 64),), at=first(ledger).at,
    )  # fmt: skip
    assert first(ledger).at.endswith("+00:00")


def test_a_mail_whose_address_is_written_otherwise_goes_to_the_one_in_its_draft(ledger: Ledger) -> None:
    one = draft(1)
    other = replace(one.letter.addressee, address=address(1).upper().replace("EXAMPLE.COM", "example.com"))
    again = replace(one, letter=replace(one.letter, addressee=other))
    assert again.letter.id == one.letter.id
    ledger.plan([again])
    assert [(e.number, e.address) for e in ledger.entries()] == [(1, other.address)]


def test_what_has_arrived_after_all_is_no_longer_to_be_sent_again(ledger: Ledger) -> None:
    ledger.begin(1)
    ledger.unknown(1, "lost")
    ledger.release([1])
    ledger.arrived([1])
    assert (first(ledger).state, first(ledger).released) == ("accepted", False)


def test_mails_are_told_by_mailing_and_cycle(ledger: Ledger) -> None:
    ledger.plan([*(draft(n) for n in (1, 2, 3)), draft(4, mailing="people")])
    assert [e.number for e in ledger.entries(mailing="people")] == [4]
    assert [e.number for e in ledger.entries(mailing=MAILING, cycle=CYCLE)] == [1, 2, 3]
    assert ledger.entries(cycle="1999") == ()


@pytest.mark.parametrize(
    ("end", "line"),
    [
        ("accepted", ("accepted", 250, "ok", 1)),
        ("refused", ("refused", 550, "no", 1)),
        ("unknown", ("unknown", 0, "lost", 1)),
        ("planned", ("planned", 451, "later", 1)),
    ],
)
def test_a_mail_that_is_being_sent_ends_in_a_state(
    end: State, line: tuple[State, int, str, int], ledger: Ledger
) -> None:
    ledger.begin(1)
    assert told(ledger)[0] == ("sending", 0, "", 1)
    ledger.ending(1)
    SETTLE[end](ledger, 1)
    assert told(ledger) == [line, ("planned", 0, "", 0), ("planned", 0, "", 0)]
    assert ledger.recover() == {}


def test_only_a_planned_mail_is_begun(ledger: Ledger) -> None:
    ledger.begin(1)
    with pytest.raises(LedgerError, match="Mail 1 is not planned"):
        ledger.begin(1)
    for number, end in enumerate(("accepted", "refused", "unknown"), 1):
        if number > 1:
            ledger.begin(number)
        SETTLE[end](ledger, number)
        with pytest.raises(LedgerError, match="is not planned"):
            ledger.begin(number)
    with pytest.raises(LedgerError, match="Mail 9 is not planned"):
        ledger.begin(9)


@pytest.mark.parametrize("end", SETTLE)
def test_only_a_mail_that_is_being_sent_is_settled(end: State, ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="Mail 1 is not being sent"):
        SETTLE[end](ledger, 1)
    ledger.begin(1)
    ledger.accepted(1, 250, "ok")
    with pytest.raises(LedgerError, match="Mail 1 is not being sent"):
        SETTLE[end](ledger, 1)
    assert told(ledger)[0] == ("accepted", 250, "ok", 1)


def test_a_mail_put_off_and_begun_again_has_two_tries_and_no_code_before_the_answer(ledger: Ledger) -> None:
    ledger.begin(1)
    ledger.put_off(1, 451, "later")
    ledger.begin(1)
    assert told(ledger)[0] == ("sending", 0, "", 2)


def test_a_servers_words_are_kept_on_one_short_line(ledger: Ledger) -> None:
    ledger.begin(1)
    ledger.refused(1, 550, "no\r\nway\x1b[2J " + "x" * 1000)
    assert first(ledger).reply.startswith("no way [2J xxx")
    assert len(first(ledger).reply) == 300


def test_facts_are_kept_and_replaced(ledger: Ledger) -> None:
    ledger.note("most_bytes", "1000")
    ledger.note("most_bytes", "2000")
    assert ledger.facts() == {"most_bytes": "2000"}


# ---- planning again


def test_planning_again_replaces_what_is_planned_and_keeps_the_numbers_of_the_same(ledger: Ledger) -> None:
    ledger.plan([draft(2), draft(4)])
    assert [(e.number, e.address) for e in ledger.entries()] == [(2, address(2)), (4, address(4))]


@pytest.mark.parametrize("end", ["accepted", "refused", "unknown"])
def test_planning_never_touches_what_is_settled(end: State, ledger: Ledger) -> None:
    ledger.begin(1)
    SETTLE[end](ledger, 1)
    before = first(ledger)
    ledger.plan([draft(5)])
    assert (first(ledger), [e.number for e in ledger.entries()]) == (before, [1, 4])
    with pytest.raises(LedgerError, match="has been sent already"):
        ledger.plan([draft(6), draft(1)])
    assert (first(ledger), [e.number for e in ledger.entries()]) == (before, [1, 4])


def test_there_is_one_outbox_so_that_of_another_mailing_takes_its_place(ledger: Ledger) -> None:
    ledger.plan([draft(4, mailing="people")])
    assert [(e.mailing, e.number) for e in ledger.entries()] == [("people", 4)]


def test_a_number_is_never_given_twice(ledger: Ledger) -> None:
    ledger.plan([])
    ledger.plan([draft(1)])
    assert [e.number for e in ledger.entries()] == [4]


def test_a_changed_report_is_another_mail(ledger: Ledger) -> None:
    ledger.begin(1)
    ledger.accepted(1, 250, "ok")
    ledger.plan([draft(1, digest="b" * 64)])
    assert [(e.number, e.state, e.items[0].sha256[0]) for e in ledger.entries()] == [
        (1, "accepted", "a"),
        (4, "planned", "b"),
    ]


# ---- what the operator decides


def test_a_released_mail_no_longer_counts_as_delivered_but_stays_in_the_book(ledger: Ledger) -> None:
    for number, end in ((1, "accepted"), (2, "unknown")):
        ledger.begin(number)
        SETTLE[end](ledger, number)
    ledger.release([1, 3])
    assert [e.released for e in ledger.entries()] == [True, False, False]
    assert [e.number for e in settled(ledger.entries())] == [2]
    assert [e.state for e in ledger.entries()] == ["accepted", "unknown", "planned"]


def test_a_mail_of_unknown_fate_that_was_found_counts_as_accepted_and_no_other(ledger: Ledger) -> None:
    for number, end in ((1, "refused"), (2, "unknown")):
        ledger.begin(number)
        SETTLE[end](ledger, number)
    ledger.arrived([1, 2, 3])
    assert [e.state for e in ledger.entries()] == ["refused", "accepted", "planned"]
    assert counts(ledger.entries()) == {"refused": 1, "accepted": 1, "planned": 1}


# ---- a crash


@pytest.mark.parametrize(
    ("steps", "found", "state"),
    [("begin", {"planned": 1}, "planned"), ("begin ending", {"unknown": 1}, "unknown")],
)
def test_what_a_crash_leaves_in_sending_is_unknown_only_after_the_end(
    steps: str, found: dict[State, int], state: State, ledger: Ledger, path: Path
) -> None:
    for step in steps.split():
        getattr(ledger, step)(1)
    with Ledger(path) as again:
        assert again.recover() == found
        assert [e.state for e in again.entries()] == [state, "planned", "planned"]
        assert again.recover() == {}


def test_a_mail_planned_again_after_a_crash_does_not_remember_an_end(ledger: Ledger) -> None:
    ledger.begin(1)
    ledger.ending(1)
    ledger.put_off(1, 451, "later")
    ledger.begin(1)
    assert ledger.recover() == {"planned": 1}


CRASH = """
import os, sys
from pathlib import Path
from reportgen.delivery.ledger import Ledger
from tests.parcels import MAILING, draft

for n, path in enumerate(sys.argv[1:]):
    if os.fork():
        os.wait()
        continue
    left = n

    def dying(_):  # told each statement before it is carried out
        global left
        left -= 1
        if left < 0:
            os._exit(0)

    ledger = Ledger(Path(path))
    ledger._db.set_trace_callback(dying)
    ledger.begin(1)
    ledger.ending(1)
    ledger.accepted(1, 250, "ok")
    ledger.plan([draft(2), draft(7), draft(8)])
    os._exit(0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_a_process_that_dies_in_the_midst_of_a_step_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    whole: list[list[tuple[State, int]]] = [
        [("planned", 1), ("planned", 2), ("planned", 3)],
        [("sending", 1), ("planned", 2), ("planned", 3)],
        [("accepted", 1), ("planned", 2), ("planned", 3)],
        [("accepted", 1), ("planned", 2), ("planned", 4), ("planned", 5)],
    ]
    paths = [tmp_path / f"{n}.sqlite" for n in range(30)]  # dies before the n-th statement
    plan(tmp_path / "mail.sqlite", 3)
    for path in paths:
        shutil.copy(tmp_path / "mail.sqlite", path)
    subprocess.run([sys.executable, "-c", CRASH, *paths], cwd=ROOT, check=True)
    seen: list[int] = []
    recovered: list[State] = []
    for path in paths:
        with Ledger(path) as again:
            seen.append(whole.index([(e.state, e.number) for e in again.entries()]))
            recovered.extend(again.recover())
    assert (seen, set(seen)) == (sorted(seen), {0, 1, 2, 3})
    assert recovered == sorted(recovered)
    assert set(recovered) == {"planned", "unknown"}


# ---- files that are none


@pytest.mark.parametrize(
    "bytes_", [b"not a ledger at all, but long enough to be looked at" * 40, b"SQLite format 3\0" + b"x" * 200]
)
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(bytes_: bytes, path: Path) -> None:
    path.write_bytes(bytes_)
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(path)
    assert path.read_bytes() == bytes_


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("CREATE TABLE others (a)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="another version"):
        Ledger(path)
    assert path.read_bytes() == before


@pytest.mark.usefixtures("ledger")
def test_a_ledger_of_a_later_version_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="another version"):
        Ledger(path)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(tmp_path / "none" / "mail.sqlite")


def test_a_ledger_that_may_only_be_read_takes_no_step_and_says_so(ledger: Ledger) -> None:
    ledger._db.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerError, match="readonly"):
        ledger.begin(1)
    assert [e.state for e in ledger.entries()] == ["planned"] * 3


def test_a_full_disk_leaves_the_step_before(ledger: Ledger) -> None:
    pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
    ledger._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="full"):
        ledger.plan([draft(n) for n in range(1, 100)])
    assert [e.number for e in ledger.entries()] == [1, 2, 3]
    ledger.begin(1)
