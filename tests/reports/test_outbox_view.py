"""The page of the outbox: what will be sent, to whom, what is missing, and what to do next."""

import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from reportgen.language import Language
from reportgen.model.mail import UPDATE, Addressee
from reportgen.model.mail_settings import MailSettings
from reportgen.model.outbox import OutboxFacts
from reportgen.reports.outbox_view import outbox_html, outbox_view
from tests.reports.mails import LI, SETTINGS, WANG, draft, enclosure, facts, letter, line
from tests.reports.test_documents import same_as_golden


def html(of: OutboxFacts, lang: Language) -> str:
    return outbox_html(outbox_view(of, lang), lang, "Noto Sans CJK SC").decode()


def body(of: OutboxFacts, lang: Language) -> str:
    """The page without its style sheet, and without times, which stand in this computer's zone."""
    page = html(of, lang)
    return re.sub(
        r"2026-03-01 \d\d:\d\d|2026-03-02 \d\d:\d\d", "TIME", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    )


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_page_where_everything_happens(code: str, zh: Language, en: Language) -> None:
    lang = zh if code == "zh" else en
    assert same_as_golden(f"outbox-{code}.html", body(facts(lang), lang))


def test_the_number_to_confirm_stands_first_and_last(zh: Language) -> None:
    view = outbox_view(facts(zh), zh)
    assert [(count.value, count.bad) for count in view.counts] == [
        ("2", False), ("4", False), ("9", False), ("1", True), ("1", True), ("1", False), ("2", True),
    ]  # fmt: skip
    assert view.counts[0].main
    assert view.next.endswith("需要确认的数字是 2。")
    assert "make mails SEND=1" in view.next


def test_samples_say_loudly_that_they_cannot_be_sent(zh: Language) -> None:
    sample = replace(facts(zh), sample=True)
    view = outbox_view(sample, zh)
    assert view.alarm == "这是示例数据，全部不能发送。"
    assert "不能发送" in view.counts[0].label
    assert "SEND" not in view.next
    assert 'class="alarm"' in html(sample, zh)
    assert 'class="alarm"' not in html(facts(zh), zh)


def test_an_empty_outbox_asks_nobody_to_send(zh: Language) -> None:
    view = outbox_view(replace(facts(zh), drafts=()), zh)
    assert view.next == "没有要发送的邮件。"
    assert "没有要发送的邮件。" in html(replace(facts(zh), drafts=()), zh)


def test_links_lead_to_the_drafts_whatever_they_are_called(zh: Language) -> None:
    odd = replace(draft(letter(zh)), file='outbox/001-杨 帆#1%2F"?.eml')
    (mail,) = outbox_view(replace(facts(zh), drafts=(odd,)), zh).mails
    assert mail.href == "outbox/" + quote('001-杨 帆#1%2F"?.eml')


def test_a_mail_tells_who_is_in_it_how_large_it_is_and_how_new(zh: Language) -> None:
    of = replace(
        letter(zh), enclosures=(enclosure(WANG, zh, 2), enclosure(LI, zh)), occasion=UPDATE, version=2, part=1, parts=2
    )
    (mail,) = outbox_view(replace(facts(zh), drafts=(draft(of),)), zh).mails
    assert (mail.counted, mail.size, mail.occasion, mail.part) == (
        "2 份报告",
        "2.3 MB",
        "更新，第 2 版",
        "共 2 封，第 1 封",
    )
    assert [(one.id, one.name, one.file, one.note) for one in mail.people] == [
        ("002519", "王雅楠", "002519-王雅楠-2026能力素质评估报告-第2版.pdf", "更新，第 2 版"),
        ("002520", "李明", "002520-李明-2026能力素质评估报告.pdf", ""),
    ]


def test_a_stop_tells_the_cell_what_is_wrong_what_to_do_and_whom_it_concerns(zh: Language) -> None:
    of = facts(zh)
    (row,) = outbox_view(of, zh).stops
    assert (row.file, row.place, row.addressee) == ("名单.xlsx", "名单 › F7", "吴刚")
    assert (row.what, row.remedy) == (of.stops[0].problem.what(zh), of.stops[0].problem.remedy(zh))
    assert [(one.id, one.name) for one in row.people] == [("002530", "孙倩")]


def test_mails_to_be_decided_stand_apart_with_the_servers_words_and_what_to_do(zh: Language) -> None:
    view = outbox_view(facts(zh), zh)
    assert [row.number for row in view.problems] == ["4", "5"]
    assert [row.number for row in view.earlier] == ["3"]
    assert view.problems[0].reply == "550 5.1.1 <yangfan@example.com>: user unknown"
    assert all("RESEND=" in row.todo for row in view.problems)


def test_who_is_in_no_mail_without_a_reason_is_shown_as_a_fault(zh: Language) -> None:
    lost = replace(facts(zh), stops=())
    assert [one.name for one in outbox_view(lost, zh).lost] == ["孙倩"]
    assert "请不要发送" in html(lost, zh)
    assert "请不要发送，" not in html(facts(zh), zh)


def test_it_tells_how_mails_are_sent_and_what_is_not_set(zh: Language) -> None:
    said = dict(outbox_view(replace(facts(zh), encrypted=True), zh).settings)
    assert said["发件人"] == "示例人力资源部 <hr@example.com>"
    assert said["邮件服务器"] == "smtp.example.com:587 (STARTTLS)"
    assert said["附件"] == "已用密码加密（AES-256）"
    assert said["正文中写得分"] == "否"
    bare = dict(outbox_view(replace(facts(zh), settings=MailSettings()), zh).settings)
    assert [name for name, value in bare.items() if value == "尚未设置"] == [
        "发件人",
        "回复寄到",
        "邮件服务器",
        "允许的邮箱域名",
    ]


def test_names_are_text_never_markup(zh: Language) -> None:
    bad = "<script>alert(1)</script>\u202e"
    of = letter(zh, [line("<i>7</i>", bad)])
    hostile = replace(of, addressee=Addressee("a@example.com", bad))
    page = html(
        replace(
            facts(zh), lines=of.lines, drafts=(replace(draft(hostile), file=f"1-{bad}.eml"),), organisation=bad, cycle=bad,
            without_report=of.lines, settings=replace(SETTINGS, sender_name=bad),
        ),
        zh,
    )  # fmt: skip
    assert "<script>alert" not in page
    assert "<i>" not in page
    assert "\u202e" not in page
