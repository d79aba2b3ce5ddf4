"""The ledger of mails: what is planned, what went out, what became of it. SQLite; every step is on disk before the next.

planned → sending → accepted | refused | unknown, or back to planned when the server put it off. `ended` is noted before
the end of the data goes out: a mail that a crash left in `sending` without it was certainly not handed over, and is
planned again; one with it may have been, and is unknown (RFC 1047). A settled mail is never planned again by itself.
"""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from reportgen.language import N_
from reportgen.model.mail import (
    ACCEPTED,
    PLANNED,
    REFUSED,
    SENDING,
    STATES,
    UNKNOWN,
    Draft,
    Entry,
    Item,
    MailError,
    State,
)

FORMAT: Final = 1  # PRAGMA user_version
REPLY_LENGTH: Final = 300
_IDENTITY: Final = "ledger"  # the fact that tells this ledger, and every copy of it, from others

_SCHEMA: Final = """
CREATE TABLE mails (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    letter TEXT NOT NULL UNIQUE,
    mailing TEXT NOT NULL,
    cycle TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    file TEXT NOT NULL,
    eml TEXT NOT NULL,
    size INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'accepted', 'refused', 'unknown')),
    ended INTEGER NOT NULL DEFAULT 0,
    code INTEGER NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL
);
CREATE TABLE items (
    mail INTEGER NOT NULL REFERENCES mails (number) ON DELETE CASCADE,
    person TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (mail, person)
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_COLUMNS: Final = (
    "number, letter, mailing, cycle, address, name, part, parts, file, eml, size, message_id, state, code, reply, tries, "
    "released, at"
)


class LedgerError(MailError):
    """A ledger that cannot be used, or a step that its state does not allow."""


class Ledger:
    """The ledger in one file; made when there is none. Use it as a context; one process at a time (see `outputs.lock`)."""

    def __init__(self, path: Path) -> None:
        """Raises `LedgerError` for a file that is no ledger of this program, or cannot be opened."""
        self.path = path
        try:
            if not path.exists() and str(path) != ":memory:":
                path.touch(mode=0o600)  # for its owner's eyes only; the journal takes its rights from it
            self._db = sqlite3.connect(path, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA journal_mode = DELETE")  # a write-ahead log does not work on network drives
        self._db.execute("PRAGMA synchronous = EXTRA")  # a step is on disk, also its folder's entry, before the next
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            with self._step():
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute("INSERT INTO facts VALUES (?, ?)", (_IDENTITY, secrets.token_hex(16)))
                self._db.execute(f"PRAGMA user_version = {FORMAT}")
        elif version != FORMAT:
            raise LedgerError(
                N_("{file} was written by another version of the program. Use that version, or ask whoever maintains it."),
                file=self.path,
            )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        """One step: all of it on disk, or nothing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    # what stands in it

    def entries(self, *, mailing: str | None = None, cycle: str | None = None) -> tuple[Entry, ...]:
        """The mails in the order of their numbers."""
        wanted = {k: v for k, v in (("mailing", mailing), ("cycle", cycle)) if v is not None}
        where = " WHERE " + " AND ".join(f"{name} = ?" for name in wanted) if wanted else ""
        try:
            with closing(self._db.cursor()) as cursor:
                lines = cursor.execute(
                    f"SELECT {_COLUMNS} FROM mails{where} ORDER BY number",  # noqa: S608 (names of our own columns)
                    tuple(wanted.values()),
                ).fetchall()
                items: dict[int, list[Item]] = {}
                for mail, person, digest in cursor.execute("SELECT mail, person, sha256 FROM items ORDER BY rowid"):
                    items.setdefault(mail, []).append(Item(person, digest))
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error
        return tuple(_entry(line, items.get(line[0], [])) for line in lines)

    def facts(self) -> dict[str, str]:
        """What was learnt beside the mails, such as the most bytes the server takes."""
        return {name: value for name, value in self._facts().items() if name != _IDENTITY}

    def _facts(self) -> dict[str, str]:
        try:
            return dict(self._db.execute("SELECT name, value FROM facts").fetchall())
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    @property
    def identity(self) -> str:
        """What this ledger and every copy of it are called, and no other one is."""
        return self._facts().get(_IDENTITY, "")

    @property
    def begun(self) -> int:
        """How many mails are settled, of every mailing and cycle; they never become fewer."""
        try:
            found = self._db.execute(
                "SELECT count(*) FROM mails WHERE state IN (?, ?, ?)", (ACCEPTED, REFUSED, UNKNOWN)
            )
            return _int(found.fetchone()[0])
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    def note(self, name: str, value: str) -> None:
        with self._step() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # planning

    def plan(self, drafts: Sequence[Draft]) -> None:
        """Make these the planned mails, since there is one outbox: planned ones that are no longer in it go, settled ones
        stay as they are. Raises `LedgerError` for a draft that is settled already.
        """
        with self._step() as db:
            known = {
                letter: (number, state)
                for letter, number, state in db.execute("SELECT letter, number, state FROM mails")
            }
            wanted = {draft.letter.id for draft in drafts}
            if any(state != PLANNED for letter, (_, state) in known.items() if letter in wanted):
                raise LedgerError(N_("A mail in the outbox has been sent already. Run make mails again."))
            gone = [(n,) for letter, (n, state) in known.items() if state == PLANNED and letter not in wanted]
            db.executemany("DELETE FROM mails WHERE number = ?", gone)
            for draft in drafts:
                if draft.letter.id in known:
                    db.execute(
                        "UPDATE mails SET name = ?, part = ?, parts = ?, file = ?, eml = ?, size = ?, message_id = ? WHERE number = ?",
                        (*_outside(draft), known[draft.letter.id][0]),
                    )  # fmt: skip
                else:
                    self._insert(draft)

    def _insert(self, draft: Draft) -> None:
        letter = draft.letter
        cursor = self._db.execute(
            "INSERT INTO mails (letter, mailing, cycle, address, name, part, parts, file, eml, size, message_id, state, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (letter.id, letter.mailing, letter.cycle, letter.addressee.address, *_outside(draft), PLANNED, _now()),
        )
        self._db.executemany(
            "INSERT INTO items VALUES (?, ?, ?)",
            [(cursor.lastrowid, enclosure.person, enclosure.sha256) for enclosure in letter.enclosures],
        )

    # sending

    def recover(self) -> dict[State, int]:
        """Settle what a run that broke off left in `sending`: unknown when the end of its data may have been sent, else
        planned again. Returns how many became what.
        """
        found: dict[State, int] = {}
        with self._step() as db:
            for state, ended in ((UNKNOWN, 1), (PLANNED, 0)):
                changed = db.execute(
                    "UPDATE mails SET state = ?, ended = 0, at = ? WHERE state = ? AND ended = ?",
                    (state, _now(), SENDING, ended),
                ).rowcount
                if changed:
                    found[_state(state)] = changed
        return found

    def begin(self, number: int) -> None:
        """Turn planned into sending, before anything of the mail goes out."""
        with self._step() as db:
            begun = db.execute(
                "UPDATE mails SET state = ?, ended = 0, code = 0, reply = '', tries = tries + 1, at = ? WHERE number = ? AND state = ?",
                (SENDING, _now(), number, PLANNED),
            ).rowcount  # fmt: skip
            if begun != 1:
                raise LedgerError(N_("Mail {number} is not planned, so it is not sent."), number=number)

    def ending(self, number: int) -> None:
        """Note that the end of the data goes out next: from here on the server may have taken the mail."""
        with self._step() as db:
            db.execute("UPDATE mails SET ended = 1, at = ? WHERE number = ? AND state = ?", (_now(), number, SENDING))

    def accepted(self, number: int, code: int, reply: str) -> None:
        """The server has said that it has the mail."""
        self._settle(number, ACCEPTED, code, reply)

    def refused(self, number: int, code: int, reply: str) -> None:
        """The server has refused it for good (5yz)."""
        self._settle(number, REFUSED, code, reply)

    def unknown(self, number: int, reply: str) -> None:
        """The connection was lost after the end of the data: nobody knows whether the server has it."""
        self._settle(number, UNKNOWN, 0, reply)

    def put_off(self, number: int, code: int, reply: str) -> None:
        """Turn sending into planned again: the server asks to try later (4yz), or the connection was lost before the end of the data."""
        self._settle(number, PLANNED, code, reply)

    def _settle(self, number: int, state: str, code: int, reply: str) -> None:
        with self._step() as db:
            settled = db.execute(
                "UPDATE mails SET state = ?, ended = 0, code = ?, reply = ?, at = ? WHERE number = ? AND state = ?",
                (state, code, _plain(reply), _now(), number, SENDING),
            ).rowcount
            if settled != 1:
                raise LedgerError(N_("Mail {number} is not being sent."), number=number)

    # what the operator decides

    def release(self, numbers: Iterable[int]) -> None:
        """Let what these settled mails carry be planned again (`--resend`)."""
        with self._step() as db:
            db.executemany(
                "UPDATE mails SET released = 1 WHERE number = ? AND state IN (?, ?, ?)",
                [(number, ACCEPTED, REFUSED, UNKNOWN) for number in numbers],
            )

    def arrived(self, numbers: Iterable[int]) -> None:
        """Note that mails whose fate was unknown have arrived: somebody looked."""
        with self._step() as db:
            db.executemany(
                "UPDATE mails SET state = ?, at = ? WHERE number = ? AND state = ?",
                [(ACCEPTED, _now(), number, UNKNOWN) for number in numbers],
            )


