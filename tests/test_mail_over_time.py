"""`reportgen mail` over time: ledgers that are gone or old, what is sent again, and drafts that no longer fit."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.mail_folder import PEOPLE, Office
from tests.mail_office import CHENG, MIAO, attached, built, office, own_notes, serve, server  # noqa: F401 (fixtures)
from tests.program import run
from tests.smtp_server import Server, smtp_server


@pytest.mark.parametrize("setting", ['note = "请在周五前面谈。"', "scores = true", 'reply_to = "boss@example.com"'])
def test_drafts_that_would_say_something_else_now_are_not_sent(office: Office, server: Server, setting: str) -> None:
    office.mail()
    serve(office, server, setting)
    done = office.mail("--send", "--yes", 2)
    assert (done.returncode, server.asked) == (1, [])
    assert "邮件 1、2 没有发送" in done.stdout
    office.mail()
    assert office.mail("--send", "--yes", 2).returncode == 0


def test_drafts_are_still_good_after_a_build_that_changes_nothing(office: Office, server: Server) -> None:
    office.mail()
    office.build()
    assert office.mail("--send", "--yes", 2).returncode == 0
    assert server.taken_for() == [CHENG, MIAO]


def test_drafts_are_not_sent_without_the_passwords_that_open_them(office: Office, server: Server) -> None:
    office.mail("--encrypt")
    path = office.output / "passwords.xlsx"
    book = openpyxl.load_workbook(path)
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == CHENG).offset(0, 1)
    cell.value = "anders-2026-kennwort"
    book.save(path)
    done = office.mail("--send", "--yes", 1)
    assert (done.returncode, server.taken_for()) == (1, [MIAO])
    assert "邮件 1 没有发送" in done.stdout
    path.write_bytes(b"")
    assert office.mail("--send", "--yes", 1).returncode == 1
    path.unlink()
    assert office.mail("--send", "--yes", 1).returncode == 1
    assert server.taken_for() == [MIAO]
    assert office.mail("--encrypt").returncode == 0
    assert office.mail("--send", "--yes", 1).returncode == 0
    assert server.taken_for() == [MIAO, CHENG]


def test_it_is_said_when_reports_are_no_longer_locked(office: Office) -> None:
    assert "没有加密" not in office.mail("--encrypt").stdout
    assert "没有加密" in office.mail().stdout


def test_a_limit_of_the_server_holds_until_the_settings_are_changed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "x")
    for size, options in ((100_000, ()), (None, ("size_mb = 12",))):
        with smtp_server(users={"hr": "x"}, size=size) as server:
            serve(office, server, *options)
            office.mail()
            assert len(office.drafts()) == 2
            done = office.mail("--send", "--yes", 2)
            assert done.returncode == (1 if size else 0)
            if size:
                assert "请重新运行 make mails" in office.status().stdout
                assert office.mail().returncode == 1
                assert office.drafts() == []


def test_an_emptied_ledger_an_older_one_and_a_copy_of_the_folder_send_nothing_again(
    office: Office, server: Server
) -> None:
    office.mail()
    before = office.ledger.read_bytes()
    copy = office.output.parent / "copy"
    shutil.copytree(office.output, copy)
    office.mail("--send", "--yes", 2)
    for content in (before, b""):
        office.ledger.write_bytes(content)
        sent = office.mail("--send")
        assert (sent.returncode, len(server.taken)) == (1 if content else 0, 2)
        written = office.mail()
        assert (written.returncode, office.drafts()) == (1, [])
        assert "--new-ledger" in written.stdout
    done = run("mail", "--input", office.input, "--send", "--yes", 2, copy)
    assert (done.returncode, len(server.taken)) == (1, 2)
    assert office.mail("--new-ledger").returncode == 0
    assert office.mail("--send", "--yes", 2).returncode == 0
    assert len(server.taken) == 4


def test_a_ledger_that_is_gone_is_not_told_as_nothing_sent(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    assert len(server.taken) == 2
    office.ledger.unlink()
    done = office.status()
    assert (done.returncode, done.stdout) == (2, "")
    assert "mail.sqlite" in done.stderr


def test_to_whom_is_settled_before_sending(office: Office, server: Server) -> None:
    office.mail()
    done = office.mail("--send", "--to", "people", "--yes", 2)
    assert (done.returncode, server.asked) == (2, [])


def test_a_correction_that_is_taken_back_is_sent_too(office: Office, server: Server) -> None:
    for given, n in (({}, 2), ({"a0003": 4}, 1), ({}, 1)):
        office.build(ratings=given)
        serve(office, server)
        office.mail()
        assert office.mail("--send", "--yes", n).returncode == 0
    assert server.taken_for() == [CHENG, MIAO, MIAO, MIAO]
    first, second, third = (attached(mail.content) for mail in server.taken[1:])
    assert [*first.values()] == [*third.values()] != [*second.values()]
    assert list(third) == ["a0003-毛小满-2025能力素质评估报告-第3版.pdf"]
    assert office.mail().returncode == 0
    assert office.drafts() == []


def test_who_is_to_get_it_again_must_be_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_MAIL_PASSWORD", "x")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    office = Office(tmp_path / "office")
    office.build([[str(n), *row[1:]] for n, row in enumerate(PEOPLE, start=1)])
    with smtp_server(users={"hr": "x"}) as server:
        serve(office, server)
        office.mail()
        office.mail("--send", "--yes", 2)
    done = office.mail("--resend", "2")  # the number of the one mail, and somebody's id in the other
    assert (done.returncode, office.mail().returncode, office.drafts()) == (2, 0, [])
    assert "“2”" in done.stderr
    office.mail("--resend", MIAO)
    assert office.drafts() == ["苗青.eml"]


def test_an_id_means_the_last_mail_with_its_report(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    office.build(ratings={"a0002": 4})
    serve(office, server)
    office.mail()
    office.mail("--send", "--yes", 1)
    office.mail("--resend", "a0002")
    (draft,) = office.drafts()
    assert [name[:5] for name in attached((office.output / "outbox" / draft).read_bytes())] == ["a0002"]


def test_who_has_moved_must_be_in_the_roster(office: Office) -> None:
    done = office.mail("--moved", "a001")
    assert (done.returncode, "“a001”" in done.stderr) == (2, True)
    assert office.mail("--moved", "all").returncode == 0


def test_an_outbox_that_was_never_sent_is_not_replaced_by_another_kind_in_silence(office: Office) -> None:
    office.mail()
    assert "发件箱里原有 2 封" in office.mail("--to", "people").stdout
    assert "发件箱里原有 3 封" in office.mail().stdout
    assert "发件箱里原有" not in office.mail().stdout


def test_archiving_tells_of_mails_that_were_never_sent_and_keeps_the_ledger(office: Office, server: Server) -> None:
    office.mail()
    office.mail("--send", "--yes", 2)
    office.build(ratings={"a0003": 4})
    serve(office, server)
    office.mail()
    text = (office.input / "reportgen.toml").read_text(encoding="utf-8").replace('name = "2025"', 'name = "2026"')
    (office.input / "reportgen.toml").write_text(text, encoding="utf-8")
    done = run("build", office.input, "--output", office.output, "--archive")
    assert (done.returncode, "1 封邮件写好了，但没有发送" in done.stdout) == (0, True)
    assert (office.output / "archive" / "2025" / "outbox" / "苗青.eml").exists()
    assert office.mail().returncode == 0
    assert office.mail("--send", "--yes", 2).returncode == 0
    assert len(server.taken) == 4
