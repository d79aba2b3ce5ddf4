"""What became of everybody of the roster in an outbox: exactly one thing, and nobody is forgotten."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from reportgen.language import Language
from reportgen.model.mail import ACCEPTED, PEOPLE, PLANNED, REFUSED, SENDING, UNKNOWN, State, Stop
from reportgen.model.outbox import FATES, IN_MAIL, LOST, NO_REPORT, OPEN, SENT, STOPPED, fated
from reportgen.model.outbox_words import fate_name, size_text, state_name, to_do, when
from tests.reports.mails import WANG, entry, facts


def test_everybody_has_one_fate(zh: Language) -> None:
    found = {one.line.name: (one.fate, fate_name(one, zh)) for one in fated(facts(zh))}
    assert found == {
        "王雅楠": (IN_MAIL, "在第 1 号邮件中"),
        "李明": (IN_MAIL, "在第 1 号邮件中"),
        "赵一航": (IN_MAIL, "在第 1 号邮件中"),
        "钱多多": (NO_REPORT, "没有生成报告"),
        "孙倩": (STOPPED, "不能发送，见“未能发送”"),
        "周舟": (IN_MAIL, "在第 2 号邮件中"),
        "徐静": (SENT, "此前已发送（第 3 号邮件），内容没有变化"),
        "何平": (OPEN, "此前的第 4 号邮件：被服务器拒绝"),
        "吕青": (OPEN, "此前的第 5 号邮件：不确定是否送达"),
    }


def test_who_is_in_no_mail_without_a_reason_is_told(zh: Language) -> None:
    silent = replace(facts(zh), stops=(), without_report=(), earlier=())
    lost = [one for one in fated(silent) if one.fate == LOST]
    assert [one.line.name for one in lost] == ["钱多多", "孙倩", "徐静", "何平", "吕青"]
    assert "原因不明" in fate_name(lost[0], zh)


def test_of_several_fates_the_mail_that_is_made_counts_then_what_stops_it(zh: Language) -> None:
    of = facts(zh)
    stop = Stop(of.stops[0].problem, tuple(line.person_id for line in of.lines))
    found = {one.line.name: one.fate for one in fated(replace(of, stops=(stop,)))}
    assert {found["王雅楠"], found["周舟"]} == {IN_MAIL}
    assert {found["钱多多"], found["徐静"], found["何平"]} == {STOPPED}
    assert len(FATES) == 6


def test_mails_are_called_by_the_ledgers_numbers(zh: Language) -> None:
    of = facts(zh)
    known = replace(of, numbers={of.drafts[0].letter.id: 41, of.drafts[1].letter.id: 42})
    assert [known.number(draft) for draft in known.drafts] == [41, 42]
    assert fated(known)[0].number == 41


def test_the_address_is_the_managers_or_the_persons_own(zh: Language) -> None:
    assert facts(zh).address(WANG) == "yangfan@example.com"
    assert replace(facts(zh), audience=PEOPLE).address(WANG) == "p002519@example.com"


@pytest.mark.parametrize(
    ("state", "tries", "released", "word", "asks"),
    [
        (PLANNED, 0, False, "to be sent", False),
        (PLANNED, 2, False, "put off", True),
        (SENDING, 1, False, "being sent", True),
        (ACCEPTED, 1, False, "sent", False),
        (ACCEPTED, 1, True, "sent; a resend was asked for", False),
        (REFUSED, 1, False, "refused", True),
        (UNKNOWN, 1, False, "unknown", True),
        (UNKNOWN, 1, True, "unknown; a resend was asked for", False),
    ],
)
def test_a_state_and_whether_something_is_to_be_done(
    state: State, tries: int, released: bool, word: str, asks: bool, en: Language
) -> None:
    of = entry(7, state, ["1"], tries=tries, released=released)
    assert state_name(of, en) == word
    assert bool(to_do(of, en)) == asks


def test_only_refused_and_unknown_mails_may_be_sent_again_by_hand(en: Language) -> None:
    asked = {
        state
        for state in (PLANNED, SENDING, ACCEPTED, REFUSED, UNKNOWN)
        if "RESEND=7" in to_do(entry(7, state, []), en)
    }
    assert asked == {REFUSED, UNKNOWN}


def test_sizes_and_times_as_people_know_them() -> None:
    assert [size_text(n) for n in (0, 1_499, 1_500, 999_400, 1_049_999, 1_050_000, 12_340_000)] == [
        "1 KB", "1 KB", "2 KB", "999 KB", "1.0 MB", "1.1 MB", "12.3 MB",
    ]  # fmt: skip
    assert when("2026-03-01T20:30:00+00:00", timezone(timedelta(hours=8))) == "2026-03-02 04:30"
    assert when("") == ""
