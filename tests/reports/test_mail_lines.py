"""What the screen says of mails: counts, what is missing, the next step; while sending neither names nor addresses."""

from dataclasses import replace

from reportgen.language import Language
from reportgen.model.mail import ACCEPTED, PEOPLE, PLANNED, REFUSED, SENDING, UNKNOWN, Stop
from reportgen.problems import Source, problem
from reportgen.reports.mail_lines import confirmation, outbox_lines, sent_lines, status_lines
from tests.reports.mails import entry, facts

REPLY = "5.1.1 <yangfan@example.com>: user unknown"


def test_after_writing_what_there_is_what_is_missing_and_what_to_do(zh: Language) -> None:
    assert outbox_lines(facts(zh), "output/outbox", zh) == [
        "发件箱：2 封邮件，4 份报告，在 output/outbox。还没有发送任何邮件。",
        "  此前已发送、内容没有变化：1 人",
        "  此前被拒绝或不确定是否送达：2 人，请看 make mail-status",
        "  没有报告：1 人",
        "以下未能写成邮件，请改正（1 处，涉及 1 人）：",
        "  名单.xlsx › 名单 › F7：" + facts(zh).stops[0].problem.message(zh),
        "请先查看 outbox.html。核对无误后，用 make mails SEND=1 发送（即 reportgen mail OUTPUT --send）；需要确认的数字是 2。",
    ]


def test_of_many_stops_the_first_are_told_and_where_the_others_stand(en: Language) -> None:
    of = facts(en)
    lines = outbox_lines(replace(of, stops=of.stops * 8), "output/outbox", en)
    assert sum(line.startswith("  名单.xlsx › 名单 › F7: ") for line in lines) == 5
    assert "  … and 3 more: see outbox.html." in lines


def test_an_empty_column_of_addresses_is_told_once(en: Language) -> None:
    empty = [
        Stop(problem("no-address", Source("名单.xlsx", "名单", f"G{n}"), who=f"E{n}", column="邮箱"), (f"E{n}",))
        for n in range(2, 9)
    ]
    lines = outbox_lines(replace(facts(en), stops=tuple(empty)), "output/outbox", en)
    told = [line for line in lines if line.startswith("  ") and "G" in line]
    assert [line.split(": ")[0] for line in told] == ["  名单.xlsx › 名单 › G2"]
    assert "    The same holds for 6 more: see outbox.html." in lines


def test_samples_are_never_asked_to_be_sent(zh: Language) -> None:
    lines = outbox_lines(replace(facts(zh), sample=True), "output/outbox", zh)
    assert lines[-1] == "请先查看 outbox.html。这是示例数据：可以查看，但不能发送。"
    assert not any("SEND" in line for line in lines)


def test_who_is_forgotten_is_told(en: Language) -> None:
    lines = outbox_lines(replace(facts(en), stops=()), "output/outbox", en)
    assert "  in no mail, for no known reason (people): 1; please pass this on" in lines


def test_the_question_asks_for_the_number_of_mails(zh: Language, en: Language) -> None:
    assert confirmation(37, zh) == "即将发送 37 封邮件。确认请输入数字 37："
    assert confirmation(1, en) == "1 mail is about to be sent. To confirm, type the number 1: "


def test_after_sending_counts_numbers_and_codes_and_nobodys_name(zh: Language) -> None:
    entries = [
        entry(1, ACCEPTED, ["1"], code=250, reply=f"to {REPLY}"), entry(2, ACCEPTED, ["2"]), entry(3, REFUSED, ["3"], code=550, reply=REPLY),
        entry(4, UNKNOWN, ["4"], reply=REPLY), entry(5, PLANNED, ["5"], code=451, tries=4, reply=REPLY), entry(6, PLANNED, ["6"]),
    ]  # fmt: skip
    assert sent_lines(entries, zh) == [
        "已发送 2 封，被服务器拒绝 1 封，不确定是否送达 1 封，待发送 2 封",
        "  被服务器拒绝：第 3 号 (550)",
        "  不确定是否送达：第 4 号",
        "  服务器要求稍后再发：第 5 号 (451)",
        "各封邮件怎么处理，请看 make mail-status",
    ]


def test_after_all_went_well_there_is_one_line(en: Language) -> None:
    assert sent_lines([entry(1, ACCEPTED, ["1"])], en) == ["sent 1"]


def test_what_was_let_go_again_is_no_longer_told_as_refused(en: Language) -> None:
    assert sent_lines([entry(1, REFUSED, ["1"], code=550, released=True)], en) == ["refused 1"]


def test_the_status_tells_every_mail_about_which_something_is_to_be_done(en: Language) -> None:
    entries = [
        entry(1, ACCEPTED, ["1"]), entry(2, REFUSED, ["2", "3"], code=550, reply=REPLY, part=1, parts=2),
        entry(3, SENDING, ["4"], at=""), entry(4, UNKNOWN, ["5"], released=True, at=""),
        replace(entry(5, PLANNED, ["6"]), mailing=PEOPLE), replace(entry(6, ACCEPTED, ["6"]), cycle="2025"),
    ]  # fmt: skip
    lines = status_lines(entries, en)
    assert [line for line in lines if not line.startswith(" ")] == [
        "2025 · reports to managers: sent 1",
        "2026 · reports to managers: sent 1, refused 1, unknown 1, being sent 1",
        "2026 · reports to the people themselves: to be sent 1",
    ]
    start = next(
        i for i, line in enumerate(lines) if line.startswith("  no. 2 1/2  refused  yangfan@example.com  2026-03-0")
    )
    assert lines[start + 1 : start + 3] == ["      people: 2, 3", f"      the server said: 550 {REPLY}"]
    assert lines[start + 3].endswith("make mails RESEND=2.")
    assert "  no. 3  being sent  yangfan@example.com" in lines
    assert "  no. 4  unknown; a resend was asked for  yangfan@example.com" in lines


def test_without_a_mail_the_status_says_so(zh: Language) -> None:
    assert status_lines([], zh) == ["还没有待发送或已发送的邮件。"]


def test_a_mailing_of_another_kind_is_called_by_its_name(en: Language) -> None:
    assert status_lines([replace(entry(1, ACCEPTED, []), mailing="reminders", cycle="")], en) == ["reminders: sent 1"]


def test_what_to_do_is_not_said_of_archived_cycles(en: Language) -> None:
    of = entry(3, REFUSED, ["3"], code=550, reply=REPLY)
    assert any("RESEND=3" in line for line in status_lines([of], en, "2026"))
    assert not any("RESEND" in line for line in status_lines([of], en, "2027"))
