"""Mails as their recipients read them: what they say, what they never say, in plain text and HTML alike."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from reportgen.language import Language
from reportgen.model.mail import ADDITION, MANAGERS, PEOPLE, UPDATE, Addressee, Audience, Letter
from reportgen.model.mail_settings import MailSettings
from reportgen.model.outbox import NO_REPORT, SENT, Fate
from reportgen.reports.mail_view import MailFrame, MailText, mail_text, mail_view
from reportgen.reports.plain_lines import columns
from tests.reports.mails import LI, QIAN, SETTINGS, TEAM, WANG, ZHAO, enclosure, letter, line
from tests.reports.test_documents import same_as_golden

ALLOWED = {
    "html", "head", "meta", "title", "body", "table", "tr", "td", "th", "p", "h1", "h2", "div", "b", "span",
}  # fmt: skip


def frame(lang: Language, audience: Audience = MANAGERS, **more: Any) -> MailFrame:
    return replace(MailFrame(lang, audience, "示例电信公司", SETTINGS), **more)


def one_line(mail: MailText) -> str:
    """The text as it reads when nothing is folded."""
    return re.sub(r"\n\s*", "", mail.text)


def words(html: str) -> str:
    """What a mail program shows of it."""
    shown: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            shown.append(data)

    Reader().feed(html[html.index("<body") :])
    return "".join(shown)


def all_there_is(lang: Language) -> tuple[Letter, MailFrame, dict[str, Fate], dict[str, int]]:
    """An update in parts, locked, with scores, a sample: all that a mail to a manager may say."""
    attached = (enclosure(WANG, lang, 2), enclosure(LI, lang))
    of = replace(letter(lang, TEAM[:2], TEAM), enclosures=attached, occasion=UPDATE, version=2, part=1, parts=3)
    scored = frame(lang, settings=replace(SETTINGS, scores=True), sample=True, encrypted=True)
    return of, scored, {ZHAO.person_id: SENT}, {QIAN.person_id: 2}


def everything(lang: Language) -> MailText:
    return mail_text(*all_there_is(lang))


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_first_mail_to_a_manager(code: str, zh: Language, en: Language) -> None:
    lang = zh if code == "zh" else en
    mail = mail_text(letter(lang), frame(lang))
    assert same_as_golden(f"mail-managers-{code}.txt", f"{mail.subject}\n\n{mail.text}")
    assert same_as_golden(f"mail-managers-{code}.html", mail.html)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_mail_that_says_all_there_is_to_say(code: str, zh: Language, en: Language) -> None:
    mail = everything(zh if code == "zh" else en)
    assert same_as_golden(f"mail-everything-{code}.txt", f"{mail.subject}\n\n{mail.text}")
    assert same_as_golden(f"mail-everything-{code}.html", mail.html)


def test_a_mail_to_somebody_about_themselves(zh: Language) -> None:
    own = replace(letter(zh, [WANG]), mailing=PEOPLE, addressee=Addressee(WANG.email, WANG.name, WANG.person_id))
    mail = mail_text(own, frame(zh, PEOPLE))
    assert same_as_golden("mail-people-zh.txt", f"{mail.subject}\n\n{mail.text}")
    assert same_as_golden("mail-people-zh.html", mail.html)


def texts_of(value: object) -> list[str]:
    """Every text in a view, but the subject."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    return [text for name, item in vars(value).items() if name != "subject" for text in texts_of(item)]


def test_text_and_html_both_say_all_there_is(zh: Language, en: Language) -> None:
    for lang in (zh, en):
        of, of_frame, absent, elsewhere = all_there_is(lang)
        mail = mail_text(of, of_frame, absent, elsewhere)
        expected = [re.sub(r"\s", "", text) for text in texts_of(mail_view(of, of_frame, absent, elsewhere))]
        assert len(expected) > 40
        text, html = (re.sub(r"\s", "", said) for said in (mail.text, words(mail.html)))
        assert [said for said in expected if said not in text] == []
        assert [said for said in expected if said not in html] == []


def test_no_line_of_the_text_is_too_long(zh: Language, en: Language) -> None:
    endless = line("000000000000000000000000000000000000009", "阿卜杜热合曼" * 6)
    for lang in (zh, en):
        of = letter(lang, [endless])
        mail = mail_text(of, frame(lang, organisation="A" * 200, settings=replace(SETTINGS, note="网" * 300)))
        assert max(columns(row) for row in mail.text.splitlines()) <= 76


def test_scores_stand_in_a_mail_only_when_they_are_switched_on(zh: Language) -> None:
    assert not MailSettings().scores
    silent = mail_text(letter(zh), frame(zh))
    assert not {"3.72", "66.7%", "平均得分", "达标率"} & set(
        re.findall(r"3\.72|66\.7%|平均得分|达标率", silent.text + silent.html)
    )
    open_ = mail_text(letter(zh), frame(zh, settings=replace(SETTINGS, scores=True)))
    assert open_.text.count("平均得分 3.72 · 达标率 66.7%") == 2
    assert open_.html.count(">3.72<") == 2
    assert open_.html.count(">66.7%<") == 2


def test_a_score_that_nobody_sees_is_a_dash(zh: Language) -> None:
    unseen = replace(WANG, overall="", attained="")
    mail = mail_text(letter(zh, [unseen]), frame(zh, settings=replace(SETTINGS, scores=True)))
    assert "平均得分 — · 达标率 —" in mail.text