def counts(entries: Sequence[Entry]) -> Mapping[State, int]:
    """How many mails are in which state."""
    found: dict[State, int] = {}
    for entry in entries:
        found[entry.state] = found.get(entry.state, 0) + 1
    return found


def _outside(draft: Draft) -> tuple[object, ...]:
    """What may change while a mail stays the same: how it is written out."""
    letter = draft.letter
    return (
        letter.addressee.name,
        letter.part,
        letter.parts,
        draft.file,
        draft.sha256,
        draft.size,
        draft.message_id,
    )


def _entry(line: Sequence[object], items: Sequence[Item]) -> Entry:
    number, *texts, state, code, reply, tries, released, at = line
    letter, mailing, cycle, address, name, part, parts, file, eml, size, message_id = texts
    return Entry(
        _int(number), str(letter), str(mailing), str(cycle), str(address), str(name), _int(part), _int(parts), str(file),
        str(eml), _int(size), str(message_id), _state(str(state)), tuple(items), _int(code), str(reply), _int(tries),
        bool(released), str(at),
    )  # fmt: skip


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _state(text: str) -> State:
    return next(state for state in STATES if state == text)


def _plain(reply: str) -> str:
    """A server's words on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in reply).split())[:REPLY_LENGTH]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _unusable(path: Path, error: Exception) -> LedgerError:
    return LedgerError(
        N_("The ledger of mails, {file}, cannot be used ({reason}). Nothing is sent without it. Put back a copy of it, and do not delete it: it says what has been sent."),
        file=path, reason=str(error),
    )  # fmt: skip
