"""Letters, drafts and ledger entries of made-up people for the tests of what is told about mails."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reportgen.language import Language
from reportgen.model.addresses import MALFORMED
from reportgen.model.mail import (
    ACCEPTED,
    MANAGERS,
    REFUSED,
    UNKNOWN,
    Addressee,
    Draft,
    Enclosure,
    Entry,
    Item,
    Letter,
    RosterLine,
    State,
    Stop,
)
from reportgen.model.mail_settings import MailSettings
from reportgen.model.outbox import OutboxFacts
from reportgen.problems import Source, problem
from reportgen.reports.mail_texts import attachment_name

SETTINGS = MailSettings(
    server="smtp.example.com", user="hr@example.com", sender="hr@example.com", sender_name="示例人力资源部",
    reply_to="ask-hr@example.com", note="面谈请在收到报告后两周内完成。",
)  # fmt: skip
MANAGER = Addressee("yangfan@example.com", "杨帆", "002500")


def line(number: str, name: str, *, manager: str = "杨帆", address: str = "yangfan@example.com") -> RosterLine:
    return RosterLine(
        number, name, "客户经理", "政企一部", manager, "002500", address, f"p{number}@example.com", 18, 18, "3.72", "66.7%",
        Source("名单.xlsx", "名单", "A2"), {"manager_email": "F2"},
    )  # fmt: skip


WANG, LI, ZHAO, QIAN = (
    line("002519", "王雅楠"),
    line("002520", "李明"),
    line("002521", "赵一航"),
    line("002522", "钱多多"),
)
TEAM = (WANG, LI, ZHAO, QIAN)


def enclosure(of: RosterLine, lang: Language, version: int = 1) -> Enclosure:
    name = attachment_name(of, "2026", lang, version)
    return Enclosure(of.person_id, f"people/{of.person_id}.pdf", name, "a" * 63 + str(version), 812_000, version)


def letter(
    lang: Language, attached: Sequence[RosterLine] = (WANG, LI), lines: Sequence[RosterLine] = (), version: int = 1
) -> Letter:
    """A first letter about the `attached`, naming `lines` (just these by default)."""
    files = tuple(enclosure(one, lang, version) for one in attached)
    return Letter(MANAGERS, "2026", MANAGER, tuple(lines or attached), files)


def draft(of: Letter, number: int = 1) -> Draft:
    return Draft(of, f"outbox/{number:03d}-{of.addressee.name}.eml", "<1@example.com>", "d" * 64, 2_300_000)


def entry(number: int, state: State, people: Sequence[str], **more: Any) -> Entry:
    of = Entry(
        number, f"{number:064d}", MANAGERS, "2026", "yangfan@example.com", "杨帆", 1, 1, f"{number:03d}-杨帆.eml", "e" * 64,
        912_000, f"<{number}@example.com>", ACCEPTED, tuple(Item(who, "a" * 64) for who in people), at="2026-03-01T08:30:00+00:00",
    )  # fmt: skip
    return replace(of, state=state, **more)


def facts(lang: Language) -> OutboxFacts:
    """An outbox where everything happens: two mails, a stop, somebody without a report, mails sent and tried before."""
    sun, zhou = (
        line("002530", "孙倩", manager="吴刚", address=""),
        line("002531", "周舟", manager="郑敏", address="zhengmin@example.com"),
    )
    xu, he, lv = line("002540", "徐静"), line("002541", "何平"), line("002542", "吕青")
    other = replace(letter(lang, [zhou]), addressee=Addressee("zhengmin@example.com", "郑敏"))
    cell = problem("unusable-address", Source("名单.xlsx", "名单", "F7"), "wugang@", who="吴刚", reason=MALFORMED)
    return OutboxFacts(
        MANAGERS, "2026", "示例电信公司", sample=False, encrypted=False, settings=SETTINGS,
        lines=(*TEAM, sun, zhou, xu, he, lv), drafts=(draft(letter(lang, TEAM[:3], TEAM)), draft(other, 2)),
        stops=(Stop(cell, (sun.person_id,), "吴刚"),), without_report=(QIAN,),
        earlier=(
            entry(3, ACCEPTED, [xu.person_id], code=250, reply="2.0.0 Ok: queued as 4F1"),
            entry(4, REFUSED, [he.person_id], code=550, reply="5.1.1 <yangfan@example.com>: user unknown"),
            entry(5, UNKNOWN, [lv.person_id]),
        ),
    )  # fmt: skip