def test_everybody_who_is_named_is_either_attached_or_has_a_reason(zh: Language) -> None:
    mail = mail_text(letter(zh, [WANG], TEAM), frame(zh), {LI.person_id: SENT, ZHAO.person_id: NO_REPORT})
    missing = mail.text.partition("本邮件未附的报告")[2]
    assert [row.strip() for row in missing.splitlines() if row.startswith("  ")][:3] == [
        "此前已发给您，内容没有变化", "本评估周期没有报告", "暂未附上，发件人正在核实",
    ]  # fmt: skip
    assert [name in missing for name in ("王雅楠", "李明", "赵一航", "钱多多")] == [False, True, True, True]


def test_a_mail_about_everybody_lists_nobody_as_missing(zh: Language) -> None:
    assert "本邮件未附" not in mail_text(letter(zh, TEAM), frame(zh)).text


def test_a_part_says_which_it_is_and_where_the_others_are(zh: Language) -> None:
    of = replace(letter(zh, [WANG], [WANG, LI]), part=2, parts=3)
    mail = mail_text(of, frame(zh), {}, {LI.person_id: 3})
    assert "分 3 封邮件发送，这是第 2 封" in one_line(mail)
    assert "在其中的第 3 封邮件里" in mail.text


def test_an_update_marks_the_reports_that_are_newer_and_no_others(zh: Language) -> None:
    of = replace(
        letter(zh, [WANG, LI]), enclosures=(enclosure(WANG, zh, 2), enclosure(LI, zh)), occasion=UPDATE, version=2
    )
    mail = mail_text(of, frame(zh))
    assert "代替此前发给您的同一人的报告" in one_line(mail)
    assert mail.text.count("更新，第 2 版") == mail.html.count("更新，第 2 版</span>") == 1


def test_an_addition_leaves_what_was_sent_before_in_force(zh: Language) -> None:
    mail = mail_text(replace(letter(zh), occasion=ADDITION, version=1), frame(zh))
    assert "此前发给您的报告仍然有效" in one_line(mail)


def test_of_a_password_it_says_only_that_it_comes_another_way(zh: Language) -> None:
    assert "密码" not in mail_text(letter(zh), frame(zh)).text
    assert "密码会通过其他方式告诉您，不会写在邮件里" in one_line(mail_text(letter(zh), frame(zh, encrypted=True)))


def test_nobody_is_greeted_by_a_name_that_is_not_known(zh: Language) -> None:
    of = replace(letter(zh), addressee=Addressee("a@example.com"))
    assert "\n您好！\n" in mail_text(of, frame(zh)).text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (SETTINGS, "写信到 ask-hr@example.com。"),
        (MailSettings(sender="hr@example.com"), "写信到 hr@example.com。"),
        (MailSettings(), "请联系人力资源部。"),
    ],
)
def test_it_says_whom_to_ask(settings: MailSettings, said: str, zh: Language) -> None:
    assert said in mail_text(letter(zh), frame(zh, settings=settings)).text


HOSTILE = '<script>alert("1")</script>\r\nBcc: x@example.com\u202e\u0000\'"&{{ 7*7 }}'


def hostile(lang: Language) -> Letter:
    """A letter in which every text of the input attacks."""
    bad = replace(line("<b>1</b>", HOSTILE), grade=HOSTILE, department=HOSTILE, overall=HOSTILE, attained=HOSTILE)
    of = letter(lang, [bad], [bad, replace(bad, person_id="2\n2")])
    files = (replace(of.enclosures[0], name=HOSTILE),)
    return replace(of, enclosures=files, cycle=HOSTILE, addressee=Addressee("a@example.com", HOSTILE), occasion=UPDATE)


@pytest.mark.parametrize("audience", [MANAGERS, PEOPLE])
def test_no_text_of_the_input_is_markup_or_ends_a_line(audience: Audience, zh: Language) -> None:
    settings = replace(SETTINGS, scores=True, note=HOSTILE, sender_name=HOSTILE)
    mail = mail_text(hostile(zh), frame(zh, audience, organisation=HOSTILE, settings=settings))
    tags = set(re.findall(r"<([a-z]\w*)", mail.html))
    assert tags <= ALLOWED
    assert "<script" not in mail.html
    for text in (mail.subject, mail.text, mail.html):
        assert not {"\u202e", "\r", "\x00"} & set(text)
        assert "49" not in text, "what stands in the input is no template"
    assert "\n" not in mail.subject


def test_html_stands_alone_for_any_mail_program(zh: Language) -> None:
    html = everything(zh).html
    assert not re.search(r"<(?:script|style|link|img|iframe|form|object)\b|class=|url\(|https?:|javascript:", html)
    assert 'lang="zh-CN"' in html
    assert "max-width:640px" in html
    assert not re.search(r"[^-]color:#(?!767676|c4122f)|background", html), "dark programs choose the colours"


def test_mails_name_nobody_else_and_no_place_of_the_input(zh: Language) -> None:
    text = everything(zh).text + everything(zh).html
    assert not [word for word in ("名单.xlsx", "F2", "people/", "yangfan@example.com", "p002519@") if word in text]
