"""Rosters as the tables that a test shows, and what comes of them, in short."""

from reportgen.delivery.recipients import grouped
from reportgen.model.mail import MANAGERS, Audience, RosterLine, Stop
from reportgen.problems import Source

FIELDS = ("person_id", "name", "manager", "manager_id", "manager_email", "email")
CELLS = dict(zip(FIELDS, "ABCDEF", strict=True))


def roster(table: str) -> tuple[RosterLine, ...]:
    """Lines of `id | name | superior | superior's id | superior's address | own address`; the first is row 2, and each
    column has its letter.
    """
    rows = [[part.strip() for part in row.split("|")] for row in table.strip("\n").splitlines()]
    return tuple(line(n, *row) for n, row in enumerate(rows, start=2))


def line(row: int, *texts: str) -> RosterLine:
    values = dict.fromkeys(FIELDS, "") | dict(zip(FIELDS, texts, strict=False))
    return RosterLine(
        **values, grade="三级", department="一部", assessed=18, competencies=18, overall="4.20", attained="12/18",
        source=Source("名单.xlsx", "名单", f"A{row}"),
        cells={name: f"{CELLS[name]}{row}" for name in ("manager", "manager_id", "manager_email", "email")},
    )  # fmt: skip


def mails(table: str, audience: Audience = MANAGERS, domains: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Address, name and people of every mail."""
    groups, _ = grouped(roster(table), audience, domains)
    return [(g.addressee.address, g.addressee.name, " ".join(x.person_id for x in g.lines)) for g in groups]


def stops(table: str, audience: Audience = MANAGERS, domains: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Code, cell and people of every stop."""
    return [(s.problem.code, s.problem.source.cell, " ".join(s.people)) for s in found(table, audience, domains)]


def found(table: str, audience: Audience = MANAGERS, domains: tuple[str, ...] = ()) -> tuple[Stop, ...]:
    return grouped(roster(table), audience, domains)[1]
